//! The literal segments of path templates, found by their text.

use super::generated::{LITERALS, SEGMENTS};

/// More than twice as many as there are literals, so that most stand in their own.
const PLACES: usize = (LITERALS as usize * 2).next_power_of_two();

/// An open hash table: the text of each literal and its index.
pub(super) struct Literals([(&'static str, u8); PLACES]);

impl Literals {
    /// Stands for any text that is no literal.
    pub(super) const NONE: u8 = u8::MAX;

    pub(super) fn new() -> Self {
        let mut literals = Self([("", Self::NONE); PLACES]);
        for index in 0..LITERALS {
            let text = SEGMENTS.get(usize::from(index));
            let place = literals.place_of(text);
            if let Some(place) = literals.0.get_mut(place) {
                *place = (text, index);
            }
        }
        literals
    }

    pub(super) fn index_of(&self, segment: &str) -> u8 {
        self.0.get(self.place_of(segment)).map_or(Self::NONE, |(_, index)| *index)
    }

    /// Where a literal stands, or the empty place where it would.
    fn place_of(&self, segment: &str) -> usize {
        let mut place = hash(segment.as_bytes());
        while self.0.get(place).is_some_and(|(text, _)| !text.is_empty() && *text != segment) {
            place = place.wrapping_add(1) % PLACES;
        }
        place
    }
}

/// By the length, the first and the middle byte: no two of most literals share all three.
fn hash(segment: &[u8]) -> usize {
    let byte = |at: usize| segment.get(at).copied().map_or(0, usize::from);
    let (first, middle) = (byte(0), byte(segment.len() / 2));
    segment.len().wrapping_mul(5).wrapping_add(first.wrapping_mul(41)).wrapping_add(middle) % PLACES
}
