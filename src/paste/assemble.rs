//! Masks what was read, and puts it in its place.

use super::answer;
use super::body;
use super::draft::Draft;
use super::literal;
use super::{
    Evidence, GrpcStatus, Headers, PasteKind, PasteOptions, Reference, RequestEvidence,
    ResponseEvidence,
};
use crate::credential::check_credential;
use crate::finding::FindingCode;
use crate::json::Json;
use crate::mask::{Kind, Masker, Positions};
use crate::text::{begins, cut, from, is_listed, starts, trim_start, until};

/// Masks what was read and puts it in its place; `text` is the paste.
pub(super) fn assemble(mut draft: Draft, text: &str, options: PasteOptions) -> Evidence {
    let seen = PasteKind::ALL.iter().copied().find(|kind| draft.has(*kind));
    let kind = seen.unwrap_or_default();
    let mut named = None;
    if draft.authorization.is_none() {
        let header = |name: &str| {
            let headers = draft.request_headers.iter();
            headers
                .filter(|(known, _)| known.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.clone())
                .next_back()
        };
        draft.authorization = header("authorization");
        if draft.authorization.is_none() {
            let found = named.get_or_insert_with(|| Named::read(text, kind));
            let is_sent = draft.unquoted_header.is_none();
            draft.authorization = found.authorization.take().filter(|_| is_sent);
        }
        if draft.credential.is_none() && draft.authorization.is_none() {
            draft.credential = header("x-clarifai-session-token").or_else(|| header("x-api-key"));
        }
    }
    let sent = draft.authorization.as_deref().map(behind_scheme);
    let literal = || sent.clone().filter(|sent| !is_reference(sent));
    let credential = draft.credential.take().or_else(literal);
    let mut variable = || named.get_or_insert_with(|| Named::read(text, kind)).variable.take();
    let credential = credential.or_else(&mut variable);
    let credential = credential.or(sent);
    let mut masker = Masker::new(options.reveal);
    if let Some(credential) = &credential {
        masker.learn_position(credential);
    }
    // Of a HAR one call is taken; what its other calls hold is not shown.
    if kind != PasteKind::Har {
        masker.learn(text);
    }
    let report = credential.as_deref().map(check_credential);
    let shown = credential.as_deref().map(|credential| masker.position(credential));
    let is_variable = report.as_ref().is_some_and(|report| {
        report.findings.iter().any(|finding| finding.code == FindingCode::UnexpandedReference)
    });
    let both = credential.as_deref().zip(shown.as_deref()).filter(|_| is_variable);
    let reference =
        both.and_then(|(written, shown)| Reference::read(written, shown, &draft, text, kind));
    let response_value = draft.response_body.as_deref().and_then(Json::read);
    let (grant, key_created_at) = response_value.as_ref().map(answer::grant).unwrap_or_default();
    let request = RequestEvidence {
        verb: draft.verb.map(|verb| masker.text(&verb.to_ascii_uppercase())),
        url: draft.url.map(|url| masker.text(&url)),
        headers: headers(draft.request_headers, &mut masker),
        unquoted_header: draft.unquoted_header.map(|line| masker.text(&line)),
        body: draft.request_body.map(|body| body::read(&body, &mut masker, options.reveal)),
    };
    let response = ResponseEvidence {
        http_status: draft.http_status,
        headers: headers(draft.response_headers, &mut masker),
        body: draft
            .response_body
            .as_deref()
            .map(|body| body::read(body, &mut masker, options.reveal)),
    };
    let grant = grant.map(|mut grant| {
        let named = grant.scopes.iter_mut().chain(grant.endpoints.iter_mut().flatten());
        named.for_each(|name| *name = masker.text(name));
        if let Some(app) = &mut grant.app {
            app.id = masker.text(&app.id);
            app.user_id = app.user_id.take().map(|id| masker.text(&id));
        }
        grant
    });
    let has_request = request.verb.is_some()
        || request.url.is_some()
        || request.body.is_some()
        || request.unquoted_header.is_some()
        || !request.headers.is_empty();
    let has_response =
        response.http_status.is_some() || response.body.is_some() || !response.headers.is_empty();
    let grpc_status = draft.grpc_status.map(|status| GrpcStatus {
        details: status.details.map(|text| masker.text(&text)),
        ..status
    });
    Evidence {
        kind,
        credential_report: report,
        credential: shown,
        reference,
        environment: draft.environment.map(|text| masker.text(&text)),
        environment_report: None,
        authorization: draft.authorization.map(|value| masker.position(&value)),
        request: has_request.then_some(request),
        response: has_response.then_some(response),
        error: draft.error.map(|error| masker.text(&error)),
        grpc_status,
        grant,
        key_created_at: key_created_at.map(|text| masker.text(&text)),
        other_calls: draft.others,
    }
}

fn headers(read: Vec<(String, String)>, masker: &mut Masker) -> Headers {
    let mut headers = Headers::default();
    for (name, value) in read {
        let value = masker.named(&name, &value);
        headers.add(masker.text(&name), value);
    }
    headers
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

/// What stands in the whole text where credentials do.
#[derive(Default)]
struct Named {
    /// The value that it gives an `authorization` in some other way than a request.
    authorization: Option<String>,
    /// The value of the variable or argument that holds the credential: of Clarifai's name first.
    variable: Option<String>,
}

impl Named {
    fn read(text: &str, kind: PasteKind) -> Self {
        use PasteKind::{Code, Environment, Error, Unknown};
        let mut named = Self::default();
        // In the others such a name says nothing of the call.
        let is_mute = matches!(
            kind,
            PasteKind::Har
                | PasteKind::Answer
                | PasteKind::Html
                | PasteKind::Authorization
                | PasteKind::Credential
                | PasteKind::Empty
                | PasteKind::TooLong
        );
        let mut has_ours = is_mute;
        let mut at = 0;
        let mut positions = Positions::new(text);
        while let Some(place) = positions.next(at) {
            at = place.range.end;
            if place.kind != Kind::Secret {
                continue;
            }
            let value = text.get(place.range.clone()).unwrap_or_default();
            if named.authorization.is_none() && is_listed(place.name, "authorization") {
                let from_quote = from(text, place.range.start.saturating_sub(1));
                let is_literal = kind == Code && begins(from_quote, "\"'`");
                let literal = Some(from_quote).filter(|_| is_literal).and_then(literal::to_json);
                let literal = literal.and_then(|(json, _)| Json::read(&json)?.text());
                named.authorization = Some(literal.unwrap_or_else(|| value.to_owned()));
            }
            let is_words = matches!(kind, Error | Unknown) && is_of_prose(value, from(text, at));
            if has_ours || is_words {
                continue;
            }
            let is_own = is_listed(place.name, "pat api_key apikey key token access_token api-key");
            has_ours = is_clarifais(place.name);
            if has_ours || (named.variable.is_none() && (is_own || kind == Environment)) {
                named.variable = Some(value.to_owned());
            }
            if has_ours && named.authorization.is_some() {
                break;
            }
        }
        named
    }
}

fn is_clarifais(name: &str) -> bool {
    let mut parts = name.as_bytes().windows(6);
    starts(name, "clar") || parts.any(|part| part.eq_ignore_ascii_case(b"clarif"))
}

/// Whether a value is only the next word: `CLARIFAI_PAT: it has …`.
fn is_of_prose(value: &str, behind: &str) -> bool {
    let next = behind.strip_prefix(' ').and_then(|next| next.bytes().next());
    value.bytes().all(|byte| byte.is_ascii_alphabetic())
        && next.is_some_and(|byte| byte.is_ascii_alphabetic())
}
