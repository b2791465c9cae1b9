//! `Grant.redact` on JavaScript's own values: what stays is the very same.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::convert::{self, Mismatch};
use super::error;
use crate::redaction::{Fate, Redaction, path_of_item};
use crate::{Grant, RpcMethod};

/// An answer of 128 MB, the most that the API sends, holds fewer values on the way to a resource.
const MOST_VALUES: usize = 10_000_000;
/// A hundred messages, and the lists that hold them.
const DEEPEST: usize = 250;

pub(super) fn redact(grant: &Grant, rpc: &str, answer: &JsValue) -> Result<JsValue, JsValue> {
    let rpc = RpcMethod::find(rpc).ok_or_else(|| {
        error::call("no RPC method of this name: what its answer holds is unknown")
    })?;
    if answer.is_string() {
        return Err(error::call("the answer is a text: give what `JSON.parse` makes of it"));
    }
    let mut walk = Walk { removed: Vec::new(), values: MOST_VALUES, within: Vec::new() };
    let answer = match grant.redaction(rpc) {
        None => answer.clone(),
        Some(redaction) => walk
            .value(&redaction, answer, "")
            .map_err(|_| error::call("the answer is no plain data, or too large"))?,
    };
    let removed = walk.removed.iter().map(|path| JsValue::from_str(path));
    Ok(convert::object(&[("answer", answer), ("removed", convert::array(removed))]))
}

struct Walk {
    removed: Vec<String>,
    /// So many may still be looked at.
    values: usize,
    /// The objects and lists around the value: one that holds itself has no end.
    within: Vec<JsValue>,
}

impl Walk {
    fn value(
        &mut self,
        redaction: &Redaction,
        value: &JsValue,
        path: &str,
    ) -> Result<JsValue, Mismatch> {
        self.values = self.values.checked_sub(1).ok_or(Mismatch)?;
        if !value.is_object() {
            return Ok(value.clone());
        }
        if self.within.len() >= DEEPEST || self.within.contains(value) {
            return Err(Mismatch);
        }
        self.within.push(value.clone());
        let kept = self.object(redaction, value, path);
        self.within.pop();
        kept
    }

    fn object(
        &mut self,
        redaction: &Redaction,
        value: &JsValue,
        path: &str,
    ) -> Result<JsValue, Mismatch> {
        let entries = convert::entries(value)?.into_iter();
        if convert::is_list(value)? {
            let items = entries.map(|(index, item)| {
                let index = index.as_string().unwrap_or_default();
                self.value(redaction, &item, &path_of_item(path, &index))
            });
            return Ok(convert::array(items.collect::<Result<Vec<_>, Mismatch>>()?));
        }
        let kept = Array::new();
        for (key, field) in entries {
            let name = key.as_string().unwrap_or_default();
            let field = match redaction.fate(&name) {
                Fate::Keep => field,
                // No answer holds itself: there it ends.
                Fate::Enter(inner) if !self.within.contains(&field) => {
                    self.value(&inner, &field, &redaction.path_of_field(path, &name))?
                }
                Fate::Enter(_) | Fate::Remove => {
                    self.removed.push(redaction.path_of_field(path, &name));
                    continue;
                }
            };
            kept.push(&Array::of2(&key, &field));
        }
        Object::from_entries(&kept).map(JsCast::unchecked_into).map_err(|_| Mismatch)
    }
}
