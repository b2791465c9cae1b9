//! Takes off what stands around a credential: padding, quotes, brackets, the names of headers,
//! options and variables.

use std::ops::Range;

use super::characters::{
    Characters, is_blank, is_invisible, is_line_break, is_quote, is_space, name,
};
use super::placeholder::placeholder;
use super::prefix::{Prefix, prefix};
use crate::finding::{Finding, FindingCode};

/// The characters from `start` to `end` are what is left; `findings` say what was taken off.
pub(super) struct Peeled {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) findings: Vec<Finding>,
    /// A name before it says that this is a session token.
    pub(super) is_session_token: bool,
    /// A name before it says that this is another vendor's.
    pub(super) vendor: Option<&'static str>,
}

/// Nobody wraps a credential in more layers; a hostile text could, at a cost for each.
const MOST_LAYERS: usize = 24;

/// What a serializer writes for a quote, a space or a line break.
const ESCAPES: [&str; 16] = [
    "\\n", "\\r", "\\t", "\\\"", "\\'", "\\`", "\\u0022", "\\u0027", "&quot;", "&#34;", "&#39;",
    "&apos;", "&nbsp;", "&lt;", "&gt;", "&amp;",
];

pub(super) fn peel(text: &Characters) -> Peeled {
    let mut peeled = Peeled {
        start: 0,
        end: text.as_slice().len(),
        findings: Vec::new(),
        is_session_token: false,
        vendor: None,
    };
    while peeled.findings.len() < MOST_LAYERS
        && (peeled.padding(text)
            || peeled.escape(text)
            || peeled.quotes(text)
            || peeled.name(text)
            || peeled.fragment(text)
            || peeled.suffix(text))
    {}
    peeled
}

impl Peeled {
    /// Takes off padding and quotes only.
    pub(super) fn around(text: &Characters, place: Range<usize>) -> Self {
        let mut peeled = Self {
            start: place.start,
            end: place.end,
            findings: Vec::new(),
            is_session_token: false,
            vendor: None,
        };
        while peeled.findings.len() < MOST_LAYERS && (peeled.padding(text) || peeled.quotes(text)) {
        }
        peeled
    }

    pub(super) fn rest<'text>(&self, text: &'text Characters) -> &'text [char] {
        text.as_slice().get(self.start..self.end).unwrap_or_default()
    }

    /// Takes characters off at the start; reports that there were some.
    fn drop_front(
        &mut self,
        text: &Characters,
        count: usize,
        code: FindingCode,
        message: impl Into<String>,
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
        message: impl Into<String>,
        fix: &str,
    ) -> bool {
        let start = self.end.saturating_sub(count);
        let span = text.span(start, self.end);
        self.end = start;
        self.findings.push(Finding::new(code, Some(span), message, fix));
        true
    }

    fn padding(&mut self, text: &Characters) -> bool {
        let fix = "remove it, and copy the credential alone";
        let rest = self.rest(text);
        let blank = |c: &&char| is_blank(**c);
        let front = rest.iter().take_while(blank).count();
        if front > 0 {
            let (code, message) = padding_words(rest.get(..front).unwrap_or_default(), "before");
            return self.drop_front(text, front, code, message, fix);
        }
        let back = rest.iter().rev().take_while(blank).count();
        if back == 0 {
            return false;
        }
        let from = rest.len().saturating_sub(back);
        let (code, message) = padding_words(rest.get(from..).unwrap_or_default(), "after");
        self.drop_back(text, back, code, message, fix)
    }

    fn escape(&mut self, text: &Characters) -> bool {
        let fix = "remove it; it stands for a quote, a space or a line break around the value";
        let code = FindingCode::EscapeSequence;
        let rest = self.rest(text);
        let at_start = |escape: &&&str| starts_with(rest, escape);
        if let Some(escape) = ESCAPES.iter().find(at_start) {
            let message = "an escape sequence stands before the credential";
            return self.drop_front(text, escape.len(), code, message, fix);
        }
        let at_end = |escape: &&&str| {
            let from = rest.len().checked_sub(escape.len());
            from.and_then(|from| rest.get(from..)).is_some_and(|tail| starts_with(tail, escape))
        };
        if let Some(escape) = ESCAPES.iter().find(at_end) {
            let message = "an escape sequence stands after the credential";
            return self.drop_back(text, escape.len(), code, message, fix);
        }
        false
    }

    fn quotes(&mut self, text: &Characters) -> bool {
        let fix = "remove the quotes; in a `.env` file or a shell they are not part of the value";
        let code = FindingCode::SurroundingQuotes;
        let rest = self.rest(text);
        let first = rest.first().copied();
        // Python prints bytes as b'…'.
        let is_literal = matches!(first, Some('b' | 'r' | 'u' | 'f' | '$' | '@'))
            && rest.get(1).copied().is_some_and(|c| matches!(c, '"' | '\''))
            && rest.last() == rest.get(1)
            && rest.len() > 3;
        if first.is_some_and(is_quote) || is_literal {
            let count = if is_literal { 2 } else { 1 };
            let message = "a quote stands before the credential";
            return self.drop_front(text, count, code, message, fix);
        }
        if rest.last().copied().is_some_and(is_quote) {
            return self.drop_back(text, 1, code, "a quote stands after the credential", fix);
        }
        false
    }

    fn name(&mut self, text: &Characters) -> bool {
        let rest = self.rest(text);
        let Some(Prefix { code, length, word, is_session_token, vendor }) = prefix(rest) else {
            return false;
        };
        // `NAME` in front of nothing but a reference is part of that reference.
        if placeholder(rest).is_some_and(|code| code == FindingCode::UnexpandedReference) {
            return false;
        }
        self.is_session_token |= is_session_token;
        // Of several names the last one stands before the credential.
        if matches!(code, FindingCode::VariableName | FindingCode::PastedArgument) {
            self.vendor = vendor;
        }
        let quoted = ["`", word, "`"].concat();
        let (message, fix) = match code {
            FindingCode::PastedHeader => (
                ["the name of the header, ", &quoted, ", stands before the credential"].concat(),
                "keep what stands after the header's name and its scheme word",
            ),
            FindingCode::PastedScheme => (
                ["the scheme word ", &quoted, " stands before the credential"].concat(),
                "remove the scheme word: the package writes `Key` itself",
            ),
            FindingCode::PastedArgument => (
                "an option of a command stands before the credential".to_owned(),
                "keep what stands after the option",
            ),
            _ => (
                "the name of a variable stands before the credential".to_owned(),
                "keep what stands after the `=`",
            ),
        };
        self.drop_front(text, length, code, message, fix)
    }

    /// Brackets and the marks of lists and comments; of a stand-in such as `<your key>` they are a part.
    fn fragment(&mut self, text: &Characters) -> bool {
        let rest = self.rest(text);
        let tag = tag(rest);
        if tag > 0 && placeholder(rest).is_none() {
            let message = "a tag of HTML stands before the credential";
            return self.drop_front(text, tag, FindingCode::PastedFragment, message, "remove it");
        }
        let is_spaced = rest.get(1).copied().is_some_and(is_space);
        let front = match rest.first() {
            Some('{' | '[' | '(' | '<' | '=' | ':' | '#') => 1,
            Some('-' | '*' | '>' | '+') if is_spaced => 1,
            Some('/') if rest.get(1) == Some(&'/') => 2,
            _ => 0,
        };
        if front == 0 || placeholder(rest).is_some() {
            return false;
        }
        let fix = "keep the credential alone, without the marks around it";
        let message = "a bracket, a list's dash or another mark stands before the credential";
        self.drop_front(text, front, FindingCode::PastedFragment, message, fix)
    }

    fn suffix(&mut self, text: &Characters) -> bool {
        let rest = self.rest(text);
        let last_tag = rest.iter().rposition(|c| *c == '<').and_then(|at| rest.get(at..));
        let is_tag = |last: &&[char]| tag(last) == last.len() && placeholder(rest).is_none();
        if let Some(last) = last_tag.filter(is_tag) {
            let message = "a tag of HTML stands after the credential";
            let length = last.len();
            return self.drop_back(text, length, FindingCode::PastedFragment, message, "remove it");
        }
        let code = FindingCode::TrailingPunctuation;
        match rest.last() {
            Some(',' | ';') => {
                let message = "a comma or semicolon stands after the credential";
                self.drop_back(text, 1, code, message, "remove it")
            }
            Some('.' | '…' | ':' | '\\' | '|' | '&' | '!' | '^') if placeholder(rest).is_none() =>
            {
                let message = "a punctuation mark stands after the credential";
                self.drop_back(text, 1, code, message, "remove it")
            }
            Some('}' | ']' | ')' | '>') if placeholder(rest).is_none() => {
                let message = "a bracket stands after the credential";
                let fix = "keep the credential alone, without the marks around it";
                self.drop_back(text, 1, FindingCode::PastedFragment, message, fix)
            }
            _ => match comment(rest) {
                Some(length) => {
                    let message = "a comment stands after the credential";
                    self.drop_back(text, length, FindingCode::PastedFragment, message, "remove it")
                }
                None => false,
            },
        }
    }
}

/// How long a tag such as `<code>` or `<br/>` at the start is.
fn tag(rest: &[char]) -> usize {
    const LONGEST: usize = 12;
    let name = rest.iter().skip(1).take(LONGEST);
    let name = name.take_while(|c| c.is_ascii_alphabetic() || **c == '/').count();
    let end = name.saturating_add(1);
    let is_tag = rest.first() == Some(&'<') && name > 0 && rest.get(end) == Some(&'>');
    if is_tag { end.saturating_add(1) } else { 0 }
}

fn starts_with(rest: &[char], word: &str) -> bool {
    rest.get(..word.len()).is_some_and(|start| word.chars().eq(start.iter().copied()))
}

/// How long a comment at the end of the last line is.
fn comment(rest: &[char]) -> Option<usize> {
    let line = rest.rsplit(|c| is_line_break(*c)).next()?;
    let from = rest.len().saturating_sub(line.len());
    let is_mark = |at: &usize| {
        let is_apart = at.checked_sub(1).and_then(|before| rest.get(before));
        let is_slashes = rest.get(*at..).is_some_and(|tail| starts_with(tail, "//"));
        is_apart.is_some_and(|c| c.is_whitespace()) && (is_slashes || rest.get(*at) == Some(&'#'))
    };
    let at = (from..rest.len()).find(is_mark)?;
    // A second credential there is one that could be meant.
    let mut words = rest.get(at..)?.split(|c| !c.is_ascii_alphanumeric());
    let holds_another = words.any(|word| word.len() == 32);
    rest.len().checked_sub(at).filter(|_| !holds_another)
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
