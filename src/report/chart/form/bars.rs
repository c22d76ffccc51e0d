//! Bars: shares of a whole, one bar a row, parts named in the bar, below it, or in a key above.

use super::bar_notes::{Notes, note};
use crate::report::chart::draw::theme::{CHAPTERS, Colour, HEADING, INK, QUIET, WHITE};
use crate::report::chart::draw::{Across, Block, Canvas, Down, Rect, Style, Texture, at, font};
use crate::report::chart::page::{Form, Page};
use crate::report::chart::words::percent;

/// Room for the names of the rows.
const NAMES: f64 = 190.0;
/// Size of percentages in the bars.
const PERCENT: (f64, f64) = (13.0, 9.0);
/// Size of names in the bars, and of the key.
const NAME: (f64, f64) = (10.5, 8.5);

/// Bars of equal length, divided into the same parts.
pub struct Bars {
    /// Names of the parts, in the order in which they stand.
    pub parts: Vec<String>,
    /// Bars, from the top.
    pub bars: Vec<Bar>,
}

/// One bar.
pub struct Bar {
    /// What it is called.
    pub name: String,
    /// Second line of the name.
    pub under: Option<String>,
    /// Shares of the parts; absent is not known.
    pub shares: Vec<Option<Share>>,
    /// What is said of parts that were not seen.
    pub unseen: String,
}

/// The share of a part.
#[derive(Clone, Copy)]
pub struct Share {
    /// From 0 to 1.
    pub value: f64,
    /// Whether it was seen at all.
    pub is_seen: bool,
}

/// The colour of a part.
pub fn colour(part: usize) -> Colour {
    CHAPTERS[part % CHAPTERS.len()]
}

fn texture(part: usize) -> Texture {
    match part % 4 {
        1 => Texture::Rising,
        3 => Texture::Falling,
        _ => Texture::Plain,
    }
}

impl Form for Bars {
    fn draw(&self, page: &mut Page) {
        let tracks = |page: &Page| tracks(&page.body, self.bars.len());
        let keyed = !self.all_named(&tracks(page)) && !self.all_noted(&tracks(page));
        if keyed {
            self.key(page);
        }
        for (bar, track) in self.bars.iter().zip(tracks(page)) {
            bar.label(&mut page.canvas, &track, page.body.left);
            self.segments(&mut page.canvas, bar, &track, keyed);
            note(&mut page.canvas, bar, &track, &self.parts, keyed);
        }
    }
}

impl Bars {
    /// Whether each part that is seen at all can be named inside a bar; with one or two bars, the note below may name
    /// what is thin.
    fn all_named(&self, tracks: &[Rect]) -> bool {
        let areas: Vec<Vec<Rect>> = self.bars.iter().zip(tracks).map(|(bar, track)| bar.boxes(track)).collect();
        let is_named = |row: usize, part: usize, name: &str| {
            let area = &areas[row][part];
            let noted = self.bars[row].shares[part].is_none_or(|share| share.text(part, area).is_none());
            name_in(part, name, area).is_some() || (self.bars.len() <= 2 && noted)
        };
        self.parts.iter().enumerate().all(|(part, name)| {
            let width = |row: &usize| areas[*row][part].width();
            let widest = (0..self.bars.len()).max_by(|one, two| width(one).total_cmp(&width(two)));
            widest.is_none_or(|row| width(&row) <= 0.0 || is_named(row, part, name))
        })
    }

    /// Whether each segment of each bar is named, in it or below it.
    fn all_noted(&self, tracks: &[Rect]) -> bool {
        self.bars.iter().zip(tracks).all(|(bar, track)| Notes::whole(bar, track, &self.parts).fit(track))
    }

    fn segments(&self, canvas: &mut Canvas, bar: &Bar, track: &Rect, keyed: bool) {
        for (part, (share, area)) in bar.shares.iter().zip(bar.boxes(track)).enumerate() {
            let Some(share) = share.filter(|_| area.width() > 0.0) else { continue };
            let hue = colour(part);
            canvas.textured(area.corners(), hue, if keyed { texture(part) } else { Texture::Plain });
            if area.left > track.left {
                canvas.line(vec![at(area.left, area.top), at(area.left, area.bottom)], WHITE, 1.6);
            }
            let Some(value) = share.text(part, &area) else { continue };
            let name = if keyed { None } else { name_in(part, &self.parts[part], &area) };
            inside(canvas, &value, name.as_ref(), &area, hue);
        }
    }

    /// A key above the bars, in the order of the parts; takes its room from the body.
    fn key(&self, page: &mut Page) {
        let count = self.parts.len();
        let columns = if count <= 4 { count } else { count.div_ceil(2) };
        let step = page.body.width() / columns as f64;
        for (row, names) in self.parts.chunks(columns).enumerate() {
            let top = page.body.top;
            let mut bottom = top;
            for (column, name) in names.iter().enumerate() {
                let (part, x) = (row * columns + column, page.body.left + step * column as f64);
                let swatch = Rect::new(x, top, x + 18.0, top + 13.0);
                page.canvas.textured(swatch.corners(), colour(part), texture(part));
                let ink = Style::bold((9.5, 9.5), colour(part).text_on());
                let digit = Block::line(&(part + 1).to_string(), ink);
                inside(&mut page.canvas, &digit, None, &swatch, colour(part));
                let label = Block::fit(name, Style::bold((NAME.0, 7.5), colour(part).ink()), step - 34.0, 2);
                let place = at(x + 23.0, top + (13.0 - label.size) / 2.0);
                bottom = bottom.max(page.canvas.text(&label, place, Across::Left, Down::Top).bottom);
            }
            page.body.top = bottom + 5.0;
        }
        page.body.top += 12.0;
    }
}

impl Bar {
    /// The box of each part, empty for what is absent.
    pub fn boxes(&self, track: &Rect) -> Vec<Rect> {
        let mut left = track.left;
        let mut next = |share: &Option<Share>| {
            let value = share.map_or(0.0, |share| share.value).clamp(0.0, 1.0);
            let right = (left + value * track.width()).min(track.right);
            Rect::new(std::mem::replace(&mut left, right), track.top, right, track.bottom)
        };
        self.shares.iter().map(&mut next).collect()
    }

    fn label(&self, canvas: &mut Canvas, track: &Rect, left: f64) {
        let lines = if track.height() < 24.0 { 2 } else { 3 };
        let name = Block::fit(&self.name, Style::bold((HEADING.0, 7.0), INK), NAMES - 14.0, lines);
        let under = self.under.as_ref().map(|under| Block::line(under, Style::plain((10.0, 10.0), QUIET)));
        let height = name.height() + under.as_ref().map_or(0.0, |under| under.height() + 1.0);
        let area = canvas.text(&name, at(left, track.centre().y - height / 2.0), Across::Left, Down::Top);
        if let Some(under) = under {
            canvas.text(&under, at(left, area.bottom + 1.0), Across::Left, Down::Top);
        }
    }
}

impl Share {
    /// The percentage, where the segment has room for it.
    pub fn text(self, part: usize, area: &Rect) -> Option<Block> {
        let text = percent(self.value);
        let size = PERCENT.0.min(area.height() * 0.7);
        let value = Block::line(&text, Style::bold((size, size), colour(part).text_on()));
        (font::width(&text, size, true) + 6.0 <= area.width()).then_some(value)
    }
}

/// The box of each bar, from the top.
fn tracks(body: &Rect, rows: usize) -> Vec<Rect> {
    let pitch = (body.height() / rows as f64).min(if rows > 2 { 104.0 } else { 150.0 });
    let height = (pitch - 28.0).clamp(pitch * 0.45, if rows > 2 { 64.0 } else { 110.0 });
    let top = body.top + (body.height() - pitch * rows as f64) * 0.2;
    let track = |row: usize| {
        let top = top + pitch * row as f64;
        Rect::new(body.left + NAMES, top, body.right, top + height)
    };
    (0..rows).map(track).collect()
}

/// The name of a part, where its segment has room for it above the percentage.
pub fn name_in(part: usize, name: &str, area: &Rect) -> Option<Block> {
    let block = Block::fit(name, Style::bold(NAME, colour(part).text_on()), area.width() - 8.0, 2);
    (block.whole && block.height() + PERCENT.0 * 1.3 + 6.0 <= area.height()).then_some(block)
}

fn inside(canvas: &mut Canvas, value: &Block, name: Option<&Block>, area: &Rect, hue: Colour) {
    let centre = area.centre();
    match name {
        Some(name) => {
            let top = centre.y - (name.height() + value.height() + 2.0) / 2.0;
            let below = canvas.text(name, at(centre.x, top), Across::Middle, Down::Top).bottom + 2.0;
            canvas.text(value, at(centre.x, below), Across::Middle, Down::Top);
        }
        None => {
            let plate = canvas.text(value, centre, Across::Middle, Down::Middle);
            canvas.rect(Rect::new(plate.left - 2.0, plate.top, plate.right + 2.0, plate.bottom), hue);
        }
    }
}
