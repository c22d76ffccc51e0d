//! Strips: what held in each quarter of a history, one history below another, each with a few words.
//!
//! Takes histories as rows of cells, gives tracks on an axis of time. Narrow drawings have the names above the tracks.

use super::key::{self, Entry};
use crate::report::chart::kit::*;

/// Height of a track, and from one to the next: on a slide, and in narrow drawings.
const TRACK: [(f64, f64); 2] = [(26.0, 32.0), (15.0, 19.0)];
/// Most distance of two histories on a slide.
const PITCH: f64 = 190.0;
/// Room for the names of tracks.
const NAMES: f64 = 76.0;
/// Room for name and words beside the tracks of a slide.
const WORDS: f64 = 330.0;
/// Below the tracks of a history: the axis.
const BELOW: f64 = 30.0;

/// Histories over the same quarters.
pub(crate) struct Strips<'a> {
    pub quarters: &'a [String],
    pub key: Vec<Entry>,
    pub strips: Vec<Strip>,
}

pub(crate) struct Strip {
    pub name: String,
    /// What happens in it, in a few sentences.
    pub words: String,
    pub tracks: Vec<Track>,
}

pub(crate) struct Track {
    pub name: String,
    /// A colour for each quarter in which something held.
    pub cells: Vec<Option<(Colour, Texture)>>,
}

/// Height of a track, and from one to the next.
fn track(drawing: Drawing) -> (f64, f64) {
    TRACK[usize::from(drawing.narrow())]
}

impl Strip {
    fn texts(&self, drawing: Drawing) -> [Block; 2] {
        let (room, lines, sizes) =
            if drawing.narrow() { (drawing.room(), 20, [13.0, 10.5]) } else { (WORDS - 20.0, 8, [15.0, 12.0]) };
        let name = Block::fit(&self.name, Style::bold((sizes[0], 9.0), INK), room, 4);
        [name, Block::fit(&self.words, Style::plain((sizes[1], 9.0), QUIET), room, lines)]
    }

    fn tracks_height(&self, drawing: Drawing) -> f64 {
        track(drawing).1 * self.tracks.len() as f64 + BELOW
    }

    fn tall(&self, drawing: Drawing) -> f64 {
        let [name, words] = self.texts(drawing);
        name.height() + words.height() + 14.0 + self.tracks_height(drawing) + 8.0
    }

    /// Draws the tracks below a corner.
    fn draw(&self, canvas: &mut Canvas, quarters: &[String], area: &Rect, (tall, pitch): (f64, f64)) {
        let plot = Rect::new(area.left + NAMES, area.top, area.right, area.bottom);
        let wide = plot.width() / quarters.len().max(1) as f64;
        for (row, track) in self.tracks.iter().enumerate() {
            let top = plot.top + pitch * row as f64;
            let name = Block::fit(&track.name, Style::plain((10.0, 9.0), INK), NAMES - 8.0, 1);
            canvas.text(&name, at(area.left, top + tall / 2.0), Across::Left, Down::Middle);
            canvas.rect(Rect::new(plot.left, top, plot.right, top + tall), GRID.tint(0.45));
            for (colour, texture, first, last) in joined(&track.cells) {
                let (left, right) = (plot.left + wide * first as f64, plot.left + wide * (last + 1) as f64);
                let cell = Rect::new(left, top, right, top + tall);
                canvas.textured(cell.corners(), colour, texture);
            }
        }
        let bottom = plot.top + pitch * self.tracks.len() as f64 - (pitch - tall) + 3.0;
        // A quarter is a cell: its first day at the left edge, the axis half a cell in.
        let spare = if quarters.len() > 1 { wide / 2.0 } else { 0.0 };
        let axis = Rect::new(plot.left + spare, plot.top, plot.right - spare, bottom);
        time_axis(canvas, &axis, quarters);
    }
}

/// Runs of equal cells, so that hatching and outlines go through.
fn joined(cells: &[Option<(Colour, Texture)>]) -> Vec<(Colour, Texture, usize, usize)> {
    let runs = super::over_time::runs(cells.iter().copied());
    runs.into_iter().map(|((colour, texture), first, last)| (colour, texture, first, last)).collect()
}

impl Form for Strips<'_> {
    fn height(&self, drawing: Drawing) -> f64 {
        key::height(&self.key, drawing.room()) + self.strips.iter().map(|strip| strip.tall(drawing)).sum::<f64>()
    }

    fn draw(&self, page: &mut Page) {
        key::draw(page, &self.key);
        let (body, narrow) = (page.body, page.drawing.narrow());
        let pitch = (body.height() / self.strips.len().max(1) as f64).min(PITCH);
        let mut top = body.top;
        for strip in &self.strips {
            let [name, words] = strip.texts(page.drawing);
            let area = page.canvas.text(&name, at(body.left, top), Across::Left, Down::Top);
            let area = page.canvas.text(&words, at(body.left, area.bottom + 4.0), Across::Left, Down::Top);
            let (left, first) = if narrow { (body.left, area.bottom + 10.0) } else { (body.left + WORDS, top + 4.0) };
            let tracks = Rect::new(left, first, body.right, first + strip.tracks_height(page.drawing));
            strip.draw(&mut page.canvas, self.quarters, &tracks, track(page.drawing));
            top += if narrow { strip.tall(page.drawing) } else { pitch };
        }
    }
}
