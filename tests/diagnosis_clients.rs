//! Failures as clients, proxies and browsers tell them, and texts that tell of none.
#![cfg(feature = "texts")]

mod diagnosis_help;

use clarifai_auth::{
    Body, CauseCode, Certainty, Diagnosis, Evidence, PasteOptions, ResponseEvidence, read_paste,
};
use diagnosis_help::{codes, diagnosed, pasted};
use serde_json::Value;

/// `tests/data/client-failures.ndjson`: what was printed or answered, the cause that comes first and how
/// sure it is.
fn failures() -> impl Iterator<Item = Value> {
    include_str!("data/client-failures.ndjson")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
}

fn caught(error: &str) -> Diagnosis {
    let mut evidence = Evidence::default();
    evidence.error = Some(error.to_owned());
    diagnosed(&evidence)
}

fn answered(body: &str, http_status: Option<u16>) -> Diagnosis {
    let is_json = serde_json::from_str::<Value>(body).is_ok();
    let mut response = ResponseEvidence::default();
    response.http_status = http_status;
    response.body = Some(if is_json { Body::Json(body.into()) } else { Body::Text(body.into()) })
        .filter(|body| !body.as_str().is_empty());
    let mut evidence = Evidence::default();
    evidence.response = Some(response);
    diagnosed(&evidence)
}

fn certainty(entry: &Value) -> Certainty {
    match entry["certainty"].as_str() {
        Some("certain") => Certainty::Certain,
        Some("likely") => Certainty::Likely,
        _ => Certainty::Possible,
    }
}

#[test]
fn a_failure_in_any_clients_words_leads_to_its_cause_first() {
    let mut count = 0;
    for entry in failures() {
        let http_status = entry["httpStatus"].as_u64().and_then(|status| status.try_into().ok());
        let found = match entry["text"].as_str() {
            Some(text) => pasted(text),
            None => answered(entry["body"].as_str().expect("a body"), http_status),
        };
        let first = &found.causes[0];
        assert_eq!(first.code.as_str(), entry["cause"], "{entry}: {found:#?}");
        assert_eq!(first.certainty, certainty(&entry), "{entry}: {found:#?}");
        if let Some(helps) = entry["retry"].as_bool() {
            assert_eq!(found.retry_after_seconds.is_some(), helps, "{entry}");
        }
        assert_eq!(found.checklist.len(), 7);
        count += 1;
    }
    assert!(count > 100, "{count}");
}

#[test]
fn a_failure_that_a_program_caught_has_the_cause_that_it_has_pasted() {
    for entry in failures().filter(|entry| entry["onlyPasted"].is_null()) {
        let Some(text) = entry["text"].as_str() else { continue };
        let found = caught(text);
        assert_eq!(found.causes[0].code.as_str(), entry["cause"], "{text}: {found:#?}");
    }
}

#[test]
fn what_speaks_of_no_failed_call_has_no_cause() {
    for text in [
        "ModuleNotFoundError: No module named 'clarifai_grpc'",
        "ImportError: cannot import name 'ClarifaiApp' from 'clarifai.rest'",
        "FileNotFoundError: [Errno 2] No such file or directory: 'cat.jpg'",
        "AttributeError: 'NoneType' object has no attribute 'concepts'",
        "TypeError: Cannot read properties of undefined (reading 'outputs')",
        "Error: listen EADDRINUSE: address already in use :::3000",
        "KeyError: 'outputs'",
        "I use a proxy server for the key, is that right?",
        "what is the Authorization header for?",
        "how large may an image be? Is 30 MB too large?",
        "which scopes does a key for prediction need?",
        "my app_secret was deprecated?",
        "Do I have to be logged in?",
        "where do I set CLARIFAI_PAT on Windows?",
    ] {
        for found in [pasted(text), caught(text)] {
            assert_eq!(codes(&found), [CauseCode::Unknown], "{text}: {found:#?}");
        }
    }
}

#[test]
fn headers_that_an_error_prints_are_no_cors_message() {
    let words = "UserInfo={ headers { \"Access-Control-Allow-Origin\" = \"*\"; } }";
    assert!(codes(&caught(words)).iter().all(|code| *code != CauseCode::CorsBlocked));
}

#[test]
fn the_settings_that_an_error_prints_are_no_words_of_it() {
    let words = "Error: socket hang up { code: 'ECONNRESET', _options: { maxRedirects: 21 } }";
    assert_eq!(caught(words).causes[0].code, CauseCode::NetworkUnreachable);
}

#[test]
fn a_command_without_the_header_sends_none_and_a_har_may_only_hide_it() {
    let answer =
        r#"{"status":{"code":11102,"details":"Empty or malformed authorization header."}}"#;
    let command = ["curl https://api.clarifai.com/v2/models\n", answer].concat();
    let har = serde_json::json!({ "log": { "version": "1.2", "entries": [{
        "request": {
            "method": "GET", "url": "https://api.clarifai.com/v2/models",
            "headers": [{ "name": "Accept", "value": "*/*" }],
        },
        "response": { "status": 401, "headers": [], "content": { "text": answer } },
    }] } });
    for (text, certainty) in [(command, Certainty::Certain), (har.to_string(), Certainty::Likely)] {
        let first = &diagnosed(&read_paste(&text, PasteOptions::default())).causes[0];
        assert_eq!((first.code, first.certainty), (CauseCode::AuthorizationNotSent, certainty));
    }
    let without_code = har.to_string().replace("11102", "0");
    let found = pasted(&without_code);
    assert_ne!(found.causes[0].code, CauseCode::AuthorizationNotSent, "{found:#?}");
}
