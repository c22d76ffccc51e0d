//! Shares of a variance: how much of it goes with each factor by itself, with pairs of them, and with all in which it has
//! a part.
//!
//! Takes what an output is at the rows of a design, gives Sobol indices with 95% intervals by bootstrap over its base rows.
//! A base row holds two points A and B that know nothing of each other. For each factor there is the point A with that
//! factor from B, and for pairs also B with that factor from A. A factor may be one number or a group of them.
//!
//! # Formula
//! With f(A), f(B), f(AB_i), f(BA_i) less their mean over the whole design, E a mean over base rows, and V the variance over
//! all f(A) and f(B): first order `E f(B) (f(AB_i) − f(A)) / V` (Saltelli et al., Computer Physics Communications 181,
//! 2010, 259–270), total `E (f(A) − f(AB_i))² / 2V` (Jansen 1999), second order
//! `E (f(BA_i) f(AB_j) − f(A) f(B)) / V` less the first orders of both (Saltelli 2002).

use super::Sorted;
use serde::{Deserialize, Serialize};

/// An output at one base row of a design.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// At A.
    pub a: f64,
    /// At B.
    pub b: f64,
    /// At A with a factor from B, factor by factor.
    pub ab: Vec<f64>,
    /// At B with a factor from A, factor by factor; empty if no pairs are asked for.
    pub ba: Vec<f64>,
}

/// A share of the variance. Estimates may lie a little below 0 or above 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// The share.
    pub value: f64,
    /// Lower end of its 95% interval.
    pub low95: f64,
    /// Upper end.
    pub high95: f64,
}

impl Index {
    /// Width of the interval.
    pub fn width(&self) -> f64 {
        self.high95 - self.low95
    }
}

/// What two factors do together that neither does alone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// One factor, by its place.
    pub one: usize,
    /// The other, a later one.
    pub two: usize,
    /// The share.
    pub index: Index,
}

/// The indices of an output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indices {
    /// Mean of the output.
    pub mean: f64,
    /// Its standard deviation.
    pub deviation: f64,
    /// What each factor does by itself.
    pub first: Vec<Index>,
    /// What each does by itself and together with others.
    pub total: Vec<Index>,
    /// Pairs, if the design has them.
    pub second: Vec<Pair>,
    /// What no factor does by itself: 1 less all first orders.
    pub interactions: Index,
}

impl Indices {
    /// Width of the widest interval of a total index.
    pub fn widest_total(&self) -> f64 {
        self.total.iter().map(Index::width).fold(0.0, f64::max)
    }
}

/// The least ratio of standard deviation to size that counts as a variation: below it there is only rounding.
pub(super) const LEAST: f64 = 1e-9;

/// The indices of an output; `None` if it does not vary, or if there are no rows. A resample is a list of places of rows.
pub fn indices(rows: &[Row], resamples: &[Vec<usize>]) -> Option<Indices> {
    let factors = rows.first()?.ab.len();
    let (mean, deviation) = spread(rows);
    let size = rows.iter().flat_map(|row| [row.a, row.b]).fold(0.0_f64, |most, value| most.max(value.abs()));
    if deviation <= LEAST * size {
        return None;
    }
    let centred = centred(rows);
    let found = shares(&centred, 0..rows.len())?;
    let again: Vec<Vec<f64>> = resamples.iter().filter_map(|places| shares(&centred, places.iter().copied())).collect();
    let index = |place: usize| {
        let sorted = Sorted::new(again.iter().map(|shares| shares[place]).collect());
        let end = |share| sorted.quantile(share).unwrap_or(found[place]);
        Index { value: found[place], low95: end(0.025), high95: end(0.975) }
    };
    let pairs = if rows[0].ba.is_empty() { Vec::new() } else { pairs(factors) };
    Some(Indices {
        mean,
        deviation,
        first: (0..factors).map(index).collect(),
        total: (factors..2 * factors).map(index).collect(),
        interactions: index(2 * factors),
        second: (2 * factors + 1..).map(index).zip(pairs).map(|(index, (one, two))| Pair { one, two, index }).collect(),
    })
}

/// Every pair of factors, once.
fn pairs(factors: usize) -> Vec<(usize, usize)> {
    (0..factors).flat_map(|one| (one + 1..factors).map(move |two| (one, two))).collect()
}

/// Mean and standard deviation over all A and B.
fn spread(rows: &[Row]) -> (f64, f64) {
    let count = 2.0 * rows.len() as f64;
    let mean = rows.iter().map(|row| row.a + row.b).sum::<f64>() / count;
    let squares: f64 = rows.iter().map(|row| (row.a - mean).powi(2) + (row.b - mean).powi(2)).sum();
    (mean, (squares / count).sqrt())
}

/// The rows less the mean over every point of the design.
fn centred(rows: &[Row]) -> Vec<Row> {
    let values = |row: &Row| row.a + row.b + row.ab.iter().sum::<f64>() + row.ba.iter().sum::<f64>();
    let count = rows.len() * (2 + rows[0].ab.len() + rows[0].ba.len());
    let mean = rows.iter().map(values).sum::<f64>() / count as f64;
    let less = |values: &[f64]| values.iter().map(|value| value - mean).collect();
    rows.iter().map(|row| Row { a: row.a - mean, b: row.b - mean, ab: less(&row.ab), ba: less(&row.ba) }).collect()
}

/// First orders, totals, interactions and second orders of the rows at these places; `None` if they do not vary.
fn shares(rows: &[Row], places: impl Iterator<Item = usize>) -> Option<Vec<f64>> {
    let factors = rows.first()?.ab.len();
    let pairs = if rows[0].ba.is_empty() { Vec::new() } else { pairs(factors) };
    let (mut first, mut total, mut second) = (vec![0.0; factors], vec![0.0; factors], vec![0.0; pairs.len()]);
    let (mut count, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for row in places.map(|place| &rows[place]) {
        count += 1.0;
        sum += row.a + row.b;
        squares += row.a * row.a + row.b * row.b;
        for (factor, ab) in row.ab.iter().enumerate() {
            first[factor] += row.b * (ab - row.a);
            total[factor] += 0.5 * (row.a - ab).powi(2);
        }
        for (sum, (one, two)) in second.iter_mut().zip(&pairs) {
            *sum += row.ba[*one] * row.ab[*two] - row.a * row.b;
        }
    }
    // The variance of all A and B, times the number of rows.
    let variance = 0.5 * squares - sum * sum / (4.0 * count);
    if variance.is_nan() || variance <= 0.0 {
        return None;
    }
    [&mut first, &mut total, &mut second].into_iter().flatten().for_each(|sum| *sum /= variance);
    for (share, (one, two)) in second.iter_mut().zip(&pairs) {
        *share -= first[*one] + first[*two];
    }
    let interactions = 1.0 - first.iter().sum::<f64>();
    Some(first.into_iter().chain(total).chain([interactions]).chain(second).collect())
}
