//! Where stated probabilities fit the record and where not: calibration, persistence, subsidies (model page §9).
//!
//! Takes probabilities by quarter and what came, gives shares beside means.

use super::horizon::Horizon;
use crate::stats::interval::wilson;
use crate::stats::rank::pearson;
use serde::{Deserialize, Serialize};

/// Bins of probability, equally wide.
const BINS: usize = 10;

/// Quarters whose stated probability lay in one bin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// When it was stated.
    pub ahead: Horizon,
    /// Lower end of the bin.
    pub from: f64,
    /// Upper end, not in it but for the last.
    pub to: f64,
    /// Quarters in it.
    pub quarters: usize,
    /// Their mean stated probability.
    pub stated: f64,
    /// Share of them in dispute.
    pub observed: f64,
    /// Lower end of Wilson's 95% interval of the share, as if quarters were independent.
    pub low95: f64,
    /// Its upper end.
    pub high95: f64,
}

/// The bins that hold a quarter.
pub(crate) fn calibration(ahead: Horizon, stated: &[Option<f64>], codes: &[Option<bool>]) -> Vec<Bin> {
    let pairs: Vec<(f64, bool)> =
        stated.iter().zip(codes).filter_map(|(one, code)| Some(((*one)?, (*code)?))).collect();
    let of = |probability: f64| ((probability * BINS as f64) as usize).min(BINS - 1);
    let bin = |index: usize| {
        let within: Vec<(f64, bool)> = pairs.iter().copied().filter(|(stated, _)| of(*stated) == index).collect();
        let quarters = within.len();
        if quarters == 0 {
            return None;
        }
        let count = quarters as f64;
        let observed = within.iter().filter(|(_, code)| *code).count() as f64 / count;
        let (low95, high95) = wilson(observed, count);
        Some(Bin {
            ahead,
            from: index as f64 / BINS as f64,
            to: (index + 1) as f64 / BINS as f64,
            quarters,
            stated: within.iter().map(|(stated, _)| stated).sum::<f64>() / count,
            observed,
            low95,
            high95,
        })
    };
    (0..BINS).filter_map(bin).collect()
}

/// How often a dispute follows a quarter of dispute, or of calm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Persistence {
    /// Whether the quarter before was in dispute.
    pub after_dispute: bool,
    /// Quarters that follow such a one, both coded.
    pub quarters: usize,
    /// Share of them in dispute.
    pub record: Option<f64>,
    /// Mean of the probabilities stated of them one quarter before, at central values.
    pub model: Option<f64>,
    /// The same over draws, if they were taken.
    pub draws: Option<f64>,
}

/// Persistence after calm and after dispute, by what is stated at central values and over draws.
pub(crate) fn persistence(
    model: &[Option<f64>],
    draws: Option<&Vec<Option<f64>>>,
    codes: &[Option<bool>],
) -> [Persistence; 2] {
    [false, true].map(|after_dispute| {
        let after = |stated: &[Option<f64>]| -> Vec<(f64, f64)> {
            let pairs = codes.windows(2).zip(stated.iter().skip(1));
            let after = pairs.filter(|(codes, _)| codes[0] == Some(after_dispute));
            after.filter_map(|(codes, stated)| Some((f64::from(u8::from(codes[1]?)), (*stated)?))).collect()
        };
        let mean = |found: &[(f64, f64)], value: fn(&(f64, f64)) -> f64| {
            (!found.is_empty()).then(|| found.iter().map(value).sum::<f64>() / found.len() as f64)
        };
        let found = after(model);
        let draws = draws.and_then(|draws| mean(&after(draws), |pair| pair.1));
        let (record, model) = (mean(&found, |pair| pair.0), mean(&found, |pair| pair.1));
        Persistence { after_dispute, quarters: found.len(), record, model, draws }
    })
}

/// Expected subsidies beside the intervals of the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SubsidyFit {
    /// Quarters with an interval.
    pub quarters: usize,
    /// Share of them in which the expected subsidy lies in it, ends included.
    pub inside: f64,
    /// Share in which it lies below.
    pub below: f64,
    /// Mean distance to the interval, 0 inside it, pp/yr.
    pub distance: f64,
    /// Mean of the expected subsidies, pp/yr.
    pub expected: f64,
    /// Mean of the middles of the intervals, pp/yr.
    pub estimated: f64,
    /// Correlation of the two; `None` where one of them is constant.
    pub correlation: Option<f64>,
}

/// An expected subsidy, and the ends of the record's interval.
type Pair = (f64, (f64, f64));

/// The fit; `None` if the record has no interval.
pub(crate) fn subsidies(expected: &[f64], intervals: &[Option<(f64, f64)>]) -> Option<SubsidyFit> {
    let pairs: Vec<Pair> =
        expected.iter().zip(intervals).filter_map(|(one, interval)| Some((*one, (*interval)?))).collect();
    if pairs.is_empty() {
        return None;
    }
    let mean = |value: &dyn Fn(&Pair) -> f64| pairs.iter().map(value).sum::<f64>() / pairs.len() as f64;
    let share = |holds: fn(f64, f64, f64) -> bool| {
        mean(&move |(one, (low, high))| f64::from(u8::from(holds(*one, *low, *high))))
    };
    let middle = |(_, (low, high)): &Pair| (low + high) / 2.0;
    Some(SubsidyFit {
        quarters: pairs.len(),
        inside: share(|one, low, high| (low..=high).contains(&one)),
        below: share(|one, low, _| one < low),
        distance: mean(&|(one, (low, high))| (low - one).max(one - high).max(0.0)),
        expected: mean(&|(one, _)| *one),
        estimated: mean(&middle),
        correlation: pearson(
            &pairs.iter().map(|pair| pair.0).collect::<Vec<_>>(),
            &pairs.iter().map(middle).collect::<Vec<_>>(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_their_lower_end_and_the_last_its_upper() {
        let bins = calibration(
            Horizon::Ahead(1),
            &[Some(0.1), Some(0.19), Some(1.0), None],
            &[Some(true), Some(false), Some(true), None],
        );
        let seen: Vec<_> = bins.iter().map(|bin| (bin.from, bin.quarters, bin.observed)).collect();
        assert_eq!(seen, [(0.1, 2, 0.5), (0.9, 1, 1.0)]);
        assert!((bins[0].stated - 0.145).abs() < 1e-12 && bins[0].low95 < 0.5 && bins[0].high95 > 0.5);
        assert_eq!(bins[1].high95, 1.0);
    }

    #[test]
    fn persistence_counts_what_follows_a_coded_quarter() {
        let codes = [Some(true), Some(true), Some(false), None, Some(true), Some(true)];
        let stated = [0.5, 0.6, 0.4, 0.9, 0.9, 0.8].map(Some);
        let [calm, dispute] = persistence(&stated, None, &codes);
        assert_eq!((calm.quarters, calm.record, calm.model), (0, None, None));
        assert_eq!((dispute.quarters, dispute.record), (3, Some(2.0 / 3.0)));
        assert!((dispute.model.expect("three quarters") - 0.6).abs() < 1e-12);
    }

    #[test]
    fn distance_is_to_the_nearer_end() {
        let fit = subsidies(&[1.0, 5.0, 9.0, 4.0], &[Some((2.0, 4.0)), Some((2.0, 4.0)), None, Some((3.0, 4.0))]);
        let fit = fit.expect("three intervals");
        assert_eq!((fit.quarters, fit.inside, fit.below), (3, 1.0 / 3.0, 1.0 / 3.0));
        assert!((fit.distance - 2.0 / 3.0).abs() < 1e-12 && (fit.estimated - 9.5 / 3.0).abs() < 1e-12);
        assert_eq!(subsidies(&[1.0], &[None]), None);
        let line = subsidies(&[1.0, 2.0, 3.0], &[Some((2.0, 2.0)), Some((4.0, 4.0)), Some((6.0, 6.0))]);
        assert!((line.and_then(|line| line.correlation).expect("a spread") - 1.0).abs() < 1e-12);
    }
}
