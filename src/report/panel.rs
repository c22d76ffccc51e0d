//! A panel of episodes as text for people, as Markdown and as CSV (docs/panel.md).
//!
//! Takes what [`findings::panel`](crate::findings::panel) holds, gives text.

use super::words::plain::{count, number, percent};
use crate::base::table::{Guarded, Number, Table, TableError, csv as written};
use crate::findings::Estimate;
use crate::findings::panel::{
    ALL_OUTCOMES, BOUND, Bin, Cell, Contrast, EpisodeRow, Forecaster, Given, Learner, Learnt, LearntRow, Panel, Part,
    Power, Worth,
};
use serde::Serialize;
use std::fmt::Write;

/// Outcomes with what they are, in the order of the columns.
const OUTCOMES: [(&str, &str); 6] =
    [("P", "pressure"), ("S", "step"), ("H", "turn"), ("L", "loyal"), ("R", "renewed"), (ALL_OUTCOMES, "all")];

/// What goes with the tables of scores.
const READING: &str = "\
Brier score: squared distance of the probability from what came; lower is better. Log score: natural log of the
probability given to what came (none taken nearer to 0 or 1 than 0.0001); nearer to 0 is better. A lead is positive where
the model is better. Its error takes pairs of patron and client for independent, and nothing within them; a lead under two
errors proves nothing. Rivals learn from other pairs only.
";

/// A table, in one of its two forms.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Markdown,
}

impl Form {
    fn table<R>(self, table: &Table<'_, R>) -> String {
        match self {
            Self::Text => table.text(),
            Self::Markdown => table.markdown(),
        }
    }

    fn heading(self, text: &mut String, heading: &str) {
        let _ = match self {
            Self::Text => writeln!(text, "\n{heading}"),
            Self::Markdown => writeln!(text, "\n{heading}:\n"),
        };
    }
}

/// The scores as a person reads them at a terminal.
pub(crate) fn text(found: &Panel) -> String {
    format!("{}\n{}", found.provenance.title, told(found, Form::Text))
}

/// The same as Markdown.
pub(crate) fn markdown(found: &Panel) -> String {
    told(found, Form::Markdown)
}

fn told(found: &Panel, form: Form) -> String {
    let mut text = format!("{}\n", context(found));
    form.heading(&mut text, "How much such a panel can show");
    text.push_str(&form.table(&power(&found.power)));
    for given in Given::ALL {
        part(found, form, (Part::Main, given), &mut text);
    }
    form.heading(&mut text, "Calibration of the model, given the branch that came");
    text.push_str(&form.table(&calibration(&found.calibration)));
    form.heading(&mut text, &contrasts_heading(found));
    text.push_str(&form.table(&contrasts(&found.contrasts)));
    part(found, form, (Part::Core, Given::Branch), &mut text);
    if found.count(Part::Seed) > 0 {
        part(found, form, (Part::Seed, Given::Branch), &mut text);
        part(found, form, (Part::Seed, Given::Odds), &mut text);
    }
    if !found.mechanisms.is_empty() {
        form.heading(&mut text, "What each mechanism is worth, by Brier score: the score without it less that with it");
        text.push_str(&form.table(&mechanisms(&found.mechanisms)));
    }
    if let Some(learnt) = &found.learnt {
        learning(learnt, form, &mut text);
    }
    form.heading(&mut text, "What the model states of every episode, in the branch that came; * what came");
    text.push_str(&form.table(&episodes(found)));
    let _ = write!(text, "\n{READING}");
    text
}

/// What was scored.
fn context(found: &Panel) -> String {
    let (main, seed) = (found.count(Part::Main), found.count(Part::Seed));
    let held = if seed == 0 { String::new() } else { format!(", {} held out and scored apart", count(seed)) };
    let left = match found.uncertified.len() {
        0 => String::new(),
        left => format!(" Not certified, in no score: {}.", count(left)),
    };
    let (episodes, pairs) = (count(main), count(found.pairs()));
    format!("{}: {episodes} episodes of {pairs} pairs{held}. Mapping: {}.{left}", found.panel.name, found.mapping.name)
}

/// Scores and leads of one part.
fn part(found: &Panel, form: Form, (part, given): (Part, Given), text: &mut String) {
    let of = match part {
        Part::Main => "all but those held out",
        Part::Core => "those whose coding is trusted most",
        Part::Seed => "held out",
    };
    let cells = |outcome: &str| {
        let total =
            found.totals.iter().find(|total| (total.part, total.given) == (part, given) && total.outcome == outcome);
        total.map_or(0, |total| total.cells)
    };
    if cells(ALL_OUTCOMES) == 0 {
        return;
    }
    form.heading(text, &format!("Brier scores, {} ({of})", given.words()));
    let brier = |who: Forecaster, outcome: &str| {
        let total = found.totals.iter().find(|total| {
            (total.part, total.given, total.forecaster) == (part, given, who) && total.outcome == outcome
        });
        total.map_or(String::new(), |total| number(total.brier, 3))
    };
    let log = |who: Forecaster| {
        let total = found.totals.iter().find(|total| {
            (total.part, total.given, total.forecaster) == (part, given, who) && total.outcome == ALL_OUTCOMES
        });
        total.map_or(String::new(), |total| number(total.log, 3))
    };
    let table = Table::of(&Forecaster::ALL).left("", |who| who.name().to_owned());
    let table = OUTCOMES.iter().fold(table, |table, (outcome, name)| {
        table.right(format!("{name} ({})", cells(outcome)), move |who| brier(*who, outcome))
    });
    text.push_str(&form.table(&table.right("log, all", |who| log(*who))));
    if part == Part::Seed {
        return;
    }
    form.heading(text, &format!("Leads of the model, {} ({of})", given.words()));
    let lead = |rival: Forecaster, outcome: &str| {
        found
            .leads
            .iter()
            .find(|lead| (lead.part, lead.given, lead.rival) == (part, given, rival) && lead.outcome == outcome)
    };
    let table = Table::of(&Forecaster::RIVALS).left("over", |rival| rival.name().to_owned());
    let table = OUTCOMES.iter().fold(table, |table, (outcome, name)| {
        table.right(*name, move |rival| lead(*rival, outcome).map_or(String::new(), |lead| with_error(lead.brier)))
    });
    let log = |rival: &Forecaster| lead(*rival, ALL_OUTCOMES).map_or(String::new(), |lead| with_error(lead.log));
    text.push_str(&form.table(&table.right("log, all", log)));
}

/// What was learnt, and how it fared.
fn learning(learnt: &Learnt, form: Form, text: &mut String) {
    form.heading(text, "Learnt across alliances, each pair foretold from the others: Brier scores");
    let total = |who: Learner, outcome: &str| {
        learnt.totals.iter().find(|total| total.forecaster == who && total.outcome == outcome)
    };
    let brier =
        |who: &Learner, outcome: &str| total(*who, outcome).map_or(String::new(), |total| number(total.brier, 3));
    let learners: Vec<Learner> = Learner::all().collect();
    let table = Table::of(&learners).left("", |who| who.name().to_owned());
    let table =
        OUTCOMES.iter().fold(table, |table, (outcome, name)| table.right(*name, move |who| brier(who, outcome)));
    let log = |who: &Learner| total(*who, ALL_OUTCOMES).map_or(String::new(), |total| number(total.log, 3));
    text.push_str(&form.table(&table.right("log, all", log)));
    form.heading(text, "Leads of what was learnt");
    let lead =
        |over: Learner, outcome: &str| learnt.leads.iter().find(|lead| lead.over == over && lead.outcome == outcome);
    let table = Table::of(&learners[1..]).left("over", |over| over.name().to_owned());
    let table = OUTCOMES.iter().fold(table, |table, (outcome, name)| {
        table.right(*name, move |over| lead(*over, outcome).map_or(String::new(), |lead| with_error(lead.brier)))
    });
    let log = |over: &Learner| lead(*over, ALL_OUTCOMES).map_or(String::new(), |lead| with_error(lead.log));
    text.push_str(&form.table(&table.right("log, all", log)));
    let [before, after] = learnt.shared;
    form.heading(text, "What alliances have in common, learnt from all pairs");
    let digits = |value: f64| number(value, if value.abs() < 1.0 { 3 } else { 1 });
    let table = Table::of(&learnt.numbers)
        .left("number", |row: &LearntRow| row.key.clone())
        .right("as it stands", move |row| digits(row.stated))
        .right("learnt", move |row| digits(row.learnt))
        .right("90% range", move |row| format!("{} to {}", digits(row.range[0]), digits(row.range[1])))
        .right("in deviations", |row| {
            format!("{} ± {}", number(row.deviations.mean, 2), number(row.deviations.deviation, 2))
        });
    text.push_str(&form.table(&table));
    let _ = writeln!(
        text,
        "\nShare of what varies that alliances have in common: {} ± {} before, {} ± {} after. {} draws of the numbers, {} left \
         out as not certified; {} ways in which alliances may lie, worth {} of one weight; each pair is foretold from {} draws of one \
         weight or more.",
        number(before.mean, 2),
        number(before.deviation, 2),
        number(after.mean, 2),
        number(after.deviation, 2),
        count(learnt.draws),
        count(learnt.uncertified),
        count(learnt.populations),
        number(learnt.effective_populations, 0),
        number(learnt.effective_draws, 0)
    );
}

/// A difference with its error.
fn with_error(estimate: Estimate) -> String {
    let signed = |value: f64| if value > 0.0 { format!("+{}", number(value, 3)) } else { number(value, 3) };
    match estimate.standard_error {
        Some(error) => format!("{} ± {}", signed(estimate.value), number(error, 3)),
        None => signed(estimate.value),
    }
}

fn power(rows: &[Power]) -> Table<'_, Power> {
    let found = |row: &Power| row.found.map_or(String::new(), |found| number(found * 10.0, 1));
    Table::of(rows)
        .right("episodes", |row| count(row.episodes))
        .right("pairs", |row| count(row.pairs))
        .right("independent outcomes", |row| row.outcomes.to_string())
        .right("a calibrated forecaster says", |row| {
            format!("{} or {}", percent(0.5 + row.edge), percent(0.5 - row.edge))
        })
        .right("lead over a coin of more than", |row| format!("{} errors", row.bound))
        .right("found in, of 10 panels", found)
}

fn calibration(rows: &[Bin]) -> Table<'_, Bin> {
    let range = |row: &Bin| {
        if (row.from, row.to) == (0.0, 1.0) {
            "together".to_owned()
        } else {
            format!("{:.0}–{:.0}%", row.from * 100.0, row.to * 100.0)
        }
    };
    Table::of(rows)
        .left("outcome", |row| row.outcome.clone())
        .right("stated", range)
        .right("cells", |row| count(row.cells))
        .right("mean stated", |row| row.stated.map_or(String::new(), percent))
        .right("came", |row| row.came.map_or(String::new(), |came| number(came * 100.0, 0) + "%"))
}

fn contrasts_heading(found: &Panel) -> String {
    let told: Vec<bool> = found.contrasts.iter().filter_map(|contrast| contrast.agrees).collect();
    let agree = told.iter().filter(|agrees| **agrees).count();
    format!("Contrasts of branches: the model has the sign of {agree} of {} that differ as coded", told.len())
}

fn contrasts(rows: &[Contrast]) -> Table<'_, Contrast> {
    let signed = |value: f64| if value > 0.0 { format!("+{}", number(value, 2)) } else { number(value, 2) };
    let sign = |row: &Contrast| match row.agrees {
        Some(true) => "yes",
        Some(false) => "no",
        None => "no difference",
    };
    Table::of(rows)
        .left("outcome", |row| row.outcome.clone())
        .left("from", |row| format!("{} ({})", row.first, row.first_cells))
        .left("to", |row| format!("{} ({})", row.second, row.second_cells))
        .right("coded", move |row| signed(row.coded))
        .right("model", move |row| signed(row.model))
        .left("one sign", move |row| sign(row).to_owned())
}

fn mechanisms(rows: &[Worth]) -> Table<'_, Worth> {
    let worth = |row: &Worth, outcome: &str| {
        let found = row.worth.iter().find(|(name, _)| name == outcome).and_then(|(_, worth)| *worth);
        found.map_or(String::new(), with_error)
    };
    let table = Table::of(rows).left("mechanism", |row| row.mechanism.clone());
    let table =
        OUTCOMES.iter().fold(table, |table, (outcome, name)| table.right(*name, move |row| worth(row, outcome)));
    table.right("log, all", |row| row.log_worth.map_or(String::new(), with_error))
}

fn episodes(found: &Panel) -> Table<'_, EpisodeRow> {
    let cell = |row: &EpisodeRow, outcome: &str| {
        found.cells.iter().find(|cell| cell.episode == row.episode && cell.outcome == outcome)
    };
    let shown = move |row: &EpisodeRow, outcome: &str| match cell(row, outcome) {
        Some(cell) => {
            let mark = if cell.came { " *" } else { "" };
            format!("{}{mark}", percent(cell.stated(Given::Branch, Forecaster::Model)))
        }
        None => "–".to_owned(),
    };
    let table = Table::of(&found.episodes)
        .left("episode", |row| row.episode.clone())
        .left("kind", |row| row.kind.clone())
        .left("came", |row| row.came.clone());
    OUTCOMES
        .iter()
        .filter(|(outcome, _)| *outcome != ALL_OUTCOMES)
        .fold(table, |table, (outcome, name)| table.right(*name, move |row| shown(row, outcome)))
}

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
pub(crate) fn csv(found: &Panel) -> Result<Vec<u8>, TableError> {
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
pub(crate) fn branches_csv(found: &Panel) -> Result<Vec<u8>, TableError> {
    written(found.episodes.iter().flat_map(|row| {
        row.branches.iter().map(|branch| BranchCells {
            episode: Guarded(&row.episode),
            kind: Guarded(&row.kind),
            branch: &branch.branch,
            odds: Number(branch.odds),
            came: branch.branch == row.came,
            pressure: Number(branch.pressure),
            step: Number(branch.step),
            turn: Number(branch.turn),
            loyal: Number(branch.loyal),
            disloyal: Number(branch.disloyal),
            renewed: Number(branch.renewed),
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
pub(crate) fn scores_csv(found: &Panel) -> Result<Vec<u8>, TableError> {
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
pub(crate) fn leads_csv(found: &Panel) -> Result<Vec<u8>, TableError> {
    written(found.leads.iter().map(|lead| {
        let [brier_lead, brier_error] = super::estimated(Some(lead.brier));
        let [log_lead, log_error] = super::estimated(Some(lead.log));
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
pub(crate) fn calibration_csv(found: &Panel) -> Result<Vec<u8>, TableError> {
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
pub(crate) fn contrasts_csv(found: &Panel) -> Result<Vec<u8>, TableError> {
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
pub(crate) fn learnt_csv(learnt: &Learnt) -> Result<Vec<u8>, TableError> {
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
pub(crate) fn learnt_numbers_csv(learnt: &Learnt) -> Result<Vec<u8>, TableError> {
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
pub(crate) fn mechanisms_csv(found: &Panel) -> Result<Vec<u8>, TableError> {
    written(found.mechanisms.iter().flat_map(|row| {
        row.worth.iter().map(|(outcome, worth)| {
            let [brier_worth, brier_error] = super::estimated(*worth);
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
