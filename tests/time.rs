//! Moments in RFC 3339.

use clarifai_auth::Timestamp;

#[test]
fn moments_are_read_to_the_second_that_they_name() {
    for (text, seconds) in [
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31T23:59:59Z", -1),
        ("2000-02-29T00:00:00Z", 951_782_400),
        ("2026-11-21T12:34:56Z", 1_795_264_496),
        ("2026-11-21t12:34:56z", 1_795_264_496),
        ("2026-11-21T14:34:56+02:00", 1_795_264_496),
        ("2026-11-21T05:04:56-07:30", 1_795_264_496),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
        ("0001-01-01T00:00:00Z", -62_135_596_800),
    ] {
        assert_eq!(Timestamp::parse(text), Some(Timestamp::from_unix_seconds(seconds)), "{text}");
    }
}

#[test]
fn fractions_order_moments_within_a_second() {
    let moments = [
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.000000001Z",
        "2026-01-01T00:00:00.5Z",
        "2026-01-01T00:00:00.50000000099Z",
        "2026-01-01T00:00:00.6Z",
        "2026-01-01T00:00:01Z",
    ];
    let read: Vec<_> =
        moments.iter().map(|text| Timestamp::parse(text).expect("a moment")).collect();
    assert!(read.is_sorted());
    assert_eq!(read[2], read[3], "digits beyond the ninth do not count");
}

#[test]
fn what_is_no_moment_is_none() {
    for text in [
        "",
        "2026",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-1-1T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-32T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00Zx",
        "+026-01-01T00:00:00Z",
        " 2026-01-01T00:00:00Z",
        "２026-01-01T00:00:00Z",
        "2026-01-01T00:00:00+0200",
    ] {
        assert_eq!(Timestamp::parse(text), None, "{text:?}");
    }
}

#[test]
fn milliseconds_count_as_in_javascript() {
    for (milliseconds, text) in [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (1_795_264_496_789, "2026-11-21T12:34:56.789Z"),
    ] {
        assert_eq!(
            Timestamp::parse(text),
            Some(Timestamp::from_unix_milliseconds(milliseconds)),
            "{text}"
        );
    }
}
