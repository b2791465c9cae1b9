//! What a program caught where no answer came: the words of browsers, runtimes and tools.

use super::by_protocol::{NO_REDIRECT, NOT_THE_API};
use super::cause::CauseCode::{self, *};
use super::cause::Certainty::{Certain, Likely, Possible};
use super::causes::Causes;
use super::facts::{Facts, Host, shown};
use super::phrases::{caught, fits};
use crate::text::{find, starts, window};

/// A browser says so itself.
const CORS: &str = "cors policy|by access-control-allow-origin|no 'access-control-allow-origin'|\
    due to access control checks|cross-origin request blocked|cors header";
/// Firefox says so where no connection came about.
const NO_CORS: &str = "cors request did not succeed";
/// All that a page's script sees of it: of Chromium, Firefox, Safari and axios.
const OPAQUE: &str = "cors error|failed to fetch|networkerror when attempting to fetch|load failed|\
    axioserror: network error|error: network error|xmlhttprequest error|: 0 unknown error";
/// As Node and others write it; `ModuleNotFoundError` holds the same letters.
const NOT_FOUND: &str = "ENOTFOUND";
/// The name of the host leads nowhere.
const NO_HOST: &str = "eai_again|getaddrinfo|err_name_not_resolved|could not resolve host|\
    name or service not known|nodename nor servname|no such host|failed to resolve|\
    resolution failed|unknownhost|nxdomain|unable to resolve|no address associated|\
    hostname could not be found";
/// No connection, or one that broke off.
const NO_CONNECTION: &str = "connection appears to be offline|connection was lost|self_signed_cert|\
    unable_to_verify|econnrefused|econnreset|etimedout|epipe|ehostunreach|enetunreach|\
    und_err_|err_connection|err_internet_disconnected|err_network|err_timed_out|err_cert|\
    err_tunnel|err_proxy|proxyerror|to proxy|from proxy|tunnel connection|eproto|\
    fetch failed|socket hang up|connection refused|connection reset|connection aborted|\
    connection error|connection timed out|failed to connect|connect failed|\
    unable to connect|connection was closed|network request failed|timed out|timeout|\
    typeerror: terminated|connection terminat|stream terminated|max retries exceeded|network is unreachable|\
    certificate verif|certificate_|certificate has|certificate is|certificate in|self-signed cert|\
    self signed cert|issuer certificate|first certificate|server certificate|peer certificate|certificate's|cert_has|x509|\
    ssl_|ssl:|ssl error|sslerror|ssl handshake|ssl connect|sslexception|sslhandshake|ssl routines|\
    tls handshake|tls connection|tlsv1|err_tls|tls:|tls alert|tls error|secure connection|broke off|\
    empty reply from server|transfer closed with|incompleteread|connection broken|\
    unexpected eof|premature close|other side closed|error: aborted|stream was reset|\
    no answer|no whole answer";
/// Of these, what tells more than that no connection came about, and what to do.
const OF_CONNECTIONS: [(&str, &str); 2] = [
    (
        "certificate|self_signed_cert|unable_to_verify|unable_to_get_issuer|err_cert",
        "let the program trust the certificate that a proxy on the way shows (`NODE_EXTRA_CA_CERTS`, `REQUESTS_CA_BUNDLE`, `CLARIFAI_ROOT_CERTIFICATES_PATH`)",
    ),
    (
        "timeouterror|readtimeout|read timed out|no whole answer|etimedout|timeout*exceeded|due to timeout",
        "give the call more time or less to do, and see that network and proxy let it through: no whole answer came in time",
    ),
];
/// JSON was expected, and a page came.
const NO_JSON: &str = "unrecognized token '<'|unexpected token '<'|unexpected token <|\
    expecting value: line 1 column 1|invalid character '<'";

/// What the program itself, a page's rules or an extension refused to send, what it is and what to do.
const UNSENT: [(&str, CauseCode, &str); 9] = [
    ("mixed content|mixed active content", BaseUrlWrong, SECURE),
    ("content security policy", NetworkUnreachable, POLICY),
    ("err_blocked_by_client", NetworkUnreachable, EXTENSION),
    (
        "invalid character in header content|non iso-8859-1 code point|\
         latin-1' codec can't encode|unexpected char*authorization|metadata*illegal char|\
         metadata was invalid",
        CredentialMalformed,
        BLANKS,
    ),
    ("header value|header field value", CredentialMalformed, BLANKS),
    (
        "too many redirects|exceeded maxredirects|number of redirects exceeded|redirect count exceeded|redirected too many times",
        BaseUrlWrong,
        NO_REDIRECT,
    ),
    (
        "failed to parse url|no scheme supplied|unsupported protocol scheme|\
         bad/illegal format or missing url",
        BaseUrlWrong,
        WHOLE,
    ),
    ("resolution failed for http|too many colons in address", BaseUrlWrong, HOST_ALONE),
    ("host='http|enotfound http", BaseUrlWrong, TWICE),
];
const SECURE: &str = "write the base of the address with `https://`";
const POLICY: &str =
    "allow the address in the page's `connect-src`, or send the request from a server";
const EXTENSION: &str = "switch the browser's blocker off for this page";
const BLANKS: &str =
    "take line breaks and other characters that no header may hold from the credential";
const WHOLE: &str = "give the whole address: `https://api.clarifai.com/v2/…`";
const TWICE: &str = "write the base of the address with one `https://`";
const HOST_ALONE: &str = "give a gRPC channel the host alone: `api.clarifai.com`";
const OWN_HOST: &str =
    "let your own server answer with an `Access-Control-Allow-Origin` that names the page's origin";
/// The program ended the call itself.
const ENDED: &str = "aborterror|aborted";

/// Adds what was caught.
pub(super) fn add(facts: &Facts, causes: &mut Causes) {
    // What somebody only asks tells of no failure.
    let is_question = facts.error.trim_end().ends_with('?') && !fits(&facts.error, ". ");
    if !is_question && !facts.error.is_empty() && !network(&facts.error, facts, causes) {
        caught(&facts.error, facts, causes);
    }
}

/// The first line that is not empty; of a trace of Python, where it stands at the end, the last.
pub(super) fn telling_line(words: &str) -> &str {
    let mut lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
    match lines.next().unwrap_or_default() {
        first if starts(first, "Traceback") => {
            lines.rfind(|line| find(line, ": ").is_some()).unwrap_or(first)
        }
        first => first,
    }
}

/// Adds what the words of a runtime tell; says whether they told something.
pub(super) fn network(words: &str, facts: &Facts, causes: &mut Causes) -> bool {
    let words = window(words, 8_000);
    let lower = words.to_ascii_lowercase();
    let says = |phrases: &str| fits(&lower, phrases);
    let evidence = shown(telling_line(words));
    let is_own_host = facts.host == Host::Other;
    let unsent = UNSENT.iter().find(|(words, ..)| says(words));
    if let Some((_, code, remedy)) = unsent.filter(|(words, ..)| {
        // `illegal header value`, `Invalid header value b'Key …'`
        find(words, "value").is_none() || says("invalid|illegal|cannot")
    }) {
        causes.add(*code, Likely, &evidence, Some((*remedy).to_owned()));
    } else if says(NO_CORS) {
        causes.add(NetworkUnreachable, Likely, &evidence, None);
        causes.add(CorsBlocked, Possible, &evidence, None);
    } else if says(CORS) {
        let remedy = is_own_host.then(|| OWN_HOST.to_owned());
        causes.add(CorsBlocked, Certain, &evidence, remedy);
    } else if says(OPAQUE) {
        // `Failed to fetch models: Invalid request`, as a library says it.
        caught(words, facts, causes);
        if !causes.is_empty() {
            return true;
        }
        let (blocked, unreachable) =
            if is_own_host { (Possible, Likely) } else { (Likely, Possible) };
        let rule = "Clarifai answers browsers of listed origins only, and a browser tells a page no more than this";
        causes.add(CorsBlocked, blocked, &evidence, None);
        if !is_own_host {
            causes.add(CorsBlocked, blocked, rule, None);
        }
        causes.add(NetworkUnreachable, unreachable, &evidence, None);
    } else if says(NO_HOST) || find(words, NOT_FOUND).is_some() {
        causes.add(NetworkUnreachable, Likely, &evidence, None);
        let is_api = facts.host == Host::Api || find(&lower, "api.clarifai.com").is_some();
        let certainty = if is_api { Possible } else { Likely };
        causes.add(BaseUrlWrong, certainty, &evidence, None);
    } else if says(NO_JSON) {
        causes.add(BaseUrlWrong, Likely, &evidence, Some(NOT_THE_API.to_owned()));
        causes.add(ServiceUnavailable, Possible, &evidence, None);
    } else if says(NO_CONNECTION) {
        let special = OF_CONNECTIONS.iter().find(|(words, _)| says(words));
        // The cause of a cause stands further down.
        let names_it =
            |line: &&str| special.is_some_and(|(words, _)| fits(&line.to_ascii_lowercase(), words));
        let evidence = words.lines().find(names_it).map_or(evidence, |line| shown(line.trim()));
        let remedy = special.map(|(_, remedy)| (*remedy).to_owned());
        causes.add(NetworkUnreachable, Likely, &evidence, remedy);
    } else if says(ENDED) {
        let remedy =
            "see what ended the call: a time-out of the program's own, or a page that was left";
        causes.add(NetworkUnreachable, Possible, &evidence, Some(remedy.to_owned()));
    } else {
        return false;
    }
    true
}
