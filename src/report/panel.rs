//! A panel of episodes as text for people and as Markdown (docs/panel.md).
//!
//! Takes what [`findings::panel`](crate::findings::panel) holds, gives text.

pub(crate) mod csv;
mod form;
mod learnt;

use super::words::plain::{count, number, percent};
use crate::base::table::Table;
use crate::findings::panel::{ALL_OUTCOMES, Bin, Contrast, EpisodeRow, Forecaster, Given, Panel, Part, Power, Worth};
use form::{Form, OUTCOMES, with_error};
use std::fmt::Write;

/// What goes with the tables of scores.
const READING: &str = "\
Brier score: squared distance of the probability from what came; lower is better. Log score: natural log of the
probability given to what came (none taken nearer to 0 or 1 than 0.0001); nearer to 0 is better. A lead is positive where
the model is better. Its error takes pairs of patron and client for independent, and nothing within them; a lead under two
errors proves nothing. Rivals learn from other pairs only.
";

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
        learnt::told(learnt, form, &mut text);
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
