//! What a program caught: traces, gRPC errors, a browser's words about CORS, pages of errors.

use super::http;
use super::{Draft, PasteKind};

/// A shown text is cut here.
const MOST_BYTES: usize = 8_000;

/// What tells that lines are of a failure.
const CUES: [&str; 27] = [
    "Error",
    "ERROR",
    "error:",
    "error_",
    "Exception",
    "Traceback",
    "UNAUTHENTICATED",
    "StatusCode.",
    "UNAVAILABLE",
    "PERMISSION_DENIED",
    "CORS policy",
    "Failed to",
    "failed",
    "panic",
    "refused",
    "timed out",
    "timeout",
    "denied",
    "invalid",
    "Invalid",
    "not found",
    "Unauthorized",
    "forbidden",
    "Forbidden",
    "    at ",
    "Response [",
    "net::ERR_",
];

/// Before a status of HTTP in words about a failure.
const BEFORE_STATUS: [&str; 9] = [
    "status code ",
    "status_code: ",
    "status_code=",
    "status code: ",
    "status: ",
    "HTTP ",
    "Response [",
    "statusCode: ",
    "HTTP error ",
];

/// Takes what is left of a text where it speaks of a failure.
pub(super) fn read(left: &str, whole: &str, draft: &mut Draft) {
    let shown = left.trim_matches(['\n', '\r']);
    if draft.http_status.is_none() {
        draft.http_status = http_status(left);
    }
    if is_page(left) {
        draft.saw(PasteKind::Html);
        draft.response_body.get_or_insert_with(|| cut(shown).to_owned());
        return;
    }
    let is_failure = CUES.iter().any(|cue| super::find(left, cue).is_some());
    let is_alone = draft.kinds == 0;
    if shown.trim().is_empty() || (!is_failure && !is_alone) {
        return;
    }
    if draft.has(PasteKind::Code) && !super::find(left, "Error").is_some() {
        return;
    }
    if is_failure {
        draft.saw(PasteKind::Error);
        if draft.url.is_none() {
            draft.url = url(whole);
        }
    }
    draft.error.get_or_insert_with(|| cut(shown).to_owned());
}

pub(super) fn is_trace(text: &str) -> bool {
    ["Traceback (most", "\n    at ", "\n\tat "].iter().any(|cue| super::find(text, cue).is_some())
}

fn is_page(text: &str) -> bool {
    let start = text.trim_start();
    let start = start.get(..14.min(start.len())).unwrap_or_default();
    ["<!doctype", "<html", "<head", "<?xml"]
        .iter()
        .any(|tag| start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)))
}

fn cut(text: &str) -> &str {
    let mut end = MOST_BYTES.min(text.len());
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    text.get(..end).unwrap_or_default()
}

/// `status code 401`, `<Response [401]>`, `401 Client Error`, `401 (Unauthorized)`.
fn http_status(text: &str) -> Option<u16> {
    let behind = BEFORE_STATUS.iter().find_map(|words| {
        let at = super::find(text, words)?;
        http::status(text.get(at.saturating_add(words.len())..)?)
    });
    behind.or_else(|| {
        [
            " Client Error",
            " Server Error",
            " (Unauthorized)",
            " (Forbidden)",
            " Unauthorized",
            " Forbidden",
        ]
        .iter()
        .find_map(|words| {
            let at = super::find(text, words)?;
            http::status(text.get(at.checked_sub(3)?..at)?)
        })
    })
}

/// The address that words about a failure name.
fn url(text: &str) -> Option<String> {
    let cues = ["for url: ", "Access to fetch at '", "Access to XMLHttpRequest at '", "url: "];
    cues.iter().find_map(|cue| {
        let at = super::find(text, cue)?;
        let behind = text.get(at.saturating_add(cue.len())..)?;
        let behind = behind.trim_start_matches(['"', '\'']);
        let is_end = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '<' | '>');
        let url = behind.get(..behind.find(is_end).unwrap_or(behind.len()))?;
        url.starts_with("http").then(|| url.to_owned())
    })
}
