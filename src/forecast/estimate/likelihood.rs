//! The likelihood of a record under values of the uncertain numbers (model page §9).
//!
//! Takes a scenario, a record and the values, solves the games and follows the record, gives the log likelihood. Eras that
//! the players do not see coming are solved when the record comes to them, so that none is solved in vain once what is
//! left of the likelihood is too low.

use super::target::Likelihood;
use crate::forecast::course::Course;
use crate::game::equilibrium::{Equilibrium, runs};
use crate::scenario::{CodedRecord, Parameters, Scenario, Uncertain};

/// The likelihood of a record.
pub struct OfRecord<'a> {
    scenario: &'a Scenario,
    record: &'a CodedRecord,
    /// By era: each number, or where it stands among the values.
    places: Vec<Parameters<Place>>,
}

/// Where a number comes from.
enum Place {
    Fixed(f64),
    Value(usize),
}

impl<'a> OfRecord<'a> {
    /// Of this record, the values standing for the uncertain ones of these numbers, in their order.
    pub fn new(scenario: &'a Scenario, record: &'a CodedRecord, uncertain: &[Uncertain]) -> Self {
        let place = |number: &Uncertain| {
            let index = number.distribution.and_then(|_| uncertain.iter().position(|known| known.key == number.key));
            index.map_or(Place::Fixed(number.central), Place::Value)
        };
        let places = scenario.stated().map(|stated| stated.map(&mut { place })).collect();
        Self { scenario, record, places }
    }

    /// The numbers of every era at these values.
    pub(crate) fn parameters(&self, values: &[f64]) -> Vec<Parameters<f64>> {
        let value = |place: &Place| match place {
            Place::Fixed(number) => *number,
            Place::Value(index) => values[*index],
        };
        self.places.iter().map(|places| places.map(&mut { value })).collect()
    }
}

impl Likelihood for OfRecord<'_> {
    fn log(&self, values: &[f64], too_low: &dyn Fn(f64) -> bool) -> Option<f64> {
        let parameters = self.parameters(values);
        let mut course: Option<Course<'_>> = None;
        for run in runs(&self.scenario.eras) {
            let end = self.scenario.eras.get(run.end - 1).map_or(usize::MAX, |next| next.quarter);
            // An era after the record is solved as well: a number without a certificate is no number of the posterior.
            let equilibrium = Equilibrium::of_run(self.scenario, &parameters, run);
            if !equilibrium.certified() {
                return None;
            }
            let course = course.get_or_insert_with(|| {
                let space = &equilibrium.game(0, 0).space;
                Course::new(self.scenario, space, self.record)
            });
            if !course.follow(&equilibrium, end, too_low) && too_low(course.log_likelihood) {
                break;
            }
        }
        course.map(|course| course.log_likelihood)
    }
}

/// Log likelihood of a record at these values of the uncertain numbers; `None` if a game is not certified.
pub fn log_likelihood(
    scenario: &Scenario,
    record: &CodedRecord,
    uncertain: &[Uncertain],
    values: &[f64],
) -> Option<f64> {
    OfRecord::new(scenario, record, uncertain).log(values, &|_| false)
}
