//! Where requests go.

use std::fmt;

const DEFAULT: &str = "https://api.clarifai.com";

/// Why a text is no base URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BaseUrlError {
    /// It starts with neither `https://` nor `http://`.
    Scheme,
    /// Plain http to another machine would show the credential to everybody on the way.
    PlainHttp,
    /// There is no host in it, or there is more than scheme, host, port and path.
    Malformed,
}

impl fmt::Display for BaseUrlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Scheme => "`baseUrl` starts with neither `https://` nor `http://`",
            Self::PlainHttp => {
                "`baseUrl` is plain http to another machine, which would show the credential on the way; use https"
            }
            Self::Malformed => {
                "`baseUrl` is not of the form `https://host`, without a query or a user name"
            }
        })
    }
}

impl std::error::Error for BaseUrlError {}

/// The base to put paths from `/v2` behind; a closing slash or `/v2` of its own is dropped.
///
/// # Errors
///
/// Another scheme than https, plain http to another machine, and whatever is no host and path.
pub(crate) fn parse_base_url(text: Option<&str>) -> Result<String, BaseUrlError> {
    let text = text.unwrap_or(DEFAULT).trim();
    let (scheme, rest) = text.split_once(':').ok_or(BaseUrlError::Scheme)?;
    let rest = rest.strip_prefix("//").ok_or(BaseUrlError::Scheme)?;
    let is_https = scheme.eq_ignore_ascii_case("https");
    if !is_https && !scheme.eq_ignore_ascii_case("http") {
        return Err(BaseUrlError::Scheme);
    }
    let allowed = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '-' | '.' | '_' | '~' | '%' | '/' | ':' | '[' | ']')
    };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    if authority.is_empty() || !rest.chars().all(allowed) {
        return Err(BaseUrlError::Malformed);
    }
    if !is_https && !is_loopback(authority) {
        return Err(BaseUrlError::PlainHttp);
    }
    let path = path.trim_end_matches('/');
    let path = path
        .strip_suffix("v2")
        .filter(|rest| rest.is_empty() || rest.ends_with('/'))
        .unwrap_or(path);
    let base = [scheme, "://", authority, "/", path].concat();
    Ok(base.trim_end_matches('/').to_owned())
}

pub(crate) fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let in_127 = host.starts_with("127.") && host.bytes().all(|b| b == b'.' || b.is_ascii_digit());
    in_127 || host == "::1" || host.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_brought_to_one_form() {
        for (given, base) in [
            (None, DEFAULT),
            (Some("https://api.clarifai.com/"), DEFAULT),
            (Some("https://api.clarifai.com/v2"), DEFAULT),
            (Some("https://api.clarifai.com/v2/"), DEFAULT),
            (Some("https://proxy.example/clarifai/v2"), "https://proxy.example/clarifai"),
            (Some("http://127.0.0.1:8787"), "http://127.0.0.1:8787"),
            (Some("http://[::1]:8787/"), "http://[::1]:8787"),
            (Some(" https://api.clarifai.com\n"), DEFAULT),
            (Some("http://localhost:1"), "http://localhost:1"),
        ] {
            assert_eq!(parse_base_url(given).as_deref(), Ok(base), "{given:?}");
        }
    }

    #[test]
    fn a_base_that_would_leak_or_mislead_is_refused() {
        for (given, error) in [
            ("api.clarifai.com", BaseUrlError::Scheme),
            ("ftp://api.clarifai.com", BaseUrlError::Scheme),
            ("http://api.clarifai.com", BaseUrlError::PlainHttp),
            ("http://localhost.example", BaseUrlError::PlainHttp),
            ("http://127.0.0.1.example", BaseUrlError::PlainHttp),
            ("https://", BaseUrlError::Malformed),
            ("https://user@api.clarifai.com", BaseUrlError::Malformed),
            ("https://api.clarifai.com?x=1", BaseUrlError::Malformed),
            ("https://api.clarifai.com\n.example", BaseUrlError::Malformed),
        ] {
            assert_eq!(parse_base_url(Some(given)), Err(error), "{given:?}");
        }
    }
}
