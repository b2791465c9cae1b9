//! Environments: what a `.env` text, a configuration file or a map of variables holds, and what a
//! program would make of it.

mod base;
mod braces;
mod check;
mod config;
mod dotenv;
mod findings;
mod id;
mod judge;
mod names;

use serde::Serialize;

use crate::credential::Credential;
use crate::finding::{FindingCode, Severity, Span};
use crate::grant::KeyType;
use check::Checker;
use config::{Kind, Scope};
use dotenv::Line;
pub(crate) use dotenv::Variable;

/// What an environment holds, and what was noticed in it. No credential is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EnvironmentReport {
    /// A credential stands under a name that programs read, can be sent exactly as they get it, and no
    /// finding is an error.
    pub ok: bool,
    /// The name that the credential was found under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
    /// What the name says of the credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_type: Option<KeyType>,
    /// The user id, as a program gets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The app id, as a program gets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<String>,
    /// The base of the API's addresses, as a program gets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_base: Option<String>,
    /// The credential itself, where it can be sent exactly as programs get it.
    #[serde(skip)]
    pub credential: Option<Credential>,
    /// What was noticed, in order of the text; what has no place stands last.
    pub findings: Vec<EnvironmentFinding>,
}

/// Something noticed in an environment, with what to do about it. No message contains a credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EnvironmentFinding {
    /// Which of the closed list it is.
    pub code: FindingCode,
    /// How much it matters.
    pub severity: Severity,
    /// What it is and where.
    pub message: String,
    /// What to do, one imperative sentence.
    pub fix: String,
    /// Where in the text; for a map, where in the variable's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// The variable that it is about, as its name is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
    /// The line of the text, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The name that the variable should have, or that of one that is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
}

/// Says what `text` holds: a `.env` or `.dev.vars` file, a configuration file of wrangler, or a configuration file of
/// Clarifai's SDKs. Nothing is expanded, and nothing of this process is read.
///
/// Of `wrangler.toml` and `wrangler.jsonc` only `vars` count, of `~/.clarifai/config` the section `[clarifai]`, and
/// of `~/.config/clarifai/config` the current context.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{FindingCode, KeyType, check_environment};
///
/// let report = check_environment(
///     "CLARIFAI_PAT=0123456789abcdef0123456789abcdef\nCLARIFAI_USERID=ada",
/// );
/// assert_eq!(report.variable.as_deref(), Some("CLARIFAI_PAT"));
/// assert_eq!(report.key_type, Some(KeyType::PersonalAccessToken));
/// assert_eq!(report.credential.unwrap().fingerprint(), "sha256:3eb1bd439947");
/// let finding = &report.findings[0];
/// assert_eq!(finding.code, FindingCode::MisnamedVariable);
/// assert_eq!(finding.line, Some(2));
/// assert_eq!(finding.expected.as_deref(), Some("CLARIFAI_USER_ID"));
/// ```
pub fn check_environment(text: &str) -> EnvironmentReport {
    let mut scope = Scope::of(text);
    let mut checker = Checker::of_text(text, scope.kind);
    if is_utf16(text) {
        checker.add_utf16();
        return checker.finish();
    }
    let mut reader = scope.reader(text);
    reader.skips = scope.kind == Kind::Dotenv;
    for line in reader {
        let is_covered = scope.covers(&line);
        match line {
            Line::Assignment(variable) if is_covered => checker.add(variable),
            Line::Other { line, range, .. } if scope.kind == Kind::Dotenv => {
                checker.add_other(line, range);
            }
            _ => {}
        }
    }
    if let Some((at, current, contexts)) = scope.missing_context() {
        checker.add_missing_context(&at, &current, &contexts);
    }
    checker.finish()
}

/// Whether every other character is a zero, as where UTF-16 is read as something else.
fn is_utf16(text: &str) -> bool {
    let (mut all, mut zeros) = (0_usize, 0_usize);
    for c in text.chars().take(64) {
        // A mark of the order of bytes, in whatever way it was read.
        if !matches!(c, '\u{feff}' | '\u{fffd}' | 'ÿ' | 'þ') {
            all = all.saturating_add(2);
            zeros = zeros.saturating_add(if c == '\0' { 4 } else { 0 });
        }
    }
    all > 6 && zeros.abs_diff(all) <= all >> 1
}

/// Says what variables hold, such as those of a process. A value that is not there is not set.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{FindingCode, check_variables};
///
/// let report = check_variables([("CLARIFAI_KEY", Some("0123456789abcdef0123456789abcdef"))]);
/// assert!(!report.ok);
/// assert_eq!(report.findings[0].code, FindingCode::MisnamedCredential);
/// assert_eq!(
///     report.findings[0].message,
///     "no program reads `CLARIFAI_KEY`; they read `CLARIFAI_API_KEY`",
/// );
/// ```
pub fn check_variables<'a>(
    variables: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
) -> EnvironmentReport {
    let mut checker = Checker::of_map();
    for (name, value) in variables {
        if let Some(value) = value {
            checker.add(Variable::given(name, value));
        }
    }
    checker.finish()
}

/// Whether a name has to do with Clarifai, or may hold its credential, so that its value is looked at.
#[allow(dead_code, reason = "the bindings read no other value")]
pub(crate) fn is_read(name: &str) -> bool {
    names::meaning(name).is_some()
        || name == names::OPENAI_KEY
        || names::is_openai_base(name)
        || names::is_bundled(name)
}
