//! A comparison as CSV: one row a chapter or metric and contrast. What is absent stays empty.

use crate::findings::Estimate;
use crate::findings::compare::{Comparison, Contrast, Difference, Pairing, Pairs};
use crate::findings::table::Table;
use crate::report::csv::{TableError, optional, safe, table};

/// Names of the columns.
const HEADER: [&str; 24] = [
    "run",
    "branch",
    "reference_run",
    "reference_branch",
    "paired_by",
    "draws",
    "kind",
    "name",
    "unit",
    "value",
    "standard_error",
    "reference",
    "reference_standard_error",
    "difference",
    "difference_standard_error",
    "low95",
    "high95",
    "standardised",
    "pairs",
    "share_above",
    "share_above_standard_error",
    "share_below",
    "share_below_standard_error",
    "left_out",
];

/// What one row holds beside its contrast.
struct Row<'a> {
    kind: &'a str,
    name: &'a str,
    unit: &'a str,
    values: [Option<Estimate>; 2],
    difference: Option<Difference>,
    standardised: Option<f64>,
    pairs: Option<Pairs>,
}

/// The comparison as CSV. A contrast that no history feels has no rows.
///
/// # Errors
/// If the table cannot be written to memory.
pub fn csv(comparison: &Comparison) -> Result<Vec<u8>, TableError> {
    let rows =
        comparison.contrasts.iter().flat_map(|contrast| rows(contrast).into_iter().map(|row| cells(contrast, row)));
    table(Table { header: HEADER.map(String::from).to_vec(), rows: Box::new(rows) })
}

fn rows(contrast: &Contrast) -> Vec<Row<'_>> {
    let chapters = contrast.chapters.iter().map(|row| Row {
        kind: "chapter",
        name: &row.chapter,
        unit: "share",
        values: [Some(row.value.probability), Some(row.reference.probability)],
        difference: Some(row.difference),
        standardised: None,
        pairs: row.pairs,
    });
    let metrics = contrast.metrics.iter().map(|row| Row {
        kind: "metric",
        name: &row.metric,
        unit: &row.unit,
        values: [row.value, row.reference],
        difference: row.difference,
        standardised: row.standardised.map(|found| found.estimate.value),
        pairs: row.pairs,
    });
    chapters.chain(metrics).collect()
}

fn cells(contrast: &Contrast, row: Row<'_>) -> Vec<String> {
    let paired_by = match contrast.pairing {
        Pairing::DrawAndPath => "draw and path",
        Pairing::Draw => "draw",
        Pairing::Unpaired => "unpaired",
    };
    let (case, reference) = (&contrast.case, &contrast.reference);
    let mut cells: Vec<String> =
        [&case.run, &case.branch, &reference.run, &reference.branch].map(|name| safe(name)).into();
    cells.extend([paired_by.into(), contrast.draws.map_or(String::new(), |draws| draws.to_string())]);
    cells.extend([row.kind.into(), safe(row.name), row.unit.into()]);
    cells.extend(row.values.into_iter().flat_map(estimate));
    cells.extend(estimate(row.difference.map(|difference| difference.estimate)));
    let end = |of: fn(&Difference) -> Option<f64>| optional(row.difference.as_ref().and_then(of));
    cells.extend([end(|difference| difference.low95), end(|difference| difference.high95), optional(row.standardised)]);
    cells.push(row.pairs.map_or(String::new(), |pairs| pairs.count.to_string()));
    cells.extend(estimate(row.pairs.map(|pairs| pairs.above)));
    cells.extend(estimate(row.pairs.map(|pairs| pairs.below)));
    cells.push(contrast.left_out.to_string());
    cells
}

fn estimate(estimate: Option<Estimate>) -> [String; 2] {
    [optional(estimate.map(|found| found.value)), optional(estimate.and_then(|found| found.standard_error))]
}
