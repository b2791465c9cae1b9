//! Whether a credential is in force, by the answer to a probe.

use crate::status::ApiStatus;
use crate::text::find;

/// What the answer to `GET /v2/myscopes` proves of the credential that asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Liveness {
    /// The API told what the credential carries.
    Live,
    /// The API knows the credential and refuses this one call.
    Narrow,
    /// The API refuses the credential itself.
    Dead,
    /// The answer proves neither.
    Unknown,
}

impl Liveness {
    /// Reads the answer to a probe; `names_app`: its path named a user and an app.
    ///
    /// # Examples
    ///
    /// ```
    /// use clarifai_auth::{ApiStatus, Liveness};
    ///
    /// let refused = ApiStatus::new(Some(11007), String::new(), String::new());
    /// assert_eq!(Liveness::of(403, &refused, false), Liveness::Narrow);
    /// let gateway = ApiStatus::default();
    /// assert_eq!(Liveness::of(502, &gateway, false), Liveness::Unknown);
    /// ```
    pub fn of(http_status: u16, status: &ApiStatus, names_app: bool) -> Self {
        if http_status >= 500 || http_status == 429 {
            return Self::Unknown;
        }
        let says = |words| find(&status.details().to_ascii_lowercase(), words).is_some();
        match status.code() {
            Some(10_000) if (200..300).contains(&http_status) => Self::Live,
            Some(11_007) => Self::Narrow,
            // A personal access token is asked which app it means (pliers#403).
            Some(11_008) if says("app external id") => Self::Narrow,
            // With an app in the path the pair may be what is wrong (`status_code.proto`).
            Some(11_008) if !names_app || says("format") => Self::Dead,
            // A header that never arrived, whatever dropped it (clarifai-nodejs-grpc#9), proves nothing;
            // nor does 11102, in which the API speaks of the header alone.
            Some(11_001) if says("authorization header") => Self::Unknown,
            Some(11_001 | 11_002 | 11_009) => Self::Dead,
            _ => Self::Unknown,
        }
    }
}
