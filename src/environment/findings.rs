//! Findings of an environment, with their variable, line and place.

use std::ops::Range;

use super::EnvironmentFinding;
use super::dotenv::{Value, Variable};
use crate::finding::{Finding, FindingCode, Span};
use crate::mask::mask_secrets;

/// Gathers findings.
pub(super) struct Findings<'text> {
    /// What spans are offsets into; none for a map, where they are offsets into the value.
    pub(super) text: Option<&'text str>,
    pub(super) list: Vec<EnvironmentFinding>,
}

/// Where a finding is.
pub(super) enum At<'at, 'text> {
    Nowhere,
    Line(usize, Range<usize>),
    Name(&'at Variable<'text>),
    Value(&'at Variable<'text>, Option<Span>),
}

impl Findings<'_> {
    pub(super) fn add(
        &mut self,
        code: FindingCode,
        at: &At<'_, '_>,
        message: &str,
        fix: &str,
        expected: &str,
    ) {
        let variable = match at {
            At::Name(variable) | At::Value(variable, _) => Some(*variable),
            _ => None,
        };
        let line = match at {
            At::Line(line, _) => Some(*line),
            _ => variable.map(|variable| variable.line).filter(|line| *line > 0),
        };
        self.list.push(EnvironmentFinding {
            code,
            severity: code.severity(),
            message: message.to_owned(),
            fix: fix.to_owned(),
            span: self.span(at),
            variable: variable.map(|variable| mask_secrets(variable.name)),
            line,
            expected: Some(expected.to_owned()).filter(|name| !name.is_empty()),
        });
    }

    /// Takes over what was found in a value.
    pub(super) fn carry(&mut self, variable: &Variable<'_>, findings: &[Finding]) {
        for finding in findings {
            let at = At::Value(variable, finding.span);
            self.add(finding.code, &at, &finding.message, &finding.fix, "");
        }
    }

    fn span(&self, at: &At<'_, '_>) -> Option<Span> {
        let Some(text) = self.text else {
            return match at {
                At::Value(_, span) => *span,
                _ => None,
            };
        };
        let range = match at {
            At::Nowhere => return None,
            At::Line(_, range) => range.clone(),
            At::Name(variable) => {
                let start = variable.name_start;
                start..start.saturating_add(variable.name.len())
            }
            At::Value(variable, _) => variable.value_range.clone(),
        };
        let start = units(text.get(..range.start)?);
        match at {
            // What is decoded has no places of its own in the text.
            At::Value(Variable { value: Value::Written(_), .. }, Some(span)) => Some(Span {
                start: start.saturating_add(span.start),
                end: start.saturating_add(span.end),
            }),
            _ if range.is_empty() => None,
            _ => Some(Span { start, end: start.saturating_add(units(text.get(range)?)) }),
        }
    }
}

/// The length of a text in UTF-16.
pub(super) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

pub(super) fn in_backticks(before: &str, name: &str, after: &str) -> String {
    [before, "`", &mask_secrets(name), "`", after].concat()
}

/// In the order of the lines; what has none stands last.
pub(super) fn in_order(findings: Findings<'_>) -> Vec<EnvironmentFinding> {
    let place = |finding: &EnvironmentFinding| finding.line.unwrap_or(usize::MAX);
    findings.list.into_iter().fold(Vec::new(), |mut ordered, finding| {
        let at = ordered.partition_point(|earlier| place(earlier) <= place(&finding));
        ordered.insert(at, finding);
        ordered
    })
}
