//! What holds of every decision, tried on every RPC method and every subset of its required scopes.
#![cfg(feature = "plans")]

use clarifai_auth::{
    Call, Decision, Grant, GrantDescription, KeyType, OperationScope, PlanOptions, Reason,
    RpcMethod, ScopeSet, Timestamp, plan_key,
};

const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

fn grant(scopes: impl IntoIterator<Item = OperationScope>) -> Grant {
    let scopes = scopes.into_iter().map(|scope| scope.name().to_owned()).collect();
    Grant::new(GrantDescription {
        key_type: Some(KeyType::PersonalAccessToken),
        scopes,
        ..GrantDescription::default()
    })
    .expect("a grant")
}

fn subsets(scopes: ScopeSet) -> impl Iterator<Item = Vec<OperationScope>> {
    let scopes: Vec<OperationScope> = scopes.iter().collect();
    (0..1_u32 << scopes.len()).map(move |bits| {
        let chosen = scopes.iter().enumerate().filter(|(index, _)| bits & (1 << index) != 0);
        chosen.map(|(_, scope)| *scope).collect()
    })
}

fn missing(decision: &Decision) -> ScopeSet {
    let Decision::Reject(rejection) = decision else { return ScopeSet::default() };
    rejection
        .reasons
        .iter()
        .find_map(|reason| match reason {
            Reason::MissingScopes { scopes } => Some(*scopes),
            _ => None,
        })
        .unwrap_or_default()
}

#[test]
fn a_missing_set_is_complete_and_nothing_in_it_can_be_left_out() {
    let mut count = 0;
    for rpc in RpcMethod::all() {
        for given in subsets(rpc.required_scopes()) {
            let lacks = missing(&grant(given.clone()).evaluate_rpc(rpc, NOW));
            let with = |more: &[OperationScope]| grant(given.iter().chain(more).copied());
            let all: Vec<OperationScope> = lacks.iter().collect();
            assert!(missing(&with(&all).evaluate_rpc(rpc, NOW)).is_empty(), "{rpc:?} {given:?}");
            for index in 0..all.len() {
                let mut less = all.clone();
                less.remove(index);
                assert!(
                    !with(&less).allows(rpc, NOW),
                    "{rpc:?} {given:?} without {:?}",
                    all[index]
                );
            }
            count += 1 + all.len();
        }
    }
    println!("{count} grants tried");
}

#[test]
fn more_scopes_never_lose_a_call() {
    for rpc in RpcMethod::all() {
        for given in subsets(rpc.required_scopes()) {
            if !grant(given.clone()).allows(rpc, NOW) {
                continue;
            }
            for more in OperationScope::all() {
                let wider = grant(given.iter().copied().chain([more]));
                assert!(wider.allows(rpc, NOW), "{rpc:?} with {given:?} and {more:?}");
            }
        }
    }
}

#[test]
fn no_smaller_set_of_scopes_than_a_plans_makes_its_calls() {
    let plannable: Vec<RpcMethod> = RpcMethod::all().filter(|rpc| is_plannable(*rpc)).collect();
    for (at, rpc) in plannable.iter().enumerate() {
        // Each method alone, and with another one.
        let other = plannable[(at * 7 + 3) % plannable.len()];
        for calls in [vec![*rpc], vec![*rpc, other]] {
            let names: Vec<Call> = calls.iter().map(|rpc| Call::rpc(rpc.name())).collect();
            let plan = plan_key(&names, &PlanOptions::default()).plan;
            if plan.scopes.len() > 20 {
                continue;
            }
            let works = |scopes: Vec<OperationScope>| {
                let grant = grant(scopes);
                calls.iter().all(|rpc| grant.allows(*rpc, NOW))
            };
            assert!(works(plan.scopes.iter().collect()), "{calls:?}");
            let smaller = subsets(plan.scopes).filter(|scopes| scopes.len() < plan.scopes.len());
            for scopes in smaller.take(1 << 13) {
                assert!(!works(scopes.clone()), "{calls:?} need no more than {scopes:?}");
            }
        }
    }
}

fn is_plannable(rpc: RpcMethod) -> bool {
    plan_key(&[Call::rpc(rpc.name())], &PlanOptions::default()).unplanned.is_empty()
}

#[test]
fn an_intersection_reaches_exactly_what_both_reach() {
    let reach = |grant: &Grant| -> Vec<RpcMethod> { grant.reach(NOW).collect() };
    let samples: Vec<Grant> = RpcMethod::all()
        .map(|rpc| grant(rpc.required_scopes().iter()))
        .chain([grant([]), grant(OperationScope::find("All"))])
        .collect();
    for left in &samples {
        for right in &samples {
            let both: Vec<RpcMethod> =
                left.reach(NOW).filter(|rpc| right.allows(*rpc, NOW)).collect();
            assert_eq!(reach(&left.intersect(right)), both);
        }
    }
}

#[test]
fn a_comparison_names_exactly_what_one_can_call_and_the_other_cannot() {
    let samples: Vec<Grant> = RpcMethod::all()
        .step_by(3)
        .map(|rpc| grant(rpc.required_scopes().iter()))
        .chain([grant([]), grant(OperationScope::find("All"))])
        .collect();
    for left in &samples {
        for right in &samples {
            let comparison = left.compare(right);
            let only = |one: &Grant, other: &Grant| -> Vec<RpcMethod> {
                one.reach(NOW).filter(|rpc| !other.allows(*rpc, NOW)).collect()
            };
            assert_eq!(comparison.gained, only(right, left));
            assert_eq!(comparison.lost, only(left, right));
            let turned = right.compare(left);
            assert_eq!((turned.gained, turned.lost), (comparison.lost, comparison.gained));
        }
    }
}
