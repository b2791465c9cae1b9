//! What the credential carries, beside what the call requires.

use super::cause::CauseCode::*;
use super::cause::Certainty::{self, Certain, Likely, Possible};
use super::causes::Causes;
use super::facts::{Facts, shown};
use crate::catalogue::later_requirements;
use crate::catalogue::{AuthType, ENDPOINT_PREFIX, RpcMethod};
use crate::decision::{Caveat, Decision, Reason};
use crate::grant::KeyType;
use crate::json::Json;
use crate::redaction::{Fate, Redaction};
use crate::scope::{OperationScope, ScopeSet};
use crate::text::{find, split};

/// 11007 and its like: a scope of one of the two levels is missing.
pub(super) fn insufficient(facts: &Facts, evidence: &str, causes: &mut Causes) {
    named(facts, causes);
    let decision = facts.decision.as_ref();
    if let Some(Decision::Reject(rejection)) = decision {
        for reason in &rejection.reasons {
            let certainty = match reason {
                Reason::MissingScopes { .. } | Reason::EndpointNotListed { .. } => Certain,
                // What the API speaks of are scopes.
                Reason::Expired { .. } => Possible,
                _ => Likely,
            };
            reject(reason, certainty, evidence, causes);
        }
    }
    age(facts, causes);
    if causes.surest() == Some(Certain) {
        return;
    }
    let Some(rpc) = facts.rpc() else {
        causes.add(ScopeMissing, Likely, evidence, None);
        return causes.add(EndpointNotListed, Possible, evidence, None);
    };
    let required = rpc.required_scopes();
    let is_restricted =
        "a list of endpoint-level scopes that leaves the call out is refused in the same words";
    if required.is_empty() {
        let none = [
            "`",
            rpc.name(),
            "` requires no operation-level scope, so the list of endpoints must leave it out",
        ]
        .concat();
        let remedy =
            ["add `", &rpc.endpoint(), "` to the credential's endpoint-level scopes"].concat();
        causes.add(EndpointNotListed, Likely, &none, Some(remedy));
        causes.add(EndpointNotListed, Likely, evidence, None);
        return causes.add(ScopeMissing, Possible, evidence, None);
    }
    causes.add(ScopeMissing, Likely, evidence, None);
    if let Some(Decision::Allow { caveats, .. } | Decision::Redact { caveats, .. }) = decision {
        let conditional = caveats.scopes(Caveat::ConditionalScopes);
        let met = "every scope that the call declares is granted: it needs one more where it touches data, or a collaborator's scopes limit the credential";
        let limit = "ask the app's owner for these scopes as a collaborator, or read `/v2/myscopes` again: the scopes that were given cover the call";
        let remedy = add_scopes(conditional).unwrap_or_else(|| limit.to_owned());
        causes.add(ScopeMissing, Likely, met, Some(remedy));
    } else {
        let requires = ["`", rpc.name(), "` requires ", &names(required)].concat();
        causes.add(ScopeMissing, Likely, &requires, add_scopes(required));
    }
    causes.add(EndpointNotListed, Possible, is_restricted, None);
    if rpc.auth_type() == AuthType::PATAuth {
        let kind = ["`", rpc.name(), "` takes personal access tokens only"].concat();
        causes.add(PersonalAccessTokenRequired, Possible, &kind, None);
    }
}

/// Scopes and endpoints that the answer names.
fn named(facts: &Facts, causes: &mut Causes) {
    let Some(status) = facts.answer.deciding().map(|reported| &reported.status) else { return };
    let details = status.details();
    // `The personal access token lacks scopes` asks for none.
    let speaks_of_scopes = find(details, "scope").is_some();
    if find(details, "personal access token").is_some() && !speaks_of_scopes {
        let evidence = ["the details say: ", &shown(details)].concat();
        causes.add(PersonalAccessTokenRequired, Certain, &evidence, None);
    }
    if let Some((_, behind)) = split(details, ENDPOINT_PREFIX) {
        let name: String = behind.chars().take_while(char::is_ascii_alphanumeric).collect();
        let remedy = RpcMethod::find(&name).map(|rpc| {
            ["add `", &rpc.endpoint(), "` to the credential's endpoint-level scopes"].concat()
        });
        let evidence = ["the details name an endpoint: ", &shown(details)].concat();
        causes.add(EndpointNotListed, Certain, &evidence, remedy);
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
    let mut scopes = ScopeSet::default();
    for word in details.split(|c| !is_part(c)).filter(|word| word.len() > 2).take(200) {
        // Words of a sentence are no scopes: `Search`, `Predict`.
        let is_scope = find(word, "_").is_some() || find(word, ":").is_some() || word == "Predict";
        if let Some(scope) = OperationScope::find(word.trim_end_matches(':')).filter(|_| is_scope) {
            scopes.insert(scope);
        }
    }
    if !scopes.is_empty() {
        let evidence = ["the details name ", &names(scopes)].concat();
        causes.add(ScopeMissing, Certain, &evidence, add_scopes(scopes));
    }
}

/// What the catalogue expects of the credential and the call, where no answer says otherwise.
pub(super) fn expected(facts: &Facts, causes: &mut Causes) {
    let Some(Decision::Reject(rejection)) = &facts.decision else { return };
    for reason in &rejection.reasons {
        let evidence = "the requirements that the API declares";
        reject(reason, Likely, evidence, causes);
    }
    age(facts, causes);
}

fn reject(reason: &Reason, certainty: Certainty, evidence: &str, causes: &mut Causes) {
    let remedy = Some(reason.remedy().action);
    let (code, what) = match reason {
        Reason::MissingScopes { scopes } => {
            (ScopeMissing, ["the credential lacks ", &names(*scopes)].concat())
        }
        Reason::EndpointNotListed { endpoint } => (
            EndpointNotListed,
            ["the credential's list of endpoints lacks `", endpoint, "`"].concat(),
        ),
        Reason::NeedsPersonalAccessToken => {
            (PersonalAccessTokenRequired, "the credential is an app-specific key".to_owned())
        }
        Reason::NeedsSessionToken | Reason::NeedsAdmin => {
            (SessionTokenRequired, "no key and no personal access token may call it".to_owned())
        }
        Reason::OtherApp { expected, found } => (
            KeyBoundToOtherApp,
            ["the key belongs to `", expected, "`, the request names `", found, "`"].concat(),
        ),
        Reason::UserAppIdMissing => {
            (UserAppIdMissing, "neither the path nor the body names user and app".to_owned())
        }
        Reason::Expired { at } => (CredentialExpired, ["it expired at ", at].concat()),
    };
    // Ids are whatever somebody wrote there.
    causes.add(code, certainty, &shown(&what), remedy.as_deref().map(shown));
    causes.add(code, certainty, evidence, None);
}

/// Whose app the request names, beside the key's own.
pub(super) fn ids(facts: &Facts, causes: &mut Causes) {
    let Some(Decision::Reject(rejection)) = &facts.decision else { return };
    for reason in &rejection.reasons {
        if matches!(reason, Reason::OtherApp { .. } | Reason::UserAppIdMissing) {
            reject(reason, Likely, "", causes);
        }
    }
}

/// The credential's time, where it is known.
pub(super) fn expired(facts: &Facts, causes: &mut Causes) {
    let Some(grant) = facts.grant.as_ref().filter(|grant| grant.has_expired(facts.now)) else {
        return;
    };
    let at = grant.expiry_text().unwrap_or_default();
    causes.add(CredentialExpired, Likely, &["it expired at ", at].concat(), None);
}

/// Requirements that came after the key was made.
fn age(facts: &Facts, causes: &mut Causes) {
    let (Some(created), Some(rpc)) = (facts.created_at, facts.rpc()) else { return };
    let granted = |scope| {
        facts.grant.as_ref().is_some_and(|grant| !grant.missing_scopes(rpc).contains(scope))
    };
    let mut scopes = ScopeSet::default();
    for later in later_requirements(rpc, created).filter(|later| !granted(later.scope)) {
        let name = later.scope.name();
        let evidence = [
            "`",
            rpc.name(),
            "` requires `",
            name,
            "` since ",
            later.day,
            " (clarifai-grpc ",
            later.version,
            "), after the key was made",
        ]
        .concat();
        scopes.insert(later.scope);
        causes.add(ScopeMissing, Likely, &evidence, None);
    }
    if !scopes.is_empty() {
        causes.add(ScopeMissing, Likely, "", add_scopes(scopes));
    }
}

/// A success whose answer lacks what the grant does not let see.
pub(super) fn redacted(facts: &Facts, causes: &mut Causes) {
    let (Some(grant), Some(rpc)) = (&facts.grant, facts.rpc()) else { return };
    let Some(redaction) = grant.redaction(rpc) else { return };
    let body = facts.evidence.response.as_ref().and_then(|response| response.body.as_ref());
    // What an answer of which the body is not known lacks, nobody can tell.
    let Some(json) = body.and_then(|body| Json::read(body.as_str())) else { return };
    if holds_hidden(&json, redaction) {
        return;
    }
    let hidden = grant.hidden_scopes(rpc);
    // What the method itself declares comes before all that its answer could carry.
    let declared = hidden.intersection(rpc.required_scopes());
    let hidden = if declared.is_empty() { hidden } else { declared };
    let evidence =
        ["the answer of `", rpc.name(), "` holds nothing that ", &names(hidden), " would show"]
            .concat();
    causes.add(ResponseRedacted, Likely, &evidence, add_scopes(hidden));
}

/// Whether an answer shows what the grant would hide.
fn holds_hidden(json: &Json, redaction: Redaction) -> bool {
    let is_filled = |value: &Json| match value {
        Json::Array(items) => !items.is_empty(),
        Json::Object(entries) => !entries.is_empty(),
        Json::String(text) => !text.is_empty(),
        Json::Bare(word) => *word != "null",
    };
    json.entries().iter().any(|(name, value)| match redaction.fate(name) {
        Fate::Keep => false,
        Fate::Remove => is_filled(value),
        Fate::Enter(inner) => {
            holds_hidden(value, inner) || value.items().iter().any(|item| holds_hidden(item, inner))
        }
    })
}

/// Names of scopes in a sentence.
fn names(scopes: ScopeSet) -> String {
    let mut text = String::new();
    for (index, scope) in scopes.iter().enumerate() {
        text.push_str(if index == 0 { "`" } else { ", `" });
        text.push_str(scope.name());
        text.push('`');
    }
    text
}

fn add_scopes(scopes: ScopeSet) -> Option<String> {
    let mut text = String::from("add to the credential: ");
    for (index, scope) in scopes.iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        scope.push_label(&mut text);
    }
    (!scopes.is_empty()).then_some(text)
}

impl Facts<'_> {
    /// Whether the call names an app, in its path or its body.
    pub(super) fn names_app(&self) -> bool {
        self.candidates.iter().any(|candidate| candidate.ids.iter().any(|ids| ids.app_id.is_some()))
    }

    /// Whether the credential is known to be an app-specific key.
    pub(super) fn is_app_key(&self) -> bool {
        let grant = self.evidence.grant.as_ref();
        grant.is_some_and(|grant| {
            grant.key_type == Some(KeyType::AppSpecificKey) || grant.app.is_some()
        })
    }
}
