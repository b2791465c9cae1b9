//! Other vendors' credentials, told by what they begin with.

use super::characters::is_word;
use super::vendors::{NAMES, USUAL_RUN, VENDORS};

/// Whose credential `text` is, by its form alone; nothing where no vendor's form fits.
///
/// 32 letters and digits are never another vendor's: they could be a key.
pub(crate) fn vendor_of(text: &str) -> Option<&'static str> {
    let text = text.as_bytes();
    if text.len() == 32 && text.iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    if is_private_key(text) {
        return Some("SSH or TLS");
    }
    let mut longest = 0;
    let mut found = None;
    for line in VENDORS.split('\n') {
        let mut formats = line.split('|');
        let vendor = formats.next();
        for format in formats {
            let Some(length) = beginning_in(format, text) else { continue };
            if found.is_none() || length > longest {
                (longest, found) = (length, vendor);
            }
        }
    }
    found
}

/// Whose variable a name is: `OPENAI_API_KEY`, `export ddApiKey`. Nothing where it names Clarifai too.
///
/// Within a name only longer words count: `MY_OPENAI_KEY`, but not `ORDER_BOX_KEY`.
pub(super) fn vendor_named(name: &[char]) -> Option<&'static str> {
    const LONG: usize = 6;
    if name.windows(BRAND.len()).any(|part| is_word(part, BRAND)) {
        return None;
    }
    /// Clients of Clarifai's OpenAI-compatible surface keep a personal access token under its names.
    const SHARED: &str = "OpenAI";
    let known = || {
        let vendors = VENDORS.split('\n').filter_map(|line| line.split('|').next());
        let vendors = vendors.filter(|vendor| *vendor != SHARED);
        let vendors = vendors.map(|vendor| (vendor, vendor));
        vendors.chain(NAMES.split('\n').map(|line| line.split_once('=').unwrap_or((line, line))))
    };
    (0..name.len()).filter(|at| begins_a_word(name, *at)).find_map(|at| {
        let rest = name.get(at..).unwrap_or_default();
        let before = at.checked_sub(1).and_then(|before| name.get(before));
        let is_inside = before.is_some_and(|c| c.is_ascii_alphanumeric() || is_separator(c));
        let is_named = |word: &str| begins_with(rest, word, if is_inside { LONG } else { 0 });
        known().find(|(word, _)| is_named(word)).map(|(_, vendor)| vendor)
    })
}

const BRAND: &str = "clarifai";

fn is_separator(c: &char) -> bool {
    matches!(c, '_' | '-' | '.')
}

/// Whether a word starts at a place of a name: behind a separator, or with a capital behind a small letter.
fn begins_a_word(name: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| name.get(before));
    let is_capital = name.get(at).is_some_and(char::is_ascii_uppercase);
    before.is_none_or(|c| !c.is_ascii_alphanumeric() || (c.is_ascii_lowercase() && is_capital))
}

/// Whether the first words of a name are a vendor's, whatever separates them: `HUGGING_FACE_TOKEN`.
fn begins_with(name: &[char], vendor: &str, least: usize) -> bool {
    let letters = vendor.bytes().filter(u8::is_ascii_alphanumeric);
    let (mut at, mut count) = (0_usize, 0_usize);
    for letter in letters {
        while count > 0 && name.get(at).is_some_and(is_separator) {
            at = at.saturating_add(1);
        }
        if !name.get(at).is_some_and(|c| c.eq_ignore_ascii_case(&char::from(letter))) {
            return false;
        }
        at = at.saturating_add(1);
        count = count.saturating_add(1);
    }
    // `OpenAIKey` has a new word there, and `RENDERER` has none.
    let is_new = || {
        let is_small = |at: usize| name.get(at).is_some_and(char::is_ascii_lowercase);
        begins_a_word(name, at) || (!is_small(at) && is_small(at.saturating_add(1)))
    };
    let is_end = name.get(at).is_none_or(|c| !c.is_ascii_alphabetic());
    count >= least && (is_end || is_new())
}

/// The length of the literal that the format begins with, where the whole text fits the format.
fn beginning_in(format: &str, text: &[u8]) -> Option<usize> {
    let mut parts = format.split(' ');
    let beginning = parts.next()?;
    let mut rest = text.strip_prefix(beginning.as_bytes())?;
    let mut run = Some(parts.next().unwrap_or(USUAL_RUN));
    while let Some(characters) = run {
        let literal = parts.next().unwrap_or_default();
        rest = behind_run(characters, rest)?.strip_prefix(literal.as_bytes())?;
        run = parts.next();
    }
    rest.is_empty().then_some(beginning.len())
}

/// What stands behind a run such as `x32` or `w20+`.
fn behind_run<'text>(run: &str, text: &'text [u8]) -> Option<&'text [u8]> {
    let (class, number) = run.as_bytes().split_first()?;
    let (mut least, mut most) = (0_usize, None);
    for byte in number {
        match byte {
            b'+' => most = Some(text.len()),
            digit => {
                let digit = usize::from(digit.wrapping_sub(b'0'));
                least = least.saturating_mul(10).saturating_add(digit);
            }
        }
    }
    let limit = most.unwrap_or(least);
    let count = text.iter().take(limit).take_while(|byte| holds(*class, **byte)).count();
    text.get(count..).filter(|_| count >= least)
}

fn holds(class: u8, byte: u8) -> bool {
    match class {
        b'd' => byte.is_ascii_digit(),
        b'x' => byte.is_ascii_hexdigit(),
        b'n' => byte.is_ascii_alphanumeric(),
        b'w' => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
        _ => byte.is_ascii_graphic(),
    }
}

/// A private key as PEM and OpenPGP write it, line breaks kept or lost.
fn is_private_key(text: &[u8]) -> bool {
    const MARK: &[u8] = b"PRIVATE KEY";
    const LONGEST_LABEL: usize = 60;
    text.strip_prefix(b"-----BEGIN ").is_some_and(|label| {
        label.windows(MARK.len()).take(LONGEST_LABEL).any(|window| window == MARK)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats() -> impl Iterator<Item = (&'static str, &'static str)> {
        VENDORS.split('\n').flat_map(|line| {
            let (vendor, formats) = line.split_once('|').unwrap_or_default();
            formats.split('|').map(move |format| (vendor, format))
        })
    }

    /// The shortest text of a format, with digits for its runs.
    fn sample(format: &str) -> String {
        let parts = format.split(' ').chain((!format.contains(' ')).then_some(USUAL_RUN));
        let texts = parts.enumerate().map(|(index, part)| match index % 2 {
            0 => part.to_owned(),
            _ => digits(part.chars().filter(char::is_ascii_digit).collect::<String>().parse()),
        });
        texts.collect()
    }

    fn digits(count: Result<usize, std::num::ParseIntError>) -> String {
        "0123456789".chars().cycle().take(count.unwrap_or_default()).collect()
    }

    #[test]
    fn each_row_names_its_vendor_for_a_text_of_its_own_form() {
        for (vendor, format) in formats() {
            assert_eq!(vendor_of(&sample(format)), Some(vendor), "{format}");
        }
    }

    #[test]
    fn a_text_that_is_cut_off_or_too_long_fits_no_row_of_an_exact_length() {
        let exact = |format: &&str| format.contains(' ') && !format.ends_with('+');
        for format in formats().map(|(_, format)| format).filter(exact) {
            let mut text = sample(format);
            text.push('0');
            assert_eq!(beginning_in(format, text.as_bytes()), None, "{format}");
            text.pop();
            text.pop();
            assert_eq!(beginning_in(format, text.as_bytes()), None, "{format}");
        }
    }

    #[test]
    fn no_row_takes_what_could_be_a_key() {
        for (_, format) in formats() {
            let letters = format.chars().filter(char::is_ascii_alphanumeric);
            let text: String = letters.chain("0123456789".chars().cycle()).take(32).collect();
            assert_eq!(vendor_of(&text), None, "{format}");
        }
    }
}
