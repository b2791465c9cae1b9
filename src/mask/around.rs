//! What stands around a credential in its position, and other vendors' tokens.

use super::name::{is_scheme, is_secret_name};
use super::part::PART_LENGTH;
use super::unit::LONGEST_GAP;
use crate::credential::{add_beginnings, is_blank, is_quote};
use crate::quoted::{CREDENTIAL_LENGTH, MOST_CHARACTERS};
use crate::text::{cut, from, is_listed, name_length, trim_start, until};

/// Nobody wraps a credential in more layers.
pub(super) const MOST_LAYERS: usize = 24;

/// What starts the tokens of many vendors; what those of one start with is in the table of vendors.
const SHARED_STARTS: [&str; 6] = ["eyJ", "sk-", "sk_", "pk_", "rk_", "pat_"];
const TOKEN_SIGNS: &str = "-_.~";

/// What starts the tokens of other vendors, which are no plain runs of letters and digits.
#[derive(Default)]
pub(super) struct TokenStarts(Vec<&'static str>);

impl TokenStarts {
    /// How long the token of another vendor is that a text starts with.
    pub(super) fn token(&mut self, text: &str) -> Option<usize> {
        const LEAST: usize = 20;
        let is_token =
            |byte: &u8| byte.is_ascii_alphanumeric() || TOKEN_SIGNS.as_bytes().contains(byte);
        if !text.as_bytes().get(..LEAST)?.iter().all(is_token) {
            return None;
        }
        if self.0.is_empty() {
            self.0.extend_from_slice(&SHARED_STARTS);
            add_beginnings(&mut self.0);
        }
        let first = text.as_bytes().first();
        let starts = |start: &&str| start.as_bytes().first() == first && text.starts_with(*start);
        let index = self.0.iter().position(starts)?;
        let behind = from(text, self.0.get(index)?.len());
        let head = cut(behind, name_length(cut(behind, MOST_CHARACTERS).0, TOKEN_SIGNS)).0;
        let is_shared = index < SHARED_STARTS.len() && has_digit(head);
        (is_shared || holds_drawn(head, 10)).then(|| token_end(text))
    }
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether letters and digits stand together as they do in no word; `least` is how many with a digit do.
pub(super) fn holds_drawn(text: &str, least: usize) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|run| {
        let has_letter = run.bytes().any(|byte| byte.is_ascii_alphabetic());
        let most_digits = if least > 8 { usize::MAX } else { 8 };
        let least = if has_digit(run) { least } else { PART_LENGTH };
        run.len() >= if has_letter { least } else { most_digits }
    })
}

fn token_end(text: &str) -> usize {
    let length = name_length(text, TOKEN_SIGNS);
    // A long one goes on in the next lines.
    let mut end = length;
    loop {
        let behind = from(text, end);
        let gap = behind.bytes().take_while(|byte| !byte.is_ascii_alphanumeric()).count();
        let (gap, line) = cut(behind, gap);
        let next = cut(line, name_length(line, TOKEN_SIGNS)).0;
        let is_mixed = next.bytes().any(|byte| byte.is_ascii_uppercase()) && has_digit(next);
        if next.len() < PART_LENGTH
            || !is_mixed
            || gap.len() > LONGEST_GAP
            || until(gap, "\n") == gap.len()
        {
            return end;
        }
        end = end.saturating_add(gap.len()).saturating_add(next.len());
    }
}

/// What may stand around a credential.
pub(super) fn is_around(c: char) -> bool {
    is_blank(c) || is_quote(c) || matches!(c, ',' | ';' | '\\')
}

/// What stands before, in and after the credential in its position.
pub(super) fn around(text: &str) -> (&str, &str, &str) {
    const ESCAPES: &str = "%20 %22 %27 %0a %0d %09";
    let (mut start, mut end) = (0, text.len());
    for _ in 0..MOST_LAYERS {
        let layer = (start, end);
        let core = text.get(start..end).unwrap_or_default();
        let trimmed = core.trim_start_matches(|c| is_around(c) || c == '(');
        start = end.saturating_sub(trimmed.len());
        let trimmed = trimmed.trim_end_matches(is_around as fn(char) -> bool);
        end = start.saturating_add(trimmed.len());
        if trimmed.get(..3).is_some_and(|escape| is_listed(escape, ESCAPES)) {
            start = start.saturating_add(3);
            continue;
        }
        let tail = trimmed.len().checked_sub(3).and_then(|tail| trimmed.get(tail..));
        if tail.is_some_and(|escape| is_listed(escape, ESCAPES)) {
            end = end.saturating_sub(3);
            continue;
        }
        let word = name_length(trimmed, "_-.$:");
        let behind = from(trimmed, word);
        let named = is_secret_name(cut(trimmed, until(trimmed, "=: ")).0.trim());
        if is_scheme(cut(trimmed, word).0) && behind.starts_with(|c| is_blank(c) || c == '\\') {
            start = start.saturating_add(word);
        } else if named && until(trimmed, "=:") < trimmed.len() && until(trimmed, "=:") < 80 {
            start = start.saturating_add(until(trimmed, "=:")).saturating_add(1);
        } else if (start, end) == layer {
            break;
        }
    }
    let (before, rest) = cut(text, start);
    let (core, after) = cut(rest, end.saturating_sub(start));
    (before, core, after)
}

/// Whether it is whole credentials with nothing but separators between.
pub(super) fn holds_whole_ones(core: &str) -> bool {
    let mut rest = core;
    while !rest.is_empty() {
        let (piece, behind) = cut(rest, CREDENTIAL_LENGTH);
        let is_whole =
            piece.len() == CREDENTIAL_LENGTH && piece.bytes().all(|byte| byte.is_ascii_hexdigit());
        let next = trim_start(behind, " ,;|\r\n\t");
        if !is_whole || (next.len() == behind.len() && !next.is_empty()) {
            return false;
        }
        rest = next;
    }
    core.len() > CREDENTIAL_LENGTH
}
