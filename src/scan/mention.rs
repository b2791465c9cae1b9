//! Where a text speaks of Clarifai.

const NAME: &[u8] = b"clarifai";

/// The mentions of Clarifai around a place that moves on through the text.
pub(super) struct Mentions<'a> {
    text: &'a [u8],
    behind: Option<usize>,
    ahead: Option<usize>,
    /// Up to here every mention is known.
    searched: usize,
}

impl<'a> Mentions<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self { text, behind: None, ahead: None, searched: 0 }
    }

    /// How far the nearest mention is from `at`, where there is one within `reach`.
    ///
    /// Places must be asked for in their order and with one reach: nothing is searched twice.
    pub(super) fn distance(&mut self, at: usize, reach: usize) -> Option<usize> {
        self.searched = self.searched.max(at.saturating_sub(reach));
        let end = at.saturating_add(reach).min(self.text.len());
        loop {
            if let Some(place) = self.ahead {
                if place >= at {
                    break;
                }
                self.behind = self.ahead.take();
            }
            let rest = self.text.get(self.searched..end).unwrap_or_default();
            let Some(found) = find(rest) else {
                self.searched = self.searched.max(end);
                break;
            };
            let place = self.searched.saturating_add(found);
            self.ahead = Some(place);
            self.searched = place.saturating_add(NAME.len());
        }
        let distances = [
            self.behind.map(|place| at.saturating_sub(place)),
            self.ahead.map(|place| place.saturating_sub(at)),
        ];
        distances.into_iter().flatten().min().filter(|distance| *distance <= reach)
    }
}

fn find(text: &[u8]) -> Option<usize> {
    let is_here =
        |window: &[u8]| matches!(window, [b'c' | b'C', ..]) && window.eq_ignore_ascii_case(NAME);
    text.windows(NAME.len()).position(is_here)
}
