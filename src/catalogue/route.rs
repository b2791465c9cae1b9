use super::http_rule::{HttpRule, verb_number};
use super::path::{Parameter, Segments};
use super::rpc_method::RpcMethod;
use super::tree::{Node, Segment, Tree};

/// More rules than any path and verb can meet; the catalogue's tests prove the bound.
const MOST_MATCHES: usize = 16;

/// The HTTP rules that serve a request; see [`RpcMethod::matching`].
#[derive(Clone)]
pub struct RouteMatches<'url> {
    segments: Option<Segments<'url>>,
    rules: Found,
    next: usize,
}

/// One HTTP rule that serves a request, with the parameters of its path.
#[derive(Clone)]
pub struct RouteMatch<'url> {
    rpc: RpcMethod,
    rule: HttpRule,
    segments: Segments<'url>,
}

impl<'url> RouteMatches<'url> {
    pub(super) fn find(verb: &str, url: &'url str) -> Self {
        let segments = Segments::split(url);
        let rules = match (&segments, verb_number(verb)) {
            (Some(segments), Some(verb)) => Found::among(segments.as_slice(), Some(verb)),
            _ => Found::default(),
        };
        Self { segments, rules, next: 0 }
    }

    /// The rules of any verb that fit the path of `url`.
    pub(crate) fn of_any_verb(url: &'url str) -> Self {
        let segments = Segments::split(url);
        let rules =
            segments.map(|segments| Found::among(segments.as_slice(), None)).unwrap_or_default();
        Self { segments, rules, next: 0 }
    }

    /// Whether both hold the same rules.
    pub(crate) fn same_rules(&self, other: &RouteMatches<'_>) -> bool {
        self.rules.as_slice() == other.rules.as_slice()
    }
}

/// The index of the only rule that serves `verb` on `url`, and the byte where the first segment behind
/// `/v2/` starts, where each segment is its own value.
#[cfg(target_arch = "wasm32")]
pub(crate) fn sole_simple_rule(verb: &str, url: &str) -> Option<(u16, usize)> {
    let segments = Segments::split(url).filter(|segments| segments.is_simple)?;
    let found = Found::among(segments.as_slice(), Some(verb_number(verb)?));
    let [rule] = found.as_slice() else { return None };
    let first = segments.as_slice().first()?;
    Some((*rule, first.as_ptr().addr().checked_sub(url.as_ptr().addr())?))
}

impl<'url> Iterator for RouteMatches<'url> {
    type Item = RouteMatch<'url>;

    fn next(&mut self) -> Option<Self::Item> {
        let index = *self.rules.as_slice().get(self.next)?;
        self.next = self.next.saturating_add(1);
        Some(RouteMatch {
            rpc: RpcMethod::from_index(usize::from(Tree::get().rule(index).rpc))?,
            rule: HttpRule::new(index),
            segments: self.segments?,
        })
    }
}

impl<'url> RouteMatch<'url> {
    /// The RPC method that the rule belongs to.
    pub fn rpc(&self) -> RpcMethod {
        self.rpc
    }

    /// The rule itself.
    pub fn rule(&self) -> HttpRule {
        self.rule
    }

    /// The rule's path template, such as `/v2/models/{model_id}/outputs`.
    pub fn template(&self) -> String {
        self.rule.template()
    }

    /// Yields the parameters in the order of the path.
    pub fn parameters(&self) -> impl Iterator<Item = Parameter<'url>> {
        let segments = self.segments;
        self.rule.segments().enumerate().filter_map(move |(position, segment)| match segment {
            Segment::Literal(_) => None,
            Segment::Parameter(name) => {
                Some(Parameter { name, raw: segments.as_slice().get(position)? })
            }
        })
    }
}

impl std::fmt::Debug for RouteMatch<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?} by {:?}", self.rpc, self.rule)
    }
}

/// Indices of rules, in order of their RPC methods.
#[derive(Clone, Default)]
struct Found {
    rules: [u16; MOST_MATCHES],
    length: usize,
}

impl Found {
    fn among(segments: &[&str], verb: Option<u8>) -> Self {
        let tree = Tree::get();
        let mut ends = Ends { tree, verb, ends: [End::default(); MOST_MATCHES], length: 0 };
        if let Some(root) = tree.node(0) {
            ends.walk(root, segments, 0);
        }
        let mut found = Self::default();
        for end in ends.as_slice() {
            if !ends.as_slice().iter().any(|other| other.is_more_literal_than(*end)) {
                found.extend(ends.rules_of(end.node));
            }
        }
        found
    }

    fn extend(&mut self, rules: impl Iterator<Item = u16>) {
        for rule in rules {
            if self.length < MOST_MATCHES {
                let place = self.as_slice().partition_point(|known| *known <= rule);
                self.length = self.length.saturating_add(1);
                let later = self.rules.get_mut(place..self.length).unwrap_or_default();
                later.rotate_right(1);
                if let Some(first) = later.first_mut() {
                    *first = rule;
                }
            }
        }
    }

    fn as_slice(&self) -> &[u16] {
        self.rules.get(..self.length).unwrap_or_default()
    }
}

/// A node that the whole path leads to; bit n of `literals` says that its segment n is literal.
#[derive(Clone, Copy, Default)]
struct End {
    literals: u16,
    node: u16,
}

impl End {
    /// Literal wherever the other is, and somewhere more.
    fn is_more_literal_than(self, other: Self) -> bool {
        self.literals != other.literals && self.literals & other.literals == other.literals
    }
}

struct Ends {
    tree: &'static Tree,
    verb: Option<u8>,
    ends: [End; MOST_MATCHES],
    length: usize,
}

impl Ends {
    fn walk(&mut self, parent: Node, segments: &[&str], literals: u16) {
        let Some((segment, rest)) = segments.split_first() else { return };
        let bit = 1_u16.checked_shl(u32::try_from(rest.len()).unwrap_or(u32::MAX)).unwrap_or(0);
        if let Some(child) = self.tree.literal_child(parent, segment) {
            self.step(child, rest, literals | bit);
        }
        for child in self.tree.parameter_children(parent) {
            self.step(child, rest, literals);
        }
    }

    fn step(&mut self, index: u16, rest: &[&str], literals: u16) {
        if !rest.is_empty() {
            if let Some(child) = self.tree.node(index) {
                self.walk(child, rest, literals);
            }
        } else if self.rules_of(index).next().is_some()
            && let Some(place) = self.ends.get_mut(self.length)
        {
            *place = End { literals, node: index };
            self.length = self.length.saturating_add(1);
        }
    }

    /// The rules of the verb whose path ends at a node.
    fn rules_of(&self, node: u16) -> impl Iterator<Item = u16> {
        let serves = |rule: &u16| self.verb.is_none_or(|verb| self.tree.rule(*rule).verb == verb);
        self.tree.rules_of_node(node).iter().copied().filter(serves)
    }

    fn as_slice(&self) -> &[End] {
        self.ends.get(..self.length).unwrap_or_default()
    }
}
