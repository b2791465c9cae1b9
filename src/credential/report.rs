use serde::Serialize;
use zeroize::Zeroizing;

use super::characters::{self, Characters, is_control, is_invisible, is_line_break, is_space};
use super::peel::{Peeled, peel};
use super::placeholder::is_placeholder;
use super::vendor::vendor_of;
use crate::finding::{Finding, FindingCode, in_order};

/// Letters and digits in a credential.
const LENGTH: usize = 32;

/// Longer texts are not looked into: whatever they are, they are no credential.
const LONGEST_TEXT: usize = 65_536;

/// Enough for any text that a person repairs by hand; a hostile one could have a million.
const MOST_FINDINGS: usize = 64;

/// Ids of public models and of their versions that people paste as keys (`clarifai-javascript`
/// 2.9.1 and Clarifai's documentation), as the numbers that their 32 digits write.
const PUBLIC_IDS: [u128; 9] = [
    0xaa7f35c01e0642fda5cf400f543e7c40,
    0xaaa03c23b3724a16a56b629203edc62c,
    0xbd367be194cf45149e75f01d59f77ba7,
    0xeee28c313d69466f836ab83287a54ed9,
    0xe9576d86d2004ed1a38ba0cf39ecb4b1,
    0xd16f390eb32cad478c7ae150069bd2c6,
    0xeeed0b6733a644cea07cf4c60f87ebb7,
    0xe0be3b9d6a454f0493ac3a30784001ff,
    0x53e1df302c079b3db8a0a36033ed2d15,
];

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CredentialShape {
    /// 32 hexadecimal characters: an app-specific key or a personal access token.
    Key,
    /// 32 ASCII letters and digits that are not hexadecimal.
    KeyLike,
    /// The id of a public model or version.
    PublicId,
    /// A retired client id or client secret.
    LegacyPair,
    /// A retired access token.
    LegacyToken,
    /// Another vendor's credential; [`CredentialReport::vendor`] names it.
    Foreign,
    /// A text in a credential's place.
    Placeholder,
    /// Nothing.
    Empty,
    /// Something else.
    Unknown,
}

/// What a text is as a credential. Shape is advice: only the server knows which keys exist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CredentialReport {
    /// It may be sent exactly as given.
    pub ok: bool,
    /// The shape of the text, or of its repair where there is exactly one.
    pub shape: CredentialShape,
    /// Exactly one repair changes the text into something that can be sent.
    pub repairable: bool,
    /// Whose credential it is, where it is not Clarifai's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<&'static str>,
    /// Its characters, after the repair where there is one.
    pub length: usize,
    /// What was noticed, in order of the text.
    pub findings: Vec<Finding>,
}

/// A report, and the text that its repair gives.
pub(super) struct Checked {
    pub(super) report: CredentialReport,
    pub(super) repair: Option<Zeroizing<String>>,
}

/// Says what `text` is as a credential and what is wrong with it.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{CredentialShape, FindingCode, check_credential};
///
/// let report = check_credential("0123456789abcdef0123456789abcdef ");
/// assert!(!report.ok && report.repairable);
/// assert_eq!(report.shape, CredentialShape::Key);
/// assert_eq!(report.findings[0].code, FindingCode::SurroundingWhitespace);
/// assert_eq!(report.findings[0].message, "white space (space) after the credential");
/// ```
pub fn check_credential(text: &str) -> CredentialReport {
    check(text).report
}

pub(super) fn check(text: &str) -> Checked {
    if let Some(report) = clean_key(text) {
        return Checked { report, repair: None };
    }
    if text.len() > LONGEST_TEXT {
        return too_long(text);
    }
    let characters = Characters::of(text);
    let peeled = peel(&characters);
    let rest = peeled.rest(&characters);
    if rest.is_empty() {
        return nothing_left(text, peeled);
    }
    if is_placeholder(rest) {
        return not_sendable(CredentialShape::Placeholder, &characters, peeled);
    }
    if let Some(vendor) = vendor_of(text.trim()).or_else(|| vendor_of(&plain_text(rest))) {
        return foreign(vendor, &characters, peeled);
    }
    let mut core = Core::read(&characters, peeled);
    core.take_one_of_two();
    core.judge(&characters)
}

/// The common case, without a copy: 32 lower-case hexadecimal characters that are no public id.
fn clean_key(text: &str) -> Option<CredentialReport> {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (text.len() == LENGTH && text.bytes().all(is_hex) && !is_public_id(text)).then(|| {
        CredentialReport {
            ok: true,
            shape: CredentialShape::Key,
            repairable: false,
            vendor: None,
            length: LENGTH,
            findings: Vec::new(),
        }
    })
}

fn is_public_id(text: &str) -> bool {
    u128::from_str_radix(text, 16).is_ok_and(|number| PUBLIC_IDS.contains(&number))
}

fn nothing_left(text: &str, peeled: Peeled) -> Checked {
    let mut findings = peeled.findings;
    findings.push(Finding::new(
        FindingCode::Empty,
        None,
        "credential is empty",
        "paste the credential; where it comes from a variable, set that variable",
    ));
    refused(CredentialShape::Empty, text.chars().count(), findings)
}

fn too_long(text: &str) -> Checked {
    let finding = Finding::new(
        FindingCode::WrongLength,
        None,
        format!("more than {LONGEST_TEXT} bytes where a credential has {LENGTH} characters"),
        "copy the key alone",
    );
    refused(CredentialShape::Unknown, text.chars().count(), vec![finding])
}

fn refused(shape: CredentialShape, length: usize, findings: Vec<Finding>) -> Checked {
    let findings = in_order(findings);
    let report =
        CredentialReport { ok: false, shape, repairable: false, vendor: None, length, findings };
    Checked { report, repair: None }
}

fn not_sendable(shape: CredentialShape, text: &Characters, peeled: Peeled) -> Checked {
    let span = Some(text.span(peeled.start, peeled.end));
    let mut findings = peeled.findings;
    findings.push(Finding::new(
        FindingCode::Placeholder,
        span,
        "a placeholder stands where the credential should",
        "put your own key there; where it comes from a variable, check that it is set and expanded",
    ));
    refused(shape, text.as_slice().len(), findings)
}

/// The characters as one text; empty where one is not ASCII, as no credential is.
fn plain_text(characters: &[char]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(characters.len()));
    if characters.iter().all(char::is_ascii) {
        text.extend(characters);
    }
    text
}

fn foreign(vendor: &'static str, text: &Characters, peeled: Peeled) -> Checked {
    let span = Some(text.span(peeled.start, peeled.end));
    let mut findings = peeled.findings;
    findings.push(Finding::new(
        FindingCode::ForeignCredential,
        span,
        ["this is a credential of ", vendor, ", not of Clarifai"].concat(),
        "copy the key from Clarifai's portal instead",
    ));
    let mut checked = refused(CredentialShape::Foreign, text.as_slice().len(), findings);
    checked.report.vendor = Some(vendor);
    checked
}

/// What is left when everything around and between the credential's characters is gone.
struct Core {
    text: Zeroizing<String>,
    /// The first character that no credential has.
    foreign: Option<(usize, char)>,
    /// Pieces between white space that are whole credentials.
    whole_pieces: usize,
    start: usize,
    end: usize,
    findings: Vec<Finding>,
    /// Something was taken away, so that the text is not sendable as it was given.
    changed: bool,
}

impl Core {
    fn read(characters: &Characters, peeled: Peeled) -> Self {
        let rest = peeled.rest(characters);
        let between =
            |c: &char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | ':' | '=' | '/');
        let pieces = rest.split(between);
        let is_whole = |piece: &&[char]| {
            piece.len() == LENGTH && piece.iter().all(char::is_ascii_alphanumeric)
        };
        let mut core = Self {
            text: Zeroizing::new(String::with_capacity(rest.len())),
            foreign: None,
            whole_pieces: pieces.filter(is_whole).count(),
            start: peeled.start,
            end: peeled.end,
            changed: !peeled.findings.is_empty(),
            findings: peeled.findings,
        };
        let mut previous = None;
        for (offset, c) in rest.iter().copied().enumerate() {
            let at = core.start.saturating_add(offset);
            let class = class_of(c);
            if class.is_some() && class != previous {
                let run = rest.iter().skip(offset).take_while(|c| class_of(**c) == class).count();
                core.add_inner(characters, class, at, run, c);
            }
            match (class, characters::narrow(c)) {
                (None, Some(ascii)) => core.text.push(ascii),
                (Some(FindingCode::FullWidth), Some(ascii)) => core.text.push(ascii),
                (None, None) => core.text.push(c),
                _ => {}
            }
            if class.is_none() && !c.is_ascii_alphanumeric() && core.foreign.is_none() {
                core.foreign = Some((at, c));
            }
            previous = class;
        }
        core
    }

    fn add_inner(
        &mut self,
        text: &Characters,
        class: Option<FindingCode>,
        at: usize,
        run: usize,
        c: char,
    ) {
        let Some(code) = class else { return };
        self.changed = true;
        if self.findings.len() >= MOST_FINDINGS {
            return;
        }
        let what = match code {
            FindingCode::FullWidth => "a full-width character",
            FindingCode::LineBreak => "a line break",
            FindingCode::InvisibleCharacter => "an invisible character",
            FindingCode::ControlCharacter => "a control character",
            _ => "white space",
        };
        let fix = match code {
            FindingCode::FullWidth => "type it with a plain letter or digit",
            FindingCode::LineBreak => "join the lines",
            _ => "remove it",
        };
        let place = at.saturating_add(1);
        let length = text.as_slice().len();
        // A full-width character is one of the credential's own.
        let name = match code {
            FindingCode::FullWidth => String::new(),
            _ => [" (", &characters::name(c), ")"].concat(),
        };
        let message = format!("{what}{name} at character {place} of {length}");
        let span = text.span(at, at.saturating_add(run));
        self.findings.push(Finding::new(code, Some(span), message, fix));
    }

    /// The same credential twice without a gap has one repair: either half.
    fn take_one_of_two(&mut self) {
        let halves = self.text.split_at_checked(LENGTH);
        let Some((first, second)) = halves.filter(|(_, second)| second.len() == LENGTH) else {
            return;
        };
        if first != second || !first.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return;
        }
        let half = Zeroizing::new(first.to_owned());
        self.findings.push(Finding::new(
            FindingCode::RepeatedCredential,
            None,
            "the same credential stands there twice",
            "keep it once",
        ));
        self.text = half;
        self.whole_pieces = 1;
        self.changed = true;
    }

    fn judge(mut self, characters: &Characters) -> Checked {
        let given = characters.as_slice().len();
        if self.whole_pieces > 1 {
            let span = Some(characters.span(self.start, self.end));
            self.findings.push(Finding::new(
                FindingCode::SeveralCredentials,
                span,
                format!("{} credentials stand in one text", self.whole_pieces),
                "keep the one that you want to send",
            ));
            return refused(CredentialShape::Unknown, given, self.findings);
        }
        let length = self.text.chars().count();
        let shape =
            if self.foreign.is_none() { shape_of(&self.text) } else { foreign_shape(&self.text) };
        match shape {
            CredentialShape::Key | CredentialShape::KeyLike => self.sendable(shape, characters),
            _ => {
                self.explain(shape, length, characters);
                refused(shape, given, self.findings)
            }
        }
    }

    /// 32 letters and digits, perhaps with capitals.
    fn sendable(mut self, shape: CredentialShape, characters: &Characters) -> Checked {
        let ok = !self.changed;
        let has_capitals = self.text.bytes().any(|byte| byte.is_ascii_uppercase());
        let span = Some(characters.span(self.start, self.end));
        if shape == CredentialShape::KeyLike {
            self.findings.push(Finding::new(
                FindingCode::NotHexadecimal,
                span,
                "32 letters and digits, but not only 0–9 and a–f as every known key has",
                "compare it with the key in the portal",
            ));
        } else if has_capitals {
            self.findings.push(Finding::new(
                FindingCode::UpperCase,
                span,
                "capital letters in the credential; every known key is lower-case",
                "turn caps lock off and copy the key again",
            ));
            self.text = Zeroizing::new(self.text.to_ascii_lowercase());
            self.changed = true;
        }
        Checked {
            report: CredentialReport {
                ok,
                shape,
                repairable: self.changed,
                vendor: None,
                length: LENGTH,
                findings: in_order(self.findings),
            },
            repair: self.changed.then_some(self.text),
        }
    }

    fn explain(&mut self, shape: CredentialShape, length: usize, characters: &Characters) {
        let span = Some(characters.span(self.start, self.end));
        let (code, message, fix) = match shape {
            CredentialShape::PublicId => (
                FindingCode::PublicId,
                "this is the id of a public model or of its version, not a key".to_owned(),
                "copy a key from the portal: the settings of your app, or your account's secrets",
            ),
            CredentialShape::LegacyPair => (
                FindingCode::LegacyPair,
                "40 characters, as a client id or client secret had; both are retired".to_owned(),
                "create an app-specific key or a personal access token in the portal",
            ),
            CredentialShape::LegacyToken => (
                FindingCode::LegacyToken,
                "30 characters, as an access token had; these are retired".to_owned(),
                "create an app-specific key or a personal access token in the portal",
            ),
            _ => {
                if let Some((at, c)) = self.foreign {
                    let span = Some(characters.span(at, at.saturating_add(1)));
                    self.findings.push(Finding::new(
                        FindingCode::WrongCharacter,
                        span,
                        format!(
                            "a character that no key has ({}) at character {} of {}",
                            characters::name(c),
                            at.saturating_add(1),
                            characters.as_slice().len(),
                        ),
                        "copy the key again; it has only letters and digits",
                    ));
                }
                if length == LENGTH {
                    return;
                }
                (
                    FindingCode::WrongLength,
                    format!("{length} characters where a credential has {LENGTH}"),
                    "copy the whole key again, and nothing else",
                )
            }
        };
        self.findings.push(Finding::new(code, span, message, fix));
    }
}

/// What is wrong with a character inside the credential, where something is.
fn class_of(c: char) -> Option<FindingCode> {
    if c.is_ascii_graphic() {
        None
    } else if is_line_break(c) {
        Some(FindingCode::LineBreak)
    } else if is_space(c) {
        Some(FindingCode::InnerWhitespace)
    } else if is_invisible(c) {
        Some(FindingCode::InvisibleCharacter)
    } else if is_control(c) {
        Some(FindingCode::ControlCharacter)
    } else {
        characters::narrow(c).map(|_| FindingCode::FullWidth)
    }
}

/// The shape of ASCII letters and digits.
fn shape_of(text: &str) -> CredentialShape {
    match text.len() {
        LENGTH if is_public_id(text) => CredentialShape::PublicId,
        LENGTH if text.bytes().all(|byte| byte.is_ascii_hexdigit()) => CredentialShape::Key,
        LENGTH => CredentialShape::KeyLike,
        40 => CredentialShape::LegacyPair,
        30 => CredentialShape::LegacyToken,
        _ => CredentialShape::Unknown,
    }
}

/// Client ids and secrets could hold `-` and `_`.
fn foreign_shape(text: &str) -> CredentialShape {
    let is_pair = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    match text.len() == 40 && text.bytes().all(is_pair) {
        true => CredentialShape::LegacyPair,
        false => CredentialShape::Unknown,
    }
}
