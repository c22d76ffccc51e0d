//! The draws of a run, however many there are (model page §5).
//!
//! Takes draws in their order, gives what statistics and tables need of them, column by column: a metric, or what is
//! followed in a quarter, of every path. What a draw is in a few numbers stays in memory. The columns are kept as exact
//! bytes, in blocks of draws, in memory while they are small and else in a temporary file; a column is read without the
//! others.

use super::branching::BranchCase;
use super::draws::Unfinished;
use super::exact::over_path;
use super::quantity::Quantity;
use super::{BranchOutcome, Draw, Watch, simulate_in_batches, size};
use crate::base::heap::list;
use crate::base::parallel;
use crate::base::scratch::{HELD, Scratch, ScratchError, bytes};
use crate::base::units::YEARS_PER_QUARTER;
use crate::game::equilibrium::games;
use crate::game::solve::Certificate;
use crate::scenario::{Metric, Scenario};
use crate::stats::column::{Column, RUN};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Bytes of the draws that are taken at once.
const BATCH: usize = 32 << 20;
/// Fewest draws that are taken at once, for each thread: so that none waits long for the others.
const FEWEST: usize = 4;
/// Most draws that are taken at once.
const MOST: usize = 512;

/// Draws of so many paths that are worked out, and then taken, at once.
pub(crate) fn batch(scenario: &Scenario, paths: usize) -> usize {
    let fewest = FEWEST * parallel::threads();
    (BATCH / size::draw(scenario, paths).max(1)).clamp(fewest, MOST.max(fewest))
}

/// Bytes that are kept in memory of a draw, whatever its paths.
pub(crate) fn facts_size(scenario: &Scenario) -> usize {
    let branches = BranchCase::all(scenario).len();
    let numbers = list::<f64>(scenario.uncertain().len()) + list::<f64>(branches);
    let tally = list::<u32>(branches * (scenario.chapters.len() + scenario.events.len()));
    size_of::<Facts>() + numbers + list::<Certificate>(games(scenario)) + tally
}

/// Bytes of a draw's columns, with so many paths: every number as a file holds it.
pub(crate) fn columns_size(scenario: &Scenario, paths: usize) -> usize {
    let (families, events) = (scenario.offers.len(), scenario.events.len());
    let quantities = Quantity::all(families).len();
    let quarter = (2 * quantities + 2 * paths) * size_of::<f64>() + events + 4;
    let path = Metric::all(families).len() * (1 + size_of::<f64>()) + 1 + 2 * events;
    let exact = quantities * size_of::<f64>() + events;
    let row = scenario.periods.saturating_mul(quarter).saturating_add(paths.saturating_mul(path)).saturating_add(exact);
    row.saturating_mul(BranchCase::all(scenario).len())
}

/// What is kept in memory of a draw.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Its number, as [`Draw::index`].
    pub index: usize,
    /// The uncertain numbers in it, as [`Draw::parameters`].
    pub parameters: Vec<f64>,
    /// The odds in it, as [`Draw::odds`].
    pub odds: Vec<f64>,
    /// Certificates of its games, as [`Draw::certificates`].
    pub certificates: Vec<Certificate>,
    /// Branch by branch the paths of each chapter and those on which each event happens; `None` if it is not certified.
    tally: Option<Vec<u32>>,
}

impl Facts {
    /// Whether its games are certified.
    pub fn certified(&self) -> bool {
        self.tally.is_some()
    }
}

/// What paths of a draw are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// They end in the chapter at this place.
    Chapter(usize),
    /// The event at this place happens on them.
    Event(usize),
}

/// How many there are of everything.
#[derive(Debug, Clone, Copy)]
struct Shape {
    branches: usize,
    chapters: usize,
    events: usize,
    families: usize,
    quarters: usize,
}

/// A column: something of every certified draw, branch by branch.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// The chapter of each path.
    Chapters,
    /// The quarters of the events of each path.
    Events,
    /// Exact means over the path, and exact probabilities of the events.
    Means,
    /// A metric of each path, by its place in [`Metric::all`].
    Metric(usize),
    /// What is followed in a quarter.
    Quarter(usize),
}

/// Exact numbers of a branch of a draw.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OverPath {
    /// The mean of every quantity over the quarters.
    pub means: Vec<f64>,
    /// As [`BranchOutcome::chances`].
    pub chances: Vec<Option<f64>>,
}

/// A quarter of a branch of a draw.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct InQuarter {
    /// Exact means of every quantity.
    pub exact: Vec<f64>,
    /// Their sums over the paths.
    pub sums: Vec<f64>,
    /// Paths on which each event has happened by its end.
    pub happened: Vec<u32>,
    /// What each path received up to its end, pp of GDP.
    pub received: Vec<f64>,
    /// What each path received in it, pp/yr.
    pub rates: Vec<f64>,
}

/// How much is in memory at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of columns before there is a temporary file.
    pub held: usize,
    /// Values of a column that are sorted at once.
    pub run: usize,
    /// Draws of a block.
    pub batch: usize,
}

/// All draws of a run.
#[derive(Debug)]
pub struct Draws {
    shape: Shape,
    bounds: Bounds,
    facts: Vec<Facts>,
    /// The blocks, one after the other: which draws, and how many certified ones stand before them.
    blocks: Vec<(Range<usize>, usize)>,
    certified: usize,
    scratch: Scratch,
}

/// A block of draws that is read back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block<'a> {
    draws: &'a Draws,
    number: usize,
}

impl Draws {
    /// None yet, of this scenario.
    pub fn new(scenario: &Scenario) -> Self {
        Self::within(scenario, Bounds { held: HELD, run: RUN, batch: batch(scenario, scenario.simulation.paths) })
    }

    /// None yet, within these bounds. They change no result.
    pub fn within(scenario: &Scenario, bounds: Bounds) -> Self {
        let shape = Shape {
            branches: BranchCase::all(scenario).len(),
            chapters: scenario.chapters.len(),
            events: scenario.events.len(),
            families: scenario.offers.len(),
            quarters: scenario.periods,
        };
        let scratch = Scratch::new(bounds.held);
        Self { shape, bounds, facts: Vec::new(), blocks: Vec::new(), certified: 0, scratch }
    }

    /// These draws of a scenario.
    ///
    /// # Errors
    /// As [`Draws::add`].
    pub fn of(scenario: &Scenario, draws: &[Draw]) -> Result<Self, ScratchError> {
        let mut kept = Self::new(scenario);
        kept.add(draws)?;
        Ok(kept)
    }

    /// Works out every draw of a scenario and takes it; with the exact probability of each event if that is asked for.
    ///
    /// # Errors
    /// [`Unfinished`].
    pub fn simulate(&mut self, scenario: &Scenario, exactly: bool, watch: &dyn Watch) -> Result<(), Unfinished> {
        simulate_in_batches(scenario, exactly, self.bounds.batch, watch, |found| Ok(self.add(&found)?))
    }

    /// Takes the next draws.
    ///
    /// # Errors
    /// If they fit neither in memory nor in a temporary file.
    pub fn add(&mut self, draws: &[Draw]) -> Result<(), ScratchError> {
        draws.chunks(self.bounds.batch.max(1)).try_for_each(|block| self.take(block))
    }

    fn take(&mut self, draws: &[Draw]) -> Result<(), ScratchError> {
        let rows: Vec<&BranchOutcome> = draws.iter().filter_map(|draw| draw.branches.as_ref()).flatten().collect();
        let shape = self.shape;
        for piece in parallel::map(&shape.parts(), |part| shape.column(*part, &rows)) {
            self.scratch.keep(piece?)?;
        }
        let first = self.facts.len();
        self.facts.extend(draws.iter().map(|draw| shape.facts(draw)));
        self.blocks.push((first..self.facts.len(), self.certified));
        self.certified += rows.len() / shape.branches;
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// What is known of each, in order.
    pub fn facts(&self) -> &[Facts] {
        &self.facts
    }

    /// Those that are certified.
    pub fn certified(&self) -> impl Iterator<Item = &Facts> + Clone {
        self.facts.iter().filter(|draw| draw.certified())
    }

    /// Bytes of the columns, wherever they are kept.
    pub fn size(&self) -> usize {
        self.scratch.size()
    }

    /// Paths of a draw in a branch that end so; 0 if it is not certified.
    pub(crate) fn count(&self, draw: &Facts, branch: usize, ending: Ending) -> usize {
        let place = match ending {
            Ending::Chapter(chapter) => chapter,
            Ending::Event(event) => self.shape.chapters + event,
        };
        let place = branch * (self.shape.chapters + self.shape.events) + place;
        draw.tally.as_ref().map_or(0, |tally| tally[place] as usize)
    }

    /// A column for values of their paths.
    pub(crate) fn column(&self) -> Column {
        Column::new(self.bounds.run)
    }

    /// Its blocks, one after the other.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        (0..self.blocks.len()).map(|number| Block { draws: self, number })
    }
}

impl<'a> Block<'a> {
    /// The draws in it.
    pub(crate) fn facts(self) -> &'a [Facts] {
        &self.draws.facts[self.draws.blocks[self.number].0.clone()]
    }

    /// The place of its first row among all: rows are the branches of certified draws, draw by draw.
    pub(crate) fn first(self) -> usize {
        self.draws.blocks[self.number].1 * self.draws.shape.branches
    }

    /// The chapter of each path, row by row.
    pub(crate) fn chapters(self) -> Result<Vec<Vec<usize>>, ScratchError> {
        self.read(Part::Chapters)
    }

    /// The quarters of each path's events, row by row.
    pub(crate) fn events(self) -> Result<Vec<Vec<Vec<Option<u16>>>>, ScratchError> {
        self.read(Part::Events)
    }

    /// Exact numbers over the path, row by row.
    pub(crate) fn over_path(self) -> Result<Vec<OverPath>, ScratchError> {
        self.read(Part::Means)
    }

    /// A metric of each path, row by row, by its place in [`Metric::all`].
    pub(crate) fn metric(self, metric: usize) -> Result<Vec<Vec<Option<f64>>>, ScratchError> {
        self.read(Part::Metric(metric))
    }

    /// What is followed in a quarter, row by row.
    pub(crate) fn quarter(self, quarter: usize) -> Result<Vec<InQuarter>, ScratchError> {
        self.read(Part::Quarter(quarter))
    }

    fn read<T: serde::de::DeserializeOwned>(self, part: Part) -> Result<T, ScratchError> {
        let shape = self.draws.shape;
        self.draws.scratch.read(self.number * shape.parts().len() + shape.place(part))
    }
}

impl Shape {
    /// All columns, in the order of their places.
    fn parts(self) -> Vec<Part> {
        let metrics = (0..Metric::all(self.families).len()).map(Part::Metric);
        let quarters = (0..self.quarters).map(Part::Quarter);
        [Part::Chapters, Part::Events, Part::Means].into_iter().chain(metrics).chain(quarters).collect()
    }

    fn place(self, part: Part) -> usize {
        match part {
            Part::Chapters => 0,
            Part::Events => 1,
            Part::Means => 2,
            Part::Metric(metric) => 3 + metric,
            Part::Quarter(quarter) => 3 + Metric::all(self.families).len() + quarter,
        }
    }

    /// What is kept in memory.
    fn facts(self, draw: &Draw) -> Facts {
        Facts {
            index: draw.index,
            parameters: draw.parameters.clone(),
            odds: draw.odds.clone(),
            certificates: draw.certificates.clone(),
            tally: draw.branches.as_ref().map(|found| self.tally(found)),
        }
    }

    fn tally(self, branches: &[BranchOutcome]) -> Vec<u32> {
        let row = self.chapters + self.events;
        let mut tally = vec![0; branches.len() * row];
        for (branch, counts) in branches.iter().zip(tally.chunks_mut(row.max(1))) {
            for path in &branch.paths {
                counts[path.chapter] += 1;
                for (event, happened) in path.events.iter().enumerate() {
                    counts[self.chapters + event] += u32::from(happened.is_some());
                }
            }
        }
        tally
    }

    /// A column as bytes.
    fn column(self, part: Part, rows: &[&BranchOutcome]) -> Result<Vec<u8>, ScratchError> {
        match part {
            Part::Chapters => bytes(&by_path(rows, |path| path.chapter)),
            Part::Events => bytes(&by_path(rows, |path| path.events.as_slice())),
            Part::Means => bytes(&rows.iter().map(|row| row.over_path()).collect::<Vec<_>>()),
            Part::Metric(place) => {
                let metric = Metric::all(self.families)[place];
                bytes(&by_path(rows, |path| path.metric(metric)))
            }
            Part::Quarter(quarter) => {
                bytes(&rows.iter().map(|row| row.in_quarter(quarter, self.events)).collect::<Vec<_>>())
            }
        }
    }
}

/// Something of every path, row by row.
fn by_path<'a, T>(rows: &[&'a BranchOutcome], of: impl Fn(&'a super::path::PathOutcome) -> T) -> Vec<Vec<T>> {
    rows.iter().map(|row| row.paths.iter().map(&of).collect()).collect()
}

impl BranchOutcome {
    fn over_path(&self) -> OverPath {
        OverPath { means: all_over_path(&self.exact), chances: self.chances.clone() }
    }

    fn in_quarter(&self, quarter: usize, events: usize) -> InQuarter {
        let mut happened = vec![0; events];
        for path in &self.paths {
            for (event, by) in path.events.iter().enumerate() {
                happened[event] += u32::from(by.is_some_and(|by| usize::from(by) <= quarter + 1));
            }
        }
        InQuarter {
            exact: self.exact[quarter].clone(),
            sums: self.sums[quarter].clone(),
            happened,
            received: self.paths.iter().map(|path| path.cumulative_subsidy[quarter]).collect(),
            rates: self.paths.iter().map(|path| yearly(&path.cumulative_subsidy, quarter)).collect(),
        }
    }
}

/// The mean of every quantity over the quarters of the path, a count's too: so often it happens in a quarter.
pub(crate) fn all_over_path(means: &super::exact::Means) -> Vec<f64> {
    Quantity::in_order(means).map(|quantity| over_path(means, quantity)).collect()
}

/// The rate for a year at which a sum over the quarters rises in one of them.
fn yearly(sums: &[f64], quarter: usize) -> f64 {
    let before = quarter.checked_sub(1).map_or(0.0, |before| sums[before]);
    (sums[quarter] - before) / YEARS_PER_QUARTER
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
