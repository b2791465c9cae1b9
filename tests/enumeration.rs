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

/// Ids as an attacker would choose them: what another route has there, and what is read in two ways.
const IDS: [&str; 24] = [
    "a",
    "status",
    "outputs",
    "versions",
    "types",
    "searches",
    "myscopes",
    "models",
    "me",
    "..",
    ".",
    "%2e%2e",
    "%2E",
    "a%2Foutputs",
    "a%2f..",
    "a%5Cb",
    "%00",
    "a;b",
    "a b",
    "a%20b",
    "%",
    "%zz",
    "é",
    "a%252Fb",
];

#[test]
fn a_route_filled_with_hostile_ids_comes_back_to_its_method_or_to_nothing() {
    let mut count = 0;
    for rpc in RpcMethod::all() {
        for rule in rpc.http_rules() {
            for id in IDS {
                let path = filled(&rule.template(), id);
                let found: Vec<_> = RpcMethod::matching(rule.verb(), &path).collect();
                let is_own = found.iter().any(|route| route.rpc() == rpc);
                // A more literal template wins, as `…/concepts/status` over `…/concepts/{concept_id}`.
                let is_elsewhere = found.iter().all(|route| {
                    is_literal_where_other_is_not(&route.template(), &rule.template())
                });
                assert!(is_own || is_elsewhere, "{path} is {found:?}");
                if id == "a" {
                    assert!(is_own, "{path} is {found:?}");
                }
                count += 1;
            }
        }
    }
    println!("{count} paths tried");
}

#[test]
fn no_path_is_judged_less_demanding_than_the_method_that_serves_it() {
    for rpc in RpcMethod::all().filter(|rpc| !rpc.required_scopes().is_empty()) {
        let poor: Vec<Grant> = rpc
            .required_scopes()
            .iter()
            .map(|missing| {
                let others = OperationScope::all().filter(|scope| *scope != missing);
                grant(others.filter(|scope| scope.name() != "All"))
            })
            .collect();
        for rule in rpc.http_rules() {
            for id in IDS {
                let path = filled(&rule.template(), id);
                let serves = |path: &str| {
                    RpcMethod::matching(rule.verb(), path).any(|route| route.rpc() == rpc)
                };
                if !serves(&path) {
                    continue;
                }
                for suffix in ["", "?a=b", "#x"] {
                    let url = ["https://api.clarifai.com", &path, suffix].concat();
                    for grant in &poor {
                        let decision =
                            grant.evaluate(&Call::request(rule.verb(), url.as_str()), NOW);
                        let is_allowed = matches!(decision, Decision::Allow { .. });
                        assert!(
                            !is_allowed,
                            "{} {url} is allowed without all of {rpc:?}",
                            rule.verb()
                        );
                    }
                }
            }
        }
    }
}

fn is_literal_where_other_is_not(template: &str, other: &str) -> bool {
    let mut pairs = template.split('/').zip(other.split('/'));
    pairs.any(|(own, other)| !own.starts_with('{') && other.starts_with('{'))
}

fn filled(template: &str, id: &str) -> String {
    let segments = template.split('/');
    let filled = segments.map(|segment| if segment.starts_with('{') { id } else { segment });
    filled.collect::<Vec<_>>().join("/")
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
