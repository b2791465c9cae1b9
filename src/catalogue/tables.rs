//! Rows of the generated tables. What follows from them is worked out at first use: that keeps the
//! wasm small.

use std::sync::OnceLock;

/// Names in one text, one after the other.
pub(crate) struct Names {
    text: &'static str,
    lengths: &'static [u8],
    /// Where each name ends.
    ends: OnceLock<Vec<u16>>,
}

impl Names {
    pub(super) const fn new(text: &'static str, lengths: &'static [u8]) -> Self {
        Self { text, lengths, ends: OnceLock::new() }
    }

    pub(crate) fn get(&self, index: usize) -> &'static str {
        let ends = self.ends();
        let end = ends.get(index).copied().map_or(0, usize::from);
        let start = index.checked_sub(1).and_then(|before| ends.get(before));
        self.text.get(start.copied().map_or(0, usize::from)..end).unwrap_or_default()
    }

    /// The index of `name`, where the names stand in order of their bytes.
    pub(crate) fn find_sorted(&self, name: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.lengths.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.get(middle).cmp(name) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle.saturating_add(1),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    pub(crate) fn find_ignoring_case(&self, name: &str) -> Option<usize> {
        (0..self.lengths.len()).find(|index| self.get(*index).eq_ignore_ascii_case(name))
    }

    fn ends(&self) -> &[u16] {
        self.ends.get_or_init(|| running_totals(self.lengths.iter().copied()))
    }
}

pub(super) fn running_totals(numbers: impl IntoIterator<Item = u8>) -> Vec<u16> {
    let mut total = 0_u16;
    let add = |number| {
        total = total.saturating_add(u16::from(number));
        total
    };
    numbers.into_iter().map(add).collect()
}

/// Authorization type, streaming, required scopes (in `SCOPE_SETS`), number of HTTP rules.
#[derive(Clone, Copy)]
pub(crate) struct Rpc(pub(super) u8, pub(super) u8, pub(super) u8, pub(super) u8);

/// Exposed (1) and deprecated (2), prerequisites (in `SCOPE_SETS`).
#[derive(Clone, Copy)]
pub(crate) struct Scope(pub(crate) u8, pub(crate) u8);

/// Owner's Get scope (in `SCOPE_NAMES`, or none), number of fields, whether it is the entry of a map.
#[derive(Clone, Copy)]
pub(crate) struct Message(pub(super) u8, pub(super) u8, pub(super) bool);

/// Name (in `FIELD_NAMES`), message (in `MESSAGES`).
#[derive(Clone, Copy)]
pub(crate) struct Field(pub(super) u8, pub(super) u16);

/// Message (in `MESSAGES`, or none), the Get scopes of what it carries, those without which all of
/// it is refused (in `SCOPE_SETS`).
#[derive(Clone, Copy)]
pub(crate) struct Answer(pub(super) u16, pub(super) u8, pub(super) u8);
