//! How often each event happens in each draw, and what of that is chance.
//!
//! Takes the paths of a run, gives shares draw by draw with their noise, and exact probabilities.

use super::sample::Sample;
use crate::forecast::{BranchOutcome, Draw};
use crate::scenario::Scenario;
use crate::stats::mean::{of_values, shrunk};

/// An event in one branch of one draw.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EventDraw {
    pub(crate) draw: usize,
    pub(crate) branch: String,
    pub(crate) event: String,
    /// `None` if the draw is not certified.
    pub(crate) share: Option<DrawShare>,
}

/// The share of a draw's paths on which an event happens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DrawShare {
    pub(crate) share: f64,
    /// Standard error of the share, from chance on the draw's own paths; `None` with one path.
    pub(crate) standard_error: Option<f64>,
    /// Exact probability; `None` where it is not worked out.
    pub(crate) exact: Option<f64>,
    /// The share drawn towards the mean over the draws by the noise in the shares; `None` with one path or one draw.
    pub(crate) shrunk: Option<f64>,
}

/// Every event of every draw and branch.
pub(crate) fn event_draws(scenario: &Scenario, draws: &[Draw]) -> Vec<EventDraw> {
    let sample = Sample::new(scenario, draws);
    let events = 0..scenario.events.len();
    let shares: Vec<Vec<Vec<DrawShare>>> = (0..sample.cases.len())
        .map(|branch| events.clone().map(|event| of_event(&sample, branch, event)).collect())
        .collect();
    let mut certified = 0;
    let mut rows = Vec::with_capacity(draws.len() * sample.cases.len() * scenario.events.len());
    for draw in draws {
        for (branch, case) in sample.cases.iter().enumerate() {
            for event in events.clone() {
                rows.push(EventDraw {
                    draw: draw.index,
                    branch: case.name.clone(),
                    event: scenario.events[event].name.clone(),
                    share: draw.branches.as_ref().map(|_| shares[branch][event][certified]),
                });
            }
        }
        certified += usize::from(draw.branches.is_some());
    }
    rows
}

/// Shares of an event in a branch, by certified draw.
fn of_event(sample: &Sample, branch: usize, event: usize) -> Vec<DrawShare> {
    let shares: Vec<f64> = sample.draws.iter().map(|branches| share(&branches[branch], event)).collect();
    let chance = |share: f64| (sample.paths() > 1).then(|| share * (1.0 - share) / (sample.paths() - 1) as f64);
    let noise = shares.iter().map(|&share| chance(share)).collect::<Option<Vec<f64>>>().and_then(of_values);
    // Where nothing is uncertain all that sets the draws apart is chance.
    let noise = noise.map(|noise| if sample.certain { f64::INFINITY } else { noise.value });
    let corrected = noise.and_then(|noise| shrunk(&shares, noise));
    let of_draw = |(place, &share): (usize, &f64)| DrawShare {
        share,
        exact: sample.draws[place][branch].chances[event],
        standard_error: chance(share).map(f64::sqrt),
        shrunk: corrected.as_ref().map(|corrected| corrected[place]),
    };
    shares.iter().enumerate().map(of_draw).collect()
}

fn share(branch: &BranchOutcome, event: usize) -> f64 {
    let hits = branch.paths.iter().filter(|path| path.events[event].is_some()).count();
    hits as f64 / branch.paths.len() as f64
}
