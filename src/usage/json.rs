//! Lines of JSON: no list of formats, but names that end as all of them do.

use super::line::{self, Request};
use super::tally::Tally;
use crate::json::{Json, unescape};

/// So many paths and texts of one request are tried.
const MOST_TRIED: usize = 8;
const PATHS: [&str; 7] = ["url", "uri", "path", "target", "stem", "full", "original"];
/// What a visitor may write into them is no request.
const SENT: [&str; 3] = ["agent", "referer", "referrer"];

/// What one object says of a request, wherever in it.
#[derive(Default)]
struct Record {
    verb: String,
    paths: Vec<String>,
    status: Option<u16>,
    /// Other texts that may hold a request line, or JSON again.
    texts: Vec<String>,
}

/// Counts the request of an object, or those of a list of objects; nothing where the text is no JSON
/// from its start to its end.
pub(super) fn read(text: &str, depth: u8, tally: &mut Tally) -> Option<bool> {
    let (value, end) = Json::read_first(text)?;
    let behind = text.get(end..)?;
    behind
        .bytes()
        .all(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b']'))
        .then_some(())?;
    let single = std::slice::from_ref(&value);
    let records = if let Json::Array(items) = &value { items } else { single };
    let mut is_known = false;
    for record in records {
        is_known |= read_record(record, depth, tally);
    }
    Some(is_known)
}

fn read_record(value: &Json<'_>, depth: u8, tally: &mut Tally) -> bool {
    let mut record = Record::default();
    record.take("", value);
    let Record { verb, paths, status, texts } = record;
    let mut counts = |path: &String| tally.count(&Request { verb: &verb, path, status });
    if paths.iter().any(&mut counts) {
        return true;
    }
    let Some(depth) = depth.checked_sub(1) else { return false };
    texts.iter().any(|text| line::read_nested(text, status, depth, tally))
}

impl Record {
    fn take(&mut self, name: &str, value: &Json<'_>) {
        match value {
            Json::Object(entries) => {
                entries.iter().for_each(|(name, value)| self.take(name, value));
            }
            Json::Array(items) => items.iter().for_each(|item| self.take(name, item)),
            Json::Bare(word) => self.take_status(name, word),
            Json::String(raw) => self.take_text(name, raw),
        }
    }

    fn take_status(&mut self, name: &str, word: &str) {
        if self.status.is_none() && names_status(name) {
            self.status = line::status(word);
        }
    }

    fn take_text(&mut self, name: &str, raw: &str) {
        self.take_status(name, raw);
        if self.verb.is_empty() && ends_with_one_of(name, &["method", "verb"]) {
            self.verb = raw.to_ascii_uppercase();
        }
        if !line::may_hold_call(raw.as_bytes()) || ends_with_one_of(name, &SENT) {
            return;
        }
        let text = unescape(raw);
        let path = line::path_of(&text).filter(|_| ends_with_one_of(name, &PATHS));
        if let Some(path) = path.filter(|_| self.paths.len() < MOST_TRIED) {
            self.paths.push(path.to_owned());
        } else if self.texts.len() < MOST_TRIED {
            self.texts.push(text);
        }
    }
}

/// `status`, `statusCode`, `EdgeResponseStatus`, `response_code`.
pub(super) fn names_status(name: &str) -> bool {
    ends_with_one_of(name, &["status", "code"])
}

fn ends_with_one_of(name: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| {
        let start = name.len().saturating_sub(end.len());
        name.get(start..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    })
}
