//! The page that every chart shares: title, subtitle, footer, and the form drawn between them.
//!
//! Takes what a figure states and the form that shows it, gives the finished [`Figure`].

use std::collections::BTreeSet;

use serde::Serialize;
use thiserror::Error;

use super::draw::theme::{FOOTER, HEIGHT, INK, MARGIN, QUIET, SUBTITLE, TITLE, WIDTH};
use super::draw::{Across, Block, Canvas, Down, DrawError, Rect, Style, at};
use super::footer::Footer;

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
    /// Characters that the font lacks: a reader of the picture sees boxes.
    pub missing: BTreeSet<char>,
    /// What else a reader of the picture would miss: labels cut or clashing.
    pub warnings: Vec<String>,
}

/// Why a chart could not be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ChartError {
    /// It could not be drawn.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// The table of the plotted numbers could not be written.
    #[error("cannot write the chart's table: {0}")]
    Table(#[from] csv::Error),
}

/// What a figure states, whatever its form.
pub(crate) struct Statement<R> {
    /// File stem, ASCII.
    pub id: String,
    /// The finding in words.
    pub title: String,
    /// What is shown, and in what unit.
    pub subtitle: String,
    /// The picture in words.
    pub alt: String,
    /// Where the numbers come from, and what they mean.
    pub footer: Footer,
    /// What is plotted; the fields of a row are the columns of the table.
    pub rows: Vec<R>,
}

/// A way to show data: filled by a figure, drawn on the body of a page.
pub(crate) trait Form {
    /// Draws it.
    fn draw(&self, page: &mut Page);
}

impl<F: Fn(&mut Page)> Form for F {
    fn draw(&self, page: &mut Page) {
        self(page);
    }
}

impl<R: Serialize> Statement<R> {
    /// The figure in the given form.
    ///
    /// # Errors
    /// If a shape or a row of the table cannot be written.
    pub(crate) fn shown(self, form: &impl Form) -> Result<Figure, ChartError> {
        let Self { id, title, subtitle, alt, footer, rows } = self;
        let mut page = Page::new(&title, &subtitle, &footer);
        form.draw(&mut page);
        let svg = page.canvas.svg(&id, &title, &alt)?;
        let (missing, warnings) = (page.canvas.missing().clone(), page.canvas.warnings());
        Ok(Figure { id, title, subtitle, svg, csv: table(&rows)?, alt, missing, warnings })
    }
}

/// A chart being drawn.
pub(crate) struct Page {
    /// What it is drawn on.
    pub canvas: Canvas,
    /// Room for the chart itself.
    pub body: Rect,
}

impl Page {
    /// Writes title, subtitle and footer.
    fn new(title: &str, subtitle: &str, footer: &Footer) -> Self {
        let mut canvas = Canvas::default();
        let room = WIDTH - 2.0 * MARGIN;
        let left = |top: f64| at(MARGIN, top);
        let heading = Block::headline(title, Style::bold(TITLE, INK), 17.0, room);
        let area = canvas.text(&heading, left(20.0), Across::Left, Down::Top);
        let under = Block::headline(subtitle, Style::plain(SUBTITLE, QUIET), 11.0, room);
        let area = canvas.text(&under, left(area.bottom + 6.0), Across::Left, Down::Top);
        let meaning = Block::fit(footer.meaning, Style::plain(FOOTER, QUIET), room, 1);
        let foot = canvas.text(&meaning, left(HEIGHT - 12.0), Across::Left, Down::Bottom);
        let source = Block::fit(&footer.source, Style::plain(FOOTER, QUIET), room, 1);
        let foot = canvas.text(&source, left(foot.top - 2.0), Across::Left, Down::Bottom);
        let body = Rect::new(MARGIN, area.bottom + 16.0, WIDTH - MARGIN, foot.top - 12.0);
        Self { canvas, body }
    }
}

/// Rows as CSV, headed by the names of their fields.
fn table<R: Serialize>(rows: &[R]) -> Result<String, ChartError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().try_for_each(|row| writer.serialize(row))?;
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
