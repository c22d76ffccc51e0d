//! What the model and a Markov chain say of each quarter, one quarter before, over the quarters that came to dispute.
//!
//! Takes the quarters of a [`Backtest`], gives the figure `dispute-foretold`.

use serde::Serialize;

use super::geometry::{Point, Rect, Scale, at};
use super::panels::{Axis, Gutters, direct, panels, side_labels};
use super::record::{names, page_over_draws, shade, stated};
use super::text::{Block, Style};
use super::theme::{BLACK, BLUE, HEADING, INK, STROKE};
use super::time::{Marks, in_words, time_axis};
use super::words::{number, percent};
use super::{ChartError, Figure, table};
use crate::findings::backtest::naive::{Forecaster, Knows};
use crate::findings::backtest::{Backtest, HORIZONS, Stated};

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

pub(super) fn figure(found: &Backtest) -> Result<Figure, ChartError> {
    let title = title(found);
    let subtitle =
        "Probability that the quarter opens in dispute, stated one quarter before; shaded: quarters coded as \
                    dispute"
            .to_owned();
    let alt = alt(found, &title);
    let mut page = page_over_draws(title, subtitle, found);
    let axis = Axis::shares();
    let mut gutters = Gutters { each: 0.0, last: SIDE, below: 20.0, above: 0.0 };
    let width = super::panels::name_room(&page, 1, &axis, &gutters);
    let marks = Marks::of(&found.marks, found.quarters.len(), width);
    gutters.above = marks.height();
    let empty = Block::line("", Style::bold(HEADING, INK));
    let plots = panels(&mut page, &[empty], &axis, &gutters);
    let across = time_axis(&mut page.canvas, &plots[0], &names(found));
    shade(&mut page.canvas, &plots[0], &across, found);
    marks.draw(&mut page.canvas, &plots[0]);
    lines(&mut page, &plots[0], &across, &axis.upright(&plots[0]), found);
    page.finish("dispute-foretold".to_owned(), table(&rows(found))?, alt)
}

fn rows(found: &Backtest) -> Vec<Row<'_>> {
    let row = |row| {
        let said = stated(row, HORIZONS[0]);
        let (model, draws) = (said.and_then(|said| said.model), said.and_then(|said| said.draws));
        let markov = said.and_then(|said| said.markov);
        Row { quarter: &row.quarter, era: &row.era, dispute: row.dispute, model, draws, markov }
    };
    found.quarters.iter().map(row).collect()
}

fn title(found: &Backtest) -> String {
    let sum = |forecaster, knows| found.score(HORIZONS[0], forecaster, knows);
    let who = if found.draws.is_some() { Forecaster::Draws } else { Forecaster::Model };
    let (model, chain) = (sum(who, None), sum(Forecaster::Markov, Some(Knows::Earlier)));
    let Some((model, chain)) = model.zip(chain) else { return "Disputes foretold".to_owned() };
    let lead = if found.draws.is_some() { chain.draws_log_ahead } else { chain.log_ahead };
    let ahead = lead.map_or((0.0, 0.0), |one| (one.value, one.standard_error.unwrap_or(f64::INFINITY)));
    let verdict = match ahead {
        (value, error) if value > 2.0 * error => "clearly better than",
        (value, error) if value < -2.0 * error => "clearly worse than",
        (value, _) if value > 0.0 => "not clearly better than",
        _ => "no better than",
    };
    format!(
        "Log score {} over {} quarters: {verdict} a Markov chain that learns ({})",
        number(model.log_sum, 1),
        model.quarters,
        number(chain.log_sum, 1)
    )
}

fn alt(found: &Backtest, title: &str) -> String {
    let mean = |dispute: bool| {
        let said = found.quarters.iter().filter(|row| row.dispute == Some(dispute));
        let said: Vec<f64> = said.filter_map(|row| stated(row, HORIZONS[0]).and_then(foretold)).collect();
        percent(said.iter().sum::<f64>() / said.len() as f64)
    };
    let names = names(found);
    format!(
        "Two lines over time, from 0 to 100%: the probability of a dispute that the model states one quarter before, and \
         that of a Markov chain that learns; quarters coded as dispute are shaded. {title}. The model states {} on average \
         of quarters that came to dispute, {} of those that did not.{}",
        mean(true),
        mean(false),
        in_words(&found.marks, &names)
    )
}

/// What the model says: over draws if they were taken, else at central values.
fn foretold(said: &Stated) -> Option<f64> {
    said.draws.or(said.model)
}

fn lines(page: &mut super::page::Page, plot: &Rect, across: &Scale, up: &Scale, found: &Backtest) {
    let rows = rows(found);
    let points = |value: &dyn Fn(&Row) -> Option<f64>| -> Vec<Point> {
        let point = |(place, row): (usize, &Row)| Some(at(across.map(place as f64), up.map(value(row)?)));
        rows.iter().enumerate().filter_map(point).collect()
    };
    let (model, chain) = (points(&|row| row.draws.or(row.model)), points(&|row| row.markov));
    let name = if found.draws.is_some() { OVER_DRAWS } else { MODEL };
    page.canvas.dashed(&chain, BLACK, STROKE * 0.7);
    page.canvas.line(model.clone(), BLUE.line(), STROKE);
    let label = |points: &[Point], text: &str, colour| Some((points.last()?.y, direct(text, colour, SIDE - 20.0, 2)));
    let labels: Vec<(f64, Block)> =
        [label(&model, name, BLUE), label(&chain, CHAIN, BLACK)].into_iter().flatten().collect();
    side_labels(&mut page.canvas, plot.right, &labels, (plot.top, plot.bottom));
}
