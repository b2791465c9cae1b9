//! What is decided about a call, and why.

use serde::Serialize;
use serde::ser::{SerializeSeq, SerializeStruct, Serializer};

use crate::catalogue::{RpcMethod, RpcSet};
use crate::redaction::fields_of;
use crate::scope::ScopeSet;

/// Whether a grant covers a call.
///
/// Where several RPC methods serve the request, `rpc` is the first, `candidates` are all, and the
/// decision is the strictest: the union of their reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Decision {
    /// Every declared requirement is met. The API may still refuse deeper: `caveats` say where.
    Allow {
        /// The RPC method, or the first of several.
        rpc: RpcMethod,
        /// All RPC methods, where they are several.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        candidates: Vec<RpcMethod>,
        /// What may happen all the same.
        caveats: Caveats,
    },
    /// Only under [`Rule::Documented`]: a part of the answer belongs to resources whose Get scope is
    /// not granted, and is left out of it.
    Redact {
        /// The RPC method, or the first of several.
        rpc: RpcMethod,
        /// All RPC methods, where they are several.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        candidates: Vec<RpcMethod>,
        /// Required Get scopes that are not granted.
        missing_scopes: ScopeSet,
        /// The fields of the answer that are left out, as paths such as `outputs.data.concepts`.
        fields: Vec<String>,
        /// What may happen all the same.
        caveats: Caveats,
    },
    /// Some declared requirement is not met.
    Reject(Rejection),
    /// Nothing is known of such a call.
    Unknown {
        /// What was not found.
        what: Unknown,
        /// What was asked for; anything shaped like a credential is masked.
        given: String,
        /// The closest that the catalogue knows.
        #[serde(skip_serializing_if = "Option::is_none")]
        closest: Option<String>,
    },
}

/// Everything that stands against a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejection {
    /// The RPC method, or the first of several.
    pub rpc: RpcMethod,
    /// All RPC methods, where they are several.
    pub candidates: Vec<RpcMethod>,
    /// Every reason that applies.
    pub reasons: Vec<Reason>,
    /// Required scopes that are not granted: complete and minimal.
    pub missing_scopes: ScopeSet,
    /// The endpoint-level scope that is not on the list.
    pub missing_endpoint: Option<String>,
    /// What may happen all the same.
    pub caveats: Caveats,
}

impl Rejection {
    /// What would help, and what it costs: one remedy for each reason.
    pub fn remedies(&self) -> Vec<Remedy> {
        self.reasons.iter().map(Reason::remedy).collect()
    }
}

impl Serialize for Rejection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Rejection", 7)?;
        fields.serialize_field("rpc", &self.rpc)?;
        if !self.candidates.is_empty() {
            fields.serialize_field("candidates", &self.candidates)?;
        }
        fields.serialize_field("reasons", &self.reasons)?;
        fields.serialize_field("missingScopes", &self.missing_scopes)?;
        if let Some(endpoint) = &self.missing_endpoint {
            fields.serialize_field("missingEndpoint", endpoint)?;
        }
        fields.serialize_field("remedies", &self.remedies())?;
        fields.serialize_field("caveats", &self.caveats)?;
        fields.end()
    }
}

/// What was asked about and not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Unknown {
    /// An RPC method of this name.
    Rpc,
    /// A route, or one whose meaning does not depend on how a server decodes the path.
    Route,
}

/// One reason against a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// The method takes personal access tokens only.
    NeedsPersonalAccessToken,
    /// The method takes a person's session only.
    NeedsSessionToken,
    /// The method is for Clarifai's administrators.
    NeedsAdmin,
    /// The credential's time is over.
    Expired {
        /// Since when.
        at: String,
    },
    /// The credential has an endpoint list, and the method is not on it.
    EndpointNotListed {
        /// The method as an endpoint-level scope.
        endpoint: String,
    },
    /// Required scopes are not granted.
    MissingScopes {
        /// Which.
        scopes: ScopeSet,
    },
    /// The credential is bound to an app, and the call names another one.
    OtherApp {
        /// The app that the credential is bound to.
        expected: String,
        /// The app that the call names.
        found: String,
    },
    /// A personal access token needs the ids of the user and the app that the call is about.
    UserAppIdMissing,
}

impl Reason {
    /// What would help against it.
    pub fn remedy(&self) -> Remedy {
        let (cost, action) = match self {
            Reason::NeedsPersonalAccessToken => {
                (Cost::OtherKeyType, "send a personal access token instead of an app-specific key".into())
            }
            Reason::NeedsSessionToken => {
                (Cost::OtherKeyType, "do it in the portal: only a person's session may call this".into())
            }
            Reason::NeedsAdmin => {
                (Cost::OtherKeyType, "ask Clarifai: only an administrator may call this".into())
            }
            Reason::Expired { .. } => {
                (Cost::SameKey, "create a credential with the same scopes and a later expiry".into())
            }
            Reason::EndpointNotListed { endpoint } => {
                (Cost::WiderKey, ["add `", endpoint, "` to the credential's endpoint-level scopes"].concat())
            }
            Reason::MissingScopes { scopes } => {
                let mut action = String::with_capacity(160);
                for (index, scope) in scopes.iter().enumerate() {
                    action.push_str(if index == 0 { "add `" } else { "`, `" });
                    scope.push_label(&mut action);
                }
                action.push_str("` to the credential's scopes");
                (Cost::WiderKey, action)
            }
            Reason::OtherApp { expected, .. } => {
                (Cost::SameKey, ["call the app that the key is bound to, `", expected, "`"].concat())
            }
            Reason::UserAppIdMissing => (
                Cost::SameKey,
                "name the user and the app: use the path that starts `/v2/users/{user_id}/apps/{app_id}/`"
                    .into(),
            ),
        };
        Remedy { action, cost }
    }
}

/// Something that would let the call pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// What to do, one imperative sentence.
    pub action: String,
    /// What it takes.
    pub cost: Cost,
}

/// What a remedy takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cost {
    /// No more rights than the credential has.
    SameKey,
    /// A credential with more rights.
    WiderKey,
    /// A credential of another type.
    OtherKeyType,
}

/// What a required scope that is not granted leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// Today's: the call is refused.
    #[default]
    Declared,
    /// The documentation of 2020: the call is refused where a large part of the answer needs the
    /// scope; else that part is left out of the answer.
    ///
    /// A missing scope that is no Get scope refuses, and so do `Apps_Get`, the Get scope of a
    /// resource that the method is named for, and that of a resource to which half of the distinct
    /// message types of the answer belong. Any other missing Get scope redacts.
    Documented,
}

/// What a decision leaves open; empty for a call that nothing can stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caveats {
    flags: u8,
    /// Get scopes of what the answers may lack.
    redacted: ScopeSet,
    /// Whose answers these are.
    answers: RpcSet,
    /// What the request's body shows to be needed.
    conditional: ScopeSet,
}

/// One thing that a decision leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Caveat {
    /// The server checks further scopes where it touches data (`extension.proto`).
    CheckedDeeper,
    /// Whether the server enforces required scopes for personal-access-token methods is unknown.
    EnforcementUnknown,
    /// The answer can carry resources whose Get scope is not granted; their fields may be left out.
    MayBeRedacted,
    /// The request's body shows that it needs more scopes than every call of the method does.
    ConditionalScopes,
}

impl Caveat {
    pub(crate) const ALL: [Self; 4] = [
        Self::CheckedDeeper,
        Self::EnforcementUnknown,
        Self::MayBeRedacted,
        Self::ConditionalScopes,
    ];

    /// The stable code, such as `checked-deeper`.
    pub fn code(self) -> &'static str {
        match self {
            Self::CheckedDeeper => "checked-deeper",
            Self::EnforcementUnknown => "enforcement-unknown",
            Self::MayBeRedacted => "may-be-redacted",
            Self::ConditionalScopes => "conditional-scopes",
        }
    }

    /// What it means for the caller.
    pub fn message(self) -> &'static str {
        match self {
            Self::CheckedDeeper => {
                "the declared scopes are a minimum: the API checks more of them where it touches data"
            }
            Self::EnforcementUnknown => {
                "this method declares scopes, but whether the API enforces them for a personal access token is unknown"
            }
            Self::MayBeRedacted => {
                "the answer can carry resources whose Get scope is not granted: the API may leave these fields out"
            }
            Self::ConditionalScopes => {
                "the request's body needs scopes that not every call of this method needs, and they are not granted: the API may refuse it"
            }
        }
    }
}

impl Caveats {
    /// Whether it holds `caveat`.
    pub fn contains(self, caveat: Caveat) -> bool {
        match caveat {
            Caveat::CheckedDeeper => self.flags & 1 != 0,
            Caveat::EnforcementUnknown => self.flags & 2 != 0,
            Caveat::MayBeRedacted => !self.redacted.is_empty(),
            Caveat::ConditionalScopes => !self.conditional.is_empty(),
        }
    }

    /// Yields what it holds.
    pub fn iter(self) -> impl Iterator<Item = Caveat> {
        Caveat::ALL.into_iter().filter(move |caveat| self.contains(*caveat))
    }

    /// The scopes that a caveat is about.
    pub fn scopes(self, caveat: Caveat) -> ScopeSet {
        match caveat {
            Caveat::MayBeRedacted => self.redacted,
            Caveat::ConditionalScopes => self.conditional,
            Caveat::CheckedDeeper | Caveat::EnforcementUnknown => ScopeSet::default(),
        }
    }

    /// The fields of the answer that may be left out, as paths such as `outputs.data.concepts`: of
    /// each message of the answer the shortest.
    pub fn fields(self) -> Vec<String> {
        fields_of(self.answers.iter(), self.redacted, self.redacted)
    }

    /// Those of one method; made in one go, which takes half of the time of one after the other.
    pub(crate) fn of_an_allowed(
        rpc: RpcMethod,
        is_checked_deeper: bool,
        redacted: ScopeSet,
    ) -> Self {
        let answers = if redacted.is_empty() { RpcSet::default() } else { RpcSet::of(rpc) };
        let flags = u8::from(is_checked_deeper);
        Self { flags, redacted, answers, conditional: ScopeSet::default() }
    }

    pub(crate) fn add_enforcement_unknown(&mut self) {
        self.flags |= 2;
    }

    pub(crate) fn add_conditional(&mut self, scopes: ScopeSet) {
        self.conditional = self.conditional.union(scopes);
    }

    /// Some of them are missing for certain.
    pub(crate) fn without_redacted(mut self, missing: ScopeSet) -> Self {
        self.redacted = self.redacted.difference(missing);
        if self.redacted.is_empty() {
            self.answers = RpcSet::default();
        }
        self
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self {
            flags: self.flags | other.flags,
            redacted: self.redacted.union(other.redacted),
            answers: self.answers.union(&other.answers),
            conditional: self.conditional.union(other.conditional),
        }
    }
}

impl Serialize for Caveats {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Entry {
            code: &'static str,
            message: &'static str,
            #[serde(skip_serializing_if = "ScopeSet::is_unset")]
            scopes: ScopeSet,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            fields: Vec<String>,
        }
        let mut entries = serializer.serialize_seq(None)?;
        for caveat in self.iter() {
            let fields = if caveat == Caveat::MayBeRedacted { self.fields() } else { Vec::new() };
            let (code, message, scopes) = (caveat.code(), caveat.message(), self.scopes(caveat));
            entries.serialize_element(&Entry { code, message, scopes, fields })?;
        }
        entries.end()
    }
}
