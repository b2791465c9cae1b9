//! How a message quotes what was given.

/// Every real credential is 32 letters and digits; longer runs may hold one.
pub(crate) const CREDENTIAL_LENGTH: usize = 32;
pub(crate) const MARK: &str = "<credential>";
/// A shown text is cut here: nobody reads on.
pub(crate) const MOST_CHARACTERS: usize = 200;

/// Replaces each run of 32 or more ASCII letters and digits, and cuts a long text, as messages quote it.
pub(crate) fn quoted(text: &str) -> String {
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

/// Line breaks and other control characters as one space each, several as one.
pub(crate) fn in_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            c if !c.is_control() => line.push(c),
            _ if line.ends_with(' ') => {}
            _ => line.push(' '),
        }
    }
    line
}
