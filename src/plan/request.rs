use serde::Serialize;

use super::PlanOptions;
use crate::catalogue::push_segment;
use crate::grant::{AppId, KeyType};
use crate::text::quote;

/// Stands where the id of the app belongs, and is not known.
const YOUR_APP_ID: &str = "YOUR_APP_ID";

/// The request that creates a key (`PostKeys` in `service.proto`); it takes a personal access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KeyRequest {
    /// `POST`.
    pub verb: &'static str,
    /// From `/v2`.
    pub path: String,
    /// What to send as JSON.
    pub body: NewKeys,
}

/// `PostKeysRequest`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewKeys {
    /// One key.
    pub keys: [NewKey; 1],
}

/// `Key` in `resources.proto`, as far as its creator says what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewKey {
    /// What the portal will call it.
    pub description: String,
    /// Absent: an app-specific key.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub key_type: Option<KeyType>,
    /// Labels of scopes.
    pub scopes: Vec<String>,
    /// Endpoint-level scopes.
    pub endpoints: Vec<String>,
    /// The app of an app-specific key; none for a personal access token.
    pub apps: Vec<KeyApp>,
}

/// The app that a key is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KeyApp {
    /// The app's id.
    pub id: String,
    /// The owner's user id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

pub(super) fn of(
    key_type: KeyType,
    labels: &[String],
    endpoints: &[String],
    app: Option<&AppId>,
    options: &PlanOptions,
) -> KeyRequest {
    let is_token = key_type == KeyType::PersonalAccessToken;
    let app = match app {
        Some(app) => KeyApp { id: app.id.clone(), user_id: app.user_id.clone() },
        None => KeyApp { id: YOUR_APP_ID.to_owned(), user_id: options.user_id.clone() },
    };
    let mut path = String::from("/v2/users/");
    // `me` is whoever asks.
    let user = options.user_id.as_deref().or(app.user_id.as_deref()).unwrap_or("me");
    push_segment(&mut path, user);
    path.push_str("/keys");
    let key = NewKey {
        description: options.description.clone().unwrap_or_else(|| description(labels)),
        key_type: is_token.then_some(key_type),
        scopes: labels.to_vec(),
        endpoints: endpoints.to_vec(),
        apps: if is_token { Vec::new() } else { vec![app] },
    };
    KeyRequest { verb: "POST", path, body: NewKeys { keys: [key] } }
}

fn description(labels: &[String]) -> String {
    if labels.is_empty() {
        return "key without scopes".to_owned();
    }
    ["least key: ", &labels.join(", ")].concat()
}

impl KeyRequest {
    /// Whether the app still has to be filled in.
    pub(super) fn lacks_app(&self) -> bool {
        self.body.keys.iter().flat_map(|key| &key.apps).any(|app| app.id == YOUR_APP_ID)
    }

    /// The request as a line for a shell.
    pub(super) fn curl(&self) -> String {
        [
            "curl -X ",
            self.verb,
            " 'https://api.clarifai.com",
            &self.path,
            "' -H \"Authorization: Key $CLARIFAI_PAT\" -H 'Content-Type: application/json' -d '",
            &self.json().replace('\'', r"'\''"),
            "'",
        ]
        .concat()
    }

    fn json(&self) -> String {
        let [key] = &self.body.keys;
        let mut json = String::from("{\"keys\":[{\"description\":");
        quote(&key.description, &mut json);
        if key.key_type.is_some() {
            json.push_str(",\"type\":\"personal_access_token\"");
        }
        for (name, values) in [("scopes", &key.scopes), ("endpoints", &key.endpoints)] {
            json.push_str(&[",\"", name, "\":["].concat());
            for (index, value) in values.iter().enumerate() {
                json.push_str(if index > 0 { "," } else { "" });
                quote(value, &mut json);
            }
            json.push(']');
        }
        json.push_str(",\"apps\":[");
        for app in &key.apps {
            json.push_str("{\"id\":");
            quote(&app.id, &mut json);
            if let Some(user) = &app.user_id {
                json.push_str(",\"user_id\":");
                quote(user, &mut json);
            }
            json.push('}');
        }
        json.push_str("]}]}");
        json
    }
}
