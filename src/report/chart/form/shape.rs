//! The shapes by which outcomes of the election are told apart.

use crate::report::chart::kit::*;

impl Shape {
    /// Of the outcome at a place in the file.
    pub(crate) fn of(place: usize) -> Self {
        SHAPES[place % SHAPES.len()]
    }

    /// Draws it around a centre, with a white rim.
    pub(crate) fn draw(self, canvas: &mut Canvas, centre: Point, size: f64, colour: Colour) {
        match self {
            Self::Dot => canvas.dot(centre, size, colour),
            Self::Ring => {
                canvas.dot(centre, size, colour);
                canvas.dot(centre, size * 0.35, WHITE);
            }
            Self::Square => canvas.square(centre, size * 0.88, colour),
            Self::Frame => {
                canvas.square(centre, size * 0.88, colour);
                canvas.square(centre, size * 0.2, WHITE);
            }
            _ => {
                canvas.area(self.corners(centre, size + 1.4), WHITE);
                canvas.area(self.corners(centre, size), colour);
            }
        }
    }

    /// Corners of a shape with straight edges.
    fn corners(self, Point { x, y }: Point, size: f64) -> Vec<Point> {
        let (wide, thin) = (size * 1.25, size * 0.45);
        match self {
            Self::Diamond => vec![at(x, y - wide), at(x + wide, y), at(x, y + wide), at(x - wide, y)],
            Self::Triangle => vec![at(x, y - size * 1.2), at(x + wide, y + size), at(x - wide, y + size)],
            Self::Bar => Rect::new(x - thin, y - wide, x + thin, y + wide).corners(),
            _ => {
                let cross = [(-thin, -wide), (thin, -wide), (thin, -thin), (wide, -thin), (wide, thin), (thin, thin)];
                let other = [(thin, wide), (-thin, wide), (-thin, thin), (-wide, thin), (-wide, -thin), (-thin, -thin)];
                cross.into_iter().chain(other).map(|(across, down)| at(x + across, y + down)).collect()
            }
        }
    }
}
