//! What a person pastes, as evidence.
#![cfg(feature = "texts")]

#[path = "paste/helpers.rs"]
#[allow(dead_code, reason = "each file uses some of them")]
mod helpers;

use clarifai_auth::{Body, KeyType, PasteKind, check_credential};
use helpers::{KEY, cases, masked, revealed, shown};
use serde_json::{Value, json};

#[test]
fn every_paste_is_read_as_what_it_is() {
    let cases = cases();
    assert!(cases.len() > 100);
    for (name, paste, expected) in &cases {
        assert_eq!(shown(&masked(paste)), *expected, "{name}: {paste}");
    }
    let kinds = cases.iter().map(|(_, paste, _)| masked(paste).kind);
    let kinds: std::collections::BTreeSet<_> = kinds.chain([PasteKind::TooLong]).collect();
    assert_eq!(kinds.len(), PasteKind::ALL.len(), "every kind occurs: {kinds:?}");
}

#[test]
fn the_report_is_that_of_the_text_in_the_position() {
    for (name, paste, _) in cases() {
        let (masked, revealed) = (masked(paste), revealed(paste));
        let expected = revealed.credential.as_deref().map(check_credential);
        assert_eq!(revealed.credential_report, expected, "{name}");
        assert_eq!(masked.credential_report, expected, "{name}");
    }
}

#[test]
fn windows_and_unix_line_ends_are_read_alike() {
    for (name, paste, _) in cases() {
        if paste.contains('\r') || paste.contains("key in two lines") {
            continue;
        }
        let windows = masked(&paste.replace('\n', "\r\n"));
        let without = |value: Value| value.to_string().replace("\\r", "");
        assert_eq!(without(shown(&windows)), without(shown(&masked(paste))), "{name}");
    }
}

#[test]
fn recorded_answers_are_recognised_with_their_code() {
    for line in include_str!("data/answers.ndjson").lines() {
        let case: Value = serde_json::from_str(line).expect("JSON");
        let (code, body) = (&case["code"], &case["body"]);
        for text in [
            body.to_string(),
            serde_json::to_string_pretty(body).expect("JSON"),
            format!("12:00:01 info: got {body} from the API"),
            format!("curl https://api.clarifai.com/v2/models\n{body}"),
            format!("HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n\r\n{body}"),
        ] {
            let evidence = masked(&text);
            let Some(Body::Json(found)) = evidence.response.and_then(|response| response.body)
            else {
                panic!("no answer in {text}");
            };
            let found: Value = serde_json::from_str(&found).expect("JSON");
            let status = &found["status"];
            let found_code = if status.is_object() { &status["code"] } else { status };
            assert_eq!(found_code, code, "{text}");
        }
        let expected = if body.get("inputs").is_some() {
            &[PasteKind::Answer][..]
        } else {
            &[PasteKind::Answer]
        };
        assert!(expected.contains(&masked(&body.to_string()).kind), "{body}");
    }
}

#[test]
fn a_grant_is_read_from_what_myscopes_answers_and_from_a_listing_of_one_key() {
    let key = json!({ "id": KEY, "type": "personal_access_token", "scopes": ["All"],
        "created_at": "2021-02-03T04:05:06Z", "expires_at": "" });
    let answer = json!({ "status": { "code": 10000 }, "keys": [key] });
    let evidence = masked(&answer.to_string());
    let grant = evidence.grant.expect("a grant");
    assert_eq!(grant.key_type, Some(KeyType::PersonalAccessToken));
    assert_eq!(grant.scopes, ["All"]);
    assert_eq!(evidence.key_created_at.as_deref(), Some("2021-02-03T04:05:06Z"));
    let failed = masked(r#"{"status":{"code":11007},"scopes":[]}"#);
    assert_eq!(failed.grant, None);
}

#[test]
fn numbers_keep_their_digits() {
    for (number, expected) in [
        ("9007199254740992", "9007199254740992"),
        ("9007199254740993", "\"9007199254740993\""),
        ("-12345678901234567890", "\"-12345678901234567890\""),
        ("0.12345678901234567890", "0.12345678901234567890"),
        ("1e400", "1e400"),
    ] {
        let evidence = masked(&format!(r#"{{"status":{{"code":{number}}}}}"#));
        let body = evidence.response.and_then(|response| response.body).expect("a body");
        assert_eq!(body, Body::Json(format!(r#"{{"status":{{"code":{expected}}}}}"#)));
    }
}

#[test]
fn a_text_that_is_too_long_is_said_to_be() {
    let long = "a ".repeat(5 << 20);
    assert_eq!(shown(&masked(&long)), json!({ "kind": "too-long" }));
}
