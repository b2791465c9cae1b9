//! When trying again can help.

use super::cause::{Cause, CauseCode};
use super::facts::Facts;
use crate::time::Timestamp;

/// What rate-limits.md advises.
const AFTER_THROTTLING: u32 = 15;
const AN_HOUR: u32 = 3_600;
const SOON: u32 = 5;
/// A server that says more means another day.
const LONGEST: u32 = 86_400;

/// After how many seconds trying again can help, by the surest cause and the answer's headers.
pub(super) fn retry_after_seconds(facts: &Facts, causes: &[Cause]) -> Option<u32> {
    let first = causes.first()?;
    let code = facts.answer.deciding().and_then(|reported| reported.status.code());
    let by_itself = match (first.code, code) {
        (CauseCode::RateLimited, Some(11_003)) => AN_HOUR,
        (CauseCode::RateLimited, _) => AFTER_THROTTLING,
        // What failed to train or deploy does not get ready by waiting.
        (CauseCode::ModelNotReady, Some(21_101 | 21_103 | 21_104 | 21_107 | 21_351..=21_355)) => {
            SOON
        }
        // A page that something puts in the API's place stays there.
        (CauseCode::ServiceUnavailable, None)
            if facts.answer.is_page
                && facts.http_status.is_some_and(|status| status < 500 && status != 408) =>
        {
            return None;
        }
        (CauseCode::ServiceUnavailable, _) => SOON,
        _ => return None,
    };
    let response = facts.evidence.response.as_ref();
    let header = response.and_then(|response| response.headers.get("retry-after").first());
    let asked = header.and_then(|text| seconds(text, facts.now));
    Some(asked.unwrap_or(by_itself).min(LONGEST))
}

/// `Retry-After`: seconds, or a date of HTTP.
pub(crate) fn seconds(text: &str, now: Timestamp) -> Option<u32> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().unwrap_or(u32::MAX));
    }
    // `Wed, 21 Oct 2026 07:28:00 GMT`
    let (_, date) = crate::text::split(text, ", ")?;
    let mut parts = date.split(' ');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (time, zone) = (parts.next()?, parts.next()?);
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let at = crate::text::find(MONTHS, month).filter(|at| at % 3 == 0 && month.len() == 3)?;
    let number = at.checked_div(3)?.checked_add(1)?;
    let month = [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
    let moment = Timestamp::parse(&[year, "-", &month, "-", day, "T", time, "Z"].concat())?;
    (zone == "GMT").then(|| moment.seconds_after(now))
}
