//! What is followed quarter by quarter.

use super::metrics::named;
use super::sample::{Block, Columns, Frame};
use super::{EventQuarter, QuantilesOver, QuarterSummary, events};
use crate::base::parallel;
use crate::base::scratch::ScratchError;
use crate::forecast::quantity::{CUMULATIVE_SUBSIDY, HISTORY_SUBSIDY, Quantity};
use crate::stats::column::{BYTES, Column, RUN};
use crate::stats::mean::mean;
use crate::stats::quantile::SHARES;
use crate::stats::{Cluster, Estimate, Quantiles, Sorted};

/// Bytes of the quarters that are worked out at once, if one does not take more by itself.
pub(crate) const AT_ONCE: usize = 128 << 20;

/// What is found of the quarters.
pub(crate) struct Found {
    /// Every quantity in every quarter of every block.
    pub summaries: Vec<QuarterSummary>,
    /// How often each event has happened by the end of each quarter.
    pub events: Vec<EventQuarter>,
}

/// Every quarter of every block.
///
/// # Errors
/// If what was kept cannot be read back.
pub(crate) fn found(columns: &Columns) -> Result<Found, ScratchError> {
    let blocks = columns.blocks();
    let (draws, scenario) = (columns.count_draws(), columns.scenario);
    let (branches, events) = (columns.cases.len(), scenario.events.len());
    let quarters: Vec<usize> = (0..scenario.periods).collect();
    let at_once = (AT_ONCE / bytes(draws, branches, scenario.offers.len(), events, columns.paths()).max(1)).max(1);
    let mut rows = Vec::with_capacity(quarters.len());
    for some in quarters.chunks(at_once) {
        let found = parallel::map(some, |&quarter| of_quarter(columns, &blocks, quarter));
        rows.extend(found.into_iter().collect::<Result<Vec<_>, _>>()?);
    }
    let summaries = (0..blocks.len()).flat_map(|block| rows.iter().flat_map(move |row| row[block].0.clone())).collect();
    // An event's quarters stand together.
    let of_event = |block: usize, name: &str| {
        let own = rows.iter().flat_map(|row| &row[block].1).filter(|row| row.event == name);
        own.cloned().collect::<Vec<_>>()
    };
    let events = (0..blocks.len())
        .flat_map(|block| scenario.events.iter().flat_map(move |event| of_event(block, &event.name)))
        .collect();
    Ok(Found { summaries, events })
}

/// Bytes that a quarter takes while it is worked out.
pub(crate) fn bytes(draws: usize, branches: usize, families: usize, events: usize, paths: usize) -> usize {
    let rows = draws.saturating_mul(branches);
    let sums =
        rows.saturating_mul((2 * Quantity::all(families).len() + 1) * size_of::<f64>() + events * size_of::<u32>());
    // A list that grows may have room for twice as many.
    let columns = 2 * BYTES * rows.saturating_mul(paths).saturating_mul(2).min(RUN);
    sums.saturating_add(columns)
}

/// A quarter's rows of a block: quantities, and events.
type Rows = (Vec<QuarterSummary>, Vec<EventQuarter>);

/// One quarter, block by block.
fn of_quarter(columns: &Columns, blocks: &[Block], quarter: usize) -> Result<Vec<Rows>, ScratchError> {
    let found = Quarter::read(columns, blocks, quarter)?;
    let rows = |(at, block): (usize, &Block)| {
        let row = Row { frame: columns, block, quarter, found: &found };
        let received = [row.cumulative_subsidy(at), row.history_subsidy(at)];
        let summaries = row.quantities().into_iter().chain(received.into_iter().flatten()).collect();
        let happened = |draw, branch, event| found.happened[found.place(draw, branch, found.events) + event] as usize;
        (summaries, events::by_quarter(columns, block, quarter, happened))
    };
    Ok(blocks.iter().enumerate().map(rows).collect())
}

/// What the draws found in a quarter: numbers of every branch of every certified draw, side by side.
struct Quarter {
    branches: usize,
    quantities: usize,
    events: usize,
    exact: Vec<f64>,
    sums: Vec<f64>,
    happened: Vec<u32>,
    /// Sums over the paths of what was received up to the quarter.
    received: Vec<f64>,
    /// Quantiles over the paths of the same, block by block, and of what was received in the quarter at a rate for a year.
    total: Vec<Option<Quantiles>>,
    rate: Vec<Option<Quantiles>>,
}

impl Quarter {
    fn read(columns: &Columns, blocks: &[Block], quarter: usize) -> Result<Self, ScratchError> {
        let (branches, events) = (columns.cases.len(), columns.scenario.events.len());
        let quantities = Quantity::all(columns.scenario.offers.len()).len();
        let rows = columns.count_draws() * branches;
        let mut found = Self {
            branches,
            quantities,
            events,
            exact: Vec::with_capacity(rows * quantities),
            sums: Vec::with_capacity(rows * quantities),
            happened: Vec::with_capacity(rows * events),
            received: Vec::with_capacity(rows),
            total: Vec::new(),
            rate: Vec::new(),
        };
        let (mut total, mut rate) = (columns.draws.column(), columns.draws.column());
        for kept in columns.draws.blocks() {
            for (at, row) in kept.quarter(quarter)?.into_iter().enumerate() {
                found.exact.extend(row.exact);
                found.sums.extend(row.sums);
                found.happened.extend(row.happened);
                found.received.push(row.received.iter().sum());
                row.received.iter().try_for_each(|value| total.push(*value, kept.first() + at))?;
                row.rates.iter().try_for_each(|value| rate.push(*value, kept.first() + at))?;
            }
        }
        let quantiles = |column: Column| -> Result<Vec<Option<Quantiles>>, ScratchError> {
            let weight = |group: usize, row: usize| columns.weight(&blocks[group], row);
            let found = column.ordered()?.quantiles(blocks.len(), weight, &SHARES)?;
            Ok(found.into_iter().map(named).collect())
        };
        found.total = quantiles(total)?;
        found.rate = quantiles(rate)?;
        Ok(found)
    }

    /// Where the numbers of a branch of a draw begin, of which there are so many.
    fn place(&self, draw: usize, branch: usize, numbers: usize) -> usize {
        (draw * self.branches + branch) * numbers
    }

    fn sum(&self, draw: usize, branch: usize, quantity: Quantity) -> f64 {
        self.sums[self.place(draw, branch, self.quantities) + quantity.index()]
    }

    fn exact(&self, draw: usize, branch: usize, quantity: Quantity) -> f64 {
        self.exact[self.place(draw, branch, self.quantities) + quantity.index()]
    }
}

struct Row<'a> {
    frame: &'a Frame<'a>,
    block: &'a Block,
    quarter: usize,
    found: &'a Quarter,
}

impl Row<'_> {
    fn quantities(&self) -> Vec<QuarterSummary> {
        let families: Vec<String> = self.frame.scenario.offers.iter().map(|offer| offer.name.clone()).collect();
        let all = Quantity::all(families.len());
        let rows = all.into_iter().filter_map(|quantity| {
            let quantiles = self.over_draws(quantity)?;
            Some(self.summary(quantity.name(&families), self.mean(quantity)?, quantiles, QuantilesOver::Draws))
        });
        rows.collect()
    }

    fn cumulative_subsidy(&self, block: usize) -> Option<QuarterSummary> {
        let clusters = self.clusters(|branch, draw| self.found.received[self.found.place(draw, branch, 1)]);
        let quantiles = self.found.total[block]?;
        Some(self.summary(CUMULATIVE_SUBSIDY.into(), mean(&clusters)?, quantiles, QuantilesOver::Paths))
    }

    fn history_subsidy(&self, block: usize) -> Option<QuarterSummary> {
        let quantiles = self.found.rate[block]?;
        let mean = self.mean(Quantity::Subsidy)?;
        Some(self.summary(HISTORY_SUBSIDY.into(), mean, quantiles, QuantilesOver::Paths))
    }

    fn mean(&self, quantity: Quantity) -> Option<Estimate> {
        mean(&self.clusters(|branch, draw| self.found.sum(draw, branch, quantity)))
    }

    /// A sum over the paths of each draw, mixed over the block.
    fn clusters(&self, sum: impl Fn(usize, usize) -> f64) -> Vec<Cluster> {
        let paths = self.frame.paths() as f64;
        let mixed = |draw: usize| {
            let mut cluster = Cluster::default();
            for (branch, weight) in self.frame.parts(self.block, draw) {
                cluster.weight += weight * paths;
                cluster.sum += weight * sum(branch, draw);
            }
            cluster
        };
        (0..self.frame.count_draws()).map(mixed).collect()
    }

    /// Quantiles over the draws of the exact mean, mixed over the block.
    fn over_draws(&self, quantity: Quantity) -> Option<Quantiles> {
        let mixed = |draw: usize| -> f64 {
            let parts = self.frame.parts(self.block, draw);
            parts.map(|(branch, weight)| weight * self.found.exact(draw, branch, quantity)).sum()
        };
        Sorted::new((0..self.frame.count_draws()).map(mixed).collect()).summary()
    }

    fn summary(&self, quantity: String, mean: Estimate, quantiles: Quantiles, over: QuantilesOver) -> QuarterSummary {
        QuarterSummary { branch: self.block.name.clone(), quarter: self.quarter, quantity, mean, quantiles, over }
    }
}
