use super::generated::MAX_SEGMENTS;
use super::tree::{Node, Rule, Segment, Tree};

pub(super) const VERBS: [&str; 5] = ["DELETE", "GET", "PATCH", "POST", "PUT"];
const ROOT: &str = "/v2";

/// One verb and path template that an RPC method is bound to (`google.api.http`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpRule(u16);

impl HttpRule {
    pub(super) fn new(index: u16) -> Self {
        Self(index)
    }

    /// `DELETE`, `GET`, `PATCH`, `POST` or `PUT`.
    pub fn verb(self) -> &'static str {
        VERBS.get(usize::from(self.row().verb)).copied().unwrap_or_default()
    }

    /// The path template, such as `/v2/models/{model_id}/outputs`.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::RpcMethod;
    ///
    /// let rule = RpcMethod::find("GetUser").unwrap().http_rules().next().unwrap();
    /// assert_eq!((rule.verb(), rule.template().as_str()), ("GET", "/v2/users/{user_app_id.user_id}"));
    /// ```
    pub fn template(self) -> String {
        let mut template = String::from(ROOT);
        for segment in self.segments() {
            template.push('/');
            match segment {
                Segment::Literal(text) => template.push_str(text),
                Segment::Parameter(name) => {
                    template.push('{');
                    template.push_str(name);
                    template.push('}');
                }
            }
        }
        template
    }

    /// Whether the template has a parameter of this name.
    pub(crate) fn has_parameter(self, name: &str) -> bool {
        self.nodes().any(|node| matches!(node.segment(), Segment::Parameter(own) if own == name))
    }

    /// The template's segments after `/v2`.
    pub(super) fn segments(self) -> impl Iterator<Item = Segment> {
        let mut reversed = [Segment::Literal(""); MAX_SEGMENTS];
        let mut length = 0_usize;
        for (place, node) in reversed.iter_mut().zip(self.nodes()) {
            *place = node.segment();
            length = length.saturating_add(1);
        }
        reversed.into_iter().rev().skip(MAX_SEGMENTS.saturating_sub(length))
    }

    /// From the last segment's node up to the one below the root.
    fn nodes(self) -> impl Iterator<Item = Node> {
        let tree = Tree::get();
        let mut at = self.row().node;
        std::iter::from_fn(move || {
            let node = tree.node(at).filter(|_| at != 0)?;
            at = node.parent();
            Some(node)
        })
    }

    fn row(self) -> Rule {
        Tree::get().rule(self.0)
    }
}

impl std::fmt::Debug for HttpRule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "HttpRule({} {})", self.verb(), self.template())
    }
}

/// The number that stands for a verb in `RULE_VERBS`, in any case of its letters.
pub(super) fn verb_number(verb: &str) -> Option<u8> {
    let index = VERBS.iter().position(|known| known.eq_ignore_ascii_case(verb))?;
    u8::try_from(index).ok()
}
