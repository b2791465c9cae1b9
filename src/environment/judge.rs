//! What is to be said of each variable.

use super::base::{self, find};
use super::config::Kind;
use super::dotenv::{Form, Variable};
use super::findings::{At, Findings, in_backticks, units};
use super::id;
use super::names::{APP_ID, KNOWN, Meaning, PAT, Role, USER_ID, meaning, place};
use crate::credential::{
    Credential, CredentialReport, CredentialShape, ParseOptions, check_credential,
};
use crate::finding::{FindingCode, Span};
use crate::mask::mask_secrets;
use crate::quoted::MARK;

/// The form of session tokens is not documented, but three characters can be guessed: no server gives such
/// a token.
const SHORTEST_TOKEN: usize = 4;

/// Adds what is to be said of each variable.
pub(super) struct Judge<'text> {
    pub(super) kind: Kind,
    pub(super) findings: Findings<'text>,
    /// The credential that programs read, to be found elsewhere too.
    pub(super) credential: Option<Credential>,
    /// Something is said about a credential.
    pub(super) is_noted: bool,
}

impl Judge<'_> {
    fn is_the_credential(&self, other: &Credential) -> bool {
        self.credential.as_ref().is_some_and(|credential| credential == other)
    }

    /// How the assignment is written.
    pub(super) fn form(&mut self, variable: &Variable<'_>) {
        let at = At::Name(variable);
        let name = mask_secrets(variable.name);
        let rewrite = ["write it as `", &name, "=value`"].concat();
        if self.kind == Kind::Dotenv && variable.form == Form::Yaml {
            let message = in_backticks(
                "",
                variable.name,
                " is set as in YAML, which most readers of `.env` files skip",
            );
            self.findings.add(FindingCode::YamlAssignment, &at, &message, &rewrite, "");
        } else if variable.form == Form::Command {
            let message = in_backticks(
                "",
                variable.name,
                " is set by a command, which a `.env` file does not read",
            );
            self.findings.add(FindingCode::ShellAssignment, &at, &message, &rewrite, "");
        }
    }

    /// What a variable that programs read holds as a credential.
    pub(super) fn credential(&mut self, variable: &Variable<'_>, place: usize) -> CredentialReport {
        let mut report = check_credential(&variable.value);
        self.is_noted = true;
        let is_token = place == place::SESSION_TOKEN
            && report.shape != CredentialShape::Placeholder
            && variable.value.bytes().all(|byte| byte.is_ascii_graphic());
        if is_token && variable.value.len() < SHORTEST_TOKEN {
            report.ok = false;
            let message = in_backticks("", variable.name, " is too short for a session token");
            let at = At::Value(variable, None);
            self.findings.add(FindingCode::WrongLength, &at, &message, "copy the whole token", "");
        } else if is_token {
            report.ok = true;
        } else {
            self.findings.carry(variable, &report.findings);
        }
        if report.shape == CredentialShape::Placeholder {
            return report;
        }
        if self.kind == Kind::Wrangler {
            self.findings.add(
                FindingCode::CommittedCredential,
                &At::Value(variable, None),
                &in_backticks(
                    "",
                    variable.name,
                    " holds a credential in a file that is made to be committed",
                ),
                "remove it from `vars`, and set it with `wrangler secret put`",
                "",
            );
        }
        if self.credential.is_none() {
            self.credential = parsed(&variable.value);
        }
        report
    }

    /// A further credential beside the first one.
    pub(super) fn second(&mut self, first: &Variable<'_>, second: &Variable<'_>, place: usize) {
        let at = At::Name(second);
        if place == place::SESSION_TOKEN {
            if first.name == PAT {
                let message = "`CLARIFAI_PAT` and `CLARIFAI_SESSION_TOKEN` are both set, and the SDKs want exactly one";
                let fix = "remove `CLARIFAI_SESSION_TOKEN`";
                self.findings.add(FindingCode::PatAndSessionToken, &at, message, fix, "");
            }
            return;
        }
        let is_same = self.is_same(first, second);
        let before = in_backticks("", first.name, " is read before ");
        if is_same {
            let message = in_backticks(&before, second.name, "; both hold the same credential");
            let fix = "keep the one that your program reads";
            self.findings.add(FindingCode::SeveralVariables, &at, &message, fix, "");
        } else {
            let message = in_backticks(&before, second.name, ", which holds another credential");
            let fix = "keep the one that your program reads, or check that both are meant";
            self.findings.add(FindingCode::DifferentCredentials, &at, &message, fix, "");
        }
    }

    /// A variable of any name that is put into what visitors load, and holds the credential too.
    pub(super) fn copied(&mut self, first: &Variable<'_>, place: usize, other: &Variable<'_>) {
        if self.is_same(first, other)
            && let Some(meaning) = KNOWN.get(place).and_then(|(name, _)| meaning(name))
        {
            self.bundled(other, &meaning, &check_credential(&other.value));
        }
    }

    fn is_same(&self, first: &Variable<'_>, second: &Variable<'_>) -> bool {
        *first.value == *second.value
            || parsed(&second.value).is_some_and(|second| self.is_the_credential(&second))
    }

    /// What the variable of the credential asks for beside it.
    pub(super) fn alone(
        &mut self,
        place: usize,
        variable: &Variable<'_>,
        has_user: bool,
        has_app: bool,
    ) {
        let at = At::Name(variable);
        match place {
            place::SESSION_TOKEN => self.findings.add(
                FindingCode::InternalSessionToken,
                &at,
                "session tokens are for Clarifai's own programs",
                "set a personal access token as `CLARIFAI_PAT` in its place",
                PAT,
            ),
            place::API_KEY if has_user => self.findings.add(
                FindingCode::KeyTypeUnsure,
                &at,
                "`CLARIFAI_API_KEY` is for an app-specific key, and the user id beside it hints at a personal access token",
                "where it is a personal access token, name it `CLARIFAI_PAT`, unless your program reads it under this name",
                PAT,
            ),
            place::PAT | place::API_KEY => {}
            _ => self.findings.add(
                FindingCode::RareName,
                &at,
                &in_backticks("few programs read ", variable.name, "; Clarifai's SDKs read `CLARIFAI_PAT`"),
                "check that your program reads this name",
                PAT,
            ),
        }
        if !matches!(place, place::PAT | place::PAT_KEY) {
            return;
        }
        if !has_user {
            self.findings.add(
                FindingCode::MissingUserId,
                &At::Nowhere,
                "a personal access token is set, but no user id",
                "set `CLARIFAI_USER_ID` to the owner of what you call",
                USER_ID,
            );
        }
        if !has_app {
            self.findings.add(
                FindingCode::MissingAppId,
                &At::Nowhere,
                "no app id is set; `clarifai-nodejs` wants one",
                "set `CLARIFAI_APP_ID`, unless your program gives the app itself",
                APP_ID,
            );
        }
    }

    /// A variable whose name is none of those that are read; `set` is the one that is read, where it
    /// is set. Says whether it holds the credential.
    pub(super) fn stray(
        &mut self,
        variable: &Variable<'_>,
        meaning: &Meaning,
        set: Option<&Variable<'_>>,
    ) -> bool {
        let report = check_credential(&variable.value);
        let is_secret =
            matches!(meaning.role, Role::Credential | Role::SessionToken | Role::Retired);
        if meaning.is_bundled {
            if is_secret && (meaning.is_certain || is_key(&report)) {
                self.bundled(variable, meaning, &report);
                return is_key(&report);
            }
            if is_key(&report) && meaning.role == Role::UserId {
                self.bundled(variable, meaning, &report);
            }
            return false;
        }
        if !meaning.is_certain && !is_key(&report) {
            return false;
        }
        self.form(variable);
        if meaning.role == Role::Retired {
            self.retired(variable);
            return false;
        }
        let at = At::Name(variable);
        if let Some(set) = set {
            let message = in_backticks(
                "no program reads ",
                variable.name,
                &in_backticks("; they read ", set.name, ", which is set"),
            );
            let is_better = is_secret && is_key(&report) && !check_credential(&set.value).ok;
            let fix =
                if is_better { "see which value is right, and keep one" } else { "remove it" };
            self.findings.add(FindingCode::UnreadVariable, &at, &message, fix, meaning.expected);
            return false;
        }
        let expected = ["`", meaning.expected, "`"].concat();
        let is_misnamed_credential = is_secret && variable.is_set();
        let is_case = variable.name.eq_ignore_ascii_case(meaning.expected);
        let why = if is_case { "; capitals matter, and they read " } else { "; they read " };
        let message = in_backticks("no program reads ", variable.name, &[why, &expected].concat());
        let code = match is_misnamed_credential {
            true => FindingCode::MisnamedCredential,
            false => FindingCode::MisnamedVariable,
        };
        let fix = ["rename the variable to ", &expected].concat();
        self.findings.add(code, &at, &message, &fix, meaning.expected);
        if is_misnamed_credential {
            self.is_noted = true;
            self.findings.carry(variable, &report.findings);
        }
        is_misnamed_credential && report.shape != CredentialShape::Placeholder
    }

    /// A secret under a name of which the value goes to every visitor.
    pub(super) fn bundled(
        &mut self,
        variable: &Variable<'_>,
        meaning: &Meaning,
        report: &CredentialReport,
    ) {
        let stands_in =
            matches!(report.shape, CredentialShape::Placeholder | CredentialShape::Empty);
        let (code, what) = if stands_in {
            (
                FindingCode::BundledName,
                " is for a credential, and bundlers put its value into the code that visitors load",
            )
        } else {
            self.is_noted = true;
            (
                FindingCode::BundledCredential,
                " holds a credential, and bundlers put its value into the code that visitors load",
            )
        };
        let fix = [
            "keep it on a server, as `",
            meaning.expected,
            "`, and revoke it where it was published",
        ]
        .concat();
        self.findings.add(
            code,
            &At::Name(variable),
            &in_backticks("", variable.name, what),
            &fix,
            meaning.expected,
        );
    }

    pub(super) fn retired(&mut self, variable: &Variable<'_>) {
        self.findings.add(
            FindingCode::RetiredVariable,
            &At::Name(variable),
            &in_backticks("", variable.name, " was for a client id and secret, which are retired"),
            "create a personal access token in the portal, and set it as `CLARIFAI_PAT`",
            PAT,
        );
    }

    /// What is wrong with an id, and the id as it may be shown.
    pub(super) fn id(&mut self, variable: &Variable<'_>, is_user: bool) -> String {
        let value: &str = &variable.value;
        let report = check_credential(value);
        let is_same = parsed(value).is_some_and(|id| self.is_the_credential(&id));
        if let Some(fault) = id::fault(is_user, value, &report, is_same) {
            let start = units(value.get(..fault.range.start).unwrap_or_default());
            let length = units(value.get(fault.range).unwrap_or_default());
            let span = Span { start, end: start.saturating_add(length) };
            let at = At::Value(variable, Some(span));
            self.findings.add(fault.code, &at, &fault.message, &fault.fix, "");
        }
        id::shown(value, &report)
    }

    pub(super) fn base(&mut self, variable: &Variable<'_>, faults: Vec<base::Fault>) {
        let span = Span { start: 0, end: units(&variable.value) };
        for (code, message, fix) in faults {
            self.findings.add(code, &At::Value(variable, Some(span)), message, fix, "");
        }
    }

    /// Nothing was said about any credential.
    pub(super) fn nothing(&mut self, empty: Option<&Variable<'_>>) {
        match empty {
            Some(variable) => self.findings.carry(variable, &check_credential("").findings),
            None => self.findings.add(
                FindingCode::MissingCredential,
                &At::Nowhere,
                "no variable holds a credential",
                "set `CLARIFAI_PAT` to a personal access token, or `CLARIFAI_API_KEY` to an app-specific key",
                PAT,
            ),
        }
    }
}

pub(super) fn role_of(variable: &Variable<'_>) -> Role {
    meaning(&variable.name.to_ascii_uppercase()).map_or(Role::Other, |meaning| meaning.role)
}

/// Surely a key, perhaps behind a repair.
pub(super) fn is_key(report: &CredentialReport) -> bool {
    report.shape == CredentialShape::Key
}

fn parsed(value: &str) -> Option<Credential> {
    Credential::parse(value, &ParseOptions { repair: true, ..ParseOptions::default() }).ok()
}

/// A base as a program gets it, without a name and password.
pub(super) fn base_shown(base: &str) -> String {
    let shown = id::shown(base, &check_credential(base));
    let start = find(base, "://").map_or(0, |at| at.saturating_add(3));
    let split = base.split_at_checked(start).and_then(|(scheme, rest)| {
        let is_end = |byte: u8| matches!(byte, b'/' | b'?' | b'#');
        let authority = rest.get(..rest.bytes().position(is_end).unwrap_or(rest.len()))?;
        let (user, _) = authority.rsplit_once('@')?;
        Some((scheme, rest.get(user.len()..)?))
    });
    match split {
        Some((scheme, rest)) => [&mask_secrets(scheme), MARK, &mask_secrets(rest)].concat(),
        None => shown,
    }
}
