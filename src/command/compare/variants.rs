//! Variants of a scenario: simulated one after the other, each compared with the first.
//!
//! Takes variants with their scenarios, gives a [`Comparison`]. Only the first is kept whole beside the one at work; of the
//! others what the comparison found is kept, and, for a regret, a number for each draw and branch.

use super::asked::{self, Asked};
use super::same::refuse_repeated;
use crate::base::parallel::Blocks;
use crate::command::failure::Failure;
use crate::command::inputs::provenance;
use crate::command::memory::at_hand;
use crate::command::request::{Overrides, Source};
use crate::command::shard::shared;
use crate::findings::compare::{self, CompareError, Comparison, Kind, Layout, Measured, Party, Setting, Varied};
use crate::forecast::{self, Draw, Watch};
use crate::scenario::{self, Scenario, Variant, VariantOdds};
use std::path::Path;

/// Variants that are ready to be run.
pub(super) struct Variants {
    /// What is varied, in the head of tables.
    key: String,
    layout: Layout,
    named: Vec<Named>,
    /// The scenario of each.
    pub(super) scenarios: Vec<Scenario>,
}

/// What a variant is called and what it sets.
struct Named {
    label: String,
    value: String,
    set: Vec<Setting>,
}

/// By what the variants are held against each other.
#[derive(Debug, Clone)]
pub(super) struct Regretted<'a> {
    pub(super) measure: &'a str,
    pub(super) least: bool,
}

impl Variants {
    /// Those that `--vary` asks for.
    pub(super) fn varied(file: &Path, overrides: &Overrides, vary: &[String], zip: bool) -> Result<Self, Failure> {
        let asked = asked::variants(vary, zip).map_err(|text| Failure::Usage(format!("--vary: {text}")))?;
        let load = |variant: &Asked| loaded(with(file, overrides, variant.overrides()).load(None)?);
        let scenarios = asked.iter().map(load).collect::<Result<Vec<Scenario>, _>>()?;
        let layout = match (vary.len(), zip) {
            (1, _) => Layout::Values,
            (_, true) => Layout::Paired,
            (_, false) => Layout::Crossed,
        };
        let keys = asked.first().into_iter().flat_map(|variant| &variant.0).map(|(key, _)| scenario::shown(key));
        let key = keys.collect::<Vec<_>>().join(", ");
        let named = asked.iter().map(|variant| Named {
            label: scenario::shown(&variant.label()),
            value: variant.value(),
            // A single number says the same by its value.
            set: if vary.len() > 1 {
                variant.0.iter().map(|(key, value)| Setting::new(key, value)).collect()
            } else {
                Vec::new()
            },
        });
        Self { key, layout, named: named.collect(), scenarios }.different()
    }

    /// Those of a file of variants.
    pub(super) fn listed(file: &Path, overrides: &Overrides, list: &Path) -> Result<Self, Failure> {
        let plain = with(file, overrides, Vec::new()).load(None)?;
        let read = |text: &str| asked::odds(&[text.to_owned()]);
        let listed = scenario::variants(list, &plain, asked::MOST, &VariantOdds { read: &read, set: &odds })?;
        let set = |variant: &Variant| {
            variant.overrides.iter().map(|set| asked::parts(set)).map(|(key, value)| Setting::new(key, value)).collect()
        };
        let named = listed.iter().map(|variant| Named {
            label: variant.name.clone(),
            value: variant.name.clone(),
            set: set(variant),
        });
        let named = named.collect();
        let scenarios = listed.into_iter().map(|variant| loaded(variant.scenario)).collect::<Result<_, _>>()?;
        Self { key: "variant".into(), layout: Layout::Named, named, scenarios }.different()
    }

    fn different(self) -> Result<Self, Failure> {
        let labels: Vec<String> = self.named.iter().map(|named| named.label.clone()).collect();
        refuse_repeated(&self.scenarios, &labels)?;
        Ok(self)
    }

    /// Runs all of them.
    pub(super) fn compared(
        &self,
        limit: &[String],
        by: Option<&Regretted>,
        watch: &dyn Watch,
    ) -> Result<Comparison, Failure> {
        if let Some(by) = by {
            compare::regrettable(&self.scenarios, by.measure)?;
        }
        self.shared(watch)?;
        let from = simulated(&self.scenarios[0], watch)?;
        let reference = self.party(0, &from);
        let mut told = vec![self.told(0, &reference)];
        let mut measured: Vec<Measured> = by.map(|by| Measured::new(&reference, by.measure)).into_iter().collect();
        let mut whole: Option<Comparison> = None;
        for index in 1..self.scenarios.len() {
            let to = simulated(&self.scenarios[index], watch)?;
            let case = self.party(index, &to);
            told.push(self.told(index, &case));
            measured.extend(by.map(|by| Measured::new(&case, by.measure)));
            let found = Comparison { kind: Kind::Variants, ..compare::runs(&reference, &case, limit)? };
            whole = Some(match whole {
                None => found,
                Some(earlier) => joined(earlier, found),
            });
        }
        let comparison = whole.ok_or_else(|| Failure::Usage("at least two variants are compared".into()))?;
        let labels: Vec<&str> = self.named.iter().map(|named| named.label.as_str()).collect();
        let regret = by.map(|by| compare::regret(by.measure, by.least, &labels, &measured)).transpose()?;
        Ok(Comparison {
            varied: Some(Varied { key: self.key.clone(), layout: self.layout, variants: told, regret }),
            ..comparison
        })
    }

    /// Where the draws of all variants go into one shard, they are worked out one after the other; their results are elsewhere.
    fn shared(&self, watch: &dyn Watch) -> Result<(), Failure> {
        if !watch.blocks().is_some_and(Blocks::shares) {
            return Ok(());
        }
        for scenario in &self.scenarios {
            shared(simulated(scenario, watch), watch)?;
        }
        Ok(())
    }

    fn party<'a>(&'a self, index: usize, draws: &'a [Draw]) -> Party<'a> {
        let scenario = &self.scenarios[index];
        Party { label: self.named[index].label.clone(), provenance: provenance(scenario), scenario, draws }
    }

    fn told(&self, index: usize, party: &Party) -> compare::Variant {
        let Named { value, set, .. } = &self.named[index];
        compare::Variant::new(value, set.clone(), party)
    }
}

/// The scenario file with what a variant sets.
fn with(file: &Path, overrides: &Overrides, more: Vec<String>) -> Source {
    let set = [overrides.all(), more].concat();
    Source { overrides: Overrides { set, seed: None }, ..Source::new(file) }
}

/// What a variant's odds set in a scenario: the odds of every branch of its first election. A fault has the place of the
/// odds that have it; `None` if it is one of all of them.
pub(crate) fn odds(scenario: &Scenario, asked: &[(String, f64)]) -> Result<Vec<String>, Vec<(Option<usize>, String)>> {
    let whole = |text: String| vec![(None, text)];
    let Some(election) = scenario.elections.first() else { return Err(whole("the scenario has no election".into())) };
    let own: Vec<(String, f64)> =
        election.branches.iter().map(|branch| (branch.name.clone(), branch.probability)).collect();
    let shared = compare::shared_out(&own, asked).map_err(|error| {
        let single: Vec<_> =
            compare::strange(&own, asked).into_iter().map(|(place, text)| (Some(place), text)).collect();
        match error {
            _ if !single.is_empty() => single,
            CompareError::Odds(text) => whole(text),
            error => whole(error.to_string()),
        }
    })?;
    Ok(election.branches.iter().zip(shared).map(|(branch, odds)| format!("{}={odds:?}", branch.odds.key)).collect())
}

fn loaded(scenario: Scenario) -> Result<Scenario, Failure> {
    at_hand(&scenario)?;
    Ok(scenario)
}

fn simulated(scenario: &Scenario, watch: &dyn Watch) -> Result<Vec<Draw>, Failure> {
    let draws = forecast::simulate(scenario, watch)?;
    match draws.iter().any(|draw| draw.branches.is_some()) {
        true => Ok(draws),
        false => Err(Failure::NothingCertified(draws.len())),
    }
}

/// Two comparisons with the same reference as one.
fn joined(mut earlier: Comparison, found: Comparison) -> Comparison {
    earlier.runs.extend(found.runs.into_iter().skip(1));
    earlier.contrasts.extend(found.contrasts);
    let new: Vec<String> = found.unmatched.into_iter().filter(|name| !earlier.unmatched.contains(name)).collect();
    earlier.unmatched.extend(new);
    earlier
}
