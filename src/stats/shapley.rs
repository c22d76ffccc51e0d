//! Shares of a variance among factors that are not independent: Shapley effects.
//!
//! Takes what an output is at the rows of a design, gives the effect of every player with a 95% interval by bootstrap over
//! rows. A player is a number, or several that move as one. A row has a value for each set of players, at the place whose
//! bits are the set: the first without any drawn anew, the last with all drawn anew, between them those of the set drawn
//! anew as they would be with the others known.
//!
//! # Formula
//! With Y the first value of a row, Y_u that of the set u, E a mean over rows and V the variance over all first and last
//! values: c(u) = E (Y − Y_u)² / 2V, the variance that is left if all but u are known; c of no player is 0, c of all is 1.
//! The effect of a player is the mean of c(u and the player) − c(u) over all orders in which players may be added: with n of
//! them, over the sets u of s others weighed by s! (n − 1 − s)! / n! (Owen 2014; Song, Nelson, Staum 2016). Effects sum to 1.

use super::Sorted;
use super::sobol::{Index, LEAST};

/// What a row adds to the effects: of every player what sets other than that of all give it, times V, and the two values
/// that tell V.
struct Part {
    gains: Vec<f64>,
    ends: [f64; 2],
}

/// The effect of every player; `None` if the output does not vary, or if there are no rows. A resample is a list of places
/// of rows.
pub fn effects(rows: &[Vec<f64>], resamples: &[Vec<usize>]) -> Option<Vec<Index>> {
    let players = rows.first()?.len().ilog2() as usize;
    let mean = rows.iter().map(|row| row[0]).sum::<f64>() / rows.len() as f64;
    let size = rows.iter().map(|row| row[0].abs()).fold(0.0, f64::max);
    let parts: Vec<Part> = rows.iter().map(|row| part(row, mean, players)).collect();
    let (found, variance) = shares(&parts, players, 0..rows.len())?;
    if variance.sqrt() <= LEAST * size {
        return None;
    }
    let again = |places: &Vec<usize>| Some(shares(&parts, players, places.iter().copied())?.0);
    let again: Vec<Vec<f64>> = resamples.iter().filter_map(again).collect();
    let index = |player: usize| {
        let sorted = Sorted::new(again.iter().map(|shares| shares[player]).collect());
        let end = |share| sorted.quantile(share).unwrap_or(found[player]);
        Index { value: found[player], low95: end(0.025), high95: end(0.975) }
    };
    Some((0..players).map(index).collect())
}

fn part(row: &[f64], mean: f64, players: usize) -> Part {
    let last = row.len() - 1;
    let weights: Vec<f64> = (0..players).map(|others| weight(players, others)).collect();
    let mut gains = vec![0.0; players];
    for (set, value) in row.iter().enumerate().take(last).skip(1) {
        let left = 0.5 * (row[0] - value).powi(2);
        let size = set.count_ones() as usize;
        for (player, gain) in gains.iter_mut().enumerate() {
            *gain += if set >> player & 1 == 1 { weights[size - 1] * left } else { -weights[size] * left };
        }
    }
    Part { gains, ends: [row[0] - mean, row[last] - mean] }
}

/// s! (n − 1 − s)! / n! with n players and s others.
fn weight(players: usize, others: usize) -> f64 {
    (1..=others).fold(1.0 / players as f64, |weight, taken| weight * taken as f64 / (players - taken) as f64)
}

/// The effects of the rows at these places, and the variance; `None` if they do not vary.
fn shares(parts: &[Part], players: usize, places: impl Iterator<Item = usize>) -> Option<(Vec<f64>, f64)> {
    let (mut gains, mut count, mut sum, mut squares) = (vec![0.0; players], 0.0, 0.0, 0.0);
    for part in places.map(|place| &parts[place]) {
        count += 1.0;
        sum += part.ends[0] + part.ends[1];
        squares += part.ends[0].powi(2) + part.ends[1].powi(2);
        gains.iter_mut().zip(&part.gains).for_each(|(all, gain)| *all += gain);
    }
    // The variance of all first and last values, times the number of rows.
    let variance = 0.5 * squares - sum * sum / (4.0 * count);
    if variance.is_nan() || variance <= 0.0 {
        return None;
    }
    // The set of all players gives each the same part of the whole.
    let share = |gain: f64| gain / variance + 1.0 / players as f64;
    Some((gains.into_iter().map(share).collect(), variance / count))
}
