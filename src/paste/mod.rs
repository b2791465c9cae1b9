//! Whatever a person pastes, as evidence: recognised, never run, its credentials replaced by marks.

mod answer;
mod assemble;
mod body;
pub(crate) mod code;
pub(crate) mod command;
mod curl;
pub(crate) mod draft;
mod failure;
mod grpc;
mod har;
pub(crate) mod http;
pub(crate) mod literal;
mod recognise;
mod reference;
mod settings;
pub(crate) mod shell;
mod wrapping;

use draft::Draft;

use crate::credential::is_blank;
use crate::evidence::{
    Body, Evidence, GrpcStatus, Headers, PasteKind, Reference, RequestEvidence, ResponseEvidence,
};

/// A longer text is answered `too-long` and not looked into: a HAR of a whole visit, a core dump.
pub(crate) const MOST_BYTES: usize = 8 << 20;

/// How [`read_paste`] answers.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct PasteOptions {
    /// Leave the credentials in.
    pub reveal: bool,
}

/// Reads what a person pastes: a curl line, a `.env`, a HAR, an answer's JSON, a gRPC error text, a
/// stack trace.
///
/// Nothing is run, no variable of a shell is expanded, no file is read. A credential is replaced by
/// `<credential>`, a further one by `<credential 2>`, and what stands around it is kept: scheme,
/// quotes, padding. [`PasteOptions::reveal`] leaves it in. `credential` is the text in the
/// credential's position, without the scheme word and the one space behind it; `credential_report`
/// is [`check_credential`](crate::check_credential) of that text as it was pasted.
///
/// Of several command lines, and of the calls of the API in a HAR, one is taken whole: the first whose
/// answer tells of a failure, else the last; [`Evidence::other_calls`] says how many others there are.
/// What is sent is read as the shell and the tool would have it: a variable in single quotes is no
/// variable, a header without quotes loses its value. Variables of a program are looked up where the same paste gives them a literal.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{PasteKind, PasteOptions, read_paste};
///
/// let paste = "curl -H 'Authorization: key  0123456789abcdef0123456789abcdef' https://api.clarifai.com/v2/models";
/// let evidence = read_paste(paste, PasteOptions::default());
/// assert_eq!(evidence.kind, PasteKind::CommandLine);
/// assert_eq!(evidence.authorization.as_deref(), Some("key  <credential>"));
/// assert_eq!(evidence.credential.as_deref(), Some(" <credential>"));
/// let request = evidence.request.unwrap();
/// assert_eq!(request.verb.as_deref(), Some("GET"));
/// assert_eq!(request.url.as_deref(), Some("https://api.clarifai.com/v2/models"));
/// ```
pub fn read_paste(text: &str, options: PasteOptions) -> Evidence {
    let mut draft = Draft::default();
    if text.len() > MOST_BYTES {
        draft.saw(PasteKind::TooLong);
        return assemble::assemble(draft, "", options);
    }
    let plain = wrapping::plain(text);
    if plain.trim_matches(is_blank as fn(char) -> bool).is_empty() {
        draft.saw(PasteKind::Empty);
    } else {
        recognise::recognise(&plain, &mut draft);
        if draft.kinds == 0 {
            recognise::bare(text, &plain, &mut draft);
        }
    }
    assemble::assemble(draft, &plain, options)
}
