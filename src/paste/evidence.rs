use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::answer;
use super::body::Body;
use super::json::Json;
use super::literal;
use super::{Draft, PasteOptions};
use crate::credential::{CredentialReport, check_credential};
use crate::grant::GrantDescription;
use crate::mask::{Masker, is_secret_name, next_position};
use crate::text::{begins, cut, find, from, is_listed, trim_start, until};

/// What a paste says about a call: the ground of a diagnosis.
///
/// No text in it holds a credential, unless [`PasteOptions::reveal`] asked for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Evidence {
    /// What the paste was recognised as: its dominating part.
    pub kind: PasteKind,
    /// What stands in the credential's position, without the scheme word and the one space behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
    /// What that text is as a credential, as it was pasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential_report: Option<CredentialReport>,
    /// The text that sets variables: `.env`, `.dev.vars`, `wrangler.toml`, YAML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The value of the `Authorization` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
    /// What was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestEvidence>,
    /// What was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseEvidence>,
    /// What the program caught.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What an answer of `/v2/myscopes`, or a key in an answer, says that the credential carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantDescription>,
    /// When the one key of an answer was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_created_at: Option<String>,
}

/// What was sent, as far as the paste shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestEvidence {
    /// In capitals; what the tool sends where it is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verb: Option<String>,
    /// As pasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Names as pasted.
    #[serde(skip_serializing_if = "Headers::is_empty")]
    pub headers: Headers,
    /// JSON where it is JSON. `@file` is not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}

/// What was answered, as far as the paste shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ResponseEvidence {
    /// The status of HTTP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// Names as pasted.
    #[serde(skip_serializing_if = "Headers::is_empty")]
    pub headers: Headers,
    /// JSON where it is JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
}

/// Headers in their order: each name as it was first written, with its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, Vec<String>)>);

impl Headers {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values of a name, in any case.
    pub fn get(&self, name: &str) -> &[String] {
        let found = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or(&[], |(_, values)| values)
    }

    /// Yields names and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    fn add(&mut self, name: String, value: String) {
        let known = self.0.iter().position(|(known, _)| known.eq_ignore_ascii_case(&name));
        // No message has more; a hostile one could.
        let is_full = self.0.len() >= 500;
        match known.and_then(|at| self.0.get_mut(at)) {
            Some((_, values)) => values.push(value),
            None if is_full => {}
            None => self.0.push((name, vec![value])),
        }
    }
}

impl Serialize for Headers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, values) in &self.0 {
            match values.as_slice() {
                [value] => map.serialize_entry(name, value)?,
                values => map.serialize_entry(name, values)?,
            }
        }
        map.end()
    }
}

macro_rules! paste_kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// What a paste was recognised as.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum PasteKind {
            $($(#[$doc])* $variant,)+
        }

        /// The closed list as a TypeScript union.
        #[allow(dead_code, reason = "only the bindings read it")]
        pub(crate) const PASTE_KIND_TYPE: &str =
            concat!("/** What a paste was recognised as: its dominating part. */\nexport type PasteKind =" $(, "\n  | '", $name, "'")+, ";");

        impl PasteKind {
            /// Every kind there is, the dominating first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable name, such as `command-line`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            pub(super) fn bit(self) -> u32 {
                1 << self as u32
            }
        }
    };
}

// In order: of several parts the first dominates.
paste_kinds! {
    /// Longer than 8 MiB, and not looked into.
    TooLong = "too-long",
    /// A HAR file.
    Har = "har",
    /// A command line: curl, wget, httpie, PowerShell.
    CommandLine = "command-line",
    /// A part of a program.
    Code = "code",
    /// The text of HTTP messages.
    Http = "http",
    /// Headers without a message.
    Headers = "headers",
    /// Variables.
    Environment = "environment",
    /// What a program caught: a trace, a gRPC error, a browser's words.
    Error = "error",
    /// An answer of the API.
    Answer = "answer",
    /// JSON of another kind.
    Json = "json",
    /// A page, as a proxy or a wrong address answers.
    Html = "html",
    /// The value of an `Authorization` header.
    Authorization = "authorization",
    /// A credential alone.
    Credential = "credential",
    /// Nothing.
    Empty = "empty",
    /// None of these.
    #[default]
    Unknown = "unknown",
}

impl Serialize for PasteKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Masks what was read and puts it in its place; `text` is the paste.
pub(super) fn assemble(mut draft: Draft, text: &str, options: PasteOptions) -> Evidence {
    let seen = PasteKind::ALL.iter().copied().find(|kind| draft.has(*kind));
    let kind = seen.unwrap_or_default();
    if draft.authorization.is_none() {
        let header = |name: &str| {
            let headers = draft.request_headers.iter();
            headers
                .filter(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.clone())
                .next_back()
        };
        draft.authorization = header("authorization").or_else(|| authorization_in(text, kind));
        if draft.credential.is_none() && draft.authorization.is_none() {
            draft.credential = header("x-clarifai-session-token").or_else(|| header("x-api-key"));
        }
    }
    let sent = draft.authorization.as_deref().map(behind_scheme);
    let literal = || sent.clone().filter(|sent| !is_reference(sent));
    let credential = draft.credential.take().or_else(literal).or_else(|| variable(text, kind));
    let credential = credential.or(sent);
    let mut masker = Masker::new(options.reveal);
    if let Some(credential) = &credential {
        masker.learn_position(credential);
    }
    // Of a HAR one call is taken; what its other calls hold is not shown.
    if kind != PasteKind::Har {
        masker.learn(text);
    }
    let response_value = draft.response_body.as_deref().and_then(Json::read);
    let (grant, key_created_at) = response_value.as_ref().map(answer::grant).unwrap_or_default();
    let request = RequestEvidence {
        verb: draft.verb.map(|verb| masker.text(&verb.to_ascii_uppercase())),
        url: draft.url.map(|url| masker.text(&url)),
        headers: headers(draft.request_headers, &mut masker),
        body: draft.request_body.map(|body| Body::read(&body, &mut masker, options.reveal)),
    };
    let response = ResponseEvidence {
        http_status: draft.http_status,
        headers: headers(draft.response_headers, &mut masker),
        body: draft
            .response_body
            .as_deref()
            .map(|body| Body::read(body, &mut masker, options.reveal)),
    };
    let grant = grant.map(|mut grant| {
        let named = grant.scopes.iter_mut().chain(grant.endpoints.iter_mut().flatten());
        named.for_each(|name| *name = masker.text(name));
        grant
    });
    let has_request = request.verb.is_some()
        || request.url.is_some()
        || request.body.is_some()
        || !request.headers.is_empty();
    let has_response =
        response.http_status.is_some() || response.body.is_some() || !response.headers.is_empty();
    Evidence {
        kind,
        credential_report: credential.as_deref().map(check_credential),
        credential: credential.map(|credential| masker.position(&credential)),
        environment: draft.environment.map(|text| masker.text(&text)),
        authorization: draft
            .authorization
            .map(|value| header_value("authorization", &value, &mut masker)),
        request: has_request.then_some(request),
        response: has_response.then_some(response),
        error: draft.error.map(|error| masker.text(&error)),
        grant,
        key_created_at: key_created_at.map(|text| masker.text(&text)),
    }
}

fn headers(read: Vec<(String, String)>, masker: &mut Masker) -> Headers {
    let mut headers = Headers::default();
    for (name, value) in read {
        let value = header_value(&name, &value, masker);
        headers.add(masker.text(&name), value);
    }
    headers
}

/// Header values that are secrets, whatever stands there.
fn header_value(name: &str, value: &str, masker: &mut Masker) -> String {
    let is_secret = is_secret_name(name);
    if is_secret { masker.position(value) } else { masker.text(value) }
}

/// What stands behind the scheme word and one space; the whole value where there is no scheme.
fn behind_scheme(value: &str) -> String {
    let trimmed = value.trim_start();
    let (word, behind) = cut(trimmed, until(trimmed, " "));
    let is_word = word.len() < 10 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_scheme = is_word && !word.is_empty() && !behind.is_empty();
    if is_scheme { from(behind, 1).to_owned() } else { value.to_owned() }
}

/// Whether a program or a shell puts something else there.
fn is_reference(text: &str) -> bool {
    let text = trim_start(text.trim(), "\"'");
    begins(text, "${") || (text.starts_with('%') && text.ends_with('%')) || text.is_empty()
}

/// The value that a program or a text gives an `authorization` in some other way than a request.
fn authorization_in(text: &str, kind: super::PasteKind) -> Option<String> {
    let mut at = 0;
    while let Some(place) = next_position(text, at) {
        at = place.range.end;
        if is_listed(place.name, "authorization") {
            let literal = place.range.start.checked_sub(1).and_then(|from| text.get(from..));
            let joined =
                literal.filter(|text| kind == super::PasteKind::Code && begins(text, "\"'`"));
            let joined = joined.and_then(literal::to_json);
            let joined = joined.and_then(|(json, _)| Json::read(&json)?.text());
            return joined.or_else(|| text.get(place.range).map(str::to_owned));
        }
    }
    None
}

/// The value of the variable or argument that holds the credential: of Clarifai's name first.
fn variable(text: &str, kind: super::PasteKind) -> Option<String> {
    use super::PasteKind::{Code, CommandLine, Environment, Error, Headers, Http, Json, Unknown};
    if !matches!(kind, Code | CommandLine | Environment | Error | Headers | Http | Json | Unknown) {
        return None;
    }
    let mut first = None;
    let mut at = 0;
    while let Some(place) = next_position(text, at) {
        at = place.range.end;
        let lower = place.name.to_ascii_lowercase();
        let value = || text.get(place.range.clone()).map(str::to_owned);
        if lower.starts_with("clar") || find(&lower, "clarif").is_some() {
            return value();
        }
        let is_own = is_listed(place.name, "pat api_key apikey key token access_token api-key");
        if first.is_none() && (is_own || kind == Environment) {
            first = value();
        }
    }
    first
}
