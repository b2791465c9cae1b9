use super::{Plan, Planned};
use crate::call::UserAppId;
use crate::catalogue::RpcMethod;
use crate::finding::{Finding, FindingCode};
use crate::quoted::quoted;
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

/// What to know where there is no plan; `were_given` tells that calls were, and none can be planned.
pub(super) fn nothing(were_given: bool) -> Finding {
    let (message, fix) = if were_given {
        (
            "no call to plan: none of those that were given is for a key",
            "look up the reasons in `unplanned`",
        )
    } else {
        ("no call to plan: none was given", "give the calls that the key is for")
    };
    Finding::new(FindingCode::NothingToPlan, None, message, fix)
}

/// Says which of several plans a warning is of.
pub(super) fn name_app<'warning>(
    app: &UserAppId,
    warnings: impl Iterator<Item = &'warning mut Finding>,
) {
    for warning in warnings {
        warning.message =
            ["in the plan for `", &quoted(&app.to_string()), "`: ", &warning.message].concat();
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
