//! The one maker of thrown errors: a real `Error` with a stable `code`.

use js_sys::{Error, Reflect};
use wasm_bindgen::JsValue;

use super::convert;
use crate::{AnswerError, CredentialError, GrantError, PredictError};

pub(super) fn thrown(name: &str, code: &str, message: &str, extra: &[(&str, JsValue)]) -> JsValue {
    let error = Error::new(message);
    error.set_name(name);
    let code = [("code", JsValue::from_str(code))];
    for (property, value) in code.iter().chain(extra) {
        // Setting a property of a new Error cannot fail.
        _ = Reflect::set(&error, &JsValue::from_str(property), value);
    }
    error.into()
}

pub(super) fn grant(message: &str) -> JsValue {
    thrown("GrantError", "ERR_GRANT", message, &[])
}

pub(super) fn call(message: &str) -> JsValue {
    thrown("CallError", "ERR_CALL", message, &[])
}

impl From<CredentialError> for JsValue {
    fn from(error: CredentialError) -> Self {
        let findings = convert::to_js(error.findings()).unwrap_or_default();
        thrown("CredentialError", error.code(), &error.to_string(), &[("findings", findings)])
    }
}

impl From<GrantError> for JsValue {
    fn from(error: GrantError) -> Self {
        grant(&error.to_string())
    }
}

impl From<AnswerError> for JsValue {
    fn from(error: AnswerError) -> Self {
        grant(&error.to_string())
    }
}

impl From<PredictError> for JsValue {
    fn from(error: PredictError) -> Self {
        call(&error.to_string())
    }
}
