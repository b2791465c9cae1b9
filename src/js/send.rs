//! Sends one request to the REST API and reads its answer.

use gloo_net::http::{Method, RequestBuilder};
use js_sys::{JSON, JsString};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestRedirect};

use super::grant::status_from_js;
use super::{convert, error};
use crate::{Credential, RequestTarget};

/// Stands in an answer where the server echoed the credential.
const MARK: &str = "<credential>";
/// An answer that is no JSON is shown up to here.
const MOST_SHOWN: u32 = 2_000;

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
        let time_out = AbortSignal::timeout_with_u32(self.timeout_ms);
        let signals = js_sys::Array::of1(&time_out);
        if let Some(signal) = &signal {
            signals.push(signal);
        }
        let mut request = RequestBuilder::new(&[&self.base_url, path].concat())
            .method(method)
            .redirect(RequestRedirect::Manual)
            .abort_signal(Some(&AbortSignal::any(&signals)));
        for (name, value) in self.credential.headers(RequestTarget::Rest) {
            request = request.header(name, &value);
        }
        let request = match body {
            Some(body) => request.header("Content-Type", "application/json").body(body),
            None => request.build(),
        };
        let request = request.map_err(|_| error::call("the request could not be made"))?;
        let why = |otherwise: &str| {
            if signal.as_ref().is_some_and(AbortSignal::aborted) {
                error::call("the call was aborted")
            } else if time_out.aborted() {
                error::call(&format!("no whole answer within {} ms", self.timeout_ms))
            } else {
                error::call(otherwise)
            }
        };
        let response = request.send().await.map_err(|_| {
            why("no answer: the network failed, or a browser kept the answer back because the API does not list this origin (CORS)")
        })?;
        let http_status = response.status();
        // The text stays in JavaScript: a large answer is not copied into wasm's memory.
        let broke_off = |_| why("the answer broke off");
        let text = web_sys::Response::from(response).text().map_err(broke_off)?;
        let text = JsFuture::from(text).await.map_err(broke_off)?;
        let text = JsString::from(text).split(self.credential.expose()).join(MARK);
        match JSON::parse(&String::from(&text)) {
            Ok(json) => Ok(Answer { http_status, json }),
            Err(_) => Err(no_json(http_status, &text)),
        }
    }
}

impl Answer {
    /// The error for an answer that reports a failure.
    pub(super) fn failure(&self) -> JsValue {
        let status = convert::property(&self.json, "status");
        let status = status.as_ref().map(status_from_js).unwrap_or_default();
        let code = match (status.code(), status.name()) {
            (Some(code), Some(name)) => format!(", {code} `{name}`"),
            (Some(code), None) => format!(", {code}"),
            (None, _) => String::new(),
        };
        let mut message = format!("the API refused the call: HTTP {}{code}", self.http_status);
        for text in [status.description(), status.details()] {
            if !text.is_empty() {
                message.push_str(": ");
                message.push_str(&crate::mask::mask_credentials(text));
            }
        }
        rejection(&message, self.http_status, self.json.clone())
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
