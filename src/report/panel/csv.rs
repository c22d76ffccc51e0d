//! A panel of episodes as tables in CSV (docs/panel.md).
//!
//! Takes what [`findings::panel`](crate::findings::panel) holds, gives the bytes of each table.

use crate::base::table::{Guarded, Number, TableError, csv as written};
use crate::findings::panel::{BOUND, Cell, Forecaster, Given, Learnt, Panel, Part};
use crate::report::estimated;
use serde::Serialize;

#[derive(Default, Serialize)]
struct CellRow<'a> {
    episode: Guarded<'a>,
    pair: Guarded<'a>,
    part: &'a str,
    trusted_most: bool,
    outcome: &'a str,
    came: bool,
    given: &'a str,
    model: Number,
    coin: Number,
    pooled_rate: Number,
    rate_by_branch: Number,
    rate_by_kind: Number,
    ridge: Number,
    model_brier: Number,
    model_log: Number,
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Main => "main",
        Part::Core => "core",
        Part::Seed => "seed",
    }
}

fn given_name(given: Given) -> &'static str {
    match given {
        Given::Branch => "branch",
        Given::Odds => "odds",
    }
}

/// `cells.csv`, also what the command prints as CSV: two rows a cell, what is given.
pub(crate) fn cells(found: &Panel) -> Result<Vec<u8>, TableError> {
    let row = |cell: &'_ Cell, given: Given| -> [Number; 8] {
        let stated = |who| Number(cell.stated(given, who));
        let (log, brier) = cell.scores(given, Forecaster::Model);
        let [model, coin, pooled, branch, kind, ridge] = Forecaster::ALL.map(stated);
        [model, coin, pooled, branch, kind, ridge, Number(brier), Number(log)]
    };
    written(found.cells.iter().flat_map(|cell| {
        Given::ALL.map(|given| {
            let [model, coin, pooled_rate, rate_by_branch, rate_by_kind, ridge, model_brier, model_log] =
                row(cell, given);
            CellRow {
                episode: Guarded(&cell.episode),
                pair: Guarded(&cell.pair),
                part: part_name(cell.part),
                trusted_most: cell.core,
                outcome: &cell.outcome,
                came: cell.came,
                given: given_name(given),
                model,
                coin,
                pooled_rate,
                rate_by_branch,
                rate_by_kind,
                ridge,
                model_brier,
                model_log,
            }
        })
    }))
}

#[derive(Default, Serialize)]
struct BranchCells<'a> {
    episode: Guarded<'a>,
    kind: Guarded<'a>,
    branch: &'a str,
    odds: Number,
    came: bool,
    pressure: Number,
    step: Number,
    turn: Number,
    loyal: Number,
    disloyal: Number,
    renewed: Number,
}

/// `branches.csv`: one row an episode and branch.
pub(crate) fn branches(found: &Panel) -> Result<Vec<u8>, TableError> {
    written(found.episodes.iter().flat_map(|row| {
        row.branches.iter().map(|branch| BranchCells {
            episode: Guarded(&row.episode),
            kind: Guarded(&row.kind),
            branch: &branch.branch,
            odds: Number(branch.odds),
            came: branch.branch == row.came,
            pressure: Number(branch.outlook.pressure),
            step: Number(branch.outlook.step),
            turn: Number(branch.outlook.turn),
            loyal: Number(branch.outlook.loyal),
            disloyal: Number(branch.outlook.disloyal),
            renewed: Number(branch.outlook.renewed),
        })
    }))
}

#[derive(Default, Serialize)]
struct ScoreRow<'a> {
    part: &'a str,
    given: &'a str,
    outcome: &'a str,
    forecaster: &'a str,
    cells: usize,
    brier: Number,
    log: Number,
}

/// `scores.csv`: one row a part, what is given, an outcome and a forecaster.
pub(crate) fn scores(found: &Panel) -> Result<Vec<u8>, TableError> {
    written(found.totals.iter().map(|total| ScoreRow {
        part: part_name(total.part),
        given: given_name(total.given),
        outcome: &total.outcome,
        forecaster: total.forecaster.name(),
        cells: total.cells,
        brier: Number(total.brier),
        log: Number(total.log),
    }))
}

#[derive(Default, Serialize)]
struct LeadRow<'a> {
    part: &'a str,
    given: &'a str,
    outcome: &'a str,
    rival: &'a str,
    cells: usize,
    pairs: usize,
    brier_lead: Option<Number>,
    brier_error: Option<Number>,
    log_lead: Option<Number>,
    log_error: Option<Number>,
    over_two_errors: bool,
}

/// `leads.csv`: one row a part, what is given, an outcome and a rival.
pub(crate) fn leads(found: &Panel) -> Result<Vec<u8>, TableError> {
    written(found.leads.iter().map(|lead| {
        let [brier_lead, brier_error] = estimated(Some(lead.brier));
        let [log_lead, log_error] = estimated(Some(lead.log));
        LeadRow {
            part: part_name(lead.part),
            given: given_name(lead.given),
            outcome: &lead.outcome,
            rival: lead.rival.name(),
            cells: lead.cells,
            pairs: lead.pairs,
            brier_lead,
            brier_error,
            log_lead,
            log_error,
            over_two_errors: lead.brier.standard_error.is_some_and(|error| lead.brier.value > BOUND * error),
        }
    }))
}

#[derive(Default, Serialize)]
struct BinRow<'a> {
    outcome: &'a str,
    from: Number,
    to: Number,
    cells: usize,
    mean_stated: Option<Number>,
    came: Option<Number>,
}

/// `calibration.csv`: one row an outcome and bin; that from 0 to 1 is of all of them.
pub(crate) fn calibration(found: &Panel) -> Result<Vec<u8>, TableError> {
    written(found.calibration.iter().map(|bin| BinRow {
        outcome: &bin.outcome,
        from: Number(bin.from),
        to: Number(bin.to),
        cells: bin.cells,
        mean_stated: bin.stated.map(Number),
        came: bin.came.map(Number),
    }))
}

#[derive(Default, Serialize)]
struct ContrastRow<'a> {
    outcome: &'a str,
    first: &'a str,
    second: &'a str,
    first_episodes: usize,
    second_episodes: usize,
    coded: Number,
    model: Number,
    one_sign: Option<bool>,
}

/// `contrasts.csv`: one row an outcome and two branches.
pub(crate) fn contrasts(found: &Panel) -> Result<Vec<u8>, TableError> {
    written(found.contrasts.iter().map(|contrast| ContrastRow {
        outcome: &contrast.outcome,
        first: &contrast.first,
        second: &contrast.second,
        first_episodes: contrast.first_cells,
        second_episodes: contrast.second_cells,
        coded: Number(contrast.coded),
        model: Number(contrast.model),
        one_sign: contrast.agrees,
    }))
}

#[derive(Default, Serialize)]
struct LearntCells<'a> {
    episode: Guarded<'a>,
    outcome: &'a str,
    came: bool,
    before: Number,
    learnt: Number,
}

/// `learnt.csv`: one row an episode and outcome, given the branch that came.
pub(crate) fn learnt(learnt: &Learnt) -> Result<Vec<u8>, TableError> {
    written(learnt.cells.iter().map(|cell| LearntCells {
        episode: Guarded(&cell.episode),
        outcome: &cell.outcome,
        came: cell.came,
        before: Number(cell.before),
        learnt: Number(cell.learnt),
    }))
}

#[derive(Default, Serialize)]
struct NumberRow<'a> {
    key: Guarded<'a>,
    stated: Number,
    learnt: Number,
    low: Number,
    high: Number,
    deviations: Number,
    deviations_sd: Number,
}

/// `learnt-numbers.csv`: one row a number.
pub(crate) fn learnt_numbers(learnt: &Learnt) -> Result<Vec<u8>, TableError> {
    written(learnt.numbers.iter().map(|row| NumberRow {
        key: Guarded(&row.key),
        stated: Number(row.stated),
        learnt: Number(row.learnt),
        low: Number(row.range[0]),
        high: Number(row.range[1]),
        deviations: Number(row.deviations.mean),
        deviations_sd: Number(row.deviations.deviation),
    }))
}

#[derive(Default, Serialize)]
struct WorthRow<'a> {
    mechanism: Guarded<'a>,
    means: Guarded<'a>,
    outcome: &'a str,
    brier_worth: Option<Number>,
    brier_error: Option<Number>,
}

/// `mechanisms.csv`: one row a mechanism and outcome.
pub(crate) fn mechanisms(found: &Panel) -> Result<Vec<u8>, TableError> {
    written(found.mechanisms.iter().flat_map(|row| {
        row.worth.iter().map(|(outcome, worth)| {
            let [brier_worth, brier_error] = estimated(*worth);
            WorthRow {
                mechanism: Guarded(&row.mechanism),
                means: Guarded(&row.means),
                outcome,
                brier_worth,
                brier_error,
            }
        })
    }))
}
