//! Plain searches in text. The standard ones are made anew for each pattern and bring a searcher
//! that is larger than all of these.

/// Where a text first holds another.
pub(crate) fn find(text: &str, sought: &str) -> Option<usize> {
    let (bytes, sought) = (text.as_bytes(), sought.as_bytes());
    let first = *sought.first()?;
    let mut at = 0_usize;
    loop {
        let rest = bytes.get(at..)?;
        at = at.saturating_add(rest.iter().position(|byte| *byte == first)?);
        if bytes.get(at..)?.starts_with(sought) {
            return Some(at);
        }
        at = at.saturating_add(1);
    }
}

/// Bytes, a bit for each: a search in a list at every byte would take most of the time.
#[derive(Default)]
pub(crate) struct Set([u64; 4]);

impl Set {
    fn of(bytes: impl Iterator<Item = u8>) -> Self {
        let mut set = Self::default();
        bytes.for_each(|byte| set.add(byte));
        set
    }

    pub(crate) fn add(&mut self, byte: u8) {
        if let Some(word) = self.0.get_mut(usize::from(byte >> 6)) {
            *word |= 1 << (byte & 63);
        }
    }

    pub(crate) fn holds(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte >> 6)).is_some_and(|word| word >> (byte & 63) & 1 == 1)
    }
}

/// Whether a text holds one of others; it is gone through once.
pub(crate) fn holds_one_of(text: &str, sought: &[&str]) -> bool {
    let firsts = Set::of(sought.iter().filter_map(|sought| sought.bytes().next()));
    text.bytes().enumerate().any(|(at, byte)| {
        let rest = || text.as_bytes().get(at..).unwrap_or_default();
        firsts.holds(byte) && sought.iter().any(|sought| rest().starts_with(sought.as_bytes()))
    })
}

/// What stands before and behind the first place of another text.
pub(crate) fn split<'text>(text: &'text str, sought: &str) -> Option<(&'text str, &'text str)> {
    let at = find(text, sought)?;
    Some((text.get(..at)?, text.get(at.checked_add(sought.len())?..)?))
}

/// The text up to a place and from there on; all of it and nothing where that is no place.
pub(crate) fn cut(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// So many bytes of a text's start, or fewer: whole characters.
pub(crate) fn window(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    cut(text, end).0
}

/// The text from a place on; nothing where that is no place.
pub(crate) fn from(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

/// Where the first of some ASCII characters stands, or the end.
pub(crate) fn until(text: &str, stops: &str) -> usize {
    let stop = match stops.as_bytes() {
        [stop] => text.bytes().position(|byte| byte == *stop),
        stops => {
            let stops = Set::of(stops.iter().copied());
            text.bytes().position(|byte| stops.holds(byte))
        }
    };
    stop.unwrap_or(text.len())
}

/// How many ASCII letters, digits and further characters a text starts with.
pub(crate) fn name_length(text: &str, further: &str) -> usize {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || further.as_bytes().contains(byte);
    text.bytes().take_while(is_part).count()
}

/// Without some ASCII characters at its start.
pub(crate) fn trim_start<'text>(text: &'text str, set: &str) -> &'text str {
    let count = text.bytes().take_while(|byte| set.as_bytes().contains(byte)).count();
    from(text, count)
}

/// Without some ASCII characters at its end.
pub(crate) fn trim_end<'text>(text: &'text str, set: &str) -> &'text str {
    let count = text.bytes().rev().take_while(|byte| set.as_bytes().contains(byte)).count();
    cut(text, text.len().saturating_sub(count)).0
}

pub(crate) fn trim<'text>(text: &'text str, set: &str) -> &'text str {
    trim_end(trim_start(text, set), set)
}

/// Whether a text starts with another, in any case.
pub(crate) fn starts(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Whether a word is one of a list, in which spaces stand between and around them, in any case.
pub(crate) fn is_listed(word: &str, list: &str) -> bool {
    let word = word.as_bytes();
    let is_word = |known: &[u8]| known.len() == word.len() && known.eq_ignore_ascii_case(word);
    !word.is_empty() && list.as_bytes().split(|byte| *byte == b' ').any(is_word)
}

/// How often a character stands in a text.
pub(crate) fn count(text: &str, mark: u8) -> usize {
    text.bytes().filter(|byte| *byte == mark).count()
}

/// Whether a text starts with one of some ASCII characters.
pub(crate) fn begins(text: &str, set: &str) -> bool {
    text.as_bytes().first().is_some_and(|byte| set.as_bytes().contains(byte))
}

/// Writes a text as a JSON string, quotes included.
pub(crate) fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' => {
                out.push_str("\\u00");
                let digit = |value: u32| char::from_digit(value, 16).unwrap_or('0');
                out.extend([digit(u32::from(c) >> 4), digit(u32::from(c) & 15)]);
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}
