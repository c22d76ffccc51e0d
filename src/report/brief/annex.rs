//! The annex: what drives the headline, claims, key assumptions, sources, and how to make the run again.
//!
//! Takes summary and findings, gives rows of text.

use super::context::{Assumption, ClaimRow, Claims, DriverRow, Drivers, Reproduce, Sources};
use crate::findings::briefing::Briefing;
use crate::findings::claims::{ClaimKind, ClaimResult, Robustness};
use crate::findings::drivers::{Driver, Drivers as Found, FEWEST};
use crate::findings::{AssumptionRow, Estimate, Summary};
use crate::report::chart::what_drives_it::{correlation, keys};
use crate::report::chart::words::{capital, count, list, number, parameter, percent};
use crate::report::claims::held;
use crate::report::overview::cell;
use crate::report::words::by_span;
use crate::report::words::frequency::{whole, within};
use crate::report::words::odds::Lexicon;

/// Uncertain numbers shown.
const SHOWN: usize = 8;
/// Draws below which the claims say how many.
const FEW: usize = 100;
/// Key assumptions shown where it is not known what drives the headline.
const FIRST: usize = 12;

/// What drives the headline, the outcome of the election first.
pub(super) fn drivers(summary: &Summary, findings: &Briefing, lexicon: &Lexicon) -> Drivers {
    let outcome = by_outcome(summary, lexicon);
    let Some(found) = &findings.drivers else {
        let sentences = outcome.into_iter().chain([nothing(findings)]).collect();
        return Drivers { sentences, rows: Vec::new(), note: String::new() };
    };
    if found.is_flat() {
        let nothing = format!(
            "None of the uncertain numbers moves it: its share is the same in all {} draws.",
            count(found.draws)
        );
        return Drivers {
            sentences: outcome.into_iter().chain([nothing]).collect(),
            rows: Vec::new(),
            note: String::new(),
        };
    }
    let together = found.list.iter().filter_map(|driver| together(summary, findings, driver));
    Drivers {
        sentences: outcome.into_iter().chain([telling(found, findings)]).chain(together).collect(),
        rows: found.list.iter().take(SHOWN).map(|driver| row(summary, findings, driver)).collect(),
        note: format!(
            "Share of histories with “{}” in the quarter of the {} draws in which the number is least and greatest, ± \
             standard error; rank correlation with it, with its 95% interval. From tables/draws.csv and the paths.",
            found.what,
            count(found.draws),
        ),
    }
}

fn nothing(findings: &Briefing) -> String {
    match findings.uncertain - findings.odds_stated.len() {
        0 if findings.uncertain > 0 => "Only the odds are uncertain: there is nothing else to rank.".to_owned(),
        0 => "Nothing in the scenario is uncertain: there is nothing to rank.".to_owned(),
        _ => format!("Fewer than {FEWEST} draws are solved and checked: too few to rank the uncertain numbers."),
    }
}

/// From which outcome to which the headline goes.
fn by_outcome(summary: &Summary, lexicon: &Lexicon) -> Option<String> {
    let what = summary.headline()?;
    let share = |name: &String| summary.share(name, what).unwrap_or(0.0);
    let mut branches: Vec<&String> = summary.branches.iter().map(|branch| &branch.name).collect();
    branches.sort_by(|one, two| share(one).total_cmp(&share(two)));
    let [least, .., most] = branches[..] else { return None };
    if share(least) == share(most) {
        return Some(format!("The outcome of {} makes no difference to “{what}”.", summary.words.election));
    }
    let of = |name: &String| Some(format!("{} under “{name}”", cell(summary, lexicon, name, what)?.number));
    let election = &summary.words.election;
    Some(format!("First of all the outcome of {election}: “{what}” from {} to {}.", of(least)?, of(most)?))
}

fn telling(found: &Found, findings: &Briefing) -> String {
    let numbers: usize = found.list.iter().map(|driver| 1 + driver.with.len()).sum();
    let expected = (found.list.len() as f64 * 0.05).round() as usize;
    format!(
        "Of the {} uncertain numbers{} {} move it beyond chance; about {} would seem to if none did.",
        count(numbers),
        if findings.odds_stated.is_empty() { "" } else { " beside the odds" },
        count(found.telling()),
        count(expected)
    )
}

/// Which numbers move together in the draws, so that what each does cannot be told.
fn together(summary: &Summary, findings: &Briefing, driver: &Driver) -> Option<String> {
    if driver.with.is_empty() {
        return None;
    }
    let others = driver.with.iter().map(|with| {
        format!("“{}” (rank correlation {})", named(summary, findings, &with.key), number(with.correlation, 2))
    });
    Some(format!(
        "“{}” moves together in the draws with {}: their effects cannot be told apart.",
        named(summary, findings, &driver.key),
        list(&others.collect::<Vec<_>>())
    ))
}

/// A number in plain words.
fn named(summary: &Summary, findings: &Briefing, key: &str) -> String {
    findings.gloss(key).map_or_else(|| parameter(summary, key), str::to_owned)
}

fn row(summary: &Summary, findings: &Briefing, driver: &Driver) -> DriverRow {
    let Driver { lowest, highest, .. } = driver;
    let span = highest.edge - lowest.edge;
    let all = [&driver.key].into_iter().chain(driver.with.iter().map(|with| &with.key));
    let names: Vec<String> = all.map(|key| named(summary, findings, key)).collect();
    DriverRow {
        name: capital(&list(&names)),
        key: keys(driver),
        correlation: correlation(driver),
        low: format!("{} up to {}", estimate(&lowest.share), by_span(lowest.edge, span)),
        high: format!("{} from {}", estimate(&highest.share), by_span(highest.edge, span)),
    }
}

fn estimate(share: &Estimate) -> String {
    let error = share.standard_error.map_or(String::new(), |error| format!(" ± {}", number(error * 100.0, 0)));
    format!("{}{error},", percent(share.value))
}

/// The numbers that drive the headline with their grounds; the first uncertain ones where that is not known.
pub(super) fn assumptions(summary: &Summary, findings: &Briefing) -> Vec<Assumption> {
    let all = || summary.assumptions.iter();
    let rows: Vec<&AssumptionRow> = match &findings.drivers {
        Some(found) => {
            let keys = found
                .list
                .iter()
                .take(SHOWN)
                .flat_map(|driver| [&driver.key].into_iter().chain(driver.with.iter().map(|with| &with.key)));
            keys.filter_map(|key| all().find(|row| row.key == *key)).collect()
        }
        None => all().filter(|row| row.low.is_some() || row.high.is_some()).take(FIRST).collect(),
    };
    rows.into_iter().map(|row| assumption(summary, findings, row)).collect()
}

fn assumption(summary: &Summary, findings: &Briefing, row: &AssumptionRow) -> Assumption {
    let plain = |value: f64| number(value, 6).trim_end_matches('0').trim_end_matches('.').to_owned();
    let end = |end: Option<f64>| end.map_or("unbounded".to_owned(), plain);
    Assumption {
        gloss: capital(&named(summary, findings, &row.key)),
        key: row.key.clone(),
        value: row.central.map_or_else(|| row.written.clone(), plain),
        range: format!("{} to {}", end(row.low), end(row.high)),
        unit: row.unit.clone(),
        grounds: if row.note.is_empty() { "none given".to_owned() } else { row.note.clone() },
    }
}

/// What becomes of odds that are stated as ranges.
pub(super) fn odds_used(summary: &Summary, findings: &Briefing) -> Option<String> {
    let used = |(name, low, high): &(String, f64, f64)| {
        let spread = summary.branches.iter().find(|branch| branch.name == *name)?.spread?;
        let ((low, high), (from, to)) = (whole(*low, *high), whole(spread.low90, spread.high90));
        let stated = if low == high { format!("{low}%") } else { format!("{low} to {high}%") };
        Some(format!("“{name}” is stated as {stated} and used as {from} to {to}%"))
    };
    let told: Vec<String> = findings.odds_stated.iter().filter_map(used).collect();
    (!told.is_empty()).then(|| {
        let within = within(summary.certified_draws);
        let how = match findings.odds_stated.iter().any(|(_, low, high)| low < high) {
            true => "In every draw the odds are divided by their sum, which makes their ranges narrower or wider",
            false => "The odds differ from draw to draw about those stated",
        };
        format!("{how}: {} ({within}).", list(&told))
    })
}

/// The claims, if the scenario states any.
pub(super) fn claims(findings: &Briefing) -> Option<Claims> {
    if findings.stated_claims == 0 {
        return None;
    }
    let Some(found) = &findings.claims else {
        let sentence = format!(
            "The scenario states {} claims; a game that they need cannot be solved and checked at central values, so that \
             they cannot be judged.",
            findings.stated_claims
        );
        return Some(Claims { sentence, rows: Vec::new(), note: String::new() });
    };
    let over = found.draws.map_or_else(String::new, |draws| format!(" Draws: the first {}.", count(draws.taken)));
    Some(Claims {
        sentence: format!("What the source of the scenario says, put to the model: {}", held(found)),
        // Mechanisms are in the sentence alone: they are about the model, and a brief is short.
        rows: found.claims.iter().filter(|claim| claim.kind == ClaimKind::Source).map(claim).collect(),
        note: format!(
            "At central values, and in how many draws all checks of a claim hold.{over} allegiance claims shows every check."
        ),
    })
}

fn claim(claim: &ClaimResult) -> ClaimRow {
    let failing = claim.checks.iter().filter(|check| !check.stands()).count();
    ClaimRow {
        says: claim.says.clone(),
        verdict: match (failing, claim.checks.len()) {
            (0, 1) => "its check holds".to_owned(),
            (0, all) => format!("all {all} checks hold"),
            (failing, all) => format!("{failing} of {all} checks fail"),
        },
        holds: claim.holds,
        draws: claim.robustness.map_or_else(String::new, |found| in_draws(&found)),
    }
}

/// In how many draws a claim holds: the count where a percentage would say more than so few draws can tell.
fn in_draws(found: &Robustness) -> String {
    let share = found.share.value;
    match found.draws < FEW {
        true => format!("{} of {}", (share * found.draws as f64).round(), found.draws),
        false => percent(share),
    }
}

/// The sources that the scenario cites.
pub(super) fn sources(findings: &Briefing) -> Sources {
    Sources { rows: findings.cited.sources.clone(), missing: findings.cited.missing.clone() }
}

/// How to make the run again.
pub(super) fn reproduce(summary: &Summary, command: &str) -> Reproduce {
    let made = &summary.provenance;
    Reproduce {
        command: command.to_owned(),
        version: made.version.clone(),
        results_version: made.results_version,
        scenario: made.scenario.clone(),
        sha256: made.sha256.clone(),
        seed: made.seed,
        size: format!("{} draws × {} histories in each outcome", count(made.draws), count(made.paths)),
    }
}
