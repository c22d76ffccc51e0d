//! Points at which a scenario is looked at: trajectories for screening, base rows for Sobol indices and for Shapley effects.
//!
//! Takes a seed and what moves together, gives points as shares strictly between 0 and 1. Every point has an address: a
//! longer design begins with the shorter one.

use super::inputs::Block;
use crate::base::matrix::redrawn;
use crate::forecast::shocks::{Purpose, stream, uniform};
use crate::stats::inverse::{normal, normal_share};
use rand::Rng;

/// Length of a step of a trajectory: half of the distribution.
pub const STEP: f64 = 0.5;
/// Levels of a trajectory: the middles of four equal parts of the distribution.
const LEVELS: [f64; 4] = [0.125, 0.375, 0.625, 0.875];
/// Bits of a coordinate of the scrambled sequence.
const BITS: f64 = (1_u32 << 23) as f64;

/// Which inputs move together, by their places: a factor may be one of them or several.
pub type Factors = [Vec<usize>];

/// A way through the inputs, one factor after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    /// The points, one more than there are factors.
    pub points: Vec<Vec<f64>>,
    /// The factor that moves between a point and the next.
    pub order: Vec<usize>,
    /// Whether it moves up: of several inputs the first.
    pub upwards: Vec<bool>,
}

/// Trajectory number `number`: it starts at random levels and moves every factor once, in random order, by [`STEP`].
pub fn trajectory(seed: u64, number: usize, inputs: usize, factors: &Factors) -> Trajectory {
    let mut stream = stream(seed, Purpose::Trajectory);
    stream.set_stream(number as u64);
    let mut below = |count: usize| (uniform(stream.next_u64()) * count as f64) as usize;
    let mut point: Vec<f64> = (0..inputs).map(|_| LEVELS[below(LEVELS.len())]).collect();
    let mut order: Vec<usize> = (0..factors.len()).collect();
    for last in (1..order.len()).rev() {
        order.swap(last, below(last + 1));
    }
    let (mut points, mut upwards) = (vec![point.clone()], Vec::new());
    for &factor in &order {
        upwards.push(point[factors[factor][0]] < 0.5);
        for &input in &factors[factor] {
            point[input] += if point[input] < 0.5 { STEP } else { -STEP };
        }
        points.push(point.clone());
    }
    Trajectory { points, order, upwards }
}

/// The points of a base row: A, A with each factor from B, B with each factor from A if pairs are asked for, and B. A and B
/// are a point of a scrambled Sobol sequence.
pub fn base_row(seed: u64, row: usize, inputs: usize, factors: &Factors, second: bool) -> Vec<Vec<f64>> {
    let (a, b) = base_points(seed, row, inputs);
    let swapped = |into: &[f64], from: &[f64], factor: &Vec<usize>| {
        let mut point = into.to_vec();
        factor.iter().for_each(|&input| point[input] = from[input]);
        point
    };
    let ab = factors.iter().map(|factor| swapped(&a, &b, factor));
    let ba = factors.iter().filter(|_| second).map(|factor| swapped(&b, &a, factor));
    std::iter::once(a.clone()).chain(ab).chain(ba).chain([b.clone()]).collect()
}

/// A and B of a base row.
fn base_points(seed: u64, row: usize, inputs: usize) -> (Vec<f64>, Vec<f64>) {
    let point = |first: usize| (0..inputs).map(|input| coordinate(seed, row, first + input)).collect();
    (point(0), point(inputs))
}

/// Into how many the variance is divided by a block among so many inputs: its numbers, and all others as one if there are
/// any.
pub fn players(inputs: usize, block: &Block) -> usize {
    block.members.len() + usize::from(block.members.len() < inputs)
}

/// The points of a base row for the effects of correlated numbers, one for each set of players, at the place whose bits are
/// the set: A with the numbers of the set drawn anew, given those of the block that are not in it, by B. The last bit is
/// that of all inputs that are not in the block. The first point is A, the last is B.
pub fn divided_row(seed: u64, row: usize, inputs: usize, block: &Block) -> Vec<Vec<f64>> {
    let (a, b) = base_points(seed, row, inputs);
    let size = block.members.len();
    let normals = |point: &[f64]| block.members.iter().map(|&input| normal(point[input])).collect::<Vec<f64>>();
    let (own, fresh) = (normals(&a), normals(&b));
    let drawn = |set: usize| {
        let mut point = if set >> size & 1 == 1 { b.clone() } else { a.clone() };
        let anew: Vec<bool> = (0..size).map(|player| set >> player & 1 == 1).collect();
        let numbers = redrawn(&block.root, &own, &fresh, &anew);
        for (&input, number) in block.members.iter().zip(numbers) {
            point[input] = match (anew.contains(&true), anew.contains(&false)) {
                (false, _) => a[input],
                (true, false) => b[input],
                (true, true) => normal_share(number),
            };
        }
        point
    };
    (0..1 << players(inputs, block)).map(drawn).collect()
}

/// A coordinate of the scrambled sequence, in the middle of one of 2²³ equal parts: never 0, never 1. Beyond the dimensions
/// that the sequence has, those of another scramble follow.
fn coordinate(seed: u64, row: usize, dimension: usize) -> f64 {
    let all = sobol_burley::NUM_DIMENSIONS as usize;
    let scramble = (seed ^ (seed >> 32)) as u32 ^ ((dimension / all) as u32).wrapping_mul(0x9e37_79b9);
    let share = sobol_burley::sample(row as u32, (dimension % all) as u32, scramble);
    f64::from(share) + 0.5 / BITS
}

/// So many resamples of rows with replacement, for a bootstrap: places of rows.
pub fn resamples(seed: u64, rows: usize, count: usize) -> Vec<Vec<usize>> {
    let of = |number: usize| {
        let mut stream = stream(seed, Purpose::Bootstrap);
        stream.set_stream(number as u64);
        (0..rows).map(|_| (uniform(stream.next_u64()) * rows as f64) as usize).collect()
    };
    (0..count).map(of).collect()
}
