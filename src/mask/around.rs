//! What stands around a credential in its position, and other vendors' tokens.

use super::name::{is_scheme, is_secret_name};
use super::part::PART_LENGTH;
use super::unit::LONGEST_GAP;
use crate::credential::{is_blank, is_quote};
use crate::quoted::CREDENTIAL_LENGTH;
use crate::text::{cut, from, is_listed, name_length, trim_start, until};

/// Nobody wraps a credential in more layers.
pub(super) const MOST_LAYERS: usize = 24;

/// What starts the tokens of other vendors, which are no plain runs of letters and digits.
pub(super) const TOKEN_STARTS: [&str; 22] = [
    "eyJ",
    "sk-",
    "sk_",
    "pk_",
    "rk_",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xapp-",
    "AKIA",
    "AIza",
    "hf_",
    "npm_",
    "pypi-",
    "SG.",
    "ya29.",
    "shpat_",
    "pat_",
];

pub(super) const TOKEN_SIGNS: &str = "-_.~";

/// How long the token of another vendor is that a text starts with.
pub(super) fn vendor_token(text: &str) -> Option<usize> {
    TOKEN_STARTS.iter().find(|start| text.as_bytes().starts_with(start.as_bytes()))?;
    let length = name_length(text, TOKEN_SIGNS);
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    if length < 20 || !has_digit(cut(text, length).0) {
        return None;
    }
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
            return Some(end);
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
        if is_scheme(cut(trimmed, word).0) && behind.starts_with(is_blank as fn(char) -> bool) {
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
