//! A variable that stands in the place of the credential.

use serde::Serialize;

/// A variable that stands in the place of the credential, in a command or a program.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{PasteOptions, read_paste};
///
/// let paste = "curl -H 'Authorization: Key $CLARIFAI_PAT' https://api.clarifai.com/v2/models";
/// let reference = read_paste(paste, PasteOptions::default()).reference.unwrap();
/// assert_eq!(reference.name.as_deref(), Some("CLARIFAI_PAT"));
/// assert!(!reference.expanded);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Reference {
    /// The name of the variable, where the text is more than a computation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the shell or the program puts its value there; else the text itself is sent.
    pub expanded: bool,
}
