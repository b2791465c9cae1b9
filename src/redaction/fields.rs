use crate::catalogue::{MessageType, RpcMethod};
use crate::scope::ScopeSet;

/// A message on the way from an answer to what belongs to a resource.
struct Step {
    message: MessageType,
    /// The field that holds it, and the step before.
    field: &'static str,
    before: usize,
}

/// The fields of the answers of some RPC methods that `hidden` scopes stand for, as paths such as
/// `outputs.data.concepts`: of each message the shortest path, what belongs to `wanted` scopes only.
pub(crate) fn fields_of(
    methods: impl Iterator<Item = RpcMethod>,
    hidden: ScopeSet,
    wanted: ScopeSet,
) -> Vec<String> {
    let mut fields = Vec::new();
    for answer in methods.filter_map(RpcMethod::answer) {
        for path in fields_of_answer(answer, hidden, wanted) {
            if !fields.contains(&path) {
                fields.push(path);
            }
        }
    }
    fields
}

/// Breadth first, so that the first path to a message is its shortest.
fn fields_of_answer(answer: MessageType, hidden: ScopeSet, wanted: ScopeSet) -> Vec<String> {
    let mut fields = Vec::new();
    let mut seen = [false; MessageType::COUNT];
    let mut steps = vec![Step { message: answer, field: "", before: 0 }];
    let mut at = 0;
    while let Some(message) = steps.get(at).map(|step| step.message) {
        for (name, inner) in message.fields() {
            let field = if message.is_map() { "*" } else { name };
            match inner.owner().filter(|owner| hidden.contains(*owner)) {
                Some(owner) if wanted.contains(owner) => fields.push(path_of(&steps, at, field)),
                Some(_) => {}
                None => {
                    if let Some(seen @ false) = seen.get_mut(inner.index()) {
                        *seen = true;
                        steps.push(Step { message: inner, field, before: at });
                    }
                }
            }
        }
        at = at.saturating_add(1);
    }
    fields
}

fn path_of(steps: &[Step], mut at: usize, field: &'static str) -> String {
    let mut names = vec![field];
    while at > 0
        && let Some(step) = steps.get(at)
    {
        names.push(step.field);
        at = step.before;
    }
    names.reverse();
    names.join(".")
}
