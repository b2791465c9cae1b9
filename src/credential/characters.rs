use std::borrow::Cow;

use crate::finding::Span;

/// A text as characters with their places in UTF-16.
pub(super) struct Characters {
    characters: Vec<char>,
}

impl Characters {
    pub(super) fn of(text: &str) -> Self {
        // One block of memory, so that wiping it wipes all.
        let mut characters = Vec::with_capacity(text.len());
        characters.extend(text.chars());
        Self { characters }
    }

    pub(super) fn as_slice(&self) -> &[char] {
        &self.characters
    }

    /// The UTF-16 span of the characters from `start` to `end`.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let width = |from: usize, to: usize| -> usize {
            self.characters.get(from..to).unwrap_or_default().iter().map(|c| c.len_utf16()).sum()
        };
        let before = width(0, start);
        Span { start: before, end: before.saturating_add(width(start, end)) }
    }
}

impl Drop for Characters {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.characters);
    }
}

pub(super) fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// White space that is no line break.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() && !is_line_break(c)
}

/// Formatting characters and fillers that draw nothing (Unicode's `Default_Ignorable_Code_Point`).
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A letter or digit of whatever script. Rare signs count as one too: the tables that tell them apart
/// are larger than the rest of this module.
pub(super) fn is_letter_or_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    let is_sign = matches!(c,
        '\u{80}'..='©' | '«'..='±' | '´' | '¶'..='¸' | '»' | '¿' | '×' | '÷'
        | '\u{300}'..='\u{344}' | '\u{2000}'..='\u{206f}' | '\u{20a0}'..='\u{20ff}'
        | '\u{2190}'..='\u{245f}' | '\u{2500}'..='\u{2775}' | '\u{2794}'..='\u{2bff}'
        | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{e000}'..='\u{f8ff}'
        | '\u{fe00}'..='\u{fe6f}' | '\u{feff}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '\u{fff0}'..='\u{ffff}'
        | '\u{1f000}'..='\u{1f0ff}' | '\u{1f200}'..='\u{1faff}' | '\u{e0000}'..='\u{e0fff}');
    !is_sign && !c.is_whitespace()
}

/// What is seen as nothing: white space, line breaks and what draws nothing.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Whether a text is an ASCII word, in any case.
pub(super) fn is_word(text: &[char], word: &str) -> bool {
    text.len() == word.len()
        && text.iter().zip(word.chars()).all(|(a, b)| a.eq_ignore_ascii_case(&b))
}

/// A control character that is neither white space nor a line break.
pub(super) fn is_control(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
}

pub(crate) fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '`'
            | '´'
            | '«'
            | '»'
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | '“'
            | '”'
            | '„'
            | '‟'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '＂'
            | '＇'
    )
}

/// The ASCII letter or digit that a full-width one stands for.
pub(crate) fn narrow(c: char) -> Option<char> {
    let ascii = u32::from(c).checked_sub(0xfee0)?;
    char::from_u32(ascii).filter(char::is_ascii_alphanumeric)
}

/// A name for a character in a message.
pub(super) fn name(c: char) -> Cow<'static, str> {
    Cow::Borrowed(match c {
        ' ' => "space",
        '\t' => "tab",
        '\n' => "line feed",
        '\r' => "carriage return",
        '\u{a0}' => "no-break space, U+00A0",
        '\u{ad}' => "soft hyphen, U+00AD",
        '\u{200b}' => "zero-width space, U+200B",
        '\u{200c}' => "zero-width non-joiner, U+200C",
        '\u{200d}' => "zero-width joiner, U+200D",
        '\u{200e}' => "left-to-right mark, U+200E",
        '\u{200f}' => "right-to-left mark, U+200F",
        '\u{2060}' => "word joiner, U+2060",
        '\u{feff}' => "byte-order mark, U+FEFF",
        _ => return Cow::Owned(format!("U+{:04X}", u32::from(c))),
    })
}

/// The hexadecimal digit that a character of another script is mistaken for, where there is just one.
///
/// `Ь` is not here: it looks like `b` and like `6`.
pub(crate) fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' | 'ɑ' | 'ᴀ' | 'А' | 'Α' | 'ª' => 'a',
        'В' | 'Β' | 'ʙ' => 'b',
        'с' | 'С' | 'ϲ' | 'Ϲ' | 'ᴄ' | 'ⅽ' | 'Ⅽ' => 'c',
        'ԁ' | 'ⅾ' | 'Ⅾ' | 'ᴅ' => 'd',
        'е' | 'Е' | 'Ε' | 'ᴇ' | 'ҽ' => 'e',
        'ƒ' => 'f',
        'о' | 'О' | 'ο' | 'Ο' | 'օ' => '0',
        'Ӏ' | 'ӏ' | 'Ι' | 'ι' | 'І' | 'і' | 'ⅼ' | 'Ⅰ' | 'ⅰ' | 'ı' | '¹' => '1',
        '²' => '2',
        'З' | 'з' | 'Ӡ' | 'ʒ' | '³' => '3',
        'Ч' | 'ч' => '4',
        'Ѕ' | 'ѕ' => '5',
        _ => return digit_of_another_script(c).or_else(|| mathematical(c)),
    })
}

/// Digits of other scripts, and raised and lowered ones.
fn digit_of_another_script(c: char) -> Option<char> {
    const ZEROS: [u32; 14] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xe50, 0xed0, 0xf20, 0x2070,
        0x2080,
    ];
    let value = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|at| *at < 10));
    char::from_digit(value?, 10)
}

/// The bold, italic and other letters and digits of mathematics (U+1D400 to U+1D7FF).
fn mathematical(c: char) -> Option<char> {
    let place = u32::from(c).checked_sub(0x1d400)?;
    let letter = place.checked_rem(26)?.checked_add(10)?;
    match place {
        0..0x2a4 => char::from_digit(letter, 16),
        0x3ce..0x400 => char::from_digit(place.checked_sub(0x3ce)?.checked_rem(10)?, 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_and_digit_is_one_and_no_common_sign_is() {
        for c in ('\0'..=char::MAX).filter(|c| c.is_alphanumeric()) {
            assert!(is_letter_or_digit(c), "{c:?}");
        }
        for c in '\0'..'\u{100}' {
            assert_eq!(is_letter_or_digit(c), c.is_alphanumeric(), "{c:?}");
        }
        let signs = "\u{a0}\u{200b}\u{202e}\u{feff}\u{3000}\u{e0041}“”‘’«»‹›„–—…•·→✓✔✗★🔑🔒🙂👍🏽\u{fe0f}€₽、。「」：，";
        for c in signs.chars() {
            assert!(!is_letter_or_digit(c), "{c:?}");
        }
    }
}
