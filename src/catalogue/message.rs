//! The messages that answers are made of, and the resource that each belongs to.

use std::sync::OnceLock;

use super::generated::{ANSWERS, FIELD_NAMES, FIELDS, MESSAGES, SCOPE_SETS};
use super::rpc_method::RpcMethod;
use super::tables::{Answer, running_totals};
use crate::scope::{OperationScope, ScopeSet};

/// A message of an answer, such as `Concept`, that belongs to a resource or leads to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MessageType(u16);

impl MessageType {
    /// How many there are.
    pub(crate) const COUNT: usize = MESSAGES.len();

    fn from_index(index: u16) -> Option<Self> {
        (usize::from(index) < MESSAGES.len()).then_some(Self(index))
    }

    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The Get scope of the resource that it belongs to.
    pub(crate) fn owner(self) -> Option<OperationScope> {
        OperationScope::from_index(MESSAGES.get(self.index())?.0)
    }

    /// Whether it is the entry of a map: its one field is each of the map's values.
    pub(crate) fn is_map(self) -> bool {
        MESSAGES.get(self.index()).is_some_and(|message| message.2)
    }

    /// Its fields that hold such a message, by their names in proto spelling.
    pub(crate) fn fields(self) -> impl Iterator<Item = (&'static str, Self)> {
        static ENDS: OnceLock<Vec<u16>> = OnceLock::new();
        let ends = ENDS.get_or_init(|| running_totals(MESSAGES.iter().map(|message| message.1)));
        let end = ends.get(self.index()).copied().map_or(0, usize::from);
        let before = self.index().checked_sub(1).and_then(|before| ends.get(before));
        let fields = FIELDS.get(before.copied().map_or(0, usize::from)..end).unwrap_or_default();
        fields.iter().filter_map(|field| {
            Some((FIELD_NAMES.get(usize::from(field.0)), Self::from_index(field.1)?))
        })
    }

    /// The message in the field that JSON calls `name`, in either of its spellings.
    pub(crate) fn field(self, name: &str) -> Option<Self> {
        if self.is_map() {
            return self.fields().next().map(|(_, message)| message);
        }
        self.fields().find(|(field, _)| is_spelling(name, field)).map(|(_, message)| message)
    }
}

/// Whether JSON may spell a field so: `model_version`, `modelVersion`.
fn is_spelling(name: &str, field: &str) -> bool {
    let mut left = field.bytes();
    let camel_case = std::iter::from_fn(|| {
        Some(match left.next()? {
            b'_' => left.next()?.to_ascii_uppercase(),
            byte => byte,
        })
    });
    name == field || name.bytes().eq(camel_case)
}

impl RpcMethod {
    /// The Get scopes of the resources that its answer can carry.
    pub fn carried_scopes(self) -> ScopeSet {
        set_of(self.answer_row().1)
    }

    /// The Get scopes without which the documentation of 2020 has it refused, not redacted: of the
    /// resources it is named for, and of those that make up half of the answer.
    pub(crate) fn rejecting_scopes(self) -> ScopeSet {
        set_of(self.answer_row().2)
    }

    /// The message that it answers with, where that leads to a resource.
    pub(crate) fn answer(self) -> Option<MessageType> {
        MessageType::from_index(self.answer_row().0)
    }

    fn answer_row(self) -> Answer {
        ANSWERS.get(self.index()).copied().unwrap_or(Answer(u16::MAX, u8::MAX, u8::MAX))
    }
}

fn set_of(index: u8) -> ScopeSet {
    ScopeSet::from_bits(SCOPE_SETS.get(usize::from(index)).copied().unwrap_or_default())
}
