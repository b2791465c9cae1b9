//! Phrases of the API, of gateways and of programs, and what they mean.

use super::by_protocol::{forbidden, unauthorized};
use super::cause::CauseCode::{self, *};
use super::cause::Certainty::{Certain, Likely, Possible};
use super::causes::Causes;
use super::facts::{Facts, shown};
use super::status_code::{DESCRIPTIONS, Meaning, meaning};
use crate::status::ApiStatus;
use crate::text::{find, split, window};

/// What words mean that the API, gateways and programs use; the first that fits counts.
const WORDS: [(&str, CauseCode); 21] = [
    ("invalid format of key", CredentialMalformed),
    ("app external id", UserAppIdMissing),
    ("not have permission", ScopeMissing),
    ("no token in authorization header|missing authorization", AuthorizationNotSent),
    ("authorization header", AuthorizationMalformed),
    ("credentials were not provided|no api key|not authenticated", AuthorizationNotSent),
    ("not logged in|missing credentials", CredentialMissing),
    ("expired token|token has expired|key has expired", CredentialExpired),
    ("invalid client id|app_secret*deprecated", LegacyAuthenticationRetired),
    ("insufficient*scope|missing*scope|not have*scope", ScopeMissing),
    ("requests per second|was throttled|rate limit|too many requests", RateLimited),
    ("monthly request limit", QuotaExhausted),
    (
        "invalid api key|invalid pat|invalid personal access token|incorrect api key|\
         api key not found|api key*invalid|access token*invalid|invalid key(",
        CredentialUnknown,
    ),
    ("must provide a valid api_key|api_key client option must be set", CredentialMissing),
    ("plain http request", BaseUrlWrong),
    ("method not allowed", WrongHttpMethod),
    ("model does not exist|resource does not exist|not found. check the url", ResourceNotFound),
    ("must supply|invalid json|too large|larger than max|be deserialized", RequestInvalid),
    (
        "loading failed|could be loaded|images*failed|download failed|\
         client error: not found for url",
        InputInvalid,
    ),
    ("model is deploying", ModelNotReady),
    (
        "bad gateway|service unavailable|gateway time|server is unavailable|server failed|\
         internal server error",
        ServiceUnavailable,
    ),
];
/// What further words mean in an answer; elsewhere they could be anybody's prose.
const PROSE: [(&str, CauseCode); 6] = [
    ("permission denied", ScopeMissing),
    ("quota", QuotaExhausted),
    ("clarifai_pat|clarifai_api_key", CredentialMissing),
    ("duplicate", RequestInvalid),
    ("maintenance", ServiceUnavailable),
    ("does not exist", ResourceNotFound),
];
/// So near stand the two parts of a phrase.
const NEAR: usize = 80;

/// Variables that a program reads, and what they hold.
const VARIABLES: [(&str, CauseCode); 2] = [
    ("clarifai_pat|clarifai_api_key|clarifai_api_token|clarifai_session_token", CredentialMissing),
    ("clarifai_user_id|clarifai_app_id", UserAppIdMissing),
];
/// That a program misses a variable.
const MISSED: &str = "need '|not found|not find|not be found|not set|not provided|missing|required|must |\
    please set|please add|please provide|none of|no key|not exist|keyerror|undefined";
/// That a credential was refused.
const REFUSED: &str = "unauthor|unauthenticated|authorization failed|authenticat*fail|authenticat*denied|\
    authenticat*error";

/// Whether a text holds one of the phrases; `|` stands between them, some words may stand at a `*`.
pub(super) fn fits(text: &str, phrases: &str) -> bool {
    phrases.split('|').any(|phrase| holds(text, phrase))
}

fn holds(text: &str, phrase: &str) -> bool {
    let (first, second) = split(phrase, "*").unwrap_or((phrase, ""));
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
        let named = VARIABLES.iter().find(|(names, _)| fits(&lower, names));
        named.filter(|_| fits(&lower, MISSED))
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
    fits(lower, REFUSED)
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
