//! `Grant.redact` on JavaScript's own values: what stays is the very same.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::convert::{self, Mismatch};
use super::error;
use crate::redaction::{Fate, Redaction, path_of_item};
use crate::{Grant, RpcMethod};

/// An answer of 128 MB, the most that the API sends, holds fewer values on the way to a resource.
const MOST_VALUES: u32 = 10_000_000;
/// A hundred messages, and the lists that hold them.
const DEEPEST: usize = 250;

pub(super) fn redact(grant: &Grant, rpc: &str, answer: &JsValue) -> Result<JsValue, JsValue> {
    let rpc = RpcMethod::find(rpc).ok_or_else(|| {
        error::call("no RPC method of this name: what its answer holds is unknown")
    })?;
    if answer.is_string() {
        return Err(error::call("the answer is a text: give what `JSON.parse` makes of it"));
    }
    let mut walk = Walk { removed: Array::new(), values: MOST_VALUES, within: Vec::new() };
    let answer = match grant.redaction(rpc) {
        None => answer.clone(),
        Some(redaction) => walk
            .value(&redaction, answer, "")
            .map_err(|_| error::call("the answer is no plain data, or too large"))?,
    };
    Ok(convert::object(&[("answer", answer), ("removed", walk.removed.into())]))
}

struct Walk {
    /// The paths, in the memory of JavaScript: there may be as many as values.
    removed: Array,
    /// So many may still be looked at.
    values: u32,
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
        let kept = match convert::length_of_list(value)? {
            Some(length) => self.list(redaction, value, length, path),
            None => self.object(redaction, value, path),
        };
        self.within.pop();
        kept
    }

    fn list(
        &mut self,
        redaction: &Redaction,
        list: &JsValue,
        length: u32,
        path: &str,
    ) -> Result<JsValue, Mismatch> {
        if length > self.values {
            return Err(Mismatch);
        }
        let kept = Array::new();
        for index in 0..length {
            let item = convert::item(list, index)?;
            let path = path_of_item(path, &index.to_string());
            kept.push(&self.value(redaction, &item, &path)?);
        }
        Ok(kept.into())
    }

    fn object(
        &mut self,
        redaction: &Redaction,
        value: &JsValue,
        path: &str,
    ) -> Result<JsValue, Mismatch> {
        let kept = Array::new();
        for (key, field) in convert::entries(value)? {
            let name = key.as_string().unwrap_or_default();
            let field = match redaction.fate(&name) {
                Fate::Keep => field,
                // No answer holds itself: there it ends.
                Fate::Enter(inner) if !self.within.contains(&field) => {
                    self.value(&inner, &field, &redaction.path_of_field(path, &name))?
                }
                Fate::Enter(_) | Fate::Remove => {
                    let path = redaction.path_of_field(path, &name);
                    self.removed.push(&JsValue::from_str(&path));
                    continue;
                }
            };
            kept.push(&Array::of2(&key, &field));
        }
        Object::from_entries(&kept).map(JsCast::unchecked_into).map_err(|_| Mismatch)
    }
}
