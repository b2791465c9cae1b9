//! The HTTP rules as a tree of path segments. A template is the way from the root to its node.

use std::sync::OnceLock;

use super::generated::{
    LITERALS, MAX_SEGMENTS, NODE_CHILDREN, NODE_SEGMENTS, RPCS, RULE_NODES, RULE_VERBS, SEGMENTS,
};
use super::literals::Literals;
use super::tables::running_totals;

/// More than twice as many as there are nodes, so that most stand in their own.
const CHILD_PLACES: usize = (NODE_SEGMENTS.len() * 2).next_power_of_two();

/// The tables of nodes and rules, with what follows from their order.
pub(super) struct Tree {
    nodes: [Node; NODE_SEGMENTS.len()],
    rules: [Rule; RULE_NODES.len()],
    /// Where the rules of each RPC method end.
    ends_of_rpcs: Vec<u16>,
    /// The rules by their nodes; those of one node in order of their RPC methods.
    rules_of_nodes: [u16; RULE_NODES.len()],
    pub(super) literals: Literals,
    /// An open hash table of the nodes by their parents and segments; the root is no child.
    children: [u16; CHILD_PLACES],
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
    /// Bit n says that a rule ends n segments below.
    depths: u16,
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

    /// Whether a rule of some verb ends so many segments below.
    pub(super) fn leads_to(self, depth: usize) -> bool {
        u32::try_from(depth).ok().and_then(|depth| self.depths.checked_shr(depth)).unwrap_or(0) & 1
            != 0
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
    pub(super) fn literal_child(&self, parent: u16, literal: u8) -> Option<u16> {
        let child = self.children.get(self.place_of_child(parent, literal)).copied();
        child.filter(|child| *child != 0)
    }

    /// Where the child of a segment stands, or the empty place where it would.
    fn place_of_child(&self, parent: u16, segment: u8) -> usize {
        let (row, column) = (usize::from(parent), usize::from(segment));
        let mut place = row.wrapping_mul(37).wrapping_add(column) % CHILD_PLACES;
        while let Some(child @ 1..) = self.children.get(place).copied()
            && self.node(child).is_some_and(|node| (node.parent, node.segment) != (parent, segment))
        {
            place = place.wrapping_add(1) % CHILD_PLACES;
        }
        place
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
            literals: Literals::new(),
            children: [0; CHILD_PLACES],
        };
        tree.grow_nodes();
        tree.find_places();
        tree.grow_rules();
        tree.sort_rules();
        tree.measure_depths();
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
                    depths: 0,
                };
            }
            next = end;
        }
    }

    fn find_places(&mut self) {
        for (index, node) in (0..).zip(self.nodes).skip(1) {
            let place = self.place_of_child(node.parent, node.segment);
            if let Some(place) = self.children.get_mut(place) {
                *place = index;
            }
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

    /// From the last node to the root: children stand behind their parents.
    fn measure_depths(&mut self) {
        for rule in &self.rules {
            if let Some(node) = self.nodes.get_mut(usize::from(rule.node)) {
                node.depths = 1;
            }
        }
        for index in (1..self.nodes.len()).rev() {
            let Some(node) = self.nodes.get(index).copied() else { continue };
            if let Some(parent) = self.nodes.get_mut(usize::from(node.parent)) {
                parent.depths |= node.depths << 1;
            }
        }
    }
}

const _: () =
    assert!(RULE_NODES.len() < u16::MAX as usize && NODE_SEGMENTS.len() < u16::MAX as usize);
const _: () = assert!(MAX_SEGMENTS < u16::BITS as usize);
