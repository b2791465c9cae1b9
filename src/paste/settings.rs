//! Variables: `.env`, `.dev.vars`, `wrangler.toml`, Clarifai's configuration in YAML.

use super::http::Lines;
use crate::mask::is_secret_name;
use crate::text::{
    begins, count, cut, find, from, is_listed, name_length, starts, trim_start, until,
};

/// Words that stand before a variable's name.
const LEADS: &str = "export set setx declare -x -";

/// Whether a line sets a variable that has to do with credentials, or that is written as one.
pub(super) fn is_setting(line: &str) -> bool {
    let Some((name, separator)) = name(line) else { return false };
    let is_upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let is_joined = until(name, "_") < name.len();
    let is_ours = starts(name, "clar") || find(&name.to_ascii_lowercase(), "clarif").is_some();
    let is_upper = (is_joined || name.len() < 12) && name.bytes().all(is_upper);
    if is_failure(line.trim()) {
        return false;
    }
    let value = from(line, until(line, ":=").saturating_add(1)).trim();
    match separator {
        b'=' if name == "vars" => value.starts_with('{'),
        b'=' => is_ours || is_upper || is_secret_name(name),
        // Words behind a colon are prose.
        _ if !begins(value, "\"'") && is_prose(value) => false,
        _ => {
            is_ours
                || is_listed(name, "current_context contexts")
                || (is_joined && is_secret_name(name))
        }
    }
}

fn is_prose(value: &str) -> bool {
    count(value, b' ') > 2 && !value.bytes().any(|byte| byte.is_ascii_digit())
}

/// The name that a line gives a value, and the sign behind it.
fn name(line: &str) -> Option<(&str, u8)> {
    let mut line = line.trim_start();
    loop {
        let (word, rest) = cut(line, until(line, " "));
        if rest.is_empty() || !is_listed(word, LEADS) {
            break;
        }
        line = rest.trim_start();
    }
    let line = trim_start(line.strip_prefix("$env:").unwrap_or(line), "\"");
    let (name, rest) = cut(line, name_length(line, "_.-"));
    let separator = *trim_start(rest, "\" \t").as_bytes().first()?;
    let is_set = separator == b'=' || (separator == b':' && find(rest, "://").is_none());
    let first = *name.as_bytes().first()?;
    let starts_well = first.is_ascii_alphabetic() || first == b'_';
    (is_set && starts_well && name.len() < 80).then_some((name, separator))
}

/// Where the lines of variables end that start at a place: blank lines, comments and sections are
/// between them.
pub(super) fn end(text: &str, start: usize) -> usize {
    let mut lines = Lines { text, at: start };
    let mut end = start;
    let mut quoted = None;
    while lines.at < text.len() {
        let line = lines.peek();
        let trimmed = line.trim();
        let is_first = lines.at == start;
        lines.skip();
        let closes = |mark: u8| count(line, mark) % 2 == 1;
        if let Some(mark) = quoted {
            // A value of several lines.
            if closes(mark) {
                quoted = None;
                end = lines.at;
            }
        } else if is_first || (name(trimmed).is_some() && !is_other(trimmed)) {
            end = lines.at;
            let value = trim_start(from(trimmed, until(trimmed, "=").saturating_add(1)), " ");
            let first = value.as_bytes().first().copied();
            quoted = first.filter(|mark| matches!(mark, b'"' | b'\'') && closes(*mark));
        } else if !may_be_near(trimmed) || is_other(trimmed) {
            break;
        }
    }
    end
}

/// Whether a line may stand among variables.
pub(super) fn may_be_near(line: &str) -> bool {
    let line = line.trim();
    let is_section =
        line.starts_with('[') && line.ends_with(']') && until(line, "\"{") == line.len();
    line.is_empty() || begins(line, "#;") || is_section || name(line).is_some()
}

/// A header, or words about a failure.
fn is_other(line: &str) -> bool {
    is_failure(line) || super::http::header(line).is_some()
}

fn is_failure(line: &str) -> bool {
    let word = cut(line, until(line, ":= ")).0;
    word.ends_with("Error") || word.ends_with("Exception") || word == "error"
}
