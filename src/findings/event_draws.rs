//! How often each event happens in each draw, and what of that is chance.
//!
//! Takes the paths of a run, gives shares draw by draw with their noise, and exact probabilities.

use super::sample::Columns;
use crate::base::scratch::ScratchError;
use crate::forecast::kept::{Draws, Ending};
use crate::scenario::Scenario;
use crate::stats::mean::{Shrinking, of_values};

/// An event in one branch of one draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct EventDraw<'a> {
    pub(crate) draw: usize,
    pub(crate) branch: &'a str,
    pub(crate) event: &'a str,
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

/// Shows every event of every draw and branch.
///
/// # Errors
/// What `see` says, and if what was kept cannot be read back.
pub(crate) fn each_event_draw<E: From<ScratchError>>(
    scenario: &Scenario,
    draws: &Draws,
    mut see: impl FnMut(EventDraw) -> Result<(), E>,
) -> Result<(), E> {
    let columns = Columns::new(scenario, draws);
    let events = 0..scenario.events.len();
    let shrinking: Vec<Vec<Option<Shrinking>>> = (0..columns.cases.len())
        .map(|branch| events.clone().map(|event| shrinking(&columns, branch, event)).collect())
        .collect();
    for block in draws.blocks() {
        let mut rows = block.over_path()?.into_iter();
        for draw in block.facts() {
            for (branch, case) in columns.cases.iter().enumerate() {
                let exact = if draw.certified() { rows.next() } else { None };
                for event in events.clone() {
                    let of = |chances: &Vec<Option<f64>>| {
                        let hits = draws.count(draw, branch, Ending::Event(event));
                        let share = hits as f64 / columns.paths() as f64;
                        DrawShare {
                            share,
                            exact: chances[event],
                            standard_error: chance(&columns, share).map(f64::sqrt),
                            shrunk: shrinking[branch][event].map(|found| found.of(share)),
                        }
                    };
                    see(EventDraw {
                        draw: draw.index,
                        branch: &case.name,
                        event: &scenario.events[event].name,
                        share: exact.as_ref().map(|exact| of(&exact.chances)),
                    })?;
                }
            }
        }
    }
    Ok(())
}

/// Sampling variance of a draw's share; `None` with one path.
fn chance(columns: &Columns, share: f64) -> Option<f64> {
    (columns.paths() > 1).then(|| share * (1.0 - share) / (columns.paths() - 1) as f64)
}

/// How the shares of an event in a branch are drawn towards their mean.
fn shrinking(columns: &Columns, branch: usize, event: usize) -> Option<Shrinking> {
    let hits = |draw| columns.count(draw, branch, Ending::Event(event));
    let shares: Vec<f64> = (0..columns.count_draws()).map(|draw| hits(draw) as f64 / columns.paths() as f64).collect();
    let noise = shares.iter().map(|&share| chance(columns, share)).collect::<Option<Vec<f64>>>().and_then(of_values)?;
    // Where nothing is uncertain all that sets the draws apart is chance.
    Shrinking::new(&shares, if columns.certain { f64::INFINITY } else { noise.value })
}
