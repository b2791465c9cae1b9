//! The RPC methods, scopes and HTTP rules that Clarifai's API declares.
//!
//! Generated from the descriptors of the PyPI package `clarifai-grpc`; [`VERSION`] names the release.

#[rustfmt::skip]
mod generated;
mod http_rule;
mod listing;
mod path;
mod route;
mod rpc_method;
mod tables;

pub use generated::VERSION;
pub(crate) use generated::{SCOPE_NAMES, SCOPE_SETS, SCOPES, STATUS_CODES, STATUS_NAMES};
pub use http_rule::HttpRule;
pub use listing::{HttpRuleListing, OperationScopeListing, RouteListing, RpcMethodListing};
pub use path::Parameter;
pub(crate) use path::{percent_decode_path, push_encoded};
pub use route::{RouteMatch, RouteMatches};
pub use rpc_method::{AuthType, RpcMethod, Streaming};
