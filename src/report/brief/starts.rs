//! The bargaining range where each branch begins, and which side makes it wider or narrower.
//!
//! Takes the branches' starts, gives sentences and a table (model page §4).

use super::context::{RangeRow, Ranges};
use crate::findings::Summary;
use crate::findings::briefing::Briefing;
use crate::findings::starts::{BranchStart, FamilyStart};
use crate::report::chart::words::{capital, list, main_branches, number};

/// Payoff terms told of a side.
const TERMS: usize = 3;
/// Least change of an end that is told, points of GDP a year.
const LEAST: f64 = 0.3;

/// Government, mandate, opening, confrontation and energy of a start.
pub(crate) fn start_in_words(start: &BranchStart) -> String {
    let energy = start.energy.as_ref().map_or_else(String::new, |level| format!("; energy {level}"));
    let BranchStart { government, mandate, opening, confrontation, .. } = start;
    format!("{government}; at home {mandate}; to the West {opening}; {confrontation}{energy}")
}

/// Table and sentences.
pub(crate) fn ranges(summary: &Summary, findings: &Briefing) -> Ranges {
    let row = |start: &BranchStart| RangeRow {
        branch: start.branch.clone(),
        start: start_in_words(start),
        cells: start.ranges.iter().map(cell).collect(),
    };
    let families = summary.families.iter().enumerate();
    Ranges {
        sentences: families.map(|(index, family)| sentence(summary, findings, index, family)).collect(),
        families: summary.families.clone(),
        rows: findings.starts.iter().map(row).collect(),
        note: note(findings),
    }
}

fn note(findings: &Briefing) -> String {
    let mut note =
        "Points of GDP a year: the least subsidy the client would take, to the most the patron would pay. Exact, \
                    at central values, in the state that each outcome sets, without dispute; no sampling error, and no \
                    parameter uncertainty. allegiance solve prints every state; the first deal against confrontation \
                    is in charts/room-for-a-deal.csv."
            .to_owned();
    if findings.later_elections > 0 {
        note.push_str(" Later elections are left out.");
    }
    if !findings.central_certified {
        note.push_str(" The game at central values is not certified: these are not the ranges of an equilibrium.");
    }
    note
}

fn cell(range: &FamilyStart) -> String {
    match (range.reservation, range.willingness, range.width()) {
        (Some(low), Some(high), Some(width)) => {
            let word = if width < 0.0 { "gap" } else { "room" };
            format!("{} to {} ({word} {})", number(low, 1), number(high, 1), number(width.abs(), 1))
        }
        (Some(low), None, _) => format!("from {}; the patron does not mind", number(low, 1)),
        (None, Some(high), _) => format!("up to {}; the client does not mind", number(high, 1)),
        _ => "the subsidy does not matter".to_owned(),
    }
}

/// A family's range in the two likeliest branches, where it is wider and where it is narrower, and which end made the
/// difference.
fn sentence(summary: &Summary, findings: &Briefing, index: usize, family: &str) -> String {
    let main = main_branches(summary);
    let told = findings.starts.iter().filter(|start| main.iter().any(|branch| branch.name == start.branch));
    let known = told.filter_map(|start| Some((start, &start.ranges[index], start.ranges[index].width()?)));
    let known: Vec<(&BranchStart, &FamilyStart, f64)> = known.collect();
    let widest = known.iter().copied().reduce(|best, next| if next.2 > best.2 { next } else { best });
    let narrowest = known.iter().copied().reduce(|best, next| if next.2 < best.2 { next } else { best });
    let (Some(wide), Some(narrow)) = (widest, narrowest) else {
        return format!("{}: the subsidy does not decide whether there is a deal.", capital(family));
    };
    let width = |width: f64| match width < 0.0 {
        true => format!("no subsidy suits both (gap {})", number(-width, 1)),
        false => format!("room of {}", number(width, 1)),
    };
    if wide.2.total_cmp(&narrow.2).is_eq() {
        return format!("{}: {}.", capital(family), width(wide.2));
    }
    format!(
        "{}: {} if {}, {} if {}. {}",
        capital(family),
        width(wide.2),
        wide.0.branch,
        width(narrow.2),
        narrow.0.branch,
        moved(summary, narrow.1, wide.1)
    ) + &terms(summary, narrow.1, wide.1)
}

/// The terms that moved either end most.
fn terms(summary: &Summary, from: &FamilyStart, to: &FamilyStart) -> String {
    let side = |name: &str, from: &[(String, f64)], to: &[(String, f64)]| {
        let changes = from.iter().zip(to).map(|((term, from), (_, to))| (term, to - from));
        let mut changes: Vec<(&String, f64)> = changes.filter(|(_, change)| change.abs() >= LEAST).collect();
        changes.sort_by(|one, two| two.1.abs().total_cmp(&one.1.abs()));
        let told = changes
            .iter()
            .take(TERMS)
            .map(|(term, change)| format!("{term} {}{}", if *change > 0.0 { "+" } else { "" }, number(*change, 1)));
        let told: Vec<String> = told.collect();
        (!told.is_empty()).then(|| format!("for {name} {}", list(&told)))
    };
    let sides = [side(&summary.client, &from.client, &to.client), side(&summary.patron, &from.patron, &to.patron)];
    let sides: Vec<String> = sides.into_iter().flatten().collect();
    if sides.is_empty() { String::new() } else { format!(" Most of it: {}.", sides.join("; ")) }
}

/// How each end moves from one start to the other, the one that makes more of the difference first.
fn moved(summary: &Summary, from: &FamilyStart, to: &FamilyStart) -> String {
    let change = |from: Option<f64>, to: Option<f64>| to.zip(from).map_or(0.0, |(to, from)| to - from);
    let client = change(from.reservation, to.reservation);
    let patron = change(from.willingness, to.willingness);
    let by = |value: f64, what: String| {
        let word = if value < 0.0 { "lower" } else { "higher" };
        format!("{what} is {} {word}", number(value.abs(), 1))
    };
    let client_side = (-client, by(client, format!("what {} would take at least", summary.client)));
    let patron_side = (patron, by(patron, format!("what {} would pay at most", summary.patron)));
    let (first, second) =
        if client_side.0 >= patron_side.0 { (client_side, patron_side) } else { (patron_side, client_side) };
    let second = match second.0 < -0.05 {
        true => format!("against it, {}", second.1),
        false => format!("and {}", second.1),
    };
    format!("The difference: {}; {second}.", first.1)
}
