//! What the credential, its header and the environment say.

use super::cause::CauseCode::{self, *};
use super::cause::Certainty;
use super::causes::Causes;
use super::facts::Facts;
use crate::credential::CredentialShape;
#[cfg(feature = "texts")]
use crate::environment::EnvironmentFinding;
use crate::evidence::PasteKind;
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
        // Browsers leave it out of a HAR, unless they are told to keep it.
        let certainty = match (facts.evidence.kind, certainty) {
            (PasteKind::Har, Certainty::Certain) => Certainty::Likely,
            (PasteKind::Har, _) => Certainty::Possible,
            _ => certainty,
        };
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
        const ABOUT_THE_KEY: [CauseCode; 4] = [
            CredentialMissing,
            CredentialMalformed,
            CredentialNotAKey,
            LegacyAuthenticationRetired,
        ];
        let mut own = Causes::default();
        environment(facts, Certainty::Likely, &mut own);
        own.keep(&ABOUT_THE_KEY);
        let found = !own.is_empty();
        causes.take_over(own, Certainty::Likely);
        return found;
    }
    #[cfg(not(feature = "texts"))]
    let _ = (facts, causes);
    false
}

/// Adds what the environment makes the base of every address.
pub(super) fn base(facts: &Facts, causes: &mut Causes) {
    #[cfg(feature = "texts")]
    {
        let mut own = Causes::default();
        environment(facts, Certainty::Likely, &mut own);
        own.keep(&[BaseUrlWrong]);
        causes.take_over(own, Certainty::Likely);
    }
    #[cfg(not(feature = "texts"))]
    let _ = (facts, causes);
}

/// Adds what the environment would make a program send.
#[cfg(feature = "texts")]
pub(super) fn environment(facts: &Facts, certainty: Certainty, causes: &mut Causes) {
    let Some(report) = &facts.environment else { return };
    // A client id with its secret explains why no key is there, and what stands in the place of an id.
    let is_of_pair = |finding: &EnvironmentFinding| finding.code == FindingCode::RetiredVariable;
    let is_retired = report.variable.is_none() && report.findings.iter().any(is_of_pair);
    for finding in &report.findings {
        if finding.severity != Severity::Error && !(is_retired && is_of_pair(finding)) {
            continue;
        }
        let code = match finding.code {
            FindingCode::RetiredVariable => LegacyAuthenticationRetired,
            FindingCode::MissingCredential | FindingCode::CredentialAsId if is_retired => continue,
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
