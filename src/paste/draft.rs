//! What was read of a paste, before anything is masked.

use super::GrpcStatus;
use super::shell::Dialect;
use super::{PasteKind, answer, http};
use crate::json::Json;
use crate::text::{begins, count};

/// So many bytes are read more than once, before what may be an answer is taken as text.
const MOST_REREAD: usize = 16 << 20;

/// What was read, as pasted: nothing is masked yet.
#[derive(Default)]
pub(crate) struct Draft {
    /// The kinds that were seen, a bit for each.
    pub(super) kinds: u32,
    pub(crate) verb: Option<String>,
    pub(crate) url: Option<String>,
    pub(super) request_headers: Vec<(String, String)>,
    pub(crate) request_body: Option<String>,
    pub(super) http_status: Option<u16>,
    pub(super) response_headers: Vec<(String, String)>,
    pub(super) response_body: Option<String>,
    /// What stands in the position of the credential.
    pub(super) credential: Option<String>,
    /// A header that a shell cuts at its spaces, as it was meant.
    pub(super) unquoted_header: Option<String>,
    /// Words in which the shell puts no value for a variable.
    pub(super) kept: Vec<String>,
    /// How the command is written.
    pub(super) dialect: Option<Dialect>,
    pub(super) authorization: Option<String>,
    pub(super) environment: Option<String>,
    pub(super) error: Option<String>,
    pub(super) grpc_status: Option<GrpcStatus>,
    /// How many further calls of the API there are.
    pub(super) others: usize,
    /// What closes the text that a command reads as its input.
    pub(super) here_mark: String,
    /// How many bytes were read once more.
    pub(super) reread: usize,
}

impl Draft {
    /// Whether so much may be read once more; a hostile text could ask for it at every line.
    pub(super) fn may_reread(&mut self, length: usize) -> bool {
        self.reread = self.reread.saturating_add(length);
        self.reread <= MOST_REREAD
    }

    pub(super) fn add_header(&mut self, name: String, value: String, of_answer: bool) {
        // The parts of a request that HTTP/2 and the network panel of a browser write as headers.
        let part = name.to_ascii_lowercase();
        match part.as_str() {
            "request method" | "request url" if value.trim().is_empty() => {}
            ":method" | "request method" => self.verb = Some(value.trim().to_owned()),
            ":status" | "status code" => self.http_status = http::status(value.trim()),
            "request url" => self.url = Some(value.trim().to_owned()),
            ":path" => match &mut self.url {
                Some(host) if count(host, b'/') <= 2 => host.push_str(value.trim()),
                Some(_) => {}
                None => self.url = Some(value),
            },
            ":authority" if self.url.as_deref().is_some_and(|url| begins(url, "http")) => {}
            ":authority" => {
                let path = self.url.take().unwrap_or_default();
                self.url = Some(["https://", value.trim(), &path].concat());
            }
            ":scheme" | "remote address" | "referrer policy" => {}
            // As a property of an object in JavaScript it would be its prototype.
            "__proto__" => {}
            _ if of_answer => self.response_headers.push((name, value)),
            _ => self.request_headers.push((name, value)),
        }
    }

    pub(super) fn send(&mut self, name: &str, value: &[&str]) {
        self.add_header(name.to_owned(), value.concat(), false);
    }

    pub(super) fn saw(&mut self, kind: PasteKind) {
        self.kinds |= kind.bit();
    }

    pub(super) fn has(&self, kind: PasteKind) -> bool {
        self.kinds & kind.bit() != 0
    }
}

impl Draft {
    /// Of several answers the first that failed tells most; else the last.
    pub(super) fn take_answer(&mut self, json: &str) {
        let length = self.response_body.as_deref().map_or(0, str::len);
        if !self.may_reread(length) {
            return;
        }
        let value = Json::read(json);
        let holds_failure = self.response_body.as_deref().is_some_and(|body| !is_success(body));
        if value.is_some() && !(holds_failure && self.has(PasteKind::Answer)) {
            self.response_body = Some(json.to_owned());
        }
        self.saw(PasteKind::Answer);
    }

    /// Of several commands the first whose answer tells of a failure, else the last: whole, so that
    /// no request has the headers of two. Says whether an earlier one is that.
    pub(super) fn take_command(&mut self, own: Draft) -> bool {
        let is_first = !self.has(PasteKind::CommandLine);
        let is_answered = self.response_body.is_some() || self.http_status.is_some();
        let is_ours = |url: &Option<String>| url.as_deref().is_some_and(http::is_ours);
        self.others = self.others.saturating_add(own.others);
        if !is_first && is_answered {
            if self.http_status.is_some_and(|status| status >= 400)
                || !self.response_body.as_deref().is_none_or(is_success)
            {
                self.others = self.others.saturating_add(usize::from(is_ours(&own.url)));
                return true;
            }
            (self.response_body, self.http_status) = (None, None);
            self.response_headers.clear();
        }
        self.saw(PasteKind::CommandLine);
        // `curl --version` is no request.
        if is_first || own.url.is_some() {
            let is_other = !is_first && is_ours(&self.url);
            self.others = self.others.saturating_add(usize::from(is_other));
            self.verb = own.verb;
            self.url = own.url.or(self.url.take().filter(|_| is_first));
            self.credential = own.credential;
            self.unquoted_header = own.unquoted_header;
            self.kept = own.kept;
            self.dialect = own.dialect;
            self.request_body = own.request_body;
            if !is_first || !own.request_headers.is_empty() {
                self.request_headers = own.request_headers;
            }
        }
        false
    }

    /// Joins what a message said to what stood there already.
    pub(super) fn take_message(&mut self, own: Draft) {
        self.verb = own.verb.or(self.verb.take());
        self.url = own.url.or(self.url.take());
        self.http_status = own.http_status.or(self.http_status);
        self.error = own.error.or(self.error.take());
        // A transcript repeats the headers of its command.
        if !own.request_headers.is_empty() {
            self.request_headers = own.request_headers;
        }
        if !own.response_headers.is_empty() {
            self.response_headers = own.response_headers;
        }
        self.request_body = own.request_body.or(self.request_body.take());
        self.response_body = own.response_body.or(self.response_body.take());
    }
}

/// Whether an answer says that all is well.
fn is_success(json: &str) -> bool {
    let succeeds = |value: &Json| {
        let code = answer::unwrapped(value).at(&["status", "code"]).and_then(Json::words);
        matches!(code.as_deref(), Some("10000" | "SUCCESS"))
    };
    Json::read(json).is_some_and(|value| match value.items() {
        [] => succeeds(&value),
        items => items.iter().all(succeeds),
    })
}
