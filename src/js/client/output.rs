//! What an answer says of each input.

use js_sys::{Array, JsString};
use wasm_bindgen::JsValue;

use crate::ApiStatus;
use crate::js::convert;
use crate::js::grant::status_from_js;
use crate::js::send::{Answer, add};

/// The outputs of an answer, one for each input. Rejects where it does not tell the fate of each.
pub(super) fn outputs(
    answer: &Answer,
    inputs: usize,
    of_workflow: bool,
) -> Result<Vec<JsValue>, JsValue> {
    let name = if of_workflow { "results" } else { "outputs" };
    let raw = convert::list(&answer.json, name).ok().flatten().unwrap_or_default();
    if raw.is_empty() && !answer.is_success() {
        return Err(answer.failure());
    }
    if raw.len() != inputs {
        let counts = [&raw.len().to_string(), " ", name, " for ", &inputs.to_string(), " inputs"];
        return Err(answer.rejection(&["the API answered ", &counts.concat()].concat()));
    }
    let read = if of_workflow { of_result } else { of_output };
    Ok(raw.into_iter().map(read).collect())
}

/// An output whose status cannot be read failed with the code 0.
fn of_output(raw: JsValue) -> JsValue {
    let data = data_of(&raw);
    let list = |name| convert::list(&data, name).ok().flatten().unwrap_or_default();
    let id = text_or_empty(&raw, "id");
    output(id, &status_of(&raw), &list("concepts"), list("regions"), raw)
}

/// A workflow has an output for each of its models. The concepts are those of the last that answers
/// some, the regions likewise.
fn of_result(raw: JsValue) -> JsValue {
    let mut status = status_of(&raw);
    let nodes = convert::list(&raw, "outputs").ok().flatten().unwrap_or_default();
    let mut id = JsValue::from_str("");
    let (mut found_concepts, mut found_regions) = (Vec::new(), Vec::new());
    for node in &nodes {
        let data = data_of(node);
        let list = |name| convert::list(&data, name).ok().flatten().filter(|list| !list.is_empty());
        if let Some(concepts) = list("concepts") {
            found_concepts = concepts;
        }
        if let Some(regions) = list("regions") {
            found_regions = regions;
        }
        id = text_or_empty(node, "id");
        let own = status_of(node);
        // A result that succeeded though one of its models failed has not all that it should.
        if status.is_success() && own.code().is_some() && !own.is_success() {
            status = own;
        }
    }
    output(id, &status, &found_concepts, found_regions, raw)
}

/// The output of an input whose request failed as a whole.
pub(super) fn failed(status: &ApiStatus, error: &JsValue) -> JsValue {
    let failed = output(JsValue::from_str(""), status, &[], Vec::new(), JsValue::NULL);
    add(&failed, "error", error);
    failed
}

fn output(
    id: JsValue,
    status: &ApiStatus,
    raw_concepts: &[JsValue],
    regions: Vec<JsValue>,
    raw: JsValue,
) -> JsValue {
    let concepts = Array::new();
    for raw in raw_concepts {
        concepts.push(&concept(raw));
    }
    let told = convert::object(&[
        ("code", status.code().unwrap_or_default().into()),
        ("description", status.description().into()),
    ]);
    if !status.details().is_empty() {
        add(&told, "details", &status.details().into());
    }
    convert::object(&[
        ("id", id),
        ("ok", status.is_success().into()),
        ("status", told),
        ("concepts", concepts.into()),
        ("regions", convert::array(regions)),
        ("raw", raw),
    ])
}

fn status_of(raw: &JsValue) -> ApiStatus {
    let status = convert::property(raw, "status").ok().flatten();
    status.and_then(|status| status_from_js(&status).ok()).unwrap_or_default()
}

fn data_of(raw: &JsValue) -> JsValue {
    convert::property(raw, "data").ok().flatten().unwrap_or_default()
}

/// JSON leaves out what is empty or zero.
fn concept(raw: &JsValue) -> JsValue {
    let value = convert::number(raw, "value").ok().flatten().unwrap_or_default();
    convert::object(&[
        ("id", text_or_empty(raw, "id")),
        ("name", text_or_empty(raw, "name")),
        ("value", value.into()),
    ])
}

fn text_or_empty(value: &JsValue, name: &str) -> JsValue {
    let text = convert::whole_text(value, name).ok().flatten();
    text.unwrap_or_else(|| JsString::from("")).into()
}
