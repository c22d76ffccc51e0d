//! A grid: a number for each pair of levels of two ladders, in cells whose colour says its sign and size.

use crate::report::chart::kit::*;

/// Height of a row in narrow drawings, and the most on a slide.
const ROW: (f64, f64) = (44.0, 70.0);

/// Cells by row and column.
pub(crate) struct Grid {
    /// What the columns are, and the rows.
    pub axes: [String; 2],
    pub columns: Vec<String>,
    pub rows: Vec<(String, Vec<Cell>)>,
}

pub(crate) struct Cell {
    pub text: String,
    pub colour: Colour,
    pub texture: Texture,
}

impl Form for Grid {
    fn height(&self, drawing: Drawing) -> f64 {
        let levels = if drawing == Drawing::Phone { 70.0 } else { 56.0 };
        levels + ROW.0 * self.rows.len() as f64
    }

    fn draw(&self, page: &mut Page) {
        let body = page.body;
        let names = (body.width() * 0.24).min(190.0);
        let wide = (body.width() - names) / self.columns.len().max(1) as f64;
        let axis = |text: &str| Block::fit(text, Style::plain(NOTE, QUIET), body.width(), 1);
        let area = page.canvas.text(&axis(&self.axes[0]), at(body.left + names, body.top), Across::Left, Down::Top);
        let fit = |name: &String| Block::fit(name, Style::bold(LABEL, INK), wide - 6.0, 4);
        let columns: Vec<Block> = self.columns.iter().map(fit).collect();
        let bottom = area.bottom + 4.0 + columns.iter().map(Block::height).fold(0.0, f64::max);
        for (index, column) in columns.iter().enumerate() {
            let x = body.left + names + wide * (index as f64 + 0.5);
            page.canvas.text(column, at(x, bottom), Across::Middle, Down::Bottom);
        }
        page.canvas.text(&axis(&self.axes[1]), at(body.left, body.top), Across::Left, Down::Top);
        let tall = ((body.bottom - bottom - 6.0) / self.rows.len().max(1) as f64).min(ROW.1);
        for (row, (name, cells)) in self.rows.iter().enumerate() {
            let top = bottom + 6.0 + tall * row as f64;
            let name = Block::fit(name, Style::bold(LABEL, INK), names - 10.0, 3);
            page.canvas.text(&name, at(body.left, top + tall / 2.0), Across::Left, Down::Middle);
            for (column, cell) in cells.iter().enumerate() {
                let left = body.left + names + wide * column as f64;
                cell.draw(&mut page.canvas, &Rect::new(left + 1.0, top + 1.0, left + wide - 1.0, top + tall - 1.0));
            }
        }
    }
}

impl Cell {
    fn draw(&self, canvas: &mut Canvas, area: &Rect) {
        canvas.textured(area.corners(), self.colour, self.texture);
        let text = Block::fit(&self.text, Style::bold((13.0, 9.0), self.colour.text_on()), area.width() - 6.0, 2);
        let plate = canvas.text(&text, area.centre(), Across::Middle, Down::Middle);
        canvas.rect(Rect::new(plate.left - 2.0, plate.top, plate.right + 2.0, plate.bottom), self.colour);
    }
}
