//! A bar divided into parts: its segments, and what has room in them.

use crate::report::chart::kit::*;

/// Size of percentages in the bars.
const PERCENT: (f64, f64) = (13.0, 9.0);
/// Size of names in the bars, and of the key.
pub const NAME: (f64, f64) = (10.5, 8.5);

pub struct Bar {
    pub name: String,
    /// Second line of the name.
    pub under: Option<String>,
    /// Shares of the parts; absent is not known.
    pub shares: Vec<Option<Share>>,
    /// What is said of parts that were not seen.
    pub unseen: String,
}

/// The share of a part.
#[derive(Clone, Copy)]
pub struct Share {
    /// From 0 to 1.
    pub value: f64,
    /// Whether it was seen at all.
    pub is_seen: bool,
}

/// What all bars are divided into.
pub struct Part {
    pub name: String,
    pub colour: Colour,
}

impl Bar {
    /// The box of each part, empty for what is absent.
    pub fn boxes(&self, track: &Rect) -> Vec<Rect> {
        let mut left = track.left;
        let mut next = |share: &Option<Share>| {
            let value = share.map_or(0.0, |share| share.value).clamp(0.0, 1.0);
            let right = (left + value * track.width()).min(track.right);
            Rect::new(std::mem::replace(&mut left, right), track.top, right, track.bottom)
        };
        self.shares.iter().map(&mut next).collect()
    }
}

impl Share {
    /// The percentage, where the segment has room for it.
    pub fn text(self, part: &Part, area: &Rect) -> Option<Block> {
        let text = percent(self.value);
        let size = PERCENT.0.min(area.height() * 0.7);
        let value = Block::line(&text, Style::bold((size, size), part.colour.text_on()));
        (font::width(&text, size, true) + 6.0 <= area.width()).then_some(value)
    }
}

/// The name of a part, where its segment has room for it above the percentage.
pub(crate) fn name_in(part: &Part, area: &Rect) -> Option<Block> {
    let block = Block::fit(&part.name, Style::bold(NAME, part.colour.text_on()), area.width() - 8.0, 2);
    (block.whole && block.height() + PERCENT.0 * 1.3 + 6.0 <= area.height()).then_some(block)
}
