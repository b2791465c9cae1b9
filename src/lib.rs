//! What a Clarifai API credential is, what it may call, and how to predict without giving it away.
//!
//! This is the core: values in, values out. It sends nothing, reads no clock and no environment, and
//! never panics on input. The npm package of the same name is this crate compiled to WebAssembly.
//!
//! - [`check_credential`] says what a text is as a credential and what is wrong with it;
//!   [`Credential`] holds one; [`check_authorization`] reads a header as a server would see it.
//! - [`RpcMethod`], [`OperationScope`] and [`HttpRule`] are the [`catalogue`] of what the API declares.
//! - [`Grant`] is what a credential carries, and [`Grant::evaluate`] decides whether it covers a
//!   [`Call`].
//! - [`PredictRequest`], [`WorkflowRequest`] and [`RpcRequest`] write requests; [`FailedAttempt`] tells
//!   when one is sent again, [`Liveness`] what the answer to a probe proves.
#![cfg_attr(
    feature = "texts",
    doc = "- [`check_environment`] reads a `.env` text or a configuration file, [`check_variables`] a map.
- [`scan_text`] finds credentials that leaked into source code, bundles and logs.
- [`read_paste`] reads whatever a person pastes as [`Evidence`], its credentials masked.
- [`scan_calls`] finds the calls of the API that a program makes.
- [`mask_credentials`] masks the secrets of a whole text.
- [`UsageLog`] reads which calls an access log holds, and plans the least key for them."
)]
//!
//! The last five are the feature `texts`, which is on by default.
//!
//! Independent of Clarifai, Inc.: neither made nor endorsed by it.
//!
//! # Examples
//!
//! ```
//! use clarifai_auth::{Call, Decision, Grant, GrantDescription, Timestamp, check_credential};
//!
//! let report = check_credential("\"0123456789abcdef0123456789abcdef\"");
//! assert_eq!(report.findings[0].message, "a quote stands before the credential");
//!
//! let grant = Grant::new(GrantDescription {
//!     scopes: vec!["Predict".into(), "Models:Get".into(), "Concepts:Get".into(), "Apps:Get".into()],
//!     ..GrantDescription::default()
//! })?;
//! let now = Timestamp::from(std::time::SystemTime::now());
//! let call = Call::request("POST", "/v2/models/general-image-recognition/outputs");
//! assert!(matches!(grant.evaluate(&call, now), Decision::Allow { .. }));
//! # Ok::<(), clarifai_auth::GrantError>(())
//! ```
#![deny(missing_docs, unsafe_code)]
#![cfg_attr(not(feature = "texts"), allow(dead_code, reason = "some helpers are for texts only"))]
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
mod batch;
mod call;
#[cfg(feature = "texts")]
mod calls;
pub mod catalogue;
mod closed_list;
mod credential;
mod decision;
mod diagnosis;
#[cfg(feature = "texts")]
mod environment;
mod evaluate;
mod evidence;
mod finding;
mod grant;
mod json;
mod liveness;
#[cfg(feature = "texts")]
mod mask;
#[cfg(feature = "texts")]
mod paste;
#[cfg(feature = "plans")]
mod plan;
mod predict;
mod quoted;
mod redaction;
mod replacement;
mod retry;
mod rpc_request;
#[cfg(feature = "texts")]
mod scan;
mod scope;
mod status;
mod text;
mod time;
#[cfg(feature = "texts")]
mod usage;
mod workflow;

pub use call::{BodyHolds, Call, UserAppId};
#[cfg(feature = "texts")]
pub use calls::{CallCertainty, FoundCall, scan_calls};
pub use catalogue::{
    AuthType, HttpRule, Parameter, RouteMatch, RouteMatches, RpcMethod, Streaming,
};
pub use credential::{
    AuthorizationReport, Credential, CredentialError, CredentialKind, CredentialReport,
    CredentialShape, ParseOptions, RequestTarget, check_authorization, check_credential,
};
pub use decision::{Caveat, Caveats, Cost, Decision, Reason, Rejection, Remedy, Rule, Unknown};
pub use diagnosis::{
    Cause, CauseCode, Certainty, Check, CheckItem, CheckState, DiagnosedStatus, Diagnosis, diagnose,
};
#[cfg(feature = "texts")]
pub use environment::{EnvironmentFinding, EnvironmentReport, check_environment, check_variables};
pub use evidence::{
    Body, Evidence, GrpcStatus, Headers, PasteKind, Reference, RequestEvidence, ResponseEvidence,
};
pub use finding::{Finding, FindingCode, Severity, Span};
pub use grant::{
    AnswerApp, AnswerError, AnswerKey, AppId, Comparison, Grant, GrantAnswer, GrantDescription,
    GrantError, KeyType, Relation,
};
pub use liveness::Liveness;
#[cfg(feature = "texts")]
pub use mask::mask_credentials;
#[cfg(feature = "texts")]
pub use paste::{PasteOptions, read_paste};
#[cfg(feature = "plans")]
pub use plan::{
    KeyApp, KeyRequest, NewKey, NewKeys, Plan, PlanOptions, Plans, Unplanned, plan_key,
};
pub use predict::{ModelId, PredictError, PredictInput, PredictRequest, ResourceId, grant_path};
pub use replacement::{
    companion_description, plain_description, replacement_description, replaces,
};
pub use retry::FailedAttempt;
pub use rpc_request::{RpcRequest, RpcRequestError};
#[cfg(feature = "texts")]
pub use scan::{Leak, LeakCertainty, LeakContext, scan_text};
pub use scope::{OperationScope, ScopeSet};
pub use status::ApiStatus;
pub use time::Timestamp;
#[cfg(feature = "texts")]
pub use usage::{UsageLog, UsedCall};
pub use workflow::{WorkflowId, WorkflowRequest};

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#[allow(unsafe_code, reason = "wasm-bindgen generates it")]
#[doc(hidden)]
pub mod js;
