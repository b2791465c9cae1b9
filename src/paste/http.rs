//! HTTP as text: messages, header blocks, and the transcripts that `curl -v` prints.

use super::draft::Draft;
use crate::json::Json;
use crate::text::{
    begins, cut, find, from, holds_one_of, is_listed, name_length, split, starts, trim, trim_start,
    until,
};

const VERBS: &str = "GET POST PUT PATCH DELETE HEAD OPTIONS CONNECT";

/// Names of headers that have no hyphen, and what a browser's network panel calls a request's parts.
const NAMES: &str =
    "authorization host accept cookie origin referer date server vary via connection age";
const PANEL: [&str; 4] = ["Request URL", "Request Method", "Status Code", "Remote Address"];

/// Headers that only an answer has.
const OF_ANSWERS: &str =
    "server date set-cookie www-authenticate etag vary alt-svc retry-after x-request-id";

pub(crate) fn is_verb(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_uppercase()) && is_listed(word, VERBS)
}

/// A line that starts a request: `POST /v2/… HTTP/1.1`, `POST https://… 401 (Unauthorized)`.
pub(super) fn request_line(line: &str) -> Option<(&str, &str, Option<u16>)> {
    let (verb, rest) = cut(line, until(line, " "));
    is_verb(verb).then_some(())?;
    let rest = trim_start(rest, " ");
    let (url, rest) = cut(rest, until(rest, " \t\r"));
    let is_url = url.starts_with('/') || url.starts_with('*') || url.starts_with("http");
    is_url.then_some(())?;
    let rest = trim(rest, " \t\r");
    let http_status = status(rest);
    let is_end = rest.is_empty() || rest.starts_with("HTTP/") || rest.starts_with("net::");
    (is_end || http_status.is_some()).then_some(())?;
    Some((verb, url, http_status))
}

/// Whether an address is one of the API, or of what stands in front of it.
pub(super) fn is_ours(url: &str) -> bool {
    let behind = split(url, "//").map_or(url, |(_, rest)| rest);
    let (host, path) = cut(behind, until(behind, "/:?"));
    // A port.
    let path = from(path, until(path, "/"));
    host == "clarifai.com" || host.ends_with(".clarifai.com") || starts(path, "/v2/")
}

/// The status of `HTTP/2 401`.
pub(super) fn status_line(line: &str) -> Option<u16> {
    let version = line.strip_prefix("HTTP/")?;
    status(from(version, until(version, " ").saturating_add(1)))
}

/// Three digits that are a status of HTTP.
pub(super) fn status(text: &str) -> Option<u16> {
    let digits = text.get(..3)?;
    let ends = !text.as_bytes().get(3).is_some_and(u8::is_ascii_alphanumeric);
    digits.parse().ok().filter(|status| ends && (100..600).contains(status))
}

/// A header's name and value; the white space before the value is the protocol's, the rest is kept.
pub(super) fn header(line: &str) -> Option<(&str, &str)> {
    let first = usize::from(line.starts_with(':'));
    let colon = until(from(line, first), ":").saturating_add(first);
    let (name, value) = cut(line, colon);
    let value = value.strip_prefix(':')?;
    let is_known =
        is_listed(name, NAMES) || PANEL.iter().any(|known| known.eq_ignore_ascii_case(name));
    // `Invoke-RestMethod: No such host is known.`
    let is_name = name.len() < 60
        && !starts(name, "Invoke-")
        && line.as_bytes().get(first).is_some_and(u8::is_ascii_alphabetic)
        && name_length(name, "-:") == name.len()
        && (first > 0 || until(name, "-") < name.len());
    (is_known || is_name).then(|| (name, trim_start(value, " \t")))
}

/// Whether a line is a field of an object as JavaScript prints it: `Authorization: 'Key …',`.
pub(super) fn is_field(line: &str) -> bool {
    let line = line.trim_end();
    let value = header(line).map_or(line, |(_, value)| value);
    begins(value, "'\"`[{<")
        || (line.ends_with(',') && find(value, " ").is_none())
        || line.ends_with(['{', '['])
}

/// Reads a message, or the headers of one, from the start of a text; says how much it took.
pub(super) fn read(text: &str, draft: &mut Draft) -> Option<usize> {
    let mut lines = Lines { text, at: 0 };
    let line = lines.peek().trim();
    let mut of_answer = false;
    if let Some(status) = status_line(line) {
        draft.http_status = Some(status);
        of_answer = true;
    } else if let Some((verb, url, status)) = request_line(line) {
        draft.verb = Some(verb.to_owned());
        draft.url = Some(url.to_owned());
        draft.http_status = status;
        // `GET https://… net::ERR_CERT_AUTHORITY_INVALID`
        draft.error = find(line, " net::").map(|_| line.to_owned());
    }
    let has_start = of_answer || draft.url.is_some();
    if has_start {
        lines.skip();
    }
    let mut headers: Vec<(String, String)> = Vec::new();
    loop {
        let line = lines.peek();
        if line.starts_with([' ', '\t'])
            && !line.trim().is_empty()
            && !headers.is_empty()
            && header(line.trim()).is_none()
        {
            // A value that goes on in the next line.
            if let Some((_, value)) = headers.last_mut() {
                if !value.is_empty() {
                    value.push(' ');
                }
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = header(line.trim_start()) {
            headers.push((name.to_owned(), value.to_owned()));
        } else if !has_start
            && !line.trim().is_empty()
            && let Some((_, value)) = headers.last_mut().filter(|(_, value)| value.is_empty())
        {
            // The network panel of a browser puts values below their names.
            value.push_str(line.trim());
        } else {
            break;
        }
        lines.skip();
    }
    if !has_start {
        (!headers.is_empty()).then_some(())?;
        let is_of_answer = |(name, _): &(String, String)| {
            is_listed(name, OF_ANSWERS) || starts(name, "access-control-allow")
        };
        let is_sent = |(name, _): &(String, String)| name.eq_ignore_ascii_case("authorization");
        of_answer = headers.iter().any(is_of_answer) && !headers.iter().any(is_sent);
    }
    let has_headers = !headers.is_empty();
    for (name, value) in headers {
        draft.add_header(name, value, of_answer);
    }
    if has_start && has_headers && lines.peek().trim().is_empty() && lines.at < text.len() {
        lines.skip();
        let end = body_end(text, lines.at);
        let body = trim(text.get(lines.at..end)?, "\r\n");
        let slot = if of_answer { &mut draft.response_body } else { &mut draft.request_body };
        if !body.is_empty() && status_line(body).is_none() {
            *slot = Some(body.to_owned());
        }
        lines.at = end;
    }
    Some(lines.at)
}

/// Where a body ends: behind its JSON, or where the next message starts.
fn body_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    if let Some((_, length)) = Json::read_first(rest) {
        return start.saturating_add(length);
    }
    let mut lines = Lines { text, at: start };
    while lines.at < text.len() {
        let line = lines.peek().trim();
        if status_line(line).is_some() || request_line(line).is_some() {
            break;
        }
        lines.skip();
    }
    lines.at
}

/// The messages in what `curl -v` prints, without the marks at the lines' starts.
pub(super) fn transcript(text: &str) -> Option<String> {
    let tells = |line: &str| {
        let (mark, rest) = cut(line, 2);
        let is_sent =
            mark == "> " && request_line(rest).is_some() && find(rest, " HTTP/").is_some();
        is_sent || (mark == "< " && status_line(rest).is_some())
    };
    text.lines().any(tells).then_some(())?;
    let mut plain = String::with_capacity(text.len());
    for line in text.lines() {
        let kept = match line.as_bytes() {
            [b'>' | b'<', b' ', ..] => line.get(2..).unwrap_or_default(),
            [b'>' | b'<'] | [b'>' | b'<', b'\r'] => "",
            [b'*', b' ', ..] | [b'{' | b'}', b' ', b'[', ..] => continue,
            _ if is_progress(line) => continue,
            _ => line,
        };
        plain.push_str(kept);
        plain.push('\n');
    }
    Some(plain)
}

fn is_progress(line: &str) -> bool {
    holds_one_of(line, &["--:--:--", "% Total", "Dload "])
}

/// The lines of a text from a place on.
pub(super) struct Lines<'text> {
    pub(super) text: &'text str,
    pub(super) at: usize,
}

impl<'text> Lines<'text> {
    pub(super) fn rest(&self) -> &'text str {
        from(self.text, self.at)
    }

    /// The line that comes next, without its end.
    pub(super) fn peek(&self) -> &'text str {
        let line = cut(self.rest(), until(self.rest(), "\n")).0;
        line.strip_suffix('\r').unwrap_or(line)
    }

    pub(super) fn skip(&mut self) {
        let length = until(self.rest(), "\n").saturating_add(1);
        self.at = self.at.saturating_add(length).min(self.text.len());
    }
}
