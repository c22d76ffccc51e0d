//! Solved games as tables for people and as CSV.
//!
//! Takes what [`findings::solution`](crate::findings::solution) holds, gives text.

use super::chart::words::{level, number};
use crate::base::table::{Heads, Number, Table, TableError};
use crate::base::text::{clip, fitted};
use crate::findings::solution::{FamilyRange, GovernmentSolution, Method, Solved, StateSolution};
use indexmap::IndexSet;
use serde::Serialize;
use std::fmt::Write;

/// The games as a person reads them: for each government the bargaining ranges by confrontation and what each side
/// does, at the integration of the start and in the states that differ in mandate and opening; in so many columns.
pub(crate) fn text(solved: &Solved, start_integration: &str, columns: usize) -> String {
    let mut text = String::new();
    let games = solved.by_era().flat_map(|(era, games)| games.iter().map(move |(name, game)| (era, name, game)));
    for (era, name, government) in games {
        let name = if solved.eras.is_empty() { name.clone() } else { format!("{name}, {era}") };
        let certificate = &government.certificate;
        let residual = certificate.residual.map_or("not a number".into(), |residual| format!("{residual:.1e}"));
        let error = certificate.error.map_or(String::new(), |error| format!(", error {error:.1e}"));
        let verdict = if certificate.certified { "certified" } else { "NOT CERTIFIED" };
        let _ = writeln!(
            text,
            "{name}: {verdict}, residual {residual}{error}, {} backward steps, {}",
            certificate.steps,
            method(certificate.method)
        );
        text.push_str(&government_text(government, start_integration, columns));
        text.push('\n');
    }
    text.push_str(LEGEND);
    let has = |what: fn(&StateSolution) -> bool| {
        solved.by_era().flat_map(|(_, games)| games.values()).any(|game| game.states.iter().any(what))
    };
    if has(|state| state.pressure_goes_on.is_some()) {
        text.push_str(GOES_ON);
    }
    if has(|state| state.withdrawal.is_some()) {
        text.push_str(TAKES_BACK);
    }
    fitted(&text, columns)
}

const LEGEND: &str = "Range: least subsidy the client would take … most the patron would pay, pp/yr (width; below 0: \
no subsidy suits both).\nSigned: probability that the quarter ends in agreement, talks included. Hedge and pressure: if \
it does not.\n";

const GOES_ON: &str = "In dispute pressure may go on by itself (pressure_inertia): the column is what the patron chooses \
where it does not.\n";

const TAKES_BACK: &str = "Where integration is above its lowest level the client may take a step back as the quarter begins \
(withdrawal_cost): the column says how likely, where the table has one. All levels: --format csv.\n";

fn method(method: Method) -> &'static str {
    match method {
        Method::BackwardInduction => "by backward induction",
        Method::Accelerated => "by acceleration (backward induction had not settled)",
        Method::Damped => "by a damped iteration (backward induction does not settle)",
        Method::Homotopy => "by homotopy in the precisions (backward induction does not settle)",
        Method::Principal => "along the principal branch of the logit correspondence",
        Method::Elsewhere => "from other values than backward induction begins at",
    }
}

fn government_text(government: &GovernmentSolution, integration: &str, columns: usize) -> String {
    let mut states: Vec<&StateSolution> =
        government.states.iter().filter(|state| state.levels["integration"] == integration).collect();
    // By situation as they first appear, then by confrontation as the states come.
    let order: IndexSet<String> = government.states.iter().map(situation).collect();
    states.sort_by_cached_key(|state| order.get_index_of(&situation(state)));
    let situations = states.chunk_by(|one, other| situation(one) == situation(other));
    situations.map(|states| format!("\n  {}\n{}", situation(states[0]), table(states).text_within(columns))).collect()
}

/// One row a level of confrontation: the range of each family of offers, and what each side does.
fn table<'a>(states: &'a [&'a StateSolution]) -> Table<'a, &'a StateSolution> {
    let table = Table::of(states).left("confrontation", |state| clip(&state.levels["confrontation"], 15));
    let families = states.iter().take(1).flat_map(|state| &state.range).enumerate();
    let table = families.fold(table.least(16).gap(4), |table, (at, range)| {
        table.right(clip(&range.offer, 26), move |state| range_text(&state.range[at])).least(27).gap(0)
    });
    let pressure =
        |state: &&StateSolution| state.pressure.neutral + state.hedge * (state.pressure.hedge - state.pressure.neutral);
    let withdraws = states.first().is_some_and(|state| state.withdrawal.is_some());
    let table = table
        .right("signed", |state| share(1.0 - state.no_agreement_probability))
        .gap(3)
        .right("hedge", |state| share(state.hedge))
        .right("pressure", move |state| share(pressure(state)));
    if withdraws { table.right("takes back", |state| share(state.withdrawal.unwrap_or(f64::NAN))) } else { table }
}

fn situation(state: &StateSolution) -> String {
    let levels = state.levels.iter().filter(|(ladder, _)| *ladder != "confrontation" && *ladder != "integration");
    let named: Vec<String> = levels.map(|(ladder, name)| level(ladder, name)).collect();
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
    match share.is_nan() {
        true => "–".to_owned(),
        false => format!("{:.0}%", share * 100.0),
    }
}

#[derive(Default, Serialize)]
struct Government<'a> {
    government: &'a str,
}

/// One number of a state; of an offer and a subsidy, if it is of one.
#[derive(Default, Serialize)]
struct Row<'a> {
    dispute: bool,
    quantity: &'a str,
    offer: Option<&'a str>,
    subsidy: Option<Number>,
    value: Option<Number>,
    era: &'a str,
}

/// The games as CSV: one row a government, state, and quantity.
pub(crate) fn csv(solved: &Solved) -> Result<Vec<u8>, TableError> {
    let first = solved.governments.values().find_map(|government| government.states.first());
    let ladders = first.into_iter().flat_map(|state| state.levels.keys().cloned());
    let heads = Heads::of::<Government>()?.named(ladders).and::<Row>()?;
    let games = solved.by_era().flat_map(|(era, games)| games.iter().map(move |(name, game)| (era, name, game)));
    heads.csv(games.flat_map(|(era, government, game)| {
        game.states.iter().flat_map(move |state| {
            let levels: Vec<&String> = state.levels.values().collect();
            rows(era, state).into_iter().map(move |row| (Government { government }, levels.clone(), row))
        })
    }))
}

fn rows<'a>(era: &'a str, state: &'a StateSolution) -> Vec<Row<'a>> {
    let row = |quantity, value| Row { dispute: state.dispute, quantity, value, era, ..Row::default() };
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
    let withdrawal = state.withdrawal.map(|chosen| ("withdrawal", chosen));
    let under = state.withdrawal_under.iter();
    let under = under.map(|(offer, chosen)| Row { offer: Some(offer), ..row("withdrawal", Some(Number(*chosen))) });
    let plain =
        plain.into_iter().chain(goes_on).chain(withdrawal).map(|(quantity, value)| row(quantity, Some(Number(value))));
    let ranges = state.range.iter().flat_map(|range| {
        let ends = [("reservation", range.reservation), ("willingness", range.willingness)];
        ends.map(|(quantity, end)| Row { offer: Some(&range.offer), ..row(quantity, end.map(Number)) })
    });
    let signed = state.signed.iter().map(|signed| {
        let subsidy = Some(Number(signed.subsidy));
        Row { offer: Some(&signed.offer), subsidy, ..row("signed", Some(Number(signed.probability))) }
    });
    plain.chain(under).chain(ranges).chain(signed).collect()
}
