//! What a plan asks the API to make.

use js_sys::JSON;
use wasm_bindgen::JsValue;

use crate::RpcMethod;
use crate::js::grant::key_from_js;
use crate::js::{convert, error};

pub(super) const PLAN_SHAPE: &str = "malformed plan: expected one that `planKey` gives";

/// The path and the key of a plan's request.
pub(super) fn planned(plan: &JsValue) -> Result<(String, JsValue), JsValue> {
    let malformed = || error::call(PLAN_SHAPE);
    let request = convert::property(plan, "request").ok().flatten().ok_or_else(malformed)?;
    let text = |name| convert::text(&request, name).ok().flatten().ok_or_else(malformed);
    let (verb, path) = (text("verb")?, text("path")?);
    if convert::list(plan, "calls").is_ok_and(|calls| calls.is_some_and(|calls| calls.is_empty())) {
        return Err(error::call("the plan has no calls: `unplanned` says why"));
    }
    let makes_keys =
        RpcMethod::matching(&verb, &path).any(|route| route.rpc().name() == "PostKeys");
    // What is sent is what is read now: no getter gives another key later.
    let body = convert::property(&request, "body").ok().flatten().ok_or_else(malformed)?;
    let body = JSON::stringify(&body).map_err(|_| malformed())?;
    let body = convert::parse_json(&body).map_err(|_| malformed())?;
    let keys = convert::list(&body, "keys").ok().flatten().unwrap_or_default();
    let Ok([key]) = <[JsValue; 1]>::try_from(keys) else { return Err(malformed()) };
    if !makes_keys {
        return Err(malformed());
    }
    let apps = key_from_js(&key).map_err(|_| malformed())?.apps;
    if apps.iter().any(|app| app.id.as_deref() == Some("YOUR_APP_ID")) {
        return Err(error::call("the plan names no app: give `planKey` an `appId`"));
    }
    Ok((path, key))
}
