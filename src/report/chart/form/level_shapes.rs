//! The plane between two lines, and where in it a label fits.
//!
//! Takes the points of two lines, gives pieces, crossings and spots.

use crate::report::chart::kit::*;
/// Part of the plane between the two lines, over one step of confrontation or less.
pub(crate) struct Piece {
    /// Whether the second line is at or above the first.
    pub open: bool,
    /// Upper and lower edge at the left, then at the right.
    pub edges: [(Point, Point); 2],
}

/// Runs of neighbouring points that are present.
pub(crate) fn runs(line: &[Option<Point>]) -> Vec<Vec<Point>> {
    let runs = line.split(Option::is_none).map(|run| run.iter().copied().flatten().collect::<Vec<_>>());
    runs.filter(|run| run.len() > 1).collect()
}

/// The pieces between two lines, cut where they cross, and the crossings.
pub(crate) fn between(client: &[Option<Point>], patron: &[Option<Point>]) -> (Vec<Piece>, Vec<Point>) {
    let (mut pieces, mut crossings) = (Vec::new(), Vec::new());
    let both: Vec<Option<(Point, Point)>> =
        client.iter().zip(patron).map(|(client, patron)| Some(((*client)?, (*patron)?))).collect();
    for step in both.windows(2) {
        let [Some(from), Some(to)] = step else { continue };
        let gap = |pair: &(Point, Point)| pair.0.y - pair.1.y; // positive where the patron would pay enough
        let (before, after) = (gap(from), gap(to));
        if (before >= 0.0) == (after >= 0.0) {
            pieces.push(Piece { open: before >= 0.0, edges: [*from, *to] });
            continue;
        }
        let share = before / (before - after);
        let middle = at(from.0.x + share * (to.0.x - from.0.x), from.0.y + share * (to.0.y - from.0.y));
        crossings.push(middle);
        pieces.push(Piece { open: before >= 0.0, edges: [*from, (middle, middle)] });
        pieces.push(Piece { open: after >= 0.0, edges: [(middle, middle), *to] });
    }
    (pieces, crossings)
}

/// The point of greatest room inside the pieces.
pub(crate) fn heart(pieces: &[&Piece]) -> Option<Point> {
    let middle = |(one, two): (Point, Point)| (at((one.x + two.x) / 2.0, (one.y + two.y) / 2.0), (one.y - two.y).abs());
    let inside = pieces.iter().map(|piece| {
        let [(left, before), (right, after)] = piece.edges.map(middle);
        // A triangle is roomiest two thirds of the way to its open side.
        let share = match before + after {
            sum if sum > 0.0 => (before + 2.0 * after) / (3.0 * sum),
            _ => 0.5,
        };
        let centre = at(left.x + share * (right.x - left.x), left.y + share * (right.y - left.y));
        (centre, (before + after) * (right.x - left.x))
    });
    inside.max_by(|one, two| one.1.total_cmp(&two.1)).map(|(centre, _)| centre)
}

/// The least and the greatest `x` of pieces.
fn extent(pieces: &[&Piece]) -> (f64, f64) {
    let left = pieces.iter().map(|piece| piece.edges[0].0.x).fold(f64::INFINITY, f64::min);
    (left, pieces.iter().map(|piece| piece.edges[1].0.x).fold(f64::NEG_INFINITY, f64::max))
}

/// Whether a point lies in one of the pieces.
fn holds(pieces: &[&Piece], point: Point) -> bool {
    pieces.iter().any(|piece| {
        let [(one, two), (three, four)] = piece.edges;
        let share = (point.x - one.x) / (three.x - one.x);
        let (client, patron) = (one.y + share * (three.y - one.y), two.y + share * (four.y - two.y));
        (0.0..=1.0).contains(&share) && client.min(patron) <= point.y && point.y <= client.max(patron)
    })
}

/// Whether a box lies inside the pieces, or clear of them.
pub(crate) fn is_placed(pieces: &[&Piece], area: &Rect, inside: bool) -> bool {
    let (left, right) = extent(pieces);
    let mut held = grid_of(area).map(|point| holds(pieces, point));
    if inside { left <= area.left && area.right <= right && held.all(|held| held) } else { !held.any(|held| held) }
}

/// Points spread over a box, its corners among them.
fn grid_of(area: &Rect) -> impl Iterator<Item = Point> {
    let (left, top, width, height) = (area.left, area.top, area.width(), area.height());
    (0..=12).flat_map(move |column| {
        let x = left + width * f64::from(column) / 12.0;
        (0..=3).map(move |row| at(x, top + height * f64::from(row) / 3.0))
    })
}

/// Where to try to write, nearest to the heart first.
pub(crate) fn spots(heart: Point) -> impl Iterator<Item = Point> {
    let rings = [0.0, 8.0, 16.0, 24.0, 34.0, 46.0, 60.0, 76.0, 94.0, 114.0];
    let turns = [(0.0, 0.0), (0.0, 1.0), (0.0, -1.0), (-1.0, 0.0), (1.0, 0.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, 1.0)];
    rings
        .into_iter()
        .flat_map(move |ring| turns.into_iter().map(move |(x, y)| at(heart.x + ring * x * 1.6, heart.y + ring * y)))
}

pub(crate) fn grown(area: Rect) -> Rect {
    Rect::new(area.left - 4.0, area.top - 3.0, area.right + 4.0, area.bottom + 3.0)
}

/// Whether a line runs through a box.
pub(crate) fn meets(line: &[Option<Point>], area: &Rect) -> bool {
    let inside = |from: Point, to: Point| {
        (0..=40).any(|step| {
            let share = f64::from(step) / 40.0;
            let (x, y) = (from.x + share * (to.x - from.x), from.y + share * (to.y - from.y));
            area.holds(&Rect::new(x, y, x, y))
        })
    };
    line.windows(2).any(|step| match step {
        [Some(from), Some(to)] => inside(*from, *to),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_cross_leave_one_open_and_one_closed_piece() {
        let client = [Some(at(0.0, 10.0)), Some(at(10.0, 0.0))]; // y goes down: the reservation rises
        let patron = [Some(at(0.0, 5.0)), Some(at(10.0, 5.0))];
        let (pieces, crossings) = between(&client, &patron);
        assert_eq!(crossings, [at(5.0, 5.0)]);
        assert_eq!(pieces.iter().map(|piece| piece.open).collect::<Vec<_>>(), [true, false]);
        assert!(holds(&[&pieces[0]], at(1.0, 7.0)) && !holds(&[&pieces[1]], at(1.0, 7.0)));
        assert!(holds(&[&pieces[0]], heart(&[&pieces[0]]).unwrap()));
    }

    #[test]
    fn an_absent_point_cuts_the_line() {
        let line = [Some(at(0.0, 0.0)), Some(at(1.0, 0.0)), None, Some(at(3.0, 0.0))];
        assert_eq!(runs(&line), [vec![at(0.0, 0.0), at(1.0, 0.0)]]);
        assert!(between(&line, &[None, None, None, None]).0.is_empty());
    }
}
