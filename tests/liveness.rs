//! What the answer to a probe proves.

use clarifai_auth::{ApiStatus, Liveness};

fn judged(http_status: u16, code: u32, details: &str, names_app: bool) -> Liveness {
    let status = ApiStatus::new(Some(code), String::new(), details.to_owned());
    Liveness::of(http_status, &status, names_app)
}

#[test]
fn an_answer_proves_what_it_says_and_no_more() {
    use Liveness::{Dead, Live, Narrow, Unknown};
    for (http_status, code, details, expected) in [
        (200, 10000, "", Live),
        (403, 11007, "", Narrow),
        (401, 11008, "Must provide app external ID in API authorizer", Narrow),
        (401, 11008, "Invalid format of key.", Dead),
        (401, 11008, "", Dead),
        (401, 11009, "invalid key(None)", Dead),
        (401, 11001, "expired token", Dead),
        (401, 11002, "", Dead),
        // A proxy that drops the header makes the API say so of a key that is in force.
        (
            400,
            11102,
            "Empty or malformed authorization header. Please provide an API key.",
            Unknown,
        ),
        (401, 11001, "no token in Authorization header", Unknown),
        (400, 11102, "", Unknown),
        (404, 11101, "", Unknown),
        (402, 11000, "", Unknown),
        (429, 11005, "", Unknown),
        (500, 10020, "", Unknown),
        (302, 10000, "", Unknown),
    ] {
        assert_eq!(judged(http_status, code, details, false), expected, "{http_status} {code}");
    }
}

#[test]
fn a_server_that_fails_never_proves_death() {
    for http_status in [429, 500, 502, 503, 504, 599] {
        for code in [11001, 11002, 11007, 11008, 11009, 11102] {
            assert_eq!(
                judged(http_status, code, "Invalid format of key.", false),
                Liveness::Unknown
            );
        }
    }
}

#[test]
fn with_an_app_in_the_path_the_pair_may_be_what_is_wrong() {
    assert_eq!(judged(401, 11008, "", true), Liveness::Unknown);
    assert_eq!(judged(401, 11008, "Invalid format of key.", true), Liveness::Dead);
    assert_eq!(judged(401, 11009, "", true), Liveness::Dead);
}

#[test]
fn an_answer_without_a_code_proves_nothing() {
    for http_status in [0, 200, 301, 401, 403, 404] {
        assert_eq!(Liveness::of(http_status, &ApiStatus::default(), false), Liveness::Unknown);
    }
}
