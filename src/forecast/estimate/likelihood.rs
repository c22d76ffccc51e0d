//! The likelihood of a record under a scenario's numbers: the games solved, the record filtered.

use crate::forecast::filter;
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{CodedRecord, Scenario, Uncertain};

/// Log likelihood of a record at these values of the uncertain numbers; `None` if a game is not certified.
pub fn log_likelihood(
    scenario: &Scenario,
    history: &CodedRecord,
    uncertain: &[Uncertain],
    values: &[f64],
) -> Option<f64> {
    let value = |number: &Uncertain| {
        let place = number.distribution.and_then(|_| uncertain.iter().position(|known| known.key == number.key));
        place.map_or(number.central, |place| values[place])
    };
    let parameters: Vec<_> = scenario.stated().map(|stated| stated.map(&mut { value })).collect();
    let equilibrium = Equilibrium::new(scenario, &parameters);
    equilibrium.certified().then(|| filter::log_likelihood(scenario, &equilibrium, history))
}
