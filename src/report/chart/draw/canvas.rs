//! A page to draw on: shapes through `plotters`, text placed by ourselves.
//!
//! Takes marks in units of the page, gives an SVG. `plotters` counts whole pixels, so it draws on a grid ten times
//! finer, whose header is then rewritten to the size of the page. Its own text needs a system font to be measured;
//! ours is measured in the bundled font, and every box is kept, so that two labels on one spot are found out.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::{RGBColor, ShapeStyle};

use super::geometry::{Point, Rect, at, dashes, hatch};
use super::text::Block;
use super::theme::{Colour, HAIRLINE, WHITE};
use super::{DrawError, Drawing, font};

/// Points of the drawing grid per unit of the page.
const GRID: f64 = 10.0;
/// Boxes may share this much before it counts as an overlap: letters seldom fill their box.
const SLACK: f64 = 0.5;
/// Around an inset.
const EDGE: f64 = 4.0;
/// Between two lines of hatching.
const HATCH_GAP: f64 = 5.0;
/// Share of black or white in the colour of hatching.
const HATCH_STRENGTH: f64 = 0.32;
/// Families to write in, in order of preference; the first is bundled.
const FAMILY: &str = "'DejaVu Sans', Verdana, sans-serif";

/// Which point of a block's box the given point is, across.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Across {
    Left,
    Middle,
    Right,
}

/// Which point of a block's box the given point is, down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Down {
    Top,
    Middle,
    Bottom,
}

/// A second channel beside colour, for print without it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Texture {
    Plain,
    /// Lines that rise to the right.
    Rising,
    /// Lines that fall to the right.
    Falling,
}

enum Mark {
    Line { points: Vec<Point>, colour: Colour, width: f64 },
    Area { points: Vec<Point>, colour: Colour },
    Dot { centre: Point, radius: f64, colour: Colour },
}

struct Placed {
    line: String,
    anchor: Point,
    across: Across,
    size: f64,
    bold: bool,
    colour: Colour,
    area: Rect,
}

/// What has been drawn so far.
pub struct Canvas {
    drawing: Drawing,
    height: f64,
    marks: Vec<Mark>,
    texts: Vec<Placed>,
    missing: BTreeSet<char>,
    cut: Vec<String>,
}

impl Canvas {
    /// An empty page, so many units high.
    pub(crate) fn new(drawing: Drawing, height: f64) -> Self {
        Self { drawing, height, marks: Vec::new(), texts: Vec::new(), missing: BTreeSet::new(), cut: Vec::new() }
    }

    fn page(&self) -> Rect {
        Rect::new(0.0, 0.0, self.drawing.width(), self.height)
    }

    /// A line through points.
    pub fn line(&mut self, points: Vec<Point>, colour: Colour, width: f64) {
        self.marks.push(Mark::Line { points, colour, width });
    }

    /// A dashed line through points.
    pub(crate) fn dashed(&mut self, points: &[Point], colour: Colour, width: f64) {
        for piece in dashes(points, 7.0, 4.0) {
            self.line(piece, colour, width);
        }
    }

    /// A filled polygon.
    pub fn area(&mut self, points: Vec<Point>, colour: Colour) {
        self.marks.push(Mark::Area { points, colour });
    }

    /// A filled box.
    pub(crate) fn rect(&mut self, area: Rect, colour: Colour) {
        self.area(area.corners(), colour);
    }

    /// A filled polygon with a texture, and with an outline where the colour is faint on white.
    pub(crate) fn textured(&mut self, points: Vec<Point>, colour: Colour, texture: Texture) {
        self.area(points.clone(), colour);
        let lines = match texture {
            Texture::Plain => Vec::new(),
            Texture::Rising => hatch(&points, HATCH_GAP, false),
            Texture::Falling => hatch(&points, HATCH_GAP, true),
        };
        for [from, to] in lines {
            self.line(vec![from, to], colour.text_on().mixed(colour, HATCH_STRENGTH), HAIRLINE);
        }
        if colour != colour.line() {
            let closed = points.iter().chain(points.first()).copied().collect();
            self.line(closed, colour.line(), HAIRLINE);
        }
    }

    /// A round marker with a white rim.
    pub(crate) fn dot(&mut self, centre: Point, radius: f64, colour: Colour) {
        self.marks.push(Mark::Dot { centre, radius: radius + 1.0, colour: WHITE });
        self.marks.push(Mark::Dot { centre, radius, colour });
    }

    /// A square marker with a white rim.
    pub fn square(&mut self, centre: Point, radius: f64, colour: Colour) {
        for (half, colour) in [(radius + 1.0, WHITE), (radius, colour)] {
            let Point { x, y } = centre;
            self.rect(Rect::new(x - half, y - half, x + half, y + half), colour);
        }
    }

    /// Places a block so that the named point of its box is `anchor`; gives the box.
    pub fn text(&mut self, block: &Block, anchor: Point, across: Across, down: Down) -> Rect {
        let area = box_at(block, anchor, across, down);
        let first = area.top + font::ASCENT * block.size;
        for (index, line) in block.lines.iter().enumerate() {
            let baseline = first + index as f64 * font::LEADING * block.size;
            self.place(block, line, at(anchor.x, baseline), across);
        }
        if block.cut {
            self.cut.push(format!("a label had to be shortened to “{}”", block.lines.join(" ")));
        }
        area
    }

    fn place(&mut self, block: &Block, line: &str, baseline: Point, across: Across) {
        self.missing.extend(font::missing(line, block.bold));
        let width = font::width(line, block.size, block.bold);
        let left = left_edge(baseline.x, width, across);
        let top = baseline.y - font::ASCENT * block.size;
        let area = Rect::new(left, top, left + width, baseline.y + font::DESCENT * block.size);
        let (size, bold, colour) = (block.size, block.bold, block.colour);
        let line = line.to_owned();
        self.texts.push(Placed { line, anchor: baseline, across, size, bold, colour, area });
    }

    /// Whether a box is free of text and on the page.
    pub(crate) fn is_free(&self, area: &Rect) -> bool {
        self.page().holds(area) && !self.texts.iter().any(|text| text.area.overlaps(area, 0.0))
    }

    /// Characters that the font lacks.
    pub fn missing(&self) -> &BTreeSet<char> {
        &self.missing
    }

    /// What else went wrong with the text: labels cut, off the page or on one another.
    pub fn warnings(&self) -> Vec<String> {
        let page = self.page();
        let off = self.texts.iter().filter(|text| !page.holds(&text.area));
        let off = off.map(|text| format!("“{}” leaves the page", text.line));
        let clashes = self.texts.iter().enumerate().flat_map(|(index, one)| {
            let later = self.texts[index + 1..].iter();
            later
                .filter(|two| one.area.overlaps(&two.area, SLACK))
                .map(|two| format!("“{}” and “{}” overlap", one.line, two.line))
        });
        self.cut.iter().cloned().chain(off).chain(clashes).collect()
    }

    /// Writes the page; `id`, `title` and `description` are for readers who hear it.
    ///
    /// # Errors
    /// If `plotters` refuses a shape.
    pub fn svg(&self, id: &str, title: &str, description: &str) -> Result<String, DrawError> {
        let (width, (across, unit)) = (self.drawing.width(), self.drawing.stated_width());
        let id = format!("{id}{}", self.drawing.suffix()); // the drawings of a chart may stand on one page
        let down = (across / width * self.height * 100.0).round() / 100.0;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{across}{unit}\" height=\"{down}{unit}\" \
             viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
             font-family=\"{FAMILY}\">\n<title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n",
            cell(width),
            cell(self.height),
            escaped(title),
            escaped(description),
        );
        svg.push_str(&self.inside(|_| true)?);
        Ok(svg)
    }

    /// What lies in an area, from edge to edge of the page, as an SVG whose label says it in words.
    ///
    /// # Errors
    /// If a shape cannot be written.
    pub fn inset(&self, area: &Rect, label: &str) -> Result<String, DrawError> {
        let (width, (across, unit)) = (self.drawing.width(), self.drawing.stated_width());
        let (top, height) = (area.top - EDGE, self.lowest(area) - area.top + 2.0 * EDGE);
        let down = (across / width * height * 100.0).round() / 100.0;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{across}{unit}\" height=\"{down}{unit}\" \
             viewBox=\"0 {} {} {}\" role=\"img\" aria-label=\"{}\" font-family=\"{FAMILY}\">\n",
            cell(top),
            cell(width),
            cell(height),
            escaped(label),
        );
        svg.push_str(&self.inside(|text| (area.top - EDGE..=area.bottom + EDGE).contains(&text.anchor.y))?);
        Ok(svg)
    }

    /// Where the lowest of what lies in an area ends.
    fn lowest(&self, area: &Rect) -> f64 {
        let texts = self.texts.iter().map(|text| text.anchor.y + text.size * 0.3);
        let marks = self.marks.iter().flat_map(|mark| match mark {
            Mark::Line { points, .. } | Mark::Area { points, .. } => points.clone(),
            Mark::Dot { centre, radius, .. } => vec![at(centre.x, centre.y + radius)],
        });
        texts.chain(marks.map(|point| point.y)).filter(|y| *y <= area.bottom + EDGE).fold(area.top, f64::max)
    }

    /// Shapes and some of the texts, up to the end of the SVG.
    fn inside(&self, shown: impl Fn(&Placed) -> bool) -> Result<String, DrawError> {
        let shapes = self.shapes()?;
        let start = shapes.find('>').map_or(0, |end| end + 1);
        let mut inside = shapes[start..].trim().trim_end_matches("</svg>").trim_start().to_owned();
        inside.extend(self.texts.iter().filter(|text| shown(text)).map(Placed::svg));
        inside.push_str("</svg>\n");
        Ok(inside)
    }

    fn shapes(&self) -> Result<String, DrawError> {
        let mut svg = String::new();
        let mut backend =
            SVGBackend::with_string(&mut svg, (cell(self.drawing.width()) as u32, cell(self.height) as u32));
        draw_on(&mut backend, &Mark::Area { points: self.page().corners(), colour: WHITE })?;
        for mark in &self.marks {
            draw_on(&mut backend, mark)?;
        }
        backend.present().map_err(|error| DrawError::Shape(error.to_string()))?;
        drop(backend);
        Ok(svg)
    }
}

impl Placed {
    fn svg(&self) -> String {
        let anchor = match self.across {
            Across::Left => "start",
            Across::Middle => "middle",
            Across::Right => "end",
        };
        let weight = if self.bold { " font-weight=\"bold\"" } else { "" };
        let mut svg = String::new();
        let _ = writeln!(
            svg, // writing to a string cannot fail
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{anchor}\"{weight} fill=\"{}\">{}</text>",
            cell(self.anchor.x),
            cell(self.anchor.y),
            cell(self.size),
            self.colour.hex(),
            escaped(&self.line)
        );
        svg
    }
}

fn pen(colour: Colour, width: f64) -> ShapeStyle {
    let stroke_width = cell(width).max(1) as u32;
    ShapeStyle { color: RGBColor(colour.0, colour.1, colour.2).into(), filled: true, stroke_width }
}

fn draw_on(backend: &mut SVGBackend, mark: &Mark) -> Result<(), DrawError> {
    let grid = |point: &Point| (cell(point.x), cell(point.y));
    let drawn = match mark {
        Mark::Line { points, colour, width } => backend.draw_path(points.iter().map(grid), &pen(*colour, *width)),
        Mark::Area { points, colour } => backend.fill_polygon(points.iter().map(grid), &pen(*colour, 0.0)),
        Mark::Dot { centre, radius, colour } => {
            let pen = pen(*colour, 0.0);
            backend.draw_circle(grid(centre), cell(*radius) as u32, &pen, true)
        }
    };
    drawn.map_err(|error| DrawError::Shape(error.to_string()))
}

/// Whole cells of the drawing grid; a coordinate that is not a number lands at 0 rather than in the file.
fn cell(unit: f64) -> i32 {
    (unit * GRID).round() as i32
}

fn left_edge(x: f64, width: f64, across: Across) -> f64 {
    match across {
        Across::Left => x,
        Across::Middle => x - width / 2.0,
        Across::Right => x - width,
    }
}

/// The box that a block would take.
pub(crate) fn box_at(block: &Block, anchor: Point, across: Across, down: Down) -> Rect {
    let (width, height) = (block.width(), block.height());
    let left = left_edge(anchor.x, width, across);
    let top = match down {
        Down::Top => anchor.y,
        Down::Middle => anchor.y - height / 2.0,
        Down::Bottom => anchor.y - height,
    };
    Rect::new(left, top, left + width, top + height)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::super::text::Style;
    use super::super::theme::{INK, LABEL};
    use super::*;

    fn label(text: &str) -> Block {
        Block::line(text, Style::plain(LABEL, INK))
    }

    #[test]
    fn overlaps_and_strays_and_strange_characters_are_found_out() {
        let mut canvas = Canvas::new(Drawing::Slide, 540.0);
        canvas.text(&label("alone"), at(100.0, 100.0), Across::Left, Down::Top);
        assert_eq!(canvas.warnings(), Vec::<String>::new());
        canvas.text(&label("close"), at(110.0, 104.0), Across::Left, Down::Top);
        canvas.text(&label("gone"), at(955.0, 200.0), Across::Left, Down::Top);
        canvas.text(&label("同"), at(100.0, 300.0), Across::Left, Down::Top);
        let warnings = canvas.warnings().join("\n");
        assert_eq!(*canvas.missing(), BTreeSet::from(['同']));
        for part in ["“alone” and “close” overlap", "“gone” leaves"] {
            assert!(warnings.contains(part), "{warnings}");
        }
    }

    #[test]
    fn markup_is_escaped() {
        let mut canvas = Canvas::new(Drawing::Slide, 540.0);
        canvas.text(&label("<b>&\"x\""), at(100.0, 100.0), Across::Left, Down::Top);
        let svg = canvas.svg("t", "<b>", "'&'").unwrap();
        assert!(svg.contains("&lt;b&gt;&amp;&quot;x&quot;</text>") && !svg.contains("<b>"));
    }
}
