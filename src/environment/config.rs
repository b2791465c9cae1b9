//! Which lines of a file count: all of a `.env`, a section of an INI or TOML file, the current context
//! of Clarifai's configuration.

use std::ops::Range;

use super::base::find;
use super::dotenv::{Form, Line, Reader, Variable};
use super::findings::At;
use crate::mask::mask_secrets;

/// What a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `.env`, `.dev.vars`, or no text at all.
    Dotenv,
    /// The section `[clarifai]` of `~/.clarifai/config`.
    Ini,
    /// The sections `[vars]` and `[env.….vars]` of `wrangler.toml`.
    Wrangler,
    /// `~/.config/clarifai/config`: contexts, of which one is current.
    Config,
}

/// Reads a text of any of the kinds, of which only some lines count.
pub(super) struct Scope {
    pub(super) kind: Kind,
    current: String,
    /// The line that says which context is current, and where in the text that stands.
    current_at: Option<(usize, Range<usize>)>,
    is_within: bool,
    is_among_contexts: bool,
    /// How far the names of the contexts are indented, or the braces with the variables.
    indent: Option<usize>,
    has_current: bool,
    contexts: usize,
    /// Their names.
    names: String,
}

/// Nobody reads a longer list.
const MOST_CONTEXTS: usize = 8;
/// What the SDK takes where the file does not say.
const DEFAULT_CONTEXT: &str = "default";

impl Scope {
    pub(super) fn of(text: &str) -> Self {
        let mut scope = Self {
            kind: Kind::Dotenv,
            current: String::from(DEFAULT_CONTEXT),
            current_at: None,
            is_within: false,
            is_among_contexts: false,
            indent: None,
            has_current: false,
            contexts: 0,
            names: String::new(),
        };
        let may_be_another = text.bytes().any(|byte| byte == b'[')
            || ["vars", "context"].iter().any(|word| find(text, word).is_some());
        let read = if may_be_another { text } else { "" };
        for line in Reader::new(read, true, is_braced(text)) {
            match &line {
                Line::Other { section: Some(section), .. } if scope.kind == Kind::Dotenv => {
                    if *section == "clarifai" {
                        scope.kind = Kind::Ini;
                    } else if is_vars(section) {
                        scope.kind = Kind::Wrangler;
                    }
                }
                Line::Assignment(variable) if is_top(variable) => {
                    let is_current = variable.name == "current_context";
                    if scope.kind == Kind::Dotenv && (is_current || variable.name == "contexts") {
                        scope.kind = Kind::Config;
                    }
                    if is_current {
                        let range = variable.name_start..variable.value_range.end;
                        scope.current_at = Some((variable.line, range));
                        scope.current = variable.value.to_owned();
                    }
                }
                _ => {}
            }
            if let Line::Assignment(variable) = &line
                && scope.kind == Kind::Dotenv
                && is_vars(variable.name)
                && variable.value.starts_with('{')
            {
                scope.kind = Kind::Wrangler;
            }
            if matches!(scope.kind, Kind::Ini | Kind::Wrangler) {
                break;
            }
        }
        scope.is_within = scope.kind == Kind::Dotenv;
        scope
    }

    /// A reader of the lines among which [`Self::covers`] chooses.
    pub(super) fn reader<'text>(&self, text: &'text str) -> Reader<'text> {
        let has_braces = matches!(self.kind, Kind::Wrangler | Kind::Config);
        Reader::new(text, self.kind != Kind::Ini, has_braces)
    }

    /// Whether a line counts, of which all earlier ones were asked about.
    pub(super) fn covers(&mut self, line: &Line<'_>) -> bool {
        match (self.kind, line) {
            (Kind::Ini, Line::Other { section: Some(section), .. }) => {
                self.is_within = *section == "clarifai";
            }
            (Kind::Wrangler, Line::Other { section: Some(section), .. }) => {
                self.is_within = is_vars(section);
                self.indent = None;
            }
            (Kind::Wrangler, Line::Assignment(variable)) => {
                self.indent = self.indent.filter(|indent| variable.indent > *indent);
                if is_vars(variable.name) && variable.opens_braces() {
                    self.indent = self.indent.or(Some(variable.indent));
                    return false;
                }
                return self.is_within || self.indent.is_some();
            }
            (Kind::Config, Line::Assignment(variable)) => return self.is_in_context(variable),
            _ => {}
        }
        self.is_within
    }

    fn is_in_context(&mut self, variable: &Variable<'_>) -> bool {
        if variable.indent == 0 {
            self.is_among_contexts = is_top(variable) && variable.name == "contexts";
            self.is_within = false;
        } else if self.is_among_contexts {
            let is_name = variable.indent <= *self.indent.get_or_insert(variable.indent);
            if is_name {
                self.is_within = variable.name == self.current;
                self.has_current |= self.is_within;
                if self.contexts < MOST_CONTEXTS {
                    self.contexts = self.contexts.saturating_add(1);
                    let comma = if self.names.is_empty() { "`" } else { ", `" };
                    self.names = [&self.names, comma, &mask_secrets(variable.name), "`"].concat();
                }
            }
            return self.is_within && !is_name;
        }
        false
    }

    /// Where the current context is said, it, and those that there are, where it is not among them.
    pub(super) fn missing_context(self) -> Option<(At<'static, 'static>, String, String)> {
        let is_missing = self.kind == Kind::Config && !self.has_current;
        let at = self.current_at.map_or(At::Nowhere, |(line, range)| At::Line(line, range));
        is_missing.then(|| (at, mask_secrets(&self.current), self.names))
    }
}

/// Whether the text is one object of JSON or YAML.
fn is_braced(text: &str) -> bool {
    let mut is_comment = false;
    let mut starts = text.trim_start_matches('\u{feff}').bytes().skip_while(|byte| {
        is_comment = *byte != b'\n' && (is_comment || matches!(byte, b'#' | b'/'));
        is_comment || byte.is_ascii_whitespace()
    });
    starts.next() == Some(b'{')
}

fn is_vars(section: &str) -> bool {
    let named = section.strip_prefix("env.").and_then(|name| name.strip_suffix(".vars"));
    section == "vars" || named.is_some()
}

fn is_top(variable: &Variable<'_>) -> bool {
    variable.indent == 0 && variable.form == Form::Yaml
}
