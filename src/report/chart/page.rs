//! The page that every chart shares: title, subtitle, footer, and the form drawn between them.
//!
//! Takes what a figure states and the form that shows it, gives the finished [`Figure`].

use std::collections::BTreeSet;

use serde::Serialize;
use thiserror::Error;

use super::draw::theme::{FOOTER, INK, QUIET, SUBTITLE, TITLE, TITLE_NARROW};
use super::draw::{Across, Block, Canvas, Down, DrawError, Drawing, Rect, Style, at};
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
    /// The picture for a slide.
    pub svg: String,
    /// The picture for a column of an A4 page.
    pub column: String,
    /// The picture for a phone.
    pub phone: String,
    /// The chart itself for a column and for a phone, without title, subtitle and footer, which the page around says; it
    /// carries its words as a label.
    pub insets: [String; 2],
    /// What is plotted, as a table.
    pub csv: String,
    /// The picture in words: its form and the comparison that it makes; the title is not said again.
    pub alt: String,
    /// Characters that the font lacks: a reader of the picture sees boxes.
    pub missing: BTreeSet<char>,
    /// What else a reader of the picture would miss: labels cut or clashing.
    pub warnings: Vec<String>,
}

/// A chart as a page shows it that answers at once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Quick {
    /// As of a [`Figure`].
    pub id: String,
    /// The finding in words.
    pub title: String,
    /// The picture in words.
    pub alt: String,
    /// The picture for a column.
    pub svg: String,
    /// The picture for a phone.
    pub phone: String,
    /// What is plotted, as a table.
    pub csv: String,
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
    /// Units that it wants from top to bottom, in a drawing that is as high as it needs.
    fn height(&self, drawing: Drawing) -> f64 {
        drawing.width() * 0.75
    }

    /// Draws it.
    fn draw(&self, page: &mut Page);
}

impl<F: Fn(&mut Page)> Form for F {
    fn draw(&self, page: &mut Page) {
        self(page);
    }
}

/// A way to draw, with the height that it wants.
impl<H: Fn(Drawing) -> f64, F: Fn(&mut Page)> Form for (H, F) {
    fn height(&self, drawing: Drawing) -> f64 {
        (self.0)(drawing)
    }

    fn draw(&self, page: &mut Page) {
        (self.1)(page);
    }
}

impl Figure {
    /// The picture of a drawing.
    pub fn picture(&self, drawing: Drawing) -> &str {
        match drawing {
            Drawing::Slide => &self.svg,
            Drawing::Column => &self.column,
            Drawing::Phone => &self.phone,
        }
    }
}

impl<R: Serialize> Statement<R> {
    /// The figure in the given form.
    ///
    /// # Errors
    /// If a shape or a row of the table cannot be written.
    pub(crate) fn shown(self, form: &impl Form) -> Result<Figure, ChartError> {
        let pages = Drawing::ALL.map(|drawing| self.drawn(drawing, form));
        let [_, column, phone] = pages.each_ref().map(|(canvas, area)| canvas.inset(area, &self.alt));
        let insets = [column?, phone?];
        let pages = pages.map(|(canvas, _)| canvas);
        let [svg, column, phone] = pages.each_ref().map(|canvas| canvas.svg(&self.id, &self.title, &self.alt));
        let missing = pages.iter().flat_map(|canvas| canvas.missing()).copied().collect();
        let warnings = pages.iter().flat_map(Canvas::warnings).collect();
        let Self { id, title, subtitle, alt, rows, .. } = self;
        let (svg, column, phone) = (svg?, column?, phone?);
        Ok(Figure { id, title, subtitle, svg, column, phone, insets, csv: table(&rows)?, alt, missing, warnings })
    }

    /// The figure for a page that answers at once: for a column and a phone alone, which takes less time.
    ///
    /// # Errors
    /// As [`Statement::shown`].
    pub(crate) fn quick(self, form: &impl Form) -> Result<Quick, ChartError> {
        let pages = [Drawing::Column, Drawing::Phone].map(|drawing| self.drawn(drawing, form).0);
        let [column, phone] = pages.each_ref().map(|canvas| canvas.svg(&self.id, &self.title, &self.alt));
        let Self { id, title, alt, rows, .. } = self;
        Ok(Quick { id, title, alt, svg: column?, phone: phone?, csv: table(&rows)? })
    }

    /// The canvas of a drawing, and where on it the chart itself is.
    fn drawn(&self, drawing: Drawing, form: &impl Form) -> (Canvas, Rect) {
        let mut page = Page::new(drawing, self, form.height(drawing));
        let area = page.body;
        form.draw(&mut page);
        (page.canvas, area)
    }
}

/// A chart being drawn.
pub(crate) struct Page {
    /// For what.
    pub drawing: Drawing,
    /// What it is drawn on.
    pub canvas: Canvas,
    /// Room for the chart itself.
    pub body: Rect,
}

impl Page {
    /// Writes title, subtitle and footer around a body that is so high unless the page's height is given.
    fn new<R>(drawing: Drawing, said: &Statement<R>, wanted: f64) -> Self {
        let (margin, width) = (drawing.margin(), drawing.width());
        let [heading, under] = headings(drawing, said);
        let feet = feet(drawing, &said.footer);
        let above = if drawing.narrow() { margin } else { 20.0 };
        let top = above + heading.height() + 6.0 + under.height() + 14.0;
        let foot = feet.iter().map(|line| line.height() + 2.0).sum::<f64>() + 10.0;
        let height = drawing.height().unwrap_or((top + wanted + 12.0 + foot).ceil());
        let mut canvas = Canvas::new(drawing, height);
        let area = canvas.text(&heading, at(margin, above), Across::Left, Down::Top);
        canvas.text(&under, at(margin, area.bottom + 6.0), Across::Left, Down::Top);
        let mut bottom = height - 10.0;
        for line in feet.iter().rev() {
            bottom = canvas.text(line, at(margin, bottom), Across::Left, Down::Bottom).top - 2.0;
        }
        Self { drawing, canvas, body: Rect::new(margin, top, width - margin, bottom - 10.0) }
    }
}

/// Title and subtitle.
fn headings<R>(drawing: Drawing, said: &Statement<R>) -> [Block; 2] {
    let (room, title, under) = (drawing.room(), Style::bold(TITLE, INK), Style::plain(SUBTITLE, QUIET));
    if drawing.narrow() {
        let title = Block::fit(&said.title, Style { size: TITLE_NARROW, ..title }, room, 6);
        return [title, Block::fit(&said.subtitle, Style { size: (10.0, 9.0), ..under }, room, 16)];
    }
    [Block::headline(&said.title, title, 17.0, room), Block::headline(&said.subtitle, under, 11.0, room)]
}

/// The lines of the footer.
fn feet(drawing: Drawing, footer: &Footer) -> [Block; 2] {
    let rows = if drawing.narrow() { 6 } else { 2 };
    let kept = |text: &str| text.replace(" ·", "\u{a0}·"); // no line begins with a point
    let line = |text: &str| Block::fit(&kept(text), Style::plain(FOOTER, QUIET), drawing.room(), rows);
    [line(&footer.source), line(footer.meaning)]
}

/// Rows as CSV, headed by the names of their fields.
fn table<R: Serialize>(rows: &[R]) -> Result<String, ChartError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().try_for_each(|row| writer.serialize(row))?;
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
