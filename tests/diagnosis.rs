//! Why a call failed: recorded answers, every status code, and whatever else is given.
#![cfg(feature = "texts")]

mod diagnosis_help;

use clarifai_auth::{ApiStatus, Body, CauseCode, Certainty, CheckItem, CheckState, Evidence};
use diagnosis_help::{answered, carrying, codes, diagnosed, pasted, request, responding};
use proptest::prelude::*;
use serde_json::{Value, json};

/// `tests/data/recorded-answers.ndjson`: what the API answered, and the cause that was found in the end.
fn recorded() -> impl Iterator<Item = Value> {
    include_str!("data/recorded-answers.ndjson")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
}

#[test]
fn each_recorded_answer_leads_to_its_true_cause_first() {
    let mut count = 0;
    for entry in recorded() {
        let mut evidence = answered(&entry["body"]);
        evidence.environment = entry["environment"].as_str().map(str::to_owned);
        let status = entry["httpStatus"].as_u64().and_then(|status| u16::try_from(status).ok());
        evidence.response.as_mut().unwrap().http_status = status;
        if let (Some(verb), Some(url)) =
            (entry["request"]["verb"].as_str(), entry["request"]["url"].as_str())
        {
            request(&mut evidence, verb, url);
        }
        if let Some(scopes) = entry["grant"].as_array() {
            carrying(&mut evidence, scopes.iter().filter_map(Value::as_str));
        }
        let found = diagnosed(&evidence);
        assert_eq!(found.causes[0].code.as_str(), entry["cause"], "{}: {found:#?}", entry["id"]);
        count += 1;
    }
    assert_eq!(count, 30);
}

#[test]
fn each_of_the_429_names_has_a_cause_and_only_no_status_has_none() {
    let mut count = 0;
    for code in 0..100_000 {
        let Some(name) = ApiStatus::name_of(code) else { continue };
        for given in [json!(code), json!(name)] {
            let found = diagnosed(&answered(&json!({ "status": { "code": given } })));
            let first = &found.causes[0];
            assert_eq!(first.code == CauseCode::Unknown, code == 0, "{name}: {found:#?}");
            assert_eq!(found.status.as_ref().map(|status| status.code), Some(code), "{name}");
            count += 1;
        }
    }
    // Four codes have two names each; the first is taken for both.
    assert_eq!(count, 2 * 425);
}

#[test]
fn what_a_name_says_is_what_the_cause_is() {
    const SAID: [(&str, CauseCode); 8] = [
        ("_DOES_NOT_EXIST", CauseCode::ResourceNotFound),
        ("_SUCCESS", CauseCode::NotAFailure),
        ("_IN_PROGRESS", CauseCode::NotAFailure),
        ("_PENDING", CauseCode::NotAFailure),
        ("_INVALID_REQUEST", CauseCode::RequestInvalid),
        ("_UNSUPPORTED_FORMAT", CauseCode::InputInvalid),
        ("_INVALID_URL", CauseCode::InputInvalid),
        ("_UNCATEGORIZED", CauseCode::ServiceUnavailable),
    ];
    /// Names that say something else: of the header, of the account, of a model, of a workflow.
    const OTHERS: [u32; 5] = [11_102, 60_001, 99_005, 21_503, 22_101];
    let mut count = 0;
    for code in (0..100_000).filter(|code| !OTHERS.contains(code)) {
        let name = ApiStatus::name_of(code).unwrap_or_default();
        let Some((_, cause)) = SAID.iter().find(|(end, _)| name.ends_with(end)) else { continue };
        let found = diagnosed(&answered(&json!({ "status": { "code": code } })));
        assert_eq!(found.causes[0].code, *cause, "{name}");
        count += 1;
    }
    assert!(count > 80, "{count}");
}

#[test]
fn a_code_or_a_name_that_is_newer_than_the_catalogue_is_never_certain() {
    for (status, http_status, cause) in [
        (json!({ "code": 11_999 }), 401, CauseCode::CredentialUnknown),
        (json!({ "code": 11_999 }), 429, CauseCode::RateLimited),
        (
            json!({ "code": 88_888, "details": "exceeded limit of 15 requests per second" }),
            400,
            CauseCode::RateLimited,
        ),
        (
            json!({ "code": 88_888, "description": "API key has insufficient scopes" }),
            400,
            CauseCode::ScopeMissing,
        ),
        (json!({ "code": "THING_DOES_NOT_EXIST" }), 404, CauseCode::ResourceNotFound),
        (json!("THING_DOES_NOT_EXIST"), 404, CauseCode::ResourceNotFound),
        (json!({ "code": 88_888 }), 0, CauseCode::Unknown),
    ] {
        let mut evidence = answered(&json!({ "status": status }));
        evidence.response.as_mut().unwrap().http_status =
            Some(http_status).filter(|code| *code > 0);
        let found = diagnosed(&evidence);
        assert_eq!(found.causes[0].code, cause, "{status}: {found:#?}");
        assert!(found.causes[0].certainty < Certainty::Certain, "{status}");
    }
}

#[test]
fn the_code_counts_where_the_description_belongs_to_another_one() {
    let found = pasted(r#"{"status":{"code":11005,"description":"API key not found"}}"#);
    assert_eq!(
        (found.causes[0].code, found.causes[0].certainty),
        (CauseCode::RateLimited, Certainty::Likely)
    );
    assert!(found.causes[0].evidence.iter().any(|line| line.contains("of 11009; the code counts")));
}

#[test]
fn details_tell_the_causes_of_one_code_apart() {
    for (code, details, cause, certainty) in [
        (11_008, "Invalid format of key.", CauseCode::CredentialMalformed, Certainty::Certain),
        (
            11_008,
            "Must provide app external ID in API authorizer",
            CauseCode::UserAppIdMissing,
            Certainty::Certain,
        ),
        (11_009, "invalid key(None)", CauseCode::CredentialMissing, Certainty::Certain),
        (11_009, "invalid key(undefined)", CauseCode::CredentialMissing, Certainty::Certain),
        (11_009, "invalid key(YOUR_PAT_HERE)", CauseCode::CredentialMissing, Certainty::Certain),
        (11_009, "invalid key(<credential>)", CauseCode::CredentialUnknown, Certainty::Certain),
        (11_001, "expired token", CauseCode::CredentialExpired, Certainty::Certain),
        (11_001, "invalid token (abc)", CauseCode::LegacyAuthenticationRetired, Certainty::Likely),
        (
            11_007,
            "missing scopes: Models:Get, Concepts_Get",
            CauseCode::ScopeMissing,
            Certainty::Certain,
        ),
        (
            11_007,
            "missing endpoint /clarifai.api.V2/PostModelOutputs",
            CauseCode::EndpointNotListed,
            Certainty::Certain,
        ),
        (
            11_101,
            "model_id 'x' not found. Check the url of your request.",
            CauseCode::ResourceNotFound,
            Certainty::Certain,
        ),
    ] {
        let found =
            diagnosed(&answered(&json!({ "status": { "code": code, "details": details } })));
        let first = &found.causes[0];
        assert_eq!((first.code, first.certainty), (cause, certainty), "{details}: {found:#?}");
    }
}

#[test]
fn the_status_of_a_part_tells_where_that_of_the_whole_does_not() {
    let ok = json!({ "status": { "code": 10_000 } });
    let bad = json!({ "status": { "code": 30_002, "description": "Download failed; check URL" } });
    for (body, place) in [
        (json!({ "status": { "code": 10_010 }, "outputs": [ok, bad] }), "outputs[1]: "),
        (json!({ "status": { "code": 10_020 }, "inputs": [bad] }), "inputs[0]: "),
        (
            json!({ "status": { "code": 10_010 }, "results": [{ "status": { "code": 10_000 }, "outputs": [ok, bad] }] }),
            "results[0].outputs[1]: ",
        ),
        (json!({ "outputs": [bad] }), "outputs[0]: "),
        (json!({ "status": { "code": 10_000 }, "outputs": [bad] }), "outputs[0]: "),
    ] {
        let found = diagnosed(&answered(&body));
        assert_eq!(found.causes[0].code, CauseCode::InputInvalid, "{body}");
        assert!(found.causes[0].evidence[0].starts_with(place), "{found:#?}");
    }
    let listed =
        json!({ "status": { "code": 10_000 }, "inputs": [bad], "model": { "model_version": bad } });
    assert_eq!(
        codes(&diagnosed(&answered(&listed))),
        [CauseCode::NotAFailure],
        "a listing succeeded"
    );
}

#[test]
fn what_was_answered_outranks_what_the_catalogue_expects() {
    let mut evidence = answered(&json!({ "status": { "code": 21_200 } }));
    request(&mut evidence, "POST", "/v2/models/x/outputs");
    carrying(&mut evidence, ["Predict"]);
    assert_eq!(diagnosed(&evidence).causes[0].code, CauseCode::ResourceNotFound);
    let mut evidence =
        answered(&json!({ "status": { "code": 10_000 }, "concepts": [{ "id": "cat" }] }));
    request(&mut evidence, "GET", "/v2/concepts");
    carrying(&mut evidence, ["Predict"]);
    assert_eq!(codes(&diagnosed(&evidence)), [CauseCode::NotAFailure], "the concepts are there");
}

#[test]
fn a_requirement_that_came_after_the_key_is_named_with_its_day() {
    let mut evidence = answered(&json!({ "status": { "code": 11_007 } }));
    request(&mut evidence, "POST", "/v2/models/x/outputs");
    evidence.key_created_at = Some("2022-01-01T00:00:00Z".to_owned());
    let found = diagnosed(&evidence);
    let first = &found.causes[0];
    assert_eq!(first.code, CauseCode::ScopeMissing);
    assert_eq!(
        first.evidence[0],
        "`PostModelOutputs` requires `Apps_Get` since 2023-07-08 (clarifai-grpc 9.6.0), after the key was made"
    );
    assert_eq!(first.remedy, "add to the credential: Apps:Get");
    evidence.key_created_at = Some("2024-01-01T00:00:00Z".to_owned());
    let found = diagnosed(&evidence);
    assert!(found.causes[0].evidence.iter().all(|line| !line.contains("since")), "{found:#?}");
    carrying(&mut evidence, ["All"]);
    evidence.key_created_at = Some("2022-01-01T00:00:00Z".to_owned());
    let found = diagnosed(&evidence);
    assert!(found.causes[0].evidence.iter().all(|line| !line.contains("since")), "{found:#?}");
}

#[test]
fn scopes_that_cover_the_call_are_not_said_to_lack() {
    let mut evidence = answered(&json!({ "status": { "code": 11_007 } }));
    request(&mut evidence, "POST", "/v2/models/x/outputs");
    carrying(&mut evidence, ["All"]);
    let first = &diagnosed(&evidence).causes[0];
    assert_eq!((first.code, first.certainty), (CauseCode::ScopeMissing, Certainty::Likely));
    assert!(first.remedy.starts_with("ask the app's owner"), "{first:?}");
}

#[test]
fn a_key_that_is_known_to_have_expired_is_told_so_before_it_is_said_to_be_unknown() {
    let mut evidence = answered(&json!({ "status": { "code": 11_009 } }));
    carrying(&mut evidence, ["All"]);
    evidence.grant.as_mut().unwrap().expires_at = Some("2026-01-01T00:00:00Z".to_owned());
    assert_eq!(
        codes(&diagnosed(&evidence)),
        [CauseCode::CredentialExpired, CauseCode::CredentialUnknown]
    );
    let told = answered(&json!({ "status": { "code": 11_009, "details": "expired key" } }));
    let first = &diagnosed(&told).causes[0];
    assert_eq!((first.code, first.certainty), (CauseCode::CredentialExpired, Certainty::Certain));
}

#[test]
fn a_key_that_is_gone_is_told_so() {
    let mut evidence = answered(&json!({ "status": { "code": 11_101 } }));
    request(&mut evidence, "DELETE", "/v2/users/ada/keys/c0ffee00c0ffee00c0ffee00c0ffee00");
    let found = diagnosed(&evidence);
    assert_eq!(codes(&found), [CauseCode::ResourceNotFound]);
    assert!(found.causes[0].remedy.starts_with("list the user's keys"), "{found:?}");
}

#[test]
fn details_that_ask_for_a_personal_access_token_are_believed() {
    let details = "This endpoint takes a personal access token.";
    let found = diagnosed(&answered(&json!({ "status": { "code": 11_007, "details": details } })));
    assert_eq!(found.causes[0].code, CauseCode::PersonalAccessTokenRequired);
}

#[test]
fn an_opaque_failure_on_the_apis_host_is_cors_and_elsewhere_the_network() {
    for words in [
        "TypeError: Failed to fetch",
        "TypeError: NetworkError when attempting to fetch resource.",
        "TypeError: Load failed",
    ] {
        for (url, cause) in [
            ("https://api.clarifai.com/v2/models/x/outputs", CauseCode::CorsBlocked),
            ("https://proxy.example/v2/models/x/outputs", CauseCode::NetworkUnreachable),
        ] {
            let mut evidence = Evidence::default();
            evidence.error = Some(words.to_owned());
            request(&mut evidence, "POST", url);
            let found = diagnosed(&evidence);
            assert_eq!(found.causes[0].code, cause, "{words} {url}");
            assert!(found.causes[0].certainty < Certainty::Certain);
        }
    }
}

#[test]
fn an_address_without_its_verb_is_no_unknown_path() {
    let words = "Access to fetch at 'https://api.clarifai.com/v2/models/x/outputs' from origin \
        'https://shop.example' has been blocked by CORS policy";
    let mut evidence = Evidence::default();
    evidence.error = Some(words.to_owned());
    let codes: Vec<_> = diagnosed(&evidence).causes.iter().map(|cause| cause.code).collect();
    assert_eq!(codes, [CauseCode::CorsBlocked]);
}

#[test]
fn a_code_that_is_no_success_is_a_failure_whatever_http_says() {
    for code in [10_002, 10_020, 98_765] {
        let mut evidence = answered(&json!({ "status": { "code": code } }));
        evidence.response.as_mut().unwrap().http_status = Some(200);
        let found = codes(&diagnosed(&evidence));
        assert!(!found.contains(&CauseCode::NotAFailure), "{code}: {found:?}");
    }
}

#[test]
fn retrying_is_advised_where_it_can_help_and_when_the_server_says_so() {
    for (body, header, seconds) in [
        (json!({ "status": { "code": 11_005 } }), None, Some(15)),
        (json!({ "status": { "code": 11_005 } }), Some("3"), Some(3)),
        (json!({ "status": { "code": 11_005 } }), Some("Sun, 01 Nov 2026 00:01:00 GMT"), Some(60)),
        (json!({ "status": { "code": 11_005 } }), Some("Sun, 01 Nov 2020 00:01:00 GMT"), Some(0)),
        (json!({ "status": { "code": 11_005 } }), Some("soon"), Some(15)),
        (json!({ "status": { "code": 11_005 } }), Some("4294967296"), Some(86_400)),
        (json!({ "status": { "code": 11_005 } }), Some("-5"), Some(15)),
        (json!({ "status": { "code": 11_003 } }), None, Some(3_600)),
        (json!({ "status": { "code": 21_355 } }), None, Some(5)),
        (json!({ "status": { "code": 11_004 } }), Some("3"), None),
        (json!({ "status": { "code": 11_009 } }), Some("3"), None),
        (json!({ "status": { "code": 21_106 } }), None, None),
    ] {
        let evidence = responding(&body, header);
        assert_eq!(diagnosed(&evidence).retry_after_seconds, seconds, "{body} {header:?}");
    }
}

#[test]
fn the_checklist_tells_what_the_answer_clears() {
    use CheckItem::*;
    let found =
        pasted(r#"{"status":{"code":11007,"description":"API key has insufficient scopes"}}"#);
    let state = |item| found.checklist.iter().find(|check| check.item == item).unwrap().state;
    assert_eq!(state(Key), CheckState::Ok);
    assert_eq!(state(Header), CheckState::Ok);
    assert_eq!(state(Permissions), CheckState::Problem);
    assert_eq!(state(Environment), CheckState::NotChecked);
}

/// Regular enough to be no real credential, and met nowhere by chance.
const CANARY: &str = "c0ffee15dead10ccfeedfacecafebabe";

fn text() -> impl Strategy<Value = String> {
    let words = [
        "Key ",
        "key ",
        "\n",
        "\"",
        "invalid key(",
        ")",
        "{\"status\":",
        "{",
        "}",
        "code",
        ": 11009",
        "details",
        "CLARIFAI_PAT=",
        "https://api.clarifai.com/v2/users/me/keys/",
        CANARY,
        "<credential>",
        "<credential",
        " 404 ",
        "Failed to fetch",
        "\u{0}",
        "é",
        "[",
        "]",
        ",",
        "null",
        "/v2/models/{id}",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..12)
        .prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn whatever_is_given_has_causes_seven_checks_and_no_credential_in_it(
        credential in prop::option::of(text()), authorization in prop::option::of(text()),
        environment in prop::option::of(text()), url in prop::option::of(text()),
        body in prop::option::of(text()), sent in prop::option::of(text()),
        error in prop::option::of(text()), status in prop::option::of(0_u16..1000),
        created in prop::option::of(text()), header in prop::option::of(text()),
    ) {
        let mut evidence = responding(&json!(null), header.as_deref());
        let response = evidence.response.as_mut().unwrap();
        response.http_status = status;
        response.body = body.map(Body::Text);
        evidence.credential = credential;
        evidence.authorization = authorization;
        evidence.environment = environment;
        evidence.error = error;
        evidence.key_created_at = created;
        request(&mut evidence, "POST", &url.unwrap_or_default());
        evidence.request.as_mut().unwrap().body = sent.map(Body::Text);
        let found = diagnosed(&evidence);
        prop_assert!(!found.causes.is_empty());
        prop_assert_eq!(found.checklist.len(), 7);
        let mut known = codes(&found);
        known.sort_by_key(|code| code.as_str());
        known.dedup();
        prop_assert_eq!(known.len(), found.causes.len(), "a cause stands there twice");
        prop_assert!(found.causes.windows(2).all(|pair| pair[0].certainty >= pair[1].certainty));
        let shown = serde_json::to_string(&found).unwrap() + &format!("{found:?}");
        prop_assert!(!shown.contains(&CANARY[..12]), "{}", shown);
    }
}
