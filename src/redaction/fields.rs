use std::collections::VecDeque;

use crate::catalogue::{MessageType, RpcMethod};
use crate::scope::ScopeSet;

/// The fields of the answers of some RPC methods that `hidden` scopes stand for, as paths such as
/// `outputs.data.concepts`: of each message the shortest path, what belongs to `wanted` scopes only.
pub(crate) fn fields_of(
    methods: impl Iterator<Item = RpcMethod>,
    hidden: ScopeSet,
    wanted: ScopeSet,
) -> Vec<String> {
    let mut fields = Vec::new();
    for answer in methods.filter_map(RpcMethod::answer) {
        let mut seen = [false; MessageType::COUNT];
        let mut next = VecDeque::from([(answer, String::new())]);
        while let Some((message, path)) = next.pop_front() {
            for (name, inner) in message.fields() {
                let path = match (path.as_str(), message.is_map()) {
                    ("", _) => name.to_owned(),
                    (path, true) => [path, ".*"].concat(),
                    (path, false) => [path, ".", name].concat(),
                };
                match inner.owner().filter(|owner| hidden.contains(*owner)) {
                    Some(owner) if wanted.contains(owner) && !fields.contains(&path) => {
                        fields.push(path);
                    }
                    Some(_) => {}
                    None => {
                        if let Some(seen @ false) = seen.get_mut(inner.index()) {
                            *seen = true;
                            next.push_back((inner, path));
                        }
                    }
                }
            }
        }
    }
    fields
}
