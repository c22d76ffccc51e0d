//! Points, boxes, dashes, hatching, scales and the spreading of labels: shapes without colour.
//!
//! Takes coordinates in units of the page (x to the right, y down), gives coordinates.

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// Short for a [`Point`].
pub(crate) fn at(x: f64, y: f64) -> Point {
    Point { x, y }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self { left, top, right, bottom }
    }

    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub fn centre(&self) -> Point {
        at((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }

    /// Whether two boxes share more than `slack` in both directions.
    pub(crate) fn overlaps(&self, other: &Self, slack: f64) -> bool {
        self.left + slack < other.right
            && other.left + slack < self.right
            && self.top + slack < other.bottom
            && other.top + slack < self.bottom
    }

    /// Whether `other` lies inside.
    pub fn holds(&self, other: &Self) -> bool {
        self.left <= other.left && self.top <= other.top && self.right >= other.right && self.bottom >= other.bottom
    }

    pub(crate) fn corners(&self) -> Vec<Point> {
        vec![at(self.left, self.top), at(self.right, self.top), at(self.right, self.bottom), at(self.left, self.bottom)]
    }
}

/// A linear scale from values to coordinates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// Values at the ends.
    pub domain: (f64, f64),
    /// Coordinates at the ends.
    pub range: (f64, f64),
}

impl Scale {
    /// Coordinate of a value. A domain of one value maps to the middle.
    pub(crate) fn map(&self, value: f64) -> f64 {
        let span = self.domain.1 - self.domain.0;
        let share = if span.abs() < f64::MIN_POSITIVE { 0.5 } else { (value - self.domain.0) / span };
        self.range.0 + share * (self.range.1 - self.range.0)
    }
}

/// A step of 1, 2 or 5 times a power of ten that cuts `span` into about `count` parts, and its decimals.
pub(crate) fn nice_step(span: f64, count: usize) -> (f64, usize) {
    let rough = if span > 0.0 { span / count.max(1) as f64 } else { 1.0 };
    let power = libm::floor(libm::log10(rough));
    let unit = libm::pow(10.0, power);
    let (factor, carry) = match rough / unit {
        part if part <= 1.0 + 1e-9 => (1.0, 0.0),
        part if part <= 2.0 + 1e-9 => (2.0, 0.0),
        part if part <= 5.0 + 1e-9 => (5.0, 0.0),
        _ => (1.0, 1.0),
    };
    let power = power + carry;
    (factor * libm::pow(10.0, power), (-power).max(0.0) as usize)
}

/// Multiples of `step` from the last at or below `low` to the first at or above `high`.
pub(crate) fn multiples(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step + 1e-9).floor() as i64;
    let last = ((high / step - 1e-9).ceil() as i64).max(first + 1);
    (first..=last).map(|index| index as f64 * step).collect()
}

/// Cuts a line into dashes of length `on` with gaps of length `off`.
pub(crate) fn dashes(line: &[Point], on: f64, off: f64) -> Vec<Vec<Point>> {
    let mut pieces = vec![line.first().copied().into_iter().collect::<Vec<_>>()];
    let (mut drawing, mut left) = (true, on);
    for pair in line.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = (to.x - from.x).hypot(to.y - from.y);
            if length <= left {
                left -= length;
                push_if(drawing, &mut pieces, to);
                break;
            }
            let share = left / length;
            from = at(from.x + share * (to.x - from.x), from.y + share * (to.y - from.y));
            push_if(drawing, &mut pieces, from);
            drawing = !drawing;
            left = if drawing { on } else { off };
            if drawing {
                pieces.push(vec![from]);
            }
        }
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

fn push_if(drawing: bool, pieces: &mut [Vec<Point>], point: Point) {
    if let Some(piece) = pieces.last_mut().filter(|_| drawing) {
        piece.push(point);
    }
}

/// Lines at 45°, `gap` apart across, clipped to a polygon (even-odd rule). `falling` leans the other way.
pub(crate) fn hatch(polygon: &[Point], gap: f64, falling: bool) -> Vec<[Point; 2]> {
    let sign = if falling { -1.0 } else { 1.0 };
    let key = |point: Point| point.x + sign * point.y;
    let low = polygon.iter().map(|&p| key(p)).fold(f64::INFINITY, f64::min);
    let high = polygon.iter().map(|&p| key(p)).fold(f64::NEG_INFINITY, f64::max);
    let step = gap * std::f64::consts::SQRT_2;
    let count = if low.is_finite() { ((high - low) / step) as usize } else { 0 };
    (0..count).flat_map(|index| clipped(polygon, key, low + (index as f64 + 0.5) * step)).collect()
}

fn clipped(polygon: &[Point], key: impl Fn(Point) -> f64, level: f64) -> Vec<[Point; 2]> {
    let next = polygon.iter().cycle().skip(1);
    let crossing = |(&from, &to): (&Point, &Point)| {
        let (a, b) = (key(from), key(to));
        let share = (level - a) / (b - a);
        ((a <= level) != (b <= level)).then(|| at(from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)))
    };
    let mut hits: Vec<Point> = polygon.iter().zip(next).filter_map(crossing).collect();
    hits.sort_by(|one, two| one.x.total_cmp(&two.x));
    hits.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect()
}

/// Moves labels apart: centres as near as can be to what was `wanted`, in the same order, with room for each
/// height, inside `low..high` where the room is enough.
pub(crate) fn spread(wanted: &[f64], heights: &[f64], low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&one, &two| wanted[one].total_cmp(&wanted[two]));
    let mut centres = wanted.to_vec();
    let mut edge = low;
    for &index in &order {
        centres[index] = centres[index].max(edge + heights[index] / 2.0);
        edge = centres[index] + heights[index] / 2.0;
    }
    let mut edge = high;
    for &index in order.iter().rev() {
        centres[index] = centres[index].min(edge - heights[index] / 2.0);
        edge = centres[index] - heights[index] / 2.0;
    }
    centres
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        assert_eq!(nice_step(10.0, 5), (2.0, 0));
        assert_eq!(nice_step(0.9, 4).1, 1);
        assert_eq!(nice_step(33.0, 5), (10.0, 0));
        assert_eq!(multiples(-3.0, 11.0, 5.0), [-5.0, 0.0, 5.0, 10.0, 15.0]);
    }

    #[test]
    fn dashes_cover_the_line_in_turn() {
        let pieces = dashes(&[at(0.0, 0.0), at(5.0, 0.0), at(10.0, 0.0)], 3.0, 2.0);
        let ends: Vec<(f64, f64)> = pieces.iter().map(|p| (p[0].x, p[p.len() - 1].x)).collect();
        assert_eq!(ends, [(0.0, 3.0), (5.0, 8.0)]);
    }

    #[test]
    fn hatching_stays_inside() {
        let square = Rect::new(0.0, 0.0, 10.0, 10.0);
        let lines = hatch(&square.corners(), 2.0, false);
        assert!(lines.len() >= 6);
        let page = Rect::new(-1e-9, -1e-9, 10.0 + 1e-9, 10.0 + 1e-9);
        assert!(lines.iter().flatten().all(|p| page.holds(&Rect::new(p.x, p.y, p.x, p.y))));
    }

    #[test]
    fn spread_labels_do_not_touch_and_stay_near() {
        let centres = spread(&[5.0, 5.0, 90.0], &[10.0, 10.0, 10.0], 0.0, 100.0);
        assert_eq!(centres, [5.0, 15.0, 90.0]);
        let low = spread(&[99.0, 98.0], &[10.0, 10.0], 0.0, 100.0);
        assert_eq!(low, [95.0, 85.0]);
    }

    #[test]
    fn overlap_needs_both_directions() {
        let one = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert!(one.overlaps(&Rect::new(9.0, 9.0, 20.0, 20.0), 0.0));
        assert!(!one.overlaps(&Rect::new(9.0, 10.5, 20.0, 20.0), 0.0));
    }
}
