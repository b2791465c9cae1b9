//! Why a call failed.

mod cause;

#[allow(unused_imports, reason = "only the bindings read it")]
pub(crate) use cause::CAUSE_CODE_TYPE;
pub use cause::{Cause, CauseCode, Certainty};

use serde::Serialize;

use crate::evidence::Evidence;
use crate::time::Timestamp;

/// Why a call failed: its causes, the most probable first, and what was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Diagnosis {
    /// Most probable first; never empty.
    pub causes: Vec<Cause>,
    /// The seven things to check, in their order.
    pub checklist: Vec<Check>,
    /// The status that the answer carries, that of the failing part where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<DiagnosedStatus>,
    /// Present where trying again can help: after so many seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u32>,
}

/// One of the seven things to check when a credential does not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Check {
    /// What is looked at.
    pub item: CheckItem,
    /// What was found.
    pub state: CheckState,
    /// Why, in a few words.
    pub note: String,
}

/// What is looked at, in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckItem {
    /// The credential itself.
    Key,
    /// The variables that hold it.
    Environment,
    /// Rate limits and quotas.
    Limits,
    /// Whether credential and account are in force.
    Activation,
    /// Scopes and what the credential reaches.
    Permissions,
    /// The `Authorization` header.
    Header,
    /// Address, path and HTTP method.
    Endpoint,
}

/// What was found of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckState {
    /// The evidence shows it to be in order.
    Ok,
    /// A cause lies there.
    Problem,
    /// The evidence tells nothing of it.
    NotChecked,
}

/// The status that an answer carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DiagnosedStatus {
    /// Its code.
    pub code: u32,
    /// The code's name, where the catalogue knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'static str>,
    /// What the server says of it, credentials masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Says why a call failed, by what is known of it; `now` is the moment to judge expiry by.
pub fn diagnose(_evidence: &Evidence, _now: Timestamp) -> Diagnosis {
    let code = CauseCode::Unknown;
    let cause = Cause {
        code,
        certainty: Certainty::Possible,
        title: code.title(),
        evidence: Vec::new(),
        remedy: code.remedy().to_owned(),
    };
    Diagnosis {
        causes: vec![cause],
        checklist: Vec::new(),
        status: None,
        retry_after_seconds: None,
    }
}
