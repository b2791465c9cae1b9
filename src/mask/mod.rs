//! Hides what could be a credential in a text that is shown.

mod position;

use zeroize::Zeroizing;

use position::is_scheme;
pub(crate) use position::{is_secret_name, next_position};

use crate::credential::{
    CredentialShape, check_credential, is_blank, is_invisible, is_quote, narrow,
};
use crate::text::{cut, from, is_listed, name_length, trim_start, until};

/// Every real credential is 32 letters and digits; longer runs may hold one.
const CREDENTIAL_LENGTH: usize = 32;
pub(crate) const MARK: &str = "<credential>";
/// A shown text is cut here: nobody reads on.
const MOST_CHARACTERS: usize = 200;

/// Replaces each run of 32 or more ASCII letters and digits, and cuts a long text.
pub(crate) fn mask_credentials(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while !rest.is_empty() && shown.len() < MOST_CHARACTERS {
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        shown.push_str(if run.len() >= CREDENTIAL_LENGTH { MARK } else { run });
        let mut characters = after.chars();
        shown.extend(characters.next());
        rest = characters.as_str();
    }
    if !rest.is_empty() {
        shown.push('…');
    }
    shown
}

/// Hides what could be a credential, a part of one, or another secret, and cuts a long text.
#[cfg_attr(not(feature = "texts"), allow(dead_code, reason = "only what reads texts asks for it"))]
pub(crate) fn mask_secrets(text: &str) -> String {
    mask_credentials(&Masker::new(false).text(text))
}

/// From here on the credentials of one paste share a mark: nobody tells so many apart.
const MOST_MARKS: usize = 100;
/// So many texts of one paste are asked what they are: each answer takes some time. What stands
/// behind them is hidden without asking.
const MOST_QUESTIONS: usize = 1_000;
/// So many hexadecimal characters may be a part of a credential.
const PART_LENGTH: usize = 16;
/// Nobody wraps a credential in more layers.
const MOST_LAYERS: usize = 24;

/// What starts the tokens of other vendors, which are no plain runs of letters and digits.
const TOKEN_STARTS: [&str; 22] = [
    "eyJ",
    "sk-",
    "sk_",
    "pk_",
    "rk_",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xapp-",
    "AKIA",
    "AIza",
    "hf_",
    "npm_",
    "pypi-",
    "SG.",
    "ya29.",
    "shpat_",
    "pat_",
];

/// Replaces the credentials of one paste by marks: the same text by the same mark.
pub(crate) struct Masker {
    reveal: bool,
    known: Vec<Zeroizing<String>>,
    /// The questions that may still be asked.
    questions: usize,
}

impl Masker {
    pub(crate) fn new(reveal: bool) -> Self {
        Self { reveal, known: Vec::new(), questions: MOST_QUESTIONS }
    }

    /// Learns the credentials that stand where credentials do, so that other places do not show them.
    pub(crate) fn learn(&mut self, text: &str) {
        let mut at = 0;
        while let Some(place) = next_position(text, at) {
            at = place.range.end;
            self.learn_position(text.get(place.range).unwrap_or_default());
        }
    }

    /// Learns what stands in the position of a credential.
    pub(crate) fn learn_position(&mut self, text: &str) {
        if !self.reveal {
            self.position(text);
        }
    }

    /// A text of any kind.
    pub(crate) fn text(&mut self, text: &str) -> String {
        if self.reveal {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(place) = next_position(text, at) {
            self.runs(text.get(at..place.range.start).unwrap_or_default(), &mut out);
            at = place.range.end;
            out.push_str(&self.position(text.get(place.range).unwrap_or_default()));
        }
        self.runs(text.get(at..).unwrap_or_default(), &mut out);
        out
    }

    /// A text in the position of a credential: whatever it is, unless it shows that nothing is there.
    pub(crate) fn position(&mut self, text: &str) -> String {
        if self.reveal {
            return text.to_owned();
        }
        let (before, core, after) = around(text);
        let mut out = String::with_capacity(text.len());
        self.runs(before, &mut out);
        let is_known = self.known.iter().any(|known| **known == *core);
        if (!is_known && self.is_shown(core)) || holds_whole_ones(core) {
            self.runs(core, &mut out);
        } else if !core.is_empty() {
            out.push_str(&self.mark(core));
        }
        self.runs(after, &mut out);
        out
    }

    /// Replaces what could be a credential, or is known to be one, wherever it stands.
    fn runs(&mut self, text: &str, out: &mut String) {
        let mut run = Zeroizing::new(String::with_capacity(64));
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(length) = vendor_token(rest) {
                let (token, after) = cut(rest, length);
                out.push_str(&self.mark(token));
                rest = after;
                continue;
            }
            run.clear();
            let (mut length, mut end) = (0_usize, 0_usize);
            while let Some((unit, width)) = unit(rest.get(length..).unwrap_or_default()) {
                match unit {
                    Unit::Run(c) => run.push(c),
                    Unit::Nothing if !run.is_empty() => {}
                    _ => break,
                }
                length = length.saturating_add(width);
                if matches!(unit, Unit::Run(_)) {
                    end = length;
                }
            }
            if end > 0 {
                let (shown, after) = cut(rest, end);
                if self.hides(&run) {
                    out.push_str(&self.mark(shown));
                } else {
                    out.push_str(shown);
                }
                rest = after;
            } else {
                let width = unit(rest).map_or(rest.len(), |(_, width)| width);
                let (other, after) = cut(rest, width);
                out.push_str(other);
                rest = after;
            }
        }
    }

    fn hides(&mut self, run: &str) -> bool {
        let holds = |is: fn(&u8) -> bool| run.bytes().any(|byte| is(&byte));
        let has_digit = holds(u8::is_ascii_digit);
        let is_hex = run.bytes().all(|byte| byte.is_ascii_hexdigit());
        match run.len() {
            CREDENTIAL_LENGTH => {
                (has_digit || is_hex) && self.shape(run) != Some(CredentialShape::PublicId)
            }
            33.. => has_digit || is_hex,
            PART_LENGTH.. if holds_hex_part(run) => true,
            6.. if has_digit => self.known.iter().take(8).any(|known| is_part(run, known)),
            _ => false,
        }
    }

    /// What a text is as a credential; nothing where too much was asked already.
    fn shape(&mut self, text: &str) -> Option<CredentialShape> {
        self.questions = self.questions.checked_sub(1)?;
        Some(check_credential(text).shape)
    }

    /// Whether it shows that no credential is there: a placeholder, a reference to a variable, nothing.
    fn is_shown(&mut self, core: &str) -> bool {
        let mut length = 0_usize;
        let mut longest = 0;
        let mut rest = core;
        while let Some((unit, width)) = unit(rest) {
            length = match unit {
                Unit::Run(_) => length.saturating_add(1),
                Unit::Nothing => length,
                Unit::Other => 0,
            };
            longest = longest.max(length);
            rest = rest.get(width..).unwrap_or_default();
        }
        let has_digit = core.bytes().any(|byte| byte.is_ascii_digit());
        // What Python's `f'…{name}'` and templates put in.
        let is_template = core.starts_with('{') && core.ends_with('}');
        // A placeholder that holds a part of a credential hides nothing.
        let holds_a_part = longest >= PART_LENGTH && has_digit;
        if core == "a123457612345678" || (is_template && !holds_a_part) {
            return true;
        }
        match self.shape(core) {
            Some(CredentialShape::PublicId) => true,
            Some(CredentialShape::Placeholder | CredentialShape::Empty) => {
                !holds_a_part && !is_no_reference(core) && !shows_a_part(core)
            }
            _ => false,
        }
    }

    fn mark(&mut self, text: &str) -> String {
        let plain = plain(text);
        let known = self.known.iter().position(|known| *known == plain);
        let index = known.unwrap_or(self.known.len()).min(MOST_MARKS.saturating_sub(1));
        if known.is_none() && self.known.len() < MOST_MARKS {
            self.known.push(plain);
        }
        match index {
            0 => MARK.to_owned(),
            _ => ["<credential ", &index.saturating_add(1).to_string(), ">"].concat(),
        }
    }
}

/// Whether so many hexadecimal characters stand in a row, a letter among them.
fn holds_hex_part(run: &str) -> bool {
    let (mut length, mut has_letter) = (0_usize, false);
    run.bytes().any(|byte| {
        let is_hex = byte.is_ascii_hexdigit();
        length = if is_hex { length.saturating_add(1) } else { 0 };
        has_letter = is_hex && (has_letter || byte.is_ascii_alphabetic());
        length >= PART_LENGTH && has_letter
    })
}

/// Whether a run is a known credential, or a long part of one.
fn is_part(run: &str, known: &str) -> bool {
    /// No credential is longer; a hostile text could be.
    const LONGEST: usize = 512;
    let known = known.as_bytes();
    let start = known.get(..LONGEST).unwrap_or(known);
    let holds = || start.windows(run.len()).any(|part| part == run.as_bytes());
    run.as_bytes() == known || (run.len() >= PART_LENGTH && holds())
}

/// Whether what starts like a reference to a variable can be none: `$ecretPassw0rd`.
fn is_no_reference(core: &str) -> bool {
    let mark = core.bytes().next().unwrap_or_default();
    let name = core.trim_matches(|c| matches!(c, '$' | '%' | '_' | '#' | '@'));
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let holds = |is: fn(&u8) -> bool| name.bytes().any(|byte| is(&byte));
    let is_mixed = holds(u8::is_ascii_lowercase) && holds(u8::is_ascii_uppercase);
    let is_random = is_mixed || (holds(u8::is_ascii_digit) && !holds(u8::is_ascii_uppercase));
    let is_closed = mark == b'$' || core.bytes().last() == Some(mark);
    matches!(mark, b'$' | b'%' | b'_' | b'@')
        && is_name
        && name.len() > 3
        && (is_random || !is_closed)
}

/// Whether so many characters of a credential stand in what hides the rest of it.
fn shows_a_part(core: &str) -> bool {
    const MOST_SHOWN: usize = 5;
    let is_hex_with_digit =
        |run: &str| run.len() > MOST_SHOWN && run.bytes().any(|byte| byte.is_ascii_digit());
    core.split(|c: char| !c.is_ascii_hexdigit()).any(is_hex_with_digit)
}

/// What a piece of text stands for in a credential.
enum Unit {
    /// An ASCII letter or digit.
    Run(char),
    /// Nothing that is seen.
    Nothing,
    Other,
}

/// What the next characters of a text stand for, and how many bytes they are.
fn unit(text: &str) -> Option<(Unit, usize)> {
    let c = text.chars().next()?;
    let escaped = |digits: &str| {
        let code = u32::from_str_radix(digits, 16).ok()?;
        char::from_u32(code).filter(char::is_ascii)
    };
    let class = |c: char| if c.is_ascii_alphanumeric() { Unit::Run(c) } else { Unit::Other };
    Some(match c {
        '%' => match text.get(1..3).and_then(escaped) {
            Some(c) => (class(c), 3),
            None => (Unit::Other, 1),
        },
        '\\' => match (text.get(1..2), text.get(2..6).and_then(escaped), text.get(2..4)) {
            (Some("u"), Some(c), _) => (class(c), 6),
            (Some("x"), _, Some(digits)) => match escaped(digits) {
                Some(c) => (class(c), 4),
                None => (Unit::Other, 2),
            },
            _ => {
                let width = text.chars().nth(1).map_or(0, char::len_utf8);
                (Unit::Other, width.saturating_add(1))
            }
        },
        c if c.is_ascii() => (class(c), 1),
        c => match narrow(c) {
            Some(c) => (Unit::Run(c), 3),
            None if is_invisible(c) => (Unit::Nothing, c.len_utf8()),
            None => (Unit::Other, c.len_utf8()),
        },
    })
}

/// The letters and digits that a text stands for; the text itself where it has few.
fn plain(text: &str) -> Zeroizing<String> {
    let mut letters = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    while let Some((unit, width)) = unit(rest) {
        if let Unit::Run(c) = unit {
            letters.push(c);
        }
        rest = rest.get(width..).unwrap_or_default();
    }
    if letters.len() < 6 { Zeroizing::new(text.to_owned()) } else { letters }
}

/// How long the token of another vendor is that a text starts with.
fn vendor_token(text: &str) -> Option<usize> {
    TOKEN_STARTS.iter().find(|start| text.as_bytes().starts_with(start.as_bytes()))?;
    let length = name_length(text, "-_.~");
    let has_digit = text.bytes().take(length).any(|byte| byte.is_ascii_digit());
    (length >= 20 && has_digit).then_some(length)
}

/// What may stand around a credential.
fn is_around(c: char) -> bool {
    is_blank(c) || is_quote(c) || matches!(c, ',' | ';' | '\\')
}

/// What stands before, in and after the credential in its position.
fn around(text: &str) -> (&str, &str, &str) {
    const ESCAPES: &str = "%20 %22 %27 %0a %0d %09";
    let (mut start, mut end) = (0, text.len());
    for _ in 0..MOST_LAYERS {
        let layer = (start, end);
        let core = text.get(start..end).unwrap_or_default();
        let trimmed = core.trim_start_matches(is_around as fn(char) -> bool);
        start = end.saturating_sub(trimmed.len());
        let trimmed = trimmed.trim_end_matches(is_around as fn(char) -> bool);
        end = start.saturating_add(trimmed.len());
        if trimmed.get(..3).is_some_and(|escape| is_listed(escape, ESCAPES)) {
            start = start.saturating_add(3);
            continue;
        }
        let tail = trimmed.len().checked_sub(3).and_then(|tail| trimmed.get(tail..));
        if tail.is_some_and(|escape| is_listed(escape, ESCAPES)) {
            end = end.saturating_sub(3);
            continue;
        }
        let word = name_length(trimmed, "_-.$:");
        let behind = from(trimmed, word);
        let named = is_secret_name(cut(trimmed, until(trimmed, "=: ")).0.trim());
        if is_scheme(cut(trimmed, word).0) && behind.starts_with(is_blank as fn(char) -> bool) {
            start = start.saturating_add(word);
        } else if named && until(trimmed, "=:") < trimmed.len() && until(trimmed, "=:") < 80 {
            start = start.saturating_add(until(trimmed, "=:")).saturating_add(1);
        } else if (start, end) == layer {
            break;
        }
    }
    let (before, rest) = cut(text, start);
    let (core, after) = cut(rest, end.saturating_sub(start));
    (before, core, after)
}

/// Whether it is whole credentials with nothing but separators between.
fn holds_whole_ones(core: &str) -> bool {
    let mut rest = core;
    while !rest.is_empty() {
        let (piece, behind) = cut(rest, CREDENTIAL_LENGTH);
        let is_whole =
            piece.len() == CREDENTIAL_LENGTH && piece.bytes().all(|byte| byte.is_ascii_hexdigit());
        let next = trim_start(behind, " ,;|\r\n\t");
        if !is_whole || (next.len() == behind.len() && !next.is_empty()) {
            return false;
        }
        rest = next;
    }
    core.len() > CREDENTIAL_LENGTH
}
