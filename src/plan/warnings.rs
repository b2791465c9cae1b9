use super::{Plan, Planned};
use crate::catalogue::RpcMethod;
use crate::finding::{Finding, FindingCode};
use crate::scope::ScopeSet;

/// Nobody reads more names in a sentence.
const MOST_NAMES: usize = 4;

/// What to know before the key of a plan is made.
pub(super) fn add(plan: &Plan, calls: &[Planned], warnings: &mut Vec<Finding>) {
    for scope in plan.scopes.iter().filter(|scope| !scope.is_exposed()) {
        warnings.push(Finding::new(
            FindingCode::ScopeNotOffered,
            None,
            ["the portal does not offer the scope `", &scope.label(), "`, which the job needs"]
                .concat(),
            "create the key with the request instead of the portal",
        ));
    }
    let changes: Vec<RpcMethod> = plan.surplus.iter().copied().filter(changes_something).collect();
    if !changes.is_empty() {
        warnings.push(Finding::new(
            FindingCode::SurplusChanges,
            None,
            ["beside the job the key lets call ", &some_names(&changes), ", which change data"]
                .concat(),
            "plan with `restrictEndpoints`, so that the key's endpoint list closes them",
        ));
    }
    let conditional =
        calls.iter().fold(ScopeSet::default(), |all, call| all.union(call.conditional));
    for scope in conditional.difference(plan.scopes).iter() {
        let when = match scope.name() {
            "Concepts_Add" => "concepts that are new to the app",
            _ => "an image in the query of a search",
        };
        warnings.push(Finding::new(
            FindingCode::ConditionalScope,
            None,
            ["where a body holds ", when, ", its call needs the scope `", &scope.label(), "` too"]
                .concat(),
            "add the scope where that happens",
        ));
    }
    if plan.request.lacks_app() && !plan.calls.is_empty() {
        warnings.push(Finding::new(
            FindingCode::AppUnknown,
            None,
            "an app-specific key is bound to an app, and no call names one",
            "give the app's id, or put it in the place of `YOUR_APP_ID`",
        ));
    }
}

/// By the verbs of its HTTP rules: an update, or a removal.
fn changes_something(rpc: &RpcMethod) -> bool {
    rpc.http_rules().any(|rule| matches!(rule.verb(), "PATCH" | "PUT" | "DELETE"))
}

fn some_names(methods: &[RpcMethod]) -> String {
    let names: Vec<&str> = methods.iter().take(MOST_NAMES).map(|rpc| rpc.name()).collect();
    let names = names.join(", ");
    match methods.len().checked_sub(MOST_NAMES) {
        Some(more @ 1..) => [&names, " and ", &more.to_string(), " more"].concat(),
        _ => names,
    }
}
