//! The HTTP rules as a tree of path segments. A template is the way from the root to its node.

use std::sync::OnceLock;

use super::generated::{
    LITERALS, NODE_CHILDREN, NODE_SEGMENTS, RPCS, RULE_NODES, RULE_VERBS, SEGMENTS,
};
use super::tables::running_totals;

/// The tables of nodes and rules, with what follows from their order.
pub(super) struct Tree {
    nodes: [Node; NODE_SEGMENTS.len()],
    rules: [Rule; RULE_NODES.len()],
    /// Where the rules of each RPC method end.
    ends_of_rpcs: Vec<u16>,
    /// The rules by their nodes; those of one node in order of their RPC methods.
    rules_of_nodes: [u16; RULE_NODES.len()],
}

/// One segment of one or more path templates.
#[derive(Clone, Copy, Default)]
pub(super) struct Node {
    segment: u8,
    parent: u16,
    first_child: u16,
    /// Literals stand before parameters.
    literal_children: u8,
    children: u8,
    end_of_rules: u16,
}

/// A verb on the path that leads to a node.
#[derive(Clone, Copy, Default)]
pub(super) struct Rule {
    pub(super) node: u16,
    pub(super) verb: u8,
    pub(super) rpc: u16,
}

/// One part of a path template.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Segment {
    Literal(&'static str),
    Parameter(&'static str),
}

impl Node {
    pub(super) fn segment(self) -> Segment {
        let text = SEGMENTS.get(usize::from(self.segment));
        if self.segment < LITERALS { Segment::Literal(text) } else { Segment::Parameter(text) }
    }

    pub(super) fn parent(self) -> u16 {
        self.parent
    }
}

impl Tree {
    /// Worked out at the first call.
    pub(super) fn get() -> &'static Self {
        static TREE: OnceLock<Tree> = OnceLock::new();
        TREE.get_or_init(Self::grow)
    }

    pub(super) fn node(&self, index: u16) -> Option<Node> {
        self.nodes.get(usize::from(index)).copied()
    }

    pub(super) fn rule(&self, index: u16) -> Rule {
        let nowhere = Rule { node: 0, verb: u8::MAX, rpc: u16::MAX };
        self.rules.get(usize::from(index)).copied().unwrap_or(nowhere)
    }

    /// The rules of an RPC method, in the order of their declaration.
    pub(super) fn rules_of_rpc(&self, rpc: usize) -> std::ops::Range<u16> {
        let start = rpc.checked_sub(1).and_then(|before| self.ends_of_rpcs.get(before));
        start.copied().unwrap_or(0)..self.ends_of_rpcs.get(rpc).copied().unwrap_or(0)
    }

    /// The rules whose path ends at a node.
    pub(super) fn rules_of_node(&self, node: u16) -> &[u16] {
        let end = |node: u16| self.node(node).map_or(0, |node| usize::from(node.end_of_rules));
        let start = node.checked_sub(1).map_or(0, end);
        self.rules_of_nodes.get(start..end(node)).unwrap_or_default()
    }

    /// The child of this literal segment.
    pub(super) fn literal_child(&self, parent: Node, segment: &str) -> Option<u16> {
        let first = usize::from(parent.first_child);
        let end = first.saturating_add(usize::from(parent.literal_children));
        let children = self.nodes.get(first..end).unwrap_or_default();
        let text = |child: &Node| SEGMENTS.get(usize::from(child.segment));
        let position = children.binary_search_by(|child| text(child).cmp(segment)).ok()?;
        u16::try_from(first.saturating_add(position)).ok()
    }

    /// The children that stand for any segment.
    pub(super) fn parameter_children(&self, parent: Node) -> std::ops::Range<u16> {
        let first = parent.first_child.saturating_add(u16::from(parent.literal_children));
        first..parent.first_child.saturating_add(u16::from(parent.children))
    }

    fn grow() -> Self {
        let mut tree = Self {
            nodes: [Node::default(); NODE_SEGMENTS.len()],
            rules: [Rule::default(); RULE_NODES.len()],
            ends_of_rpcs: running_totals(RPCS.iter().map(|rpc| rpc.3)),
            rules_of_nodes: [0; RULE_NODES.len()],
        };
        tree.grow_nodes();
        tree.grow_rules();
        tree.sort_rules();
        tree
    }

    /// The children of the nodes follow each other in the order of their parents.
    fn grow_nodes(&mut self) {
        let mut next = 1_u16;
        for (index, (segment, children)) in (0..).zip(NODE_SEGMENTS.iter().zip(NODE_CHILDREN)) {
            let end = next.saturating_add(u16::from(children));
            let mut literal_children = 0_u8;
            for child in next..end {
                let literal = NODE_SEGMENTS.get(usize::from(child)).is_some_and(|s| *s < LITERALS);
                literal_children = literal_children.saturating_add(u8::from(literal));
                if let Some(child) = self.nodes.get_mut(usize::from(child)) {
                    child.parent = index;
                }
            }
            if let Some(node) = self.nodes.get_mut(usize::from(index)) {
                let parent = node.parent;
                let first_child = next;
                *node = Node {
                    segment: *segment,
                    parent,
                    first_child,
                    literal_children,
                    children,
                    end_of_rules: 0,
                };
            }
            next = end;
        }
    }

    fn grow_rules(&mut self) {
        let mut rpc = 0_u16;
        let table = RULE_NODES.iter().zip(RULE_VERBS);
        for (index, (rule, (node, verb))) in (0..).zip(self.rules.iter_mut().zip(table)) {
            while self.ends_of_rpcs.get(usize::from(rpc)).is_some_and(|end| *end <= index) {
                rpc = rpc.saturating_add(1);
            }
            *rule = Rule { node: *node, verb, rpc };
        }
    }

    /// By counting: first how many rules each node has, then where they start, then which they are.
    fn sort_rules(&mut self) {
        for rule in &self.rules {
            if let Some(node) = self.nodes.get_mut(usize::from(rule.node)) {
                node.end_of_rules = node.end_of_rules.saturating_add(1);
            }
        }
        let mut start = 0_u16;
        for node in &mut self.nodes {
            let count = std::mem::replace(&mut node.end_of_rules, start);
            start = start.saturating_add(count);
        }
        for (index, rule) in (0..).zip(&self.rules) {
            let Some(node) = self.nodes.get_mut(usize::from(rule.node)) else { continue };
            if let Some(place) = self.rules_of_nodes.get_mut(usize::from(node.end_of_rules)) {
                *place = index;
            }
            node.end_of_rules = node.end_of_rules.saturating_add(1);
        }
    }
}

const _: () =
    assert!(RULE_NODES.len() < u16::MAX as usize && NODE_SEGMENTS.len() < u16::MAX as usize);
