//! What is decided about a call, and why.

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use crate::catalogue::RpcMethod;
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Rejection {
    /// The RPC method, or the first of several.
    pub rpc: RpcMethod,
    /// All RPC methods, where they are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<RpcMethod>,
    /// Every reason that applies.
    pub reasons: Vec<Reason>,
    /// Required scopes that are not granted: complete and minimal.
    pub missing_scopes: ScopeSet,
    /// The endpoint-level scope that is not on the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_endpoint: Option<String>,
    /// What would help, and what it costs.
    pub remedies: Vec<Remedy>,
    /// What may happen all the same.
    pub caveats: Caveats,
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

/// What a decision leaves open; empty for a call that nothing can stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caveats(u8);

/// One thing that a decision leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Caveat {
    /// The server checks further scopes where it touches data (`extension.proto`).
    CheckedDeeper,
    /// Whether the server enforces required scopes for personal-access-token methods is unknown.
    EnforcementUnknown,
}

impl Caveat {
    const ALL: [Self; 2] = [Self::CheckedDeeper, Self::EnforcementUnknown];

    /// The stable code, such as `checked-deeper`.
    pub fn code(self) -> &'static str {
        match self {
            Self::CheckedDeeper => "checked-deeper",
            Self::EnforcementUnknown => "enforcement-unknown",
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
        }
    }

    fn bit(self) -> u8 {
        match self {
            Self::CheckedDeeper => 1,
            Self::EnforcementUnknown => 2,
        }
    }
}

impl Caveats {
    /// Whether it holds `caveat`.
    pub fn contains(self, caveat: Caveat) -> bool {
        self.0 & caveat.bit() != 0
    }

    /// Yields what it holds.
    pub fn iter(self) -> impl Iterator<Item = Caveat> {
        Caveat::ALL.into_iter().filter(move |caveat| self.contains(*caveat))
    }

    pub(crate) fn insert(&mut self, caveat: Caveat) {
        self.0 |= caveat.bit();
    }
}

impl Serialize for Caveats {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Entry {
            code: &'static str,
            message: &'static str,
        }
        let mut entries = serializer.serialize_seq(None)?;
        for caveat in self.iter() {
            entries.serialize_element(&Entry { code: caveat.code(), message: caveat.message() })?;
        }
        entries.end()
    }
}
