//! What is followed quarter by quarter.

use super::sample::{Block, Sample};
use super::{QuantilesOver, QuarterSummary};
use crate::base::parallel;
use crate::base::units::YEARS_PER_QUARTER;
use crate::forecast::path::PathOutcome;
use crate::forecast::quantity::{CUMULATIVE_SUBSIDY, HISTORY_SUBSIDY, Quantity};
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
        let received = [row.cumulative_subsidy(&subsidies), row.history_subsidy(&subsidies)];
        row.quantities().into_iter().chain(received.into_iter().flatten()).collect()
    };
    blocks.iter().map(rows).collect()
}

/// What the paths of a branch received up to a quarter, and in it.
struct Subsidies {
    /// Sums over the paths of each draw of what was received up to the quarter.
    sums: Vec<f64>,
    /// The same of every path.
    total: Sorted,
    /// What every path received in the quarter, at a rate for a year.
    rate: Sorted,
}

/// What a path received from the start to the end of a quarter, pp of GDP.
fn total(path: &PathOutcome, quarter: usize) -> f64 {
    path.cumulative_subsidy[quarter]
}

/// What a path received in a quarter, pp/yr.
fn rate(path: &PathOutcome, quarter: usize) -> f64 {
    yearly(&path.cumulative_subsidy, quarter)
}

/// The rate for a year at which a sum over the quarters rises in one of them.
fn yearly(sums: &[f64], quarter: usize) -> f64 {
    let before = quarter.checked_sub(1).map_or(0.0, |before| sums[before]);
    (sums[quarter] - before) / YEARS_PER_QUARTER
}

impl Subsidies {
    fn new(sample: &Sample, branch: usize, quarter: usize) -> Self {
        let values: Vec<f64> = sample.records(branch).map(|path| total(path, quarter)).collect();
        let sums = values.chunks(sample.paths()).map(|draw| draw.iter().sum()).collect();
        let rates = sample.records(branch).map(|path| rate(path, quarter)).collect();
        Self { sums, total: Sorted::new(values), rate: Sorted::new(rates) }
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
        let quantiles = self.over_paths(subsidies, |received| &received.total, total)?;
        Some(self.summary(CUMULATIVE_SUBSIDY.into(), mean(&clusters)?, quantiles, QuantilesOver::Paths))
    }

    fn history_subsidy(&self, subsidies: &[Subsidies]) -> Option<QuarterSummary> {
        let quantiles = self.over_paths(subsidies, |received| &received.rate, rate)?;
        let mean = self.mean(Quantity::Subsidy)?;
        Some(self.summary(HISTORY_SUBSIDY.into(), mean, quantiles, QuantilesOver::Paths))
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

    /// Quantiles over the paths: of a branch as they are sorted, of the mixture with the weight of each.
    fn over_paths(
        &self,
        subsidies: &[Subsidies],
        sorted: fn(&Subsidies) -> &Sorted,
        value: fn(&PathOutcome, usize) -> f64,
    ) -> Option<Quantiles> {
        match self.block.parts[..] {
            [(branch, _)] => sorted(&subsidies[branch]).summary(),
            _ => stats::weighted(self.weighted(value)),
        }
    }

    /// What every path of the block received, with its weight.
    fn weighted(&self, value: fn(&PathOutcome, usize) -> f64) -> Vec<(f64, f64)> {
        let mut received = Vec::new();
        for (place, draw) in self.sample.draws.iter().enumerate() {
            for (branch, weight) in self.sample.parts(self.block, place) {
                received.extend(draw[branch].paths.iter().map(|path| (value(path, self.quarter), weight)));
            }
        }
        received
    }

    fn summary(&self, quantity: String, mean: Estimate, quantiles: Quantiles, over: QuantilesOver) -> QuarterSummary {
        QuarterSummary { branch: self.block.name.clone(), quarter: self.quarter, quantity, mean, quantiles, over }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_a_sum_over_quarters_rises_at_four_times_what_a_quarter_adds() {
        let sums = [1.0, 1.0, 3.5];
        assert_eq!([0, 1, 2].map(|quarter| yearly(&sums, quarter)), [4.0, 0.0, 10.0]);
    }
}
