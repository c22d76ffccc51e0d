//! Where an event is frequent: the values of few uncertain numbers between which draws are in which it is likely (model page
//! §5).
//!
//! Takes how probable the event is in every draw ([`occurrence`](crate::forecast::occurrence)), gives the box that patient
//! rule induction finds ([`stats::prim`](crate::stats)), and how far to trust it.
//!
//! 1. A draw is of interest if the event is at least as probable in it as was asked.
//! 2. Of many numbers only those are searched whose rank correlation with the probability has an interval that leaves out 0.
//!    Numbers that rise and fall together are searched as one. Odds that vary are numbers too, where branches are mixed.
//! 3. In the box of few limits lies what PRIM finds in all draws; in many halves of the draws the same is done, and
//!    each half's box is tried on the draws that it has not seen.

pub mod threshold;

use super::drivers::ranked;
use super::{ALL_BRANCHES, Estimate, Provenance};
use crate::forecast::branching::BranchCase;
use crate::forecast::occurrence::Occurrence;
use crate::forecast::shocks::half;
use crate::scenario::{Scenario, gloss};
use crate::stats::interval::wilson;
use crate::stats::mean::of_values;
use crate::stats::prim::{Cases, Origin, Side, Step};
use crate::stats::rank::Correlation;
use serde::Serialize;
use threshold::Thresholds;

/// Numbers above which only those that tell are searched.
const MANY: usize = 10;
/// Fewest certified draws in which a box is sought.
pub(crate) const FEWEST: usize = 40;
/// Halves of the draws in which the search is done again.
pub(crate) const HALVES: usize = 40;

/// What is sought.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The branch, or all of them mixed by their odds if none is named.
    pub branch: Option<String>,
    /// Least probability of the event in a draw of interest.
    pub at_least: f64,
    /// Numbers that may be limited at most.
    pub limits: usize,
    /// Whether all numbers are searched, also those that do not tell by themselves.
    pub all: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Discovery {
    /// Where the numbers come from.
    pub provenance: Provenance,
    /// The event.
    pub event: String,
    /// The clause that tells it in a sentence.
    pub says: String,
    /// The branch, or `all` for the mixture by odds.
    pub branch: String,
    /// Whether the probabilities of the draws are exact, not shares of their paths.
    pub exact: bool,
    /// Least probability of the event in a draw of interest.
    pub at_least: f64,
    /// Draws that count.
    pub certified_draws: usize,
    /// Draws left out.
    pub uncertified_draws: Vec<usize>,
    /// Draws of interest.
    pub of_interest: usize,
    /// Mean probability of the event.
    pub chance: Estimate,
    /// Least and greatest probability of a draw.
    pub range: (f64, f64),
    /// Numbers that were searched, those that tell most first.
    pub searched: Vec<Searched>,
    /// Numbers that were not, since they do not tell by themselves.
    pub left_out: Vec<String>,
    /// Every box of the search, from that of all draws on; none if nothing was searched.
    pub trajectory: Vec<BoxStep>,
    /// The box that tells most; absent if none does.
    pub found: Option<Found>,
    /// Where the probability crosses a value, number by number, if that was asked.
    pub threshold: Option<Thresholds>,
    /// The draws as they were searched.
    #[serde(skip)]
    pub cases: Vec<Case>,
}

/// A number that was searched.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Searched {
    /// Its key.
    pub key: String,
    /// Keys of numbers that rise and fall with it: a limit on it is one on them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// What it means.
    pub gloss: String,
    /// Rank correlation with the probability of the event.
    pub correlation: Option<Correlation>,
    /// Share of the halves of the draws in which it is limited.
    pub in_halves: f64,
}

/// A box of the search.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BoxStep {
    /// What it came from: `whole`, `peel`, `paste` or `drop`.
    pub from: &'static str,
    /// Draws in it.
    pub draws: usize,
    /// Draws of interest in it.
    pub of_interest: usize,
    /// Share of all draws of interest that are in it.
    pub coverage: f64,
    /// Share of the draws in it that are of interest.
    pub density: f64,
    /// Share of all draws that are in it.
    pub mass: f64,
    /// Numbers limited.
    pub numbers: usize,
    /// Correlation of being in it with being of interest.
    pub phi: f64,
    /// Whether it is the one that was chosen.
    pub chosen: bool,
    /// Its limits.
    pub limits: Vec<Limit>,
}

/// Limits of a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Limit {
    /// Key of the number.
    pub key: String,
    /// What it means.
    pub gloss: String,
    /// Least value, if there is such a limit.
    pub low: Option<f64>,
    /// Greatest value, if there is such a limit.
    pub high: Option<f64>,
    /// Quasi-p-value of the lower limit.
    pub p_low: Option<f64>,
    /// Quasi-p-value of the upper limit.
    pub p_high: Option<f64>,
    /// Least and greatest value drawn.
    pub drawn: (f64, f64),
    /// Share of the halves of the draws in which the number is limited.
    pub in_halves: f64,
}

/// The box that tells most.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// Its limits.
    pub limits: Vec<Limit>,
    /// Share of all draws of interest that are in it.
    pub coverage: f64,
    /// Correlation of being in it with being of interest.
    pub phi: f64,
    /// The draws in it.
    pub inside: Part,
    /// All others.
    pub outside: Part,
    /// What the boxes of the halves come to on the draws that they have not seen: share of interest inside, and outside.
    pub unseen: (Option<f64>, Option<f64>),
}

/// Some of the draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Part {
    /// How many there are.
    pub draws: usize,
    /// Those of interest.
    pub of_interest: usize,
    /// Share of them.
    pub density: f64,
    /// Lower end of its 95% interval.
    pub low95: f64,
    /// Upper end.
    pub high95: f64,
    /// Mean probability of the event in them; absent if there are none.
    pub chance: Option<Estimate>,
}

/// A draw as it was searched.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its number.
    pub draw: usize,
    /// The numbers searched.
    pub values: Vec<f64>,
    /// Probability of the event.
    pub chance: f64,
    /// Whether it is of interest.
    pub of_interest: bool,
}

/// A number with its values in the certified draws.
struct Column {
    key: String,
    with: Vec<String>,
    values: Vec<f64>,
    correlation: Option<Correlation>,
}

impl Discovery {
    /// Seeks the box for the first event of a scenario. `None` if no draw is certified.
    pub fn new(scenario: &Scenario, draws: &[Occurrence], asked: &Asked, provenance: Provenance) -> Option<Self> {
        let event = scenario.events.first()?;
        let branch = asked.branch.clone().unwrap_or_else(|| whole(scenario));
        let certified: Vec<(&Occurrence, f64)> =
            draws.iter().filter_map(|draw| Some((draw, chance(scenario, draw, asked.branch.as_deref())?))).collect();
        let chances: Vec<f64> = certified.iter().map(|(_, chance)| *chance).collect();
        let interest: Vec<bool> = chances.iter().map(|chance| *chance >= asked.at_least).collect();
        let columns = columns(scenario, &certified, &chances, branch == ALL_BRANCHES);
        let few = asked.all || columns.len() <= MANY;
        let tells = |column: &Column| few || column.correlation.is_some_and(|found| found.tells());
        let (columns, left_out): (Vec<Column>, Vec<Column>) = columns.into_iter().partition(tells);
        let (names, columns): (Vec<Name>, Vec<Vec<f64>>) =
            columns.into_iter().map(|column| Name::split(scenario, column)).unzip();
        let search = Search { scenario, names, cases: Cases { columns: &columns, interest: &interest }, asked };
        let of_interest = interest.iter().filter(|interest| **interest).count();
        let sought = certified.len() >= FEWEST && !columns.is_empty() && (1..interest.len()).contains(&of_interest);
        let halves = if sought { search.halves() } else { Halves::none(columns.len()) };
        let (trajectory, found) = if sought { search.done(&chances, &halves) } else { (Vec::new(), None) };
        Some(Self {
            provenance,
            event: event.name.clone(),
            says: event.says.clone(),
            branch,
            exact: certified.iter().all(|(draw, _)| draw.exact),
            at_least: asked.at_least,
            certified_draws: certified.len(),
            uncertified_draws: draws.iter().filter(|draw| draw.chances.is_none()).map(|draw| draw.draw).collect(),
            of_interest,
            chance: of_values(chances.iter().copied())?,
            range: ends(&chances),
            left_out: left_out.into_iter().map(|column| column.key).collect(),
            cases: search.rows(&certified),
            searched: search.searched(&halves),
            trajectory,
            found,
            threshold: None,
        })
    }

    /// The same with thresholds.
    pub fn with(self, threshold: Option<Thresholds>) -> Self {
        Self { threshold, ..self }
    }
}

/// The mixture, or the only branch.
pub(crate) fn whole(scenario: &Scenario) -> String {
    match &BranchCase::all(scenario)[..] {
        [only] => only.name.clone(),
        _ => ALL_BRANCHES.to_owned(),
    }
}

/// Probability of the event in a draw: in a branch, or in all by the odds of that draw. `None` if it is not certified.
fn chance(scenario: &Scenario, draw: &Occurrence, branch: Option<&str>) -> Option<f64> {
    let chances = draw.chances.as_ref()?;
    match branch {
        Some(branch) => BranchCase::all(scenario).iter().position(|case| case.name == branch).map(|at| chances[at]),
        None => Some(chances.iter().zip(&draw.odds).map(|(chance, odds)| chance * odds).sum()),
    }
}

/// The numbers with their values draw by draw, those that tell most first, then odds that vary if branches are mixed.
fn columns(scenario: &Scenario, draws: &[(&Occurrence, f64)], chances: &[f64], mixed: bool) -> Vec<Column> {
    let uncertain = scenario.uncertain();
    let parameters: Vec<&[f64]> = draws.iter().map(|(draw, _)| draw.parameters.as_slice()).collect();
    let number = |driver: super::drivers::Driver| {
        let at = uncertain.iter().position(|number| number.key == driver.key)?;
        Some(Column {
            with: driver.with.into_iter().map(|with| with.key).collect(),
            values: parameters.iter().map(|parameters| parameters[at]).collect(),
            correlation: driver.correlation,
            key: driver.key,
        })
    };
    let branches = scenario.elections.first().map_or(&[][..], |election| &election.branches);
    let odds = |key: &String| {
        let at = branches.iter().position(|branch| branch.odds.key == *key).filter(|_| mixed)?;
        let values: Vec<f64> = draws.iter().map(|(draw, _)| draw.odds[at]).collect();
        Some(Column { correlation: Correlation::of(&values, chances), key: key.clone(), with: Vec::new(), values })
    };
    let keys = scenario.uncertain_keys();
    let numbers = ranked(scenario, &parameters, chances).into_iter().filter_map(number);
    numbers.chain(keys[uncertain.len()..].iter().filter_map(odds)).collect()
}

fn ends(values: &[f64]) -> (f64, f64) {
    (values.iter().copied().fold(f64::INFINITY, f64::min), values.iter().copied().fold(f64::NEG_INFINITY, f64::max))
}

/// What a number is called.
struct Name {
    key: String,
    with: Vec<String>,
    gloss: String,
    correlation: Option<Correlation>,
    drawn: (f64, f64),
}

impl Name {
    fn split(scenario: &Scenario, column: Column) -> (Self, Vec<f64>) {
        let Column { key, with, values, correlation } = column;
        let branches = scenario.elections.first().map_or(&[][..], |election| &election.branches);
        let odds = || {
            branches.iter().find(|branch| branch.odds.key == key).map(|branch| format!("the odds of “{}”", branch.name))
        };
        let gloss = gloss(&key, scenario).or_else(odds).unwrap_or_else(|| key.clone());
        let drawn = ends(&values);
        (Self { key, with, gloss, correlation, drawn }, values)
    }
}

/// What the search in the halves of the draws came to.
struct Halves {
    /// In what share of them each number is limited.
    limited: Vec<f64>,
    /// Share of interest among unseen draws, inside and outside of the boxes.
    unseen: (Option<f64>, Option<f64>),
}

impl Halves {
    fn none(columns: usize) -> Self {
        Self { limited: vec![0.0; columns], unseen: (None, None) }
    }
}

/// The search in the certified draws.
struct Search<'a> {
    scenario: &'a Scenario,
    names: Vec<Name>,
    cases: Cases<'a>,
    asked: &'a Asked,
}

impl Search<'_> {
    fn searched(self, halves: &Halves) -> Vec<Searched> {
        let named = |(name, in_halves): (Name, &f64)| {
            let Name { key, with, gloss, correlation, .. } = name;
            Searched { key, with, gloss, correlation, in_halves: *in_halves }
        };
        self.names.into_iter().zip(&halves.limited).map(named).collect()
    }

    fn rows(&self, certified: &[(&Occurrence, f64)]) -> Vec<Case> {
        let row = |(place, (draw, chance)): (usize, &(&Occurrence, f64))| Case {
            draw: draw.draw,
            values: self.cases.columns.iter().map(|column| column[place]).collect(),
            chance: *chance,
            of_interest: self.cases.interest[place],
        };
        certified.iter().enumerate().map(row).collect()
    }

    /// The search done again in halves of the draws, each box tried on the other half.
    fn halves(&self) -> Halves {
        let count = self.cases.interest.len();
        let halves: Vec<Vec<bool>> =
            (0..HALVES).map(|number| half(self.scenario.simulation.seed, number, count)).collect();
        let tried = crate::base::parallel::map(&halves, |half| self.tried(half));
        let mut limited = vec![0_usize; self.names.len()];
        let mut sums = [(0, 0); 2];
        for (step, parts) in &tried {
            let numbers: std::collections::BTreeSet<usize> =
                step.limited().into_iter().map(|(column, _)| column).collect();
            numbers.into_iter().for_each(|column| limited[column] += 1);
            sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum = (sum.0 + part.0, sum.1 + part.1));
        }
        let share = |(hits, draws): (usize, usize)| (draws > 0).then(|| hits as f64 / draws as f64);
        let limited = limited.into_iter().map(|count| count as f64 / HALVES as f64).collect();
        Halves { limited, unseen: (share(sums[0]), share(sums[1])) }
    }

    /// The box of a half, and on the other half the draws of interest with all draws, inside of the box and outside.
    fn tried(&self, half: &[bool]) -> (Step, [(usize, usize); 2]) {
        let part = |seen: bool| {
            let rows = || (0..half.len()).filter(move |row| half[*row] == seen);
            let columns: Vec<Vec<f64>> =
                self.cases.columns.iter().map(|column| rows().map(|row| column[row]).collect()).collect();
            (columns, rows().map(|row| self.cases.interest[row]).collect::<Vec<bool>>())
        };
        let [(seen, known), (unseen, truth)] = [part(true), part(false)];
        let found = Cases { columns: &seen, interest: &known }.found(self.asked.limits);
        let inside = Cases { columns: &unseen, interest: &truth }.inside(&found.limits);
        let hits = inside.iter().filter(|row| truth[**row]).count();
        let all = truth.iter().filter(|interest| **interest).count();
        (found, [(hits, inside.len()), (all - hits, truth.len() - inside.len())])
    }

    /// Every box of the search, and the one that tells most unless it is that of all draws.
    fn done(&self, chances: &[f64], halves: &Halves) -> (Vec<BoxStep>, Option<Found>) {
        let mut steps = self.cases.trajectory(self.asked.limits);
        let mut chosen = self.cases.choice(&steps);
        let dropped = self.cases.dropped(&steps[chosen]);
        if !dropped.is_empty() {
            steps.extend(dropped);
            chosen = steps.len() - 1;
        }
        let found = self.found(&steps[chosen], chances, halves);
        let step = |(place, step): (usize, &Step)| self.step(step, place == chosen, halves);
        (steps.iter().enumerate().map(step).collect(), found)
    }

    fn coverage(&self, step: &Step) -> f64 {
        step.hits as f64 / self.cases.interest.iter().filter(|interest| **interest).count() as f64
    }

    fn step(&self, step: &Step, chosen: bool, halves: &Halves) -> BoxStep {
        BoxStep {
            from: match step.origin {
                Origin::Whole => "whole",
                Origin::Peel => "peel",
                Origin::Paste => "paste",
                Origin::Drop => "drop",
            },
            draws: step.cases,
            of_interest: step.hits,
            coverage: self.coverage(step),
            density: step.density(),
            mass: step.cases as f64 / self.cases.interest.len() as f64,
            numbers: step.numbers(),
            phi: self.cases.told(step),
            chosen,
            limits: self.limits(step, halves),
        }
    }

    fn limits(&self, step: &Step, halves: &Halves) -> Vec<Limit> {
        let sides = step.limited();
        let limit = |(column, name): (usize, &Name)| {
            let p = |side: Side| sides.contains(&(column, side)).then(|| self.cases.quasi_p(step, column, side));
            let (low, high) = step.limits[column];
            let finite = |value: f64| value.is_finite().then_some(value);
            (low.is_finite() || high.is_finite()).then(|| Limit {
                key: name.key.clone(),
                gloss: name.gloss.clone(),
                low: finite(low),
                high: finite(high),
                p_low: p(Side::Low),
                p_high: p(Side::High),
                drawn: name.drawn,
                in_halves: halves.limited[column],
            })
        };
        self.names.iter().enumerate().filter_map(limit).collect()
    }

    fn found(&self, step: &Step, chances: &[f64], halves: &Halves) -> Option<Found> {
        let mut inside = vec![false; chances.len()];
        self.cases.inside(&step.limits).into_iter().for_each(|row| inside[row] = true);
        let part = |within: bool| {
            let rows = || (0..chances.len()).filter(|row| inside[*row] == within);
            let (draws, of_interest) = (rows().count(), rows().filter(|row| self.cases.interest[*row]).count());
            let density = if draws == 0 { 0.0 } else { of_interest as f64 / draws as f64 };
            let (low95, high95) = wilson(density, draws.max(1) as f64);
            Part { draws, of_interest, density, low95, high95, chance: of_values(rows().map(|row| chances[row])) }
        };
        (step.numbers() > 0).then(|| Found {
            limits: self.limits(step, halves),
            coverage: self.coverage(step),
            phi: self.cases.told(step),
            inside: part(true),
            outside: part(false),
            unseen: halves.unseen,
        })
    }
}
