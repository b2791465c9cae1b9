//! What holds for everything that is shown.

use clarifai_auth::{Finding, Severity, Span};
use serde_json::{Value, to_value};

/// No message has so many letters and digits in a row, a digit among them, of its own.
const LONGEST_OWN_RUN: usize = 11;
const CREDENTIAL_LENGTH: usize = 32;

/// Nothing that is shown holds a part of a credential.
pub fn assert_silent(shown: &impl serde::Serialize) {
    assert_no_run(shown, LONGEST_OWN_RUN);
}

/// Nothing that is shown holds a whole credential; names of the caller's own may stand there.
pub fn assert_masked(shown: &impl serde::Serialize) {
    assert_no_run(shown, CREDENTIAL_LENGTH - 1);
}

fn assert_no_run(shown: &impl serde::Serialize, longest: usize) {
    each_text(&to_value(shown).expect("what is shown can be written as JSON"), &mut |text| {
        for run in text.split(|c: char| !c.is_ascii_alphanumeric()) {
            let has_digit = run.bytes().any(|byte| byte.is_ascii_digit());
            assert!(
                run.len() <= longest || !has_digit,
                "{} characters are shown: {text}",
                run.len()
            );
        }
    });
}

/// Every text in a value, the names of its objects too.
pub fn each_text(value: &Value, check: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => check(text),
        Value::Array(values) => values.iter().for_each(|value| each_text(value, check)),
        Value::Object(values) => {
            for (name, value) in values {
                check(name);
                each_text(value, check);
            }
        }
        _ => {}
    }
}

/// Findings stand in order, say something in one line, and their spans are whole characters of `text`.
pub fn assert_findings(findings: &[Finding], text: &str) {
    let mut last_start = 0;
    for finding in findings {
        assert_eq!(finding.severity, finding.code.severity());
        assert_line(&finding.message);
        assert_line(&finding.fix);
        assert_span(finding.span, text);
        let start = finding.span.map_or(usize::MAX, |span| span.start);
        assert!(last_start <= start, "findings stand in the order of the text");
        last_start = start;
    }
}

/// One line without a final period.
pub fn assert_line(shown: &str) {
    assert!(
        !shown.is_empty() && !shown.contains(['\n', '\r']) && !shown.ends_with('.'),
        "{shown:?}"
    );
}

pub fn assert_span(span: Option<Span>, text: &str) {
    let Some(span) = span else { return };
    let units: Vec<u16> = text.encode_utf16().collect();
    let marked = units.get(span.start..span.end).expect("a span fits the text");
    assert!(String::from_utf16(marked).is_ok(), "a span cuts a character");
}

/// Something keeps it from being sent exactly where it is not `ok`.
pub fn assert_errors_agree(ok: bool, findings: &[Finding]) {
    let has_error = findings.iter().any(|finding| finding.severity == Severity::Error);
    assert_eq!(ok, !has_error, "{findings:?}");
}
