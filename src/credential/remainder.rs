//! What is left when everything around a credential is gone: its characters, or what is not.

use std::ops::Range;

use zeroize::Zeroizing;

use super::characters::{
    self, Characters, is_control, is_invisible, is_line_break, is_space, look_alike,
};
use super::peel::Peeled;
use super::report::{CredentialReport, CredentialShape, Examined, refused};
use super::runs::{Before, Run, whole_runs};
use crate::finding::{Finding, FindingCode, Span, in_order};

/// Letters and digits in a credential.
pub(super) const LENGTH: usize = 32;

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

/// Ids of public models that have names of their own.
const PUBLIC_NAMES: [&str; 3] =
    ["general-image-recognition", "general-image-detection", "face-detection"];

pub(super) fn is_public_id(text: &str) -> bool {
    u128::from_str_radix(text, 16).is_ok_and(|number| PUBLIC_IDS.contains(&number))
}

/// Only zeros or only `f`, the first and the last of all ids: what programs fill in for none. Of the keys
/// made at random, one in 2^127 is so; other patterns stand in people's tests in place of a key.
pub(super) fn is_example(text: &str) -> bool {
    ["0", "fF"].iter().any(|digits| text.bytes().all(|byte| digits.as_bytes().contains(&byte)))
}

pub(super) struct Remainder {
    text: Zeroizing<String>,
    /// The first character that no credential has.
    foreign: Option<(usize, char)>,
    place: Range<usize>,
    findings: Vec<Finding>,
    /// How many of the findings are of what stood around it.
    around: usize,
    /// Something was taken away, so that the text is not sendable as it was given.
    changed: bool,
}

impl Remainder {
    pub(super) fn read(characters: &Characters, peeled: Peeled) -> Self {
        let rest = peeled.rest(characters);
        let mut remainder = Self {
            text: Zeroizing::new(String::with_capacity(rest.len())),
            foreign: None,
            place: peeled.start..peeled.end,
            changed: !peeled.findings.is_empty(),
            around: peeled.findings.len(),
            findings: peeled.findings,
        };
        let mut previous = None;
        for (offset, c) in rest.iter().copied().enumerate() {
            let at = remainder.place.start.saturating_add(offset);
            let class = class_of(c);
            if class.is_some() && class != previous {
                let run = rest.iter().skip(offset).take_while(|c| class_of(**c) == class).count();
                remainder.add_inner(characters, class, at, run, c);
            }
            match class {
                None => remainder.text.push(c),
                Some(FindingCode::FullWidth) => remainder.text.extend(characters::narrow(c)),
                Some(FindingCode::LookAlike) => remainder.text.extend(look_alike(c)),
                _ => {}
            }
            if class.is_none() && !c.is_ascii_alphanumeric() && remainder.foreign.is_none() {
                remainder.foreign = Some((at, c));
            }
            previous = class;
        }
        remainder
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
            FindingCode::LookAlike => "a look-alike of another script",
            FindingCode::LineBreak => "a line break",
            FindingCode::InvisibleCharacter => "an invisible character",
            FindingCode::ControlCharacter => "a control character",
            _ => "white space",
        };
        let fix = match code {
            FindingCode::FullWidth | FindingCode::LookAlike => {
                "type it with a plain letter or digit"
            }
            FindingCode::LineBreak => "join the lines",
            _ => "remove it",
        };
        // A full-width character and a look-alike are the credential's own.
        let name = match code {
            FindingCode::FullWidth | FindingCode::LookAlike => String::new(),
            _ => [" (", &characters::name(c), ")"].concat(),
        };
        let message = [what, &name, &position(at, text)].concat();
        let span = text.span(at, at.saturating_add(run));
        self.findings.push(Finding::new(code, Some(span), message, fix));
    }

    pub(super) fn judge(mut self, text: &Characters) -> Examined {
        let rest = text.as_slice().get(self.place.clone()).unwrap_or_default();
        let is_scattered = self.text.len() == LENGTH && self.line_breaks() > 1;
        self.take_one_of_several(text);
        let shape =
            if self.foreign.is_none() { shape_of(&self.text) } else { self.foreign_shape() };
        // Words that have 32 letters between them are no credential that was broken.
        let is_hexadecimal = self.text.chars().all(|c| digit_for(c).is_ascii_hexdigit());
        let is_sentence = self.has_gaps() && !is_hexadecimal;
        let shape = if is_sentence || is_scattered { CredentialShape::Unknown } else { shape };
        let is_sendable = matches!(shape, CredentialShape::Key | CredentialShape::KeyLike);
        if is_sendable {
            return self.sendable(shape, text);
        }
        let has = |wanted: &[FindingCode]| self.findings.iter().any(|f| wanted.contains(&f.code));
        // Behind the name of a header or variable, further lines are the rest of a file.
        let is_block = has(&[FindingCode::PastedHeader, FindingCode::VariableName]);
        let is_scheme = has(&[FindingCode::PastedScheme]);
        let runs = whole_runs(rest, Before { is_name: is_block, is_scheme });
        if let Some(injected) = injection(rest, &runs).filter(|_| !is_block) {
            return self.header_injection(injected, text);
        }
        if let Some(run) = runs.sole() {
            return self.taken_out(run, runs.count, text);
        }
        let length = text.as_slice().len();
        if runs.different > 1 {
            self.several(runs.different, text);
            return refused(CredentialShape::Unknown, length, self.place, self.findings);
        }
        self.explain(shape, text);
        refused(shape, length, self.place, self.findings)
    }

    /// The same credential several times without a gap has one repair: it once.
    fn take_one_of_several(&mut self, text: &Characters) {
        let first: Zeroizing<String> = Zeroizing::new(self.text.chars().take(LENGTH).collect());
        let times = self.text.len().checked_div(LENGTH).unwrap_or_default();
        let is_hexadecimal = first.len() == LENGTH && first.bytes().all(|b| b.is_ascii_hexdigit());
        if times < 2 || !is_hexadecimal || first.repeat(times) != *self.text {
            return;
        }
        let second = self.place.start.saturating_add(LENGTH).min(self.place.end);
        let span = text.span(second, self.place.end);
        self.findings.push(repeated((span.start < span.end).then_some(span)));
        self.text = first;
        self.changed = true;
    }

    /// 32 letters and digits, perhaps with capitals.
    fn sendable(mut self, shape: CredentialShape, text: &Characters) -> Examined {
        let ok = !self.changed;
        let mut shape = shape;
        let letters_for_digits = shape == CredentialShape::KeyLike && self.read_digits(text);
        if letters_for_digits {
            shape = CredentialShape::Key;
        }
        if letters_for_digits && is_public_id(&self.text) {
            self.explain(CredentialShape::PublicId, text);
            let length = text.as_slice().len();
            return refused(CredentialShape::PublicId, length, self.place, self.findings);
        }
        let span = Some(text.span(self.place.start, self.place.end));
        if shape == CredentialShape::KeyLike {
            self.findings.push(Finding::new(
                FindingCode::NotHexadecimal,
                span,
                "32 letters and digits, but not only 0–9 and a–f as every known key has",
                "compare it with the key in the portal",
            ));
        } else if self.text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            self.findings.push(Finding::new(
                FindingCode::UpperCase,
                span,
                "capital letters in the credential; every known key is lower-case",
                "turn caps lock off and copy the key again",
            ));
            self.text = Zeroizing::new(self.text.to_ascii_lowercase());
            self.changed = true;
        }
        if is_example(&self.text) {
            self.findings.push(Finding::new(
                FindingCode::ExampleCredential,
                span,
                "the same digit again and again, which no real key has",
                "put your own key there",
            ));
        }
        let report = CredentialReport {
            ok,
            shape,
            repairable: self.changed,
            vendor: None,
            length: LENGTH,
            findings: in_order(self.findings),
        };
        Examined { report, place: self.place, repair: self.changed.then_some(self.text) }
    }

    /// Reads `O` as `0` and `l` as `1`, where nothing else keeps the text from being hexadecimal.
    fn read_digits(&mut self, text: &Characters) -> bool {
        if !self.text.chars().all(|c| digit_for(c).is_ascii_hexdigit()) {
            return false;
        }
        let rest = text.as_slice().get(self.place.clone()).unwrap_or_default();
        for (offset, c) in rest.iter().enumerate() {
            if digit_for(*c) == *c || self.findings.len() >= MOST_FINDINGS {
                continue;
            }
            let at = self.place.start.saturating_add(offset);
            self.findings.push(Finding::new(
                FindingCode::LetterForDigit,
                Some(text.span(at, at.saturating_add(1))),
                ["a letter that looks like a digit", &position(at, text)].concat(),
                "copy the key instead of typing it; it has the digits 0 and 1, and no letters beyond f",
            ));
        }
        self.text = Zeroizing::new(self.text.chars().map(digit_for).collect());
        self.changed = true;
        true
    }

    /// One credential within other text.
    fn taken_out(mut self, run: Run, count: usize, text: &Characters) -> Examined {
        let start = self.place.start;
        let place = start.saturating_add(run.start)..start.saturating_add(run.end);
        let span = text.span(self.place.start, self.place.end);
        self.findings.truncate(self.around);
        self.findings.push(if count > 1 {
            repeated(Some(span))
        } else {
            Finding::new(
                FindingCode::SurroundingText,
                Some(span),
                ["other text stands around the credential", &position(place.start, text)].concat(),
                "keep the credential alone",
            )
        });
        let found = text.as_slice().get(place.clone()).unwrap_or_default();
        self.text = Zeroizing::new(found.iter().collect());
        self.place = place;
        self.changed = true;
        self.sendable(CredentialShape::Key, text)
    }

    /// In how many places lines are broken. A narrow window breaks a key once; what stands in more lines
    /// may be a column of something else, in an order that nobody knows.
    fn line_breaks(&self) -> usize {
        let within = self.findings.iter().skip(self.around);
        within.filter(|finding| finding.code == FindingCode::LineBreak).count()
    }

    /// White space or line breaks stand within.
    fn has_gaps(&self) -> bool {
        let within = self.findings.iter().skip(self.around);
        let codes = [FindingCode::InnerWhitespace, FindingCode::LineBreak];
        within.into_iter().any(|finding| codes.contains(&finding.code))
    }

    fn several(&mut self, count: usize, text: &Characters) {
        let span = Some(text.span(self.place.start, self.place.end));
        self.findings.push(Finding::new(
            FindingCode::SeveralCredentials,
            span,
            format!("{count} credentials stand in one text"),
            "keep the one that you want to send",
        ));
    }

    fn header_injection(mut self, at: usize, text: &Characters) -> Examined {
        let start = self.place.start.saturating_add(at);
        self.findings.truncate(self.around);
        self.findings.push(Finding::new(
            FindingCode::HeaderInjection,
            Some(text.span(start, self.place.end)),
            ["a line break and a further header", &position(start, text)].concat(),
            "find out where that text comes from; sent as it is, it would change the request",
        ));
        let length = text.as_slice().len();
        refused(CredentialShape::Unknown, length, self.place, self.findings)
    }

    fn explain(&mut self, shape: CredentialShape, text: &Characters) {
        let length = self.text.chars().count();
        let span = Some(text.span(self.place.start, self.place.end));
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
            // Of 62 letters and digits a token hardly ever has those of a key only.
            CredentialShape::LegacyToken if is_key_in_part(&self.text) => (
                FindingCode::LegacyToken,
                "30 characters, as a retired access token had, or a key that lost two".to_owned(),
                "copy the key again; where the portal has no such key, create one",
            ),
            CredentialShape::LegacyToken => (
                FindingCode::LegacyToken,
                "30 characters, as an access token had; these are retired".to_owned(),
                "create an app-specific key or a personal access token in the portal",
            ),
            _ => {
                if let Some((at, c)) = self.foreign {
                    self.findings.push(Finding::new(
                        FindingCode::WrongCharacter,
                        Some(text.span(at, at.saturating_add(1))),
                        [
                            "a character that no key has (",
                            &characters::name(c),
                            ")",
                            &position(at, text),
                        ]
                        .concat(),
                        "copy the key again; it has only letters and digits",
                    ));
                }
                let (difference, fix) = match length {
                    LENGTH if !self.has_gaps() => return,
                    LENGTH if self.line_breaks() > 1 => {
                        (", in more than two lines", "copy the key again, and nothing else")
                    }
                    LENGTH => (", in several words", "copy the key again, and nothing else"),
                    31 => (
                        "; one is missing",
                        "copy the whole key again; its first or last character is lost easily",
                    ),
                    33 => ("; one is too many", "copy the key again, and nothing else"),
                    64 => (
                        "; these may be two of them in a row",
                        "keep the one that you want to send",
                    ),
                    _ => ("", "copy the whole key again, and nothing else"),
                };
                let message =
                    format!("{length} characters where a credential has {LENGTH}{difference}");
                (FindingCode::WrongLength, message, fix)
            }
        };
        self.findings.push(Finding::new(code, span, message, fix));
    }

    /// Client ids and secrets could hold `-` and `_`; a pair has something between the two.
    fn foreign_shape(&self) -> CredentialShape {
        let is_secret = |part: &str| {
            let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            part.len() == 40 && part.bytes().all(is_part)
        };
        let mut parts = self.text.split([':', ',', ';', '/', '|']);
        if parts.all(is_secret) {
            CredentialShape::LegacyPair
        } else if PUBLIC_NAMES.contains(&self.text.as_str()) {
            CredentialShape::PublicId
        } else {
            CredentialShape::Unknown
        }
    }
}

/// The digit that a letter is mistaken for, or the character itself.
fn digit_for(c: char) -> char {
    match c {
        'O' | 'o' => '0',
        'l' | 'I' => '1',
        c => c,
    }
}

fn repeated(span: Option<Span>) -> Finding {
    let message = "the same credential stands there more than once";
    Finding::new(FindingCode::RepeatedCredential, span, message, "keep it once")
}

fn position(at: usize, text: &Characters) -> String {
    format!(" at character {} of {}", at.saturating_add(1), text.as_slice().len())
}

/// Where a line break and a header follow a credential.
fn injection(rest: &[char], runs: &super::runs::Runs) -> Option<usize> {
    let first = runs.first.filter(|run| run.start == 0)?;
    let behind = rest.get(first.end..)?;
    let name = behind.iter().skip_while(|c| is_line_break(**c) || is_space(**c));
    let is_broken = behind.first().copied().is_some_and(is_line_break);
    let mut after = name.skip_while(|c| c.is_ascii_alphanumeric() || **c == '-');
    (is_broken && after.next() == Some(&':')).then_some(first.end)
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
    } else if characters::narrow(c).is_some() {
        Some(FindingCode::FullWidth)
    } else {
        look_alike(c).map(|_| FindingCode::LookAlike)
    }
}

fn is_key_in_part(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
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
