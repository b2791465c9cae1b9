//! A `Call` and the options of a decision, from what JavaScript gives.

use wasm_bindgen::JsValue;

use super::convert::{self, Mismatch};
use super::error;
use crate::{Call, CallBody, Timestamp, UserAppId};

const SHAPE: &str = "malformed call: expected the name of an RPC method, `{ rpc }` or `{ verb, url }`, with texts as `userId` and `appId`";

pub(super) fn call_from_js(value: &JsValue) -> Result<Call, JsValue> {
    if let Some(name) = value.as_string() {
        return Ok(Call::rpc(name));
    }
    let call = object_from_js(value).map_err(|_| error::call(SHAPE))?;
    match (&call.rpc, &call.verb, &call.url) {
        (Some(_), None, None) | (None, Some(_), Some(_)) => Ok(call),
        _ => Err(error::call(SHAPE)),
    }
}

fn object_from_js(value: &JsValue) -> Result<Call, Mismatch> {
    Ok(Call {
        rpc: convert::text(value, "rpc")?,
        verb: convert::text(value, "verb")?,
        url: convert::text(value, "url")?,
        user_id: convert::text(value, "userId")?,
        app_id: convert::text(value, "appId")?,
        body: convert::property(value, "body").and_then(body_from_js),
    })
}

/// A body may be anything, also its JSON text; only its ids matter here.
fn body_from_js(body: JsValue) -> Option<CallBody> {
    let body = match body.as_string() {
        Some(text) => convert::parse_json(&text)?,
        None => body,
    };
    let ids =
        ["user_app_id", "userAppId"].iter().find_map(|name| convert::property(&body, name))?;
    let id =
        |names: [&str; 2]| names.iter().find_map(|name| convert::property(&ids, name)?.as_string());
    let user_app_id =
        UserAppId { user_id: id(["user_id", "userId"]), app_id: id(["app_id", "appId"]) };
    Some(CallBody { user_app_id: Some(user_app_id) })
}

/// The moment to judge at: `options.now`, else the clock.
pub(super) fn moment(options: &JsValue) -> Result<Timestamp, JsValue> {
    if let Some(rule) = convert::property(options, "rule")
        && rule.as_string().as_deref() != Some("declared")
    {
        return Err(error::call("`rule` is not `declared`, the one rule there is"));
    }
    match convert::property(options, "now") {
        None => Ok(now()),
        Some(text) => text.as_string().as_deref().and_then(Timestamp::parse).ok_or_else(|| {
            error::call("`now` is not an RFC 3339 date and time such as `2026-12-31T23:59:59Z`")
        }),
    }
}

pub(super) fn now() -> Timestamp {
    // Whole seconds are far below 2^53, and a cast saturates.
    Timestamp::from_unix_seconds((js_sys::Date::now() / 1000.0) as i64)
}
