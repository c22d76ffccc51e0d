//! The tables of a run folder as CSV.
//!
//! Takes a summary, gives bytes. Numbers are written with as many digits as they have; what is absent stays empty.

use crate::findings::table::Table;
use crate::findings::{Estimate, Quantiles, Summary};

/// Something went wrong in writing a table to memory.
#[derive(Debug, thiserror::Error)]
#[error("a table could not be written: {0}")]
pub struct TableError(String);

/// Writes rows of text.
///
/// # Errors
/// If a row has another number of cells than the header.
pub fn table(table: Table) -> Result<Vec<u8>, TableError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let wrong = |error: csv::Error| TableError(error.to_string());
    writer.write_record(&table.header).map_err(wrong)?;
    for row in table.rows {
        writer.write_record(&row).map_err(wrong)?;
    }
    writer.into_inner().map_err(|error| TableError(error.to_string()))
}

fn fixed<const N: usize>(header: [&str; N], rows: impl Iterator<Item = [String; N]>) -> Result<Vec<u8>, TableError> {
    let header = header.map(String::from).to_vec();
    let rows: Vec<Vec<String>> = rows.map(|row| row.to_vec()).collect();
    table(Table { header, rows: Box::new(rows.into_iter()) })
}

/// `chapters.csv`.
///
/// # Errors
/// See [`table`].
pub fn chapters(summary: &Summary) -> Result<Vec<u8>, TableError> {
    let rows = summary.chapter_shares.iter().map(|row| {
        let Estimate { value, .. } = row.probability;
        [
            row.branch.clone(),
            row.chapter.clone(),
            value.to_string(),
            error(&row.probability),
            row.low95.to_string(),
            row.high95.to_string(),
            row.hits.to_string(),
            row.trials.to_string(),
        ]
    });
    fixed(["branch", "chapter", "probability", "standard_error", "low95", "high95", "hits", "trials"], rows)
}

/// `metrics.csv`.
///
/// # Errors
/// See [`table`].
pub fn metrics(summary: &Summary) -> Result<Vec<u8>, TableError> {
    let rows = summary.metrics.iter().map(|row| {
        let mean = row.mean.as_ref();
        let [p05, p25, p50, p75, p95] = quantiles(row.quantiles.as_ref());
        [
            row.branch.clone(),
            row.metric.clone(),
            row.unit.clone(),
            optional(mean.map(|mean| mean.value)),
            mean.map_or(String::new(), error),
            p05,
            p25,
            p50,
            p75,
            p95,
            optional(row.chance_share),
            row.present_share.to_string(),
        ]
    });
    let header = [
        "branch",
        "metric",
        "unit",
        "mean",
        "standard_error",
        "p05",
        "p25",
        "p50",
        "p75",
        "p95",
        "chance_share",
        "present_share",
    ];
    fixed(header, rows)
}

/// `quarters.csv`.
///
/// # Errors
/// See [`table`].
pub fn quarters(summary: &Summary) -> Result<Vec<u8>, TableError> {
    let rows = summary.by_quarter.iter().map(|row| {
        let [p05, p25, p50, p75, p95] = quantiles(Some(&row.quantiles));
        [
            row.branch.clone(),
            summary.quarters[row.quarter].clone(),
            row.quantity.clone(),
            row.mean.value.to_string(),
            error(&row.mean),
            p05,
            p25,
            p50,
            p75,
            p95,
            format!("{:?}", row.over).to_lowercase(),
        ]
    });
    let header = [
        "branch",
        "quarter",
        "quantity",
        "mean",
        "standard_error",
        "p05",
        "p25",
        "p50",
        "p75",
        "p95",
        "quantiles_over",
    ];
    fixed(header, rows)
}

/// `assumptions.csv`.
///
/// # Errors
/// See [`table`].
pub fn assumptions(summary: &Summary) -> Result<Vec<u8>, TableError> {
    let rows = summary.assumptions.iter().map(|row| {
        let [central, low, high] = [row.central, row.low, row.high].map(optional);
        [row.key.clone(), safe(&row.written), central, low, high, row.unit.clone(), safe(&row.note)]
    });
    fixed(["key", "written", "central", "low", "high", "unit", "grounds"], rows)
}

/// Text from a scenario file that a spreadsheet would take for a formula gets a quotation mark before it.
pub(super) fn safe(text: &str) -> String {
    if text.starts_with(['=', '@', '\t']) || (text.starts_with(['+', '-']) && text.parse::<f64>().is_err()) {
        format!("'{text}")
    } else {
        text.into()
    }
}

fn error(estimate: &Estimate) -> String {
    optional(estimate.standard_error)
}

pub(super) fn optional(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}

fn quantiles(quantiles: Option<&Quantiles>) -> [String; 5] {
    let cells = quantiles.map(|q| [q.p05, q.p25, q.p50, q.p75, q.p95].map(|value| value.to_string()));
    cells.unwrap_or_default()
}
