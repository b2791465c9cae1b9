//! Tells what a paste is made of: commands, messages, variables, values, words.

use super::draft::Draft;
use super::http::Lines;
use super::{PasteKind, answer, code, command, failure, grpc, har, http, settings};
use crate::credential::{CredentialShape, check_credential, is_blank};
use crate::json::Json;
use crate::text::{
    begins, count, cut, from, is_listed, name_length, split, starts, trim_start, until,
};

/// A longer text is no credential alone.
const LONGEST_CREDENTIAL: usize = 600;
/// A longer text is no snippet of a program.
const LONGEST_CODE: usize = 200_000;
/// So many bytes are read as a message that is none.
const MOST_TRIED: usize = 2 << 20;

pub(super) fn recognise(text: &str, draft: &mut Draft) {
    let transcript = http::transcript(text);
    let text = transcript.as_deref().unwrap_or(text);
    let mut lines = Lines { text, at: 0 };
    let is_trace = failure::is_trace(text);
    let mut left = Left { text: String::new(), attempts: answer::MOST_ATTEMPTS, is_trace };
    let is_code = text.len() < LONGEST_CODE && !is_trace && code::is_code(text);
    let first = text.trim_start();
    let starts_otherwise =
        begins(first, "{[<") || command::start(cut(first, until(first, "\n")).0).is_some();
    if is_code && !starts_otherwise {
        draft.saw(PasteKind::Code);
        lines.at = code::read(text, draft);
    }
    if is_trace {
        take_dumped(text, draft);
    }
    while lines.at < text.len() {
        take_line(&mut lines, &mut left, draft);
    }
    failure::read(&left.text, text, draft);
    grpc::read(&left.text, draft);
}

/// Lines that are nothing of their own.
struct Left {
    text: String,
    attempts: usize,
    /// The lines of a program in it are quoted.
    is_trace: bool,
}

/// Takes what starts in the next line: a value, a command, a message, a variable, or the line alone.
fn take_line(lines: &mut Lines, left: &mut Left, draft: &mut Draft) {
    let line = lines.peek();
    let trimmed = line.trim_start_matches(is_blank as fn(char) -> bool);
    let indent = line.len().saturating_sub(trimmed.len());
    let trimmed = trimmed.trim_end_matches(is_blank as fn(char) -> bool);
    let at = lines.at.saturating_add(indent);
    let rest = from(lines.text, at);
    if begins(trimmed, "{[")
        && let Some(length) = take_value(rest, left, draft)
    {
        lines.at = at.saturating_add(length);
        return;
    }
    // A line of one word is nothing more.
    if until(trimmed, " \t:={[") == trimmed.len() {
        left.text.push_str(if trimmed.is_empty() { "" } else { line });
        left.text.push('\n');
        return lines.skip();
    }
    let is_code = draft.has(PasteKind::Code);
    if !is_code && let Some(start) = command_start(trimmed, draft) {
        let from = rest.get(start..).unwrap_or_default();
        let before = trimmed.get(..start).unwrap_or_default();
        let mut own = Draft::default();
        let length = if start == 0 && trimmed.starts_with("-") {
            // The options alone, copied out of a command.
            let whole = ["curl ", from].concat();
            command::read(&whole, before, &mut own).saturating_sub(5)
        } else {
            command::read(from, before, &mut own)
        };
        let mut end = at.saturating_add(start).saturating_add(length);
        if !own.here_mark.is_empty() && left.attempts > 0 {
            match command::here_document(crate::text::from(lines.text, end), &own.here_mark) {
                Some((body, length)) => {
                    end = end.saturating_add(length);
                    let slot = own.request_body.as_mut().filter(|body| *body == "@-");
                    slot.into_iter().for_each(|slot| body.clone_into(slot));
                }
                None => left.attempts = left.attempts.saturating_sub(1),
            }
        }
        lines.at = end;
        lines.skip();
        if draft.take_command(own) {
            count_commands(lines, draft);
        }
        return;
    }
    let is_message = http::status_line(trimmed).is_some() || http::request_line(trimmed).is_some();
    // A trace may print objects, of which the fields look like headers.
    let is_field = left.is_trace && http::is_field(trimmed);
    if is_message || (!is_code && !is_field && http::header(trimmed).is_some()) {
        let mut own = Draft::default();
        if let Some(length) = http::read(rest, &mut own).filter(|length| *length > 0) {
            draft.saw(if is_message { PasteKind::Http } else { PasteKind::Headers });
            draft.take_message(own);
            lines.at = at.saturating_add(length);
            return;
        }
    }
    if !is_code && !left.is_trace && draft.environment.is_none() && settings::is_setting(trimmed) {
        let end = settings::end(lines.text, lines.at);
        // Comments, sections and other names before the first that tells.
        let is_start = draft.kinds == 0 && left.text.lines().all(settings::may_be_near);
        let start = if is_start { 0 } else { lines.at };
        if is_start {
            left.text.clear();
        }
        draft.environment = lines.text.get(start..end).map(str::to_owned);
        draft.saw(PasteKind::Environment);
        lines.at = end;
        return;
    }
    // A value inside a line of a log.
    let length = Some(until(trimmed, "{[")).filter(|open| *open < trimmed.len()).and_then(|open| {
        let mut from = at.saturating_add(open);
        let before = lines.text.get(lines.at..from).unwrap_or_default();
        let word = before.trim_end().bytes().rev();
        let word = word.take_while(|b| b.is_ascii_lowercase() || *b == b'_').count();
        let from_word = lines.at.saturating_add(before.trim_end().len()).saturating_sub(word);
        let message =
            (word > 0 && !is_code).then(|| protobuf(lines.text.get(from_word..)?, draft)).flatten();
        let length = match message {
            Some((json, length)) => {
                draft.take_answer(&json);
                from = from_word;
                length
            }
            None => take_value(lines.text.get(from..)?, left, draft)?,
        };
        let before = lines.text.get(lines.at..from).unwrap_or_default();
        left.text.push_str(before);
        from.checked_add(length)
    });
    if let Some(end) = length {
        lines.at = end;
        return;
    }
    if !is_code && let Some((json, length)) = protobuf(rest, draft) {
        draft.take_answer(&json);
        left.text.push_str(rest.get(..length).unwrap_or_default());
        lines.at = at.saturating_add(length);
        return;
    }
    left.text.push_str(line);
    left.text.push('\n');
    lines.skip();
}

/// Takes the answer in an error with all that hangs on it, as a program prints one: first of all its
/// values, of which there are more than are looked into.
fn take_dumped(text: &str, draft: &mut Draft) {
    let mut rest = text;
    for _ in 0..answer::MOST_ATTEMPTS {
        let Some((before, behind)) = split(rest, "status") else { return };
        rest = behind;
        let value = trim_start(behind, "'\" \t\r\n:");
        if !value.starts_with('{') {
            continue;
        }
        let start = before.trim_end_matches(['\'', '"', ' ', '\t', '\r', '\n']);
        let at = start.len().saturating_sub(1);
        let offset =
            text.len().saturating_sub(before.len().saturating_add(behind.len())).saturating_sub(6);
        let whole = from(text, offset.saturating_add(at));
        let found = answer::value_at(whole).filter(|_| start.ends_with('{')).map(|(json, _)| json);
        let json = found.or_else(|| {
            let (status, _) = answer::value_at(value)?;
            Some(["{\"status\":", &status, "}"].concat())
        });
        let is_told = |json: &String| {
            let value = Json::read(json);
            value.is_some_and(|value| value.at(&["status", "code"]).is_some())
        };
        if let Some(json) = json.filter(is_told) {
            return draft.take_answer(&json);
        }
    }
}

/// Counts the calls in the rest of a text that is not looked into.
fn count_commands(lines: &mut Lines, draft: &mut Draft) {
    while lines.at < lines.text.len() {
        let line = lines.peek();
        if let Some(start) = command::start(line) {
            let mut own = Draft::default();
            let place = lines.at.saturating_add(start);
            let before = cut(line, start).0;
            let length = command::read(from(lines.text, place), before, &mut own);
            lines.at = place.saturating_add(length);
            let is_call = own.url.as_deref().is_some_and(http::is_ours);
            draft.others =
                draft.others.saturating_add(own.others).saturating_add(usize::from(is_call));
        }
        lines.skip();
    }
}

/// Where a command starts in a line; not in one that only speaks of it.
fn command_start(line: &str, draft: &Draft) -> Option<usize> {
    let is_option = ["-H ", "--header ", "-H'", "-H\""].iter().any(|option| starts(line, option));
    if is_option && draft.kinds == 0 {
        return Some(0);
    }
    command::start(line)
}

/// A message in protobuf's text format.
fn protobuf(text: &str, draft: &mut Draft) -> Option<(String, usize)> {
    if draft.reread > MOST_TRIED {
        return None;
    }
    answer::protobuf(text).map_err(|read| draft.may_reread(read)).ok()
}

/// Takes the value that a text starts with, where it says something; how long it is.
fn take_value(text: &str, left: &mut Left, draft: &mut Draft) -> Option<usize> {
    left.attempts.checked_sub(1)?;
    let Some((json, length)) = answer::value_at(text) else {
        left.attempts = left.attempts.saturating_sub(1);
        return None;
    };
    let value = Json::read(&json)?;
    if har::read(&value, draft) {
        draft.saw(PasteKind::Har);
        return Some(length);
    }
    // What libraries of gRPC print of an error is no answer.
    let has = |name: &str| value.get(name).is_some();
    if !has("status") && (has("grpc_status") || (has("metadata") && has("details"))) {
        return None;
    }
    let is_lone = draft.kinds == 0 && text.get(length..).is_none_or(|rest| rest.trim().is_empty());
    let has_request = draft.url.is_some();
    match &value {
        Json::Object(_)
            if answer::is_answer(answer::unwrapped(&value))
                || value.get("keys").is_some()
                || has_request =>
        {
            draft.take_answer(&json);
        }
        Json::Array(items) if answer::are_answers(items) => draft.take_answer(&json),
        Json::Object(_) if value.get("inputs").is_some() || value.get("user_app_id").is_some() => {
            draft.saw(PasteKind::Json);
            draft.request_body.get_or_insert(json);
        }
        Json::Object(_) | Json::Array(_) if is_lone && value.items().is_empty() => {
            draft.saw(PasteKind::Json);
            draft.response_body.get_or_insert(json);
        }
        _ => return None,
    }
    Some(length)
}

/// What is nothing else: a credential, with its scheme word perhaps, or words about a failure.
pub(super) fn bare(text: &str, plain: &str, draft: &mut Draft) {
    let mut words = 0_usize;
    let mut rest = plain;
    while !rest.is_empty() {
        let (word, behind) = cut(rest, until(rest, " \n.,:'"));
        let is_hex = || word.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_word =
            word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) && !is_hex();
        words = words.saturating_add(usize::from(is_word));
        rest = from(behind, 1);
    }
    let trimmed = text.trim_matches(is_blank as fn(char) -> bool);
    let is_short = text.len() <= LONGEST_CREDENTIAL && count(trimmed, b'\n') < 3;
    let word = cut(trimmed, name_length(trimmed, "")).0;
    let is_scheme = is_listed(word, "key bearer basic") && word.len() < trimmed.len();
    let is_prose = || match check_credential(text).shape {
        CredentialShape::Unknown => words >= if is_scheme { 3 } else { 2 },
        // Words about a stand-in.
        CredentialShape::Placeholder => words > 5,
        _ => false,
    };
    // A part of a JSON text.
    let is_cut = begins(trimmed, "{[") && count(trimmed, b'"') > 3;
    if !is_short || is_cut || is_prose() {
        draft.saw(PasteKind::Unknown);
        return;
    }
    draft.error = None;
    if is_scheme {
        draft.saw(PasteKind::Authorization);
        draft.authorization = Some(text.to_owned());
    } else {
        draft.saw(PasteKind::Credential);
        draft.credential = Some(text.to_owned());
    }
}
