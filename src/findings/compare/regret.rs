//! What each variant gives away in every draw and branch, beside the best variant there (model page §5).
//!
//! Takes the draws of every variant, one after the other, and keeps a number for each draw and branch; gives a [`Regret`]:
//! variants are what somebody may choose, draws and branches are what they cannot.

use super::contrast::Party;
use super::{CompareError, Regret, RegretRow};
use crate::findings::ALL_BRANCHES;
use crate::forecast::BranchOutcome;
use crate::forecast::branching::BranchCase;
use crate::forecast::exact::over_path;
use crate::forecast::quantity::Quantity;
use crate::scenario::{Metric, Scenario, advice, shown};
use crate::stats::Cluster;
use crate::stats::mean::mean;
use std::collections::{BTreeMap, BTreeSet};

/// By what variants are held against each other, with its unit.
#[derive(Clone, Copy)]
enum Measure {
    /// Share of the paths on which it happens.
    Event(usize),
    /// Exact mean over the quarters.
    Quantity(Quantity),
    /// Mean over the paths that have it.
    Metric(Metric),
}

impl Measure {
    /// All of a scenario by name. Of two with one name the first counts: an exact mean has no chance in it.
    fn all(scenario: &Scenario) -> Vec<(String, Self)> {
        let families: Vec<String> = scenario.offers.iter().map(|offer| offer.name.clone()).collect();
        let events = scenario.events.iter().enumerate().map(|(at, event)| (event.name.clone(), Self::Event(at)));
        let quantities = Quantity::all(families.len()).into_iter();
        let metrics = Metric::all(families.len()).into_iter();
        events
            .chain(quantities.map(|quantity| (quantity.name(&families), Self::Quantity(quantity))))
            .chain(metrics.map(|metric| (metric.name(&families), Self::Metric(metric))))
            .collect()
    }

    fn named(scenario: &Scenario, name: &str) -> Option<Self> {
        Self::all(scenario).into_iter().find(|(known, _)| known == name).map(|(_, measure)| measure)
    }

    fn unit(self) -> &'static str {
        match self {
            Self::Event(_) => "share",
            Self::Quantity(Quantity::Subsidy) => Metric::Subsidy.unit(),
            Self::Quantity(_) => "mean of the quarters",
            Self::Metric(metric) => metric.unit(),
        }
    }

    /// What it comes to in a branch of a draw; `None` if no path has a value.
    fn of(self, branch: &BranchOutcome) -> Option<f64> {
        let average = |values: &[f64]| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
        let paths = branch.paths.iter();
        match self {
            Self::Event(at) => {
                average(&paths.map(|path| f64::from(u8::from(path.events[at].is_some()))).collect::<Vec<_>>())
            }
            Self::Metric(metric) => average(&paths.filter_map(|path| path.metric(metric)).collect::<Vec<_>>()),
            Self::Quantity(quantity) => (!branch.exact.is_empty()).then(|| over_path(&branch.exact, quantity)),
        }
    }
}

/// Refuses variants that cannot be held against each other by this measure, before they are run.
///
/// # Errors
/// If a scenario does not have the measure, or if seeds or branches differ.
pub(crate) fn regrettable(scenarios: &[Scenario], measure: &str) -> Result<(), CompareError> {
    let branches =
        |scenario: &Scenario| BranchCase::all(scenario).into_iter().map(|case| case.name).collect::<Vec<_>>();
    for scenario in scenarios {
        if Measure::named(scenario, measure).is_none() {
            let known = Measure::all(scenario);
            let advice = advice(measure, known.iter().map(|(name, _)| name.as_str()));
            return Err(CompareError::UnknownMeasure { name: shown(measure), advice });
        }
        if scenario.simulation.seed != scenarios[0].simulation.seed {
            return Err(CompareError::Apart("seeds"));
        }
        if branches(scenario) != branches(&scenarios[0]) {
            return Err(CompareError::Apart("branches"));
        }
    }
    Ok(())
}

/// What a measure comes to in the certified draws of a variant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measured {
    unit: &'static str,
    exact: bool,
    /// Names of the branches.
    branches: Vec<String>,
    /// Numbers of all its draws.
    draws: BTreeSet<usize>,
    /// By the number of a draw, the odds of its branches and a value for each.
    values: BTreeMap<usize, (Vec<f64>, Vec<Option<f64>>)>,
}

impl Measured {
    /// Of the draws of a variant, whose scenario has the measure.
    pub(crate) fn new(party: &Party, name: &str) -> Self {
        let measure = Measure::named(party.scenario, name);
        let value = |branch: &BranchOutcome| measure.and_then(|measure| measure.of(branch));
        let certified = party.draws.iter().filter_map(|draw| Some((draw, draw.branches.as_ref()?)));
        Self {
            unit: measure.map_or("", Measure::unit),
            exact: matches!(measure, Some(Measure::Quantity(_))),
            branches: BranchCase::all(party.scenario).into_iter().map(|case| case.name).collect(),
            draws: party.draws.iter().map(|draw| draw.index).collect(),
            values: certified
                .map(|(draw, branches)| (draw.index, (draw.odds.clone(), branches.iter().map(value).collect())))
                .collect(),
        }
    }
}

/// A draw and branch with the value of every variant in it.
struct World {
    draw: usize,
    branch: usize,
    /// Odds of the branch in the draw, in the reference.
    odds: f64,
    values: Vec<f64>,
}

impl World {
    /// What a variant gives away.
    fn regret(&self, variant: usize, sign: f64) -> f64 {
        let best = self.values.iter().map(|value| sign * value).fold(f64::NEG_INFINITY, f64::max);
        best - sign * self.values[variant]
    }
}

/// What each variant gives away: in every branch, and over all by the odds of the reference, where there are several.
///
/// # Errors
/// If no draw is certified in all variants, or none has a value in all of them.
pub(crate) fn regret(
    measure: &str,
    least: bool,
    names: &[&str],
    measured: &[Measured],
) -> Result<Regret, CompareError> {
    let Some(first) = measured.first() else { return Err(CompareError::NoWorld) };
    let common: Vec<usize> =
        first.values.keys().copied().filter(|draw| measured.iter().all(|own| own.values.contains_key(draw))).collect();
    let worlds: Vec<World> = common
        .iter()
        .flat_map(|draw| (0..first.branches.len()).filter_map(|branch| world(measured, *draw, branch)))
        .collect();
    if worlds.is_empty() {
        return Err(CompareError::NoWorld);
    }
    let odds = |own: &Measured| common.iter().map(|draw| own.values[draw].0.clone()).collect::<Vec<_>>();
    let mut blocks: Vec<(&str, Option<usize>)> =
        first.branches.iter().enumerate().map(|(at, name)| (name.as_str(), Some(at))).collect();
    if blocks.len() > 1 {
        blocks.push((ALL_BRANCHES, None));
    }
    let sign = if least { -1.0 } else { 1.0 };
    let rows = blocks.iter().flat_map(|(block, branch)| {
        let within: Vec<&World> = worlds.iter().filter(|world| branch.is_none_or(|at| at == world.branch)).collect();
        let row = |(variant, name): (usize, &&str)| row(&within, variant, sign, &first.branches, [*block, *name]);
        names.iter().enumerate().filter_map(row).collect::<Vec<_>>()
    });
    Ok(Regret {
        measure: measure.to_owned(),
        unit: first.unit.to_owned(),
        exact: first.exact,
        least,
        draws: common.len(),
        left_out: measured.iter().flat_map(|own| &own.draws).collect::<BTreeSet<_>>().len() - common.len(),
        without_value: common.len() * first.branches.len() - worlds.len(),
        odds_differ: measured.iter().any(|own| odds(own) != odds(first)),
        rows: rows.collect(),
    })
}

/// A branch of a draw; `None` if a variant has no value there.
fn world(measured: &[Measured], draw: usize, branch: usize) -> Option<World> {
    let values = measured.iter().map(|own| own.values[&draw].1[branch]).collect::<Option<Vec<f64>>>()?;
    Some(World { draw, branch, odds: measured[0].values[&draw].0[branch], values })
}

/// A variant in some worlds, branches weighed by their odds; `None` if they have no weight.
fn row(
    worlds: &[&World],
    variant: usize,
    sign: f64,
    branches: &[String],
    [block, name]: [&str; 2],
) -> Option<RegretRow> {
    let single = block != ALL_BRANCHES;
    let over = |value: &dyn Fn(&World) -> f64| {
        let mut draws: BTreeMap<usize, Cluster> = BTreeMap::new();
        for world in worlds {
            let weight = if single { 1.0 } else { world.odds };
            draws.entry(world.draw).or_default().add(weight, value(world));
        }
        (draws.len(), mean(&draws.into_values().collect::<Vec<_>>()))
    };
    let (draws, value) = over(&|world| world.values[variant]);
    let greatest = worlds.iter().map(|world| (world.regret(variant, sign), world));
    let (greatest, at) = greatest.reduce(|one, two| if two.0 > one.0 { two } else { one })?;
    Some(RegretRow {
        branch: block.to_owned(),
        variant: name.to_owned(),
        draws,
        value: value?,
        best: over(&|world| f64::from(u8::from(world.regret(variant, sign) <= 0.0))).1?,
        mean: over(&|world| world.regret(variant, sign)).1?,
        greatest,
        draw: at.draw,
        in_branch: branches[at.branch].clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(odds: [f64; 2], values: &[(usize, [Option<f64>; 2])]) -> Measured {
        Measured {
            unit: "share",
            exact: false,
            branches: vec!["x".into(), "y".into()],
            draws: (0..4).collect(),
            values: values.iter().map(|(draw, values)| (*draw, (odds.to_vec(), values.to_vec()))).collect(),
        }
    }

    /// Two variants, draws 0 and 2 certified in both, branches x (odds 0.75) and y (0.25).
    fn two() -> [Measured; 2] {
        let some = |x: f64, y: f64| [Some(x), Some(y)];
        [
            measured([0.75, 0.25], &[(0, some(0.5, 0.25)), (1, some(9.0, 9.0)), (2, some(1.0, 0.5))]),
            measured([0.75, 0.25], &[(0, some(0.25, 0.75)), (2, some(1.0, 0.125)), (3, some(9.0, 9.0))]),
        ]
    }

    #[test]
    fn val_regret_by_hand() {
        // a: x 0.5, 1; y 0.25, 0.5. b: x 0.25, 1; y 0.75, 0.125.
        // Regrets of a: x 0, 0; y 0.5, 0. Of b: x 0.25, 0; y 0, 0.375.
        let found = regret("m", false, &["a", "b"], &two()).expect("worlds");
        assert_eq!((found.draws, found.left_out, found.without_value), (2, 2, 0));
        let row = |branch: &str, variant: &str| {
            let is = |row: &&RegretRow| row.branch == branch && row.variant == variant;
            found.rows.iter().find(is).expect("a row").clone()
        };
        let told = |row: RegretRow| [row.value.value, row.best.value, row.mean.value, row.greatest];
        assert_eq!(told(row("x", "a")), [0.75, 1.0, 0.0, 0.0]);
        assert_eq!(told(row("x", "b")), [0.625, 0.5, 0.125, 0.25]);
        assert_eq!(told(row("y", "a")), [0.375, 0.5, 0.25, 0.5]);
        assert_eq!(told(row("y", "b")), [0.4375, 0.5, 0.1875, 0.375]);
        // Over all: a gives away 0.25 · 0.5 in draw 0 and nothing in draw 2; b 0.75 · 0.25 and 0.25 · 0.375.
        assert_eq!(told(row("all", "a")), [0.65625, 0.875, 0.0625, 0.5]);
        assert_eq!(told(row("all", "b")), [0.578125, 0.5, 0.140625, 0.375]);
        assert_eq!((row("all", "b").draw, row("all", "b").in_branch.as_str()), (2, "y"));
        // Two draws, 0.125 and 0: the error of their mean is half their distance.
        assert_eq!(row("all", "a").mean.standard_error, Some(0.0625));
        assert!(!found.odds_differ);
    }

    #[test]
    fn limit_less_is_better_turns_regret_round() {
        let found = regret("m", true, &["a", "b"], &two()).expect("worlds");
        // In x of draw 0, a has 0.25 more than b; in y of draw 2, 0.375 more.
        let greatest: Vec<f64> = found.rows.iter().map(|row| row.greatest).collect();
        assert_eq!(greatest, [0.25, 0.0, 0.375, 0.5, 0.375, 0.5]);
    }

    #[test]
    fn worlds_without_a_value_in_every_variant_are_left_out_of_all() {
        let [one, mut two] = two();
        two.values.insert(0, (vec![0.5, 0.5], vec![None, Some(0.75)]));
        let found = regret("m", false, &["a", "b"], &[one.clone(), two]).expect("worlds");
        assert_eq!((found.draws, found.without_value, found.odds_differ), (2, 1, true));
        assert_eq!(found.rows[0].draws, 1, "x of draw 0 has no value");
        let none = measured([0.75, 0.25], &[]);
        assert_eq!(regret("m", false, &["a", "b"], &[one, none]), Err(CompareError::NoWorld));
    }
}
