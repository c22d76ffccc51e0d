//! The mixture of all branches under other odds than the scenario's (model page §5), from the same histories.
//!
//! Takes a run's draws and what is asked of the odds, gives the mixture under both. A mixture is a weighted mean over the
//! branches of each draw, so other weights need no other histories.

use super::contrast::{Party, Taken, comparison, contrast};
use super::{CompareError, Comparison, Kind, OddsShift, SweepPoint};
use crate::findings::sample::{Block, Sample};
use crate::findings::shares::Counted;
use crate::findings::{ALL_BRANCHES, EventShare};
use crate::scenario::{advice, shown};

/// How far the sum of odds may be from 1, as in a scenario; odds that are nearer to each other are the same.
const SUM: f64 = 1e-9;
/// Steps of a sweep from 0 to 1.
const STEPS: usize = 20;

/// The mixture under other odds against that under the scenario's.
///
/// # Errors
/// If the odds make no sense, or are those of the scenario ([`reweighed`]).
pub(crate) fn odds(party: &Party, asked: &[(String, f64)]) -> Result<Comparison, CompareError> {
    let sample = party.sample();
    let scenario: Vec<(String, f64)> = sample.cases.iter().map(|case| (case.name.clone(), case.odds)).collect();
    let new = reweighed(&scenario, asked)?;
    let own = sample.blocks().pop().ok_or(CompareError::OneBranch)?;
    let taken = |name: &str, block: Block| Taken { party, block, name: name.into() };
    let found = contrast(&taken("all, odds of the scenario", own), &taken("all, odds asked for", mixture(&new)))?;
    let mut comparison = comparison(Kind::Odds, party, vec![party.facts()], Vec::new(), vec![found]);
    let shifts = scenario.iter().zip(&new);
    comparison.odds = shifts
        .map(|((branch, scenario), asked)| OddsShift { branch: branch.clone(), scenario: *scenario, asked: *asked })
        .collect();
    comparison.foreseen = party.scenario.elections.first().is_some_and(|election| election.quarter > 0);
    if let Some((branch, _)) = asked.first() {
        comparison.sweep = sweep(&sample, &scenario, branch);
    }
    Ok(comparison)
}

fn mixture(odds: &[f64]) -> Block {
    Block { name: ALL_BRANCHES.into(), parts: odds.iter().copied().enumerate().collect(), drawn: false }
}

/// The odds of every branch: those asked for, the rest shared among the others in proportion to their odds.
///
/// # Errors
/// If a name is unknown or comes twice, odds are not between 0 and 1, the sum is above 1, no branch is left to take the
/// rest, or the odds are those of the scenario, but for rounding.
pub(crate) fn reweighed(scenario: &[(String, f64)], asked: &[(String, f64)]) -> Result<Vec<f64>, CompareError> {
    let new = shared_out(scenario, asked)?;
    match scenario.iter().zip(&new).all(|((_, old), new)| (old - new).abs() <= SUM) {
        true => Err(CompareError::SameInput("the odds asked for are those of the scenario".into())),
        false => Ok(new),
    }
}

/// The same, also where they are the odds of the scenario.
///
/// # Errors
/// See [`reweighed`].
pub(crate) fn shared_out(scenario: &[(String, f64)], asked: &[(String, f64)]) -> Result<Vec<f64>, CompareError> {
    let wrong = |text: String| Err(CompareError::Odds(text));
    if scenario.len() < 2 {
        return wrong("the run has one branch only, whose odds are 1".into());
    }
    if let Some((_, text)) = strange(scenario, asked).into_iter().next() {
        return wrong(text);
    }
    let sum: f64 = asked.iter().map(|(_, odds)| odds).sum();
    let given = |name: &str| asked.iter().find(|(branch, _)| branch == name).map(|(_, odds)| *odds);
    let others: f64 = scenario.iter().filter(|(name, _)| given(name).is_none()).map(|(_, odds)| odds).sum();
    let rest = 1.0 - sum;
    if rest < -SUM {
        return wrong(format!("the odds sum to {sum}, more than 1"));
    }
    if rest > SUM && asked.len() == scenario.len() {
        return wrong(format!("the odds of all branches sum to {sum}, less than 1"));
    }
    if rest > SUM && others <= 0.0 {
        return wrong(format!("the odds sum to {sum}, and the other branches have odds 0 to share the rest by"));
    }
    let rest = if rest > SUM { rest } else { 0.0 };
    let share = |odds: f64| if rest > 0.0 { rest * odds / others } else { 0.0 };
    Ok(scenario.iter().map(|(name, odds)| given(name).unwrap_or_else(|| share(*odds))).collect())
}

/// What is wrong with odds each by itself, with the place of the odds among those asked for.
pub(crate) fn strange(scenario: &[(String, f64)], asked: &[(String, f64)]) -> Vec<(usize, String)> {
    let wrong = |(index, (name, odds)): (usize, &(String, f64))| {
        if !scenario.iter().any(|(branch, _)| branch == name) {
            let advice = advice(name, scenario.iter().map(|(branch, _)| branch.as_str()));
            return Some((index, format!("there is no branch `{}`: {advice}", shown(name))));
        }
        if !(0.0..=1.0).contains(odds) {
            return Some((index, format!("the odds of `{name}` are {odds}; they must lie between 0 and 1")));
        }
        let twice = asked[..index].iter().any(|(earlier, _)| earlier == name);
        twice.then(|| (index, format!("`{name}` is named twice")))
    };
    asked.iter().enumerate().filter_map(wrong).collect()
}

/// Every event, or chapter where the scenario names no event, as the odds of one branch go from 0 to 1; nothing if the others have no odds to share the rest by.
fn sweep(sample: &Sample, scenario: &[(String, f64)], branch: &str) -> Vec<SweepPoint> {
    let mut points = Vec::new();
    for step in 0..=STEPS {
        let odds = step as f64 / STEPS as f64;
        let Ok(mixed) = shared_out(scenario, &[(branch.to_owned(), odds)]) else { return Vec::new() };
        let block = mixture(&mixed);
        points.extend(shares(sample, &block).into_iter().map(|share| SweepPoint {
            branch: branch.to_owned(),
            odds,
            share,
        }));
    }
    points
}

fn shares(sample: &Sample, block: &Block) -> Vec<EventShare> {
    let (events, chapters) = (&sample.scenario.events, &sample.scenario.chapters);
    let event = |at: usize| {
        Counted::on(sample, block, |path| path.events[at].is_some()).of_event(&block.name, &events[at].name)
    };
    let kind =
        |at: usize| Counted::on(sample, block, |path| path.chapter == at).of_event(&block.name, &chapters[at].name);
    match events.is_empty() {
        false => (0..events.len()).filter_map(event).collect(),
        true => (0..chapters.len()).filter_map(kind).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn odds(pairs: &[(&str, f64)]) -> Vec<(String, f64)> {
        pairs.iter().map(|(name, odds)| ((*name).to_owned(), *odds)).collect()
    }

    const THREE: [(&str, f64); 3] = [("strong", 0.5), ("weak", 0.3), ("transfer", 0.2)];

    #[test]
    fn limit_the_rest_is_shared_in_proportion() {
        // 1 − 0.6 = 0.4, shared 0.5 to 0.2: 0.285714… and 0.114285…
        let found = reweighed(&odds(&THREE), &odds(&[("weak", 0.6)])).expect("odds");
        assert!((found[0] - 0.4 * 5.0 / 7.0).abs() < 1e-15 && (found[2] - 0.4 * 2.0 / 7.0).abs() < 1e-15);
        assert_eq!(found[1], 0.6);
        let all = odds(&[("transfer", 0.1), ("strong", 0.2), ("weak", 0.7)]);
        assert_eq!(reweighed(&odds(&THREE), &all), Ok(vec![0.2, 0.7, 0.1]));
        assert_eq!(reweighed(&odds(&THREE), &odds(&[("weak", 1.0)])), Ok(vec![0.0, 1.0, 0.0]));
    }

    #[test]
    fn regress_odds_that_differ_by_rounding_alone_are_those_of_the_scenario() {
        // 1 − 0.7 is not the double 0.3, and 0.1 + 0.2 is not either.
        for own in [[("incumbent", 0.7), ("opposition", 0.3)], [("incumbent", 0.7), ("opposition", 0.1 + 0.2)]] {
            for asked in [("incumbent", 0.7), ("opposition", 0.3), ("incumbent", 0.7 + 1e-12)] {
                let found = reweighed(&odds(&own), &odds(&[asked]));
                assert!(
                    matches!(&found, Err(error) if matches!(error, CompareError::SameInput(_))),
                    "{asked:?}: {found:?}"
                );
            }
            assert!(reweighed(&odds(&own), &odds(&[("incumbent", 0.700_001)])).is_ok());
        }
    }

    #[test]
    fn odds_that_make_no_sense_are_told() {
        let cases: [(&[(&str, f64)], &str); 7] = [
            (&[("weka", 0.5)], "did you mean `weak`"),
            (&[("weak", 1.5)], "between 0 and 1"),
            (&[("weak", -0.1)], "between 0 and 1"),
            (&[("weak", f64::NAN)], "between 0 and 1"),
            (&[("weak", 0.5), ("weak", 0.5)], "twice"),
            (&[("weak", 0.7), ("strong", 0.4)], "more than 1"),
            (&[("weak", 0.1), ("strong", 0.4), ("transfer", 0.2)], "less than 1"),
        ];
        for (asked, part) in cases {
            let error = reweighed(&odds(&THREE), &odds(asked)).expect_err(part);
            assert!(error.to_string().contains(part), "{error}");
        }
        let nobody = odds(&[("one", 1.0), ("two", 0.0)]);
        assert!(reweighed(&nobody, &odds(&[("one", 0.5)])).is_err());
        assert!(reweighed(&odds(&[("one", 1.0)]), &odds(&[("one", 1.0)])).is_err());
    }
}
