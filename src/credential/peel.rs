//! Takes off what stands around a credential: padding, quotes, a header's or a variable's name.

use super::characters::{Characters, is_invisible, is_line_break, is_quote, is_space, name};
use crate::finding::{Finding, FindingCode};

/// The characters from `start` to `end` are what is left; `findings` say what was taken off.
pub(super) struct Peeled {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) findings: Vec<Finding>,
}

/// Nobody wraps a credential in more layers; a hostile text could, at a cost for each.
const MOST_LAYERS: usize = 24;
/// A name before the credential is no longer than this.
const LONGEST_PREFIX: usize = 80;

pub(super) fn peel(text: &Characters) -> Peeled {
    let mut peeled = Peeled { start: 0, end: text.as_slice().len(), findings: Vec::new() };
    while peeled.findings.len() < MOST_LAYERS
        && (peeled.padding(text)
            || peeled.quotes(text)
            || peeled.prefix(text)
            || peeled.suffix(text))
    {}
    peeled
}

impl Peeled {
    pub(super) fn rest<'text>(&self, text: &'text Characters) -> &'text [char] {
        text.as_slice().get(self.start..self.end).unwrap_or_default()
    }

    /// Takes characters off at the start; reports whether there were any.
    fn drop_front(
        &mut self,
        text: &Characters,
        count: usize,
        code: FindingCode,
        message: String,
        fix: &str,
    ) -> bool {
        let end = self.start.saturating_add(count);
        let span = text.span(self.start, end);
        self.start = end;
        self.findings.push(Finding::new(code, Some(span), message, fix));
        true
    }

    fn drop_back(
        &mut self,
        text: &Characters,
        count: usize,
        code: FindingCode,
        message: String,
        fix: &str,
    ) -> bool {
        let start = self.end.saturating_sub(count);
        let span = text.span(start, self.end);
        self.end = start;
        self.findings.push(Finding::new(code, Some(span), message, fix));
        true
    }

    fn padding(&mut self, text: &Characters) -> bool {
        let rest = self.rest(text);
        let blank = |c: &&char| is_space(**c) || is_line_break(**c) || is_invisible(**c);
        let front = rest.iter().take_while(blank).count();
        if front > 0 {
            let (code, message) = padding_words(rest.get(..front).unwrap_or_default(), "before");
            return self.drop_front(
                text,
                front,
                code,
                message,
                "remove it, and copy the credential alone",
            );
        }
        let back = rest.iter().rev().take_while(blank).count();
        if back == 0 {
            return false;
        }
        let from = rest.len().saturating_sub(back);
        let (code, message) = padding_words(rest.get(from..).unwrap_or_default(), "after");
        self.drop_back(text, back, code, message, "remove it, and copy the credential alone")
    }

    fn quotes(&mut self, text: &Characters) -> bool {
        let rest = self.rest(text);
        let fix = "remove the quotes; in a `.env` file or a shell they are not part of the value";
        let (first, last) = (rest.first().copied(), rest.last().copied());
        if first.is_some_and(is_quote) {
            let message = "a quote stands before the credential".into();
            return self.drop_front(text, 1, FindingCode::SurroundingQuotes, message, fix);
        }
        if last.is_some_and(is_quote) {
            let message = "a quote stands after the credential".into();
            return self.drop_back(text, 1, FindingCode::SurroundingQuotes, message, fix);
        }
        false
    }

    fn prefix(&mut self, text: &Characters) -> bool {
        let rest = self.rest(text);
        let (code, count, word) = match header_name(rest).or_else(|| scheme(rest)) {
            Some(prefix) => prefix,
            None => match variable_name(rest) {
                Some(prefix) => prefix,
                None => return false,
            },
        };
        let (message, fix) = match code {
            FindingCode::PastedHeader => (
                format!("the name of the header, `{word}`, stands before the credential"),
                "keep what stands after the header's name and its scheme word",
            ),
            FindingCode::PastedScheme => (
                format!("the scheme word `{word}` stands before the credential"),
                "remove the scheme word: the package writes `Key` itself",
            ),
            _ => (
                "the name of a variable stands before the credential".to_owned(),
                "keep what stands after the `=`",
            ),
        };
        self.drop_front(text, count, code, message, fix)
    }

    fn suffix(&mut self, text: &Characters) -> bool {
        if !matches!(self.rest(text).last(), Some(',' | ';')) {
            return false;
        }
        let message = "a comma or semicolon stands after the credential".into();
        self.drop_back(text, 1, FindingCode::TrailingPunctuation, message, "remove it")
    }
}

type Prefix = (FindingCode, usize, &'static str);

fn header_name(rest: &[char]) -> Option<Prefix> {
    const NAME: &str = "Authorization";
    let after = skip_word(rest, NAME)?;
    let colon = skip_spaces(rest, after);
    (rest.get(colon) == Some(&':')).then_some(())?;
    Some((FindingCode::PastedHeader, colon.checked_add(1)?, NAME))
}

/// A scheme word with white space behind it, or stuck to 32 letters and digits.
fn scheme(rest: &[char]) -> Option<Prefix> {
    ["Key", "Bearer"].into_iter().find_map(|word| {
        let after = skip_word(rest, word)?;
        let value = skip_spaces(rest, after);
        let behind = rest.get(after..)?;
        let is_stuck = behind.len() == 32 && behind.iter().all(char::is_ascii_alphanumeric);
        let is_prefix = (value > after && value < rest.len()) || is_stuck;
        is_prefix.then_some((FindingCode::PastedScheme, value, word))
    })
}

/// `NAME=`, `export NAME=`, `$env:NAME =`, `NAME:`, with something behind it.
fn variable_name(rest: &[char]) -> Option<Prefix> {
    let start = ["export", "set", "setx", "const", "let", "var"]
        .into_iter()
        .find_map(|word| {
            let after = skip_word(rest, word)?;
            Some(skip_spaces(rest, after)).filter(|start| *start > after)
        })
        .or_else(|| skip_word(rest, "$env:"))
        .unwrap_or(0);
    let name = rest.get(start..)?.iter().take(LONGEST_PREFIX);
    let length =
        name.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')).count();
    let is_name = rest.get(start).is_some_and(|c| c.is_ascii_alphabetic() || *c == '_');
    let mark = skip_spaces(rest, start.checked_add(length)?);
    let is_assigned = is_name && length > 0 && matches!(rest.get(mark), Some('=' | ':'));
    let value = skip_spaces(rest, mark.checked_add(1)?);
    let is_url = rest.get(value) == Some(&'/');
    // A name that could be a credential is no name: which of the two was meant cannot be told.
    let is_assigned = is_assigned && length != 32;
    (is_assigned && value < rest.len() && !is_url).then_some((FindingCode::VariableName, value, ""))
}

fn skip_word(rest: &[char], word: &str) -> Option<usize> {
    let count = word.len();
    let same = rest.get(..count)?.iter().zip(word.chars()).all(|(a, b)| a.eq_ignore_ascii_case(&b));
    same.then_some(count)
}

fn skip_spaces(rest: &[char], from: usize) -> usize {
    let spaces = rest.iter().skip(from).take_while(|c| c.is_whitespace()).count();
    from.saturating_add(spaces)
}

fn padding_words(padding: &[char], place: &str) -> (FindingCode, String) {
    let invisible = padding.iter().copied().find(|c| is_invisible(*c));
    let (code, c) = match invisible {
        Some(c) => (FindingCode::InvisibleCharacter, c),
        None => (FindingCode::SurroundingWhitespace, padding.first().copied().unwrap_or(' ')),
    };
    let kind = match code {
        FindingCode::InvisibleCharacter => "invisible character",
        _ => "white space",
    };
    let count = match padding.len() {
        1 => String::new(),
        several => format!(", {several} characters"),
    };
    (code, format!("{kind} ({}{count}) {place} the credential", name(c)))
}
