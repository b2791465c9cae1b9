//! What the answer proves: its status first, then its details, then its words and the status of HTTP.

use super::answer::Reported;
use super::by_grant;
use super::cause::CauseCode::{self, *};
use super::cause::Certainty::{Certain, Likely, Possible};
use super::causes::Causes;
use super::facts::{Facts, Host, details_shown, is_stand_in, shown};
use super::status_code::{DESCRIPTIONS, Meaning, code_of_description, contradicts, meaning};
use crate::credential::check_credential;
use crate::finding::Severity;
use crate::status::ApiStatus;
use crate::text::{find, split, window};

const CUT: &str = "the answer ends before its JSON does";
pub(super) const NO_REDIRECT: &str = "send to `https://api.clarifai.com`: the API never redirects";
pub(super) const NOT_THE_API: &str =
    "send to `https://api.clarifai.com`, with a path from `/v2`: a page answered, not the API";

/// Adds what the answer says of the failure.
pub(super) fn add(facts: &Facts, causes: &mut Causes) {
    let answer = &facts.answer;
    if let Some(deciding) = answer.deciding() {
        status(facts, deciding, causes);
        // Parts may fail for different reasons.
        let own_decides = deciding.place.is_empty();
        for part in answer.failed_parts.iter().filter(|_| !own_decides).skip(1) {
            status(facts, part, causes);
        }
    }
    if causes.is_empty() {
        words(facts, causes);
    }
    if causes.is_empty() {
        grpc(facts, causes);
    }
    if causes.is_empty() {
        http(facts, causes);
    }
}

fn status(facts: &Facts, reported: &Reported, causes: &mut Causes) {
    let contradiction = contradicts(&reported.status);
    let is_doubtful = reported.is_named || contradiction.is_some();
    let mut own = Causes::default();
    told(facts, reported, &mut own);
    causes.take_over(own, if is_doubtful { Likely } else { Certain });
    if let (Some(other), Meaning::Failure(code)) = (contradiction, reported.meaning) {
        let other = other.to_string();
        let note = ["the description is that of ", &other, "; the code counts"].concat();
        // The cause that was found first is the code's.
        causes.add(code, Possible, &note, None);
    }
}

fn told(facts: &Facts, reported: &Reported, causes: &mut Causes) {
    let status = &reported.status;
    let evidence = said(reported);
    let code = match reported.meaning {
        Meaning::Failure(code) => code,
        Meaning::Success | Meaning::Progress => return success(facts, reported, &evidence, causes),
        Meaning::Parts | Meaning::Unknown => {
            return without_code(facts, reported, &evidence, causes);
        }
    };
    match status.code() {
        // `expired credentials` are among the issues that are documented.
        Some(11_000) => {
            causes.add(code, Certain, &evidence, None);
            by_grant::expired(facts, causes);
        }
        Some(11_001) => token(status, &evidence, causes),
        Some(11_007) => by_grant::insufficient(facts, &evidence, causes),
        Some(11_008) => invalid_key(facts, status, &evidence, causes),
        Some(11_009) => unknown_key(facts, status, &evidence, causes),
        Some(11_102) => header(facts, status, &evidence, causes),
        Some(11_103) => {
            causes.add(code, Certain, &evidence, super::by_request::verb_remedy(facts));
        }
        None => causes.add(code, Likely, &evidence, None),
        Some(_) => match code {
            ResourceNotFound => not_found(facts, status, &evidence, causes),
            UserAppIdMismatch => {
                let reach = "the API denies this credential that resource";
                causes.add(UserAppIdMismatch, Likely, &evidence, None);
                causes.add(ScopeMissing, Possible, reach, None);
                causes.add(KeyBoundToOtherApp, Possible, reach, None);
            }
            code => causes.add(code, Certain, &evidence, remedy(code, status)),
        },
    }
}

/// A remedy that fits the status better than that of the cause.
fn remedy(code: CauseCode, status: &ApiStatus) -> Option<String> {
    let text = match (code, status.code()?) {
        (RateLimited, 11_005) => "wait 15 seconds, then send at most 15 requests a second",
        (RateLimited, 11_003) => "wait until the hour is over, or ask for a higher limit",
        (QuotaExhausted, 11_004) => {
            "wait for the next month, or choose a larger plan in the portal"
        }
        (AccountIssue, 65_000) => {
            "link the personal access token with your identity provider in the portal"
        }
        (ModelNotReady, 21_351..=21_355) => {
            "wait some seconds while the model starts, then send the request again"
        }
        (ModelNotReady, 21_102) => "train the model first",
        (ServiceUnavailable, 39_997 | 39_998) => "wait until the maintenance is over",
        (InputInvalid, 30_100) => "leave the input out, or set `allow_duplicate_url` for it",
        _ => return None,
    };
    Some(text.to_owned())
}

/// The code, its name and what the server says, on one line.
fn said(reported: &Reported) -> String {
    let status = &reported.status;
    let mut said = String::from(&*reported.place);
    if !said.is_empty() {
        said.push_str(": ");
    }
    said.push_str("status");
    if let Some(code) = status.code() {
        said.push(' ');
        said.push_str(&code.to_string());
    }
    let new_name = reported.new_name.as_deref().map(shown);
    if let Some(name) = status.name().or(new_name.as_deref()) {
        said.push_str(" `");
        said.push_str(name);
        said.push('`');
    }
    for text in [shown(status.description()), details_shown(status.details())] {
        if !text.is_empty() {
            said.push_str(": ");
            said.push_str(&text);
        }
    }
    said
}

fn success(facts: &Facts, reported: &Reported, evidence: &str, causes: &mut Causes) {
    if facts.answer.is_cut {
        causes.add(
            NetworkUnreachable,
            Certain,
            CUT,
            Some("send the request again: the connection broke off within the answer".to_owned()),
        );
        return causes.add(NotAFailure, Possible, evidence, None);
    }
    by_grant::redacted(facts, causes);
    let is_told = causes.holds(ResponseRedacted);
    let is_contradicted = facts.http_status.is_some_and(|status| status >= 400);
    let certainty = match (reported.meaning, is_told) {
        (Meaning::Success, false) if reported.status.code().is_some() && !is_contradicted => {
            Certain
        }
        (_, true) => Possible,
        _ => Likely,
    };
    causes.add(NotAFailure, certainty, evidence, None);
    if is_contradicted {
        let contradiction = "the status of HTTP tells of a failure; the code counts";
        causes.add(NotAFailure, Possible, contradiction, None);
    }
}

/// A code that nobody knows, or none: details, then the description, at most likely.
fn without_code(facts: &Facts, reported: &Reported, evidence: &str, causes: &mut Causes) {
    let status = &reported.status;
    if let Some(code) = by_words(status.details()) {
        return causes.add(code, Likely, evidence, None);
    }
    let known = code_of_description(status.description());
    let of_description =
        known.map(|code| meaning(&ApiStatus::new(Some(code), String::new(), String::new())));
    match of_description {
        Some(Meaning::Failure(code)) => return causes.add(code, Likely, evidence, None),
        Some(Meaning::Success) if status.code().is_none() => {
            return causes.add(NotAFailure, Likely, evidence, None);
        }
        _ => {}
    }
    if let Some(code) = by_words(status.description()) {
        return causes.add(code, Likely, evidence, None);
    }
    words(facts, causes);
    if causes.is_empty() {
        http(facts, causes);
    }
    if causes.is_empty() {
        let is_parts = reported.meaning == Meaning::Parts;
        let code = if is_parts { RequestInvalid } else { Unknown };
        let remedy =
            is_parts.then(|| "look at the status of each output or input in the answer".to_owned());
        return causes.add(code, Possible, evidence, remedy);
    }
    causes.add(Unknown, Possible, evidence, None);
}

/// 11001: access tokens of before 2018.
fn token(status: &ApiStatus, evidence: &str, causes: &mut Causes) {
    let details = status.details();
    if find(details, "expired").is_some() {
        let remedy = "make an app-specific key or a personal access token: access tokens ended after 49 hours and are retired";
        causes.add(CredentialExpired, Certain, evidence, Some(remedy.to_owned()));
        causes.add(LegacyAuthenticationRetired, Likely, evidence, None);
    } else if find(details, "no token").is_some() {
        causes.add(AuthorizationNotSent, Likely, evidence, None);
        causes.add(AuthorizationMalformed, Possible, evidence, None);
        causes.add(CredentialMissing, Possible, evidence, None);
    } else if find(details, "Authorization header").is_some() {
        causes.add(AuthorizationMalformed, Certain, evidence, None);
    } else {
        causes.add(LegacyAuthenticationRetired, Likely, evidence, None);
        causes.add(CredentialUnknown, Possible, evidence, None);
    }
}

/// 11008: the form of the key, or a key and an app that do not belong together.
fn invalid_key(facts: &Facts, status: &ApiStatus, evidence: &str, causes: &mut Causes) {
    let details = status.details();
    if find(details, "format of key").is_some() {
        if !super::by_credential::add(facts, Certain, causes) {
            causes.add(CredentialMalformed, Certain, evidence, None);
            super::by_credential::unsendable(facts, causes);
        } else {
            causes.add(CredentialMalformed, Likely, evidence, None);
        }
        return;
    }
    if find(details, "app external ID").is_some() {
        let remedy = "name the user and the app: `/v2/users/{user_id}/apps/{app_id}/…` in the path or `user_app_id` in the body; an app-specific key needs neither";
        return causes.add(UserAppIdMissing, Certain, evidence, Some(remedy.to_owned()));
    }
    if super::by_credential::add(facts, Likely, causes) {
        causes.add(CredentialMalformed, Possible, evidence, None);
    }
    by_grant::ids(facts, causes);
    super::by_request::owner(facts, causes);
    let names_app = facts.names_app();
    if find(details, "applic").is_some() || find(details, "another app").is_some() {
        causes.add(KeyBoundToOtherApp, Likely, evidence, None);
    }
    let is_well_formed = facts.credential.as_ref().is_some_and(|report| report.ok);
    if names_app && is_well_formed {
        let pair = "the credential is well formed, and the request names an app";
        causes.add(KeyBoundToOtherApp, Likely, pair, None);
    }
    causes.add(KeyBoundToOtherApp, Possible, evidence, None);
    causes.add(UserAppIdMismatch, Possible, evidence, None);
    if !names_app {
        causes.add(UserAppIdMissing, Possible, evidence, None);
    }
    if !is_well_formed {
        causes.add(CredentialMalformed, Possible, evidence, None);
    }
}

/// 11009: the server may echo what it was sent.
fn unknown_key(facts: &Facts, status: &ApiStatus, evidence: &str, causes: &mut Causes) {
    let echo = split(status.details(), "invalid key(").map(|(_, behind)| behind);
    let echo = echo.map(|behind| behind.rsplit_once(')').map_or(behind, |(echo, _)| echo));
    if let Some(echo) = echo {
        if is_stand_in(echo) {
            let remedy = [
                "set the variable that holds the credential: the text `",
                &shown(echo),
                "` was sent in its place",
            ]
            .concat();
            return causes.add(CredentialMissing, Certain, evidence, Some(remedy));
        }
        let is_masked = find(echo, crate::quoted::MARK).is_some();
        let report = check_credential(echo);
        let fault = report.findings.iter().find(|finding| finding.severity == Severity::Error);
        if let Some(fault) = fault.filter(|_| !is_masked) {
            causes.add(CredentialMalformed, Likely, &fault.message, Some(fault.fix.clone()));
        }
    }
    super::by_credential::add(facts, Certain, causes);
    by_grant::expired(facts, causes);
    if find(status.details(), "expired").is_some() {
        causes.add(CredentialExpired, Certain, evidence, None);
    }
    // What the API answers for an expired one is not documented.
    let is_told = causes.surest().is_some_and(|surest| surest >= Likely);
    let is_expected = !is_told && super::by_credential::unsendable(facts, causes);
    let certainty = if is_told || is_expected { Likely } else { Certain };
    causes.add(CredentialUnknown, certainty, evidence, None);
}

/// 11102: `Invalid request`, of which the recorded details speak of the header.
fn header(facts: &Facts, status: &ApiStatus, evidence: &str, causes: &mut Causes) {
    let told = by_words(status.details());
    let names_header = matches!(told, Some(AuthorizationMalformed | AuthorizationNotSent));
    if !names_header && !status.details().is_empty() {
        causes.add(told.unwrap_or(RequestInvalid), Likely, evidence, None);
        return causes.add(AuthorizationMalformed, Possible, evidence, None);
    }
    let is_proved = super::by_credential::header(facts, Certain, causes)
        || super::by_credential::add(facts, Certain, causes);
    if is_proved {
        return causes.add(AuthorizationMalformed, Possible, evidence, None);
    }
    if facts.authorization.as_ref().is_some_and(|report| report.ok) {
        let lost = "the header is well formed, so it was lost on the way: a proxy, a redirect or a channel without TLS drops it";
        causes.add(AuthorizationNotSent, Likely, evidence, None);
        return causes.add(AuthorizationNotSent, Likely, lost, None);
    }
    super::by_credential::unsendable(facts, causes);
    causes.add(AuthorizationMalformed, Likely, evidence, None);
    causes.add(AuthorizationNotSent, Possible, evidence, None);
    if !names_header {
        causes.add(RequestInvalid, Possible, evidence, None);
    }
}

/// Something does not exist under the ids that were given.
fn not_found(facts: &Facts, status: &ApiStatus, evidence: &str, causes: &mut Causes) {
    by_grant::ids(facts, causes);
    super::by_request::owner(facts, causes);
    super::by_request::add(facts, Likely, causes);
    let names_it = find(status.details(), "not found. Check the url").is_some();
    let quoted_id = split(status.details(), "'").and_then(|(_, behind)| split(behind, "'"));
    let remedy = quoted_id.filter(|_| names_it).map(|(id, _)| {
        [
            "give the resource's id in place of `",
            &shown(id),
            "`: a name or a version's name is no id",
        ]
        .concat()
    });
    let is_of_key =
        facts.rpc().is_some_and(|rpc| matches!(rpc.name(), "DeleteKey" | "GetKey" | "PatchKeys"));
    if is_of_key {
        let gone = "list the user's keys: this one is deleted already, or another user's";
        return causes.add(ResourceNotFound, Likely, evidence, Some(gone.to_owned()));
    }
    let certainty = if names_it && causes.is_empty() { Certain } else { Likely };
    causes.add(ResourceNotFound, certainty, evidence, remedy);
    let other = "an id that exists under another user or app is not found either";
    causes.add(UserAppIdMismatch, Possible, other, None);
}

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
const MISSED: [&str; 12] = [
    "need '",
    "not found",
    "not find",
    "not be found",
    "not set",
    "not provided",
    "missing",
    "required",
    "must ",
    "please ",
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

fn is_refusal(lower: &str) -> bool {
    REFUSED.iter().any(|words| fits(lower, words))
}

fn by_words(text: &str) -> Option<CauseCode> {
    let lower = window(text, 4_000).to_ascii_lowercase();
    let mut known = WORDS.iter().chain(&PROSE);
    known.find(|(words, _)| fits(&lower, words)).map(|(_, code)| *code)
}

/// An answer without a status of the API.
fn words(facts: &Facts, causes: &mut Causes) {
    let answer = &facts.answer;
    // `POST //inputs not found`, as the API's first versions answered.
    for text in &answer.words {
        let evidence = ["the answer says: ", &shown(text)].concat();
        if find(text, " //").is_some() && find(text, "not found").is_some() {
            let remedy = "take the closing slash from the base of the address: the path has two";
            causes.add(BaseUrlWrong, Certain, &evidence, Some(remedy.to_owned()));
            return causes.add(RouteNotFound, Likely, &evidence, None);
        }
        if let Some(code) = by_words(text) {
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

/// The status of gRPC alone.
fn grpc(facts: &Facts, causes: &mut Causes) {
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
    if let Some(code) = by_words(details) {
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
fn http(facts: &Facts, causes: &mut Causes) {
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
    let code = match status {
        200..=299 if facts.answer.is_page => return page(facts, &evidence, causes),
        200..=299 if facts.answer.is_cut => {
            return causes.add(NetworkUnreachable, Likely, CUT, None);
        }
        // The answer began well and broke off.
        200..=299 if super::by_words::network(&facts.error, facts, causes) => return,
        200..=299 if facts.answer.tells_error => {
            let says = facts.answer.words.first().map(|words| words.to_ascii_lowercase());
            if says.is_some_and(|says| is_refusal(&says)) {
                return unauthorized(facts, &evidence, causes);
            }
            let remedy = "read what the error in the answer says; its status of HTTP tells nothing";
            return causes.add(Unknown, Possible, &evidence, Some(remedy.to_owned()));
        }
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
fn forbidden(facts: &Facts, evidence: &str, causes: &mut Causes) {
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
fn unauthorized(facts: &Facts, evidence: &str, causes: &mut Causes) {
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
