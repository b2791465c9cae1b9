//! Finds Clarifai credentials in source code, bundles and logs.

mod candidate;
mod context;
mod mention;
mod name;
mod words;

use std::ops::Range;

use serde::Serialize;

use crate::credential::{
    Credential, CredentialKind, CredentialShape, ParseOptions, check_credential,
};
use crate::finding::Span;
use candidate::{Runs, is_made_up, is_placeholder};
use context::{Judge, Verdict};

/// A text with more leaks than this is no longer searched: whoever reads the list has seen enough.
const MOST_LEAKS: usize = 10_000;

/// How far around a credential is read; whoever scans in parts gives as much before and after each.
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only the binding reads in parts")
)]
pub(crate) const REACH: usize = 8_192;

/// A place in a text where a credential seems to stand. It never holds the credential.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{LeakContext, scan_text};
///
/// let leaks = scan_text("import clarifai\nPAT = 'c0ffee15dead10ccfeedfacecafebabe'\n");
/// assert_eq!(leaks[0].context, LeakContext::Variable);
/// assert_eq!((leaks[0].line, leaks[0].column), (2, 8));
/// assert_eq!(leaks[0].fingerprint, "sha256:33f7fa6bcffb");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Leak {
    /// A key, or a session token.
    pub kind: CredentialKind,
    /// How sure it is.
    pub certainty: LeakCertainty,
    /// What told it from other texts of the same shape.
    pub context: LeakContext,
    /// The credential's own characters, in UTF-16 units.
    pub span: Span,
    /// The same place in bytes.
    #[serde(skip)]
    pub bytes: Range<usize>,
    /// The line that it starts in; the first is 1.
    pub line: usize,
    /// Its first character in that line, in UTF-16 units; the first is 1.
    pub column: usize,
    /// What [`Credential::fingerprint`] gives for it.
    pub fingerprint: String,
}

/// How sure a [`Leak`] is. Nothing is certain: many things have 32 hexadecimal characters, and only
/// the server knows which of them are keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LeakCertainty {
    /// What stands around it is written for Clarifai's credentials.
    Likely,
    /// What stands around it fits other services too, or it is as regular as an example.
    Possible,
}

/// The closed list of what makes a text a [`Leak`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LeakContext {
    /// After the scheme word of an `Authorization` header.
    AuthorizationHeader,
    /// After the name of the header or variable of a session token.
    SessionToken,
    /// After a variable's, a setting's or an option's name.
    Variable,
    /// In the arguments of a call.
    SdkArgument,
    /// In the path of a request about a key, which is its own id, or before the host of one.
    UrlPath,
    /// The id of a key in an answer that lists keys.
    KeyListing,
    /// Repeated in the error text of an answer.
    ErrorText,
    /// After a word such as `key`, in a text about Clarifai.
    NearClarifai,
}

/// Finds the Clarifai credentials in `text`, in their order.
///
/// A credential has the shape of a thousand other things, so what stands around it decides: the name
/// that it is given to, the header, the call, the path. Model and version ids, hashes, and
/// placeholders such as `0000…` are no leaks. At most 10,000 are listed: a list of that length may
/// have been cut. Takes time in proportion to the length of the text, whatever is in it.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{LeakCertainty, LeakContext, scan_text};
///
/// let log = "> POST /v2/models\n> Authorization: Key c0ffee15dead10ccfeedfacecafebabe\n";
/// let leaks = scan_text(log);
/// assert_eq!(leaks[0].context, LeakContext::AuthorizationHeader);
/// assert_eq!(leaks[0].certainty, LeakCertainty::Likely);
/// assert_eq!((leaks[0].line, leaks[0].column), (2, 22));
///
/// assert!(scan_text("ETag: c0ffee15dead10ccfeedfacecafebabe").is_empty());
/// ```
pub fn scan_text(text: &str) -> Vec<Leak> {
    let mut scan = Scan::default();
    scan.read(text.as_bytes(), 0..text.len());
    scan.leaks
}

/// A text that is read in parts, one after the other.
#[derive(Default)]
pub(crate) struct Scan {
    pub(crate) leaks: Vec<Leak>,
    place: Place,
}

impl Scan {
    /// Adds the leaks that start in `part` of `text`; the rest of it is what stands around.
    pub(crate) fn read(&mut self, text: &[u8], part: Range<usize>) {
        let mut judge = Judge::new(text);
        let mut counted = part.start;
        for run in Runs::new(text) {
            if run.start >= part.end || self.leaks.len() >= MOST_LEAKS {
                break;
            }
            if let Some((place, verdict)) = judge.leak(run)
                && part.contains(&place.start)
                && !self.is_in_last(place.start.saturating_sub(counted))
            {
                self.place.pass(text.get(counted..place.start).unwrap_or_default());
                counted = place.start;
                self.add(text.get(place), verdict);
            }
        }
        if part.end < text.len() {
            self.place.pass(text.get(counted..part.end).unwrap_or_default());
        }
    }

    /// Whether what starts so many bytes further is a part of the last leak.
    fn is_in_last(&self, further: usize) -> bool {
        let start = self.place.bytes.saturating_add(further);
        self.leaks.last().is_some_and(|last| start < last.bytes.end)
    }

    fn add(&mut self, secret: Option<&[u8]>, (context, certainty): Verdict) {
        let kind = match context {
            LeakContext::SessionToken => CredentialKind::SessionToken,
            _ => CredentialKind::Key,
        };
        let Some(secret) = secret.filter(|secret| !is_placeholder(secret)) else { return };
        // An example in a documentation, or a key of somebody's tests.
        let is_made_up = is_made_up(secret);
        let is_hexadecimal = secret.iter().all(u8::is_ascii_hexdigit);
        if is_made_up && (context == LeakContext::NearClarifai || !is_hexadecimal) {
            return;
        }
        let certainty = if is_made_up { LeakCertainty::Possible } else { certainty };
        let Ok(secret) = str::from_utf8(secret) else { return };
        let Some(fingerprint) = fingerprint(secret, kind) else { return };
        let Place { units, bytes, line, column } = self.place;
        self.leaks.push(Leak {
            kind,
            certainty,
            context,
            span: Span { start: units, end: units.saturating_add(secret.len()) },
            bytes: bytes..bytes.saturating_add(secret.len()),
            line: line.saturating_add(1),
            column: column.saturating_add(1),
            fingerprint,
        });
    }
}

/// How far a text was read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Place {
    pub(crate) units: usize,
    pub(crate) bytes: usize,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Place {
    pub(crate) fn pass(&mut self, text: &[u8]) {
        let (blocks, rest) = text.as_chunks::<8>();
        for block in blocks {
            self.pass_block(block);
        }
        self.pass_bytes(rest);
        self.bytes = self.bytes.wrapping_add(text.len());
    }

    /// Eight bytes at once, where they are ASCII: a text is passed faster than it is searched.
    fn pass_block(&mut self, block: &[u8; 8]) {
        const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
        let bytes = u64::from_le_bytes(*block);
        if bytes & !LOW != 0 {
            return self.pass_bytes(block);
        }
        self.units = self.units.wrapping_add(block.len());
        // The high bit of each byte that is a line feed.
        let breaks = !((bytes ^ 0x0a0a_0a0a_0a0a_0a0a).wrapping_add(LOW)) & !LOW;
        if breaks == 0 {
            self.column = self.column.wrapping_add(block.len());
        } else {
            self.line = self.line.wrapping_add(breaks.count_ones() as usize);
            self.column = breaks.leading_zeros() as usize >> 3;
        }
    }

    fn pass_bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let width = match byte {
                0x80..=0xbf => 0,
                0xf0.. => 2,
                _ => 1,
            };
            self.units = self.units.wrapping_add(width);
            self.column = self.column.wrapping_add(width);
            if *byte == b'\n' {
                self.line = self.line.wrapping_add(1);
                self.column = 0;
            }
        }
    }
}

/// Nothing where the text is known to be no secret.
fn fingerprint(secret: &str, kind: CredentialKind) -> Option<String> {
    use CredentialShape::{Key, KeyLike};
    if kind == CredentialKind::Key && !matches!(check_credential(secret).shape, Key | KeyLike) {
        return None;
    }
    let any = ParseOptions { kind: CredentialKind::SessionToken, ..ParseOptions::default() };
    Credential::parse(secret, &any).ok().map(|credential| credential.fingerprint())
}
