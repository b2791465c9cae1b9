use wasm_bindgen::prelude::*;

use super::call::{call_from_js, moment, now};
use super::{convert, error};
use crate::{GrantAnswer, GrantDescription, KeyType, RpcMethod, Timestamp};

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
        let description: GrantDescription = convert::from_js(description).ok_or_else(|| {
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
        let key_type: Option<KeyType> = convert::from_js(key_type).ok_or_else(|| {
            error::grant("the key type is neither `app_specific_key` nor `personal_access_token`")
        })?;
        let answer: GrantAnswer = convert::from_js(answer).ok_or_else(|| {
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
    pub fn allows(&self, rpc: &str) -> bool {
        RpcMethod::find(rpc).is_some_and(|rpc| self.inner.allows(rpc, self.now()))
    }

    #[wasm_bindgen(js_name = allowsAt, skip_typescript)]
    pub fn allows_at(&self, index: usize) -> bool {
        RpcMethod::from_index(index).is_some_and(|rpc| self.inner.allows(rpc, self.now()))
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
