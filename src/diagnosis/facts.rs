//! What the evidence tells, in the terms that the rules ask in.

use zeroize::Zeroizing;

use super::answer::Answer;
use crate::call::Call;
use crate::catalogue::RpcMethod;
use crate::credential::{
    AuthorizationReport, CredentialReport, RequestTarget, check_authorization, check_credential,
};
use crate::decision::Decision;
use crate::evaluate::{Candidate, candidates};
use crate::evidence::{Evidence, GrpcStatus, Headers, PasteKind};
use crate::grant::Grant;
use crate::quoted::MARK;
#[cfg(feature = "texts")]
use crate::text::trim_start;
use crate::text::{cut, find, from, split, until, window};
use crate::time::Timestamp;

/// Stands for a credential that was masked: as well formed as the mark's neighbours let it be.
const SAMPLE: &str = "5eedfaceade0ff1ce4b1e55ed0ddba11";
const SESSION_TOKEN: &str = "x-clarifai-session-token";
/// What a program printed of a failure stands in its first part.
#[cfg(feature = "texts")]
const MOST_WORDS: usize = 256 << 10;
/// A few times what is left when it is cut for a line.
const MOST_SHOWN: usize = 4_000;

/// Where a request was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Host {
    /// The API's own.
    Api,
    /// The portal or the documentation.
    Portal,
    /// Another machine, such as a proxy.
    Other,
    /// The evidence does not tell.
    Unknown,
}

pub(super) struct Facts<'e> {
    pub(super) evidence: &'e Evidence,
    pub(super) now: Timestamp,
    pub(super) answer: Answer,
    pub(super) http_status: Option<u16>,
    pub(super) grpc: Option<GrpcStatus>,
    /// What the program caught.
    pub(super) error: String,
    pub(super) verb: Option<String>,
    pub(super) url: Option<String>,
    pub(super) host: Host,
    /// The call, and the RPC methods that may serve it.
    pub(super) candidates: Vec<Candidate>,
    pub(super) call: Option<Call>,
    pub(super) grant: Option<Grant>,
    /// What the catalogue decides of the call, where both it and the grant are known.
    pub(super) decision: Option<Decision>,
    /// What the environment would make a program send.
    #[cfg(feature = "texts")]
    pub(super) environment: Option<crate::EnvironmentReport>,
    pub(super) credential: Option<CredentialReport>,
    pub(super) authorization: Option<AuthorizationReport>,
    /// The request's headers are known, and no credential is among them.
    pub(super) sends_no_header: bool,
    pub(super) created_at: Option<Timestamp>,
}

impl<'e> Facts<'e> {
    pub(super) fn gather(evidence: &'e Evidence, now: Timestamp) -> Self {
        let response = evidence.response.as_ref();
        let request = evidence.request.as_ref();
        let body = response.and_then(|response| response.body.as_ref());
        let mut facts = Self {
            evidence,
            now,
            answer: body.map(|body| Answer::read(body.as_str())).unwrap_or_default(),
            http_status: response.and_then(|response| response.http_status),
            grpc: evidence.grpc_status.clone(),
            error: evidence.error.clone().unwrap_or_default(),
            verb: request.and_then(|request| request.verb.clone()),
            url: request.and_then(|request| request.url.clone()),
            host: Host::Unknown,
            candidates: Vec::new(),
            call: None,
            grant: evidence.grant.clone().and_then(|grant| Grant::new(grant).ok()),
            decision: None,
            #[cfg(feature = "texts")]
            environment: environment(evidence),
            credential: None,
            authorization: None,
            sends_no_header: false,
            created_at: evidence.key_created_at.as_deref().and_then(Timestamp::parse),
        };
        #[cfg(feature = "texts")]
        facts.read_texts(body.map(|body| body.as_str()));
        facts.http_status = facts.http_status.or(facts.answer.http_status);
        let grpc = || facts.answer.grpc_code.and_then(GrpcStatus::of_code);
        facts.grpc = facts.grpc.take().or_else(grpc);
        facts.read_url();
        facts.read_credential();
        let grant = facts.grant.as_ref();
        let decision =
            grant.zip(facts.call.as_ref()).map(|(grant, call)| grant.evaluate(call, now));
        facts.decision = decision.filter(|it| !matches!(it, Decision::Unknown { .. }));
        facts
    }

    /// What stands in words: a failure as a program printed it, an answer as text.
    #[cfg(feature = "texts")]
    fn read_texts(&mut self, body: Option<&str>) {
        let is_told = self.answer.own.is_some() || !self.answer.failed_parts.is_empty();
        let unread = body.filter(|_| !is_told && !self.answer.is_json && !self.answer.is_page);
        let error = Some(self.error.clone()).filter(|error| !error.is_empty());
        for text in [unread.map(str::to_owned), error].into_iter().flatten() {
            let told = crate::read_paste(window(&text, MOST_WORDS), crate::PasteOptions::default());
            if let Some(response) = told.response {
                self.http_status = self.http_status.or(response.http_status);
                let is_silent = self.answer.own.is_none() && self.answer.failed_parts.is_empty();
                if let Some(body) = response.body.filter(|_| is_silent) {
                    let words = std::mem::take(&mut self.answer.words);
                    self.answer = Answer::read(body.as_str());
                    self.answer.words.extend(words);
                }
            }
            self.grpc = self.grpc.take().or(told.grpc_status);
            if let Some(request) = told.request {
                self.verb = self.verb.take().or(request.verb);
                self.url = self.url.take().or(request.url);
            }
        }
        self.read_name();
    }

    /// A code of the API in words: `CONN_INSUFFICIENT_SCOPES`, `error 11007`.
    #[cfg(feature = "texts")]
    fn read_name(&mut self) {
        if self.answer.own.is_some() || !self.answer.failed_parts.is_empty() {
            return;
        }
        let words = self.answer.words.iter().map(String::as_str).chain([self.error.as_str()]);
        let mut words = words.map(|words| window(words, MOST_WORDS));
        // `code: RUNNER_NOT_FOUND`, newer than the catalogue
        let new_name = |words: &str| {
            // Runtimes have codes of their own, and describe none.
            find(words, "description")?;
            let behind = split(words, "code: ")?.1;
            let name = cut(behind, crate::text::name_length(behind, "_")).0;
            super::answer::is_name(name).then(|| name.to_owned())
        };
        let known = words.find_map(|words| {
            let code = crate::ApiStatus::code_in(words);
            let new_name = if code.is_none() { new_name(words) } else { None };
            (code.is_some() || new_name.is_some()).then_some((code, new_name, words))
        });
        if let Some((code, new_name, words)) = known {
            // As protobuf prints them, each in a line of its own; `error_details: …`, `errorDetails=…`
            let field = |name: &str| {
                let mut rest = words;
                let behind = loop {
                    rest = split(rest, name)?.1;
                    if let Some(value) = trim_start(rest, "\"' ").strip_prefix([':', '=']) {
                        break trim_start(value, " ");
                    }
                };
                let text = crate::json::Json::read_first(behind).and_then(|(json, _)| json.text());
                // The last field of a line, as the clients of before 2021 print them.
                let line = || cut(behind, until(behind, "\r\n")).0.trim().to_owned();
                text.or_else(|| (name == "etails").then(line))
            };
            let text = |name| field(name).unwrap_or_default();
            let status = crate::ApiStatus::new(code, text("description"), text("etails"));
            let meaning = match &new_name {
                Some(name) => super::status_code::of_name(name),
                None => super::status_code::meaning(&status),
            };
            let is_named = status.description().is_empty() && status.details().is_empty();
            self.answer.own = Some(super::answer::Reported {
                status,
                meaning,
                new_name,
                is_named,
                ..Default::default()
            });
        }
    }

    fn read_url(&mut self) {
        let Some(url) = self.url.clone() else { return };
        let authority = split(&url, "://").map(|(_, rest)| cut(rest, until(rest, "/?#")).0);
        self.host = match authority {
            None => Host::Unknown,
            Some(authority) => {
                let host = cut(authority, until(authority, ":")).0;
                let is = |known: &str| host.eq_ignore_ascii_case(known);
                if is("api.clarifai.com") {
                    Host::Api
                } else if is("clarifai.com") || is("www.clarifai.com") || is("docs.clarifai.com") {
                    Host::Portal
                } else {
                    Host::Other
                }
            }
        };
        let request = self.evidence.request.as_ref();
        let verb = self.verb.clone().unwrap_or_else(|| {
            let has_body = request.is_some_and(|request| request.body.is_some());
            if has_body { "POST".to_owned() } else { "GET".to_owned() }
        });
        let mut call = Call::request(verb, unmasked(&url).to_string());
        if self.verb.is_none() && candidates(&call).unwrap_or_default().is_empty() {
            // A message of a browser names the address alone.
            call = Call::request("POST".to_owned(), unmasked(&url).to_string());
        }
        if let Some(body) = request.and_then(|request| request.body.as_ref()) {
            call.read_body(body.as_str());
        }
        self.candidates = candidates(&call).unwrap_or_default();
        self.call = Some(call);
    }

    fn read_credential(&mut self) {
        let request = self.evidence.request.as_ref();
        let none = Headers::default();
        let headers = request.map_or(&none, |request| &request.headers);
        let sent = headers.get("authorization").first();
        let value = self.evidence.authorization.as_ref().or(sent).map(|value| unmasked(value));
        let is_filled = self.evidence.reference.as_ref().is_some_and(|found| found.expanded);
        let target = self.target();
        let has_session = !headers.get(SESSION_TOKEN).is_empty();
        // A command shows all that it sends.
        let shows_all = self.evidence.kind == PasteKind::CommandLine && self.url.is_some();
        let is_known = shows_all || !headers.is_empty();
        self.sends_no_header = is_known && value.is_none() && !has_session;
        let mut text = self.evidence.credential.as_ref().map(|text| unmasked(text));
        if let Some(value) = value {
            if text.is_none() {
                text = Some(Zeroizing::new(behind_scheme(&value).to_owned()));
            }
            self.authorization = (!is_filled).then(|| check_authorization(&value, target));
        }
        let report = self.evidence.credential_report.clone();
        let report = report.or_else(|| text.map(|text| check_credential(&text)));
        self.credential = report.filter(|_| !is_filled);
    }

    fn target(&self) -> RequestTarget {
        let url = self.url.as_deref().unwrap_or_default();
        if find(url, "/ext/openai/").is_some() {
            RequestTarget::OpenAi
        } else if find(url, "/ext/mcp").is_some() {
            RequestTarget::Mcp
        } else if self.grpc.is_some() && self.url.is_none() {
            RequestTarget::Grpc
        } else {
            RequestTarget::Rest
        }
    }

    /// The RPC method of the call, where there is one.
    pub(super) fn rpc(&self) -> Option<RpcMethod> {
        self.candidates.first().map(|candidate| candidate.rpc)
    }

    /// Whether the evidence holds an answer of whatever kind.
    pub(super) fn has_answer(&self) -> bool {
        let response = self.evidence.response.as_ref();
        self.http_status.is_some()
            || self.grpc.is_some()
            || self.answer.own.is_some()
            || !self.answer.failed_parts.is_empty()
            || response.is_some_and(|response| response.body.is_some())
    }

    /// The path of the call, without its query.
    pub(super) fn path(&self) -> &str {
        let url = self.url.as_deref().unwrap_or_default();
        let behind = split(url, "://").map_or(url, |(_, rest)| from(rest, until(rest, "/?#")));
        cut(behind, until(behind, "?#")).0
    }
}

#[cfg(feature = "texts")]
fn environment(evidence: &Evidence) -> Option<crate::EnvironmentReport> {
    let text = || evidence.environment.as_deref().map(unmasked);
    let known = evidence.environment_report.clone();
    known.or_else(|| text().map(|text| crate::check_environment(&text)))
}

/// A text with a credential in the place of each mark.
fn unmasked(text: &str) -> Zeroizing<String> {
    let mut whole = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    // `<credential>` and `<credential 2>`.
    let start = cut(MARK, MARK.len().saturating_sub(1)).0;
    while let Some((before, behind)) = split(rest, start) {
        let digits = from(behind, usize::from(behind.starts_with(' ')));
        let number = digits.bytes().take_while(u8::is_ascii_digit).count();
        whole.push_str(before);
        match from(digits, number).strip_prefix('>') {
            Some(behind) => {
                whole.push_str(SAMPLE);
                rest = behind;
            }
            None => {
                whole.push_str(start);
                rest = behind;
            }
        }
    }
    whole.push_str(rest);
    whole
}

/// What stands behind the scheme word and one space.
fn behind_scheme(value: &str) -> &str {
    let word = until(value, " \t");
    let is_scheme = word > 0 && word < value.len() && word <= 10;
    if is_scheme { from(value, word.saturating_add(1)) } else { value }
}

/// A text of the evidence as a diagnosis shows it: without secrets, and not too long.
pub(super) fn shown(text: &str) -> String {
    let mut text = text;
    if text.len() > MOST_SHOWN {
        // No word is shown of which the end may be missing: it could be a part of a credential.
        text = window(text, MOST_SHOWN).trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    }
    #[cfg(feature = "texts")]
    let masked = crate::mask::mask_secrets(text);
    #[cfg(not(feature = "texts"))]
    let masked = crate::quoted::quoted(text);
    crate::quoted::in_one_line(&masked)
}

/// Details may echo what was sent as credential, of whatever form.
pub(super) fn details_shown(details: &str) -> String {
    for before in ["invalid key(", "invalid token (", "secret ("] {
        if let Some((start, behind)) = split(details, before) {
            let (echo, rest) = behind.rsplit_once(')').unwrap_or((behind, ""));
            if !is_stand_in(echo) {
                let gap = |is_there| if is_there { " " } else { "" };
                let (first, second) = (gap(start.ends_with(' ')), gap(rest.starts_with(' ')));
                return [&shown(start), first, before, MARK, ")", second, &shown(rest)].concat();
            }
        }
    }
    shown(details)
}

/// Whether what a server echoes shows that a program sent no credential.
pub(super) fn is_stand_in(echo: &str) -> bool {
    use crate::credential::CredentialShape::{Empty, Placeholder};
    let is_mark = find(echo, cut(MARK, MARK.len().saturating_sub(1)).0).is_some();
    !is_mark && matches!(check_credential(echo).shape, Empty | Placeholder)
}
