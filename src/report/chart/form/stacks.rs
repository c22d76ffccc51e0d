//! Stacks of dots: twenty equally likely values on one axis, one row a name. No dot stands where no history is.

use crate::report::chart::kit::*;

/// Height of a row in narrow drawings, its name included.
const ROW: f64 = 92.0;
/// Below the last row: the axis and what it measures.
const BELOW: f64 = 34.0;
/// Columns of dots on the axis.
const COLUMNS: f64 = 36.0;

/// Rows of stacked dots.
pub(crate) struct Stacks {
    pub axis: Axis,
    /// What the axis measures.
    pub measure: String,
    pub rows: Vec<Stack>,
}

pub(crate) struct Stack {
    pub name: String,
    /// What stands at the right of the name, or below it.
    pub number: String,
    pub values: Vec<f64>,
}

impl Form for Stacks {
    fn height(&self, _: Drawing) -> f64 {
        ROW * self.rows.len() as f64 + BELOW
    }

    fn draw(&self, page: &mut Page) {
        let (body, narrow) = (page.body, page.drawing.narrow());
        let left = if narrow { 6.0 } else { 210.0 };
        let plot = Rect::new(body.left + left, body.top, body.right - 8.0, body.bottom - BELOW);
        let across = self.axis.draw_below(&mut page.canvas, &plot, Ticks::Through(self.axis.zero()));
        Axis::name_below(&mut page.canvas, &plot, &self.measure);
        let pitch = plot.height() / self.rows.len().max(1) as f64;
        for (index, row) in self.rows.iter().enumerate() {
            let bottom = plot.top + pitch * (index as f64 + 1.0);
            let top = row.label(page, &Rect::new(body.left, bottom - pitch, body.right, bottom), narrow);
            let track = Rect::new(plot.left, top, plot.right, bottom - 2.0);
            row.dots(&mut page.canvas, &across, &track);
        }
    }
}

impl Stack {
    /// Writes name and number; gives where the dots may begin.
    fn label(&self, page: &mut Page, row: &Rect, narrow: bool) -> f64 {
        let room = if narrow { row.width() } else { 196.0 };
        let size = if row.height() < 70.0 { LEAST } else { HEADING.0 };
        let name = Block::fit(&self.name, Style::bold((size, LEAST), INK), room, 3);
        let number = Block::fit(&self.number, Style::plain((LABEL.0.min(size), LEAST), QUIET), room, 1);
        let height = name.height() + number.height() + 2.0;
        let top = if narrow { row.top + 6.0 } else { row.centre().y - height / 2.0 };
        let area = page.canvas.text(&name, at(row.left, top), Across::Left, Down::Top);
        page.canvas.rect(area, WHITE);
        let area = page.canvas.text(&number, at(row.left, area.bottom + 2.0), Across::Left, Down::Top);
        page.canvas.rect(area, WHITE);
        if narrow { area.bottom + 4.0 } else { row.top + 6.0 }
    }

    /// Stacks the dots in columns as wide as they are, as large as the highest stack allows.
    fn dots(&self, canvas: &mut Canvas, across: &Scale, track: &Rect) {
        let column = track.width() / COLUMNS;
        let place = |value: f64| ((across.map(value) - track.left) / column).clamp(0.0, COLUMNS - 1.0).floor() as usize;
        let mut counts = [0_usize; COLUMNS as usize];
        self.values.iter().for_each(|value| counts[place(*value)] += 1);
        let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
        let size = (track.height() / most).min(column);
        for (index, count) in counts.into_iter().enumerate() {
            let x = track.left + column * (index as f64 + 0.5);
            for level in 0..count {
                let y = track.bottom - size * (level as f64 + 0.5);
                canvas.dot(at(x, y), (size * 0.42).max(0.8), OUTCOME);
            }
        }
        canvas.line(vec![at(track.left, track.bottom), at(track.right, track.bottom)], AXIS, HAIRLINE);
    }
}
