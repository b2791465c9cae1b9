//! Hides what could be a credential in a text that is shown.

mod around;
mod escape;
mod known;
mod masker;
mod name;
mod pair;
mod part;
mod position;
mod reference;
mod unit;

pub(crate) use masker::Masker;
pub(crate) use name::{PAIR_NAMES, PAIR_VALUES, is_scheme, is_secret_name};
pub(crate) use position::{Kind, Positions};

use crate::quoted::quoted;

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
pub fn mask_credentials(text: &str) -> String {
    let mut masker = Masker::new(false);
    masker.learn(text);
    masker.text(text)
}

/// Hides what could be a credential, a part of one, or another secret, and cuts a long text.
pub(crate) fn mask_secrets(text: &str) -> String {
    quoted(&Masker::new(false).text(text))
}
