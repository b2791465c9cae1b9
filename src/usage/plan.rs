use super::tally::Tally;
use crate::call::{BodyHolds, Call, UserAppId};
use crate::catalogue::{AuthType, RpcMethod};
use crate::grant::Grant;
use crate::plan::{PlanOptions, Plans, Unplanned, plan_key};
use crate::scope::{OperationScope, ScopeSet};

pub(super) fn plan(tally: &Tally, options: &PlanOptions) -> Plans {
    const ELSEWHERE: &str =
        "the log has more apps than the 64 that are kept apart: this was called in others too";
    let mut apps = tally.apps.shown(options);
    // The last stands for no app.
    let nowhere = apps.len();
    apps.push(UserAppId::default());
    let mut calls = Vec::new();
    let mut unplanned = Vec::new();
    for rpc in RpcMethod::all() {
        let Some(seen) = tally.seen(rpc) else { continue };
        for (place, app) in apps.iter().enumerate() {
            let is_bare = place == nowhere && (seen.nowhere || seen.elsewhere);
            if is_bare || (place != nowhere && seen.holds(place)) {
                let UserAppId { user_id, app_id } = app.clone();
                calls.push(Call { user_id, app_id, ..any_call(rpc) });
            }
        }
        if seen.elsewhere {
            unplanned.push(Unplanned { call: rpc.name().to_owned(), reason: ELSEWHERE.to_owned() });
        }
    }
    let mut plans = plan_key(&calls, options);
    plans.unplanned.append(&mut unplanned);
    plans.plan.calls.dedup();
    plans.other_plans.iter_mut().for_each(|plan| plan.calls.dedup());
    plans
}

/// A log shows no body: one may hold all that needs a scope of its own.
fn any_call(rpc: RpcMethod) -> Call {
    Call { body_holds: BodyHolds { concepts: true, image: true }, ..Call::rpc(rpc.name()) }
}

pub(super) fn unused_scopes(tally: &Tally, grant: &Grant) -> ScopeSet {
    let mut needed = ScopeSet::default();
    for rpc in RpcMethod::all().filter(|rpc| tally.seen(*rpc).is_some()) {
        if matches!(rpc.auth_type(), AuthType::KeyAuth | AuthType::PATAuth) {
            needed =
                needed.union(rpc.required_scopes()).union(any_call(rpc).conditional_scopes(rpc));
        }
    }
    // It stands for each of them.
    if let Some(all) = OperationScope::find("All").filter(|_| !needed.is_empty()) {
        needed.insert(all);
    }
    grant.scopes.difference(needed)
}

pub(super) fn unused_endpoints(tally: &Tally, grant: &Grant) -> Vec<RpcMethod> {
    let is_unused = |rpc: &RpcMethod| grant.lists_by_name(*rpc) && tally.seen(*rpc).is_none();
    RpcMethod::all().filter(is_unused).collect()
}
