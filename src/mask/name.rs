//! What a name says of what it names.

use crate::text::{cut, is_listed, name_length};

/// No name of a secret is longer.
const LONGEST: usize = 80;
/// Words that name a secret wherever they stand in a name, but before one of [`NO_SECRETS`].
const SECRETS: &str =
    "secret password passwd passphrase passcode pwd apikey credential credentials";
/// Words that name a secret where they are the last.
const LAST: &str = "pat token authorization cookie auth key pw jwt";
/// Words that name another property of a secret.
const NO_SECRETS: &str = "name path file dir id url uri endpoint type kind length count version arn \
    hint reset field policy manager store expiry expires ttl min max required enabled";
/// Words behind the one that tells.
const QUALIFIERS: &str =
    "value val text string raw plain prod production dev test staging live old new";
/// What words end in that were written as one.
const ENDS: [&str; 7] = ["password", "passwd", "passphrase", "pwd", "secret", "apikey", "token"];
const WHOLE: &str = "key_id clarifai_api client_id clientid api_key_or_pat keyid sig \
    x-amz-signature x-goog-signature sessionid session_id phpsessid jsessionid pass";

/// Words that say what stands or may stand where a secret does: a state, a type, a mode of `fetch`.
const WORDS: &str = "expired required missing invalid revoked optional none null nil true false unset \
    empty undefined unknown yes no noauth enabled disabled include omit same origin latest str string \
    bool boolean int integer number any bytes object";

/// What holds the name and what the value where both are values: `{"name": "token", "value": "…"}`.
pub(crate) const PAIR_NAMES: &str = "name key field header variable var param";
pub(crate) const PAIR_VALUES: &str = "value val values text content";

/// The words that stand before a credential in a header.
pub(crate) fn is_scheme(word: &str) -> bool {
    is_listed(word, "key bearer basic token")
}

/// Whether a value says that no secret is there: `expired`, `Optional[str]`, `str | None`.
pub(super) fn is_words(core: &str) -> bool {
    const SIGNS: &str = " []<>|,?-=";
    let mut words = core.split(|c: char| !c.is_ascii_alphanumeric());
    core.bytes().any(|byte| byte.is_ascii_alphabetic())
        && name_length(core, SIGNS) == core.len()
        && words.all(|word| word.is_empty() || is_listed(word, WORDS))
}

/// Whether what a name names is a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    if name.is_empty() || name_length(name, "_-.:$") != name.len() || name.len() > LONGEST {
        return false;
    }
    // `PASS: 3 tests` is none.
    if is_listed(name, WHOLE) {
        return name != "PASS";
    }
    let (mut rest, mut is_last) = (name, true);
    while !rest.is_empty() {
        let (before, word) = cut_last_word(rest);
        let ends_in = |end: &&str| {
            let at = word.len().checked_sub(end.len());
            at.and_then(|at| word.get(at..)).is_some_and(|last| last.eq_ignore_ascii_case(end))
        };
        if is_listed(word, SECRETS) || ENDS.iter().take(6).any(ends_in) {
            return true;
        }
        if is_last && !word.is_empty() {
            if is_listed(word, LAST)
                || ENDS.iter().any(ends_in)
                || (is_listed(word, "pass") && !before.is_empty())
            {
                // `nextPageToken`
                return !is_listed(cut_last_word(before).1, "page");
            }
            if is_listed(word, NO_SECRETS) {
                return false;
            }
            is_last = is_listed(word, QUALIFIERS);
        }
        rest = before;
    }
    false
}

/// What stands before the last word of a name, and the word without the digits at its end.
fn cut_last_word(name: &str) -> (&str, &str) {
    let name = name.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
    let mut after = 0;
    let mut length = 0_usize;
    for byte in name.bytes().rev() {
        // `apiKey`: a new word by its capital.
        let is_hump = byte.is_ascii_lowercase() && u8::is_ascii_uppercase(&after);
        if !byte.is_ascii_alphanumeric() || is_hump {
            break;
        }
        after = byte;
        length = length.saturating_add(1);
    }
    cut(name, name.len().saturating_sub(length))
}
