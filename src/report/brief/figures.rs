//! The pictures of a brief, each with what its numbers rest on.
//!
//! Takes the figures of the run and the drivers, gives numbered figures with notes.

use super::context::{Figure, Figures};
use crate::findings::briefing::Briefing;
use crate::findings::{ALL_BRANCHES, Summary};
use crate::report::chart::words::{count, number};
use crate::report::chart::{self, ChartError, what_drives_it};

/// The four pictures that there are numbers for, in the order of the brief.
///
/// # Errors
/// If the tornado cannot be drawn.
pub(crate) fn figures(
    summary: &Summary,
    findings: &Briefing,
    drawn: &[chart::Figure],
    beside_run: bool,
) -> Result<Figures, ChartError> {
    let mut number = 0;
    let mut figure = |drawn: Option<&chart::Figure>, note: String, kept: bool| {
        let drawn = drawn?;
        number += 1;
        Some(Figure {
            number,
            title: drawn.title.clone(),
            alt: drawn.alt.clone(),
            svg: drawn.svg.clone(),
            note,
            file: (kept && beside_run).then(|| format!("charts/{}.svg", drawn.id)),
        })
    };
    let of_run = |id: &str| drawn.iter().find(|figure| figure.id == id);
    let drivers =
        findings.drivers.as_ref().map(|drivers| what_drives_it::figure(summary, drivers)).transpose()?.flatten();
    Ok(Figures {
        chapters: figure(of_run("summary-tree"), chapters(summary), true),
        drivers: figure(drivers.as_ref(), drives(findings), false),
        ranges: figure(of_run("room-for-a-deal"), ranges(), true),
        binding: figure(of_run("what-binds-over-time"), binding(summary), true),
    })
}

fn size(summary: &Summary) -> String {
    format!("{} certified draws × {} histories", count(summary.certified_draws), count(summary.provenance.paths))
}

fn chapters(summary: &Summary) -> String {
    let widest = summary.chapter_shares.iter().map(|row| (row.high95 - row.low95) / 2.0).fold(0.0, f64::max);
    format!(
        "{}; sampling error: 95% intervals at most ±{} points. Numbers: charts/summary-tree.csv, \
         tables/chapters.csv.",
        size(summary),
        number(widest * 100.0, 1)
    )
}

fn ranges() -> String {
    "Exact at central values: no sampling error, and no parameter uncertainty. Numbers: charts/room-for-a-deal.csv."
        .to_owned()
}

fn binding(summary: &Summary) -> String {
    let holds = |quantity: &str| quantity.starts_with("contract: ") || ["calm", "standoff"].contains(&quantity);
    let rows = summary.by_quarter.iter().filter(|row| holds(&row.quantity) && row.branch != ALL_BRANCHES);
    let error = rows.filter_map(|row| row.mean.standard_error).reduce(f64::max);
    let error = error.map_or("not known with one draw".to_owned(), |error| {
        format!("standard errors at most {} points", number(error * 100.0, 1))
    });
    format!(
        "{}; sampling error: {error}. Numbers: charts/what-binds-over-time.csv, tables/quarters.csv.",
        size(summary)
    )
}

fn drives(findings: &Briefing) -> String {
    let Some(drivers) = &findings.drivers else { return String::new() };
    let errors = drivers.list.iter().take(what_drives_it::SHOWN).flat_map(|driver| [&driver.lowest, &driver.highest]);
    let error = errors.filter_map(|quarter| quarter.share.standard_error).fold(0.0, f64::max);
    format!(
        "{} certified draws × {} histories, a quarter of the draws at each end; standard errors of the ends at most {} \
         points; intervals of the rank correlations by Fisher's z. Computed from tables/draws.csv.",
        count(drivers.draws),
        count(drivers.paths),
        number(error * 100.0, 1)
    )
}
