//! The one way that values cross between Rust and JavaScript.
//!
//! Out goes everything through serde. In come few shapes, read property by property: that is smaller
//! than a deserializer by a third of the module, and its errors cannot quote a value, and in it a
//! credential.

use js_sys::{Array, JSON, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::convert::TryFromJsValue;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::KeyType;

/// Unions stay tagged, absent fields are left out, maps are plain objects.
pub(super) fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value.serialize(&serializer).map_err(JsValue::from)
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

/// A value of another kind than was asked for.
#[derive(Clone, Copy)]
pub(super) struct Mismatch;

/// A property that is a text, or not there.
pub(super) fn text(value: &JsValue, name: &str) -> Result<Option<String>, Mismatch> {
    property(value, name).map(|found| found.as_string().ok_or(Mismatch)).transpose()
}

/// A property that is a number, or not there.
pub(super) fn number(value: &JsValue, name: &str) -> Result<Option<f64>, Mismatch> {
    property(value, name).map(|found| found.as_f64().ok_or(Mismatch)).transpose()
}

/// A property that is a list, or not there.
pub(super) fn list(value: &JsValue, name: &str) -> Result<Option<Vec<JsValue>>, Mismatch> {
    let list = |found: JsValue| found.dyn_into::<Array>().map_err(|_| Mismatch);
    property(value, name).map(|found| list(found).map(|list| list.to_vec())).transpose()
}

/// A property that is a list of texts, or not there.
pub(super) fn texts(value: &JsValue, name: &str) -> Result<Option<Vec<String>>, Mismatch> {
    let texts =
        |list: Vec<JsValue>| list.iter().map(|item| item.as_string().ok_or(Mismatch)).collect();
    list(value, name)?.map(texts).transpose()
}

/// A property that is one of the names of a closed list, or not there.
pub(super) fn one_of<T: Copy>(
    value: &JsValue,
    name: &str,
    known: &[(&str, T)],
) -> Result<Option<T>, Mismatch> {
    text(value, name)?.map(|text| named(&text, known)).transpose()
}

/// What a name of a closed list stands for.
pub(super) fn named<T: Copy>(text: &str, known: &[(&str, T)]) -> Result<T, Mismatch> {
    known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or(Mismatch)
}

/// A property that is an object, or not there.
pub(super) fn object_property(value: &JsValue, name: &str) -> Result<Option<JsValue>, Mismatch> {
    let object = |found: JsValue| if found.is_object() { Ok(found) } else { Err(Mismatch) };
    property(value, name).map(object).transpose()
}

pub(super) const KEY_TYPES: [(&str, KeyType); 2] = [
    ("app_specific_key", KeyType::AppSpecificKey),
    ("personal_access_token", KeyType::PersonalAccessToken),
];

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
