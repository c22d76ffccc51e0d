//! The uncertain numbers of a scenario as other programs for sensitivity and discovery take them: a problem for SALib, levers
//! and uncertainties for EMA Workbench.
//!
//! Takes a scenario, gives names, distributions and bounds as plain data. Odds of an election are left out: a file of draws
//! does not hold them.

use crate::base::identifier::identifiers;
use crate::forecast::quantile::quantile;
use crate::scenario::{Distribution, Scenario, Uncertain, gloss};
use indexmap::IndexMap;
use serde::Serialize;

/// Share of a distribution beyond a bound that stands for one that the distribution does not have.
const BEYOND: f64 = 0.001;

/// A problem in the words of SALib, with all that it cannot hold beside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// How many numbers are uncertain.
    pub num_vars: usize,
    /// Their names, as identifiers.
    pub names: Vec<String>,
    /// Of each what its `dists` asks for: least and greatest value, and for others what SALib writes in their place.
    pub bounds: Vec<Vec<f64>>,
    /// Distributions by SALib's names.
    pub dists: Vec<&'static str>,
    /// Numbers whose distribution SALib does not have: `dists` and `bounds` only come near it.
    pub approximated: Vec<String>,
    /// Names of numbers that the scenario says rise and fall together: a design that takes them for independent is of another
    /// scenario.
    pub joined: Vec<String>,
    /// The same numbers in full.
    pub parameters: Vec<Parameter>,
}

/// An uncertain number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Its name, as an identifier.
    pub name: String,
    /// Its full key.
    pub key: String,
    /// What it means.
    pub meaning: Option<String>,
    /// Least value; the 0.001 quantile if there is none.
    pub low: f64,
    /// Greatest value; the 0.999 quantile if there is none.
    pub high: f64,
    /// Whether the distribution ends at both.
    pub bounded: bool,
    /// Central value.
    pub central: f64,
    /// The distribution as a scenario file states it.
    pub distribution: IndexMap<&'static str, serde_json::Value>,
}

impl Problem {
    /// The uncertain numbers of a scenario, in the order of `tables/draws.csv`.
    pub fn new(scenario: &Scenario) -> Self {
        let uncertain = scenario.uncertain();
        let names = identifiers(uncertain.iter().map(|number| &number.key));
        let known =
            uncertain.iter().zip(&names).filter_map(|(number, name)| Some((number, name, number.distribution?)));
        let mut problem = Self {
            num_vars: names.len(),
            names: names.clone(),
            bounds: Vec::new(),
            dists: Vec::new(),
            approximated: Vec::new(),
            joined: Vec::new(),
            parameters: Vec::new(),
        };
        for (number, name, distribution) in known {
            let (dist, bounds, same) = salib(&distribution);
            problem.dists.push(dist);
            problem.bounds.push(bounds);
            problem.approximated.extend((!same).then(|| name.clone()));
            problem.joined.extend(scenario.correlated.keys().contains(&number.key).then(|| name.clone()));
            problem.parameters.push(parameter(scenario, number, name, &distribution));
        }
        problem
    }
}

fn parameter(scenario: &Scenario, number: &Uncertain, name: &str, distribution: &Distribution) -> Parameter {
    let [low, high] = ends(distribution);
    Parameter {
        name: name.to_owned(),
        key: number.key.clone(),
        meaning: gloss(&number.key, scenario),
        low,
        high,
        bounded: distribution.support() == (low, high),
        central: number.central,
        distribution: stated(distribution),
    }
}

/// Least and greatest value, both finite.
fn ends(distribution: &Distribution) -> [f64; 2] {
    let (low, high) = distribution.support();
    let end = |bound: f64, share: f64| if bound.is_finite() { bound } else { quantile(distribution, share) };
    [end(low, BEYOND), end(high, 1.0 - BEYOND)]
}

/// Name and numbers of SALib for a distribution, and whether they are the same distribution.
fn salib(distribution: &Distribution) -> (&'static str, Vec<f64>, bool) {
    let [least, greatest] = ends(distribution);
    let peak = |mode: f64| ("triang", vec![least, greatest, (mode - least) / (greatest - least)]);
    // SALib refuses a peak at the upper end, and an upper end that is not above 0.
    let triangular = |mode: f64| mode < greatest && greatest > 0.0;
    let same = |(name, bounds)| (name, bounds, true);
    let near = |(name, bounds)| (name, bounds, false);
    match *distribution {
        Distribution::Uniform { .. } => same(("unif", vec![least, greatest])),
        Distribution::Triangular { mode, .. } if triangular(mode) => same(peak(mode)),
        Distribution::Beta { mode, .. } if triangular(mode) => near(peak(mode)),
        Distribution::Normal { mean, sd, low, high } => match (low.is_finite(), high.is_finite()) {
            (false, false) => same(("norm", vec![mean, sd])),
            (low, high) => ("truncnorm", vec![least, greatest, mean, sd], low && high),
        },
        Distribution::Lognormal { median, sigma, low, high } if low <= 0.0 && high == f64::INFINITY => {
            same(("lognorm", vec![libm::log(median), sigma]))
        }
        Distribution::Triangular { .. } | Distribution::Beta { .. } | Distribution::Lognormal { .. } => {
            near(("unif", vec![least, greatest]))
        }
    }
}

/// A distribution in the words of a scenario file; bounds that it does not have are left out.
fn stated(distribution: &Distribution) -> IndexMap<&'static str, serde_json::Value> {
    let (name, numbers): (&str, Vec<(&'static str, f64)>) = match *distribution {
        Distribution::Triangular { low, mode, high } => {
            ("triangular", vec![("low", low), ("mode", mode), ("high", high)])
        }
        Distribution::Uniform { low, high } => ("uniform", vec![("low", low), ("high", high)]),
        Distribution::Normal { mean, sd, low, high } => {
            ("normal", vec![("mean", mean), ("sd", sd), ("low", low), ("high", high)])
        }
        Distribution::Lognormal { median, sigma, low, high } => {
            ("lognormal", vec![("median", median), ("sigma", sigma), ("low", low), ("high", high)])
        }
        Distribution::Beta { low, mode, high } => ("beta", vec![("low", low), ("mode", mode), ("high", high)]),
    };
    let finite = numbers.into_iter().filter(|(_, number)| number.is_finite());
    [("dist", name.into())].into_iter().chain(finite.map(|(key, number)| (key, number.into()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn val_distributions_in_the_words_of_salib() {
        let infinite = f64::INFINITY;
        let triangular = |low, mode, high| salib(&Distribution::Triangular { low, mode, high });
        assert_eq!(triangular(1.0, 2.0, 5.0), ("triang", vec![1.0, 5.0, 0.25], true));
        assert_eq!(triangular(1.0, 5.0, 5.0), ("unif", vec![1.0, 5.0], false));
        let beta = Distribution::Beta { low: 0.0, mode: 1.0, high: 4.0 };
        assert_eq!(salib(&beta), ("triang", vec![0.0, 4.0, 0.25], false));
        let normal = |low, high| salib(&Distribution::Normal { mean: 1.0, sd: 2.0, low, high });
        assert_eq!(normal(-infinite, infinite), ("norm", vec![1.0, 2.0], true));
        assert_eq!(normal(0.0, 3.0), ("truncnorm", vec![0.0, 3.0, 1.0, 2.0], true));
        let (name, bounds, same) = normal(0.0, infinite);
        assert_eq!((name, bounds[0], same), ("truncnorm", 0.0, false));
        // The 0.999 quantile of the part above 0: of the uncut curve 1 − 0.001 · Φ(0.5), at 3.198 deviations.
        assert!((bounds[1] - 7.3964).abs() < 0.001, "{bounds:?}");
        let lognormal = |high| salib(&Distribution::Lognormal { median: 1.0, sigma: 0.5, low: 0.0, high });
        assert_eq!(lognormal(infinite), ("lognorm", vec![0.0, 0.5], true));
        assert_eq!(lognormal(2.0), ("unif", vec![0.0, 2.0], false));
    }
}
