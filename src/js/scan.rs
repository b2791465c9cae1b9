use js_sys::{JsString, Uint8Array};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::{convert, error};
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
        .ok_or_else(|| error::call("an argument that must be a text is none"))?;
    let encoder = TextEncoder::new();
    let reach = u32::try_from(REACH).unwrap_or(PART);
    let mut scan = Scan::default();
    let mut start = 0_u32;
    loop {
        let end = text.length().min(start.saturating_add(PART));
        let around = [start.saturating_sub(reach), start, end, end.saturating_add(reach)];
        let parts = [(0, 1), (1, 2), (2, 3)].map(|(from, to)| {
            let at = |index: usize| around.get(index).copied().unwrap_or_default();
            encoder.encode(&text.slice(at(from), at(to)))
        });
        let [before, part, _] = parts.each_ref().map(|part| part.length() as usize);
        scan.read(&joined(&parts), before..before.saturating_add(part));
        if end == text.length() {
            break;
        }
        start = end;
    }
    convert::to_js(&scan.leaks)
}

/// One text of all parts, and the parts wiped.
fn joined(parts: &[Uint8Array]) -> Zeroizing<Vec<u8>> {
    let length = parts.iter().map(|part| part.length() as usize).sum();
    let mut text = Zeroizing::new(vec![0; length]);
    let mut rest = text.as_mut_slice();
    for part in parts {
        let Some((start, after)) = rest.split_at_mut_checked(part.length() as usize) else { break };
        part.copy_to(start);
        part.fill(0, 0, part.length());
        rest = after;
    }
    text
}
