//! What was said of every question, and what came: one row a question, probabilities along it.
//!
//! Takes a [`Foresight`], gives the figure `questions`.

use std::cmp::Ordering;

use crate::findings::ALL_BRANCHES;
use crate::findings::foresight::{Forecaster, Foresight, QuestionRow};
use crate::report::chart::form::key::{self, Entry, Sign};
use crate::report::chart::form::rows::{self, Mark, Rows, Stamp};
use crate::report::chart::kit::*;
use crate::report::foresight::share;

/// Room for the names of the rows.
const NAMES: f64 = 372.0;
/// Room for what came.
const CAME: f64 = 64.0;
/// Room for the numbers below the rows.
const BELOW: f64 = 20.0;
/// Greatest distance of two rows.
const PITCH: f64 = 34.0;
/// Height of a row in a narrow drawing.
const ROW: f64 = 42.0;
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

/// Whose statement a mark is.
#[derive(Clone, Copy)]
enum Whose {
    Branch,
    All,
    Naive,
    Came,
}

impl Whose {
    fn stamp(self, size: f64) -> Stamp {
        match self {
            Self::Branch => Stamp::Dot(BLUE.line(), size),
            Self::All => Stamp::Shaped(Shape::Ring, BLUE.line(), size),
            Self::Naive => Stamp::Square(NEUTRAL, size * 0.85),
            Self::Came => Stamp::Stroke(VERMILION.line(), 1.6 * size, STROKE * 1.4),
        }
    }

    fn shape(self) -> Shape {
        match self {
            Self::Branch => Shape::Dot,
            Self::All => Shape::Ring,
            Self::Naive => Shape::Square,
            Self::Came => Shape::Bar,
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

pub(crate) fn figure(found: &Foresight) -> Result<Figure, ChartError> {
    let rows: Vec<Row> = found.questions.iter().map(|question| row(found, question)).collect();
    let title = title(found);
    let shown = rows.len().min(MOST);
    let part = if shown < rows.len() { format!("; the first {MOST} of {}", rows.len()) } else { String::new() };
    let leads = if found.answers.is_some() { "; the line leads from what the model says to what came" } else { "" };
    let scored = if found.scores.is_empty() { "" } else { "; log scores, the model's by the odds" };
    let form = |page: &mut Page| draw(page, found);
    let statement = Statement {
        id: "questions".to_owned(),
        alt: alt(found, &rows),
        title,
        subtitle: format!("Probability that the answer is yes{leads}{part}{scored}"),
        footer: Footer::certified(&found.provenance, found.certified_draws),
        rows,
    };
    let height = |drawing: Drawing| key::height(&entries(found), drawing.room()) + 30.0 + ROW * shown as f64;
    statement.shown(&(height, form))
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
    // A forecaster without the model does not know the branch that came, so the model is scored over all branches too.
    match score(Forecaster::AllBranches).zip(score(Forecaster::Naive)) {
        Some((model, naive)) => format!(
            "{}: {} score with the model ({} against {})",
            questions(model.questions),
            match model.log_sum.total_cmp(&naive.log_sum) {
                Ordering::Greater => "better",
                Ordering::Equal => "equal",
                Ordering::Less => "worse",
            },
            number(model.log_sum, 1),
            number(naive.log_sum, 1)
        ),
        None => format!("{}: what the model expects", questions(found.questions.len())),
    }
}

fn alt(found: &Foresight, rows: &[Row]) -> String {
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
         a forecaster without a model says, and what came. By the model: {}.",
        rows.len(),
        found.foremost(),
        rows.iter().map(one).collect::<Vec<_>>().join("; ")
    )
}

/// What the marks mean.
fn entries(found: &Foresight) -> Vec<Entry> {
    let mut marks = vec![(Whose::Branch, found.foremost().to_owned())];
    if found.branches.len() > 1 {
        marks.push((Whose::All, "all outcomes by their odds".to_owned()));
    }
    marks.push((Whose::Naive, "who knows no model".to_owned()));
    if found.answers.is_some() {
        marks.push((Whose::Came, "what came".to_owned()));
    }
    let entry = |(whose, name): (Whose, String)| Entry { name, sign: Sign::Mark(whose.shape(), whose.colour()) };
    marks.into_iter().map(entry).collect()
}

fn draw(page: &mut Page, found: &Foresight) {
    key::draw(page, &entries(found));
    let (body, top) = (page.body, page.body.top);
    let count = found.questions.len().min(MOST);
    let pitch =
        ((body.bottom - BELOW - top) / count.max(1) as f64).min(if page.drawing.narrow() { ROW } else { PITCH });
    let stacked = page.drawing.narrow();
    let (left, right) = if stacked { (8.0, 14.0) } else { (NAMES, CAME) };
    let rows = Rows {
        axis: (Axis::percentages(), Ticks::Standing),
        plot: Rect::new(body.left + left, top, body.right - right, top + pitch * count as f64),
        count,
        names: (body.left, Across::Left, NAMES - 16.0),
        numbers: (body.right, CAME - 14.0),
        heading: None,
        divide: None,
        stacked,
        rows: found.questions[..count].iter().map(|question| drawn(&row(found, question), pitch)).collect(),
    };
    rows.draw(&mut page.canvas);
}

/// The name of a row, its marks, and what came.
fn drawn(row: &Row, pitch: f64) -> rows::Row {
    let text = (LABEL.0.min(pitch * 0.62), LABEL.1.min(pitch * 0.62));
    let (word, colour) = match row.came {
        Some(true) => ("yes", VERMILION),
        Some(false) => ("no", VERMILION),
        None => ("unknown", QUIET),
    };
    let came = row.came.map(|came| f64::from(u8::from(came)));
    let lead = row.probability.zip(came);
    let lead = lead.map(|(said, came)| Mark::Line(said, came, VERMILION.tint(0.45), HAIRLINE * 1.6));
    let stated =
        [(Whose::Naive, row.naive), (Whose::All, row.all), (Whose::Branch, row.probability), (Whose::Came, came)];
    let size = MARK.min(pitch * 0.3);
    let stamps = stated.into_iter().filter_map(|(whose, value)| Some(Mark::At(value?, whose.stamp(size))));
    rows::Row {
        name: (row.question.to_owned(), Style::plain(text, INK), if pitch >= 27.0 { 2 } else { 1 }),
        number: Some((word.to_owned(), Style::bold(text, colour.ink()))),
        marks: lead.into_iter().chain(stamps).collect(),
    }
}
