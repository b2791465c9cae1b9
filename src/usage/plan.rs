use super::tally::Tally;
use crate::call::{BodyHolds, Call, UserAppId};
use crate::catalogue::{AuthType, RpcMethod};
use crate::finding::{Finding, FindingCode};
use crate::grant::Grant;
use crate::plan::{
    Plan, PlanOptions, Plans, Unplanned, WHERE_THAT_HAPPENS, conditional_on, plan_key,
};
use crate::scope::{OperationScope, ScopeSet};

pub(super) fn plan(tally: &Tally, options: &PlanOptions) -> Plans {
    let apps = tally.apps.shown(options);
    let mut calls = Vec::new();
    let mut elsewhere = Vec::new();
    for (rpc, seen) in tally.methods() {
        if seen.nowhere || seen.elsewhere {
            calls.push(Call::rpc(rpc.name()));
        }
        let own = apps.iter().enumerate().filter(|(place, _)| seen.holds(*place));
        calls.extend(own.map(|(_, app)| call_in(rpc, app)));
        if seen.elsewhere {
            elsewhere.push(Unplanned {
                call: rpc.name().to_owned(),
                reason: "the log has more apps than the 64 that are kept apart: this was called in others too".to_owned(),
            });
        }
    }
    let mut plans = plan_key(&calls, options);
    plans.unplanned.extend(elsewhere);
    let Plans { plan, other_plans, warnings, .. } = &mut plans;
    for plan in std::iter::once(plan).chain(other_plans) {
        plan.calls.dedup();
        warn(plan, warnings);
    }
    plans
}

fn call_in(rpc: RpcMethod, app: &UserAppId) -> Call {
    let UserAppId { user_id, app_id } = app.clone();
    Call { user_id, app_id, ..Call::rpc(rpc.name()) }
}

/// Says which scopes hang on bodies: a log shows none.
fn warn(plan: &Plan, warnings: &mut Vec<Finding>) {
    let methods = plan.calls.iter().filter_map(|name| RpcMethod::find(name));
    let conditional = methods.fold(ScopeSet::default(), |all, rpc| all.union(conditional(rpc)));
    for scope in conditional.difference(plan.scopes).iter() {
        let finding = Finding::new(
            FindingCode::ConditionalScope,
            None,
            [
                "a log shows no body, which may hold what needs the scope `",
                &scope.label(),
                "`: ",
                conditional_on(scope),
            ]
            .concat(),
            WHERE_THAT_HAPPENS,
        );
        if !warnings.contains(&finding) {
            warnings.push(finding);
        }
    }
}

/// The scopes that some calls of a method need.
fn conditional(rpc: RpcMethod) -> ScopeSet {
    let body_holds = BodyHolds { concepts: true, image: true };
    Call { body_holds, ..Call::default() }.conditional_scopes(rpc)
}

pub(super) fn unused_scopes(tally: &Tally, grant: &Grant) -> ScopeSet {
    let mut needed = ScopeSet::default();
    for (rpc, _) in tally.methods() {
        if matches!(rpc.auth_type(), AuthType::KeyAuth | AuthType::PATAuth) {
            needed = needed.union(rpc.required_scopes()).union(conditional(rpc));
        }
    }
    // It stands for each of them.
    if let Some(all) = OperationScope::find("All").filter(|_| !needed.is_empty()) {
        needed.insert(all);
    }
    grant.scopes.difference(needed)
}

pub(super) fn unused_endpoints(tally: &Tally, grant: &Grant) -> Vec<RpcMethod> {
    let is_called = |rpc: &RpcMethod| tally.methods().any(|(called, _)| called == *rpc);
    grant.endpoint_list().filter(|rpc| !is_called(rpc)).collect()
}
