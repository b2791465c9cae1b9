//! A key is replaced by a new one of the same scopes.
//!
//! At every moment the old key works, or the caller holds the new one: the old is deleted last.

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use super::keys::{Entry, Keys, credential_to_js, hand_over, is_aborted, is_to_come};
use super::verify::probe;
use crate::js::send::{Sender, add, say};
use crate::js::{convert, error};
use crate::{Credential, KeyType, Liveness, grant_path};

pub(super) struct Rotation {
    pub(super) keys: Keys,
    pub(super) old: Credential,
    pub(super) on_created: Function,
    pub(super) keep_old: bool,
    pub(super) signal: Option<AbortSignal>,
}

impl Rotation {
    pub(super) async fn run(self) -> Result<JsValue, JsValue> {
        let signal = self.signal.as_ref();
        let listed = self.keys.list(signal).await?;
        let old = listed.into_iter().find(|entry| entry.credential == self.old);
        let old = old.ok_or_else(|| error::call("the key is not among the keys of this user"))?;
        let new = self.keys.create(&same_key(&old.raw), signal).await?;
        drop(old);
        let mut keys = self.keys.clone();
        if self.keys.sender.credential == self.old {
            // It cannot tell of its own end.
            keys.sender.credential = new.credential.clone();
        }
        // Until the caller holds the new key, a failure takes it back.
        if let Err(error) = self.prove(&new).await {
            return Err(self.keys.undo(&new, error).await);
        }
        if let Err(error) = self.give(&new).await {
            return Err(self.keys.undo(&new, error).await);
        }
        // From here on the caller holds it.
        if !self.keep_old {
            let deleted = match is_aborted(signal) {
                true => Err(error::call("the call was aborted")),
                false => keys.delete(&self.old, signal).await,
            };
            if let Err(error) = deleted {
                say(&error, "the new key works; the old one was to be deleted");
                hand_over(&error, &new.credential);
                return Err(error);
            }
        }
        Ok(credential_to_js(&new.credential))
    }

    /// Asks the API with the new key itself.
    async fn prove(&self, new: &Entry) -> Result<(), JsValue> {
        let is_token = new.grant.key_type == Some(KeyType::PersonalAccessToken);
        let path = grant_path(is_token.then_some(KeyType::PersonalAccessToken), None, None)?;
        let sender = Sender { credential: new.credential.clone(), ..self.keys.sender.clone() };
        let found = probe(&sender, path, false, self.signal.clone()).await?;
        match found.liveness {
            // A key whose endpoint list leaves the probe out is known to the API.
            Liveness::Live | Liveness::Narrow => Ok(()),
            _ => Err(error::call(&["the new key did not answer: ", &found.evidence].concat())),
        }
    }

    async fn give(&self, new: &Entry) -> Result<(), JsValue> {
        if is_aborted(self.signal.as_ref()) {
            return Err(error::call("the call was aborted"));
        }
        let created = credential_to_js(&new.credential);
        let given = match self.on_created.call1(&JsValue::UNDEFINED, &created) {
            Ok(promise) => JsFuture::from(Promise::resolve(&promise)).await,
            Err(thrown) => Err(thrown),
        };
        given.map(|_| ()).map_err(|thrown| {
            let error = error::call("`onCreated` failed, so the old key stays");
            let sender = Sender { credential: new.credential.clone(), ..self.keys.sender.clone() };
            if sender.may_show(&thrown) && self.keys.sender.may_show(&thrown) {
                add(&error, "cause", &thrown);
            }
            error
        })
    }
}

/// What is asked for to get another key of the same kind.
fn same_key(old: &JsValue) -> JsValue {
    let key = convert::object(&[]);
    let names = "description type scopes endpoints apps authorized_idp_ids organization_id";
    for name in names.split(' ') {
        if let Ok(Some(value)) = convert::property(old, name) {
            add(&key, name, &value);
        }
    }
    // One that is over would make a key that is dead at once.
    let expires_at = convert::text(old, "expires_at").ok().flatten();
    if let Some(moment) = expires_at.filter(|moment| is_to_come(moment)) {
        add(&key, "expires_at", &JsValue::from_str(&moment));
    }
    key
}
