//! Work over the draws of a scenario, in one place: progress, interrupt, the games of each draw.
//!
//! Takes a scenario and what is to be done in every draw, gives what was found in each, in the order of the draws. Every
//! draw is worked out by itself from its own addresses, so that neither the number of threads nor their order can enter a
//! result.

use super::filter::{Filtered, Horizons, filter};
use super::shocks;
use crate::base::parallel::{self, Stopped, Watch};
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{CodedRecord, Scenario};

/// The games of a draw, solved; they may lack a certificate.
pub fn solved(scenario: &Scenario, draw: usize) -> Equilibrium {
    Equilibrium::new(scenario, &shocks::parameters(scenario, draw))
}

/// Works on every draw by its number.
///
/// # Errors
/// [`Stopped`] if the watch says so before all draws are done.
pub fn each_draw<T: Send>(
    scenario: &Scenario,
    watch: &dyn Watch,
    work: impl Fn(usize) -> T + Sync + Send,
) -> Result<Vec<T>, Stopped> {
    let numbers = scenario.draw_numbers();
    watch.begin(numbers.len());
    parallel::watched(numbers.len(), watch, |index| work(numbers[index]))
}

/// Works on every draw with its games solved. What `prepare` makes of the games does not depend on the draw's number: if
/// no number is uncertain, it is made once for all draws.
///
/// # Errors
/// [`Stopped`] if the watch says so before all draws are done.
pub fn each_solved<S: Sync, T: Send>(
    scenario: &Scenario,
    watch: &dyn Watch,
    prepare: impl Fn(Equilibrium) -> S + Sync + Send,
    work: impl Fn(usize, &S) -> T + Sync + Send,
) -> Result<Vec<T>, Stopped> {
    let certain = scenario.uncertain().is_empty().then(|| prepare(Equilibrium::new(scenario, &scenario.central())));
    each_draw(scenario, watch, |draw| match &certain {
        Some(prepared) => work(draw, prepared),
        None => work(draw, &prepare(solved(scenario, draw))),
    })
}

/// Every draw run through a record; `None` of a draw whose games are not certified.
///
/// # Errors
/// [`Stopped`] if the watch says so before all draws are done.
pub fn filtered(
    scenario: &Scenario,
    history: &CodedRecord,
    horizons: Horizons,
    watch: &dyn Watch,
) -> Result<Vec<Option<Filtered>>, Stopped> {
    let run =
        |equilibrium: Equilibrium| equilibrium.certified().then(|| filter(scenario, &equilibrium, history, horizons));
    each_solved(scenario, watch, run, |_, filtered| filtered.clone())
}
