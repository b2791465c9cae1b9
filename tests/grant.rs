//! Grants from descriptions and answers, and what two of them have in common.

use clarifai_auth::{AppId, Grant, GrantAnswer, GrantDescription, KeyType, RpcMethod, Timestamp};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

#[track_caller]
fn grant(description: Value) -> Grant {
    let description: GrantDescription = serde_json::from_value(description).expect("a description");
    Grant::new(description).expect("a grant")
}

#[track_caller]
fn described(grant: &Grant) -> Value {
    serde_json::to_value(grant.describe()).expect("a description")
}

fn from_answer(answer: Value, key_type: Option<KeyType>) -> Result<Grant, String> {
    let answer: GrantAnswer = serde_json::from_value(answer).map_err(|error| error.to_string())?;
    Grant::from_answer(answer, key_type).map_err(|error| error.to_string())
}

#[test]
fn names_and_labels_in_any_case_are_the_same_scope() {
    let one =
        grant(json!({ "scopes": ["Inputs_Get", "inputs:get", "INPUTS_GET", " Inputs:Get "] }));
    assert_eq!(described(&one), json!({ "scopes": ["Inputs_Get"] }));
}

#[test]
fn unknown_names_are_kept_and_named() {
    let grant = grant(json!({
        "scopes": ["Predict", "Zebra:Get", "Aardvark:Get", "Zebra:Get"],
        "endpoints": ["/clarifai.api.V2/GetModel", "/clarifai.api.V2/New"],
    }));
    assert_eq!(grant.unknown_scopes(), ["Aardvark:Get", "Zebra:Get"]);
    assert_eq!(grant.unknown_endpoints(), ["/clarifai.api.V2/New"]);
    assert_eq!(
        described(&grant),
        json!({
            "scopes": ["Predict", "Aardvark:Get", "Zebra:Get"],
            "endpoints": ["/clarifai.api.V2/GetModel", "/clarifai.api.V2/New"],
            "endpointsRestricted": true,
        })
    );
}

#[test]
fn a_credential_among_the_names_is_masked() {
    let canary = "c0ffee0123456789c0ffee0123456789";
    let grant = grant(json!({ "scopes": [canary], "endpoints": [format!("/x/{canary}")] }));
    let shown = format!("{:?} {grant:?}", grant.describe());
    assert!(!shown.contains(canary), "{shown}");
}

#[test]
fn a_list_of_unknown_endpoints_restricts_all_the_same() {
    let grant = grant(json!({ "scopes": ["All"], "endpoints": ["/clarifai.api.V2/New"] }));
    assert!(!grant.allows(RpcMethod::find("GetModel").expect("a method"), NOW));
}

#[test]
fn all_does_not_cover_the_endpoint_list() {
    let grant = grant(json!({ "scopes": ["All"], "endpoints": ["/clarifai.api.V2/GetModel"] }));
    assert!(grant.allows(RpcMethod::find("GetModel").expect("a method"), NOW));
    assert!(!grant.allows(RpcMethod::find("ListModels").expect("a method"), NOW));
}

#[test]
fn a_bad_date_is_an_error() {
    for text in ["tomorrow", "", "2026-13-01T00:00:00Z", "2026-01-01", "2026-01-01T00:00:00"] {
        let description =
            GrantDescription { expires_at: Some(text.into()), ..GrantDescription::default() };
        let error = Grant::new(description).expect_err("no date");
        assert_eq!(error.code(), "ERR_GRANT");
        assert_eq!(
            error.to_string(),
            "`expiresAt` is not an RFC 3339 date and time such as `2026-12-31T23:59:59Z`"
        );
    }
}

#[test]
fn the_answer_of_myscopes_and_keys_of_a_listing_make_grants() {
    let key = json!({
        "id": "0123456789abcdef0123456789abcdef",
        "type": "personal_access_token",
        "scopes": ["All"],
        "endpoints": ["/clarifai.api.V2/GetModel"],
        "apps": [],
        "expires_at": "2030-01-01T00:00:00Z",
    });
    let expected = json!({
        "keyType": "personal_access_token",
        "scopes": ["All"],
        "endpoints": ["/clarifai.api.V2/GetModel"],
        "endpointsRestricted": true,
        "expiresAt": "2030-01-01T00:00:00Z",
    });
    let success = json!({ "code": 10000, "description": "Ok" });
    for answer in [
        key.clone(),
        json!({ "status": success, "key": key }),
        json!({ "status": success, "keys": [key] }),
    ] {
        let grant = from_answer(answer, Some(KeyType::AppSpecificKey)).expect("a grant");
        assert_eq!(described(&grant), expected, "the answer's own word on the type counts");
    }
    let answer = json!({
        "status": { "code": "SUCCESS" },
        "scopes": ["Predict"],
        "endpoints": [],
        "app": { "id": "my-app", "user_id": "ada", "name": "beside the point" },
    });
    let grant = from_answer(answer, None).expect("a grant");
    assert_eq!(
        grant.describe(),
        GrantDescription {
            scopes: vec!["Predict".into()],
            app: Some(AppId { id: "my-app".into(), user_id: Some("ada".into()) }),
            ..GrantDescription::default()
        }
    );
}

#[test]
fn an_answer_that_tells_no_scopes_makes_no_grant() {
    for (answer, message) in [
        (
            json!({ "status": { "code": 11007, "description": "API key has insufficient scopes" }, "scopes": [] }),
            "the answer is a failure: 11007 `CONN_INSUFFICIENT_SCOPES`",
        ),
        (
            json!({ "status": { "code": 99999 } }),
            "the answer is a failure: 99999 `a status of a newer API`",
        ),
        (json!({ "status": "NOT_FOUND" }), "the answer is a failure without a status code"),
        (
            json!({}),
            "neither an answer of `/v2/myscopes` nor a key: no `scopes` and no `endpoints`",
        ),
        (
            json!({ "status": { "code": 10000 }, "keys": [] }),
            "the answer holds 0 keys; a grant is made from one",
        ),
        (
            json!({ "keys": [{ "scopes": [] }, { "scopes": [] }] }),
            "the answer holds 2 keys; a grant is made from one",
        ),
        (
            json!({ "scopes": [], "apps": [{ "id": "a" }, { "id": "b" }] }),
            "the key names 2 apps; an app-specific key has one",
        ),
    ] {
        assert_eq!(from_answer(answer.clone(), None).expect_err("no grant"), message, "{answer}");
    }
}

#[test]
fn what_two_grants_have_in_common() {
    for (left, right, both) in [
        (
            json!({ "scopes": ["All"] }),
            json!({ "scopes": ["Predict"] }),
            json!({ "scopes": ["Predict"] }),
        ),
        (
            json!({ "scopes": ["All"] }),
            json!({ "scopes": ["All", "Search"] }),
            json!({ "scopes": ["All"] }),
        ),
        (
            json!({ "scopes": ["All"] }),
            json!({ "scopes": ["Predict", "New:Get"] }),
            json!({ "scopes": ["Predict", "New:Get"] }),
        ),
        (
            json!({ "scopes": [], "app": { "id": "a", "userId": "me" } }),
            json!({ "scopes": [], "app": { "id": "a", "userId": "u" } }),
            json!({ "scopes": [], "app": { "id": "a", "userId": "u" } }),
        ),
        (
            json!({ "scopes": ["Predict", "Search", "New:Get"] }),
            json!({ "scopes": ["Search", "New:Get", "Other:Get"] }),
            json!({ "scopes": ["Search", "New:Get"] }),
        ),
        (
            json!({ "scopes": [], "endpoints": ["/clarifai.api.V2/GetModel", "/clarifai.api.V2/ListModels"] }),
            json!({ "scopes": [], "endpoints": ["/clarifai.api.V2/GetModel"] }),
            json!({ "scopes": [], "endpoints": ["/clarifai.api.V2/GetModel"], "endpointsRestricted": true }),
        ),
        (
            json!({ "scopes": [], "endpoints": ["/clarifai.api.V2/GetModel"] }),
            json!({ "scopes": [], "endpoints": ["/clarifai.api.V2/ListModels"] }),
            json!({ "scopes": [], "endpoints": [], "endpointsRestricted": true }),
        ),
        (
            json!({ "scopes": [], "endpoints": ["/clarifai.api.V2/GetModel"] }),
            json!({ "scopes": [] }),
            json!({ "scopes": [], "endpoints": ["/clarifai.api.V2/GetModel"], "endpointsRestricted": true }),
        ),
        (
            json!({ "scopes": [], "expiresAt": "2030-01-01T00:00:00Z" }),
            json!({ "scopes": [], "expiresAt": "2030-01-01T00:30:00+01:00" }),
            json!({ "scopes": [], "expiresAt": "2030-01-01T00:30:00+01:00" }),
        ),
        (
            json!({ "scopes": [], "keyType": "personal_access_token" }),
            json!({ "scopes": [], "keyType": "app_specific_key", "app": { "id": "a", "userId": "u" } }),
            json!({ "scopes": [], "keyType": "app_specific_key", "app": { "id": "a", "userId": "u" } }),
        ),
        (
            json!({ "scopes": [], "app": { "id": "a" } }),
            json!({ "scopes": [], "app": { "id": "a", "userId": "u" } }),
            json!({ "scopes": [], "app": { "id": "a", "userId": "u" } }),
        ),
    ] {
        let (left, right) = (grant(left), grant(right));
        assert_eq!(described(&left.intersect(&right)), both);
        assert_eq!(described(&right.intersect(&left)), both);
    }
}

#[test]
fn grants_of_different_apps_allow_nothing_together() {
    for (left, right) in [
        (json!({ "id": "a" }), json!({ "id": "b" })),
        (json!({ "id": "a", "userId": "u" }), json!({ "id": "a", "userId": "v" })),
    ] {
        let one = grant(json!({ "scopes": ["All"], "app": left }));
        let both = one.intersect(&grant(json!({ "scopes": ["All"], "app": right })));
        let reach: Vec<_> = both.reach(NOW).map(RpcMethod::name).collect();
        assert_eq!(reach, ["GetStatusCode", "ListOpenSourceLicenses", "ListStatusCodes"]);
        assert_eq!(grant(described(&both)).reach(NOW).count(), 3);
    }
}

#[test]
fn a_difference_is_of_what_a_credential_carries_and_not_of_its_spelling() {
    let description = |scopes: &[&str], app: Option<&str>| GrantDescription {
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        app: app.map(|id| AppId { id: id.into(), user_id: None }),
        ..GrantDescription::default()
    };
    let asked = description(&["Predict", "Models:Get"], Some("shop"));
    let listed = |endpoint: &str| GrantDescription {
        endpoints: Some(vec![endpoint.to_owned()]),
        ..asked.clone()
    };
    let same_app = AppId { id: "shop".into(), user_id: Some("ada".into()) };
    for (made, asked, expected) in [
        (description(&["models_get", "PREDICT"], Some("shop")), &asked, None),
        (GrantDescription { app: Some(same_app), ..asked.clone() }, &asked, None),
        (
            GrantDescription { expires_at: Some("2030-01-01T00:00:00Z".into()), ..asked.clone() },
            &asked,
            None,
        ),
        (description(&["Predict"], Some("shop")), &asked, Some("without `Models_Get`")),
        (
            description(&["Predict", "Models:Get", "New:Thing"], Some("shop")),
            &asked,
            Some("`New:Thing` too many"),
        ),
        (
            description(&["All"], Some("shop")),
            &asked,
            Some("`All` too many, without `Models_Get`, `Predict`"),
        ),
        (description(&["Predict", "Models:Get"], None), &asked, Some("another app")),
        (description(&["Predict", "Models:Get"], Some("other")), &asked, Some("another app")),
        (
            GrantDescription { key_type: Some(KeyType::PersonalAccessToken), ..asked.clone() },
            &asked,
            Some("another type"),
        ),
        (listed("GetModel"), &asked, Some("another sort of endpoint list")),
        (
            listed("GetModel"),
            &listed("ListModels"),
            Some("`/clarifai.api.V2/GetModel` too many, without `/clarifai.api.V2/ListModels`"),
        ),
    ] {
        let grant =
            |description: &GrantDescription| Grant::new(description.clone()).expect("a grant");
        assert_eq!(grant(&made).difference(&grant(asked)).as_deref(), expected, "{made:?}");
    }
}
