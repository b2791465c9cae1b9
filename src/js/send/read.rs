//! Reads the body of an answer, up to a bound.

use js_sys::{JsString, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::js::convert;

/// No answer that a client asks for is as large; after decompression.
const MOST_BYTES: f64 = 64_000_000.0;

#[wasm_bindgen]
extern "C" {
    type TextDecoder;
    #[wasm_bindgen(catch, constructor)]
    fn new(label: &str, options: &JsValue) -> Result<TextDecoder, JsValue>;
    #[wasm_bindgen(catch, method)]
    fn decode(this: &TextDecoder, bytes: &JsValue, options: &JsValue) -> Result<JsString, JsValue>;
}

/// Why a body has no text.
pub(super) enum Unread {
    /// The connection broke, or the time was over.
    BrokeOff(JsValue),
    TooLarge,
    NotUtf8,
}

pub(super) async fn text_of(response: &JsValue) -> Result<JsString, Unread> {
    let broke_off = Unread::BrokeOff;
    let body = convert::property(response, "body").ok().flatten();
    let reader = body.and_then(|body| convert::call_method(&body, "getReader").ok());
    let Some(reader) = reader else {
        // A `fetch` in the place of the runtime's may have no streams.
        let text = convert::call_method(response, "text").map_err(broke_off)?;
        let text = JsFuture::from(Promise::resolve(&text)).await.map_err(broke_off)?;
        return text.dyn_into().map_err(broke_off);
    };
    let read = all_of(&reader).await;
    if read.is_err() {
        // What is still to come is not wanted; whether that can be said does not matter.
        if let Ok(cancelled) = convert::call_method(&reader, "cancel") {
            convert::forget(&cancelled);
        }
    }
    read
}

async fn all_of(reader: &JsValue) -> Result<JsString, Unread> {
    let fatal = convert::object(&[("fatal", JsValue::TRUE)]);
    let stream = convert::object(&[("stream", JsValue::TRUE)]);
    let decoder = TextDecoder::new("utf-8", &fatal).map_err(Unread::BrokeOff)?;
    let mut text = JsString::from("");
    let mut room = MOST_BYTES;
    loop {
        let part = convert::call_method(reader, "read").map_err(Unread::BrokeOff)?;
        let part = JsFuture::from(Promise::resolve(&part)).await.map_err(Unread::BrokeOff)?;
        let bytes = convert::property(&part, "value").ok().flatten().unwrap_or_default();
        let is_last = convert::boolean(&part, "done").ok().flatten().unwrap_or(true);
        room -= convert::number(&bytes, "byteLength").ok().flatten().unwrap_or_default();
        if room < 0.0 {
            return Err(Unread::TooLarge);
        }
        let options = if is_last { &JsValue::UNDEFINED } else { &stream };
        let piece = decoder.decode(&bytes, options).map_err(|_| Unread::NotUtf8)?;
        text = text.concat(&piece);
        if is_last {
            return Ok(text);
        }
    }
}
