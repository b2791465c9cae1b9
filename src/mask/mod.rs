//! Hides what could be a credential in a text that is shown.

mod around;
mod escape;
mod masker;
mod name;
mod part;
mod position;
mod reference;
mod unit;

pub(crate) use masker::Masker;
pub(crate) use name::{PAIR_NAMES, PAIR_VALUES, is_secret_name};
pub(crate) use position::next_position;

/// Every real credential is 32 letters and digits; longer runs may hold one.
const CREDENTIAL_LENGTH: usize = 32;
pub(crate) const MARK: &str = "<credential>";
/// A shown text is cut here: nobody reads on.
const MOST_CHARACTERS: usize = 200;

/// Replaces the credentials and other secrets of a text by marks: for reports of faults and for logs.
///
/// The same secret has the same mark: `<credential>`, `<credential 2>`. What could be a credential is
/// hidden too, such as any 32 hexadecimal characters; names, schemes, references to variables and
/// placeholders stay. [`read_paste`](crate::read_paste) says besides what a text is.
///
/// # Examples
///
/// ```
/// use clarifai_auth::mask_credentials;
///
/// let log = "url=https://ada:hunter2@example.com Authorization: Key c0ffee15dead10ccfeedfacecafebabe";
/// assert_eq!(
///     mask_credentials(log),
///     "url=https://ada:<credential>@example.com Authorization: Key <credential 2>",
/// );
/// assert_eq!(mask_credentials("PASSWORD=$PASSWORD"), "PASSWORD=$PASSWORD");
/// ```
#[cfg_attr(not(feature = "texts"), allow(dead_code, reason = "only what reads texts asks for it"))]
pub fn mask_credentials(text: &str) -> String {
    let mut masker = Masker::new(false);
    masker.learn(text);
    masker.text(text)
}

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

/// Hides what could be a credential, a part of one, or another secret, and cuts a long text.
#[cfg_attr(not(feature = "texts"), allow(dead_code, reason = "only what reads texts asks for it"))]
pub(crate) fn mask_secrets(text: &str) -> String {
    quoted(&Masker::new(false).text(text))
}
