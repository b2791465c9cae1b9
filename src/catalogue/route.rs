use super::generated::LITERALS;
#[cfg(target_arch = "wasm32")]
use super::generated::{MAX_SEGMENTS, SEGMENTS};
#[cfg(target_arch = "wasm32")]
use super::http_rule::VERBS;
use super::http_rule::{HttpRule, verb_number};
#[cfg(target_arch = "wasm32")]
use super::literals::Literals;
use super::path::{Parameter, Segments};
use super::rpc_method::RpcMethod;
use super::tree::{Segment, Tree};

/// The number of the first literal among the words.
#[cfg(target_arch = "wasm32")]
const FIRST_LITERAL: u8 = VERBS.len() as u8 + 1;

// Of the seven bits of a word's number one value must be left over.
#[cfg(target_arch = "wasm32")]
const _: () = assert!(FIRST_LITERAL as usize + (LITERALS as usize) < 127);

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
        match verb_number(verb) {
            Some(verb) => Self::of_verb(Some(verb), url),
            None => Self { segments: None, rules: Found::default(), next: 0 },
        }
    }

    /// The rules of any verb that fit the path of `url`.
    pub(crate) fn of_any_verb(url: &'url str) -> Self {
        Self::of_verb(None, url)
    }

    fn of_verb(verb: Option<u8>, url: &'url str) -> Self {
        let segments = Segments::split(url);
        let rules = segments.as_ref().map(|segments| Found::among(segments.literals(), verb));
        Self { segments, rules: rules.unwrap_or_default(), next: 0 }
    }

    /// Whether both hold the same rules.
    pub(crate) fn same_rules(&self, other: &RouteMatches<'_>) -> bool {
        self.rules.as_slice() == other.rules.as_slice()
    }
}

/// The verbs and the literals of all templates, as [`rules_of_words`] counts them: from 1 on.
#[cfg(target_arch = "wasm32")]
pub(crate) fn route_words() -> impl Iterator<Item = &'static str> {
    let literals = (0..LITERALS).map(|index| SEGMENTS.get(usize::from(index)));
    VERBS.into_iter().chain(literals)
}

/// The indices of the rules that serve a request: its verb, then the segments of its path, as words by
/// their numbers. Any other text has a number that no word has; 0 is the end.
#[cfg(target_arch = "wasm32")]
pub(crate) fn rules_of_words(words: &[u8]) -> impl Iterator<Item = u16> {
    let found = found_by_words(words).unwrap_or_default();
    found.rules.into_iter().take(found.length)
}

#[cfg(target_arch = "wasm32")]
fn found_by_words(words: &[u8]) -> Option<Found> {
    let (verb, words) = words.split_first()?;
    let (mut literals, mut length) = ([Literals::NONE; MAX_SEGMENTS], 0_usize);
    for word in words.iter().take_while(|word| **word != 0) {
        let literal = word.checked_sub(FIRST_LITERAL).unwrap_or(Literals::NONE);
        *literals.get_mut(length)? = literal;
        length = length.saturating_add(1);
    }
    Some(Found::among(literals.get(..length)?, Some(verb.checked_sub(1)?)))
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
            Segment::Parameter(name) => Some(Parameter { name, raw: segments.get(position)? }),
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
    /// Each segment is the index of a literal, or none.
    fn among(segments: &[u8], verb: Option<u8>) -> Self {
        let tree = Tree::get();
        let mut ends = Ends { tree, verb, ends: [End::default(); MOST_MATCHES], length: 0 };
        ends.walk(0, segments, 0);
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
    fn walk(&mut self, index: u16, segments: &[u8], literals: u16) {
        let Some(node) = self.tree.node(index).filter(|node| node.leads_to(segments.len())) else {
            return;
        };
        let Some((segment, rest)) = segments.split_first() else {
            return self.end(index, literals);
        };
        if *segment < LITERALS
            && let Some(child) = self.tree.literal_child(index, *segment)
        {
            let bit = 1_u16.checked_shl(u32::try_from(rest.len()).unwrap_or(u32::MAX));
            self.walk(child, rest, literals | bit.unwrap_or(0));
        }
        for child in self.tree.parameter_children(node) {
            self.walk(child, rest, literals);
        }
    }

    fn end(&mut self, node: u16, literals: u16) {
        if self.rules_of(node).next().is_some()
            && let Some(place) = self.ends.get_mut(self.length)
        {
            *place = End { literals, node };
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
