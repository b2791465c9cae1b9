//! What the statuses of gRPC and HTTP tell where no status of the API does.

use super::by_answer::{CUT, said};
use super::by_grant;
use super::cause::CauseCode::*;
use super::cause::Certainty::{Likely, Possible};
use super::causes::Causes;
use super::facts::{Facts, Host, details_shown, shown};
use super::phrases::{cause_in, is_refusal};
use crate::status::ApiStatus;
use crate::text::find;

pub(super) const NO_REDIRECT: &str = "send to `https://api.clarifai.com`: the API never redirects";
pub(super) const NOT_THE_API: &str =
    "send to `https://api.clarifai.com`, with a path from `/v2`: a page answered, not the API";

/// The status of gRPC alone.
pub(super) fn grpc(facts: &Facts, causes: &mut Causes) {
    let Some(status) = &facts.grpc else { return };
    let details = status.details.as_deref().unwrap_or_default();
    let mut evidence = ["gRPC status ", status.name].concat();
    if !details.is_empty() {
        evidence.push_str(": ");
        evidence.push_str(&details_shown(details));
    }
    if super::by_words::network(details, facts, causes) {
        return;
    }
    if let Some(code) = cause_in(details) {
        return causes.add(code, Likely, &evidence, None);
    }
    let code = match status.code {
        0 => NotAFailure,
        3 | 6 | 9 | 11 => RequestInvalid,
        5 => ResourceNotFound,
        7 => return forbidden(facts, &evidence, causes),
        8 => RateLimited,
        12 => RouteNotFound,
        14 if super::by_words::network(&facts.error, facts, causes) => return,
        14 => {
            causes.add(ServiceUnavailable, Likely, &evidence, None);
            return causes.add(NetworkUnreachable, Possible, &evidence, None);
        }
        16 => return unauthorized(facts, &evidence, causes),
        1 => Unknown,
        _ => ServiceUnavailable,
    };
    causes.add(code, Likely, &evidence, None);
}

/// The status of HTTP alone.
pub(super) fn http(facts: &Facts, causes: &mut Causes) {
    let Some(status) = facts.http_status else {
        if facts.answer.is_page {
            page(facts, "a page was answered in place of JSON", causes);
        } else if facts.answer.is_cut {
            causes.add(NetworkUnreachable, Likely, CUT, None);
        }
        return;
    };
    let mut evidence = ["HTTP ", &status.to_string()].concat();
    if let Some(own) = &facts.answer.own {
        evidence.push_str(", ");
        evidence.push_str(&said(own));
    } else if let Some(words) = facts.answer.words.first() {
        evidence.push_str(": ");
        evidence.push_str(&shown(words));
    }
    let says = facts.answer.words.first().map(|words| words.to_ascii_lowercase());
    let is_refused = says.is_some_and(|says| is_refusal(&says));
    let own = facts.answer.own.as_ref().map(|own| &own.status);
    let code = match status {
        200..=299 if facts.answer.is_page => return page(facts, &evidence, causes),
        200..=299 if facts.answer.is_cut => {
            return causes.add(NetworkUnreachable, Likely, CUT, None);
        }
        // The answer began well and broke off.
        200..=299 if super::by_words::network(&facts.error, facts, causes) => return,
        200..=299 if facts.answer.tells_error => {
            if is_refused {
                return unauthorized(facts, &evidence, causes);
            }
            let remedy = "read what the error in the answer says; its status of HTTP tells nothing";
            return causes.add(Unknown, Possible, &evidence, Some(remedy.to_owned()));
        }
        // A code that is no success is one of a failure, whatever HTTP says.
        200..=299 if own.and_then(ApiStatus::code).is_some_and(|code| code > 0) => return,
        200..=299 => {
            by_grant::redacted(facts, causes);
            NotAFailure
        }
        300..=399 => {
            return causes.add(BaseUrlWrong, Likely, &evidence, Some(NO_REDIRECT.to_owned()));
        }
        // A proxy refused to connect.
        400..=407
            if find(&facts.error, "roxy").is_some()
                && super::by_words::network(&facts.error, facts, causes) =>
        {
            return;
        }
        400 | 403 if is_refused => return unauthorized(facts, &evidence, causes),
        401 => return unauthorized(facts, &evidence, causes),
        402 => QuotaExhausted,
        403 if facts.answer.is_page => {
            // The API answers JSON.
            page(facts, &evidence, causes);
            return causes.add(ScopeMissing, Possible, &evidence, None);
        }
        403 => {
            if facts.host == Host::Other {
                causes.add(
                    ServiceUnavailable,
                    Possible,
                    "something before the API may refuse the request",
                    None,
                );
            }
            return forbidden(facts, &evidence, causes);
        }
        404 | 410 => {
            super::by_request::add(facts, Likely, causes);
            super::by_request::owner(facts, causes);
            if facts.path().is_empty() {
                super::by_credential::base(facts, causes);
            }
            if facts.answer.is_page {
                return page(facts, &evidence, causes);
            }
            causes.add(
                RouteNotFound,
                if facts.candidates.is_empty() { Likely } else { Possible },
                &evidence,
                None,
            );
            return causes.add(
                ResourceNotFound,
                if facts.candidates.is_empty() { Possible } else { Likely },
                &evidence,
                None,
            );
        }
        405 => {
            return causes.add(
                WrongHttpMethod,
                Likely,
                &evidence,
                super::by_request::verb_remedy(facts),
            );
        }
        // The second is that of a network where one has to sign in.
        407 | 511 => NetworkUnreachable,
        501 => RouteNotFound,
        505 => {
            let remedy = "send the request with HTTP/1.1 or HTTP/2";
            return causes.add(RequestInvalid, Likely, &evidence, Some(remedy.to_owned()));
        }
        413 => {
            let remedy =
                "send less at once: an image has at most 20 MB, a request at most 128 inputs";
            return causes.add(RequestInvalid, Likely, &evidence, Some(remedy.to_owned()));
        }
        429 => RateLimited,
        408 | 500..=599 => ServiceUnavailable,
        400..=499 => RequestInvalid,
        _ => return,
    };
    causes.add(code, Likely, &evidence, None);
}

/// No code of the API says which permission is missing.
pub(super) fn forbidden(facts: &Facts, evidence: &str, causes: &mut Causes) {
    let mut own = Causes::default();
    by_grant::insufficient(facts, evidence, &mut own);
    causes.take_over(own, Likely);
}

/// A page where the API would answer JSON.
fn page(facts: &Facts, evidence: &str, causes: &mut Causes) {
    // A wrong address is not forbidden.
    let is_refusal = facts.http_status == Some(403);
    let (certainty, proxy) = match facts.host {
        Host::Api => (Possible, Likely),
        _ if is_refusal => (Possible, Likely),
        _ => (Likely, Possible),
    };
    causes.add(BaseUrlWrong, certainty, evidence, Some(NOT_THE_API.to_owned()));
    let remedy = "see what stands between your program and the API: a firewall, a proxy or a sign-in page answered in its place";
    let rule = "the API answers JSON: something before it answered this page";
    causes.add(ServiceUnavailable, proxy, rule, Some(remedy.to_owned()));
}

/// Something about the credential or its header.
pub(super) fn unauthorized(facts: &Facts, evidence: &str, causes: &mut Causes) {
    super::by_credential::header(facts, Likely, causes);
    super::by_credential::add(facts, Likely, causes);
    if causes.surest() < Some(Likely) {
        super::by_credential::unsendable(facts, causes);
    }
    by_grant::expired(facts, causes);
    let rest = if causes.surest() < Some(Likely) { Likely } else { Possible };
    causes.add(CredentialUnknown, rest, evidence, None);
    causes.add(AuthorizationMalformed, Possible, evidence, None);
    causes.add(UserAppIdMissing, Possible, evidence, None);
}
