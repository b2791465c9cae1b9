//! The least key for a job, and whose app it is for.
#![cfg(feature = "plans")]

use clarifai_auth::{
    AppId, AuthType, Call, Decision, Grant, GrantDescription, KeyType, Plan, PlanOptions, Plans,
    Reason, RpcMethod, Timestamp, UserAppId, plan_key,
};

const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

fn id(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|id| !id.is_empty())
}

fn options(user: &str, app: &str) -> PlanOptions {
    PlanOptions { user_id: id(user), app_id: id(app), ..PlanOptions::default() }
}

/// `ada/shop`, `/shop`, `ada/` or `/`.
fn ids(text: &str) -> (Option<String>, Option<String>) {
    let (user, app) = text.split_once('/').expect("a user and an app");
    (id(user), id(app))
}

fn call(rpc: &str, whose: &str) -> Call {
    let (user_id, app_id) = ids(whose);
    Call { user_id, app_id, ..Call::rpc(rpc) }
}

fn plans(plans: &Plans) -> impl Iterator<Item = &Plan> {
    std::iter::once(&plans.plan).chain(&plans.other_plans)
}

/// The apps that the keys are for.
fn apps(planned: &Plans) -> Vec<String> {
    let key = |plan: &Plan| {
        let [key] = &plan.request.body.keys;
        let app = key
            .apps
            .first()
            .map(|app| [app.user_id.as_deref().unwrap_or_default(), "/", &app.id].concat());
        app.unwrap_or_default()
    };
    plans(planned).map(key).collect()
}

/// The key that a plan asks for.
fn key(plan: &Plan) -> Grant {
    let [key] = &plan.request.body.keys;
    let app = key.apps.first().filter(|app| app.id != "YOUR_APP_ID");
    Grant::new(GrantDescription {
        key_type: Some(plan.key_type),
        scopes: key.scopes.clone(),
        endpoints: Some(key.endpoints.clone()),
        app: app.map(|app| AppId { id: app.id.clone(), user_id: app.user_id.clone() }),
        ..GrantDescription::default()
    })
    .expect("a grant")
}

#[test]
fn an_app_with_and_without_its_owner_is_one_app() {
    let calls = [call("ListModels", "/shop"), call("ListInputs", "ada/shop")];
    for calls in [calls.clone(), [calls[1].clone(), calls[0].clone()]] {
        let planned = plan_key(&calls, &PlanOptions::default());
        assert_eq!(apps(&planned), ["ada/shop"]);
    }
}

#[test]
fn the_same_app_of_another_owner_is_another_app() {
    let calls = [call("ListModels", "ada/shop"), call("ListModels", "bob/shop")];
    assert_eq!(apps(&plan_key(&calls, &PlanOptions::default())), ["ada/shop", "bob/shop"]);
}

#[test]
fn a_call_that_names_only_a_user_goes_with_an_app_of_that_user() {
    let calls = [
        call("ListModels", "ada/shop"),
        call("ListInputs", "bob/"),
        call("ListConcepts", "bob/store"),
    ];
    let planned = plan_key(&calls, &PlanOptions::default());
    assert_eq!(apps(&planned), ["ada/shop", "bob/store"]);
    assert_eq!(planned.other_plans[0].calls, ["ListInputs", "ListConcepts"]);
}

#[test]
fn the_ids_of_a_query_say_whose_app_it_is() {
    let url = "/v2/models?user_app_id.user_id=ada&user_app_id.app_id=shop";
    let planned = plan_key(&[Call::request("GET", url)], &options("", "other"));
    assert_eq!(apps(&planned), ["ada/shop"]);
}

#[test]
fn a_call_that_names_two_apps_takes_a_personal_access_token() {
    let mut two = Call::request("GET", "/v2/users/ada/apps/shop/models");
    two.body_ids = vec![UserAppId { user_id: id("ada"), app_id: id("store") }];
    let plan = plan_key(&[two], &PlanOptions::default()).plan;
    assert_eq!(plan.key_type, KeyType::PersonalAccessToken);
    assert_eq!(
        plan.why,
        "`GET /v2/users/ada/apps/shop/models` names different apps: an app-specific key reaches one app only"
    );
}

#[test]
fn every_planned_call_is_allowed_whatever_ids_stand_where() {
    const WHOSE: [&str; 7] = ["/", "ada/", "me/", "/shop", "ada/shop", "me/shop", "bob/store"];
    let requests: Vec<Call> = WHOSE
        .iter()
        .flat_map(|own| {
            WHOSE.iter().flat_map(move |body| {
                let named = call("ListInputs", own);
                let path = Call {
                    rpc: None,
                    verb: Some("GET".into()),
                    url: Some("/v2/users/bob/apps/shop/inputs".into()),
                    ..named.clone()
                };
                let (user_id, app_id) = ids(body);
                let body_ids = vec![UserAppId { user_id, app_id }];
                [named, path].map(|call| Call { body_ids: body_ids.clone(), ..call })
            })
        })
        .collect();
    let mut count = 0;
    for options in [options("", ""), options("ada", "shop"), options("me", "store")] {
        for first in &requests {
            for second in &requests {
                let calls = [first.clone(), second.clone()];
                let planned = plan_key(&calls, &options);
                let keys: Vec<Grant> = plans(&planned).map(key).collect();
                for call in &calls {
                    let is_allowed = keys.iter().any(|key| match key.evaluate(call, NOW) {
                        Decision::Allow { .. } => true,
                        // A token needs ids that the call does not give.
                        Decision::Reject(rejection) => {
                            rejection.reasons == [Reason::UserAppIdMissing]
                        }
                        _ => false,
                    });
                    assert!(is_allowed, "{calls:?} with {options:?}: {:?}", apps(&planned));
                }
                count += 1;
            }
        }
    }
    println!("{count} jobs tried");
}

fn message(planned: &Plans, code: &str) -> Vec<String> {
    let found = planned.warnings.iter().filter(|warning| warning.code.as_str() == code);
    found.map(|warning| warning.message.clone()).collect()
}

#[test]
fn a_plan_of_nothing_says_so_and_keeps_the_ids_that_were_given() {
    let session_only = RpcMethod::all()
        .find(|rpc| rpc.auth_type() == AuthType::SessionTokenAuth)
        .expect("a method for sessions only");
    for calls in [
        vec![],
        vec![Call::rpc(session_only.name())],
        vec![Call::request("GET", "/v2/nowhere"), Call::rpc("GetModl")],
    ] {
        let planned = plan_key(&calls, &options("ada", "shop"));
        assert_eq!(planned.plan.why, "no call to plan: the key would let call nothing");
        assert!(planned.plan.scopes.is_empty() && planned.plan.calls.is_empty());
        assert_eq!(apps(&planned), ["ada/shop"]);
        let [key] = &planned.plan.request.body.keys;
        assert_eq!(key.description, "key without scopes");
        assert!(planned.plan.curl.contains(r#""apps":[{"id":"shop","user_id":"ada"}]"#));
        assert_eq!(planned.unplanned.len(), calls.len());
        let [warning] = planned.warnings.as_slice() else { panic!("one warning") };
        assert_eq!(warning.code.as_str(), "nothing-to-plan");
    }
    assert_eq!(apps(&plan_key(&[], &PlanOptions::default())), ["/YOUR_APP_ID"]);
}

#[test]
fn a_plan_for_what_needs_no_credential_says_so() {
    let planned = plan_key(&[Call::rpc("ListStatusCodes")], &options("ada", "shop"));
    assert_eq!(planned.plan.why, "no call needs a credential: a key without scopes does");
    assert_eq!(planned.plan.calls, ["ListStatusCodes"]);
    assert_eq!(apps(&planned), ["ada/shop"]);
}

#[test]
fn a_warning_of_several_plans_names_its_app() {
    let both = [call("PostInputs", "ada/shop"), call("PostModelOutputs", "ada/blog")];
    let planned = plan_key(&both, &options("ada", ""));
    let messages = message(&planned, "surplus-changes");
    assert_eq!(messages.len(), 2);
    assert!(messages[0].starts_with("in the plan for `ada/shop`: beside the job "));
    assert!(messages[1].starts_with("in the plan for `ada/blog`: beside the job "));
    let one = message(&plan_key(&both[..1], &options("ada", "")), "surplus-changes");
    assert!(one[0].starts_with("beside the job "));
}

#[test]
fn a_warning_shows_no_app_that_may_be_a_credential() {
    let hex = "c0ffee00c0ffee00c0ffee00c0ffee00";
    let both = [call("PostInputs", &format!("ada/{hex}")), call("PostModelOutputs", "ada/blog")];
    let planned = plan_key(&both, &options("ada", ""));
    assert!(planned.warnings.iter().all(|warning| !warning.message.contains(hex)));
}

#[track_caller]
fn assert_unplanned(call: Call, reason: &str) {
    let planned = plan_key(&[call], &PlanOptions::default());
    assert!(planned.plan.calls.is_empty());
    assert_eq!(planned.unplanned[0].reason, reason);
}

#[test]
fn what_is_below_ext_is_not_planned_for_want_of_requirements() {
    const REASON: &str =
        "no requirements are declared for the OpenAI-compatible and the MCP surface";
    for url in [
        "https://api.clarifai.com/v2/ext/openai/v1",
        "/v2/ext/openai/v1/chat/completions",
        "https://api.clarifai.com/v2/ext/mcp/v1/users/ada/apps/shop/models/m",
    ] {
        for verb in ["GET", "POST"] {
            assert_unplanned(Call::request(verb, url), REASON);
        }
    }
}

#[test]
fn a_request_in_the_place_of_a_name_is_told_how_to_be_given() {
    const REASON: &str = "no RPC method of this name: give a request as `{ verb, url }`";
    for name in ["POST /v2/models/general/outputs", "https://api.clarifai.com/v2/models"] {
        assert_unplanned(Call::rpc(name), REASON);
    }
    assert_unplanned(Call::rpc("GetModl"), "no RPC method of this name; the closest is `GetModel`");
}
