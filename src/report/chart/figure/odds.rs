//! Events, or kinds of history where there are none, as the odds of one branch go from 0 to 1, the others' in proportion:
//! straight lines with bands.
//!
//! Takes the sweep of a comparison, gives the figure `odds`.

use crate::findings::EventShare;
use crate::findings::compare::{Comparison, OddsShift, SweepPoint};
use crate::report::chart::kit::*;

/// Room for the names of the lines.
const NAMES: f64 = 190.0;
/// The same in a narrow drawing.
const NARROW: f64 = 110.0;

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    odds: f64,
    event: &'a str,
    share: f64,
    standard_error: Option<f64>,
    low95: f64,
    high95: f64,
}

/// The line of an event.
struct Line<'a> {
    event: &'a str,
    points: Vec<&'a SweepPoint>,
    colour: Colour,
}

impl Line<'_> {
    fn ends(&self) -> Option<(&EventShare, &EventShare)> {
        Some((&self.points.first()?.share, &self.points.last()?.share))
    }

    fn change(&self) -> f64 {
        self.ends().map_or(0.0, |(first, last)| (last.probability.value - first.probability.value).abs())
    }
}

pub(crate) fn figure(comparison: &Comparison) -> Result<Option<Figure>, ChartError> {
    let lines = lines(comparison);
    let most = lines.iter().max_by(|one, two| one.change().total_cmp(&two.change()));
    let Some((line, (first, last))) = most.and_then(|line| Some((line, line.ends()?))) else { return Ok(None) };
    let Some((branch, run)) = comparison.sweep.first().map(|point| &point.branch).zip(comparison.runs.first()) else {
        return Ok(None);
    };
    let (name, change) = (capital(line.event), format!("{} to {}", frequency(first), frequency(last)));
    let title = short([
        format!("{name}: {change} with the odds of {branch}"),
        format!("{name}: {change}, by these odds"),
        format!("Histories change by these odds: {change}"),
    ]);
    let subtitle = format!(
        "Share of all histories, %, against the odds of {branch}; the other outcomes share the rest in \
         proportion to their odds; bands: 95% intervals of sampling{}",
        dashed(comparison, branch)
    );
    let each: Vec<String> = lines
        .iter()
        .filter_map(|line| line.ends().map(|(first, last)| (line, first, last)))
        .map(|(line, first, last)| format!("{} {} to {}", line.event, frequency(first), frequency(last)))
        .collect();
    let alt = format!(
        "Straight lines, one for each of {} events or kinds of history: its share of all histories against the odds of {branch}, from 0 to \
         1. {}.",
        lines.len(),
        each.join("; ")
    );
    let statement = Statement {
        id: "odds".to_owned(),
        title,
        subtitle,
        alt,
        footer: Footer::certified(&run.provenance, run.certified_draws),
        rows: comparison.sweep.iter().map(row).collect(),
    };
    statement.shown(&|page: &mut Page| draw(page, comparison, branch, &lines)).map(Some)
}

fn row(point: &SweepPoint) -> Row<'_> {
    let share = &point.share;
    Row {
        branch: &point.branch,
        odds: point.odds,
        event: &share.event,
        share: share.probability.value,
        standard_error: share.probability.standard_error,
        low95: share.low95,
        high95: share.high95,
    }
}

fn lines(comparison: &Comparison) -> Vec<Line<'_>> {
    let mut lines: Vec<Line> = Vec::new();
    for point in &comparison.sweep {
        match lines.iter_mut().find(|line| line.event == point.share.event) {
            Some(line) => line.points.push(point),
            None => {
                let colour = EVENTS[lines.len() % EVENTS.len()];
                lines.push(Line { event: &point.share.event, points: vec![point], colour });
            }
        }
    }
    lines
}

fn draw(page: &mut Page, comparison: &Comparison, branch: &str, lines: &[Line]) {
    let axis = Axis::shares();
    let side = if page.drawing.narrow() { NARROW } else { NAMES };
    let gutters = Gutters { last: side, below: 34.0, ..Gutters::default() };
    let names = ["All outcomes, mixed by their odds".to_owned()];
    let Some(plot) = panels(page, &names, &axis, &gutters).first().copied() else { return };
    let across = axis.draw_below(&mut page.canvas, &plot, Ticks::Through(None));
    Axis::name_below(&mut page.canvas, &plot, &format!("odds of {branch}, %"));
    let up = axis.upright(&plot);
    for line in lines {
        let edge = |of: fn(&EventShare) -> f64| -> Vec<Point> {
            line.points.iter().map(|point| at(across.map(point.odds), up.map(of(&point.share)))).collect()
        };
        let mut band = edge(|share| share.high95);
        band.extend(edge(|share| share.low95).into_iter().rev());
        page.canvas.area(band, line.colour.tint(0.3));
    }
    for line in lines {
        let point = |point: &&SweepPoint| at(across.map(point.odds), up.map(point.share.probability.value));
        page.canvas.line(line.points.iter().map(point).collect(), line.colour.line(), STROKE);
    }
    marks(&mut page.canvas, comparison, branch, &plot, &across);
    labels(&mut page.canvas, lines, (&plot, &up), side);
}

/// The odds of a branch in the scenario, and those asked for.
fn shift<'a>(comparison: &'a Comparison, branch: &str) -> Option<&'a OddsShift> {
    comparison.odds.iter().find(|shift| shift.branch == branch)
}

/// What the dashed lines are, for the subtitle: a label in the plot would stand in the way of a line.
fn dashed(comparison: &Comparison, branch: &str) -> String {
    let told = |shift: &OddsShift| {
        format!("; dashed: {} in the scenario, {} as asked", percent(shift.scenario), percent(shift.asked))
    };
    shift(comparison, branch).map_or_else(String::new, told)
}

/// Where the scenario and what was asked stand.
fn marks(canvas: &mut Canvas, comparison: &Comparison, branch: &str, plot: &Rect, across: &Scale) {
    for odds in shift(comparison, branch).iter().flat_map(|shift| [shift.scenario, shift.asked]) {
        let x = across.map(odds);
        canvas.dashed(&[at(x, plot.top), at(x, plot.bottom)], AXIS, HAIRLINE * 1.5);
    }
}

fn labels(canvas: &mut Canvas, lines: &[Line], (plot, up): (&Rect, &Scale), side: f64) {
    let label = |line: &Line| {
        let (_, last) = line.ends()?;
        let text = format!("{}, {}", capital(line.event), frequency(last));
        Some((
            up.map(last.probability.value),
            direct(&text, line.colour, side - 18.0, if side < NAMES { 4 } else { 2 }),
        ))
    };
    let labels: Vec<(f64, Block)> = lines.iter().filter_map(label).collect();
    side_labels(canvas, plot.right, &labels, (plot.top - 8.0, plot.bottom + 8.0));
}
