//! Sends one request to the REST API and reads its answer.

use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Array, JSON, JsString, Promise, RegExp};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Request, RequestRedirect};

use super::grant::status_from_js;
use super::{convert, error};
use crate::quoted::quoted;
use crate::{Credential, RequestTarget};

/// Stands in an answer where the server echoed the credential.
const MARK: &str = "<credential>";
/// Shorter texts are no secrets, and would stand in an answer by chance.
const SHORTEST_SECRET: usize = 8;
/// An answer that is no JSON is shown up to here.
const MOST_SHOWN: u32 = 2_000;

// What may throw or give something else than the standard says: a `fetch` that a program put in the
// place of the runtime's, a signal that is none. gloo-net's own `send` would end the module then.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch(request: &Request) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = AbortSignal, js_name = any)]
    fn any_signal(signals: &Array) -> Result<AbortSignal, JsValue>;
    #[wasm_bindgen(catch, js_namespace = AbortSignal, js_name = timeout)]
    fn signal_after(milliseconds: u32) -> Result<AbortSignal, JsValue>;
}

/// Where and how a client sends.
#[derive(Clone)]
pub(super) struct Sender {
    pub(super) credential: Credential,
    pub(super) base_url: String,
    pub(super) timeout_ms: u32,
}

/// What came back: JSON, with the credential masked wherever the server echoed it.
pub(super) struct Answer {
    pub(super) http_status: u16,
    pub(super) json: JsValue,
}

impl Sender {
    /// Rejects where no JSON came back.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        signal: Option<AbortSignal>,
    ) -> Result<Answer, JsValue> {
        let unsendable = || error::call("the request could not be made");
        let time_out = signal_after(self.timeout_ms).map_err(|_| unsendable())?;
        let signals = Array::of1(&time_out);
        if let Some(signal) = &signal {
            signals.push(signal);
        }
        let either =
            any_signal(&signals).map_err(|_| error::call("`signal` is no `AbortSignal`"))?;
        let request = self.request(method, path, body, &either).map_err(|_| unsendable())?;
        let why = |otherwise: &str| {
            if signal.as_ref().is_some_and(AbortSignal::aborted) {
                error::call("the call was aborted")
            } else if time_out.aborted() {
                error::call(&format!("no whole answer within {} ms", self.timeout_ms))
            } else {
                error::call(otherwise)
            }
        };
        let no_answer = |_| {
            why(
                "no answer: the network failed, or a browser kept the answer back because the API does not list this origin (CORS)",
            )
        };
        let response = Promise::resolve(&fetch(&request).map_err(no_answer)?);
        let response = JsFuture::from(response).await.map_err(no_answer)?;
        let status = convert::number(&response, "status").ok().flatten();
        // A status that is no number is shown as none; a cast saturates.
        let http_status = status.unwrap_or_default() as u16;
        let broke_off = |_| why("the answer broke off");
        let text = convert::call_method(&response, "text").map_err(broke_off)?;
        let text = JsFuture::from(Promise::resolve(&text)).await.map_err(broke_off)?;
        let text = text.dyn_into::<JsString>().map_err(broke_off)?;
        self.without_echo(http_status, &text)
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        signal: &AbortSignal,
    ) -> Result<Request, gloo_net::Error> {
        let mut request = RequestBuilder::new(&[&self.base_url, path].concat())
            .method(method)
            .redirect(RequestRedirect::Manual)
            .abort_signal(Some(signal));
        for (name, value) in self.credential.headers(RequestTarget::Rest) {
            request = request.header(name, &value);
        }
        let request = match body {
            Some(body) => request.header("Content-Type", "application/json").body(body)?,
            None => request.build()?,
        };
        Ok(request.into())
    }

    /// The text stays in JavaScript: a large answer is not copied into wasm's memory.
    fn without_echo(&self, http_status: u16, text: &JsString) -> Result<Answer, JsValue> {
        let Ok(json) = convert::parse_json(text) else {
            return Err(no_json(http_status, &self.masked(text)));
        };
        // JSON can write any letter as `\uXXXX`; written anew, each is itself.
        let escapes = RegExp::new(r"\\u", "");
        let plain = match text.match_(&escapes) {
            Some(_) => JSON::stringify(&json)?,
            None => text.clone(),
        };
        let masked = self.masked(&plain);
        if masked == plain {
            return Ok(Answer { http_status, json });
        }
        match convert::parse_json(&masked) {
            Ok(json) => Ok(Answer { http_status, json }),
            Err(_) => Err(no_json(http_status, &masked)),
        }
    }

    fn masked(&self, text: &JsString) -> JsString {
        let secret = self.credential.expose();
        if secret.len() < SHORTEST_SECRET {
            return text.clone();
        }
        text.replace_by_pattern(&RegExp::new(&pattern_of(secret), "gi"), MARK)
    }
}

/// The credential as it is, and as it stands in a JSON text.
fn pattern_of(secret: &str) -> String {
    let mut plain = String::new();
    let mut in_json = String::new();
    for c in secret.chars() {
        let escaped_in_json = matches!(c, '"' | '\\');
        for pattern in [&mut plain, &mut in_json] {
            if !c.is_ascii_alphanumeric() {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        if escaped_in_json {
            in_json.insert_str(in_json.len().saturating_sub(2), r"\\");
        }
    }
    [&plain, "|", &in_json].concat()
}

impl Answer {
    /// The error for an answer that reports a failure.
    pub(super) fn failure(&self) -> JsValue {
        let status = convert::property(&self.json, "status").ok().flatten();
        let status = status.and_then(|status| status_from_js(&status).ok()).unwrap_or_default();
        let code = match (status.code(), status.name()) {
            (Some(code), Some(name)) => format!(", {code} `{name}`"),
            (Some(code), None) => format!(", {code}"),
            (None, _) => String::new(),
        };
        let mut message = format!("the API refused the call: HTTP {}{code}", self.http_status);
        for text in [status.description(), status.details()] {
            if !text.is_empty() {
                message.push_str(": ");
                message.push_str(&quoted(text));
            }
        }
        self.rejection(&message)
    }

    /// An error that carries the answer.
    pub(super) fn rejection(&self, message: &str) -> JsValue {
        rejection(message, self.http_status, self.json.clone())
    }
}

fn no_json(http_status: u16, text: &JsString) -> JsValue {
    let message = match http_status {
        // A redirect that is not followed is opaque in browsers.
        0 | 300..=399 => "the server redirects; the API never does, so check `baseUrl`".to_owned(),
        _ => format!("the server answered HTTP {http_status} with something that is not JSON"),
    };
    rejection(&message, http_status, text.slice(0, MOST_SHOWN).into())
}

fn rejection(message: &str, http_status: u16, answer: JsValue) -> JsValue {
    let extra = [("httpStatus", JsValue::from(http_status)), ("answer", answer)];
    error::thrown("CallError", "ERR_CALL", message, &extra)
}
