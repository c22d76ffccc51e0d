//! Bars: shares of a whole, one bar a row, parts named in the bar, below it, or in a key above.

pub use super::bar::{Bar, Part, Share};
use super::bar::{NAME, name_in};
use super::bar_notes::{Notes, note};
use super::key::{self, Entry, Sign};
use crate::report::chart::kit::*;

/// Room for the names of the rows.
const NAMES: f64 = 260.0;
/// Height of a row in a narrow drawing, its name and what stands below it included.
const NARROW: f64 = 110.0;

/// Bars of equal length, divided into the same parts.
pub(crate) struct Bars {
    /// Names of the parts, in the order in which they stand.
    pub parts: Vec<Part>,
    pub bars: Vec<Bar>,
}

fn texture(part: usize) -> Texture {
    match part % 4 {
        1 => Texture::Rising,
        3 => Texture::Falling,
        _ => Texture::Plain,
    }
}

impl Form for Bars {
    fn height(&self, drawing: Drawing) -> f64 {
        key::height(&self.entries(), drawing.room()) + NARROW * self.bars.len() as f64
    }

    fn draw(&self, page: &mut Page) {
        let narrow = page.drawing.narrow();
        let tracks = |page: &Page| tracks(&page.body, self.bars.len(), narrow);
        let keyed = narrow || !self.all_named(&tracks(page)) && !self.all_noted(&tracks(page));
        if narrow {
            key::draw(page, &self.entries());
        } else if keyed {
            self.key(page);
        }
        for (bar, track) in self.bars.iter().zip(tracks(page)) {
            bar.label(&mut page.canvas, &track, page.body.left, narrow);
            self.segments(&mut page.canvas, bar, &track, keyed);
            note(&mut page.canvas, bar, &track, &self.parts, keyed);
        }
    }
}

impl Bars {
    /// The parts by number, for narrow drawings.
    fn entries(&self) -> Vec<Entry> {
        let entry = |(part, Part { name, colour }): (usize, &Part)| Entry {
            name: format!("({}) {name}", part + 1),
            sign: Sign::Swatch(*colour, texture(part)),
        };
        self.parts.iter().enumerate().map(entry).collect()
    }

    /// Whether each part that is seen at all can be named inside a bar; with one or two bars, the note below may name
    /// what is thin.
    fn all_named(&self, tracks: &[Rect]) -> bool {
        let areas: Vec<Vec<Rect>> = self.bars.iter().zip(tracks).map(|(bar, track)| bar.boxes(track)).collect();
        let is_named = |row: usize, part: usize| {
            let area = &areas[row][part];
            let noted = self.bars[row].shares[part].is_none_or(|share| share.text(&self.parts[part], area).is_none());
            name_in(&self.parts[part], area).is_some() || (self.bars.len() <= 2 && noted)
        };
        (0..self.parts.len()).all(|part| {
            let width = |row: &usize| areas[*row][part].width();
            let widest = (0..self.bars.len()).max_by(|one, two| width(one).total_cmp(&width(two)));
            widest.is_none_or(|row| width(&row) <= 0.0 || is_named(row, part))
        })
    }

    /// Whether each segment of each bar is named, in it or below it.
    fn all_noted(&self, tracks: &[Rect]) -> bool {
        self.bars.iter().zip(tracks).all(|(bar, track)| Notes::whole(bar, track, &self.parts).fit(track))
    }

    fn segments(&self, canvas: &mut Canvas, bar: &Bar, track: &Rect, keyed: bool) {
        for (part, (share, area)) in bar.shares.iter().zip(bar.boxes(track)).enumerate() {
            let Some(share) = share.filter(|_| area.width() > 0.0) else { continue };
            let hue = self.parts[part].colour;
            canvas.textured(area.corners(), hue, if keyed { texture(part) } else { Texture::Plain });
            if area.left > track.left {
                canvas.line(vec![at(area.left, area.top), at(area.left, area.bottom)], WHITE, 1.6);
            }
            let Some(value) = share.text(&self.parts[part], &area) else { continue };
            let name = if keyed { None } else { name_in(&self.parts[part], &area) };
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
            for (column, Part { name, colour }) in names.iter().enumerate() {
                let (part, x) = (row * columns + column, page.body.left + step * column as f64);
                let swatch = Rect::new(x, top, x + 18.0, top + 13.0);
                page.canvas.textured(swatch.corners(), *colour, texture(part));
                let ink = Style::bold((9.5, 9.5), colour.text_on());
                let digit = Block::line(&(part + 1).to_string(), ink);
                inside(&mut page.canvas, &digit, None, &swatch, *colour);
                let label = Block::fit(name, Style::bold((NAME.0, 7.5), colour.ink()), step - 34.0, 3);
                let place = at(x + 23.0, top + (13.0 - label.size) / 2.0);
                bottom = bottom.max(page.canvas.text(&label, place, Across::Left, Down::Top).bottom);
            }
            page.body.top = bottom + 5.0;
        }
        page.body.top += 12.0;
    }
}

impl Bar {
    fn label(&self, canvas: &mut Canvas, track: &Rect, left: f64, narrow: bool) {
        if narrow {
            let under = self.under.as_ref().map_or(String::new(), |under| format!(" ({under})"));
            let name = Block::fit(&format!("{}{under}", self.name), Style::bold(HEADING, INK), track.width(), 3);
            canvas.text(&name, at(left, track.top - 4.0), Across::Left, Down::Bottom);
            return;
        }
        let lines = if track.height() < 24.0 { 2 } else { 3 };
        let name =
            Block::fit(&self.name, Style::bold((HEADING.0.min(track.height() * 0.5), LEAST), INK), NAMES - 14.0, lines);
        let under = self.under.as_ref().map(|under| Block::line(under, Style::plain((10.0, 10.0), QUIET)));
        let height = name.height() + under.as_ref().map_or(0.0, |under| under.height() + 1.0);
        let area = canvas.text(&name, at(left, track.centre().y - height / 2.0), Across::Left, Down::Top);
        if let Some(under) = under {
            canvas.text(&under, at(left, area.bottom + 1.0), Across::Left, Down::Top);
        }
    }
}

/// The box of each bar, from the top.
fn tracks(body: &Rect, rows: usize, narrow: bool) -> Vec<Rect> {
    if narrow {
        let bottom = |row: usize| body.bottom - NARROW * (rows - row) as f64 + NARROW - 40.0;
        return (0..rows).map(|row| Rect::new(body.left, bottom(row) - 36.0, body.right, bottom(row))).collect();
    }
    let pitch = (body.height() / rows as f64).min(if rows > 2 { 104.0 } else { 150.0 });
    let height = (pitch - 28.0).clamp(pitch * 0.45, if rows > 2 { 64.0 } else { 110.0 });
    let top = body.top + (body.height() - pitch * rows as f64) * 0.2;
    let track = |row: usize| {
        let top = top + pitch * row as f64;
        Rect::new(body.left + NAMES, top, body.right, top + height)
    };
    (0..rows).map(track).collect()
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
