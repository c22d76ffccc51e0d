//! What drives a scenario: elementary effects and Sobol indices of exact means (docs/sensitivity.md).
//!
//! Takes what was found at the points of the designs, gives for every output how far each factor moves it by itself, and
//! which share of its variance goes with each. A factor is an uncertain number, the odds of a branch, a start level, or
//! several of them that are moved together. Factors that screening finds weak are not held fixed: in the design for the
//! indices they are one factor, whose total index none of them exceeds.

mod division;
mod outputs;

pub use division::{Division, MOST_DIVIDED, divided};
use outputs::complete;
pub use outputs::{Output, outputs};

use crate::findings::Provenance;
use crate::forecast::sensitivity::design::Trajectory;
use crate::forecast::sensitivity::evaluate::Evaluation;
use crate::forecast::sensitivity::inputs::{Input, Kind};
use crate::scenario::{Scenario, gloss};
use crate::stats::morris::{self, Effects};
pub use crate::stats::sobol::Indices;
use crate::stats::sobol::{self, Row};
use serde::Serialize;

/// Share of the mean squared effects from which on a factor is told by itself: of the headline, and of another quantity.
const TELLING: (f64, f64) = (0.01, 0.1);
/// Most factors that are told by themselves.
const MOST: usize = 12;
/// A step so many times the median one of its factor is a jump.
pub const JUMP: f64 = 10.0;
/// Change of a share that counts as a move.
pub const POINT: f64 = 0.01;

/// A sensitivity analysis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sensitivity {
    /// Where the numbers come from.
    pub provenance: Provenance,
    /// What is moved, by itself or as a group, the factors in the order of the scenario.
    pub factors: Vec<Factor>,
    /// The screening.
    pub screening: Screening,
    /// The design for the indices; absent if only screening was asked for.
    pub sampling: Option<Sampling>,
    /// The output that screening and stop rule look at, by its place.
    pub headline: usize,
    /// What was found of every output.
    pub outputs: Vec<Found>,
    /// How numbers that rise and fall together divide the variance, block by block.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub divisions: Vec<Division>,
}

/// What is moved together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Factor {
    /// The key of its input, or the name of a group.
    pub name: String,
    /// In words.
    pub words: String,
    /// Keys of its inputs.
    pub keys: Vec<String>,
}

/// How the screening was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Screening {
    /// Trajectories.
    pub trajectories: usize,
    /// Points of them.
    pub points: usize,
    /// Points whose games are not certified: the steps from and to them do not count.
    pub uncertified: usize,
}

/// How the indices were estimated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sampling {
    /// Base rows.
    pub rows: usize,
    /// Base rows of which every point is certified: all indices are of these.
    pub complete: usize,
    /// Points in all.
    pub points: usize,
    /// Points whose games are not certified.
    pub uncertified: usize,
    /// The factors of the indices: places of factors, one place or several that were moved as one.
    pub moved: Vec<Vec<usize>>,
    /// Whether the last of these are the factors that screening found weak.
    pub rest: bool,
    /// Widest interval of a total index that was asked for, if any.
    pub until: Option<f64>,
}

/// What was found of an output.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// The output.
    #[serde(flatten)]
    pub output: Output,
    /// Elementary effects, factor by factor; absent if no step of it counts.
    pub effects: Vec<Option<Effects>>,
    /// Indices by [`Sampling::moved`]; absent if the output does not vary, or was only screened.
    pub indices: Option<Indices>,
}

impl Factor {
    /// An input by itself.
    pub fn single(scenario: &Scenario, input: &Input) -> Self {
        let words = match input.kind {
            Kind::Number(_) => gloss(&input.key, scenario),
            Kind::Odds(branch, _) | Kind::Joint(branch) => {
                let election = scenario.elections.first();
                election.map(|election| format!("odds of “{}”", election.branches[branch].name))
            }
            Kind::Start(axis, _) => {
                scenario.ladders.all().nth(axis).map(|ladder| format!("where {} starts", ladder.name))
            }
        };
        let name = input.key.clone();
        Self { words: words.unwrap_or_else(|| name.clone()), keys: vec![name.clone()], name }
    }
}

/// The effects of every factor on every output, output by output. The points of the trajectories stand one after the other.
pub fn effects(
    outputs: &[Output],
    ways: &[Trajectory],
    found: &[Option<Evaluation>],
    step: f64,
) -> Vec<Vec<Option<Effects>>> {
    let factors = ways.first().map_or(0, |way| way.order.len());
    let of = |output: &Output| {
        let mut changes = vec![Vec::new(); factors];
        for (way, points) in ways.iter().zip(found.chunks(factors + 1)) {
            for (at, pair) in points.windows(2).enumerate() {
                if let [Some(before), Some(after)] = pair {
                    let change = output.value(after) - output.value(before);
                    changes[way.order[at]].push(if way.upwards[at] { change } else { -change });
                }
            }
        }
        changes.iter().map(|changes| morris::effects(changes, step)).collect()
    };
    outputs.iter().map(of).collect()
}

/// The factors that are told by themselves, those first that move the headline most: what has its share of the effects on
/// the headline or on another quantity over all outcomes.
pub fn telling(outputs: &[Output], effects: &[Vec<Option<Effects>>], headline: usize) -> Vec<usize> {
    let shares = |of: &[Option<Effects>]| {
        let squares: Vec<f64> = of.iter().map(|found| found.map_or(0.0, |found| found.mean_square())).collect();
        let all: f64 = squares.iter().sum();
        squares.into_iter().map(|square| if all > 0.0 { square / all } else { 0.0 }).collect::<Vec<f64>>()
    };
    let own = shares(&effects[headline]);
    let others: Vec<Vec<f64>> =
        outputs.iter().zip(effects).filter(|(output, _)| output.is_whole()).map(|(_, of)| shares(of)).collect();
    let weight = |factor: usize| {
        let elsewhere = others.iter().map(|shares| shares[factor]).fold(0.0, f64::max);
        (own[factor] / TELLING.0).max(elsewhere / TELLING.1)
    };
    let mut factors: Vec<usize> = (0..own.len()).filter(|factor| weight(*factor) >= 1.0).collect();
    factors.sort_by(|one, two| weight(*two).total_cmp(&weight(*one)).then(one.cmp(two)));
    factors.truncate(MOST);
    factors.sort_unstable_by(|one, two| own[*two].total_cmp(&own[*one]).then(one.cmp(two)));
    factors
}

/// How many base rows of so many points are complete.
pub fn count_complete(found: &[Option<Evaluation>], size: usize) -> usize {
    complete(found, size).count()
}

/// An output at the complete base rows of a design with so many factors.
pub fn rows(output: &Output, found: &[Option<Evaluation>], factors: usize, second: bool) -> Vec<Row> {
    let size = 2 + factors * if second { 2 } else { 1 };
    let row = |points: Vec<&Evaluation>| {
        let values: Vec<f64> = points.into_iter().map(|at| output.value(at)).collect();
        let (ab, ba) = values[1..size - 1].split_at(factors);
        Row { a: values[0], ab: ab.to_vec(), ba: ba.to_vec(), b: values[size - 1] }
    };
    complete(found, size).map(row).collect()
}

/// The indices of an output.
pub fn indices(
    output: &Output,
    found: &[Option<Evaluation>],
    factors: usize,
    second: bool,
    resamples: &[Vec<usize>],
) -> Option<Indices> {
    sobol::indices(&rows(output, found, factors, second), resamples)
}

impl Sensitivity {
    /// The output that the analysis looks at.
    pub fn headline(&self) -> &Found {
        &self.outputs[self.headline]
    }

    /// How many factors move no share over all outcomes by as much as a point in any step.
    pub fn still(&self) -> usize {
        let whole = || self.outputs.iter().filter(|found| found.output.is_whole() && found.output.is_share());
        let moves =
            |factor: usize| whole().any(|found| found.effects[factor].is_some_and(|effects| effects.largest >= POINT));
        (0..self.factors.len()).filter(|factor| !moves(*factor)).count()
    }

    /// The factor with the largest step of an output, and what its steps do.
    pub fn largest(&self, found: &Found) -> Option<(usize, Effects)> {
        let known = found.effects.iter().enumerate().filter_map(|(factor, effects)| Some((factor, (*effects)?)));
        known.max_by(|one, two| one.1.largest.total_cmp(&two.1.largest))
    }

    /// The factors at which an output jumps: one step is more than [`JUMP`] times the median of that factor, and more than
    /// the median of any other.
    pub fn jumps(&self, found: &Found) -> Vec<(usize, Effects)> {
        let usual = found.effects.iter().flatten().map(|effects| effects.median).fold(0.0, f64::max);
        let known = found.effects.iter().enumerate().filter_map(|(factor, effects)| Some((factor, (*effects)?)));
        let mut jumps: Vec<_> = known.filter(|(_, effects)| effects.jumps(JUMP) && effects.largest > usual).collect();
        jumps.sort_by(|one, two| two.1.largest.total_cmp(&one.1.largest));
        jumps
    }

    /// What is moved at this place of the indices, in words.
    pub fn moved(&self, place: usize) -> String {
        let Some(sampling) = &self.sampling else { return String::new() };
        match &sampling.moved[place][..] {
            [one] if !(sampling.rest && place + 1 == sampling.moved.len()) => self.factors[*one].words.clone(),
            [_] => "the other number".to_owned(),
            all => format!("the other {} together", all.len()),
        }
    }

    /// Places of the indices, the greatest total of the headline first, the weak ones last; none if nothing was found.
    pub fn by_total(&self) -> Vec<usize> {
        let (Some(sampling), Some(indices)) = (&self.sampling, &self.headline().indices) else { return Vec::new() };
        let count = sampling.moved.len();
        let mut places: Vec<usize> = (0..count - usize::from(sampling.rest)).collect();
        places.sort_by(|one, two| indices.total[*two].value.total_cmp(&indices.total[*one].value));
        places.into_iter().chain(sampling.rest.then(|| count - 1)).collect()
    }
}
