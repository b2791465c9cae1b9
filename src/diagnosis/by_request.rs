//! What the address of the request says: base, path, method and ids.

use super::cause::CauseCode::*;
use super::cause::Certainty::{self, Likely, Possible};
use super::causes::Causes;
use super::facts::{Facts, Host, shown};
use crate::credential::{CredentialShape, check_credential};
use crate::decision::Decision;
use crate::text::{begins, find, is_listed, starts};

/// Public models of user `clarifai` and app `main`.
const PUBLIC_MODELS: &str = "general-image-recognition general-image-detection general-image-embedding \
    face-detection color-recognition";

/// Surfaces that the catalogue has no HTTP rules of.
const OTHER_SURFACES: [&str; 2] = ["/v2/ext/", "/v2/login"];

/// Adds what is wrong with the address.
pub(super) fn add(facts: &Facts, certainty: Certainty, causes: &mut Causes) {
    let path = facts.path();
    if path.is_empty() && facts.host == Host::Unknown {
        return;
    }
    if facts.host == Host::Portal {
        let evidence = "the host is that of the portal, not of the API";
        return causes.add(BaseUrlWrong, certainty, evidence, None);
    }
    if stand_in(path) {
        let evidence = ["the path holds a stand-in: ", &shown(path)].concat();
        let remedy = "write the real ids in the place of the stand-ins in the path";
        return causes.add(UserAppIdMissing, certainty, &evidence, Some(remedy.to_owned()));
    }
    let doubled = [("//", "two slashes"), ("/v2/v2", "`/v2` twice"), ("http", "a second address")];
    for (part, what) in doubled {
        if find(path, part).is_some() {
            let evidence = ["the path holds ", what, ": ", &shown(path)].concat();
            return causes.add(BaseUrlWrong, certainty, &evidence, None);
        }
    }
    if starts(path, "/v1/") {
        let evidence = "the path is of the API's first version, which is retired";
        return causes.add(LegacyAuthenticationRetired, certainty, evidence, None);
    }
    if !facts.candidates.is_empty() || OTHER_SURFACES.iter().any(|start| starts(path, start)) {
        return;
    }
    if facts.host == Host::Other && !starts(path, "/v2/") {
        // A proxy has paths of its own.
        return;
    }
    let evidence = ["the path is ", &shown(path)].concat();
    if let Some(remedy) = verb_remedy(facts) {
        return causes.add(WrongHttpMethod, certainty, &evidence, Some(remedy));
    }
    if !starts(path, "/v2") {
        let remedy = "put `/v2` in front of the path";
        return causes.add(BaseUrlWrong, certainty, &evidence, Some(remedy.to_owned()));
    }
    let trimmed = path.trim_end_matches('/');
    let remedy =
        (trimmed.len() < path.len()).then(|| "take the closing slash from the path".to_owned());
    causes.add(RouteNotFound, certainty, &evidence, remedy);
}

/// `{user_id}`, `YOUR_APP_ID`, `undefined` as a segment of the path.
fn stand_in(path: &str) -> bool {
    path.split('/').any(|segment| {
        let is_braced = begins(segment, "{<$:") || starts(segment, "%7B") || starts(segment, "%3C");
        let is_word = is_listed(segment, "undefined null None nil NaN") || starts(segment, "YOUR_");
        is_word || is_braced && !starts(segment, "<credential")
    })
}

/// Which method the path takes, where it takes others only.
pub(super) fn verb_remedy(facts: &Facts) -> Option<String> {
    let call = facts.call.as_ref()?;
    let (Some(verb), true) = (facts.verb.as_deref(), facts.candidates.is_empty()) else {
        return None;
    };
    let grant = crate::Grant::new(crate::GrantDescription::default()).ok()?;
    let Decision::Unknown { closest: Some(rule), .. } = grant.evaluate(call, facts.now) else {
        return None;
    };
    let (method, template) = rule.split_once(' ')?;
    (method != verb).then(|| {
        ["send `", method, "` to `", template, "` instead of `", &shown(verb), "`"].concat()
    })
}

/// Whose the resource is, where that is known.
pub(super) fn owner(facts: &Facts, causes: &mut Causes) {
    let Some(candidate) = facts.candidates.first() else { return };
    let path = facts.path();
    let mut segments = path.split('/');
    let is_models = |segment: &str| segment == "models";
    let model = segments.position(is_models).and_then(|_| segments.next()).unwrap_or_default();
    let is_public = is_listed(model, PUBLIC_MODELS)
        || check_credential(model).shape == CredentialShape::PublicId;
    if !is_public {
        return other_user(facts, causes);
    }
    let named =
        |pick: fn(&crate::UserAppId) -> Option<&String>| candidate.ids.iter().find_map(pick);
    let user = named(|ids| ids.user_id.as_ref());
    let app = named(|ids| ids.app_id.as_ref());
    let is_owner =
        user.is_some_and(|user| user == "clarifai") && app.is_some_and(|app| app == "main");
    if !is_owner {
        let evidence =
            "the path names a public model: it belongs to user `clarifai` and app `main`";
        let remedy = "send a personal access token with user `clarifai` and app `main` in the path: `/v2/users/clarifai/apps/main/models/…`";
        causes.add(UserAppIdMismatch, Likely, evidence, Some(remedy.to_owned()));
        if facts.is_app_key() || user.is_none() {
            let key = "an app-specific key no longer reaches public models";
            causes.add(KeyBoundToOtherApp, Possible, key, None);
        }
    }
}

/// The user that is set up, beside the one that the path names.
fn other_user(facts: &Facts, causes: &mut Causes) {
    #[cfg(feature = "texts")]
    {
        let report = facts.environment.as_ref();
        let Some(own) = report.and_then(|report| report.user_id.clone()) else { return };
        let mut named = facts.candidates.iter().flat_map(|candidate| &candidate.ids);
        let Some(user) = named.find_map(|ids| ids.user_id.clone()) else { return };
        if user != own && user != "me" {
            let evidence = [
                "the path names user `",
                &shown(&user),
                "`, the environment user `",
                &shown(&own),
                "`",
            ]
            .concat();
            causes.add(UserAppIdMismatch, Likely, &evidence, None);
        }
    }
    #[cfg(not(feature = "texts"))]
    let _ = (facts, causes);
}
