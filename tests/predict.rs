//! The request of a prediction.

use clarifai_auth::{KeyType, ModelId, PredictError, PredictInput, PredictRequest, grant_path};
use serde_json::json;

fn model(id: &str) -> ModelId {
    ModelId { id: id.into(), ..ModelId::default() }
}

fn path(model: ModelId) -> Result<String, PredictError> {
    PredictRequest { model, ..PredictRequest::default() }.path()
}

#[test]
fn the_path_names_what_is_known() {
    let owned = |id: &str| ModelId {
        user_id: Some("clarifai".into()),
        app_id: Some("main".into()),
        ..model(id)
    };
    for (model, expected) in [
        (model("m"), "/v2/models/m/outputs"),
        (ModelId { version_id: Some("v".into()), ..model("m") }, "/v2/models/m/versions/v/outputs"),
        (owned("m"), "/v2/users/clarifai/apps/main/models/m/outputs"),
        (model("a b/ü?#%."), "/v2/models/a%20b%2F%C3%BC%3F%23%25./outputs"),
        (model("..."), "/v2/models/.../outputs"),
    ] {
        assert_eq!(path(model).as_deref(), Ok(expected));
    }
}

#[test]
fn an_id_that_no_path_can_hold_is_refused() {
    for id in ["", ".", ".."] {
        assert_eq!(path(model(id)), Err(PredictError::Id { what: "model" }));
    }
    let half = ModelId { user_id: Some("u".into()), ..model("m") };
    assert_eq!(path(half), Err(PredictError::HalfOfUserAndApp));
}

#[test]
fn the_body_is_that_of_the_api() {
    let request = PredictRequest {
        model: model("m"),
        inputs: vec![
            PredictInput::ImageUrl("https://example.com/a.png".into()),
            PredictInput::ImageBytes(vec![0, 255, 62, 63]),
            PredictInput::ImageBase64("AAAA".into()),
            PredictInput::Text("hé".into()),
            PredictInput::VideoUrl("https://example.com/a.mp4".into()),
            PredictInput::AudioUrl("https://example.com/a.mp3".into()),
        ],
        max_concepts: Some(3),
        min_value: Some(0.5),
        select_concepts: vec!["red".into()],
    };
    let body = serde_json::to_value(request.body().expect("a body")).expect("JSON");
    assert_eq!(
        body,
        json!({
            "inputs": [
                { "data": { "image": { "url": "https://example.com/a.png" } } },
                { "data": { "image": { "base64": "AP8+Pw==" } } },
                { "data": { "image": { "base64": "AAAA" } } },
                { "data": { "text": { "raw": "hé" } } },
                { "data": { "video": { "url": "https://example.com/a.mp4" } } },
                { "data": { "audio": { "url": "https://example.com/a.mp3" } } },
            ],
            "model": { "model_version": { "output_info": { "output_config": {
                "max_concepts": 3, "min_value": 0.5, "select_concepts": [{ "id": "red" }],
            } } } },
        })
    );
}

#[test]
fn the_body_asks_for_what_is_set_and_for_no_more() {
    let config = |change: fn(&mut PredictRequest)| {
        let inputs = vec![PredictInput::Text("t".into())];
        let mut request = PredictRequest { model: model("m"), inputs, ..PredictRequest::default() };
        change(&mut request);
        let body = serde_json::to_value(request.body().expect("a body")).expect("JSON");
        body.pointer("/model/model_version/output_info/output_config").cloned()
    };
    assert_eq!(config(|_| {}), None);
    assert_eq!(config(|r| r.max_concepts = Some(3)), Some(json!({ "max_concepts": 3 })));
    assert_eq!(config(|r| r.min_value = Some(0.0)), Some(json!({ "min_value": 0.0 })));
    let red = json!({ "select_concepts": [{ "id": "red" }] });
    assert_eq!(config(|r| r.select_concepts = vec!["red".into()]), Some(red));
}

#[test]
fn limits_of_the_api_are_said_before_anything_is_sent() {
    let with = |change: fn(&mut PredictRequest)| {
        let mut request = PredictRequest {
            model: model("m"),
            inputs: vec![PredictInput::Text("t".into())],
            ..PredictRequest::default()
        };
        change(&mut request);
        request.body().err().map(|error| error.to_string())
    };
    for (change, message) in [
        ((|_| {}) as fn(&mut PredictRequest), None),
        (|r| r.inputs.clear(), Some("no inputs; a prediction takes at least one")),
        (
            |r| r.inputs = vec![PredictInput::Text("t".into()); 129],
            Some("129 inputs; one request takes at most 128"),
        ),
        (|r| r.inputs = vec![PredictInput::Text("t".into()); 128], None),
        (
            |r| r.inputs.push(PredictInput::ImageBase64("data:image/png;base64,AA".into())),
            Some("the base64 of `inputs[1]` starts with `data:`; give what stands after the comma"),
        ),
        (|r| r.max_concepts = Some(0), Some("`maxConcepts` is 0; the API takes 1 to 200")),
        (|r| r.max_concepts = Some(201), Some("`maxConcepts` is 201; the API takes 1 to 200")),
        (|r| r.min_value = Some(1.01), Some("`minValue` is not from 0 to 1")),
        (|r| r.min_value = Some(f64::NAN), Some("`minValue` is not from 0 to 1")),
    ] {
        assert_eq!(with(change).as_deref(), message);
    }
}

#[test]
fn scopes_are_asked_where_the_credential_and_its_ids_lead() {
    let pat = Some(KeyType::PersonalAccessToken);
    let key = Some(KeyType::AppSpecificKey);
    for (key_type, user, app, expected) in [
        (None, None, None, "/v2/myscopes"),
        (key, Some("u"), None, "/v2/myscopes"),
        (pat, None, None, "/v2/users/me/myscopes"),
        (pat, None, Some("a"), "/v2/users/me/myscopes"),
        (pat, Some("u"), None, "/v2/users/u/myscopes"),
        (pat, Some("u"), Some("a"), "/v2/users/u/apps/a/myscopes"),
        (key, Some("u"), Some("a/b"), "/v2/users/u/apps/a%2Fb/myscopes"),
    ] {
        assert_eq!(grant_path(key_type, user, app).as_deref(), Ok(expected));
    }
}

#[test]
fn inputs_are_split_by_their_size_in_the_body_too() {
    let sizes = |inputs: Vec<PredictInput>| -> Vec<usize> {
        let request = PredictRequest { model: model("m"), inputs, ..PredictRequest::default() };
        request.split().expect("requests").iter().map(|request| request.inputs.len()).collect()
    };
    let image = |bytes| PredictInput::ImageBytes(vec![0; bytes]);
    // Base64 makes four letters of three bytes.
    assert_eq!(sizes(vec![image(6_000_000); 5]), [2, 2, 1]);
    assert_eq!(sizes(vec![image(30_000_000), image(1), image(1)]), [1, 2]);
    // JSON writes a control character in six bytes.
    assert_eq!(sizes(vec![PredictInput::Text("\0".repeat(2_000_000)); 2]), [1, 1]);
    assert_eq!(sizes(vec![PredictInput::Text("a".repeat(2_000_000)); 2]), [2]);
}

#[test]
fn a_request_that_is_split_stays_below_the_limit_of_the_api() {
    let texts = ["\"\\".repeat(1_000_000), "é\n".repeat(1_500_000), "a".repeat(3_000_000)];
    let inputs: Vec<_> = texts.into_iter().cycle().take(20).map(PredictInput::Text).collect();
    let request = PredictRequest { model: model("m"), inputs, ..PredictRequest::default() };
    for request in request.split().expect("requests") {
        let body = serde_json::to_string(&request.body().expect("a body")).expect("JSON");
        assert!(body.len() < 20_000_000, "{} bytes", body.len());
    }
}

#[test]
fn an_input_that_cannot_be_sent_is_named_by_its_place_in_the_whole() {
    let mut inputs = vec![PredictInput::Text("t".into()); 200];
    inputs.push(PredictInput::ImageBase64("data:image/png;base64,AA".into()));
    let request = PredictRequest { model: model("m"), inputs, ..PredictRequest::default() };
    assert_eq!(request.clone().split().err(), Some(PredictError::DataUrl(200)));
    let request = PredictRequest { max_concepts: Some(0), ..request };
    assert!(request.split().is_err());
}
