//! References to variables, and what only looks like one.

use crate::text::{begins, find, from, name_length};

/// Whether what starts like a reference to a variable can be none: `$ecretPassw0rd`.
pub(super) fn is_no_reference(core: &str) -> bool {
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
pub(super) fn is_like_reference(core: &str) -> bool {
    let name = name_length(core, "_-");
    begins(core, "$%_@#{<!") || (name > 0 && begins(from(core, name), ".[(:"))
}

/// Whether a reference brings a value of its own: a default, or letters and digits in any mixture.
pub(super) fn holds_secret(core: &str) -> bool {
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
