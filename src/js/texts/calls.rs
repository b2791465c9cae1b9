use js_sys::{JsString, Object};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::convert;
use super::paste::{set, set_text};
use crate::{BodyHolds, CallCertainty, FoundCall};

/// Finds the calls of Clarifai's API in source code, shell scripts, documents, HAR files and HTTP
/// messages, in their order: `planKey(scanCalls(text).map(({ call }) => call))` plans the least key of a
/// program.
///
/// Nothing is run. What a program puts into an address stays as `{name}`; a method of an SDK counts in a
/// text that imports it. A text that does not mention Clarifai holds no call, and what stands in comments
/// counts too. No credential is shown. At most 10,000 are listed: a list of that length may have been
/// cut. Calls by the OpenAI-compatible surface (`new OpenAI({ baseURL })`) are not among them: the API
/// declares no requirements for it. Throws ERR_CALL where `text` is no string.
///
/// ```js
/// const [found] = scanCalls("fetch(`https://api.clarifai.com/v2/models/${id}/outputs`, { method: 'POST', body })");
/// found.call; // { verb: 'POST', url: 'https://api.clarifai.com/v2/models/{id}/outputs' }
/// found.rpcs; // ['PostModelOutputs']
/// found.certainty; // 'certain'
/// ```
#[wasm_bindgen(js_name = scanCalls, unchecked_return_type = "FoundCall[]")]
pub fn scan_calls(
    #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
) -> Result<JsValue, JsValue> {
    let string = text
        .dyn_ref::<JsString>()
        .ok_or_else(|| convert::other_kind("text", text, "a plain string"))?;
    let found = crate::scan_calls(&Zeroizing::new(String::from(string)));
    let found = found.iter().map(found_to_js).collect::<Result<Vec<_>, JsValue>>()?;
    Ok(convert::array(found))
}

fn found_to_js(found: &FoundCall) -> Result<JsValue, JsValue> {
    let call = Object::new();
    for (name, text) in [
        ("rpc", &found.call.rpc),
        ("verb", &found.call.verb),
        ("url", &found.call.url),
        ("userId", &found.call.user_id),
        ("appId", &found.call.app_id),
    ] {
        set_text(&call, name, text)?;
    }
    let body = match found.call.body_holds {
        BodyHolds { concepts: true, image: true } => r#"{"concepts":[{}],"image":{"url":""}}"#,
        BodyHolds { concepts: true, .. } => r#"{"concepts":[{}]}"#,
        BodyHolds { image: true, .. } => r#"{"image":{"url":""}}"#,
        _ => "",
    };
    if !body.is_empty() {
        set(&call, "body", convert::parse_json(&body.into())?)?;
    }
    let object = Object::new();
    set(&object, "call", call.into())?;
    set(&object, "rpcs", convert::to_js(&found.rpcs)?)?;
    let is_certain = found.certainty == CallCertainty::Certain;
    set(&object, "certainty", if is_certain { "certain" } else { "likely" }.into())?;
    for (name, number) in [("line", found.line), ("column", found.column)] {
        set(&object, name, (number as f64).into())?;
    }
    set(&object, "span", convert::to_js(&found.span)?)?;
    Ok(object.into())
}
