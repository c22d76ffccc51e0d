//! The page that every chart shares: title, subtitle, footer, and what is left between them.
//!
//! Takes the words and the provenance, gives a [`Page`] with an empty body, then the finished [`Figure`].

use super::canvas::{Across, Canvas, Down};
use super::geometry::{Rect, at};
use super::text::{Block, Style};
use super::theme::{FOOTER, HEIGHT, INK, MARGIN, QUIET, SUBTITLE, TITLE, WIDTH};
use super::words::count;
use super::{ChartError, Figure};
use crate::findings::{Provenance, Summary};

/// What every number in a chart is, and is not.
const MEANING: &str = "Frequency within the model, given the scenario's assumptions; not an intelligence judgement";

/// A chart being drawn.
pub struct Page {
    /// What it is drawn on.
    pub canvas: Canvas,
    /// Room for the chart itself.
    pub body: Rect,
    title: String,
    subtitle: String,
}

impl Page {
    /// Writes title, subtitle and footer.
    pub fn new(title: String, subtitle: String, summary: &Summary) -> Self {
        let source = provenance(&summary.provenance, summary.certified_draws);
        Self::of(title, subtitle, &source)
    }

    /// The same, with a source of its own.
    pub fn of(title: String, subtitle: String, source: &str) -> Self {
        Self::noted(title, subtitle, source, MEANING)
    }

    /// The same with a footer of its own: where the numbers come from, and what they mean.
    pub fn noted(title: String, subtitle: String, source: &str, meaning: &str) -> Self {
        let mut canvas = Canvas::default();
        let room = WIDTH - 2.0 * MARGIN;
        let left = |top: f64| at(MARGIN, top);
        let heading = Block::headline(&title, Style::bold(TITLE, INK), 17.0, room);
        let area = canvas.text(&heading, left(20.0), Across::Left, Down::Top);
        let under = Block::headline(&subtitle, Style::plain(SUBTITLE, QUIET), 11.0, room);
        let area = canvas.text(&under, left(area.bottom + 6.0), Across::Left, Down::Top);
        let meaning = Block::fit(meaning, Style::plain(FOOTER, QUIET), room, 1);
        let foot = canvas.text(&meaning, left(HEIGHT - 12.0), Across::Left, Down::Bottom);
        let source = Block::fit(source, Style::plain(FOOTER, QUIET), room, 1);
        let foot = canvas.text(&source, left(foot.top - 2.0), Across::Left, Down::Bottom);
        let body = Rect::new(MARGIN, area.bottom + 16.0, WIDTH - MARGIN, foot.top - 12.0);
        Self { canvas, body, title, subtitle }
    }

    /// Closes the page.
    ///
    /// # Errors
    /// If the drawing fails.
    pub fn finish(self, id: String, csv: String, alt: String) -> Result<Figure, ChartError> {
        let svg = self.canvas.svg(&id, &self.title, &alt)?;
        let warnings = self.canvas.warnings();
        Ok(Figure { id, title: self.title, subtitle: self.subtitle, svg, csv, alt, warnings })
    }
}

/// What a figure is made of, in one line.
pub fn provenance(source: &Provenance, certified: usize) -> String {
    let digest: String = source.sha256.chars().take(12).collect();
    let counted = if certified < source.draws {
        format!("{} certified draws of {}", count(certified), count(source.draws))
    } else {
        format!("{} draws", count(source.draws))
    };
    format!(
        "allegiance {} · scenario {} · sha256 {digest} · seed {} · {counted} × {} paths",
        source.version,
        source.scenario,
        source.seed,
        count(source.paths),
    )
}
