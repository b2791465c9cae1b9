//! What a text is as a credential.

use std::ops::Range;

use serde::Serialize;
use zeroize::Zeroizing;

use super::characters::{Characters, is_letter_or_digit};
use super::encoded::{base64_decoded, percent_decoded};
use super::peel::{Peeled, peel};
use super::placeholder::placeholder;
use super::remainder::{LENGTH, Remainder, is_example, is_public_id};
use super::vendor::vendor_of;
use crate::finding::{Finding, FindingCode, Span, in_order};

/// Longer texts are not looked into: whatever they are, they are no credential.
const LONGEST_TEXT: usize = 65_536;

/// Nobody encodes a credential more often.
const MOST_ENCODINGS: usize = 3;

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CredentialShape {
    /// 32 hexadecimal characters: an app-specific key or a personal access token.
    Key,
    /// 32 ASCII letters and digits that are not hexadecimal.
    KeyLike,
    /// The id of a public model or version.
    PublicId,
    /// A retired client id or client secret.
    LegacyPair,
    /// A retired access token.
    LegacyToken,
    /// A browser session token.
    SessionToken,
    /// Another vendor's credential; [`CredentialReport::vendor`] names it.
    Foreign,
    /// A text in a credential's place.
    Placeholder,
    /// Nothing.
    Empty,
    /// Something else.
    Unknown,
}

/// What a text is as a credential. Shape is advice: only the server knows which keys exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CredentialReport {
    /// It may be sent exactly as given.
    pub ok: bool,
    /// The shape of the text, or of its repair where there is exactly one.
    pub shape: CredentialShape,
    /// Exactly one repair changes the text into something that can be sent.
    pub repairable: bool,
    /// Whose credential it is, where it is not Clarifai's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<&'static str>,
    /// Its characters, after the repair where there is one.
    pub length: usize,
    /// What was noticed, in order of the text.
    pub findings: Vec<Finding>,
}

/// A report, where in the text the credential's own characters are, and what its repair gives.
pub(crate) struct Examined {
    pub(crate) report: CredentialReport,
    /// In characters, not bytes.
    pub(crate) place: Range<usize>,
    pub(crate) repair: Option<Zeroizing<String>>,
}

/// Says what `text` is as a credential and what is wrong with it.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{CredentialShape, FindingCode, check_credential};
///
/// let report = check_credential("0123456789abcdef0123456789abcdef ");
/// assert!(!report.ok && report.repairable);
/// assert_eq!(report.shape, CredentialShape::Key);
/// assert_eq!(report.findings[0].code, FindingCode::SurroundingWhitespace);
/// assert_eq!(report.findings[0].message, "white space (space) after the credential");
/// ```
pub fn check_credential(text: &str) -> CredentialReport {
    examine(text).report
}

pub(crate) fn examine(text: &str) -> Examined {
    examine_decoded(text, MOST_ENCODINGS)
}

/// The credential alone, without what stands around it; findings where it is no visible ASCII.
pub(super) fn session_token(text: &str) -> Result<Zeroizing<String>, Vec<Finding>> {
    let characters = Characters::of(text);
    let peeled = peel(&characters);
    let rest = peeled.rest(&characters);
    if !rest.is_empty() && text.len() <= LONGEST_TEXT && rest.iter().all(char::is_ascii_graphic) {
        return Ok(Zeroizing::new(rest.iter().collect()));
    }
    Err(examine(text).report.findings)
}

fn examine_decoded(text: &str, encodings: usize) -> Examined {
    if let Some(report) = clean_key(text) {
        return Examined { report, place: 0..LENGTH, repair: None };
    }
    if text.len() > LONGEST_TEXT {
        return too_long(text);
    }
    let characters = Characters::of(text);
    let peeled = peel(&characters);
    let (named_for, start) = (peeled.vendor, peeled.start);
    let examined = examine_peeled(text, &characters, peeled, encodings);
    // Further on another name may stand before it.
    let is_named = is_a_secret(examined.report.shape) && examined.place.start == start;
    match named_for.filter(|_| is_named) {
        Some(vendor) => of_another(vendor, &characters, examined),
        None => examined,
    }
}

fn examine_peeled(
    text: &str,
    characters: &Characters,
    peeled: Peeled,
    encodings: usize,
) -> Examined {
    let rest = peeled.rest(characters);
    let stands_in = placeholder(rest);
    if stands_in.is_none()
        && let Some(vendor) = vendor(rest, text.trim())
    {
        return foreign(vendor, characters, peeled);
    }
    if rest.is_empty() {
        return nothing_left(characters, peeled);
    }
    if let Some(code) = stands_in {
        return stand_in(code, characters, peeled);
    }
    if let Some(fewer) = encodings.checked_sub(1) {
        let percent = percent_decoded(rest).map(|text| (FindingCode::PercentEncoded, text));
        let base64 = || base64_decoded(rest).map(|text| (FindingCode::Base64Encoded, text));
        let decoded = percent.or_else(base64).map(|(code, text)| {
            let examined = examine_decoded(&text, fewer);
            (code, text, examined)
        });
        if let Some((code, text, examined)) = decoded.filter(|(.., examined)| is_telling(examined))
        {
            return encoded(code, text, examined, characters, peeled);
        }
    }
    if peeled.is_session_token || is_json_web_token(rest) {
        return session_token_as_key(characters, peeled);
    }
    Remainder::read(characters, peeled).judge(characters)
}

/// What a name alone can tell to be another vendor's: it looks like a credential of Clarifai's.
fn is_a_secret(shape: CredentialShape) -> bool {
    matches!(
        shape,
        CredentialShape::Key
            | CredentialShape::KeyLike
            | CredentialShape::SessionToken
            | CredentialShape::LegacyPair
            | CredentialShape::LegacyToken
    )
}

/// A verdict by the name that stands before the credential.
fn of_another(vendor: &'static str, text: &Characters, examined: Examined) -> Examined {
    let Examined { report, place, .. } = examined;
    let mut findings = report.findings;
    findings.retain(|finding| finding.code.can_be_taken_away());
    findings.push(Finding::new(
        FindingCode::ForeignCredential,
        Some(text.span(place.start, place.end)),
        ["the name before it says that this is a credential of ", vendor, ", not of Clarifai"]
            .concat(),
        "copy the key from Clarifai's portal; where this is one, give it without the name",
    ));
    let length = text.as_slice().len();
    let mut examined = refused(CredentialShape::Foreign, length, place, findings);
    examined.report.vendor = Some(vendor);
    examined
}

/// The common case, without a copy: 32 lower-case hexadecimal characters of which nothing is to be said.
fn clean_key(text: &str) -> Option<CredentialReport> {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let is_clean = text.len() == LENGTH && text.bytes().all(is_hex);
    (is_clean && !is_public_id(text) && !is_example(text)).then(|| CredentialReport {
        ok: true,
        shape: CredentialShape::Key,
        repairable: false,
        vendor: None,
        length: LENGTH,
        findings: Vec::new(),
    })
}

fn nothing_left(text: &Characters, peeled: Peeled) -> Examined {
    let mut findings = peeled.findings;
    findings.push(Finding::new(
        FindingCode::Empty,
        None,
        "credential is empty",
        "paste the credential; where it comes from a variable, set that variable",
    ));
    let length = text.as_slice().len();
    refused(CredentialShape::Empty, length, peeled.start..peeled.end, findings)
}

fn too_long(text: &str) -> Examined {
    let finding = Finding::new(
        FindingCode::WrongLength,
        None,
        format!("more than {LONGEST_TEXT} bytes where a credential has {LENGTH} characters"),
        "copy the key alone",
    );
    let length = text.chars().count();
    refused(CredentialShape::Unknown, length, 0..length, vec![finding])
}

pub(super) fn refused(
    shape: CredentialShape,
    length: usize,
    place: Range<usize>,
    findings: Vec<Finding>,
) -> Examined {
    let findings = in_order(findings);
    let report =
        CredentialReport { ok: false, shape, repairable: false, vendor: None, length, findings };
    Examined { report, place, repair: None }
}

/// Whose credential is left, or was there before something was taken off that belongs to it.
fn vendor(rest: &[char], trimmed: &str) -> Option<&'static str> {
    let mut text = Zeroizing::new(String::with_capacity(rest.len()));
    if rest.iter().all(char::is_ascii) {
        text.extend(rest);
    }
    vendor_of(&text).or_else(|| (trimmed != text.as_str()).then(|| vendor_of(trimmed)).flatten())
}

fn foreign(vendor: &'static str, text: &Characters, peeled: Peeled) -> Examined {
    let (shape, code) = (CredentialShape::Foreign, FindingCode::ForeignCredential);
    let message = ["this is a credential of ", vendor, ", not of Clarifai"].concat();
    let fix = "copy the key from Clarifai's portal instead";
    let mut examined = whole(shape, code, &message, fix, text, peeled);
    examined.report.vendor = Some(vendor);
    examined
}

fn stand_in(code: FindingCode, text: &Characters, peeled: Peeled) -> Examined {
    let (message, fix) = match code {
        FindingCode::UnsetValue => (
            "this is what programs print for a value that is not there",
            "set the variable that the credential comes from, and check that the program reads it",
        ),
        FindingCode::UnexpandedReference => (
            "a reference to a variable or secret stands where its value should",
            "let your shell, template or secret store put the value in; in code, read the variable",
        ),
        FindingCode::Truncated => (
            "the credential is cut; an ellipsis stands for a part of it",
            "copy the whole credential with the copy button of the portal",
        ),
        FindingCode::Masked => (
            "the credential is masked; other characters stand for it",
            "copy the credential itself with the copy button of the portal",
        ),
        _ => (
            "a placeholder stands where the credential should",
            "put your own key there; where it comes from a variable, check that it is set and expanded",
        ),
    };
    let mut examined = whole(CredentialShape::Placeholder, code, message, fix, text, peeled);
    if let Some(place) = missing_part(code, text, &examined.place)
        && let Some(finding) = examined.report.findings.iter_mut().find(|f| f.code == code)
    {
        finding.span = Some(text.span(place.start, place.end));
    }
    examined
}

/// Where something else stands for a part of the credential.
fn missing_part(
    code: FindingCode,
    text: &Characters,
    place: &Range<usize>,
) -> Option<Range<usize>> {
    let is_shown = |c: &char| is_letter_or_digit(*c) && !c.eq_ignore_ascii_case(&'x');
    let part = text.as_slice().get(place.clone())?;
    if !matches!(code, FindingCode::Truncated | FindingCode::Masked) || !part.iter().any(is_shown) {
        return None;
    }
    let before = part.iter().take_while(|c| is_shown(c)).count();
    let hidden = part.iter().skip(before).take_while(|c| !is_shown(c)).count();
    let start = place.start.checked_add(before)?;
    (hidden > 0).then_some(start..start.checked_add(hidden)?)
}

fn session_token_as_key(text: &Characters, peeled: Peeled) -> Examined {
    let message = "this is a session token of a browser, not a key";
    let fix =
        "create a personal access token in the portal; a session token is for the portal itself";
    whole(CredentialShape::SessionToken, FindingCode::SessionToken, message, fix, text, peeled)
}

/// A verdict on everything that is left.
fn whole(
    shape: CredentialShape,
    code: FindingCode,
    message: &str,
    fix: &str,
    text: &Characters,
    peeled: Peeled,
) -> Examined {
    let place = peeled.start..peeled.end;
    let mut findings = peeled.findings;
    findings.push(Finding::new(code, Some(text.span(place.start, place.end)), message, fix));
    refused(shape, text.as_slice().len(), place, findings)
}

/// Three parts in the letters of base64url, the first of which is JSON (RFC 7519).
fn is_json_web_token(rest: &[char]) -> bool {
    let in_part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '=');
    let is_part = |part: &[char]| !part.is_empty() && part.iter().all(in_part);
    let starts = rest.iter().take(3).copied().eq("eyJ".chars());
    starts && rest.split(|c| *c == '.').count() == 3 && rest.split(|c| *c == '.').all(is_part)
}

/// Whether a decoded text shows that decoding it was right.
fn is_telling(decoded: &Examined) -> bool {
    let tells = |finding: &Finding| {
        matches!(finding.code, FindingCode::HeaderInjection | FindingCode::SeveralCredentials)
    };
    let is_pair = decoded.report.shape == CredentialShape::LegacyPair && decoded.report.length > 80;
    matches!(decoded.report.shape, CredentialShape::Key | CredentialShape::PublicId)
        || is_pair
        || decoded.report.findings.iter().any(tells)
}

fn encoded(
    code: FindingCode,
    text: Zeroizing<String>,
    decoded: Examined,
    characters: &Characters,
    peeled: Peeled,
) -> Examined {
    let place = peeled.start..peeled.end;
    let span: Span = characters.span(place.start, place.end);
    let (message, fix) = match code {
        FindingCode::PercentEncoded => (
            "the credential is percent-encoded, as in a URL",
            "decode it; a header takes the credential as it is",
        ),
        _ => (
            "the credential is base64-encoded",
            "decode it; Clarifai takes the credential as it is, after the word `Key`",
        ),
    };
    let mut findings = peeled.findings;
    findings.push(Finding::new(code, Some(span), message, fix));
    // What stands in the decoded text has no place of its own in the text that was given.
    findings.extend(
        decoded.report.findings.into_iter().map(|finding| Finding { span: Some(span), ..finding }),
    );
    let findings = in_order(findings);
    let sendable = decoded.report.ok.then_some(text);
    let repair = decoded.repair.or(sendable);
    let length = if repair.is_some() { LENGTH } else { characters.as_slice().len() };
    let report = CredentialReport {
        ok: false,
        shape: decoded.report.shape,
        repairable: repair.is_some(),
        vendor: decoded.report.vendor,
        length,
        findings,
    };
    Examined { report, place, repair }
}
