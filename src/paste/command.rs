//! Command lines that send a request: curl, wget, httpie, and PowerShell's own.

use super::draft::Draft;
use super::http::{self, Lines, is_verb};
use super::shell::{Dialect, Words, group_length, words};
use super::{curl, literal};
use crate::text::{
    begins, count, cut, find, from, is_listed, name_length, split, starts, trim, trim_end,
    trim_start, until,
};

const CURL: &str = "curl curl.exe wget wget.exe";
const HTTPIE: &str = "http https xh xhs";
const POWER_SHELL: &str = "Invoke-RestMethod Invoke-WebRequest irm iwr";

/// Where a command starts in a line: the place of the tool's name.
pub(crate) fn start(line: &str) -> Option<usize> {
    let mut at = 0;
    while at < line.len() {
        let rest = from(line, at);
        let length = until(rest, " \t(=`|;&\">!");
        let (word, behind) = cut(rest, length);
        if begins(behind, " \t") && is_tool(word) {
            let next = trim_start(behind, " \t");
            let (verb, _) = cut(next, until(next, " "));
            let is_argument = begins(next, "-\"'$\\^`")
                || starts(next, "http")
                || starts(next, "api.")
                || starts(next, "“")
                || starts(next, "‘")
                || is_verb(verb);
            if is_argument {
                return Some(at);
            }
        }
        at = at.saturating_add(length).saturating_add(1);
    }
    None
}

/// The name of a program without its folder.
fn name(word: &str) -> &str {
    let mut word = word;
    while let Some(behind) = word.get(until(word, "/\\").saturating_add(1)..) {
        word = behind;
        if word.is_empty() {
            break;
        }
    }
    word
}

fn is_tool(word: &str) -> bool {
    let name = name(word);
    // Most words are told by their first letter.
    begins(name, "cCwWhHxXiI")
        && [CURL, HTTPIE, POWER_SHELL].iter().any(|tools| is_listed(name, tools))
}

/// Reads the command that a text starts with; says how long it is.
pub(crate) fn read(text: &str, before: &str, draft: &mut Draft) -> usize {
    let dialect = dialect(text, before);
    let Words { words, end, mark, kept } = words(text, dialect);
    draft.here_mark = mark.to_owned();
    draft.kept = kept;
    draft.dialect = Some(dialect);
    let tool = name(words.first().map(String::as_str).unwrap_or_default());
    let mut words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    let plain: Vec<String>;
    if dialect == Dialect::PowerShell && is_listed(tool, CURL) {
        // The program that gets them reads `\"` as a quote.
        plain = words.iter().map(|word| unslashed(word)).collect();
        words = plain.iter().map(String::as_str).collect();
    }
    // In PowerShell `curl` and `wget` were other names of its own command.
    let is_own = |word: &&str| is_listed(word, "-Headers -Method -Uri -Body");
    if is_listed(tool, HTTPIE) {
        items(&words, draft);
    } else if is_listed(tool, POWER_SHELL) || words.iter().any(is_own) {
        parameters(&words, draft);
    } else {
        curl::read(&words, draft);
    }
    end
}

fn unslashed(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(at) = find(rest, "\\\"") {
        out.push_str(cut(rest, at).0);
        rest = from(rest, at.saturating_add(1));
    }
    out.push_str(rest);
    out
}

/// Whether a variable stands in it as the command prompt writes it.
fn holds_percent(line: &str) -> bool {
    let mut rest = line;
    while let Some((_, behind)) = split(rest, "%") {
        let (name, after) = cut(behind, name_length(behind, "_"));
        if name.len() > 2 && until(name, "_") < name.len() && after.starts_with('%') {
            return true;
        }
        rest = behind;
    }
    false
}

fn dialect(text: &str, before: &str) -> Dialect {
    let line = cut(text, until(text, "\n")).0.trim_end();
    let word = cut(line, until(line, " ")).0;
    let holds = |sought: &str| find(line, sought).is_some();
    // At the end of a line a sign goes on only outside quotes.
    let is_outside = [b'\'', b'"'].iter().all(|quote| count(line, *quote).is_multiple_of(2));
    let goes_on = |sign: &str| is_outside && line.ends_with(sign);
    let is_prompt = find(before, "PS ").is_some();
    // No other shell fills it in.
    let has_percent =
        until(line, "'") == line.len() && !line.ends_with('\\') && holds_percent(line);
    if goes_on(" ^")
        || holds("^\"http")
        || holds("-H ^\"")
        || (!is_prompt && (has_percent || find(before, ":\\").is_some()))
    {
        Dialect::Cmd
    } else if is_prompt
        || is_listed(name(word), POWER_SHELL)
        || goes_on(" `")
        || (word.ends_with(".exe") && holds("'"))
        || holds("-Headers ")
        || holds("$env:")
    {
        Dialect::PowerShell
    } else if word.ends_with(".exe") {
        Dialect::Cmd
    } else {
        Dialect::Bash
    }
}

/// httpie: `POST url Name:value field=value`.
fn items(words: &[&str], draft: &mut Draft) {
    for word in words {
        if word.starts_with('-') {
            continue;
        }
        if draft.url.is_none() && is_verb(word) {
            draft.verb = Some((*word).to_owned());
        } else if draft.url.is_none() {
            draft.url = Some((*word).to_owned());
        } else if let Some((name, value)) = http::header(word) {
            draft.send(name, &[value]);
        }
    }
    draft.verb.get_or_insert_with(|| "GET".into());
}

/// PowerShell: `-Method Post -Uri url -Headers @{…} -Body '…'`; names may be cut short.
fn parameters(words: &[&str], draft: &mut Draft) {
    const NAMES: [&str; 8] =
        ["Method", "Uri", "Headers", "Body", "ContentType", "Token", "OutFile", "TimeoutSec"];
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let Some(short) = word.strip_prefix('-').filter(|short| !short.is_empty()) else {
            draft.url.get_or_insert_with(|| (*word).to_owned());
            continue;
        };
        let Some(name) = NAMES.iter().find(|name| starts(name, short)) else { continue };
        let value = words.next().copied().unwrap_or_default();
        match *name {
            "Method" => draft.verb = Some(value.to_ascii_uppercase()),
            "Uri" => draft.url = Some(value.to_owned()),
            "Headers" => table_entries(value, draft),
            "Body" => draft.request_body = Some(value.to_owned()),
            "ContentType" => draft.send("Content-Type", &[value]),
            _ => {}
        }
    }
    draft.verb.get_or_insert_with(|| "GET".into());
}

/// The headers of `@{ "Name" = "value"; … }`.
fn table_entries(table: &str, draft: &mut Draft) {
    let Some(inner) = table.strip_prefix("@{") else { return };
    let mut rest = cut(inner, group_length(table).saturating_sub(3)).0;
    while !rest.is_empty() {
        let (name, after) = cut(rest, until(rest, "="));
        let value = trim_start(from(after, 1), " \t");
        let (value, behind) = cut(value, literal::statement_end(value, ";\n"));
        let name = trim(name, "\"'; \t\r\n");
        if name_length(name, "-") == name.len() && !after.is_empty() {
            let Words { words, kept, .. } = words(value.trim(), Dialect::PowerShell);
            draft.kept.extend(kept);
            // One word in all but hostile tables.
            draft.send(name, &[words.first().map_or("", String::as_str)]);
        }
        rest = behind;
    }
}

/// The text of `<<EOF` behind the line of a command, up to the mark, and where that ends.
pub(super) fn here_document<'text>(text: &'text str, mark: &str) -> Option<(&'text str, usize)> {
    let start = until(text, "\n").saturating_add(1);
    let mut lines = Lines { text, at: start };
    while lines.at < text.len() {
        let line = lines.peek();
        if line.trim() == mark {
            let body = trim_end(text.get(start..lines.at)?, "\r\n");
            return Some((body, lines.at.saturating_add(line.len())));
        }
        lines.skip();
    }
    None
}
