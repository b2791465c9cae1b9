use super::intersect::common_app;
use super::{Grant, KeyType};
use crate::catalogue::{AuthType, RpcMethod, RpcSet};
use crate::time::Timestamp;

/// How much one grant covers, beside another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// The same.
    Equal,
    /// A part of what the other covers.
    Narrower,
    /// All that the other covers, and more.
    Wider,
    /// Each covers something that the other does not; some calls are covered by both.
    Overlapping,
    /// No call that needs anything is covered by both.
    Disjoint,
}

/// What another grant can call more and less than this one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Comparison {
    /// Of this grant to the other.
    pub relation: Relation,
    /// The RPC methods that only the other can call.
    pub gained: Vec<RpcMethod>,
    /// The RPC methods that only this one can call.
    pub lost: Vec<RpcMethod>,
}

impl Grant {
    /// Says whether `other` covers more or less than this, and which RPC methods make the difference.
    ///
    /// The relation is judged by scopes, endpoint lists, apps and types, so that a scope that no
    /// method requires today counts too. Expiry is not judged: a grant whose `expires_at` is later,
    /// or is gone, is equal. A grant of one app and one of another are disjoint, though the names
    /// of what they can call may be the same.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{Grant, GrantDescription, Relation};
    ///
    /// let grant = |scopes: &[&str]| {
    ///     let mut description = GrantDescription::default();
    ///     description.scopes = scopes.iter().map(|scope| scope.to_string()).collect();
    ///     Grant::new(description)
    /// };
    /// let comparison = grant(&["Apps_Get"])?.compare(&grant(&["Apps_Get", "Concepts_Get"])?);
    /// assert_eq!(comparison.relation, Relation::Narrower);
    /// assert!(comparison.gained.iter().any(|rpc| rpc.name() == "ListConcepts"));
    /// assert!(comparison.lost.is_empty());
    /// # Ok::<(), clarifai_auth::GrantError>(())
    /// ```
    pub fn compare(&self, other: &Self) -> Comparison {
        let (own, others) = (self.whole_reach(), other.whole_reach());
        let only = |left: &RpcSet, right: &RpcSet| -> Vec<RpcMethod> {
            left.iter().filter(|rpc| !right.contains(*rpc)).collect()
        };
        let relation = match (self.is_within(other), other.is_within(self)) {
            (true, true) => Relation::Equal,
            _ if common_app(self.app.as_ref(), other.app.as_ref()).is_err() => Relation::Disjoint,
            (true, false) => Relation::Narrower,
            (false, true) => Relation::Wider,
            _ => {
                let common = self.intersect(other).whole_reach();
                let is_common = common.iter().any(needs_something);
                if is_common { Relation::Overlapping } else { Relation::Disjoint }
            }
        };
        Comparison { relation, gained: only(&others, &own), lost: only(&own, &others) }
    }

    /// What it lets call, whatever the time.
    pub(crate) fn whole_reach(&self) -> RpcSet {
        let mut lasting = self.clone();
        lasting.expires_at = None;
        lasting.reach(Timestamp::from_unix_seconds(0)).collect()
    }

    /// Whether the other covers all that this one does.
    fn is_within(&self, other: &Self) -> bool {
        let scopes = other.has_all_scopes
            || (!self.has_all_scopes
                && self.scopes.difference(other.scopes).is_empty()
                && holds(&other.unknown_scopes, &self.unknown_scopes));
        let endpoints = match (&self.endpoints, &other.endpoints) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(others)) => {
                own.is_subset(others) && holds(&other.unknown_endpoints, &self.unknown_endpoints)
            }
        };
        let is_token = |grant: &Self| grant.key_type == Some(KeyType::PersonalAccessToken);
        let app = match (&self.app, &other.app) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(others)) => {
                own.id == others.id && (others.owner().is_none() || own.owner() == others.owner())
            }
        };
        scopes && endpoints && app && (is_token(other) || !is_token(self))
    }
}

/// Whether one list, in order, holds all of another.
fn holds(list: &[String], names: &[String]) -> bool {
    names.iter().all(|name| list.binary_search(name).is_ok())
}

/// Whether a call of it needs more than any credential has.
fn needs_something(rpc: RpcMethod) -> bool {
    rpc.auth_type() != AuthType::NoAuth && !rpc.required_scopes().is_empty()
}
