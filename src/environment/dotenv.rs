//! Reads `.env` text line by line, as npm's `dotenv` does, without changing or expanding anything.
//!
//! A reader of its own, because those that exist expand references from the process, or give neither
//! lines nor places.

use std::ops::{Deref, Range};

use zeroize::Zeroizing;

use super::braces::Braces;

/// A variable, and where it stands.
pub(crate) struct Variable<'text> {
    pub(crate) name: &'text str,
    /// As a program gets it.
    pub(crate) value: Value<'text>,
    /// The bytes of the value as it is written, between its quotes.
    pub(crate) value_range: Range<usize>,
    pub(super) name_start: usize,
    /// From 1; 0 where there are no lines.
    pub(crate) line: usize,
    pub(super) indent: usize,
    pub(super) form: Form,
}

impl<'text> Variable<'text> {
    /// One of a map.
    pub(super) fn given(name: &'text str, value: &'text str) -> Self {
        Self {
            name,
            value: Value::Written(value),
            value_range: 0..value.len(),
            name_start: 0,
            line: 0,
            indent: 0,
            form: Form::Plain,
        }
    }

    /// What follows stands in braces.
    pub(super) fn opens_braces(&self) -> bool {
        *self.value == *"{"
    }

    pub(super) fn is_set(&self) -> bool {
        !self.value.is_empty()
    }
}

/// A value: a part of the text, or what its escapes stand for.
pub(crate) enum Value<'text> {
    Written(&'text str),
    Decoded(Zeroizing<String>),
}

impl Deref for Value<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Written(text) => text,
            Self::Decoded(text) => text,
        }
    }
}

/// How an assignment is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `NAME=value`, perhaps behind `export`.
    Plain,
    /// `NAME: value` or `- NAME=value`.
    Yaml,
    /// A command of cmd, PowerShell, fish or csh, or a line of a Dockerfile.
    Command,
}

/// What a line is.
pub(super) enum Line<'text> {
    Assignment(Variable<'text>),
    /// None, nor blank or a comment; perhaps the `[section]` that starts there.
    Other {
        line: usize,
        range: Range<usize>,
        section: Option<&'text str>,
    },
}

/// Reads a text line by line; a quoted value may go over several.
pub(super) struct Reader<'text> {
    pub(super) text: &'text str,
    pub(super) at: usize,
    pub(super) line: usize,
    /// Whether what stands in braces is read too.
    pub(super) has_braces: bool,
    pub(super) braces: Option<Braces>,
    /// Whether assignments that surely have nothing to do with Clarifai are passed over.
    pub(super) skips: bool,
    /// Whether quotes around a value are no part of it.
    unquotes: bool,
    /// Quotes of which none closes any more, so that no text is searched twice.
    unclosed: [bool; 3],
}

/// Shorter values hold no credential.
const LEAST_VALUE: usize = 32;

pub(super) const QUOTES: [u8; 3] = *b"\"'`";

impl<'text> Reader<'text> {
    pub(super) fn new(text: &'text str, unquotes: bool, has_braces: bool) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self {
            text,
            at,
            line: 1,
            has_braces,
            braces: None,
            skips: false,
            unquotes,
            unclosed: [false; 3],
        }
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &'text str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Where the line ends that `from` is in, and where the next one starts.
    pub(super) fn end_of_line(&self, from: usize) -> (usize, usize) {
        let rest = self.slice(from, self.text.len()).as_bytes();
        let is_break = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let length = rest.iter().position(is_break).unwrap_or(rest.len());
        let is_pair = rest.get(length..).is_some_and(|rest| rest.starts_with(b"\r\n"));
        let end = from.saturating_add(length);
        let next = end.saturating_add(if is_pair { 2 } else { 1 });
        (end, next.min(self.text.len()))
    }

    /// Where the next line starts, behind a blank line, a comment or an assignment of which nobody asks:
    /// neither its name nor its value, which is on this line, can be Clarifai's.
    fn behind_nothing(&self) -> Option<usize> {
        let line = self.text.as_bytes().get(self.at..)?;
        let in_name = |byte: &u8| may_stand_in_foreign_name(*byte);
        let name = line.iter().take_while(|byte| in_name(byte)).count();
        let start = match line.get(name)? {
            b'=' if name > 0 => name.saturating_add(1),
            b'#' | b'\n' if name == 0 => 0,
            _ => return None,
        };
        let value = line.get(start..)?;
        let length = value.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
        let is_comment = start == 0;
        let is_plain = value.first().is_some_and(|byte| !QUOTES.contains(byte) && *byte != b' ');
        let is_one_break = value.get(length) == Some(&b'\n');
        let is_nothing = is_comment || (is_plain && length < LEAST_VALUE);
        let next = self.at.saturating_add(start).saturating_add(length).saturating_add(1);
        (is_one_break && is_nothing).then_some(next)
    }

    fn assignment(&mut self, from: usize, line_end: usize) -> Option<Variable<'text>> {
        let mut end = line_end;
        // From here on always the line without its start.
        let mut rest = self.slice(from, line_end);
        let mut form = Form::Plain;
        let mut takes_blank = false;
        if rest.starts_with('-')
            && let Some(item) = rest.strip_prefix("- ")
        {
            form = Form::Yaml;
            rest = trim_start(item);
        }
        let stop = rest.bytes().find(|byte| matches!(byte, b'=' | b':') || is_blank(*byte))?;
        let (word, behind) = if is_blank(stop) { first_word(rest) } else { (rest, "") };
        if !matches!(behind.as_bytes().first(), None | Some(b'=' | b':')) {
            let is = |known: &&str| word.eq_ignore_ascii_case(known);
            if word == "export" {
                rest = behind;
            } else if ["set", "setx", "setenv", "env", "arg", "declare"].iter().any(is) {
                form = Form::Command;
                takes_blank = true;
                rest = behind;
                while rest.starts_with('-') {
                    (_, rest) = first_word(rest);
                }
            }
        }
        if rest.starts_with('$')
            && let Some((_, after)) =
                rest.split_at_checked(5).filter(|(start, _)| start.eq_ignore_ascii_case("$env:"))
        {
            form = Form::Command;
            rest = after;
        }
        // `"NAME": value`, or a whole assignment in quotes: `- "NAME=value"`, `set "NAME=value"`.
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        if let Some(quote) = quote {
            rest = rest.strip_prefix(quote).unwrap_or(rest);
        }
        let is_end = |c: char| c.is_whitespace() || matches!(c, '=' | ':' | '#' | '"' | '\'' | '`');
        // Most names are ASCII, which need not be decoded.
        let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let plain = rest.bytes().take_while(in_name).count();
        let length =
            plain.saturating_add(crate::text::from(rest, plain).find(is_end).unwrap_or(rest.len()));
        let (name, behind) = rest.split_at_checked(length.min(rest.len()))?;
        let is_quoted_name = quote.is_some_and(|quote| behind.starts_with(quote));
        let behind = if is_quoted_name { behind.get(1..)? } else { behind };
        let value = trim_start(behind);
        let value = if let Some(value) = value.strip_prefix('=') {
            value
        } else if let Some(value) =
            value.strip_prefix(':').filter(|value| value.bytes().next().is_none_or(is_blank))
        {
            form = Form::Yaml;
            value
        } else if takes_blank && value.len() < behind.len() {
            value
        } else {
            return None;
        };
        if let Some(quote) = quote.filter(|_| !is_quoted_name) {
            let line = trim_end(self.slice(from, end));
            end = from.saturating_add(line.len().checked_sub(1)?);
            (form != Form::Plain && line.ends_with(quote)).then_some(())?;
        }
        if name.is_empty() {
            return None;
        }
        let name_start = line_end.checked_sub(rest.len())?;
        let start = line_end.checked_sub(value.len())?;
        let line = self.line;
        let (value_range, value) = self.value(start, end, form, is_quoted_name);
        Some(Variable { name, value, value_range, name_start, line, indent: 0, form })
    }

    /// The value that starts at `from`, blanks aside, on a line that ends at `end`.
    fn value(
        &mut self,
        from: usize,
        end: usize,
        form: Form,
        in_json: bool,
    ) -> (Range<usize>, Value<'text>) {
        let written = self.slice(from, end);
        let start = end.saturating_sub(trim_start(written).len());
        let opened = self.text.as_bytes().get(start).filter(|_| start < end && self.unquotes);
        if let Some(kind) = opened.and_then(|byte| QUOTES.iter().position(|quote| quote == byte))
            && let Some(close) = self.closing_quote(start.saturating_add(1), kind)
        {
            let after = close.saturating_add(1);
            let (line_end, next) = self.end_of_line(after);
            let rest = trim_start(self.slice(after, line_end));
            let is_last = rest.is_empty() || rest.starts_with('#');
            if is_last || (rest.starts_with(',') && in_json) || form == Form::Command {
                let range = start.saturating_add(1)..close;
                let written = self.slice(range.start, range.end);
                if next > self.at {
                    self.line = self.line.saturating_add(line_breaks(written));
                    self.at = next;
                }
                return (range, decoded(written, kind == 0));
            }
        }
        let written = self.slice(start, end);
        let mut before = b' ';
        let is_comment = |byte: u8| is_blank(std::mem::replace(&mut before, byte)) && byte == b'#';
        let length = written.bytes().position(is_comment).unwrap_or(written.len());
        let value = trim_end(self.slice(start, start.saturating_add(length)));
        (start..start.saturating_add(value.len()), Value::Written(value))
    }

    /// The next quote of a kind that has no backslash before it.
    pub(super) fn closing_quote(&mut self, from: usize, kind: usize) -> Option<usize> {
        let (quote, unclosed) = (QUOTES.get(kind)?, self.unclosed.get_mut(kind)?);
        if *unclosed {
            return None;
        }
        let mut before = 0;
        let closes = |byte: &u8| {
            let is_close = byte == quote && before != b'\\';
            before = *byte;
            is_close
        };
        let length = self.text.as_bytes().get(from..)?.iter().position(closes);
        *unclosed = length.is_none();
        from.checked_add(length?)
    }
}

impl<'text> Iterator for Reader<'text> {
    type Item = Line<'text>;

    fn next(&mut self) -> Option<Line<'text>> {
        while self.at < self.text.len() {
            if self.skips
                && let Some(next) = self.behind_nothing()
            {
                self.at = next;
                self.line = self.line.saturating_add(1);
                continue;
            }
            if let Some(variable) = self.in_braces() {
                return Some(Line::Assignment(variable));
            }
            let (start, line) = (self.at, self.line);
            let (end, next) = self.end_of_line(start);
            self.at = next;
            let whole = self.slice(start, end);
            let rest = trim_start(whole);
            let indent = whole.len().saturating_sub(rest.len());
            let from = start.saturating_add(indent);
            if self.has_braces && indent == 0 && rest.starts_with('{') {
                self.open_braces(start, 0);
                continue;
            }
            let first = rest.as_bytes().first().copied().unwrap_or(b'#');
            let is_void = !first.is_ascii_graphic() && rest.trim_end().is_empty();
            let mut read = if is_void || matches!(first, b'#' | b';') {
                None
            } else {
                Some(match self.assignment(from, end) {
                    Some(variable) => Line::Assignment(Variable { indent, ..variable }),
                    None => {
                        let is_ended = rest.bytes().last().is_some_and(|c| c.is_ascii_graphic());
                        let length = if is_ended { rest.len() } else { rest.trim_end().len() };
                        let range = from..from.saturating_add(length);
                        Line::Other { line, range, section: section(rest) }
                    }
                })
            };
            if let Some(Line::Assignment(variable)) = &mut read
                && self.has_braces
                && variable.value.starts_with('{')
            {
                self.open_braces(variable.value_range.start, indent.saturating_add(1));
                variable.value = Value::Written("{");
                return read;
            }
            self.line = self.line.saturating_add(1);
            if read.is_some() {
                return read;
            }
        }
        None
    }
}

/// Without `F` no name is near one of Clarifai's, and those of OpenAI start with an `O`.
fn may_stand_in_foreign_name(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_')
        && !matches!(byte, b'F' | b'f' | b'O')
}

/// What stands around a value on its line.
const BLANKS: &str = " \t";

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn trim_start(text: &str) -> &str {
    crate::text::trim_start(text, BLANKS)
}

pub(super) fn trim_end(text: &str) -> &str {
    crate::text::trim_end(text, BLANKS)
}

/// What stands before the first blank, and what after those that follow.
fn first_word(text: &str) -> (&str, &str) {
    let length = text.bytes().take_while(|byte| !is_blank(*byte)).count();
    let (word, rest) = text.split_at_checked(length).unwrap_or((text, ""));
    (word, trim_start(rest))
}

fn section(line: &str) -> Option<&str> {
    let name = line.strip_prefix('[')?.split(']').next()?;
    (name.len().saturating_add(1) < line.len()).then(|| trim_end(trim_start(name)))
}

pub(super) fn line_breaks(text: &str) -> usize {
    let bytes = text.as_bytes();
    let after = bytes.iter().skip(1).chain([&0]);
    let ends = |(byte, next): &(&u8, &u8)| **byte == b'\n' || (**byte == b'\r' && **next != b'\n');
    bytes.iter().zip(after).filter(ends).count()
}

/// Line breaks as line feeds and, between double quotes, `\n` and `\r` as what they stand for.
pub(super) fn decoded(written: &str, has_escapes: bool) -> Value<'_> {
    let bytes = written.as_bytes();
    if !bytes.iter().any(|byte| *byte == b'\r' || (*byte == b'\\' && has_escapes)) {
        return Value::Written(written);
    }
    let mut text = Zeroizing::new(String::with_capacity(written.len()));
    let mut characters = written.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, characters.peek()) {
            ('\r', Some('\n')) => continue,
            ('\r', _) => text.push('\n'),
            ('\\', Some('n')) if has_escapes => text.push('\n'),
            ('\\', Some('r')) if has_escapes => text.push('\r'),
            _ => {
                text.push(c);
                continue;
            }
        }
        if c == '\\' {
            characters.next();
        }
    }
    Value::Decoded(text)
}
