//! A text that somebody gives as a credential.

use clarifai_auth::{Credential, CredentialKind, CredentialShape, ParseOptions, check_credential};

use super::output::{assert_errors_agree, assert_findings, assert_silent};

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let report = check_credential(&text);
    assert_findings(&report.findings, &text);
    assert_errors_agree(report.ok, &report.findings);
    assert_silent(&report);
    assert_eq!(report.vendor.is_some(), report.shape == CredentialShape::Foreign);
    let is_sendable = matches!(report.shape, CredentialShape::Key | CredentialShape::KeyLike);
    assert_eq!(report.ok || report.repairable, is_sendable, "{report:?}");

    let parse = |repair| Credential::parse(&text, &ParseOptions { repair, ..Default::default() });
    match parse(false) {
        Ok(credential) => assert!(report.ok && credential.expose() == text),
        Err(error) => {
            assert!(!report.ok && error.findings() == report.findings);
            assert_silent(&error.to_string());
        }
    }
    match parse(true) {
        Ok(credential) => {
            assert!(report.ok || report.repairable);
            assert!(report.repairable || credential.expose() == text);
            let repaired = check_credential(credential.expose());
            assert!(repaired.ok && !repaired.repairable, "once is enough: {repaired:?}");
            assert_eq!((repaired.shape, repaired.length), (report.shape, report.length));
            assert!(!format!("{credential:?}").contains(credential.expose()));
        }
        Err(_) => assert!(!report.ok && !report.repairable),
    }
    session_token(&text);
}

fn session_token(text: &str) {
    for repair in [false, true] {
        let options =
            ParseOptions { repair, kind: CredentialKind::SessionToken, ..Default::default() };
        match Credential::parse(text, &options) {
            Ok(token) => {
                assert!(!token.expose().is_empty());
                assert!(token.expose().bytes().all(|byte| byte.is_ascii_graphic()));
                assert!(repair || token.expose() == text);
            }
            Err(error) => assert_findings(error.findings(), text),
        }
    }
}
