//! What was said of every question, and what came: one row a question, probabilities along it.
//!
//! Takes a [`Foresight`], gives the figure `questions`.

use serde::Serialize;

use super::canvas::{Across, Canvas, Down};
use super::geometry::{Point, Rect, Scale, at};
use super::page::{Page, provenance};
use super::panels::Axis;
use super::text::{Block, Style};
use super::theme::{AXIS, BLUE, Colour, GRID, HAIRLINE, INK, LABEL, NEUTRAL, QUIET, STROKE, TICK, VERMILION, WHITE};
use super::words::{count, frequency, number};
use super::{ChartError, Figure, table};
use crate::findings::ALL_BRANCHES;
use crate::findings::foresight::{Forecaster, Foresight, QuestionRow};
use crate::report::foresight::share;

/// Room for the names of the rows.
const NAMES: f64 = 268.0;
/// Room for what came.
const CAME: f64 = 64.0;
/// Room for the numbers below the rows.
const BELOW: f64 = 20.0;
/// Greatest distance of two rows.
const PITCH: f64 = 34.0;
/// Most rows; more could not be read. The table holds all.
const MOST: usize = 24;
/// Half the size of a mark.
const MARK: f64 = 4.2;

#[derive(Serialize)]
struct Row<'a> {
    question: &'a str,
    by: &'a str,
    came: Option<bool>,
    branch: &'a str,
    /// In words.
    #[serde(skip)]
    said: String,
    probability: Option<f64>,
    all: Option<f64>,
    naive: Option<f64>,
}

/// What a mark in the picture stands for.
#[derive(Clone, Copy)]
enum Mark {
    Branch,
    All,
    Naive,
    Came,
}

impl Mark {
    fn draw(self, canvas: &mut Canvas, centre: Point, size: f64) {
        match self {
            Self::Branch => canvas.dot(centre, size, BLUE.line()),
            Self::All => {
                canvas.dot(centre, size, BLUE.line());
                canvas.dot(centre, size * 0.55, WHITE);
            }
            Self::Naive => canvas.square(centre, size * 0.85, NEUTRAL),
            Self::Came => {
                let Point { x, y } = centre;
                canvas.line(vec![at(x, y - 1.6 * size), at(x, y + 1.6 * size)], VERMILION.line(), STROKE * 1.4);
            }
        }
    }

    fn colour(self) -> Colour {
        match self {
            Self::Branch | Self::All => BLUE,
            Self::Naive => NEUTRAL,
            Self::Came => VERMILION,
        }
    }
}

pub(super) fn figure(found: &Foresight) -> Result<Figure, ChartError> {
    let rows: Vec<Row> = found.questions.iter().map(|question| row(found, question)).collect();
    let title = title(found);
    let shown = &rows[..rows.len().min(MOST)];
    let part = if shown.len() < rows.len() { format!("; the first {MOST} of {}", rows.len()) } else { String::new() };
    let leads = if found.answers.is_some() { "; the line leads from what the model says to what came" } else { "" };
    let subtitle = format!("Probability that the answer is yes{leads}{part}");
    let alt = alt(found, &rows, &title);
    let source = provenance(&found.provenance, found.certified_draws);
    let mut page = Page::of(title, subtitle, &source);
    let body = page.body;
    let top = key(&mut page.canvas, found, &body) + 8.0;
    let pitch = ((body.bottom - BELOW - top) / shown.len().max(1) as f64).min(PITCH);
    let plot = Rect::new(body.left + NAMES, top, body.right - CAME, top + pitch * shown.len() as f64);
    draw(&mut page.canvas, shown, &plot, pitch, &body);
    page.finish("questions".to_owned(), table(&rows)?, alt)
}

fn row<'a>(found: &'a Foresight, question: &'a QuestionRow) -> Row<'a> {
    let stated = |branch: &str| question.stated_in(branch).map(|stated| stated.probability.value);
    let said = question.stated_in(found.foremost()).map(|stated| frequency(&share(question, stated)));
    Row {
        said: said.unwrap_or_default(),
        question: &question.question,
        by: &question.by,
        came: question.outcome,
        branch: found.foremost(),
        probability: stated(found.foremost()),
        // With one branch only, all of them are the same.
        all: stated(ALL_BRANCHES).filter(|_| found.branches.len() > 1),
        naive: question.naive,
    }
}

fn title(found: &Foresight) -> String {
    let score = |who| found.scores.iter().find(|total| total.forecaster == who);
    let questions = |many: usize| match many {
        1 => "One question".to_owned(),
        many => format!("{} questions", count(many)),
    };
    // Whoever knows no model is not told the outcome either: what is said over all of them is compared.
    match score(Forecaster::AllBranches).zip(score(Forecaster::Naive)) {
        Some((model, naive)) => format!(
            "{}: log score of the model {}{}, of whoever knows no model {}",
            questions(model.questions),
            number(model.log_sum, 1),
            if found.branches.len() > 1 { " by the odds" } else { "" },
            number(naive.log_sum, 1)
        ),
        None => format!("{}: what the model expects", questions(found.questions.len())),
    }
}

fn alt(found: &Foresight, rows: &[Row], title: &str) -> String {
    let one = |row: &Row| {
        let came = match row.came {
            Some(true) => ", and it came",
            Some(false) => ", and it did not come",
            None => "",
        };
        format!("“{}” {}{came}", row.question, row.said)
    };
    format!(
        "One row for each of {} questions, from 0 to 100%: what the model says of {}, of all outcomes by their odds, what \
         a forecaster without a model says, and what came. {title}. By the model: {}.",
        rows.len(),
        found.foremost(),
        rows.iter().map(one).collect::<Vec<_>>().join("; ")
    )
}

/// What the marks mean, in a line on top; gives where it ends.
fn key(canvas: &mut Canvas, found: &Foresight, body: &Rect) -> f64 {
    let mut marks = vec![(Mark::Branch, found.foremost().to_owned())];
    if found.branches.len() > 1 {
        marks.push((Mark::All, "all outcomes by their odds".to_owned()));
    }
    marks.push((Mark::Naive, "who knows no model".to_owned()));
    if found.answers.is_some() {
        marks.push((Mark::Came, "what came".to_owned()));
    }
    let room = body.width() / marks.len() as f64 - 26.0;
    let (mut left, mut bottom) = (body.left, body.top);
    for (mark, name) in marks {
        let block = Block::fit(&name, Style::bold(LABEL, mark.colour().ink()), room, 2);
        let area = canvas.text(&block, at(left + 12.0, body.top), Across::Left, Down::Top);
        mark.draw(canvas, at(left + 4.0, (area.top + area.bottom) / 2.0), MARK);
        (left, bottom) = (area.right + 24.0, area.bottom.max(bottom));
    }
    bottom
}

fn draw(canvas: &mut Canvas, rows: &[Row], plot: &Rect, pitch: f64, body: &Rect) {
    let axis = Axis::shares();
    let across = Scale { domain: axis.ends, range: (plot.left, plot.right) };
    for (value, label) in &axis.ticks {
        let x = across.map(*value);
        canvas.line(vec![at(x, plot.top), at(x, plot.bottom)], GRID, HAIRLINE);
        let label = Block::line(&format!("{label}%"), Style::plain((TICK, TICK), QUIET));
        canvas.text(&label, at(x, plot.bottom + 4.0), Across::Middle, Down::Top);
    }
    canvas.line(vec![at(plot.left, plot.bottom), at(plot.right, plot.bottom)], AXIS, HAIRLINE);
    for (place, row) in rows.iter().enumerate() {
        let y = plot.top + pitch * (place as f64 + 0.5);
        let size = MARK.min(pitch * 0.3);
        let came = row.came.map(|came| across.map(f64::from(u8::from(came))));
        if let Some((said, came)) = row.probability.zip(came) {
            canvas.line(vec![at(across.map(said), y), at(came, y)], VERMILION.tint(0.45), HAIRLINE * 1.6);
        }
        let marks = [(Mark::Naive, row.naive), (Mark::All, row.all), (Mark::Branch, row.probability)];
        for (mark, value) in marks {
            if let Some(value) = value {
                mark.draw(canvas, at(across.map(value), y), size);
            }
        }
        if let Some(came) = came {
            Mark::Came.draw(canvas, at(came, y), size);
        }
        words(canvas, row, y, pitch, body);
    }
}

/// The name of a row on the left, what came on the right.
fn words(canvas: &mut Canvas, row: &Row, y: f64, pitch: f64, body: &Rect) {
    let size = (LABEL.0.min(pitch * 0.62), LABEL.1.min(pitch * 0.62));
    let lines = if pitch >= 27.0 { 2 } else { 1 };
    let name = Block::fit(row.question, Style::plain(size, INK), NAMES - 16.0, lines);
    canvas.text(&name, at(body.left, y), Across::Left, Down::Middle);
    let (came, colour) = match row.came {
        Some(true) => ("yes", VERMILION),
        Some(false) => ("no", VERMILION),
        None => ("unknown", QUIET),
    };
    let came = Block::fit(came, Style::bold(size, colour.ink()), CAME - 14.0, 1);
    canvas.text(&came, at(body.right, y), Across::Right, Down::Middle);
}
