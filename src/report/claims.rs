//! Evaluated claims as text for people, as Markdown and as CSV (model page §6).
//!
//! Takes what [`findings::claims`](crate::findings::claims) holds, gives text.

use super::estimated;
use super::words::three_digits;
use crate::base::table::{Number, Table, TableError, csv as written};
use crate::base::text::{fitted, left, markdown as escaped, width};
use crate::findings::claims::{CheckResult, ClaimKind, ClaimResult, Claims, Counterfactual, Draws, Found, Robustness};
use serde::Serialize;
use std::fmt::Write;

/// The claims as a person reads them, in so many columns; where there is no terminal, the bounds below each other.
pub(crate) fn text(claims: &Claims, columns: Option<usize>) -> String {
    let names = claims.claims.iter().flat_map(|claim| &claim.checks).map(|check| width(&check.check));
    match columns {
        None => padded(claims, names.max().unwrap_or(0)),
        Some(columns) => fitted(&padded(claims, 0), columns),
    }
}

fn padded(claims: &Claims, name: usize) -> String {
    let mut text = String::new();
    for (number, claim) in numbered(claims) {
        let draws = claim.robustness.map_or(String::new(), |found| format!("; in {} of draws", interval(&found)));
        let _ = writeln!(text, "{number}. {}: {}{draws}", claim.claim, verdict(claim.holds));
        let _ = writeln!(text, "   \"{}\"", claim.says);
        for check in &claim.checks {
            let mark = verdict(check.holds);
            let draws = check.robustness.map_or(String::new(), |robustness| format!("; in {}", percent(&robustness)));
            let _ = writeln!(
                text,
                "   {mark}  {}  {}: found {}{draws}",
                left(&check.check, name),
                check.bound,
                found_in_words(&check.found)
            );
            if let Some(without) = &check.counterfactual {
                let draws = without.robustness.map_or(String::new(), |share| format!("; in {}", percent(&share)));
                let _ = writeln!(
                    text,
                    "          with {}: {}, found {}{draws}",
                    without.without,
                    failing(without.fails),
                    found_in_words(&without.found)
                );
            }
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{}", held(claims));
    if let Some(draws) = claims.draws {
        text.push_str(&draws_in_words(draws));
    }
    text
}

/// The claims with their numbers: those of the source 1, 2, …, those about mechanisms M1, M2, ….
fn numbered(claims: &Claims) -> Vec<(String, &ClaimResult)> {
    let (mut source, mut mechanism) = (0, 0);
    let number = |claim: &ClaimResult| match claim.kind {
        ClaimKind::Source => {
            source += 1;
            format!("{source}")
        }
        ClaimKind::Mechanism => {
            mechanism += 1;
            format!("M{mechanism}")
        }
    };
    claims.claims.iter().map(number).zip(&claims.claims).collect()
}

/// How many claims hold at central values, in a sentence.
pub(crate) fn held(claims: &Claims) -> String {
    let count = |kind| {
        let of_kind = claims.claims.iter().filter(move |claim| claim.kind == kind);
        (of_kind.clone().filter(|claim| claim.holds).count(), of_kind.count())
    };
    let ((held, stated), (at_work, mechanisms)) = (count(ClaimKind::Source), count(ClaimKind::Mechanism));
    let claims = format!("{held} of {stated} claims hold at the central values");
    let mechanisms_at_work = format!("{at_work} of {mechanisms} mechanisms are at work");
    match (stated, mechanisms) {
        (_, 0) => format!("{claims}."),
        (0, _) => format!("{mechanisms_at_work} at the central values."),
        _ => format!("{claims}, and {mechanisms_at_work}."),
    }
}

fn failing(fails: bool) -> &'static str {
    if fails { "fails, as it should" } else { "STILL HOLDS" }
}

fn verdict(holds: bool) -> &'static str {
    if holds { "holds" } else { "FAILS" }
}

fn draws_in_words(draws: Draws) -> String {
    format!(
        "Robustness: {} draws of the uncertain numbers. A claim counts those in which the games that it needs are \
         certified; all are in {}. In brackets 95% intervals of sampling.\n",
        draws.taken, draws.certified
    )
}

fn percent(robustness: &Robustness) -> String {
    format!("{:.0}%", robustness.share.value * 100.0)
}

fn interval(robustness: &Robustness) -> String {
    format!("{} ({:.0} to {:.0}%)", percent(robustness), robustness.low95 * 100.0, robustness.high95 * 100.0)
}

/// The numbers that a check found, each with where it was found.
pub(crate) fn found_in_words(found: &[Found]) -> String {
    let one = |found: &Found| {
        let value = found.value.map_or("none".to_owned(), |value| format!("{value:.*}", three_digits(value)));
        if found.place.is_empty() { value } else { format!("{value} {}", found.place) }
    };
    found.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A line of the table: a check of a claim, or all of them.
struct Line<'a> {
    /// The claim with its number, in the line of its first check.
    claim: String,
    check: String,
    bound: &'a str,
    found: String,
    /// What is found with the mechanism off.
    off: String,
    holds: bool,
    draws: String,
}

/// The claims as tables in Markdown, those of the source first.
pub(crate) fn markdown(claims: &Claims) -> String {
    let mut text = String::new();
    for (kind, heading) in [(ClaimKind::Source, "claim"), (ClaimKind::Mechanism, "mechanism")] {
        let of_kind: Vec<_> = numbered(claims).into_iter().filter(|(_, claim)| claim.kind == kind).collect();
        let lines: Vec<Line> = of_kind.iter().flat_map(|(number, claim)| lines(number, claim)).collect();
        if !lines.is_empty() {
            let _ = writeln!(text, "{}", table(heading, &lines));
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    if let Some(draws) = claims.draws {
        let _ = write!(text, "\n{}", draws_in_words(draws));
    }
    text
}

fn table(heading: &'static str, lines: &[Line]) -> String {
    let holds = |line: &Line| if line.holds { "yes".to_owned() } else { "**no**".to_owned() };
    let table = Table::of(lines).left(heading, |line| line.claim.clone());
    let table = table.left("check", |line| line.check.clone()).marked();
    let mut table = table.left("bound", |line| line.bound.to_owned()).left("found", |line| line.found.clone());
    if lines.iter().any(|line| !line.off.is_empty()) {
        table = table.left("with the mechanism off", |line| line.off.clone()).marked();
    }
    table.left("holds", holds).marked().left("in draws", |line| line.draws.clone()).markdown()
}

fn lines<'a>(number: &str, claim: &'a ClaimResult) -> Vec<Line<'a>> {
    let shares = |robustness: &Option<Robustness>| robustness.as_ref().map_or(String::new(), interval);
    let mut lines: Vec<Line> = claim
        .checks
        .iter()
        .map(|check| Line {
            claim: String::new(),
            check: escaped(&check.check),
            bound: &check.bound,
            found: found_in_words(&check.found),
            off: check.counterfactual.as_ref().map_or(String::new(), off),
            holds: check.stands(),
            draws: shares(&check.robustness),
        })
        .collect();
    lines[0].claim = format!("{number}. {}", claim.claim);
    let several = claim.checks.len() > 1 || claim.checks[0].counterfactual.is_some();
    if claim.robustness.is_some() && several {
        lines.push(Line {
            claim: String::new(),
            check: format!("*all of {number}*"),
            bound: "",
            found: String::new(),
            off: String::new(),
            holds: claim.holds,
            draws: shares(&claim.robustness),
        });
    }
    lines
}

/// A counterfactual in a cell: what is off, what is found, and how often the check fails.
fn off(without: &Counterfactual) -> String {
    let found = found_in_words(&without.found);
    let share = without.robustness.map_or(String::new(), |share| format!("; fails in {}", percent(&share)));
    format!("`{}`: {found}{share}", without.without)
}

#[derive(Default, Serialize)]
struct Row<'a> {
    claim: &'a str,
    check: &'a str,
    bound: &'a str,
    place: &'a str,
    found: Option<Number>,
    standard_error: Option<Number>,
    holds: bool,
    share_of_draws: Option<Number>,
    share_standard_error: Option<Number>,
    low95: Option<Number>,
    high95: Option<Number>,
    without: &'a str,
    found_without: Option<Number>,
    fails_without: Option<bool>,
    fails_share_of_draws: Option<Number>,
}

/// The claims as CSV: one row a number found.
pub(crate) fn csv(claims: &Claims) -> Result<Vec<u8>, TableError> {
    written(claims.claims.iter().flat_map(|claim| {
        claim.checks.iter().flat_map(move |check| {
            check.found.iter().enumerate().map(move |(place, found)| row(claim, check, (place, found)))
        })
    }))
}

fn row<'a>(claim: &'a ClaimResult, check: &'a CheckResult, (place, found): (usize, &'a Found)) -> Row<'a> {
    let robustness = check.robustness;
    let without = check.counterfactual.as_ref();
    let share = without.and_then(|without| without.robustness);
    let [share_of_draws, share_standard_error] = estimated(robustness.map(|robustness| robustness.share));
    Row {
        claim: &claim.claim,
        check: &check.check,
        bound: &check.bound,
        place: &found.place,
        found: found.value.map(Number),
        standard_error: found.standard_error.map(Number),
        holds: check.holds,
        share_of_draws,
        share_standard_error,
        low95: robustness.map(|robustness| Number(robustness.low95)),
        high95: robustness.map(|robustness| Number(robustness.high95)),
        without: without.map_or("", |without| &without.without),
        found_without: without.and_then(|without| without.found.get(place)?.value).map(Number),
        fails_without: without.map(|without| without.fails),
        fails_share_of_draws: share.map(|share| Number(share.share.value)),
    }
}
