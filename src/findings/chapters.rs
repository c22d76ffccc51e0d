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

/// On how many paths of a block a chapter names the path.
pub(crate) fn counted(sample: &Sample, block: &Block, chapter: usize) -> Counted {
    Counted::new(sample, block, |draw, branch| {
        sample.draws[draw][branch].paths.iter().filter(|record| record.chapter == chapter).count()
    })
}

/// Probability of one chapter in one block; `None` if nothing has weight.
pub(crate) fn share(sample: &Sample, block: &Block, chapter: usize) -> Option<ChapterShare> {
    let counted = counted(sample, block, chapter);
    let share = counted.share()?;
    Some(ChapterShare {
        branch: block.name.clone(),
        chapter: sample.scenario.chapters[chapter].name.clone(),
        probability: share.probability,
        low95: share.low95,
        high95: share.high95,
        spread: Some(share.spread),
        hits: counted.hits,
        trials: counted.trials,
    })
}
