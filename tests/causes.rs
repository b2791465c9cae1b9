//! `docs/causes.md` lists every cause, and each example in it was diagnosed by the library itself.
//!
//! `npm run generate` writes the table; here it is compared.
#![cfg(feature = "texts")]

mod closed_list;
mod diagnosis_help;

use std::fmt::Write;

use clarifai_auth::{Cause, CauseCode, Certainty, Evidence, PasteOptions, read_paste};
use diagnosis_help::{answered, carrying, diagnosed, request};
use serde_json::json;

const KEY: &str = "c0ffee0123456789c0ffee0123456789";

/// What leads to each cause, by the answer's status, its details, the request and the scopes, or by words.
fn sample(code: CauseCode) -> Evidence {
    let status = |code: u32, details: &str| {
        answered(&json!({ "status": { "code": code, "details": details } }))
    };
    let words = |text: &str| read_paste(&text.replace("{key}", KEY), PasteOptions::default());
    let called = |mut evidence: Evidence, verb: &str, url: &str, scopes: &[&str]| {
        request(&mut evidence, verb, url);
        carrying(&mut evidence, scopes.iter().copied());
        evidence
    };
    use CauseCode::*;
    match code {
        CredentialMissing => status(11_009, "invalid key(None)"),
        CredentialMalformed => status(11_008, "Invalid format of key."),
        CredentialUnknown => status(11_009, ""),
        CredentialNotAKey => {
            let mut evidence = status(11_009, "");
            evidence.credential = Some("aaa03c23b3724a16a56b629203edc62c".to_owned());
            evidence
        }
        CredentialExpired => status(11_001, "expired token"),
        AuthorizationMalformed => {
            let mut evidence = status(11_102, "Empty or malformed authorization header.");
            evidence.authorization = Some(format!("key {KEY}"));
            evidence
        }
        AuthorizationNotSent => words(
            "GET /v2/models HTTP/1.1\nHost: api.clarifai.com\nAccept: */*\n\nHTTP/1.1 401 Unauthorized\n\n{\"status\":{\"code\":11102}}",
        ),
        UserAppIdMissing => status(11_008, "Must provide app external ID in API authorizer"),
        UserAppIdMismatch => called(
            status(21_200, ""),
            "POST",
            "/v2/models/general-image-recognition/outputs",
            &["All"],
        ),
        KeyBoundToOtherApp => {
            let mut evidence =
                called(status(11_008, ""), "GET", "/v2/users/ada/apps/lab/models", &["All"]);
            let mut app = evidence.grant.take().unwrap();
            app.app = Some(clarifai_auth::AppId { id: "shop".to_owned(), user_id: None });
            evidence.grant = Some(app);
            evidence
        }
        ScopeMissing => called(status(11_007, ""), "POST", "/v2/models/cats/outputs", &["Predict"]),
        EndpointNotListed => {
            let mut evidence = status(11_007, "");
            request(&mut evidence, "GET", "/v2/users/me");
            evidence
        }
        PersonalAccessTokenRequired => called(status(11_007, ""), "GET", "/v2/users/me", &["All"]),
        SessionTokenRequired => called(Evidence::default(), "GET", "/v2/users/me/scopes", &["All"]),
        RateLimited => status(11_005, "exceeded limit of 15 requests per second"),
        QuotaExhausted => status(11_004, ""),
        AccountIssue => status(11_000, ""),
        LegacyAuthenticationRetired => status(11_002, ""),
        ResourceNotFound => {
            status(11_101, "model_id 'general-v1.3' not found. Check the url of your request.")
        }
        RouteNotFound => {
            words("curl https://api.clarifai.com/v2/model/cats -H 'Authorization: Key {key}'")
        }
        BaseUrlWrong => {
            words("curl https://api.clarifai.com/v2/v2/models -H 'Authorization: Key {key}'")
        }
        WrongHttpMethod => {
            let mut evidence = status(11_103, "Method Not Allowed");
            request(&mut evidence, "GET", "/v2/models/cats/outputs");
            evidence
        }
        RequestInvalid => status(11_100, "Must supply the 'inputs' field."),
        InputInvalid => answered(&json!({
            "status": { "code": 10_010 },
            "outputs": [{ "status": { "code": 10_000 } }, { "status": { "code": 30_002 } }],
        })),
        ModelNotReady => status(21_355, ""),
        ServiceUnavailable => {
            words("HTTP/1.1 502 Bad Gateway\n\n<html><title>502 Bad Gateway</title></html>")
        }
        CorsBlocked => words(
            "Access to fetch at 'https://api.clarifai.com/v2/models' from origin 'https://shop.example' has been blocked by CORS policy",
        ),
        NetworkUnreachable => words("Error: connect ECONNREFUSED 127.0.0.1:443"),
        ResponseRedacted => {
            let evidence = answered(&json!({
                "status": { "code": 10_000 },
                "inputs": [{ "id": "a", "data": { "image": { "url": "https://shop.example/a.jpg" } } }],
            }));
            called(evidence, "GET", "/v2/inputs", &["Inputs:Get"])
        }
        NotAFailure => status(10_000, ""),
        Unknown => Evidence::default(),
        _ => panic!("`{}` has no sample", code.as_str()),
    }
}

fn found(code: CauseCode) -> Cause {
    let found = diagnosed(&sample(code));
    assert_eq!(found.causes[0].code, code, "the sample leads elsewhere: {found:#?}");
    found.causes[0].clone()
}

fn table() -> String {
    let mut table = String::from(
        "# Causes\n\n\
        What `diagnose` answers. The list is closed; codes are stable. `certain`: the evidence proves it. \
        `likely`: it fits best. `possible`: one of several that fit. A diagnosis may hold several, the most \
        probable first; what the API answered outranks what its declarations lead to expect.\n\n\
        `npm run generate` writes this table by the library itself: evidence, certainty and remedy are those \
        of a sample. The last column names what the rule rests on: files of Clarifai's repositories, threads \
        there and answers that were recorded.\n\n\
        | code | what it means | for example | certainty | remedy | rests on |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    let cell = |text: &str| text.replace('|', "\\|");
    for code in CauseCode::ALL {
        let cause = found(*code);
        let certainty = match cause.certainty {
            Certainty::Certain => "certain",
            Certainty::Likely => "likely",
            Certainty::Possible => "possible",
        };
        let example = cause.evidence.first().map(String::as_str).unwrap_or_default();
        writeln!(
            table,
            "| `{}` | {} | {} | {certainty} | {} | {} |",
            code.as_str(),
            cell(code.meaning()),
            cell(example),
            cell(&cause.remedy),
            cell(code.sources()),
        )
        .expect("a String takes everything");
    }
    table
}

#[test]
fn the_documented_table_is_that_of_the_code() {
    closed_list::assert_documented("causes", "WRITE_CAUSES", &table());
}

#[test]
fn remedies_and_evidence_start_in_lower_case_and_show_no_credential() {
    for code in CauseCode::ALL {
        let cause = found(*code);
        assert_eq!(cause.title, code.title());
        for text in cause.evidence.iter().chain([&cause.remedy, &cause.title.to_owned()]) {
            assert!(!text.contains(&KEY[..12]), "{text}");
            assert!(!text.contains('\n'), "{text}");
        }
        for text in [cause.title, &cause.remedy] {
            let first = text.chars().next().expect("there is a text");
            assert!(!text.ends_with('.'), "{text}");
            assert!(!first.is_uppercase() || text.starts_with("API"), "{text}");
        }
    }
}

#[test]
fn codes_are_kebab_case_and_no_two_are_the_same() {
    closed_list::assert_codes(CauseCode::ALL.iter().map(|code| code.as_str()));
}
