//! How often each chapter names the path.

use super::ChapterShare;
use super::sample::{Block, Sample};
use super::shares::Counted;

/// Probability of each chapter in each block.
pub(crate) fn shares(sample: &Sample) -> Vec<ChapterShare> {
    let blocks = sample.blocks();
    let rows = blocks.iter().flat_map(|block| (0..sample.scenario.chapters.len()).map(move |chapter| (block, chapter)));
    rows.filter_map(|(block, chapter)| share(sample, block, chapter)).collect()
}

/// Probability of one chapter in one block; `None` if nothing has weight.
pub(crate) fn share(sample: &Sample, block: &Block, chapter: usize) -> Option<ChapterShare> {
    let counted = Counted::on(sample, block, |path| path.chapter == chapter);
    counted.of_chapter(&block.name, &sample.scenario.chapters[chapter].name)
}
