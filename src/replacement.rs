//! How the key that takes another's place is told from all others while both exist.

use crate::text::trim_end;

const OPENING: &str = " (replaces the key of ";
const UNKNOWN: &str = "an unknown date";
const OF_MOMENTS: &str = "0123456789TZtz:.+-";
/// A moment of the API's has fewer characters.
const LONGEST_MOMENT: usize = 40;

/// The description of the key that takes the place of another, until that one is deleted.
///
/// It names the moment when the other was made: whoever is cut off while replacing a key finds by it
/// what was made already. `description` and `created_at` are those of the key to replace; a mark in it
/// that speaks of a still earlier key is left out.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{plain_description, replacement_description};
///
/// let marked = replacement_description("shop window", Some("2026-01-01T00:00:00Z"));
/// assert_eq!(marked, "shop window (replaces the key of 2026-01-01T00:00:00Z)");
/// assert_eq!(plain_description(&marked), "shop window");
/// ```
pub fn replacement_description(description: &str, created_at: Option<&str>) -> String {
    let moment = created_at.filter(|moment| is_moment(moment)).unwrap_or(UNKNOWN);
    [plain_description(description), OPENING, moment, ")"].concat()
}

/// A key's description without the mark of [`replacement_description`].
pub fn plain_description(description: &str) -> &str {
    let plain = || {
        let marked = description.strip_suffix(')')?;
        let opened = marked.strip_suffix(UNKNOWN).unwrap_or_else(|| trim_end(marked, OF_MOMENTS));
        opened.strip_suffix(OPENING)
    };
    plain().unwrap_or(description)
}

fn is_moment(text: &str) -> bool {
    (1..=LONGEST_MOMENT).contains(&text.len()) && trim_end(text, OF_MOMENTS).is_empty()
}
