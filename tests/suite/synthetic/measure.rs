//! What an SVG of ours shows, read from the file alone: boxes of text, markers, lines and grounds.
//!
//! Text is measured here from the font files themselves: advance widths across, the outlines' bounds down. Nothing of
//! the program's own measuring is used. Coordinates are those of the file, ten to a unit of the page.

use std::sync::LazyLock;

use roxmltree::{Document, Node};
use skrifa::prelude::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

static REGULAR: LazyLock<Vec<u8>> = LazyLock::new(|| font("DejaVuSans.subset.ttf"));
static BOLD: LazyLock<Vec<u8>> = LazyLock::new(|| font("DejaVuSans-Bold.subset.ttf"));

fn font(name: &str) -> Vec<u8> {
    let path = format!("{}/assets/fonts/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).expect("a bundled font")
}

/// A box: left, top, right, bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area(pub f64, pub f64, pub f64, pub f64);

impl Area {
    /// Whether two boxes share more than `slack` in both directions.
    pub fn meets(&self, other: &Self, slack: f64) -> bool {
        self.0 + slack < other.2 && other.0 + slack < self.2 && self.1 + slack < other.3 && other.1 + slack < self.3
    }

    fn of(points: &[(f64, f64)]) -> Self {
        let start = Self(f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
        let grow = |a: Self, &(x, y): &(f64, f64)| Self(a.0.min(x), a.1.min(y), a.2.max(x), a.3.max(y));
        points.iter().fold(start, grow)
    }
}

/// A line of text.
pub struct Line {
    pub text: String,
    pub area: Area,
    pub fill: String,
}

/// A run of straight lines.
pub struct Stroke {
    pub points: Vec<(f64, f64)>,
    pub width: f64,
    pub colour: String,
}

/// A filled polygon.
pub struct Ground {
    pub points: Vec<(f64, f64)>,
    pub fill: String,
}

/// All that a picture shows, each kind in the order of drawing.
pub struct Picture {
    pub lines: Vec<Line>,
    pub strokes: Vec<Stroke>,
    pub grounds: Vec<Ground>,
    /// Boxes of round and of small square markers.
    pub markers: Vec<Area>,
}

impl Picture {
    pub fn new(svg: &str) -> Self {
        let document = Document::parse(svg).expect("well-formed XML");
        let mut picture = Self { lines: vec![], strokes: vec![], grounds: vec![], markers: vec![] };
        for node in document.descendants() {
            picture.add(&node);
        }
        picture
    }

    fn add(&mut self, node: &Node) {
        let word = |key: &str| node.attribute(key).unwrap_or_default().to_owned();
        match node.tag_name().name() {
            "text" => self.lines.push(line(node)),
            "polyline" => {
                let (points, width) = (points(&word("points")), number(node, "stroke-width"));
                self.strokes.push(Stroke { points, width, colour: word("stroke") });
            }
            "circle" => {
                let (x, y, r) = (number(node, "cx"), number(node, "cy"), number(node, "r"));
                self.markers.push(Area(x - r, y - r, x + r, y + r));
            }
            "polygon" => {
                let points = points(&word("points"));
                let area = Area::of(&points);
                let square = points.len() == 4 && (area.2 - area.0 - (area.3 - area.1)).abs() <= 2.0;
                if square && area.2 - area.0 < 120.0 {
                    self.markers.push(area);
                }
                self.grounds.push(Ground { points, fill: word("fill") });
            }
            _ => {}
        }
    }

    /// The colour on which a point stands: that of the last polygon over it.
    pub fn ground(&self, x: f64, y: f64) -> Option<&Ground> {
        self.grounds.iter().rev().find(|ground| holds(&ground.points, x, y))
    }
}

fn number(node: &Node, key: &str) -> f64 {
    node.attribute(key).and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{key} of {node:?}"))
}

fn points(text: &str) -> Vec<(f64, f64)> {
    let pair = |pair: &str| {
        let (x, y) = pair.split_once(',').expect("a pair");
        (x.parse().expect("x"), y.parse().expect("y"))
    };
    text.split_whitespace().map(pair).collect()
}

/// Whether a point lies in a polygon, by the parity of the edges to its right.
fn holds(points: &[(f64, f64)], x: f64, y: f64) -> bool {
    let next = points.iter().cycle().skip(1);
    let crossed = points
        .iter()
        .zip(next)
        .filter(|((x1, y1), (x2, y2))| (*y1 > y) != (*y2 > y) && x < x1 + (y - y1) / (y2 - y1) * (x2 - x1));
    crossed.count() % 2 == 1
}

fn line(node: &Node) -> Line {
    let text = node.text().unwrap_or_default().to_owned();
    let bytes = if node.attribute("font-weight") == Some("bold") { &*BOLD } else { &*REGULAR };
    let (width, top, bottom) = extent(bytes, &text, number(node, "font-size"));
    let (x, y) = (number(node, "x"), number(node, "y"));
    let left = match node.attribute("text-anchor") {
        Some("end") => x - width,
        Some("middle") => x - width / 2.0,
        _ => x,
    };
    let fill = node.attribute("fill").unwrap_or_default().to_owned();
    Line { text, area: Area(left, y - top, left + width, y - bottom), fill }
}

/// Width, height above the baseline and (negative) depth of a text; a missing character is as wide as an em.
fn extent(bytes: &[u8], text: &str, size: f64) -> (f64, f64, f64) {
    let font = FontRef::new(bytes).expect("a font");
    let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
    let (mut width, mut top, mut bottom) = (0.0, 0.0_f64, 0.0_f64);
    for letter in text.chars() {
        let Some(glyph) = font.charmap().map(letter) else {
            width += 1.0;
            continue;
        };
        width += f64::from(metrics.advance_width(glyph).expect("a width"));
        if let Some(bounds) = metrics.bounds(glyph) {
            top = top.max(f64::from(bounds.y_max));
            bottom = bottom.min(f64::from(bounds.y_min));
        }
    }
    (width * size, top * size, bottom * size)
}

/// Contrast of two colours written `#RRGGBB`, as WCAG 2.1 defines it.
pub fn contrast(one: &str, two: &str) -> f64 {
    let luminance = |colour: &str| {
        let channel = |at: usize| {
            let share = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect(colour)) / 255.0;
            if share <= 0.03928 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    };
    let (one, two) = (luminance(one), luminance(two));
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

/// Whether a straight line passes through a box shrunk by `slack`.
pub fn crosses(from: (f64, f64), to: (f64, f64), area: &Area, slack: f64) -> bool {
    let steps = ((to.0 - from.0).hypot(to.1 - from.1) / 5.0).ceil().max(1.0);
    (0..=steps as usize).any(|step| {
        let share = step as f64 / steps;
        let (x, y) = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
        area.0 + slack < x && x < area.2 - slack && area.1 + slack < y && y < area.3 - slack
    })
}
