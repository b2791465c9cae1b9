//! The RPC methods, scopes and HTTP rules that Clarifai's API declares.
//!
//! Generated from the descriptors of the PyPI package `clarifai-grpc`; [`VERSION`] names the release.

#[rustfmt::skip]
mod generated;
mod http_rule;
mod later;
#[rustfmt::skip]
mod later_table;
mod listing;
mod literals;
mod message;
mod path;
mod route;
mod rpc_method;
mod rpc_set;
mod tables;
mod tree;

pub use generated::VERSION;
pub(crate) use generated::{
    ENDPOINT_PREFIX, SCOPE_NAMES, SCOPE_SETS, SCOPES, STATUS_NAMES, STATUS_STEPS,
};
pub use http_rule::HttpRule;
pub(crate) use later::later_requirements;
pub use listing::{HttpRuleListing, OperationScopeListing, RouteListing, RpcMethodListing};
pub(crate) use message::MessageType;
pub use path::Parameter;
pub(crate) use path::{is_segment, percent_decode_path, percent_decoded, push_segment};
pub use route::{RouteMatch, RouteMatches};
#[cfg(target_arch = "wasm32")]
pub(crate) use route::{route_words, rules_of_words};
pub use rpc_method::{AuthType, RpcMethod, Streaming};
pub(crate) use rpc_set::RpcSet;
