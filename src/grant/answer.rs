use std::fmt;

use super::description::{AppId, GrantDescription, GrantError};
use super::{Grant, KeyType};
use crate::status::ApiStatus;

/// The fields of an answer that tell what a credential carries.
///
/// That of `GET /v2/myscopes` (and its longer paths), a `Key` of `GET …/keys`, or an answer that
/// holds exactly one key.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct GrantAnswer {
    /// The answer's status.
    pub status: Option<ApiStatus>,
    /// The fields of the answer itself.
    #[serde(flatten)]
    pub own: AnswerKey,
    /// The one key of an answer.
    pub key: Option<AnswerKey>,
    /// The keys of a listing.
    pub keys: Option<Vec<AnswerKey>>,
}

/// What an answer says of a key, or of the credential that asked (`Key` in `resources.proto`).
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct AnswerKey {
    /// Absent in the answer of `/v2/myscopes`.
    #[serde(rename = "type")]
    pub key_type: Option<KeyType>,
    /// Names or labels of scopes.
    pub scopes: Option<Vec<String>>,
    /// Endpoint-level scopes.
    pub endpoints: Option<Vec<String>>,
    /// The apps it is bound to: one, or none.
    #[serde(alias = "app", deserialize_with = "one_or_several")]
    pub apps: Vec<AnswerApp>,
    /// RFC 3339; absent or empty: it does not expire.
    pub expires_at: Option<String>,
}

/// An app that an answer names.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct AnswerApp {
    /// The app's id; an app without one is none.
    pub id: Option<String>,
    /// The owner's user id.
    pub user_id: Option<String>,
}

/// `app` is one object, `apps` a list of them.
fn one_or_several<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<AnswerApp>, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Apps {
        Several(Vec<AnswerApp>),
        One(AnswerApp),
    }
    let apps: Option<Apps> = serde::Deserialize::deserialize(from)?;
    Ok(match apps {
        Some(Apps::Several(apps)) => apps,
        Some(Apps::One(app)) => vec![app],
        None => Vec::new(),
    })
}

/// Why an answer makes no grant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerError {
    /// The answer reports a failure.
    Failure {
        /// Its code, where it has one.
        code: Option<u32>,
    },
    /// It holds no key, or several.
    KeyCount(usize),
    /// The key names several apps.
    AppCount(usize),
    /// It holds neither scopes nor endpoints nor a key.
    NoScopes,
    /// What it says makes no grant.
    Grant(GrantError),
}

impl AnswerError {
    /// The stable code, `ERR_GRANT`.
    pub fn code(&self) -> &'static str {
        "ERR_GRANT"
    }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failure { code: Some(code) } => {
                let name = ApiStatus::name_of(*code).unwrap_or("a status of a newer API");
                write!(formatter, "the answer is a failure: {code} `{name}`")
            }
            Self::Failure { code: None } => {
                formatter.write_str("the answer is a failure without a status code")
            }
            Self::KeyCount(count) => {
                write!(formatter, "the answer holds {count} keys; a grant is made from one")
            }
            Self::AppCount(count) => {
                write!(formatter, "the key names {count} apps; an app-specific key has one")
            }
            Self::NoScopes => formatter.write_str(
                "neither an answer of `/v2/myscopes` nor a key: no `scopes` and no `endpoints`",
            ),
            Self::Grant(GrantError::Expiry) => {
                formatter.write_str("`expires_at` is not an RFC 3339 date and time")
            }
        }
    }
}

impl std::error::Error for AnswerError {}

impl Grant {
    /// Reads what a credential carries from the API's own answer.
    ///
    /// `key_type` says what the credential is where the answer does not.
    ///
    /// # Errors
    ///
    /// An answer that is a failure, that holds several keys or none, or that names no scopes.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{Grant, KeyType};
    ///
    /// let answer = serde_json::json!({
    ///     "status": { "code": 10000, "description": "Ok" },
    ///     "scopes": ["Predict", "Models:Get"],
    ///     "endpoints": [],
    ///     "app": { "id": "my-app", "user_id": "me" },
    /// });
    /// let grant = Grant::from_answer(serde_json::from_value(answer)?, Some(KeyType::AppSpecificKey))?;
    /// assert_eq!(grant.describe().scopes, ["Models_Get", "Predict"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_answer(
        answer: GrantAnswer,
        key_type: Option<KeyType>,
    ) -> Result<Self, AnswerError> {
        if let Some(status) = answer.status.as_ref().filter(|status| !status.is_success()) {
            return Err(AnswerError::Failure { code: status.code() });
        }
        if let Some(key) = answer.key {
            return key.into_grant(key_type);
        }
        if let Some(mut keys) = answer.keys {
            let count = keys.len();
            return match (keys.pop(), count) {
                (Some(key), 1) => key.into_grant(key_type),
                _ => Err(AnswerError::KeyCount(count)),
            };
        }
        answer.own.into_grant(key_type)
    }
}

impl AnswerKey {
    /// What the key carries, as far as the answer tells it: a key of a listing must not hide the
    /// others because it is strange.
    pub fn description(self) -> GrantDescription {
        GrantDescription {
            key_type: self.key_type,
            scopes: self.scopes.unwrap_or_default(),
            endpoints: self.endpoints.filter(|endpoints| !endpoints.is_empty()),
            endpoints_restricted: None,
            app: self.apps.into_iter().find_map(AnswerApp::named),
            expires_at: self.expires_at.filter(|text| !text.is_empty()),
        }
    }

    fn into_grant(self, key_type: Option<KeyType>) -> Result<Grant, AnswerError> {
        if self.scopes.is_none() && self.endpoints.is_none() {
            return Err(AnswerError::NoScopes);
        }
        let mut apps: Vec<AppId> = self.apps.into_iter().filter_map(AnswerApp::named).collect();
        apps.dedup();
        if apps.len() > 1 {
            return Err(AnswerError::AppCount(apps.len()));
        }
        Grant::new(GrantDescription {
            key_type: self.key_type.or(key_type),
            scopes: self.scopes.unwrap_or_default(),
            endpoints: self.endpoints,
            endpoints_restricted: None,
            app: apps.pop(),
            expires_at: self.expires_at.filter(|text| !text.is_empty()),
        })
        .map_err(AnswerError::Grant)
    }
}

impl AnswerApp {
    fn named(self) -> Option<AppId> {
        let id = self.id.filter(|id| !id.is_empty())?;
        Some(AppId { id, user_id: self.user_id.filter(|id| !id.is_empty()) })
    }
}
