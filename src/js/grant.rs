use wasm_bindgen::prelude::*;

use super::call::{call_from_js, moment, now};
use super::convert::{self, Mismatch};
use super::error;
use crate::{
    AnswerApp, AnswerKey, ApiStatus, AppId, GrantAnswer, GrantDescription, RpcMethod, Timestamp,
};

/// The scopes of both levels that a credential carries, compiled once.
///
/// ```js
/// const grant = new Grant({ scopes: ['Predict', 'Models:Get', 'Concepts:Get', 'Apps:Get'] });
/// grant.allows('PostModelOutputs'); // true
/// grant.evaluate('PostInputs').type; // 'reject'
/// ```
#[wasm_bindgen]
pub struct Grant {
    inner: crate::Grant,
}

#[wasm_bindgen]
impl Grant {
    /// Compiles a description. Throws ERR_GRANT where it is malformed: a bad date, scopes that are no
    /// list.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "GrantDescription")] description: JsValue,
    ) -> Result<Grant, JsValue> {
        let description = description_from_js(&description).map_err(|_| {
            error::grant(
                "malformed grant description: expected `{ scopes: string[], endpoints?: string[], keyType?, app?: { id, userId? }, expiresAt? }`",
            )
        })?;
        Ok(Self { inner: crate::Grant::new(description)? })
    }

    /// Reads the answer of `GET /v2/myscopes`, or a key of `GET …/keys`. `keyType` says what the
    /// credential is where the answer does not. Throws ERR_GRANT on an answer that is a failure.
    #[wasm_bindgen(js_name = fromAnswer)]
    pub fn from_answer(
        #[wasm_bindgen(unchecked_param_type = "unknown")] answer: JsValue,
        #[wasm_bindgen(js_name = keyType, unchecked_optional_param_type = "KeyType")]
        key_type: JsValue,
    ) -> Result<Grant, JsValue> {
        let key_type = match key_type.is_undefined() || key_type.is_null() {
            true => None,
            false => convert::named(&key_type.as_string().unwrap_or_default(), &convert::KEY_TYPES)
                .map(Some)
                .map_err(|_| {
                    error::grant(
                        "the key type is neither `app_specific_key` nor `personal_access_token`",
                    )
                })?,
        };
        Ok(Self { inner: crate::Grant::from_answer(answer_from_js(&answer)?, key_type)? })
    }

    /// Names of scopes that the catalogue does not know.
    #[wasm_bindgen(getter, js_name = unknownScopes)]
    pub fn unknown_scopes(&self) -> Vec<String> {
        self.inner.unknown_scopes().to_vec()
    }

    /// Endpoint-level scopes that the catalogue does not know.
    #[wasm_bindgen(getter, js_name = unknownEndpoints)]
    pub fn unknown_endpoints(&self) -> Vec<String> {
        self.inner.unknown_endpoints().to_vec()
    }

    /// True exactly where `evaluate(rpc).type` is 'allow'. The fast path.
    pub fn allows(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] rpc: &JsValue,
    ) -> Result<bool, JsValue> {
        let name = super::text_argument(rpc)?;
        Ok(RpcMethod::find(&name).is_some_and(|rpc| self.inner.allows(rpc, self.now())))
    }

    /// What `allows` says of each RPC method, in the order of `rpcNames`; nothing where it depends on
    /// the moment.
    #[wasm_bindgen(js_name = reachByIndex, skip_typescript)]
    pub fn reach_by_index(&self) -> Option<Vec<u8>> {
        let now = Timestamp::from_unix_seconds(0);
        let allows = |rpc| u8::from(self.inner.allows(rpc, now));
        (!self.inner.can_expire()).then(|| RpcMethod::all().map(allows).collect())
    }

    /// Decides whether this grant covers `call`. Throws ERR_CALL where the call is malformed.
    #[wasm_bindgen(unchecked_return_type = "Decision")]
    pub fn evaluate(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Call")] call: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "EvaluateOptions")] options: &JsValue,
    ) -> Result<JsValue, JsValue> {
        convert::to_js(&self.inner.evaluate(&call_from_js(call)?, moment(options)?))
    }

    /// One decision for each RPC method of the catalogue, in its order.
    #[wasm_bindgen(js_name = evaluateAll, unchecked_return_type = "Decision[]")]
    pub fn evaluate_all(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "EvaluateOptions")] options: &JsValue,
    ) -> Result<JsValue, JsValue> {
        convert::to_js(&self.inner.evaluate_all(moment(options)?))
    }

    /// Names of the RPC methods that `allows`, in the catalogue's order.
    #[wasm_bindgen(unchecked_return_type = "RpcName[]")]
    pub fn reach(&self) -> Vec<JsValue> {
        self.inner.reach(self.now()).map(|rpc| JsValue::from_str(rpc.name())).collect()
    }

    /// What both allow: a collaborator's effective grant.
    pub fn intersect(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Grant")] other: &JsValue,
    ) -> Result<Grant, JsValue> {
        let other: Grant =
            convert::copy_of(other).ok_or_else(|| error::grant("the other one is no `Grant`"))?;
        Ok(Self { inner: self.inner.intersect(&other.inner) })
    }

    /// The description of it: `new Grant(grant.describe())` decides as this one does.
    #[wasm_bindgen(unchecked_return_type = "GrantDescription")]
    pub fn describe(&self) -> Result<JsValue, JsValue> {
        convert::to_js(&self.inner.describe())
    }

    #[wasm_bindgen(js_name = copyOfHandle, skip_typescript)]
    pub fn copy_of_handle(&self) -> Grant {
        Self { inner: self.inner.clone() }
    }

    /// The clock is read only where it matters.
    fn now(&self) -> Timestamp {
        if self.inner.can_expire() { now() } else { Timestamp::from_unix_seconds(0) }
    }
}

impl From<crate::Grant> for Grant {
    fn from(inner: crate::Grant) -> Self {
        Self { inner }
    }
}

fn description_from_js(value: &JsValue) -> Result<GrantDescription, Mismatch> {
    let restricted = convert::property(value, "endpointsRestricted");
    let app = convert::object_property(value, "app")?;
    let app = app.map(|app| {
        let id = convert::text(&app, "id")?.ok_or(Mismatch)?;
        Ok(AppId { id, user_id: convert::text(&app, "userId")? })
    });
    Ok(GrantDescription {
        key_type: convert::one_of(value, "keyType", &convert::KEY_TYPES)?,
        scopes: convert::texts(value, "scopes")?.ok_or(Mismatch)?,
        endpoints: convert::texts(value, "endpoints")?,
        endpoints_restricted: restricted
            .map(|restricted| restricted.as_bool().ok_or(Mismatch))
            .transpose()?,
        app: app.transpose()?,
        expires_at: convert::text(value, "expiresAt")?,
    })
}

/// Throws ERR_GRANT where a field is of another kind than the API's.
pub(super) fn answer_from_js(value: &JsValue) -> Result<GrantAnswer, JsValue> {
    let read = || {
        Ok(GrantAnswer {
            status: convert::property(value, "status").map(|status| status_from_js(&status)),
            own: key_from_js(value)?,
            key: convert::object_property(value, "key")?.as_ref().map(key_from_js).transpose()?,
            keys: convert::list(value, "keys")?
                .map(|keys| keys.iter().map(key_from_js).collect::<Result<_, Mismatch>>())
                .transpose()?,
        })
    };
    read().map_err(|Mismatch| {
        error::grant("malformed answer: expected that of `/v2/myscopes`, or a key")
    })
}

fn key_from_js(value: &JsValue) -> Result<AnswerKey, Mismatch> {
    let apps = convert::list(value, "apps")?.unwrap_or_default().into_iter();
    let apps = apps.chain(convert::object_property(value, "app")?).map(|app| {
        Ok(AnswerApp { id: convert::text(&app, "id")?, user_id: convert::text(&app, "user_id")? })
    });
    Ok(AnswerKey {
        key_type: convert::one_of(value, "type", &convert::KEY_TYPES)?,
        scopes: convert::texts(value, "scopes")?,
        endpoints: convert::texts(value, "endpoints")?,
        apps: apps.collect::<Result<_, Mismatch>>()?,
        expires_at: convert::text(value, "expires_at")?,
    })
}

/// A status as servers really send it: an object, a text, or something else.
pub(super) fn status_from_js(value: &JsValue) -> ApiStatus {
    if let Some(text) = value.as_string() {
        return ApiStatus::from_text(&text);
    }
    let code = convert::property(value, "code");
    let code = code.and_then(|code| match code.as_string() {
        Some(name) => ApiStatus::code_of(&name),
        None => code.as_f64().filter(|code| code.fract() == 0.0).map(|code| code as u32),
    });
    let text = |name| convert::text(value, name).unwrap_or_default().unwrap_or_default();
    ApiStatus::new(code, text("description"), text("details"))
}
