//! Bodies: JSON with its credentials masked, or plain text.

use zeroize::Zeroizing;

use super::Body;
use crate::json::{Json, is_too_large, unescape};
use crate::mask::{Masker, PAIR_NAMES, PAIR_VALUES, is_secret_name};
use crate::text::{is_listed, quote, split};

/// Longer runs of base64 are an image or the like, and are shortened to a note.
const LONGEST_BASE64: usize = 256;

/// A body as evidence: JSON with its credentials masked, or a masked text.
pub(super) fn read(text: &str, masker: &mut Masker, reveal: bool) -> Body {
    match Json::read(text) {
        Some(value) => {
            let mut writer = Writer { masker, reveal, out: String::with_capacity(text.len()) };
            writer.value(&value, "", "");
            Body::Json(writer.out)
        }
        None => Body::Text(masker.text(text)),
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
