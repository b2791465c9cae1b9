use std::future::Future;
use std::pin::Pin;

use gloo_net::http::Method;
use js_sys::{Array, ArrayBuffer, JSON, JsString, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortSignal, Blob};

use super::grant::{answer_from_js, status_from_js};
use super::send::{Answer, Sender};
use super::{convert, error};
use crate::base_url::parse_base_url;
use crate::{AnswerError, ModelId, ParseOptions, PredictInput, PredictRequest, grant_path};

const DEFAULT_TIMEOUT_MS: u32 = 30_000;
/// What one request may hold in all, in bytes or characters: it stands in memory several times.
const MOST_INPUT: f64 = 64_000_000.0;
const INPUT_SHAPE: &str = "malformed input: expected exactly one of `imageUrl`, `imageBytes`, `imageBase64`, `text`, `videoUrl` and `audioUrl`";

/// Calls the REST API. Rejects with an `Error` of code ERR_CALL that carries `answer` and
/// `httpStatus` where an answer came.
///
/// ```js
/// const client = new Client({ credential: process.env.CLARIFAI_PAT, userId: 'clarifai', appId: 'main' });
/// const { outputs } = await client.predict({ model: 'general-image-recognition', inputs: [{ imageUrl }] });
/// ```
#[wasm_bindgen]
pub struct Client {
    sender: Sender,
    user_id: Option<String>,
    app_id: Option<String>,
}

#[wasm_bindgen]
impl Client {
    /// Copies the credential: the caller's object stays usable. Throws ERR_CREDENTIAL where a text
    /// given as credential cannot be sent, ERR_CALL where an option is malformed.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "ClientOptions")] options: &JsValue,
    ) -> Result<Client, JsValue> {
        let credential = convert::property(options, "credential");
        let credential = credential
            .map_err(|_| error::call("malformed options: expected `{ credential, … }`"))?
            .unwrap_or_default();
        convert::assert_names(
            options,
            &[
                ("baseURL", "baseUrl"),
                ("base_url", "baseUrl"),
                ("user_id", "userId"),
                ("app_id", "appId"),
                ("timeout", "timeoutMs"),
            ],
        )?;
        let credential = match convert::copy_of::<super::credential::Credential>(&credential)? {
            Some(credential) => credential.into_inner(),
            None => {
                let text = convert::text_if_set("credential", &credential)?;
                crate::Credential::parse(&text, &ParseOptions::default())?
            }
        };
        let base_url = text_option(options, "baseUrl")?;
        let timeout_ms = match number_option(options, "timeoutMs")? {
            None => DEFAULT_TIMEOUT_MS,
            Some(number) if (1.0..=f64::from(i32::MAX)).contains(&number) => number as u32,
            Some(_) => return Err(error::call("`timeoutMs` is not a number of milliseconds")),
        };
        Ok(Self {
            sender: Sender {
                credential,
                base_url: parse_base_url(base_url.as_deref())
                    .map_err(|problem| error::call(&problem.to_string()))?,
                timeout_ms,
            },
            user_id: text_option(options, "userId")?,
            app_id: text_option(options, "appId")?,
        })
    }

    /// Predicts with a model. One output for each input, in order, each with its own status.
    ///
    /// Rejects with ERR_CALL where the API answers no outputs, answers something else or nothing.
    #[wasm_bindgen(unchecked_return_type = "Promise<Prediction>")]
    pub fn predict(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PredictOptions")] request: &JsValue,
    ) -> Promise {
        let sender = self.sender.clone();
        // Read now: what the caller changes after the call does not count.
        let read = Asked::read(request, self.user_id.clone(), self.app_id.clone());
        promise(async move {
            let (request, signal) = read?.complete().await?;
            let count = request.inputs.len();
            let path = request.path()?;
            let body = JSON::stringify(&convert::to_js(&request.body()?)?)?;
            let answer = sender.send(Method::POST, &path, body.as_string(), signal).await?;
            prediction(&answer, count)
        })
    }

    /// What the credential can do: asks the myscopes route that fits the ids given and the key type.
    ///
    /// Rejects with ERR_CALL where the API refuses, ERR_GRANT where its answer holds no scopes.
    #[wasm_bindgen(unchecked_return_type = "Promise<Grant>")]
    pub fn grant(&self) -> Promise {
        let sender = self.sender.clone();
        let key_type = sender.credential.key_type();
        let path = grant_path(key_type, self.user_id.as_deref(), self.app_id.as_deref());
        promise(async move {
            let answer = sender.send(Method::GET, &path?, None, None).await?;
            if !(200..300).contains(&answer.http_status) {
                return Err(answer.failure());
            }
            let said = answer_from_js(&answer.json).map_err(|_| {
                answer.rejection("malformed answer: expected that of `/v2/myscopes`")
            })?;
            match crate::Grant::from_answer(said, key_type) {
                Ok(grant) => Ok(super::grant::Grant::from(grant).into()),
                Err(AnswerError::Failure { .. }) => Err(answer.failure()),
                Err(problem) => Err(answer.rejection(&problem.to_string())),
            }
        })
    }
}

/// One kind of future: the machinery of tasks is built once.
fn promise(work: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    let work: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>> = Box::pin(work);
    future_to_promise(work)
}

/// A prediction as it was asked for; the bytes of a `Blob` are still to come.
struct Asked {
    request: PredictRequest,
    blobs: Vec<(usize, Blob)>,
    signal: Option<AbortSignal>,
}

impl Asked {
    fn read(
        asked: &JsValue,
        user_id: Option<String>,
        app_id: Option<String>,
    ) -> Result<Self, JsValue> {
        let mismatch = |name, kind| move |_| mismatch(name, kind);
        let list = convert::list(asked, "inputs").map_err(mismatch("inputs", "a list"))?;
        let select_concepts = convert::texts(asked, "selectConcepts")
            .map_err(mismatch("selectConcepts", "a list of ids"))?;
        let signal = convert::property(asked, "signal").ok().flatten();
        let signal = signal.map(|signal| signal.dyn_into::<AbortSignal>()).transpose();
        let mut read = Self {
            request: PredictRequest {
                model: model_from_js(asked, user_id, app_id)?,
                inputs: Vec::new(),
                max_concepts: whole_number_option(asked, "maxConcepts")?,
                min_value: number_option(asked, "minValue")?,
                select_concepts: select_concepts.unwrap_or_default(),
            },
            blobs: Vec::new(),
            signal: signal.map_err(|_| error::call("`signal` is no `AbortSignal`"))?,
        };
        let mut room = MOST_INPUT;
        for input in list.unwrap_or_default() {
            read.add(&input, &mut room)?;
        }
        Ok(read)
    }

    fn add(&mut self, input: &JsValue, room: &mut f64) -> Result<(), JsValue> {
        let malformed = || error::call(INPUT_SHAPE);
        let mut take = |size: f64| {
            *room -= size;
            (*room >= 0.0).then_some(()).ok_or_else(|| {
                error::call("the inputs of one request are more than 64 MB; send them in several")
            })
        };
        let mut found = Vec::new();
        if let Some(bytes) = convert::property(input, "imageBytes").map_err(|_| malformed())? {
            if let Some(blob) = bytes.dyn_ref::<Blob>() {
                take(blob.size())?;
                self.blobs.push((self.request.inputs.len(), blob.clone()));
                found.push(PredictInput::ImageBytes(Vec::new()));
            } else {
                let length = convert::number(&bytes, "byteLength").ok().flatten();
                take(length.ok_or_else(malformed)?)?;
                found.push(PredictInput::ImageBytes(bytes_from_js(&bytes)?));
            }
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
            let text = convert::whole_text(input, name).map_err(|_| mismatch(name, "a text"))?;
            if let Some(text) = text {
                take(f64::from(text.length()))?;
                found.push(make(String::from(&text)));
            }
        }
        match (found.pop(), found.is_empty()) {
            (Some(input), true) => self.request.inputs.push(input),
            _ => return Err(malformed()),
        }
        Ok(())
    }

    async fn complete(mut self) -> Result<(PredictRequest, Option<AbortSignal>), JsValue> {
        for (place, blob) in self.blobs {
            let unread = |_| error::call("the bytes of a `Blob` could not be read");
            let buffer = convert::call_method(&blob, "arrayBuffer").map_err(unread)?;
            let buffer = JsFuture::from(Promise::resolve(&buffer)).await.map_err(unread)?;
            if let Some(input) = self.request.inputs.get_mut(place) {
                *input = PredictInput::ImageBytes(bytes_from_js(&buffer)?);
            }
        }
        Ok((self.request, self.signal))
    }
}

fn model_from_js(
    asked: &JsValue,
    user_id: Option<String>,
    app_id: Option<String>,
) -> Result<ModelId, JsValue> {
    let model = convert::property(asked, "model").map_err(|_| mismatch("model", "a model"))?;
    let model = model.unwrap_or_default();
    let mut model = match convert::secret_text(&model) {
        Some(id) => ModelId { id: id.to_string(), ..ModelId::default() },
        None if model.is_object() => ModelId {
            id: text_option(&model, "id")?.unwrap_or_default(),
            version_id: text_option(&model, "versionId")?,
            user_id: text_option(&model, "userId")?,
            app_id: text_option(&model, "appId")?,
        },
        None => return Err(mismatch("model", "an id or `{ id, … }`")),
    };
    if model.user_id.is_none() && model.app_id.is_none() {
        (model.user_id, model.app_id) = (user_id, app_id);
    }
    Ok(model)
}

/// A copy of the bytes; a buffer that was transferred away has none.
fn bytes_from_js(bytes: &JsValue) -> Result<Vec<u8>, JsValue> {
    let malformed = |_| error::call(INPUT_SHAPE);
    let view = match bytes.dyn_ref::<ArrayBuffer>() {
        Some(buffer) => {
            let view = Reflect::get(&js_sys::global(), &"Uint8Array".into()).map_err(malformed)?;
            Reflect::construct(view.unchecked_ref::<js_sys::Function>(), &Array::of1(buffer))
                .map_err(malformed)?
        }
        None => bytes.clone(),
    };
    let copy = view.dyn_into::<Uint8Array>().map_err(malformed)?.to_vec();
    if copy.is_empty() {
        return Err(error::call("an image without bytes; was its buffer transferred away?"));
    }
    Ok(copy)
}

/// Rejects where the answer does not tell the fate of each input.
fn prediction(answer: &Answer, inputs: usize) -> Result<JsValue, JsValue> {
    let raw_outputs = convert::list(&answer.json, "outputs").ok().flatten().unwrap_or_default();
    if raw_outputs.is_empty() {
        return Err(answer.failure());
    }
    if raw_outputs.len() != inputs {
        let counts = format!("{} outputs for {inputs} inputs", raw_outputs.len());
        return Err(answer.rejection(&["the API answered ", &counts].concat()));
    }
    let outputs = raw_outputs.into_iter().map(output);
    Ok(convert::object(&[("outputs", convert::array(outputs)), ("raw", answer.json.clone())]))
}

/// An output whose status cannot be read failed with the code 0.
fn output(raw: JsValue) -> JsValue {
    let status = convert::property(&raw, "status").ok().flatten();
    let status = status.and_then(|status| status_from_js(&status).ok()).unwrap_or_default();
    let data = convert::property(&raw, "data").ok().flatten().unwrap_or_default();
    let regions = convert::list(&data, "regions").ok().flatten().unwrap_or_default();
    convert::object(&[
        ("id", text_or_empty(&raw, "id")),
        ("ok", status.is_success().into()),
        (
            "status",
            convert::object(&[
                ("code", status.code().unwrap_or_default().into()),
                ("description", status.description().into()),
            ]),
        ),
        ("concepts", concepts(&data)),
        ("regions", convert::array(regions)),
        ("raw", raw),
    ])
}

/// JSON leaves out what is empty or zero.
fn concepts(data: &JsValue) -> JsValue {
    let concepts = convert::list(data, "concepts").ok().flatten().unwrap_or_default();
    convert::array(concepts.iter().map(|raw| {
        let value = convert::number(raw, "value").ok().flatten().unwrap_or_default();
        convert::object(&[
            ("id", text_or_empty(raw, "id")),
            ("name", text_or_empty(raw, "name")),
            ("value", value.into()),
        ])
    }))
}

fn text_or_empty(value: &JsValue, name: &str) -> JsValue {
    let text = convert::whole_text(value, name).ok().flatten();
    text.unwrap_or_else(|| JsString::from("")).into()
}

fn text_option(options: &JsValue, name: &str) -> Result<Option<String>, JsValue> {
    convert::text(options, name).map_err(|_| mismatch(name, "a text"))
}

fn number_option(options: &JsValue, name: &str) -> Result<Option<f64>, JsValue> {
    convert::number(options, name).map_err(|_| mismatch(name, "a number"))
}

fn whole_number_option(options: &JsValue, name: &str) -> Result<Option<u32>, JsValue> {
    let Some(number) = number_option(options, name)? else { return Ok(None) };
    let is_whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
    // A whole number in range is cast exactly.
    is_whole.then_some(Some(number as u32)).ok_or_else(|| mismatch(name, "a whole number"))
}

fn mismatch(name: &str, kind: &str) -> JsValue {
    error::call(&["`", name, "` is not ", kind].concat())
}
