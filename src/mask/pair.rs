//! Names and values that are both values: members of a list of headers or cookies, parts of a form.

use std::ops::Range;

use super::name::{PAIR_VALUES, is_secret_name};
use super::position::{MOST_LINES, closing_quote};
use crate::text::{begins, cut, find, from, is_listed, name_length, starts, trim_start, until};

/// What may stand between a name and a value that are both values.
const GAP: &str = " \t\r\n\"'\\,:=-";

/// The value whose name is a value itself: `{"name": "password", "value": "…"}`, the part of a form.
pub(super) fn paired(text: &str, at: usize, is_cookie: bool) -> Option<(&str, Range<usize>)> {
    let value = from(text, at.checked_add(1)?);
    let value = trim_start(value, GAP);
    let (name, behind) = cut(value, name_length(value, "_-."));
    if !is_cookie && !is_secret_name(name) {
        return None;
    }
    let lines = trim_start(behind.strip_prefix("\\\"").unwrap_or(behind), "\"'");
    let gap = behind.len().saturating_sub(trim_start(behind, GAP).len());
    let next = from(behind, gap);
    let word = name_length(next, "");
    if gap < 100 && is_listed(cut(next, word).0, PAIR_VALUES) {
        let sign = trim_start(from(next, word), "\"'\\ \t");
        let inner = trim_start(sign.strip_prefix([':', '='])?, " \t\\");
        let quote = usize::from(begins(inner, "\"'`"));
        let start = text.len().saturating_sub(inner.len()).saturating_add(quote);
        if quote == 0 {
            return Some((name, start..start.saturating_add(until(inner, "\r\n,}&"))));
        }
        let escapes = sign.len().saturating_sub(inner.len());
        let escapes = usize::from(
            escapes > 0 && text.as_bytes().get(start.saturating_sub(2)) == Some(&b'\\'),
        );
        let end = closing_quote(text, start, inner.chars().next()?, escapes)?;
        return Some((name, start..end));
    }
    // The blank line before the value, and headers of its own before that.
    let mut line = form_line(lines)?;
    for _ in 0..MOST_LINES {
        let length = form_break(line);
        if length == 0 {
            let value = form_line(line)?;
            let start = text.len().saturating_sub(value.len());
            return Some((name, start..start.saturating_add(form_break(value))));
        }
        if !starts(line, "content-") {
            return None;
        }
        line = form_line(from(line, length))?;
    }
    None
}

/// Where a line of a form ends: at a line break, as such or escaped.
pub(super) fn form_break(text: &str) -> usize {
    let line = cut(text, until(text, "\r\n")).0;
    find(line, "\\r").into_iter().chain(find(line, "\\n")).min().unwrap_or(line.len())
}

/// What stands behind a line break of a form.
fn form_line(text: &str) -> Option<&str> {
    let text = text.strip_prefix('\r').or_else(|| text.strip_prefix("\\r")).unwrap_or(text);
    text.strip_prefix('\n').or_else(|| text.strip_prefix("\\n"))
}
