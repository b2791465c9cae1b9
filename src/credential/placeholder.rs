//! Texts that stand where a credential should.

use zeroize::Zeroizing;

/// Whole texts, compared in lower case: values that programs print for nothing, and stand-ins of
/// the documentation.
const WHOLE: [&str; 24] = [
    "none",
    "null",
    "nil",
    "undefined",
    "nan",
    "true",
    "false",
    "envvar",
    "todo",
    "fixme",
    "changeme",
    "secret",
    "password",
    "key",
    "apikey",
    "api_key",
    "pat",
    "token",
    "test",
    "demo-key",
    "some_invalid_key",
    "a123457612345678",
    "[object object]",
    "xxx",
];

/// Words of which two in one text make it a stand-in, such as `YOUR_PAT_HERE`.
const WORDS: [&str; 15] = [
    "your", "my", "here", "key", "pat", "token", "api", "app", "clarifai", "personal", "access",
    "insert", "replace", "paste", "example",
];

/// How code and templates refer to a variable.
const REFERENCES: [&str; 9] =
    ["$", "%", "{{", "<", "process.env", "os.environ", "os.getenv", "import.meta.env", "env["];

const MASKS: [char; 9] = ['*', '•', '●', '·', '…', '?', '#', '_', '-'];

pub(super) fn is_placeholder(text: &[char]) -> bool {
    let holds_a_key = text.split(|c| !c.is_ascii_hexdigit()).any(|run| run.len() == 32);
    if text.is_empty() || text.len() > 120 || holds_a_key {
        return false;
    }
    let mut lower = Zeroizing::new(String::with_capacity(text.len().saturating_mul(4)));
    lower.extend(text.iter().map(char::to_ascii_lowercase));
    WHOLE.contains(&lower.as_str())
        || REFERENCES.iter().any(|start| lower.starts_with(start))
        || is_masked(&lower)
        || is_made_of_words(&lower)
}

/// Four mask characters in a row, or nothing else than `x`, dots and masks.
fn is_masked(lower: &str) -> bool {
    let longest_run = |masks: &[char]| {
        lower.split(|c| !masks.contains(&c)).map(|run| run.chars().count()).max().unwrap_or(0)
    };
    longest_run(&MASKS) >= 4
        || longest_run(&['.']) >= 3
        || lower.chars().all(|c| c == 'x' || c == '.' || MASKS.contains(&c))
}

fn is_made_of_words(lower: &str) -> bool {
    let mut words = lower.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let known = words.clone().filter(|word| WORDS.contains(word)).count();
    known >= 2 || (lower.starts_with('[') && words.all(|word| WORDS.contains(&word)))
}
