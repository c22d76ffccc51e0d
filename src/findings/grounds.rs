//! What a run's results rest on: assumptions, record, draws and solutions (model page §5, confidence).
//!
//! Takes the draws of a run and its scenario, gives the grounds and with them the confidence.

use super::backtest::track::Track;
use super::confidence::{Confidence, Ground};
use super::drivers::FEWEST;
use super::sample::Columns;
use crate::forecast::kept::{Draws, Ending, Facts};
use crate::scenario::Scenario;

/// How much trust the results of a run deserve.
pub(super) fn confidence(sample: &Columns) -> Confidence {
    let scenario = sample.scenario;
    let grounds = [headline(sample), judgement(scenario), record(scenario), solution(sample.draws)];
    Confidence::of(grounds, scenario.confidence.clone())
}

/// How well disputes of the record that the scenario names were foretold. One that cannot be scored tells nothing: commands
/// refuse it before they simulate.
fn record(scenario: &Scenario) -> Ground {
    Ground::Record { track: scenario.record.as_ref().and_then(|record| Track::new(record).ok()) }
}

/// How many numbers rest on judgement alone, of the uncertain ones, odds included.
fn judgement(scenario: &Scenario) -> Ground {
    let uncertain = scenario.uncertain_keys();
    let counted = scenario.assumptions.iter().filter(|number| match uncertain.is_empty() {
        true => number.central.is_some(),
        false => uncertain.contains(&number.key),
    });
    let from_file = |key: &str| scenario.drawn.as_ref().is_some_and(|drawn| drawn.range(key).is_some());
    let alone: Vec<bool> = counted.map(|number| !from_file(&number.key) && judged(&number.note)).collect();
    Ground::Judgement { alone: alone.iter().filter(|alone| **alone).count(), of: alone.len() }
}

/// Whether grounds are judgement and nothing else: none at all, or the word first and no source. A source is a web address
/// or stands in round brackets with a digit, as a key or a year has: "(S49)", "(IMF 2019)".
fn judged(note: &str) -> bool {
    let first = note.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    let bracketed = note.split('(').skip(1).filter_map(|rest| rest.split_once(')'));
    let sourced = note.contains("://")
        || bracketed.map(|(inside, _)| inside).any(|inside| inside.contains(|c: char| c.is_ascii_digit()));
    match first.as_str() {
        "" => true,
        "judgement" | "judgment" => !sourced,
        _ => false,
    }
}

/// Draws left out, and draws whose games backward induction does not settle.
fn solution(draws: &Draws) -> Ground {
    let several = |draw: &&Facts| draw.certificates.iter().any(|game| !game.method.is_selection());
    Ground::Solution {
        left_out: draws.facts().iter().filter(|draw| !draw.certified()).count(),
        several: draws.certified().filter(several).count(),
        of: draws.len(),
    }
}

/// In how many draws the headline stands, outcome by outcome.
fn headline(sample: &Columns) -> Ground {
    let says = sample.scenario.events.first().map(|event| event.says.clone());
    if sample.certain || sample.count_draws() < FEWEST {
        return Ground::Headline { says, kept: None, by_outcome: Vec::new() };
    }
    let own = |branch: usize| (sample.cases[branch].name.clone(), kept(sample, branch));
    let by_outcome: Vec<(String, f64)> = (0..sample.cases.len()).map(own).collect();
    let kept = by_outcome.iter().enumerate().map(|(branch, (_, kept))| kept * sample.pooled(branch)).sum();
    Ground::Headline { says, kept: Some(kept), by_outcome }
}

/// Share of the draws in which a branch's headline is that of all draws together.
fn kept(sample: &Columns, branch: usize) -> f64 {
    let draws = 0..sample.count_draws();
    let own: Vec<Vec<usize>> = draws.map(|draw| counts(sample, draw, branch)).collect();
    let all = own.iter().fold(vec![0; own.first().map_or(0, Vec::len)], |mut all, draw| {
        all.iter_mut().zip(draw).for_each(|(sum, count)| *sum += count);
        all
    });
    let stands = own.iter().filter(|draw| first_greatest(draw) == first_greatest(&all)).count();
    stands as f64 / own.len().max(1) as f64
}

/// Paths of a draw without and with the main event; where there is no event, those of each kind of history.
fn counts(sample: &Columns, draw: usize, branch: usize) -> Vec<usize> {
    if sample.scenario.events.is_empty() {
        let of = |kind| sample.count(draw, branch, Ending::Chapter(kind));
        return (0..sample.scenario.chapters.len()).map(of).collect();
    }
    let with = sample.count(draw, branch, Ending::Event(0));
    vec![sample.paths() - with, with]
}

/// Where the greatest count stands, the first of equal ones.
fn first_greatest(counts: &[usize]) -> usize {
    (1..counts.len()).fold(0, |best, at| if counts[at] > counts[best] { at } else { best })
}

#[cfg(test)]
mod tests {
    use super::judged;

    #[test]
    fn judgement_is_alone_without_a_source() {
        let cases = [
            ("", true),
            ("judgement", true),
            ("Judgement: a quarter to each side, ±10% (wider than most)", true),
            ("judgement; trust stood at 24% (S96)", false),
            ("judgement (IMF 2019)", false),
            ("judgement, after https://example.org/page", false),
            ("S96", false),
            ("convention", false),
        ];
        for (note, alone) in cases {
            assert_eq!(judged(note), alone, "{note}");
        }
    }
}
