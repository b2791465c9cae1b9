//! Evidence for tests.
#![allow(dead_code, reason = "each test takes what it needs")]

use clarifai_auth::{
    Body, CauseCode, Diagnosis, Evidence, GrantDescription, PasteOptions, RequestEvidence,
    ResponseEvidence, Timestamp, diagnose, read_paste,
};
use serde_json::Value;

pub fn diagnosed(evidence: &Evidence) -> Diagnosis {
    diagnose(evidence, Timestamp::parse("2026-11-01T00:00:00Z").unwrap())
}

pub fn pasted(text: &str) -> Diagnosis {
    diagnosed(&read_paste(text, PasteOptions::default()))
}

pub fn codes(diagnosis: &Diagnosis) -> Vec<CauseCode> {
    diagnosis.causes.iter().map(|cause| cause.code).collect()
}

/// The evidence that an answer's body is.
pub fn answered(body: &Value) -> Evidence {
    let mut response = ResponseEvidence::default();
    response.body = Some(Body::Json(body.to_string()));
    let mut evidence = Evidence::default();
    evidence.response = Some(response);
    evidence
}

/// The same with a `Retry-After`.
pub fn responding(body: &Value, retry_after: Option<&str>) -> Evidence {
    let mut evidence = answered(body);
    if let Some(value) = retry_after {
        evidence.response.as_mut().unwrap().headers.add("Retry-After".to_owned(), value.to_owned());
    }
    evidence
}

pub fn request(evidence: &mut Evidence, verb: &str, url: &str) {
    let mut request = RequestEvidence::default();
    request.verb = Some(verb.to_owned());
    request.url = Some(url.to_owned());
    evidence.request = Some(request);
}

pub fn carrying<'a>(evidence: &mut Evidence, scopes: impl IntoIterator<Item = &'a str>) {
    let scopes = scopes.into_iter().map(str::to_owned).collect();
    evidence.grant = Some(GrantDescription { scopes, ..GrantDescription::default() });
}
