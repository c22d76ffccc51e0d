//! What drives the headline, and what would change it.
//!
//! Takes the drivers and the tipping point of the odds, gives tables and sentences.

use super::context::{Change, DriverRow, Drivers};
use crate::findings::briefing::Briefing;
use crate::findings::contrast::Tipping;
use crate::findings::drivers::{Driver, Drivers as Found, FEWEST, Quarter, With};
use crate::findings::{Estimate, Summary};
use crate::report::chart::what_drives_it::{SHOWN, correlation, keys, name};
use crate::report::chart::words::{capital, count, exact, list, number, parameter, percent};

/// Numbers of which the quarters are told.
const FIRST: usize = 3;

/// What drives the headline.
pub(crate) fn drivers(summary: &Summary, findings: &Briefing) -> Drivers {
    let Some(found) = &findings.drivers else {
        return Drivers { sentences: vec![nothing(findings)], rows: Vec::new(), note: String::new() };
    };
    Drivers {
        sentences: [moves(summary, found), telling(found)].into_iter().chain(together(summary, found)).collect(),
        rows: found.list.iter().take(SHOWN).map(|driver| row(summary, driver)).collect(),
        note: format!(
            "Spearman rank correlation of each uncertain number with the share of {} if {}, over {} certified draws × {} \
             histories; in brackets the 95% interval by Fisher's z. Shares in quarters of the draws ± standard error. \
             Computed from tables/draws.csv.",
            found.chapter,
            found.branch,
            count(found.draws),
            count(found.paths)
        ),
    }
}

fn nothing(findings: &Briefing) -> String {
    match findings.uncertain {
        0 => "Nothing in the scenario is uncertain: there is nothing to rank. Give numbers a distribution to see which of \
              them matter."
            .to_owned(),
        _ => format!("Fewer than {FEWEST} draws are certified: too few to rank the uncertain numbers."),
    }
}

fn moves(summary: &Summary, found: &Found) -> String {
    let told: Vec<&Driver> =
        found.list.iter().filter(|driver| driver.correlation.is_some_and(|found| found.tells())).take(FIRST).collect();
    if told.is_empty() {
        return format!("No uncertain number by itself moves {} if {} beyond chance.", found.chapter, found.branch);
    }
    let clause = |driver: &&Driver| {
        let up = driver.correlation.is_some_and(|found| found.value > 0.0);
        format!("{} with “{}”", if up { "rises" } else { "falls" }, name(summary, driver))
    };
    let clauses: Vec<String> = told.iter().map(clause).collect();
    format!("{} if {} {}.", capital(&found.chapter), found.branch, list(&clauses))
}

fn telling(found: &Found) -> String {
    let numbers: usize = found.list.iter().map(|driver| 1 + driver.with.len()).sum();
    let expected = (found.list.len() as f64 * 0.05).round() as usize;
    format!(
        "Of the {} uncertain numbers {} have an interval that leaves out 0; about {} would by chance alone if none \
         mattered.",
        count(numbers),
        count(found.telling()),
        count(expected)
    )
}

/// Which numbers move together in the draws, so that what each does cannot be told.
fn together(summary: &Summary, found: &Found) -> Vec<String> {
    let sentence = |driver: &Driver| {
        let first = parameter(summary, &driver.key);
        let moving = match &driver.with[..] {
            [] => return None,
            [one] => {
                let how = if one.correlation > 0.0 { "rise together" } else { "move against each other" };
                let (other, rank) = (parameter(summary, &one.key), number(one.correlation, 2));
                format!("“{first}” and “{other}” {how} in the draws (rank correlation {rank})")
            }
            several => {
                let other =
                    |with: &With| format!("“{}” ({})", parameter(summary, &with.key), number(with.correlation, 2));
                let others = list(&several.iter().map(other).collect::<Vec<_>>());
                format!("“{first}” moves with {others} in the draws (rank correlations in brackets)")
            }
        };
        Some(format!("{moving}: their effects cannot be told apart."))
    };
    found.list.iter().filter_map(sentence).collect()
}

fn row(summary: &Summary, driver: &Driver) -> DriverRow {
    let Driver { lowest, highest, .. } = driver;
    DriverRow {
        name: capital(&name(summary, driver)),
        key: keys(driver),
        correlation: correlation(driver),
        low_edge: edge(lowest.edge),
        low: estimate(&lowest.share),
        low_leading: leading(lowest),
        high_edge: edge(highest.edge),
        high: estimate(&highest.share),
        high_leading: leading(highest),
    }
}

/// Three significant digits.
fn edge(value: f64) -> String {
    let size = value.abs();
    let digits = if size > 0.0 { (2.0 - libm::floor(libm::log10(size))).clamp(0.0, 6.0) } else { 0.0 };
    number(value, digits as usize)
}

fn estimate(share: &Estimate) -> String {
    let error = share.standard_error.map_or(String::new(), |error| format!(" ± {}", number(error * 100.0, 1)));
    format!("{}{error}", percent(share.value))
}

fn leading(quarter: &Quarter) -> String {
    format!("{}, {}", quarter.leading, percent(quarter.leading_share.value))
}

/// What would change the conclusion.
pub(crate) fn change(summary: &Summary, findings: &Briefing) -> Change {
    let mut sentences: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    let mut note = String::new();
    if let Some(found) = &findings.drivers {
        rows = found.list.iter().take(FIRST).map(|driver| row(summary, driver)).collect();
        sentences.push(quarters(summary, found));
        note = format!(
            "Shares of {} if {} ± standard error in the quarter of the {} draws in which a number is least, and in that in \
             which it is greatest; {} draws × {} histories in each quarter. Computed from tables/draws.csv.",
            found.chapter,
            found.branch,
            count(found.draws),
            count(found.draws / 4),
            count(found.paths)
        );
    } else {
        sentences.push(nothing(findings));
    }
    if let Some(tipping) = &findings.tipping {
        sentences.push(odds(tipping));
    }
    Change { sentences, rows, note }
}

/// Whether another chapter is the most frequent in any of the quarters told.
fn quarters(summary: &Summary, found: &Found) -> String {
    let told = || found.list.iter().take(FIRST);
    let ends = told().flat_map(|driver| [(driver, "low", &driver.lowest), (driver, "high", &driver.highest)]);
    let other = ends.filter(|(.., quarter)| quarter.leading != found.chapter);
    let turned: Vec<String> = other
        .map(|(driver, end, quarter)| format!("{} where “{}” is {end}", quarter.leading, name(summary, driver)))
        .collect();
    match turned.is_empty() {
        true => format!(
            "Neither the lowest nor the highest quarter of the draws of {} makes another ending the most frequent if {}.",
            if found.list.len() < FIRST { "these numbers" } else { "the three that tell most" },
            found.branch
        ),
        false => format!("The most frequent ending if {} turns to {}.", found.branch, list(&turned)),
    }
}

fn odds(tipping: &Tipping) -> String {
    let Tipping { branch, odds, chapter, below, above } = tipping;
    let turn = |side: &str, found: &Option<(f64, String)>| {
        found.as_ref().map(|(at, other)| format!("{side} {} it would be {other}", percent(*at)))
    };
    let turns: Vec<String> = [turn("below", below), turn("above", above)].into_iter().flatten().collect();
    let all = format!(
        "Over all outcomes {chapter} is the most frequent ending at the odds of the scenario ({} for “{branch}”)",
        exact(*odds)
    );
    match turns.is_empty() {
        true => format!("{all}, and it would be at any other odds of that outcome, the others in proportion."),
        false => format!("{all}; {}, the other outcomes in proportion.", list(&turns)),
    }
}
