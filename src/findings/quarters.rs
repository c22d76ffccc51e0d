//! What is followed quarter by quarter.

use super::sample::{Block, Sample};
use super::{QuantilesOver, QuarterSummary};
use crate::base::parallel;
use crate::forecast::quantity::{CUMULATIVE_SUBSIDY, Quantity};
use crate::stats::mean::mean;
use crate::stats::{self, Cluster, Estimate, Quantiles, Sorted};

/// Every quantity in every quarter of every block.
pub(crate) fn summaries(sample: &Sample) -> Vec<QuarterSummary> {
    let blocks = sample.blocks();
    let quarters: Vec<usize> = (0..sample.scenario.periods).collect();
    let rows = parallel::map(&quarters, |&quarter| of_quarter(sample, &blocks, quarter));
    (0..blocks.len()).flat_map(|block| rows.iter().flat_map(move |row| row[block].clone())).collect()
}

/// Every quantity of one quarter, block by block.
fn of_quarter(sample: &Sample, blocks: &[Block], quarter: usize) -> Vec<Vec<QuarterSummary>> {
    let subsidies: Vec<Subsidies> =
        (0..sample.cases.len()).map(|branch| Subsidies::new(sample, branch, quarter)).collect();
    let rows = |block: &Block| {
        let row = Row { sample, block, quarter };
        row.quantities().into_iter().chain(row.cumulative_subsidy(&subsidies)).collect()
    };
    blocks.iter().map(rows).collect()
}

/// What was received up to a quarter in a branch.
struct Subsidies {
    /// Sums over the paths of each draw.
    sums: Vec<f64>,
    /// Of every path.
    sorted: Sorted,
}

impl Subsidies {
    fn new(sample: &Sample, branch: usize, quarter: usize) -> Self {
        let values: Vec<f64> = sample.records(branch).map(|record| record.cumulative_subsidy[quarter]).collect();
        let sums = values.chunks(sample.paths()).map(|draw| draw.iter().sum()).collect();
        Self { sums, sorted: Sorted::new(values) }
    }
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

    fn cumulative_subsidy(&self, subsidies: &[Subsidies]) -> Option<QuarterSummary> {
        let clusters = self.clusters(|branch, draw| subsidies[branch].sums[draw]);
        let quantiles = self.over_paths(subsidies)?;
        Some(self.summary(CUMULATIVE_SUBSIDY.into(), mean(&clusters)?, quantiles, QuantilesOver::Paths))
    }

    fn mean(&self, quantity: Quantity) -> Option<Estimate> {
        let draws = &self.sample.draws;
        mean(&self.clusters(|branch, draw| draws[draw][branch].sums[self.quarter][quantity.index()]))
    }

    /// A sum over the paths of each draw, mixed over the block.
    fn clusters(&self, sum: impl Fn(usize, usize) -> f64) -> Vec<Cluster> {
        let paths = self.sample.paths() as f64;
        let mixed = |draw: usize| {
            let mut cluster = Cluster::default();
            for (branch, weight) in self.sample.parts(self.block, draw) {
                cluster.weight += weight * paths;
                cluster.sum += weight * sum(branch, draw);
            }
            cluster
        };
        (0..self.sample.draws.len()).map(mixed).collect()
    }

    /// Quantiles over the draws of the exact mean, mixed over the block.
    fn over_draws(&self, quantity: Quantity) -> Option<Quantiles> {
        let draws = &self.sample.draws;
        let mixed = |draw: usize| -> f64 {
            let parts = self.sample.parts(self.block, draw);
            parts.map(|(branch, weight)| weight * draws[draw][branch].exact[self.quarter][quantity.index()]).sum()
        };
        Sorted::new((0..draws.len()).map(mixed).collect()).summary()
    }

    fn over_paths(&self, subsidies: &[Subsidies]) -> Option<Quantiles> {
        match self.block.parts[..] {
            [(branch, _)] => subsidies[branch].sorted.summary(),
            _ => stats::weighted(self.received()),
        }
    }

    /// What was received on every path of the block, with its weight.
    fn received(&self) -> Vec<(f64, f64)> {
        let mut received = Vec::new();
        for (place, draw) in self.sample.draws.iter().enumerate() {
            for (branch, weight) in self.sample.parts(self.block, place) {
                received.extend(draw[branch].paths.iter().map(|path| (path.cumulative_subsidy[self.quarter], weight)));
            }
        }
        received
    }

    fn summary(&self, quantity: String, mean: Estimate, quantiles: Quantiles, over: QuantilesOver) -> QuarterSummary {
        QuarterSummary { branch: self.block.name.clone(), quarter: self.quarter, quantity, mean, quantiles, over }
    }
}
