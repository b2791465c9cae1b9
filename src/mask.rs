//! Hides what could be a credential in a text that is shown.

/// Every real credential is 32 letters and digits; longer runs may hold one.
const CREDENTIAL_LENGTH: usize = 32;
pub(crate) const MARK: &str = "<credential>";
/// A shown text is cut here: nobody reads on.
const MOST_CHARACTERS: usize = 200;

/// Replaces each run of 32 or more ASCII letters and digits, and cuts a long text.
pub(crate) fn mask_credentials(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while !rest.is_empty() && shown.len() < MOST_CHARACTERS {
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        shown.push_str(if run.len() >= CREDENTIAL_LENGTH { MARK } else { run });
        let mut characters = after.chars();
        shown.extend(characters.next());
        rest = characters.as_str();
    }
    if !rest.is_empty() {
        shown.push('…');
    }
    shown
}
