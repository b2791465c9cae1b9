//! Answers without what a grant must not see.
#![cfg(feature = "json")]

use std::collections::{BTreeMap, BTreeSet};

use clarifai_auth::{
    Call, Caveat, Decision, Grant, GrantDescription, OperationScope, RpcMethod, Rule, Timestamp,
};
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

fn grant(scopes: &[&str]) -> Grant {
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    Grant::new(GrantDescription { scopes, ..GrantDescription::default() }).expect("a grant")
}

fn rpc(name: &str) -> RpcMethod {
    RpcMethod::find(name).expect("an RPC method")
}

fn redacted(scopes: &[&str], method: &str, mut answer: Value) -> (Value, Vec<String>) {
    let removed = grant(scopes).redact(rpc(method), &mut answer);
    (answer, removed)
}

#[test]
fn concepts_go_where_they_are_not_granted_and_nothing_else_does() {
    let answer = json!({
        "status": { "code": 10000, "description": "Ok" },
        "inputs": [
            { "id": "a", "data": { "concepts": [{ "id": "cat" }], "metadata": { "concepts": [1] } } },
            { "id": "b", "data": { "image": { "url": "https://example.com/b.jpg" } }, "unknown": [null] },
        ],
    });
    let (kept, removed) = redacted(&["Inputs_Get"], "ListInputs", answer.clone());
    let mut expected = answer;
    expected["inputs"][0]["data"].as_object_mut().unwrap().remove("concepts");
    assert_eq!(kept, expected);
    assert_eq!(removed, ["inputs[0].data.concepts"]);
}

#[test]
fn both_spellings_of_a_field_are_known() {
    let answer = || json!({ "model": { "modelVersion": { "id": "v" } }, "model_version": 1 });
    let (kept, removed) = redacted(&["Concepts_Get"], "GetModel", answer());
    assert_eq!((kept, removed), (json!({ "model_version": 1 }), vec!["model".to_owned()]));
    let answer = json!({ "hits": [{ "annotation": {}, "input": { "id": "a" } }] });
    let (kept, _) = redacted(&["Inputs_Get"], "PostInputsSearches", answer);
    assert_eq!(kept, json!({ "hits": [{ "input": { "id": "a" } }] }));
}

#[test]
fn the_values_of_a_map_are_messages_too() {
    let field = "datasetVersion";
    let answer = json!({ field: { "metrics": { "0": { "x": 1 } } } });
    let (kept, removed) = redacted(&["Datasets_Get"], "GetDatasetVersion", answer.clone());
    assert_eq!((kept, removed.is_empty()), (answer.clone(), true));
    let (kept, removed) = redacted(&["Models_Get"], "GetDatasetVersion", answer);
    assert_eq!((kept, removed), (json!({}), vec![field.to_owned()]));
}

#[test]
fn a_long_name_of_the_api_is_named_and_the_key_of_a_map_is_masked() {
    let field = "workflowVersionEvaluationTemplates";
    let answer = json!({ field: [{ "id": "t" }] });
    let (kept, removed) = redacted(&["Apps_Get"], "ListWorkflowEvaluationTemplates", answer);
    assert_eq!((kept, removed), (json!({}), vec![field.to_owned()]));

    let key = "c0ffee00c0ffee00c0ffee00c0ffee00";
    let concepts = json!({ "concepts": [{ "id": "cat" }] });
    let values = json!({ "perConceptValues": { key: concepts } });
    let answer = json!({ "evalMetrics": { "testSet": [{ "perRegionValues": { key: values } }] } });
    let (_, removed) = redacted(&["Metrics_Get"], "GetEvaluation", answer);
    assert!(removed.iter().all(|path| !path.contains(key)), "{removed:?}");
}

#[test]
fn the_path_of_what_lies_deep_is_cut() {
    let mut deep = json!({ "concepts": [] });
    for _ in 0..40 {
        deep = json!({ "regions": [{ "data": deep }] });
    }
    let answer = json!({ "outputs": [{ "data": deep }] });
    let (_, removed) = redacted(&["Models_Get"], "PostModelOutputs", answer);
    assert!(removed[0].starts_with("outputs[0].data.regions[0].data."), "{removed:?}");
    assert!(removed[0].len() < 250 && removed[0].ends_with('…'), "{removed:?}");
}

#[test]
fn all_sees_all() {
    let answer = json!({ "models": [{ "id": "m" }], "inputs": "not even a list" });
    assert_eq!(redacted(&["All"], "ListModels", answer.clone()), (answer, Vec::new()));
}

#[test]
fn an_answer_of_any_shape_is_walked_without_failing() {
    for answer in [json!(null), json!("text"), json!([[[1]]]), json!({ "inputs": 3, "status": [] })]
    {
        assert_eq!(redacted(&["Inputs_Get"], "ListInputs", answer.clone()).0, answer);
    }
    let mut deep = json!({ "id": "deepest" });
    for _ in 0..300 {
        deep = json!({ "regions": [{ "data": deep }] });
    }
    let answer = json!({ "outputs": [{ "data": deep }] });
    let (kept, removed) = redacted(&["Concepts_Get"], "PostModelOutputs", answer);
    assert!(!kept.to_string().contains("deepest"), "deeper than the API's messages go");
    assert_eq!(removed.len(), 1);
}

/// The messages of answers, as the descriptors have them.
struct Messages(BTreeMap<String, Vec<(String, String)>>, BTreeSet<String>);

fn messages() -> (Messages, BTreeMap<String, String>) {
    let facts: Value =
        serde_json::from_str(include_str!("../scripts/catalogue/facts.json")).expect("facts");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = |name: &str| facts[name].as_array().unwrap().clone();
    let mut messages = Messages(BTreeMap::new(), BTreeSet::new());
    for message in list("messages") {
        let name = text(&message["name"]);
        let fields = message["fields"].as_object().unwrap().iter();
        if message["isMapEntry"] == json!(true) {
            messages.1.insert(name.clone());
        }
        messages
            .0
            .insert(name, fields.map(|(field, inner)| (field.clone(), text(inner))).collect());
    }
    let answers = list("rpcMethods").into_iter();
    (messages, answers.map(|method| (text(&method["name"]), text(&method["answer"]))).collect())
}

impl Messages {
    /// An answer in which every field is filled, each message marked with its type.
    fn filled(&self, message: &str, depth: usize) -> Value {
        let mut value = json!({ "mark": message });
        for (field, inner) in self.0.get(message).into_iter().flatten() {
            let is_map = self.1.contains(inner);
            if depth > 0 {
                value[field] = match is_map {
                    true => {
                        json!({ "key": self.filled(&self.0[inner].last().unwrap().1, depth - 1) })
                    }
                    false => json!([self.filled(inner, depth - 1)]),
                };
            }
        }
        value
    }
}

fn marks(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("mark").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| marks(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| marks(item, found)),
        _ => {}
    }
}

#[test]
fn a_resource_is_gone_from_every_answer_without_its_scope_and_there_with_it() {
    let (messages, answers) = messages();
    // The messages that are named just as their resource.
    let resources = [
        ("Annotation", "Annotations_Get"),
        ("App", "Apps_Get"),
        ("Concept", "Concepts_Get"),
        ("Dataset", "Datasets_Get"),
        ("Input", "Inputs_Get"),
        ("Key", "Keys_Get"),
        ("Model", "Models_Get"),
        ("Runner", "Runners_Get"),
        ("Task", "Tasks_Get"),
        ("Workflow", "Workflows_Get"),
        ("Search", "SavedSearch_Get"),
        ("Secret", "Secrets_Get"),
    ];
    let all: Vec<&str> =
        OperationScope::all().map(|scope| scope.name()).filter(|name| *name != "All").collect();
    for method in RpcMethod::all().step_by(4) {
        let answer = messages.filled(&answers[method.name()], 4);
        let mut whole = BTreeSet::new();
        marks(&answer, &mut whole);
        let (kept, removed) = redacted(&all, method.name(), answer.clone());
        assert_eq!((&kept, removed.len()), (&answer, 0), "{method:?} with every scope");
        for (message, scope) in resources.iter().filter(|(message, _)| whole.contains(*message)) {
            let others: Vec<&str> = all.iter().copied().filter(|name| name != scope).collect();
            let (kept, removed) = redacted(&others, method.name(), answer.clone());
            let mut left = BTreeSet::new();
            marks(&kept, &mut left);
            assert!(!left.contains(*message) && !removed.is_empty(), "{method:?} without {scope}");
            assert!(left.contains(&answers[method.name()]), "{method:?} without {scope}");
            let is_caveat = method.carried_scopes().contains(OperationScope::find(scope).unwrap());
            assert!(is_caveat, "{method:?} carries what {scope} is for");
        }
    }
}

#[test]
fn an_allowed_call_says_which_fields_may_be_left_out() {
    let scopes = ["Predict", "Models_Get", "Concepts_Get", "Apps_Get"];
    let Decision::Allow { caveats, .. } =
        grant(&scopes).evaluate(&Call::rpc("PostModelOutputs"), NOW)
    else {
        panic!("the four scopes allow it");
    };
    assert!(caveats.contains(Caveat::MayBeRedacted));
    let scopes = caveats.scopes(Caveat::MayBeRedacted);
    assert!(scopes.contains(OperationScope::find("Inputs_Get").unwrap()));
    assert!(!scopes.contains(OperationScope::find("Concepts_Get").unwrap()));
    assert!(caveats.fields().contains(&"outputs.input".to_owned()), "{:?}", caveats.fields());
    let json = serde_json::to_value(caveats).unwrap();
    let entry = json.as_array().unwrap().iter().find(|entry| entry["code"] == "may-be-redacted");
    assert_eq!(entry.unwrap()["fields"], json!(caveats.fields()));
}

#[test]
fn the_rule_of_2020_redacts_a_small_part_and_refuses_a_large_one() {
    let decide = |scopes: &[&str], method: &str| {
        grant(scopes).evaluate_under(Rule::Documented, &Call::rpc(method), NOW)
    };
    let Decision::Redact { missing_scopes, fields, .. } =
        decide(&["Predict", "Models_Get", "Apps_Get"], "PostModelOutputs")
    else {
        panic!("concepts are a small part of an answer");
    };
    assert_eq!(
        missing_scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>(),
        ["Concepts_Get"]
    );
    assert!(fields.contains(&"outputs.data.concepts".to_owned()));
    for (scopes, why) in [
        (["Predict", "Concepts_Get", "Apps_Get"], "the method is named for models"),
        (["Predict", "Concepts_Get", "Models_Get"], "Apps_Get always refuses"),
        (["Models_Get", "Concepts_Get", "Apps_Get"], "Predict is no Get scope"),
    ] {
        assert!(matches!(decide(&scopes, "PostModelOutputs"), Decision::Reject(_)), "{why}");
    }
    let Decision::Reject(rejection) = decide(&["Models_Get", "Apps_Get"], "PostModelOutputs")
    else {
        panic!("Predict is missing");
    };
    assert_eq!(rejection.missing_scopes.len(), 2, "what would be redacted is missing too");
}

#[test]
fn the_rule_of_2020_refuses_without_the_resource_that_a_method_is_named_for() {
    for (method, scope) in [
        ("GetEvaluation", "Metrics_Get"),
        ("ListModelVersionEvaluations", "Metrics_Get"),
        ("ListMetricLabels", "UserMetrics_Get"),
        ("GetSearch", "SavedSearch_Get"),
        ("ListSearches", "SavedSearch_Get"),
        ("PatchInputsSearches", "SavedSearch_Get"),
        ("ListDatasetInputs", "Inputs_Get"),
    ] {
        let scopes: Vec<&str> =
            rpc(method).required_scopes().iter().map(OperationScope::name).collect();
        assert!(scopes.contains(&scope), "{method}");
        let others: Vec<&str> = scopes.into_iter().filter(|other| *other != scope).collect();
        let decision = grant(&others).evaluate_under(Rule::Documented, &Call::rpc(method), NOW);
        assert!(matches!(decision, Decision::Reject(_)), "{method}: {decision:?}");
    }
}

#[test]
fn a_body_shows_scopes_that_are_needed_only_sometimes() {
    let scopes = [
        "Apps_Get",
        "Annotations_Add",
        "Annotations_Get",
        "Concepts_Get",
        "Inputs_Get",
        "Models_Get",
        "Workflows_Get",
    ];
    let mut call = Call::rpc("PostAnnotations");
    let caveats = |call: &Call, scopes: &[&str]| match grant(scopes).evaluate(call, NOW) {
        Decision::Allow { caveats, .. } => caveats,
        other => panic!("{other:?}"),
    };
    assert!(!caveats(&call, &scopes).contains(Caveat::ConditionalScopes));
    call.body_holds.concepts = true;
    let found = caveats(&call, &scopes).scopes(Caveat::ConditionalScopes);
    assert_eq!(found.iter().map(|scope| scope.name()).collect::<Vec<_>>(), ["Concepts_Add"]);
    let with_it: Vec<&str> = scopes.iter().copied().chain(["Concepts_Add"]).collect();
    assert!(!caveats(&call, &with_it).contains(Caveat::ConditionalScopes));
}
