//! A key as the API lists it.

use wasm_bindgen::JsValue;

use super::keys::credential_to_js;
use crate::js::convert::{self, Mismatch};
use crate::js::grant::key_from_js;
use crate::js::send::{add, without_keys};
use crate::{Credential, Grant, GrantDescription, ParseOptions};

#[derive(Clone)]
pub(super) struct Entry {
    pub(super) credential: Credential,
    pub(super) description: String,
    pub(super) grant: Grant,
    created_at: Option<String>,
    /// All its fields, the id among them.
    pub(super) raw: JsValue,
}

impl Entry {
    pub(super) fn read(raw: JsValue) -> Result<Self, Mismatch> {
        let id = convert::property(&raw, "id")?.and_then(|id| convert::secret_text(&id));
        let description = key_from_js(&raw)?.description();
        let options = ParseOptions { key_type: description.key_type, ..ParseOptions::default() };
        let credential = Credential::parse(&id.ok_or(Mismatch)?, &options).map_err(|_| Mismatch)?;
        let grant = Grant::new(description.clone())
            .or_else(|_| Grant::new(GrantDescription { expires_at: None, ..description }));
        Ok(Self {
            credential,
            description: convert::text(&raw, "description").ok().flatten().unwrap_or_default(),
            grant: grant.map_err(|_| Mismatch)?,
            created_at: convert::text(&raw, "created_at").ok().flatten(),
            raw,
        })
    }

    pub(super) fn into_js(self) -> Result<JsValue, JsValue> {
        let entry = convert::object(&[
            ("credential", credential_to_js(&self.credential)),
            ("description", without_keys(&self.description.into()).into()),
            ("grant", convert::to_js(&self.grant.describe())?),
        ]);
        if let Some(moment) = self.created_at {
            add(&entry, "createdAt", &JsValue::from_str(&moment));
        }
        Ok(entry)
    }
}
