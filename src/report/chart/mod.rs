//! The charts of a run, as files to paste into a briefing.
//!
//! Takes a [`Summary`], gives [`Figure`]s: an SVG, the CSV of exactly what it plots, and words for readers who hear
//! it. [`png`] turns an SVG into pixels with the bundled fonts alone. Same summary, same bytes.
//!
//! Each chart has a file that lays out one form; [`theme`] names colours and sizes, [`canvas`] draws, [`page`] and
//! [`panels`] hold what the charts share.

pub mod canvas;
pub mod contrast;
pub mod font;
pub mod geometry;
pub mod page;
pub mod panels;
pub mod text;
pub mod theme;
pub mod time;
pub mod words;

mod binding;
mod chapter_notes;
mod chapters;
mod fan;
mod foretold;
mod granted;
mod narrowing;
mod posterior;
mod questions;
mod raster;
mod record;
mod reliability;
mod ridge;
mod span;
mod span_levels;
mod span_shapes;
mod span_words;
pub mod tornado;

pub use raster::png;

use serde::Serialize;
use thiserror::Error;

use crate::findings::Summary;
use crate::findings::backtest::Backtest;
use crate::findings::foresight::Foresight;
use crate::findings::posterior::Posterior;

/// A chart ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// File stem, ASCII, such as `chapters-by-branch`.
    pub id: String,
    /// The finding in words.
    pub title: String,
    /// What is shown, and in what unit.
    pub subtitle: String,
    /// The picture, 960×540 units.
    pub svg: String,
    /// What is plotted, as a table.
    pub csv: String,
    /// The picture in words: form, variable, range, main comparison.
    pub alt: String,
    /// What a reader of the picture would miss: characters that the font lacks, labels cut or clashing.
    pub warnings: Vec<String>,
}

/// Why a chart could not be made.
#[derive(Debug, Error)]
pub enum ChartError {
    /// The drawing library refused a shape.
    #[error("cannot draw the chart: {0}")]
    Draw(String),
    /// The table of the plotted numbers could not be written.
    #[error("cannot write the chart's table: {0}")]
    Table(String),
    /// The picture could not be turned into pixels.
    #[error("cannot turn the chart into pixels: {0}")]
    Raster(String),
}

/// Every chart that the summary has numbers for, always in the same order.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn figures(summary: &Summary) -> Result<Vec<Figure>, ChartError> {
    let single = [chapters::figure(summary), span::figure(summary), binding::figure(summary)];
    let many = fan::figures(summary).chain(ridge::figures(summary));
    single.into_iter().chain(many).filter_map(Result::transpose).collect()
}

/// Every chart of a backtest, always in the same order.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn backtest_figures(found: &Backtest) -> Result<Vec<Figure>, ChartError> {
    let subsidy = granted::figure(found)?;
    Ok([foretold::figure(found)?, reliability::figure(found)?].into_iter().chain(subsidy).collect())
}

/// The charts of an estimation.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn posterior_figures(estimated: &Posterior) -> Result<Vec<Figure>, ChartError> {
    [posterior::figure(estimated), narrowing::figure(estimated)].into_iter().collect()
}

/// The charts of a foresight.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn foresight_figures(found: &Foresight) -> Result<Vec<Figure>, ChartError> {
    Ok(vec![questions::figure(found)?])
}

/// Rows as CSV, headed by the names of their fields.
fn table<R: Serialize>(rows: &[R]) -> Result<String, ChartError> {
    let wrong = |error: &dyn std::fmt::Display| ChartError::Table(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(|error| wrong(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| wrong(&error))?;
    String::from_utf8(bytes).map_err(|error| wrong(&error))
}
