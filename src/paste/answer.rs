//! Answers of the API in a text: as JSON, as Python or JavaScript print it, as protobuf's text.

use super::literal;
use crate::grant::{AnswerApp, AnswerKey, GrantAnswer, KeyType};
use crate::json::{Json, is_number, unescape};
use crate::status::ApiStatus;
use crate::text::{cut, from, name_length, quote, trim_start, until};
use crate::{Grant, GrantDescription};

/// Attempts at a value that does not end well; each may cost the rest of the text.
pub(super) const MOST_ATTEMPTS: usize = 24;

/// The value that starts at a bracket, as JSON, and its length in the text.
pub(super) fn value_at(text: &str) -> Option<(String, usize)> {
    if let Some((value, length)) = Json::read_first(text) {
        let is_empty = value.entries().is_empty() && value.items().is_empty();
        return (!is_empty).then(|| (text.get(..length).unwrap_or_default().to_owned(), length));
    }
    // `{'status': …`, `{ status: …`
    let name = trim_start(text.strip_prefix('{')?, " \t\r\n'\"");
    let length = name_length(name, "_");
    let behind = trim_start(from(name, length), "'\" ");
    (length > 0 && behind.starts_with(':')).then_some(())?;
    let (json, length) = literal::to_json(text)?;
    Json::read(&json)?;
    Some((json, length))
}

/// Fields of which protobuf's text may show one, though they are lists.
const LISTS: [&str; 8] =
    ["outputs", "inputs", "results", "concepts", "keys", "models", "scopes", "endpoints"];

/// No message has more fields; a hostile text could.
const MOST_FIELDS: usize = 200;

/// A message in protobuf's text format as JSON: `status { code: CONN_KEY_INVALID … }`; how much was
/// read of what is none.
pub(super) fn protobuf(text: &str) -> Result<(String, usize), usize> {
    // Most lines start otherwise.
    let name = trim_start(text, " \t\r\n,;");
    if !trim_start(from(name, name_length(name, "_")), " ").starts_with('{') {
        return Err(0);
    }
    let mut reader = Protobuf { text, at: 0 };
    let mut out = String::new();
    let count = reader.fields(&mut out, 0).unwrap_or_default();
    if count > 0 { Ok((out, reader.at)) } else { Err(reader.at) }
}

struct Protobuf<'text> {
    text: &'text str,
    at: usize,
}

impl<'text> Protobuf<'text> {
    fn rest(&self) -> &'text str {
        from(self.text, self.at)
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        let rest = trim_start(rest, " \t\r\n,;");
        self.at = self.text.len().saturating_sub(rest.len());
    }

    fn take(&mut self, length: usize) -> &'text str {
        let taken = cut(self.rest(), length).0;
        self.at = self.at.saturating_add(taken.len());
        taken
    }

    /// The fields up to the end of the message, written as an object; says how many.
    fn fields(&mut self, out: &mut String, depth: usize) -> Option<usize> {
        (depth < 40).then_some(())?;
        let mut found: Vec<(&str, Vec<String>)> = Vec::new();
        loop {
            let before = self.at;
            self.skip_blanks();
            let name = self.take(name_length(self.rest(), "_"));
            let is_name = name.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
            let has_gap = self.rest().starts_with(' ');
            let rest = trim_start(self.rest(), " ");
            let mut value = String::new();
            if is_name && rest.starts_with('{') {
                self.at = self.text.len().saturating_sub(rest.len()).saturating_add(1);
                self.fields(&mut value, depth.saturating_add(1))?;
                self.skip_blanks();
                self.rest().starts_with('}').then_some(())?;
                self.at = self.at.saturating_add(1);
            } else if is_name
                && rest.starts_with(": ")
                && !has_gap
                && (depth > 0 || !found.is_empty())
            {
                self.at = self.text.len().saturating_sub(rest.len()).saturating_add(1);
                self.scalar(&mut value)?;
            } else {
                self.at = before;
                break;
            }
            let known = found.iter().position(|(known, _)| *known == name);
            let is_full = found.len() >= MOST_FIELDS;
            match known.and_then(|at| found.get_mut(at)) {
                Some((_, values)) => values.push(value),
                None if is_full => return None,
                None => found.push((name, vec![value])),
            }
        }
        out.push('{');
        let count = found.len();
        for (index, (name, values)) in found.into_iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            quote(name, out);
            out.push(':');
            match values.as_slice() {
                [value] if !LISTS.contains(&name) => out.push_str(value),
                values => {
                    for (index, value) in values.iter().enumerate() {
                        out.push(if index == 0 { '[' } else { ',' });
                        out.push_str(value);
                    }
                    out.push(']');
                }
            }
        }
        out.push('}');
        Some(count)
    }

    fn scalar(&mut self, out: &mut String) -> Option<()> {
        self.skip_blanks();
        let Some(rest) = self.rest().strip_prefix('"') else {
            let word = self.take(until(self.rest(), " \t\r\n},;"));
            match word {
                "true" | "false" => out.push_str(word),
                word if is_number(word) => out.push_str(word),
                word => quote(word, out),
            }
            return Some(());
        };
        let mut skip = false;
        let is_end = |(_, c): &(usize, char)| {
            let ends = *c == '"' && !skip;
            skip = *c == '\\' && !skip;
            ends
        };
        let (end, _) = rest.char_indices().find(is_end)?;
        quote(&unescape(rest.get(..end)?), out);
        self.at = self.at.saturating_add(end).saturating_add(2);
        Some(())
    }
}

/// Whether a value is what the API answers, rather than what it is sent.
pub(super) fn is_answer(value: &Json) -> bool {
    let is_status = |status: &Json| {
        matches!(status, Json::String(_))
            || status.get("code").is_some()
            || status.get("description").is_some()
    };
    value.get("status").is_some_and(is_status)
        || [
            "detail",
            "error",
            "message",
            "access_token",
            "outputs",
            "results",
            "scopes",
            "session_token",
            "status_code",
        ]
        .iter()
        .any(|name| value.get(name).is_some())
}

/// An answer in a stream of a gateway: `{"result": …}`.
pub(super) fn unwrapped<'value, 'text>(value: &'value Json<'text>) -> &'value Json<'text> {
    value.get("result").filter(|inner| inner.get("status").is_some()).unwrap_or(value)
}

/// Whether a list holds answers, one behind the other.
pub(super) fn are_answers(list: &[Json]) -> bool {
    list.iter().any(|value| unwrapped(value).at(&["status", "code"]).is_some())
}

/// What the answer says that the credential carries, and since when there is a key.
pub(super) fn grant(value: &Json) -> (Option<GrantDescription>, Option<String>) {
    let one = match value.get("keys").map(Json::items) {
        Some([key]) => Some(key),
        _ => value.get("key"),
    };
    let created_at = one.and_then(|key| key.get("created_at")).and_then(Json::text);
    let status = value.get("status").map(|status| {
        let code = status.get("code").and_then(Json::words);
        let code = code.and_then(|code| ApiStatus::code_of(&code));
        ApiStatus::new(code, String::new(), String::new())
    });
    let answer = GrantAnswer { status, own: key(value), key: one.map(key), keys: None };
    let is_listing = one.is_some() || value.get("keys").is_none();
    let grant = is_listing.then(|| Grant::from_answer(answer, None).ok()).flatten();
    (grant.map(|grant| grant.describe()), created_at)
}

fn key(value: &Json) -> AnswerKey {
    let apps =
        value.get("apps").map(Json::items).unwrap_or_default().iter().chain(value.get("app"));
    let app = |app: &Json| AnswerApp {
        id: app.get("id").and_then(Json::text),
        user_id: app.get("user_id").and_then(Json::text),
    };
    AnswerKey {
        key_type: match value.get("type").and_then(Json::text).as_deref() {
            Some("app_specific_key") => Some(KeyType::AppSpecificKey),
            Some("personal_access_token") => Some(KeyType::PersonalAccessToken),
            _ => None,
        },
        scopes: value.get("scopes").and_then(Json::texts),
        endpoints: value.get("endpoints").and_then(Json::texts),
        apps: apps.map(app).collect(),
        expires_at: value.get("expires_at").and_then(Json::text),
    }
}
