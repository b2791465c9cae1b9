//! Texts that stand where a credential should.

use zeroize::Zeroizing;

use super::characters::is_letter_or_digit;
use crate::finding::FindingCode;
use crate::text::holds_one_of;

/// What languages print for a value that is not there, compared in lower case.
const UNSET: [&str; 21] = [
    "~",
    "none",
    "null",
    "nil",
    "<nil>",
    "<none>",
    "undefined",
    "nan",
    "n/a",
    "true",
    "false",
    "(null)",
    "(not set)",
    "not set",
    "unset",
    "<unset>",
    "empty",
    "optional.empty",
    "optional(nil)",
    "undefinednull",
    "system.object",
];

/// How what languages print for a value of another kind begins.
const NO_TEXT: [&str; 6] =
    ["[object ", "[function", "promise {", "<function", "<bound method", "function ("];

/// Stand-ins of the documentation, compared in lower case.
const STAND_INS: [&str; 24] = [
    "todo",
    "fixme",
    "tbd",
    "changeme",
    "change_me",
    "change-me",
    "secret",
    "password",
    "key",
    "bearer",
    "apikey",
    "api_key",
    "pat",
    "token",
    "test",
    "demo",
    "demo-key",
    "placeholder",
    "dummy",
    "example",
    "fake",
    "some_invalid_key",
    "some-invalid-key-321",
    "a123457612345678",
];

/// Words that programs write in the place of a secret.
const HIDDEN: [&str; 6] = ["redacted", "masked", "filtered", "hidden", "removed", "obfuscated"];

/// Words of which two in one text make it a stand-in, such as `YOUR_PAT_HERE`.
const WORDS: [&str; 26] = [
    "your", "my", "the", "here", "key", "pat", "token", "api", "app", "clarifai", "personal",
    "access", "insert", "replace", "paste", "put", "enter", "add", "example", "dummy", "sample",
    "fake", "test", "secret", "with", "me",
];

/// How code, shells, templates and secret stores refer to a value that is kept elsewhere.
const REFERENCES: [&str; 37] = [
    "$",
    "%",
    "{{",
    "<%",
    "<?",
    "#{",
    "@{",
    "__",
    "!ref",
    "!vault",
    "!secret",
    "process.env",
    "import.meta.env",
    "deno.env",
    "bun.env",
    "env.",
    "env[",
    "env(",
    "env:",
    "environ",
    "os.environ",
    "os.getenv",
    "getenv",
    "system.getenv",
    "secrets.",
    "var.",
    "local.",
    "config.",
    "settings.",
    "st.secrets",
    "op://",
    "vault:",
    "ref+",
    "arn:aws:",
    "ssm:",
    "projects/",
    "/run/secrets/",
];

const MASKS: [char; 13] = ['*', '•', '●', '·', '?', '#', '_', '-', '█', '▓', '▒', '░', '∙'];

/// One character for an ellipsis, of whatever direction or script.
const ELLIPSES: [char; 7] = ['…', '‥', '⋯', '⋮', '⋰', '⋱', '︙'];
/// What is written for one in several characters, and words that programs cut a text with.
const CUTS: [&str; 10] = [
    "...",
    ". .",
    "．．",
    "。。",
    "···",
    "[truncated",
    "(truncated",
    "<truncated",
    "[snip",
    "<snip",
];

/// Longer texts are no stand-ins.
const LONGEST: usize = 120;

/// What kind of stand-in a text is, where it is one.
pub(super) fn placeholder(text: &[char]) -> Option<FindingCode> {
    // A default value may be a key; what is sent is another text all the same.
    let has_default = text.starts_with(&['$', '{']) && text.ends_with(&['}']);
    let is_key = |run: &[char]| run.len() == 32;
    let holds_a_key = !has_default && text.split(|c| !c.is_ascii_hexdigit()).any(is_key);
    if text.is_empty() || text.len() > LONGEST || holds_a_key {
        return None;
    }
    let mut lower = Zeroizing::new(String::with_capacity(text.len().saturating_mul(4)));
    lower.extend(text.iter().map(char::to_ascii_lowercase));
    let lower = lower.as_str();
    let starts_with_any = |starts: &[&str]| starts.iter().any(|start| lower.starts_with(start));
    if UNSET.contains(&lower) || starts_with_any(&NO_TEXT) {
        Some(FindingCode::UnsetValue)
    } else if lower == "envvar"
        || is_name_in_braces(lower)
        || is_between(lower, '@')
        || (starts_with_any(&REFERENCES) && !is_percent_encoded(lower))
    {
        Some(FindingCode::UnexpandedReference)
    } else if is_cut(lower) {
        Some(FindingCode::Truncated)
    } else if is_masked(lower) || is_mark(lower) {
        Some(FindingCode::Masked)
    } else if STAND_INS.contains(&lower) || is_made_of_words(lower) {
        Some(FindingCode::Placeholder)
    } else {
        None
    }
}

/// `{name}`, as string formatting has it.
fn is_name_in_braces(lower: &str) -> bool {
    let name = lower.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    name.is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

/// `@NAME@`, as build tools have it.
fn is_between(lower: &str, mark: char) -> bool {
    let name = lower.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    name.is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

/// `%22` starts an encoded text, `%NAME%` a variable.
fn is_percent_encoded(lower: &str) -> bool {
    let mut bytes = lower.bytes();
    bytes.next() == Some(b'%')
        && bytes.next().is_some_and(|byte| byte.is_ascii_digit())
        && bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit())
}

/// An ellipsis beside letters or digits.
fn is_cut(lower: &str) -> bool {
    // Two dots behind a letter, but not those of `../keys`.
    let is_short = |part: &[u8]| matches!(part, [c, b'.', b'.'] if c.is_ascii_alphanumeric());
    let has_ellipsis = lower.chars().any(|c| ELLIPSES.contains(&c))
        || holds_one_of(lower, &CUTS)
        || lower.as_bytes().windows(3).any(is_short);
    has_ellipsis && lower.bytes().any(|byte| byte.is_ascii_hexdigit())
}

/// Three stars, four other mask characters or eight `x` in a row, nothing else than these, or a word
/// for it.
fn is_masked(lower: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphabetic();
    longest_run(lower, &MASKS) >= 4
        || longest_run(lower, &['*', '•', '●']) >= 3
        || longest_run(lower, &['x']) >= 8
        || HIDDEN.contains(&lower.trim_matches(|c| !is_word(c)))
        || lower.chars().all(|c| matches!(c, 'x' | '.' | '…') || MASKS.contains(&c))
}

/// What this package itself puts in the place of a credential: `<credential>`, `<credential 2>`.
fn is_mark(lower: &str) -> bool {
    let inner = lower.strip_prefix("<credential").and_then(|rest| rest.strip_suffix('>'));
    inner.is_some_and(|number| number.bytes().all(|byte| byte == b' ' || byte.is_ascii_digit()))
}

fn longest_run(text: &str, marks: &[char]) -> usize {
    text.split(|c| !marks.contains(&c)).map(|run| run.chars().count()).max().unwrap_or(0)
}

/// Two known words or more, which make up most of the text: a mangled key behind a name is none.
fn is_made_of_words(lower: &str) -> bool {
    let mut words = lower.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    if words.clone().all(is_several_words) && !lower.is_empty() {
        return words.next().is_some();
    }
    let known = words.clone().filter(|word| WORDS.contains(word));
    let letters: usize = known.clone().map(str::len).sum();
    let all = lower.chars().filter(|c| is_letter_or_digit(*c)).count();
    let is_bracketed = lower.starts_with(['[', '<']) && lower.ends_with([']', '>']);
    let is_address = lower.bytes().any(|byte| byte == b'@');
    let is_mostly_known = known.count() >= 2 && letters.saturating_mul(2) >= all && !is_address;
    is_mostly_known || (is_bracketed && words.all(|word| WORDS.contains(&word)))
}

/// `yourapikey`: two known words or more without anything between them.
fn is_several_words(run: &str) -> bool {
    const LONGEST_RUN: usize = 48;
    let bytes = run.as_bytes();
    if bytes.len() > LONGEST_RUN || WORDS.contains(&run) {
        return false;
    }
    // Bit n: known words end after n letters.
    let mut ends = 1_u64;
    for from in 0..bytes.len() {
        let rest = bytes.get(from..).unwrap_or_default();
        if ends
            .checked_shr(u32::try_from(from).unwrap_or(u32::MAX))
            .is_some_and(|bits| bits & 1 == 1)
        {
            for word in WORDS.iter().filter(|word| rest.starts_with(word.as_bytes())) {
                ends |= 1_u64 << from.saturating_add(word.len()).min(63);
            }
        }
    }
    ends.checked_shr(u32::try_from(bytes.len()).unwrap_or(u32::MAX))
        .is_some_and(|bits| bits & 1 == 1)
}
