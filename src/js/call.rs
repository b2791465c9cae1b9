//! A `Call` and the options of a decision, from what JavaScript gives.

use wasm_bindgen::JsValue;

use super::{convert, error};
use crate::{Call, Timestamp};

const SHAPE: &str = "malformed call: expected the name of an RPC method, `{ rpc }` or `{ verb, url }`, with texts as `userId` and `appId`";

pub(super) fn call_from_js(value: &JsValue) -> Result<Call, JsValue> {
    if let Some(name) = value.as_string() {
        return Ok(Call::rpc(name));
    }
    let text = |name: &str| match convert::property(value, name) {
        None => Ok(None),
        Some(found) => found.as_string().map(Some).ok_or_else(|| error::call(SHAPE)),
    };
    let call = Call {
        rpc: text("rpc")?,
        verb: text("verb")?,
        url: text("url")?,
        user_id: text("userId")?,
        app_id: text("appId")?,
        body: convert::property(value, "body").and_then(body_from_js),
    };
    match (&call.rpc, &call.verb, &call.url) {
        (Some(_), None, None) | (None, Some(_), Some(_)) => Ok(call),
        _ => Err(error::call(SHAPE)),
    }
}

/// A body may be anything; only its ids matter here.
fn body_from_js(body: JsValue) -> Option<crate::CallBody> {
    match body.as_string() {
        Some(text) => convert::from_js(convert::parse_json(&text)?),
        None => convert::from_js(body),
    }
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
