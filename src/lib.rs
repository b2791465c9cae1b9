//! What a Clarifai API credential is, what it may call, and how to predict without giving it away.
#![deny(missing_docs, unsafe_code)]
// In wasm a panic ends the whole module, so nothing here may panic on input.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::todo,
    clippy::unimplemented,
    clippy::unreachable,
    clippy::unwrap_used
)]

#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "only the client sends"))]
mod base_url;
mod call;
pub mod catalogue;
mod credential;
mod decision;
mod evaluate;
mod finding;
mod grant;
mod mask;
mod predict;
mod scope;
mod status;
mod time;

pub use call::{Call, UserAppId};
pub use catalogue::{
    AuthType, HttpRule, Parameter, RouteMatch, RouteMatches, RpcMethod, Streaming,
};
pub use credential::{
    Credential, CredentialError, CredentialKind, CredentialReport, CredentialShape, ParseOptions,
    RequestTarget, check_credential,
};
pub use decision::{Caveat, Caveats, Cost, Decision, Reason, Rejection, Remedy, Unknown};
pub use finding::{Finding, FindingCode, Severity, Span};
pub use grant::{
    AnswerApp, AnswerError, AnswerKey, AppId, Grant, GrantAnswer, GrantDescription, GrantError,
    KeyType,
};
pub use predict::{ModelId, PredictError, PredictInput, PredictRequest, grant_path};
pub use scope::{OperationScope, ScopeSet};
pub use status::ApiStatus;
pub use time::Timestamp;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#[allow(unsafe_code, reason = "wasm-bindgen generates it")]
#[doc(hidden)]
pub mod js;
