//! Whatever a person pastes.

use clarifai_auth::{CredentialShape, PasteOptions, read_paste};
use serde_json::to_string;

/// What is shorter could stand in the text for something else.
const TELLING: usize = 16;

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let masked = to_string(&read_paste(&text, PasteOptions::default()));
    let masked = masked.expect("what was read can be written as JSON");
    let mut options = PasteOptions::default();
    options.reveal = true;
    let revealed = read_paste(&text, options);
    let credential = revealed.credential.as_deref().unwrap_or_default().trim();
    let is_telling = credential.len() >= TELLING
        && credential.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && credential.bytes().any(|byte| byte.is_ascii_digit());
    let is_public = revealed.credential_report.as_ref().map(|report| report.shape)
        == Some(CredentialShape::PublicId);
    assert!(!is_telling || is_public || !masked.contains(credential), "{masked}");
}
