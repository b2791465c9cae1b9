//! An answer of the API, and the error for one that is a failure.

use js_sys::JSON;
use wasm_bindgen::prelude::*;

use super::fault::{add, diagnosed};
use super::mask::{without, without_keys};
use crate::js::convert;
use crate::js::grant::status_from_js;
use crate::quoted::{in_one_line, quoted};
use crate::{ApiStatus, Body, Credential, Evidence, FailedAttempt, ResponseEvidence};

/// A longer body is shown to the diagnosis by its status alone.
const MOST_DIAGNOSED: u32 = 200_000;

/// What came back: JSON, with the credential masked wherever the server echoed it.
pub(in crate::js) struct Answer {
    pub(in crate::js) http_status: u16,
    pub(in crate::js) json: JsValue,
    pub(super) evidence: Box<Evidence>,
    pub(super) retry_after_ms: Option<u64>,
    /// What is masked where it is shown, beside all that may be a key. Nothing: there is no key in it.
    pub(super) secrets: Vec<Credential>,
}

impl Answer {
    pub(in crate::js) fn status(&self) -> Option<ApiStatus> {
        let status = convert::property(&self.json, "status").ok().flatten();
        status.and_then(|status| status_from_js(&status).ok())
    }

    pub(super) fn failed(&self) -> FailedAttempt {
        FailedAttempt {
            http_status: Some(self.http_status),
            code: self.status().and_then(|status| status.code()),
            retry_after_ms: self.retry_after_ms,
        }
    }

    /// Whether all or a part of what was asked for was done; an answer without a status by HTTP.
    pub(in crate::js) fn is_success(&self) -> bool {
        let code = self.status().map(|status| status.is_success() || status.is_mixed());
        (200..300).contains(&self.http_status) && code.unwrap_or(true)
    }

    /// Whether it says itself that what was asked for was done: whoever stands before the API, a portal
    /// such as, answers HTTP 200 too.
    pub(in crate::js) fn says_success(&self) -> bool {
        self.is_success() && self.status().is_some_and(|status| status.code().is_some())
    }

    /// Whether the API may have done what it was asked for though it reports a failure.
    pub(in crate::js) fn is_lost(&self) -> bool {
        // Of 10020 its parts tell.
        let code = self.status().and_then(|status| status.code());
        self.http_status >= 500 || code == Some(10_020)
    }

    /// What it says of its failure.
    pub(in crate::js) fn words(&self) -> String {
        let status = self.status().unwrap_or_default();
        let mut words = ["HTTP ", &self.http_status.to_string()].concat();
        if let Some(code) = status.code() {
            words.push_str(&[", ", &code.to_string()].concat());
        }
        if let Some(name) = status.name() {
            words.push_str(&[" `", name, "`"].concat());
        }
        for text in [status.description(), status.details()] {
            if !text.is_empty() {
                words.push_str(": ");
                words.push_str(&in_one_line(&quoted(text)));
            }
        }
        words
    }

    /// The error for an answer that reports a failure.
    pub(in crate::js) fn failure(&self) -> JsValue {
        if self.says_no_failure() {
            return self.rejection("the status of the answer holds no code");
        }
        self.rejection(&["the API refused the call: ", &self.words()].concat())
    }

    /// Whether it is a success to HTTP, and has neither code nor words of a failure.
    fn says_no_failure(&self) -> bool {
        let is_empty = |status: &ApiStatus| {
            status.code().is_none_or(|code| code == 0)
                && status.description().is_empty()
                && status.details().is_empty()
        };
        let is_failure = self.status().is_some_and(|status| !is_empty(&status));
        (200..300).contains(&self.http_status) && (self.is_success() || !is_failure)
    }

    /// An error that carries the answer.
    pub(in crate::js) fn rejection(&self, message: &str) -> JsValue {
        let (text, json) = self.shown();
        let mut evidence = self.evidence.clone();
        if self.says_no_failure() {
            // What says to be a success and is not what was asked for is none.
            evidence.response = None;
            evidence.error = Some(message.to_owned());
        } else {
            let response = evidence.response.get_or_insert_with(ResponseEvidence::default);
            response.body = text.map(Body::Json);
        }
        let error = diagnosed(message, &evidence);
        add(&error, "httpStatus", &self.http_status.into());
        add(&error, "answer", &json);
        error
    }

    /// The answer as it may be shown, as a text of a length to look through, and as a value. What nests
    /// too deep to be written as JSON is shown by its status alone.
    fn shown(&self) -> (Option<String>, JsValue) {
        let mut json = self.json.clone();
        let written = JSON::stringify(&json).or_else(|_| {
            json = self.status_alone();
            JSON::stringify(&json)
        });
        let Ok(mut text) = written else { return (None, JsValue::UNDEFINED) };
        if !self.secrets.is_empty() {
            for secret in &self.secrets {
                text = without(secret, &text);
            }
            text = without_keys(&text);
            json = convert::parse_json(&text).unwrap_or_default();
        }
        if text.length() > MOST_DIAGNOSED {
            let short = JSON::stringify(&self.status_alone()).ok();
            return (short.and_then(|short| short.as_string()), json);
        }
        (text.as_string(), json)
    }

    /// An answer that holds nothing but the status, its words cut and masked as messages quote them.
    fn status_alone(&self) -> JsValue {
        let Some(status) = self.status() else { return convert::object(&[]) };
        let text = |text| JsValue::from_str(&quoted(text));
        let status = convert::object(&[
            ("code", status.code().map_or(JsValue::UNDEFINED, JsValue::from)),
            ("description", text(status.description())),
            ("details", text(status.details())),
        ]);
        convert::object(&[("status", status)])
    }
}
