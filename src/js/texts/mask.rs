use js_sys::JsString;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::error;

/// Replaces the credentials and other secrets of a text by marks: for reports of faults and for logs.
///
/// The same secret has the same mark: `<credential>`, `<credential 2>`. What could be a credential is
/// hidden too, such as any 32 hexadecimal characters; names, schemes, references to variables and
/// placeholders stay. Throws ERR_CALL where `text` is no string.
///
/// ```js
/// maskCredentials('calling with Authorization: Key c0ffee15dead10ccfeedfacecafebabe');
/// // 'calling with Authorization: Key <credential>'
/// ```
#[wasm_bindgen(js_name = maskCredentials)]
pub fn mask_credentials(
    #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
) -> Result<String, JsValue> {
    let text = text
        .dyn_ref::<JsString>()
        .ok_or_else(|| error::call("an argument that must be a text is none"))?;
    Ok(crate::mask_credentials(&Zeroizing::new(String::from(text))))
}
