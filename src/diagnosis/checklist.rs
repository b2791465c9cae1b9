//! The seven things to check when a credential does not work (Clarifai's own list).

use super::answer::Reported;
use super::cause::CauseCode::{self, *};
use super::cause::{Cause, Certainty};
use super::facts::Facts;
use super::status_code::{Meaning, contradicts};
use super::{Check, CheckItem, CheckState};

/// Looks at each of the seven, whatever the causes are.
pub(super) fn checklist(facts: &Facts, causes: &[Cause]) -> Vec<Check> {
    // Words that only name a code show no answer, and a success that HTTP denies shows none of these.
    let is_denied = facts.http_status.is_some_and(|status| status >= 400);
    let clears_nothing = |reported: &Reported| {
        reported.is_named || is_denied && reported.meaning == Meaning::Success
    };
    let answered = facts.answer.deciding().filter(|reported| !clears_nothing(reported));
    let code = answered.and_then(|reported| reported.status.code());
    // The API looks at the header first, then at the key, then at its limits and scopes. Routes and the
    // form of the body come before all of them: a browser's tab without a key was told 11103.
    let is_known = answered.is_some_and(|reported| {
        let is_before = matches!(
            reported.meaning,
            Meaning::Unknown
                | Meaning::Failure(
                    ServiceUnavailable | RouteNotFound | BaseUrlWrong | WrongHttpMethod
                )
        );
        let is_of_part = !reported.place.is_empty();
        (is_of_part || !is_before) && contradicts(&reported.status).is_none()
    });
    let took_header =
        is_known && code.is_some_and(|code| !matches!(code, 11_001 | 11_100 | 11_102));
    let knows_key = took_header && !matches!(code, Some(11_002 | 11_008 | 11_009 | 11_200));
    let succeeds = answered.is_some_and(|reported| reported.meaning == Meaning::Success);
    let check = |item, codes: &[CauseCode], ok: Option<&str>, unknown: &str| {
        let worst = causes.iter().find(|cause| codes.contains(&cause.code));
        let (state, note) = match (worst, ok) {
            (Some(cause), None) => (CheckState::Problem, told(cause)),
            (Some(cause), Some(_)) if cause.certainty != Certainty::Possible => {
                (CheckState::Problem, told(cause))
            }
            (_, Some(note)) => (CheckState::Ok, note.to_owned()),
            (None, None) => (CheckState::NotChecked, unknown.to_owned()),
        };
        Check { item, state, note }
    };
    let well_formed = facts.credential.as_ref().is_some_and(|report| report.ok);
    let header_is_fine = facts.authorization.as_ref().is_some_and(|report| report.ok);
    vec![
        check(
            CheckItem::Key,
            &[
                CredentialMissing,
                CredentialMalformed,
                CredentialUnknown,
                CredentialNotAKey,
                CredentialExpired,
                LegacyAuthenticationRetired,
            ],
            match (knows_key, well_formed) {
                (true, _) => Some("the API knows the credential"),
                (false, true) => {
                    Some("the credential is well formed; only the API knows whether it exists")
                }
                _ => None,
            },
            "the credential was not given",
        ),
        environment(facts),
        check(
            CheckItem::Limits,
            &[RateLimited, QuotaExhausted],
            knows_key.then_some("the answer speaks of no limit"),
            if facts.has_answer() {
                "the answer tells nothing of limits"
            } else {
                "no answer of the API was given"
            },
        ),
        check(
            CheckItem::Activation,
            &[AccountIssue, ModelNotReady],
            knows_key.then_some("credential and account are in force"),
            "no document tells of a delay before a new key works",
        ),
        check(
            CheckItem::Permissions,
            &[
                ScopeMissing,
                EndpointNotListed,
                PersonalAccessTokenRequired,
                SessionTokenRequired,
                KeyBoundToOtherApp,
                UserAppIdMissing,
                UserAppIdMismatch,
                ResponseRedacted,
            ],
            if succeeds {
                Some("the API carried the call out")
            } else if facts
                .decision
                .as_ref()
                .is_some_and(|decision| !matches!(decision, crate::Decision::Reject(_)))
            {
                Some("the scopes that the call declares are granted")
            } else {
                None
            },
            "give the answer of `/v2/myscopes` and the request to have the scopes compared",
        ),
        check(
            CheckItem::Header,
            &[AuthorizationMalformed, AuthorizationNotSent],
            match (took_header, header_is_fine) {
                (true, _) => Some("the API read the header"),
                (false, true) => Some("the header has the documented form"),
                _ => None,
            },
            "the `Authorization` header was not given",
        ),
        check(
            CheckItem::Endpoint,
            &[RouteNotFound, BaseUrlWrong, WrongHttpMethod, CorsBlocked, NetworkUnreachable],
            match (code.is_some(), facts.candidates.is_empty()) {
                (true, _) => Some("the API answered"),
                (false, false) => Some("the API declares this path and method"),
                _ => None,
            },
            "the request was not given",
        ),
    ]
}

fn told(cause: &Cause) -> String {
    let evidence = cause.evidence.first().map(String::as_str).unwrap_or_default();
    if evidence.is_empty() {
        cause.title.to_owned()
    } else {
        [cause.title, ": ", evidence].concat()
    }
}

#[cfg(feature = "texts")]
fn environment(facts: &Facts) -> Check {
    use crate::finding::Severity;
    let item = CheckItem::Environment;
    let Some(report) = &facts.environment else {
        let note = "no environment was given".to_owned();
        return Check { item, state: CheckState::NotChecked, note };
    };
    let worst = report.findings.iter().find(|finding| finding.severity == Severity::Error);
    match (worst, &report.variable) {
        (Some(finding), _) => {
            Check { item, state: CheckState::Problem, note: finding.message.clone() }
        }
        (None, Some(name)) => {
            let note = ["`", name, "` holds a credential"].concat();
            Check { item, state: CheckState::Ok, note }
        }
        (None, None) => {
            let note = "no variable holds a credential".to_owned();
            Check { item, state: CheckState::Problem, note }
        }
    }
}

#[cfg(not(feature = "texts"))]
fn environment(_facts: &Facts) -> Check {
    let note = "no environment was given".to_owned();
    Check { item: CheckItem::Environment, state: CheckState::NotChecked, note }
}
