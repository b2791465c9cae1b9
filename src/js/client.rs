use std::future::Future;

use gloo_net::http::Method;
use js_sys::{Array, JSON, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::AbortSignal;

use super::grant::{answer_from_js, status_from_js};
use super::send::{Answer, Sender};
use super::{convert, error};
use crate::base_url::parse_base_url;
use crate::{ModelId, ParseOptions, PredictInput, PredictRequest, grant_path};

const DEFAULT_TIMEOUT_MS: u32 = 30_000;
const INPUT_SHAPE: &str = "malformed input: expected one of `{ imageUrl }`, `{ imageBytes }`, `{ imageBase64 }`, `{ text }`, `{ videoUrl }` and `{ audioUrl }`";

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
        let credential = convert::property(options, "credential").unwrap_or_default();
        let credential = match convert::copy_of::<super::credential::Credential>(&credential) {
            Some(credential) => credential.into_inner(),
            None => crate::Credential::parse(
                &convert::secret_text(&credential),
                &ParseOptions::default(),
            )?,
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
        #[wasm_bindgen(unchecked_param_type = "PredictOptions")] request: JsValue,
    ) -> Promise {
        let sender = self.sender.clone();
        let (user_id, app_id) = (self.user_id.clone(), self.app_id.clone());
        promise(async move {
            let signal = signal_option(&request)?;
            let request = request_from_js(&request, user_id, app_id).await?;
            let count = request.inputs.len();
            let path = request.path()?;
            let body = json_text(&convert::to_js(&request.body()?)?)?;
            let answer = sender.send(Method::POST, &path, Some(body), signal).await?;
            prediction(&answer, count).ok_or_else(|| answer.failure())
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
            let scopes = answer_from_js(&answer.json)?;
            match crate::Grant::from_answer(scopes, key_type) {
                Ok(grant) => Ok(super::grant::Grant::from(grant).into()),
                Err(crate::AnswerError::Failure { .. }) => Err(answer.failure()),
                Err(problem) => Err(problem.into()),
            }
        })
    }
}

fn promise(work: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    future_to_promise(work)
}

async fn request_from_js(
    request: &JsValue,
    user_id: Option<String>,
    app_id: Option<String>,
) -> Result<PredictRequest, JsValue> {
    let model = convert::property(request, "model").unwrap_or_default();
    let mut model = match model.as_string() {
        Some(id) => ModelId { id, ..ModelId::default() },
        None => ModelId {
            id: text_option(&model, "id")?.unwrap_or_default(),
            version_id: text_option(&model, "versionId")?,
            user_id: text_option(&model, "userId")?,
            app_id: text_option(&model, "appId")?,
        },
    };
    if model.user_id.is_none() && model.app_id.is_none() {
        (model.user_id, model.app_id) = (user_id, app_id);
    }
    let mut inputs = Vec::new();
    let list = convert::list(request, "inputs").map_err(|_| mismatch("inputs", "a list"))?;
    for input in list.unwrap_or_default() {
        inputs.push(input_from_js(&input).await?);
    }
    let select_concepts = convert::texts(request, "selectConcepts")
        .map_err(|_| mismatch("selectConcepts", "a list of ids"))?;
    Ok(PredictRequest {
        model,
        inputs,
        // What is out of the API's range stays out of it: a cast saturates.
        max_concepts: number_option(request, "maxConcepts")?.map(|number| number as u32),
        min_value: number_option(request, "minValue")?,
        select_concepts: select_concepts.unwrap_or_default(),
    })
}

async fn input_from_js(input: &JsValue) -> Result<PredictInput, JsValue> {
    if let Some(bytes) = convert::property(input, "imageBytes") {
        return bytes_from_js(bytes).await.map(PredictInput::ImageBytes);
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
        if let Some(text) = text_option(input, name)? {
            return Ok(make(text));
        }
    }
    Err(error::call(INPUT_SHAPE))
}

async fn bytes_from_js(bytes: JsValue) -> Result<Vec<u8>, JsValue> {
    let buffer = match bytes.dyn_into::<web_sys::Blob>() {
        Ok(blob) => JsFuture::from(blob.array_buffer())
            .await
            .map_err(|_| error::call("the bytes of the image could not be read"))?,
        Err(other) => other,
    };
    match buffer.dyn_ref::<Uint8Array>() {
        Some(bytes) => Ok(bytes.to_vec()),
        None if buffer.is_instance_of::<js_sys::ArrayBuffer>() => {
            Ok(Uint8Array::new(&buffer).to_vec())
        }
        None => Err(error::call(INPUT_SHAPE)),
    }
}

/// Nothing where the answer does not tell the fate of each input.
fn prediction(answer: &Answer, inputs: usize) -> Option<JsValue> {
    let raw_outputs = convert::list(&answer.json, "outputs").ok()??;
    if raw_outputs.len() != inputs {
        return None;
    }
    let outputs = Array::new();
    for raw in raw_outputs {
        let status = status_from_js(&convert::property(&raw, "status")?);
        let data = convert::property(&raw, "data").unwrap_or_default();
        outputs.push(&convert::object(&[
            ("id", convert::text(&raw, "id").ok().flatten().into()),
            ("ok", status.is_success().into()),
            (
                "status",
                convert::object(&[
                    ("code", status.code()?.into()),
                    ("description", status.description().into()),
                ]),
            ),
            ("concepts", concepts(&data)),
            ("regions", convert::list(&data, "regions").ok().flatten().unwrap_or_default().into()),
            ("raw", raw),
        ]));
    }
    Some(convert::object(&[("outputs", outputs.into()), ("raw", answer.json.clone())]))
}

/// JSON leaves out what is empty or zero.
fn concepts(data: &JsValue) -> JsValue {
    let concepts = convert::list(data, "concepts").ok().flatten().unwrap_or_default();
    let concept = |raw: &JsValue| {
        let text = |name| convert::text(raw, name).ok().flatten().unwrap_or_default();
        convert::object(&[
            ("id", text("id").into()),
            ("name", text("name").into()),
            ("value", convert::number(raw, "value").ok().flatten().unwrap_or_default().into()),
        ])
    };
    concepts.iter().map(concept).collect::<Vec<_>>().into()
}

fn json_text(value: &JsValue) -> Result<String, JsValue> {
    let text = JSON::stringify(value).ok().and_then(|text| text.as_string());
    text.ok_or_else(|| error::call("the request could not be written as JSON"))
}

fn text_option(options: &JsValue, name: &str) -> Result<Option<String>, JsValue> {
    convert::text(options, name).map_err(|_| mismatch(name, "a text"))
}

fn number_option(options: &JsValue, name: &str) -> Result<Option<f64>, JsValue> {
    convert::number(options, name).map_err(|_| mismatch(name, "a number"))
}

fn mismatch(name: &str, kind: &str) -> JsValue {
    error::call(&["`", name, "` is not ", kind].concat())
}

fn signal_option(options: &JsValue) -> Result<Option<AbortSignal>, JsValue> {
    convert::property(options, "signal")
        .map(|signal| signal.dyn_into().map_err(|_| error::call("`signal` is no `AbortSignal`")))
        .transpose()
}
