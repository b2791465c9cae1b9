//! The keys of a user: listed, made, deleted. A key is its own id, so each is a credential.

use js_sys::{JSON, Map};
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use super::entry::Entry;
use super::mismatch;
use super::planned::PLAN_SHAPE;
use crate::catalogue::push_segment;
use crate::js::convert;
use crate::js::grant::key_from_js;
use crate::js::send::{Answer, Fault, Outgoing, Sender, add, pause, say};
use crate::js::{credential, error};
use crate::predict::push_segments;
use crate::quoted::{MARK, in_one_line, quoted};
use crate::{Credential, Grant, ParseOptions, PredictError};

/// Keys in one page of a listing.
const PAGE: usize = 100;
const MOST_PAGES: usize = 100;
/// No user has as many.
const MOST_KEYS: usize = 10_000;
/// How long to wait before each look for what an answer that was lost may have done.
const LOOKS_MS: [u32; 3] = [0, 1_000, 3_000];

/// The keys of one user, and who asks for them.
#[derive(Clone)]
pub(super) struct Keys {
    pub(super) sender: Sender,
    /// Such as `/v2/users/me/keys`.
    pub(super) path: String,
}

impl Keys {
    /// `me` is whoever asks.
    pub(super) fn of(sender: Sender, user_id: Option<&str>) -> Result<Self, PredictError> {
        let mut path = String::from("/v2");
        push_segments(&mut path, "users", "user", user_id.unwrap_or("me"))?;
        path.push_str("/keys");
        Ok(Self { sender, path })
    }

    /// Page by page, until one brings nothing new: a server may give fewer than it is asked for.
    pub(super) async fn list(&self, signal: Option<&AbortSignal>) -> Result<Vec<Entry>, JsValue> {
        let mut entries: Vec<Entry> = Vec::new();
        // Where a fingerprint stands: to compare each key with all before it would take seconds.
        let places = Map::new();
        for page in 1..=MOST_PAGES {
            let query = ["?page=", &page.to_string(), "&per_page=", &PAGE.to_string()].concat();
            let outgoing = Outgoing {
                holds_keys: true,
                ..Outgoing::get([&self.path, query.as_str()].concat(), signal.cloned())
            };
            let answer = self.sender.send(&outgoing).await?;
            if !answer.is_success() {
                return Err(answer.failure());
            }
            let strange = |_| answer.rejection("the listing holds what is no key");
            let keys = convert::list(&answer.json, "keys").map_err(strange)?;
            if keys.is_none() && !answer.says_success() {
                return Err(answer.rejection("the answer is no listing of keys"));
            }
            let known = entries.len();
            for key in keys.unwrap_or_default() {
                let entry = Entry::read(key).map_err(strange)?;
                let fingerprint = JsValue::from_str(&entry.credential.fingerprint());
                let place = places.get(&fingerprint).as_f64();
                let same = place.and_then(|place| entries.get(place as usize));
                if same.is_none_or(|same| same.credential != entry.credential) {
                    places.set(&fingerprint, &entries.len().into());
                    entries.push(entry);
                }
            }
            if entries.len() == known {
                return Ok(entries);
            }
            if entries.len() > MOST_KEYS {
                break;
            }
        }
        Err(error::call("the listing of keys does not end"))
    }

    /// What is there; nothing where the API does not tell it to this credential.
    pub(super) async fn list_if_allowed(
        &self,
        signal: Option<&AbortSignal>,
    ) -> Result<Option<Vec<Entry>>, JsValue> {
        match self.list(signal).await {
            Ok(entries) => Ok(Some(entries)),
            Err(error) if is_refusal(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What sends keys: it is sent once, and keys stand in its answer.
    fn outgoing(
        &self,
        verb: &'static str,
        body: &JsValue,
        signal: Option<&AbortSignal>,
    ) -> Result<Outgoing, JsValue> {
        Ok(Outgoing {
            verb,
            path: self.path.clone(),
            body: Some(JSON::stringify(body)?),
            signal: signal.cloned(),
            holds_keys: true,
            ..Outgoing::default()
        })
    }

    /// Makes the key that `key` describes. Where the answer is lost, looks for what was made among
    /// what was not there `before`.
    pub(super) async fn create(
        &self,
        key: &JsValue,
        before: Option<&[Entry]>,
        signal: Option<&AbortSignal>,
    ) -> Result<Entry, JsValue> {
        let asked = key_from_js(key).map_err(|_| error::call(PLAN_SHAPE))?;
        let asked = Grant::new(asked.description())?;
        let body = convert::object(&[("keys", convert::array([key.clone()]))]);
        let outgoing = self.outgoing("POST", &body, signal)?;
        if is_aborted(signal) {
            return Err(self.sender.aborted(&outgoing).into());
        }
        let is_old = |entry: &Entry| {
            let is_known = before.is_some_and(|before| holds(before, &entry.credential));
            is_known || entry.credential == self.sender.credential
        };
        let lost = match self.sender.send(&outgoing).await {
            Ok(answer) if answer.is_success() => {
                let keys = convert::list(&answer.json, "keys").ok().flatten().unwrap_or_default();
                match <[JsValue; 1]>::try_from(keys).map(|[key]| Entry::read(key)) {
                    // Nothing is done to a key that was there before: it is somebody's.
                    Ok(Ok(entry)) if is_old(&entry) => {
                        answer.rejection("the API answered a key that was there before")
                    }
                    Ok(Ok(entry)) => return self.accept(entry, &asked, before.is_some()).await,
                    _ => answer.rejection("the answer holds not one key"),
                }
            }
            failed => lost(failed)?,
        };
        let description = convert::text(key, "description").ok().flatten().unwrap_or_default();
        let mut found = "whether the key was made could not be looked up; its description is `";
        for wait in LOOKS_MS {
            let Some(before) = before else { break };
            pause(wait, None).await;
            let Ok(now) = self.list(None).await else { continue };
            found = "no new key was found by its description `";
            let mut made = None;
            for entry in now {
                let is_it = entry.description == description
                    && !holds(before, &entry.credential)
                    && entry.grant.difference(&asked).is_none();
                if is_it && made.replace(entry).is_some() {
                    say(&lost, "several such keys were made meanwhile: see `listKeys`");
                    return Err(lost);
                }
            }
            match made {
                Some(entry) if is_aborted(signal) => return Err(self.undo(&entry, lost).await),
                Some(entry) => return Ok(entry),
                None => {}
            }
        }
        let shown = in_one_line(&quoted(&description));
        say(&lost, &[found, &shown, "`"].concat());
        Err(lost)
    }

    /// Keeps a new key only where it is what was asked for.
    async fn accept(&self, entry: Entry, asked: &Grant, is_new: bool) -> Result<Entry, JsValue> {
        let Some(difference) = entry.grant.difference(asked) else { return Ok(entry) };
        // An answer may tell less of a key than its listing.
        if let Ok(now) = self.list(None).await {
            let is_it = |listed: &Entry| {
                listed.credential == entry.credential && listed.grant.difference(asked).is_none()
            };
            if let Some(listed) = now.into_iter().find(is_it) {
                return Ok(listed);
            }
        }
        let difference = in_one_line(&quoted(&difference));
        let message = ["the API made another key than was asked for: ", &difference];
        let error = error::call(&message.concat());
        if is_new {
            return Err(self.undo(&entry, error).await);
        }
        hand_over(&error, &entry.credential);
        say(&error, "it stays, as nobody could see whether it is new: the error's `created` is it");
        Err(error)
    }

    /// Gives the key `id` the fields of `key`.
    pub(super) async fn overwrite(
        &self,
        id: &Credential,
        key: &JsValue,
        signal: Option<&AbortSignal>,
    ) -> Result<(), JsValue> {
        add(key, "id", &JsValue::from_str(id.expose()));
        let body = convert::object(&[
            ("keys", convert::array([key.clone()])),
            ("action", JsValue::from_str("overwrite")),
        ]);
        let outgoing =
            Outgoing { about: Some(id.clone()), ..self.outgoing("PATCH", &body, signal)? };
        let answer = self.sender.send(&outgoing).await?;
        answer.is_success().then_some(()).ok_or_else(|| answer.failure())
    }

    /// Deletes a new key that nobody holds; where that fails the error hands it over.
    pub(super) async fn undo(&self, entry: &Entry, error: JsValue) -> JsValue {
        match self.delete(&entry.credential, None).await {
            Ok(()) => say(&error, "the new key was deleted again"),
            Err(_) => {
                hand_over(&error, &entry.credential);
                say(&error, "the new key could not be deleted again: the error's `created` is it");
            }
        }
        error
    }

    /// Deletes a key. Where the answer is lost, looks whether it is gone.
    pub(super) async fn delete(
        &self,
        key: &Credential,
        signal: Option<&AbortSignal>,
    ) -> Result<(), JsValue> {
        let mut path = [&self.path, "/"].concat();
        push_segment(&mut path, key.expose());
        let outgoing = Outgoing {
            verb: "DELETE",
            path,
            shown_path: Some([&self.path, "/", MARK].concat()),
            signal: signal.cloned(),
            holds_keys: true,
            about: Some(key.clone()),
            ..Outgoing::default()
        };
        if is_aborted(signal) {
            return Err(self.sender.aborted(&outgoing).into());
        }
        let lost = match self.sender.send(&outgoing).await {
            Ok(answer) if answer.says_success() => return Ok(()),
            Ok(answer) if answer.is_success() => {
                answer.rejection("the answer does not say that the key is deleted")
            }
            Ok(answer) if answer.http_status == 404 => {
                let error = answer.failure();
                say(&error, "the user has no such key: it is deleted already, or another user's");
                return Err(error);
            }
            failed => lost(failed)?,
        };
        let mut found = "whether the key is deleted could not be looked up";
        for wait in LOOKS_MS {
            pause(wait, None).await;
            let Ok(now) = self.list(None).await else { continue };
            if !holds(&now, key) {
                return Ok(());
            }
            found = "the key is still there";
        }
        say(&lost, found);
        Err(lost)
    }
}

/// The error of a failure after which nobody knows what was done; rejects with that of any other.
fn lost(failed: Result<Answer, Fault>) -> Result<JsValue, JsValue> {
    let (is_lost, error) = match failed {
        Ok(answer) => (answer.is_lost(), answer.failure()),
        Err(fault) => (fault.is_lost(), fault.into()),
    };
    if is_lost { Ok(error) } else { Err(error) }
}

/// Whether the API refused what was asked, and not the moment or the way of asking.
fn is_refusal(error: &JsValue) -> bool {
    let status = convert::number(error, "httpStatus").ok().flatten();
    status.is_some_and(|status| (400.0..500.0).contains(&status) && status != 429.0)
}

pub(super) fn holds(entries: &[Entry], key: &Credential) -> bool {
    entries.iter().any(|entry| entry.credential == *key)
}

/// A key to act on, from an object or a text.
pub(super) fn key_argument(key: &JsValue) -> Result<Credential, JsValue> {
    match convert::copy_of::<credential::Credential>(key)? {
        Some(key) => Ok(key.into_inner()),
        None => {
            let text = convert::secret_text(key).ok_or_else(|| mismatch("key", "a key"))?;
            Ok(Credential::parse(&text, &ParseOptions::default())?)
        }
    }
}

pub(super) fn credential_to_js(key: &Credential) -> JsValue {
    credential::Credential::from(key.clone()).into()
}

/// Puts a new key into an error: nobody else has it.
pub(super) fn hand_over(error: &JsValue, key: &Credential) {
    add(error, "created", &credential_to_js(key));
}

pub(super) fn is_aborted(signal: Option<&AbortSignal>) -> bool {
    signal.is_some_and(AbortSignal::aborted)
}
