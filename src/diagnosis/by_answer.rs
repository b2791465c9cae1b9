//! What the answer proves: its status first, then its details, then its words and the status of HTTP.

use super::answer::Reported;
use super::cause::CauseCode::{self, *};
use super::cause::Certainty::{Certain, Likely, Possible};
use super::causes::Causes;
use super::facts::{Facts, details_shown, is_stand_in, shown};
use super::phrases::{self, cause_in};
use super::status_code::{Meaning, code_of_description, contradicts, meaning};
use super::{by_grant, by_protocol};
use crate::credential::check_credential;
use crate::finding::Severity;
use crate::status::ApiStatus;
use crate::text::{find, split};

pub(super) const CUT: &str = "the answer ends before its JSON does";

/// Adds what the answer says of the failure.
pub(super) fn add(facts: &Facts, causes: &mut Causes) {
    let answer = &facts.answer;
    if let Some(deciding) = answer.deciding() {
        status(facts, deciding, causes);
        // Parts may fail for different reasons.
        let own_decides = deciding.place.is_empty();
        for part in answer.failed_parts.iter().filter(|_| !own_decides).skip(1) {
            status(facts, part, causes);
        }
    }
    if causes.is_empty() {
        phrases::of_answer(facts, causes);
    }
    if causes.is_empty() {
        by_protocol::grpc(facts, causes);
    }
    if causes.is_empty() {
        by_protocol::http(facts, causes);
    }
}

fn status(facts: &Facts, reported: &Reported, causes: &mut Causes) {
    let contradiction = contradicts(&reported.status);
    let is_doubtful = reported.is_named || contradiction.is_some();
    let mut own = Causes::default();
    told(facts, reported, &mut own);
    causes.take_over(own, if is_doubtful { Likely } else { Certain });
    if let (Some(other), Meaning::Failure(code)) = (contradiction, reported.meaning) {
        let other = other.to_string();
        let note = ["the description is that of ", &other, "; the code counts"].concat();
        // The cause that was found first is the code's.
        causes.add(code, Possible, &note, None);
    }
}

fn told(facts: &Facts, reported: &Reported, causes: &mut Causes) {
    let status = &reported.status;
    let evidence = said(reported);
    let code = match reported.meaning {
        Meaning::Failure(code) => code,
        Meaning::Success | Meaning::Progress => return success(facts, reported, &evidence, causes),
        Meaning::Parts | Meaning::Unknown => {
            return without_code(facts, reported, &evidence, causes);
        }
    };
    match status.code() {
        // `expired credentials` are among the issues that are documented.
        Some(11_000) => {
            causes.add(code, Certain, &evidence, None);
            by_grant::expired(facts, causes);
        }
        Some(11_001) => token(status, &evidence, causes),
        Some(11_007) => by_grant::insufficient(facts, &evidence, causes),
        Some(11_008) => invalid_key(facts, status, &evidence, causes),
        Some(11_009) => unknown_key(facts, status, &evidence, causes),
        Some(11_102) => header(facts, status, &evidence, causes),
        Some(11_103) => {
            causes.add(code, Certain, &evidence, super::by_request::verb_remedy(facts));
        }
        None => causes.add(code, Likely, &evidence, None),
        Some(_) => match code {
            ResourceNotFound => not_found(facts, status, &evidence, causes),
            UserAppIdMismatch => {
                let reach = "the API denies this credential that resource";
                causes.add(UserAppIdMismatch, Likely, &evidence, None);
                causes.add(ScopeMissing, Possible, reach, None);
                causes.add(KeyBoundToOtherApp, Possible, reach, None);
            }
            code => causes.add(code, Certain, &evidence, remedy(code, status)),
        },
    }
}

/// A remedy that fits the status better than that of the cause.
fn remedy(code: CauseCode, status: &ApiStatus) -> Option<String> {
    let text = match (code, status.code()?) {
        (RateLimited, 11_005) => "wait 15 seconds, then send at most 15 requests a second",
        (RateLimited, 11_003) => "wait until the hour is over, or ask for a higher limit",
        (QuotaExhausted, 11_004) => {
            "wait for the next month, or choose a larger plan in the portal"
        }
        (AccountIssue, 65_000) => {
            "link the personal access token with your identity provider in the portal"
        }
        (ModelNotReady, 21_351..=21_355) => {
            "wait some seconds while the model starts, then send the request again"
        }
        (ModelNotReady, 21_102) => "train the model first",
        (ServiceUnavailable, 39_997 | 39_998) => "wait until the maintenance is over",
        (InputInvalid, 30_100) => "leave the input out, or set `allow_duplicate_url` for it",
        _ => return None,
    };
    Some(text.to_owned())
}

/// The code, its name and what the server says, on one line.
pub(super) fn said(reported: &Reported) -> String {
    let status = &reported.status;
    let mut said = String::from(&*reported.place);
    if !said.is_empty() {
        said.push_str(": ");
    }
    said.push_str("status");
    if let Some(code) = status.code() {
        said.push(' ');
        said.push_str(&code.to_string());
    }
    let new_name = reported.new_name.as_deref().map(shown);
    if let Some(name) = status.name().or(new_name.as_deref()) {
        said.push_str(" `");
        said.push_str(name);
        said.push('`');
    }
    for text in [shown(status.description()), details_shown(status.details())] {
        if !text.is_empty() {
            said.push_str(": ");
            said.push_str(&text);
        }
    }
    said
}

fn success(facts: &Facts, reported: &Reported, evidence: &str, causes: &mut Causes) {
    if facts.answer.is_cut {
        causes.add(
            NetworkUnreachable,
            Certain,
            CUT,
            Some("send the request again: the connection broke off within the answer".to_owned()),
        );
        return causes.add(NotAFailure, Possible, evidence, None);
    }
    by_grant::redacted(facts, causes);
    let is_told = causes.holds(ResponseRedacted);
    let is_contradicted = facts.http_status.is_some_and(|status| status >= 400);
    let certainty = match (reported.meaning, is_told) {
        (Meaning::Success, false) if reported.status.code().is_some() && !is_contradicted => {
            Certain
        }
        (_, true) => Possible,
        _ => Likely,
    };
    causes.add(NotAFailure, certainty, evidence, None);
    if is_contradicted {
        let contradiction = "the status of HTTP tells of a failure; the code counts";
        causes.add(NotAFailure, Possible, contradiction, None);
    }
}

/// A code that nobody knows, or none: details, then the description, at most likely.
fn without_code(facts: &Facts, reported: &Reported, evidence: &str, causes: &mut Causes) {
    let status = &reported.status;
    if let Some(code) = cause_in(status.details()) {
        return causes.add(code, Likely, evidence, None);
    }
    let known = code_of_description(status.description());
    let of_description =
        known.map(|code| meaning(&ApiStatus::new(Some(code), String::new(), String::new())));
    match of_description {
        Some(Meaning::Failure(code)) => return causes.add(code, Likely, evidence, None),
        Some(Meaning::Success) if status.code().is_none() => {
            return causes.add(NotAFailure, Likely, evidence, None);
        }
        _ => {}
    }
    if let Some(code) = cause_in(status.description()) {
        return causes.add(code, Likely, evidence, None);
    }
    phrases::of_answer(facts, causes);
    if causes.is_empty() {
        by_protocol::http(facts, causes);
    }
    if causes.is_empty() {
        let is_parts = reported.meaning == Meaning::Parts;
        let code = if is_parts { RequestInvalid } else { Unknown };
        let remedy =
            is_parts.then(|| "look at the status of each output or input in the answer".to_owned());
        return causes.add(code, Possible, evidence, remedy);
    }
    causes.add(Unknown, Possible, evidence, None);
}

/// 11001: access tokens of before 2018.
fn token(status: &ApiStatus, evidence: &str, causes: &mut Causes) {
    let details = status.details();
    if find(details, "expired").is_some() {
        let remedy = "make an app-specific key or a personal access token: access tokens ended after 49 hours and are retired";
        causes.add(CredentialExpired, Certain, evidence, Some(remedy.to_owned()));
        causes.add(LegacyAuthenticationRetired, Likely, evidence, None);
    } else if find(details, "no token").is_some() {
        causes.add(AuthorizationNotSent, Likely, evidence, None);
        causes.add(AuthorizationMalformed, Possible, evidence, None);
        causes.add(CredentialMissing, Possible, evidence, None);
    } else if find(details, "Authorization header").is_some() {
        causes.add(AuthorizationMalformed, Certain, evidence, None);
    } else {
        causes.add(LegacyAuthenticationRetired, Likely, evidence, None);
        causes.add(CredentialUnknown, Possible, evidence, None);
    }
}

/// 11008: the form of the key, or a key and an app that do not belong together.
fn invalid_key(facts: &Facts, status: &ApiStatus, evidence: &str, causes: &mut Causes) {
    let details = status.details();
    if find(details, "format of key").is_some() {
        if !super::by_credential::add(facts, Certain, causes) {
            causes.add(CredentialMalformed, Certain, evidence, None);
            super::by_credential::unsendable(facts, causes);
        } else {
            causes.add(CredentialMalformed, Likely, evidence, None);
        }
        return;
    }
    if find(details, "app external ID").is_some() {
        let remedy = "name the user and the app: `/v2/users/{user_id}/apps/{app_id}/…` in the path or `user_app_id` in the body; an app-specific key needs neither";
        return causes.add(UserAppIdMissing, Certain, evidence, Some(remedy.to_owned()));
    }
    if super::by_credential::add(facts, Likely, causes) {
        causes.add(CredentialMalformed, Possible, evidence, None);
    }
    by_grant::ids(facts, causes);
    super::by_request::owner(facts, causes);
    let names_app = facts.names_app();
    // The description, repeated, leaves it open.
    let names_pair = find(details, "applic").is_some() && find(details, " or ").is_none();
    if names_pair || find(details, "another app").is_some() {
        causes.add(KeyBoundToOtherApp, Likely, evidence, None);
    }
    let is_well_formed = facts.credential.as_ref().is_some_and(|report| report.ok);
    if names_app && is_well_formed {
        let pair = "the credential is well formed, and the request names an app";
        causes.add(KeyBoundToOtherApp, Likely, pair, None);
    }
    causes.add(KeyBoundToOtherApp, Possible, evidence, None);
    causes.add(UserAppIdMismatch, Possible, evidence, None);
    if !names_app {
        causes.add(UserAppIdMissing, Possible, evidence, None);
    }
    if !is_well_formed {
        causes.add(CredentialMalformed, Possible, evidence, None);
    }
}

/// 11009: the server may echo what it was sent.
fn unknown_key(facts: &Facts, status: &ApiStatus, evidence: &str, causes: &mut Causes) {
    let echo = split(status.details(), "invalid key(").map(|(_, behind)| behind);
    let echo = echo.map(|behind| behind.rsplit_once(')').map_or(behind, |(echo, _)| echo));
    if let Some(echo) = echo {
        if is_stand_in(echo) {
            let remedy = [
                "set the variable that holds the credential: the text `",
                &shown(echo),
                "` was sent in its place",
            ]
            .concat();
            return causes.add(CredentialMissing, Certain, evidence, Some(remedy));
        }
        let is_masked = find(echo, crate::quoted::MARK).is_some();
        let report = check_credential(echo);
        let fault = report.findings.iter().find(|finding| finding.severity == Severity::Error);
        if let Some(fault) = fault.filter(|_| !is_masked) {
            causes.add(CredentialMalformed, Likely, &fault.message, Some(fault.fix.clone()));
        }
    }
    super::by_credential::add(facts, Certain, causes);
    by_grant::expired(facts, causes);
    if find(status.details(), "expired").is_some() {
        causes.add(CredentialExpired, Certain, evidence, None);
    }
    // What the API answers for an expired one is not documented.
    let is_told = causes.surest().is_some_and(|surest| surest >= Likely);
    let is_expected = !is_told && super::by_credential::unsendable(facts, causes);
    let certainty = if is_told || is_expected { Likely } else { Certain };
    causes.add(CredentialUnknown, certainty, evidence, None);
}

/// 11102: `Invalid request`, of which the recorded details speak of the header.
fn header(facts: &Facts, status: &ApiStatus, evidence: &str, causes: &mut Causes) {
    let told = cause_in(status.details());
    let names_header = matches!(told, Some(AuthorizationMalformed | AuthorizationNotSent));
    if !names_header && !status.details().is_empty() {
        causes.add(told.unwrap_or(RequestInvalid), Likely, evidence, None);
        return causes.add(AuthorizationMalformed, Possible, evidence, None);
    }
    let is_proved = super::by_credential::header(facts, Certain, causes)
        || super::by_credential::add(facts, Certain, causes);
    if is_proved {
        return causes.add(AuthorizationMalformed, Possible, evidence, None);
    }
    if facts.authorization.as_ref().is_some_and(|report| report.ok) {
        let lost = "the header is well formed, so it was lost on the way: a proxy, a redirect or a channel without TLS drops it";
        causes.add(AuthorizationNotSent, Likely, evidence, None);
        return causes.add(AuthorizationNotSent, Likely, lost, None);
    }
    super::by_credential::unsendable(facts, causes);
    causes.add(AuthorizationMalformed, Likely, evidence, None);
    causes.add(AuthorizationNotSent, Possible, evidence, None);
    if !names_header {
        causes.add(RequestInvalid, Possible, evidence, None);
    }
}

/// Something does not exist under the ids that were given.
fn not_found(facts: &Facts, status: &ApiStatus, evidence: &str, causes: &mut Causes) {
    by_grant::ids(facts, causes);
    super::by_request::owner(facts, causes);
    super::by_request::add(facts, Likely, causes);
    let names_it = find(status.details(), "not found. Check the url").is_some();
    let quoted_id = split(status.details(), "'").and_then(|(_, behind)| split(behind, "'"));
    let remedy = quoted_id.filter(|_| names_it).map(|(id, _)| {
        [
            "give the resource's id in place of `",
            &shown(id),
            "`: a name or a version's name is no id",
        ]
        .concat()
    });
    let is_of_key =
        facts.rpc().is_some_and(|rpc| matches!(rpc.name(), "DeleteKey" | "GetKey" | "PatchKeys"));
    if is_of_key {
        let gone = "list the user's keys: this one is deleted already, or another user's";
        return causes.add(ResourceNotFound, Likely, evidence, Some(gone.to_owned()));
    }
    let certainty = if names_it && causes.is_empty() { Certain } else { Likely };
    causes.add(ResourceNotFound, certainty, evidence, remedy);
    let other = "an id that exists under another user or app is not found either";
    causes.add(UserAppIdMismatch, Possible, other, None);
}
