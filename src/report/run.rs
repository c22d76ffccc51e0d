//! What a run found: the headline for the terminal, and the tables of its folder as CSV.
//!
//! Takes a summary, gives text and bytes. In CSV numbers have as many digits as they have; what is absent stays empty.

use super::chart::words::{capital, count};
use super::cross::WITHIN;
use super::overview;
use super::share::{Counted, Estimated, Moved};
use super::words::confidence;
use super::words::frequency::{frequency, within};
use super::words::odds::Lexicon;
use super::words::selection;
use crate::base::table::{Guarded, Number, TableError, csv};
use crate::base::text::wrapped;
use crate::findings::{ALL_BRANCHES, Estimate, Quantiles, QuantilesOver, Summary};
use serde::Serialize;

/// The headline: the table of the outcomes, what the assumptions do to its main event, the confidence, what the choice among
/// equilibria changes if it was asked for, and draws left out if any were.
pub(crate) fn text(summary: &Summary, lexicon: &Lexicon, columns: usize) -> String {
    let said = |line: String| wrapped(&line, columns).join("\n") + "\n";
    let confidence = summary.confidence.as_ref().map(confidence::sentence);
    let chosen = summary.selection.as_ref().map(selection::sentence);
    let lines = spread(summary, lexicon).into_iter().chain(confidence).chain(chosen).chain(left_out(summary));
    let notes: String = lines.chain([WITHIN.to_owned()]).map(said).collect();
    let title = said(summary.provenance.title.clone());
    format!("{title}\n{}\n{notes}", overview::text(summary, lexicon, columns))
}

/// How far the assumptions move the main event, over all outcomes; of the most frequent kind of history where there is
/// no event.
fn spread(summary: &Summary, lexicon: &Lexicon) -> Option<String> {
    let block = if summary.branches.len() > 1 { ALL_BRANCHES } else { &summary.branches.first()?.name };
    let event = summary.events.iter().find(|row| row.branch == block);
    let kinds = summary.chapter_shares.iter().filter(|row| row.branch == block);
    let likeliest = kinds.reduce(|best, row| if row.probability.value > best.probability.value { row } else { best });
    let (name, found) = match event {
        Some(share) => (&share.event, frequency(lexicon, share)),
        None => likeliest.map(|share| (&share.chapter, frequency(lexicon, share)))?,
    };
    let all = if summary.branches.len() > 1 { "over all outcomes " } else { "" };
    let word = found.word.as_ref().map_or_else(String::new, |word| format!(" {} ({}).", capital(word), lexicon.source));
    let range =
        found.range().map_or_else(String::new, |range| format!(", {range} {}", within(summary.certified_draws)));
    Some(format!("{}: {all}{}{range}.{word}", capital(name), found.often))
}

/// That some draws are left out, if they are.
fn left_out(summary: &Summary) -> Option<String> {
    (summary.certified_draws < summary.provenance.draws).then(|| certified(summary))
}

/// How many draws count, and what became of the others.
pub(crate) fn certified(summary: &Summary) -> String {
    let (all, certified) = (summary.provenance.draws, summary.certified_draws);
    if certified == all {
        return format!("All {} draws certified.", count(all));
    }
    let missing = all - certified;
    format!("{} of {} draws certified; {missing} left out, listed in manifest.json.", count(certified), count(all))
}

/// Five quantiles, side by side.
#[derive(Default, Serialize)]
struct QuantileCells {
    p05: Option<Number>,
    p25: Option<Number>,
    p50: Option<Number>,
    p75: Option<Number>,
    p95: Option<Number>,
}

impl QuantileCells {
    fn new(found: &Quantiles) -> Self {
        let [p05, p25, p50, p75, p95] =
            [found.p05, found.p25, found.p50, found.p75, found.p95].map(|value| Some(Number(value)));
        Self { p05, p25, p50, p75, p95 }
    }
}

#[derive(Default, Serialize)]
struct EventRow<'a> {
    branch: &'a str,
    event: &'a str,
}

/// `events.csv`: one row a branch and event.
pub(crate) fn events(summary: &Summary) -> Result<Vec<u8>, TableError> {
    csv(summary.events.iter().map(|row| {
        let event = EventRow { branch: &row.branch, event: &row.event };
        (event, Estimated::from(row), Counted::from(row), Moved::new(Some(row.spread)))
    }))
}

#[derive(Default, Serialize)]
struct EventQuarterRow<'a> {
    branch: &'a str,
    event: &'a str,
    quarter: &'a str,
    probability: Number,
    standard_error: Option<Number>,
}

/// `event_quarters.csv`: one row a branch, event and quarter.
pub(crate) fn event_quarters(summary: &Summary) -> Result<Vec<u8>, TableError> {
    csv(summary.event_quarters.iter().map(|row| {
        let quarter = EventQuarterRow {
            branch: &row.branch,
            event: &row.event,
            quarter: &summary.quarters[row.quarter],
            probability: Number(row.probability.value),
            standard_error: row.probability.standard_error.map(Number),
        };
        (quarter, Moved::new(Some(row.spread)))
    }))
}

#[derive(Default, Serialize)]
struct ChapterRow<'a> {
    branch: &'a str,
    chapter: &'a str,
}

/// `chapters.csv`: one row a branch and ending.
pub(crate) fn chapters(summary: &Summary) -> Result<Vec<u8>, TableError> {
    csv(summary.chapter_shares.iter().map(|row| {
        let chapter = ChapterRow { branch: &row.branch, chapter: &row.chapter };
        let estimated = Estimated::new(&row.probability, (row.low95, row.high95));
        (chapter, estimated, Counted { hits: row.hits, trials: row.trials }, Moved::new(row.spread))
    }))
}

#[derive(Default, Serialize)]
struct MetricRow<'a> {
    branch: &'a str,
    metric: &'a str,
    unit: &'a str,
    mean: Option<Number>,
    standard_error: Option<Number>,
}

#[derive(Default, Serialize)]
struct Shares {
    chance_share: Option<Number>,
    present_share: Number,
}

/// `metrics.csv`: one row a branch and metric.
pub(crate) fn metrics(summary: &Summary) -> Result<Vec<u8>, TableError> {
    csv(summary.metrics.iter().map(|row| {
        let metric = MetricRow {
            branch: &row.branch,
            metric: &row.metric,
            unit: &row.unit,
            mean: row.mean.map(|mean| Number(mean.value)),
            standard_error: row.mean.and_then(|mean| mean.standard_error).map(Number),
        };
        let shares = Shares { chance_share: row.chance_share.map(Number), present_share: Number(row.present_share) };
        (metric, row.quantiles.as_ref().map(QuantileCells::new).unwrap_or_default(), shares)
    }))
}

#[derive(Default, Serialize)]
struct QuarterRow<'a> {
    branch: &'a str,
    quarter: &'a str,
    quantity: &'a str,
    mean: Number,
    standard_error: Option<Number>,
}

#[derive(Default, Serialize)]
struct Over {
    quantiles_over: Option<QuantilesOver>,
}

/// `quarters.csv`: one row a branch, quarter and quantity.
pub(crate) fn quarters(summary: &Summary) -> Result<Vec<u8>, TableError> {
    csv(summary.by_quarter.iter().map(|row| {
        let Estimate { value, standard_error } = row.mean;
        let quarter = QuarterRow {
            branch: &row.branch,
            quarter: &summary.quarters[row.quarter],
            quantity: &row.quantity,
            mean: Number(value),
            standard_error: standard_error.map(Number),
        };
        (quarter, QuantileCells::new(&row.quantiles), Over { quantiles_over: Some(row.over) })
    }))
}

#[derive(Default, Serialize)]
struct AssumptionRow<'a> {
    key: &'a str,
    written: Guarded<'a>,
    central: Option<Number>,
    low: Option<Number>,
    high: Option<Number>,
    unit: &'a str,
    grounds: Guarded<'a>,
}

/// `assumptions.csv`: one row a number or setting of the scenario.
pub(crate) fn assumptions(summary: &Summary) -> Result<Vec<u8>, TableError> {
    csv(summary.assumptions.iter().map(|row| AssumptionRow {
        key: &row.key,
        written: Guarded(&row.written),
        central: row.central.map(Number),
        low: row.low.map(Number),
        high: row.high.map(Number),
        unit: &row.unit,
        grounds: Guarded(&row.note),
    }))
}
