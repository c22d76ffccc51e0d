//! Evaluated claims as text for people, as Markdown and as CSV (model page §6).
//!
//! Takes what [`findings::claims`](crate::findings::claims) holds, gives text.

use super::csv::{TableError, table};
use crate::findings::claims::{CheckResult, ClaimResult, Claims, Draws, Found, Robustness};
use crate::findings::table::Table;
use std::fmt::Write;

/// The claims as a person reads them at a terminal.
pub fn text(claims: &Claims) -> String {
    let mut text = String::new();
    let names = claims.claims.iter().flat_map(|claim| &claim.checks).map(|check| check.check.chars().count());
    let width = names.max().unwrap_or(0);
    for (place, claim) in claims.claims.iter().enumerate() {
        let _ =
            writeln!(text, "{}. {}: {}{}", place + 1, claim.claim, verdict(claim.holds), robust(claim, claims.draws));
        let _ = writeln!(text, "   \"{}\"", claim.says);
        for check in &claim.checks {
            let mark = if check.holds { "holds" } else { "FAILS" };
            let draws = check.robustness.map_or(String::new(), |robustness| format!("; in {}", percent(&robustness)));
            let _ = writeln!(
                text,
                "   {mark}  {:width$}  {}: found {}{draws}",
                check.check,
                check.bound,
                found_in_words(check),
                width = width
            );
        }
        text.push('\n');
    }
    let held = claims.claims.iter().filter(|claim| claim.holds).count();
    let _ = writeln!(text, "{held} of {} claims hold at the central values.", claims.claims.len());
    if let Some(draws) = claims.draws {
        text.push_str(&draws_in_words(draws));
    }
    text
}

fn verdict(holds: bool) -> &'static str {
    if holds { "holds" } else { "FAILS" }
}

fn robust(claim: &ClaimResult, draws: Option<Draws>) -> String {
    match claim.robustness.zip(draws) {
        Some((robustness, _)) => format!("; in {} of draws", interval(&robustness)),
        None => String::new(),
    }
}

fn draws_in_words(draws: Draws) -> String {
    format!(
        "Robustness: {} draws of the uncertain numbers, of which {} certified count; in brackets 95% intervals of \
         sampling.\n",
        draws.taken, draws.certified
    )
}

fn percent(robustness: &Robustness) -> String {
    format!("{:.0}%", robustness.share.value * 100.0)
}

fn interval(robustness: &Robustness) -> String {
    format!("{} ({:.0} to {:.0}%)", percent(robustness), robustness.low95 * 100.0, robustness.high95 * 100.0)
}

/// The numbers that a check found, each with its place.
pub fn found_in_words(check: &CheckResult) -> String {
    let one = |found: &Found| {
        let value = found.value.map_or("none".to_owned(), significant);
        if found.place.is_empty() { value } else { format!("{value} {}", found.place) }
    };
    check.found.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Three significant digits, and no more than four decimals: what is seen of a claim's number.
fn significant(value: f64) -> String {
    let size = value.abs();
    let decimals = if size >= 100.0 {
        0
    } else if size >= 10.0 {
        1
    } else if size >= 1.0 {
        2
    } else if size >= 0.1 {
        3
    } else {
        4
    };
    format!("{value:.decimals$}")
}

/// The claims as a table in Markdown.
pub fn markdown(claims: &Claims) -> String {
    let mut text =
        String::from("| claim | check | bound | found | holds | in draws |\n| --- | --- | --- | --- | --- | --- |\n");
    for (place, claim) in claims.claims.iter().enumerate() {
        for (number, check) in claim.checks.iter().enumerate() {
            let name = if number == 0 { format!("{}. {}", place + 1, claim.claim) } else { String::new() };
            let holds = if check.holds { "yes" } else { "**no**" };
            let draws = check.robustness.as_ref().map_or(String::new(), interval);
            let cells =
                [name, check.check.clone(), check.bound.clone(), found_in_words(check), holds.to_owned(), draws];
            let _ = writeln!(text, "| {} |", cells.map(|cell| escaped(&cell)).join(" | "));
        }
        if let (Some(robustness), true) = (&claim.robustness, claim.checks.len() > 1) {
            let (holds, robustness) = (yes(claim.holds), interval(robustness));
            let _ = writeln!(text, "| | *all of claim {}* | | | {holds} | {robustness} |", place + 1);
        }
    }
    if let Some(draws) = claims.draws {
        let _ = write!(text, "\n{}", draws_in_words(draws));
    }
    text
}

fn yes(holds: bool) -> &'static str {
    if holds { "yes" } else { "**no**" }
}

/// A cell in which nothing is markup.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '|' | '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '&' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The claims as CSV: one row a number found.
///
/// # Errors
/// If the table cannot be written to memory.
pub fn csv(claims: &Claims) -> Result<Vec<u8>, TableError> {
    let header = [
        "claim",
        "check",
        "bound",
        "place",
        "found",
        "standard_error",
        "holds",
        "share_of_draws",
        "share_standard_error",
        "low95",
        "high95",
    ];
    let rows = claims.claims.iter().flat_map(|claim| {
        claim.checks.iter().flat_map(move |check| check.found.iter().map(move |found| row(claim, check, found)))
    });
    table(Table { header: header.map(String::from).to_vec(), rows: Box::new(rows) })
}

fn row(claim: &ClaimResult, check: &CheckResult, found: &Found) -> Vec<String> {
    let cell = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    let robustness = check.robustness;
    vec![
        claim.claim.clone(),
        check.check.clone(),
        check.bound.clone(),
        found.place.clone(),
        cell(found.value),
        cell(found.standard_error),
        check.holds.to_string(),
        cell(robustness.map(|robustness| robustness.share.value)),
        cell(robustness.and_then(|robustness| robustness.share.standard_error)),
        cell(robustness.map(|robustness| robustness.low95)),
        cell(robustness.map(|robustness| robustness.high95)),
    ]
}
