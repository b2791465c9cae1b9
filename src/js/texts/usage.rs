use js_sys::{JsString, Uint8Array};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::convert;
use super::grant::grant_from_js;
use super::plan::{options_from_js, plans_to_js};
use crate::UsedCall;

/// A chunk is read in parts of this many bytes or UTF-16 units, so that one of any size fits.
const PART: u32 = 1 << 20;

/// The calls of the API that an access log holds, counted while it is fed; its size takes no memory.
///
/// Reads NCSA lines (nginx, Apache), other lines with a verb before a path, and lines of JSON that name
/// both: those of Cloudflare, AWS, Vercel, Caddy, pino and others. What stands before `/v2` in a path is
/// left aside, and so is the host: the log may be that of a proxy. Each answer is the one for all that
/// was fed so far. No text of the log is in any but ids of users and apps; one that may be a credential
/// is a mark.
///
/// ```js
/// const log = new UsageLog();
/// log.feed('10.0.0.1 - - [05/Jan/2026:10:11:12 +0000] "POST /v2/models/m/outputs HTTP/1.1" 200 512\n');
/// log.calls()[0].rpc; // 'PostModelOutputs'
/// log.plan({ appId: 'shop' }).labels; // ['Apps:Get', 'Concepts:Get', 'Models:Get', 'Predict']
/// ```
#[wasm_bindgen]
#[derive(Default)]
pub struct UsageLog {
    inner: crate::UsageLog,
}

#[wasm_bindgen]
impl UsageLog {
    /// A log that nothing was fed to.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the next part of the log, cut anywhere: a text, or bytes such as a stream gives. Throws
    /// ERR_CALL on anything else.
    ///
    /// ```js
    /// const log = new UsageLog();
    /// for await (const chunk of createReadStream('access.log')) log.feed(chunk);
    /// ```
    pub fn feed(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string | Uint8Array")] chunk: &JsValue,
    ) -> Result<(), JsValue> {
        let text = chunk.dyn_ref::<JsString>();
        let bytes = chunk.dyn_ref::<Uint8Array>();
        let length = match (text, bytes) {
            (Some(text), _) => text.length(),
            (_, Some(bytes)) => bytes.length(),
            _ => {
                return Err(convert::other_kind(
                    "chunk",
                    chunk,
                    "a plain string or a `Uint8Array`",
                ));
            }
        };
        let mut start = 0;
        while start < length {
            let end = length.min(start.saturating_add(PART));
            let part = match (text, bytes) {
                (Some(text), _) => String::from(text.slice(start, end)).into_bytes(),
                (_, Some(bytes)) => bytes.subarray(start, end).to_vec(),
                _ => Vec::new(),
            };
            self.inner.feed(&Zeroizing::new(part));
            start = end;
        }
        Ok(())
    }

    /// How many lines there were; those that are blank are not counted.
    #[wasm_bindgen(getter)]
    pub fn lines(&self) -> f64 {
        self.inner.lines() as f64
    }

    /// How many of them are no request that the catalogue knows, or are longer than 256 KiB.
    #[wasm_bindgen(getter)]
    pub fn unread(&self) -> f64 {
        self.inner.unread() as f64
    }

    /// What was called, the most frequent first. Where several RPC methods serve a request, it is
    /// counted for each of them.
    #[wasm_bindgen(unchecked_return_type = "UsedCall[]")]
    pub fn calls(&self) -> JsValue {
        convert::array(self.inner.calls().iter().map(call_to_js))
    }

    /// Plans the least key for all that was called, as `planKey` does. A call that was refused counts
    /// too. Throws ERR_CALL where an option is malformed.
    #[wasm_bindgen(unchecked_return_type = "Plans")]
    pub fn plan(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "PlanOptions")] options: &JsValue,
    ) -> Result<JsValue, JsValue> {
        plans_to_js(&self.inner.plan(&options_from_js(options)?))
    }

    /// The scopes that a grant carries and no call needed; a scope that only some bodies need counts as
    /// needed, since a log shows none. Throws ERR_GRANT where `grant` is no `Grant`.
    ///
    /// ```js
    /// const log = new UsageLog();
    /// log.feed('GET /v2/models 200');
    /// log.unusedScopes(new Grant({ scopes: ['Models:Get', 'Models:Delete', 'Apps:Get'] })); // ['Models_Delete']
    /// ```
    #[wasm_bindgen(js_name = unusedScopes, unchecked_return_type = "ScopeName[]")]
    pub fn unused_scopes(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Grant")] grant: &JsValue,
    ) -> Result<JsValue, JsValue> {
        convert::to_js(&self.inner.unused_scopes(&grant_from_js(grant)?))
    }

    /// The RPC methods on a grant's endpoint list that were not called.
    #[wasm_bindgen(js_name = unusedEndpoints, unchecked_return_type = "RpcName[]")]
    pub fn unused_endpoints(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Grant")] grant: &JsValue,
    ) -> Result<JsValue, JsValue> {
        convert::to_js(&self.inner.unused_endpoints(&grant_from_js(grant)?))
    }
}

fn call_to_js(call: &UsedCall) -> JsValue {
    let mut entries = vec![
        ("rpc", JsValue::from_str(call.rpc.name())),
        ("verb", JsValue::from_str(call.verb)),
        ("template", JsValue::from_str(&call.template)),
        ("count", JsValue::from_f64(call.count as f64)),
        ("refused", JsValue::from_f64(call.refused as f64)),
    ];
    entries.extend(call.last_status.map(|status| ("lastStatus", status.into())));
    convert::object(&entries)
}
