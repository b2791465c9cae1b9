//! HAR files: the traffic that a browser's network panel saves.

use base64ct::{Base64, Encoding};

use super::Draft;
use super::json::Json;
use crate::text::{cut, split, starts, until};

/// Takes the call that a reader is after; false where the value is no HAR.
pub(super) fn read(value: &Json, draft: &mut Draft) -> bool {
    let Some(entries) = value.at(&["log", "entries"]) else { return false };
    // The last of the calls that matter most: failed ones of the API, then any of the API.
    let chosen = entries.items().iter().max_by_key(|entry| weight(entry));
    if let Some(entry) = chosen {
        take(entry, draft);
    }
    true
}

fn weight(entry: &Json) -> u8 {
    let url = entry.at(&["request", "url"]).and_then(Json::text).unwrap_or_default();
    let after_scheme = split(&url, "//").map_or("", |(_, rest)| rest);
    let (host, path) = cut(after_scheme, until(after_scheme, "/:"));
    let is_ours = host == "clarifai.com" || host.ends_with(".clarifai.com") || starts(path, "/v2/");
    let status = http_status(entry).unwrap_or(0);
    let failed = !(200..400).contains(&status);
    let is_preflight =
        entry.at(&["request", "method"]).and_then(Json::text).as_deref() == Some("OPTIONS");
    match (is_ours, failed) {
        (true, true) if !is_preflight => 3,
        (true, _) if !is_preflight => 2,
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
