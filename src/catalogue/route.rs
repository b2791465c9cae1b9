use std::cmp::Ordering;

use super::generated::{LITERALS, NODES, RULES, SEGMENTS};
use super::http_rule::{HttpRule, Segment, node, rule, verb_number};
use super::path::{Parameter, Segments};
use super::rpc_method::RpcMethod;
use super::tables::Node;

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

impl<'url> Iterator for RouteMatches<'url> {
    type Item = RouteMatch<'url>;

    fn next(&mut self) -> Option<Self::Item> {
        let index = *self.rules.as_slice().get(self.next)?;
        self.next = self.next.saturating_add(1);
        Some(RouteMatch {
            rpc: RpcMethod::from_index(usize::from(rule(index).2))?,
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

/// Indices in `RULES`, in order of their RPC methods.
#[derive(Clone, Default)]
struct Found {
    rules: [u16; MOST_MATCHES],
    length: usize,
}

impl Found {
    fn among(segments: &[&str], verb: Option<u8>) -> Self {
        let mut ends = Ends { ends: [End::default(); MOST_MATCHES], length: 0 };
        if let Some(root) = node(0) {
            ends.walk(root, segments, verb, 0);
        }
        let mut found = Self::default();
        for end in ends.as_slice() {
            if !ends.as_slice().iter().any(|other| other.is_more_literal_than(*end)) {
                found.add_rules_of(*end, verb);
            }
        }
        found
    }

    fn add_rules_of(&mut self, end: End, verb: Option<u8>) {
        for index in end.first_rule..end.end_of_rules {
            if verb.is_none_or(|verb| rule(index).1 == verb) && self.length < MOST_MATCHES {
                let place =
                    self.as_slice().partition_point(|known| rule(*known).2 <= rule(index).2);
                self.length = self.length.saturating_add(1);
                let later = self.rules.get_mut(place..self.length).unwrap_or_default();
                later.rotate_right(1);
                if let Some(first) = later.first_mut() {
                    *first = index;
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
    first_rule: u16,
    end_of_rules: u16,
}

impl End {
    /// Literal wherever the other is, and somewhere more.
    fn is_more_literal_than(self, other: Self) -> bool {
        self.literals != other.literals && self.literals & other.literals == other.literals
    }
}

struct Ends {
    ends: [End; MOST_MATCHES],
    length: usize,
}

impl Ends {
    fn walk(&mut self, parent: Node, segments: &[&str], verb: Option<u8>, literals: u16) {
        let Some((segment, rest)) = segments.split_first() else { return };
        let bit = 1_u16.checked_shl(u32::try_from(rest.len()).unwrap_or(u32::MAX)).unwrap_or(0);
        let first = usize::from(parent.2);
        let all = NODES.get(first..first.saturating_add(usize::from(parent.4)));
        let (literal, parameters) =
            all.and_then(|all| all.split_at_checked(usize::from(parent.3))).unwrap_or_default();
        if let Ok(position) = literal.binary_search_by(|child| compare(child.0, segment)) {
            let index = first.saturating_add(position);
            self.step(index, rest, verb, literals | bit);
        }
        for position in 0..parameters.len() {
            let index = first.saturating_add(literal.len()).saturating_add(position);
            self.step(index, rest, verb, literals);
        }
    }

    fn step(&mut self, index: usize, rest: &[&str], verb: Option<u8>, literals: u16) {
        let Some(child) = NODES.get(index) else { return };
        if !rest.is_empty() {
            return self.walk(*child, rest, verb, literals);
        }
        let first_rule = index.checked_sub(1).and_then(|before| NODES.get(before));
        let end =
            End { literals, first_rule: first_rule.map_or(0, |n| n.5), end_of_rules: child.5 };
        let serves = (end.first_rule..end.end_of_rules)
            .any(|index| verb.is_none_or(|verb| rule(index).1 == verb));
        if serves && let Some(place) = self.ends.get_mut(self.length) {
            *place = end;
            self.length = self.length.saturating_add(1);
        }
    }

    fn as_slice(&self) -> &[End] {
        self.ends.get(..self.length).unwrap_or_default()
    }
}

fn compare(segment: u8, text: &str) -> Ordering {
    debug_assert!(segment < LITERALS);
    SEGMENTS.get(usize::from(segment)).cmp(text)
}

const _: () = assert!(RULES.len() < u16::MAX as usize && NODES.len() < u16::MAX as usize);
