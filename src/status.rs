//! The status that every answer of the API carries.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer};

use crate::catalogue::{STATUS_NAMES, STATUS_STEPS};
use crate::text::{cut, find, is_listed, name_length};

const SUCCESS: u32 = 10_000;
const MIXED_STATUS: u32 = 10_010;
/// A failure names its code in its first words.
const MOST_WORDS: usize = 20_000;

/// A status of the API: a code, a description and details (`status.proto`).
///
/// Reads what servers really send: the code as a number or as the name in the enum, a status that
/// is a plain text, and none at all.
///
/// # Examples
///
/// ```
/// use clarifai_auth::ApiStatus;
///
/// let status: ApiStatus = serde_json::from_str(r#"{ "code": "CONN_THROTTLED" }"#)?;
/// assert_eq!(status.code(), Some(11005));
/// let status: ApiStatus = serde_json::from_str(r#""NOT_FOUND""#)?;
/// assert_eq!((status.code(), status.description()), (None, "NOT_FOUND"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiStatus {
    code: Option<u32>,
    description: String,
    details: String,
}

impl ApiStatus {
    /// The name that the API's enum gives to a code, such as `CONN_KEY_INVALID` to 11008; of several
    /// the one that is declared first.
    pub fn name_of(code: u32) -> Option<&'static str> {
        codes().position(|known| known == code).map(|index| STATUS_NAMES.get(index))
    }

    /// The code, where one was given that is a number or a known name.
    pub fn code(&self) -> Option<u32> {
        self.code
    }

    /// The code's name, where the catalogue knows it.
    pub fn name(&self) -> Option<&'static str> {
        self.code.and_then(Self::name_of)
    }

    /// What the server says of the code; empty where it says nothing.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// What the server says of this failure; empty where it says nothing. May echo a credential.
    pub fn details(&self) -> &str {
        &self.details
    }

    /// Whether everything succeeded (10000).
    pub fn is_success(&self) -> bool {
        self.code == Some(SUCCESS)
    }

    /// Whether some parts of the request succeeded and others failed (10010).
    pub fn is_mixed(&self) -> bool {
        self.code == Some(MIXED_STATUS)
    }

    /// A status from its parts.
    pub fn new(code: Option<u32>, description: String, details: String) -> Self {
        Self { code, description, details }
    }

    /// A status that is a plain text, such as `NOT_FOUND`.
    pub fn from_text(text: &str) -> Self {
        Self::new(Self::code_of(text), text.to_owned(), String::new())
    }

    /// The code that a name in the enum, or the digits of a number, stand for.
    pub fn code_of(name: &str) -> Option<u32> {
        let name = name.trim();
        let by_name = STATUS_NAMES.find_ignoring_case(name);
        // Some programs write every number with a fraction.
        let digits = name.strip_suffix(".0").unwrap_or(name);
        by_name.and_then(|index| codes().nth(index)).or_else(|| digits.parse().ok())
    }

    /// The code that words about a failure name: `error 11007`, `11009: API key not found`,
    /// `CONN_THROTTLED`. A number that only stands there is none.
    pub(crate) fn code_in(words: &str) -> Option<u32> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut before = "";
        let mut rest = words;
        for place in 0..MOST_WORDS {
            rest = rest.trim_start_matches(|c| !is_part(c));
            let (word, behind) = cut(rest, name_length(rest, "_"));
            let is_number = word.len() == 5 && word.bytes().all(|byte| byte.is_ascii_digit());
            let is_told = if is_number {
                let mut next = behind.bytes();
                let (next, second) = (next.next(), next.next());
                // `11007.5`, `11007-3`; what stands first stands alone: `11007 apples`
                let is_part = matches!(next, Some(b'.' | b'-' | b','))
                    && second.is_some_and(|byte| byte.is_ascii_alphanumeric());
                let is_alone = next.is_none_or(|byte| matches!(byte, b':' | b'\n' | b'\r'));
                let is_behind =
                    is_listed(before, "code status error error_code status_code statusCode");
                !is_part && (is_behind || place == 0 && is_alone)
            } else {
                // Short names stand behind their field only: `code: FAILURE`.
                let is_name = word.len() > 8 && find(word, "_").is_some();
                let is_behind = word.len() > 3 && is_listed(before, "code");
                (is_name || is_behind) && !word.bytes().any(|byte| byte.is_ascii_lowercase())
            };
            let known = || Self::code_of(word).filter(|code| Self::name_of(*code).is_some());
            if is_told && let Some(code) = known() {
                return Some(code);
            }
            before = word;
            rest = behind;
            if rest.is_empty() {
                return None;
            }
        }
        None
    }
}

/// Every code of the catalogue, in the order of `STATUS_NAMES`.
fn codes() -> impl Iterator<Item = u32> {
    STATUS_STEPS.iter().scan(0_u32, |code, step| {
        *code = code.saturating_add(u32::from(*step));
        Some(*code)
    })
}

impl<'de> Deserialize<'de> for ApiStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StatusVisitor)
    }
}

struct StatusVisitor;

impl<'de> Visitor<'de> for StatusVisitor {
    type Value = ApiStatus;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a status")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<ApiStatus, E> {
        Ok(ApiStatus::from_text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ApiStatus, A::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Fields {
            code: Option<Code>,
            description: Option<String>,
            details: Option<String>,
        }
        let fields = Fields::deserialize(MapAccessDeserializer::new(map))?;
        Ok(ApiStatus::new(
            fields.code.and_then(|Code(code)| code),
            fields.description.unwrap_or_default(),
            fields.details.unwrap_or_default(),
        ))
    }
}

/// A number, or the enum's name.
struct Code(Option<u32>);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CodeVisitor)
    }
}

struct CodeVisitor;

impl Visitor<'_> for CodeVisitor {
    type Value = Code;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a status code")
    }

    fn visit_u64<E: Error>(self, code: u64) -> Result<Code, E> {
        Ok(Code(code.try_into().ok()))
    }

    fn visit_i64<E: Error>(self, code: i64) -> Result<Code, E> {
        Ok(Code(code.try_into().ok()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Code, E> {
        Ok(Code(None))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Code, E> {
        Ok(Code(ApiStatus::code_of(name)))
    }
}
