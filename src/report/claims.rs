//! Evaluated claims as text for people, as Markdown and as CSV (model page §6).
//!
//! Takes what [`findings::claims`](crate::findings::claims) holds, gives text.

use super::estimated;
use super::words::three_digits;
use crate::base::table::{Number, Table, TableError, csv as written};
use crate::base::text::{left, markdown as escaped, width};
use crate::findings::claims::{CheckResult, ClaimResult, Claims, Draws, Found, Robustness};
use serde::Serialize;
use std::fmt::Write;

/// The claims as a person reads them at a terminal.
pub(crate) fn text(claims: &Claims) -> String {
    let mut text = String::new();
    let names = claims.claims.iter().flat_map(|claim| &claim.checks).map(|check| width(&check.check));
    let columns = names.max().unwrap_or(0);
    for (index, claim) in claims.claims.iter().enumerate() {
        let draws = claim.robustness.map_or(String::new(), |found| format!("; in {} of draws", interval(&found)));
        let _ = writeln!(text, "{}. {}: {}{draws}", index + 1, claim.claim, verdict(claim.holds));
        let _ = writeln!(text, "   \"{}\"", claim.says);
        for check in &claim.checks {
            let mark = verdict(check.holds);
            let draws = check.robustness.map_or(String::new(), |robustness| format!("; in {}", percent(&robustness)));
            let _ = writeln!(
                text,
                "   {mark}  {}  {}: found {}{draws}",
                left(&check.check, columns),
                check.bound,
                found_in_words(check)
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

/// The numbers that a check found, each with where it was found.
pub(crate) fn found_in_words(check: &CheckResult) -> String {
    let one = |found: &Found| {
        let value = found.value.map_or("none".to_owned(), |value| format!("{value:.*}", three_digits(value)));
        if found.place.is_empty() { value } else { format!("{value} {}", found.place) }
    };
    check.found.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What a line of the table is of: a check of a claim, its number within the claim first, or all of them.
type Line<'a> = (usize, &'a ClaimResult, Option<(usize, &'a CheckResult)>);

/// The claims as a table in Markdown.
pub(crate) fn markdown(claims: &Claims) -> String {
    let lines: Vec<Line> = claims.claims.iter().enumerate().flat_map(lines).collect();
    let check = |line: &Line, of: fn(&CheckResult) -> String| line.2.map_or(String::new(), |(_, check)| of(check));
    let name = |&(index, claim, check): &Line| match check {
        Some((0, _)) => format!("{}. {}", index + 1, claim.claim),
        _ => String::new(),
    };
    let checked = |&(index, _, check): &Line| match check {
        Some((_, check)) => escaped(&check.check),
        None => format!("*all of claim {}*", index + 1),
    };
    let holds = |&(_, claim, check): &Line| match check.map_or(claim.holds, |(_, check)| check.holds) {
        true => "yes".to_owned(),
        false => "**no**".to_owned(),
    };
    let robustness = |&(_, claim, check): &Line| match check {
        Some((_, check)) => check.robustness.as_ref().map_or(String::new(), interval),
        None => claim.robustness.as_ref().map_or(String::new(), interval),
    };
    let table = Table::of(&lines).left("claim", name).left("check", checked).marked();
    let table = table.left("bound", move |line| check(line, |check| check.bound.clone()));
    let table = table.left("found", move |line| check(line, found_in_words)).left("holds", holds).marked();
    let mut text = table.left("in draws", robustness).markdown();
    if let Some(draws) = claims.draws {
        let _ = write!(text, "\n{}", draws_in_words(draws));
    }
    text
}

fn lines((index, claim): (usize, &ClaimResult)) -> impl Iterator<Item = Line<'_>> {
    let all = claim.robustness.is_some() && claim.checks.len() > 1;
    let checks = claim.checks.iter().enumerate().map(move |check| (index, claim, Some(check)));
    checks.chain(all.then_some((index, claim, None)))
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
}

/// The claims as CSV: one row a number found.
pub(crate) fn csv(claims: &Claims) -> Result<Vec<u8>, TableError> {
    written(claims.claims.iter().flat_map(|claim| {
        claim.checks.iter().flat_map(move |check| check.found.iter().map(move |found| row(claim, check, found)))
    }))
}

fn row<'a>(claim: &'a ClaimResult, check: &'a CheckResult, found: &'a Found) -> Row<'a> {
    let robustness = check.robustness;
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
    }
}
