//! Any RPC method by its HTTP rule.

use js_sys::{Array, JSON, JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::{Ids, mismatch, signal_option};
use crate::catalogue::push_segment;
use crate::evaluate::closest_rpc;
use crate::js::call::{call_from_js, clock};
use crate::js::credential::Credential;
use crate::js::grant::grant_from_js;
use crate::js::send::{Outgoing, Sender, add};
use crate::js::{convert, error};
use crate::quoted::{in_one_line, quoted};
use crate::{Decision, ParseOptions, RpcMethod, RpcRequest, RpcRequestError};

/// Reads what is asked for, and judges it where a grant is given.
pub(super) fn outgoing(rpc: &JsValue, request: &JsValue, ids: &Ids) -> Result<Outgoing, JsValue> {
    let name = convert::text_argument("rpc", rpc)?;
    let Some(rpc) = RpcMethod::find(&name) else {
        return Err(unknown_rpc(&name));
    };
    let request = if convert::is_set(request) { request } else { &JsValue::from(Array::new()) };
    let parameters = texts(request, "parameters")?;
    let found = RpcRequest::new(rpc, &parameters, ids.user.as_deref(), ids.app.as_deref())?;
    let body = convert::property(request, "body").map_err(|_| mismatch("body", "plain data"))?;
    if let Some(grant) = convert::property(request, "grant").ok().flatten() {
        judge(&grant_from_js(&grant)?, &found, body.as_ref())?;
    }
    let body = body.map(|body| body_of(&found, &body)).transpose()?;
    let mut path = found.path;
    for (name, value) in texts(request, "query")? {
        path.push(if path.contains('?') { '&' } else { '?' });
        push_segment(&mut path, &name);
        path.push('=');
        push_segment(&mut path, &value);
    }
    Ok(Outgoing {
        verb: found.verb,
        path,
        shown_path: Some(found.shown_path),
        body,
        signal: signal_option(request)?,
        is_repeatable: found.is_repeatable,
        holds_keys: is_about_keys(rpc),
        about: None,
    })
}

fn unknown_rpc(name: &str) -> JsValue {
    let which = closest_rpc(name).map(|rpc| ["closest is `", rpc.name(), "`"].concat());
    let which = which.as_deref().unwrap_or("`catalogue()` lists them all");
    error::call(&["unknown RPC method `", &in_one_line(&quoted(name)), "`; ", which].concat())
}

/// Resolves to the answer; where it is one about keys, each key's id is a `Credential`.
pub(super) async fn call(sender: Sender, outgoing: Outgoing) -> Result<JsValue, JsValue> {
    let answer = sender.send(&outgoing).await?;
    if !answer.is_success() {
        return Err(answer.failure());
    }
    if outgoing.holds_keys {
        let mut keys = convert::list(&answer.json, "keys").ok().flatten().unwrap_or_default();
        keys.extend(convert::property(&answer.json, "key").ok().flatten());
        for key in &keys {
            wrap_id(key).map_err(|()| answer.rejection("the id of a key is no credential"))?;
        }
    }
    Ok(answer.json)
}

fn wrap_id(key: &JsValue) -> Result<(), ()> {
    let Ok(Some(id)) = convert::property(key, "id") else { return Ok(()) };
    let id = convert::secret_text(&id).ok_or(())?;
    let credential = crate::Credential::parse(&id, &ParseOptions::default()).map_err(|_| ())?;
    let credential = JsValue::from(Credential::from(credential));
    Reflect::set(key, &"id".into(), &credential).map(|_| ()).map_err(|_| ())
}

fn is_about_keys(rpc: RpcMethod) -> bool {
    let name = rpc.name();
    name.ends_with("Key") || name.ends_with("Keys")
}

/// Names and texts; what is not set counts as not given.
fn texts(request: &JsValue, name: &str) -> Result<Vec<(String, String)>, JsValue> {
    let shape = || mismatch(name, "an object of texts");
    let Some(given) = convert::property(request, name).map_err(|_| shape())? else {
        return Ok(Vec::new());
    };
    // Of a `URLSearchParams` or a `Map` nothing would be read.
    if js_sys::try_iter(&given).is_ok_and(|iterator| iterator.is_some()) {
        return Err(shape());
    }
    let mut texts = Vec::new();
    for (name, value) in convert::entries(&given).map_err(|_| shape())? {
        if convert::is_set(&value) {
            let name = name.as_string().ok_or_else(shape)?;
            texts.push((name, convert::secret_text(&value).ok_or_else(shape)?.to_string()));
        }
    }
    Ok(texts)
}

fn body_of(request: &RpcRequest, body: &JsValue) -> Result<JsString, JsValue> {
    if request.verb == "GET" {
        return Err(error::call("a GET request has no `body`: give `query`"));
    }
    let unsendable = || mismatch("body", "plain data");
    if body.is_string() {
        return body.clone().dyn_into().map_err(|_| unsendable());
    }
    JSON::stringify(body).ok().filter(|text| text.is_string()).ok_or_else(unsendable)
}

fn judge(
    grant: &crate::Grant,
    request: &RpcRequest,
    body: Option<&JsValue>,
) -> Result<(), JsValue> {
    let call = call_from_js(&convert::object(&[
        ("verb", request.verb.into()),
        ("url", JsValue::from_str(&request.path)),
        ("body", body.cloned().unwrap_or_default()),
    ]))?;
    let decision = grant.evaluate(&call, clock()?);
    if matches!(decision, Decision::Allow { .. } | Decision::Redact { .. }) {
        return Ok(());
    }
    let decision = convert::to_js(&decision)?;
    let reasons = convert::list(&decision, "reasons").ok().flatten().unwrap_or_default();
    let mut message = String::from("the grant does not cover this call");
    for reason in &reasons {
        message.push_str(if message.ends_with("call") { ": " } else { ", " });
        message.push_str(&convert::text(reason, "code").ok().flatten().unwrap_or_default());
    }
    let error = error::call(&message);
    add(&error, "decision", &decision);
    Err(error)
}

impl From<RpcRequestError> for JsValue {
    fn from(problem: RpcRequestError) -> Self {
        error::call(&problem.to_string())
    }
}
