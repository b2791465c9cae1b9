//! Credentials taken out of what is shown, in JavaScript's own texts.

use js_sys::{JsString, RegExp};

use crate::Credential;
use crate::quoted::MARK;

/// Shorter texts are no secrets, and would stand in an answer by chance.
const SHORTEST_SECRET: usize = 8;

/// Masks a credential wherever a text holds it, in capitals or not.
pub(super) fn without(credential: &Credential, text: &JsString) -> JsString {
    let secret = credential.expose();
    if secret.len() < SHORTEST_SECRET {
        return text.clone();
    }
    text.replace_by_pattern(&RegExp::new(&pattern_of(secret), "gi"), MARK)
}

/// Masks whatever may be a key.
pub(in crate::js) fn without_keys(text: &JsString) -> JsString {
    text.replace_by_pattern(&RegExp::new("[0-9A-Za-z]{32,}", "g"), MARK)
}

/// The credential as it is, and as it stands in a JSON text.
fn pattern_of(secret: &str) -> String {
    let mut plain = String::new();
    let mut in_json = String::new();
    for c in secret.chars() {
        let escaped_in_json = matches!(c, '"' | '\\');
        for pattern in [&mut plain, &mut in_json] {
            if !c.is_ascii_alphanumeric() {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        if escaped_in_json {
            in_json.insert_str(in_json.len().saturating_sub(2), r"\\");
        }
    }
    [&plain, "|", &in_json].concat()
}
