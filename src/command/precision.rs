//! How precise a run is to be: draws are added until the headline's standard error is small enough. And how a share is
//! written in an option, as a percentage or as a number.
//!
//! Takes a scenario and the error, gives the draws and the scenario that states how many they are, so that a run with so many
//! draws gives the same.

use super::failure::Failure;
use super::memory::within_memory;
use crate::findings::convergence::Convergence;
use crate::forecast::Watch;
use crate::forecast::kept::Draws;
use crate::report::words::plain::{count, number};
use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Draws after which there should be an error.
const FEW: usize = 200;

/// A share as an option states it: `2%` or `0.02`. Which shares an option takes it says itself.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let (digits, parts) = match text.strip_suffix('%') {
        Some(digits) => (digits, 100.0),
        None => (text, 1.0),
    };
    let number = digits.trim().parse::<f64>().map_err(|_| "a share, such as 2% or 0.02".to_owned())?;
    Ok(number / parts)
}

/// A standard error that is small enough, a share.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Until(f64);

impl FromStr for Until {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let error = share(text).ok();
        error
            .filter(|error| (1e-4..=0.5).contains(error))
            .map(Self)
            .ok_or_else(|| "a standard error from 0.01% to 50%, such as 0.5% (or 0.005)".to_owned())
    }
}

impl Until {
    /// The end of a folder's name.
    pub(super) fn ending(self) -> String {
        format!("--until={}", self.0)
    }

    /// How far the run has come, in a sentence.
    pub(super) fn told(self, scenario: &Scenario, draws: &Draws) -> String {
        let draws_in_words = count(draws.len());
        let points = |share: f64| number(100.0 * share, 2);
        match error(scenario, draws) {
            Some(error) if error <= self.0 => {
                format!("{draws_in_words} draws: the standard error of the headline is {} points", points(error))
            }
            Some(error) => format!(
                "after {draws_in_words} draws the standard error of the headline is still {} points, more than the {} asked \
                 for: there is no memory for more draws, no row, or the greatest number of draws is reached",
                points(error),
                points(self.0)
            ),
            None => {
                "the headline has no standard error: nothing is uncertain, or too few draws are certified".to_owned()
            }
        }
    }
}

/// The standard error of the headline. Where all draws have the same share, as of an event that was not seen, one draw more
/// might differ: then it counts as one in so many draws.
fn error(scenario: &Scenario, draws: &Draws) -> Option<f64> {
    let error = Convergence::new(scenario, draws)?.error()?;
    Some(if error > 0.0 { error } else { 1.0 / draws.len() as f64 })
}

/// Whether more draws are needed: also where there are too few for an error, unless hardly one of many is certified.
fn needed(scenario: &Scenario, draws: &Draws, enough: f64) -> bool {
    error(scenario, draws).map_or(draws.len() < FEW, |error| error > enough)
}

/// The draws of a scenario, and further ones in blocks of as many until the error is small enough, the memory is used up, or
/// a file of draws has no further row. The scenario then states their number.
pub(super) fn simulated(
    mut scenario: Scenario,
    until: Option<Until>,
    exact: bool,
    watch: &dyn Watch,
) -> Result<(Scenario, Draws), Failure> {
    let mut draws = Draws::new(&scenario);
    draws.simulate(&scenario, exact, watch)?;
    let block = scenario.simulation.draws;
    let Some(Until(enough)) = until else { return Ok((scenario, draws)) };
    let rows = scenario.drawn.as_ref().map_or(usize::MAX, |drawn| drawn.rows());
    while needed(&scenario, &draws, enough) {
        let all = draws.len() + block;
        let Ok(more) = scenario.with(&[format!("simulation.draws={all}")]) else { break };
        if more.simulation.first_draw + all > rows || within_memory(&more).is_err() {
            break;
        }
        let first = more.simulation.first_draw + draws.len();
        let part = [format!("simulation.draws={block}"), format!("simulation.first_draw={first}")];
        let Ok(slice) = more.with(&part) else { break };
        draws.simulate(&slice, exact, watch)?;
        scenario = more;
    }
    Ok((scenario, draws))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_a_percentage_or_a_share() {
        let read = |text: &str| text.parse::<Until>().ok();
        assert_eq!((read("0.5%"), read("0.005")), (Some(Until(0.005)), Some(Until(0.005))));
        assert_eq!((share("2%"), share("0.02"), share("-3 %")), (Ok(0.02), Ok(0.02), Ok(-0.03)));
        assert!(share("two").is_err() && share("%").is_err());
        assert_eq!([read("0"), read("60%"), read("-1%"), read("x"), read("NaN")], [None; 5]);
    }
}
