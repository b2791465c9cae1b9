//! Phrases of the API, of gateways and of programs, and what they mean.

use super::by_protocol::{forbidden, unauthorized};
use super::cause::CauseCode::{self, *};
use super::cause::Certainty::{Certain, Likely, Possible};
use super::causes::Causes;
use super::facts::{Facts, shown};
use super::status_code::{DESCRIPTIONS, Meaning, meaning};
use crate::status::ApiStatus;
use crate::text::{find, split, window};

/// What words mean that the API, gateways and programs use; some words may stand at a `*`.
const WORDS: [(&str, CauseCode); 55] = [
    ("invalid format of key", CredentialMalformed),
    ("app external id", UserAppIdMissing),
    ("not have permission", ScopeMissing),
    ("no token in authorization header", AuthorizationNotSent),
    ("missing authorization", AuthorizationNotSent),
    ("authorization header", AuthorizationMalformed),
    ("credentials were not provided", AuthorizationNotSent),
    ("no api key", AuthorizationNotSent),
    ("not authenticated", AuthorizationNotSent),
    ("not logged in", CredentialMissing),
    ("expired token", CredentialExpired),
    ("token has expired", CredentialExpired),
    ("key has expired", CredentialExpired),
    ("invalid client id", LegacyAuthenticationRetired),
    ("app_secret*deprecated", LegacyAuthenticationRetired),
    ("insufficient*scope", ScopeMissing),
    ("missing*scope", ScopeMissing),
    ("not have*scope", ScopeMissing),
    ("requests per second", RateLimited),
    ("was throttled", RateLimited),
    ("rate limit", RateLimited),
    ("too many requests", RateLimited),
    ("monthly request limit", QuotaExhausted),
    ("invalid api key", CredentialUnknown),
    ("invalid pat", CredentialUnknown),
    ("invalid personal access token", CredentialUnknown),
    ("incorrect api key", CredentialUnknown),
    ("api key not found", CredentialUnknown),
    ("api key*invalid", CredentialUnknown),
    ("access token*invalid", CredentialUnknown),
    ("invalid key(", CredentialUnknown),
    ("must provide a valid api_key", CredentialMissing),
    ("api_key client option must be set", CredentialMissing),
    ("plain http request", BaseUrlWrong),
    ("method not allowed", WrongHttpMethod),
    ("model does not exist", ResourceNotFound),
    ("resource does not exist", ResourceNotFound),
    ("not found. check the url", ResourceNotFound),
    ("must supply", RequestInvalid),
    ("invalid json", RequestInvalid),
    ("too large", RequestInvalid),
    ("larger than max", RequestInvalid),
    ("be deserialized", RequestInvalid),
    ("loading failed", InputInvalid),
    ("could be loaded", InputInvalid),
    ("images*failed", InputInvalid),
    ("download failed", InputInvalid),
    ("client error: not found for url", InputInvalid),
    ("model is deploying", ModelNotReady),
    ("bad gateway", ServiceUnavailable),
    ("service unavailable", ServiceUnavailable),
    ("gateway time", ServiceUnavailable),
    ("server is unavailable", ServiceUnavailable),
    ("server failed", ServiceUnavailable),
    ("internal server error", ServiceUnavailable),
];
/// What further words mean in an answer; elsewhere they could be anybody's prose.
const PROSE: [(&str, CauseCode); 7] = [
    ("permission denied", ScopeMissing),
    ("quota", QuotaExhausted),
    ("clarifai_pat", CredentialMissing),
    ("clarifai_api_key", CredentialMissing),
    ("duplicate", RequestInvalid),
    ("maintenance", ServiceUnavailable),
    ("does not exist", ResourceNotFound),
];
/// So near stand the two parts of a pattern.
const NEAR: usize = 80;

/// Variables that a program reads, and what they hold.
const VARIABLES: [(&str, CauseCode); 6] = [
    ("clarifai_pat", CredentialMissing),
    ("clarifai_api_key", CredentialMissing),
    ("clarifai_api_token", CredentialMissing),
    ("clarifai_session_token", CredentialMissing),
    ("clarifai_user_id", UserAppIdMissing),
    ("clarifai_app_id", UserAppIdMissing),
];
/// That a program misses a variable.
const MISSED: [&str; 13] = [
    "need '",
    "not found",
    "not find",
    "not be found",
    "not set",
    "not provided",
    "missing",
    "required",
    "must ",
    "please set",
    "please add",
    "keyerror",
    "undefined",
];
/// That a credential was refused.
const REFUSED: [&str; 6] = [
    "unauthor",
    "unauthenticated",
    "authorization failed",
    "authenticat*fail",
    "authenticat*denied",
    "authenticat*error",
];

/// Whether a text holds a pattern.
pub(super) fn fits(text: &str, pattern: &str) -> bool {
    let (first, second) = split(pattern, "*").unwrap_or((pattern, ""));
    let mut rest = text;
    while let Some((_, behind)) = split(rest, first) {
        if second.is_empty() || find(window(behind, NEAR), second).is_some() {
            return true;
        }
        rest = behind;
    }
    false
}

/// What a program says it caught, without an answer: the words of the API in it.
pub(super) fn caught(words: &str, facts: &Facts, causes: &mut Causes) {
    let evidence = shown(super::by_words::telling_line(words));
    let lower = window(words, 4_000).to_ascii_lowercase();
    let says = |text: &str| find(&lower, text).is_some();
    let by_words = WORDS.iter().find(|(words, _)| fits(&lower, words));
    let by_words = by_words.or_else(|| {
        let named = VARIABLES.iter().find(|(name, _)| says(name));
        named.filter(|_| MISSED.iter().any(|words| says(words)))
    });
    let by_description = || {
        let known = DESCRIPTIONS.iter().skip(3);
        let mut known = known.filter(|(_, text)| says(&text.to_ascii_lowercase()));
        known.next().map(|(code, _)| *code)
    };
    if let Some((_, code)) = by_words {
        return causes.add(*code, Likely, &evidence, None);
    }
    match by_description() {
        // `Invalid request` is what several codes say.
        Some(11_102) => {
            causes.add(RequestInvalid, Possible, &evidence, None);
            causes.add(AuthorizationMalformed, Possible, &evidence, None);
            causes.add(AuthorizationNotSent, Possible, &evidence, None);
        }
        Some(code) => {
            let status = ApiStatus::new(Some(code), String::new(), String::new());
            if let Meaning::Failure(code) = meaning(&status) {
                causes.add(code, Likely, &evidence, None);
            }
        }
        None if is_refusal(&lower) => unauthorized(facts, &evidence, causes),
        None if says("forbidden") => forbidden(facts, &evidence, causes),
        None => {}
    }
}

/// Whether words in lower case tell that a credential was refused.
pub(super) fn is_refusal(lower: &str) -> bool {
    REFUSED.iter().any(|words| fits(lower, words))
}

/// What an answer's words mean.
pub(super) fn cause_in(text: &str) -> Option<CauseCode> {
    let lower = window(text, 4_000).to_ascii_lowercase();
    let mut known = WORDS.iter().chain(&PROSE);
    known.find(|(words, _)| fits(&lower, words)).map(|(_, code)| *code)
}

/// An answer without a status of the API.
pub(super) fn of_answer(facts: &Facts, causes: &mut Causes) {
    let answer = &facts.answer;
    // `POST //inputs not found`, as the API's first versions answered.
    for text in &answer.words {
        let evidence = ["the answer says: ", &shown(text)].concat();
        if find(text, " //").is_some() && find(text, "not found").is_some() {
            let remedy = "take the closing slash from the base of the address: the path has two";
            causes.add(BaseUrlWrong, Certain, &evidence, Some(remedy.to_owned()));
            return causes.add(RouteNotFound, Likely, &evidence, None);
        }
        if let Some(code) = cause_in(text) {
            causes.add(code, Likely, &evidence, None);
            if code == RateLimited && answer.own.is_none() && facts.http_status != Some(429) {
                causes.add(QuotaExhausted, Possible, &evidence, None);
                let first = "the API's first version, which is retired, answered in these words";
                causes.add(LegacyAuthenticationRetired, Possible, first, None);
            }
            return;
        }
    }
    if answer.holds_token && facts.http_status.is_none_or(|status| status < 400) {
        causes.add(NotAFailure, Likely, "the answer gives an access token out", None);
        let note = "access tokens are retired: no call takes them any more";
        causes.add(LegacyAuthenticationRetired, Possible, note, None);
    }
}
