//! Which lines of a file count: all of a `.env`, a section of an INI or TOML file, the current context
//! of Clarifai's configuration.

use super::dotenv::{Form, Line, Reader, Variable};
use crate::mask::mask_credentials;

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
    is_within: bool,
    is_among_contexts: bool,
    /// How far the names of the contexts are indented.
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
        let mut kind = Kind::Dotenv;
        let mut current = String::from(DEFAULT_CONTEXT);
        for line in Reader::new(text, true) {
            match line {
                Line::Other { section: Some(section), .. } if kind == Kind::Dotenv => {
                    if section == "clarifai" {
                        kind = Kind::Ini;
                    } else if is_vars(section) {
                        kind = Kind::Wrangler;
                    }
                }
                Line::Assignment(variable) if is_top(&variable) => {
                    let is_current = variable.name == "current_context";
                    if kind == Kind::Dotenv && (is_current || variable.name == "contexts") {
                        kind = Kind::Config;
                    }
                    if is_current {
                        current = variable.value.to_owned();
                    }
                }
                _ => {}
            }
            if matches!(kind, Kind::Ini | Kind::Wrangler) {
                break;
            }
        }
        Self {
            kind,
            current,
            is_within: kind == Kind::Dotenv,
            is_among_contexts: false,
            indent: None,
            has_current: false,
            contexts: 0,
            names: String::new(),
        }
    }

    /// Whether a line counts, of which all earlier ones were asked about.
    pub(super) fn covers(&mut self, line: &Line<'_>) -> bool {
        match (self.kind, line) {
            (Kind::Ini, Line::Other { section: Some(section), .. }) => {
                self.is_within = *section == "clarifai";
            }
            (Kind::Wrangler, Line::Other { section: Some(section), .. }) => {
                self.is_within = is_vars(section);
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
                    self.names =
                        [&self.names, comma, &mask_credentials(variable.name), "`"].concat();
                }
            }
            return self.is_within && !is_name;
        }
        false
    }

    /// The current context and those that there are, where it is not among them.
    pub(super) fn missing_context(&self) -> Option<(String, String)> {
        let is_missing = self.kind == Kind::Config && !self.has_current;
        is_missing.then(|| (mask_credentials(&self.current), self.names.clone()))
    }
}

fn is_vars(section: &str) -> bool {
    let named = section.strip_prefix("env.").and_then(|name| name.strip_suffix(".vars"));
    section == "vars" || named.is_some()
}

fn is_top(variable: &Variable<'_>) -> bool {
    variable.indent == 0 && variable.form == Form::Yaml
}
