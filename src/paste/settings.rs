//! Variables: `.env`, `.dev.vars`, `wrangler.toml`, Clarifai's configuration in YAML.

use crate::mask::is_secret_name;

/// Words that stand before a variable's name.
const LEADS: [&str; 7] = ["export ", "set ", "setx ", "declare -x ", "$env:", "- ", "SET "];

/// Whether a line sets a variable that has to do with credentials, or that is written as one.
pub(super) fn is_setting(line: &str) -> bool {
    name(line).is_some_and(|(name, separator)| {
        let lower = name.to_ascii_lowercase();
        let is_ours = lower.starts_with("clar") || lower.contains("clarif");
        let is_upper = name.contains('_') || name.len() < 12;
        let is_upper = is_upper
            && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        match separator {
            '=' => is_ours || is_upper || is_secret_name(name),
            _ => {
                is_ours
                    || matches!(name, "current_context" | "contexts")
                    || (is_secret_name(name) && name.contains('_'))
            }
        }
    })
}

/// The name that a line gives a value, and the sign behind it.
fn name(line: &str) -> Option<(&str, char)> {
    let mut line = line.trim_start();
    for lead in LEADS {
        line = line.strip_prefix(lead).unwrap_or(line).trim_start_matches([' ', '"']);
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let end = line.find(|c| !is_name(c))?;
    let (name, rest) = line.split_at_checked(end)?;
    let separator = rest.trim_start_matches(['"', ' ', '\t']).chars().next()?;
    let is_set = matches!(separator, '=' | ':') && !rest.contains("://") || (separator == '=');
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (is_set && starts_well && name.len() < 80).then_some((name, separator))
}

/// Where the lines of variables end that start at a place: blank lines, comments and sections are
/// between them.
pub(super) fn end(text: &str, start: usize) -> usize {
    let mut lines = super::http::Lines { text, at: start };
    let mut end = start;
    let mut quoted = None;
    while lines.at < text.len() {
        let line = lines.peek();
        let trimmed = line.trim();
        let is_first = lines.at == start;
        lines.skip();
        let closes = |mark: char| line.matches(mark).count() % 2 == 1;
        if let Some(mark) = quoted {
            // A value of several lines.
            if closes(mark) {
                quoted = None;
                end = lines.at;
            }
        } else if is_first
            || name(trimmed).is_some()
                && super::http::header(trimmed).is_none()
                && !is_failure(trimmed)
        {
            end = lines.at;
            let value = trimmed.split_once('=').map_or("", |(_, value)| value.trim_start());
            quoted =
                value.chars().next().filter(|mark| matches!(mark, '"' | '\'') && closes(*mark));
        } else if !(trimmed.is_empty()
            || trimmed.starts_with(['#', ';', '-'])
            || is_section(trimmed))
        {
            break;
        }
    }
    end
}

/// Whether a line may stand among variables.
pub(super) fn may_be_near(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with(['#', ';']) || is_section(line) || name(line).is_some()
}

fn is_section(line: &str) -> bool {
    line.starts_with('[') && line.ends_with(']') && !line.contains(['"', '{'])
}

fn is_failure(line: &str) -> bool {
    let word = line.split([':', '=', ' ']).next().unwrap_or_default();
    word.ends_with("Error") || word.ends_with("Exception") || word == "error"
}
