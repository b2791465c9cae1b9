//! The one way that values cross between Rust and JavaScript.

use js_sys::{JSON, Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::convert::TryFromJsValue;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// Unions stay tagged, absent fields are left out, maps are plain objects.
pub(super) fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value.serialize(&serializer).map_err(JsValue::from)
}

/// Nothing where the value is of another shape: serde's words would quote the value, and in it a
/// credential.
pub(super) fn from_js<T: DeserializeOwned>(value: JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(value).ok()
}

/// A text that may be a credential; what is no text is read as none.
pub(super) fn secret_text(value: &JsValue) -> Zeroizing<String> {
    Zeroizing::new(value.as_string().unwrap_or_default())
}

/// A string that JavaScript gets without a second copy left in wasm's memory.
pub(super) fn secret_string(text: &str) -> JsValue {
    JsValue::from_str(text)
}

/// Copies an object of one of our classes that stands where anything may: the caller's stays usable.
pub(super) fn copy_of<T: TryFromJsValue>(value: &JsValue) -> Option<T> {
    let copy = Reflect::get(value, &JsValue::from_str("copyOfHandle")).ok()?;
    let copy = copy.dyn_into::<js_sys::Function>().ok()?.call0(value).ok()?;
    T::try_from_js_value(copy).ok()
}

/// A property; nothing where the value is no object or the property is not there.
pub(super) fn property(value: &JsValue, name: &str) -> Option<JsValue> {
    let found = Reflect::get(value, &JsValue::from_str(name)).ok()?;
    (!found.is_undefined() && !found.is_null()).then_some(found)
}

pub(super) fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in entries {
        // Setting a property of a new plain object cannot fail.
        _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// A JSON text as a value; nothing where it is none.
pub(super) fn parse_json(text: &str) -> Option<JsValue> {
    JSON::parse(text).ok()
}
