use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use super::{convert, error};
use crate::{Body, Evidence, Headers, PasteOptions};

#[wasm_bindgen(typescript_custom_section)]
const PASTE_KINDS: &str = crate::evidence::PASTE_KIND_TYPE;

/// Reads what a person pastes: a curl line, a `.env`, a HAR, an answer's JSON, a gRPC error text, a
/// stack trace. Nothing is run, expanded or sent anywhere.
///
/// A credential is replaced by `<credential>`, a further one by `<credential 2>`; scheme, quotes and
/// padding around it are kept. `credentialReport` says what was found in it. `reveal` leaves it in.
/// A text longer than 8 MiB is not looked into: its kind is 'too-long'. Never throws on a text.
///
/// ```js
/// const { authorization, request } = readPaste(
///   "curl -H 'Authorization: Key 0123456789abcdef0123456789abcdef' https://api.clarifai.com/v2/models",
/// );
/// authorization; // 'Key <credential>'
/// request.url; // 'https://api.clarifai.com/v2/models'
/// ```
#[wasm_bindgen(js_name = readPaste, unchecked_return_type = "Evidence")]
pub fn read_paste(
    #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "{ reveal?: boolean }")] options: &JsValue,
) -> Result<JsValue, JsValue> {
    if convert::is_set(text) && !text.is_string() {
        return Err(convert::other_kind("text", text, "a plain string"));
    }
    let malformed = |_| error::call("malformed options: expected `{ reveal?: boolean }`");
    let mut read = PasteOptions::default();
    if !options.is_undefined() && !options.is_null() {
        read.reveal = convert::boolean(options, "reveal").map_err(malformed)?.unwrap_or_default();
    }
    let text = convert::long_secret_text(text, crate::paste::MOST_BYTES);
    evidence_to_js(&crate::read_paste(&text.unwrap_or_default(), read))
}

/// Property by property: a serializer for each of these structs would be larger than all of this.
fn evidence_to_js(evidence: &Evidence) -> Result<JsValue, JsValue> {
    let object = Object::new();
    set(&object, "kind", evidence.kind.as_str().into())?;
    for (name, text) in [
        ("credential", &evidence.credential),
        ("environment", &evidence.environment),
        ("authorization", &evidence.authorization),
        ("error", &evidence.error),
        ("keyCreatedAt", &evidence.key_created_at),
    ] {
        set_text(&object, name, text)?;
    }
    if let Some(report) = &evidence.credential_report {
        set(&object, "credentialReport", convert::to_js(report)?)?;
    }
    if let Some(reference) = &evidence.reference {
        let part = Object::new();
        set_text(&part, "name", &reference.name)?;
        set(&part, "expanded", reference.expanded.into())?;
        set(&object, "reference", part.into())?;
    }
    if let Some(status) = &evidence.grpc_status {
        let part = Object::new();
        set(&part, "code", status.code.into())?;
        set(&part, "name", status.name.into())?;
        set_text(&part, "details", &status.details)?;
        set(&object, "grpcStatus", part.into())?;
    }
    if evidence.other_calls > 0 {
        set(&object, "otherCalls", (evidence.other_calls as f64).into())?;
    }
    if let Some(grant) = &evidence.grant {
        set(&object, "grant", convert::to_js(grant)?)?;
    }
    if let Some(request) = &evidence.request {
        let part = message_to_js(&request.headers, request.body.as_ref())?;
        set_text(&part, "verb", &request.verb)?;
        set_text(&part, "url", &request.url)?;
        set_text(&part, "unquotedHeader", &request.unquoted_header)?;
        set(&object, "request", part.into())?;
    }
    if let Some(response) = &evidence.response {
        let part = message_to_js(&response.headers, response.body.as_ref())?;
        if let Some(status) = response.http_status {
            set(&part, "httpStatus", status.into())?;
        }
        set(&object, "response", part.into())?;
    }
    Ok(object.into())
}

/// A body that is JSON becomes what `JSON.parse` makes of it.
fn message_to_js(headers: &Headers, body: Option<&Body>) -> Result<Object, JsValue> {
    let object = Object::new();
    if !headers.is_empty() {
        let entries = Object::new();
        for (name, values) in headers.iter() {
            let mut values = values.iter().map(|value| JsValue::from_str(value));
            let value = match (values.next(), values.len()) {
                (Some(only), 0) => only,
                (first, _) => convert::array(first.into_iter().chain(values)),
            };
            set(&entries, name, value)?;
        }
        set(&object, "headers", entries.into())?;
    }
    match body {
        Some(Body::Json(text)) => {
            set(&object, "body", convert::parse_json(&text.as_str().into())?)?
        }
        Some(body) => set(&object, "body", body.as_str().into())?,
        None => {}
    }
    Ok(object)
}

pub(super) fn set(object: &Object, name: &str, value: JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &JsValue::from_str(name), &value).map(|_| ())
}

pub(super) fn set_text(object: &Object, name: &str, text: &Option<String>) -> Result<(), JsValue> {
    text.as_deref().map_or(Ok(()), |text| set(object, name, text.into()))
}
