//! Groups that are alike to a degree which is itself learnt, by weights on points that are drawn once.
//!
//! Takes points with independent standard normal coordinates, the likelihood of every group at each, and ways in which
//! groups may lie; gives weights of these ways and of the points.
//!
//! # Formula
//! Under a population with centre m and share r in common a group's point is normal around m with variance 1 − r in each
//! coordinate. Point j of J has in it the weight w_j ∝ Π exp(−(z − m)²/(2(1 − r)) + z²/2), and a group with likelihood L
//! the evidence Σ w_j L_j. A population is weighed by the product of the evidence of all groups that it learns from.

use crate::base::parallel;

/// Weights of populations that are left out.
const LEAST: f64 = 1e-9;

/// A way in which groups may lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// Share of the variance that is common to all, from 0 to less than 1.
    pub shared: f64,
    /// What is common, by coordinate.
    pub centre: Vec<f64>,
}

impl Population {
    /// Weights of points, which sum to 1.
    fn weights(&self, points: &[Vec<f64>]) -> Vec<f64> {
        let variance = 1.0 - self.shared;
        let log = |point: &Vec<f64>| -> f64 {
            let terms = point.iter().zip(&self.centre);
            terms.map(|(at, centre)| 0.5 * (at * at - (at - centre) * (at - centre) / variance)).sum()
        };
        shares(points.iter().map(log).collect())
    }
}

/// Shares in proportion to numbers that are given by their logarithms.
fn shares(logs: Vec<f64>) -> Vec<f64> {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut shares: Vec<f64> = logs.iter().map(|log| libm::exp(log - most)).collect();
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    shares
}

/// How many points of one weight tell as much as points of these weights.
pub fn effective(weights: &[f64]) -> f64 {
    1.0 / weights.iter().map(|weight| weight * weight).sum::<f64>()
}

/// Groups, and the ways in which they may lie.
#[derive(Debug)]
pub struct Hierarchy<'a> {
    points: &'a [Vec<f64>],
    populations: &'a [Population],
    /// By population and group: log evidence.
    evidence: Vec<Vec<f64>>,
}

impl<'a> Hierarchy<'a> {
    /// Weighs every population by every group. `logs` has the log likelihood by group and point; each group's may be
    /// off by a constant.
    pub fn new(points: &'a [Vec<f64>], populations: &'a [Population], logs: &[Vec<f64>]) -> Self {
        let likelihoods: Vec<(f64, Vec<f64>)> = logs
            .iter()
            .map(|logs| {
                let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                (most, logs.iter().map(|log| libm::exp(log - most)).collect())
            })
            .collect();
        let evidence = parallel::map(populations, |population| {
            let weights = population.weights(points);
            let of = |(most, likelihood): &(f64, Vec<f64>)| {
                let sum: f64 = weights.iter().zip(likelihood).map(|(weight, own)| weight * own).sum();
                most + libm::log(sum)
            };
            likelihoods.iter().map(of).collect()
        });
        Self { points, populations, evidence }
    }

    /// Weights of the populations, learnt from all groups but one, if one is left out.
    pub fn learnt(&self, without: Option<usize>) -> Vec<f64> {
        let of = |evidence: &Vec<f64>| -> f64 {
            evidence.iter().enumerate().filter(|(group, _)| Some(*group) != without).map(|(_, own)| own).sum()
        };
        shares(self.evidence.iter().map(of).collect())
    }

    /// Weights of the points of groups of which nothing is known but, for each, the weights of the populations.
    pub fn of_others(&self, known: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let mut all = vec![vec![0.0; self.points.len()]; known.len()];
        for (number, population) in self.populations.iter().enumerate() {
            if known.iter().all(|weights| weights[number] <= LEAST) {
                continue;
            }
            let own = population.weights(self.points);
            for (sums, weights) in all.iter_mut().zip(known).filter(|(_, weights)| weights[number] > LEAST) {
                sums.iter_mut().zip(&own).for_each(|(sum, own)| *sum += weights[number] * own);
            }
        }
        for shares in &mut all {
            let sum: f64 = shares.iter().sum();
            shares.iter_mut().for_each(|share| *share /= sum);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::inverse;

    /// Evenly spread points of one coordinate.
    fn even(count: usize) -> Vec<Vec<f64>> {
        (0..count).map(|at| vec![inverse::normal((at as f64 + 0.5) / count as f64)]).collect()
    }

    /// Normal measurements of groups with a known error: the closed form of a normal mean.
    #[test]
    fn a_common_mean_of_normal_measurements_has_its_closed_form() {
        let points = even(4000);
        let (shared, error) = (0.6, 0.5);
        let populations: Vec<Population> = even(801)
            .into_iter()
            .map(|centre| Population { shared, centre: vec![centre[0] * f64::sqrt(shared)] })
            .collect();
        let seen = [0.9, 1.4, 0.2];
        let logs: Vec<Vec<f64>> = seen
            .iter()
            .map(|seen| {
                points.iter().map(|point| -0.5 * (seen - point[0]) * (seen - point[0]) / (error * error)).collect()
            })
            .collect();
        let hierarchy = Hierarchy::new(&points, &populations, &logs);
        for without in [None, Some(1)] {
            let weights = hierarchy.learnt(without);
            let found: f64 = populations.iter().zip(&weights).map(|(one, weight)| one.centre[0] * weight).sum();
            let used: Vec<f64> =
                seen.iter().enumerate().filter(|(at, _)| Some(*at) != without).map(|(_, seen)| *seen).collect();
            let precision = 1.0 / (1.0 - shared + error * error);
            let exact = used.iter().sum::<f64>() * precision / (1.0 / shared + used.len() as f64 * precision);
            assert!((found - exact).abs() < 0.01, "{found} against {exact}");
            let another = &hierarchy.of_others(&[weights])[0];
            let mean: f64 = points.iter().zip(another).map(|(point, weight)| point[0] * weight).sum();
            assert!((mean - exact).abs() < 0.01, "{mean} against {exact}");
        }
    }

    /// With nothing in common nothing is learnt.
    #[test]
    fn groups_with_nothing_in_common_teach_nothing() {
        let points = even(500);
        let populations = [Population { shared: 0.0, centre: vec![0.0] }];
        let logs = vec![points.iter().map(|point| -8.0 * (point[0] - 2.0).abs()).collect::<Vec<f64>>()];
        let hierarchy = Hierarchy::new(&points, &populations, &logs);
        let another = &hierarchy.of_others(&[hierarchy.learnt(None)])[0];
        assert!(another.iter().all(|weight| (weight - 1.0 / 500.0).abs() < 1e-12));
        assert!((effective(another) - 500.0).abs() < 1e-6);
    }
}
