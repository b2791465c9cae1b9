//! Whether what stands around a text makes it a credential.

use std::ops::Range;

use super::candidate::{self, API_HOST, Key, Shape, byte_before, escape_length, is_before_host};
use super::mention::Mentions;
use super::name::{Name, contains};
use super::{LeakCertainty, LeakContext};

use LeakCertainty::{Likely, Possible};

pub(super) type Verdict = (LeakContext, LeakCertainty);

/// A mention of Clarifai this near is about the same thing.
const NEAR: usize = 400;
/// A mention further away is about another thing.
const FAR: usize = 4_096;
/// Characters between a name and what it names.
const WIDEST_GAP: usize = 96;
const LONGEST_NAME: usize = 80;
/// Names that are read before a text, fillers among them.
const MOST_NAMES: usize = 6;
/// Of a path before a key, and of an object around one.
const LONGEST_PATH: usize = 200;
const LONGEST_OBJECT: usize = 2_048;
/// Of a call before the name of an argument.
const LONGEST_CALL: usize = 200;

/// Judges candidates in the order of their places.
pub(super) struct Judge<'a> {
    text: &'a [u8],
    mentions: Mentions<'a>,
    /// Where the last word stands that was found, and how far it was looked for.
    listing_word: usize,
    listing_searched: usize,
}

impl<'a> Judge<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self { text, mentions: Mentions::new(text), listing_word: 0, listing_searched: 0 }
    }

    /// The leak in a run.
    pub(super) fn leak(&mut self, run: Range<usize>) -> Option<(Range<usize>, Verdict)> {
        let key = candidate::key(self.text, &run);
        if is_before_host(self.text, &run) {
            let key = key.filter(|key| key.shape != Shape::Alphanumeric)?;
            return Some((key.place, (LeakContext::UrlPath, Likely)));
        }
        if byte_before(self.text, run.start) == b'/' {
            let key = key.filter(|key| key.shape != Shape::Alphanumeric)?;
            return Some((key.place, self.in_path(run.start)?));
        }
        let mut before = Before { text: self.text, at: run.start, names: 0 };
        let (name, gap) = before.meaning()?;
        let certainty = match name {
            Name::SessionToken => Some(Likely),
            Name::AnySessionToken if self.is_near(run.start) => Some(Possible),
            Name::AnySessionToken => return None,
            _ => None,
        };
        if let Some(certainty) = certainty {
            let place = candidate::token(self.text, run)?;
            return Some((place, (LeakContext::SessionToken, certainty)));
        }
        let key = key?;
        let verdict = self.key(&key, name, gap, before)?;
        Some((key.place, verdict))
    }

    fn key(&mut self, key: &Key, name: Name, gap: Gap, mut before: Before<'a>) -> Option<Verdict> {
        let is_hex = key.shape != Shape::Alphanumeric;
        let verdict = |context| Some((context, if is_hex { Likely } else { Possible }));
        match name {
            Name::Secret => verdict(LeakContext::Variable),
            Name::Constructor if gap.call => verdict(LeakContext::SdkArgument),
            Name::Constructor | Name::Service if key.shape == Shape::Uuid => {
                Some((LeakContext::Variable, Possible))
            }
            // Open, or `"Key ".concat(…)`.
            Name::Key
                if !gap.assigns
                    && before.clone().follows(Name::Authorization)
                    && (is_hex || self.is_near(key.place.start)) =>
            {
                verdict(LeakContext::AuthorizationHeader)
            }
            Name::Key if gap.is_open() => match () {
                () if before.is_quote_before(before.at) => {
                    self.about(key, LeakContext::AuthorizationHeader)
                }
                () => self.weak(key, gap, before),
            },
            Name::Bearer if gap.is_open() => match before.meaning() {
                Some((Name::Authorization, _)) => self.about(key, LeakContext::AuthorizationHeader),
                _ => self.near(key, LeakContext::AuthorizationHeader),
            },
            Name::Key | Name::Weak if gap.call && before.clone().follows(Name::Invalid) => {
                verdict(LeakContext::ErrorText).filter(|_| is_hex)
            }
            Name::Short if gap.equals && before.is_quote_before(key.place.start) => {
                self.near(key, LeakContext::Variable).filter(|_| self.has_host_near(key))
            }
            Name::Id => self.in_listing(key.place.end).filter(|_| is_hex),
            Name::Generic | Name::Authorization => self.about(key, before.named(gap.context())),
            Name::Key | Name::Weak => self.weak(key, gap, before),
            _ => None,
        }
    }

    /// After `key` or `token`, which name many things.
    fn weak(&mut self, key: &Key, gap: Gap, before: Before<'a>) -> Option<Verdict> {
        let is_hex = key.shape != Shape::Alphanumeric;
        match before.clone().goes_on_to_clarifai() {
            true => Some((gap.context(), if is_hex { Likely } else { Possible })),
            false => self.near(key, before.named(gap.context())),
        }
    }

    /// A leak where the text speaks of Clarifai, the surer the nearer.
    fn about(&mut self, key: &Key, context: LeakContext) -> Option<Verdict> {
        let is_hex = key.shape != Shape::Alphanumeric;
        let distance = self.mentions.distance(key.place.start, FAR)?;
        match distance <= NEAR {
            true => Some((context, if is_hex { Likely } else { Possible })),
            false => is_hex.then_some((context, Possible)),
        }
    }

    /// A leak where the text speaks of Clarifai close by.
    fn near(&mut self, key: &Key, context: LeakContext) -> Option<Verdict> {
        let is_hex = key.shape != Shape::Alphanumeric;
        (is_hex && self.is_near(key.place.start)).then_some((context, Possible))
    }

    fn has_host_near(&self, key: &Key) -> bool {
        let end = key.place.end.saturating_add(NEAR).min(self.text.len());
        let around = self.text.get(key.place.start.saturating_sub(NEAR)..end);
        around.is_some_and(|around| contains(around, API_HOST))
    }

    fn is_near(&mut self, at: usize) -> bool {
        self.mentions.distance(at, FAR).is_some_and(|distance| distance <= NEAR)
    }

    /// `/v2/users/{user_id}/keys/{key_id}` and its like.
    fn in_path(&self, end: usize) -> Option<Verdict> {
        let start = end.saturating_sub(LONGEST_PATH);
        let before = self.text.get(start..end)?.strip_suffix(b"/keys/")?;
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'?');
        let path = before.rsplit(is_end).next().unwrap_or_default();
        contains(path, b"/v2/users/").then_some((LeakContext::UrlPath, Likely))
    }

    /// Whether a word that only a listing has starts there. Places come in their order, so nothing is
    /// searched twice.
    fn has_listing_word(&mut self, start: usize, end: usize) -> bool {
        if self.listing_word < start {
            let from = self.listing_searched.max(start);
            let is_word = |window: &[u8]| {
                window.starts_with(b"scopes") || window == b"app_spec" || window == b"personal"
            };
            let rest = self.text.get(from..end).unwrap_or_default();
            match rest.windows(8).position(is_word) {
                Some(at) => self.listing_word = from.saturating_add(at),
                None => self.listing_searched = end.saturating_sub(8),
            }
        }
        (start..end).contains(&self.listing_word)
    }

    /// `{"id": …, "scopes": […]}`: no other object of the API has both.
    fn in_listing(&mut self, start: usize) -> Option<Verdict> {
        // Without a quote it is no object's; most logs have none.
        self.text.get(start).filter(|next| matches!(next, b'"' | b'\'' | b'\\' | b'&'))?;
        let end = start.saturating_add(LONGEST_OBJECT).min(self.text.len());
        if !self.has_listing_word(start, end) {
            return None;
        }
        let rest = self.text.get(start..end)?;
        let mut depth = 0_usize;
        let mut own = 0_usize;
        for byte in rest {
            match byte {
                b'{' => depth = depth.wrapping_add(1),
                b'}' => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => break,
                },
                _ => {}
            }
            own = own.wrapping_add(1);
        }
        let object = rest.get(..own).unwrap_or_default();
        let has = |word: &[u8]| contains(object, word);
        let typed = has(b"app_specific_key") || has(b"personal_access_token");
        let labelled = || has(b":Get") || has(b"_Get") || has(b"\"All") || has(b"\"Predict");
        match typed || (has(b"scopes") && labelled()) {
            true => Some((LeakContext::KeyListing, Likely)),
            false => None,
        }
    }
}

/// What stands between a name and what it names.
#[derive(Clone, Copy, Default)]
struct Gap {
    /// An opening parenthesis.
    call: bool,
    /// A sign that gives a value to a name.
    assigns: bool,
    /// The sign `=`.
    equals: bool,
}

impl Gap {
    /// White space, quotes and the like only: the name is said of what follows.
    fn is_open(self) -> bool {
        !self.call && !self.assigns
    }

    fn context(self) -> LeakContext {
        match self.is_open() {
            true => LeakContext::NearClarifai,
            false => LeakContext::Variable,
        }
    }
}

/// The names before a place, the nearest first.
#[derive(Clone)]
struct Before<'a> {
    text: &'a [u8],
    at: usize,
    names: usize,
}

impl<'a> Before<'a> {
    /// The nearest name that says something.
    fn meaning(&mut self) -> Option<(Name, Gap)> {
        let mut all = Gap::default();
        let mut lines = false;
        while self.names < MOST_NAMES {
            self.names = self.names.wrapping_add(1);
            let (name, gap) = self.step(lines)?;
            all.call |= gap.call;
            all.assigns |= gap.assigns;
            all.equals |= gap.equals;
            // The names that a minifier gives.
            let is_short = name.len() < 3 && gap.equals;
            match Name::of(name) {
                Name::Filler | Name::Other if is_short => return Some((Name::Short, all)),
                Name::Filler => lines = true,
                meaning => return Some((meaning, all)),
            }
        }
        None
    }

    fn follows(&mut self, expected: Name) -> bool {
        self.meaning().is_some_and(|(name, _)| name == expected)
    }

    /// Whether the words right before are of Clarifai, as in `my Clarifai API key is …`.
    fn goes_on_to_clarifai(mut self) -> bool {
        while let Some((name, _)) = self.meaning().filter(|(_, gap)| gap.is_open()) {
            match name {
                Name::Service | Name::Constructor => return true,
                Name::Weak | Name::Generic => {}
                _ => return false,
            }
        }
        false
    }

    /// Goes back over a gap and a name. `lines`: the name may stand on the line before.
    fn step(&mut self, lines: bool) -> Option<(&'a [u8], Gap)> {
        let mut gap = Gap::default();
        let mut broken = false;
        let lowest = self.at.saturating_sub(WIDEST_GAP);
        let mut at = self.at;
        loop {
            if at <= lowest {
                return None;
            }
            let byte = byte_before(self.text, at);
            match byte {
                _ if self.is_of_a_name(at) => break,
                b' ' | b'\t' | b'\r' => {}
                b'\n' => broken = true,
                // After a comma the next line is about another thing, but for a call's next text.
                b',' if broken && !self.is_quote_before(at.wrapping_sub(1)) => return None,
                b'=' | b':' | b',' | b'>' | b'|' | b'?' | b'(' | b'[' | b'{' | b'+' | b'\\' => {
                    broken = false;
                    gap.call |= byte == b'(';
                    gap.equals |= byte == b'=';
                    gap.assigns |= matches!(byte, b'=' | b':' | b',' | b'>' | b'|' | b'?');
                }
                b'"'
                | b'\''
                | b'`'
                | b'@'
                | b'%'
                | b'$'
                | b'&'
                | b')'
                | b']'
                | b'<'
                | b'/'
                | b'!'
                | 0x80.. => {}
                b';' => at = self.start_of_entity(at)?,
                _ => return None,
            }
            at = at.wrapping_sub(1);
        }
        if broken && !lines {
            return None;
        }
        let end = at;
        while self.is_of_a_name(at) {
            at = at.wrapping_sub(1);
            if end.saturating_sub(at) > LONGEST_NAME {
                return None;
            }
        }
        self.at = at;
        let start = at.saturating_add(escape_length(self.text, at, end));
        self.text.get(start..end).map(|name| (name, gap))
    }

    /// Whether the byte before `at` belongs to a name, as in `clarifai::Client.new` or `--clarifai-pat`.
    fn is_of_a_name(&self, at: usize) -> bool {
        match byte_before(self.text, at) {
            b'_' | b'-' | b'.' => true,
            b':' => {
                byte_before(self.text, at.wrapping_sub(1)) == b':'
                    || self.text.get(at) == Some(&b':')
            }
            byte => byte.is_ascii_alphanumeric(),
        }
    }

    /// Where an entity such as `&quot;` starts whose semicolon stands before `at`, and one beyond.
    fn start_of_entity(&self, at: usize) -> Option<usize> {
        let mut start = at.checked_sub(1)?;
        let end = start;
        while matches!(byte_before(self.text, start), b'#' | b'0'..=b'9' | b'a'..=b'z')
            && end.saturating_sub(start) < 6
        {
            start = start.wrapping_sub(1);
        }
        (byte_before(self.text, start) == b'&').then_some(start)
    }

    fn is_quote_before(&self, at: usize) -> bool {
        matches!(byte_before(self.text, at), b'"' | b'\'' | b'`')
    }

    /// An argument where the last name read is one of a call's, or else what is given.
    fn named(&self, otherwise: LeakContext) -> LeakContext {
        let before = self.text.get(self.at.saturating_sub(LONGEST_CALL)..self.at);
        let mut depth = 0_usize;
        let mut object = false;
        for byte in before.unwrap_or_default().iter().rev() {
            match byte {
                b')' => depth = depth.wrapping_add(1),
                b'(' => match depth.checked_sub(1) {
                    Some(inner) => depth = inner,
                    None => return LeakContext::SdkArgument,
                },
                b';' => break,
                _ if object && !byte.is_ascii_whitespace() => break,
                _ => {}
            }
            object |= *byte == b'{';
        }
        otherwise
    }
}
