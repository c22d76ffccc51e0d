//! A tree: outcomes of the election with their odds, and beside or below each what happens most in it.
//!
//! On a slide the tree grows to the right; in narrow drawings it is a list, one outcome below another.

use crate::report::chart::kit::*;

/// Squares of an item: how many in ten.
const TEN: usize = 10;
/// Side of a square, and from one to the next.
const SQUARE: (f64, f64) = (7.0, 8.6);
/// Room for "fewer than 1 in 20".
const WORDS: f64 = 62.0;
/// Where the stem of a slide stands, where its outcomes begin, and where their items begin.
const SLIDE: (f64, f64, f64) = (100.0, 150.0, 400.0);
/// Left edge of items in narrow drawings.
const INDENT: f64 = 12.0;
/// Between two outcomes of a narrow drawing.
const APART: f64 = 11.0;
/// Items of a slide are so much larger where an outcome has more than so much height.
const ZOOM: f64 = 1.45;
const ROOMY: f64 = 70.0;
/// Room below a slide's tree for the words on what is left out.
const LEFT_OUT: f64 = 18.0;
/// Lines of an outcome's name.
const LINES: usize = 3;

/// Outcomes below one stem.
pub(crate) struct Tree {
    /// What they are outcomes of; empty if there is no choice.
    pub stem: String,
    /// What the items are: "events".
    pub things: &'static str,
    pub outcomes: Vec<Outcome>,
}

pub(crate) struct Outcome {
    pub name: String,
    /// Odds in words; empty if there is no choice.
    pub odds: String,
    /// Their share, which a branch is as thick as.
    pub share: f64,
    /// What happens most, the most frequent first.
    pub items: Vec<Item>,
}

pub(crate) struct Item {
    /// Squares that are filled.
    pub tenths: usize,
    /// The same in words: "6 in 10".
    pub often: String,
    pub text: String,
    pub colour: Colour,
}

/// An item with its words broken to the room for them.
struct Laid<'a> {
    item: &'a Item,
    zoom: f64,
    often: Block,
    text: Block,
}

impl Laid<'_> {
    fn height(&self) -> f64 {
        self.text.height().max(self.often.height()).max(SQUARE.0) + 5.0 * self.zoom
    }
}

impl Item {
    /// With its text in the given room, squares and words included.
    fn laid(&self, room: f64, lines: usize, zoom: f64) -> Laid<'_> {
        let often = Style::bold((10.0 * zoom, 9.0), self.colour.ink());
        let room = room - zoom * (squares() + WORDS + 16.0);
        let text = Style::plain((LABEL.0 * zoom, LABEL.1), INK);
        Laid {
            item: self,
            zoom,
            often: Block::fit(&self.often, often, zoom * WORDS, 2),
            text: Block::fit(&self.text, text, room, lines),
        }
    }
}

fn squares() -> f64 {
    SQUARE.1 * (TEN - 1) as f64 + SQUARE.0
}

impl Laid<'_> {
    /// Draws it below a corner.
    fn draw(&self, canvas: &mut Canvas, left: f64, top: f64) {
        let zoom = self.zoom;
        let (first, half) = (top + zoom * LABEL.0 * 0.5, zoom * SQUARE.0 / 2.0);
        for place in 0..TEN {
            let x = left + zoom * SQUARE.1 * place as f64;
            let square = Rect::new(x, first - half, x + 2.0 * half, first + half);
            let full = place < self.item.tenths;
            canvas.rect(square, if full { self.item.colour.line() } else { GRID });
        }
        let x = left + zoom * (squares() + 8.0);
        canvas.text(&self.often, at(x, top), Across::Left, Down::Top);
        canvas.text(&self.text, at(x + zoom * (WORDS + 8.0), top), Across::Left, Down::Top);
    }
}

/// How thick the branch of an outcome is.
fn thickness(share: f64) -> f64 {
    (14.0 * share).max(1.0)
}

impl Outcome {
    /// In narrow drawings name and odds share a line where they fit.
    fn shares_line(drawing: Drawing, [name, odds]: &[Block; 2]) -> bool {
        drawing.narrow() && name.width() + odds.width() + 12.0 <= drawing.room() - 22.0
    }

    fn heading(&self, drawing: Drawing, pitch: f64) -> [Block; 2] {
        let size = if pitch < ROOMY { (9.5, 9.5) } else { (14.0, 11.0) };
        let room = if drawing.narrow() { drawing.room() - 22.0 } else { SLIDE.2 - SLIDE.1 - 30.0 };
        let name = Block::fit(&self.name, Style::bold((size.0, 9.0), INK), room, LINES);
        [name, Block::fit(&self.odds, Style::plain((size.1, 9.0), QUIET), room, 1)]
    }

    fn heading_height(&self, drawing: Drawing, pitch: f64) -> f64 {
        let blocks = self.heading(drawing, pitch);
        let own_line = !self.odds.is_empty() && !Self::shares_line(drawing, &blocks);
        blocks[0].height() + if own_line { blocks[1].height() + 2.0 } else { 0.0 }
    }

    /// Items that have room in so much height; all of them if it is not limited.
    fn laid(&self, room: f64, height: f64) -> Vec<Laid<'_>> {
        let mut left = height;
        let zoom = if height.is_finite() && height > ROOMY { ZOOM } else { 1.0 };
        let lines = if height.is_finite() { 3 } else { 5 };
        let laid = self.items.iter().map(|item| item.laid(room, lines, zoom));
        laid.take_while(|item| {
            left -= item.height();
            left >= 0.0
        })
        .collect()
    }

    /// Height of the outcome in a narrow drawing.
    fn tall(&self, drawing: Drawing) -> f64 {
        let items = self.laid(drawing.room() - INDENT, f64::INFINITY);
        self.heading_height(drawing, f64::INFINITY) + 5.0 + items.iter().map(Laid::height).sum::<f64>() + APART
    }

    /// Writes name and odds below a corner.
    fn head(&self, page: &mut Page, (left, top): (f64, f64), pitch: f64) {
        let blocks = self.heading(page.drawing, pitch);
        let [name, odds] = &blocks;
        let area = page.canvas.text(name, at(left, top), Across::Left, Down::Top);
        let (place, down) = match Self::shares_line(page.drawing, &blocks) {
            true => (at(area.right + 12.0, area.bottom), Down::Bottom),
            false => (at(left, area.bottom + 2.0), Down::Top),
        };
        if !self.odds.is_empty() {
            page.canvas.text(odds, place, Across::Left, down);
        }
    }
}

impl Form for Tree {
    fn height(&self, drawing: Drawing) -> f64 {
        self.outcomes.iter().map(|outcome| outcome.tall(drawing)).sum()
    }

    fn draw(&self, page: &mut Page) {
        if page.drawing.narrow() { self.list(page) } else { self.sideways(page) }
    }
}

impl Tree {
    /// One outcome below another, each with its branch as a bar at the left.
    fn list(&self, page: &mut Page) {
        let (left, mut top) = (page.body.left, page.body.top);
        for outcome in &self.outcomes {
            let head = outcome.heading_height(page.drawing, f64::INFINITY);
            let wide = thickness(outcome.share) * 0.6;
            if !self.stem.is_empty() {
                page.canvas.rect(Rect::new(left, top, left + wide, top + head), OUTCOME);
            }
            outcome.head(page, (left + INDENT, top), f64::INFINITY);
            let mut y = top + head + 5.0;
            for item in outcome.laid(page.body.width() - INDENT, f64::INFINITY) {
                item.draw(&mut page.canvas, left + INDENT, y);
                y += item.height();
            }
            top = y + APART;
        }
    }

    /// From the stem at the left to what happens at the right.
    fn sideways(&self, page: &mut Page) {
        let shift = if self.stem.is_empty() { SLIDE.1 } else { 0.0 };
        self.say_what_is_left_out(page, shift);
        let body = page.body;
        let pitch = self.pitch(&body);
        let middle = |index: usize| body.top + pitch * (index as f64 + 0.5);
        if !self.stem.is_empty() {
            self.branches(page, &middle);
        }
        for (index, outcome) in self.outcomes.iter().enumerate() {
            let y = middle(index);
            if index > 0 {
                let edge = y - pitch / 2.0;
                page.canvas.line(vec![at(body.left + SLIDE.1, edge), at(body.right, edge)], GRID, HAIRLINE);
            }
            let head = outcome.heading_height(page.drawing, pitch);
            outcome.head(page, (body.left + SLIDE.1 + 12.0 - shift, y - head / 2.0), pitch);
            let left = body.left + SLIDE.2 - shift;
            let items = outcome.laid(body.right - left, pitch - 4.0);
            let mut top = y - items.iter().map(Laid::height).sum::<f64>() / 2.0;
            for item in items {
                item.draw(&mut page.canvas, left, top);
                top += item.height();
            }
        }
    }

    /// Distance of two outcomes on a slide.
    fn pitch(&self, body: &Rect) -> f64 {
        body.height() / self.outcomes.len().max(1) as f64
    }

    /// How many items find no room on a slide, whose items begin so far to the left.
    fn left_out(&self, body: &Rect, shift: f64) -> usize {
        let (room, height) = (body.width() - SLIDE.2 + shift, self.pitch(body) - 4.0);
        self.outcomes.iter().map(|outcome| outcome.items.len() - outcome.laid(room, height).len()).sum()
    }

    /// Says below the tree how many items have no room, and where they are; takes the room for that from the body.
    fn say_what_is_left_out(&self, page: &mut Page, shift: f64) {
        if self.left_out(&page.body, shift) == 0 {
            return;
        }
        page.body.bottom -= LEFT_OUT;
        let all: usize = self.outcomes.iter().map(|outcome| outcome.items.len()).sum();
        let said = format!(
            "No room here for {} of these {all} {}: the drawings for a column and a phone, and the table, have them all",
            self.left_out(&page.body, shift),
            self.things
        );
        let said = Block::fit(&said, Style::plain(LABEL, QUIET), page.body.width(), 1);
        page.canvas.text(&said, at(page.body.left, page.body.bottom + LEFT_OUT), Across::Left, Down::Bottom);
    }

    /// The stem and its branches, each as thick as its odds.
    fn branches(&self, page: &mut Page, middle: &dyn Fn(usize) -> f64) {
        let body = page.body;
        let root = body.centre().y;
        let stem = Block::fit(&self.stem, Style::bold(HEADING, INK), SLIDE.0 - 14.0, 4);
        let area = page.canvas.text(&stem, at(body.left, root), Across::Left, Down::Middle);
        let (from, to) = (area.right + 8.0, body.left + SLIDE.1 + 4.0);
        for (index, outcome) in self.outcomes.iter().enumerate() {
            let ease = |step: u32| {
                let share = f64::from(step) / 24.0;
                let bent = share * share * (3.0 - 2.0 * share);
                at(from + (to - from) * share, root + (middle(index) - root) * bent)
            };
            page.canvas.line((0..=24).map(ease).collect(), OUTCOME, thickness(outcome.share));
        }
    }
}
