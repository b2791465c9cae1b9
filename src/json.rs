//! JSON as it stands in a text: read in place, so that digits, escapes and order stay as they are.

use crate::text::{begins, cut, from, until};

/// No answer nests as deep.
const DEEPEST: usize = 100;
/// A hostile text could be all brackets.
const MOST_VALUES: usize = 500_000;

/// A value, borrowed from the text that it was read from.
#[derive(Clone)]
pub(crate) enum Json<'text> {
    /// A number, `true`, `false` or `null`, as written.
    Bare(&'text str),
    /// What stands between the quotes, escapes as written.
    String(&'text str),
    Array(Vec<Json<'text>>),
    /// Names as written, in their order, doubles too.
    Object(Vec<(&'text str, Json<'text>)>),
}

impl<'text> Json<'text> {
    /// Reads a text that is one value and nothing else.
    pub(crate) fn read(text: &'text str) -> Option<Self> {
        let (value, end) = Self::read_first(text)?;
        text.get(end..)?.bytes().all(is_blank).then_some(value)
    }

    /// Reads the value that a text starts with; also where it ends.
    pub(crate) fn read_first(text: &'text str) -> Option<(Self, usize)> {
        let mut reader = Reader { text, at: 0, values: 0 };
        let value = reader.value(0)?;
        Some((value, reader.at))
    }

    /// The value of a name; of several the last one, as in JavaScript.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(entries) = self else { return None };
        entries.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, name| value.get(name))
    }

    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::Array(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn entries(&self) -> &[(&'text str, Self)] {
        match self {
            Self::Object(entries) => entries,
            _ => &[],
        }
    }

    /// The text that a string stands for.
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Self::String(raw) => Some(unescape(raw)),
            _ => None,
        }
    }

    /// What a string stands for, or a bare value as written.
    pub(crate) fn words(&self) -> Option<String> {
        match self {
            Self::Bare(raw) => Some((*raw).to_owned()),
            _ => self.text(),
        }
    }

    pub(crate) fn texts(&self) -> Option<Vec<String>> {
        match self {
            Self::Array(items) => items.iter().map(Self::text).collect(),
            _ => None,
        }
    }
}

struct Reader<'text> {
    text: &'text str,
    at: usize,
    values: usize,
}

impl<'text> Reader<'text> {
    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        while self.next().is_some_and(is_blank) {
            self.skip();
        }
        self.next()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.skip())
    }

    fn value(&mut self, depth: usize) -> Option<Json<'text>> {
        self.values = self.values.saturating_add(1);
        if depth > DEEPEST || self.values > MOST_VALUES {
            return None;
        }
        let depth = depth.saturating_add(1);
        match self.peek()? {
            b'"' => self.string().map(Json::String),
            b'[' => {
                let mut items = Vec::new();
                self.sequence(b']', |reader| {
                    items.push(reader.value(depth)?);
                    Some(())
                })?;
                Some(Json::Array(items))
            }
            b'{' => {
                let mut entries = Vec::new();
                self.sequence(b'}', |reader| {
                    reader.peek();
                    let name = reader.string()?;
                    reader.expect(b':')?;
                    entries.push((name, reader.value(depth)?));
                    Some(())
                })?;
                Some(Json::Object(entries))
            }
            _ => self.bare(),
        }
    }

    fn sequence(&mut self, end: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.skip();
        if self.peek()? == end {
            self.skip();
            return Some(());
        }
        loop {
            item(self)?;
            match self.peek()? {
                b',' => self.skip(),
                byte if byte == end => {
                    self.skip();
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    fn string(&mut self) -> Option<&'text str> {
        (self.next()? == b'"').then(|| self.skip())?;
        let start = self.at;
        loop {
            match self.next()? {
                b'"' => break,
                b'\\' => {
                    self.skip();
                    match self.next()? {
                        b'u' => {
                            let digits = self.text.get(self.at.checked_add(1)?..)?.get(..4)?;
                            digits.bytes().all(|d| d.is_ascii_hexdigit()).then_some(())?;
                        }
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        _ => return None,
                    }
                }
                0..=0x1f => return None,
                _ => {}
            }
            self.skip();
        }
        let raw = self.text.get(start..self.at)?;
        self.skip();
        Some(raw)
    }

    fn bare(&mut self) -> Option<Json<'text>> {
        let start = self.at;
        while self
            .next()
            .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.'))
        {
            self.skip();
        }
        let raw = self.text.get(start..self.at)?;
        (matches!(raw, "null" | "true" | "false") || is_number(raw)).then_some(Json::Bare(raw))
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether a text is a number in JSON's grammar.
pub(crate) fn is_number(raw: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (rest, exponent) = cut(raw, until(raw, "eE"));
    let (whole, fraction) = cut(rest, until(rest, "."));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    let exponent_digits = from(exponent, 1);
    let signed = usize::from(begins(exponent_digits, "+-") && !exponent_digits.is_empty());
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && (fraction.is_empty() || digits(from(fraction, 1)))
        && (exponent.is_empty() || digits(from(exponent_digits, signed)))
}

/// Whether a JavaScript number could not hold this integer exactly.
pub(crate) fn is_too_large(raw: &str) -> bool {
    const LARGEST: &str = "9007199254740992";
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits.len() > LARGEST.len() || (digits.len() == LARGEST.len() && digits > LARGEST))
}

/// The text that a string literal stands for: the escapes of JSON, JavaScript and Python.
pub(crate) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    loop {
        let (plain, escape) = cut(rest, until(rest, "\\"));
        text.push_str(plain);
        if escape.is_empty() {
            return text;
        }
        let mut characters = from(escape, 1).chars();
        let escaped = characters.next();
        rest = characters.as_str();
        match escaped {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('0') => text.push('\0'),
            // A line that goes on.
            Some('\n') => {}
            Some('x') => text.extend(take_hex(&mut rest, 2).and_then(char::from_u32)),
            Some('u') => text.push(unicode(&mut rest)),
            other => text.extend(other),
        }
    }
}

/// The character of `\uXXXX` or a pair of them, or of `\u{X…}`; `rest` stands behind the `u`.
fn unicode(rest: &mut &str) -> char {
    const NONE: char = char::REPLACEMENT_CHARACTER;
    if let Some(inner) = rest.strip_prefix('{') {
        let (digits, after) = cut(inner, until(inner, "}"));
        *rest = from(after, 1);
        return u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).unwrap_or(NONE);
    }
    let Some(first) = take_hex(rest, 4) else { return NONE };
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first).unwrap_or(NONE);
    }
    let mut after = rest.strip_prefix("\\u").unwrap_or_default();
    match take_hex(&mut after, 4).filter(|second| (0xdc00..0xe000).contains(second)) {
        Some(second) => {
            *rest = after;
            let high = first.saturating_sub(0xd800) << 10;
            char::from_u32(0x10000_u32.saturating_add(high | (second & 0x3ff))).unwrap_or(NONE)
        }
        None => NONE,
    }
}

/// The number that so many hexadecimal digits write.
pub(crate) fn take_hex(rest: &mut &str, count: usize) -> Option<u32> {
    let (digits, after) = rest.split_at_checked(count)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = is_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten()?;
    *rest = after;
    Some(number)
}
