//! A `Call` and the options of a decision, from what JavaScript gives.

use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue};

use super::convert::{self, Mismatch};
use super::error;
use crate::{Call, Timestamp, UserAppId};

const SHAPE: &str = "malformed call: expected the name of an RPC method, `{ rpc }` or `{ verb, url }`, with texts as `userId` and `appId`";

pub(super) fn call_from_js(value: &JsValue) -> Result<Call, JsValue> {
    if let Some(name) = convert::secret_text(value) {
        return Ok(Call::rpc(name.to_string()));
    }
    convert::assert_names(value, &[("user_id", "userId"), ("app_id", "appId")])?;
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
        body_ids: match convert::property(value, "body")? {
            Some(body) => ids_of_body(body)?,
            None => Vec::new(),
        },
    })
}

/// A body may be anything, also its JSON text; only its ids matter here. Protocol Buffers read both
/// spellings of a name, so each is taken by itself.
fn ids_of_body(body: JsValue) -> Result<Vec<UserAppId>, Mismatch> {
    let body = match body.dyn_ref::<JsString>() {
        Some(text) => match convert::parse_json(text) {
            Ok(body) => body,
            Err(_) => return Ok(Vec::new()),
        },
        None => body,
    };
    if !body.is_object() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for name in ["user_app_id", "userAppId"] {
        let Some(ids) = convert::property(&body, name)?.filter(JsValue::is_object) else {
            continue;
        };
        for [user_id, app_id] in [["user_id", "app_id"], ["userId", "appId"]] {
            let text = |name| Ok(convert::property(&ids, name)?.and_then(|id| id.as_string()));
            found.push(UserAppId { user_id: text(user_id)?, app_id: text(app_id)? });
        }
    }
    Ok(found)
}

/// The moment to judge at, where that matters: `options.now`, else the clock.
pub(super) fn moment(options: &JsValue, matters: bool) -> Result<Timestamp, JsValue> {
    const SHAPE: &str = "malformed options: expected `{ rule?: 'declared', now?: string }`";
    let mut now = None;
    if !options.is_undefined() && !options.is_null() {
        let text = |name| convert::text(options, name).map_err(|_| error::call(SHAPE));
        if text("rule")?.is_some_and(|rule| rule != "declared") {
            return Err(error::call("`rule` is not `declared`, the one rule there is"));
        }
        now = text("now")?;
    }
    match now {
        Some(text) => Timestamp::parse(&text).ok_or_else(|| {
            error::call("`now` is not an RFC 3339 date and time such as `2026-12-31T23:59:59Z`")
        }),
        None if matters => clock(),
        None => Ok(Timestamp::from_unix_milliseconds(0)),
    }
}

pub(super) fn clock() -> Result<Timestamp, JsValue> {
    let now = js_sys::Date::now();
    if !now.is_finite() {
        return Err(error::call("the system clock tells no time"));
    }
    // Milliseconds of any real clock are far below 2^53, and a cast saturates.
    Ok(Timestamp::from_unix_milliseconds(now as i64))
}
