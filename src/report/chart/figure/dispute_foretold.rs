//! What the model and a Markov chain say of each quarter, one quarter before, over the quarters that came to dispute.
//!
//! Takes the quarters of a [`Backtest`], gives the figure `dispute-foretold`.

use crate::findings::backtest::naive::{Forecaster, Knows};
use crate::findings::backtest::{Backtest, HORIZONS, QuarterRow, Stated};
use crate::report::chart::form::key::{Entry, Sign};
use crate::report::chart::form::over_time::{End, Layer, OverTime, Panel, Series, Side, runs};
use crate::report::chart::kit::*;

/// Room for the names of the two lines.
const SIDE: f64 = 118.0;
/// Names of the two lines.
const MODEL: &str = "Model";
const OVER_DRAWS: &str = "Model, over draws";
const CHAIN: &str = "Markov chain, learning";

#[derive(Serialize)]
struct Row<'a> {
    quarter: &'a str,
    era: &'a str,
    dispute: Option<bool>,
    model: Option<f64>,
    draws: Option<f64>,
    markov: Option<f64>,
}

pub(crate) fn figure(found: &Backtest) -> Result<Figure, ChartError> {
    let quarters: Vec<String> = found.quarters.iter().map(|row| row.quarter.clone()).collect();
    let (title, scores) = said(found);
    let statement = Statement {
        id: "dispute-foretold".to_owned(),
        alt: alt(found, &quarters),
        title,
        subtitle: format!(
            "Probability that the quarter begins in dispute, stated one quarter before; shaded: quarters coded as \
             dispute{scores}"
        ),
        footer: Footer::backtest_over_draws(found),
        rows: found.quarters.iter().map(row).collect(),
    };
    statement.shown(&form(found, &quarters))
}

/// What was said of a quarter one quarter before.
fn stated(row: &QuarterRow) -> Option<&Stated> {
    row.stated.iter().find(|stated| stated.ahead == HORIZONS[0])
}

fn row(row: &QuarterRow) -> Row<'_> {
    let said = stated(row);
    Row {
        quarter: &row.quarter,
        era: &row.era,
        dispute: row.dispute,
        model: said.and_then(|said| said.model),
        draws: said.and_then(|said| said.draws),
        markov: said.and_then(|said| said.markov),
    }
}

/// The title, and the log scores that it rests on.
fn said(found: &Backtest) -> (String, String) {
    let sum = |forecaster, knows| found.score(HORIZONS[0], forecaster, knows);
    let who = if found.draws.is_some() { Forecaster::Draws } else { Forecaster::Model };
    let (model, chain) = (sum(who, None), sum(Forecaster::Markov, Some(Knows::Earlier)));
    let Some((model, chain)) = model.zip(chain) else {
        return ("Disputes foretold".to_owned(), String::new());
    };
    let lead = if found.draws.is_some() { chain.draws_log_ahead } else { chain.log_ahead };
    let ahead = lead.map_or((0.0, 0.0), |one| (one.value, one.standard_error.unwrap_or(f64::INFINITY)));
    let verdict = match ahead {
        (value, error) if value > 2.0 * error => "clearly better",
        (value, error) if value < -2.0 * error => "clearly worse",
        (value, _) if value > 0.0 => "not clearly better",
        _ => "no better",
    };
    let scores = format!(
        "; log score over {} quarters {}, of a Markov chain that learns {}",
        model.quarters,
        number(model.log_sum, 1),
        number(chain.log_sum, 1)
    );
    (format!("Disputes foretold {verdict} than by a Markov chain"), scores)
}

fn alt(found: &Backtest, quarters: &[String]) -> String {
    let mean = |dispute: bool| {
        let said = found.quarters.iter().filter(|row| row.dispute == Some(dispute));
        let said: Vec<f64> = said.filter_map(|row| stated(row).and_then(foretold)).collect();
        percent(said.iter().sum::<f64>() / said.len() as f64)
    };
    format!(
        "Two lines over time, from 0 to 100%: the probability of a dispute that the model states one quarter before, and \
         that of a Markov chain that learns; quarters coded as dispute are shaded. The model states {} on average \
         of quarters that came to dispute, {} of those that did not.{}",
        mean(true),
        mean(false),
        marks_in_words(&found.marks, quarters)
    )
}

/// What the model says: over draws if they were taken, else at central values.
fn foretold(said: &Stated) -> Option<f64> {
    said.draws.or(said.model)
}

fn form<'a>(found: &'a Backtest, quarters: &'a [String]) -> OverTime<'a> {
    let series = |value: fn(&Stated) -> Option<f64>| -> Series {
        let point = |(quarter, row): (usize, &QuarterRow)| Some((quarter, value(stated(row)?)?));
        found.quarters.iter().enumerate().filter_map(point).collect()
    };
    let (model, chain) = (series(foretold), series(|said| said.markov));
    let end = |series: &Series, name: &str, colour: Colour| {
        let (_, value) = *series.last()?;
        Some(End { between: (value, value), name: name.to_owned(), number: None, colour })
    };
    let name = if found.draws.is_some() { OVER_DRAWS } else { MODEL };
    let panel = Panel {
        under: shades(found),
        ends: [end(&model, name, BLUE), end(&chain, CHAIN, BLACK)].into_iter().flatten().collect(),
        over: vec![Layer::Dashed(chain, BLACK, STROKE * 0.7), Layer::Line(model, BLUE.line(), STROKE)],
        is_named: true,
        ..Panel::default()
    };
    OverTime {
        quarters,
        marks: &found.marks,
        axis: Axis::shares(),
        right: (0.0, SIDE),
        side: Side { room: SIDE - 20.0, lines: 2, beyond: (0.0, 0.0) },
        key: vec![
            Entry { name: name.to_owned(), sign: Sign::Line(BLUE.line()) },
            Entry { name: CHAIN.to_owned(), sign: Sign::Dashed(BLACK) },
        ],
        numbers: false,
        panels: vec![panel],
    }
}

/// Quarters of dispute, and more faintly those that are not coded.
fn shades(found: &Backtest) -> Vec<Layer> {
    let shade = |(code, first, last)| match code {
        Some(true) => Some(Layer::Quarters(first, last, VERMILION.tint(0.28))),
        None => Some(Layer::Quarters(first, last, GRID)),
        Some(false) => None,
    };
    runs(found.quarters.iter().map(|row| Some(row.dispute))).into_iter().filter_map(shade).collect()
}
