use js_sys::{JsString, Uint8Array};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::convert;
use crate::scan::{REACH, Scan};

/// A text is read in parts of this many UTF-16 units, so that one of any size fits into memory.
const PART: u32 = 1 << 20;

#[wasm_bindgen]
extern "C" {
    type TextEncoder;
    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;
    #[wasm_bindgen(method)]
    fn encode(this: &TextEncoder, text: &JsString) -> Uint8Array;
}

/// Finds Clarifai credentials in source code, bundles and logs, by what stands around them.
///
/// No leak holds the credential: `span` says where it is, `fingerprint` is the one that a
/// `Credential` of it has. Model ids, hashes and placeholders are no leaks. At most 10,000 are
/// listed: a list of that length may have been cut. Throws ERR_CALL where `text` is no string.
///
/// ```js
/// const [leak] = scanText("headers: { Authorization: 'Key c0ffee15dead10ccfeedfacecafebabe' }");
/// leak.context; // 'authorization-header'
/// leak.column; // 32
/// ```
#[wasm_bindgen(js_name = scanText, unchecked_return_type = "Leak[]")]
pub fn scan_text(
    #[wasm_bindgen(unchecked_param_type = "string")] text: &JsValue,
) -> Result<JsValue, JsValue> {
    let text = text
        .dyn_ref::<JsString>()
        .ok_or_else(|| convert::other_kind("text", text, "a plain string"))?;
    let encoder = TextEncoder::new();
    let reach = u32::try_from(REACH).unwrap_or(PART);
    let mut scan = Scan::default();
    let mut start = 0_u32;
    loop {
        let end = text.length().min(start.saturating_add(PART));
        let around = (start.saturating_sub(reach), end.saturating_add(reach).min(text.length()));
        // Three bytes at most for each unit: never moved, so that wiping it wipes all.
        let most = around.1.saturating_sub(around.0).saturating_mul(3) as usize;
        let mut bytes = Zeroizing::new(Vec::with_capacity(most));
        let mut add = |from, to| {
            let part = encoder.encode(&text.slice(from, to));
            let at = bytes.len();
            bytes.resize(at.saturating_add(part.length() as usize), 0);
            part.copy_to(bytes.get_mut(at..).unwrap_or_default());
            part.fill(0, 0, part.length());
            bytes.len()
        };
        let part = add(around.0, start)..add(start, end);
        add(end, around.1);
        scan.read(&bytes, part);
        if end == text.length() {
            break;
        }
        start = end;
    }
    convert::to_js(&scan.leaks)
}
