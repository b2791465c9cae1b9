//! The answer of `GET /v2/myscopes`, or a key of a listing, as JSON.

use clarifai_auth::{Grant, GrantAnswer, KeyType};

use super::grant::assert_same;
use super::output::assert_masked;

pub fn check(data: &[u8]) {
    for key_type in [None, Some(KeyType::AppSpecificKey), Some(KeyType::PersonalAccessToken)] {
        let Ok(answer) = serde_json::from_slice::<GrantAnswer>(data) else { return };
        match Grant::from_answer(answer, key_type) {
            Ok(grant) => {
                let described = grant.describe();
                assert_masked(&(&described.scopes, &described.endpoints));
                let again = Grant::new(described.clone()).expect("a description of a grant is one");
                assert_same(&again.describe(), &described);
            }
            Err(error) => {
                assert_masked(&error.to_string());
                assert!(error.code().starts_with("ERR_"));
            }
        }
    }
}
