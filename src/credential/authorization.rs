//! How a server would read an `Authorization` header.

use std::ops::Range;

use serde::Serialize;

use super::RequestTarget;
use super::characters::{Characters, is_control, is_line_break, is_word};
use super::peel::Peeled;
use super::report::examine;
use crate::finding::{Finding, FindingCode, in_order};

/// Longer texts are not looked into: no server takes such a header.
const LONGEST_TEXT: usize = 65_536;

const HEADER: &str = "authorization";
const SESSION_TOKEN_HEADER: &str = "x-clarifai-session-token";

/// Words that people put before a credential; only these are shown.
const KNOWN_SCHEMES: [&str; 9] =
    ["key", "bearer", "basic", "token", "apikey", "api-key", "pat", "digest", "jwt"];

/// What an `Authorization` value is to the server it is sent to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AuthorizationReport {
    /// It is exactly the documented form. False does not claim that the server refuses it.
    pub ok: bool,
    /// The scheme word as it stands there; empty where there is none, or one that nobody uses.
    pub scheme: String,
    /// What was noticed, in order of the text.
    pub findings: Vec<Finding>,
}

/// Says how a server would read `text`, the value of an `Authorization` header or a whole header
/// block.
///
/// The documented form is `Key` and one space for the REST API and gRPC, and `Bearer` for the MCP
/// surface; the OpenAI-compatible surface takes either. Names of gRPC metadata are lower-case.
///
/// # Examples
///
/// ```
/// use clarifai_auth::{FindingCode, RequestTarget, check_authorization};
///
/// let report = check_authorization("key 0123456789abcdef0123456789abcdef", RequestTarget::Rest);
/// assert!(!report.ok);
/// assert_eq!(report.scheme, "key");
/// assert_eq!(report.findings[0].code, FindingCode::SchemeCase);
/// assert_eq!(report.findings[0].message, "the scheme word is `key` where the server takes `Key`");
/// ```
pub fn check_authorization(text: &str, target: RequestTarget) -> AuthorizationReport {
    if text.len() > LONGEST_TEXT {
        let message = format!("more than {LONGEST_TEXT} bytes, which no server takes as a header");
        let finding =
            Finding::new(FindingCode::WrongLength, None, message, "send the header alone");
        return AuthorizationReport { ok: false, scheme: String::new(), findings: vec![finding] };
    }
    let characters = Characters::of(text);
    let mut reading =
        Reading { text: &characters, target, scheme: String::new(), findings: vec![] };
    let is_exact = match Block::read(characters.as_slice()) {
        Some(block) => reading.block(&block),
        None => reading.value(0..characters.as_slice().len()),
    };
    let scheme = reading.scheme;
    AuthorizationReport { ok: is_exact, scheme, findings: in_order(reading.findings) }
}

/// Headers that tell a block of one line from a value.
const OTHER_HEADERS: [&str; 8] = [
    "host",
    "accept",
    "user-agent",
    "content-type",
    "cookie",
    "x-api-key",
    "api-key",
    "proxy-authorization",
];

/// The lines of a header block that matter.
struct Block {
    /// Name and value of each `Authorization`.
    authorizations: Vec<(Range<usize>, Range<usize>)>,
    session_token: Option<Range<usize>>,
    malformed: Option<Range<usize>>,
    /// The first control character outside the values of `Authorization`.
    control: Option<usize>,
}

impl Block {
    /// Nothing where the text is a value alone.
    fn read(text: &[char]) -> Option<Self> {
        let mut block = Self {
            authorizations: Vec::new(),
            session_token: None,
            malformed: None,
            control: None,
        };
        let is_other_header =
            |name: &[char]| OTHER_HEADERS.iter().any(|known| is_word(name, known));
        let first_word = trimmed(text).split(|c| c.is_whitespace()).next()?;
        // What starts with a scheme word is a value, whatever follows.
        if KNOWN_SCHEMES.iter().any(|scheme| is_word(first_word, scheme)) {
            return None;
        }
        let (mut start, mut headers) = (0_usize, 0_usize);
        for line in text.split(|c| *c == '\n') {
            let is_header = block.line(start, line);
            headers = headers.saturating_add(usize::from(is_header));
            // The line of the request or the answer may stand first; a line that starts with white
            // space would be a part of the header before it.
            let is_first = headers == 0 && line.contains(&'/');
            if !is_header && !is_first && !matches!(trimmed(line), [] | ['>']) {
                let end = start.saturating_add(line.len());
                block.malformed.get_or_insert(start..end);
            }
            start = start.saturating_add(line.len()).saturating_add(1);
        }
        let names_one = !block.authorizations.is_empty() || block.session_token.is_some();
        let is_other = || text.split(|c| *c == ':').next().is_some_and(is_other_header);
        (names_one || headers > 1 || (headers == 1 && is_other())).then_some(block)
    }

    /// Whether a line, which starts at `start`, is a header.
    fn line(&mut self, start: usize, line: &[char]) -> bool {
        let Some(colon) = line.iter().position(|c| *c == ':') else { return false };
        // As `curl -v` prints them.
        let mark = if line.starts_with(&['>', ' ']) { 2 } else { 0 };
        let given = line.get(mark..colon).unwrap_or_default();
        let name = trimmed(given);
        let is_in_name = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if name.is_empty() || !name.iter().all(is_in_name) {
            return false;
        }
        let end = line.len().saturating_sub(usize::from(line.last() == Some(&'\r')));
        // The one space after the colon belongs to the form.
        let behind = colon.saturating_add(1);
        let space = usize::from(line.get(behind) == Some(&' '));
        let in_text = |at: usize| start.saturating_add(at.min(end));
        let place = in_text(mark)..in_text(colon);
        let value = in_text(behind.saturating_add(space))..in_text(end);
        if !is_word(name, HEADER) {
            let at = line.iter().take(end).position(|c| c.is_control() && *c != '\t');
            self.control = self.control.or(at.map(in_text));
        }
        if is_word(name, HEADER) {
            if name.len() != given.len() {
                self.malformed.get_or_insert(place.clone());
            }
            self.authorizations.push((place, value));
        } else if is_word(name, SESSION_TOKEN_HEADER) {
            self.session_token.get_or_insert(value);
        }
        true
    }
}

fn trimmed(text: &[char]) -> &[char] {
    let is_blank = |c: &&char| c.is_whitespace();
    let front = text.iter().take_while(is_blank).count();
    let rest = text.get(front..).unwrap_or_default();
    let back = rest.iter().rev().take_while(is_blank).count();
    rest.get(..rest.len().saturating_sub(back)).unwrap_or_default()
}

struct Reading<'text> {
    text: &'text Characters,
    target: RequestTarget,
    scheme: String,
    findings: Vec<Finding>,
}

impl Reading<'_> {
    fn note(
        &mut self,
        code: FindingCode,
        place: Range<usize>,
        message: impl Into<String>,
        fix: &str,
    ) {
        let span = (place.start < place.end).then(|| self.text.span(place.start, place.end));
        self.findings.push(Finding::new(code, span, message, fix));
    }

    fn characters(&self, place: Range<usize>) -> &[char] {
        self.text.as_slice().get(place).unwrap_or_default()
    }

    fn block(&mut self, block: &Block) -> bool {
        if let Some(place) = &block.malformed {
            let message = "this line is no header, or white space stands before its colon";
            let fix = "write the name, a colon and the value, such as `Authorization: Key …`";
            self.note(FindingCode::MalformedHeader, place.clone(), message, fix);
        }
        if let Some(at) = block.control {
            let message =
                "a control character stands in another header, and the whole request is refused";
            let fix = "find out where that header comes from, and remove the character";
            self.note(FindingCode::ControlCharacter, at..at.saturating_add(1), message, fix);
        }
        let mut names = block.authorizations.iter().map(|(name, _)| name.clone());
        let Some((name, value)) = block.authorizations.first() else {
            self.without_authorization(block);
            return false;
        };
        if let Some(second) = names.nth(1) {
            let message = "the header `Authorization` stands there more than once";
            self.note(FindingCode::RepeatedHeader, second, message, "send it once");
        }
        if let Some(token) = &block.session_token {
            let message =
                "a session token is sent beside a key; Clarifai's programs send one of the two";
            let fix = "remove the header `X-Clarifai-Session-Token`";
            self.note(FindingCode::KeyAndSessionToken, token.clone(), message, fix);
        }
        let has_capitals = self.characters(name.clone()).iter().any(char::is_ascii_uppercase);
        if self.target == RequestTarget::Grpc && has_capitals {
            let message = "the name has capitals; gRPC takes lower-case names of metadata only";
            self.note(FindingCode::HeaderNameCase, name.clone(), message, "write `authorization`");
        }
        self.value(value.clone()) && self.findings.iter().all(|f| may_stand(f.code))
    }

    fn without_authorization(&mut self, block: &Block) {
        match &block.session_token {
            Some(token) => {
                let message = "a session token is sent, which is for Clarifai's own portal";
                let fix = "send `Authorization: Key …` with a personal access token instead";
                self.note(FindingCode::SessionToken, token.clone(), message, fix);
            }
            None => {
                let message = "no `Authorization` header; the server answers 11102";
                let fix = ["send `Authorization: ", self.documented().0, " …` with your key"];
                self.note(FindingCode::MissingHeader, 0..0, message, &fix.concat());
            }
        }
    }

    /// Whether the value is exactly the documented form.
    fn value(&mut self, place: Range<usize>) -> bool {
        let inner = Peeled::around(self.text, place.clone());
        let is_padded = !inner.findings.is_empty();
        self.findings.extend(inner.findings);
        let place = inner.start..inner.end;
        let value = self.characters(place.clone());
        if value.is_empty() {
            let message = "the header is empty; the server answers 11102";
            let fix =
                "send `Key`, a space and your key; check that the variable it comes from is set";
            self.note(FindingCode::Empty, place, message, fix);
            return false;
        }
        let word = value.iter().take_while(|c| !c.is_whitespace()).count();
        let gap = value.iter().skip(word).take_while(|c| c.is_whitespace()).count();
        let scheme = place.start..place.start.saturating_add(word);
        let rest = scheme.end.saturating_add(gap)..place.end;
        if rest.is_empty() {
            self.one_word(scheme);
            return false;
        }
        let is_documented = self.scheme(scheme.clone());
        let is_one_space = self.characters(scheme.end..rest.start) == [' '];
        if !is_one_space {
            let between = self.characters(scheme.end..rest.start);
            let code = match between.iter().any(|c| is_line_break(*c)) {
                true => FindingCode::LineBreak,
                false => FindingCode::InnerWhitespace,
            };
            let message = "not just one space stands between the scheme word and the credential";
            self.note(code, scheme.end..rest.start, message, "keep one space");
        }
        let is_sendable = self.credential(rest);
        is_documented && is_one_space && is_sendable && !is_padded
    }

    /// A credential without a scheme, or a scheme without a credential.
    fn one_word(&mut self, word: Range<usize>) {
        let text: zeroize::Zeroizing<String> =
            zeroize::Zeroizing::new(self.characters(word.clone()).iter().collect());
        if KNOWN_SCHEMES.iter().any(|known| text.eq_ignore_ascii_case(known)) {
            self.scheme = text.to_string();
            let message = "no credential stands behind the scheme word; the server answers 11102";
            let fix = "send your key behind it; check that the variable it comes from is set";
            self.note(FindingCode::Empty, word, message, fix);
            return;
        }
        let documented = self.documented().0;
        let message =
            ["no scheme word stands before the credential; the server takes `", documented, " …`"];
        let fix = ["put `", documented, "` and one space before it"].concat();
        self.note(FindingCode::MissingScheme, word.clone(), message.concat(), &fix);
        self.credential(word);
    }

    /// The scheme that the documentation gives for the target, and a second one where it gives two.
    fn documented(&self) -> (&'static str, Option<&'static str>) {
        match self.target {
            RequestTarget::Rest | RequestTarget::Grpc => ("Key", None),
            RequestTarget::OpenAi => ("Bearer", Some("Key")),
            RequestTarget::Mcp => ("Bearer", None),
        }
    }

    fn scheme(&mut self, place: Range<usize>) -> bool {
        let word: String = self.characters(place.clone()).iter().take(12).collect();
        let bare = word.trim_end_matches(':');
        let is_known = KNOWN_SCHEMES.iter().any(|known| bare.eq_ignore_ascii_case(known));
        let (first, second) = self.documented();
        if is_known {
            self.scheme.clone_from(&word);
        }
        if word == first || second == Some(word.as_str()) {
            return true;
        }
        let cased = [Some(first), second].into_iter().flatten();
        let cased = cased.into_iter().find(|known| word.eq_ignore_ascii_case(known));
        // Of `Key` a refusal is recorded; of the other nothing is known.
        if let Some(known) = cased.filter(|known| *known == "Key") {
            let message =
                ["the scheme word is `", &word, "` where the server takes `", known, "`"].concat();
            let fix = ["write `", known, "`"].concat();
            self.note(FindingCode::SchemeCase, place, message, &fix);
        } else if word == "Key" || word.eq_ignore_ascii_case("bearer") {
            let message = [
                "`",
                first,
                "` is documented here; whether the server takes `",
                &word,
                "` is not known",
            ];
            let fix = ["write `", first, "`"].concat();
            self.note(FindingCode::UndocumentedScheme, place, message.concat(), &fix);
        } else {
            // What is no scheme may be a secret.
            let given =
                if is_known { ["`", &word, "`"].concat() } else { "another word".to_owned() };
            let message = [&given, " stands where the scheme word `", first, "` belongs"].concat();
            let fix = ["write `", first, "`, one space and the credential"].concat();
            self.note(FindingCode::WrongScheme, place, message, &fix);
        }
        false
    }

    fn credential(&mut self, place: Range<usize>) -> bool {
        let before = self.text.span(0, place.start).end;
        let text = self.characters(place.clone());
        let has_controls = text.iter().any(|c| is_line_break(*c) || is_control(*c));
        let text: zeroize::Zeroizing<String> = zeroize::Zeroizing::new(text.iter().collect());
        let report = examine(&text).report;
        self.findings.extend(report.findings.into_iter().map(|mut finding| {
            if let Some(span) = &mut finding.span {
                span.start = span.start.saturating_add(before);
                span.end = span.end.saturating_add(before);
            }
            finding
        }));
        report.ok && !has_controls
    }
}

/// What is said of a header block that is sent as documented.
fn may_stand(code: FindingCode) -> bool {
    matches!(
        code,
        FindingCode::UpperCase
            | FindingCode::NotHexadecimal
            | FindingCode::LetterForDigit
            | FindingCode::ExampleCredential
    )
}
