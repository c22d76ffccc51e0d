//! The likelihood of a record under values of the uncertain numbers (model page §9).
//!
//! Takes a scenario, a record and the values, solves the games and filters the record, gives the log likelihood.

use crate::forecast::filter;
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{CodedRecord, Scenario, Uncertain};

/// Log likelihood of a record at these values of the uncertain numbers; `None` if a game is not certified.
pub fn log_likelihood(
    scenario: &Scenario,
    record: &CodedRecord,
    uncertain: &[Uncertain],
    values: &[f64],
) -> Option<f64> {
    let value = |number: &Uncertain| {
        let index = number.distribution.and_then(|_| uncertain.iter().position(|known| known.key == number.key));
        index.map_or(number.central, |index| values[index])
    };
    let parameters: Vec<_> = scenario.stated().map(|stated| stated.map(&mut { value })).collect();
    let equilibrium = Equilibrium::new(scenario, &parameters);
    equilibrium.certified().then(|| filter::log_likelihood(scenario, &equilibrium, record))
}
