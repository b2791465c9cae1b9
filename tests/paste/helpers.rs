use clarifai_auth::{Body, Evidence, PasteOptions, read_paste};
use serde_json::Value;

pub const KEY: &str = "c0ffee15dead10ccfeedfacecafebabe";

pub fn masked(text: &str) -> Evidence {
    read_paste(text, PasteOptions::default())
}

pub fn revealed(text: &str) -> Evidence {
    let mut options = PasteOptions::default();
    options.reveal = true;
    read_paste(text, options)
}

/// As JavaScript sees it: bodies that are JSON as values, the report left out.
pub fn shown(evidence: &Evidence) -> Value {
    let mut value = serde_json::to_value(evidence).expect("evidence is plain data");
    value.as_object_mut().expect("an object").remove("credentialReport");
    let request = evidence.request.as_ref().and_then(|request| request.body.as_ref());
    let response = evidence.response.as_ref().and_then(|response| response.body.as_ref());
    for (part, body) in [("request", request), ("response", response)] {
        if let Some(Body::Json(text)) = body {
            value[part]["body"] = serde_json::from_str(text).expect("the text of a JSON value");
        }
    }
    value
}

/// The cases of `tests/data/pastes.txt`: a name, a paste, what it is read as.
pub fn cases() -> Vec<(&'static str, &'static str, Value)> {
    let text = include_str!("../data/pastes.txt");
    let case = |case: &'static str| {
        let (name, rest) = case.split_once('\n').expect("a name");
        let (paste, expected) = rest.rsplit_once("\n--- ").expect("what is expected");
        (name, paste, serde_json::from_str(expected).expect("JSON"))
    };
    text.split("=== ").skip(1).map(case).collect()
}
