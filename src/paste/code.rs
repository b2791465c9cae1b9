//! Requests in JavaScript and Python: literals are read, in variables too; nothing is run.

use super::draft::Draft;
use super::http::{self, Lines, is_verb};
use super::literal::{Argument, Constant, Constants, WRAPPERS, arguments, to_json_with};
use crate::json::{Json, unescape};
use crate::text::{
    begins, cut, from, holds_one_of, is_listed, name_length, split, trim_start, until, window,
};

/// Each call that is looked into may cost the rest of the text.
const MOST_CALLS: usize = 40;
/// What tells that a text is a program.
const MARKS: [&str; 28] = [
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
    "RequestHeaders.",
    "HeaderValue(",
    "Header.Set(",
    "Header.Add(",
    "setRequest",
    "addHeader(",
    ".header(",
    ".post(",
    ".get(",
    "curl_setopt",
];
/// Words that tell it only where a line starts.
const STATEMENTS: &str = "import from const let var def await package using use";

pub(super) fn is_code(text: &str) -> bool {
    let starts_statement = |line: &str| is_listed(cut(line, until(line, " ")).0, STATEMENTS);
    until(text, "({=") < text.len()
        && (holds_one_of(text, &MARKS) || text.lines().any(starts_statement))
}

/// Reads the first request that the text makes; says how far it read.
pub(super) fn read(text: &str, draft: &mut Draft) -> usize {
    let mut end = 0;
    let mut attempts = MOST_CALLS;
    let constants = constants(text, MOST_CALLS, usize::MAX);
    for (at, byte) in text.bytes().enumerate() {
        if byte != b'(' || at < end || attempts == 0 {
            continue;
        }
        let Some(callee) = callee(text, at) else { continue };
        attempts = attempts.saturating_sub(1);
        let behind = from(text, at.saturating_add(1));
        let Some((arguments, length)) = arguments(behind, &constants) else { continue };
        let is_taken = if draft.url.is_some() && !is_listed(callee, PARTS) {
            // Of several requests the first.
            break;
        } else if is_listed(callee, PARTS) && take_part(callee, &arguments, draft) {
            true
        } else {
            is_listed(callee, CALLS) && take_call(callee, &arguments, draft)
        };
        if is_taken {
            end = at.saturating_add(1).saturating_add(length);
        }
    }
    if draft.request_headers.is_empty() {
        named_headers(text, &constants, draft);
    }
    end
}

/// The variables that a line gives a literal: the first so many, each of so many bytes.
pub(crate) fn constants(text: &str, most: usize, longest: usize) -> Vec<Constant<'_>> {
    const LEADS: &str = "const let var export final static private public string String auto val";
    let mut found = Vec::new();
    let mut attempts = most;
    let mut lines = Lines { text, at: 0 };
    while lines.at < text.len() && attempts > 0 {
        let mut rest = trim_start(lines.rest(), " \t");
        lines.skip();
        loop {
            let (word, behind) = cut(rest, until(rest, " \n"));
            if !is_listed(word, LEADS) {
                break;
            }
            rest = trim_start(behind, " ");
        }
        let (name, behind) = cut(rest, name_length(rest, "_$"));
        let behind = trim_start(behind, " :");
        let value = trim_start(from(behind, 1), " ");
        let is_literal = begins(value, "\"'`{[")
            || (begins(value, "fbruFR") && begins(from(value, 1), "\"'"))
            || WRAPPERS.iter().any(|wrapper| value.starts_with(wrapper));
        if name.is_empty() || !behind.starts_with('=') || !is_literal {
            continue;
        }
        attempts = attempts.saturating_sub(1);
        let value = window(value, longest);
        // In Python a statement ends with its line.
        let is_text = !begins(value, "{[`")
            && !value.starts_with("\"\"\"")
            && until(value, "(\n") == until(value, "\n");
        let value = if is_text { cut(value, until(value, "\r\n")).0 } else { value };
        if let Some((json, _)) = to_json_with(value, &found)
            && Json::read(&json).is_some()
        {
            found.push((name, json));
        }
    }
    found
}

/// Calls that send a request.
pub(crate) const CALLS: &str =
    "fetch axios get post put patch delete request ajax open urlopen head got NewRequest";
/// Calls that say a part of one.
const PARTS: &str = "append set add header setRequestHeader setRequestProperty addHeader \
    add_header setHeader insert put update body send create AuthenticationHeaderValue";

/// Takes a header, a body or an address that a call of its own gives a request.
fn take_part(callee: &str, arguments: &[Argument], draft: &mut Draft) -> bool {
    let text = |(_, json): &Argument| Json::read(json)?.text();
    let texts: Vec<String> = arguments.iter().filter_map(text).collect();
    match texts.as_slice() {
        [scheme, value] if callee == "AuthenticationHeaderValue" => {
            draft.send("Authorization", &[scheme, " ", value]);
        }
        [name, value] if http::header(&[name, ":"].concat()).is_some() => {
            draft.send(name, &[value]);
        }
        [body] if is_listed(callee, "body send") && draft.url.is_some() => {
            draft.request_body.get_or_insert_with(|| body.clone());
        }
        [url] if callee == "create" && url.starts_with("http") => {
            draft.url.get_or_insert_with(|| url.clone());
        }
        [] if callee == "update" => {
            let value = arguments.first().and_then(|(_, json)| Json::read(json));
            let Some(Json::Object(entries)) = value else { return false };
            for (name, value) in entries {
                draft.send(&unescape(name), &[&value.words().unwrap_or_default()]);
            }
        }
        _ => return false,
    }
    true
}

/// The name before a bracket, where it may be a call that sends a request.
fn callee(text: &str, at: usize) -> Option<&str> {
    let before = text.as_bytes().get(at.saturating_sub(60)..at)?;
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(**byte, b'_' | b'$');
    let length = before.iter().rev().take_while(is_name).count();
    let last = text.get(at.checked_sub(length)?..at)?;
    // `session.headers.update(…)` alone is of a request.
    let is_other = last == "update" && !before.ends_with(b"headers.update");
    (!is_other && (is_listed(last, CALLS) || is_listed(last, PARTS))).then_some(last)
}

/// Takes what a call says of its request; false where it is none.
pub(crate) fn take_call(callee: &str, arguments: &[Argument], draft: &mut Draft) -> bool {
    let values: Vec<(Option<&str>, Json)> = arguments
        .iter()
        .filter_map(|(name, json)| Some((name.as_deref(), Json::read(json)?)))
        .collect();
    let is_url =
        |text: &String| text.starts_with('/') || holds_one_of(text, &["://", "${", "/v2/"]);
    let mut verb = Some(callee.to_ascii_uppercase()).filter(|verb| is_verb(verb));
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
fn named_headers(text: &str, constants: &Constants, draft: &mut Draft) {
    let mut rest = text;
    for _ in 0..MOST_CALLS {
        let Some((_, behind)) = split(rest, "headers") else { return };
        rest = behind;
        let behind = trim_start(behind, "\"' ");
        if !begins(behind, "=:") {
            continue;
        }
        let value = trim_start(from(behind, 1), " \n");
        let Some((json, _)) = to_json_with(value, constants).filter(|_| value.starts_with('{'))
        else {
            continue;
        };
        let Some(Json::Object(entries)) = Json::read(&json) else { continue };
        for (name, value) in entries {
            draft.add_header(unescape(name), value.words().unwrap_or_default(), false);
        }
        return;
    }
}
