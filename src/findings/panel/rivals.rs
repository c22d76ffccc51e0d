//! Forecasters that know no game: rates and a regression, learnt from other pairs of patron and client (docs/panel.md).
//!
//! Takes all cases, gives what each rival states of each. Of a case nobody learns from any episode of its own pair, nor
//! from one that is held out.

use super::case::{Case, by_pair};
use super::cell::Rivals;
use crate::base::parallel;
use crate::forecast::filter::score;
use crate::scenario::{BRANCHES, OUTCOMES};
use crate::stats::logistic::Logistic;

/// Penalties of which one is chosen, the greatest first: of equals it is taken.
const RIDGES: [f64; 8] = [64.0, 32.0, 16.0, 8.0, 4.0, 2.0, 1.0, 0.5];

/// What every rival states of every case.
pub(super) fn stated(cases: &[Case<'_>]) -> Vec<Rivals> {
    let all: Vec<&Case<'_>> = cases.iter().collect();
    let pairs: Vec<&str> = by_pair(&all).into_iter().map(|pair| pair[0].pair.as_str()).collect();
    let learnt = parallel::map(&pairs, |pair| Learnt::from_others(cases, pair));
    let of = |case: &Case<'_>| {
        let at = pairs.iter().position(|pair| *pair == case.pair).unwrap_or(0);
        (0..OUTCOMES.len()).map(|outcome| learnt[at].of(case, outcome)).collect()
    };
    cases.iter().map(of).collect()
}

/// What is learnt from the episodes of other pairs.
struct Learnt<'a> {
    /// By outcome: the cases in which it is known, with what came.
    known: Vec<Vec<(&'a Case<'a>, bool)>>,
    regressions: Vec<Logistic>,
}

impl<'a> Learnt<'a> {
    fn from_others(cases: &'a [Case<'a>], pair: &str) -> Self {
        let others = || cases.iter().filter(|case| case.pair != pair && !case.episode.held_out);
        let of = |outcome: usize| others().filter_map(|case| Some((case, case.outcomes[outcome]?))).collect();
        let known: Vec<Vec<(&Case<'_>, bool)>> = (0..OUTCOMES.len()).map(of).collect();
        let regressions = known.iter().map(|known| regression(known)).collect();
        Self { known, regressions }
    }

    /// Given the branch that came, and over the odds: coin, pooled rate, by branch, by kind, regression.
    fn of(&self, case: &Case<'_>, outcome: usize) -> [[f64; 5]; 2] {
        let known = &self.known[outcome];
        let count = |fits: &dyn Fn(&Case<'_>) -> bool| {
            let (mut hits, mut all) = (0.0, 0.0);
            for (_, came) in known.iter().filter(|(other, _)| fits(other)) {
                all += 1.0;
                hits += f64::from(u8::from(*came));
            }
            (hits, all)
        };
        let (hits, all) = count(&|_| true);
        let pooled = (hits + 0.5) / (all + 1.0);
        let drawn = |(hits, all): (f64, f64)| (hits + pooled) / (all + 1.0);
        let by_kind = drawn(count(&|other| other.kind == case.kind));
        let by_branch = |branch: usize| drawn(count(&|other| other.episode.came == branch));
        let ridge = |branch: usize| self.regressions[outcome].probability(&row(case, branch));
        let mixed = |of: &dyn Fn(usize) -> f64| -> f64 {
            case.episode.odds.iter().enumerate().map(|(branch, odds)| odds * of(branch)).sum()
        };
        let came = case.episode.came;
        [[0.5, pooled, by_branch(came), by_kind, ridge(came)], [0.5, pooled, mixed(&by_branch), by_kind, mixed(&ridge)]]
    }
}

/// Numbers of a case in a branch: its codes, and flags of the branch and the kind of patron.
fn row(case: &Case<'_>, branch: usize) -> Vec<f64> {
    let flag = |is: bool| f64::from(u8::from(is));
    let codes = case.episode.codes.iter().map(|code| *code as f64);
    let branches = (0..BRANCHES.len()).map(|at| flag(at == branch));
    let kinds = (0..case.kinds).map(|at| flag(at == case.kind));
    codes.chain(branches).chain(kinds).collect()
}

type Known<'c, 'a> = (&'c Case<'a>, bool);

fn rows(known: &[&Known<'_, '_>]) -> Vec<(Vec<f64>, bool)> {
    known.iter().map(|(case, came)| (row(case, case.episode.came), *came)).collect()
}

/// The regression on all that is known, with the penalty that foretells left-out pairs best.
fn regression(known: &[Known<'_, '_>]) -> Logistic {
    let mut pairs: Vec<&str> = known.iter().map(|(case, _)| case.pair.as_str()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let foretold = |ridge: f64| -> f64 {
        let left_out = |pair: &&str| -> f64 {
            let (own, others): (Vec<_>, Vec<_>) = known.iter().partition(|(case, _)| case.pair == **pair);
            let fitted = Logistic::fit(&rows(&others), ridge);
            rows(&own).iter().map(|(row, came)| score(fitted.probability(row), *came).0).sum()
        };
        pairs.iter().map(left_out).sum()
    };
    let best = RIDGES.into_iter().map(|ridge| (ridge, foretold(ridge)));
    let best = best.reduce(|best, next| if next.1 > best.1 { next } else { best });
    let all: Vec<&Known<'_, '_>> = known.iter().collect();
    Logistic::fit(&rows(&all), best.map_or(RIDGES[0], |(ridge, _)| ridge))
}
