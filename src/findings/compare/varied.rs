//! What happens in each variant of a scenario.
//!
//! Takes the runs of all variants, gives the shares of the events, or of the kinds of history where the scenario names no
//! event, by outcome and over all.

use super::contrast::Party;
use super::{Setting, Variant};
use crate::findings::{EventShare, Spread};
use crate::findings::{chapters, events};

impl Variant {
    /// What a run of this variant found.
    pub(crate) fn new(value: &str, set: Vec<Setting>, party: &Party) -> Self {
        let sample = party.sample();
        let shares = match party.scenario.events.is_empty() {
            false => events::shares(&sample, |draw, branch, event| sample.count(draw, branch, event)),
            true => {
                let found = chapters::shares(&sample, |draw, branch, chapter| sample.count(draw, branch, chapter));
                found.into_iter().map(kind).collect()
            }
        };
        Self {
            value: value.to_owned(),
            number: number(value),
            set,
            certified_draws: sample.draws.len(),
            draws: party.draws.len(),
            shares,
        }
    }
}

impl Setting {
    /// What sets a key to a value.
    pub(crate) fn new(key: &str, value: &str) -> Self {
        Self { key: key.to_owned(), value: value.to_owned(), number: number(value) }
    }
}

fn number(value: &str) -> Option<f64> {
    value.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The share of a kind of history, told as that of an event.
fn kind(share: crate::findings::ChapterShare) -> EventShare {
    let all = share.probability.value;
    EventShare {
        branch: share.branch,
        event: share.chapter,
        probability: share.probability,
        low95: share.low95,
        high95: share.high95,
        spread: share.spread.unwrap_or(Spread { low90: all, median: all, high90: all }),
        hits: share.hits,
        trials: share.trials,
    }
}
