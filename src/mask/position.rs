//! Where credentials stand in a text: behind the names of variables, arguments and headers, in paths, in
//! what an answer echoes.

use std::ops::Range;

use super::name::{is_scheme, is_secret_name};
use crate::text::{begins, cut, find, from, is_listed, trim_start, until};

/// A quoted value closes after so many line breaks at most, or was never closed.
const MOST_LINES: usize = 3;

/// A place where a credential stands.
pub(crate) struct Position<'text> {
    /// The name of the variable, argument or header; empty where something else tells.
    pub(crate) name: &'text str,
    pub(crate) range: Range<usize>,
}

/// The next place from `from` on where a credential stands.
pub(crate) fn next_position(text: &str, from: usize) -> Option<Position<'_>> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        let found = match byte {
            b'=' | b':' | b',' => named_value(text, at),
            b'(' => echoed(text, at),
            b'/' => key_in_path(text, at),
            b' ' => after_scheme(text, at),
            _ => None,
        };
        if let Some(range) = found.filter(|found| found.start > from && !found.is_empty()) {
            let by_name = matches!(byte, b'=' | b':' | b',');
            let name =
                if by_name { name_before(text, at).map_or("", |(name, ..)| name) } else { "" };
            return Some(Position { name, range });
        }
        at = at.saturating_add(1);
    }
    None
}

/// The name that stands before a place, where it starts, and whether it is quoted.
fn name_before(text: &str, at: usize) -> Option<(&str, usize, bool)> {
    let bytes = text.as_bytes().get(at.saturating_sub(100)..at)?;
    let count =
        |bytes: &[u8], is: &dyn Fn(u8) -> bool| bytes.iter().rev().take_while(|b| is(**b)).count();
    let before = |bytes: &'_ [u8], count: usize| bytes.len().saturating_sub(count);
    let bytes = bytes.get(..before(bytes, count(bytes, &|b| matches!(b, b' ' | b'\t'))))?;
    // `os.environ["NAME"] = …`
    let indexed = usize::from(bytes.ends_with(b"\"]") || bytes.ends_with(b"']"));
    let bytes = bytes.get(..before(bytes, indexed))?;
    let quotes = count(bytes, &|b| matches!(b, b'"' | b'\'' | b'\\' | b'`'));
    let bytes = bytes.get(..before(bytes, quotes))?;
    let length = count(bytes, &|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    let end = at.saturating_sub(100).saturating_add(bytes.len());
    let start = end.checked_sub(length)?;
    Some((text.get(start..end)?, start, quotes > 0))
}

/// `NAME=value`, `name: "value"`, `('name', 'value')`.
fn named_value(text: &str, at: usize) -> Option<Range<usize>> {
    let (name, name_start, is_quoted) = name_before(text, at)?;
    let by_comma = text.as_bytes().get(at) == Some(&b',');
    if !is_secret_name(name)
        || (by_comma && !(is_quoted && (is_header(name) || is_default(text, name_start))))
    {
        return None;
    }
    let owns_line = !is_quoted && is_lead(text, name_start);
    // `key => value`, `key := value`, `key = f'value'`.
    let rest = from(text, at.saturating_add(1));
    let value = trim_start(rest.strip_prefix(['>', '=']).unwrap_or(rest), " \t([");
    let is_letter = begins(value, "fbru$") && begins(from(value, 1), "\"'") && value.len() > 1;
    let value = from(value, usize::from(is_letter));
    let start = text.len().saturating_sub(value.len());
    let escapes = value.len().saturating_sub(trim_start(value, "\\").len());
    let opened = from(value, escapes).chars().next()?;
    if matches!(opened, '"' | '\'' | '`' | '“' | '‘') {
        let inner = start.saturating_add(escapes).saturating_add(opened.len_utf8());
        let end = closing_quote(text, inner, opened, escapes)?;
        // `"name": "authorization", "value": "Key …"`: the name of what is meant.
        if by_comma && text.get(inner..end) == Some("value") {
            let behind = trim_start(from(text, end.saturating_add(1)), " \t:");
            let inner = text.len().saturating_sub(behind.strip_prefix('"')?.len());
            return Some(inner..closing_quote(text, inner, '"', 0)?);
        }
        return Some(inner..end);
    }
    if matches!(opened, '{' | '[' | '\n' | '\r' | '<') && !owns_line {
        return None;
    }
    let length = if owns_line {
        let line = cut(value, until(value, "\r\n")).0;
        let line = cut(line, find(line, " #").unwrap_or(line.len())).0;
        let first = until(line, " ");
        let next = trim_start(from(line, first), " ");
        let next = cut(next, until(next, " ")).0;
        // `NAME=value curl …`
        if is_listed(next, COMMANDS) || until(next, "=") < next.len() { first } else { line.len() }
    } else {
        let first = until(value, WORD_ENDS);
        let (word, behind) = cut(value, first);
        if is_scheme(word) && behind.starts_with(' ') {
            first.saturating_add(1).saturating_add(until(from(behind, 1), WORD_ENDS))
        } else if until(word, "[") < word.len() {
            // `os.environ['NAME']`
            until(value, "]\n").saturating_add(1)
        } else if until(word, "($%") < word.len() && !word.starts_with("%2") {
            return None;
        } else {
            first
        }
    };
    let end = start.saturating_add(length).min(text.len());
    (end > start).then_some(start..end)
}

/// What stands behind a variable that is set for one command.
const COMMANDS: &str = "curl curl.exe wget http https python python3 node npm npx uv clarifai sudo \
    bash sh deno bun cargo go docker && ;";
const WORD_ENDS: &str = " \t\r\n&,;)}]\"'`<>";

/// Names that stand before their value in a pair: `('authorization', 'Key …')`.
fn is_header(name: &str) -> bool {
    is_listed(name, "authorization proxy-authorization x-clarifai-session-token x-api-key cookie")
}

/// `setdefault("NAME", "value")`, `getenv("NAME", "value")`.
fn is_default(text: &str, name_start: usize) -> bool {
    let before = text.as_bytes().get(..name_start.saturating_sub(1)).unwrap_or_default();
    [&b"default("[..], b"env(", b"environ.get("].iter().any(|call| before.ends_with(call))
}

/// Whether nothing stands before a name on its line but what a shell or a list puts there.
fn is_lead(text: &str, name_start: usize) -> bool {
    let from = name_start.saturating_sub(40);
    let Some(before) = text.get(from..name_start) else { return false };
    let line = before.bytes().rev().take_while(|byte| *byte != b'\n').count();
    let lead = crate::text::from(before, before.len().saturating_sub(line)).trim();
    (line < before.len() || from == 0)
        && (lead.is_empty() || is_listed(lead, "export set setx $env: > < - *"))
}

/// Where the quote closes that opened before `start`; the end of the line where it does not.
fn closing_quote(text: &str, start: usize, opened: char, escapes: usize) -> Option<usize> {
    let closes = match opened {
        '“' => '”',
        '‘' => '’',
        other => other,
    };
    let value = text.get(start..)?;
    let (mut skip, mut lines) = (false, 0_usize);
    for (offset, c) in value.char_indices() {
        if c == '\n' {
            lines = lines.saturating_add(1);
        }
        if lines > MOST_LINES {
            break;
        }
        match c {
            _ if skip => skip = false,
            '\\' if escapes == 0 => skip = true,
            // The escapes stand before the closing quote too.
            c if c == closes => return start.checked_add(offset)?.checked_sub(escapes),
            _ => {}
        }
    }
    Some(start.saturating_add(until(value, "\n")))
}

/// `invalid key(…)`, `invalid token (…)`, `invalid client ID (…) and secret (…)`.
fn echoed(text: &str, at: usize) -> Option<Range<usize>> {
    let (name, ..) = name_before(text, at)?;
    let start = is_listed(name, "key token id secret").then(|| at.checked_add(1))??;
    let value = text.as_bytes().get(start..)?;
    let length = value.iter().take(200).position(|byte| matches!(byte, b')' | b'\n'))?;
    (value.get(length) == Some(&b')')).then(|| start..start.saturating_add(length))
}

/// `…/keys/{key_id}`, and the name and password of `https://name:password@host`.
fn key_in_path(text: &str, at: usize) -> Option<Range<usize>> {
    let start = at.checked_add(1)?;
    let before = text.as_bytes().get(..at)?;
    let is_key = before.ends_with(b"/keys");
    if !is_key && !before.ends_with(b":/") {
        return None;
    }
    let rest = from(text, start);
    let segment = cut(rest, until(rest, "/?# \t\r\n\"'<>\\")).0;
    if is_key {
        return Some(start..start.saturating_add(segment.len()));
    }
    let behind = segment.bytes().rev().position(|byte| byte == b'@')?;
    let user = cut(segment, segment.len().checked_sub(behind)?.checked_sub(1)?).0;
    let password = until(user, ":").saturating_add(1);
    let from = if password < user.len() { start.saturating_add(password) } else { start };
    Some(from..start.saturating_add(user.len()))
}

/// `Key …` and `Bearer …` where what follows looks like a credential, not like prose.
fn after_scheme(text: &str, at: usize) -> Option<Range<usize>> {
    if !text.as_bytes().get(at.checked_sub(1)?)?.is_ascii_alphabetic() {
        return None;
    }
    let (name, ..) = name_before(text, at)?;
    let start = is_scheme(name).then(|| at.checked_add(1))??;
    let value = trim_start(from(text, start), " ");
    let start = text.len().saturating_sub(value.len());
    let token = cut(value, until(value, " \t\r\n,;)\"'`<>\\")).0;
    let is_token = token.len() >= 8 && token.bytes().any(|byte| byte.is_ascii_digit());
    (is_token && find(token, "://").is_none()).then(|| start..start.saturating_add(token.len()))
}
