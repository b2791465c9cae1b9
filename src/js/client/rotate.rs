//! A key is replaced by a new one of the same scopes.
//!
//! At every moment the old key works, or the caller holds the new one: the old is deleted last.

use js_sys::{Date, Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use super::entry::Entry;
use super::keys::{Keys, credential_to_js, hand_over, holds, is_aborted};
use super::verify::probe;
use crate::js::send::{Sender, add, say};
use crate::js::{convert, error};
use crate::{
    Credential, KeyType, Liveness, companion_description, grant_path, plain_description,
    replacement_description, replaces,
};

/// What the key that is made is called in messages.
const NEW: &str = "the new key";

pub(super) struct Rotation {
    pub(super) keys: Keys,
    pub(super) old: Credential,
    pub(super) on_created: Function,
    pub(super) keep_old: bool,
    pub(super) signal: Option<AbortSignal>,
}

/// The key that is to take the old one's place.
struct New {
    entry: Entry,
    /// A rotation that was cut off has made it, and may have given it to the caller.
    is_found: bool,
}

impl Rotation {
    pub(super) async fn run(self) -> Result<JsValue, JsValue> {
        let signal = self.signal.as_ref();
        let listed = self.keys.list(signal).await?;
        let old = listed.iter().find(|entry| entry.credential == self.old);
        let old = old.ok_or_else(|| error::call("the key is not among the keys of this user"))?;
        self.end_earlier(old, &listed).await?;
        let key = same_key(&old.raw);
        let new = self.new_key(&key, old, &listed).await?;
        let mut keys = self.keys.clone();
        if self.keys.sender.credential == self.old {
            // It cannot tell of its own end.
            keys.sender.credential = new.entry.credential.clone();
        }
        // Until the caller holds the new key, a failure takes it back.
        if let Err(error) = self.prove(&new.entry, NEW).await {
            return Err(self.take_back(&new, error).await);
        }
        if let Err(error) = self.give(&new.entry).await {
            return Err(self.take_back(&new, error).await);
        }
        // From here on the caller holds it.
        if !self.keep_old {
            // To store it may have taken long: another rotation may have taken it back meanwhile.
            let deleted = match self.prove(&new.entry, NEW).await {
                Ok(()) => keys
                    .delete(&self.old, signal)
                    .await
                    .map_err(|error| (error, "the new key works; the old one was to be deleted")),
                Err(error) => Err((error, "the caller holds the new key; the old one stays")),
            };
            if let Err((error, what)) = deleted {
                say(&error, what);
                hand_over(&error, &new.entry.credential);
                return Err(error);
            }
        }
        // With the mark it is no worse a key.
        describe(&key, plain_description(&old.description));
        _ = keys.overwrite(&new.entry.credential, &key, signal).await;
        Ok(credential_to_js(&new.entry.credential))
    }

    /// Deletes the key that the one to rotate was made to replace, where a rotation was cut off before it
    /// did: nobody would look for it again.
    async fn end_earlier(&self, old: &Entry, listed: &[Entry]) -> Result<(), JsValue> {
        let is_left = |entry: &&Entry| {
            ![&self.old, &self.keys.sender.credential].contains(&&entry.credential)
                && replaces(&old.description, &entry.credential)
                && entry.grant.difference(&old.grant).is_none()
        };
        let Some(left) = listed.iter().find(is_left) else { return Ok(()) };
        self.prove(old, "the key").await?;
        self.keys.delete(&left.credential, self.signal.as_ref()).await.inspect_err(|error| {
            say(
                error,
                "an earlier rotation was cut off, and the key that it replaced was to be deleted",
            );
        })
    }

    /// What a rotation that was cut off has made, or else a new key like `key`, marked as the old one's
    /// successor.
    async fn new_key(&self, key: &JsValue, old: &Entry, listed: &[Entry]) -> Result<New, JsValue> {
        let marked = match self.keep_old {
            true => companion_description(&old.description, &old.credential),
            false => replacement_description(&old.description, &old.credential),
        };
        let mut earlier = listed.iter().filter(|entry| {
            entry.description == marked
                && entry.credential != old.credential
                && entry.grant.difference(&old.grant).is_none()
        });
        match (earlier.next(), earlier.next()) {
            (None, _) => {
                describe(key, &marked);
                let entry = self.keys.create(key, Some(listed), self.signal.as_ref()).await?;
                Ok(New { entry, is_found: false })
            }
            (Some(entry), None) => Ok(New { entry: entry.clone(), is_found: true }),
            _ => Err(error::call(
                "several keys were made to replace this one: see `listKeys`, and delete those that nothing uses",
            )),
        }
    }

    /// Deletes a new key that nobody can hold, and hands over any other.
    async fn take_back(&self, new: &New, error: JsValue) -> JsValue {
        let keeps = match new.is_found {
            true => "an earlier rotation made the new key, and it stays",
            false => match self.keys.list(None).await {
                Ok(now) if holds(&now, &self.old) => {
                    return self.keys.undo(&new.entry, error).await;
                }
                Ok(_) => "somebody has deleted the old key meanwhile, so the new one stays",
                Err(_) => "the new key stays, as the keys could not be listed",
            },
        };
        hand_over(&error, &new.entry.credential);
        say(&error, &[keeps, ": the error's `created` is it"].concat());
        error
    }

    /// Asks the API with a key itself.
    async fn prove(&self, key: &Entry, name: &str) -> Result<(), JsValue> {
        let is_token = key.grant.key_type == Some(KeyType::PersonalAccessToken);
        let path = grant_path(is_token.then_some(KeyType::PersonalAccessToken), None, None)?;
        let sender = Sender { credential: key.credential.clone(), ..self.keys.sender.clone() };
        let found = probe(&sender, path, false, self.signal.clone()).await?;
        match found.liveness {
            // A key whose endpoint list leaves the probe out is known to the API.
            Liveness::Live | Liveness::Narrow => Ok(()),
            _ => Err(error::call(&[name, " did not answer: ", &found.evidence].concat())),
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
            let holds_none = |key: &Credential| {
                Sender { credential: key.clone(), ..self.keys.sender.clone() }.may_show(&thrown)
            };
            if [&new.credential, &self.old, &self.keys.sender.credential]
                .into_iter()
                .all(holds_none)
            {
                add(&error, "cause", &thrown);
            }
            error
        })
    }
}

fn describe(key: &JsValue, description: &str) {
    add(key, "description", &JsValue::from_str(description));
}

/// What is asked for to get another key of the same kind.
fn same_key(old: &JsValue) -> JsValue {
    let key = convert::object(&[]);
    let names = "type scopes endpoints apps authorized_idp_ids organization_id";
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

/// Whether a moment of the API's is still to come.
fn is_to_come(moment: &str) -> bool {
    Date::parse(moment) > Date::now()
}
