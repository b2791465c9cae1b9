use std::fmt;

use serde::de::IgnoredAny;

use super::description::{AppId, GrantDescription, GrantError};
use super::{Grant, KeyType};
use crate::status::ApiStatus;

/// The fields of an answer that tell what a credential carries.
///
/// Reads the answer of `GET /v2/myscopes` (and its longer paths), a `Key` of `GET …/keys`, or an
/// answer that holds exactly one key.
#[derive(Debug, serde::Deserialize)]
#[serde(transparent)]
pub struct GrantAnswer(Fields<Fields<IgnoredAny>>);

/// `Nested` is what may stand under `key` and `keys`: no deeper than one level.
#[derive(Debug, serde::Deserialize)]
struct Fields<Nested> {
    status: Option<ApiStatus>,
    #[serde(rename = "type")]
    key_type: Option<KeyType>,
    scopes: Option<Vec<String>>,
    endpoints: Option<Vec<String>>,
    app: Option<AnswerApp>,
    apps: Option<Vec<AnswerApp>>,
    #[serde(alias = "expiresAt")]
    expires_at: Option<String>,
    key: Option<Nested>,
    keys: Option<Vec<Nested>>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct AnswerApp {
    id: Option<String>,
    #[serde(alias = "userId")]
    user_id: Option<String>,
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
            Self::Grant(error) => error.fmt(formatter),
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
        let GrantAnswer(answer) = answer;
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
        answer.into_grant(key_type)
    }
}

impl<Nested> Fields<Nested> {
    fn into_grant(self, key_type: Option<KeyType>) -> Result<Grant, AnswerError> {
        if self.scopes.is_none() && self.endpoints.is_none() {
            return Err(AnswerError::NoScopes);
        }
        let apps = self.apps.into_iter().flatten().chain(self.app);
        let mut apps: Vec<AppId> = apps.filter_map(AnswerApp::named).collect();
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
