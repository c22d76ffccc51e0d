//! What is followed quarter by quarter.

use super::sample::{Block, Sample};
use super::{QuantilesOver, QuarterSummary};
use crate::base::parallel;
use crate::forecast::path::PathOutcome;
use crate::forecast::quantity::{CUMULATIVE_SUBSIDY, Quantity};
use crate::stats::mean::mean;
use crate::stats::{Cluster, Estimate, Quantiles, Sorted};

/// Every quantity in every quarter of every block.
pub(crate) fn summaries(sample: &Sample) -> Vec<QuarterSummary> {
    let blocks = sample.blocks();
    let quarters: Vec<usize> = (0..sample.scenario.periods).collect();
    let rows = parallel::map(&quarters, |&quarter| of_quarter(sample, &blocks, quarter));
    (0..blocks.len()).flat_map(|block| rows.iter().flat_map(move |row| row[block].clone())).collect()
}

/// Every quantity of one quarter, block by block.
fn of_quarter(sample: &Sample, blocks: &[Block], quarter: usize) -> Vec<Vec<QuarterSummary>> {
    let subsidies = sorted(sample, |record| record.cumulative_subsidy[quarter]);
    let rows = |block: &Block| {
        let row = Row { sample, block, quarter };
        row.quantities().into_iter().chain(row.cumulative_subsidy(&subsidies)).collect()
    };
    blocks.iter().map(rows).collect()
}

/// A number of every path, sorted branch by branch.
fn sorted(sample: &Sample, number: impl Fn(&PathOutcome) -> f64) -> Vec<Sorted> {
    let cases = sample.cases.iter().enumerate();
    cases.map(|(branch, case)| Sorted::new(sample.records(branch).map(&number).collect(), case.odds)).collect()
}

struct Row<'a> {
    sample: &'a Sample<'a>,
    block: &'a Block,
    quarter: usize,
}

impl Row<'_> {
    fn quantities(&self) -> Vec<QuarterSummary> {
        let families: Vec<String> = self.sample.scenario.offers.iter().map(|offer| offer.name.clone()).collect();
        let all = Quantity::all(families.len());
        let rows = all.into_iter().filter_map(|quantity| {
            let quantiles = self.over_draws(quantity)?;
            Some(self.summary(quantity.name(&families), self.mean(quantity)?, quantiles, QuantilesOver::Draws))
        });
        rows.collect()
    }

    fn cumulative_subsidy(&self, subsidies: &[Sorted]) -> Option<QuarterSummary> {
        let clusters = self.clusters(|branch, draw| {
            draw[branch].paths.iter().map(|record| record.cumulative_subsidy[self.quarter]).sum()
        });
        let quantiles = self.over_paths(subsidies)?;
        Some(self.summary(CUMULATIVE_SUBSIDY.into(), mean(&clusters)?, quantiles, QuantilesOver::Paths))
    }

    fn mean(&self, quantity: Quantity) -> Option<Estimate> {
        mean(&self.clusters(|branch, draw| draw[branch].sums[self.quarter][quantity.index()]))
    }

    /// A sum over the paths of each draw, mixed over the block.
    fn clusters(&self, sum: impl Fn(usize, &[crate::forecast::BranchOutcome]) -> f64) -> Vec<Cluster> {
        let mixed = |draw: &[crate::forecast::BranchOutcome]| {
            let mut cluster = Cluster::default();
            for &(branch, weight) in &self.block.parts {
                cluster.weight += weight * draw[branch].paths.len() as f64;
                cluster.sum += weight * sum(branch, draw);
            }
            cluster
        };
        self.sample.draws.iter().map(|draw| mixed(draw)).collect()
    }

    /// Quantiles over the draws of the exact mean, mixed over the block.
    fn over_draws(&self, quantity: Quantity) -> Option<Quantiles> {
        let mixed = |draw: &[crate::forecast::BranchOutcome]| -> f64 {
            let parts = self.block.parts.iter();
            parts.map(|&(branch, weight)| weight * draw[branch].exact[self.quarter][quantity.index()]).sum()
        };
        Sorted::new(self.sample.draws.iter().map(|draw| mixed(draw)).collect(), 1.0).summary()
    }

    fn over_paths(&self, sorted: &[Sorted]) -> Option<Quantiles> {
        match self.block.parts[..] {
            [(branch, _)] => sorted[branch].summary(),
            _ => Sorted::merged(&sorted.iter().collect::<Vec<_>>()).summary(),
        }
    }

    fn summary(&self, quantity: String, mean: Estimate, quantiles: Quantiles, over: QuantilesOver) -> QuarterSummary {
        QuarterSummary { branch: self.block.name.clone(), quarter: self.quarter, quantity, mean, quantiles, over }
    }
}
