//! A `.env` text, `wrangler.toml` or a configuration file.

use clarifai_auth::{Severity, check_environment};

use super::output::{assert_line, assert_masked, assert_span};

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let report = check_environment(&text);
    assert_masked(&report);
    let has_error = report.findings.iter().any(|finding| finding.severity == Severity::Error);
    assert!(!report.ok || (report.variable.is_some() && !has_error), "{report:?}");
    assert!(report.ok || !report.findings.is_empty(), "what is not right is explained");
    let lines = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count();
    for finding in &report.findings {
        assert_eq!(finding.severity, finding.code.severity());
        assert_line(&finding.message);
        assert_line(&finding.fix);
        assert_span(finding.span, &text);
        assert!(finding.line.is_none_or(|line| (1..=lines).contains(&line)), "{finding:?}");
    }
}
