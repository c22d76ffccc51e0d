//! Groups of rows along one axis: a name for each group, and below or beside it rows of marks.
//!
//! On a slide names stand to the left of their rows; in narrow drawings above them.

use super::key::{self, Entry};
use super::rows::Mark;
use crate::report::chart::kit::*;

/// Greatest distance of two rows on a slide.
const PITCH: f64 = 40.0;
/// Height of the marks of a row in narrow drawings.
const NARROW: f64 = 15.0;
/// Room for the names of rows beside their marks in a column; longer ones stand above.
const GUTTER: f64 = 120.0;
/// Between two groups: few rows, and many.
const APART: (f64, f64) = (12.0, 4.0);
/// Rows that are many.
const MANY: usize = 20;
/// Below the last row: the axis and what it measures.
const BELOW: f64 = 34.0;

/// Groups on one axis.
pub(crate) struct Groups {
    pub axis: Axis,
    /// What the axis measures.
    pub measure: String,
    pub key: Vec<Entry>,
    /// What tells rows apart where their names have no room.
    pub row_key: Vec<Entry>,
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

    fn apart(&self, narrow: bool) -> f64 {
        if narrow || self.rows() <= MANY { APART.0 } else { APART.1 }
    }

    /// The key, with the rows where a slide has no room for their names.
    fn entries(&self, named: bool) -> Vec<Entry> {
        let rows = self.row_key.iter().filter(|_| !named);
        self.key.iter().chain(rows).cloned().collect()
    }

    fn heading(&self, group: &Group, drawing: Drawing, named: bool) -> Block {
        let (room, size, lines) = match drawing {
            Drawing::Slide if named => (self.names.0 - 14.0, HEADING.0, 4),
            // Many rows: the name has their room, and is as low as they are.
            Drawing::Slide => (self.names.0 + self.names.1 - 14.0, LEAST, 3),
            _ => (drawing.room(), HEADING.0, 3),
        };
        Block::fit(&group.name, Style::bold((size, LEAST), group.colour.ink()), room, lines)
    }

    /// Distance of two rows on a slide whose key has so many units.
    fn pitch(&self, page: &Page, key: f64) -> f64 {
        let room = page.body.height() - key - BELOW - self.apart(false) * self.groups.len() as f64;
        (room / self.rows().max(1) as f64).min(PITCH)
    }

    /// Whether the names of all rows have room beside rows so far apart.
    fn has_room(&self, pitch: f64) -> bool {
        self.groups.iter().flat_map(|group| &group.rows).all(|row| {
            let name = row.beside(self.names.1, pitch);
            name.whole && !name.cut && name.height() <= pitch
        })
    }

    /// Height of a row of a narrow drawing: its name, if that stands above, and its marks.
    fn tall(&self, row: &Row, drawing: Drawing) -> f64 {
        let above = row.above(drawing).filter(|_| self.gutter(drawing).is_none());
        above.map_or(0.0, |name| name.height() + 3.0) + NARROW
    }

    /// Width of the names of rows beside their marks in a column; `None` if they stand above, or say nothing.
    fn gutter(&self, drawing: Drawing) -> Option<f64> {
        let names = self.groups.iter().flat_map(|group| &group.rows).filter(|row| !row.name.is_empty());
        let widest = names.map(|row| Block::line(&row.name, Style::plain(LABEL, INK)).width()).reduce(f64::max)?;
        (drawing == Drawing::Column && widest <= GUTTER).then_some(widest + 16.0)
    }
}

impl Form for Groups {
    fn height(&self, drawing: Drawing) -> f64 {
        let rows = |group: &Group| group.rows.iter().map(|row| self.tall(row, drawing)).sum::<f64>();
        let groups =
            self.groups.iter().map(|group| self.heading(group, drawing, true).height() + 4.0 + APART.0 + rows(group));
        key::height(&self.key, drawing.room()) + groups.sum::<f64>() + BELOW
    }

    fn draw(&self, page: &mut Page) {
        let narrow = page.drawing.narrow();
        let named = narrow || self.has_room(self.pitch(page, key::height(&self.key, page.body.width())));
        key::draw(page, &self.entries(named));
        let (body, pitch, apart) = (page.body, self.pitch(page, 0.0), self.apart(narrow));
        let gutter = self.gutter(page.drawing);
        let left = if narrow { gutter.unwrap_or(6.0) } else { self.names.0 + self.names.1 };
        let headings: Vec<Block> = self.groups.iter().map(|group| self.heading(group, page.drawing, named)).collect();
        let above = |index: usize| if narrow { headings[index].height() + 4.0 } else { 0.0 };
        let drawing = page.drawing;
        let row_height = |row: &Row| if narrow { self.tall(row, drawing) } else { pitch };
        let tall = |index: usize| self.groups[index].rows.iter().map(row_height).sum::<f64>();
        let all: f64 = (0..self.groups.len()).map(|index| above(index) + tall(index) + apart).sum();
        let plot = Rect::new(body.left + left, body.top, body.right - self.right, body.top + all);
        let across = self.axis.draw_below(&mut page.canvas, &plot, Ticks::Through(self.axis.zero()));
        Axis::name_below(&mut page.canvas, &Rect { left: body.left, ..plot }, &self.measure);
        let mut top = body.top;
        for (index, (group, heading)) in self.groups.iter().zip(&headings).enumerate() {
            if index > 0 {
                page.canvas.line(vec![at(body.left, top), at(plot.right, top)], GRID, HAIRLINE);
            }
            let mut y = top + apart / 2.0 + above(index);
            let (place, down) = match narrow {
                true => (at(body.left, top + apart / 2.0), Down::Top),
                false => (at(body.left, y + tall(index) / 2.0), Down::Middle),
            };
            let area = page.canvas.text(heading, place, Across::Left, down);
            page.canvas.rect(area, WHITE);
            for row in &group.rows {
                let height = row_height(row);
                let middle = y + if narrow { height - NARROW / 2.0 } else { height / 2.0 };
                let name = match narrow {
                    true if gutter.is_some() => {
                        let name = Block::line(&row.name, Style::plain(LABEL, INK));
                        Some((name, at(plot.left - 10.0, middle), Across::Right, Down::Middle))
                    }
                    true => row.above(drawing).map(|name| (name, at(plot.left, y), Across::Left, Down::Top)),
                    false if named && !row.name.is_empty() => {
                        let name = row.beside(self.names.1, pitch);
                        Some((name, at(plot.left - 12.0, middle), Across::Right, Down::Middle))
                    }
                    false => None,
                };
                if let Some((name, place, across, down)) = name {
                    let area = page.canvas.text(&name, place, across, down);
                    page.canvas.rect(area, WHITE);
                }
                row.draw(&mut page.canvas, &across, middle, height);
                y += height;
            }
            top = y + apart / 2.0;
        }
    }
}

impl Row {
    /// Its name beside the plot of a slide.
    fn beside(&self, room: f64, pitch: f64) -> Block {
        Block::fit(&self.name, Style::plain(LABEL, INK), room - 14.0, ((pitch / 11.0) as usize).clamp(1, 4))
    }

    /// Its name above its marks in a narrow drawing.
    fn above(&self, drawing: Drawing) -> Option<Block> {
        let block = || Block::fit(&self.name, Style::plain(LABEL, INK), drawing.room() - 12.0, 4);
        (!self.name.is_empty()).then(block)
    }

    /// Draws it in so much height.
    fn draw(&self, canvas: &mut Canvas, across: &Scale, y: f64, height: f64) {
        self.marks.iter().for_each(|mark| mark.within(height * 0.34).draw(canvas, across, y));
        if let Some((value, word, colour)) = &self.word {
            let block = Block::line(word, Style::plain((9.0, 9.0), colour.ink()));
            let area = canvas.text(&block, at(across.map(*value) + 8.0, y), Across::Left, Down::Middle);
            canvas.rect(Rect::new(area.left - 1.0, area.top + 1.0, area.right + 1.0, area.bottom - 1.0), WHITE);
        }
    }
}
