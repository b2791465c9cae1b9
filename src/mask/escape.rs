//! The characters that a text stands for: `%63`, `\x63`, `\u0063`, `\143`, `&#99;` are all a `c`.

use crate::text::from;

/// Escapes within escapes, such as `%26%2399;`. Of `%252563` each is followed, however many there are.
pub(super) const DEEPEST: u8 = 3;
/// An escape of something that is no letter, digit or sign.
const OTHER: char = '\0';

/// The first character that a text stands for, and how many bytes write it.
pub(super) fn character(text: &str, depth: u8) -> Option<(char, usize)> {
    let mut c = text.chars().next()?;
    let mut width = c.len_utf8();
    // What an escape stands for may start another.
    while matches!(c, '%' | '\\' | '&')
        && let Some(below) = depth.checked_sub(1)
    {
        let mut body = Body { text: from(text, width), depth: below };
        let Some(meant) = body.escaped(c) else { break };
        c = meant;
        width = text.len().saturating_sub(body.text.len());
    }
    Some((c, width))
}

/// What stands behind the sign that starts an escape.
struct Body<'text> {
    text: &'text str,
    depth: u8,
}

impl Body<'_> {
    fn next(&mut self) -> Option<char> {
        let (c, width) = character(self.text, self.depth)?;
        self.text = from(self.text, width);
        Some(c)
    }

    fn skip(&mut self, is: impl Fn(char) -> bool) -> Option<char> {
        let (c, width) = character(self.text, self.depth).filter(|(c, _)| is(*c))?;
        self.text = from(self.text, width);
        Some(c)
    }

    /// What `least` to `most` digits stand for; the first may be read already: reading each character
    /// of escapes within escapes twice takes eight times as long.
    fn number(&mut self, first: Option<char>, radix: u32, least: u8, most: u8) -> Option<char> {
        let (mut number, mut count) = (0_u32, 0);
        let mut first = first;
        while count < most {
            if count == least {
                // Of a number of any length the next escape is no part.
                self.depth = 0;
            }
            let next = first.take().or_else(|| self.skip(|c| c.is_digit(radix)));
            let Some(digit) = next.and_then(|c| c.to_digit(radix)) else { break };
            number = number.saturating_mul(radix).saturating_add(digit);
            count = count.saturating_add(1);
        }
        (count >= least).then(|| char::from_u32(number).unwrap_or(OTHER))
    }

    fn escaped(&mut self, sign: char) -> Option<char> {
        match sign {
            '%' => match self.next()? {
                'u' | 'U' => self.number(None, 16, 4, 4),
                c => self.number(Some(c), 16, 2, 2),
            },
            '&' => match self.next()? {
                '#' => {
                    let depth = self.depth;
                    let c = match self.next()? {
                        'x' | 'X' => self.number(None, 16, 1, 8),
                        c => self.number(Some(c), 10, 1, 8),
                    }?;
                    self.depth = depth;
                    self.skip(|c| c == ';');
                    Some(c)
                }
                mut c => {
                    let mut name = [0; 6];
                    for slot in &mut name {
                        match c {
                            ';' => return Some(if &name == b"amp\0\0\0" { '&' } else { OTHER }),
                            c if c.is_ascii_alphabetic() => *slot = u8::try_from(c).ok()?,
                            _ => return None,
                        }
                        c = self.next()?;
                    }
                    None
                }
            },
            _ => {
                if let Some(rest) = self.text.strip_prefix('\\') {
                    self.text = rest;
                    return Some(sign);
                }
                // Its digits are written as they are.
                self.depth = 0;
                let before = self.text;
                let c = self.next()?;
                let meant = match c {
                    'x' | 'u' | 'U' if self.skip(|c| c == '{').is_some() => {
                        let c = self.number(None, 16, 1, 8);
                        c.filter(|_| self.skip(|c| c == '}').is_some())
                    }
                    'x' => self.number(None, 16, 2, 2),
                    'u' => self.number(None, 16, 4, 4),
                    'U' => self.number(None, 16, 8, 8),
                    '0'..='7' => {
                        self.text = before;
                        self.number(None, 8, 2, if c == '0' { 4 } else { 3 })
                    }
                    // A shell's: no number has such a digit.
                    '8' | '9' => return Some(c),
                    c if c.is_ascii_alphanumeric() => None,
                    c => return Some(c),
                };
                if meant.is_none() {
                    // `\n`, `\d`: the letter belongs to the sign.
                    self.text = before;
                    self.next();
                }
                Some(meant.unwrap_or(OTHER))
            }
        }
    }
}
