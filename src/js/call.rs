//! A `Call` and the options of a decision, from what JavaScript gives.

use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue};

use super::convert::{self, Mismatch};
use super::error;
use crate::{BodyHolds, Call, Rule, Timestamp, UserAppId};

const SHAPE: &str = "malformed call: expected the name of an RPC method, `{ rpc }` or `{ verb, url }`, with texts as `userId` and `appId`";

pub(super) fn call_from_js(value: &JsValue) -> Result<Call, JsValue> {
    if let Some(name) = convert::secret_text(value) {
        return Ok(Call::rpc(name.to_string()));
    }
    convert::assert_names(value, &[("user_id", "userId"), ("app_id", "appId")])?;
    let call = object_from_js(value).map_err(|_| error::call(SHAPE))?;
    match (&call.rpc, &call.verb, &call.url) {
        (Some(_), None, None) | (None, Some(_), Some(_)) => Ok(call),
        _ => {
            convert::assert_names(value, &[("method", "verb"), ("path", "url")])?;
            Err(error::call(SHAPE))
        }
    }
}

fn object_from_js(value: &JsValue) -> Result<Call, Mismatch> {
    let body = convert::property(value, "body")?.map(body_of).transpose()?.flatten();
    Ok(Call {
        rpc: convert::text(value, "rpc")?,
        verb: convert::text(value, "verb")?,
        url: convert::text(value, "url")?,
        user_id: convert::text(value, "userId")?,
        app_id: convert::text(value, "appId")?,
        body_ids: body.as_ref().map(ids_of_body).transpose()?.unwrap_or_default(),
        body_holds: body.map(body_holds).unwrap_or_default(),
    })
}

/// A body may be anything, also its JSON text; nothing where it is no object.
fn body_of(body: JsValue) -> Result<Option<JsValue>, Mismatch> {
    let body = match body.dyn_ref::<JsString>() {
        Some(text) => match convert::parse_json(text) {
            Ok(body) => body,
            Err(_) => return Ok(None),
        },
        None => body,
    };
    Ok(body.is_object().then_some(body))
}

/// Protocol Buffers read both spellings of a name, so each is taken by itself.
fn ids_of_body(body: &JsValue) -> Result<Vec<UserAppId>, Mismatch> {
    let mut found = Vec::new();
    for name in ["user_app_id", "userAppId"] {
        let Some(ids) = convert::property(body, name)?.filter(JsValue::is_object) else {
            continue;
        };
        for [user_id, app_id] in [["user_id", "app_id"], ["userId", "appId"]] {
            let text = |name| Ok(convert::property(&ids, name)?.and_then(|id| id.as_string()));
            found.push(UserAppId { user_id: text(user_id)?, app_id: text(app_id)? });
        }
    }
    Ok(found)
}

/// What its fields hold that needs a scope of its own, wherever they stand.
fn body_holds(body: JsValue) -> BodyHolds {
    /// A body of 128 inputs with regions, concepts and embeddings has fewer values.
    const MOST_VALUES: usize = 500_000;
    let mut found = BodyHolds::default();
    let mut waiting = vec![body];
    // An object that holds itself has no end.
    let mut left = MOST_VALUES;
    while let Some(value) = waiting.pop() {
        // What throws, or is no plain data, holds nothing that would be sent.
        let Ok(count) = look_into(&value, left, &mut waiting, &mut found) else { continue };
        let Some(less) = left.checked_sub(count) else { break };
        left = less;
    }
    found
}

/// Adds what lies in a value to what waits, `left` values at most; says how many there are.
fn look_into(
    value: &JsValue,
    left: usize,
    waiting: &mut Vec<JsValue>,
    found: &mut BodyHolds,
) -> Result<usize, Mismatch> {
    if let Some(length) = convert::length_of_list(value)? {
        // Of a list that is too long nothing is looked at, and the others still are.
        let length = if length as usize > left { 0 } else { length };
        for index in 0..length {
            waiting.extend(convert::item(value, index).ok().filter(JsValue::is_object));
        }
        return Ok(length as usize);
    }
    let entries = convert::entries(value)?;
    let count = entries.len();
    for (key, value) in entries.take(left).filter(|(_, value)| value.is_object()) {
        let field = match key.as_string().as_deref() {
            Some("concepts") => Some(&mut found.concepts),
            Some("image") => Some(&mut found.image),
            _ => None,
        };
        if let Some(field) = field {
            *field |= !is_empty(&value);
        }
        waiting.push(value);
    }
    Ok(count)
}

fn is_empty(value: &JsValue) -> bool {
    match convert::length_of_list(value) {
        Ok(Some(length)) => length == 0,
        _ => convert::entries(value).is_ok_and(|entries| entries.len() == 0),
    }
}

/// The rule and the moment to judge by: `options.now`, else the clock where the moment matters.
pub(super) fn options_from_js(
    options: &JsValue,
    moment_matters: bool,
) -> Result<(Rule, Timestamp), JsValue> {
    const SHAPE: &str =
        "malformed options: expected `{ rule?: 'declared' | 'documented', now?: string }`";
    const RULES: [(&str, Rule); 2] =
        [("declared", Rule::Declared), ("documented", Rule::Documented)];
    let (mut rule, mut now) = (None, None);
    if !options.is_undefined() && !options.is_null() {
        rule = convert::one_of(options, "rule", &RULES).map_err(|_| error::call(SHAPE))?;
        now = convert::text(options, "now").map_err(|_| error::call(SHAPE))?;
    }
    let now = match now {
        Some(text) => Timestamp::parse(&text).ok_or_else(|| {
            error::call("`now` is not an RFC 3339 date and time such as `2026-12-31T23:59:59Z`")
        })?,
        None if moment_matters => clock()?,
        None => Timestamp::from_unix_milliseconds(0),
    };
    Ok((rule.unwrap_or_default(), now))
}

pub(super) fn clock() -> Result<Timestamp, JsValue> {
    let now = js_sys::Date::now();
    if !now.is_finite() {
        return Err(error::call("the system clock tells no time"));
    }
    // Milliseconds of any real clock are far below 2^53, and a cast saturates.
    Ok(Timestamp::from_unix_milliseconds(now as i64))
}
