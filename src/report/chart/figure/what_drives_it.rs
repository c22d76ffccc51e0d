//! What drives the headline: the outcome of the election, then one bar for each of the uncertain numbers that tell most.
//!
//! Takes the drivers, gives the figure `what-drives-it`. A bar goes from the share of the headline in the quarter of the
//! draws in which the number is least (dot) to that in which it is greatest (square); that of the election from the
//! outcome with the least share to that with the greatest.

use super::told::is_mixture;
use crate::findings::drivers::{Driver, Drivers};
use crate::findings::{ALL_BRANCHES, Summary};
use crate::report::chart::form::rows::{self, Mark, Rows, Stamp};
use crate::report::chart::kit::*;
use crate::stats::Estimate;

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
    lowest_quarter_up_to: Option<f64>,
    share_in_lowest_quarter: f64,
    lowest_standard_error: Option<f64>,
    highest_quarter_from: Option<f64>,
    share_in_highest_quarter: f64,
    highest_standard_error: Option<f64>,
    rank_correlation: Option<f64>,
    low95: Option<f64>,
    high95: Option<f64>,
}

/// The outcomes of the election under which the headline is rarest and most frequent.
struct Contest<'a> {
    low: (&'a str, &'a Estimate),
    high: (&'a str, &'a Estimate),
}

impl<'a> Contest<'a> {
    /// `None` where there is one outcome, or the headline is of one.
    fn new(summary: &'a Summary, drivers: &'a Drivers) -> Option<Self> {
        if drivers.block != ALL_BRANCHES || summary.branches.len() < 2 {
            return None;
        }
        let mut shares: Vec<_> = shares(summary, &drivers.what).filter(|(branch, _)| !is_mixture(branch)).collect();
        shares.sort_by(|one, two| one.1.value.total_cmp(&two.1.value));
        Some(Self { low: *shares.first()?, high: *shares.last()? })
    }

    fn name(&self) -> String {
        format!("Outcome: “{}” to “{}”", self.low.0, self.high.0)
    }

    fn ends(&self) -> [f64; 2] {
        [self.low.1.value, self.high.1.value]
    }
}

/// The share of an event or a kind of history in every outcome and over all.
fn shares<'a>(summary: &'a Summary, what: &'a str) -> impl Iterator<Item = (&'a str, &'a Estimate)> {
    let events = summary.events.iter().filter(move |row| row.event == what);
    let chapters = summary.chapter_shares.iter().filter(move |row| row.chapter == what);
    let events = events.map(|row| (row.branch.as_str(), &row.probability));
    events.chain(chapters.map(|row| (row.branch.as_str(), &row.probability)))
}

/// The tornado; `None` if there is nothing to show.
///
/// # Errors
/// If it cannot be drawn.
pub(crate) fn figure(summary: &Summary, drivers: &Drivers) -> Result<Option<Figure>, ChartError> {
    let shown = &drivers.list[..drivers.list.len().min(SHOWN)];
    let Some(first) = shown.first() else { return Ok(None) };
    let contest = Contest::new(summary, drivers);
    let title = title(summary, drivers, (contest.as_ref(), first));
    let shown = if drivers.is_flat() { &[] } else { shown };
    let subtitle = match drivers.is_flat() {
        true => format!(
            "Share of histories{}: the same in all {} draws, so that no uncertain number moves it; {} histories each",
            overall(summary, drivers),
            count(drivers.draws),
            count(drivers.paths)
        ),
        false => format!(
            "Share of histories{} (line), and in the quarter of the draws in which the number is least (dot) and greatest \
         (square); sorted by rank correlation with it; {} draws × {} histories",
            overall(summary, drivers),
            count(drivers.draws),
            count(drivers.paths)
        ),
    };
    let statement = Statement {
        id: "what-drives-it".to_owned(),
        alt: alt(summary, drivers, (contest.as_ref(), shown)),
        title,
        subtitle,
        footer: Footer::run(summary),
        rows: contest.iter().map(election).chain(shown.iter().map(row)).collect(),
    };
    let height = |_| ABOVE + BELOW + ROW * bars(drivers, contest.as_ref(), shown) as f64;
    statement.shown(&(height, |page: &mut Page| draw(page, summary, drivers, (contest.as_ref(), shown)))).map(Some)
}

/// How many bars there are: where nothing drives it, one stands for all uncertain numbers.
fn bars(drivers: &Drivers, contest: Option<&Contest<'_>>, shown: &[Driver]) -> usize {
    shown.len() + usize::from(contest.is_some()) + usize::from(drivers.is_flat())
}

/// Over what, where there is a choice.
fn overall(summary: &Summary, drivers: &Drivers) -> String {
    match drivers.block == ALL_BRANCHES {
        true => format!(" over all outcomes of {}", summary.words.election),
        false => String::new(),
    }
}

fn election(contest: &Contest<'_>) -> Row {
    let [low, high] = [contest.low.1, contest.high.1];
    Row {
        parameter: contest.name(),
        lowest_quarter_up_to: None,
        share_in_lowest_quarter: low.value,
        lowest_standard_error: low.standard_error,
        highest_quarter_from: None,
        share_in_highest_quarter: high.value,
        highest_standard_error: high.standard_error,
        rank_correlation: None,
        low95: None,
        high95: None,
    }
}

fn row(driver: &Driver) -> Row {
    let (Driver { lowest, highest, .. }, found) = (driver, driver.correlation);
    Row {
        parameter: keys(driver),
        lowest_quarter_up_to: Some(lowest.edge),
        share_in_lowest_quarter: lowest.share.value,
        lowest_standard_error: lowest.share.standard_error,
        highest_quarter_from: Some(highest.edge),
        share_in_highest_quarter: highest.share.value,
        highest_standard_error: highest.share.standard_error,
        rank_correlation: found.map(|found| found.value),
        low95: found.map(|found| found.low95),
        high95: found.map(|found| found.high95),
    }
}

fn title(summary: &Summary, drivers: &Drivers, (contest, first): (Option<&Contest<'_>>, &Driver)) -> String {
    let what = capital(&drivers.what);
    let width = |[low, high]: [f64; 2]| (high - low).abs();
    let widest = width([first.lowest.share.value, first.highest.share.value]);
    if let Some(contest) = contest.filter(|contest| width(contest.ends()) > widest) {
        let [low, high] = contest.ends().map(percent);
        return short([
            format!("{what}: {} moves it most, {low} to {high}", summary.words.election),
            format!("{what}: {low} to {high}, by outcome"),
            format!("The outcome of {} moves it most", summary.words.election),
        ]);
    }
    if drivers.is_flat() {
        return short([format!("{what}: nothing drives it"), "Nothing drives it".to_owned()]);
    }
    if drivers.list.iter().all(|driver| !driver.correlation.is_some_and(|found| found.tells())) {
        return short([
            format!("{what}: no uncertain number tells by itself"),
            "No uncertain number tells by itself".to_owned(),
        ]);
    }
    let moves = if first.highest.share.value < first.lowest.share.value { "falls" } else { "rises" };
    short([
        format!("{what} {moves} most with {}", name(summary, first)),
        format!("{what}: some uncertain numbers move it"),
        "Some uncertain numbers move it".to_owned(),
    ])
}

fn alt(summary: &Summary, drivers: &Drivers, (contest, shown): (Option<&Contest<'_>>, &[Driver])) -> String {
    let bar = |driver: &Driver| {
        let [low, high] = [&driver.lowest, &driver.highest].map(|quarter| percent(quarter.share.value));
        format!("{}: {low} where it is least, {high} where it is greatest", name(summary, driver))
    };
    let election = contest.map(|contest| {
        let [low, high] = contest.ends().map(percent);
        format!("Outcome: {low} under “{}”, {high} under “{}”", contest.low.0, contest.high.0)
    });
    if drivers.is_flat() {
        let share = match shares_over(summary, drivers) {
            Some(0.0) => "no history".to_owned(),
            Some(1.0) => "every history".to_owned(),
            share => share.map_or("not known".to_owned(), percent),
        };
        let election = election.map_or(String::new(), |election| format!(" {election}."));
        return format!(
            "A mark on an axis in percent, at the share of {}{}: {share} wherever any uncertain number lies in its range.{election}",
            drivers.what,
            overall(summary, drivers)
        );
    }
    format!(
        "Horizontal bars, {}one for each of the {} uncertain numbers that tell most: the share of {}{}, from the \
         quarter of the draws in which the number is least to that in which it is greatest. {}.",
        contest.map_or_else(String::new, |_| format!("the first for the outcome of {}, then ", summary.words.election)),
        shown.len(),
        drivers.what,
        overall(summary, drivers),
        election.into_iter().chain(shown.iter().map(bar)).collect::<Vec<_>>().join(". ")
    )
}

fn draw(page: &mut Page, summary: &Summary, drivers: &Drivers, (contest, shown): (Option<&Contest<'_>>, &[Driver])) {
    let shares = shown.iter().flat_map(|driver| [driver.lowest.share.value, driver.highest.share.value]);
    let shares = shares.chain(contest.iter().flat_map(|contest| contest.ends()));
    let bars = bars(drivers, contest, shown);
    let axis = Axis::of_percent(shares.chain(shares_over(summary, drivers)).map(|share| share * 100.0));
    let body = page.body;
    let stacked = page.drawing.narrow();
    let (left, right) = if stacked { (6.0, 6.0) } else { (NAMES, RANKS) };
    let plot = Rect::new(body.left + left, body.top + ABOVE, body.right - right, body.bottom - BELOW);
    let half = if stacked { 4.0 } else { (plot.height() / bars as f64 * 0.28).min(9.0) };
    let row = |driver: &Driver| rows::Row {
        name: (capital(&name(summary, driver)), Style::plain((12.0, LABEL.1), INK), 2),
        number: Some((correlation(driver), Style::plain((RANK, RANK), QUIET))),
        marks: marks([&driver.lowest, &driver.highest].map(|quarter| quarter.share.value), half),
    };
    let election = contest.map(|contest| rows::Row {
        name: (contest.name(), Style::bold((12.0, LABEL.1), INK), 2),
        number: None,
        marks: marks(contest.ends(), half),
    });
    let result = shares_over(summary, drivers).map(|share| (share * 100.0, 1.5));
    let still = drivers.is_flat().then(|| rows::Row {
        name: ("Any uncertain number".to_owned(), Style::plain((12.0, LABEL.1), INK), 2),
        number: None,
        marks: result.map(|(share, _)| Mark::At(share, Stamp::Dot(OUTCOME.line(), 4.2))).into_iter().collect(),
    });
    let rows = Rows {
        axis: (axis, Ticks::Standing),
        plot,
        count: bars,
        names: (plot.left - 10.0, Across::Right, NAMES - 14.0),
        numbers: (body.right, RANKS),
        heading: (!shown.is_empty()).then(|| Block::line("Rank correlation (95%)", Style::bold((RANK, RANK), INK))),
        divide: result,
        stacked,
        rows: election.into_iter().chain(shown.iter().map(row)).chain(still).collect(),
    };
    rows.draw(&mut page.canvas);
    let unit = format!("% of histories with {}", drivers.what);
    let unit = Block::fit(&unit, Style::plain((RANK, NOTE.1), QUIET), plot.width(), 1);
    page.canvas.text(&unit, at(plot.right, plot.bottom + 20.0), Across::Right, Down::Top);
}

/// The share that the bars lie around.
fn shares_over(summary: &Summary, drivers: &Drivers) -> Option<f64> {
    shares(summary, &drivers.what).find(|(branch, _)| *branch == drivers.block).map(|(_, share)| share.value)
}

fn marks(ends: [f64; 2], half: f64) -> Vec<Mark> {
    let [low, high] = ends.map(|share| share * 100.0);
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
