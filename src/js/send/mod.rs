//! Sends requests to the REST API and reads their answers.

mod answer;
mod fault;
mod mask;
mod read;
mod wait;

use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Array, JSON, JsString, Math, Promise, RegExp};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Request, RequestRedirect};

pub(super) use answer::Answer;
pub(super) use fault::{Fault, add, say};
use fault::{FaultKind, code_of, everything, words};
use mask::without;
pub(super) use mask::without_keys;
use read::{Unread, text_of};
pub(super) use wait::pause;

use super::convert;
use crate::quoted::MARK;
use crate::{
    Body, Credential, Evidence, FailedAttempt, Headers, RequestEvidence, RequestTarget,
    ResponseEvidence,
};

/// An answer that is no JSON is shown up to here.
const MOST_SHOWN: u32 = 2_000;
const NO_ANSWER: &str = "no answer: the network failed";
/// Browsers tell the one like the other.
const IN_A_BROWSER: &str =
    ", or the browser kept the answer back because the API does not list this origin (CORS)";

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
    pub(super) retries: u32,
}

/// What to send.
#[derive(Clone, Default)]
pub(super) struct Outgoing {
    /// In capitals; empty: `GET`.
    pub(super) verb: &'static str,
    /// From `/v2`, with its query.
    pub(super) path: String,
    /// The same without what nobody must see, where there is such.
    pub(super) shown_path: Option<String>,
    pub(super) body: Option<JsString>,
    pub(super) signal: Option<AbortSignal>,
    /// It may be sent twice.
    pub(super) is_repeatable: bool,
    /// Keys stand in its answer.
    pub(super) holds_keys: bool,
    /// A key that it is about.
    pub(super) about: Option<Credential>,
}

impl Outgoing {
    pub(super) fn get(path: String, signal: Option<AbortSignal>) -> Self {
        Self { path, signal, is_repeatable: true, ..Self::default() }
    }

    fn secrets<'a>(&'a self, sender: &'a Sender) -> impl Iterator<Item = &'a Credential> {
        [&sender.credential].into_iter().chain(&self.about)
    }

    fn is_aborted(&self) -> bool {
        self.signal.as_ref().is_some_and(AbortSignal::aborted)
    }
}

impl Sender {
    /// Sends, and sends again what failed for a moment and may be sent twice.
    pub(super) async fn send(&self, outgoing: &Outgoing) -> Result<Answer, Fault> {
        let mut attempt = 0;
        loop {
            let tried = self.attempt(outgoing).await;
            let failed = match &tried {
                Ok(answer) if answer.is_success() => return tried,
                Ok(answer) => Some(answer.failed()),
                Err(fault) => matches!(fault.kind, FaultKind::Broken | FaultKind::Unreadable)
                    .then_some(fault.failed),
            };
            let again = outgoing.is_repeatable && attempt < self.retries;
            // A part of a second, in microseconds: a cast of it is exact.
            let random = (Math::random() * 1e6) as u32;
            let wait = failed.filter(|_| again).and_then(|failed| failed.wait_ms(attempt, random));
            let Some(wait) = wait else { return tried };
            pause(wait, outgoing.signal.as_ref()).await;
            if outgoing.is_aborted() {
                return Err(self.aborted(outgoing));
            }
            attempt = attempt.saturating_add(1);
        }
    }

    async fn attempt(&self, outgoing: &Outgoing) -> Result<Answer, Fault> {
        let unsent = |message| self.fault(outgoing, FaultKind::Unsent, message, None);
        let unsendable = || unsent("the request could not be made");
        let time_out = signal_after(self.timeout_ms).map_err(|_| unsendable())?;
        let signals = Array::of1(&time_out);
        if let Some(signal) = &outgoing.signal {
            signals.push(signal);
        }
        let either = any_signal(&signals).map_err(|_| unsent("`signal` is no `AbortSignal`"))?;
        let request = self.request(outgoing, &either).map_err(|_| unsendable())?;
        let why = |thrown: JsValue, otherwise: &str| {
            if outgoing.is_aborted() {
                self.aborted(outgoing)
            } else if time_out.aborted() {
                let limit = self.timeout_ms.to_string();
                let message = ["no whole answer within ", &limit, " ms"].concat();
                self.fault(outgoing, FaultKind::TimedOut, &message, Some(thrown))
            } else {
                self.fault(outgoing, FaultKind::Broken, otherwise, Some(thrown))
            }
        };
        let no_answer = |thrown| {
            let message = self.no_answer(&thrown);
            why(thrown, &message)
        };
        let response = Promise::resolve(&fetch(&request).map_err(no_answer)?);
        let response = JsFuture::from(response).await.map_err(no_answer)?;
        let status = convert::number(&response, "status").ok().flatten();
        // A status that is no number is shown as none; a cast saturates.
        let http_status = status.unwrap_or_default() as u16;
        let mut evidence = self.evidence(outgoing);
        let retry_after_ms = self.add_response(&mut evidence, &response, http_status);
        let is_success = (200..300).contains(&http_status);
        let unreadable = |message: &str, mut evidence: Evidence, answer: Option<JsValue>| {
            // A body that is shown tells more than our words.
            evidence.error = answer.is_none().then(|| message.to_owned());
            if let Some(response) = evidence.response.as_mut().filter(|_| is_success) {
                // What says to be a success and cannot be read is none.
                response.http_status = None;
            }
            Fault {
                kind: FaultKind::Unreadable,
                message: message.to_owned(),
                failed: FailedAttempt {
                    http_status: Some(http_status),
                    code: None,
                    retry_after_ms,
                },
                answer,
                cause: None,
                evidence: Box::new(evidence),
            }
        };
        let text = match text_of(&response).await {
            Ok(text) => text,
            Err(Unread::BrokeOff(thrown)) => {
                let mut fault = why(thrown, "the answer broke off");
                if !is_success {
                    fault.evidence.response = evidence.response;
                }
                return Err(fault);
            }
            Err(Unread::TooLarge) => {
                return Err(unreadable("the answer is more than 64 MB", evidence, None));
            }
            Err(Unread::NotUtf8) => {
                return Err(unreadable("the answer is not UTF-8", evidence, None));
            }
        };
        match self.without_echo(outgoing, http_status, &text) {
            // Every answer of the API is an object.
            Ok(json) if !json.is_object() || Array::is_array(&json) => {
                let shown = JSON::stringify(&json).map(|text| without_keys(&self.masked(&text)));
                let shown = shown.and_then(|text| convert::parse_json(&text)).ok();
                Err(unreadable("the server answered with JSON that is no object", evidence, shown))
            }
            Ok(json) => Ok(Answer {
                http_status,
                json,
                evidence: Box::new(evidence),
                retry_after_ms,
                secrets: match outgoing.holds_keys {
                    true => outgoing.secrets(self).cloned().collect(),
                    false => Vec::new(),
                },
            }),
            Err(shown) => {
                let shown = shown.slice(0, MOST_SHOWN);
                if let Some(response) = &mut evidence.response {
                    response.body = shown.as_string().map(Body::Text);
                }
                Err(unreadable(&no_json(http_status), evidence, Some(shown.into())))
            }
        }
    }

    fn request(
        &self,
        outgoing: &Outgoing,
        signal: &AbortSignal,
    ) -> Result<Request, gloo_net::Error> {
        let method = match outgoing.verb {
            "POST" => Method::POST,
            "PATCH" => Method::PATCH,
            "PUT" => Method::PUT,
            "DELETE" => Method::DELETE,
            _ => Method::GET,
        };
        let mut request = RequestBuilder::new(&[self.base_url.as_str(), &outgoing.path].concat())
            .method(method)
            .redirect(RequestRedirect::Manual)
            .abort_signal(Some(signal));
        for (name, value) in self.credential.headers(RequestTarget::Rest) {
            request = request.header(name, &value);
        }
        let request = match &outgoing.body {
            Some(body) => request.header("Content-Type", "application/json").body(body.clone())?,
            None => request.build()?,
        };
        Ok(request.into())
    }

    /// The text stays in JavaScript: a large answer is not copied into wasm's memory. What is no JSON
    /// comes back as a text.
    fn without_echo(
        &self,
        outgoing: &Outgoing,
        http_status: u16,
        text: &JsString,
    ) -> Result<JsValue, JsString> {
        let masked = |text: &JsString| {
            outgoing.secrets(self).fold(text.clone(), |text, secret| without(secret, &text))
        };
        let Ok(json) = convert::parse_json(text) else {
            let masked = masked(text);
            return Err(if outgoing.holds_keys { without_keys(&masked) } else { masked });
        };
        if outgoing.holds_keys && (200..300).contains(&http_status) {
            // The caller's own key is one of them; shown is none.
            return Ok(json);
        }
        // JSON can write any letter as `\uXXXX`; written anew, each is itself.
        let escapes = RegExp::new(r"\\u", "");
        let plain = match text.match_(&escapes) {
            Some(_) => JSON::stringify(&json).map_err(|_| JsString::from(""))?,
            None => text.clone(),
        };
        let masked = masked(&plain);
        if masked == plain {
            return Ok(json);
        }
        convert::parse_json(&masked).map_err(|_| masked)
    }

    fn masked(&self, text: &JsString) -> JsString {
        without(&self.credential, text)
    }

    /// The fault of a call that its caller ended.
    pub(super) fn aborted(&self, outgoing: &Outgoing) -> Fault {
        let reason = outgoing.signal.as_ref().map(AbortSignal::reason);
        self.fault(outgoing, FaultKind::Aborted, "the call was aborted", reason)
    }

    fn fault(
        &self,
        outgoing: &Outgoing,
        kind: FaultKind,
        message: &str,
        thrown: Option<JsValue>,
    ) -> Fault {
        let mut evidence = self.evidence(outgoing);
        let words = thrown.as_ref().map(words).filter(|words| !words.is_empty());
        let words = JsString::from(words.as_deref().unwrap_or(message));
        evidence.error = self.masked(&words).as_string();
        Fault {
            kind,
            message: message.to_owned(),
            failed: FailedAttempt::default(),
            answer: None,
            cause: thrown.filter(|thrown| self.may_show(thrown)),
            evidence: Box::new(evidence),
        }
    }

    /// Says what the runtime told: Node names what failed, a browser nothing.
    fn no_answer(&self, thrown: &JsValue) -> String {
        let code = code_of(thrown).filter(|_| self.may_show(thrown));
        let is_browser = || convert::property(&js_sys::global(), "location").ok().flatten();
        match code {
            Some(code) => [NO_ANSWER, " (", &code, ")"].concat(),
            None if is_browser().is_some() => [NO_ANSWER, IN_A_BROWSER].concat(),
            None => NO_ANSWER.to_owned(),
        }
    }

    /// Whether what was thrown can be shown: a `fetch` in the place of the runtime's may tell headers.
    pub(super) fn may_show(&self, thrown: &JsValue) -> bool {
        let all = everything(thrown);
        self.masked(&all) == all
    }

    fn evidence(&self, outgoing: &Outgoing) -> Evidence {
        let is_key = self.credential.authorization(RequestTarget::Rest).is_ok();
        let path = outgoing.shown_path.as_ref().unwrap_or(&outgoing.path);
        let url = JsString::from([self.base_url.as_str(), path].concat());
        let verb = if outgoing.verb.is_empty() { "GET" } else { outgoing.verb };
        Evidence {
            credential: Some(MARK.to_owned()),
            credential_report: is_key.then(|| crate::check_credential(self.credential.expose())),
            authorization: is_key.then(|| ["Key ", MARK].concat()),
            request: Some(RequestEvidence {
                verb: Some(verb.to_owned()),
                url: self.masked(&url).as_string(),
                ..RequestEvidence::default()
            }),
            ..Evidence::default()
        }
    }

    /// Adds what is told before the body, and gives how long `Retry-After` asks to wait.
    fn add_response(
        &self,
        evidence: &mut Evidence,
        response: &JsValue,
        http_status: u16,
    ) -> Option<u64> {
        let from = convert::property(response, "headers").ok().flatten().unwrap_or_default();
        let mut headers = Headers::default();
        let mut retry_after_ms = None;
        for name in ["content-type", "location", "retry-after", "server", "www-authenticate"] {
            let Some(value) = convert::call_with(&from, "get", name) else { continue };
            let Some(text) = self.masked(&value).as_string() else { continue };
            if name == "retry-after" {
                retry_after_ms = milliseconds_until(&text);
            }
            headers.add(name.to_owned(), text);
        }
        evidence.response =
            Some(ResponseEvidence { http_status: Some(http_status), headers, body: None });
        retry_after_ms
    }
}

/// Seconds, or the date of HTTP.
fn milliseconds_until(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        // A number too large to be read is a long time too.
        return Some(text.parse::<u64>().unwrap_or(u64::MAX).saturating_mul(1000));
    }
    // A date starts with the day of the week; runtimes take `-5` for one too.
    let is_date = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let left = js_sys::Date::parse(text) - js_sys::Date::now();
    // A cast saturates; a moment that is past is now.
    (is_date && left.is_finite()).then_some(left as u64)
}

fn no_json(http_status: u16) -> String {
    match http_status {
        // A redirect that is not followed is opaque in browsers.
        0 | 300..=399 => "the server redirects; the API never does, so check `baseUrl`".to_owned(),
        _ => {
            let status = http_status.to_string();
            ["the server answered HTTP ", &status, " with something that is not JSON"].concat()
        }
    }
}
