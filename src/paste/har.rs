//! HAR files: the traffic that a browser's network panel saves.

use base64ct::{Base64, Encoding};

use super::draft::Draft;
use super::http;
use crate::json::Json;

/// Takes the call that a reader is after; false where the value is no HAR.
pub(super) fn read(value: &Json, draft: &mut Draft) -> bool {
    let Some(entries) = value.at(&["log", "entries"]) else { return false };
    let entries = entries.items();
    // As of several commands: the first call of the API that failed, else the last.
    let most = entries.iter().map(weight).max().unwrap_or_default();
    let mut chosen = entries.iter().filter(|entry| weight(entry) == most);
    let chosen = if most == FAILED { chosen.next() } else { chosen.next_back() };
    if let Some(entry) = chosen {
        take(entry, draft);
    }
    let calls = entries.iter().filter(|entry| weight(entry) >= CALL).count();
    draft.others = calls.saturating_sub(usize::from(most >= CALL));
    true
}

/// A call of the API, and one that failed.
const CALL: u8 = 2;
const FAILED: u8 = 3;

fn weight(entry: &Json) -> u8 {
    let url = entry.at(&["request", "url"]).and_then(Json::text).unwrap_or_default();
    let is_ours = http::is_ours(&url);
    let status = http_status(entry).unwrap_or(0);
    let failed = !(200..400).contains(&status);
    let is_preflight =
        entry.at(&["request", "method"]).and_then(Json::text).as_deref() == Some("OPTIONS");
    match (is_ours, failed) {
        (true, true) if !is_preflight => FAILED,
        (true, _) if !is_preflight => CALL,
        (true, _) => 1,
        _ => 0,
    }
}

fn http_status(entry: &Json) -> Option<u16> {
    match entry.at(&["response", "status"])? {
        Json::Bare(digits) => digits.parse().ok(),
        _ => None,
    }
}

fn take(entry: &Json, draft: &mut Draft) {
    let text = |path: &[&str]| entry.at(path).and_then(Json::text);
    draft.verb = text(&["request", "method"]).map(|verb| verb.to_ascii_uppercase());
    draft.url = text(&["request", "url"]);
    // A call that was blocked has the status 0.
    draft.http_status = http_status(entry).filter(|status| *status >= 100);
    for (part, of_answer) in [("request", false), ("response", true)] {
        let headers = entry.at(&[part, "headers"]).map(Json::items).unwrap_or_default();
        for header in headers {
            let name = header.get("name").and_then(Json::text);
            if let Some((name, value)) = name.zip(header.get("value").and_then(Json::text)) {
                draft.add_header(name, value, of_answer);
            }
        }
    }
    draft.request_body = text(&["request", "postData", "text"]).filter(|body| !body.is_empty());
    let body = text(&["response", "content", "text"]).filter(|body| !body.is_empty());
    let is_encoded = text(&["response", "content", "encoding"]).as_deref() == Some("base64");
    draft.response_body = body.map(|body| {
        let decoded = is_encoded.then(|| Base64::decode_vec(&body).ok()).flatten();
        decoded.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or(body)
    });
    let error = text(&["response", "_error"]).filter(|error| !error.is_empty());
    draft.error = error;
}
