//! A credential planted in any text: whatever the core says of that text, it does not say the credential.
//!
//! The first byte chooses the credential, the second and third where in the text behind them it stands.

use clarifai_auth::{
    Call, Credential, CredentialKind, Grant, GrantDescription, ParseOptions, PasteOptions,
    RequestTarget, Timestamp, check_authorization, check_credential, check_environment,
    check_variables, read_paste, scan_text,
};
use serde::Serialize;

use super::output::each_text;

/// A key, one character less, one more, and two in one.
const PLANTED: [&str; 4] = [
    "5eaf00d0b5cafe7a11badc0de5caff01",
    "5eaf00d0b5cafe7a11badc0de5caff0",
    "5eaf00d0b5cafe7a11badc0de5caff015",
    "5eaf00d0b5cafe7a11badc0de5caff015eaf00d0b5cafe7a11badc0de5caff01",
];
const WHOLE: usize = 32;
const TARGETS: [RequestTarget; 4] =
    [RequestTarget::Rest, RequestTarget::Grpc, RequestTarget::OpenAi, RequestTarget::Mcp];
/// `%5e`, `\u005e`.
const LONGEST_ESCAPE: usize = 6;
/// So much of a credential in a row is a part of it that must not be shown.
const TELLING: usize = 12;

pub fn check(data: &[u8]) {
    let [which, high, low, rest @ ..] = data else { return };
    let planted = PLANTED[usize::from(*which) % PLANTED.len()];
    let text = String::from_utf8_lossy(rest);
    let mut at = usize::from(u16::from_be_bytes([*high, *low])) % (text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let (before, after) = text.split_at(at);
    // An escape would take its first characters: what is left is no whole credential.
    if before.bytes().rev().take(LONGEST_ESCAPE).any(|byte| matches!(byte, b'%' | b'\\' | b'&')) {
        return;
    }
    // What stands around it in part is not what was planted, and may be shown.
    if has_part(before) || has_part(after) {
        return;
    }
    let text = [before, planted, after].concat();
    assert_hidden_by_readers(&text);
    if planted.len() >= WHOLE {
        assert_hidden_among_names(&text);
    }
}

fn assert_hidden_by_readers(text: &str) {
    assert_shows_none("check_credential", &check_credential(text));
    for target in TARGETS {
        assert_shows_none("check_authorization", &check_authorization(text, target));
    }
    assert_shows_none("check_environment", &check_environment(text));
    for variable in [("CLARIFAI_PAT", text), (text, "1"), (text, text)] {
        let report = check_variables([(variable.0, Some(variable.1))]);
        assert_shows_none("check_variables", &report);
    }
    assert_shows_none("read_paste", &read_paste(text, PasteOptions::default()));
    assert_shows_none("scan_text", &scan_text(text));
    for kind in [CredentialKind::Key, CredentialKind::SessionToken] {
        for repair in [false, true] {
            let options = ParseOptions { repair, kind, ..Default::default() };
            let parsed = Credential::parse(text, &options);
            assert_no_part("Credential", &format!("{parsed:?}"));
            if let Err(error) = parsed {
                assert_no_part("CredentialError", &error.to_string());
            }
        }
    }
}

/// Where a caller's own names are shown, only what is long enough for a credential is none.
fn assert_hidden_among_names(text: &str) {
    let names = || vec![text.to_owned()];
    let described =
        GrantDescription { scopes: names(), endpoints: Some(names()), ..Default::default() };
    let grant = Grant::new(described).expect("any names are taken");
    assert_shows_none("Grant::describe", &grant.describe());
    assert_no_part("Grant", &format!("{grant:?}"));
    let late = GrantDescription { expires_at: Some(text.to_owned()), ..Default::default() };
    if let Err(error) = Grant::new(late) {
        assert_no_part("GrantError", &format!("{error:?} {error}"));
    }
    for call in [Call::rpc(text), Call::request("GET", text), Call::request(text, "/v2/models")] {
        let decision = grant.evaluate(&call, Timestamp::from_unix_seconds(0));
        assert_shows_none("evaluate", &decision);
    }
}

fn assert_shows_none(what: &str, shown: &(impl Serialize + std::fmt::Debug)) {
    let value = serde_json::to_value(shown).expect("what is shown can be written as JSON");
    each_text(&value, &mut |text| assert_no_part(what, text));
    assert_no_part(what, &format!("{shown:?}"));
}

fn assert_no_part(what: &str, shown: &str) {
    assert!(!has_part(shown), "{what} shows a part of what was planted: {shown}");
}

fn has_part(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    PLANTED[3].as_bytes().windows(TELLING).any(|part| {
        let part = std::str::from_utf8(part).expect("ASCII");
        text.contains(part)
    })
}
