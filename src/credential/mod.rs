//! Credentials: what a text is as one, and the one holder of its secret.

mod authorization;
mod characters;
mod encoded;
mod peel;
mod placeholder;
mod prefix;
mod remainder;
mod report;
mod runs;
mod vendor;
#[rustfmt::skip]
mod vendors;

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::finding::{Finding, Severity};
use crate::grant::KeyType;
pub use authorization::{AuthorizationReport, check_authorization};
#[cfg(feature = "texts")]
pub(crate) use characters::{is_blank, is_invisible, is_quote, look_alike, narrow};
pub use report::{CredentialReport, CredentialShape, check_credential};
use report::{Examined, examine, session_token};
#[cfg(feature = "texts")]
pub(crate) use vendor::add_beginnings;

/// Holds one credential. `Debug` never shows it, comparing takes constant time, dropping wipes it.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{Credential, ParseOptions, RequestTarget};
///
/// let credential = Credential::parse("0123456789abcdef0123456789abcdef", &ParseOptions::default())?;
/// let [(name, value)] = credential.headers(RequestTarget::Rest);
/// assert_eq!((name, value.as_str()), ("Authorization", "Key 0123456789abcdef0123456789abcdef"));
/// assert_eq!(format!("{credential:?}"), "Credential(32 characters, sha256:3eb1bd439947)");
/// # Ok::<(), clarifai_auth::CredentialError>(())
/// ```
#[derive(Clone)]
pub struct Credential {
    text: Zeroizing<String>,
    kind: CredentialKind,
    key_type: Option<KeyType>,
}

/// What sort of secret a credential is: each has its own header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialKind {
    /// An app-specific key or a personal access token.
    #[default]
    Key,
    /// A person's session in the portal; internal to Clarifai's own programs.
    SessionToken,
}

/// How [`Credential::parse`] reads a text.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ParseOptions {
    /// Take the one repair of a text that cannot be sent as it is.
    pub repair: bool,
    /// What the credential is known to be; its text cannot tell.
    pub key_type: Option<KeyType>,
    /// A key, or a session token.
    pub kind: CredentialKind,
}

/// Where a request goes; each reads credentials in its own way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RequestTarget {
    /// The REST API below `/v2`.
    #[default]
    Rest,
    /// A gRPC channel.
    Grpc,
    /// The OpenAI-compatible surface below `/v2/ext/openai/v1`.
    OpenAi,
    /// The MCP surface below `/v2/ext/mcp`.
    Mcp,
}

/// Why a text is no credential.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialError {
    /// It cannot be sent; the findings say why.
    NotSendable(Vec<Finding>),
    /// A session token is never sent as `Authorization`.
    SessionToken,
}

impl Credential {
    /// Takes a text that can be sent, or with `repair` its one repair.
    ///
    /// # Errors
    ///
    /// [`CredentialError::NotSendable`] where the text, or its one repair, cannot be sent.
    pub fn parse(text: &str, options: &ParseOptions) -> Result<Self, CredentialError> {
        let text = match options.kind {
            CredentialKind::Key => sendable_key(text, options.repair)?,
            CredentialKind::SessionToken => sendable_token(text, options.repair)?,
        };
        Ok(Self { text, kind: options.kind, key_type: options.key_type })
    }

    /// What it is known to be.
    pub fn key_type(&self) -> Option<KeyType> {
        self.key_type
    }

    /// A key, or a session token.
    pub fn kind(&self) -> CredentialKind {
        self.kind
    }

    /// `sha256:` and 12 hexadecimal digits: safe in logs, and the same for the same text.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(self.text.as_bytes());
        // Hashing leaves parts of its input on the stack; hashing again overwrites them.
        std::hint::black_box(Sha256::digest(vec![0; self.text.len()]));
        let mut fingerprint = String::from("sha256:");
        for byte in digest.iter().take(6) {
            for digit in [byte >> 4, byte & 0x0f] {
                fingerprint.extend(char::from_digit(u32::from(digit), 16));
            }
        }
        fingerprint
    }

    /// The value of the `Authorization` header: `Key …`, or `Bearer …` for the targets that take it.
    ///
    /// # Errors
    ///
    /// [`CredentialError::SessionToken`]: a session token has its own header.
    pub fn authorization(
        &self,
        target: RequestTarget,
    ) -> Result<Zeroizing<String>, CredentialError> {
        if self.kind == CredentialKind::SessionToken {
            return Err(CredentialError::SessionToken);
        }
        let scheme = match target {
            RequestTarget::Rest | RequestTarget::Grpc => "Key ",
            RequestTarget::OpenAi | RequestTarget::Mcp => "Bearer ",
        };
        Ok(Zeroizing::new([scheme, &self.text].concat()))
    }

    /// The header that a call needs, lower-case for gRPC metadata.
    ///
    /// A session token has one header, whatever the target. Clarifai's programs send it to the REST API
    /// and over gRPC; whether the OpenAI-compatible and the MCP surface read it is not documented.
    pub fn headers(&self, target: RequestTarget) -> [(&'static str, Zeroizing<String>); 1] {
        let lower_case = target == RequestTarget::Grpc;
        [match self.authorization(target) {
            Ok(value) if lower_case => ("authorization", value),
            Ok(value) => ("Authorization", value),
            Err(_) if lower_case => ("x-clarifai-session-token", self.text.clone()),
            Err(_) => ("X-Clarifai-Session-Token", self.text.clone()),
        }]
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.text
    }
}

fn sendable_key(text: &str, repair: bool) -> Result<Zeroizing<String>, CredentialError> {
    let Examined { report, repair: repaired, .. } = examine(text);
    match repaired.filter(|_| repair) {
        Some(repaired) => Ok(repaired),
        None if report.ok => Ok(Zeroizing::new(text.to_owned())),
        None => Err(CredentialError::NotSendable(report.findings)),
    }
}

/// The form of session tokens is not documented: any visible ASCII may be one.
fn sendable_token(text: &str, repair: bool) -> Result<Zeroizing<String>, CredentialError> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(Zeroizing::new(text.to_owned()));
    }
    let repaired = session_token(text);
    let findings = match repaired {
        Ok(token) if repair => return Ok(token),
        Ok(_) => examine(text).report.findings,
        Err(findings) => findings,
    };
    let lists_an_error = findings.iter().any(|finding| finding.severity == Severity::Error);
    debug_assert!(lists_an_error, "what is no visible ASCII is found");
    Err(CredentialError::NotSendable(findings))
}

impl PartialEq for Credential {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.text.as_bytes().ct_eq(other.text.as_bytes()).into()
    }
}

impl Eq for Credential {}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credential({} characters, {})", self.text.len(), self.fingerprint())
    }
}

impl CredentialError {
    /// The stable code, `ERR_CREDENTIAL`.
    pub fn code(&self) -> &'static str {
        "ERR_CREDENTIAL"
    }

    /// What was noticed in the text.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::NotSendable(findings) => findings,
            Self::SessionToken => &[],
        }
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSendable(findings) => {
                let errors = || findings.iter().filter(|f| f.severity == Severity::Error);
                let lasting = errors().find(|finding| !finding.code.can_be_taken_away());
                let worst = lasting.or_else(|| errors().next());
                formatter.write_str(worst.map_or("the text cannot be sent", |worst| &worst.message))
            }
            Self::SessionToken => formatter.write_str(
                "a session token is sent in `X-Clarifai-Session-Token`, never in `Authorization`",
            ),
        }
    }
}

impl std::error::Error for CredentialError {}
