//! Splits a command line into its words as a shell would; nothing is expanded.

use crate::text::{cut, from, name_length, split, trim, trim_start, until};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Bash,
    PowerShell,
    /// The command prompt of Windows.
    Cmd,
}

/// A command, split.
pub(super) struct Words<'text> {
    pub(super) words: Vec<String>,
    /// Where the command ends.
    pub(super) end: usize,
    /// What closes the text that follows as its input.
    pub(super) mark: &'text str,
    /// The words that hold a `$` for which the shell puts nothing.
    pub(super) kept: Vec<String>,
}

/// The words up to the end of the command.
pub(super) fn words(text: &str, dialect: Dialect) -> Words<'_> {
    let (words, kept) = (Vec::new(), Vec::new());
    let mut line =
        Line { text, rest: text, dialect, word: None, keeps: false, words, kept, mark: "" };
    while line.step() {}
    line.end_word();
    let end = text.len().saturating_sub(line.rest.len());
    Words { words: line.words, end, mark: line.mark, kept: line.kept }
}

struct Line<'text> {
    text: &'text str,
    rest: &'text str,
    dialect: Dialect,
    /// The word that is being read.
    word: Option<String>,
    /// Whether it holds a `$` that is sent.
    keeps: bool,
    words: Vec<String>,
    kept: Vec<String>,
    /// What closes the text that follows the command as its input.
    mark: &'text str,
}

impl<'text> Line<'text> {
    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let c = characters.next();
        self.rest = characters.as_str();
        c
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn push_str(&mut self, text: &str) {
        self.word.get_or_insert_default().push_str(text);
    }

    /// A character that stands for itself.
    fn push_escaped(&mut self, c: char) {
        self.keeps |= c == '$';
        self.push(c);
    }

    fn end_word(&mut self) {
        let word = self.word.take();
        if self.keeps {
            self.kept.extend(word.clone());
            self.keeps = false;
        }
        self.words.extend(word);
    }

    /// Reads on; false at the end of the command.
    fn step(&mut self) -> bool {
        let before = self.rest;
        let Some(c) = self.next() else { return false };
        let (bash, cmd) = (self.dialect == Dialect::Bash, self.dialect == Dialect::Cmd);
        match c {
            '\n' => {
                self.rest = before;
                return false;
            }
            '\\' if bash => self.escape(),
            // At the end of a line a doubled or forgotten escape is meant as one.
            '\\' if starts_line(self.rest) && !cmd => self.skip_line_break(),
            '\\' if cmd => {
                if self.rest.starts_with('"') {
                    self.next();
                    self.push('"');
                } else {
                    self.push('\\');
                }
            }
            '`' if self.dialect == Dialect::PowerShell => self.escape(),
            '^' if cmd && !self.rest.starts_with(['"', '\\']) => self.escape(),
            '^' if cmd && self.rest.starts_with("\\^\"") => {
                self.rest = from(self.rest, 3);
                self.push('"');
            }
            '^' if cmd => {
                self.next();
                if before.starts_with("^\"") {
                    self.caret_quoted();
                } else {
                    self.push('\\');
                }
            }
            '\'' if !cmd => self.single_quoted(),
            '"' => self.double_quoted('"'),
            '“' | '”' | '„' if self.word.is_none() => self.double_quoted('”'),
            '‘' | '’' if self.word.is_none() => self.quoted_until("’"),
            '$' if bash && self.rest.starts_with('\'') => {
                self.next();
                self.ansi_quoted();
            }
            '$' if bash && self.rest.starts_with('"') => {}
            '$' | '@' | '(' if !cmd && self.opens_group(c) => self.group(before),
            '`' => {
                self.push('`');
                self.quoted_until("`");
                self.push('`');
            }
            ';' | '|' | ')' if !cmd => return false,
            '|' => return false,
            '&' if self.word.is_none()
                || !self.rest.starts_with(|c: char| c.is_ascii_alphanumeric()) =>
            {
                if !self.rest.starts_with('>') {
                    return false;
                }
            }
            '>' | '<' if self.word.is_none() || self.is_descriptor() => self.redirection(),
            '#' if bash && self.word.is_none() => {
                self.rest = from(self.rest, until(self.rest, "\n"));
            }
            // What separates words for the eye separates them here: a document's no-break space too.
            c if c.is_whitespace() => self.end_word(),
            c => self.push(c),
        }
        true
    }

    /// A backslash, backtick or caret outside quotes.
    fn escape(&mut self) {
        if starts_line(self.rest) {
            return self.skip_line_break();
        }
        match self.next() {
            Some(c) if self.dialect == Dialect::PowerShell => self.push_escaped(backtick(c)),
            Some(c) => self.push_escaped(c),
            None => {}
        }
    }

    fn skip_line_break(&mut self) {
        self.rest = from(self.rest, until(self.rest, "\n").saturating_add(1));
    }

    fn single_quoted(&mut self) {
        self.quoted_until("'");
        while self.dialect == Dialect::PowerShell && self.rest.starts_with('\'') {
            self.next();
            self.push('\'');
            self.quoted_until("'");
        }
    }

    /// Everything up to the closing quote, as it is.
    fn quoted_until(&mut self, close: &str) {
        let (quoted, after) = split(self.rest, close).unwrap_or((self.rest, ""));
        self.keeps |= close == "'" && until(quoted, "$") < quoted.len();
        self.push_str(quoted);
        self.rest = after;
    }

    fn double_quoted(&mut self, close: char) {
        self.push_str("");
        while let Some(c) = self.next() {
            match (c, self.dialect) {
                ('\\', Dialect::Bash) => match self.next() {
                    Some('\n') => {}
                    Some(c @ ('"' | '\\' | '$' | '`')) => self.push_escaped(c),
                    Some(c) => {
                        self.push('\\');
                        self.push(c);
                    }
                    None => self.push('\\'),
                },
                ('\\', _) if self.rest.starts_with('"') => {
                    self.next();
                    self.push('"');
                }
                ('`', Dialect::PowerShell) => match self.next() {
                    Some('\n') | None => {}
                    Some(c) => self.push_escaped(backtick(c)),
                },
                (c, _) if c == close => {
                    if close != '"' || self.dialect == Dialect::Bash || !self.rest.starts_with('"')
                    {
                        return;
                    }
                    self.next();
                    self.push('"');
                }
                (c, _) => self.push(c),
            }
        }
    }

    /// Between `^"` and `^"`, as a browser copies a command for Windows: each caret guards the next
    /// character, and `\"` is a quote.
    fn caret_quoted(&mut self) {
        self.push_str("");
        while let Some(c) = self.next() {
            match c {
                '^' if self.rest.starts_with('"') => {
                    self.next();
                    return;
                }
                '^' if self.rest.starts_with("\\^\"") => {
                    self.rest = from(self.rest, 3);
                    self.push('"');
                }
                '^' if starts_line(self.rest) => {
                    // A line break is written as two of them.
                    self.skip_line_break();
                    if starts_line(self.rest) {
                        self.skip_line_break();
                        self.push('\n');
                    }
                }
                '^' => {
                    let guarded = self.next();
                    guarded.into_iter().for_each(|c| self.push(c));
                }
                '"' => return,
                c => self.push(c),
            }
        }
    }

    /// Between `$'` and `'`.
    fn ansi_quoted(&mut self) {
        self.push_str("");
        while let Some(c) = self.next() {
            match c {
                '\'' => return,
                '\\' => self.ansi_escape(),
                c => self.push_escaped(c),
            }
        }
    }

    fn ansi_escape(&mut self) {
        let Some(c) = self.next() else { return self.push('\\') };
        let plain = match c {
            'a' => '\u{7}',
            'b' => '\u{8}',
            'e' | 'E' => '\u{1b}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            '\\' | '\'' | '"' | '?' => c,
            'x' | 'u' | 'U' | '0'..='7' => {
                let (radix, most) = match c {
                    'x' => (16, 2),
                    'u' => (16, 4),
                    'U' => (16, 8),
                    _ => (8, 3),
                };
                let digits = if radix == 8 { self.before(c) } else { self.rest };
                let is_digit = |c: &char| c.is_digit(radix);
                let count = digits.chars().take(most).take_while(is_digit).count();
                let (digits, after) = digits.split_at_checked(count).unwrap_or((digits, ""));
                let code = u32::from_str_radix(digits, radix).ok();
                match code.and_then(char::from_u32) {
                    Some(found) => {
                        self.rest = after;
                        found
                    }
                    None => {
                        self.push('\\');
                        c
                    }
                }
            }
            c => {
                self.push('\\');
                c
            }
        };
        self.push(plain);
    }

    /// What is left, with the character that was just read.
    fn before(&self, c: char) -> &'text str {
        let left = self.rest.len().saturating_add(c.len_utf8());
        self.text.get(self.text.len().saturating_sub(left)..).unwrap_or_default()
    }

    fn opens_group(&self, c: char) -> bool {
        match c {
            '(' => self.dialect == Dialect::PowerShell && self.word.is_none(),
            '@' => {
                self.dialect == Dialect::PowerShell
                    && self.word.is_none()
                    && self.rest.starts_with(['{', '(', '"', '\''])
            }
            _ => self.rest.starts_with(['(', '{']),
        }
    }

    /// `$(…)`, `${…}`, `@{…}`, `(…)`, a here-string: kept as one word, as written.
    fn group(&mut self, start: &'text str) {
        for quote in ['"', '\''] {
            if let Some(inner) = start.strip_prefix('@').and_then(|start| start.strip_prefix(quote))
            {
                let close = ["\n", quote.encode_utf8(&mut [0; 4]), "@"].concat();
                let (inner, after) = split(inner, &close).unwrap_or((inner, ""));
                self.push_str(trim(inner, "\r\n"));
                self.rest = after;
                return;
            }
        }
        let length = group_length(start);
        let (group, after) = cut(start, length);
        self.push_str(group);
        self.rest = after;
    }

    fn is_descriptor(&self) -> bool {
        self.word.as_deref().is_some_and(|word| matches!(word, "1" | "2"))
    }

    /// `> file`, `2>&1`: where the output goes is no part of the request.
    fn redirection(&mut self) {
        self.word = None;
        if let Some(mark) = self.rest.strip_prefix('<').filter(|rest| !rest.starts_with('<')) {
            let mark = trim_start(mark, "- '\"\\");
            self.mark = cut(mark, name_length(mark, "_")).0;
        }
        let target = trim_start(trim_start(self.rest, "><&"), " \t");
        self.rest = from(target, until(target, " \t\r\n"));
    }
}

/// Whether nothing but white space stands before the end of the line.
fn starts_line(rest: &str) -> bool {
    trim_start(rest, " \t\r").starts_with('\n')
}

/// What PowerShell's backtick makes of a character.
fn backtick(c: char) -> char {
    match c {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        c => c,
    }
}

/// How long the bracketed group is that a text starts with; quotes in it hide brackets.
pub(crate) fn group_length(text: &str) -> usize {
    let (mut depth, mut quote, mut skip) = (0_usize, None, false);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if skip => skip = false,
            (_, '\\') => skip = true,
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '{' | '[') => depth = depth.saturating_add(1),
            (None, ')' | '}' | ']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at.saturating_add(1);
                }
            }
            _ => {}
        }
    }
    text.len()
}
