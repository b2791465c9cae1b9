//! What a name that stands before a text says about it.

use super::words::{CONSTRUCTORS, ENDINGS, FILLER, GENERIC, OTHER, SECRET, SERVICE};

/// Longer names are not looked into.
const LONGEST: usize = 64;
const LONGEST_FILLER: usize = 8;

/// A name by what it says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// Nothing: the name before it counts.
    Filler,
    /// It names a credential of Clarifai.
    Secret,
    /// It names Clarifai.
    Service,
    /// It is called to make a client of Clarifai.
    Constructor,
    /// It names a credential, of whatever service.
    Generic,
    /// It may name a credential.
    Weak,
    /// The scheme word `Key`, or a name for anything.
    Key,
    /// The scheme word `Bearer`.
    Bearer,
    /// The header that carries a key.
    Authorization,
    /// A session token of Clarifai.
    SessionToken,
    /// A session token.
    AnySessionToken,
    /// A plain `id`.
    Id,
    /// It has one or two characters, and says nothing.
    Short,
    /// As in `invalid key(…)`.
    Invalid,
    /// Something else.
    Other,
}

impl Name {
    pub(super) fn of(name: &[u8]) -> Self {
        // As in `gh secret set NAME --body …`.
        if name == b"--body" {
            return Self::Filler;
        }
        let mut folded = [0; LONGEST];
        let mut length = 0_usize;
        for byte in name.iter().filter(|byte| byte.is_ascii_alphanumeric()) {
            let Some(place) = folded.get_mut(length) else { return Self::Other };
            *place = byte.to_ascii_lowercase();
            length = length.wrapping_add(1);
        }
        Self::of_folded(folded.get(..length).unwrap_or_default())
    }

    /// Of lower-case letters and digits.
    fn of_folded(name: &[u8]) -> Self {
        match name {
            // As in `set NAME to …`.
            b"" | b"to" => return Self::Filler,
            b"key" => return Self::Key,
            b"bearer" => return Self::Bearer,
            b"id" => return Self::Id,
            b"invalid" => return Self::Invalid,
            _ if name.len() <= LONGEST_FILLER && words(FILLER).any(|word| word == name) => {
                return Self::Filler;
            }
            _ if name.ends_with(b"authorization") => return Self::Authorization,
            _ => {}
        }
        let ours = words(SERVICE).any(|word| contains(name, word)) && !contains(name, b"icati");
        if contains(name, b"sessiontoken") {
            return if ours { Self::SessionToken } else { Self::AnySessionToken };
        }
        let has = |list| words(list).any(|word| contains(name, word));
        let ends = |list| words(list).any(|word| name.ends_with(word));
        let an_id = name.ends_with(b"id") && !name.ends_with(b"keyid");
        match ours {
            true if ends(ENDINGS) => Self::Secret,
            true if an_id || has(OTHER) => Self::Other,
            true if ends(CONSTRUCTORS) => Self::Constructor,
            true if has(SECRET) => Self::Secret,
            true => Self::Service,
            // Most names end here.
            false if !has(SECRET) || an_id || !is_made_of(name, GENERIC) => Self::Other,
            false if ends(ENDINGS) => Self::Generic,
            false => Self::Weak,
        }
    }
}

fn words(list: &str) -> impl Iterator<Item = &[u8]> {
    list.as_bytes().split(|byte| *byte == b' ')
}

pub(super) fn contains(name: &[u8], word: &[u8]) -> bool {
    let first = word.first();
    name.windows(word.len()).any(|window| window.first() == first && window == word)
}

/// Whether the name is nothing but words of the list, the longest taken first.
fn is_made_of(mut name: &[u8], list: &str) -> bool {
    while !name.is_empty() {
        let starts = words(list).filter(|word| name.starts_with(word));
        match name.get(starts.map(<[u8]>::len).max().unwrap_or(usize::MAX)..) {
            Some(rest) => name = rest,
            None => return false,
        }
    }
    true
}
