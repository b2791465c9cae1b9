//! The catalogue as plain values, to be serialized.

use serde::{Serialize, Serializer};

use super::route::RouteMatch;
use super::rpc_method::{AuthType, RpcMethod, Streaming};
use crate::scope::{OperationScope, ScopeSet};

/// Everything that the catalogue says of an RPC method.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RpcMethodListing {
    /// The short name.
    pub name: &'static str,
    /// The name as endpoint-level scopes spell it.
    pub endpoint: String,
    /// Who may call it.
    pub auth_type: AuthType,
    /// What every call demands.
    pub required_scopes: ScopeSet,
    /// The verbs and paths it is bound to.
    pub http_rules: Vec<HttpRuleListing>,
    /// Whether requests or answers are streams.
    pub streaming: Streaming,
}

/// One verb and path template.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct HttpRuleListing {
    /// Upper case.
    pub verb: &'static str,
    /// From `/v2`.
    pub template: String,
}

/// Everything that the catalogue says of an operation-level scope.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct OperationScopeListing {
    /// In proto spelling.
    pub name: &'static str,
    /// In the portal's spelling.
    pub label: String,
    /// Whether the portal offers it.
    pub exposed: bool,
    /// Whether it is marked as deprecated.
    pub deprecated: bool,
    /// Scopes advised beside it.
    pub prerequisites: ScopeSet,
    /// RPC methods that demand it.
    pub required_by: Vec<RpcMethod>,
}

/// One RPC method that serves a request.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct RouteListing {
    /// The RPC method.
    pub rpc: RpcMethod,
    /// The template of its HTTP rule.
    pub template: String,
    /// The path's parameters by name, in the order of the path; a `key_id` is a credential and is
    /// masked.
    #[serde(serialize_with = "as_map")]
    pub parameters: Vec<(&'static str, String)>,
}

fn as_map<S: Serializer>(
    entries: &[(&'static str, String)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(entries.iter().map(|(name, value)| (name, value)))
}

impl From<RpcMethod> for RpcMethodListing {
    fn from(method: RpcMethod) -> Self {
        let rules = method.http_rules();
        Self {
            name: method.name(),
            endpoint: method.endpoint(),
            auth_type: method.auth_type(),
            required_scopes: method.required_scopes(),
            http_rules: rules
                .map(|rule| HttpRuleListing { verb: rule.verb(), template: rule.template() })
                .collect(),
            streaming: method.streaming(),
        }
    }
}

impl From<OperationScope> for OperationScopeListing {
    fn from(scope: OperationScope) -> Self {
        Self {
            name: scope.name(),
            label: scope.label(),
            exposed: scope.is_exposed(),
            deprecated: scope.is_deprecated(),
            prerequisites: scope.prerequisites(),
            required_by: scope.required_by().collect(),
        }
    }
}

impl RouteListing {
    /// The parameter that is a credential, and what stands in place of its value.
    pub(crate) const MASKED: (&str, &str) = ("key_id", "<credential>");
}

impl From<RouteMatch<'_>> for RouteListing {
    fn from(route: RouteMatch<'_>) -> Self {
        let parameters = route.parameters().map(|parameter| {
            let (masked, mask) = Self::MASKED;
            let value = match parameter.name() == masked {
                true => mask.to_owned(),
                false => parameter.value().into_owned(),
            };
            (parameter.name(), value)
        });
        Self { rpc: route.rpc(), template: route.template(), parameters: parameters.collect() }
    }
}
