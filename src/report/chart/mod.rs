//! The charts of a command, as files to paste into a briefing.
//!
//! Takes results (a [`Summary`], a [`Backtest`] …), gives [`Figure`]s: an SVG, the CSV of exactly what it plots, and
//! words for readers who hear it. [`png`] turns an SVG into pixels with the bundled fonts alone. Same result, same bytes.
//!
//! A chart is one file in `figure`, named after it: it states title, subtitle, rows and words, and fills a `form` with
//! data. `axis`, `panels`, `time`, `page` and `footer` hold what forms share; `draw` draws.

mod axis;
mod draw;
mod figure;
mod footer;
mod form;
mod kit;
mod page;
mod palette;
mod panels;
mod time;

pub use draw::Drawing;
pub use draw::font::give as give_font;
pub use figure::comparison::figures as comparison_figures;
pub(crate) use figure::what_drives_it;
pub(crate) use page::Quick;
pub use page::{ChartError, Figure};

pub(crate) use super::words::plain as words;

use std::collections::BTreeSet;

use crate::findings::Summary;
use crate::findings::backtest::Backtest;
use crate::findings::convergence::Convergence;
use crate::findings::deep::Deep;
use crate::findings::discovery::Discovery;
use crate::findings::drivers::Drivers;
use crate::findings::foresight::Foresight;
use crate::findings::posterior::Posterior;
use crate::findings::sensitivity::Sensitivity;
use crate::findings::surface::Surface;
use crate::findings::what_if::WhatIf;
use figure::{
    bargaining_range, chapters_by_branch, convergence, density, dispute_foretold, events_by_outcome, fan,
    main_event_over_time, peeling_trajectory, prior_against_posterior, questions, reliability, room_for_a_deal,
    sensitivity, spread_after_record, subsidy_expected, subsidy_over_time, summary_tree, surface, typical_histories,
    what_binds_over_time, what_if,
};

/// The charts of a run, at most six, always in the same order.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn figures(summary: &Summary) -> Result<Vec<Figure>, ChartError> {
    let all = [
        summary_tree::figure(summary),
        events_by_outcome::figure(summary),
        main_event_over_time::figure(summary),
        what_binds_over_time::figure(summary),
        room_for_a_deal::figure(summary),
        typical_histories::figure(summary),
    ];
    all.into_iter().filter_map(Result::transpose).collect()
}

/// The further charts of a run, for those who ask for them, always in the same order.
///
/// # Errors
/// If a chart cannot be drawn.
pub fn further(summary: &Summary, drivers: Option<&Drivers>) -> Result<Vec<Figure>, ChartError> {
    let tornado = drivers.map(|drivers| what_drives_it::figure(summary, drivers)).transpose()?.flatten();
    let subsidy = subsidy_over_time::figure(summary);
    let single = [chapters_by_branch::figure(summary), bargaining_range::figure(summary), Ok(tornado), subsidy];
    let many = fan::figures(summary).chain(density::figures(summary));
    single.into_iter().chain(many).filter_map(Result::transpose).collect()
}

/// How the headline settles as draws are added: shown in a brief, and on demand.
///
/// # Errors
/// If it cannot be drawn.
pub fn settling(summary: &Summary, found: &Convergence) -> Result<Option<Figure>, ChartError> {
    convergence::figure(summary, found)
}

/// Every chart of a backtest, always in the same order.
///
/// # Errors
/// If a chart cannot be drawn.
pub(crate) fn backtest_figures(found: &Backtest) -> Result<Vec<Figure>, ChartError> {
    let subsidy = subsidy_expected::figure(found)?;
    Ok([dispute_foretold::figure(found)?, reliability::figure(found)?].into_iter().chain(subsidy).collect())
}

/// The charts of an estimation.
///
/// # Errors
/// If a chart cannot be drawn.
pub(crate) fn posterior_figures(estimated: &Posterior) -> Result<Vec<Figure>, ChartError> {
    [prior_against_posterior::figure(estimated), spread_after_record::figure(estimated)].into_iter().collect()
}

/// The charts of a foresight.
///
/// # Errors
/// If a chart cannot be drawn.
pub(crate) fn foresight_figures(found: &Foresight) -> Result<Vec<Figure>, ChartError> {
    Ok(vec![questions::figure(found)?])
}

/// The chart of a sensitivity analysis, if there are shares to show.
///
/// # Errors
/// If a chart cannot be drawn.
pub(crate) fn sensitivity_figures(found: &Sensitivity) -> Result<Vec<Figure>, ChartError> {
    Ok(sensitivity::figure(found)?.into_iter().collect())
}

/// The chart of a discovery; `None` if nothing was searched.
///
/// # Errors
/// If it cannot be drawn.
pub(crate) fn discovery_figure(found: &Discovery) -> Result<Option<Figure>, ChartError> {
    peeling_trajectory::figure(found)
}

/// The charts of what was found in depth: shares of the variance, and the boxes tried if one of them tells.
///
/// # Errors
/// If one cannot be drawn.
pub fn deep_figures(found: &Deep) -> Result<Vec<Figure>, ChartError> {
    let mut figures = found.drivers.as_ref().map_or_else(|_| Ok(Vec::new()), sensitivity_figures)?;
    if let Some(sought) = found.discovery.as_ref().ok().filter(|sought| sought.found.is_some()) {
        figures.extend(discovery_figure(sought)?);
    }
    Ok(figures)
}

/// The chart of a surface.
///
/// # Errors
/// If it cannot be drawn.
pub(crate) fn surface_figure(found: &Surface) -> Result<Figure, ChartError> {
    surface::figure(found)
}

/// The charts of a changed scenario beside itself as shipped, always in the same order.
///
/// # Errors
/// If one cannot be drawn.
pub(crate) fn what_if_figures(found: &WhatIf<'_>) -> Result<Vec<Quick>, ChartError> {
    let all = [what_if::events, what_if::over_time, what_if::binds, what_if::room];
    all.iter().filter_map(|figure| figure(found).transpose()).collect()
}

/// A PNG: of a slide 1920×1080 pixels, of a column 1920 across, of a phone 1170.
///
/// # Errors
/// If the SVG cannot be read or the pixels not be written.
pub fn png(svg: &str) -> Result<Vec<u8>, ChartError> {
    Ok(draw::raster::png(svg)?)
}

/// What a reader of all the figures of a command would miss: characters that the font lacks in one note, then each
/// other thing once, in order of the alphabet.
pub fn notes(figures: &[Figure]) -> Vec<String> {
    let missing: BTreeSet<char> = figures.iter().flat_map(|figure| &figure.missing).copied().collect();
    let named: Vec<String> = missing.iter().map(|letter| format!("{letter} (U+{:04X})", u32::from(*letter))).collect();
    let note = format!(
        "the font of the charts lacks {}: PNG pictures show boxes there, SVG pictures what the reader's own fonts have; --font FILE gives a font that has them",
        words::list(&named)
    );
    let others: BTreeSet<&String> = figures.iter().flat_map(|figure| &figure.warnings).collect();
    let missing = (!named.is_empty()).then_some(note);
    missing.into_iter().chain(others.into_iter().cloned()).collect()
}
