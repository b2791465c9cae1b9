use zeroize::Zeroizing;

use super::around::{TokenStarts, around, holds_whole_ones};
use super::known::Known;
use super::name::{is_secret_name, is_words};
use super::part::{
    PART_LENGTH, SHOWN_LENGTH, digest, holds_base64, holds_hex_part, is_hex, is_hidden_in_part,
    is_in_words, shows_a_part,
};
use super::position::{Kind, Positions};
use super::reference::{holds_secret, is_like_reference, is_no_reference};
use super::unit::{PIECE_LENGTH, Unit, continued, joined, plain, run, spaced, unit};
use crate::credential::{CredentialShape, check_credential};
use crate::quoted::{CREDENTIAL_LENGTH, MARK};
use crate::text::{begins, cut, from, name_length};

/// So many texts of one paste are asked what they are: each answer takes some time. What stands
/// behind them is hidden without asking.
const MOST_QUESTIONS: usize = 1_000;

/// Replaces the credentials of one paste by marks: the same text by the same mark.
pub(crate) struct Masker {
    reveal: bool,
    known: Known,
    starts: TokenStarts,
    /// The questions that may still be asked.
    questions: usize,
}

impl Masker {
    pub(crate) fn new(reveal: bool) -> Self {
        let (known, starts) = Default::default();
        Self { reveal, known, starts, questions: MOST_QUESTIONS }
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

    /// What a header or a member of an object holds.
    pub(crate) fn named(&mut self, name: &str, value: &str) -> String {
        if is_secret_name(name) { self.position(value) } else { self.text(value) }
    }

    /// A text of any kind.
    pub(crate) fn text(&mut self, text: &str) -> String {
        if self.reveal {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        let mut positions = Positions::new(text);
        while let Some(place) = positions.next(at) {
            self.runs(text.get(at..place.range.start).unwrap_or_default(), &mut out);
            at = match place.kind {
                Kind::Secret => continued(text, &place.range),
                Kind::PrivateKey => place.range.end,
            };
            let value = text.get(place.range.start..at).unwrap_or_default();
            out.push_str(&match place.kind {
                Kind::Secret => self.position(value),
                Kind::PrivateKey => self.mark(value),
            });
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
        if (!self.known.is_written(core) && self.is_shown(core)) || holds_whole_ones(core) {
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
        while let Some(first) = rest.bytes().next() {
            if matches!(first, b'c' | b's')
                && let Some(length) = digest(rest)
                && !self.known.is_shown_in(cut(rest, length).0)
            {
                let (shown, after) = cut(rest, length);
                out.push_str(shown);
                rest = after;
                continue;
            }
            letters.clear();
            let length = run(rest, usize::MAX, &mut letters);
            let hidden = self.token(rest, first).or_else(|| {
                let is_hex = is_hex(&letters);
                let has_digit = || letters.bytes().any(|byte| byte.is_ascii_digit());
                if length == 0 || (letters.len() < SHOWN_LENGTH && !is_hex && !has_digit()) {
                    return None;
                }
                if letters.len() < PIECE_LENGTH && rest.len() < unread {
                    let (read, is_whole) = spaced(rest, length, &letters);
                    unread = rest.len().saturating_sub(read).saturating_add(1);
                    return is_whole.then_some(read);
                }
                let hides = self.hides(&letters, is_hex, has_digit())
                    || (letters.len() >= SHOWN_LENGTH
                        && is_hidden_in_part(out, &letters, from(rest, length)));
                let pieces = joined(rest, length, &letters, false);
                pieces.or_else(|| hides.then_some(length))
            });
            let width = match (hidden, length) {
                (Some(width), _) => width,
                (None, 0) => self.plain_length(rest),
                (None, length) => length,
            };
            let (shown, after) = cut(rest, width);
            match hidden {
                Some(_) => out.push_str(&self.mark(shown)),
                None => out.push_str(shown),
            }
            rest = after;
        }
    }

    /// How long the known secret or the token is that a text starts with.
    fn token(&mut self, text: &str, first: u8) -> Option<usize> {
        let written =
            if self.known.may_start(first) { self.known.written_here(text) } else { None };
        let is_letter = first.is_ascii_alphanumeric();
        written.or_else(|| if is_letter { self.starts.token(text) } else { None })
    }

    /// How many bytes at the start of a text stand for nothing in a credential.
    fn plain_length(&self, text: &str) -> usize {
        let first = unit(text).map_or(text.len(), |(_, width)| width);
        let is_plain = |byte: &u8| {
            !byte.is_ascii_alphanumeric()
                && byte.is_ascii()
                && !matches!(byte, b'%' | b'\\' | b'&')
                && !self.known.may_start(*byte)
        };
        from(text, first).bytes().take_while(is_plain).count().saturating_add(first)
    }

    fn hides(&mut self, run: &str, is_hex: bool, has_digit: bool) -> bool {
        let is_told = has_digit || is_hex;
        let looks = match run.len() {
            CREDENTIAL_LENGTH => is_told && self.shape(run) != Some(CredentialShape::PublicId),
            33.. if is_told && !is_in_words(run) => true,
            SHOWN_LENGTH.. if holds_base64(run) => true,
            PART_LENGTH.. => holds_hex_part(run),
            _ => false,
        };
        let is_asked = run.len() >= if is_told { 6 } else { PART_LENGTH };
        let is_known = || match run.len() {
            ..=CREDENTIAL_LENGTH => self.known.holds(run.as_bytes(), is_hex),
            _ => self.known.is_shown_in(run),
        };
        looks || (is_asked && is_known())
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
        // `keys[0]`, `os.environ['NAME']`
        let is_index = core.ends_with(']')
            && from(core, name_length(core, "_.$")).starts_with('[')
            && !begins(core, "[0123456789");
        if (is_index && !holds_a_part && !holds_secret(core)) || is_words(core) {
            return true;
        }
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
        let index = self.known.learn(plain(text), text);
        match index {
            0 => MARK.to_owned(),
            _ => ["<credential ", &index.saturating_add(1).to_string(), ">"].concat(),
        }
    }
}
