//! What is wrong with a user id or an app id.

use std::ops::Range;

use super::base::find;
use crate::credential::{CredentialReport, CredentialShape, is_quote};
use crate::finding::FindingCode;
use crate::mask::mask_secrets;
use crate::quoted::MARK;

/// A fault of an id, and the bytes of the value that it is in.
pub(super) struct Fault {
    pub(super) code: FindingCode,
    pub(super) message: String,
    pub(super) fix: String,
    pub(super) range: Range<usize>,
}

/// What is wrong with `id`, of which `report` says what it is as a credential.
pub(super) fn fault(
    is_user: bool,
    id: &str,
    report: &CredentialReport,
    is_the_credential: bool,
) -> Option<Fault> {
    let noun = if is_user { "user id" } else { "app id" };
    let found = |code, before: &str, after: &str, fix: &str| {
        let message = [before, noun, after].concat();
        Some(Fault { code, message, fix: fix.into(), range: 0..id.len() })
    };
    if is_the_credential || (is_credential(report) && (is_user || report.repairable)) {
        let fix = "put the id there, and take the credential out of this variable";
        return found(
            FindingCode::CredentialAsId,
            "a credential stands where the ",
            " should",
            fix,
        );
    }
    if is_credential(report) {
        let fix = "compare it with the id in the app's settings";
        return found(FindingCode::IdLikeCredential, "the ", " looks like a credential", fix);
    }
    if let Some(code) = stand_in(id, report) {
        let fix = "put your own id there; where it comes from a variable, check that it is set and expanded";
        return found(code, "a placeholder stands where the ", " should", fix);
    }
    if id.contains('/') {
        return Some(url(is_user, noun, id));
    }
    if !id.contains('@') && shown(id, report) != id {
        let fix = "put the id there, and take the credential out of this variable";
        let before = "a part of a credential stands where the ";
        return found(FindingCode::CredentialAsId, before, " should", fix);
    }
    if id.contains('@') {
        let fix = "take the id from the portal; it is not the address that you sign in with";
        return found(FindingCode::EmailAsId, "a mail address stands where the ", " should", fix);
    }
    let is_mark = |c| matches!(c, ';' | ',' | '=' | '<' | '>' | '{' | '}');
    let is_foreign =
        |c: char| c.is_whitespace() || c.is_control() || !c.is_ascii() || is_quote(c) || is_mark(c);
    if id.chars().any(is_foreign) {
        let fix = "copy the id alone, without spaces, quotes and punctuation";
        let before = "white space, a quote or another character that no id has is in the ";
        return found(FindingCode::MalformedId, before, "", fix);
    }
    None
}

/// An id as a program gets it, but no credential.
pub(super) fn shown(value: &str, report: &CredentialReport) -> String {
    let may_be_one = !value.is_ascii() && value.chars().count() >= 32;
    if is_credential(report) || report.shape == CredentialShape::KeyLike || may_be_one {
        MARK.to_owned()
    } else {
        mask_secrets(value)
    }
}

/// Letters and digits that no key has may well be an id, and so may what was once a token.
fn is_credential(report: &CredentialReport) -> bool {
    !matches!(
        report.shape,
        CredentialShape::KeyLike
            | CredentialShape::PublicId
            | CredentialShape::LegacyPair
            | CredentialShape::LegacyToken
            | CredentialShape::Placeholder
            | CredentialShape::Empty
            | CredentialShape::Unknown
    )
}

/// `my-app` stands in for a credential, but is an id like others.
fn stand_in(id: &str, report: &CredentialReport) -> Option<FindingCode> {
    let last = report.findings.last().map(|finding| finding.code);
    // One letter is a short id, not a mask.
    let is_placeholder = report.shape == CredentialShape::Placeholder && id.len() > 1;
    let last = last.filter(|_| is_placeholder);
    let starts = |word: &str| crate::text::starts(id, word);
    match last {
        Some(code) if code != FindingCode::Placeholder => Some(code),
        _ if ["your_", "your-", "your ", "<"].into_iter().any(starts) => {
            Some(FindingCode::Placeholder)
        }
        _ => None,
    }
}

/// An address or path, and which part of it the id is: the one after `users` or `apps`, or else the
/// first or second part behind the host.
fn url(is_user: bool, noun: &str, value: &str) -> Fault {
    let start = find(value, "://").map_or(0, |at| at.saturating_add(3));
    let path = value.get(start..).unwrap_or_default();
    let length = path.bytes().take_while(|byte| !matches!(byte, b'?' | b'#')).count();
    let path = path.get(..length).unwrap_or_default();
    let mut at = start;
    let mut before = "";
    let (mut by_name, mut by_place) = (None, None);
    let mut place = 0_usize;
    for part in path.split('/') {
        let range = at..at.saturating_add(part.len());
        at = range.end.saturating_add(1);
        if part.is_empty() || (range.start == start && part.contains('.')) {
            continue;
        }
        if before == if is_user { "users" } else { "apps" } {
            by_name = by_name.or(Some(range.clone()));
        }
        if place == usize::from(!is_user) {
            by_place = Some(range);
        }
        place = place.saturating_add(1);
        before = part;
    }
    let part = by_name.or(by_place);
    let fix = match part.clone().and_then(|range| value.get(range)) {
        Some(part) => ["keep `", &mask_secrets(part), "` alone"].concat(),
        None => ["put the ", noun, " alone there"].concat(),
    };
    Fault {
        code: FindingCode::UrlAsId,
        message: ["an address or a path stands where the ", noun, " should"].concat(),
        fix,
        range: part.unwrap_or(0..value.len()),
    }
}
