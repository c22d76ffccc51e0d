//! Patient rule induction (PRIM; J. H. Friedman and N. I. Fisher, Statistics and Computing 9, 1999): a box of few limits in
//! which cases of interest lie close together.
//!
//! Takes cases as columns of numbers with whether each is of interest, gives a trajectory of ever smaller boxes, and the
//! one box of it that tells most.
//!
//! 1. Peeling. From the box of all cases, that twentieth is cut off at the lower or upper end of one column whose loss
//!    raises the density of the box most for each case lost. If a cut raises it nowhere, or would leave less than a
//!    twentieth of all cases, peeling ends.
//! 2. Pasting. As long as the density rises, a twentieth is given back at a limit.
//! 3. Choice. Of all boxes that in which to lie goes most with being of interest: the correlation of the two over all cases
//!    is greatest (the phi coefficient; B. W. Matthews, Biochimica et Biophysica Acta 405, 1975). It asks for density and for
//!    coverage alike, whatever share of the cases is of interest, and is 0 for the box of all cases. Of equals the first,
//!    which is the greatest.
//! 4. Limits that may be there by chance are dropped, the worst first (quasi-p-values; B. P. Bryant and R. J. Lempert,
//!    Technological Forecasting and Social Change 77, 2010).
//!
//! Where fewer columns may be limited than there are, all of them are cut first. Of the box that then tells most, limits are
//! dropped as in 4 until few enough columns are left, and the search begins anew with these alone: a column that is cut early
//! by chance so takes no other's place.
//!
//! Edges are cut as `sdtoolkit` and EMA Workbench cut them, and ties go as there, so that without a bound on the number of
//! limited columns the trajectory is theirs.

use super::binomial::at_least;

/// Share of the cases in a box that a cut takes off, and that pasting gives back.
const ALPHA: f64 = 0.05;
/// Least share of all cases in a box.
const LEAST: f64 = 0.05;
/// Greatest quasi-p-value of a limit that is kept.
pub(crate) const CHANCE: f64 = 0.05;

/// Cases, row by row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cases<'a> {
    /// Their numbers, column by column.
    pub columns: &'a [Vec<f64>],
    /// Whether each is of interest.
    pub interest: &'a [bool],
}

/// What a box came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// It holds all cases.
    Whole,
    /// A cut.
    Peel,
    /// What was given back.
    Paste,
    /// A limit dropped.
    Drop,
}

/// An end of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The numbers are not below it.
    Low,
    /// The numbers are not above it.
    High,
}

/// A box.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    /// What it came from.
    pub origin: Origin,
    /// Least and greatest number in it, by column; infinite where there is no limit.
    pub limits: Vec<(f64, f64)>,
    /// Cases in it.
    pub cases: usize,
    /// Cases of interest in it.
    pub hits: usize,
}

impl Step {
    fn new(cases: Cases<'_>, origin: Origin, limits: Vec<(f64, f64)>) -> Self {
        let inside = cases.inside(&limits);
        let hits = inside.iter().filter(|row| cases.interest[**row]).count();
        Self { origin, limits, cases: inside.len(), hits }
    }

    /// Share of the cases in it that are of interest.
    pub(crate) fn density(&self) -> f64 {
        if self.cases == 0 { 0.0 } else { self.hits as f64 / self.cases as f64 }
    }

    /// The limits: column and side.
    pub(crate) fn limited(&self) -> Vec<(usize, Side)> {
        let sides = |(column, (low, high)): (usize, &(f64, f64))| {
            let low = low.is_finite().then_some((column, Side::Low));
            low.into_iter().chain(high.is_finite().then_some((column, Side::High)))
        };
        self.limits.iter().enumerate().flat_map(sides).collect()
    }

    /// How many columns are limited.
    pub(crate) fn numbers(&self) -> usize {
        self.limits.iter().filter(|(low, high)| low.is_finite() || high.is_finite()).count()
    }

    fn holds(&self, column: usize) -> bool {
        let (low, high) = self.limits[column];
        low.is_finite() || high.is_finite()
    }

    /// The limits with one of them at another value.
    fn at(&self, column: usize, side: Side, value: f64) -> Vec<(f64, f64)> {
        let mut limits = self.limits.clone();
        match side {
            Side::Low => limits[column].0 = value,
            Side::High => limits[column].1 = value,
        }
        limits
    }

    /// The limits without one of them.
    fn without(&self, column: usize, side: Side) -> Vec<(f64, f64)> {
        self.at(column, side, if side == Side::Low { f64::NEG_INFINITY } else { f64::INFINITY })
    }

    /// How much the density rises from another box for each case that the two differ by; 0 if by none.
    fn gain(&self, from: &Self) -> f64 {
        let apart = self.cases.abs_diff(from.cases);
        if apart == 0 { 0.0 } else { (self.density() - from.density()) / apart as f64 }
    }
}

impl Cases<'_> {
    /// Rows of a box.
    pub(crate) fn inside(&self, limits: &[(f64, f64)]) -> Vec<usize> {
        let bound: Vec<usize> =
            (0..limits.len()).filter(|column| limits[*column] != (f64::NEG_INFINITY, f64::INFINITY)).collect();
        let within =
            |row: &usize| bound.iter().all(|at| (limits[*at].0..=limits[*at].1).contains(&self.columns[*at][*row]));
        (0..self.interest.len()).filter(within).collect()
    }

    /// The numbers of a column in some rows, the least first.
    fn sorted(&self, column: usize, rows: impl Iterator<Item = usize>) -> Vec<f64> {
        let mut values: Vec<f64> = rows.map(|row| self.columns[column][row]).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    }

    fn whole(&self) -> Step {
        Step::new(*self, Origin::Whole, vec![(f64::NEG_INFINITY, f64::INFINITY); self.columns.len()])
    }

    /// The box that a cut of one of these columns leaves; `None` if no cut is worth it.
    fn peeled(&self, from: &Step, among: &[usize]) -> Option<Step> {
        let rows = self.inside(&from.limits);
        let cuts = among.iter().flat_map(|&column| {
            let sorted = self.sorted(column, rows.iter().copied());
            [(Side::High, 1.0 - ALPHA), (Side::Low, ALPHA)]
                .map(|(side, share)| Step::new(*self, Origin::Peel, from.at(column, side, edge(&sorted, share))))
        });
        let least = |step: &Step| step.cases as f64 / self.interest.len() as f64 >= LEAST;
        best(from, cuts).filter(|step| step.cases < from.cases && least(step))
    }

    /// The box with a little more; `None` if its density does not rise by it.
    fn pasted(&self, from: &Step) -> Option<Step> {
        let gains = from.limited().into_iter().filter_map(|(column, side)| {
            let (low, high) = from.limits[column];
            let (share, beyond) = match side {
                Side::Low => (1.0 - ALPHA, (f64::NEG_INFINITY, low)),
                Side::High => (ALPHA, (high, f64::INFINITY)),
            };
            let mut outside = from.limits.clone();
            outside[column] = beyond;
            let sorted = self.sorted(column, self.inside(&outside).into_iter());
            let value = if sorted.is_empty() { return None } else { edge(&sorted, share) };
            let beyond = |other: &f64| if side == Side::Low { *other < value } else { *other > value };
            let limits = match self.columns[column].iter().any(beyond) {
                true => from.at(column, side, value),
                false => from.without(column, side),
            };
            Some(Step::new(*self, Origin::Paste, limits))
        });
        best(from, gains).filter(|step| step.cases > from.cases)
    }

    /// All boxes, from that of all cases on, with cuts of these columns alone.
    fn peels_and_pastes(&self, among: &[usize]) -> Vec<Step> {
        let mut steps = vec![self.whole()];
        while let Some(step) = steps.last().and_then(|last| self.peeled(last, among)) {
            steps.push(step);
        }
        while let Some(step) = steps.last().and_then(|last| self.pasted(last)) {
            steps.push(step);
        }
        steps
    }

    /// All boxes with at most so many limited columns.
    pub(crate) fn trajectory(&self, most: usize) -> Vec<Step> {
        let all: Vec<usize> = (0..self.columns.len()).collect();
        let mut steps = self.peels_and_pastes(&all);
        if all.len() <= most {
            return steps;
        }
        let mut left = steps.swap_remove(self.choice(&steps));
        while let Some((_, column, side)) = self.worst(&left).filter(|_| left.numbers() > most) {
            left = Step::new(*self, Origin::Drop, left.without(column, side));
        }
        let kept: Vec<usize> = all.into_iter().filter(|column| left.holds(*column)).collect();
        self.peels_and_pastes(&kept)
    }

    /// Correlation over all cases of lying in a box with being of interest; 0 where either does not vary.
    pub(crate) fn told(&self, step: &Step) -> f64 {
        let interest = self.interest.iter().filter(|interest| **interest).count() as f64;
        let (all, cases) = (self.interest.len() as f64, step.cases as f64);
        let spread = (cases * (all - cases) * interest * (all - interest)).sqrt();
        if spread > 0.0 { (step.hits as f64 * all - cases * interest) / spread } else { 0.0 }
    }

    /// The place of the box that tells most, the first of equals.
    pub(crate) fn choice(&self, steps: &[Step]) -> usize {
        let better =
            |best: usize, next: usize| if self.told(&steps[next]) > self.told(&steps[best]) { next } else { best };
        (0..steps.len()).reduce(better).unwrap_or(0)
    }

    /// Quasi-p-value of a limit: how likely so many cases of interest or more would be among those in the box, if each were
    /// of interest with the density of the box without that limit.
    pub(crate) fn quasi_p(&self, step: &Step, column: usize, side: Side) -> f64 {
        let wider = Step::new(*self, Origin::Drop, step.without(column, side));
        at_least(step.hits, step.cases, wider.density())
    }

    /// The limit with the greatest quasi-p-value, with it.
    fn worst(&self, step: &Step) -> Option<(f64, usize, Side)> {
        let limits = step.limited().into_iter().map(|(column, side)| (self.quasi_p(step, column, side), column, side));
        limits.reduce(|worst, next| if next.0 > worst.0 { next } else { worst })
    }

    /// The boxes that are left as limits are dropped that may be there by chance, the worst first.
    pub(crate) fn dropped(&self, chosen: &Step) -> Vec<Step> {
        let mut steps = Vec::new();
        loop {
            let last = steps.last().unwrap_or(chosen);
            let Some((_, column, side)) = self.worst(last).filter(|worst| worst.0 > CHANCE) else { return steps };
            steps.push(Step::new(*self, Origin::Drop, last.without(column, side)));
        }
    }

    /// The box that is found: the one that tells most, without limits that may be there by chance.
    pub(crate) fn found(&self, most: usize) -> Step {
        let mut steps = self.trajectory(most);
        let chosen = steps.swap_remove(self.choice(&steps));
        self.dropped(&chosen).pop().unwrap_or(chosen)
    }
}

/// The candidate by which the density rises most for each case, of equals that with fewest limited columns, then the first;
/// `None` if it rises by none.
fn best(from: &Step, candidates: impl Iterator<Item = Step>) -> Option<Step> {
    let key = |step: &Step| (step.gain(from), std::cmp::Reverse(step.numbers()));
    let better = |best: Step, next: Step| if key(&next) > key(&best) { next } else { best };
    candidates.reduce(better).filter(|step| step.gain(from) > 0.0)
}

/// Where sorted numbers are cut so that about this share of them lies below: in the middle between two that differ.
fn edge(sorted: &[f64], share: f64) -> f64 {
    let at = (sorted.len() - 1) as f64 * share;
    let (mut low, mut high) = (libm::floor(at) as usize, libm::ceil(at) as usize);
    if share > 0.5 {
        while sorted[low] == sorted[high] && low > 0 {
            low -= 1;
        }
    } else {
        while sorted[low] == sorted[high] && high < sorted.len() - 1 {
            high += 1;
        }
    }
    (sorted[low] + sorted[high]) / 2.0
}

#[cfg(test)]
mod tests;
