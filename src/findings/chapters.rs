//! How often each chapter names the path.

use super::ChapterShare;
use super::sample::Frame;
use super::shares::Counted;
use crate::forecast::kept::Ending;

/// Probability of each chapter in each block, given how many paths of a draw (by its place among the certified ones) in a
/// branch end so.
pub(crate) fn shares(frame: &Frame, count: impl Fn(usize, usize, Ending) -> usize) -> Vec<ChapterShare> {
    let blocks = frame.blocks();
    let rows = blocks.iter().flat_map(|block| (0..frame.scenario.chapters.len()).map(move |chapter| (block, chapter)));
    let share = |(block, chapter)| {
        let counted = Counted::new(frame, block, |draw, branch| count(draw, branch, Ending::Chapter(chapter)));
        counted.of_chapter(&block.name, &frame.scenario.chapters[chapter].name)
    };
    rows.filter_map(share).collect()
}
