use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::{convert, error};
use crate::{Body, Evidence, PasteOptions};

#[wasm_bindgen(typescript_custom_section)]
const PASTE_KINDS: &str = crate::paste::PASTE_KIND_TYPE;

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
    let malformed = |_| error::call("malformed options: expected `{ reveal?: boolean }`");
    let mut read = PasteOptions::default();
    if !options.is_undefined() && !options.is_null() {
        read.reveal = convert::boolean(options, "reveal").map_err(malformed)?.unwrap_or_default();
    }
    let text = convert::long_secret_text(text, crate::paste::MOST_BYTES);
    evidence_to_js(&crate::read_paste(&text.unwrap_or_default(), read))
}

/// JSON bodies become what `JSON.parse` makes of them.
fn evidence_to_js(evidence: &Evidence) -> Result<JsValue, JsValue> {
    let value = convert::to_js(evidence)?;
    let request = evidence.request.as_ref().and_then(|request| request.body.as_ref());
    let response = evidence.response.as_ref().and_then(|response| response.body.as_ref());
    for (part, body) in [("request", request), ("response", response)] {
        if let Some(Body::Json(text)) = body {
            let holder = Reflect::get(&value, &JsValue::from_str(part))?;
            let body = convert::parse_json(&text.as_str().into())?;
            Reflect::set(&holder, &JsValue::from_str("body"), &body)?;
        }
    }
    Ok(value)
}
