//! How a key that takes another's place is told from all others.

use clarifai_auth::{plain_description, replacement_description};

const MADE: &str = "2026-01-01T00:00:00.123456Z";

#[test]
fn the_mark_names_the_moment_of_the_key_to_replace() {
    let marked = replacement_description("shop", Some(MADE));
    assert_eq!(marked, "shop (replaces the key of 2026-01-01T00:00:00.123456Z)");
}

#[test]
fn a_mark_takes_the_place_of_an_earlier_one() {
    let first = replacement_description("shop", Some("2025-01-01T00:00:00+02:00"));
    assert_eq!(
        replacement_description(&first, Some(MADE)),
        replacement_description("shop", Some(MADE))
    );
}

#[test]
fn what_is_no_moment_is_not_repeated() {
    for strange in ["", "yesterday)", "2026-01-01 00:00", &"1".repeat(1_000)] {
        let marked = replacement_description("shop", Some(strange));
        assert_eq!(marked, replacement_description("shop", None));
        assert_eq!(marked, "shop (replaces the key of an unknown date)");
    }
}

#[test]
fn without_its_mark_every_description_is_as_it_was() {
    for description in
        ["", "shop", "sh\u{f6}p (old)", " (replaces the key of", "a (replaces the key of b)"]
    {
        for created_at in [Some(MADE), None] {
            let marked = replacement_description(description, created_at);
            assert_eq!(plain_description(&marked), description);
            assert_eq!(plain_description(description), description);
        }
    }
}
