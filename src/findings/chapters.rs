//! How often each chapter names the path.

use super::ChapterShare;
use super::sample::{Block, Sample};
use crate::stats::Cluster;
use crate::stats::interval::Proportion;
use crate::stats::mean::mean;

/// Probability of each chapter in each block.
pub(crate) fn shares(sample: &Sample) -> Vec<ChapterShare> {
    let blocks = sample.blocks();
    let rows = blocks.iter().flat_map(|block| (0..sample.scenario.chapters.len()).map(move |chapter| (block, chapter)));
    rows.filter_map(|(block, chapter)| share(sample, block, chapter)).collect()
}

/// What each draw contributes to a chapter's probability in a block; paths that ended so, and paths in all.
pub(crate) fn clusters(sample: &Sample, block: &Block, chapter: usize) -> (Vec<Cluster>, usize, usize) {
    let (mut hits, mut trials) = (0, 0);
    let mut clusters = Vec::with_capacity(sample.draws.len());
    for draw in &sample.draws {
        let mut cluster = Cluster::default();
        for &(branch, weight) in &block.parts {
            let records = &draw[branch].paths;
            let ended = records.iter().filter(|record| record.chapter == chapter).count();
            hits += ended;
            trials += records.len();
            cluster.weight += weight * records.len() as f64;
            cluster.sum += weight * ended as f64;
        }
        clusters.push(cluster);
    }
    (clusters, hits, trials)
}

/// Probability of one chapter in one block; `None` if nothing has weight.
pub(crate) fn share(sample: &Sample, block: &Block, chapter: usize) -> Option<ChapterShare> {
    let (clusters, hits, trials) = clusters(sample, block, chapter);
    let probability = mean(&clusters)?;
    // Path j of a draw meets the same chance in every branch: a mixture of branches has no more independent paths than
    // one of them.
    let independent = sample.draws.len() * if sample.certain { sample.paths() } else { 1 };
    let (low95, high95) = Proportion { estimate: probability, trials, independent }.interval();
    Some(ChapterShare {
        branch: block.name.clone(),
        chapter: sample.scenario.chapters[chapter].name.clone(),
        probability,
        low95,
        high95,
        spread: None,
        hits,
        trials,
    })
}
