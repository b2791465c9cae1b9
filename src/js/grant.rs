use wasm_bindgen::prelude::*;
use zeroize::Zeroize;

use super::call::{call_from_js, clock, options_from_js};
use super::convert::{self, Mismatch};
use super::decisions::Packed;
use super::error;
use super::redact::redact;
use crate::{
    AnswerApp, AnswerKey, ApiStatus, AppId, GrantAnswer, GrantDescription, RpcMethod, Timestamp,
};

const SHAPE: &str = "malformed grant description: expected `{ scopes: string[], endpoints?: string[], keyType?, app?: { id, userId? }, expiresAt? }`";

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
    /// list. ERR_CALL on `expires_at` for `expiresAt`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "GrantDescription")] description: JsValue,
    ) -> Result<Grant, JsValue> {
        convert::assert_names(
            &description,
            &[("key_type", "keyType"), ("expires_at", "expiresAt")],
        )?;
        let description = description_from_js(&description).map_err(|_| error::grant(SHAPE))?;
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
        let answer = answer_from_js(&answer).map_err(|_| {
            error::grant("malformed answer: expected that of `/v2/myscopes`, or a key")
        })?;
        Ok(Self { inner: crate::Grant::from_answer(answer, key_type)? })
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
        let name = convert::text_argument("rpc", rpc)?;
        let now = self.now()?;
        Ok(RpcMethod::find(&name).is_some_and(|rpc| self.inner.allows(rpc, now)))
    }

    /// What `allows` says of each RPC method, in the order of `rpcNames`; nothing where it depends on
    /// the moment.
    #[wasm_bindgen(js_name = reachByIndex, skip_typescript)]
    pub fn reach_by_index(&self) -> Option<Vec<u8>> {
        let now = Timestamp::from_unix_milliseconds(0);
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
        let (rule, now) = options_from_js(options, self.inner.can_expire())?;
        let mut call = call_from_js(call)?;
        let decision = self.inner.evaluate_under(rule, &call, now);
        // In the path of a key stands the key.
        call.url.zeroize();
        convert::to_js(&decision)
    }

    /// One decision for each RPC method of the catalogue, in its order.
    // Numbers and texts, of which `decisions.js` makes the objects.
    #[wasm_bindgen(js_name = evaluateAll, unchecked_return_type = "Decision[]")]
    pub fn evaluate_all(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "EvaluateOptions")] options: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (rule, now) = options_from_js(options, self.inner.can_expire())?;
        let mut packed = Packed::default();
        for rpc in RpcMethod::all() {
            packed.push(&self.inner.evaluate_rpc_under(rule, rpc, now));
        }
        Ok(packed.to_js())
    }

    /// Names of the RPC methods that `allows`, in the catalogue's order.
    #[wasm_bindgen(unchecked_return_type = "RpcName[]")]
    pub fn reach(&self) -> Result<Vec<JsValue>, JsValue> {
        Ok(self.inner.reach(self.now()?).map(|rpc| JsValue::from_str(rpc.name())).collect())
    }

    /// What both allow: a collaborator's effective grant. Grants of two different apps allow nothing
    /// together: the decision then speaks of an endpoint list, as the intersection has an empty one.
    /// Each of them says by itself, of a call with its `appId`, that it is for another app.
    pub fn intersect(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Grant")] other: &JsValue,
    ) -> Result<Grant, JsValue> {
        Ok(Self { inner: self.inner.intersect(&grant_from_js(other)?) })
    }

    /// Whether `other` covers more or less than this one. `relation` is of this one to `other`, judged
    /// by scopes, endpoint lists, apps and key types; `gained` and `lost` are the RPC methods that
    /// `other` can call more and less. Expiry is not judged: compare `describe().expiresAt` beside.
    ///
    /// ```js
    /// const before = new Grant({ scopes: ['Apps:Get'] });
    /// const after = new Grant({ scopes: ['Apps:Get', 'Concepts:Get'] });
    /// const { relation, gained } = before.compare(after); // 'narrower', ['GetConcept', …]
    /// ```
    #[wasm_bindgen(unchecked_return_type = "Comparison")]
    pub fn compare(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Grant")] other: &JsValue,
    ) -> Result<JsValue, JsValue> {
        convert::to_js(&self.inner.compare(&grant_from_js(other)?))
    }

    /// Removes from an answer of `rpc` what belongs to resources whose Get scope is not granted, and
    /// nothing else; `removed` names the fields. The answer that is given stays as it is. Throws
    /// ERR_CALL where the RPC method is not known, or the answer is a text.
    ///
    /// ```js
    /// const grant = new Grant({ scopes: ['Inputs:Get'] });
    /// const { answer, removed } = grant.redact('ListInputs', {
    ///   inputs: [{ id: 'a', data: { concepts: [{ id: 'cat' }] } }],
    /// });
    /// answer; // { inputs: [{ id: 'a', data: {} }] }
    /// removed; // ['inputs[0].data.concepts']
    /// ```
    #[wasm_bindgen(unchecked_return_type = "{ answer: unknown; removed: string[] }")]
    pub fn redact(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] rpc: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "unknown")] answer: &JsValue,
    ) -> Result<JsValue, JsValue> {
        redact(&self.inner, &convert::text_argument("rpc", rpc)?, answer)
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
    fn now(&self) -> Result<Timestamp, JsValue> {
        if self.inner.can_expire() { clock() } else { Ok(Timestamp::from_unix_milliseconds(0)) }
    }
}

impl From<crate::Grant> for Grant {
    fn from(inner: crate::Grant) -> Self {
        Self { inner }
    }
}

pub(super) fn grant_from_js(value: &JsValue) -> Result<crate::Grant, JsValue> {
    let grant: Option<Grant> = convert::copy_of(value)?;
    grant.map(|grant| grant.inner).ok_or_else(|| error::grant("the argument is no `Grant`"))
}

/// The description of what stands where a `Grant` or its description may.
#[cfg(feature = "texts")]
pub(super) fn described(value: &JsValue) -> Result<GrantDescription, JsValue> {
    match convert::copy_of::<Grant>(value)? {
        Some(grant) => Ok(grant.inner.describe()),
        None => description_from_js(value).map_err(|_| error::grant(SHAPE)),
    }
}

fn description_from_js(value: &JsValue) -> Result<GrantDescription, Mismatch> {
    let app = convert::object_property(value, "app")?;
    let app = app.map(|app| {
        let id = convert::text(&app, "id")?.ok_or(Mismatch)?;
        Ok(AppId { id, user_id: convert::text(&app, "userId")? })
    });
    Ok(GrantDescription {
        key_type: convert::one_of(value, "keyType", &convert::KEY_TYPES)?,
        scopes: convert::texts(value, "scopes")?.ok_or(Mismatch)?,
        endpoints: convert::texts(value, "endpoints")?,
        endpoints_restricted: convert::boolean(value, "endpointsRestricted")?,
        app: app.transpose()?,
        expires_at: convert::text(value, "expiresAt")?,
    })
}

/// A mismatch is a field of another kind than the API's.
pub(super) fn answer_from_js(value: &JsValue) -> Result<GrantAnswer, Mismatch> {
    Ok(GrantAnswer {
        status: convert::property(value, "status")?.as_ref().map(status_from_js).transpose()?,
        own: key_from_js(value)?,
        key: convert::object_property(value, "key")?.as_ref().map(key_from_js).transpose()?,
        keys: convert::list(value, "keys")?
            .map(|keys| keys.iter().map(key_from_js).collect::<Result<_, Mismatch>>())
            .transpose()?,
    })
}

pub(super) fn key_from_js(value: &JsValue) -> Result<AnswerKey, Mismatch> {
    let apps = convert::list(value, "apps")?.unwrap_or_default().into_iter();
    let apps = apps.chain(convert::object_property(value, "app")?).map(|app| {
        Ok(AnswerApp { id: convert::text(&app, "id")?, user_id: convert::text(&app, "user_id")? })
    });
    let key_type = convert::text(value, "type")?;
    Ok(AnswerKey {
        // A type that is not known is judged as none: the stricter reading.
        key_type: key_type.and_then(|name| convert::named(&name, &convert::KEY_TYPES).ok()),
        scopes: convert::texts(value, "scopes")?,
        endpoints: convert::texts(value, "endpoints")?,
        apps: apps.collect::<Result<_, Mismatch>>()?,
        expires_at: convert::text(value, "expires_at")?,
    })
}

/// A status as servers really send it: an object, a text, or something else.
pub(super) fn status_from_js(value: &JsValue) -> Result<ApiStatus, Mismatch> {
    if let Some(text) = convert::secret_text(value) {
        return Ok(ApiStatus::from_text(&text));
    }
    let code = convert::property(value, "code")?;
    let code = code.and_then(|code| match code.as_string() {
        Some(name) => ApiStatus::code_of(&name),
        None => code.as_f64().filter(|code| code.fract() == 0.0).map(|code| code as u32),
    });
    let text = |name| convert::text(value, name).ok().flatten().unwrap_or_default();
    Ok(ApiStatus::new(code, text("description"), text("details")))
}
