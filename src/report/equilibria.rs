//! The equilibria of a scenario's games as tables for people and as CSV.
//!
//! Takes what [`findings::equilibria`](crate::findings::equilibria) holds, gives text.

use super::chart::words::{number, spoken};
use crate::base::table::{Table, TableError, csv as written};
use crate::base::text::fitted;
use crate::findings::equilibria::{Equilibria, EquilibriumRow, GameCount};
use std::fmt::Write;

const DECIMALS: usize = 3;

/// Counts over draws, or every equilibrium at central values, as a person reads them.
pub(crate) fn text(found: &Equilibria, columns: usize) -> String {
    let mut text = match found.draws {
        Some(draws) => format!("Equilibria found in {draws} draws, by game\n{}", counts(&found.games, columns)),
        None => format!("Equilibria found at central values\n{}", list(&found.equilibria, columns)),
    };
    if let Some(draws) = found.draws {
        let _ = writeln!(
            text,
            "\nSome game has several in {} of {draws} draws; in {} backward induction and the principal branch part.",
            found.several, found.differ
        );
    }
    let headline = found
        .headline
        .iter()
        .map(|event| (format!("probability: {}", event.event), [event.backward, event.principal, event.greatest]));
    let means = found.moved.iter().map(|(name, moved)| {
        (
            format!("mean over the path: {}", spoken(name).to_lowercase()),
            [moved.backward, moved.principal, moved.greatest],
        )
    });
    let rows: Vec<_> = headline.chain(means).collect();
    let table = Table::of(&rows)
        .left("", |(name, _)| name.clone())
        .right("backward", |(_, values)| number(values[0], DECIMALS))
        .right("principal", |(_, values)| number(values[1], DECIMALS))
        .right("most in a draw", |(_, values)| number(values[2], DECIMALS));
    let _ = writeln!(text, "\n{}", table.text_within(columns));
    text.push_str(
        "B: where backward induction ends, the model's definition. P: the end of the principal branch. Others were found from \
         other starts; there may be more.\n",
    );
    fitted(&text, columns)
}

fn counts(games: &[GameCount], columns: usize) -> String {
    let table = Table::of(games)
        .left("game", |game| named(&game.era, &game.government))
        .right("several", |game| game.several.to_string())
        .right("three or more", |game| game.three_or_more.to_string())
        .right("B and P differ", |game| game.differ.to_string())
        .right("no B", |game| game.no_backward.to_string())
        .right("no P", |game| game.no_principal.to_string());
    table.text_within(columns)
}

fn list(rows: &[EquilibriumRow], columns: usize) -> String {
    let mean = |value: Option<f64>| value.map_or(String::new(), |value| number(value, DECIMALS));
    let table = Table::of(rows)
        .left("game", |row| named(&row.era, &row.government))
        .left("", |row| format!("{}{}", mark("B", row.backward), mark("P", row.principal)))
        .left("stays", |row| if row.stays { "yes" } else { "no" }.into())
        .right("distance", |row| number(row.distance, DECIMALS))
        .right("agreement at start", |row| number(row.start_agreement, DECIMALS))
        .right("dispute next", |row| number(row.start_dispute, DECIMALS))
        .right("hedging", |row| number(row.start_hedging, DECIMALS))
        .right("subsidy promised", |row| row.start_subsidy.map_or_else(String::new, |subsidy| number(subsidy, 2)))
        .right("path: dispute", move |row| mean(row.dispute))
        .right("subsidy", move |row| mean(row.subsidy));
    table.text_within(columns)
}

fn named(era: &str, government: &str) -> String {
    if era == "start" { government.to_owned() } else { format!("{government}, {era}") }
}

fn mark(letter: &str, holds: bool) -> &str {
    if holds { letter } else { "" }
}

/// Every equilibrium as CSV, one row each.
pub(crate) fn csv(found: &Equilibria) -> Result<Vec<u8>, TableError> {
    written(found.equilibria.iter().cloned())
}
