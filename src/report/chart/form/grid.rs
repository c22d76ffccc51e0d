//! A grid: a number for each pair of levels of two ladders, in cells whose colour says its sign and size.

use crate::report::chart::kit::*;

/// Height of a row in narrow drawings, and the most on a slide.
const ROW: (f64, f64) = (44.0, 110.0);

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

/// Names over the columns, or numbers and what these stand for.
struct Heads {
    blocks: Vec<Block>,
    explained: Option<Block>,
}

impl Heads {
    fn height(&self) -> f64 {
        self.blocks.iter().map(Block::height).fold(0.0, f64::max)
            + self.explained.as_ref().map_or(0.0, |block| block.height() + 6.0)
    }
}

impl Grid {
    /// Left of the cells in narrow drawings there is nothing: names stand above their rows.
    fn names(drawing: Drawing) -> f64 {
        if drawing.narrow() { 0.0 } else { 190.0 }
    }

    fn heads(&self, drawing: Drawing) -> Heads {
        let wide = (drawing.room() - Self::names(drawing)) / self.columns.len().max(1) as f64;
        let fit = |name: &String| Block::fit(name, Style::bold(LABEL, INK), wide - 6.0, 4);
        let blocks: Vec<Block> = self.columns.iter().map(fit).collect();
        if blocks.iter().all(|block| block.whole) {
            return Heads { blocks, explained: None };
        }
        let numbers = (1..=self.columns.len()).map(|number| number.to_string());
        let said: Vec<String> =
            self.columns.iter().zip(1..).map(|(name, number)| format!("{number}: {name}")).collect();
        let explained = Block::fit(&said.join("; "), Style::plain(NOTE, QUIET), drawing.room(), 30);
        Heads { blocks: numbers.map(|number| fit(&number)).collect(), explained: Some(explained) }
    }

    fn name(&self, name: &str, drawing: Drawing) -> Block {
        let room = if drawing.narrow() { drawing.room() } else { Self::names(drawing) - 10.0 };
        Block::fit(name, Style::bold(LABEL, INK), room, 5)
    }
}

impl Form for Grid {
    fn height(&self, drawing: Drawing) -> f64 {
        let rows = self.rows.iter().map(|(name, _)| self.name(name, drawing).height() + 4.0 + ROW.0);
        18.0 + self.heads(drawing).height() + rows.sum::<f64>()
    }

    fn draw(&self, page: &mut Page) {
        let (body, drawing) = (page.body, page.drawing);
        let heads = self.heads(drawing);
        let names = Self::names(drawing);
        let wide = (body.width() - names) / self.columns.len().max(1) as f64;
        let mut top = body.top;
        if let Some(explained) = &heads.explained {
            top = page.canvas.text(explained, at(body.left, top), Across::Left, Down::Top).bottom + 6.0;
        }
        let [across, down] = &self.axes;
        let axes =
            if drawing.narrow() { format!("{across} across, {} down", down.to_lowercase()) } else { across.clone() };
        let line = |text: &str| Block::fit(text, Style::plain(NOTE, QUIET), body.width(), 1);
        let area = page.canvas.text(&line(&axes), at(body.left + names, top), Across::Left, Down::Top);
        if !drawing.narrow() {
            page.canvas.text(&line(down), at(body.left, top), Across::Left, Down::Top);
        }
        let bottom = area.bottom + 4.0 + heads.blocks.iter().map(Block::height).fold(0.0, f64::max);
        for (index, column) in heads.blocks.iter().enumerate() {
            let x = body.left + names + wide * (index as f64 + 0.5);
            page.canvas.text(column, at(x, bottom), Across::Middle, Down::Bottom);
        }
        let tall = ((body.bottom - bottom - 6.0) / self.rows.len().max(1) as f64).min(ROW.1);
        let mut top = bottom + 6.0;
        for (name, cells) in &self.rows {
            let name = self.name(name, drawing);
            let height = if drawing.narrow() { ROW.0 - 4.0 } else { tall };
            if drawing.narrow() {
                top = page.canvas.text(&name, at(body.left, top), Across::Left, Down::Top).bottom + 4.0;
            } else {
                page.canvas.text(&name, at(body.left, top + height / 2.0), Across::Left, Down::Middle);
            }
            for (column, cell) in cells.iter().enumerate() {
                let left = body.left + names + wide * column as f64;
                cell.draw(&mut page.canvas, &Rect::new(left + 1.0, top + 1.0, left + wide - 1.0, top + height - 1.0));
            }
            top += height + if drawing.narrow() { 4.0 } else { 0.0 };
        }
    }
}

impl Cell {
    fn draw(&self, canvas: &mut Canvas, area: &Rect) {
        canvas.textured(area.corners(), self.colour, self.texture);
        let text = Block::fit(&self.text, Style::bold((13.0, 9.0), self.colour.text_on()), area.width() - 4.0, 2);
        let plate = canvas.text(&text, area.centre(), Across::Middle, Down::Middle);
        canvas.rect(Rect::new(plate.left - 2.0, plate.top, plate.right + 2.0, plate.bottom), self.colour);
    }
}
