//! What a record codes beside disputes: settlements, steps of integration, moves of the opening, subsidies, each scored
//! beside somebody who knows only how often it came before (model page §9).
//!
//! Takes what the filter says of a record, gives a row a thing.

use super::naive::Share;
use super::score::{LAG, log_lead, marks, mean_lead, totals};
use crate::findings::Estimate;
use crate::forecast::filter::Filtered;
use crate::scenario::CodedRecord;
use crate::stats::mean::of_series;
use serde::{Deserialize, Serialize};

/// Quarters of a year: the record's subsidies are coded by year.
const YEAR: usize = 4;

/// What is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// A quarter that begins in dispute ends it.
    Settlement,
    /// A step of integration is taken.
    Step,
    /// The opening rises.
    OpeningUp,
    /// The opening falls.
    OpeningDown,
    /// The subsidy received.
    Subsidy,
}

impl Thing {
    /// Name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settlement => "settlement of a dispute",
            Self::Step => "step of integration",
            Self::OpeningUp => "opening to the West rises",
            Self::OpeningDown => "opening to the West falls",
            Self::Subsidy => "subsidy",
        }
    }
}

/// How the model fares on one thing at central values, and a naive rival.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Other {
    /// What.
    pub thing: Thing,
    /// Quarters scored.
    pub quarters: usize,
    /// In how many it came; `None` for the subsidy.
    pub came: Option<usize>,
    /// The model's sum of log scores, nearer to 0 is better; for the subsidy its mean absolute error, pp/yr.
    pub model: f64,
    /// The same of who knows how often it came in the quarters before; for the subsidy, of last year's value.
    pub naive: f64,
    /// By how much the model is better, per quarter; above 0 it is ahead.
    pub ahead: Option<Estimate>,
}

/// All that the record codes, from quarter number `from` on.
pub(super) fn others(filtered: &Filtered, history: &CodedRecord, from: usize) -> Vec<Other> {
    let things = [Thing::Settlement, Thing::Step, Thing::OpeningUp, Thing::OpeningDown];
    let event = |thing| event(thing, &said(thing, filtered, history), from);
    things.into_iter().filter_map(event).chain(subsidy(filtered, history, from)).collect()
}

/// In each quarter the model's probability of an event, and whether it came; `None` where it is not coded or cannot come.
fn said(thing: Thing, filtered: &Filtered, history: &CodedRecord) -> Vec<Option<(f64, bool)>> {
    let of = |at: usize| {
        let (prediction, observed) = (&filtered.predictions[at], &history.quarters[at]);
        match thing {
            Thing::Settlement => {
                observed.dispute.filter(|dispute| *dispute)?;
                prediction.agreement.zip(observed.settlement)
            }
            Thing::Step => prediction.step.zip(observed.step),
            Thing::Subsidy => None,
            Thing::OpeningUp | Thing::OpeningDown => {
                let level = |at: usize| history.quarters[at].levels.last().copied().flatten();
                let (before, after) = (level(at.checked_sub(1)?)?, level(at)?);
                let (below, rest) = prediction.opening.split_at(before);
                let (odds, moved) = match thing {
                    Thing::OpeningUp => (rest.get(1..)?, after > before),
                    _ => (below, after < before),
                };
                (!odds.is_empty()).then(|| (odds.iter().sum(), moved))
            }
        }
    };
    (0..history.quarters.len()).map(of).collect()
}

/// `None` if no quarter is scored.
fn event(thing: Thing, said: &[Option<(f64, bool)>], from: usize) -> Option<Other> {
    let mut seen = Share::default();
    let mut naive = Vec::with_capacity(said.len());
    for one in said {
        naive.push(one.map(|_| seen.smoothed()));
        one.iter().for_each(|(_, came)| seen.add(*came));
    }
    let codes: Vec<Option<bool>> = said.iter().map(|one| one.map(|(_, came)| came)).collect();
    let model: Vec<Option<f64>> = said.iter().map(|one| one.map(|(odds, _)| odds)).collect();
    let [model, naive] = [model, naive].map(|stated| marks(&stated[from..], &codes[from..]));
    let (quarters, log, ..) = totals(&model);
    (quarters > 0).then(|| Other {
        thing,
        quarters,
        came: Some(codes[from..].iter().filter(|code| **code == Some(true)).count()),
        model: log,
        naive: totals(&naive).1,
        ahead: mean_lead(&model, &naive, log_lead),
    })
}

/// Distance of the expected subsidy, and of last year's, from the middle of the record's interval; `None` if no quarter
/// has both.
fn subsidy(filtered: &Filtered, history: &CodedRecord, from: usize) -> Option<Other> {
    let middle = |at: usize| history.quarters[at].subsidy.map(|(low, high)| (low + high) / 2.0);
    let errors = |at: usize| {
        let (now, before) = (middle(at)?, middle(at.checked_sub(YEAR)?)?);
        Some(((filtered.predictions[at].subsidy - now).abs(), (before - now).abs()))
    };
    let errors: Vec<Option<(f64, f64)>> = (from..history.quarters.len()).map(errors).collect();
    let count = errors.iter().flatten().count();
    let mean = |error: fn(&(f64, f64)) -> f64| errors.iter().flatten().map(error).sum::<f64>() / count as f64;
    let leads: Vec<Option<f64>> = errors.iter().map(|error| error.map(|(model, naive)| naive - model)).collect();
    (count > 0).then(|| Other {
        thing: Thing::Subsidy,
        quarters: count,
        came: None,
        model: mean(|error| error.0),
        naive: mean(|error| error.1),
        ahead: of_series(&leads, LAG),
    })
}
