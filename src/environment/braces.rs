//! Reads what stands in braces: JSON, inline tables of TOML, and YAML in the same style.

use std::ops::Range;

use super::dotenv::{Form, QUOTES, Reader, Value, Variable, decoded, line_breaks, trim_end};

/// How deep in braces a reader is, as if each pair were a further indent.
#[derive(Clone, Copy)]
pub(super) struct Braces {
    /// That of the variables in the outermost pair.
    outermost: usize,
    indent: usize,
}

impl<'text> Reader<'text> {
    /// Goes on behind the brace at `at`; what stands there is indented so far.
    pub(super) fn open_braces(&mut self, at: usize, indent: usize) {
        self.at = at.saturating_add(1);
        self.braces = Some(Braces { outermost: indent, indent });
    }

    /// The next variable in braces; nothing where the outermost pair ends.
    pub(super) fn in_braces(&mut self) -> Option<Variable<'text>> {
        while let Some(Braces { outermost, indent }) = self.braces {
            self.skip_blanks();
            let set = |indent| Some(Braces { outermost, indent });
            match self.byte()? {
                b'{' | b'[' => self.braces = set(indent.saturating_add(1)),
                b'}' | b']' if indent <= outermost => {
                    self.braces = None;
                    self.at = self.end_of_line(self.at).1;
                    self.line = self.line.saturating_add(1);
                    return None;
                }
                b'}' | b']' => self.braces = set(indent.saturating_sub(1)),
                b',' => {}
                _ => {
                    if let Some(variable) = self.pair(indent) {
                        if variable.opens_braces() {
                            self.braces = set(indent.saturating_add(1));
                        }
                        return Some(variable);
                    }
                    continue;
                }
            }
            self.at = self.at.saturating_add(1);
        }
        None
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Blanks, line breaks and comments.
    fn skip_blanks(&mut self) {
        while let Some(byte) = self.byte() {
            let (end, next) = match byte {
                b' ' | b'\t' => {
                    self.at = self.at.saturating_add(1);
                    continue;
                }
                b'#' | b'\n' | b'\r' => self.end_of_line(self.at),
                b'/' if self.slice(self.at, self.at.saturating_add(2)) == "//" => {
                    self.end_of_line(self.at)
                }
                _ => return,
            };
            self.line = self.line.saturating_add(usize::from(end < next));
            self.at = next;
        }
    }

    /// A name and its value, or the brace that opens behind it; nothing for an item of a list.
    fn pair(&mut self, indent: usize) -> Option<Variable<'text>> {
        let line = self.line;
        let (name, _) = self.scalar(b",:={}[]\n\r");
        self.skip_blanks();
        if !matches!(self.byte()?, b':' | b'=') {
            return None;
        }
        self.at = self.at.saturating_add(1);
        self.skip_blanks();
        let start = self.at;
        let (value_range, value) = match self.byte()? {
            b'[' => return None,
            b'{' => {
                self.at = start.saturating_add(1);
                (start..self.at, Value::Written("{"))
            }
            _ => {
                let (range, has_escapes) = self.scalar(b",{}[]\n\r");
                (range.clone(), decoded(self.slice(range.start, range.end), has_escapes))
            }
        };
        let name_start = name.start;
        let name = self.slice(name.start, name.end);
        Some(Variable { name, value, value_range, name_start, line, indent, form: Form::Yaml })
    }

    /// A text in quotes, or up to one of the bytes; and whether it may have escapes.
    fn scalar(&mut self, ends: &[u8]) -> (Range<usize>, bool) {
        let start = self.at;
        let kind = self.byte().and_then(|byte| QUOTES.iter().position(|quote| *quote == byte));
        if let Some(kind) = kind
            && let Some(close) = self.closing_quote(start.saturating_add(1), kind)
        {
            self.at = close.saturating_add(1);
            let range = start.saturating_add(1)..close;
            let breaks = line_breaks(self.slice(range.start, range.end));
            self.line = self.line.saturating_add(breaks);
            return (range, kind == 0);
        }
        let rest = self.slice(start, self.text.len()).as_bytes();
        let length = rest.iter().position(|byte| ends.contains(byte)).unwrap_or(rest.len());
        let length = length.max(usize::from(!rest.is_empty()));
        self.at = start.saturating_add(length);
        (start..start.saturating_add(trim_end(self.slice(start, self.at)).len()), false)
    }
}
