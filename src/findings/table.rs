//! The rows behind the statistics: every draw, and if asked every path.
//!
//! Takes the outcomes of a run, gives tables of text that are written as they are.

use crate::forecast::Draw;
use crate::forecast::branching::BranchCase;
use crate::game::solve::Method;
use crate::scenario::{Metric, Scenario};

/// A table: a header and its rows.
pub struct Table<'a> {
    /// Names of the columns.
    pub header: Vec<String>,
    /// The rows, made one by one as they are written.
    pub rows: Box<dyn Iterator<Item = Vec<String>> + 'a>,
}

/// Every draw: its uncertain parameters, whether it is certified, and the share of each branch's paths in each chapter
/// (absent if it is not certified); last, how the least direct of its games was solved.
pub fn draws<'a>(scenario: &'a Scenario, draws: &'a [Draw]) -> Table<'a> {
    let cases = BranchCase::all(scenario);
    let columns: Vec<(usize, usize)> = (0..cases.len())
        .flat_map(|branch| (0..scenario.chapters.len()).map(move |chapter| (branch, chapter)))
        .collect();
    let mut header = vec!["draw".to_string()];
    header.extend(scenario.uncertain().into_iter().map(|number| number.key));
    header.push("certified".into());
    let name =
        |&(branch, chapter): &(usize, usize)| format!("{}: {}", cases[branch].name, scenario.chapters[chapter].name);
    header.extend(columns.iter().map(name));
    header.push("found_by".into());
    let row = move |draw: &'a Draw| {
        let mut row = vec![draw.index.to_string()];
        row.extend(draw.parameters.iter().map(f64::to_string));
        row.push(draw.branches.is_some().to_string());
        row.extend(columns.iter().map(|&(branch, chapter)| share(draw, branch, chapter)));
        row.push(found_by(draw).into());
        row
    };
    Table { header, rows: Box::new(draws.iter().map(row)) }
}

fn found_by(draw: &Draw) -> &'static str {
    let used = |method| draw.certificates.iter().any(|certificate| certificate.method == method);
    match (used(Method::Homotopy), used(Method::Damped), used(Method::Accelerated)) {
        (true, ..) => "homotopy",
        (_, true, _) => "damped iteration",
        (.., true) => "acceleration",
        _ => "backward induction",
    }
}

fn share(draw: &Draw, branch: usize, chapter: usize) -> String {
    let Some(branches) = &draw.branches else { return String::new() };
    let records = &branches[branch].paths;
    let hits = records.iter().filter(|record| record.chapter == chapter).count();
    (hits as f64 / records.len() as f64).to_string()
}

/// Every path of every certified draw: its address, its chapter and its metrics.
pub fn paths<'a>(scenario: &'a Scenario, draws: &'a [Draw]) -> Table<'a> {
    let families: Vec<String> = scenario.offers.iter().map(|offer| offer.name.clone()).collect();
    let metrics = Metric::all(families.len());
    let names = BranchCase::all(scenario);
    let mut header: Vec<String> = ["branch", "draw", "path", "chapter"].map(String::from).to_vec();
    header.extend(metrics.iter().map(|metric| metric.name(&families)));
    let outcomes = draws.iter().flat_map(|draw| {
        let branches = draw.branches.iter().flatten().enumerate();
        branches.flat_map(move |(branch, outcome)| {
            outcome.paths.iter().enumerate().map(move |(path, record)| (draw.index, branch, path, record))
        })
    });
    let rows = outcomes.map(move |(draw, branch, path, record)| {
        let chapter = scenario.chapters[record.chapter].name.clone();
        let mut row = vec![names[branch].name.clone(), draw.to_string(), path.to_string(), chapter];
        row.extend(
            metrics.iter().map(|&metric| record.metric(metric).map_or(String::new(), |value| value.to_string())),
        );
        row
    });
    Table { header, rows: Box::new(rows) }
}
