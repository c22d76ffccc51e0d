//! Page 1: the bottom line in three sentences, its likelihood, and what would change our mind.
//!
//! Takes summary and findings, gives sentences. Every share in them can be computed again from the paths of the run.

use super::context::{Answer, Confidence};
use crate::findings::briefing::Briefing;
use crate::findings::confidence;
use crate::findings::thresholds::{NumberThreshold, OddsThreshold};
use crate::findings::{BranchOdds, Summary};
use crate::report::chart::words::{capital, exact, list, main_branches, percent};
use crate::report::overview::cell;
use crate::report::words::by_span;
use crate::report::words::confidence::{self as confidence_words, leading, level};
use crate::report::words::frequency::{Frequency, whole, within};
use crate::report::words::odds::{DISCLAIMER, Lexicon};

/// Shares of two outcomes that differ by less are not told apart.
const CLOSE: f64 = 0.05;

/// The answer in short.
pub(crate) fn answer(summary: &Summary, findings: &Briefing, lexicon: &Lexicon) -> Answer {
    let sentences = [overall, by_outcome, most].map(|sentence| sentence(summary, lexicon));
    Answer {
        sentences: sentences.into_iter().flatten().collect(),
        likelihood: likelihood(summary, lexicon),
        change: change(summary, findings),
        disclaimer: DISCLAIMER.to_owned(),
        key: lexicon.key(),
    }
}

/// How far it is to be trusted, with the reasons that lead.
pub(super) fn confidence(found: &confidence::Confidence) -> Confidence {
    let reason = |reason: &String| format!("{}.", capital(reason));
    Confidence {
        level: level(found),
        reasons: leading(found).iter().map(reason).collect(),
        grounds: found.reasons.iter().map(|ground| reason(&confidence_words::reason(ground))).collect(),
    }
}

fn headline(summary: &Summary, lexicon: &Lexicon, block: &str) -> Option<Frequency> {
    cell(summary, lexicon, block, summary.headline()?)
}

/// The clause that tells something in a sentence.
pub(super) fn says(summary: &Summary, name: &str) -> String {
    let event = summary.event_names.iter().find(|event| event.name == name);
    event.map_or_else(|| format!("the history is one of “{name}”"), |event| event.says.clone())
}

/// "in about 4 in 10 simulated histories".
fn in_histories(found: &Frequency) -> String {
    let bound = found.bound.as_deref().map_or_else(String::new, |bound| format!(" ({bound})"));
    match found.often.as_str() {
        "never" => format!("in no simulated history{bound}"),
        "always" => format!("in every simulated history{bound}"),
        often => format!("in {often} simulated histories"),
    }
}

/// The main event over all outcomes, and how far assumptions and odds move it.
fn overall(summary: &Summary, lexicon: &Lexicon) -> Option<String> {
    let found = headline(summary, lexicon, summary.whole())?;
    let clause = says(summary, summary.headline()?);
    let over = match summary.branches.len() {
        0 | 1 => String::new(),
        _ => format!("over all outcomes of {} ", summary.words.election),
    };
    let span = match (summary.quarters.first(), summary.quarters.last()) {
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    };
    let odds = if summary.branches.iter().any(|branch| branch.spread.is_some()) { " and of odds" } else { "" };
    let range = found.range().map_or_else(
        || "; no assumption moves this".to_owned(),
        |range| format!("; {range} {}, a draw being one set of assumptions{odds}", within(summary.certified_draws)),
    );
    Some(format!("{}{clause} {}{span}{range}.", capital(&over), in_histories(&found)).replacen("  ", " ", 1))
        .map(|sentence| capital(&sentence))
}

/// What the outcome of the election does to it.
fn by_outcome(summary: &Summary, lexicon: &Lexicon) -> Option<String> {
    let [one, two] = main_branches(summary)[..] else { return None };
    let (high, low) = if share(summary, one)? >= share(summary, two)? { (one, two) } else { (two, one) };
    let clause = |branch: &BranchOdds| {
        let found = headline(summary, lexicon, &branch.name)?;
        Some(format!("{} under “{}” (odds {})", found.often, branch.name, exact(branch.odds)))
    };
    let verdict = match share(summary, high)? - share(summary, low)? < CLOSE {
        true => "hardly matters for it",
        false => "decides",
    };
    let election = &summary.words.election;
    Some(format!("The outcome of {election} {verdict}: {}, {}.", clause(high)?, clause(low)?))
}

fn share(summary: &Summary, branch: &BranchOdds) -> Option<f64> {
    summary.share(&branch.name, summary.headline()?)
}

/// The most frequent of all; if that is the main event, the next.
fn most(summary: &Summary, lexicon: &Lexicon) -> Option<String> {
    let (all, main) = (summary.whole(), summary.headline()?);
    let share = |name: &&str| summary.share(all, name).unwrap_or(0.0);
    let others = summary.things().into_iter().filter(|name| *name != main);
    let next = others.reduce(|best, next| if share(&next) > share(&best) { next } else { best })?;
    let found = cell(summary, lexicon, all, next)?;
    let range = found.range().map_or_else(String::new, |range| format!(" ({range})"));
    let place = if share(&next) > share(&main) { "Most frequent of all" } else { "Next" };
    Some(format!("{place}: {}, {}{range}.", says(summary, next), in_histories(&found)))
}

fn likelihood(summary: &Summary, lexicon: &Lexicon) -> Option<String> {
    let word = headline(summary, lexicon, summary.whole())?.word?;
    Some(format!("{} ({})", capital(&word), lexicon.source))
}

/// Thresholds of the odds and of the numbers that matter; numbers that bring no turn share a sentence.
fn change(summary: &Summary, findings: &Briefing) -> Vec<String> {
    let (turning, still): (Vec<_>, Vec<_>) = findings.numbers.iter().partition(|found| found.half.is_some());
    let odds = findings.odds.iter().map(|found| odds(summary, found));
    let mut branches: Vec<Option<&String>> = turning.iter().map(|found| found.branch.as_ref()).collect();
    branches.sort_unstable();
    branches.dedup();
    let numbers = branches.into_iter().filter_map(|branch| turns(summary, findings, &turning, branch));
    let told: Vec<String> = odds.chain(numbers).chain(no_turn(summary, findings, &still)).collect();
    match (told.is_empty(), findings.uncertain) {
        (false, _) => told,
        (true, 0) => {
            vec!["Nothing in the scenario is uncertain, and there is one outcome: no threshold to tell.".to_owned()]
        }
        (true, _) => vec!["No uncertain number by itself moves it beyond chance in these draws.".to_owned()],
    }
}

/// Exact, from the shares in each outcome.
fn odds(summary: &Summary, found: &OddsThreshold) -> String {
    let clause = says(summary, &found.what);
    let now = summary.share(summary.whole(), &found.what).unwrap_or(0.0);
    let half = match found.half {
        Some(at) => {
            let side = if found.rises { "above" } else { "below" };
            format!(
                "{clause} in more than half of all histories if the odds of “{}” are {side} {}",
                found.branch,
                percent(at)
            )
        }
        None => {
            let side = if now > 0.5 { "more" } else { "less" };
            format!("at any odds of “{}” {clause} in {side} than half of all histories", found.branch)
        }
    };
    let place = |side: &str, threshold: &Option<(f64, String)>| {
        let (at, other) = threshold.as_ref()?;
        let ahead = summary.share(summary.whole(), other).unwrap_or(0.0) > now;
        let more = if ahead { "less often" } else { "more often" };
        Some(format!("{side} {} “{other}” comes {more} than “{}”", percent(*at), found.what))
    };
    let places = [place("below", &found.below), place("above", &found.above)].into_iter().flatten();
    let parts: Vec<String> = [half].into_iter().chain(places).collect();
    format!("{} (now {}; exact, the other outcomes in proportion).", capital(&parts.join("; ")), exact(found.odds))
}

/// Where lines through the draws cross one half: those of the same outcome in one sentence.
fn turns(
    summary: &Summary,
    findings: &Briefing,
    turning: &[&NumberThreshold],
    branch: Option<&String>,
) -> Option<String> {
    let of_branch = turning.iter().filter(|found| found.branch.as_ref() == branch);
    let told: Vec<String> = of_branch.filter_map(|found| turn(findings, found)).collect();
    let clause = says(summary, summary.headline()?);
    let of = branch.map_or("Of all histories".to_owned(), |branch| format!("Under “{branch}”"));
    (!told.is_empty()).then(|| {
        format!("{of}, one number changed at a time, {clause} {} (a straight line through the draws).", told.join("; "))
    })
}

/// "in more than half if how much the client fears giving up sovereignty were below 46 ± 1 (now 65)".
fn turn(findings: &Briefing, found: &NumberThreshold) -> Option<String> {
    let (at, error) = found.half?;
    // What the line says of today's value tells to which side the answer would turn.
    let rises = found.ends.1 > found.ends.0;
    let more = rises != (found.central > at);
    let (half, side) = (if more { "more" } else { "less" }, if rises == more { "above" } else { "below" });
    let span = found.range.1 - found.range.0;
    let [at, error, now] = [at, error, found.central].map(|value| by_span(value, span));
    let name = findings.gloss(&found.key).unwrap_or(&found.key);
    Some(format!("in {half} than half if {name} were {side} {at} ± {error} (now {now})"))
}

/// Numbers that bring the headline to one half nowhere in their ranges.
fn no_turn(summary: &Summary, findings: &Briefing, still: &[&NumberThreshold]) -> Option<String> {
    let one = |found: &&NumberThreshold| {
        let [low, high] = [found.ends.0, found.ends.1].map(|end| end.clamp(0.0, 1.0));
        let (low, high) = whole(low.min(high), low.max(high));
        format!("{} ({low} to {high}%)", findings.gloss(&found.key).unwrap_or(&found.key))
    };
    let told = list(&still.iter().map(one).collect::<Vec<_>>());
    let clause = says(summary, summary.headline()?);
    (!still.is_empty()).then(|| {
        let side = if still.iter().all(|found| found.ends.0.max(found.ends.1) <= 0.5) { "less" } else { "more" };
        format!(
            "Alone, over its whole range, none of these changes that {clause} in {side} than half of all histories: {told} \
             (a straight line through the draws)."
        )
    })
}
