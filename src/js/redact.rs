//! `Grant.redact` on JavaScript's own values: what stays is the very same.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::convert::{self, Mismatch};
use super::error;
use crate::quoted::quoted;
use crate::redaction::{Fate, Redaction};
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
    let mut walk = Walk { removed: Vec::new(), values: MOST_VALUES, depth: DEEPEST };
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
    /// So many may still be looked at: an object that holds itself has no end.
    values: usize,
    /// Lists in lists have none in the API.
    depth: usize,
}

impl Walk {
    fn value(
        &mut self,
        redaction: &Redaction,
        value: &JsValue,
        path: &str,
    ) -> Result<JsValue, Mismatch> {
        self.values = self.values.checked_sub(1).ok_or(Mismatch)?;
        self.depth = self.depth.checked_sub(1).ok_or(Mismatch)?;
        let kept = self.object(redaction, value, path);
        self.depth = self.depth.saturating_add(1);
        kept
    }

    fn object(
        &mut self,
        redaction: &Redaction,
        value: &JsValue,
        path: &str,
    ) -> Result<JsValue, Mismatch> {
        if !value.is_object() {
            return Ok(value.clone());
        }
        if convert::is_list(value)? {
            let items = convert::entries(value)?.into_iter();
            let items = items.map(|(index, item)| {
                self.value(redaction, &item, &[path, "[", &index, "]"].concat())
            });
            return Ok(convert::array(items.collect::<Result<Vec<_>, Mismatch>>()?));
        }
        let kept = Array::new();
        for (name, field) in convert::entries(value)? {
            let path = if path.is_empty() { name.clone() } else { [path, ".", &name].concat() };
            let field = match redaction.fate(&name) {
                Fate::Keep => field,
                Fate::Enter(inner) => self.value(&inner, &field, &path)?,
                Fate::Remove => {
                    // The key of a map may be anything.
                    self.removed.push(quoted(&path));
                    continue;
                }
            };
            kept.push(&Array::of2(&JsValue::from_str(&name), &field));
        }
        Object::from_entries(&kept).map(JsCast::unchecked_into).map_err(|_| Mismatch)
    }
}
