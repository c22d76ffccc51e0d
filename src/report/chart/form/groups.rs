//! Groups of rows along one axis: a name for each group, and below or beside it rows of marks.
//!
//! On a slide names stand to the left of their rows; in narrow drawings above them.

use super::key::{self, Entry};
use super::rows::Mark;
use crate::report::chart::kit::*;

/// Greatest distance of two rows on a slide.
const PITCH: f64 = 26.0;
/// The same in narrow drawings, without and with names of rows.
const NARROW: (f64, f64) = (15.0, 29.0);
/// Between two groups.
const APART: f64 = 12.0;
/// Below the last row: the axis and what it measures.
const BELOW: f64 = 34.0;

/// Groups on one axis.
pub(crate) struct Groups {
    pub axis: Axis,
    /// What the axis measures.
    pub measure: String,
    pub key: Vec<Entry>,
    /// Room for the names of groups, and of rows, on a slide.
    pub names: (f64, f64),
    /// Room to the right of the axis, for words beside marks.
    pub right: f64,
    pub groups: Vec<Group>,
}

pub(crate) struct Group {
    pub name: String,
    pub colour: Colour,
    pub rows: Vec<Row>,
}

pub(crate) struct Row {
    /// What it is called; empty where its mark says it.
    pub name: String,
    /// Marks, the lowest first.
    pub marks: Vec<Mark>,
    /// Words to the right of a value.
    pub word: Option<(f64, String, Colour)>,
}

impl Groups {
    fn rows(&self) -> usize {
        self.groups.iter().map(|group| group.rows.len()).sum()
    }

    fn is_named(&self) -> bool {
        self.groups.iter().flat_map(|group| &group.rows).any(|row| !row.name.is_empty())
    }

    fn heading(&self, group: &Group, drawing: Drawing) -> Block {
        let (room, lines) = if drawing.narrow() { (drawing.room(), 3) } else { (self.names.0 - 14.0, 4) };
        Block::fit(&group.name, Style::bold(HEADING, group.colour.ink()), room, lines)
    }

    /// Distance of two rows, and what a group has besides.
    fn pitch(&self, page: &Page) -> (f64, f64) {
        if page.drawing.narrow() {
            return (if self.is_named() { NARROW.1 } else { NARROW.0 }, APART);
        }
        let groups = self.groups.len() as f64;
        let room = page.body.height() - BELOW - APART * groups;
        ((room / self.rows().max(1) as f64).min(PITCH), APART)
    }
}

impl Form for Groups {
    fn height(&self, drawing: Drawing) -> f64 {
        let pitch = if self.is_named() { NARROW.1 } else { NARROW.0 };
        let headings: f64 = self.groups.iter().map(|group| self.heading(group, drawing).height() + 4.0 + APART).sum();
        key::height(&self.key, drawing.room()) + headings + pitch * self.rows() as f64 + BELOW
    }

    fn draw(&self, page: &mut Page) {
        key::draw(page, &self.key);
        let (body, narrow) = (page.body, page.drawing.narrow());
        let (pitch, apart) = self.pitch(page);
        let left = if narrow { 6.0 } else { self.names.0 + self.names.1 };
        let headings: Vec<Block> = self.groups.iter().map(|group| self.heading(group, page.drawing)).collect();
        let above = |index: usize| if narrow { headings[index].height() + 4.0 } else { 0.0 };
        let tall = |index: usize| pitch * self.groups[index].rows.len() as f64;
        let all: f64 = (0..self.groups.len()).map(|index| above(index) + tall(index) + apart).sum();
        let plot = Rect::new(body.left + left, body.top, body.right - self.right, body.top + all);
        let across = self.axis.draw_below(&mut page.canvas, &plot, Ticks::Through(self.axis.zero()));
        Axis::name_below(&mut page.canvas, &Rect { left: body.left, ..plot }, &self.measure);
        let mut top = body.top;
        for (index, (group, heading)) in self.groups.iter().zip(&headings).enumerate() {
            if index > 0 {
                page.canvas.line(vec![at(body.left, top), at(plot.right, top)], GRID, HAIRLINE);
            }
            let first = top + apart / 2.0 + above(index);
            let (place, down) = match narrow {
                true => (at(body.left, top + apart / 2.0), Down::Top),
                false => (at(body.left, first + tall(index) / 2.0), Down::Middle),
            };
            let area = page.canvas.text(heading, place, Across::Left, down);
            page.canvas.rect(area, WHITE);
            for (row, place) in group.rows.iter().zip(0..) {
                let y = first + pitch * (f64::from(place) + if narrow && self.is_named() { 0.72 } else { 0.5 });
                row.draw(&mut page.canvas, (&across, &plot), y, (narrow, pitch, self.names.1));
            }
            top = first + tall(index) + apart / 2.0;
        }
    }
}

impl Row {
    fn draw(
        &self,
        canvas: &mut Canvas,
        (across, plot): (&Scale, &Rect),
        y: f64,
        (narrow, pitch, room): (bool, f64, f64),
    ) {
        if !self.name.is_empty() {
            let (place, side, down, room) = match narrow {
                true => (at(plot.left, y - 7.0), Across::Left, Down::Bottom, plot.width()),
                false => (at(plot.left - 12.0, y), Across::Right, Down::Middle, room - 14.0),
            };
            let lines = if narrow || pitch < 24.0 { 1 } else { 2 };
            let area = canvas.text(&Block::fit(&self.name, Style::plain(LABEL, INK), room, lines), place, side, down);
            canvas.rect(area, WHITE);
        }
        self.marks.iter().for_each(|mark| mark.draw(canvas, across, y));
        if let Some((value, word, colour)) = &self.word {
            let block = Block::line(word, Style::plain((9.5, 9.0), colour.ink()));
            let area = canvas.text(&block, at(across.map(*value) + 8.0, y), Across::Left, Down::Middle);
            canvas.rect(Rect::new(area.left - 1.0, area.top + 1.0, area.right + 1.0, area.bottom - 1.0), WHITE);
        }
    }
}
