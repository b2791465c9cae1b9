//! What a credential carries: scopes of both levels, its type, its app and its expiry.

mod answer;
mod compare;
mod description;
mod difference;
mod intersect;

pub use answer::{AnswerApp, AnswerError, AnswerKey, GrantAnswer};
pub use compare::{Comparison, Relation};
pub use description::{AppId, GrantDescription, GrantError};

use crate::catalogue::{AuthType, RpcMethod, RpcSet};
use crate::scope::{OperationScope, ScopeSet};
use crate::time::Timestamp;

/// The two kinds of credential that `Authorization: Key …` carries (`Key.type` in `resources.proto`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyType {
    /// Bound to one app.
    AppSpecificKey,
    /// Stands for a user; PAT for short.
    PersonalAccessToken,
}

/// The scopes of both levels that a credential carries, compiled once.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{Grant, GrantDescription, RpcMethod, Timestamp};
///
/// let grant = Grant::new(GrantDescription {
///     scopes: ["Predict", "Models:Get", "Concepts:Get", "Apps:Get"].map(String::from).to_vec(),
///     ..GrantDescription::default()
/// })?;
/// let now = Timestamp::from_unix_seconds(0);
/// assert!(grant.allows(RpcMethod::find("PostModelOutputs").unwrap(), now));
/// assert!(!grant.allows(RpcMethod::find("PostInputs").unwrap(), now));
/// # Ok::<(), clarifai_auth::GrantError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Grant {
    pub(crate) key_type: Option<KeyType>,
    pub(crate) scopes: ScopeSet,
    pub(crate) has_all_scopes: bool,
    /// In order of their bytes, as is `unknown_endpoints`.
    unknown_scopes: Vec<String>,
    /// Nothing: no endpoint restriction.
    endpoints: Option<RpcSet>,
    unknown_endpoints: Vec<String>,
    pub(crate) app: Option<AppId>,
    expires_at: Option<Expiry>,
}

#[derive(Clone, Debug)]
struct Expiry {
    text: String,
    moment: Timestamp,
}

impl Grant {
    /// Names of scopes that the catalogue does not know, as they were given, in order.
    pub fn unknown_scopes(&self) -> &[String] {
        &self.unknown_scopes
    }

    /// Endpoint-level scopes that the catalogue does not know, as they were given, in order.
    pub fn unknown_endpoints(&self) -> &[String] {
        &self.unknown_endpoints
    }

    /// Whether it has an expiry, so that the moment of a call matters.
    pub fn can_expire(&self) -> bool {
        self.expires_at.is_some()
    }

    /// Whether a call of `rpc` at `now` meets every declared requirement.
    ///
    /// True exactly where [`evaluate`](Self::evaluate) gives `Allow` for the bare RPC method.
    pub fn allows(&self, rpc: RpcMethod, now: Timestamp) -> bool {
        let auth_type = rpc.auth_type();
        auth_type == AuthType::NoAuth
            || (self.passes(auth_type)
                && self.missing_scopes(rpc).is_empty()
                && self.lists(rpc)
                && !self.has_expired(now))
    }

    /// Yields the RPC methods that it allows, in the catalogue's order.
    pub fn reach(&self, now: Timestamp) -> impl Iterator<Item = RpcMethod> {
        RpcMethod::all().filter(move |rpc| self.allows(*rpc, now))
    }

    /// Whether a credential of this kind passes the authorization type at all.
    pub(crate) fn passes(&self, auth_type: AuthType) -> bool {
        match auth_type {
            AuthType::NoAuth | AuthType::KeyAuth => true,
            AuthType::PATAuth => self.key_type == Some(KeyType::PersonalAccessToken),
            AuthType::SessionTokenAuth | AuthType::AdminAuth => false,
        }
    }

    /// Required scopes that are not granted; the requirement is for `KeyAuth` and `PATAuth`.
    pub(crate) fn missing_scopes(&self, rpc: RpcMethod) -> ScopeSet {
        let demands = matches!(rpc.auth_type(), AuthType::KeyAuth | AuthType::PATAuth);
        if self.has_all_scopes || !demands {
            return ScopeSet::default();
        }
        rpc.required_scopes().difference(self.scopes)
    }

    /// Whether the endpoint list, where there is one, holds `rpc`.
    pub(crate) fn lists(&self, rpc: RpcMethod) -> bool {
        self.endpoints.as_ref().is_none_or(|endpoints| endpoints.contains(rpc))
    }

    /// Whether there is an endpoint list and it holds `rpc`.
    pub(crate) fn lists_by_name(&self, rpc: RpcMethod) -> bool {
        self.endpoints.is_some() && self.lists(rpc)
    }

    pub(crate) fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at.as_ref().is_some_and(|expiry| expiry.moment <= now)
    }

    pub(crate) fn expiry_text(&self) -> Option<&str> {
        self.expires_at.as_ref().map(|expiry| expiry.text.as_str())
    }
}

/// `All` covers every operation-level scope.
fn holds_all(scopes: ScopeSet) -> bool {
    OperationScope::find("All").is_some_and(|all| scopes.contains(all))
}
