//! Bodies: JSON with its credentials masked, or plain text.

use serde::{Serialize, Serializer};
use zeroize::Zeroizing;

use super::json::{Json, is_too_large, unescape};
use crate::mask::{Masker, PAIR_NAMES, PAIR_VALUES, is_secret_name};
use crate::text::{is_listed, quote, split};

/// Longer runs of base64 are an image or the like, and are shortened to a note.
const LONGEST_BASE64: usize = 256;

/// The body of a request or of an answer.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// The text of a JSON value. An integer that a JavaScript number cannot hold exactly is quoted.
    Json(String),
    /// Anything else.
    Text(String),
}

impl Body {
    /// The text of the body.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Json(text) | Self::Text(text) => text,
        }
    }

    pub(super) fn read(text: &str, masker: &mut Masker, reveal: bool) -> Self {
        match Json::read(text) {
            Some(value) => {
                let mut writer = Writer { masker, reveal, out: String::with_capacity(text.len()) };
                writer.value(&value, "", "");
                Self::Json(writer.out)
            }
            None => Self::Text(masker.text(text)),
        }
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Body(")?;
        formatter.write_str(if matches!(self, Self::Json(_)) { "json" } else { "text" })?;
        formatter.write_str(")")
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

struct Writer<'a> {
    masker: &'a mut Masker,
    reveal: bool,
    out: String,
}

impl Writer<'_> {
    /// `name` is the value's own, `holder` that of the list or object that it is in.
    fn value(&mut self, value: &Json, name: &str, holder: &str) {
        match value {
            Json::Bare(raw) if is_too_large(raw) => self.string(raw, "", ""),
            Json::Bare(raw) => self.out.push_str(raw),
            Json::String(raw) => self.string(raw, name, holder),
            Json::Array(items) => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.separate(index);
                    self.value(item, name, holder);
                }
                self.out.push(']');
            }
            Json::Object(entries) => {
                self.out.push('{');
                // `{"name": "password", "value": "…"}`
                let named = |(own, item): &(&str, Json)| match item {
                    Json::String(raw) => is_listed(own, PAIR_NAMES) && is_secret_name(raw),
                    _ => false,
                };
                let is_pair = name == "cookies" || entries.iter().any(named);
                for (index, (own, item)) in entries.iter().enumerate() {
                    self.separate(index);
                    self.string(own, "", "");
                    self.out.push(':');
                    let is_secret = is_pair && is_listed(own, PAIR_VALUES);
                    self.value(item, if is_secret { "secret" } else { own }, name);
                }
                self.out.push('}');
            }
        }
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.out.push(',');
        }
    }

    fn string(&mut self, raw: &str, name: &str, holder: &str) {
        // A key is its own id.
        let is_key_id = name == "id" && matches!(holder, "keys" | "key");
        let text = Zeroizing::new(unescape(raw));
        let shown = if !self.reveal && is_base64(raw) {
            base64_note(raw.len())
        } else if is_key_id {
            self.masker.position(&text)
        } else if matches!(name, "key" | "auth") {
            self.masker.text(&text)
        } else {
            self.masker.named(name, &text)
        };
        if shown == *text {
            // Its own escapes stay: a half of a surrogate pair has no other way of writing it.
            self.out.push('"');
            self.out.push_str(raw);
            self.out.push('"');
        } else {
            quote(&shown, &mut self.out);
        }
    }
}

/// The text of a value.
pub(super) fn written(value: &Json) -> String {
    let masker = &mut Masker::new(true);
    let mut writer = Writer { masker, reveal: true, out: String::new() };
    writer.value(value, "", "");
    writer.out
}

/// What stands for a long run of base64.
fn base64_note(length: usize) -> String {
    ["<base64, ", &length.to_string(), " characters>"].concat()
}

fn is_base64(raw: &str) -> bool {
    raw.len() > LONGEST_BASE64
        && split(raw, "base64,").map_or(raw, |(_, data)| data).bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_' | b'\\')
        })
}
