//! The rows behind the statistics: every draw, and if asked every path.
//!
//! Takes the outcomes of a run, gives CSV. Which columns there are depends on the scenario.

use crate::base::table::{Heads, Number, TableError};
use crate::forecast::Draw;
use crate::forecast::branching::BranchCase;
use crate::game::solve::{Exactness, Method};
use crate::scenario::{Metric, Scenario};
use serde::Serialize;

#[derive(Default, Serialize)]
struct DrawNumber {
    draw: usize,
}

#[derive(Default, Serialize)]
struct Certified {
    certified: bool,
}

#[derive(Default, Serialize)]
struct FoundBy<'a> {
    found_by: &'a str,
    eigenvalue: Option<Number>,
    error: Option<Number>,
}

impl FoundBy<'_> {
    fn new(draw: &Draw) -> Self {
        let Exactness { eigenvalue, error } = Exactness::of(draw.certificates.iter());
        Self { found_by: found_by(draw), eigenvalue: eigenvalue.map(Number), error: error.map(Number) }
    }
}

/// `draws.csv`: every draw with its uncertain parameters, whether it is certified, the odds of each branch if
/// they are uncertain, the share of each branch's paths in each chapter (absent if it is not certified), how the least direct of its games was solved, and how exact its games are.
pub(crate) fn draws(scenario: &Scenario, draws: &[Draw]) -> Result<Vec<u8>, TableError> {
    let cases = BranchCase::all(scenario);
    let chapters = &scenario.chapters;
    let columns = || (0..cases.len()).flat_map(|branch| (0..chapters.len()).map(move |chapter| (branch, chapter)));
    let heads = Heads::of::<DrawNumber>()?
        .named(scenario.uncertain().into_iter().map(|number| number.key))
        .and::<Certified>()?
        .named(cases.iter().filter(|_| scenario.odds_vary()).map(|case| format!("odds: {}", case.name)))
        .named(columns().map(|(branch, chapter)| format!("{}: {}", cases[branch].name, chapters[chapter].name)))
        .and::<FoundBy>()?;
    heads.csv(draws.iter().map(|draw| {
        let parameters: Vec<Number> = draw.parameters.iter().copied().map(Number).collect();
        let shares: Vec<Option<Number>> = columns().map(|(branch, chapter)| share(draw, branch, chapter)).collect();
        let certified = Certified { certified: draw.branches.is_some() };
        let odds: Vec<Number> = draw.odds.iter().filter(|_| scenario.odds_vary()).copied().map(Number).collect();
        (DrawNumber { draw: draw.index }, parameters, certified, odds, shares, FoundBy::new(draw))
    }))
}

fn found_by(draw: &Draw) -> &'static str {
    let used = |method| draw.certificates.iter().any(|certificate| certificate.method == method);
    match (used(Method::Homotopy), used(Method::Damped), used(Method::Accelerated)) {
        (true, ..) => "homotopy",
        (_, true, _) => "damped iteration",
        (.., true) => "acceleration",
        _ if used(Method::Principal) => "principal branch",
        _ => "backward induction",
    }
}

fn share(draw: &Draw, branch: usize, chapter: usize) -> Option<Number> {
    let records = &draw.branches.as_ref()?[branch].paths;
    let hits = records.iter().filter(|record| record.chapter == chapter).count();
    Some(Number(hits as f64 / records.len() as f64))
}

#[derive(Default, Serialize)]
struct Path<'a> {
    branch: &'a str,
    draw: usize,
    path: usize,
    chapter: &'a str,
}

/// `paths.csv`: every path of every certified draw, its address, its chapter, its metrics, and of each event the quarter
/// by whose end it had happened, counted from 1.
pub(crate) fn paths(scenario: &Scenario, draws: &[Draw]) -> Result<Vec<u8>, TableError> {
    let families: Vec<String> = scenario.offers.iter().map(|offer| offer.name.clone()).collect();
    let metrics = Metric::all(families.len());
    let cases = BranchCase::all(scenario);
    let heads = Heads::of::<Path>()?
        .named(metrics.iter().map(|metric| metric.name(&families)))
        .named(scenario.events.iter().map(|event| format!("event: {}", event.name)));
    let outcomes = draws.iter().flat_map(|draw| {
        let branches = cases.iter().zip(draw.branches.iter().flatten());
        branches.flat_map(move |(case, outcome)| {
            outcome.paths.iter().enumerate().map(move |(path, record)| (draw.index, case, path, record))
        })
    });
    heads.csv(outcomes.map(|(draw, case, path, record)| {
        let chapter = &scenario.chapters[record.chapter].name;
        let values: Vec<Option<Number>> = metrics.iter().map(|&metric| record.metric(metric).map(Number)).collect();
        (Path { branch: &case.name, draw, path, chapter }, values, record.events.clone())
    }))
}
