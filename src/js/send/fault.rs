//! What stands in the place of an answer, and how each failure becomes an `Error`.

use js_sys::{JSON, JsString};
use wasm_bindgen::prelude::*;

use crate::js::call::clock;
use crate::js::{convert, error};
use crate::{Evidence, FailedAttempt, Timestamp};

/// What came in the place of an answer.
pub(in crate::js) struct Fault {
    pub(super) kind: FaultKind,
    pub(super) message: String,
    pub(super) failed: FailedAttempt,
    /// A text that is no JSON, as far as it is shown.
    pub(super) answer: Option<JsValue>,
    /// What the runtime threw.
    pub(super) cause: Option<JsValue>,
    pub(super) evidence: Box<Evidence>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::js) enum FaultKind {
    /// Nothing was sent.
    Unsent,
    Aborted,
    TimedOut,
    /// The connection broke before or in the answer.
    Broken,
    /// Something came that is no answer of the API.
    Unreadable,
}

impl Fault {
    /// Whether the API may have done what it was asked for.
    pub(in crate::js) fn is_lost(&self) -> bool {
        match self.kind {
            FaultKind::Unsent => false,
            FaultKind::Aborted | FaultKind::TimedOut | FaultKind::Broken => true,
            // What redirects or refuses has not done it.
            FaultKind::Unreadable => {
                self.failed.http_status.is_some_and(|status| !(300..500).contains(&status))
            }
        }
    }

    pub(in crate::js) fn is_abort(&self) -> bool {
        self.kind == FaultKind::Aborted
    }

    pub(in crate::js) fn message(&self) -> &str {
        &self.message
    }
}

impl From<Fault> for JsValue {
    fn from(fault: Fault) -> Self {
        let error = diagnosed(&fault.message, &fault.evidence);
        for (name, value) in [
            ("httpStatus", fault.failed.http_status.map(JsValue::from)),
            ("answer", fault.answer),
            ("cause", fault.cause),
        ] {
            if let Some(value) = value {
                add(&error, name, &value);
            }
        }
        error
    }
}

/// An `Error` of code ERR_CALL that says why the call failed.
pub(in crate::js) fn diagnosed(message: &str, evidence: &Evidence) -> JsValue {
    let now = clock().unwrap_or(Timestamp::from_unix_milliseconds(0));
    let error = error::call(message);
    if let Ok(diagnosis) = convert::to_js(&crate::diagnose(evidence, now)) {
        add(&error, "diagnosis", &diagnosis);
    }
    error
}

/// Sets a property of an `Error`, which cannot fail.
pub(in crate::js) fn add(error: &JsValue, name: &str, value: &JsValue) {
    _ = js_sys::Reflect::set(error, &JsValue::from_str(name), value);
}

/// Says more of a failure.
pub(in crate::js) fn say(error: &JsValue, more: &str) {
    let said = convert::whole_text(error, "message").ok().flatten();
    let said = said.unwrap_or_else(|| JsString::from(""));
    add(error, "message", &said.concat(&JsValue::from_str(&["; ", more].concat())));
}

/// The words of what was thrown and of what caused it, as a console shows them.
pub(super) fn words(thrown: &JsValue) -> String {
    let mut words = String::new();
    let mut at = thrown.clone();
    // Node tells what happened in the cause of the cause.
    for _ in 0..3 {
        for name in ["name", "code", "message"] {
            if let Ok(Some(text)) = convert::text(&at, name) {
                words.push_str(if words.is_empty() { "" } else { ": " });
                words.push_str(&text);
            }
        }
        match convert::property(&at, "cause") {
            Ok(Some(cause)) => at = cause,
            _ => break,
        }
    }
    words
}

/// Such as `ECONNREFUSED`, of what was thrown or of what caused it.
pub(super) fn code_of(thrown: &JsValue) -> Option<String> {
    let mut at = thrown.clone();
    for _ in 0..3 {
        let code = convert::text(&at, "code").ok().flatten();
        let is_name = |code: &String| {
            (1..32).contains(&code.len())
                && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        if let Some(code) = code.filter(is_name) {
            return Some(code);
        }
        at = convert::property(&at, "cause").ok().flatten()?;
    }
    None
}

/// Every text that a console would show of what was thrown, as one.
pub(super) fn everything(thrown: &JsValue) -> JsString {
    let mut all = JsString::from("");
    let mut at = thrown.clone();
    for _ in 0..5 {
        for name in ["name", "code", "message", "stack"] {
            if let Ok(Some(text)) = convert::whole_text(&at, name) {
                all = all.concat(&text);
            }
        }
        if let Ok(json) = JSON::stringify(&at) {
            all = all.concat(&json);
        }
        match convert::property(&at, "cause") {
            Ok(Some(cause)) => at = cause,
            _ => break,
        }
    }
    all
}
