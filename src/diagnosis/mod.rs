//! Why a call failed.

mod answer;
mod by_answer;
mod by_credential;
mod by_grant;
mod by_protocol;
mod by_request;
mod by_words;
mod cause;
mod causes;
mod checklist;
mod facts;
mod phrases;
mod retry;
mod status_code;

#[allow(unused_imports, reason = "only the bindings read it")]
pub(crate) use cause::CAUSE_CODE_TYPE;
pub use cause::{Cause, CauseCode, Certainty};

use serde::Serialize;

use crate::evidence::Evidence;
use crate::time::Timestamp;
use causes::Causes;
use facts::Facts;

/// Why a call failed: its causes, the most probable first, and what was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Diagnosis {
    /// Most probable first; never empty.
    pub causes: Vec<Cause>,
    /// The seven things to check, in their order.
    pub checklist: Vec<Check>,
    /// The status that the answer carries; where it has none, that of the part that failed.
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

/// The status of an answer.
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
///
/// The answer's `status.code` counts first, then its details, then the statuses of its parts; the
/// description only breaks ties. What the server answered outranks what the catalogue expects. A text
/// may hold the mark that [`read_paste`](crate::read_paste) leaves in the place of a credential.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{CauseCode, Certainty, PasteOptions, Timestamp, diagnose, read_paste};
///
/// let paste = r#"{"status":{"code":11009,"description":"API key not found","details":"invalid key(None)"}}"#;
/// let evidence = read_paste(paste, PasteOptions::default());
/// let diagnosis = diagnose(&evidence, Timestamp::from_unix_seconds(0));
/// let first = &diagnosis.causes[0];
/// assert_eq!((first.code, first.certainty), (CauseCode::CredentialMissing, Certainty::Certain));
/// assert_eq!(diagnosis.checklist.len(), 7);
/// ```
pub fn diagnose(evidence: &Evidence, now: Timestamp) -> Diagnosis {
    let facts = Facts::gather(evidence, now);
    let mut causes = Causes::default();
    by_answer::add(&facts, &mut causes);
    if causes.is_empty() {
        by_words::add(&facts, &mut causes);
    }
    let is_answered = facts.has_answer() && !causes.is_empty();
    if !is_answered {
        unanswered(&facts, &mut causes);
    }
    if causes.is_empty() {
        let what = if facts.has_answer() {
            "the answer is of no known kind"
        } else {
            "no answer and no error that tells"
        };
        causes.add(CauseCode::Unknown, Certainty::Possible, what, None);
    }
    let causes = causes.in_order();
    Diagnosis {
        checklist: checklist::checklist(&facts, &causes),
        status: diagnosed(&facts),
        retry_after_seconds: retry::retry_after_seconds(&facts, &causes),
        causes,
    }
}

/// No answer proves anything: what is known of the call itself.
fn unanswered(facts: &Facts, causes: &mut Causes) {
    by_credential::header(facts, Certainty::Likely, causes);
    by_credential::add(facts, Certainty::Likely, causes);
    #[cfg(feature = "texts")]
    by_credential::environment(facts, Certainty::Likely, causes);
    by_request::add(facts, Certainty::Likely, causes);
    by_grant::expected(facts, causes);
    by_grant::expired(facts, causes);
}

/// The answer's own status; where it has none, that of the part that failed.
fn diagnosed(facts: &Facts) -> Option<DiagnosedStatus> {
    let own = facts.answer.own.as_ref().filter(|own| own.status.code().is_some());
    let status = &own.or(facts.answer.failed_parts.first())?.status;
    let description = Some(facts::shown(status.description())).filter(|text| !text.is_empty());
    Some(DiagnosedStatus { code: status.code()?, name: status.name(), description })
}
