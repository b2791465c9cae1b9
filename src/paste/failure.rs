//! What a program caught: traces, gRPC errors, a browser's words about CORS, pages of errors.

use super::PasteKind;
use super::draft::Draft;
use super::http;
use crate::status::ApiStatus;
use crate::text::{cut, find, holds_one_of, split, starts, trim, trim_start, until};

/// A shown text is cut here.
const MOST_BYTES: usize = 8_000;

/// What tells that lines are of a failure.
const CUES: [&str; 30] = [
    "ECONN",
    "ETIMEDOUT",
    "ENOTFOUND",
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
const BEFORE_STATUS: [&str; 20] = [
    "status code ",
    "status of ",
    "status code of ",
    "with status ",
    "Status(",
    "error: (",
    "(code: ",
    "HTTP code ",
    "Error code: ",
    "returned error: ",
    "HTTP Error ",
    "ERROR ",
    "status_code: ",
    "status_code=",
    "status code: ",
    "status: ",
    "HTTP ",
    "Response [",
    "statusCode: ",
    "HTTP error ",
];

/// Behind one.
const BEHIND_STATUS: [&str; 17] = [
    " client error",
    " server error",
    " (unauthorized)",
    " (forbidden)",
    " unauthorized",
    " forbidden",
    " bad request",
    " not found",
    " page not found",
    " status code",
    " method not allowed",
    " payload too large",
    " too many requests",
    " internal server error",
    " bad gateway",
    " service unavailable",
    " gateway time",
];

/// The start of an address that a failure names in some other way.
const OURS: &str = "https://api.clarifai.com/v";
/// Before the address of a call that failed.
const URL_CUES: [&str; 5] =
    ["for url: ", "for url '", "Access to fetch at '", "Access to XMLHttpRequest at '", "url: "];

/// Takes what is left of a text where it speaks of a failure.
pub(super) fn read(left: &str, whole: &str, draft: &mut Draft) {
    let shown = trim(left, "\r\n");
    if is_page(left) {
        draft.saw(PasteKind::Html);
        draft.response_body.get_or_insert_with(|| shortened(shown).to_owned());
        return;
    }
    let told = http_status(left);
    draft.http_status = draft.http_status.or(told);
    let is_failure =
        told.is_some() || holds_one_of(left, &CUES) || ApiStatus::code_in(left).is_some();
    let is_alone = draft.kinds == 0;
    if shown.trim().is_empty() || (!is_failure && !is_alone) {
        return;
    }
    if draft.has(PasteKind::Code) && find(left, "Error").is_none() {
        return;
    }
    if is_failure {
        draft.saw(PasteKind::Error);
        if draft.url.is_none() {
            draft.url = url(whole);
        }
    }
    draft.error.get_or_insert_with(|| shortened(shown).to_owned());
}

pub(super) fn is_trace(text: &str) -> bool {
    holds_one_of(text, &["Traceback (most", "\n    at ", "\n\tat "])
}

fn is_page(text: &str) -> bool {
    let start = text.trim_start();
    ["<!doctype", "<html", "<head", "<?xml"].iter().any(|tag| starts(start, tag))
}

fn shortened(text: &str) -> &str {
    let mut end = MOST_BYTES.min(text.len());
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    text.get(..end).unwrap_or_default()
}

/// `status code 401`, `<Response [401]>`, `401 Client Error`, `401 (Unauthorized)`.
fn http_status(text: &str) -> Option<u16> {
    let behind = |words: &&str| http::status(split(text, words)?.1);
    let lower = shortened(text).to_ascii_lowercase();
    let before = |words: &&str| {
        let (before, _) = split(&lower, words)?;
        let at = before.len().checked_sub(3)?;
        let is_whole =
            !before.as_bytes().get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_alphanumeric);
        http::status(before.get(at..)?).filter(|_| is_whole)
    };
    BEFORE_STATUS.iter().find_map(behind).or_else(|| BEHIND_STATUS.iter().find_map(before))
}

/// The address that words about a failure name.
fn url(text: &str) -> Option<String> {
    let address = |text: &str| {
        let text = trim_start(text, "\"'");
        let url = cut(text, until(text, " \t\r\n'\"<>(),;")).0;
        url.starts_with("http").then(|| url.trim_end_matches([':', '.']).to_owned())
    };
    let told = URL_CUES.iter().find_map(|cue| address(split(text, cue)?.1));
    told.or_else(|| {
        let (before, _) = split(text, OURS)?;
        address(text.get(before.len()..)?)
    })
}
