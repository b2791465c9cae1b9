//! Undoes the encodings that a credential travels in.

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

/// An encoded credential with what stands around it is no longer than this.
const LONGEST: usize = 512;

/// The text behind `%XX` sequences, where there are any and all of them are well formed.
pub(super) fn percent_decoded(text: &[char]) -> Option<Zeroizing<String>> {
    if text.len() > LONGEST || !text.contains(&'%') {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len().saturating_mul(4)));
    let mut rest = text.iter();
    while let Some(c) = rest.next() {
        if *c == '%' {
            let mut digit = || rest.next()?.to_digit(16);
            let byte = digit()?.checked_mul(16)?.checked_add(digit()?)?;
            bytes.push(u8::try_from(byte).ok()?);
        } else {
            let mut buffer = [0; 4];
            bytes.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
        }
    }
    std::str::from_utf8(&bytes).ok().map(|text| Zeroizing::new(text.to_owned()))
}

/// The text behind base64 of either alphabet, padded or not, where it is a text.
pub(super) fn base64_decoded(text: &[char]) -> Option<Zeroizing<String>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut standard = Zeroizing::new(String::with_capacity(text.len().saturating_add(3)));
    let mut is_padded = false;
    for c in text {
        // Behind the padding stands something else, which would change what comes out.
        if is_padded && *c != '=' && !c.is_whitespace() {
            return None;
        }
        is_padded |= *c == '=';
        match c {
            '-' => standard.push('+'),
            '_' => standard.push('/'),
            '=' => {}
            c if c.is_ascii_alphanumeric() || matches!(c, '+' | '/') => standard.push(*c),
            // Long base64 is broken into lines.
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    while standard.len().checked_rem(4) != Some(0) {
        standard.push('=');
    }
    let bytes = Zeroizing::new(Base64::decode_vec(&standard).ok()?);
    std::str::from_utf8(&bytes).ok().map(|text| Zeroizing::new(text.to_owned()))
}
