mod call;
mod entry;
mod inputs;
mod keys;
mod output;
mod planned;
mod predict;
mod rotate;
mod verify;

use std::future::Future;
use std::pin::Pin;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortSignal;

use self::inputs::Asked;
use self::keys::{Keys, credential_to_js, key_argument};
use self::planned::planned;
use self::rotate::Rotation;
use super::send::Sender;
use super::{convert, error};
use crate::ParseOptions;
use crate::base_url::parse_base_url;

const DEFAULT_TIMEOUT_MS: u32 = 30_000;
const DEFAULT_RETRIES: u32 = 3;

/// Calls the REST API. Rejects with an `Error` of code ERR_CALL that carries `diagnosis`, and `answer`
/// and `httpStatus` where an answer came.
///
/// What failed for a moment is sent again, up to `retries` times with growing waits, where that can do
/// no harm: predictions and whatever only reads. Calls that make, change or delete something are sent
/// once.
///
/// ```js
/// const client = new Client({ credential: process.env.CLARIFAI_PAT, userId: 'clarifai', appId: 'main' });
/// const { outputs } = await client.predict({ model: 'general-image-recognition', inputs: [{ imageUrl }] });
/// ```
#[wasm_bindgen]
pub struct Client {
    sender: Sender,
    ids: Ids,
}

/// Whose resources are meant where a call does not say.
#[derive(Clone)]
struct Ids {
    user: Option<String>,
    app: Option<String>,
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
        let retries = match number_option(options, "retries")? {
            None => DEFAULT_RETRIES,
            Some(number) if number.fract() == 0.0 && (0.0..=10.0).contains(&number) => {
                number as u32
            }
            Some(_) => return Err(error::call("`retries` is not a whole number from 0 to 10")),
        };
        Ok(Self {
            sender: Sender {
                credential,
                base_url: parse_base_url(base_url.as_deref())
                    .map_err(|problem| error::call(&problem.to_string()))?,
                timeout_ms,
                retries,
            },
            ids: Ids { user: text_option(options, "userId")?, app: text_option(options, "appId")? },
        })
    }

    /// Predicts with a model. One output for each input, in order, each with its own status.
    ///
    /// More than 128 inputs, or more than 18 MB, are sent in several requests, up to four at once and
    /// fifteen a second. Where one of them fails, its inputs have `ok: false`, the status and the
    /// `error`, and the others their outputs. Rejects with ERR_CALL where all fail for one reason, or
    /// where the caller ends it.
    #[wasm_bindgen(unchecked_return_type = "Promise<Prediction>")]
    pub fn predict(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PredictOptions")] request: &JsValue,
    ) -> Promise {
        // Read now: what the caller changes after the call does not count.
        self.predicted(Asked::of_model(request, &self.ids))
    }

    /// Predicts with a workflow: as `predict`.
    ///
    /// A workflow has an output for each of its models, all in `raw`. `concepts` are those of the last
    /// one that answers concepts, `regions` those of the last that answers regions, and `ok` says that
    /// none has failed.
    ///
    /// ```js
    /// const { outputs } = await client.predictWorkflow({ workflow: 'Face-Sentiment', inputs: [{ imageUrl }] });
    /// for (const { concepts, raw } of outputs) console.log(concepts, raw);
    /// ```
    #[wasm_bindgen(js_name = predictWorkflow, unchecked_return_type = "Promise<Prediction>")]
    pub fn predict_workflow(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PredictWorkflowOptions")] request: &JsValue,
    ) -> Promise {
        self.predicted(Asked::of_workflow(request, &self.ids))
    }

    /// Calls any RPC method by its HTTP rule: of several the one that takes all `parameters`, and the
    /// client's ids. Judged before it is sent only where `grant` is given.
    ///
    /// Resolves to the answer as it is; in answers about keys each id is a `Credential`. Rejects with
    /// ERR_CALL where a parameter is missing or not known, where the grant does not cover the call
    /// (with `decision`), or where the API refuses.
    ///
    /// ```js
    /// const answer = await client.call('ListModels', { query: { per_page: '10' } });
    /// console.log(JSON.stringify(answer)); // TypeScript knows nothing of it: cast it to what you read
    /// await client.call('GetModel', { parameters: { model_id: 'color-recognition' } });
    /// ```
    #[wasm_bindgen(unchecked_return_type = "Promise<unknown>")]
    pub fn call(
        &self,
        #[wasm_bindgen(unchecked_param_type = "RpcName")] rpc: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "CallOptions")] request: &JsValue,
    ) -> Promise {
        let outgoing = call::outgoing(rpc, request, &self.ids);
        let sender = self.sender.clone();
        promise(async move { call::call(sender, outgoing?).await })
    }

    /// What the credential can do: asks the myscopes route that fits the ids given and the key type, and
    /// where the type is not known and the API asks for an app, that of personal access tokens too.
    ///
    /// Rejects with ERR_CALL where the API refuses, ERR_GRANT where its answer holds no scopes.
    #[wasm_bindgen(unchecked_return_type = "Promise<Grant>")]
    pub fn grant(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Abortable")] options: &JsValue,
    ) -> Promise {
        let (sender, ids, signal) = (self.sender.clone(), self.ids.clone(), signal_option(options));
        promise(async move { verify::grant(sender, ids, signal?).await })
    }

    /// Tells whether the credential is in force, by the myscopes route that fits, and where that
    /// leaves it open a second probe. A fault of the network, of a server or of a proxy is `unknown`, never `dead`.
    ///
    /// Resolves whatever is found; rejects only where the caller ends it, or an id fits in no path.
    ///
    /// ```js
    /// const verdict = await client.verify();
    /// if (verdict.type === 'dead') throw new Error(verdict.evidence);
    /// ```
    #[wasm_bindgen(unchecked_return_type = "Promise<Verdict>")]
    pub fn verify(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Abortable")] options: &JsValue,
    ) -> Promise {
        let (sender, ids, signal) = (self.sender.clone(), self.ids.clone(), signal_option(options));
        promise(async move { verify::verify(sender, ids, signal?).await })
    }

    /// Lists the keys of the client's user, or of the credential's owner where the client has no user
    /// id. It takes a personal access token.
    #[wasm_bindgen(js_name = listKeys, unchecked_return_type = "Promise<ListedKey[]>")]
    pub fn list_keys(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Abortable")] options: &JsValue,
    ) -> Promise {
        let (keys, signal) = (self.keys(), signal_option(options));
        promise(async move {
            let listed = Array::new();
            for entry in keys?.list(signal?.as_ref()).await? {
                listed.push(&entry.into_js()?);
            }
            Ok(listed.into())
        })
    }

    /// Makes exactly the key of a plan, one key. It takes a personal access token.
    /// Where `planKey` has split a job, `otherPlans` holds the plans of the other keys: make each.
    ///
    /// Sent once. Where the answer is lost, the key is looked for by its description among those that
    /// were not there before, if the token may list keys. A key with other scopes than planned is
    /// deleted again. Where that fails too, the error's `created` is the key.
    ///
    /// ```js
    /// const plan = planKey(['PostModelOutputs'], { appId: 'shop', restrictEndpoints: true });
    /// const keys = [];
    /// for (const each of [plan, ...plan.otherPlans]) keys.push(await client.createKey(each));
    /// ```
    #[wasm_bindgen(js_name = createKey, unchecked_return_type = "Promise<Credential>")]
    pub fn create_key(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PlannedKey")] plan: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Abortable")] options: &JsValue,
    ) -> Promise {
        let (planned, signal) = (planned(plan), signal_option(options));
        let sender = self.sender.clone();
        promise(async move {
            let (path, key) = planned?;
            let (keys, signal) = (Keys { sender, path }, signal?);
            let before = keys.list_if_allowed(signal.as_ref()).await?;
            let entry = keys.create(&key, before.as_deref(), signal.as_ref()).await?;
            Ok(credential_to_js(&entry.credential))
        })
    }

    /// Deletes a key of the client's user. Sent once; where the answer is lost, the keys are listed to
    /// see whether it is gone.
    #[wasm_bindgen(js_name = deleteKey, unchecked_return_type = "Promise<void>")]
    pub fn delete_key(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Credential | string")] key: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Abortable")] options: &JsValue,
    ) -> Promise {
        let (key, keys, signal) = (key_argument(key), self.keys(), signal_option(options));
        promise(async move {
            keys?.delete(&key?, signal?.as_ref()).await?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Makes a key with the same scopes, proves that it works, awaits `onCreated`, and only then deletes
    /// the old one, if the new one still works.
    ///
    /// Store the new key in `onCreated`: until that has resolved, a failure or an abort deletes the new
    /// key again and leaves the old one. After it, a failure leaves both, and the error's `created` is
    /// the new key. A client that rotates its own credential must be made anew. The new key ends when
    /// the old one does; of a key that has ended already, it has no end.
    ///
    /// Where the program ends in between, rotate again the key that is stored. Is it the old one, then the
    /// new one is told by its description, which ends with the old one's fingerprint, and is used instead
    /// of making another: `onCreated` may get the same key twice. Is it the new one, then the old one is
    /// deleted first. At the end the new key gets the old one's description, where the API lets it.
    ///
    /// ```js
    /// await client.rotateKey(old, { onCreated: (created) => vault.store(created.expose()) });
    /// ```
    #[wasm_bindgen(js_name = rotateKey, unchecked_return_type = "Promise<Credential>")]
    pub fn rotate_key(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Credential | string")] key: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "RotateOptions")] options: &JsValue,
    ) -> Promise {
        let rotation = self.rotation(key, options);
        promise(async move { rotation?.run().await })
    }
}

impl Client {
    fn predicted(&self, asked: Result<Asked, JsValue>) -> Promise {
        let sender = self.sender.clone();
        promise(async move { predict::predict(sender, asked?).await })
    }

    fn keys(&self) -> Result<Keys, JsValue> {
        Ok(Keys::of(self.sender.clone(), self.ids.user.as_deref())?)
    }

    fn rotation(&self, key: &JsValue, options: &JsValue) -> Result<Rotation, JsValue> {
        let on_created = convert::property(options, "onCreated").ok().flatten();
        let on_created = on_created.and_then(|given| given.dyn_into::<Function>().ok());
        Ok(Rotation {
            keys: self.keys()?,
            old: key_argument(key)?,
            on_created: on_created.ok_or_else(|| mismatch("onCreated", "a function"))?,
            keep_old: convert::boolean(options, "keepOld")
                .map_err(|_| mismatch("keepOld", "true or false"))?
                .unwrap_or_default(),
            signal: signal_option(options)?,
        })
    }
}

/// One kind of future: the machinery of tasks is built once.
fn promise(work: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    let work: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>> = Box::pin(work);
    future_to_promise(work)
}

fn signal_option(options: &JsValue) -> Result<Option<AbortSignal>, JsValue> {
    if !convert::is_set(options) {
        return Ok(None);
    }
    let none = || error::call("`signal` is no `AbortSignal`");
    let signal = convert::property(options, "signal").map_err(|_| none())?;
    signal.map(|signal| signal.dyn_into::<AbortSignal>()).transpose().map_err(|_| none())
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
