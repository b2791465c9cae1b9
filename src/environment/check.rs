use std::ops::Range;

use super::EnvironmentReport;
use super::base::{grpc_faults, names_own_host, rest_faults};
use super::config::Kind;
use super::dotenv::Variable;
use super::findings::{At, Findings, in_backticks, in_order};
use super::judge::{Judge, base_shown, is_key, role_of};
use super::names::{
    KNOWN, Meaning, OPENAI_KEY, PAT, Role, SLOTS, is_bundled, is_openai_base, may_be_near, meaning,
    place,
};
use crate::credential::{
    Credential, CredentialKind, CredentialShape, ParseOptions, check_credential,
};
use crate::finding::{FindingCode, Severity};
use crate::grant::KeyType;
use crate::mask::mask_secrets;
use crate::quoted::MARK;

/// Enough for any file that a person mends by hand; a hostile one could have a million.
const MOST_NOTES: usize = 16;
const MOST_STRAYS: usize = 32;
/// Names that are compared with the known ones letter by letter.
const MOST_NEAR_NAMES: usize = 500;
/// A value that holds a key, perhaps with what was pasted around it.
const KEY_VALUE: Range<usize> = 32..129;

/// Gathers the variables that have to do with Clarifai, and judges them together.
pub(super) struct Checker<'text> {
    kind: Kind,
    /// Those of [`KNOWN`], the last of each.
    known: [Option<Variable<'text>>; SLOTS],
    /// Those with other names.
    strays: Vec<(Variable<'text>, Meaning)>,
    near_names: usize,
    /// Those that are put into what visitors load and have nothing to do with Clarifai, so far.
    bundled: Vec<Variable<'text>>,
    openai_key: Option<Variable<'text>>,
    is_openai_at_clarifai: bool,
    notes: usize,
    /// The text as a whole could not be read.
    is_unread: bool,
    findings: Findings<'text>,
}

impl<'text> Checker<'text> {
    pub(super) fn of_text(text: &'text str, kind: Kind) -> Self {
        let mut checker = Self::of_map();
        checker.kind = kind;
        checker.findings.text = Some(text);
        let mark = '\u{feff}';
        if text.starts_with(mark) && kind == Kind::Dotenv {
            checker.findings.add(
                FindingCode::ByteOrderMark,
                &At::Line(1, 0..mark.len_utf8()),
                "a byte-order mark stands before the first name; many readers take it as a part of the name",
                "save the file as UTF-8 without a byte-order mark",
                "",
            );
        }
        checker
    }

    pub(super) fn of_map() -> Self {
        Self {
            kind: Kind::Dotenv,
            known: [const { None }; SLOTS],
            strays: Vec::new(),
            near_names: 0,
            bundled: Vec::new(),
            openai_key: None,
            is_openai_at_clarifai: false,
            notes: 0,
            is_unread: false,
            findings: Findings { text: None, list: Vec::new() },
        }
    }

    fn may_note(&mut self) -> bool {
        self.notes = self.notes.saturating_add(1);
        self.notes <= MOST_NOTES
    }

    /// A line that assigns nothing.
    pub(super) fn add_other(&mut self, line: usize, range: Range<usize>) {
        if !self.may_note() {
            return;
        }
        let text = self.findings.text.and_then(|text| text.get(range.clone())).unwrap_or_default();
        let at = At::Line(line, range);
        let report = check_credential(text);
        let (message, fix, expected) = if is_key(&report) {
            (
                "a credential stands on a line without a name",
                "write its name and `=` before it",
                PAT,
            )
        } else {
            ("a line that assigns nothing is skipped", "write it as `NAME=value`, or remove it", "")
        };
        self.findings.add(FindingCode::NoAssignment, &at, message, fix, expected);
    }

    pub(super) fn add_utf16(&mut self) {
        self.is_unread = true;
        self.findings.add(
            FindingCode::Utf16,
            &At::Line(1, 0..0),
            "the text is saved as UTF-16: a zero stands beside each letter",
            "save the file as UTF-8",
            "",
        );
    }

    pub(super) fn add_missing_context(&mut self, at: &At<'_, '_>, current: &str, contexts: &str) {
        self.is_unread = true;
        let message = match contexts {
            "" => ["the current context `", current, "` does not exist; there is none"].concat(),
            _ => ["the current context `", current, "` does not exist; there are ", contexts]
                .concat(),
        };
        let fix = "set `current_context` to a context that exists";
        self.findings.add(FindingCode::MissingContext, at, &message, fix, "");
    }

    pub(super) fn add(&mut self, variable: Variable<'text>) {
        let may_compare = self.may_compare(variable.name);
        let read = match self.kind {
            _ if !may_compare => None,
            // Names in INI files have no case.
            Kind::Ini => meaning(&variable.name.to_ascii_uppercase()),
            _ => meaning(variable.name),
        };
        let Some(read) = read else { return self.add_foreign(variable) };
        let slot = read.known.filter(|_| !read.is_bundled).and_then(|at| self.known.get_mut(at));
        let Some(slot) = slot else {
            let is_other = read.known.is_some() && !read.is_bundled;
            if !is_other && self.strays.len() < MOST_STRAYS {
                self.strays.push((variable, read));
            }
            return;
        };
        let earlier = slot.as_ref().map(|earlier| earlier.line);
        let later = slot.insert(variable);
        if let Some(line) = earlier.filter(|line| *line > 0 && self.kind != Kind::Wrangler) {
            self.notes = self.notes.saturating_add(1);
            if self.notes <= MOST_NOTES {
                let set = [" is set on line ", &line.to_string(), " already; the last one wins"];
                self.findings.add(
                    FindingCode::DuplicateVariable,
                    &At::Name(later),
                    &in_backticks("", later.name, &set.concat()),
                    "keep one of the two",
                    "",
                );
            }
        }
    }

    fn may_compare(&mut self, name: &str) -> bool {
        let is_near = may_be_near(name);
        self.near_names = self.near_names.saturating_add(usize::from(is_near));
        is_near && self.near_names <= MOST_NEAR_NAMES
    }

    /// A name that has nothing to do with Clarifai; its value may.
    fn add_foreign(&mut self, variable: Variable<'text>) {
        if is_openai_base(variable.name) {
            self.is_openai_at_clarifai = names_own_host(&variable.value);
        } else if variable.name == OPENAI_KEY {
            self.openai_key = Some(variable);
        } else if self.bundled.len() < MOST_STRAYS
            && KEY_VALUE.contains(&variable.value.len())
            && is_bundled(variable.name)
        {
            self.bundled.push(variable);
        }
    }

    pub(super) fn finish(self) -> EnvironmentReport {
        let Self { kind, known, strays, is_unread, mut findings, .. } = self;
        let openai_key = self.openai_key.filter(|key| self.is_openai_at_clarifai && key.is_set());
        for variable in known.iter().flatten().filter(|variable| is_elsewhere(variable, kind)) {
            findings.add(
                FindingCode::ReadFromEnvironment,
                &At::Value(variable, None),
                &in_backticks("", variable.name, " is read from the process's environment"),
                "check the variable there",
                "",
            );
        }
        let is_noted = is_unread || !findings.list.is_empty() && kind == Kind::Config;
        let slot = |at: usize| {
            let variable = known.get(at).and_then(Option::as_ref);
            variable.filter(|variable| variable.is_set() && !is_elsewhere(variable, kind))
        };
        let mut judge = Judge { kind, findings, credential: None, is_noted };
        for variable in known.iter().flatten() {
            judge.form(variable);
        }
        let mut ok = false;
        let mut found = None;
        for place in place::PAT..=place::SESSION_TOKEN {
            let Some(variable) = slot(place) else { continue };
            let report = judge.credential(variable, place);
            if found.is_none() && !matches!(report.shape, CredentialShape::Placeholder) {
                found = Some((place, variable));
                ok = report.ok;
            } else if let Some((_, first)) = found {
                judge.second(first, variable, place);
            }
        }
        if found.is_none()
            && let Some(variable) = &openai_key
        {
            let report = judge.credential(variable, place::PAT);
            if report.shape != CredentialShape::Placeholder {
                found = Some((place::OPENAI_KEY, variable));
                ok = report.ok;
            }
        } else if let Some((place, variable)) = found {
            for bundled in &self.bundled {
                judge.copied(variable, place, bundled);
            }
            judge.alone(
                place,
                variable,
                slot(place::USER_ID).is_some(),
                slot(place::APP_ID).is_some(),
            );
        }
        let mut stray = None;
        for (variable, meaning) in &strays {
            let place = KNOWN.iter().position(|(name, _)| *name == meaning.expected);
            let other = found.map(|(_, found)| found).filter(|_| meaning.role == Role::Credential);
            let set = place.and_then(slot).or(other);
            if judge.stray(variable, meaning, set) {
                stray = stray.or(Some(variable));
            }
        }
        if let Some(variable) = slot(place::APP_SECRET) {
            judge.retired(variable);
        }
        let user_id = slot(place::USER_ID).map(|variable| judge.id(variable, true));
        let app_id = slot(place::APP_ID).map(|variable| judge.id(variable, false));
        let api_base = slot(place::API_BASE).map(|variable| {
            judge.base(variable, rest_faults(&variable.value));
            base_shown(&variable.value)
        });
        if let Some(variable) = slot(place::GRPC_BASE) {
            judge.base(variable, grpc_faults(&variable.value));
        }
        if !judge.is_noted {
            judge.nothing(known.iter().flatten().find(|variable| {
                !variable.is_set()
                    && matches!(role_of(variable), Role::Credential | Role::SessionToken)
            }));
        }
        // No part of a credential is shown as an id.
        let credentials = || known.iter().flatten().filter(|variable| is_secret(variable));
        let hidden = |shown: String| match credentials().any(|key| shares_part(&shown, &key.value))
        {
            true => MARK.to_owned(),
            false => shown,
        };
        let (user_id, app_id, api_base) =
            (user_id.map(hidden), app_id.map(hidden), api_base.map(hidden));
        let findings = in_order(judge.findings);
        let key_type = match found {
            Some((place::PAT | place::OPENAI_KEY, _)) => Some(KeyType::PersonalAccessToken),
            Some((place::API_KEY, _)) => Some(KeyType::AppSpecificKey),
            _ => None,
        };
        let credential = found.filter(|_| ok).and_then(|(at, variable)| {
            let kind = match at {
                place::SESSION_TOKEN => CredentialKind::SessionToken,
                _ => CredentialKind::Key,
            };
            Credential::parse(&variable.value, &ParseOptions { repair: false, key_type, kind }).ok()
        });
        EnvironmentReport {
            ok: ok && findings.iter().all(|finding| finding.severity != Severity::Error),
            variable: found.map(|(_, found)| found).or(stray).map(|found| mask_secrets(found.name)),
            key_type,
            user_id,
            app_id,
            api_base,
            credential,
            findings,
        }
    }
}

fn is_secret(variable: &Variable<'_>) -> bool {
    matches!(role_of(variable), Role::Credential | Role::SessionToken)
}

/// Whether so many hexadecimal characters of a credential stand in a text that they tell of it.
fn shares_part(text: &str, credential: &str) -> bool {
    const LEAST: usize = 8;
    const LONGEST: usize = 512;
    let holds = |part: &[u8]| text.as_bytes().windows(LEAST).any(|shown| shown == part);
    let credential = credential.as_bytes();
    let mut parts = credential.get(..LONGEST).unwrap_or(credential).windows(LEAST);
    parts.any(|part| part.iter().all(u8::is_ascii_hexdigit) && holds(part))
}

/// The file says that the value is kept elsewhere.
fn is_elsewhere(variable: &Variable<'_>, kind: Kind) -> bool {
    kind == Kind::Config && *variable.value == *"ENVVAR"
}
