//! What binds the two states in each quarter: stacked areas of shares, one panel per branch.
//!
//! Takes the means of `contract: …`, `calm` and `standoff` by quarter, gives the figure `what-binds-over-time`.

use serde::Serialize;

use super::canvas::{Across, Canvas, Down, Texture};
use super::geometry::{Point, Rect, Scale, at};
use super::page::Page;
use super::panels::{Axis, Gutters, direct, grid, heading, name_room, panels, side_labels};
use super::text::{Block, Style};
use super::theme::{CONTRACTS, Colour, LABEL, NEUTRAL, VERMILION, WHITE};
use super::time::{Marks, marks_in_words, time_axis};
use super::words::{NO_CONTRAST, by_outcome, capital, finding, list, main_values, percent, with_odds};
use super::{ChartError, Figure, font, table};
use crate::findings::{QuarterSummary, Summary};

/// Most room for the names of the layers: on one line, and on more.
const SIDE: (f64, f64) = (200.0, 190.0);
/// Least height of a layer that carries its number.
const NUMBERED: f64 = 13.0;

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    quarter: &'a str,
    state: &'a str,
    share: f64,
    standard_error: Option<f64>,
}

/// A state that can hold in a quarter.
struct Layer {
    quantity: String,
    name: String,
    colour: Colour,
    texture: Texture,
}

pub(super) fn figure(summary: &Summary) -> Result<Option<Figure>, ChartError> {
    let layers = layers(summary);
    let names: Vec<&str> = summary.branches.iter().map(|branch| branch.name.as_str()).collect();
    let found = |branch: &&str| layers.iter().any(|layer| !series(summary, branch, layer).is_empty());
    let names: Vec<&str> = names.into_iter().filter(found).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let title = title(summary, &layers, &names);
    let alt = format!(
        "Stacked areas of the share of histories in each state by quarter, one panel for each of {} election outcomes, from 0 to 100; from the bottom {}. {title}.{}",
        names.len(),
        list(&layers.iter().map(|layer| layer.name.clone()).collect::<Vec<_>>()),
        marks_in_words(summary)
    );
    let subtitle = format!(
        "What binds the two states in each quarter{}: share of simulated histories, %; numbers at the last quarter",
        by_outcome(summary)
    );
    let mut page = Page::new(title, subtitle, summary);
    draw(&mut page, summary, &layers, &names);
    let rows = rows(summary, &layers, &names);
    page.finish("what-binds-over-time".to_owned(), table(&rows)?, alt).map(Some)
}

fn layers(summary: &Summary) -> Vec<Layer> {
    let contract = |(index, family): (usize, &String)| Layer {
        quantity: format!("contract: {family}"),
        name: capital(family),
        colour: CONTRACTS[index % CONTRACTS.len()],
        texture: if index % 2 == 1 { Texture::Falling } else { Texture::Plain },
    };
    let other = |quantity: &str, name: &str, colour, texture| Layer {
        quantity: quantity.to_owned(),
        name: name.to_owned(),
        colour,
        texture,
    };
    let rest = [
        other("calm", "Calm, no contract", NEUTRAL, Texture::Plain),
        other("standoff", "Dispute, no contract", VERMILION, Texture::Rising),
    ];
    summary.families.iter().enumerate().map(contract).chain(rest).collect()
}

/// Room for the names of the layers.
fn side_room(layers: &[Layer]) -> f64 {
    let widths = layers.iter().map(|layer| font::width(&format!("{} <0.1%", layer.name), LABEL.0, true));
    let widest = widths.fold(0.0, f64::max) + 24.0;
    if widest <= SIDE.0 { widest } else { SIDE.1 }
}

fn series<'a>(summary: &'a Summary, branch: &str, layer: &Layer) -> Vec<&'a QuarterSummary> {
    let of = |row: &&QuarterSummary| row.branch == branch && row.quantity == layer.quantity;
    let mut rows: Vec<&QuarterSummary> = summary.by_quarter.iter().filter(of).collect();
    rows.sort_by_key(|row| row.quarter);
    rows
}

fn rows<'a>(summary: &'a Summary, layers: &[Layer], names: &[&str]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for name in names {
        for row in layers.iter().flat_map(|layer| series(summary, name, layer)) {
            rows.push(Row {
                branch: &row.branch,
                quarter: summary.quarters.get(row.quarter).map_or("", String::as_str),
                state: &row.quantity,
                share: row.mean.value,
                standard_error: row.mean.standard_error,
            });
        }
    }
    rows
}

/// The state whose share differs most between the two likeliest branches in the last quarter; the most frequent if
/// none differs.
fn title(summary: &Summary, layers: &[Layer], names: &[&str]) -> String {
    let at_end = |layer: &Layer| -> Vec<(String, f64)> {
        let last = |name: &&str| Some(((*name).to_owned(), series(summary, name, layer).last()?.mean.value));
        main_values(summary, names.iter().filter_map(last).collect())
    };
    let contrast = |values: &[(String, f64)]| {
        let shares = || values.iter().map(|(_, share)| *share);
        let low = if values.len() > 1 { shares().fold(f64::INFINITY, f64::min) } else { 0.0 };
        shares().fold(0.0, f64::max) - low
    };
    let most = |values: &[(String, f64)]| values.iter().map(|(_, share)| *share).fold(0.0, f64::max);
    let ends = || layers.iter().map(|layer| (layer, at_end(layer)));
    let widest = ends().max_by(|one, two| contrast(&one.1).total_cmp(&contrast(&two.1)));
    let widest = widest
        .filter(|(_, values)| contrast(values) >= NO_CONTRAST)
        .or_else(|| ends().max_by(|one, two| most(&one.1).total_cmp(&most(&two.1))));
    let when = summary.quarters.last().map_or("", String::as_str);
    widest
        .and_then(|(layer, values)| finding(&format!("{} in {when}", layer.name), &values, percent, ""))
        .unwrap_or_else(|| "What binds the two states".to_owned())
}

fn draw(page: &mut Page, summary: &Summary, layers: &[Layer], names: &[&str]) {
    let axis = Axis::shares();
    let mut gutters = Gutters { each: 0.0, last: side_room(layers), below: 20.0, above: 0.0 };
    let room = name_room(page, names.len(), &axis, &gutters);
    let marks = Marks::new(summary, room);
    gutters.above = marks.height();
    let headings: Vec<Block> = names.iter().map(|name| heading(&with_odds(name, summary), room)).collect();
    let plots = panels(page, &headings, &axis, &gutters);
    let (columns, _) = grid(names.len());
    for (index, (name, plot)) in names.iter().zip(&plots).enumerate() {
        let across = time_axis(&mut page.canvas, plot, &summary.quarters);
        let bands = bands(summary, layers, name, &across, &axis.upright(plot));
        for (layer, band) in layers.iter().zip(&bands) {
            page.canvas.textured(band.outline(), layer.colour, layer.texture);
        }
        for band in bands.iter().filter(|band| band.is_drawn()) {
            page.canvas.line(band.upper.clone(), WHITE, 1.2);
        }
        marks.draw(&mut page.canvas, plot);
        for (layer, band) in layers.iter().zip(&bands) {
            end_number(&mut page.canvas, layer, band, plot);
        }
        if index % columns == columns - 1 || index + 1 == names.len() {
            side(&mut page.canvas, plot, layers, &bands);
        }
    }
}

/// One layer as drawn.
struct Band {
    lower: Vec<Point>,
    upper: Vec<Point>,
    end: Option<f64>,
}

impl Band {
    fn outline(&self) -> Vec<Point> {
        self.upper.iter().chain(self.lower.iter().rev()).copied().collect()
    }

    fn is_drawn(&self) -> bool {
        self.outline().len() > 2
    }

    fn middle(&self) -> Option<f64> {
        Some((self.lower.last()?.y + self.upper.last()?.y) / 2.0)
    }

    fn thickness(&self) -> f64 {
        self.lower.last().zip(self.upper.last()).map_or(0.0, |(low, high)| low.y - high.y)
    }
}

/// The layers of a branch on top of one another.
fn bands(summary: &Summary, layers: &[Layer], branch: &str, across: &Scale, up: &Scale) -> Vec<Band> {
    let mut floor = vec![0.0; summary.quarters.len()];
    let band = |layer: &Layer| {
        let rows = series(summary, branch, layer);
        let before = floor.clone();
        for row in &rows {
            if let Some(level) = floor.get_mut(row.quarter) {
                *level = (*level + row.mean.value.max(0.0)).min(1.0);
            }
        }
        let edge = |levels: &[f64]| -> Vec<Point> {
            let points = rows.iter().filter_map(|row| Some((row.quarter, *levels.get(row.quarter)?)));
            widened(points.map(|(quarter, level)| at(across.map(quarter as f64), up.map(level))).collect(), across)
        };
        Band { lower: edge(&before), upper: edge(&floor), end: rows.last().map(|row| row.mean.value) }
    };
    layers.iter().map(band).collect()
}

/// A single quarter fills the whole width.
fn widened(points: Vec<Point>, across: &Scale) -> Vec<Point> {
    match points.as_slice() {
        [only] => vec![at(across.range.0, only.y), at(across.range.1, only.y)],
        _ => points,
    }
}

fn end_number(canvas: &mut Canvas, layer: &Layer, band: &Band, plot: &Rect) {
    let (Some(share), Some(middle)) = (band.end, band.middle()) else { return };
    if band.thickness() < NUMBERED {
        return;
    }
    let style = Style::bold((9.5, 9.5), layer.colour.text_on());
    let number = Block::line(&percent(share), style);
    let area = canvas.text(&number, at(plot.right - 5.0, middle), Across::Right, Down::Middle);
    canvas.rect(Rect::new(area.left - 2.0, area.top, area.right + 2.0, area.bottom), layer.colour);
}

fn side(canvas: &mut Canvas, plot: &Rect, layers: &[Layer], bands: &[Band]) {
    let room = side_room(layers) - 20.0;
    let label = |(layer, band): (&Layer, &Band)| {
        let number = if band.thickness() < NUMBERED { format!(" {}", percent(band.end?)) } else { String::new() };
        Some((band.middle()?, direct(&format!("{}{number}", layer.name), layer.colour, room, 3)))
    };
    let labels: Vec<(f64, Block)> = layers.iter().zip(bands).rev().filter_map(label).collect();
    side_labels(canvas, plot.right, &labels, (plot.top - 6.0, plot.bottom + 14.0));
}
