//! What a grant must not see of an answer.

mod fields;
#[cfg(feature = "json")]
mod json;

pub(crate) use fields::fields_of;

use crate::catalogue::{AuthType, MessageType, RpcMethod};
use crate::grant::Grant;
use crate::quoted::{MOST_CHARACTERS, quoted};
use crate::scope::{OperationScope, ScopeSet};

/// Protocol Buffers read no message that lies deeper.
const DEEPEST: u8 = 100;

impl Grant {
    /// The Get scopes of resources that the answer of `rpc` can carry and that are not granted.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{Grant, GrantDescription, RpcMethod};
    ///
    /// let mut description = GrantDescription::default();
    /// description.scopes = vec!["Concepts_Get".into()];
    /// let hidden = Grant::new(description)?.hidden_scopes(RpcMethod::find("ListConcepts").unwrap());
    /// assert!(hidden.is_empty());
    /// # Ok::<(), clarifai_auth::GrantError>(())
    /// ```
    pub fn hidden_scopes(&self, rpc: RpcMethod) -> ScopeSet {
        if self.has_all_scopes || rpc.auth_type() == AuthType::NoAuth {
            return ScopeSet::default();
        }
        rpc.carried_scopes().difference(self.scopes)
    }

    /// What to do with the fields of an answer of `rpc`; nothing where all of them may stay.
    pub(crate) fn redaction(&self, rpc: RpcMethod) -> Option<Redaction> {
        let hidden = self.hidden_scopes(rpc);
        let message = rpc.answer().filter(|_| !hidden.is_empty())?;
        Some(Redaction { hidden, message, depth: 0 })
    }
}

/// What must not be seen in one message of an answer.
#[derive(Clone, Copy)]
pub(crate) struct Redaction {
    hidden: ScopeSet,
    message: MessageType,
    depth: u8,
}

/// What becomes of a field.
pub(crate) enum Fate {
    Keep,
    Remove,
    /// It stays, and so do the fields in it that this keeps: in the value, or in each of a list.
    Enter(Redaction),
}

impl Redaction {
    pub(crate) fn fate(&self, name: &str) -> Fate {
        let Some(message) = self.message.field(name) else { return Fate::Keep };
        let is_hidden = |owner: OperationScope| self.hidden.contains(owner);
        let depth = self.depth.saturating_add(1);
        if message.owner().is_some_and(is_hidden) || depth > DEEPEST {
            return Fate::Remove;
        }
        Fate::Enter(Self { hidden: self.hidden, message, depth })
    }

    /// The path of a field of this message, which stands at `before`.
    pub(crate) fn path_of_field(&self, before: &str, name: &str) -> String {
        let dot = if before.is_empty() { "" } else { "." };
        // The key of a map may be anything; other names are the API's.
        let name = if self.message.is_map() { &quoted(name) } else { name };
        longer(before, &[dot, name])
    }
}

/// The path of an item of a list.
pub(crate) fn path_of_item(before: &str, index: &str) -> String {
    longer(before, &["[", index, "]"])
}

/// Nobody reads to the end of a path that goes deeper.
fn longer(path: &str, more: &[&str]) -> String {
    match path.len() < MOST_CHARACTERS {
        true => [path, &more.concat()].concat(),
        false => [path.strip_suffix('…').unwrap_or(path), "…"].concat(),
    }
}
