//! What each variant gives away beside the best one, as text, Markdown and CSV (model page §5).
//!
//! Takes a [`Regret`], gives sentences and a table for each branch.

use super::chart::words::branch_title;
use super::estimated;
use super::words::regret::{amount, closing, found};
use crate::base::table::{Guarded, Number, Table, TableError, csv as written};
use crate::base::text::{markdown as escaped, wrapped};
use crate::findings::compare::{Regret, RegretRow};
use crate::report::words::plain::percent;
use serde::Serialize;

/// What a variant is called in a table whose head says what is varied, by its label.
pub(crate) type Names<'a> = &'a dyn Fn(&str) -> String;

/// For a terminal of so many columns.
pub(crate) fn text(regret: &Regret, names: Names, columns: usize) -> String {
    let said = |line: &str| wrapped(line, columns).join("\n") + "\n";
    let mut text: String = found(regret).iter().map(|line| said(line)).collect();
    for (branch, rows) in blocks(regret) {
        text.push_str(&format!(
            "\n{}{}",
            said(&caption(regret, branch)),
            table(regret, names, branch, &rows).text_within(columns)
        ));
    }
    text + "\n" + &said(&closing(regret))
}

/// In Markdown.
pub(crate) fn markdown(regret: &Regret, names: Names) -> String {
    let mut text: String = found(regret).iter().map(|line| format!("{}\n\n", escaped(line))).collect();
    for (branch, rows) in blocks(regret) {
        text.push_str(&format!(
            "{}\n\n{}\n",
            escaped(&caption(regret, branch)),
            table(regret, names, branch, &rows).markdown()
        ));
    }
    text + &format!("{}\n", escaped(&closing(regret)))
}

/// The rows branch by branch, all of them last.
fn blocks(regret: &Regret) -> Vec<(&str, Vec<&RegretRow>)> {
    let mut blocks: Vec<(&str, Vec<&RegretRow>)> = Vec::new();
    for row in &regret.rows {
        match blocks.last_mut().filter(|(branch, _)| *branch == row.branch) {
            Some((_, rows)) => rows.push(row),
            None => blocks.push((&row.branch, vec![row])),
        }
    }
    blocks
}

fn caption(regret: &Regret, branch: &str) -> String {
    format!("{}: regret of {}", branch_title(branch), regret.measure)
}

fn table<'a>(regret: &'a Regret, names: Names<'a>, branch: &str, rows: &'a [&RegretRow]) -> Table<'a, &'a RegretRow> {
    let several = regret.rows.last().is_some_and(|row| row.branch == branch) && regret.rows.len() > rows.len();
    let at = move |row: &RegretRow| match several {
        true => format!("draw {}, {}", row.draw, row.in_branch),
        false => format!("draw {}", row.draw),
    };
    Table::of(rows)
        .left("", move |row| names(&row.variant))
        .gap(0)
        .right("mean", |row| amount(regret, row.value.value))
        .right("best in", |row| share(row.best.value))
        .right("mean regret", |row| amount(regret, row.mean.value))
        .right("largest", |row| amount(regret, row.greatest))
        .left("where", move |row| if row.greatest > 0.0 { at(row) } else { String::new() })
}

/// A share of draws, which may be none or all of them.
fn share(share: f64) -> String {
    match share {
        ..=0.0 => "none".to_owned(),
        1.0.. => "all".to_owned(),
        share => percent(share),
    }
}

/// A row of `regret.csv`.
#[derive(Default, Serialize)]
struct Row<'a> {
    measure: Guarded<'a>,
    unit: &'a str,
    better: &'a str,
    branch: Guarded<'a>,
    variant: Guarded<'a>,
    draws: usize,
    value: Option<Number>,
    value_standard_error: Option<Number>,
    best_share: Option<Number>,
    best_share_standard_error: Option<Number>,
    mean_regret: Option<Number>,
    mean_regret_standard_error: Option<Number>,
    largest_regret: Number,
    largest_in_draw: usize,
    largest_in_branch: Guarded<'a>,
}

/// `regret.csv`: one row for each branch and variant.
pub(crate) fn csv(regret: &Regret) -> Result<Vec<u8>, TableError> {
    written(regret.rows.iter().map(|row| cells(regret, row)))
}

fn cells<'a>(regret: &'a Regret, row: &'a RegretRow) -> Row<'a> {
    let [value, value_standard_error] = estimated(Some(row.value));
    let [best_share, best_share_standard_error] = estimated(Some(row.best));
    let [mean_regret, mean_regret_standard_error] = estimated(Some(row.mean));
    Row {
        measure: Guarded(&regret.measure),
        unit: &regret.unit,
        better: if regret.least { "less" } else { "more" },
        branch: Guarded(&row.branch),
        variant: Guarded(&row.variant),
        draws: row.draws,
        value,
        value_standard_error,
        best_share,
        best_share_standard_error,
        mean_regret,
        mean_regret_standard_error,
        largest_regret: Number(row.greatest),
        largest_in_draw: row.draw,
        largest_in_branch: Guarded(&row.in_branch),
    }
}
