//! Requests in JavaScript and Python: literals are read, nothing is run, no variable is looked up.

use super::Draft;
use super::http::{Lines, is_verb};
use super::json::{Json, unescape};
use super::literal::{Argument, arguments, to_json};
use crate::text::{begins, cut, from, holds_one_of, is_listed, split, trim_start, until};

/// Each call that is looked into may cost the rest of the text.
const MOST_CALLS: usize = 24;
/// What tells that a text is a program.
const MARKS: [&str; 18] = [
    "fetch(",
    "axios",
    "requests.",
    "httpx.",
    "urllib",
    "ClarifaiApp(",
    "Clarifai.App(",
    "User(",
    "require(",
    "metadata",
    "XMLHttpRequest",
    "Model(",
    "App(",
    "Client(",
    "OpenAI(",
    "$.ajax(",
    "os.environ",
    "process.env",
];
/// Words that tell it only where a line starts.
const STATEMENTS: &str = "import from const let var def await package using use";

pub(super) fn is_code(text: &str) -> bool {
    let mut lines = Lines { text, at: 0 };
    let mut starts_statement = false;
    while lines.at < text.len() && !starts_statement {
        let line = lines.peek();
        starts_statement = is_listed(cut(line, until(line, " ")).0, STATEMENTS);
        lines.skip();
    }
    until(text, "({=") < text.len() && (holds_one_of(text, &MARKS) || starts_statement)
}

/// Reads the first request that the text makes; says how far it read.
pub(super) fn read(text: &str, draft: &mut Draft) -> usize {
    let mut end = 0;
    let mut attempts = MOST_CALLS;
    for (at, byte) in text.bytes().enumerate() {
        if byte != b'(' || at < end || attempts == 0 {
            continue;
        }
        let Some(callee) = callee(text, at) else { continue };
        attempts = attempts.saturating_sub(1);
        let behind = from(text, at.saturating_add(1));
        let Some((arguments, length)) = arguments(behind) else { continue };
        if take_call(callee, &arguments, draft) {
            end = at.saturating_add(1).saturating_add(length);
            if draft.url.is_some() {
                break;
            }
        }
    }
    if draft.request_headers.is_empty() {
        named_headers(text, draft);
    }
    end
}

/// The name before a bracket, where it may be a call that sends a request.
fn callee(text: &str, at: usize) -> Option<&str> {
    const LAST: &str = "fetch axios get post put patch delete request ajax open urlopen head got";
    let before = text.as_bytes().get(at.saturating_sub(60)..at)?;
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'$');
    let length = before.iter().rev().take_while(is_name).count();
    let last = text.get(at.checked_sub(length)?..at)?;
    is_listed(last, LAST).then_some(last)
}

/// Takes what a call says of its request; false where it is none.
fn take_call(callee: &str, arguments: &[Argument], draft: &mut Draft) -> bool {
    let values: Vec<(Option<&str>, Json)> = arguments
        .iter()
        .filter_map(|(name, json)| Some((name.as_deref(), Json::read(json)?)))
        .collect();
    let is_url =
        |text: &String| text.starts_with('/') || holds_one_of(text, &["://", "${", "/v2/"]);
    let mut verb = match callee {
        "fetch" | "axios" | "ajax" | "Request" | "request" | "urlopen" | "got" | "open" => None,
        verb => Some(verb.to_ascii_uppercase()),
    };
    let (mut url, mut body) = (None, None);
    let mut headers = Vec::new();
    for (index, (name, value)) in values.iter().enumerate() {
        let option = |name: &str,
                      value: &Json,
                      url: &mut Option<String>,
                      verb: &mut Option<String>,
                      body: &mut Option<String>,
                      headers: &mut Vec<(String, String)>| {
            match name {
                "url" | "uri" | "baseURL" => *url = value.text().or(url.take()),
                "method" | "type" => {
                    *verb = value.text().map(|verb| verb.to_ascii_uppercase()).or(verb.take())
                }
                "headers" => {
                    for (name, value) in value.entries() {
                        headers.push((unescape(name), value.words().unwrap_or_default()));
                    }
                    // `[['name', 'value']]`
                    for pair in value.items() {
                        if let [name, value] = pair.items() {
                            headers.extend(name.text().zip(value.words()));
                        }
                    }
                }
                "body" | "data" | "json" | "content" => *body = written(value),
                _ => {}
            }
        };
        match (name, value) {
            (Some(name), value) => {
                option(name, value, &mut url, &mut verb, &mut body, &mut headers)
            }
            (None, Json::String(raw)) => {
                let text = unescape(raw);
                let is_verb = is_verb(&text.to_ascii_uppercase());
                if verb.is_none() && index == 0 && is_verb {
                    verb = Some(text.to_ascii_uppercase());
                } else if url.is_none() && index < 2 && is_url(&text) {
                    url = Some(text);
                } else if body.is_none() && url.is_some() {
                    body = Some(text);
                }
            }
            (None, Json::Object(entries)) => {
                let is_options = ["headers", "method", "url", "body", "params"]
                    .iter()
                    .any(|name| value.get(name).is_some());
                if is_options {
                    for (name, value) in entries {
                        option(name, value, &mut url, &mut verb, &mut body, &mut headers);
                    }
                } else if url.is_some() {
                    body = written(value);
                }
            }
            _ => {}
        }
    }
    if url.is_none()
        || (url.as_deref().is_some_and(|url| url.starts_with("${"))
            && headers.is_empty()
            && body.is_none())
    {
        return false;
    }
    let by_body = if body.is_some() && callee == "Request" { "POST" } else { "GET" };
    draft.verb = verb.or_else(|| Some(by_body.to_owned()));
    draft.url = url;
    draft.request_body = body;
    for (name, value) in headers {
        draft.add_header(name, value, false);
    }
    true
}

/// A value as the text of a body.
fn written(value: &Json) -> Option<String> {
    match value {
        Json::Bare("null") => None,
        Json::String(raw) => Some(unescape(raw)),
        value => Some(super::body::written(value)),
    }
}

/// `headers = {…}`, where a call names them by a variable.
fn named_headers(text: &str, draft: &mut Draft) {
    let mut rest = text;
    for _ in 0..MOST_CALLS {
        let Some((_, behind)) = split(rest, "headers") else { return };
        rest = behind;
        let behind = trim_start(behind, "\"' ");
        if !begins(behind, "=:") {
            continue;
        }
        let value = trim_start(from(behind, 1), " \n");
        let Some((json, _)) = to_json(value).filter(|_| value.starts_with('{')) else { continue };
        let Some(Json::Object(entries)) = Json::read(&json) else { continue };
        for (name, value) in entries {
            draft.add_header(unescape(name), value.words().unwrap_or_default(), false);
        }
        return;
    }
}
