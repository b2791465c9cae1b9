//! The secrets of one paste.

use zeroize::Zeroizing;

use super::part::{PART_LENGTH, SHOWN_LENGTH, is_told_apart};
use crate::text::Set;

/// From here on the credentials of one paste share a mark: nobody tells so many apart.
const MOST: usize = 100;
/// Of so many characters of each the parts are looked for elsewhere: a hostile text could be long.
const LONGEST: usize = 256;
/// The parts of this length are told before each secret is gone through.
const PIECE: usize = 4;

/// The secrets of one paste, and where they could stand again.
#[derive(Default)]
pub(super) struct Known {
    plain: Vec<Zeroizing<String>>,
    /// Those that are no plain runs of letters and digits, as they were written.
    written: Vec<Zeroizing<String>>,
    /// What these start with.
    firsts: Set,
    /// A bit for each of their pieces.
    pieces: Zeroizing<Vec<u64>>,
}

impl Known {
    /// Which one a text is, counted from 0; from the hundredth on all are the last.
    pub(super) fn learn(&mut self, plain: Zeroizing<String>, text: &str) -> usize {
        let last = MOST.saturating_sub(1);
        if let Some(known) = self.plain.iter().position(|known| *known == plain) {
            return known;
        }
        if self.plain.len() > last {
            return last;
        }
        self.pieces.resize(512, 0);
        for piece in plain.as_bytes().windows(PIECE).take(LONGEST) {
            let (word, bit) = place(piece);
            if let Some(word) = self.pieces.get_mut(word) {
                *word |= bit;
            }
        }
        if is_told_apart(text) {
            self.firsts.add(text.bytes().next().unwrap_or_default());
            self.written.push(Zeroizing::new(text.to_owned()));
        }
        self.plain.push(plain);
        self.plain.len().saturating_sub(1)
    }

    pub(super) fn is_written(&self, text: &str) -> bool {
        self.plain.iter().any(|known| **known == *text)
    }

    /// Whether a secret that is looked for as it was written may start with a byte.
    pub(super) fn may_start(&self, byte: u8) -> bool {
        self.firsts.holds(byte)
    }

    /// How long the secret is that a text starts with.
    pub(super) fn written_here(&self, text: &str) -> Option<usize> {
        let is_here = |written: &&Zeroizing<String>| text.starts_with(written.as_str());
        self.written.iter().find(is_here).map(|written| written.len())
    }

    /// Whether a run is a secret, or a long part of one.
    pub(super) fn holds(&self, run: &[u8], is_hex: bool) -> bool {
        let least = if is_hex { SHOWN_LENGTH } else { PART_LENGTH };
        let has = |piece: &[u8]| {
            let (word, bit) = place(piece);
            self.pieces.get(word).is_some_and(|word| word & bit != 0)
        };
        run.windows(PIECE).take(LONGEST).all(has)
            && self.plain.iter().any(|known| {
                let known = known.as_bytes();
                known == run || (run.len() >= least && is_within(run, known))
            })
    }

    /// Whether a text shows a part of a secret, whatever stands around it.
    pub(super) fn is_shown_in(&self, text: &str) -> bool {
        text.as_bytes().windows(SHOWN_LENGTH).any(|part| self.holds(part, true))
    }
}

fn is_within(part: &[u8], known: &[u8]) -> bool {
    let known = known.get(..LONGEST).unwrap_or(known);
    known.windows(part.len()).any(|piece| piece.first() == part.first() && piece == part)
}

/// The word and the bit of a piece.
fn place(piece: &[u8]) -> (usize, u64) {
    let join = |number: u32, byte: &u8| number << 8 | u32::from(*byte);
    let hash = piece.iter().fold(0, join).wrapping_mul(0x9e37_79b1) >> 17;
    ((hash >> 6) as usize, 1 << (hash & 63))
}
