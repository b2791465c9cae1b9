//! The status of a gRPC call.

use serde::Serialize;

/// In the order of their numbers.
const NAMES: &str = "OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND \
    ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE \
    UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED";

/// The status of a gRPC call that failed.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{PasteOptions, read_paste};
///
/// let paste = "rpc error: code = Unauthenticated desc = Invalid API key";
/// let status = read_paste(paste, PasteOptions::default()).grpc_status.unwrap();
/// assert_eq!((status.code, status.name), (16, "UNAUTHENTICATED"));
/// assert_eq!(status.details.as_deref(), Some("Invalid API key"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GrpcStatus {
    /// Its number: 16.
    pub code: u8,
    /// Its name in capitals: `UNAUTHENTICATED`.
    pub name: &'static str,
    /// What the server said beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
}

impl GrpcStatus {
    /// The status of a number.
    pub(crate) fn of_code(code: u8) -> Option<Self> {
        let name = NAMES.split(' ').nth(usize::from(code))?;
        Some(Self { code, name, details: None })
    }

    /// `UNAUTHENTICATED`, `Unauthenticated`, `PermissionDenied`.
    pub(crate) fn of_name(written: &str) -> Option<Self> {
        let letters = |text: &'static str| text.bytes().filter(|byte| *byte != b'_');
        let is_it = |name: &'static str| {
            let written = written.bytes().filter(|byte| *byte != b'_');
            written.map(|byte| byte.to_ascii_uppercase()).eq(letters(name))
        };
        let written_otherwise = written.eq_ignore_ascii_case("canceled").then_some(1);
        let code = NAMES.split(' ').position(is_it).or(written_otherwise)?;
        Self::of_code(u8::try_from(code).ok()?)
    }
}
