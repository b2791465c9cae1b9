//! When a failed request is sent again.

use clarifai_auth::FailedAttempt;

fn answered(http_status: u16, code: u32) -> FailedAttempt {
    FailedAttempt { http_status: Some(http_status), code: Some(code), ..FailedAttempt::default() }
}

#[test]
fn only_what_may_pass_is_sent_again() {
    for (failed, again) in [
        (answered(429, 11003), true),
        (answered(429, 11005), true),
        (answered(200, 11005), true),
        (answered(400, 21353), true),
        (answered(400, 21354), true),
        (answered(400, 21355), true),
        (answered(500, 98004), true),
        (answered(503, 10020), true),
        (FailedAttempt { http_status: Some(502), ..FailedAttempt::default() }, true),
        (FailedAttempt { http_status: Some(404), ..FailedAttempt::default() }, false),
        (FailedAttempt { http_status: Some(302), ..FailedAttempt::default() }, false),
        (answered(400, 21352), false),
        (answered(400, 21356), false),
        (answered(429, 11004), false),
    ] {
        assert_eq!(failed.wait_ms(0, 0).is_some(), again, "{failed:?}");
    }
}

#[test]
fn what_refuses_a_credential_is_never_sent_again() {
    for code in [11000, 11001, 11002, 11004, 11006, 11007, 11008, 11009, 11102] {
        for http_status in [200, 401, 403, 429, 500, 503] {
            assert_eq!(answered(http_status, code).wait_ms(0, 0), None, "{http_status} {code}");
        }
    }
}

#[test]
fn of_a_connection_that_broke_nobody_knows_what_it_carried() {
    assert_eq!(FailedAttempt::default().wait_ms(0, 0), None);
}

#[test]
fn the_wait_doubles_up_to_half_a_minute_and_is_spread() {
    let waits = |failed: FailedAttempt, random| -> Vec<_> {
        [0, 1, 2, 9, u32::MAX].iter().filter_map(|at| failed.wait_ms(*at, random)).collect()
    };
    let failing = answered(503, 98004);
    assert_eq!(waits(failing, 0), [250, 500, 1_000, 15_000, 15_000]);
    assert_eq!(waits(failing, 249), [499, 749, 1_249, 15_249, 15_249]);
    assert_eq!(waits(answered(400, 21354), 0), [1_000, 2_000, 4_000, 15_000, 15_000]);
    for random in [0, 1, 77, u32::MAX] {
        let wait = failing.wait_ms(0, random).expect("a wait");
        assert!((250..500).contains(&wait), "{wait}");
    }
}

#[test]
fn a_server_that_says_when_is_believed_up_to_a_minute() {
    let asks = |retry_after_ms| FailedAttempt {
        retry_after_ms: Some(retry_after_ms),
        ..answered(429, 11005)
    };
    assert_eq!(asks(0).wait_ms(0, 0), Some(0));
    assert_eq!(asks(7_000).wait_ms(3, 0), Some(7_000));
    assert_eq!(asks(60_000).wait_ms(0, 0), Some(60_000));
    assert_eq!(asks(60_001).wait_ms(0, 0), None);
    assert_eq!(asks(u64::MAX).wait_ms(0, 0), None);
}
