//! A prediction: the request that asks for it, and what its answer says. Sends nothing.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use crate::batch::{batches, validate};
use crate::catalogue::{is_segment, push_segment};
use crate::grant::KeyType;

/// Inputs in one request (Clarifai's documentation).
pub(crate) const MOST_INPUTS: usize = 128;
/// Concepts in one output (`resources.proto`, `OutputConfig.max_concepts`).
const MOST_CONCEPTS: u32 = 200;

/// What to predict with: a model or a workflow, and whose it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ResourceId {
    /// Its id.
    pub id: String,
    /// One version of it; absent: the newest.
    pub version_id: Option<String>,
    /// The user that owns it.
    pub user_id: Option<String>,
    /// The app that holds it.
    pub app_id: Option<String>,
}

/// A model, and whose it is.
pub type ModelId = ResourceId;

impl ResourceId {
    /// The path to what it makes: `/v2/…/models/{id}/versions/{id}/outputs`.
    pub(crate) fn path_to(
        &self,
        made: &str,
        folder: &str,
        what: &'static str,
    ) -> Result<String, PredictError> {
        let mut path = String::from("/v2");
        push_owner(&mut path, self.user_id.as_deref(), self.app_id.as_deref())?;
        push_segments(&mut path, folder, what, &self.id)?;
        if let Some(version) = &self.version_id {
            push_segments(&mut path, "versions", "version", version)?;
        }
        path.push_str(made);
        Ok(path)
    }
}

/// What to predict on.
#[derive(Clone, PartialEq, Eq)]
pub enum PredictInput {
    /// An image that the API fetches.
    ImageUrl(String),
    /// An image's bytes: JPEG, PNG, TIFF, BMP, WebP or GIF.
    ImageBytes(Vec<u8>),
    /// An image's bytes in base64, without a `data:` prefix.
    ImageBase64(String),
    /// A text.
    Text(String),
    /// A video that the API fetches.
    VideoUrl(String),
    /// A sound that the API fetches.
    AudioUrl(String),
}

/// A prediction to ask for.
#[derive(Clone, Default)]
pub struct PredictRequest {
    /// The model.
    pub model: ModelId,
    /// 1 to 128 inputs.
    pub inputs: Vec<PredictInput>,
    /// 1 to 200; absent: the API's default of 20.
    pub max_concepts: Option<u32>,
    /// 0 to 1: concepts of a smaller value are left out.
    pub min_value: Option<f64>,
    /// Ids of the only concepts to answer.
    pub select_concepts: Vec<String>,
}

/// Why a request cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PredictError {
    /// An id that no path can hold.
    Id {
        /// Which: `model`, `version`, `user` or `app`.
        what: &'static str,
    },
    /// Of user and app only one is named.
    HalfOfUserAndApp,
    /// No input, or more than 128.
    InputCount(usize),
    /// The base64 of an input, counted from 0, starts with `data:`.
    DataUrl(usize),
    /// Not 1 to 200.
    MaxConcepts(u32),
    /// Not 0 to 1.
    MinValue,
}

impl PredictRequest {
    /// The path of the request, from `/v2`.
    ///
    /// # Errors
    ///
    /// An id that no path can hold; a user without an app, or an app without a user.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{ModelId, PredictRequest};
    ///
    /// let model = ModelId { id: "general-image-recognition".into(), ..ModelId::default() };
    /// let request = PredictRequest { model, ..PredictRequest::default() };
    /// assert_eq!(request.path()?, "/v2/models/general-image-recognition/outputs");
    /// # Ok::<(), clarifai_auth::PredictError>(())
    /// ```
    pub fn path(&self) -> Result<String, PredictError> {
        self.model.path_to("/outputs", "models", "model")
    }

    /// The body of the request, to be serialized as JSON (`PostModelOutputsRequest`).
    ///
    /// # Errors
    ///
    /// Inputs or options beyond the API's limits.
    pub fn body(self) -> Result<impl Serialize, PredictError> {
        let inputs = inputs_body(self.inputs)?;
        validate_options(self.max_concepts, self.min_value)?;
        let output_config = OutputConfig {
            max_concepts: self.max_concepts,
            min_value: self.min_value,
            select_concepts: self.select_concepts.into_iter().map(|id| One("id", id)).collect(),
        };
        Ok(Body {
            inputs,
            model: output_config.is_set().then_some(One(
                "model_version",
                One("output_info", One("output_config", output_config)),
            )),
        })
    }

    /// Splits it into requests that the API takes: at most 128 inputs and 18 MB each, in order.
    ///
    /// # Errors
    ///
    /// No input, one that cannot be sent, or options beyond the API's limits.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{PredictInput, PredictRequest};
    ///
    /// let inputs = vec![PredictInput::Text("hello".into()); 300];
    /// let requests = PredictRequest { inputs, ..PredictRequest::default() }.split()?;
    /// let counts: Vec<_> = requests.iter().map(|request| request.inputs.len()).collect();
    /// assert_eq!(counts, [128, 128, 44]);
    /// # Ok::<(), clarifai_auth::PredictError>(())
    /// ```
    pub fn split(mut self) -> Result<Vec<Self>, PredictError> {
        validate(&self.inputs)?;
        validate_options(self.max_concepts, self.min_value)?;
        let inputs = std::mem::take(&mut self.inputs);
        let requests = batches(inputs).into_iter();
        Ok(requests.map(|inputs| Self { inputs, ..self.clone() }).collect())
    }
}

fn validate_options(max_concepts: Option<u32>, min_value: Option<f64>) -> Result<(), PredictError> {
    if let Some(count) = max_concepts.filter(|count| !(1..=MOST_CONCEPTS).contains(count)) {
        return Err(PredictError::MaxConcepts(count));
    }
    if min_value.is_some_and(|value| !(0.0..=1.0).contains(&value)) {
        return Err(PredictError::MinValue);
    }
    Ok(())
}

/// The path that tells what a credential can do: the myscopes route that fits what is known.
///
/// With user and app their own route; for a personal access token that of the user, or of whoever asks
/// where no user is known; else the short one, which is an app-specific key's.
///
/// # Errors
///
/// An id that no path can hold.
pub fn grant_path(
    key_type: Option<KeyType>,
    user_id: Option<&str>,
    app_id: Option<&str>,
) -> Result<String, PredictError> {
    let mut path = String::from("/v2");
    match (user_id, app_id) {
        (Some(user), Some(app)) => {
            push_segments(&mut path, "users", "user", user)?;
            push_segments(&mut path, "apps", "app", app)?;
        }
        (user, _) if key_type == Some(KeyType::PersonalAccessToken) => {
            push_segments(&mut path, "users", "user", user.unwrap_or("me"))?;
        }
        _ => {}
    }
    path.push_str("/myscopes");
    Ok(path)
}

/// Appends the user and the app, or neither.
fn push_owner(
    path: &mut String,
    user: Option<&str>,
    app: Option<&str>,
) -> Result<(), PredictError> {
    match (user, app) {
        (Some(user), Some(app)) => {
            push_segments(path, "users", "user", user)?;
            push_segments(path, "apps", "app", app)
        }
        (None, None) => Ok(()),
        _ => Err(PredictError::HalfOfUserAndApp),
    }
}

/// Appends `/name/id`, the id percent-encoded.
pub(crate) fn push_segments(
    path: &mut String,
    name: &str,
    what: &'static str,
    id: &str,
) -> Result<(), PredictError> {
    if !is_segment(id) {
        return Err(PredictError::Id { what });
    }
    path.push('/');
    path.push_str(name);
    path.push('/');
    push_segment(path, id);
    Ok(())
}

#[derive(Serialize)]
struct Body<T> {
    inputs: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<One<One<One<OutputConfig>>>>,
}

/// An object with one field: the API nests many.
struct One<T>(&'static str, T);

impl<T: Serialize> Serialize for One<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.0, &self.1)])
    }
}

#[derive(Serialize)]
struct OutputConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    max_concepts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_value: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    select_concepts: Vec<One<String>>,
}

impl OutputConfig {
    fn is_set(&self) -> bool {
        self.max_concepts.is_some() || self.min_value.is_some() || !self.select_concepts.is_empty()
    }
}

pub(crate) fn inputs_body(inputs: Vec<PredictInput>) -> Result<impl Serialize, PredictError> {
    if inputs.is_empty() || inputs.len() > MOST_INPUTS {
        return Err(PredictError::InputCount(inputs.len()));
    }
    let inputs = inputs.into_iter().enumerate();
    let inputs = inputs.map(|(at, input)| Ok(One("data", data_body(at, input)?)));
    inputs.collect::<Result<Vec<_>, PredictError>>()
}

pub(crate) fn is_data_url(input: &PredictInput) -> bool {
    matches!(input, PredictInput::ImageBase64(text) if text.trim_start().starts_with("data:"))
}

fn data_body(at: usize, input: PredictInput) -> Result<One<One<String>>, PredictError> {
    if is_data_url(&input) {
        return Err(PredictError::DataUrl(at));
    }
    let (kind, field, text) = match input {
        PredictInput::ImageUrl(url) => ("image", "url", url),
        PredictInput::VideoUrl(url) => ("video", "url", url),
        PredictInput::AudioUrl(url) => ("audio", "url", url),
        PredictInput::Text(text) => ("text", "raw", text),
        PredictInput::ImageBase64(text) => ("image", "base64", text),
        PredictInput::ImageBytes(bytes) => {
            use base64ct::{Base64, Encoding};
            ("image", "base64", Base64::encode_string(&bytes))
        }
    };
    Ok(One(kind, One(field, text)))
}

impl fmt::Display for PredictError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id { what } => write!(formatter, "the {what} id is empty or a dot segment"),
            Self::HalfOfUserAndApp => formatter.write_str(
                "of `userId` and `appId` only one is given; give both, or neither with an app-specific key",
            ),
            Self::InputCount(0) => formatter.write_str("no inputs; a prediction takes at least one"),
            Self::InputCount(count) => {
                write!(formatter, "{count} inputs; one request takes at most {MOST_INPUTS}")
            }
            Self::DataUrl(at) => write!(
                formatter,
                "the base64 of `inputs[{at}]` starts with `data:`; give what stands after the comma"
            ),
            Self::MaxConcepts(count) => {
                write!(formatter, "`maxConcepts` is {count}; the API takes 1 to {MOST_CONCEPTS}")
            }
            Self::MinValue => formatter.write_str("`minValue` is not from 0 to 1"),
        }
    }
}

impl PredictError {
    /// The stable code, `ERR_CALL`.
    pub fn code(&self) -> &'static str {
        "ERR_CALL"
    }
}

impl std::error::Error for PredictError {}
