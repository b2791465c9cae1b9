//! What is known of a call: the ground of a diagnosis.

mod body;
mod grpc_status;
mod headers;
mod kind;
mod reference;

pub use body::Body;
pub use grpc_status::GrpcStatus;
pub use headers::Headers;
#[allow(unused_imports, reason = "only the bindings read it")]
pub(crate) use kind::PASTE_KIND_TYPE;
pub use kind::PasteKind;
pub use reference::Reference;

use serde::Serialize;

use crate::credential::CredentialReport;
use crate::grant::GrantDescription;

/// What is known of a call: what [`read_paste`](crate::read_paste) reads, and the ground of
/// [`diagnose`](crate::diagnose).
///
/// No text that `read_paste` leaves in it holds a credential, unless [`PasteOptions::reveal`](crate::PasteOptions::reveal) asked for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Evidence {
    /// What the paste was recognised as: its dominating part.
    pub kind: PasteKind,
    /// What stands in the credential's position, without the scheme word and the one space behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// What that text is as a credential, as it was pasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential_report: Option<CredentialReport>,
    /// The text that sets variables: `.env`, `.dev.vars`, `wrangler.toml`, YAML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// What is known of the variables: of a map, [`check_variables`](crate::check_variables).
    #[cfg(feature = "texts")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment_report: Option<crate::environment::EnvironmentReport>,
    /// The variable in the credential's place, in a command or a program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// The value of the `Authorization` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
    /// What was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestEvidence>,
    /// What was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseEvidence>,
    /// What the program caught.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The status of gRPC that the text of a failure, or an answer's headers, tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grpc_status: Option<GrpcStatus>,
    /// What an answer of `/v2/myscopes`, or a key in an answer, says that the credential carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantDescription>,
    /// When the one key of an answer was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_created_at: Option<String>,
    /// How many further calls of the API a HAR, or several commands, hold; they are not shown.
    #[serde(skip_serializing_if = "is_zero")]
    pub other_calls: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// What was sent, as far as the paste shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestEvidence {
    /// In capitals; what the tool sends where it is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verb: Option<String>,
    /// As pasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Names as pasted.
    #[serde(skip_serializing_if = "Headers::is_empty")]
    pub headers: Headers,
    /// A header that was written without quotes, as it was meant. A shell cuts it at its spaces: what
    /// is sent lacks what stands behind the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unquoted_header: Option<String>,
    /// JSON where it is JSON. `@file` is not read. Of a form each field in a line of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}

/// What was answered, as far as the paste shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResponseEvidence {
    /// The status of HTTP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// Names as pasted.
    #[serde(skip_serializing_if = "Headers::is_empty")]
    pub headers: Headers,
    /// JSON where it is JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}
