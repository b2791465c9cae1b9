//! The one way that values cross between Rust and JavaScript.
//!
//! Out goes everything through serde. In come few shapes, read property by property: that is smaller
//! than a deserializer by a third of the module, and its errors cannot quote a value, and in it a
//! credential. What JavaScript throws meanwhile (a getter, a proxy) is a mismatch, never an absence.

use js_sys::{Array, ArrayBuffer, JsString, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::convert::TryFromJsValue;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::error;
use crate::KeyType;

/// Longer texts are cut here: the core refuses what is longer than it reads.
const LONGEST_TEXT: u32 = 70_000;
/// No list that the API knows is near as long.
const LONGEST_LIST: u32 = 10_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    pub(super) fn parse_json(text: &JsString) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Object, js_name = entries)]
    fn entries_of(value: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["Object", "prototype", "toString"], js_name = call)]
    fn tag_of(value: &JsValue) -> Result<JsString, JsValue>;
}

/// A value of another kind than was asked for.
#[derive(Clone, Copy)]
pub(super) struct Mismatch;

/// Unions stay tagged, absent fields are left out, maps are plain objects.
pub(super) fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    value.serialize(&serializer).map_err(JsValue::from)
}

/// A text that may be a credential or hold one; nothing where the value is no text.
pub(super) fn secret_text(value: &JsValue) -> Option<Zeroizing<String>> {
    let text = value.dyn_ref::<JsString>()?;
    let cut = if text.length() > LONGEST_TEXT { &text.slice(0, LONGEST_TEXT) } else { text };
    cut.as_string().map(Zeroizing::new)
}

/// The same for a text that may be longer; one unit more than `most` tells the core that it is cut.
pub(super) fn long_secret_text(value: &JsValue, most: usize) -> Option<Zeroizing<String>> {
    let text = value.dyn_ref::<JsString>()?;
    let most = u32::try_from(most).unwrap_or(u32::MAX).saturating_add(1);
    let cut = if text.length() > most { &text.slice(0, most) } else { text };
    cut.as_string().map(Zeroizing::new)
}

/// An argument that must be a text; it may be a credential or hold one.
pub(super) fn text_argument(name: &str, value: &JsValue) -> Result<Zeroizing<String>, JsValue> {
    secret_text(value).ok_or_else(|| other_kind(name, value, "a plain string"))
}

/// The same for one that is empty where it is not set: a variable of the environment, mostly.
pub(super) fn text_if_set(name: &str, value: &JsValue) -> Result<Zeroizing<String>, JsValue> {
    if is_set(value) { text_argument(name, value) } else { Ok(Zeroizing::default()) }
}

pub(super) fn is_set(value: &JsValue) -> bool {
    !value.is_undefined() && !value.is_null()
}

/// Says what came and what is wanted: the type of a value, never the value.
pub(super) fn other_kind(name: &str, value: &JsValue, wanted: &str) -> JsValue {
    let kind = type_of(value);
    let advice = match kind.as_str() {
        "Uint8Array" => ", as `new TextDecoder().decode(bytes)` gives it",
        "Promise" => "; `await` it first",
        _ => "",
    };
    error::call(&["`", name, "` is of type `", &kind, "`: give ", wanted, advice].concat())
}

/// The name that JavaScript has for the type of a value: `Uint8Array` for a `Buffer`.
pub(super) fn type_of(value: &JsValue) -> String {
    let Ok(tag) = tag_of(value) else { return "Object".to_owned() };
    // After `[object `, up to `]`. An object may call itself anything: nothing long is shown.
    String::from(tag.slice(8, tag.length().saturating_sub(1).min(28)))
}

/// Refuses the names that others give to what is read under the second of each pair.
pub(super) fn assert_names(value: &JsValue, pairs: &[(&str, &str)]) -> Result<(), JsValue> {
    match pairs.iter().find(|(other, _)| matches!(property(value, other), Ok(Some(_)))) {
        Some((other, name)) => {
            Err(error::call(&["`", other, "` is not read: write `", name, "`"].concat()))
        }
        None => Ok(()),
    }
}

/// A string that JavaScript gets without a second copy left in wasm's memory.
pub(super) fn secret_string(text: &str) -> JsValue {
    JsValue::from_str(text)
}

/// Copies an object of one of our classes that stands where anything may: the caller's stays usable.
/// Nothing where it is none; an error where it was freed, or where it lives in the memory of another
/// entry or copy of the package.
pub(super) fn copy_of<T: TryFromJsValue>(value: &JsValue) -> Result<Option<T>, JsValue> {
    let Ok(Some(copy)) = property(value, "copyOfHandle") else { return Ok(None) };
    let Ok(copy) = copy.dyn_into::<js_sys::Function>() else { return Ok(None) };
    T::try_from_js_value(copy.call0(value)?).map(Some).map_err(|foreign| {
        // No second copy of a credential stays there.
        _ = call_method(&foreign, "free");
        error::call("an object of another class, entry or copy of clarifai-auth was given")
    })
}

/// A property, or nothing where it is not there.
pub(super) fn property(value: &JsValue, name: &str) -> Result<Option<JsValue>, Mismatch> {
    let found = Reflect::get(value, &JsValue::from_str(name)).map_err(|_| Mismatch)?;
    Ok((!found.is_undefined() && !found.is_null()).then_some(found))
}

/// A property that is a text, or not there.
pub(super) fn text(value: &JsValue, name: &str) -> Result<Option<String>, Mismatch> {
    let text = |found: JsValue| secret_text(&found).map(|text| text.to_string()).ok_or(Mismatch);
    property(value, name)?.map(text).transpose()
}

/// A property that is a text of any length, or not there.
pub(super) fn whole_text(value: &JsValue, name: &str) -> Result<Option<JsString>, Mismatch> {
    property(value, name)?.map(|found| found.dyn_into().map_err(|_| Mismatch)).transpose()
}

/// The fields of an object by their names; each crosses when it is asked for. A name stays a text of
/// JavaScript's: it may hold half a character. Bytes are no plain data.
pub(super) fn entries(
    value: &JsValue,
) -> Result<impl ExactSizeIterator<Item = (JsValue, JsValue)> + use<>, Mismatch> {
    if ArrayBuffer::is_view(value) {
        return Err(Mismatch);
    }
    let entries = entries_of(value).map_err(|_| Mismatch)?;
    Ok((0..entries.length()).map(move |index| {
        let entry: Array = entries.get(index).unchecked_into();
        (entry.get(0), entry.get(1))
    }))
}

/// How many items a list has; nothing where the value is no list.
pub(super) fn length_of_list(value: &JsValue) -> Result<Option<u32>, Mismatch> {
    if !is_array(value).map_err(|_| Mismatch)? {
        return Ok(None);
    }
    let length = Reflect::get(value, &JsValue::from_str("length")).map_err(|_| Mismatch)?;
    // A list is no longer than a `u32` tells; a proxy may say anything, and a cast saturates.
    Ok(Some(length.as_f64().ok_or(Mismatch)? as u32))
}

pub(super) fn item(list: &JsValue, index: u32) -> Result<JsValue, Mismatch> {
    Reflect::get_u32(list, index).map_err(|_| Mismatch)
}

/// Calls a method by its name, whatever the object is.
pub(super) fn call_method(value: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    let method = Reflect::get(value, &JsValue::from_str(name))?;
    method.dyn_into::<js_sys::Function>()?.call0(value)
}

/// A property that is a number, or not there.
pub(super) fn number(value: &JsValue, name: &str) -> Result<Option<f64>, Mismatch> {
    property(value, name)?.map(|found| found.as_f64().ok_or(Mismatch)).transpose()
}

/// A property that is true or false, or not there.
pub(super) fn boolean(value: &JsValue, name: &str) -> Result<Option<bool>, Mismatch> {
    property(value, name)?.map(|found| found.as_bool().ok_or(Mismatch)).transpose()
}

/// A property that is a list, or not there.
pub(super) fn list(value: &JsValue, name: &str) -> Result<Option<Vec<JsValue>>, Mismatch> {
    property(value, name)?.map(|found| elements(&found)).transpose()
}

pub(super) fn elements(list: &JsValue) -> Result<Vec<JsValue>, Mismatch> {
    let length = length_of_list(list)?.filter(|length| *length <= LONGEST_LIST);
    (0..length.ok_or(Mismatch)?).map(|index| item(list, index)).collect()
}

/// A property that is a list of texts, or not there.
pub(super) fn texts(value: &JsValue, name: &str) -> Result<Option<Vec<String>>, Mismatch> {
    let text = |item: &JsValue| secret_text(item).map(|text| text.to_string()).ok_or(Mismatch);
    list(value, name)?.map(|list| list.iter().map(text).collect()).transpose()
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
    property(value, name)?.map(object).transpose()
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

pub(super) fn array(values: impl IntoIterator<Item = JsValue>) -> JsValue {
    let array = Array::new();
    for value in values {
        array.push(&value);
    }
    array.into()
}
