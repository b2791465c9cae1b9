//! Parts of credentials, which show what the mark hides.

use crate::quoted::MOST_CHARACTERS;
use crate::text::{begins, cut, find, from, name_length};

/// So many hexadecimal characters may be a part of a credential.
pub(super) const PART_LENGTH: usize = 16;
/// So many hexadecimal characters of a known credential show it.
pub(super) const SHOWN_LENGTH: usize = 8;

/// Whether so many hexadecimal characters stand in a row, a letter among them.
pub(super) fn holds_hex_part(run: &str) -> bool {
    let (mut length, mut has_letter) = (0_usize, false);
    run.bytes().any(|byte| {
        let is_hex = byte.is_ascii_hexdigit();
        length = if is_hex { length.saturating_add(1) } else { 0 };
        has_letter = is_hex && (has_letter || byte.is_ascii_alphabetic());
        length >= PART_LENGTH && has_letter
    })
}

/// Whether so many hexadecimal characters stand in a run of base64.
pub(super) fn holds_base64(run: &str) -> bool {
    (0..4).any(|start| {
        let (mut bits, mut count, mut length, mut has_digit) = (0_u32, 0_u32, 0_usize, false);
        from(run, start).bytes().any(|byte| {
            let offset = match byte {
                b'A'..=b'Z' => 65,
                b'a'..=b'z' => 71,
                _ => 252,
            };
            bits = (bits << 6 | u32::from(byte.wrapping_sub(offset) & 63)) & 0xffff;
            count = count.saturating_add(6);
            if count >= 8 {
                count = count.saturating_sub(8);
                let byte = (bits >> count & 255) as u8;
                let is_hex = byte.is_ascii_hexdigit();
                length = if is_hex { length.saturating_add(1) } else { 0 };
                has_digit = is_hex && (has_digit || byte.is_ascii_digit());
            }
            length >= SHOWN_LENGTH && has_digit
        })
    })
}

/// Whether what hides the rest of a credential stands before or behind a part of it.
pub(super) fn is_hidden_in_part(before: &str, run: &str, behind: &str) -> bool {
    let holds = |is: fn(&u8) -> bool| run.bytes().any(|byte| is(&byte));
    const MARKS: [&str; 4] = ["...", "***", "…", "•"];
    is_hex(run)
        && holds(u8::is_ascii_digit)
        && holds(u8::is_ascii_alphabetic)
        && MARKS.iter().any(|mark| before.ends_with(mark) || behind.starts_with(mark))
}

pub(super) fn is_hex(run: &str) -> bool {
    run.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a long run is the name of a class or the like: most of it are words with a capital each, which
/// letters that were drawn never are.
pub(super) fn is_in_words(run: &str) -> bool {
    let (mut in_words, mut word, mut capitals) = (0_usize, 0_usize, 0_usize);
    for byte in run.bytes().chain([b'A']) {
        if byte.is_ascii_lowercase() {
            word = word.saturating_add(1);
            continue;
        }
        if word > 2 {
            in_words = in_words.saturating_add(word).saturating_add(1);
        }
        capitals = capitals.saturating_add(usize::from(byte.is_ascii_uppercase()));
        word = 0;
    }
    capitals > 2 && in_words.saturating_mul(5) > run.len().saturating_mul(4)
}

/// How long the digest is that a text starts with, where a word before it says so.
pub(super) fn digest(text: &str) -> Option<usize> {
    let name = match text.strip_prefix("sha") {
        Some(behind) => {
            let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
            begins(from(behind, digits), ":-").then_some(digits.saturating_add(4))?
        }
        None => cut(text, 7).0.eq("commit ").then_some(7)?,
    };
    let length = name_length(from(text, name), "+/=");
    (length >= 40).then(|| name.saturating_add(length))
}

/// Whether a secret is no word that could stand anywhere, nor a run that is known by its letters.
pub(super) fn is_told_apart(text: &str) -> bool {
    let is_sign = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.' | ' ' | ',' | '/');
    text.len() >= SHOWN_LENGTH
        && text.len() <= MOST_CHARACTERS
        && text.chars().any(is_sign)
        && find(text, "://").is_none()
}

/// Whether so many characters of a credential stand in what hides the rest of it.
pub(super) fn shows_a_part(core: &str) -> bool {
    const MOST_SHOWN: usize = 5;
    let is_hex_with_digit =
        |run: &str| run.len() > MOST_SHOWN && run.bytes().any(|byte| byte.is_ascii_digit());
    core.split(|c: char| !c.is_ascii_hexdigit()).any(is_hex_with_digit)
}
