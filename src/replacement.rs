//! How the key that takes another's place is told from all others while both exist.

use crate::credential::Credential;
use crate::text::trim_end;

/// A fingerprint starts like the end of it.
const REPLACES: &str = " (replaces the key sha256:";
const BESIDE: &str = " (made beside the key sha256:";
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
    marked(description, REPLACES, old)
}

/// The same for a key that is made while the old one shall stay.
pub fn companion_description(description: &str, old: &Credential) -> String {
    marked(description, BESIDE, old)
}

/// Whether a key of that description was made to replace `old`, and `old` shall not stay.
pub fn replaces(description: &str, old: &Credential) -> bool {
    plain_description(description) != description
        && replacement_description(description, old) == description
}

fn marked(description: &str, opening: &str, old: &Credential) -> String {
    let fingerprint = old.fingerprint();
    let digits = fingerprint.strip_prefix("sha256:").unwrap_or_default();
    [plain_description(description), opening, digits, ")"].concat()
}

/// A key's description without the mark of [`replacement_description`] or [`companion_description`].
pub fn plain_description(description: &str) -> &str {
    let opened = description.strip_suffix(')').map(|marked| trim_end(marked, DIGITS));
    let without = |opening| opened.and_then(|opened| opened.strip_suffix(opening));
    without(REPLACES).or_else(|| without(BESIDE)).unwrap_or(description)
}
