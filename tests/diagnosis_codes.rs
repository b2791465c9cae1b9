//! A code of the API says the same wherever it stands, and never more than it proves.
#![cfg(feature = "texts")]

mod diagnosis_help;

use clarifai_auth::{
    ApiStatus, Body, CauseCode, Certainty, CheckItem, CheckState, Evidence, ResponseEvidence,
};
use diagnosis_help::{answered, carrying, diagnosed, pasted, request};
use serde_json::{Value, json};

/// Codes that decide who may call what.
const CODES: [u32; 34] = [
    11_000, 11_001, 11_002, 11_003, 11_004, 11_005, 11_006, 11_007, 11_008, 11_009, 11_100, 11_101,
    11_102, 11_103, 11_104, 11_105, 11_200, 21_200, 21_201, 21_354, 22_102, 22_103, 24_156, 25_301,
    25_601, 30_103, 39_997, 50_001, 54_103, 60_003, 62_002, 65_000, 69_000, 98_004,
];

fn first(body: &Value) -> (CauseCode, Certainty) {
    let found = diagnosed(&answered(body));
    (found.causes[0].code, found.causes[0].certainty)
}

fn text(body: &str) -> Evidence {
    let mut response = ResponseEvidence::default();
    response.http_status = Some(200);
    response.body = Some(Body::Text(body.to_owned()));
    let mut evidence = Evidence::default();
    evidence.response = Some(response);
    evidence
}

#[test]
fn a_code_has_the_same_cause_wherever_it_stands() {
    for code in CODES {
        let status = json!({ "code": code });
        let expected = first(&json!({ "status": status }));
        let name = ApiStatus::name_of(code).unwrap();
        let ok = json!({ "status": { "code": 10_000 } });
        let part = json!({ "status": status });
        let mut forms = vec![
            json!({ "status": { "code": name } }),
            json!({ "status": { "code": code.to_string() } }),
            json!({ "status": { "code": f64::from(code) } }),
            json!({ "status": name }),
            json!({ "code": name, "description": "", "reqId": "a" }),
            json!([ok, part]),
            json!({ "error": part }),
            json!({ "responseText": part.to_string() }),
        ];
        for own in [json!(null), json!(""), json!({ "code": 10_020 }), json!({ "code": 10_010 })] {
            forms.push(json!({ "status": own, "outputs": [ok, part] }));
            forms.push(json!({ "status": own, "inputs": [part] }));
            forms.push(json!({ "status": own, "results": [part] }));
            forms.push(json!({ "status": own, "results": [{ "outputs": [ok, part] }] }));
        }
        forms.push(json!({ "outputs": [part] }));
        forms.push(json!({ "status": { "code": 10_000 }, "outputs": [part] }));
        for form in forms {
            assert_eq!(first(&form), expected, "{form}");
        }
        for http_status in [200, 400, 401, 403, 500] {
            let mut evidence = answered(&part);
            evidence.response.as_mut().unwrap().http_status = Some(http_status);
            let found = &diagnosed(&evidence).causes[0];
            assert_eq!((found.code, found.certainty), expected, "{code} with HTTP {http_status}");
        }
    }
}

#[test]
fn a_stream_has_the_cause_of_the_message_that_fails() {
    for code in CODES {
        let expected = first(&json!({ "status": { "code": code } })).0;
        let ok = json!({ "status": { "code": 10_000 }, "outputs": [{ "data": {} }] });
        let failed =
            json!({ "status": { "code": 10_020 }, "outputs": [{ "status": { "code": code } }] });
        for stream in [
            format!("{ok}\n{failed}\n"),
            format!("{ok:#}\n{failed:#}"),
            format!("[{ok},\n{failed},\n{ok}]"),
            format!("{{\"result\":{ok}}}\n{{\"result\":{failed}}}\n"),
            format!("data: {ok}\n\ndata: {failed}\n\n"),
        ] {
            let found = diagnosed(&text(&stream));
            assert_eq!(found.causes[0].code, expected, "{stream}: {found:#?}");
            let found = pasted(&stream);
            assert_eq!(found.causes[0].code, expected, "pasted {stream}: {found:#?}");
        }
    }
}

#[test]
fn a_list_of_answers_is_no_success_where_one_of_them_fails() {
    let ok = r#"{"status":{"code":10000}}"#;
    for failed in [
        r#"{"status":{"code":11005,"description":"x"}}"#,
        r#"{"result":{"status":{"code":11005}}}"#,
    ] {
        for list in [
            format!("[{ok},{failed}]"),
            format!("[{failed}, {ok}]\n"),
            format!("$ sh x\n[{ok},{failed}]"),
        ] {
            let found = pasted(&list);
            assert_eq!(found.causes[0].code, CauseCode::RateLimited, "{list}: {found:#?}");
        }
    }
    let found =
        pasted(&format!("{{\"result\":{ok}}}\n{{\"error\":{{\"code\":14,\"message\":\"gone\"}}}}"));
    assert_eq!(found.causes[0].code, CauseCode::ServiceUnavailable, "{found:#?}");
}

#[test]
fn a_stream_is_whole_or_broken_off() {
    let ok = r#"{"status":{"code":10000}}"#;
    for (stream, cause) in [
        ([ok, "\n", ok, "\n"].concat(), CauseCode::NotAFailure),
        ([ok, "\n", ok, "\n{\"status\":{\"co"].concat(), CauseCode::NetworkUnreachable),
    ] {
        assert_eq!(diagnosed(&text(&stream)).causes[0].code, cause, "{stream}");
    }
}

#[test]
fn a_code_that_words_only_name_or_that_is_contradicted_is_never_certain() {
    for code in CODES {
        let name = ApiStatus::name_of(code).unwrap();
        for words in [
            format!("Error: {name}"),
            format!("since yesterday I no longer get {name}"),
            format!("request failed with code {code}"),
        ] {
            assert!(pasted(&words).causes[0].certainty < Certainty::Certain, "{words}");
        }
        let other = if code == 11_009 { "Making too many requests" } else { "API key not found" };
        let contradicted = json!({ "status": { "code": code, "description": other } });
        assert!(first(&contradicted).1 < Certainty::Certain, "{contradicted}");
    }
}

#[test]
fn codes_of_no_known_kind_are_no_codes() {
    for code in [json!(-1), json!(1e40), json!(11_009.5), json!(4_294_978_305_u64), json!(true)] {
        let body = json!({ "status": { "code": code } });
        assert_eq!(first(&body), (CauseCode::Unknown, Certainty::Possible), "{body}");
    }
}

#[test]
fn without_a_code_of_the_api_no_missing_scope_is_proved() {
    let mut evidence = text("");
    evidence.response.as_mut().unwrap().http_status = Some(403);
    request(&mut evidence, "POST", "/v2/models/x/outputs");
    carrying(&mut evidence, ["Predict"]);
    let found = &diagnosed(&evidence).causes[0];
    assert_eq!((found.code, found.certainty), (CauseCode::ScopeMissing, Certainty::Likely));
}

#[test]
fn what_the_api_answered_outranks_what_is_known_of_header_and_credential() {
    let key = "c0ffee00c0ffee00c0ffee00c0ffee00";
    let header = "Empty or malformed authorization header.";
    for (code, details, authorization, cause, certainty) in [
        (11_007, "", "key ", CauseCode::ScopeMissing, Certainty::Likely),
        (11_009, "", "key ", CauseCode::CredentialUnknown, Certainty::Certain),
        (11_005, "", "", CauseCode::RateLimited, Certainty::Certain),
        (10_000, "", "Bearer ", CauseCode::NotAFailure, Certainty::Certain),
        (11_102, header, "key ", CauseCode::AuthorizationMalformed, Certainty::Certain),
        (11_102, header, "Key ", CauseCode::AuthorizationNotSent, Certainty::Likely),
        (11_102, "page must be positive", "key ", CauseCode::RequestInvalid, Certainty::Likely),
        (11_102, "page must be positive", "Key ", CauseCode::RequestInvalid, Certainty::Likely),
        (
            11_008,
            "Invalid format of key.",
            "Key ",
            CauseCode::CredentialMalformed,
            Certainty::Certain,
        ),
        (11_009, "invalid key(None)", "Key ", CauseCode::CredentialMissing, Certainty::Certain),
    ] {
        let mut evidence = answered(&json!({ "status": { "code": code, "details": details } }));
        evidence.authorization = Some([authorization, key].concat());
        let found = diagnosed(&evidence);
        let first = &found.causes[0];
        assert_eq!((first.code, first.certainty), (cause, certainty), "{code} {authorization}");
        if matches!(code, 11_005 | 11_007 | 11_009 | 10_000) {
            let state = |item| found.checklist.iter().find(|check| check.item == item);
            assert_eq!(state(CheckItem::Header).unwrap().state, CheckState::Ok, "{code}");
        }
    }
}

#[test]
fn details_that_leave_it_open_are_not_read_as_more() {
    for (code, details, cause) in [
        (11_007, "Your personal access token lacks scopes", CauseCode::PersonalAccessTokenRequired),
        (
            11_008,
            "Invalid API key or Invalid API key/application pair",
            CauseCode::KeyBoundToOtherApp,
        ),
    ] {
        let found =
            diagnosed(&answered(&json!({ "status": { "code": code, "details": details } })));
        let is_sure = |cause: &clarifai_auth::Cause| cause.certainty > Certainty::Possible;
        let sure: Vec<_> = found.causes.iter().filter(|cause| is_sure(cause)).collect();
        assert!(sure.iter().all(|found| found.code != cause), "{details}: {found:#?}");
    }
}

#[test]
fn words_and_denied_successes_clear_nothing_on_the_checklist() {
    let mut denied = answered(&json!({ "status": { "code": 10_000 } }));
    denied.response.as_mut().unwrap().http_status = Some(401);
    for found in [pasted("Error: CONN_INSUFFICIENT_SCOPES"), diagnosed(&denied)] {
        for check in found.checklist {
            assert_ne!(check.state, CheckState::Ok, "{check:?}");
        }
    }
}

#[test]
fn an_expired_grant_explains_no_refused_scope() {
    let mut evidence = answered(&json!({ "status": { "code": 11_007 } }));
    request(&mut evidence, "POST", "/v2/models/x/outputs");
    carrying(&mut evidence, ["All"]);
    evidence.grant.as_mut().unwrap().expires_at = Some("2020-01-01T00:00:00Z".to_owned());
    assert_eq!(diagnosed(&evidence).causes[0].code, CauseCode::ScopeMissing);
}

#[test]
fn a_success_of_which_the_body_is_not_known_lacks_nothing() {
    let mut evidence = Evidence::default();
    let mut response = ResponseEvidence::default();
    response.http_status = Some(200);
    evidence.response = Some(response);
    request(&mut evidence, "GET", "/v2/inputs");
    carrying(&mut evidence, ["Inputs:Get"]);
    assert_eq!(diagnosed(&evidence).causes[0].code, CauseCode::NotAFailure);
}

#[test]
fn a_client_id_with_its_secret_explains_why_no_key_is_set() {
    let id = "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
    for names in [["CLARIFAI_APP_ID", "CLARIFAI_APP_SECRET"], ["CLARIFAI_ID", "CLARIFAI_SECRET"]] {
        let [name, secret] = names;
        let mut evidence = Evidence::default();
        evidence.environment = Some(format!("{name}={id}\n{secret}={id}\n"));
        let found = diagnosed(&evidence);
        let causes: Vec<_> = found.causes.iter().map(|cause| cause.code).collect();
        assert_eq!(causes, [CauseCode::LegacyAuthenticationRetired], "{found:#?}");
    }
}

#[test]
fn statuses_of_http_that_stay_as_they_are_are_not_tried_again() {
    for (http_status, cause) in [
        (501, CauseCode::RouteNotFound),
        (505, CauseCode::RequestInvalid),
        (511, CauseCode::NetworkUnreachable),
    ] {
        let mut evidence = text("");
        evidence.response.as_mut().unwrap().http_status = Some(http_status);
        let found = diagnosed(&evidence);
        assert_eq!((found.causes[0].code, found.retry_after_seconds), (cause, None));
    }
}
