//! A call that somebody wants to make: an RPC method by name, or a request.

use std::fmt;

use crate::catalogue::RpcMethod;
use crate::grant::AppId;
use crate::json::Json;
use crate::quoted::quoted;
use crate::scope::{OperationScope, ScopeSet};

/// A call to judge.
///
/// `Debug` shows no credential: in the path of a key stands the key.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// The RPC method's name, short or fully qualified; or `verb` and `url` instead.
    pub rpc: Option<String>,
    /// The request's verb.
    pub verb: Option<String>,
    /// The request's URL, absolute or a path from `/v2`.
    pub url: Option<String>,
    /// The user whose resources the call is about.
    pub user_id: Option<String>,
    /// The app that the call is about.
    pub app_id: Option<String>,
    /// What the request's body says in its `user_app_id`, each spelling by itself.
    pub body_ids: Vec<UserAppId>,
    /// What the request's body holds that needs a scope of its own.
    pub body_holds: BodyHolds,
}

/// What a request's body holds that needs a scope of its own.
///
/// `extension.proto` says so of concepts that annotations are made with: new ones need
/// `Concepts_Add`. `service.proto` has `Predict` as optional for searches: an image in the query is
/// predicted on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BodyHolds {
    /// Concepts: a field `concepts` with at least one.
    pub concepts: bool,
    /// An image: a field `image`.
    pub image: bool,
}

impl BodyHolds {
    /// What the fields of a body hold, wherever they stand.
    pub(crate) fn of_json(body: &Json) -> Self {
        Self { concepts: holds(body, "concepts"), image: holds(body, "image") }
    }
}

/// Whether a field of this name holds something, wherever it stands.
fn holds(value: &Json, name: &str) -> bool {
    let is_filled = |value: &Json| !value.items().is_empty() || !value.entries().is_empty();
    value.items().iter().any(|item| holds(item, name))
        || value
            .entries()
            .iter()
            .any(|(own, value)| (*own == name && is_filled(value)) || holds(value, name))
}

/// Whose app a request is about (`UserAppIDSet` in `resources.proto`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserAppId {
    /// The user that owns the app.
    pub user_id: Option<String>,
    /// The app.
    pub app_id: Option<String>,
}

impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &Option<String>| text.as_deref().map(quoted);
        formatter
            .debug_struct("Call")
            .field("rpc", &shown(&self.rpc))
            .field("verb", &shown(&self.verb))
            .field("url", &shown(&self.url))
            .field("user_id", &shown(&self.user_id))
            .field("app_id", &shown(&self.app_id))
            .field("body_ids", &self.body_ids.len())
            .finish()
    }
}

impl Call {
    /// A call of an RPC method by its name.
    pub fn rpc(name: impl Into<String>) -> Self {
        Self { rpc: Some(name.into()), ..Self::default() }
    }

    /// A request.
    pub fn request(verb: impl Into<String>, url: impl Into<String>) -> Self {
        Self { verb: Some(verb.into()), url: Some(url.into()), ..Self::default() }
    }

    /// The name of the RPC method, where the call says nothing else.
    pub(crate) fn bare_name(&self) -> Option<&str> {
        let is_bare = self.user_id.is_none()
            && self.app_id.is_none()
            && self.body_ids.is_empty()
            && self.body_holds == BodyHolds::default();
        self.rpc.as_deref().filter(|_| is_bare)
    }

    /// Takes from a body of JSON what matters for a decision.
    pub(crate) fn read_body(&mut self, text: &str) {
        let Some(body) = Json::read(text) else { return };
        for set in ["user_app_id", "userAppId"].iter().filter_map(|name| body.get(name)) {
            // Protocol Buffers read both spellings of a name.
            for [user, app] in [["user_id", "app_id"], ["userId", "appId"]] {
                let id = |name| set.get(name).and_then(Json::text);
                self.body_ids.push(UserAppId { user_id: id(user), app_id: id(app) });
            }
        }
        self.body_holds = BodyHolds::of_json(&body);
    }

    /// Scopes that this call of `rpc` needs beside those that every call of it does.
    pub(crate) fn conditional_scopes(&self, rpc: RpcMethod) -> ScopeSet {
        let annotates = matches!(
            rpc.name(),
            "PostAnnotations" | "PatchAnnotations" | "PostInputs" | "PatchInputs"
        );
        let searches =
            matches!(rpc.name(), "PostSearches" | "PostInputsSearches" | "PostAnnotationsSearches");
        let concepts_add = (annotates && self.body_holds.concepts).then_some("Concepts_Add");
        let predict = (searches && self.body_holds.image).then_some("Predict");
        let needed: ScopeSet = [concepts_add, predict]
            .into_iter()
            .flatten()
            .filter_map(OperationScope::find)
            .collect();
        needed.difference(rpc.required_scopes())
    }

    /// The ids that the call itself and its body give.
    pub(crate) fn ids(&self) -> impl Iterator<Item = UserAppId> {
        let own = UserAppId { user_id: self.user_id.clone(), app_id: self.app_id.clone() };
        std::iter::once(own).chain(self.body_ids.iter().cloned()).map(UserAppId::without_empty)
    }
}

impl UserAppId {
    /// Protocol Buffers read an empty text as none.
    fn without_empty(self) -> Self {
        let given = |id: Option<String>| id.filter(|id| !id.is_empty());
        Self { user_id: given(self.user_id), app_id: given(self.app_id) }
    }

    /// What both name together; nothing where they name different users or apps.
    pub(crate) fn joined(&self, other: &Self) -> Option<Self> {
        let one = |own: &Option<String>, other: &Option<String>| match (own, other) {
            (Some(own), Some(other)) if own != other => None,
            (own, other) => Some(own.as_ref().or(other.as_ref()).cloned()),
        };
        Some(Self {
            user_id: one(&self.user_id, &other.user_id)?,
            app_id: one(&self.app_id, &other.app_id)?,
        })
    }

    /// The user id `me` is the credential's owner, so it names nobody else.
    pub(crate) fn names_other_than(&self, app: &AppId) -> bool {
        let other_app = self.app_id.as_ref().is_some_and(|id| *id != app.id);
        let other_user = match (self.user_id.as_deref(), app.owner()) {
            (Some(named), Some(owner)) => named != "me" && named != owner,
            _ => false,
        };
        other_app || other_user
    }
}

impl std::fmt::Display for UserAppId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.user_id, &self.app_id) {
            (Some(user), Some(app)) => write!(formatter, "{user}/{app}"),
            (Some(user), None) => write!(formatter, "{user}/"),
            (None, Some(app)) => formatter.write_str(app),
            (None, None) => Ok(()),
        }
    }
}
