use zeroize::Zeroizing;

use super::around::{around, holds_whole_ones, vendor_token};
use super::part::{
    PART_LENGTH, SHOWN_LENGTH, holds_base64, holds_hex_part, is_hex, is_hidden_in_part, is_part,
    is_told_apart, shows_a_part,
};
use super::position::next_position;
use super::reference::{holds_secret, is_like_reference, is_no_reference};
use super::unit::{PIECE_LENGTH, Unit, continued, joined, plain, run, spaced, unit};
use crate::credential::{CredentialShape, check_credential};
use crate::quoted::{CREDENTIAL_LENGTH, MARK};
use crate::text::{cut, from};

/// From here on the credentials of one paste share a mark: nobody tells so many apart.
const MOST_MARKS: usize = 100;
/// So many texts of one paste are asked what they are: each answer takes some time. What stands
/// behind them is hidden without asking.
const MOST_QUESTIONS: usize = 1_000;
/// So many of the known ones are looked for elsewhere.
const MOST_SOUGHT: usize = 16;

/// Replaces the credentials of one paste by marks: the same text by the same mark.
pub(crate) struct Masker {
    reveal: bool,
    known: Vec<Zeroizing<String>>,
    /// Those that are no plain runs of letters and digits, as they were written.
    written: Vec<Zeroizing<String>>,
    /// The questions that may still be asked.
    questions: usize,
}

impl Masker {
    pub(crate) fn new(reveal: bool) -> Self {
        Self { reveal, known: Vec::new(), written: Vec::new(), questions: MOST_QUESTIONS }
    }

    /// Learns the credentials of a text, so that other places do not show them.
    pub(crate) fn learn(&mut self, text: &str) {
        if !self.reveal {
            self.text(text);
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
            at = continued(text, &place.range);
            out.push_str(&self.position(text.get(place.range.start..at).unwrap_or_default()));
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
        let mut letters = Zeroizing::new(String::with_capacity(64));
        let mut rest = text;
        // In so many bytes at the end the pieces of one character or two are new.
        let mut unread = usize::MAX;
        while !rest.is_empty() {
            letters.clear();
            let length = run(rest, usize::MAX, &mut letters);
            let hidden = self.written_here(rest).or_else(|| vendor_token(rest)).or_else(|| {
                if length == 0 {
                    return None;
                }
                if letters.len() < PIECE_LENGTH && rest.len() < unread {
                    let (read, is_whole) = spaced(rest, length, &letters);
                    unread = rest.len().saturating_sub(read).saturating_add(1);
                    return is_whole.then_some(read);
                }
                let hides = self.hides(&letters)
                    || (letters.len() >= SHOWN_LENGTH
                        && is_hidden_in_part(out, &letters, from(rest, length)));
                let pieces = joined(rest, length, &letters, false);
                pieces.or_else(|| hides.then_some(length))
            });
            let width = match hidden {
                Some(width) => width,
                None if length > 0 => length,
                None => unit(rest).map_or(rest.len(), |(_, width)| width),
            };
            let (shown, after) = cut(rest, width);
            match hidden {
                Some(_) => out.push_str(&self.mark(shown)),
                None => out.push_str(shown),
            }
            rest = after;
        }
    }

    /// How long the known secret is that a text starts with.
    fn written_here(&self, text: &str) -> Option<usize> {
        self.written.iter().find(|written| text.starts_with(written.as_str())).map(|w| w.len())
    }

    fn hides(&mut self, run: &str) -> bool {
        let holds = |is: fn(&u8) -> bool| run.bytes().any(|byte| is(&byte));
        let has_digit = holds(u8::is_ascii_digit);
        let is_hex = is_hex(run);
        match run.len() {
            CREDENTIAL_LENGTH => {
                (has_digit || is_hex) && self.shape(run) != Some(CredentialShape::PublicId)
            }
            33.. if has_digit || is_hex => true,
            SHOWN_LENGTH.. if holds_base64(run) => true,
            PART_LENGTH.. if holds_hex_part(run) => true,
            6.. if has_digit || is_hex => {
                self.known.iter().take(MOST_SOUGHT).any(|known| is_part(run, is_hex, known))
            }
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
        if core == "a123457612345678" || (is_template && !holds_a_part && !holds_secret(core)) {
            return true;
        }
        match self.shape(core) {
            Some(CredentialShape::PublicId) => true,
            Some(CredentialShape::Placeholder | CredentialShape::Empty) => {
                let brings_one = is_like_reference(core) && holds_secret(core);
                !(holds_a_part || brings_one || is_no_reference(core) || shows_a_part(core))
            }
            _ => false,
        }
    }

    /// The mark of a text that may be a credential.
    pub(crate) fn mark(&mut self, text: &str) -> String {
        let plain = plain(text);
        let known = self.known.iter().position(|known| *known == plain);
        let index = known.unwrap_or(self.known.len()).min(MOST_MARKS.saturating_sub(1));
        if known.is_none() && self.known.len() < MOST_MARKS {
            self.known.push(plain);
            if is_told_apart(text) && self.written.len() < MOST_SOUGHT {
                self.written.push(Zeroizing::new(text.to_owned()));
            }
        }
        match index {
            0 => MARK.to_owned(),
            _ => ["<credential ", &index.saturating_add(1).to_string(), ">"].concat(),
        }
    }
}
