//! Decisions, beside a naive reading of the declared requirements.

#[allow(dead_code, reason = "shared between test files")]
#[path = "catalogue/facts.rs"]
mod facts;

use std::collections::BTreeSet;

use clarifai_auth::{
    AppId, Call, Caveat, Decision, Grant, GrantDescription, KeyType, Reason, Rejection, RpcMethod,
    Timestamp, Unknown, UserAppId,
};
use facts::{RpcFact, facts};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);
const PAT: Option<KeyType> = Some(KeyType::PersonalAccessToken);
const PREDICT: [&str; 4] = ["Predict", "Models:Get", "Concepts:Get", "Apps:Get"];

fn description(scopes: &[&str]) -> GrantDescription {
    GrantDescription {
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        ..GrantDescription::default()
    }
}

#[track_caller]
fn grant(description: GrantDescription) -> Grant {
    Grant::new(description).expect("a grant")
}

#[track_caller]
fn rejected(decision: Decision) -> Rejection {
    match decision {
        Decision::Reject(rejection) => rejection,
        other => panic!("{other:?} is no rejection"),
    }
}

fn codes(rejection: &Rejection) -> Vec<String> {
    let json = serde_json::to_value(&rejection.reasons).expect("reasons are JSON");
    json.as_array()
        .expect("a list")
        .iter()
        .map(|reason| reason["code"].as_str().unwrap().to_owned())
        .collect()
}

#[track_caller]
fn assert_reasons(decision: Decision, expected: &[&str]) {
    match expected {
        [] => assert!(matches!(decision, Decision::Allow { .. }), "{decision:?}"),
        _ => assert_eq!(codes(&rejected(decision)), expected),
    }
}

/// What the facts say about a bare RPC method, spelled out.
fn naive_reasons(fact: &RpcFact, grant: &GrantDescription) -> BTreeSet<String> {
    let mut reasons = BTreeSet::new();
    if fact.auth_type == "NoAuth" {
        return reasons;
    }
    let is_pat = grant.key_type == PAT;
    match fact.auth_type.as_str() {
        "KeyAuth" => {}
        "PATAuth" if is_pat => {}
        "PATAuth" => drop(reasons.insert("needs-personal-access-token".to_owned())),
        "SessionTokenAuth" => drop(reasons.insert("needs-session-token".to_owned())),
        _ => drop(reasons.insert("needs-admin".to_owned())),
    }
    let has_all = grant.scopes.iter().any(|scope| scope == "All");
    if ["KeyAuth", "PATAuth"].contains(&fact.auth_type.as_str()) && !has_all {
        let missing = fact.required_scopes.iter().filter(|scope| !grant.scopes.contains(scope));
        let missing: BTreeSet<&String> = missing.collect();
        if !missing.is_empty() {
            reasons.insert(format!("missing-scopes {missing:?}"));
        }
    }
    let endpoint = format!("/clarifai.api.V2/{}", fact.name);
    let endpoints = grant.endpoints.clone().unwrap_or_default();
    let restricted = !endpoints.is_empty() || grant.endpoints_restricted == Some(true);
    if restricted && !endpoints.contains(&endpoint) {
        reasons.insert(format!("endpoint-not-listed {endpoint}"));
    }
    reasons
}

fn found_reasons(decision: &Decision) -> BTreeSet<String> {
    match decision {
        Decision::Allow { .. } => BTreeSet::new(),
        Decision::Reject(rejection) => rejection.reasons.iter().map(described).collect(),
        other => panic!("{other:?}"),
    }
}

fn described(reason: &Reason) -> String {
    match reason {
        Reason::NeedsPersonalAccessToken => "needs-personal-access-token".to_owned(),
        Reason::NeedsSessionToken => "needs-session-token".to_owned(),
        Reason::NeedsAdmin => "needs-admin".to_owned(),
        Reason::EndpointNotListed { endpoint } => format!("endpoint-not-listed {endpoint}"),
        Reason::MissingScopes { scopes } => {
            let names: BTreeSet<&str> = scopes.iter().map(|scope| scope.name()).collect();
            format!("missing-scopes {names:?}")
        }
        other => format!("{other:?}"),
    }
}

fn some_grant() -> impl Strategy<Value = GrantDescription> {
    let facts = facts();
    let scopes: Vec<String> = facts.scopes.iter().map(|scope| scope.name.clone()).collect();
    let endpoints: Vec<String> =
        facts.rpc_methods.iter().map(|rpc| format!("/clarifai.api.V2/{}", rpc.name)).collect();
    let count = scopes.len();
    (
        prop::sample::subsequence(scopes, 0..=count),
        prop::option::of(prop::sample::subsequence(endpoints, 0..40)),
        prop::option::of(any::<bool>()),
        prop::sample::select(vec![None, PAT, Some(KeyType::AppSpecificKey)]),
        any::<bool>(),
    )
        .prop_map(|(mut scopes, endpoints, endpoints_restricted, key_type, keep_all)| {
            scopes.retain(|scope| keep_all || scope != "All");
            GrantDescription {
                key_type,
                scopes,
                endpoints,
                endpoints_restricted,
                ..GrantDescription::default()
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_rpc_method_is_judged_as_a_naive_reading_does(description in some_grant()) {
        let grant = grant(description.clone());
        let decisions = grant.evaluate_all(NOW);
        let facts = facts();
        prop_assert_eq!(decisions.len(), facts.rpc_methods.len());
        for ((decision, fact), rpc) in decisions.iter().zip(&facts.rpc_methods).zip(RpcMethod::all()) {
            let expected = naive_reasons(fact, &description);
            let found = found_reasons(decision);
            prop_assert_eq!(&found, &expected, "{}", &fact.name);
            prop_assert_eq!(grant.allows(rpc, NOW), expected.is_empty());
            prop_assert_eq!(&grant.evaluate(&Call::rpc(fact.name.clone()), NOW), decision);
        }
        let reach: Vec<_> = grant.reach(NOW).map(RpcMethod::name).collect();
        let allowed = facts.rpc_methods.iter().filter(|fact| naive_reasons(fact, &description).is_empty());
        prop_assert_eq!(reach, allowed.map(|fact| fact.name.as_str()).collect::<Vec<_>>());
    }

    #[test]
    fn a_described_grant_decides_as_before(description in some_grant()) {
        let before = grant(description);
        let after = grant(before.describe());
        prop_assert_eq!(before.evaluate_all(NOW), after.evaluate_all(NOW));
        prop_assert_eq!(before.describe(), after.describe());
    }

    #[test]
    fn an_intersection_allows_exactly_what_both_allow(left in some_grant(), right in some_grant()) {
        let (left, right) = (grant(left), grant(right));
        let both = left.intersect(&right);
        for rpc in RpcMethod::all() {
            prop_assert_eq!(both.allows(rpc, NOW), left.allows(rpc, NOW) && right.allows(rpc, NOW), "{:?}", rpc);
        }
        prop_assert_eq!(both.describe(), right.intersect(&left).describe());
        prop_assert_eq!(grant(both.describe()).describe(), both.describe());
    }

    #[test]
    fn more_scopes_never_lose_a_call(description in some_grant(), more in some_grant()) {
        let narrow = grant(description.clone());
        let mut wider = description;
        wider.scopes.extend(more.scopes);
        let wider = grant(wider);
        for rpc in narrow.reach(NOW) {
            prop_assert!(wider.allows(rpc, NOW), "{:?}", rpc);
        }
    }

    #[test]
    fn no_call_of_any_text_makes_it_fail(verb in ".{0,8}", url in "(/v2)?(/[a-z_{}%0-9./\\\\]{0,12}){0,9}|.{0,60}") {
        let grant = grant(description(&["All"]));
        grant.evaluate(&Call::request(verb, url.clone()), NOW);
        grant.evaluate(&Call::rpc(url), NOW);
    }
}

#[test]
fn the_predict_scopes_allow_predict_and_name_what_else_is_missing() {
    let key = grant(description(&PREDICT));
    assert_reasons(key.evaluate(&Call::rpc("PostModelOutputs"), NOW), &[]);
    let rejection = rejected(key.evaluate(&Call::rpc("PostWorkflowResults"), NOW));
    assert_eq!(
        rejection.missing_scopes.iter().map(|s| s.name()).collect::<Vec<_>>(),
        ["Workflows_Get"]
    );
    assert_eq!(rejection.remedies()[0].action, "add `Workflows:Get` to the credential's scopes");
}

#[test]
fn every_reason_that_applies_is_reported() {
    let key = grant(GrantDescription {
        endpoints: Some(vec!["/clarifai.api.V2/GetModel".into()]),
        app: Some(AppId { id: "mine".into(), user_id: Some("me-myself".into()) }),
        expires_at: Some("2020-01-01T00:00:00Z".into()),
        ..description(&[])
    });
    let call = Call::request("POST", "/v2/users/other/keys");
    let rejection = rejected(key.evaluate(&call, NOW));
    assert_eq!(
        codes(&rejection),
        [
            "needs-personal-access-token",
            "expired",
            "endpoint-not-listed",
            "missing-scopes",
            "other-app"
        ]
    );
    assert_eq!(rejection.missing_endpoint.as_deref(), Some("/clarifai.api.V2/PostKeys"));
    assert_eq!(rejection.remedies().len(), 5);
}

#[test]
fn no_auth_looks_at_nothing_else() {
    let expired = grant(GrantDescription {
        endpoints_restricted: Some(true),
        expires_at: Some("2020-01-01T00:00:00Z".into()),
        app: Some(AppId { id: "mine".into(), user_id: None }),
        ..description(&[])
    });
    assert_reasons(expired.evaluate(&Call::rpc("ListStatusCodes"), NOW), &[]);
    assert_reasons(expired.evaluate(&Call::request("GET", "/v2/status_codes"), NOW), &[]);
    assert_eq!(expired.reach(NOW).count(), 3);
}

#[test]
fn a_credential_expires_at_its_moment() {
    let key = grant(GrantDescription {
        expires_at: Some("2026-06-01T12:00:00+02:00".into()),
        ..description(&["All"])
    });
    let rpc = RpcMethod::find("GetModel").expect("a method");
    let at = |text: &str| Timestamp::parse(text).expect("a moment");
    assert!(key.allows(rpc, at("2026-06-01T09:59:59.999Z")));
    assert!(!key.allows(rpc, at("2026-06-01T10:00:00Z")));
    let rejection = rejected(key.evaluate_rpc(rpc, at("2027-01-01T00:00:00Z")));
    assert_eq!(rejection.reasons, [Reason::Expired { at: "2026-06-01T12:00:00+02:00".into() }]);
}

#[test]
fn ids_of_another_app_are_refused_wherever_they_stand() {
    let bound = AppId { id: "mine".into(), user_id: Some("ada".into()) };
    let key = grant(GrantDescription { app: Some(bound), ..description(&["All"]) });
    let request = |url: &str| Call::request("POST", url);
    let ids = |user: Option<&str>, app: Option<&str>| UserAppId {
        user_id: user.map(str::to_owned),
        app_id: app.map(str::to_owned),
    };
    let with_body =
        |ids: UserAppId| Call { body_ids: vec![ids], ..request("/v2/models/m/outputs") };
    for (call, expected) in [
        (request("/v2/models/m/outputs"), &[][..]),
        (request("/v2/users/ada/apps/mine/models/m/outputs"), &[]),
        (request("/v2/users/me/apps/mine/models/m/outputs"), &[]),
        (request("/v2/users/ada/apps/other/models/m/outputs"), &["other-app"]),
        (request("/v2/users/bob/apps/mine/models/m/outputs"), &["other-app"]),
        (request("/v2/users/clarifai/apps/main/models/m/outputs"), &["other-app"]),
        (with_body(ids(Some("ada"), Some("mine"))), &[]),
        (with_body(ids(None, None)), &[]),
        (with_body(ids(None, Some("other"))), &["other-app"]),
        (with_body(ids(Some("bob"), None)), &["other-app"]),
        (request("/v2/models/m/outputs?user_app_id.app_id=other"), &["other-app"]),
        (request("/v2/models/m/outputs?x=1&userAppId.appId=%6fther#top"), &["other-app"]),
        (request("/v2/models/m/outputs?user_app_id.user_id=bob"), &["other-app"]),
        (request("/v2/models/m/outputs?user_app_id.app_id=mine&app_id=other"), &[]),
        (
            request("/v2/models/m/outputs?user_app_id.app_id=mine&user_app_id.app_id=other"),
            &["other-app"],
        ),
        (Call { app_id: Some("other".into()), ..Call::rpc("PostModelOutputs") }, &["other-app"]),
        (Call { app_id: Some("mine".into()), ..Call::rpc("PostModelOutputs") }, &[]),
        (Call::rpc("PostModelOutputs"), &[]),
    ] {
        assert_reasons(key.evaluate(&call, NOW), expected);
    }
    let rejection = rejected(key.evaluate(&request("/v2/users/bob/apps/b/models/m/outputs"), NOW));
    assert_eq!(
        rejection.reasons,
        [Reason::OtherApp { expected: "ada/mine".into(), found: "bob/b".into() }]
    );
}

#[test]
fn an_owner_that_is_called_me_is_nobody_in_particular() {
    let bound = AppId { id: "blog".into(), user_id: Some("me".into()) };
    let key = grant(GrantDescription { app: Some(bound), ..description(&["All"]) });
    let request = |url: &str| Call::request("GET", url);
    assert_reasons(key.evaluate(&request("/v2/users/ada/apps/blog/models"), NOW), &[]);
    assert_reasons(key.evaluate(&request("/v2/users/ada/apps/shop/models"), NOW), &["other-app"]);
}

#[test]
fn a_personal_access_token_needs_ids_where_a_longer_path_carries_them() {
    let pat = grant(GrantDescription { key_type: PAT, ..description(&["All"]) });
    let key = grant(description(&["All"]));
    let with_ids = |url: &str| Call {
        user_id: Some("clarifai".into()),
        app_id: Some("main".into()),
        ..Call::request("POST", url)
    };
    for (call, expected) in [
        (Call::request("POST", "/v2/models/m/outputs"), &["user-app-id-missing"][..]),
        (Call::request("GET", "/v2/myscopes"), &["user-app-id-missing"]),
        (
            Call::request("POST", "/v2/models/m/outputs?user_app_id.app_id=main"),
            &["user-app-id-missing"],
        ),
        (with_ids("/v2/models/m/outputs"), &[]),
        (Call::request("POST", "/v2/users/clarifai/apps/main/models/m/outputs"), &[]),
        (Call::request("GET", "/v2/users/me"), &[]),
        (Call::rpc("PostModelOutputs"), &[]),
        (Call::rpc("MyScopes"), &[]),
    ] {
        assert_reasons(pat.evaluate(&call, NOW), expected);
    }
    assert_reasons(key.evaluate(&Call::request("POST", "/v2/models/m/outputs"), NOW), &[]);
}

#[test]
fn a_request_that_several_methods_serve_gets_the_union_of_their_reasons() {
    let key = grant(description(&[]));
    let rejection = rejected(key.evaluate(&Call::request("GET", "/v2/models/types/versions"), NOW));
    let names: Vec<_> = rejection.candidates.iter().map(|rpc| rpc.name()).collect();
    assert_eq!(names, ["GetModelType", "ListModelVersions"]);
    let union: BTreeSet<_> = names
        .iter()
        .flat_map(|name| RpcMethod::find(name).expect("a method").required_scopes().iter())
        .collect();
    assert_eq!(rejection.missing_scopes.iter().collect::<BTreeSet<_>>(), union);
    assert_eq!(codes(&rejection), ["missing-scopes"]);
}

#[test]
fn a_path_whose_meaning_hangs_on_decoding_is_unknown() {
    let all = grant(description(&["All"]));
    for url in [
        "/v2/models/a%2Fversions",
        "/v2/models/a%2fb",
        "/v2/concepts/%73tatus",
        "/v2/models/%2e%2e%2fkeys",
        "/v2/users/u%2Fapps%2Fa/models",
        "/v2/models/types%2Fversions",
    ] {
        let decision = all.evaluate(&Call::request("GET", url), NOW);
        assert!(
            matches!(decision, Decision::Unknown { what: Unknown::Route, .. }),
            "{url}: {decision:?}"
        );
    }
    for url in ["/v2/models/a%20b", "/v2/models/%E2%9C%93", "/v2/models/50%25"] {
        assert_reasons(all.evaluate(&Call::request("GET", url), NOW), &[]);
    }
}

#[test]
fn what_is_unknown_names_the_closest() {
    let all = grant(description(&["All"]));
    for (call, what, closest) in [
        (Call::rpc("PostModelOutput"), Unknown::Rpc, Some("PostModelOutputs")),
        (Call::rpc("postmodeloutputs"), Unknown::Rpc, Some("PostModelOutputs")),
        (Call::rpc("/clarifai.api.V2/GetModell"), Unknown::Rpc, Some("GetModel")),
        (Call::rpc("Zzz"), Unknown::Rpc, None),
        (
            Call::request("GET", "/v2/models/m/outputs"),
            Unknown::Route,
            Some("POST /v2/models/{model_id}/outputs"),
        ),
        (Call::request("GET", "/v2/nothing"), Unknown::Route, None),
    ] {
        match all.evaluate(&call, NOW) {
            Decision::Unknown { what: found, closest: name, .. } => {
                assert_eq!((found, name.as_deref()), (what, closest), "{call:?}");
            }
            other => panic!("{call:?}: {other:?}"),
        }
    }
}

#[test]
fn a_credential_in_a_call_is_masked_in_the_decision() {
    let canary = "c0ffee0123456789c0ffee0123456789";
    let key = grant(GrantDescription {
        app: Some(AppId { id: "mine".into(), user_id: None }),
        ..description(&[])
    });
    for call in [
        Call::rpc(canary),
        Call::request("GET", format!("/v2/nothing/{canary}?key={canary}")),
        Call::request(canary, "/v2/models"),
        Call::request("GET", format!("/v2/nothing/{}%65{}", &canary[..5], &canary[6..])),
        Call::request("DELETE", format!("/v2/users/me/keys/{canary}")),
        Call::request("GET", format!("/v2/users/{canary}/apps/{canary}/models")),
        Call { app_id: Some(canary.into()), ..Call::rpc("GetModel") },
    ] {
        let decision = key.evaluate(&call, NOW);
        let shown = format!("{decision:?} {}", serde_json::to_string(&decision).expect("JSON"));
        assert!(!shown.contains(canary), "{shown}");
    }
}

#[test]
fn caveats_say_what_stays_open() {
    let caveats = |grant: &Grant, name: &str| match grant.evaluate(&Call::rpc(name), NOW) {
        Decision::Allow { caveats, .. } => caveats,
        Decision::Reject(rejection) => rejection.caveats,
        other => panic!("{other:?}"),
    };
    let narrow = grant(description(&PREDICT));
    assert!(caveats(&narrow, "PostModelOutputs").contains(Caveat::CheckedDeeper));
    let pat = grant(GrantDescription { key_type: PAT, ..description(&[]) });
    assert!(caveats(&pat, "PostKeys").contains(Caveat::EnforcementUnknown));
    assert_eq!(caveats(&grant(description(&["All"])), "PostModelOutputs").iter().count(), 0);
    assert_eq!(caveats(&narrow, "ListStatusCodes").iter().count(), 0);
}

#[test]
fn a_decision_is_written_in_the_contract_s_shape() {
    let key = grant(description(&PREDICT));
    let json = |call: Call| serde_json::to_value(key.evaluate(&call, NOW)).expect("JSON");
    assert_eq!(
        json(Call::rpc("ListStatusCodes")),
        serde_json::json!({ "type": "allow", "rpc": "ListStatusCodes", "caveats": [] })
    );
    assert_eq!(
        json(Call::rpc("PostWorkflowResults")),
        serde_json::json!({
            "type": "reject",
            "rpc": "PostWorkflowResults",
            "reasons": [{ "code": "missing-scopes", "scopes": ["Workflows_Get"] }],
            "missingScopes": ["Workflows_Get"],
            "remedies": [{ "action": "add `Workflows:Get` to the credential's scopes", "cost": "wider-key" }],
            "caveats": []
        })
    );
    assert_eq!(
        json(Call::rpc("Nothing")),
        serde_json::json!({ "type": "unknown", "what": "rpc", "given": "Nothing" })
    );
}
