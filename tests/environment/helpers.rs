//! What the tests of environments share.

use clarifai_auth::{EnvironmentFinding, EnvironmentReport};

pub const KEY: &str = "c0ffee00c0ffee00c0ffee00c0ffee00";
pub const OTHER: &str = "0123456789abcdef0123456789abcdef";

pub fn codes(report: &EnvironmentReport) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.code.as_str()).collect()
}

#[track_caller]
pub fn finding<'a>(report: &'a EnvironmentReport, code: &str) -> &'a EnvironmentFinding {
    let found = report.findings.iter().find(|finding| finding.code.as_str() == code);
    found.unwrap_or_else(|| panic!("no {code}: {report:?}"))
}

/// The text that a finding's span names, in UTF-16.
#[track_caller]
pub fn marked(text: &str, finding: &EnvironmentFinding) -> String {
    let span = finding.span.unwrap_or_else(|| panic!("no span: {finding:?}"));
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(&units[span.start..span.end]).expect("a span never cuts a character")
}

/// A text with `KEY` for a key and `OTHER` for another.
pub fn with_keys(text: &str) -> String {
    text.replace("{KEY}", KEY).replace("{OTHER}", OTHER)
}

pub const COMPLETE: &str = "CLARIFAI_PAT={KEY}\nCLARIFAI_USER_ID=ada\nCLARIFAI_APP_ID=shop\n";
