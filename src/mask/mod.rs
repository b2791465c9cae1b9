//! Hides what could be a credential in a text that is shown.

mod escape;
mod name;
mod position;

use zeroize::Zeroizing;

use escape::{DEEPEST, character};
pub(crate) use name::{PAIR_NAMES, PAIR_VALUES, is_scheme, is_secret_name};
pub(crate) use position::next_position;

use crate::credential::{
    CredentialShape, check_credential, is_blank, is_invisible, is_quote, look_alike, narrow,
};
use crate::text::{begins, cut, find, from, is_listed, name_length, trim_start, until};

/// Every real credential is 32 letters and digits; longer runs may hold one.
const CREDENTIAL_LENGTH: usize = 32;
pub(crate) const MARK: &str = "<credential>";
/// A shown text is cut here: nobody reads on.
const MOST_CHARACTERS: usize = 200;

/// Replaces the credentials and other secrets of a text by marks: for reports of faults and for logs.
///
/// The same secret has the same mark: `<credential>`, `<credential 2>`. What could be a credential is
/// hidden too, such as any 32 hexadecimal characters; names, schemes, references to variables and
/// placeholders stay. [`read_paste`](crate::read_paste) says besides what a text is.
///
/// # Examples
///
/// ```
/// use clarifai_auth::mask_credentials;
///
/// let log = "url=https://ada:hunter2@example.com Authorization: Key c0ffee15dead10ccfeedfacecafebabe";
/// assert_eq!(
///     mask_credentials(log),
///     "url=https://ada:<credential>@example.com Authorization: Key <credential 2>",
/// );
/// assert_eq!(mask_credentials("PASSWORD=$PASSWORD"), "PASSWORD=$PASSWORD");
/// ```
#[cfg_attr(not(feature = "texts"), allow(dead_code, reason = "only what reads texts asks for it"))]
pub fn mask_credentials(text: &str) -> String {
    let mut masker = Masker::new(false);
    masker.learn(text);
    masker.text(text)
}

/// Replaces each run of 32 or more ASCII letters and digits, and cuts a long text, as messages quote it.
pub(crate) fn quoted(text: &str) -> String {
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
    quoted(&Masker::new(false).text(text))
}

/// From here on the credentials of one paste share a mark: nobody tells so many apart.
const MOST_MARKS: usize = 100;
/// So many texts of one paste are asked what they are: each answer takes some time. What stands
/// behind them is hidden without asking.
const MOST_QUESTIONS: usize = 1_000;
/// So many hexadecimal characters may be a part of a credential.
const PART_LENGTH: usize = 16;
/// A piece of a credential that stands in several is no shorter.
const PIECE_LENGTH: usize = 4;
/// So many hexadecimal characters of a known credential show it.
const SHOWN_LENGTH: usize = 8;
/// No more bytes stand between two pieces of a credential.
const LONGEST_GAP: usize = 60;
/// So many of the known ones are looked for elsewhere.
const MOST_SOUGHT: usize = 16;
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

const TOKEN_SIGNS: &str = "-_.~";

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

    fn mark(&mut self, text: &str) -> String {
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

/// Whether so many hexadecimal characters stand in a run of base64.
fn holds_base64(run: &str) -> bool {
    (0..4).any(|start| {
        let (mut bits, mut count, mut length, mut has_digit) = (0_u32, 0_u32, 0_usize, false);
        from(run, start).bytes().any(|byte| {
            let offset = match byte {
                b'A'..=b'Z' => 65,
                b'a'..=b'z' => 71,
                _ => 252,
            };
            bits = (bits << 6 | u32::from(byte.wrapping_sub(offset) & 63)) & 0xffff;
            count = count.saturating_add(6);
            if count >= 8 {
                count = count.saturating_sub(8);
                let byte = (bits >> count & 255) as u8;
                let is_hex = byte.is_ascii_hexdigit();
                length = if is_hex { length.saturating_add(1) } else { 0 };
                has_digit = is_hex && (has_digit || byte.is_ascii_digit());
            }
            length >= SHOWN_LENGTH && has_digit
        })
    })
}

/// Whether what hides the rest of a credential stands before or behind a part of it.
fn is_hidden_in_part(before: &str, run: &str, behind: &str) -> bool {
    let holds = |is: fn(&u8) -> bool| run.bytes().any(|byte| is(&byte));
    const MARKS: [&str; 4] = ["...", "***", "…", "•"];
    is_hex(run)
        && holds(u8::is_ascii_digit)
        && holds(u8::is_ascii_alphabetic)
        && MARKS.iter().any(|mark| before.ends_with(mark) || behind.starts_with(mark))
}

fn is_hex(run: &str) -> bool {
    run.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a run is a known credential, or a long part of one.
fn is_part(run: &str, is_hex: bool, known: &str) -> bool {
    /// No credential is longer; a hostile text could be.
    const LONGEST: usize = 512;
    let known = known.as_bytes();
    let start = known.get(..LONGEST).unwrap_or(known);
    let holds = || start.windows(run.len()).any(|part| part == run.as_bytes());
    let least = if is_hex { SHOWN_LENGTH } else { PART_LENGTH };
    run.as_bytes() == known || (run.len() >= least && holds())
}

/// Whether a secret is no word that could stand anywhere, nor a run that is known by its letters.
fn is_told_apart(text: &str) -> bool {
    let is_sign = |c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.' | ' ' | ',' | '/');
    text.len() >= SHOWN_LENGTH
        && text.len() <= MOST_CHARACTERS
        && text.chars().any(is_sign)
        && find(text, "://").is_none()
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

/// Whether a text is written as a reference: `${NAME}`, `env.NAME`, `config['name']`.
fn is_like_reference(core: &str) -> bool {
    let name = name_length(core, "_-");
    begins(core, "$%_@#{<!") || (name > 0 && begins(from(core, name), ".[(:"))
}

/// Whether a reference brings a value of its own: a default, or letters and digits in any mixture.
fn holds_secret(core: &str) -> bool {
    const SIGNS: &str = "$%_@#{}[]()<>'\".:-/ =|,?!";
    let is_other = |byte: u8| !byte.is_ascii_alphanumeric() && !SIGNS.as_bytes().contains(&byte);
    let is_random = |word: &str| {
        let holds = |is: fn(&u8) -> bool| word.bytes().any(|byte| is(&byte));
        word.len() > 3 && holds(u8::is_ascii_digit) && holds(u8::is_ascii_lowercase)
    };
    let mut parts = core.split(|c: char| !c.is_ascii_alphanumeric());
    let is_numbered =
        begins(core, "$") && from(core, 1).bytes().next().is_some_and(|b| b.is_ascii_digit());
    let has_default = [":-", ":=", "||", "??"].iter().any(|sign| find(core, sign).is_some());
    core.len() > 3
        && (core.bytes().any(is_other) || is_numbered || has_default || parts.any(is_random))
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
    let (c, width) = character(text, DEEPEST)?;
    let class = match c {
        c if c.is_ascii_alphanumeric() => Unit::Run(c),
        c if c.is_ascii() => Unit::Other,
        c => match narrow(c).or_else(|| look_alike(c)) {
            Some(c) => Unit::Run(c),
            None if is_invisible(c) => Unit::Nothing,
            None => Unit::Other,
        },
    };
    Some((class, width))
}

/// Adds the letters and digits that a text starts with, `most` at most; how many bytes write them.
fn run(text: &str, most: usize, letters: &mut String) -> usize {
    let (mut length, mut end) = (0_usize, 0);
    let most = letters.len().saturating_add(most);
    while letters.len() < most
        && let Some((unit, width)) = unit(from(text, length))
    {
        length = length.saturating_add(width);
        match unit {
            Unit::Run(c) => {
                letters.push(c);
                end = length;
            }
            Unit::Nothing if end > 0 => {}
            _ => break,
        }
    }
    end
}

/// Where the credential ends of which a text starts with a piece: further ones stand on the next lines,
/// in the next literals, behind a dash or a blank. In the position of a credential some may be missing.
fn joined(text: &str, first: usize, letters: &str, in_position: bool) -> Option<usize> {
    const MOST: usize = CREDENTIAL_LENGTH + 4;
    let is_piece = |piece: &str| piece.len() >= PIECE_LENGTH && is_hex(piece);
    if letters.len() >= CREDENTIAL_LENGTH || !is_piece(letters) {
        return None;
    }
    let mut all = Zeroizing::new(String::with_capacity(MOST.saturating_mul(2)));
    all.push_str(letters);
    let mut end = first;
    while all.len() < CREDENTIAL_LENGTH {
        let mut start = end;
        while let Some((Unit::Other | Unit::Nothing, width)) = unit(from(text, start))
            && start.saturating_sub(end) < LONGEST_GAP
        {
            start = start.saturating_add(width);
        }
        let before = all.len();
        let length = run(from(text, start), MOST, &mut all);
        if !is_piece(from(&all, before)) {
            break;
        }
        end = start.saturating_add(length);
    }
    let is_whole =
        all.len() == CREDENTIAL_LENGTH || (in_position && (28..=MOST).contains(&all.len()));
    let holds = |is: fn(&u8) -> bool| all.bytes().any(|byte| is(&byte));
    (is_whole && holds(u8::is_ascii_digit) && holds(u8::is_ascii_alphabetic)).then_some(end)
}

/// How far pieces of one length and with the same signs between them go, and whether they are a credential:
/// `c 0 f f e e`, `'c', '0', 'f'`, `c0:ff:ee`.
fn spaced(text: &str, first: usize, letters: &str) -> (usize, bool) {
    const LONGEST: usize = 8;
    let piece = letters.len();
    let mut all = Zeroizing::new(String::with_capacity(CREDENTIAL_LENGTH.saturating_mul(2)));
    all.push_str(letters);
    let mut end = first;
    let mut gap = "";
    while all.len() < CREDENTIAL_LENGTH && is_hex(&all) {
        let behind = from(text, end);
        let mut width = gap.len();
        if gap.is_empty() {
            while let Some((Unit::Other | Unit::Nothing, next)) = unit(from(behind, width))
                && width < LONGEST
            {
                width = width.saturating_add(next);
            }
            gap = cut(behind, width).0;
        }
        let before = all.len();
        let length = run(from(behind, width), LONGEST, &mut all);
        if !behind.starts_with(gap) || all.len() != before.saturating_add(piece) {
            return (end, false);
        }
        end = end.saturating_add(width).saturating_add(length);
    }
    let is_whole = all.len() == CREDENTIAL_LENGTH && is_hex(&all);
    (end, is_whole && all.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

/// Where a credential ends that goes on behind its position.
fn continued(text: &str, position: &std::ops::Range<usize>) -> usize {
    let (mut at, mut read) = (position.start, position.start);
    let mut letters = Zeroizing::new(String::with_capacity(64));
    while at < position.end {
        letters.clear();
        let length = run(from(text, at), MOST_CHARACTERS, &mut letters);
        if length > 0 && letters.len() < PIECE_LENGTH && at >= read {
            let (width, is_whole) = spaced(from(text, at), length, &letters);
            read = at.saturating_add(width);
            if is_whole {
                return read.max(position.end);
            }
        }
        if let Some(end) = joined(from(text, at), length, &letters, true) {
            return at.saturating_add(end).max(position.end);
        }
        let other = || unit(from(text, at)).map_or(1, |(_, width)| width);
        at = at.saturating_add(if length > 0 { length } else { other() });
    }
    position.end
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
    let length = name_length(text, TOKEN_SIGNS);
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    if length < 20 || !has_digit(cut(text, length).0) {
        return None;
    }
    // A long one goes on in the next lines.
    let mut end = length;
    loop {
        let behind = from(text, end);
        let gap = behind.bytes().take_while(|byte| !byte.is_ascii_alphanumeric()).count();
        let (gap, line) = cut(behind, gap);
        let next = cut(line, name_length(line, TOKEN_SIGNS)).0;
        let is_mixed = next.bytes().any(|byte| byte.is_ascii_uppercase()) && has_digit(next);
        if next.len() < PART_LENGTH
            || !is_mixed
            || gap.len() > LONGEST_GAP
            || until(gap, "\n") == gap.len()
        {
            return Some(end);
        }
        end = end.saturating_add(gap.len()).saturating_add(next.len());
    }
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
