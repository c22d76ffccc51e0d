//! Smoothed densities.
//!
//! Values are counted in fine bins and the bins smoothed with a Gaussian kernel, one bandwidth for all samples together:
//! Silverman's rule. A density of a bounded quantity ends at its bounds: what the kernel would put beyond one is reflected
//! back. Source: B. W. Silverman, Density Estimation (1986), §2.10, §3.4.

use super::mean::moments;
use crate::base::units::Range;

/// Points of a density.
const POINTS: usize = 241;

/// Where a density is told, and how it is smoothed.
pub(crate) struct Grid {
    low: f64,
    step: f64,
    /// Whether a bound of the values is the first point, and whether one is the last.
    ends: [bool; 2],
    /// Standard deviation of the Gaussian kernel.
    pub bandwidth: f64,
}

impl Grid {
    /// A grid for values within some bounds that covers all but the outermost thousandth of them on either side; `None` if
    /// they do not vary.
    pub(crate) fn new(samples: &[Vec<f64>], bounds: &Range) -> Option<Self> {
        let mut all: Vec<f64> = samples.concat();
        all.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| all.get((share * all.len().saturating_sub(1) as f64) as usize).copied();
        let (low, quarter, three_quarters, high) = (at(0.001)?, at(0.25)?, at(0.75)?, at(0.999)?);
        let (_, deviation) = moments(&all);
        let spread = (three_quarters - quarter) / 1.349;
        let scale = if spread > 0.0 { deviation.min(spread) } else { deviation };
        let bandwidth = 0.9 * scale * libm::pow(all.len() as f64, -0.2);
        if !(bandwidth > 0.0 && high > low) {
            return None;
        }
        let (far, beyond) = (low - 3.0 * bandwidth, high + 3.0 * bandwidth);
        let (low, high) = (far.max(bounds.low), beyond.min(bounds.high));
        Some(Self { low, step: (high - low) / (POINTS - 1) as f64, ends: [low > far, high < beyond], bandwidth })
    }

    /// The density of values, point by point.
    pub(crate) fn density(&self, values: &[f64]) -> Vec<(f64, f64)> {
        let bins = self.bins(values);
        let kernel: Vec<f64> = (0..POINTS)
            .map(|gap| {
                let away = gap as f64 * self.step / self.bandwidth;
                libm::exp(-0.5 * away * away) / (self.bandwidth * (2.0 * std::f64::consts::PI).sqrt())
            })
            .collect();
        // Mirrored at an end, a bin lies as far beyond it as it lay before.
        let reflected = |away: usize| kernel.get(away).copied().unwrap_or(0.0);
        let last = POINTS - 1;
        let weight = |point: usize, bin: usize| {
            let below = if self.ends[0] { reflected(point + bin) } else { 0.0 };
            let above = if self.ends[1] { reflected(2 * last - point - bin) } else { 0.0 };
            kernel[point.abs_diff(bin)] + below + above
        };
        let smoothed = |point: usize| bins.iter().enumerate().map(|(bin, share)| share * weight(point, bin)).sum();
        (0..POINTS).map(|point| (self.low + point as f64 * self.step, smoothed(point))).collect()
    }

    /// Share of the values at each point, a value between two points divided among them by its nearness.
    fn bins(&self, values: &[f64]) -> Vec<f64> {
        let mut bins = vec![0.0; POINTS];
        let share = 1.0 / values.len().max(1) as f64;
        for value in values {
            let place = ((value - self.low) / self.step).clamp(0.0, (POINTS - 1) as f64);
            let (below, part) = (place.floor() as usize, place.fract());
            bins[below] += share * (1.0 - part);
            if part > 0.0 {
                bins[below + 1] += share * part;
            }
        }
        bins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_a_density_integrates_to_one() {
        let values: Vec<f64> = (0..1000).map(|i| f64::from(i % 37) + 0.1 * f64::from(i % 11)).collect();
        let grid = Grid::new(std::slice::from_ref(&values), &Range::ANY).expect("the values vary");
        let points = grid.density(&values);
        let area: f64 = points.iter().map(|(_, density)| density * grid.step).sum();
        assert!((area - 1.0).abs() < 0.01, "{area}");
        assert!(Grid::new(&[vec![2.0; 50]], &Range::ANY).is_none());
    }

    #[test]
    fn limit_a_bounded_density_ends_at_its_bounds_and_keeps_its_area() {
        // Evenly spread over 0 to 1: the density is 1 up to either end, where an unbounded one falls to a half.
        let values: Vec<f64> = (0..2000).map(|i| (f64::from(i) + 0.5) / 2000.0).collect();
        let points = |bounds: &Range| {
            let grid = Grid::new(std::slice::from_ref(&values), bounds).expect("the values vary");
            (grid.step, grid.density(&values))
        };
        let (step, bounded) = points(&Range::SHARE);
        let (first, last) = (bounded[0], bounded[bounded.len() - 1]);
        assert!(first.0 == 0.0 && (last.0 - 1.0).abs() < 1e-12);
        assert!((first.1 - 1.0).abs() < 0.02 && (last.1 - 1.0).abs() < 0.02, "{first:?} {last:?}");
        let inner: f64 = bounded.iter().map(|point| point.1).sum();
        let area = step * (inner - 0.5 * (first.1 + last.1));
        assert!((area - 1.0).abs() < 0.01, "{area}");
        let (_, open) = points(&Range::ANY);
        assert!(open[0].0 < 0.0);
    }
}
