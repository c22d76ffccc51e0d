//! The rows behind the statistics: every draw, and if asked every path.
//!
//! Takes the outcomes of a run, gives CSV. Which columns there are depends on the scenario.

use crate::base::table::{Heads, Number, TableError};
use crate::forecast::branching::BranchCase;
use crate::forecast::kept::{Draws, Ending, Facts};
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
    fn new(draw: &Facts) -> Self {
        let Exactness { eigenvalue, error } = Exactness::of(draw.certificates.iter());
        Self { found_by: found_by(draw), eigenvalue: eigenvalue.map(Number), error: error.map(Number) }
    }
}

/// `draws.csv`: every draw with its uncertain parameters, whether it is certified, the odds of each branch if
/// they are uncertain, the share of each branch's paths in each chapter (absent if it is not certified), how the least direct of its games was solved, and how exact its games are.
pub(crate) fn draws(scenario: &Scenario, draws: &Draws) -> Result<Vec<u8>, TableError> {
    let cases = BranchCase::all(scenario);
    let chapters = &scenario.chapters;
    let columns = || (0..cases.len()).flat_map(|branch| (0..chapters.len()).map(move |chapter| (branch, chapter)));
    let heads = Heads::of::<DrawNumber>()?
        .named(scenario.uncertain().into_iter().map(|number| number.key))
        .and::<Certified>()?
        .named(cases.iter().filter(|_| scenario.odds_vary()).map(|case| format!("odds: {}", case.name)))
        .named(columns().map(|(branch, chapter)| format!("{}: {}", cases[branch].name, chapters[chapter].name)))
        .and::<FoundBy>()?;
    let share = |draw: &Facts, branch, chapter| {
        let hits = draws.count(draw, branch, Ending::Chapter(chapter));
        draw.certified().then(|| Number(hits as f64 / scenario.simulation.paths as f64))
    };
    heads.csv(draws.facts().iter().map(|draw| {
        let parameters: Vec<Number> = draw.parameters.iter().copied().map(Number).collect();
        let shares: Vec<Option<Number>> = columns().map(|(branch, chapter)| share(draw, branch, chapter)).collect();
        let certified = Certified { certified: draw.certified() };
        let odds: Vec<Number> = draw.odds.iter().filter(|_| scenario.odds_vary()).copied().map(Number).collect();
        (DrawNumber { draw: draw.index }, parameters, certified, odds, shares, FoundBy::new(draw))
    }))
}

fn found_by(draw: &Facts) -> &'static str {
    let used = |method| draw.certificates.iter().any(|certificate| certificate.method == method);
    match (used(Method::Homotopy), used(Method::Damped), used(Method::Accelerated)) {
        (true, ..) => "homotopy",
        (_, true, _) => "damped iteration",
        (.., true) => "acceleration",
        _ if used(Method::Principal) => "principal branch",
        _ => "backward induction",
    }
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
pub(crate) fn paths(scenario: &Scenario, draws: &Draws) -> Result<Vec<u8>, TableError> {
    let families: Vec<String> = scenario.offers.iter().map(|offer| offer.name.clone()).collect();
    let metrics = Metric::all(families.len());
    let cases = BranchCase::all(scenario);
    let heads = Heads::of::<Path>()?
        .named(metrics.iter().map(|metric| metric.name(&families)))
        .named(scenario.events.iter().map(|event| format!("event: {}", event.name)));
    let mut table = heads.rows()?;
    for block in draws.blocks() {
        let (chapters, events) = (block.chapters()?, block.events()?);
        let columns = (0..metrics.len()).map(|metric| block.metric(metric)).collect::<Result<Vec<_>, _>>()?;
        let certified = block.facts().iter().filter(|draw| draw.certified());
        for (row, (draw, case)) in certified.flat_map(|draw| cases.iter().map(move |case| (draw, case))).enumerate() {
            for (path, chapter) in chapters[row].iter().enumerate() {
                let values: Vec<Option<Number>> = columns.iter().map(|column| column[row][path].map(Number)).collect();
                let chapter = &scenario.chapters[*chapter].name;
                let address = Path { branch: &case.name, draw: draw.index, path, chapter };
                table.add((address, values, &events[row][path]))?;
            }
        }
    }
    table.done()
}
