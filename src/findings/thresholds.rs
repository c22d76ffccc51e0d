//! What would change the headline: at which odds of the outcomes, and at which values of the numbers that matter, its main
//! event would come in half of the histories, and at which odds it would change places with another (model page §5).
//!
//! 1. Odds: exact, from the shares in each outcome. The likeliest outcome is varied, the others keep their proportions.
//! 2. Numbers: read off a straight line through the draws (least squares), each of which is a whole set of assumptions; with
//!    the standard error of the point where the line crosses one half. Numbers are drawn independently of each other, so
//!    that the line of one is what the share does on average over all others. A crossing outside of the values drawn is
//!    not told: nothing is known there.

use super::Summary;
use super::drivers::Drivers;
use super::headline::Headline;
use super::sample::Columns;
use crate::forecast::kept::Draws;
use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};

/// Numbers asked about at most.
const ASKED: usize = 3;
/// The share that is asked for.
const HALF: f64 = 0.5;

/// At which odds of the likeliest outcome the answer for all of them would be another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OddsThreshold {
    /// The likeliest outcome.
    pub branch: String,
    /// Its odds in the scenario.
    pub odds: f64,
    /// The main event, or the most frequent kind of history where no event is named.
    pub what: String,
    /// The odds at which it comes in half of the histories; `None` if at none.
    pub half: Option<f64>,
    /// Whether it comes in more than half of them above these odds.
    pub rises: bool,
    /// The nearest odds below the present ones at which it changes places with another thing, and which.
    pub below: Option<(f64, String)>,
    /// The same above.
    pub above: Option<(f64, String)>,
}

/// At which value of an uncertain number the main event comes in half of the histories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NumberThreshold {
    /// Key of the number.
    pub key: String,
    /// The likeliest outcome, if the shares are those in it; `None` if over all outcomes, where there is a crossing there.
    pub branch: Option<String>,
    /// Its central value.
    pub central: f64,
    /// The least and the greatest value drawn.
    pub range: (f64, f64),
    /// What the line says at either end.
    pub ends: (f64, f64),
    /// Where it crosses one half, with its standard error; `None` if not between the ends.
    pub half: Option<(f64, f64)>,
}

impl OddsThreshold {
    /// `None` if there is one outcome only, or if nothing is known.
    ///
    /// # Formula
    /// With odds p for the likeliest outcome (share s) and r the mixture of the others in their proportions the share is
    /// `p s + (1 − p) r`; two things are as frequent where `p (s₁ − s₂) + (1 − p)(r₁ − r₂) = 0`.
    pub fn new(summary: &Summary, what: &str) -> Option<Self> {
        let likeliest = summary.branches.iter().reduce(|best, next| if next.odds > best.odds { next } else { best })?;
        let odds = likeliest.odds;
        if summary.branches.len() < 2 || odds >= 1.0 {
            return None;
        }
        // Share in the likeliest outcome, and in the mixture of the others.
        let sides = |name: &str| {
            let share = |branch: &str| summary.share(branch, name).unwrap_or(0.0);
            let others = summary.branches.iter().filter(|branch| branch.name != likeliest.name);
            let rest: f64 = others.map(|branch| branch.odds * share(&branch.name)).sum();
            (share(&likeliest.name), rest / (1.0 - odds))
        };
        let own = sides(what);
        let others = summary.things().into_iter().filter(|name| *name != what);
        let places: Vec<(f64, String)> = others
            .filter_map(|name| {
                let other = sides(name);
                Some((zero(own.0 - other.0, own.1 - other.1)?, name.to_owned()))
            })
            .collect();
        let nearest = |below: bool| {
            let side = places.iter().filter(|(at, _)| (*at < odds) == below);
            side.min_by(|one, two| (one.0 - odds).abs().total_cmp(&(two.0 - odds).abs())).cloned()
        };
        Some(Self {
            branch: likeliest.name.clone(),
            odds,
            what: what.to_owned(),
            half: zero(own.0 - HALF, own.1 - HALF),
            rises: own.0 > own.1,
            below: nearest(true),
            above: nearest(false),
        })
    }
}

/// The p from 0 to 1 at which `p one + (1 − p) two` is 0.
fn zero(one: f64, two: f64) -> Option<f64> {
    let at = two / (two - one);
    (0.0..=1.0).contains(&at).then_some(at)
}

impl NumberThreshold {
    /// Of the numbers that drive the headline most, those of which it is known that they move it.
    /// Over all outcomes, or, if the line crosses one half nowhere there, in the likeliest outcome.
    pub fn of_drivers(scenario: &Scenario, draws: &Draws, drivers: &Drivers) -> Vec<Self> {
        let sample = Columns::new(scenario, draws);
        let Some(headline) = Headline::new(&sample) else { return Vec::new() };
        let likeliest = headline.in_likeliest(&sample);
        let uncertain = scenario.uncertain();
        let telling = drivers.list.iter().filter(|driver| driver.correlation.is_some_and(|found| found.tells()));
        let asked = telling.take(ASKED).filter_map(|driver| {
            let place = uncertain.iter().position(|number| number.key == driver.key)?;
            let values: Vec<f64> = draws.certified().map(|draw| draw.parameters[place]).collect();
            let of = |shares: &[f64]| Self::new(&driver.key, uncertain[place].central, &values, shares);
            let own = || {
                let (branch, shares) = likeliest.as_ref()?;
                Some(Self { branch: Some(branch.clone()), ..of(shares)? })
            };
            let all = of(&headline.by_draw)?;
            if all.half.is_some() { Some(all) } else { own().filter(|own| own.half.is_some()).or(Some(all)) }
        });
        asked.collect()
    }

    /// # Formula
    /// Line `y = ȳ + b (x − x̄)`; it crosses one half at `x* = x̄ + (½ − ȳ) / b`, with standard error
    /// `s / |b| · √(1/n + (x* − x̄)² / Σ (x − x̄)²)`, s² the mean square of the residuals over n − 2.
    fn new(key: &str, central: f64, values: &[f64], shares: &[f64]) -> Option<Self> {
        let count = values.len() as f64;
        let middle = |numbers: &[f64]| numbers.iter().sum::<f64>() / count;
        let (x, y) = (middle(values), middle(shares));
        let squares: f64 = values.iter().map(|value| (value - x).powi(2)).sum();
        let slope = values.iter().zip(shares).map(|(value, share)| (value - x) * (share - y)).sum::<f64>() / squares;
        let at = |value: f64| y + slope * (value - x);
        let residual: f64 = values.iter().zip(shares).map(|(value, share)| (share - at(*value)).powi(2)).sum();
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let half = x + (HALF - y) / slope;
        let error =
            (residual / (count - 2.0)).sqrt() / slope.abs() * (1.0 / count + (half - x).powi(2) / squares).sqrt();
        slope.is_finite().then(|| Self {
            key: key.to_owned(),
            branch: None,
            central,
            range: (least, most),
            ends: (at(least), at(most)),
            half: (least..=most).contains(&half).then_some((half, error)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_a_straight_line_crosses_one_half_where_it_does() {
        let values: Vec<f64> = (0..9).map(f64::from).collect();
        let line = |from: f64, slope: f64| values.iter().map(|value| from + slope * value).collect::<Vec<_>>();
        let of = |shares: &[f64]| NumberThreshold::new("k", 4.0, &values, shares);
        // 0.9 − 0.1 x is one half at 4, without error.
        let found = of(&line(0.9, -0.1)).expect("a slope");
        let (at, error) = found.half.expect("a crossing");
        assert!((at - 4.0).abs() < 1e-12 && error < 1e-12, "{found:?}");
        assert!((found.ends.0 - 0.9).abs() < 1e-12 && (found.ends.1 - 0.1).abs() < 1e-12);
        // 0.1 + 0.01 x never is.
        assert_eq!(of(&line(0.1, 0.01)).expect("a slope").half, None);
        assert_eq!(NumberThreshold::new("k", 1.0, &[1.0; 9], &line(0.1, 0.0)), None, "a number that does not vary");
    }

    #[test]
    fn limit_the_odds_at_which_a_mixture_is_nothing() {
        assert_eq!(zero(0.5, -0.5), Some(0.5));
        assert_eq!(zero(0.3, -0.1), Some(0.25));
        assert_eq!(zero(0.3, 0.1), None);
        assert_eq!(zero(0.1, 0.1), None);
    }
}
