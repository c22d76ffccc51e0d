//! Solved games and exact means as tables for people and as CSV.
//!
//! Takes what [`findings::solution`](crate::findings::solution) holds, gives text.

use super::chart::words::number;
use super::csv::{TableError, table};
use crate::findings::solution::{FamilyRange, GovernmentSolution, Propagated, Solved, StateSolution};
use crate::findings::table::Table;
use std::fmt::Write;

/// The games as a person reads them: for each government the bargaining ranges by confrontation and what each side
/// does, at the integration of the start and in the states that differ in mandate and opening.
pub fn solved_text(solved: &Solved, start_integration: &str) -> String {
    let mut text = String::new();
    let games = solved.by_era().flat_map(|(era, games)| games.iter().map(move |(name, game)| (era, name, game)));
    for (era, name, government) in games {
        let name = if solved.eras.is_empty() { name.clone() } else { format!("{name}, {era}") };
        let certificate = &government.certificate;
        let residual = certificate.residual.map_or("not a number".into(), |residual| format!("{residual:.1e}"));
        let verdict = if certificate.certified { "certified" } else { "NOT CERTIFIED" };
        let _ = writeln!(
            text,
            "{name}: {verdict}, residual {residual}, {} backward steps, {}",
            certificate.steps,
            method(certificate.method)
        );
        text.push_str(&government_text(government, start_integration));
        text.push('\n');
    }
    text.push_str(LEGEND);
    let mut states = solved.by_era().flat_map(|(_, games)| games.values().flat_map(|game| &game.states));
    if states.any(|state| state.pressure_goes_on.is_some()) {
        text.push_str(GOES_ON);
    }
    text
}

const LEGEND: &str = "Range: least subsidy the client would take … most the patron would pay, pp/yr (width; below 0: \
no subsidy suits both).\nSigned: probability that the quarter ends in agreement, talks included. Hedge and pressure: if \
it does not.\n";

const GOES_ON: &str = "In dispute pressure may go on by itself (pressure_inertia): the column is what the patron chooses \
where it does not.\n";

fn method(method: crate::findings::solution::Method) -> &'static str {
    use crate::findings::solution::Method;
    match method {
        Method::BackwardInduction => "by backward induction",
        Method::Accelerated => "by acceleration (backward induction had not settled)",
        Method::Damped => "by a damped iteration (backward induction does not settle)",
        Method::Homotopy => "by homotopy in the precisions (backward induction does not settle)",
    }
}

fn government_text(government: &GovernmentSolution, integration: &str) -> String {
    let mut text = String::new();
    let mut heading: Option<String> = None;
    let mut states: Vec<&StateSolution> =
        government.states.iter().filter(|state| state.levels["integration"] == integration).collect();
    states.sort_by_key(|state| place(state, government));
    for state in states {
        let next = situation(state);
        if heading.as_ref() != Some(&next) {
            let _ = writeln!(text, "\n  {next}");
            let names = state.range.iter().map(|range| format!("{:>27}", clip(&range.offer, 26)));
            let _ = writeln!(text, "    {:16}{}   signed  hedge  pressure", "confrontation", names.collect::<String>());
            heading = Some(next);
        }
        let ranges = state.range.iter().map(|range| format!("{:>27}", range_text(range)));
        let pressure = state.pressure.neutral + state.hedge * (state.pressure.hedge - state.pressure.neutral);
        let _ = writeln!(
            text,
            "    {:16}{}   {:>6}  {:>5}  {:>8}",
            clip(&state.levels["confrontation"], 15),
            ranges.collect::<String>(),
            share(1.0 - state.no_agreement_probability),
            share(state.hedge),
            share(pressure)
        );
    }
    text
}

/// Order of the table: by situation, then by confrontation as the states come.
fn place(state: &StateSolution, government: &GovernmentSolution) -> usize {
    let first = government.states.iter().position(|other| situation(other) == situation(state));
    first.unwrap_or(usize::MAX)
}

fn situation(state: &StateSolution) -> String {
    let levels = state.levels.iter().filter(|(ladder, _)| *ladder != "confrontation" && *ladder != "integration");
    let named: Vec<String> = levels.map(|(ladder, level)| format!("{ladder} {level}")).collect();
    format!("{}, {}", named.join(", "), if state.dispute { "in dispute" } else { "no dispute" })
}

fn range_text(range: &FamilyRange) -> String {
    match (range.reservation, range.willingness) {
        (Some(low), Some(high)) => {
            format!("{} … {} ({})", number(low, 1), number(high, 1), number(high - low, 1))
        }
        _ => "subsidy does not matter".into(),
    }
}

fn share(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

fn clip(text: &str, width: usize) -> String {
    match text.chars().count() > width {
        true => text.chars().take(width - 1).chain(['…']).collect(),
        false => text.into(),
    }
}

/// The games as CSV: one row per government, state, and quantity.
///
/// # Errors
/// If the table cannot be written to memory.
pub fn solved_csv(solved: &Solved) -> Result<Vec<u8>, TableError> {
    let ladders: Vec<String> = solved
        .governments
        .values()
        .find_map(|government| Some(government.states.first()?.levels.keys().cloned().collect()))
        .unwrap_or_default();
    let mut header = vec!["government".to_string()];
    header.extend(ladders);
    header.extend(["dispute", "quantity", "offer", "subsidy", "value", "era"].map(String::from));
    let games = solved.by_era().flat_map(|(era, games)| games.iter().map(move |(name, game)| (era, name, game)));
    let rows = games.flat_map(|(era, name, government)| {
        government.states.iter().flat_map(move |state| {
            cells(state).into_iter().map(move |[quantity, offer, subsidy, value]| {
                let mut row = vec![name.clone()];
                row.extend(state.levels.values().cloned());
                row.extend([state.dispute.to_string(), quantity, offer, subsidy, value, era.into()]);
                row
            })
        })
    });
    table(Table { header, rows: Box::new(rows) })
}

/// The numbers of a state: quantity, offer, subsidy, value.
fn cells(state: &StateSolution) -> Vec<[String; 4]> {
    let plain = [
        ("value.client", state.value.client),
        ("value.patron", state.value.patron),
        ("no_agreement.client", state.no_agreement.client),
        ("no_agreement.patron", state.no_agreement.patron),
        ("no_agreement_probability", state.no_agreement_probability),
        ("hedge", state.hedge),
        ("pressure.neutral", state.pressure.neutral),
        ("pressure.hedge", state.pressure.hedge),
    ];
    let goes_on = state.pressure_goes_on.map(|goes_on| ("pressure.goes_on", goes_on));
    let mut cells: Vec<[String; 4]> = plain
        .into_iter()
        .chain(goes_on)
        .map(|(quantity, value)| [quantity.into(), String::new(), String::new(), value.to_string()])
        .collect();
    for range in &state.range {
        for (quantity, value) in [("reservation", range.reservation), ("willingness", range.willingness)] {
            let value = value.map_or(String::new(), |value| value.to_string());
            cells.push([quantity.into(), range.offer.clone(), String::new(), value]);
        }
    }
    for signed in &state.signed {
        let [subsidy, probability] = [signed.subsidy, signed.probability].map(|value| value.to_string());
        cells.push(["signed".into(), signed.offer.clone(), subsidy, probability]);
    }
    cells
}

/// Exact means as a person reads them: one table per branch.
pub fn propagated_text(propagated: &Propagated) -> String {
    let mut text = String::new();
    for (name, branch) in &propagated.branches {
        let _ = writeln!(text, "{name} (odds {}), exact means at central values", branch.odds);
        let Some(first) = branch.quarters.first() else { continue };
        let names: Vec<String> = first.means.keys().chain(first.contract.keys()).map(|name| clip(name, 17)).collect();
        let _ = writeln!(text, "  {:8}{}", "", names.iter().map(|name| format!("{name:>19}")).collect::<String>());
        for quarter in &branch.quarters {
            let values = quarter.means.values().chain(quarter.contract.values());
            let cells: String = values.map(|value| format!("{value:>19.4}")).collect();
            let _ = writeln!(text, "  {:8}{cells}", quarter.quarter);
        }
        text.push('\n');
    }
    text.push_str(
        "Subsidy in pp/yr as received; all else shares and probabilities; the last columns are contracts in force.\n",
    );
    text
}

/// Exact means as CSV: branch, quarter, quantity, mean.
///
/// # Errors
/// If the table cannot be written to memory.
pub fn propagated_csv(propagated: &Propagated) -> Result<Vec<u8>, TableError> {
    let rows = propagated.branches.iter().flat_map(|(name, branch)| {
        branch.quarters.iter().flat_map(move |quarter| {
            let plain = quarter.means.iter().map(|(quantity, mean)| (quantity.clone(), *mean));
            let contracts = quarter.contract.iter().map(|(family, mean)| (format!("contract: {family}"), *mean));
            let row = |(quantity, mean): (String, f64)| {
                vec![name.clone(), quarter.quarter.clone(), quantity, mean.to_string()]
            };
            plain.chain(contracts).map(row).collect::<Vec<_>>()
        })
    });
    let header = ["branch", "quarter", "quantity", "mean"].map(String::from).to_vec();
    table(Table { header, rows: Box::new(rows) })
}
