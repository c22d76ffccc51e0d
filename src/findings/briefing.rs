//! What a brief tells beyond the summary of its run: what drives it, what would change it, claims, sources.
//!
//! Takes a scenario, its equilibrium at central values, every draw and the claims, gives plain data (model page §4–§6).

use super::Summary;
use super::cited::Cited;
use super::claims::Claims;
use super::drivers::Drivers;
use super::thresholds::{NumberThreshold, OddsThreshold};
use crate::base::text::list;
use crate::forecast::kept::Draws;
use crate::game::equilibrium::Equilibrium;
use crate::scenario::{Branch, Comparison, Condition, Event, Metric, Scenario, Upheaval, gloss};
use serde::{Deserialize, Serialize};

/// Everything that a brief tells beyond the summary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Briefing {
    /// Who answers for the scenario.
    pub author: Option<String>,
    /// The day as of which it was written.
    pub as_of: Option<String>,
    /// What each event means.
    pub events: Vec<Meaning>,
    /// Which numbers drive the headline; `None` if nothing is uncertain or too few draws are certified.
    pub drivers: Option<Drivers>,
    /// Numbers that are uncertain, odds included.
    pub uncertain: usize,
    /// Ranges of the odds as the scenario states them, by outcome; empty if they do not vary.
    /// Where the odds are those of a Dirichlet distribution, both ends are its mean.
    pub odds_stated: Vec<(String, f64, f64)>,
    /// At which odds the headline would be another; `None` if there is one outcome only.
    pub odds: Option<OddsThreshold>,
    /// At which values of the numbers that drive it the headline would be another.
    pub numbers: Vec<NumberThreshold>,
    /// Every number with a gloss, by its key.
    pub glosses: Vec<(String, String)>,
    /// Whether the game at central values, on which the room for a deal rests, is certified.
    pub central_certified: bool,
    /// Quarter of the first election, if there is one.
    pub election: Option<String>,
    /// Elections after the first.
    pub later_elections: usize,
    /// What may break in: when, where, and what it brings; none in results of earlier versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks_in: Vec<Meaning>,
    /// How many claims the scenario states.
    pub stated_claims: usize,
    /// The claims; `None` if there are none, or if a game that they need is not certified.
    pub claims: Option<Claims>,
    /// The sources that the scenario cites.
    pub cited: Cited,
}

/// What an event means, or an upheaval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meaning {
    /// Its name.
    pub name: String,
    /// Its conditions in words; of an upheaval, what it brings as well.
    pub conditions: Vec<String>,
}

impl Briefing {
    /// Puts together what a brief tells.
    pub fn new(
        scenario: &Scenario,
        central: &Equilibrium,
        draws: &Draws,
        summary: &Summary,
        claims: Option<Claims>,
    ) -> Self {
        let first = scenario.elections.first();
        let drivers = Drivers::new(scenario, draws);
        let glossed = |key: &String| Some((key.clone(), gloss(key, scenario)?));
        Self {
            author: scenario.colophon.author.clone(),
            as_of: scenario.colophon.as_of.clone(),
            events: scenario.events.iter().map(|event| meaning(scenario, event)).collect(),
            uncertain: scenario.uncertain_keys().len(),
            odds_stated: odds_stated(scenario),
            odds: summary.headline().and_then(|what| OddsThreshold::new(summary, what)),
            numbers: drivers.iter().flat_map(|found| NumberThreshold::of_drivers(scenario, draws, found)).collect(),
            drivers,
            glosses: scenario.assumptions.iter().filter_map(|row| glossed(&row.key)).collect(),
            central_certified: central.certified(),
            election: first.map(|election| scenario.first.plus(election.quarter).to_string()),
            later_elections: scenario.elections.len().saturating_sub(1),
            breaks_in: scenario.upheavals.iter().map(|upheaval| breaks_in(scenario, upheaval)).collect(),
            stated_claims: scenario.claims.len(),
            claims,
            cited: Cited::new(scenario),
        }
    }

    /// A number in plain words.
    pub(crate) fn gloss(&self, key: &str) -> Option<&str> {
        self.glosses.iter().find(|(known, _)| known == key).map(|(_, gloss)| gloss.as_str())
    }
}

fn odds_stated(scenario: &Scenario) -> Vec<(String, f64, f64)> {
    let Some(first) = scenario.elections.first() else { return Vec::new() };
    let range = |branch: &Branch| {
        let (low, high) = match first.concentration {
            Some(_) => (branch.probability, branch.probability),
            None => branch.odds.distribution?.support(),
        };
        Some((branch.name.clone(), low, high))
    };
    first.branches.iter().filter_map(range).collect()
}

fn meaning(scenario: &Scenario, event: &Event) -> Meaning {
    let conditions = event.conditions.iter().map(|condition| in_words(scenario, condition));
    Meaning { name: event.name.clone(), conditions: conditions.collect() }
}

/// When an upheaval may break in, where, and what it brings.
fn breaks_in(scenario: &Scenario, upheaval: &Upheaval) -> Meaning {
    let when = match upheaval.quarter {
        Some(quarter) => format!("in {}", scenario.first.plus(quarter)),
        None => "in any quarter".to_owned(),
    };
    let chance = match upheaval.probability {
        1.0 => "certain".to_owned(),
        probability => format!("probability {probability}"),
    };
    let quoted = |name: &String| format!("“{name}”");
    let any =
        |names: &[String], of: &[usize]| of.iter().map(|&one| quoted(&names[one])).collect::<Vec<_>>().join(" or ");
    let governments = &upheaval.place.governments;
    let rule = (!governments.is_empty()).then(|| format!("{} governs", any(&scenario.governments, governments)));
    let ladders = || scenario.ladders.all();
    let limited = ladders().zip(&upheaval.place.levels).filter(|(_, some)| !some.is_empty());
    let at = limited.map(|(ladder, some)| format!("{} is {}", ladder.name, any(&ladder.levels, some)));
    let place = list(&rule.into_iter().chain(at).collect::<Vec<_>>());
    let place = if place.is_empty() { place } else { format!(" while {place}") };
    let winner = upheaval.government.map(|winner| format!("{} governs", quoted(&scenario.governments[winner])));
    let set = ladders().zip(&upheaval.levels).filter_map(|(ladder, level)| Some((ladder, (*level)?)));
    let set = set.map(|(ladder, level)| format!("{} is {}", ladder.name, quoted(&ladder.levels[level])));
    let void = (upheaval.voids || upheaval.government.is_some()).then(|| "the contract is void".to_owned());
    let brought = list(&winner.into_iter().chain(set).chain(void).collect::<Vec<_>>());
    Meaning {
        name: upheaval.name.clone(),
        conditions: vec![format!("{chance} {when}{place}"), format!("then {brought}")],
    }
}

/// A condition of an event, which is a count that it reaches or passes.
fn in_words(scenario: &Scenario, condition: &Condition) -> String {
    let Condition { metric, comparison, value } = condition;
    let name = match metric {
        Metric::FamilyQuarters(family) => format!("quarters under {}", scenario.offers[*family].name),
        _ => metric.name(&[]).replace('_', " "),
    };
    let than = if *comparison == Comparison::Above { "above" } else { "at least" };
    format!("{name} {than} {value}")
}
