//! The letters and digits that a text stands for, however they are written or split.

use zeroize::Zeroizing;

use super::escape::{DEEPEST, character};
use super::part::is_hex;
use crate::credential::{is_invisible, look_alike, narrow};
use crate::quoted::{CREDENTIAL_LENGTH, MOST_CHARACTERS};
use crate::text::{cut, from};

/// A piece of a credential that stands in several is no shorter.
pub(super) const PIECE_LENGTH: usize = 4;
/// No more bytes stand between two pieces of a credential.
pub(super) const LONGEST_GAP: usize = 60;

/// What a piece of text stands for in a credential.
pub(super) enum Unit {
    /// An ASCII letter or digit.
    Run(char),
    /// Nothing that is seen.
    Nothing,
    Other,
}

/// What the next characters of a text stand for, and how many bytes they are.
pub(super) fn unit(text: &str) -> Option<(Unit, usize)> {
    let (c, width) = character(text, DEEPEST)?;
    let class = match c {
        c if c.is_ascii_alphanumeric() => Unit::Run(c),
        c if c.is_ascii() => Unit::Other,
        c => match narrow(c).or_else(|| look_alike(c)) {
            Some(c) => Unit::Run(c),
            None if is_invisible(c) => Unit::Nothing,
            None => Unit::Other,
        },
    };
    Some((class, width))
}

/// Adds the letters and digits that a text starts with, `most` at most; how many bytes write them.
pub(super) fn run(text: &str, most: usize, letters: &mut String) -> usize {
    let plain = text.bytes().take(most).take_while(u8::is_ascii_alphanumeric).count();
    letters.push_str(cut(text, plain).0);
    let (mut length, mut end) = (plain, plain);
    let most = letters.len().saturating_sub(plain).saturating_add(most);
    while letters.len() < most
        && let Some((unit, width)) = unit(from(text, length))
    {
        length = length.saturating_add(width);
        match unit {
            Unit::Run(c) => {
                letters.push(c);
                end = length;
            }
            Unit::Nothing if end > 0 => {}
            _ => break,
        }
    }
    end
}

/// Where the credential ends of which a text starts with a piece: further ones stand on the next lines,
/// in the next literals, behind a dash or a blank. In the position of a credential some may be missing,
/// and two pieces may be of any letters and digits.
pub(super) fn joined(text: &str, first: usize, letters: &str, in_position: bool) -> Option<usize> {
    const MOST: usize = CREDENTIAL_LENGTH + 4;
    let is_piece = |piece: &str| {
        piece.len() >= PIECE_LENGTH && (is_hex(piece) || (in_position && is_mixed(piece)))
    };
    if letters.len() >= CREDENTIAL_LENGTH || !is_piece(letters) {
        return None;
    }
    let mut all = Zeroizing::new(String::with_capacity(MOST.saturating_mul(2)));
    all.push_str(letters);
    let (mut end, mut pieces) = (first, 1_usize);
    while all.len() < CREDENTIAL_LENGTH && (pieces < 2 || is_hex(&all)) {
        pieces = pieces.saturating_add(1);
        let mut start = end;
        while let Some((Unit::Other | Unit::Nothing, width)) = unit(from(text, start))
            && start.saturating_sub(end) < LONGEST_GAP
        {
            start = start.saturating_add(width);
        }
        let before = all.len();
        let length = run(from(text, start), MOST, &mut all);
        if !is_piece(from(&all, before)) {
            break;
        }
        end = start.saturating_add(length);
    }
    let is_whole = all.len() == CREDENTIAL_LENGTH
        || (in_position && is_hex(&all) && (28..=MOST).contains(&all.len()));
    let holds = |is: fn(&u8) -> bool| all.bytes().any(|byte| is(&byte));
    (is_whole && holds(u8::is_ascii_digit) && holds(u8::is_ascii_alphabetic)).then_some(end)
}

/// Whether letters and digits are no word: a digit stands among them, or a capital behind another letter.
fn is_mixed(piece: &str) -> bool {
    let inner = from(piece, 1);
    piece.bytes().any(|byte| byte.is_ascii_digit())
        || (inner.bytes().any(|byte| byte.is_ascii_uppercase())
            && inner.bytes().any(|byte| byte.is_ascii_lowercase()))
}

/// How far pieces of one length and with the same signs between them go, and whether they are a credential:
/// `c 0 f f e e`, `'c', '0', 'f'`, `c0:ff:ee`.
pub(super) fn spaced(text: &str, first: usize, letters: &str) -> (usize, bool) {
    const LONGEST: usize = 8;
    let piece = letters.len();
    let mut all = Zeroizing::new(String::with_capacity(CREDENTIAL_LENGTH.saturating_mul(2)));
    all.push_str(letters);
    let mut end = first;
    let mut gap = "";
    while all.len() < CREDENTIAL_LENGTH && is_hex(&all) {
        let behind = from(text, end);
        let mut width = gap.len();
        if gap.is_empty() {
            while let Some((Unit::Other | Unit::Nothing, next)) = unit(from(behind, width))
                && width < LONGEST
            {
                width = width.saturating_add(next);
            }
            gap = cut(behind, width).0;
        }
        let before = all.len();
        let length = run(from(behind, width), LONGEST, &mut all);
        if !behind.starts_with(gap) || all.len() != before.saturating_add(piece) {
            return (end, false);
        }
        end = end.saturating_add(width).saturating_add(length);
    }
    let is_whole = all.len() == CREDENTIAL_LENGTH && is_hex(&all);
    (end, is_whole && all.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

/// Where a credential ends that goes on behind its position.
pub(super) fn continued(text: &str, position: &std::ops::Range<usize>) -> usize {
    let (mut at, mut read) = (position.start, position.start);
    let mut letters = Zeroizing::new(String::with_capacity(64));
    while at < position.end {
        letters.clear();
        let length = run(from(text, at), MOST_CHARACTERS, &mut letters);
        if length > 0 && letters.len() < PIECE_LENGTH && at >= read {
            let (width, is_whole) = spaced(from(text, at), length, &letters);
            read = at.saturating_add(width);
            if is_whole {
                return read.max(position.end);
            }
        }
        if let Some(end) = joined(from(text, at), length, &letters, true) {
            return at.saturating_add(end).max(position.end);
        }
        let other = || unit(from(text, at)).map_or(1, |(_, width)| width);
        at = at.saturating_add(if length > 0 { length } else { other() });
    }
    position.end
}

/// The letters and digits that a text stands for; the text itself where it has few.
pub(super) fn plain(text: &str) -> Zeroizing<String> {
    let mut letters = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    while let Some((unit, width)) = unit(rest) {
        if let Unit::Run(c) = unit {
            letters.push(c);
        }
        rest = rest.get(width..).unwrap_or_default();
    }
    if letters.len() < 6 { Zeroizing::new(text.to_owned()) } else { letters }
}
