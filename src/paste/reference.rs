//! Finds the variable that stands in the place of the credential.

use super::draft::Draft;
use super::shell::Dialect;
use super::{PasteKind, Reference};
use crate::text::{begins, cut, find, from, holds_one_of, name_length, trim_start, until};

/// A name is no longer.
const LONGEST_NAME: usize = 80;

impl Reference {
    /// Reads what stands in the credential's place of a paste; `shown` is it without its secrets.
    pub(super) fn read(
        written: &str,
        shown: &str,
        draft: &Draft,
        text: &str,
        kind: PasteKind,
    ) -> Option<Self> {
        let written = written.trim();
        let expanded = match kind {
            PasteKind::CommandLine => {
                let whole = draft.authorization.as_deref().map_or(written, str::trim);
                let is_kept = draft.kept.iter().any(|kept| find(kept, whole).is_some());
                let signs = match draft.dialect? {
                    Dialect::Bash => "$`",
                    Dialect::PowerShell => "$",
                    Dialect::Cmd => "%!",
                };
                begins(trim_start(written, "\"'"), signs) && !is_kept
            }
            PasteKind::Code => is_filled(text, written),
            _ => return None,
        };
        // Where a default value is hidden, the name in front of it need not be.
        let is_shown = |name: &&str| written == shown.trim() || is_constant(name);
        let name = name(written).filter(is_shown);
        Some(Self { name: name.map(str::to_owned), expanded })
    }
}

/// Whether a text is surely a name: `CLARIFAI_PAT`.
fn is_constant(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    name.contains('_') && name.bytes().all(is_part)
}

/// Whether a program puts a value there: what is no string is an expression.
fn is_filled(text: &str, written: &str) -> bool {
    let Some(at) = find(text, written).filter(|_| begins(written, "${%#")) else { return true };
    let before = cut(text, at).0.as_bytes();
    let line = || before.iter().rev().take(LONGEST_LINE).take_while(|byte| **byte != b'\n');
    let Some(distance) = line().position(|byte| matches!(byte, b'"' | b'\'' | b'`')) else {
        return true;
    };
    let mut from_quote = line().skip(distance);
    let quote = from_quote.next();
    let is_template = matches!(from_quote.next(), Some(b'f' | b'F' | b'$'));
    // PHP and Kotlin put variables between double quotes.
    let is_other = || quote == Some(&b'"') && holds_one_of(text, &["<?php", "val ", "fun "]);
    let is_plain_name = written.starts_with('$') && !written.starts_with("${");
    quote == Some(&b'`') || is_template || is_plain_name || is_other()
}

/// Nobody writes a longer piece of a string before it.
const LONGEST_LINE: usize = 200;

/// The name in `$NAME`, `${NAME:-…}`, `$env:NAME`, `%NAME%`, `{name}`, `process.env.NAME`,
/// `os.environ["NAME"]`.
fn name(written: &str) -> Option<&str> {
    let quoted = from(written, until(written, "\"'").saturating_add(1));
    let bare = trim_start(written, "${%!@#<( \"'");
    let bare = bare.strip_prefix("env:").unwrap_or(bare);
    let (mut name, behind) = cut(bare, name_length(bare, "_."));
    if !quoted.is_empty() && begins(behind, "[(") {
        name = cut(quoted, name_length(quoted, "_")).0;
    }
    while let Some((_, last)) = name.split_once('.') {
        name = last;
    }
    // `$(cat key)` runs a program.
    let is_run = begins(written, "$`") && begins(behind, " /");
    let starts_well =
        name.as_bytes().first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    (starts_well && !is_run && name.len() <= LONGEST_NAME).then_some(name)
}
