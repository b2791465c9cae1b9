//! Rows of the generated tables: numbers that point into one text per kind of name.

/// Names in one text; the name `n` ends at `ends[n]` and starts where the one before it ends.
pub(crate) struct Names<const COUNT: usize> {
    pub(super) text: &'static str,
    pub(super) ends: [u16; COUNT],
}

impl<const COUNT: usize> Names<COUNT> {
    pub(crate) fn get(&'static self, index: usize) -> &'static str {
        name_at(self.text, &self.ends, index)
    }

    /// The index of `name`, where the names stand in order of their bytes.
    pub(crate) fn find_sorted(&'static self, name: &str) -> Option<usize> {
        find_between(self.text, &self.ends, 0, COUNT, name)
    }

    pub(crate) fn find_ignoring_case(&'static self, name: &str) -> Option<usize> {
        (0..COUNT).find(|index| self.get(*index).eq_ignore_ascii_case(name))
    }
}

fn name_at(text: &'static str, ends: &[u16], index: usize) -> &'static str {
    let end = ends.get(index).copied().map_or(0, usize::from);
    let start =
        index.checked_sub(1).and_then(|before| ends.get(before)).copied().map_or(0, usize::from);
    text.get(start..end).unwrap_or_default()
}

fn find_between(
    text: &'static str,
    ends: &[u16],
    mut low: usize,
    mut high: usize,
    name: &str,
) -> Option<usize> {
    while low < high {
        let middle = low.midpoint(high);
        match name_at(text, ends, middle).cmp(name) {
            std::cmp::Ordering::Equal => return Some(middle),
            std::cmp::Ordering::Less => low = middle.saturating_add(1),
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

/// Authorization type, streaming, required scopes (in `SCOPE_SETS`), end in `RULES_OF_RPC`.
#[derive(Clone, Copy)]
pub(crate) struct Rpc(pub(super) u8, pub(super) u8, pub(super) u8, pub(super) u16);

/// Exposed (1) and deprecated (2), prerequisites (in `SCOPE_SETS`).
#[derive(Clone, Copy)]
pub(crate) struct Scope(pub(crate) u8, pub(crate) u8);

/// Segment, parent, first child, literal children, all children, end in `RULES`.
#[derive(Clone, Copy)]
pub(crate) struct Node(
    pub(super) u8,
    pub(super) u16,
    pub(super) u16,
    pub(super) u8,
    pub(super) u8,
    pub(super) u16,
);

/// Node, verb, RPC method.
#[derive(Clone, Copy)]
pub(crate) struct Rule(pub(super) u16, pub(super) u8, pub(super) u16);
