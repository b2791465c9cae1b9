//! Whether the credential is in force, by what the API answers to a probe.

use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use super::Ids;
use crate::js::convert;
use crate::js::grant::answer_from_js;
use crate::js::send::{Answer, Outgoing, Sender, add};
use crate::{AnswerError, Grant, KeyType, Liveness, grant_path};

/// Tells the user's scopes of whoever asks: a personal access token needs no ids for it.
const OWN_SCOPES: &str = "/v2/users/me/myscopes";
const SHORT: &str = "/v2/myscopes";

/// What a probe found.
pub(super) struct Probe {
    pub(super) liveness: Liveness,
    /// Where it is live.
    pub(super) grant: Option<Grant>,
    user: Option<String>,
    /// In words; no credential is in them.
    pub(super) evidence: String,
    /// Another path may tell more: this one names what the credential does not reach, or too little.
    is_open: bool,
}

/// Rejects only where the caller has ended the call, or an id fits in no path.
pub(super) async fn verify(
    sender: Sender,
    ids: Ids,
    signal: Option<AbortSignal>,
) -> Result<JsValue, JsValue> {
    let key_type = sender.credential.key_type();
    let path = grant_path(key_type, ids.user.as_deref(), ids.app.as_deref())?;
    let (is_short, is_own) = (path == SHORT, path == OWN_SCOPES);
    let mut found = probe(&sender, path, !is_short, signal.clone()).await?;
    if found.is_open {
        // A path without the ids, and for a token that of its own user.
        let is_token = is_short || key_type == Some(KeyType::PersonalAccessToken);
        let path = if is_token && !is_own { OWN_SCOPES } else { SHORT };
        let second = probe(&sender, path.to_owned(), false, signal).await?;
        let tells_more = match found.liveness {
            Liveness::Narrow => second.liveness == Liveness::Live,
            _ => second.liveness != Liveness::Unknown,
        };
        if tells_more {
            found = second;
        } else if found.liveness == Liveness::Dead {
            // What the refusal left open stays open.
            found.liveness = Liveness::Unknown;
            found.evidence = [&found.evidence, "; then: ", &second.evidence].concat();
        }
    }
    verdict(found)
}

/// Rejects where the API does not tell.
pub(super) async fn grant(
    sender: Sender,
    ids: Ids,
    signal: Option<AbortSignal>,
) -> Result<JsValue, JsValue> {
    let mut key_type = sender.credential.key_type();
    let path = grant_path(key_type, ids.user.as_deref(), ids.app.as_deref())?;
    let may_be_token = key_type.is_none() && path == SHORT;
    let mut answer = sender.send(&Outgoing::get(path, signal.clone())).await?;
    if may_be_token && asks_which_app(&answer) {
        let second = sender.send(&Outgoing::get(OWN_SCOPES.to_owned(), signal)).await?;
        if second.is_success() {
            key_type = Some(KeyType::PersonalAccessToken);
            answer = second;
        }
    }
    if !(200..300).contains(&answer.http_status) {
        return Err(answer.failure());
    }
    let said = answer_from_js(&answer.json)
        .map_err(|_| answer.rejection("malformed answer: expected that of `/v2/myscopes`"))?;
    match Grant::from_answer(said, key_type) {
        Ok(grant) => Ok(crate::js::grant::Grant::from(grant).into()),
        Err(AnswerError::Failure { .. }) => Err(answer.failure()),
        Err(problem) => Err(answer.rejection(&problem.to_string())),
    }
}

/// Whether it is how the short route answers a personal access token.
fn asks_which_app(answer: &Answer) -> bool {
    let status = answer.status().unwrap_or_default();
    status.code() == Some(11_008)
        && Liveness::of(answer.http_status, &status, false) == Liveness::Narrow
}

/// Asks what the credential carries.
pub(super) async fn probe(
    sender: &Sender,
    path: String,
    names_app: bool,
    signal: Option<AbortSignal>,
) -> Result<Probe, JsValue> {
    let is_own = path == OWN_SCOPES;
    let answer = match sender.send(&Outgoing::get(path, signal)).await {
        Ok(answer) => answer,
        Err(fault) if fault.is_abort() => return Err(fault.into()),
        Err(fault) => {
            return Ok(Probe {
                liveness: Liveness::Unknown,
                grant: None,
                user: None,
                evidence: fault.message().to_owned(),
                is_open: false,
            });
        }
    };
    let app = convert::property(&answer.json, "app").ok().flatten().unwrap_or_default();
    let is_bound = !names_app && convert::text(&app, "id").ok().flatten().is_some();
    // What the answer proves outranks what the caller holds the credential for.
    let key_type = match sender.credential.key_type() {
        _ if is_own => Some(KeyType::PersonalAccessToken),
        _ if is_bound => Some(KeyType::AppSpecificKey),
        held_for => held_for,
    };
    let status = answer.status().unwrap_or_default();
    let grant = answer.is_success().then(|| grant_of(&answer, key_type)).flatten();
    let liveness = match &grant {
        Some(_) => Liveness::Live,
        None => match Liveness::of(answer.http_status, &status, names_app) {
            Liveness::Live => Liveness::Unknown,
            other => other,
        },
    };
    // A refusal without a reason may be of the kind of credential, which another path takes.
    let is_bare = status.code() == Some(11_008) && status.details().is_empty();
    let may_be_token = sender.credential.key_type() != Some(KeyType::AppSpecificKey);
    Ok(Probe {
        liveness,
        grant,
        user: convert::text(&app, "user_id").ok().flatten().filter(|user| !user.is_empty()),
        evidence: answer.words(),
        is_open: liveness == Liveness::Narrow
            || (liveness == Liveness::Dead && is_bare && may_be_token)
            || (liveness == Liveness::Unknown
                && matches!(status.code(), Some(11_008 | 11_100..=11_199))),
    })
}

fn grant_of(answer: &Answer, key_type: Option<KeyType>) -> Option<Grant> {
    Grant::from_answer(answer_from_js(&answer.json).ok()?, key_type).ok()
}

fn verdict(found: Probe) -> Result<JsValue, JsValue> {
    let name = match found.liveness {
        Liveness::Live => "live",
        Liveness::Narrow => "live-but-narrow",
        Liveness::Dead => "dead",
        Liveness::Unknown => "unknown",
    };
    let verdict = convert::object(&[("type", JsValue::from_str(name))]);
    match found.grant {
        Some(grant) => add(&verdict, "grant", &convert::to_js(&grant.describe())?),
        None => add(&verdict, "evidence", &JsValue::from_str(&found.evidence)),
    }
    if let Some(user) = found.user.filter(|_| name == "live") {
        add(&verdict, "user", &JsValue::from_str(&user));
    }
    Ok(verdict)
}
