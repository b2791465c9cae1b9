//! Runs of as many letters and digits as a credential has, within other text.

use zeroize::Zeroizing;

use super::characters::{is_letter_or_digit, is_quote, is_word};
use super::remainder::{LENGTH, is_public_id};
use super::vendor::vendor_named;

/// Where a run stands, in characters.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) end: usize,
    /// A word such as `Key` or `token` stands before it.
    is_named: bool,
    /// The scheme word of a header stands before it.
    is_sent: bool,
    /// Nothing but signs stands between it and another one, or before it.
    is_listed: bool,
    is_hexadecimal: bool,
}

/// The runs of a text that could be credentials.
pub(super) struct Runs {
    pub(super) first: Option<Run>,
    /// How often the run that `sole` gives stands there.
    pub(super) count: usize,
    /// How many different ones there are.
    pub(super) different: usize,
    sole: Option<Run>,
}

/// Looking at more would take long, and nobody pastes more.
const MOST_RUNS: usize = 64;

impl Runs {
    /// The one run that can be meant: hexadecimal, with a word before it that says what it is or
    /// nothing else beside it.
    pub(super) fn sole(&self) -> Option<Run> {
        self.sole
    }
}

/// What was taken off in front of the text.
#[derive(Clone, Copy)]
pub(super) struct Before {
    pub(super) is_name: bool,
    pub(super) is_scheme: bool,
}

pub(super) fn whole_runs(text: &[char], taken: Before) -> Runs {
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0_usize;
    // The start of the text says as little of what follows.
    let mut is_behind_run = true;
    let mut is_glued = false;
    for piece in text.split(|c| !c.is_ascii_alphanumeric()) {
        let start = at;
        let end = start.saturating_add(piece.len());
        at = end.saturating_add(1);
        is_glued |= holds_glued(piece);
        let is_listed = is_behind_run && !piece.is_empty();
        is_behind_run = piece.len() == LENGTH || (piece.is_empty() && is_behind_run);
        let is_joint = |c: Option<&char>| matches!(c, Some('-' | '_'));
        let before = start.checked_sub(1).and_then(|before| text.get(before));
        let is_apart = !is_joint(before) && !is_joint(text.get(end));
        if piece.len() != LENGTH || !is_apart || runs.len() >= MOST_RUNS {
            continue;
        }
        let is_hexadecimal = piece.iter().all(char::is_ascii_hexdigit);
        let digits: Zeroizing<String> = Zeroizing::new(piece.iter().collect());
        if !is_hexadecimal || !is_public_id(&digits) {
            let before = text.get(..start).unwrap_or_default();
            let is_sent = (taken.is_scheme && start == 0) || ends_in_scheme(before);
            let is_named = is_sent || (taken.is_name && start == 0) || names_a_credential(before);
            runs.push(Run { start, end, is_named, is_sent, is_listed, is_hexadecimal });
        }
    }
    judge(text, &runs, is_glued)
}

/// Whether a credential has grown together with a word: `…ee00Key`, the `n` of `\n`.
fn holds_glued(piece: &[char]) -> bool {
    const LONGEST_WORD: usize = 8;
    let is_hex =
        |part: Option<&[char]>| part.is_some_and(|part| part.iter().all(char::is_ascii_hexdigit));
    let rest = piece.len().saturating_sub(LENGTH);
    (1..=LONGEST_WORD).contains(&rest)
        && !is_hex(Some(piece))
        && (is_hex(piece.get(..LENGTH)) || is_hex(piece.get(rest..)))
}

fn judge(text: &[char], runs: &[Run], is_glued: bool) -> Runs {
    let of = |run: &Run| text.get(run.start..run.end);
    let is_new = |at: usize, run: &Run| runs.iter().take(at).all(|earlier| of(earlier) != of(run));
    let different = runs.iter().enumerate().filter(|(at, run)| is_new(*at, run)).count();
    let all_are_one = |is: fn(&Run) -> bool| {
        let mut runs = runs.iter().filter(|run| is(run));
        let first = runs.next();
        first.filter(|first| runs.all(|run| of(run) == of(first)))
    };
    let in_runs: usize = runs.iter().map(|run| run.end.saturating_sub(run.start)).sum();
    let stands_alone = text.iter().filter(|c| is_letter_or_digit(**c)).count() == in_runs;
    let candidate = if is_glued {
        None
    } else if different > 1 {
        // Beside another, which may be the id of a model, only what a header sends is decided, and
        // where nothing says that the other is a credential too.
        let sent = all_are_one(|run| run.is_sent);
        sent.filter(|_| all_are_one(|run| run.is_named || run.is_listed).is_some())
    } else {
        all_are_one(|run| run.is_named).or_else(|| runs.first().filter(|_| stands_alone))
    };
    let sole = candidate.filter(|run| run.is_hexadecimal).copied();
    let count = sole.map_or(0, |sole| runs.iter().filter(|run| of(run) == of(&sole)).count());
    let different = different.saturating_add(usize::from(is_glued));
    Runs { first: runs.first().copied(), count, different, sole }
}

/// Whether the word before, past quotes and signs, is one that a credential stands behind.
fn names_a_credential(before: &[char]) -> bool {
    /// `key: "Key ` and the like have no more signs between.
    const MOST_SIGNS: usize = 8;
    let signs = before.iter().rev().take_while(|c| !c.is_ascii_alphanumeric()).count();
    let until = before.len().saturating_sub(signs);
    let word = before.get(..until).unwrap_or_default();
    let has_sign = (1..=MOST_SIGNS).contains(&signs);
    let named = |word: &[char]| {
        const WORDS: [&str; 8] =
            ["key", "pat", "token", "bearer", "secret", "credential", "authorization", "password"];
        WORDS.iter().any(|known| ends_with(word, known) && is_whole(word, known))
    };
    // `my key is …`, but not `the md5 is …`.
    let subject = word.len().checked_sub(3).and_then(|end| word.get(..end));
    has_sign
        && !is_of_another(word)
        && (named(word) || (ends_with(word, " is") && subject.is_some_and(named)))
}

/// Whether the words at the end name another vendor: `OPENAI_API_KEY`, `my OpenAI key is`.
fn is_of_another(text: &[char]) -> bool {
    const LONGEST: usize = 80;
    const MOST_WORDS: usize = 4;
    let mut words = 1_usize;
    let is_near = |c: &&char| {
        words = words.saturating_add(usize::from(**c == ' '));
        words <= MOST_WORDS && (c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.'))
    };
    let length = text.iter().rev().take(LONGEST).take_while(is_near).count();
    let near = text.get(text.len().saturating_sub(length)..);
    near.is_some_and(|near| vendor_named(near).is_some())
}

/// Whether a word at the end is no part of another, as `key` is of `monkey` and not of `apiKey`.
fn is_whole(text: &[char], word: &str) -> bool {
    let start = text.len().saturating_sub(word.len());
    let before = text.get(..start).unwrap_or_default();
    let is_capital = text.get(start).is_some_and(char::is_ascii_uppercase);
    let is_apart = before.last().is_none_or(|c| !c.is_ascii_alphabetic());
    is_apart || is_capital || ends_with(before, "api") || ends_with(before, "app")
}

/// Whether `Key` or `Bearer` stands before, as the first word of a header's value.
fn ends_in_scheme(before: &[char]) -> bool {
    let Some((' ', word)) = before.split_last().map(|(last, rest)| (*last, rest)) else {
        return false;
    };
    ["key", "bearer"].into_iter().any(|scheme| {
        let from = word.len().saturating_sub(scheme.len());
        let mut signs = word.get(..from).unwrap_or_default().iter().rev();
        let sign = signs.find(|c| **c != ' ');
        ends_with(word, scheme)
            && sign.is_none_or(|c| matches!(c, ':' | ',' | '(' | '=') || is_quote(*c))
    })
}

fn ends_with(text: &[char], word: &str) -> bool {
    let end = text.len().checked_sub(word.len()).and_then(|start| text.get(start..));
    end.is_some_and(|end| is_word(end, word))
}
