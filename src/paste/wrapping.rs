//! What a document, a mail or a chat puts around a paste.

use std::borrow::Cow;

use crate::text::{from, until};

/// The text without what a document, a mail or a chat puts around it: fences, quote marks.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut fenced, mut quoted, mut prompted) = (false, text.starts_with("> "), false);
    let is_fence = |line: &str| line.trim_start().starts_with("```");
    // What PowerShell and the command prompt write where a command goes on.
    let is_prompt = |line: &str| line.starts_with(">> ") || line.starts_with("More? ");
    for line in text.lines() {
        fenced |= is_fence(line);
        prompted |= is_prompt(line);
        quoted = quoted && (line.starts_with('>') || line.trim().is_empty());
    }
    if !quoted && !fenced && !prompted {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for mut line in text.lines() {
        if quoted {
            line = line.strip_prefix('>').unwrap_or(line);
            line = line.strip_prefix(' ').unwrap_or(line);
        }
        if !quoted && is_prompt(line) {
            line = from(line, until(line, " "));
        }
        if !is_fence(line) {
            plain.push_str(line);
            plain.push('\n');
        }
    }
    Cow::Owned(plain)
}
