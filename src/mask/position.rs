//! Where credentials stand in a text: behind the names of variables, arguments and headers, in paths, in
//! what an answer echoes.

use std::ops::Range;

use super::around::holds_drawn;
use super::name::{PAIR_NAMES, PAIR_VALUES, is_scheme, is_secret_name};
use super::pair::{form_break, paired};
use crate::text::{begins, cut, find, from, is_listed, name_length, starts, trim_start, until};

/// A quoted value closes after so many line breaks at most, or was never closed.
pub(super) const MOST_LINES: usize = 3;

/// A place where a credential stands.
pub(crate) struct Position<'text> {
    /// The name of the variable, argument or header; empty where something else tells.
    pub(crate) name: &'text str,
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
}

/// What stands in a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Secret,
    PrivateKey,
}

/// The places of a text where credentials stand.
pub(crate) struct Positions<'text> {
    text: &'text str,
    /// Where the list of cookies ends that was begun.
    cookies_end: usize,
}

impl<'text> Positions<'text> {
    pub(crate) fn new(text: &'text str) -> Self {
        Self { text, cookies_end: 0 }
    }

    /// The next place from `from` on.
    pub(crate) fn next(&mut self, from: usize) -> Option<Position<'text>> {
        let text = self.text;
        let mut at = from;
        while let Some(byte) = text.as_bytes().get(at) {
            let (mut name, mut kind) = ("", Kind::Secret);
            let found = match byte {
                b'=' | b':' | b',' => self.named(at, &mut name),
                b'(' => echoed(text, at),
                b'/' => key_in_path(text, at),
                b' ' => after_scheme(text, at).or_else(|| argument(text, at)),
                b'|' | b'?' => fallback(text, at),
                b'-' => {
                    kind = Kind::PrivateKey;
                    private_key(text, at)
                }
                _ => None,
            };
            if let Some(range) = found.filter(|found| found.start > from && !found.is_empty()) {
                return Some(Position { name, range, kind });
            }
            at = at.saturating_add(1);
        }
        None
    }

    fn named(&mut self, at: usize, name: &mut &'text str) -> Option<Range<usize>> {
        let text = self.text;
        let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
        if text.as_bytes().get(at) == Some(&b',') && !b"\"'` ".contains(before?) {
            return None;
        }
        let named = name_before(text, at)?;
        *name = named.0;
        let value = trim_start(from(text, at.saturating_add(1)), " \t\"'\\");
        if at >= self.cookies_end && is_listed(named.0, "cookies") && value.starts_with('[') {
            self.cookies_end = at.saturating_add(until(from(text, at), "]"));
        }
        if is_listed(named.0, PAIR_NAMES)
            && let Some((own, range)) = paired(text, at, at < self.cookies_end)
        {
            *name = own;
            return Some(range);
        }
        named_value(text, at, named)
    }
}

/// What stands between the first and the last line of a private key, or behind the first where the last
/// is missing.
fn private_key(text: &str, at: usize) -> Option<Range<usize>> {
    const BEGIN: &str = "-----BEGIN ";
    let rest = from(text, at).strip_prefix(BEGIN)?;
    let label = cut(rest, until(rest, "-")).0;
    if label.len() > 60 || find(label, "PRIVATE KEY").is_none() {
        return None;
    }
    let body = trim_start(from(rest, label.len()), "-");
    let start = text.len().saturating_sub(body.len());
    Some(start..start.saturating_add(find(body, "-----END").unwrap_or(body.len())))
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
fn named_value(
    text: &str,
    at: usize,
    (name, name_start, is_quoted): (&str, usize, bool),
) -> Option<Range<usize>> {
    let by_comma = text.as_bytes().get(at) == Some(&b',');
    let is_cookie = starts(from(name, name.len().saturating_sub(6)), "cookie");
    if !is_secret_name(name)
        || (by_comma && !(is_quoted && (is_header(name) || is_default(text, name_start))))
    {
        return None;
    }
    let owns_line = !is_quoted && is_lead(text, name_start);
    // `key => value`, `key := value`, `key = f'value'`.
    let rest = from(text, at.saturating_add(1));
    let value = trim_start(rest.strip_prefix(['>', '=']).unwrap_or(rest), " \t([");
    // A block of YAML starts on the next line.
    let (line, next) = cut(value, until(value, "\n"));
    let is_block = owns_line && is_listed(line.trim(), "| |- > >-");
    let value = if is_block { trim_start(next, " \r\n") } else { value };
    let is_letter = begins(value, "fbru$") && begins(from(value, 1), "\"'") && value.len() > 1;
    let value = from(value, usize::from(is_letter));
    let start = text.len().saturating_sub(value.len());
    let escapes = value.len().saturating_sub(trim_start(value, "\\").len());
    let opened = from(value, escapes).chars().next()?;
    // So is much else called.
    let is_told = |range: &Range<usize>| {
        !name.eq_ignore_ascii_case("key")
            || looks_drawn(text.get(range.clone()).unwrap_or_default())
    };
    if starts(trim_start(value, "\"'`\\ \r\n"), "-----BEGIN ") {
        return None;
    }
    // A header goes on to the end of its line, or of what quotes it.
    let is_quote = matches!(opened, '"' | '\'' | '`' | '“' | '‘');
    if is_cookie && (owns_line || !is_quote) && text.as_bytes().get(at) == Some(&b':') {
        let before = name_start.checked_sub(1).and_then(|before| text.get(before..name_start));
        let quote = before.filter(|before| begins(before, "\"'`"));
        let header = cut(value, quote.map_or(value.len(), |quote| until(value, quote))).0;
        return Some(start..start.saturating_add(form_break(header)));
    }
    if is_quote {
        let inner = start.saturating_add(escapes).saturating_add(opened.len_utf8());
        let end = closing_quote(text, inner, opened, escapes)?;
        // `"name": "authorization", "value": "Key …"`: the name of what is meant.
        let is_pair = by_comma && is_listed(text.get(inner..end)?, PAIR_VALUES);
        let range = Some(inner..end).filter(is_told);
        return range.filter(|_| !is_pair);
    }
    if matches!(opened, '{' | '[' | '\n' | '\r' | '<') && !owns_line {
        return None;
    }
    // `token = response.json()["token"]`
    let callee = name_length(value, "_.");
    let is_called = callee > 0 && from(value, callee).starts_with('(');
    if is_called && (!owns_line || value.len() < rest.len()) {
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
        // An argument ends where a shell's word does.
        let ends = if name.starts_with("--") { " \t\r\n\"'" } else { WORD_ENDS };
        let mut first = until(value, ends);
        // `curl -H Authorization:\ Key\ …`
        while cut(value, first).0.ends_with('\\') && from(value, first).starts_with(' ') {
            first = first.saturating_add(1);
            first = first.saturating_add(until(from(value, first), ends));
        }
        let (word, behind) = cut(value, first);
        if is_scheme(word) && behind.starts_with(' ') {
            first.saturating_add(1).saturating_add(until(from(behind, 1), WORD_ENDS))
        } else if until(word, "[") < word.len() {
            // `os.environ['NAME']`
            until(value, "]\n").saturating_add(1)
        } else {
            first
        }
    };
    let end = start.saturating_add(length).min(text.len());
    (end > start).then_some(start..end).filter(is_told)
}

/// What stands behind a variable that is set for one command.
const COMMANDS: &str = "curl curl.exe wget http https python python3 node npm npx uv clarifai sudo \
    bash sh deno bun cargo go docker && ;";
const WORD_ENDS: &str = " \t\r\n&,;)}]\"'`<>";

/// Whether a value is no word, name or small number, as far as it is read.
fn looks_drawn(value: &str) -> bool {
    let is_other = |byte: u8| matches!(byte, b'%' | b'\\' | b'&') || !byte.is_ascii();
    value.bytes().any(is_other) || holds_drawn(value, 6)
}

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
pub(super) fn closing_quote(
    text: &str,
    start: usize,
    opened: char,
    escapes: usize,
) -> Option<usize> {
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
    let (name, name_start, _) = name_before(text, at)?;
    let start = is_listed(name, "key token id secret").then(|| at.checked_add(1))??;
    let value = text.as_bytes().get(start..)?;
    let length = value.iter().take(200).position(|byte| matches!(byte, b')' | b'\n'))?;
    let end = start.saturating_add(length);
    // Elsewhere columns and arguments stand there.
    let before = text.as_bytes().get(..name_start)?;
    let is_refused = value.get(length) == Some(&b')')
        && [&b"invalid "[..], b"client ", b"and "].iter().any(|word| before.ends_with(word));
    (is_refused || looks_drawn(text.get(start..end)?)).then_some(start..end)
}

/// `…/keys/{key_id}`, and the name and password of `https://name:password@host`.
fn key_in_path(text: &str, at: usize) -> Option<Range<usize>> {
    let start = at.checked_add(1)?;
    let before = text.as_bytes().get(..at)?;
    let is_key = before.ends_with(b"/keys");
    if !is_key && !before.ends_with(b":/") && !before.ends_with(b":\\/\\") {
        return None;
    }
    /// No name and password are longer.
    const LONGEST: usize = 500;
    let rest = from(text, start);
    let segment = cut(rest, until(rest, "/?# \t\r\n\"'<>\\")).0;
    if is_key {
        return Some(start..start.saturating_add(segment.len()));
    }
    let password = until(segment, ":").saturating_add(1);
    // Behind a host stands a port; else a password goes up to the last `@`.
    let is_port = from(segment, password).bytes().all(|byte| byte.is_ascii_digit());
    let most = if is_port || segment.starts_with('[') { segment.len() } else { LONGEST };
    let bytes = rest.as_bytes().get(..most).unwrap_or(rest.as_bytes());
    let end = bytes.iter().position(|byte| b" \t\r\n\"'<>".contains(byte)).unwrap_or(bytes.len());
    let last = bytes.get(..end)?.iter().rposition(|byte| *byte == b'@')?;
    let user = cut(rest, last).0;
    if password >= user.len() && !looks_drawn(user) {
        return None;
    }
    let from = if password < user.len() { start.saturating_add(password) } else { start };
    Some(from..start.saturating_add(user.len()))
}

/// `--password hunter2`, `--user ada:hunter2`, `-u ada:hunter2`, `mysql -phunter2`.
fn argument(text: &str, at: usize) -> Option<Range<usize>> {
    let start = at.checked_add(1)?;
    let value = from(text, start);
    if value.starts_with("-p") {
        let before = text.as_bytes().get(at.saturating_sub(80)..at)?;
        let line = before.rsplit(|byte| *byte == b'\n').next()?;
        let tells = |word: &[u8]| line.windows(word.len()).any(|part| part == word);
        let word = cut(from(value, 2), until(from(value, 2), " \t\r\n")).0;
        let start = start.saturating_add(2);
        let is_password = !word.is_empty() && (tells(b"mysql") || tells(b"mariadb"));
        return is_password.then(|| start..start.saturating_add(word.len()));
    }
    let before = text.as_bytes().get(at.saturating_sub(40)..at)?;
    let option = before.rsplit(|byte| byte.is_ascii_whitespace()).next()?;
    let option = std::str::from_utf8(option).ok().filter(|option| option.starts_with('-'))?;
    let is_pair = is_listed(option, "-u -U -a --user --auth --proxy-user");
    let is_named = option == "-b" || (option.starts_with("--") && is_secret_name(option));
    if !is_pair && !is_named {
        return None;
    }
    let quote = begins(value, "\"'").then(|| value.chars().next()).flatten();
    let start = start.saturating_add(usize::from(quote.is_some()));
    let end = match quote {
        Some(quote) => closing_quote(text, start, quote, 0)?,
        None => start.saturating_add(until(value, " \t\r\n")),
    };
    let given = text.get(start..end)?;
    if !is_pair {
        // Else a file or a branch.
        let is_cookie = option != "-b" || until(given, "=") < given.len();
        return Some(start..end).filter(|_| is_cookie && !value.starts_with('-'));
    }
    let user = until(given, ":").saturating_add(1);
    // `docker run -u 1000:1000`
    if given.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') && given.len() < 12 {
        return None;
    }
    Some(start.saturating_add(user)..end).filter(|range| !range.is_empty())
}

/// `process.env.PASSWORD || 'hunter2'`: what is taken where a variable has no value.
fn fallback(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let before = at.checked_sub(1).filter(|before| bytes.get(*before) == bytes.get(at))?;
    let (name, ..) = name_before(text, before)?;
    let value = trim_start(from(text, at.checked_add(1)?), " \t");
    if !is_secret_name(name) || !begins(value, "\"'`") {
        return None;
    }
    let start = text.len().saturating_sub(value.len()).saturating_add(1);
    Some(start..closing_quote(text, start, value.chars().next()?, 0)?)
}

/// `Key …` and `Bearer …` where what follows looks like a credential, not like prose.
fn after_scheme(text: &str, at: usize) -> Option<Range<usize>> {
    // What the schemes end in.
    if !matches!(text.as_bytes().get(at.checked_sub(1)?)? | 32, b'y' | b'r' | b'c' | b'n') {
        return None;
    }
    let (name, ..) = name_before(text, at)?;
    let start = is_scheme(name).then(|| at.checked_add(1))??;
    let value = trim_start(from(text, start), " ");
    let start = text.len().saturating_sub(value.len());
    let token = cut(value, until(value, " \t\r\n,;)\"'`<>\\")).0;
    let is_token = token.len() >= 8 && token.bytes().any(|byte| byte.is_ascii_digit());
    // `Basic usage12345`
    let letters = token.bytes().take_while(u8::is_ascii_lowercase).count();
    let number = from(token, letters);
    let is_word =
        letters > 4 && number.len() < 6 && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_token && !is_word && find(token, "://").is_none())
        .then(|| start..start.saturating_add(token.len()))
}
