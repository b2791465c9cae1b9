//! Names before a credential: of headers, schemes, options of commands and variables.

use super::characters::{is_quote, is_word, narrow};
use super::vendor::vendor_named;
use crate::finding::FindingCode;

/// A name that stands before a credential, with everything up to the value.
pub(super) struct Prefix {
    pub(super) code: FindingCode,
    /// Its characters.
    pub(super) length: usize,
    /// The header or scheme; empty for others, whose names may hold a secret.
    pub(super) word: &'static str,
    pub(super) is_session_token: bool,
    /// Whose variable or option it is, where it is another vendor's.
    pub(super) vendor: Option<&'static str>,
}

/// A name is no longer than this.
const LONGEST_NAME: usize = 80;
/// `public static final String NAME =` has five.
const MOST_WORDS: usize = 6;
const CREDENTIAL_LENGTH: usize = 32;

const SESSION_TOKEN_HEADER: &str = "X-Clarifai-Session-Token";
const HEADERS: [&str; 5] =
    ["Authorization", "Proxy-Authorization", "X-API-Key", "Api-Key", SESSION_TOKEN_HEADER];
const SCHEMES: [&str; 7] = ["Key", "Bearer", "Basic", "Token", "ApiKey", "Api-Key", "PAT"];

pub(super) fn prefix(rest: &[char]) -> Option<Prefix> {
    header(rest)
        .or_else(|| scheme(rest))
        .or_else(|| joined_argument(rest))
        .or_else(|| argument(rest))
        .or_else(|| variable(rest))
}

fn header(rest: &[char]) -> Option<Prefix> {
    HEADERS.into_iter().find_map(|word| {
        let after = skip_quote(rest, skip_word(rest, word)?);
        let colon = skip_spaces(rest, after);
        let is_named = matches!(rest.get(colon), Some(':' | '='));
        let length = colon.checked_add(1)?;
        let is_session_token = word == SESSION_TOKEN_HEADER;
        is_named.then_some(Prefix {
            code: FindingCode::PastedHeader,
            length,
            word,
            is_session_token,
            vendor: None,
        })
    })
}

/// A scheme word with white space behind it, or stuck to 32 letters and digits.
fn scheme(rest: &[char]) -> Option<Prefix> {
    SCHEMES.into_iter().find_map(|word| {
        let after = skip_word(rest, word)?;
        let length = skip_spaces(rest, after);
        let behind = rest.get(after..)?;
        let is_stuck =
            behind.len() == CREDENTIAL_LENGTH && behind.iter().all(char::is_ascii_alphanumeric);
        let is_prefix = (length > after && length < rest.len()) || is_stuck;
        let is_assigned = matches!(rest.get(length), Some('=' | ':'));
        (is_prefix && !is_assigned).then_some(Prefix {
            code: FindingCode::PastedScheme,
            length,
            word,
            is_session_token: false,
            vendor: None,
        })
    })
}

/// `-HAuthorization:`: the option and its value without a gap.
fn joined_argument(rest: &[char]) -> Option<Prefix> {
    let value = rest.strip_prefix(&['-', 'H'])?;
    header(value).map(|_| Prefix {
        code: FindingCode::PastedArgument,
        length: 2,
        word: "",
        is_session_token: false,
        vendor: None,
    })
}

/// `-H `, `--header=`, `-H'`: an option of a command.
fn argument(rest: &[char]) -> Option<Prefix> {
    let dashes = rest.iter().take(3).take_while(|c| **c == '-').count();
    let name = rest.get(dashes..)?.iter().take(LONGEST_NAME);
    let length = name.take_while(|c| c.is_ascii_alphanumeric() || **c == '-').count();
    let name = rest.get(dashes..dashes.checked_add(length)?)?;
    let is_other = names_something_else(name);
    let is_option =
        matches!(dashes, 1 | 2) && length > 0 && length != CREDENTIAL_LENGTH && !is_other;
    let after = dashes.checked_add(length)?;
    let mark = rest.get(after).copied()?;
    let value = skip_spaces(rest, if mark == '=' { after.checked_add(1)? } else { after });
    let is_set_apart = value > after || is_quote(mark);
    (is_option && is_set_apart && value < rest.len()).then_some(Prefix {
        code: FindingCode::PastedArgument,
        length: value,
        word: "",
        is_session_token: false,
        vendor: vendor_named(name),
    })
}

/// `NAME=`, `export NAME=`, `$env:NAME =`, `"name":`, `const NAME: type =`, `name =>`.
fn variable(rest: &[char]) -> Option<Prefix> {
    let mut at = skip_word(rest, "$env:").unwrap_or(0);
    for _ in 0..MOST_WORDS {
        let word = rest.get(at..)?;
        let is_sigil = matches!(word.first(), Some('_' | '$' | '@' | '&'));
        if !is_sigil && !word.first()?.is_ascii_alphabetic() {
            return None;
        }
        let in_name = |c: &&char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let rest_of_name = word.iter().skip(1).take(LONGEST_NAME).take_while(in_name).count();
        let length = rest_of_name.checked_add(1)?;
        if may_be_a_secret(word.get(..length)?) {
            return None;
        }
        let end = at.checked_add(length)?;
        let mark = skip_spaces(rest, skip_quote(rest, end));
        if let Some(operator) = operator(rest.get(mark..)?) {
            let value = skip_spaces(rest, mark.checked_add(operator)?);
            let name = word.get(..length)?;
            if names_something_else(name) {
                return None;
            }
            let is_url = rest.get(value) == Some(&'/') && operator == 1;
            let has_value = value < rest.len() || name.contains(&'_');
            return (has_value && !is_url).then_some(Prefix {
                code: FindingCode::VariableName,
                length: value,
                word: "",
                is_session_token: names_session_token(name),
                vendor: vendor_named(rest.get(..end)?),
            });
        }
        if mark == end {
            return None;
        }
        at = mark;
    }
    None
}

/// A name that could be a credential is no name: which of the two was meant cannot be told.
fn may_be_a_secret(name: &[char]) -> bool {
    let is_one_word = name.iter().all(char::is_ascii_alphanumeric);
    let has_digits = name.iter().any(char::is_ascii_digit);
    let is_encoded = is_one_word && (name.len() > 40 || (name.len() >= 24 && has_digits));
    name.len() == CREDENTIAL_LENGTH || is_encoded
}

fn operator(rest: &[char]) -> Option<usize> {
    match (rest.first()?, rest.get(1)) {
        ('=', Some('>' | '=')) | (':', Some('=')) | ('-', Some('>')) => Some(2),
        ('=' | ':', _) => Some(1),
        _ => None,
    }
}

/// A name that says itself that no credential stands behind it: `MODEL_ID`, `sha256`, `ETag`.
fn names_something_else(name: &[char]) -> bool {
    const OTHERS: [&str; 11] = [
        "md5", "sha1", "sha2", "sha5", "hash", "etag", "digest", "checksum", "commit", "match",
        "version",
    ];
    let holds = |word: &str| name.windows(word.len()).any(|part| is_word(part, word));
    let is_id = name.len() > 2 && name.len().checked_sub(2).is_some_and(|at| ends_as_id(name, at));
    (is_id && !holds("key")) || OTHERS.into_iter().any(holds)
}

/// `_id`, `-id`, `Id` at the end.
fn ends_as_id(name: &[char], at: usize) -> bool {
    let end = name.get(at..).unwrap_or_default();
    let before = at.checked_sub(1).and_then(|before| name.get(before));
    let is_apart = before.is_some_and(|c| !c.is_ascii_alphabetic());
    is_word(end, "id") && (is_apart || end.first() == Some(&'I'))
}

fn names_session_token(name: &[char]) -> bool {
    let letters = name.iter().filter(|c| c.is_ascii_alphabetic()).map(|c| c.to_ascii_lowercase());
    letters.rev().take(12).eq("sessiontoken".chars().rev())
}

fn skip_word(rest: &[char], word: &str) -> Option<usize> {
    let count = word.len();
    let same = |(a, b): (&char, char)| plain(*a).eq_ignore_ascii_case(&b);
    rest.get(..count)?.iter().zip(word.chars()).all(same).then_some(count)
}

/// The letter that a full-width or Cyrillic one of `Key` stands for.
fn plain(c: char) -> char {
    match c {
        'К' | 'к' => 'k',
        'Е' | 'е' => 'e',
        'У' | 'у' => 'y',
        c => narrow(c).unwrap_or(c),
    }
}

fn skip_quote(rest: &[char], at: usize) -> usize {
    let is_closing = rest.get(at).copied().is_some_and(|c| is_quote(c) || c == ']');
    at.saturating_add(usize::from(is_closing))
}

fn skip_spaces(rest: &[char], from: usize) -> usize {
    let spaces = rest.iter().skip(from).take_while(|c| c.is_whitespace()).count();
    from.saturating_add(spaces)
}
