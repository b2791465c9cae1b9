//! Literals of JavaScript and Python as JSON; what is no literal stays as written, in `${…}`.

use super::shell::group_length;
use crate::json::{Json, is_number, unescape};
use crate::text::{cut, find, from, name_length, quote, split, trim_start, until};

/// What is done to a literal on its way.
pub(super) const WRAPPERS: [&str; 6] =
    ["JSON.stringify(", "json.dumps(", "new Headers(", "Headers(", "dict(", "httpx.Headers("];
/// What a call says is no longer, though each of its words may stand for a long text.
const LONGEST: usize = 500_000;
/// Literals nest no deeper.
const DEEPEST: usize = 60;

/// The name of an argument, and its value as JSON.
pub(crate) type Argument = (Option<String>, String);

/// The names of variables and the literals that they were given, as JSON.
pub(crate) type Constants<'text> = [Constant<'text>];
pub(crate) type Constant<'text> = (&'text str, String);

/// The arguments of a call as JSON texts, with the names of those that have one.
pub(super) fn arguments(text: &str, constants: &Constants) -> Option<(Vec<Argument>, usize)> {
    let (found, length) = read_arguments(text, constants);
    Some((found?, length))
}

/// The same, and how far was read also where they are none.
pub(crate) fn read_arguments(text: &str, constants: &Constants) -> (Option<Vec<Argument>>, usize) {
    let mut code = Code { text, at: 0, out: String::new(), depth: 0, constants };
    (all_arguments(&mut code), code.at)
}

fn all_arguments(code: &mut Code) -> Option<Vec<Argument>> {
    let mut found = Vec::new();
    loop {
        code.skip_blanks();
        match code.peek()? {
            ')' => return Some(found),
            ',' => code.skip(1),
            _ => {}
        }
        code.skip_blanks();
        if code.peek()? == ')' || found.len() > 20 {
            return Some(found);
        }
        let name = code.keyword();
        code.out.clear();
        code.value()?;
        found.push((name, code.out.clone()));
    }
}

/// Rewrites the literal that a text starts with as JSON; says where it ends.
pub(super) fn to_json(text: &str) -> Option<(String, usize)> {
    to_json_with(text, &[])
}

pub(crate) fn to_json_with(text: &str, constants: &Constants) -> Option<(String, usize)> {
    let mut code = Code { text, at: 0, out: String::new(), depth: 0, constants };
    code.value()?;
    Some((code.out, code.at))
}

/// Where a statement ends: at one of `ends`, or a bracket that it did not open.
pub(super) fn statement_end(text: &str, ends: &str) -> usize {
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let rest = || from(text, at);
        let width = match byte {
            b')' | b'}' | b']' => break,
            byte if ends.as_bytes().contains(byte) => break,
            b'"' => until(from(rest(), 1), "\"").saturating_add(2),
            b'\'' => until(from(rest(), 1), "'").saturating_add(2),
            b'(' | b'{' | b'[' => group_length(rest()),
            _ => 1,
        };
        at = at.saturating_add(width);
    }
    at.min(text.len())
}

/// What a JSON text stands for that is a string; others are not read.
fn text_of(json: &str) -> Option<String> {
    if json.starts_with('"') { Json::read(json)?.text() } else { None }
}

struct Code<'text> {
    text: &'text str,
    at: usize,
    /// JSON.
    out: String,
    depth: usize,
    constants: &'text Constants<'text>,
}

impl<'text> Code<'text> {
    /// What a variable stands for, as JSON.
    fn constant(&self, name: &str) -> Option<&'text str> {
        let known = self.constants.iter().rev().find(|(known, _)| *known == name);
        known.map(|(_, json)| json.as_str())
    }

    /// A text with the variables that a template puts in.
    fn filled(&self, text: String, open: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, behind)) = split(rest, open) {
            let (name, after) = cut(behind, until(behind, "}"));
            out.push_str(before);
            let known = self.constant(name.trim()).filter(|_| out.len() < LONGEST);
            match known.and_then(text_of) {
                Some(value) => {
                    out.push_str(&value);
                    rest = from(after, 1);
                }
                None => {
                    out.push_str(open);
                    rest = behind;
                }
            }
        }
        out.push_str(rest);
        out
    }

    fn rest(&self) -> &'text str {
        from(self.text, self.at)
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, count: usize) {
        self.at = self.at.saturating_add(count);
    }

    /// White space, comments, and the backslash of a line that goes on.
    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len().saturating_sub(rest.trim_start().len());
            self.skip(blank);
            let rest = self.rest();
            if rest.starts_with("//") || rest.starts_with('#') {
                self.skip(until(rest, "\n"));
            } else if rest.starts_with("/*") {
                self.skip(find(rest, "*/").map_or(rest.len(), |at| at.saturating_add(2)));
            } else if rest.starts_with("\\\n") {
                self.skip(2);
            } else if blank == 0 {
                return;
            }
        }
    }

    fn name(&mut self) -> &'text str {
        let name = cut(self.rest(), name_length(self.rest(), "_$")).0;
        self.skip(name.len());
        name
    }

    /// The name of Python's `name=value`.
    fn keyword(&mut self) -> Option<String> {
        let start = self.at;
        let name = self.name();
        let rest = trim_start(self.rest(), " ");
        if !name.is_empty() && rest.starts_with('=') && !rest.starts_with("==") {
            self.at = self.text.len().saturating_sub(rest.len());
            self.skip(1);
            return Some(name.to_owned());
        }
        self.at = start;
        None
    }

    fn value(&mut self) -> Option<()> {
        self.depth = self.depth.saturating_add(1);
        (self.depth < DEEPEST && self.out.len() < LONGEST).then_some(())?;
        self.skip_blanks();
        match self.peek()? {
            '{' => self.object()?,
            '[' => self.list(']')?,
            '(' => self.list(')')?,
            _ => self.expression()?,
        }
        self.depth = self.depth.saturating_sub(1);
        Some(())
    }

    fn list(&mut self, end: char) -> Option<()> {
        self.skip(1);
        self.out.push('[');
        let mut is_first = true;
        loop {
            self.skip_blanks();
            match self.peek()? {
                ',' => self.skip(1),
                c if c == end => {
                    self.skip(1);
                    self.out.push(']');
                    return Some(());
                }
                _ => {
                    if !is_first {
                        self.out.push(',');
                    }
                    is_first = false;
                    self.value()?;
                }
            }
        }
    }

    fn object(&mut self) -> Option<()> {
        self.skip(1);
        self.out.push('{');
        let mut is_first = true;
        loop {
            self.skip_blanks();
            match self.peek()? {
                ',' => {
                    self.skip(1);
                    continue;
                }
                '}' => {
                    self.skip(1);
                    self.out.push('}');
                    return Some(());
                }
                '.' | '*' => {
                    // What is spread into it is not known.
                    let end = statement_end(self.rest(), ",");
                    self.skip(end);
                    continue;
                }
                _ => {}
            }
            if !is_first {
                self.out.push(',');
            }
            is_first = false;
            let name = match self.string() {
                Some(name) => name,
                None if self.rest().starts_with('[') => {
                    let length = group_length(self.rest());
                    let name = self.rest().get(..length)?.to_owned();
                    self.skip(length);
                    name
                }
                None => self.name().to_owned(),
            };
            if name.is_empty() {
                return None;
            }
            quote(&name, &mut self.out);
            self.out.push(':');
            self.skip_blanks();
            match self.peek()? {
                ':' => {
                    self.skip(1);
                    self.value()?;
                }
                ',' | '}' => quote(&["${", &name, "}"].concat(), &mut self.out),
                _ => return None,
            }
        }
    }

    /// A string literal, decoded; with the letters that Python and JavaScript put before one.
    fn string(&mut self) -> Option<String> {
        let rest = self.rest();
        let letters = rest
            .bytes()
            .take(2)
            .take_while(|b| matches!(b, b'f' | b'F' | b'b' | b'r' | b'R' | b'u'))
            .count();
        let literal = rest.get(letters..)?;
        let has = |letter: &str| until(cut(rest, letters).0, letter) < letters;
        let is_raw = has("rR");
        let mark =
            ["\"\"\"", "'''", "\"", "'", "`"].into_iter().find(|mark| literal.starts_with(mark))?;
        let inner = literal.get(mark.len()..)?;
        let mut end = 0;
        loop {
            let rest = inner.get(end..)?;
            if rest.starts_with(mark) {
                break;
            }
            let c = rest.chars().next()?;
            if c == '\n' && mark.len() == 1 && mark != "`" {
                return None;
            }
            end = end.saturating_add(c.len_utf8());
            if c == '\\' {
                end = end.saturating_add(inner.get(end..)?.chars().next()?.len_utf8());
            }
        }
        let raw = inner.get(..end)?;
        self.skip(letters.saturating_add(end).saturating_add(mark.len().saturating_mul(2)));
        let text = if is_raw { raw.to_owned() } else { unescape(raw) };
        Some(match mark {
            _ if self.constants.is_empty() => text,
            "`" => self.filled(text, "${"),
            _ if has("fF") => self.filled(text, "{"),
            _ => text,
        })
    }

    /// Strings and other things, perhaps joined by `+`: what is no string stays as `${…}`.
    fn expression(&mut self) -> Option<()> {
        let mut text = String::new();
        let (mut strings, mut others) = (0_usize, 0_usize);
        let mut only = "";
        loop {
            self.skip_blanks();
            let Some(c) = self.peek() else { break };
            if matches!(c, ',' | ')' | ']' | '}' | ';' | ':') {
                break;
            }
            if c == '+' && strings.saturating_add(others) > 0 {
                self.skip(1);
                continue;
            }
            if let Some(piece) = self.string() {
                strings = strings.saturating_add(1);
                text.push_str(&piece);
                (text.len() < LONGEST).then_some(())?;
                continue;
            }
            if self.rest().starts_with(['"', '\'', '`']) {
                return None;
            }
            if let Some(inner) = self.wrapped()? {
                return Some(inner);
            }
            let rest = self.rest();
            let length = if c == '-' || c == '+' { 1 } else { 0 };
            let tail = rest.get(length..)?;
            let raw = rest.get(..length.saturating_add(statement_end(tail, ",;+\n:")))?;
            if raw.is_empty() {
                return None;
            }
            self.skip(raw.len());
            only = raw.trim();
            if let Some(json) = self.constant(only) {
                match text_of(json) {
                    Some(value) => {
                        strings = strings.saturating_add(1);
                        text.push_str(&value);
                        (text.len() < LONGEST).then_some(())?;
                        continue;
                    }
                    _ if strings.saturating_add(others) == 0 => {
                        self.out.push_str(json);
                        return Some(());
                    }
                    _ => {}
                }
            }
            others = others.saturating_add(1);
            for piece in ["${", only, "}"] {
                text.push_str(piece);
            }
        }
        if strings == 0 && others == 1 {
            match only {
                "true" | "True" => self.out.push_str("true"),
                "false" | "False" => self.out.push_str("false"),
                "null" | "None" | "undefined" | "nil" => self.out.push_str("null"),
                number if is_number(number) => self.out.push_str(number),
                _ => quote(&text, &mut self.out),
            }
        } else if strings.saturating_add(others) == 0 {
            return None;
        } else {
            quote(&text, &mut self.out);
        }
        Some(())
    }

    /// `JSON.stringify(…)` and the like: what stands in the brackets.
    fn wrapped(&mut self) -> Option<Option<()>> {
        let rest = self.rest();
        let Some(wrapper) = WRAPPERS.iter().find(|wrapper| rest.starts_with(**wrapper)) else {
            return Some(None);
        };
        let length = wrapper.len().saturating_sub(1);
        let group = group_length(rest.get(length..)?);
        let end = self.at.saturating_add(length).saturating_add(group);
        self.skip(wrapper.len());
        self.value()?;
        let after = self.text.get(end..)?;
        // `.encode()` and what else is done to it.
        self.at = end.saturating_add(statement_end(after, ",;\n"));
        Some(Some(()))
    }
}
