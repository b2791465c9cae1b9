//! The body of a message.

use serde::{Serialize, Serializer};

/// The body of a request or of an answer.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// The text of a JSON value. An integer that a JavaScript number cannot hold exactly is quoted.
    Json(String),
    /// Anything else.
    Text(String),
}

impl Body {
    /// The text of the body.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Json(text) | Self::Text(text) => text,
        }
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Body(")?;
        formatter.write_str(if matches!(self, Self::Json(_)) { "json" } else { "text" })?;
        formatter.write_str(")")
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
