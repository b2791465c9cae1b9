use std::collections::BinaryHeap;
use std::fmt;

use super::{Expiry, Grant, KeyType, holds_all};
use crate::catalogue::{RpcMethod, RpcSet};
use crate::quoted::quoted;
use crate::scope::{OperationScope, ScopeSet};
use crate::time::Timestamp;

/// What a credential carries, in words: what a [`Grant`] is made from and described by.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GrantDescription {
    /// Absent: judged as an app-specific key, the stricter reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_type: Option<KeyType>,
    /// Names or labels of operation-level scopes, in any case.
    pub scopes: Vec<String>,
    /// Endpoint-level scopes; empty: no endpoint restriction, unless `endpoints_restricted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoints: Option<Vec<String>>,
    /// Only `endpoints` may be called, even where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoints_restricted: Option<bool>,
    /// The app that an app-specific key is bound to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<AppId>,
    /// RFC 3339; absent: it does not expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

/// An app, and the user that owns it where that is known.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AppId {
    /// The app's id.
    pub id: String,
    /// The owner's user id.
    #[serde(default, alias = "user_id", skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

impl AppId {
    /// The owner by name: `me` stands for whoever asks.
    pub(crate) fn owner(&self) -> Option<&str> {
        self.user_id.as_deref().filter(|user| *user != "me")
    }
}

impl fmt::Display for AppId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.user_id {
            Some(user) => write!(formatter, "{user}/{}", self.id),
            None => formatter.write_str(&self.id),
        }
    }
}

/// Why a description makes no grant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GrantError {
    /// `expiresAt` is not an RFC 3339 date and time.
    Expiry,
}

impl GrantError {
    /// The stable code, `ERR_GRANT`.
    pub fn code(&self) -> &'static str {
        "ERR_GRANT"
    }
}

impl fmt::Display for GrantError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expiry => formatter.write_str(
                "`expiresAt` is not an RFC 3339 date and time such as `2026-12-31T23:59:59Z`",
            ),
        }
    }
}

impl std::error::Error for GrantError {}

impl Grant {
    /// Compiles a description.
    ///
    /// Scopes and endpoints that the catalogue does not know are kept and named by
    /// [`unknown_scopes`](Self::unknown_scopes) and [`unknown_endpoints`](Self::unknown_endpoints).
    ///
    /// # Errors
    ///
    /// [`GrantError::Expiry`] where `expires_at` is no RFC 3339 date and time.
    pub fn new(description: GrantDescription) -> Result<Self, GrantError> {
        let mut scopes = ScopeSet::default();
        let mut unknown_scopes = Vec::new();
        for name in description.scopes {
            match OperationScope::find(&name) {
                Some(scope) => scopes.insert(scope),
                None => unknown_scopes.push(quoted(name.trim())),
            }
        }
        let listed = description.endpoints.unwrap_or_default();
        let restricted = !listed.is_empty() || description.endpoints_restricted == Some(true);
        let mut endpoints = RpcSet::default();
        let mut unknown_endpoints = Vec::new();
        for name in listed {
            match RpcMethod::find(name.trim()) {
                Some(rpc) => endpoints.insert(rpc),
                None => unknown_endpoints.push(quoted(name.trim())),
            }
        }
        Ok(Self {
            key_type: description.key_type,
            scopes,
            has_all_scopes: holds_all(scopes),
            unknown_scopes: sorted(unknown_scopes),
            endpoints: restricted.then_some(endpoints),
            unknown_endpoints: sorted(unknown_endpoints),
            app: description.app,
            expires_at: description.expires_at.map(Expiry::parse).transpose()?,
        })
    }

    /// The description of it: a grant made from that decides as this one does.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{Grant, GrantDescription};
    ///
    /// let mut description = GrantDescription::default();
    /// description.scopes = vec!["models:get".into(), "Brand:New".into()];
    /// let grant = Grant::new(description)?;
    /// assert_eq!(grant.describe().scopes, ["Models_Get", "Brand:New"]);
    /// # Ok::<(), clarifai_auth::GrantError>(())
    /// ```
    pub fn describe(&self) -> GrantDescription {
        let known = self.scopes.iter().map(|scope| scope.name().to_owned());
        let endpoints = self.endpoints.as_ref().map(|known| {
            let known = known.iter().map(RpcMethod::endpoint);
            known.chain(self.unknown_endpoints.iter().cloned()).collect::<Vec<_>>()
        });
        GrantDescription {
            key_type: self.key_type,
            scopes: known.chain(self.unknown_scopes.iter().cloned()).collect(),
            endpoints_restricted: endpoints.is_some().then_some(true),
            endpoints,
            app: self.app.clone(),
            expires_at: self.expires_at.as_ref().map(|expiry| expiry.text.clone()),
        }
    }
}

impl Expiry {
    fn parse(text: String) -> Result<Self, GrantError> {
        let moment = Timestamp::parse(&text).ok_or(GrantError::Expiry)?;
        Ok(Self { text, moment })
    }
}

/// In order, so that two lists are compared in one pass each.
fn sorted(names: Vec<String>) -> Vec<String> {
    // A heap's sort is a tenth of the code of `sort`, and as bounded on hostile lists.
    let mut names = BinaryHeap::from(names).into_sorted_vec();
    names.dedup();
    names
}
