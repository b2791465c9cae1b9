//! The request of a prediction with a workflow.

use clarifai_auth::{PredictError, PredictInput, WorkflowId, WorkflowRequest};
use serde_json::json;

fn request(workflow: WorkflowId, inputs: Vec<PredictInput>) -> WorkflowRequest {
    WorkflowRequest { workflow, inputs }
}

fn workflow(id: &str) -> WorkflowId {
    WorkflowId { id: id.into(), ..WorkflowId::default() }
}

#[test]
fn the_path_names_what_is_known() {
    let owned = WorkflowId {
        user_id: Some("ada".into()),
        app_id: Some("shop".into()),
        version_id: Some("v".into()),
        ..workflow("a b")
    };
    let path = |workflow| request(workflow, Vec::new()).path();
    assert_eq!(path(workflow("w")).as_deref(), Ok("/v2/workflows/w/results"));
    assert_eq!(
        path(owned.clone()).as_deref(),
        Ok("/v2/users/ada/apps/shop/workflows/a%20b/versions/v/results")
    );
    assert_eq!(path(WorkflowId { app_id: None, ..owned }), Err(PredictError::HalfOfUserAndApp));
    assert_eq!(path(workflow("..")), Err(PredictError::Id { what: "workflow" }));
}

#[test]
fn the_body_is_that_of_the_api() {
    let inputs = vec![PredictInput::ImageUrl("https://example.com/a.png".into())];
    let body = request(workflow("w"), inputs).body().expect("a body");
    assert_eq!(
        serde_json::to_value(body).expect("JSON"),
        json!({ "inputs": [{ "data": { "image": { "url": "https://example.com/a.png" } } }] })
    );
}

#[test]
fn many_inputs_are_split_in_order() {
    let inputs = (0..257).map(|at| PredictInput::Text(at.to_string())).collect::<Vec<_>>();
    let requests = request(workflow("w"), inputs.clone()).split().expect("requests");
    let counts: Vec<_> = requests.iter().map(|request| request.inputs.len()).collect();
    assert_eq!(counts, [128, 128, 1]);
    let again: Vec<_> = requests.into_iter().flat_map(|request| request.inputs).collect();
    assert!(again == inputs);
    let none = request(workflow("w"), Vec::new()).split();
    assert_eq!(none.err(), Some(PredictError::InputCount(0)));
}
