//! How the key that takes another's place is told from all others while both exist.

use crate::credential::Credential;
use crate::text::trim_end;

/// So starts a fingerprint too.
const OPENING: &str = " (replaces the key sha256:";
const DIGITS: &str = "0123456789abcdef";

/// The description of the key that takes the place of `old`, until that one is deleted.
///
/// It names the old key's fingerprint: whoever is cut off while replacing a key finds by it what was
/// made already. `description` is that of the old key; a mark in it that speaks of a still earlier key
/// is left out.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{Credential, ParseOptions, plain_description, replacement_description};
///
/// let old = Credential::parse("c0ffee00c0ffee00c0ffee00c0ffee00", &ParseOptions::default()).unwrap();
/// let marked = replacement_description("shop window", &old);
/// assert_eq!(marked, "shop window (replaces the key sha256:23e0bf16a823)");
/// assert_eq!(plain_description(&marked), "shop window");
/// ```
pub fn replacement_description(description: &str, old: &Credential) -> String {
    let fingerprint = old.fingerprint();
    let digits = fingerprint.strip_prefix("sha256:").unwrap_or_default();
    [plain_description(description), OPENING, digits, ")"].concat()
}

/// A key's description without the mark of [`replacement_description`].
pub fn plain_description(description: &str) -> &str {
    let marked = description.strip_suffix(')').map(|marked| trim_end(marked, DIGITS));
    marked.and_then(|opened| opened.strip_suffix(OPENING)).unwrap_or(description)
}
