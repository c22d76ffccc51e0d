//! What drives the headline: one bar for each of the uncertain numbers that tell most.
//!
//! Takes the drivers, gives the figure `what-drives-it`. A bar goes from the share of the headline chapter in the
//! quarter of the draws in which the number is least (dot) to that in which it is greatest (square).

use crate::findings::drivers::{Driver, Drivers};
use crate::findings::{ALL_BRANCHES, Summary};
use crate::report::chart::form::rows::{self, Mark, Rows, Stamp};
use crate::report::chart::kit::*;

/// Bars shown.
pub(crate) const SHOWN: usize = 8;
/// Room for the names of the numbers.
const NAMES: f64 = 236.0;
/// Room for the rank correlations.
const RANKS: f64 = 168.0;
/// Size of the rank correlations.
const RANK: f64 = 11.0;
/// Height of a row in a narrow drawing.
const ROW: f64 = 46.0;
/// Above the first bar: the key, or the heading of the correlations.
const ABOVE: f64 = 22.0;
/// Below the last bar: the axis.
const BELOW: f64 = 34.0;

#[derive(Serialize)]
struct Row {
    parameter: String,
    lowest_quarter_up_to: f64,
    share_in_lowest_quarter: f64,
    lowest_standard_error: Option<f64>,
    highest_quarter_from: f64,
    share_in_highest_quarter: f64,
    highest_standard_error: Option<f64>,
    rank_correlation: Option<f64>,
    low95: Option<f64>,
    high95: Option<f64>,
}

/// The tornado; `None` if there is nothing to show.
///
/// # Errors
/// If it cannot be drawn.
pub(crate) fn figure(summary: &Summary, drivers: &Drivers) -> Result<Option<Figure>, ChartError> {
    let shown = &drivers.list[..drivers.list.len().min(SHOWN)];
    let Some(first) = shown.first() else { return Ok(None) };
    let title = title(summary, drivers, first);
    let subtitle = format!(
        "Share of histories{} in the quarter of the draws in which the number is least (dot) and greatest (square); \
         sorted by rank correlation with it; {} draws × {} histories",
        overall(drivers),
        count(drivers.draws),
        count(drivers.paths)
    );
    let statement = Statement {
        id: "what-drives-it".to_owned(),
        alt: alt(summary, drivers, shown),
        title,
        subtitle,
        footer: Footer::run(summary),
        rows: shown.iter().map(row).collect(),
    };
    let height = |_| ABOVE + BELOW + ROW * shown.len() as f64;
    statement.shown(&(height, |page: &mut Page| draw(page, summary, drivers, shown))).map(Some)
}

/// Over what, where there is a choice.
fn overall(drivers: &Drivers) -> &'static str {
    if drivers.block == ALL_BRANCHES { " over all outcomes of the election" } else { "" }
}

fn row(driver: &Driver) -> Row {
    let (Driver { lowest, highest, .. }, found) = (driver, driver.correlation);
    Row {
        parameter: keys(driver),
        lowest_quarter_up_to: lowest.edge,
        share_in_lowest_quarter: lowest.share.value,
        lowest_standard_error: lowest.share.standard_error,
        highest_quarter_from: highest.edge,
        share_in_highest_quarter: highest.share.value,
        highest_standard_error: highest.share.standard_error,
        rank_correlation: found.map(|found| found.value),
        low95: found.map(|found| found.low95),
        high95: found.map(|found| found.high95),
    }
}

fn title(summary: &Summary, drivers: &Drivers, first: &Driver) -> String {
    let what = capital(&drivers.what);
    if drivers.list.iter().all(|driver| !driver.correlation.is_some_and(|found| found.tells())) {
        return format!("{what}: no uncertain number tells by itself");
    }
    let moves = if first.highest.share.value < first.lowest.share.value { "falls" } else { "rises" };
    format!("{what} {moves} most with {}", name(summary, first))
}

fn alt(summary: &Summary, drivers: &Drivers, shown: &[Driver]) -> String {
    let bar = |driver: &Driver| {
        let [low, high] = [&driver.lowest, &driver.highest].map(|quarter| percent(quarter.share.value));
        format!("{}: {low} where it is least, {high} where it is greatest", name(summary, driver))
    };
    format!(
        "Horizontal bars, one for each of the {} uncertain numbers that tell most: the share of {}{}, from the \
         quarter of the draws in which the number is least to that in which it is greatest. {}.",
        shown.len(),
        drivers.what,
        overall(drivers),
        shown.iter().map(bar).collect::<Vec<_>>().join(". ")
    )
}

fn draw(page: &mut Page, summary: &Summary, drivers: &Drivers, shown: &[Driver]) {
    let shares = shown.iter().flat_map(|driver| [driver.lowest.share.value, driver.highest.share.value]);
    let axis = Axis::around(shares.map(|share| share * 100.0), "", 5);
    let body = page.body;
    let stacked = page.drawing.narrow();
    let (left, right) = if stacked { (6.0, 6.0) } else { (NAMES, RANKS) };
    let plot = Rect::new(body.left + left, body.top + ABOVE, body.right - right, body.bottom - BELOW);
    let half = if stacked { 4.0 } else { (plot.height() / shown.len() as f64 * 0.28).min(9.0) };
    let row = |driver: &Driver| rows::Row {
        name: (capital(&name(summary, driver)), Style::plain((12.0, LABEL.1), INK), 2),
        number: Some((correlation(driver), Style::plain((RANK, RANK), QUIET))),
        marks: marks(driver, half),
    };
    let rows = Rows {
        axis: (axis, Ticks::Standing),
        plot,
        count: shown.len(),
        names: (plot.left - 10.0, Across::Right, NAMES - 14.0),
        numbers: (body.right, RANKS),
        heading: Some(Block::line("Rank correlation (95%)", Style::bold((RANK, RANK), INK))),
        divide: None,
        stacked,
        rows: shown.iter().map(row).collect(),
    };
    rows.draw(&mut page.canvas);
    let unit = format!("% of histories with {}", drivers.what);
    let unit = Block::fit(&unit, Style::plain((RANK, NOTE.1), QUIET), plot.width(), 1);
    page.canvas.text(&unit, at(plot.right, plot.bottom + 20.0), Across::Right, Down::Top);
}

fn marks(driver: &Driver, half: f64) -> Vec<Mark> {
    let [low, high] = [&driver.lowest, &driver.highest].map(|quarter| quarter.share.value * 100.0);
    let hue = OUTCOME;
    let ends = [Mark::At(low, Stamp::Dot(hue.line(), 4.2)), Mark::At(high, Stamp::Square(hue.line(), 3.8))];
    [Mark::Bar(low, high, hue.tint(0.45), half)].into_iter().chain(ends).collect()
}

/// A number in words; of several that move together all of them.
pub(crate) fn name(summary: &Summary, driver: &Driver) -> String {
    let names = [&driver.key].into_iter().chain(driver.with.iter().map(|with| &with.key));
    list(&names.map(|key| parameter(summary, key)).collect::<Vec<_>>())
}

/// Its key; of several all of them.
pub(crate) fn keys(driver: &Driver) -> String {
    let keys = [driver.key.as_str()].into_iter().chain(driver.with.iter().map(|with| with.key.as_str()));
    keys.collect::<Vec<_>>().join("; ")
}

/// "−0.31 (−0.39 to −0.23)"; that there is none where nothing varies.
pub(crate) fn correlation(driver: &Driver) -> String {
    driver.correlation.map_or("none: it does not vary".to_owned(), |found| {
        let [value, low, high] = [found.value, found.low95, found.high95].map(|end| number(end, 2));
        format!("{value} ({low} to {high})")
    })
}
