//! What a caller of `predict` and `predictWorkflow` gives.

use js_sys::{Array, ArrayBuffer, Function, JSON, JsString, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Blob};

use super::{Ids, mismatch, number_option, signal_option, text_option, whole_number_option};
use crate::js::{convert, error};
use crate::{PredictInput, PredictRequest, ResourceId, WorkflowRequest};

/// What one call may hold in all, in bytes or characters: it stands in memory several times.
const MOST_INPUT: f64 = 64_000_000.0;
const KINDS: &str =
    "exactly one of `imageUrl`, `imageBytes`, `imageBase64`, `text`, `videoUrl` and `audioUrl`";

/// What is asked: of a model or of a workflow.
pub(super) enum Question {
    Model(PredictRequest),
    Workflow(WorkflowRequest),
}

impl Question {
    pub(super) fn inputs(&self) -> &[PredictInput] {
        match self {
            Self::Model(request) => &request.inputs,
            Self::Workflow(request) => &request.inputs,
        }
    }

    fn inputs_mut(&mut self) -> &mut Vec<PredictInput> {
        match self {
            Self::Model(request) => &mut request.inputs,
            Self::Workflow(request) => &mut request.inputs,
        }
    }

    pub(super) fn path(&self) -> Result<String, JsValue> {
        Ok(match self {
            Self::Model(request) => request.path()?,
            Self::Workflow(request) => request.path()?,
        })
    }

    /// In order.
    pub(super) fn split(self) -> Result<Vec<Self>, JsValue> {
        Ok(match self {
            Self::Model(request) => request.split()?.into_iter().map(Self::Model).collect(),
            Self::Workflow(request) => request.split()?.into_iter().map(Self::Workflow).collect(),
        })
    }

    pub(super) fn body(self) -> Result<JsString, JsValue> {
        let body = match self {
            Self::Model(request) => convert::to_js(&request.body()?)?,
            Self::Workflow(request) => convert::to_js(&request.body()?)?,
        };
        JSON::stringify(&body)
    }
}

/// A prediction as it was asked for; the bytes of a `Blob` are still to come.
pub(super) struct Asked {
    question: Question,
    blobs: Vec<(usize, Blob)>,
    pub(super) signal: Option<AbortSignal>,
    pub(super) on_progress: Option<Function>,
}

impl Asked {
    pub(super) fn of_model(asked: &JsValue, ids: &Ids) -> Result<Self, JsValue> {
        let model = named(asked, "model", ids)?;
        let select_concepts = convert::texts(asked, "selectConcepts")
            .map_err(|_| mismatch("selectConcepts", "a list of ids"))?;
        let question = Question::Model(PredictRequest {
            model,
            inputs: Vec::new(),
            max_concepts: whole_number_option(asked, "maxConcepts")?,
            min_value: number_option(asked, "minValue")?,
            select_concepts: select_concepts.unwrap_or_default(),
        });
        Self::read(asked, question)
    }

    pub(super) fn of_workflow(asked: &JsValue, ids: &Ids) -> Result<Self, JsValue> {
        let workflow = named(asked, "workflow", ids)?;
        Self::read(asked, Question::Workflow(WorkflowRequest { workflow, inputs: Vec::new() }))
    }

    fn read(asked: &JsValue, question: Question) -> Result<Self, JsValue> {
        let list = convert::list(asked, "inputs").map_err(|_| mismatch("inputs", "a list"))?;
        let on_progress = convert::property(asked, "onProgress").ok().flatten();
        let on_progress = on_progress.map(|given| given.dyn_into::<Function>()).transpose();
        let mut read = Self {
            question,
            blobs: Vec::new(),
            signal: signal_option(asked)?,
            on_progress: on_progress.map_err(|_| mismatch("onProgress", "a function"))?,
        };
        let mut room = MOST_INPUT;
        for (place, input) in list.unwrap_or_default().iter().enumerate() {
            read.add(input, place, &mut room)?;
        }
        Ok(read)
    }

    fn add(&mut self, input: &JsValue, place: usize, room: &mut f64) -> Result<(), JsValue> {
        let malformed = || error::call(&["malformed ", &at(place), ": expected ", KINDS].concat());
        let no_bytes =
            || of_another_kind("imageBytes", place, "no `Uint8Array`, `ArrayBuffer` or `Blob`");
        let mut take = |size: f64| {
            *room -= size;
            (*room >= 0.0).then_some(()).ok_or_else(|| {
                error::call("the inputs of one call are more than 64 MB; send them in several")
            })
        };
        let mut found = Vec::new();
        if let Some(bytes) = convert::property(input, "imageBytes").map_err(|_| malformed())? {
            let blob = bytes.dyn_ref::<Blob>();
            let length = || convert::number(&bytes, "byteLength").ok().flatten();
            let size = blob.map(Blob::size).or_else(length).ok_or_else(no_bytes)?;
            // Nothing is read of a buffer that is away: that throws.
            if size == 0.0 {
                let empty = " holds no bytes; was its buffer transferred away?";
                return Err(error::call(&["`imageBytes` of ", &at(place), empty].concat()));
            }
            take(size)?;
            found.push(PredictInput::ImageBytes(match blob {
                Some(blob) => {
                    self.blobs.push((place, blob.clone()));
                    Vec::new()
                }
                None => bytes_from_js(&bytes).ok_or_else(no_bytes)?,
            }));
        }
        type Kind = (&'static str, fn(String) -> PredictInput);
        let kinds: [Kind; 5] = [
            ("imageUrl", PredictInput::ImageUrl),
            ("imageBase64", PredictInput::ImageBase64),
            ("text", PredictInput::Text),
            ("videoUrl", PredictInput::VideoUrl),
            ("audioUrl", PredictInput::AudioUrl),
        ];
        for (name, make) in kinds {
            let text = convert::whole_text(input, name)
                .map_err(|_| of_another_kind(name, place, "not a text"))?;
            if let Some(text) = text {
                take(f64::from(text.length()))?;
                found.push(make(String::from(&text)));
            }
        }
        match (found.pop(), found.is_empty()) {
            (Some(input), true) => self.question.inputs_mut().push(input),
            _ => return Err(malformed()),
        }
        Ok(())
    }

    pub(super) async fn complete(mut self) -> Result<Question, JsValue> {
        for (place, blob) in self.blobs {
            let unread = |_| error::call("the bytes of a `Blob` could not be read");
            let buffer = convert::call_method(&blob, "arrayBuffer").map_err(unread)?;
            let buffer = JsFuture::from(Promise::resolve(&buffer)).await.map_err(unread)?;
            let bytes = bytes_from_js(&buffer).ok_or_else(|| unread(JsValue::UNDEFINED))?;
            if let Some(input) = self.question.inputs_mut().get_mut(place) {
                *input = PredictInput::ImageBytes(bytes);
            }
        }
        Ok(self.question)
    }
}

/// A model or a workflow; the client's ids where it names neither user nor app.
fn named(asked: &JsValue, name: &str, ids: &Ids) -> Result<ResourceId, JsValue> {
    let shape = || mismatch(name, "an id or `{ id, … }`");
    let given = convert::property(asked, name).map_err(|_| shape())?.unwrap_or_default();
    let mut named = match convert::secret_text(&given) {
        Some(id) => ResourceId { id: id.to_string(), ..ResourceId::default() },
        None if given.is_object() => ResourceId {
            id: text_option(&given, "id")?.unwrap_or_default(),
            version_id: text_option(&given, "versionId")?,
            user_id: text_option(&given, "userId")?,
            app_id: text_option(&given, "appId")?,
        },
        None => return Err(shape()),
    };
    if named.user_id.is_none() && named.app_id.is_none() {
        (named.user_id, named.app_id) = (ids.user.clone(), ids.app.clone());
    }
    Ok(named)
}

/// A copy of the bytes, where they are some.
fn bytes_from_js(bytes: &JsValue) -> Option<Vec<u8>> {
    let view = match bytes.dyn_ref::<ArrayBuffer>() {
        Some(buffer) => {
            let view = Reflect::get(&js_sys::global(), &"Uint8Array".into()).ok()?;
            Reflect::construct(view.unchecked_ref::<Function>(), &Array::of1(buffer)).ok()?
        }
        None => bytes.clone(),
    };
    let view = view.dyn_into::<Uint8Array>().ok()?;
    (view.length() > 0).then(|| view.to_vec())
}

/// Where an input stands, as the caller counts.
fn at(place: usize) -> String {
    ["`inputs[", &place.to_string(), "]`"].concat()
}

fn of_another_kind(name: &str, place: usize, kind: &str) -> JsValue {
    error::call(&["`", name, "` of ", &at(place), " is ", kind].concat())
}
