//! What is wrong with the base of the API's addresses.

use crate::base_url::is_loopback;
use crate::finding::FindingCode;

/// Longer texts are no base.
const LONGEST_BASE: usize = 2_048;
const HIGHEST_PORT: u32 = 65_535;
const OWN_HOST: &str = "clarifai.com";

/// A code, what it is, and what to do.
pub(super) type Fault = (FindingCode, &'static str, &'static str);

const WRITE_BASE: &str = "write it as `https://api.clarifai.com`";
const WRITE_HOST: &str = "write the host alone, as `api.clarifai.com`";

/// What is wrong with a base for REST.
pub(super) fn rest_faults(base: &str) -> Vec<Fault> {
    if !is_plain(base) {
        let what =
            "white space, quotes or other characters that no address has stand in the API base";
        return vec![(FindingCode::MalformedBase, what, WRITE_BASE)];
    }
    let mut faults = Vec::new();
    let mut add = |code, what, fix| faults.push((code, what, fix));
    let scheme = find(base, "://").and_then(|at| base.split_at_checked(at));
    let rest = match scheme {
        Some((_, rest)) => rest.trim_start_matches([':', '/']),
        None => base,
    };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_scheme = |known| scheme.is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case(known));
    if scheme.is_none() {
        let what = "the API base starts with neither `https://` nor `http://`";
        add(FindingCode::BaseWithoutScheme, what, WRITE_BASE);
    } else if is_scheme("http") && !is_loopback(authority) {
        let what = "the API base is plain http, which shows the credential to everybody on the way";
        add(FindingCode::PlainHttpBase, what, "write `https:` in place of `http:`");
    }
    if scheme.is_none() && has_half_a_scheme(base) || has_bad_port(authority) {
        let what = "the API base is not of the form `https://host`";
        return vec![(FindingCode::MalformedBase, what, WRITE_BASE)];
    }
    let is_known_scheme = scheme.is_none() || is_scheme("https") || is_scheme("http");
    if !is_known_scheme || authority.is_empty() || rest.bytes().any(is_mark) {
        let what = "the API base is not of the form `https://host`";
        add(FindingCode::MalformedBase, what, WRITE_BASE);
        return faults;
    }
    let names = |text| find(text, OWN_HOST).is_some();
    let parts = || path.split('/').filter(|part| !part.is_empty());
    if names(path) || find(rest, "://").is_some() {
        let what = "the API base holds two addresses, one behind the other";
        add(FindingCode::DoubledBase, what, WRITE_BASE);
    } else if parts().zip(parts().skip(1)).any(|(part, next)| part == next) {
        let what = "the path of the API base has the same part twice in a row";
        add(FindingCode::DoubledBase, what, WRITE_BASE);
    } else if parts().any(|part| part == "v2") || (!path.is_empty() && is_own_host(authority)) {
        let what = "the API base has a path, and programs add `/v2` to it themselves";
        add(FindingCode::BasePath, what, WRITE_BASE);
    }
    if rest.ends_with('/') {
        add(FindingCode::BaseSlash, "the API base ends in a slash", "remove the slash at the end");
    }
    if is_portal(authority) {
        let what =
            "the API base is the portal, which people visit; programs call `api.clarifai.com`";
        faults.push((FindingCode::PortalBase, what, WRITE_BASE));
    } else if !is_own_host(authority) && !is_loopback(authority) {
        faults.push(OTHER_HOST);
    }
    faults
}

/// What is wrong with a base for gRPC, which is a host and perhaps a port.
pub(super) fn grpc_faults(base: &str) -> Vec<Fault> {
    if !is_plain(base) || base.bytes().any(|byte| byte == b'/' || is_mark(byte)) {
        let what = "the base for gRPC is more than a host, and is refused";
        vec![(FindingCode::GrpcBaseNotHost, what, WRITE_HOST)]
    } else if is_own_host(base) || is_loopback(base) {
        Vec::new()
    } else {
        vec![OTHER_HOST]
    }
}

const OTHER_HOST: Fault = (
    FindingCode::OtherHost,
    "the base is no host of Clarifai's: the credential is sent there",
    "check that the host is yours, such as a proxy",
);

fn is_plain(base: &str) -> bool {
    base.len() <= LONGEST_BASE
        && base.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'`<>{}".contains(&byte))
}

/// `https:/host` or `https:host`.
fn has_half_a_scheme(base: &str) -> bool {
    let scheme = base.split(':').next().unwrap_or_default();
    scheme.len() < base.len()
        && ["https", "http"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

fn has_bad_port(authority: &str) -> bool {
    let port = authority.rsplit_once(':').map(|(_, port)| port).unwrap_or_default();
    let mut number = 0_u32;
    for byte in port.bytes() {
        let digit = if byte.is_ascii_digit() { u32::from(byte & 0xf) } else { u32::MAX };
        number = number.saturating_mul(10).saturating_add(digit);
    }
    // The colons of an IPv6 address stand within brackets.
    number > HIGHEST_PORT && !port.ends_with(']')
}

fn is_portal(authority: &str) -> bool {
    let host = authority.split(':').next().unwrap_or_default();
    [OWN_HOST, "www.clarifai.com", "portal.clarifai.com"]
        .iter()
        .any(|portal| host.eq_ignore_ascii_case(portal))
}

/// What a base has no use for.
fn is_mark(byte: u8) -> bool {
    matches!(byte, b'@' | b'?' | b'#' | b'\\')
}

/// `clarifai.com` or a host below it, with or without a port.
fn is_own_host(authority: &str) -> bool {
    let host = authority.split(':').next().unwrap_or_default();
    let at = host.len().checked_sub(OWN_HOST.len());
    at.and_then(|at| host.split_at_checked(at)).is_some_and(|(before, host)| {
        host.eq_ignore_ascii_case(OWN_HOST) && (before.is_empty() || before.ends_with('.'))
    })
}

/// Whether the address is one of Clarifai's API.
pub(super) fn names_own_host(base: &str) -> bool {
    let start = find(base, "://").map_or(0, |at| at.saturating_add(3));
    let rest = base.get(start..).unwrap_or_default();
    is_own_host(rest.split('/').next().unwrap_or_default())
}

/// Where a word starts, in any case.
pub(super) fn find(text: &str, word: &str) -> Option<usize> {
    let word = word.as_bytes();
    let first = word.first().map(|byte| byte | 0x20);
    // Most places are told by one byte.
    let is_here = |part: &[u8]| {
        part.first().map(|byte| byte | 0x20) == first && part.eq_ignore_ascii_case(word)
    };
    text.as_bytes().windows(word.len()).position(is_here)
}
