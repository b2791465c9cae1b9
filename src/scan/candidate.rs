//! Texts that have the shape of a credential, whatever stands around them.

use std::ops::Range;

/// Characters of a key.
const LENGTH: usize = 32;
/// Where requests go.
pub(super) const API_HOST: &[u8] = b"api.clarifai.com";
/// A session token is not longer.
const LONGEST_TOKEN: usize = 4_096;
/// A text of fewer different characters stands for a secret: `0000…`, `xxxx…`, `abab…`.
const FEWEST_IN_AN_EXAMPLE: u32 = 4;
/// A text of fewer different characters, or with more neighbours in the alphabet, was made up: in a
/// million random keys there is none.
const FEWEST_CHARACTERS: u32 = 8;
const MOST_NEIGHBOURS: usize = 15;

/// A text of a key's shape.
pub(super) struct Key {
    pub(super) place: Range<usize>,
    pub(super) shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Hexadecimal, in one case, as every known key.
    Hex,
    /// The same, and with the marks of a random UUID, as every known key again.
    Uuid,
    /// Letters and digits.
    Alphanumeric,
}

/// Whether it may stand in a run: a session token's characters, nearly.
fn is_wide(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// The runs of letters, digits, `-`, `_` and `.` that are long enough to hold a credential.
pub(super) struct Runs<'a> {
    text: &'a [u8],
    probe: usize,
}

impl<'a> Runs<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self { text, probe: LENGTH.saturating_sub(1) }
    }
}

impl Iterator for Runs<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            // One byte of a long run stands here, so that the others need no look.
            let byte = *self.text.get(self.probe)?;
            if !is_wide(byte) {
                self.probe = self.probe.wrapping_add(LENGTH);
                continue;
            }
            let mut run = self.probe..self.probe;
            while run.start > 0 && is_wide(byte_before(self.text, run.start)) {
                run.start = run.start.wrapping_sub(1);
            }
            while self.text.get(run.end).is_some_and(|byte| is_wide(*byte)) {
                run.end = run.end.wrapping_add(1);
            }
            self.probe = run.end.wrapping_add(LENGTH);
            if run.len() >= LENGTH {
                return Some(run);
            }
        }
    }
}

/// The key that a run could be, perhaps after an escape.
pub(super) fn key(text: &[u8], run: &Range<usize>) -> Option<Key> {
    let before = byte_before(text, run.start);
    // As in `${CLARIFAI_PAT:-…}`.
    let is_default = before == b':' && text.get(run.start) == Some(&b'-');
    let whole = run.start.saturating_add(usize::from(is_default));
    let mut end = whole;
    while text.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        end = end.wrapping_add(1);
    }
    let start = whole.saturating_add(escape_length(text, whole, end));
    // What stands in the middle of a longer name or number is none; the last dot is a sentence's.
    let ends_sentence = run.end.saturating_sub(end) == 1 && text.get(end) == Some(&b'.');
    let next = text.get(run.end).copied().unwrap_or(b' ');
    let is_part = matches!(before, b'+' | b'#' | b'@' | b'$' | b'~')
        || (matches!(next, b'+' | b'=' | b'@' | b'$' | b'~') && !is_before_host(text, run))
        || (next == b'/' && before != b'/');
    if end.saturating_sub(start) != LENGTH || is_part || (end != run.end && !ends_sentence) {
        return None;
    }
    let key = text.get(start..end)?;
    // A name has fewer digits, a number more.
    let digits = key.iter().filter(|byte| byte.is_ascii_digit()).count();
    let shape = shape(key);
    let fewest = if shape == Shape::Alphanumeric { 2 } else { 0 };
    (fewest..=30).contains(&digits).then_some(Key { place: start..end, shape })
}

/// As in `https://user:…@api.clarifai.com`.
pub(super) fn is_before_host(text: &[u8], run: &Range<usize>) -> bool {
    let rest = text.get(run.end..).and_then(|rest| rest.strip_prefix(b"@"));
    rest.is_some_and(|rest| rest.starts_with(API_HOST))
}

/// How many of the first letters and digits belong to an escape that starts before them: `%20`,
/// `\n`, `\u0022`, the end of a terminal's colour.
pub(super) fn escape_length(text: &[u8], start: usize, end: usize) -> usize {
    let run = text.get(start..end).unwrap_or_default();
    let digits = run.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let length = match byte_before(text, start) {
        b'%' if run.starts_with(b"25") => 4,
        b'%' => 2,
        b'\\' => match run.first() {
            Some(b'u') => 5,
            Some(b'x') => 3,
            _ => 1,
        },
        b'[' | b';' if matches!(digits, 1 | 2) && run.get(digits) == Some(&b'm') => {
            digits.wrapping_add(1)
        }
        _ => 0,
    };
    length.min(run.len())
}

/// The byte before a place; a space at the start of the text.
pub(super) fn byte_before(text: &[u8], at: usize) -> u8 {
    at.checked_sub(1).and_then(|before| text.get(before)).copied().unwrap_or(b' ')
}

/// The shape of 32 letters and digits.
fn shape(key: &[u8]) -> Shape {
    let all = |is: fn(&u8) -> bool| key.iter().all(is);
    let hex = all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        || all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    let uuid = matches!(
        (key.get(12), key.get(16)),
        (Some(b'4'), Some(b'8' | b'9' | b'a' | b'b' | b'A' | b'B'))
    );
    match (hex, uuid) {
        (false, _) => Shape::Alphanumeric,
        (true, false) => Shape::Hex,
        (true, true) => Shape::Uuid,
    }
}

/// Whether a text only stands for a secret.
pub(super) fn is_placeholder(text: &[u8]) -> bool {
    different(text) < FEWEST_IN_AN_EXAMPLE
}

/// Whether a person or a program made the text up: no secret that is drawn by lot is so regular.
pub(super) fn is_made_up(text: &[u8]) -> bool {
    let text = text.get(..LENGTH).unwrap_or(text);
    let repeats = |distance| pairs(text, distance, 0) == text.len().saturating_sub(distance);
    let ordered = |distance| pairs(text, distance, 1) > MOST_NEIGHBOURS;
    different(text) < FEWEST_CHARACTERS || (1..=16).any(repeats) || (1..=2).any(ordered)
}

/// How many different letters and digits there are.
fn different(text: &[u8]) -> u32 {
    let letter = |byte: &u8| 1_u64 << ((byte & 0x1f) | (u8::from(byte.is_ascii_digit()) << 5));
    text.iter().fold(0, |set, byte| set | letter(byte)).count_ones()
}

/// How many characters differ by `apart` from the one at this distance.
fn pairs(key: &[u8], distance: usize, apart: u8) -> usize {
    let others = key.get(distance..).unwrap_or_default();
    key.iter().zip(others).filter(|(one, other)| one.abs_diff(**other) == apart).count()
}

/// The session token that a run may be a part of: its form is not known.
pub(super) fn token(text: &[u8], run: Range<usize>) -> Option<Range<usize>> {
    let inner = text.get(run.clone()).filter(|inner| inner.len() <= LONGEST_TOKEN)?;
    if inner.iter().filter(|byte| byte.is_ascii_digit()).take(4).count() < 4 {
        return None;
    }
    let is_more = |byte: &u8| is_wide(*byte) || matches!(byte, b'+' | b'/' | b'~' | b'=');
    let mut end = run.end;
    while text.get(end).is_some_and(is_more) && end.saturating_sub(run.end) < LONGEST_TOKEN {
        end = end.wrapping_add(1);
    }
    Some(run.start.saturating_add(escape_length(text, run.start, run.end))..end)
}
