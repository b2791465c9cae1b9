//! An `Authorization` value or a block of headers.

use clarifai_auth::{Credential, ParseOptions, RequestTarget, check_authorization};

use super::output::{assert_findings, assert_silent};

const TARGETS: [RequestTarget; 4] =
    [RequestTarget::Rest, RequestTarget::Grpc, RequestTarget::OpenAi, RequestTarget::Mcp];

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for target in TARGETS {
        let report = check_authorization(&text, target);
        assert_findings(&report.findings, &text);
        assert_silent(&report);
        assert!(report.scheme.len() <= 8, "only known words are shown");
        assert!(report.ok || !report.findings.is_empty(), "what is not exact is explained");
    }
    let Ok(credential) =
        Credential::parse(&text, &ParseOptions { repair: true, ..Default::default() })
    else {
        return;
    };
    for target in TARGETS {
        let value = credential.authorization(target).expect("a key has a header");
        let report = check_authorization(&value, target);
        assert!(report.ok, "what the package writes is the documented form: {report:?}");
    }
}
