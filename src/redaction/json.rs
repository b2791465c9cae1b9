use serde_json::Value;

use super::{Fate, Redaction, path_of_item};
use crate::catalogue::RpcMethod;
use crate::grant::Grant;

impl Grant {
    /// Removes from an answer of `rpc` what belongs to resources whose Get scope is not granted, and
    /// nothing else. Gives the paths of the fields that it removed.
    ///
    /// Numbers and the order of fields stay where `serde_json` keeps them: see its features
    /// `arbitrary_precision` and `preserve_order`.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{Grant, GrantDescription, RpcMethod};
    ///
    /// let mut description = GrantDescription::default();
    /// description.scopes = vec!["Inputs_Get".into()];
    /// let grant = Grant::new(description)?;
    /// let mut answer = serde_json::json!({ "inputs": [{ "id": "a", "data": { "concepts": [{ "id": "cat" }] } }] });
    /// let removed = grant.redact(RpcMethod::find("ListInputs").unwrap(), &mut answer);
    /// assert_eq!(answer, serde_json::json!({ "inputs": [{ "id": "a", "data": {} }] }));
    /// assert_eq!(removed, ["inputs[0].data.concepts"]);
    /// # Ok::<(), clarifai_auth::GrantError>(())
    /// ```
    pub fn redact(&self, rpc: RpcMethod, answer: &mut Value) -> Vec<String> {
        let mut removed = Vec::new();
        if let Some(redaction) = self.redaction(rpc) {
            walk(&redaction, answer, "", &mut removed);
        }
        removed
    }
}

fn walk(redaction: &Redaction, value: &mut Value, path: &str, removed: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(redaction, item, &path_of_item(path, &index.to_string()), removed);
            }
        }
        Value::Object(fields) => fields.retain(|name, value| {
            let fate = redaction.fate(name);
            let stays = !matches!(fate, Fate::Remove);
            match fate {
                Fate::Keep => {}
                Fate::Remove => removed.push(redaction.path_of_field(path, name)),
                Fate::Enter(inner) => {
                    walk(&inner, value, &redaction.path_of_field(path, name), removed);
                }
            }
            stays
        }),
        _ => {}
    }
}
