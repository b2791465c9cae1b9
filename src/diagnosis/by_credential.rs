//! What the credential, its header and the environment say.

use super::cause::CauseCode::{self, *};
use super::cause::Certainty;
use super::causes::Causes;
use super::facts::Facts;
use crate::credential::CredentialShape;
use crate::finding::{Finding, FindingCode, Severity};

/// Adds what is wrong with the credential itself; says whether there is something.
pub(super) fn add(facts: &Facts, certainty: Certainty, causes: &mut Causes) -> bool {
    let Some(report) = &facts.credential else { return false };
    let worst = report.findings.iter().find(|finding| finding.severity == Severity::Error);
    let code = match report.shape {
        CredentialShape::Empty | CredentialShape::Placeholder => CredentialMissing,
        CredentialShape::LegacyPair | CredentialShape::LegacyToken => LegacyAuthenticationRetired,
        CredentialShape::Foreign | CredentialShape::PublicId | CredentialShape::SessionToken => {
            CredentialNotAKey
        }
        _ if report.ok && worst.is_none() => return false,
        _ => CredentialMalformed,
    };
    let evidence =
        worst.map_or("the credential cannot be sent as it is", |finding| &finding.message);
    causes.add(code, certainty, evidence, worst.map(|finding| finding.fix.clone()));
    true
}

/// Findings of a header that are about the credential in it.
fn is_about_credential(finding: &Finding) -> bool {
    !matches!(
        finding.code,
        FindingCode::MissingScheme
            | FindingCode::SchemeCase
            | FindingCode::WrongScheme
            | FindingCode::UndocumentedScheme
            | FindingCode::MissingHeader
            | FindingCode::RepeatedHeader
            | FindingCode::HeaderNameCase
            | FindingCode::MalformedHeader
            | FindingCode::HeaderInjection
            | FindingCode::SurroundingWhitespace
            | FindingCode::InnerWhitespace
            | FindingCode::ControlCharacter
    )
}

/// Adds what is wrong with the `Authorization` header; says whether there is something.
pub(super) fn header(facts: &Facts, certainty: Certainty, causes: &mut Causes) -> bool {
    let request = facts.evidence.request.as_ref();
    if request.is_some_and(|request| request.unquoted_header.is_some()) {
        let evidence =
            "the header has no quotes around it, so the shell cuts it at its first space";
        let remedy = "put quotes around the whole header";
        causes.add(AuthorizationNotSent, certainty, evidence, Some(remedy.to_owned()));
        return true;
    }
    if facts.sends_no_header {
        let evidence = "the request's headers hold no `Authorization`";
        causes.add(AuthorizationNotSent, certainty, evidence, None);
        return true;
    }
    let Some(report) = facts.authorization.as_ref().filter(|report| !report.ok) else {
        return false;
    };
    let mut found = false;
    for finding in &report.findings {
        // What is wrong with the credential is told as such.
        let is_told = facts
            .credential
            .as_ref()
            .is_some_and(|report| report.findings.iter().any(|known| known.code == finding.code));
        if finding.severity == Severity::Hint || is_told || is_about_credential(finding) {
            continue;
        }
        let code: CauseCode = match finding.code {
            FindingCode::MissingHeader => AuthorizationNotSent,
            _ => AuthorizationMalformed,
        };
        let is_doubtful = finding.severity != Severity::Error;
        let certainty = if is_doubtful { certainty.min(Certainty::Likely) } else { certainty };
        causes.add(code, certainty, &finding.message, Some(finding.fix.clone()));
        found |= !is_doubtful;
    }
    found
}

/// Adds what makes the environment's credential one that cannot be sent, where what was sent is not
/// known; says whether there is something.
pub(super) fn unsendable(facts: &Facts, causes: &mut Causes) -> bool {
    #[cfg(feature = "texts")]
    if facts.credential.is_none() && facts.authorization.is_none() {
        let mut own = Causes::default();
        environment(facts, Certainty::Likely, &mut own);
        let mut found = false;
        for cause in own.in_order() {
            let is_about_key = matches!(
                cause.code,
                CredentialMissing
                    | CredentialMalformed
                    | CredentialNotAKey
                    | LegacyAuthenticationRetired
            );
            if is_about_key {
                let evidence = cause.evidence.first().map(String::as_str).unwrap_or_default();
                causes.add(cause.code, cause.certainty, evidence, Some(cause.remedy.clone()));
                found = true;
            }
        }
        return found;
    }
    #[cfg(not(feature = "texts"))]
    let _ = (facts, causes);
    false
}

/// Adds what the environment would make a program send.
#[cfg(feature = "texts")]
pub(super) fn environment(facts: &Facts, certainty: Certainty, causes: &mut Causes) {
    let Some(report) = facts.environment() else { return };
    for finding in report.findings.iter().filter(|finding| finding.severity == Severity::Error) {
        let code = match finding.code {
            FindingCode::MissingCredential
            | FindingCode::UnsetValue
            | FindingCode::UnexpandedReference
            | FindingCode::Placeholder
            | FindingCode::Empty
            | FindingCode::MisnamedCredential
            | FindingCode::MissingContext
            | FindingCode::ShellAssignment
            | FindingCode::YamlAssignment => CredentialMissing,
            FindingCode::ForeignCredential | FindingCode::PublicId | FindingCode::SessionToken => {
                CredentialNotAKey
            }
            FindingCode::LegacyPair | FindingCode::LegacyToken => LegacyAuthenticationRetired,
            FindingCode::MalformedBase
            | FindingCode::DoubledBase
            | FindingCode::GrpcBaseNotHost => BaseUrlWrong,
            FindingCode::MalformedId | FindingCode::CredentialAsId => UserAppIdMismatch,
            FindingCode::BundledCredential => continue,
            _ => CredentialMalformed,
        };
        causes.add(code, certainty, &finding.message, Some(finding.fix.clone()));
    }
}
