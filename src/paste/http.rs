//! HTTP as text: messages, header blocks, and the transcripts that `curl -v` prints.

use super::Draft;
use super::json::Json;

const VERBS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT"];

/// Names of headers that have no hyphen, and what a browser's network panel calls a request's parts.
const NAMES: [&str; 16] = [
    "authorization",
    "host",
    "accept",
    "cookie",
    "origin",
    "referer",
    "date",
    "server",
    "vary",
    "via",
    "connection",
    "request url",
    "request method",
    "status code",
    "remote address",
    "age",
];

/// Headers that only an answer has.
const OF_ANSWERS: [&str; 9] = [
    "server",
    "date",
    "set-cookie",
    "www-authenticate",
    "etag",
    "vary",
    "alt-svc",
    "retry-after",
    "x-request-id",
];

/// A line that starts a request: `POST /v2/… HTTP/1.1`, `POST https://… 401 (Unauthorized)`.
pub(super) fn request_line(line: &str) -> Option<(&str, &str, Option<u16>)> {
    let mut words = line.split_whitespace();
    let verb = words.next().filter(|word| VERBS.contains(word))?;
    let url = words.next().filter(|url| url.starts_with(['/', '*']) || url.starts_with("http"))?;
    let http_status = match words.next() {
        None => None,
        Some(word) if word.starts_with("HTTP/") => None,
        Some(word) => match status(word) {
            Some(status) => Some(status),
            None => (word.starts_with("net::") || word.starts_with('[')).then_some(None)?,
        },
    };
    Some((verb, url, http_status))
}

/// The status of `HTTP/2 401`.
pub(super) fn status_line(line: &str) -> Option<u16> {
    status(line.strip_prefix("HTTP/")?.split_whitespace().nth(1)?)
}

/// Three digits that are a status of HTTP.
pub(super) fn status(text: &str) -> Option<u16> {
    let digits = text.get(..3)?;
    let ends = !text.as_bytes().get(3).is_some_and(u8::is_ascii_alphanumeric);
    digits.parse().ok().filter(|status| ends && (100..600).contains(status))
}

/// A header's name and value; the white space before the value is the protocol's, the rest is kept.
pub(super) fn header(line: &str) -> Option<(&str, &str)> {
    let (from, name_part) = match line.strip_prefix(':') {
        Some(rest) => (1, rest),
        None => (0, line),
    };
    let colon = name_part.find(':')?.checked_add(from)?;
    let name = line.get(..colon)?;
    let value = line.get(colon.checked_add(1)?..)?;
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':');
    let known = NAMES.iter().any(|known| known.eq_ignore_ascii_case(name));
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == ':')
        && name.len() < 60
        && name.bytes().all(is_token)
        && (name.contains('-') || name.starts_with(':'));
    (known || is_name).then(|| (name, value.trim_start_matches([' ', '\t'])))
}

/// Reads a message, or the headers of one, from the start of a text; says how much it took.
pub(super) fn read(text: &str, draft: &mut Draft) -> Option<usize> {
    let mut lines = Lines { text, at: 0 };
    let (mut of_answer, has_start) = match lines.peek().trim() {
        line if status_line(line).is_some() => {
            draft.http_status = status_line(line);
            lines.skip();
            (true, true)
        }
        line => match request_line(line) {
            Some((verb, url, http_status)) => {
                draft.verb = Some(verb.to_owned());
                draft.url = Some(url.to_owned());
                draft.http_status = http_status.or(draft.http_status);
                lines.skip();
                (false, true)
            }
            None => (false, false),
        },
    };
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
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = header(line.trim_start()) {
            headers.push((name.to_owned(), value.to_owned()));
        } else {
            break;
        }
        lines.skip();
    }
    if !has_start {
        (!headers.is_empty()).then_some(())?;
        let is_of_answer = |(name, _): &(String, String)| {
            OF_ANSWERS.iter().any(|known| known.eq_ignore_ascii_case(name))
                || name.len() > 14
                    && name
                        .get(..14)
                        .is_some_and(|start| start.eq_ignore_ascii_case("access-control"))
        };
        of_answer = headers.iter().any(is_of_answer)
            && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    }
    let has_headers = !headers.is_empty();
    for (name, value) in headers {
        draft.add_header(name, value, of_answer);
    }
    if has_start && has_headers && lines.peek().trim().is_empty() && lines.at < text.len() {
        lines.skip();
        let end = body_end(text, lines.at);
        let body = text.get(lines.at..end)?.trim_matches(['\r', '\n']);
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
    let marked = |line: &str| {
        let sent = line
            .strip_prefix("> ")
            .is_some_and(|line| request_line(line).is_some() && line.contains(" HTTP/"));
        sent || line.strip_prefix("< ").is_some_and(|line| status_line(line).is_some())
    };
    text.lines().any(marked).then_some(())?;
    let mut plain = String::with_capacity(text.len());
    let mut goes_on = false;
    for line in text.split('\n') {
        let kept = match line.as_bytes() {
            [b'>' | b'<', b' ', ..] => line.get(2..).unwrap_or_default(),
            [b'>' | b'<'] | [b'>' | b'<', b'\r'] => "",
            [b'*', b' ', ..] | [b'{' | b'}', b' ', b'[', ..] => continue,
            _ if is_progress(line) => continue,
            _ => line,
        };
        if goes_on {
            plain.push('\n');
        }
        goes_on = true;
        plain.push_str(kept);
    }
    Some(plain)
}

fn is_progress(line: &str) -> bool {
    let line = line.trim();
    line.contains("--:--:--") || line.starts_with("% Total") || line.starts_with("Dload")
}

/// The lines of a text from a place on.
pub(super) struct Lines<'text> {
    pub(super) text: &'text str,
    pub(super) at: usize,
}

impl<'text> Lines<'text> {
    pub(super) fn rest(&self) -> &'text str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The line that comes next, without its end.
    pub(super) fn peek(&self) -> &'text str {
        let rest = self.rest();
        let line = rest.get(..rest.find('\n').unwrap_or(rest.len())).unwrap_or_default();
        line.strip_suffix('\r').unwrap_or(line)
    }

    pub(super) fn skip(&mut self) {
        let rest = self.rest();
        let length = rest.find('\n').map_or(rest.len(), |at| at.saturating_add(1));
        self.at = self.at.saturating_add(length);
    }
}
