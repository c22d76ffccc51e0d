//! What figures of variants have in common: which events move most, and a share with its paired difference.

use crate::findings::compare::{Comparison, Difference, Variant, Varied};
use crate::findings::{EventShare, Spread};
use crate::report::chart::kit::Serialize;
use crate::report::variants::differs;
use crate::report::varied::names;

/// An event in a variant.
pub(super) struct Point<'a> {
    pub(super) variant: &'a str,
    pub(super) share: &'a EventShare,
    /// From the reference; `None` of the reference itself, and where no history differs.
    difference: Option<Difference>,
}

/// What is plotted, as a row of the chart's table.
pub(super) type Row<'a> = (Of<'a>, Shared<'a>, Apart);

#[derive(Serialize)]
pub(super) struct Of<'a> {
    variant: &'a str,
}

/// An event's share in a branch, in the table of a chart.
#[derive(Serialize)]
pub(super) struct Shared<'a> {
    branch: &'a str,
    event: &'a str,
    share: f64,
    low90: f64,
    median: f64,
    high90: f64,
}

impl<'a> From<&'a EventShare> for Shared<'a> {
    fn from(share: &'a EventShare) -> Self {
        let EventShare { branch, event, probability, spread, .. } = share;
        let Spread { low90, median, high90, .. } = *spread;
        Self { branch, event, share: probability.value, low90, median, high90 }
    }
}

#[derive(Serialize)]
pub(super) struct Apart {
    difference: Option<f64>,
    difference_low95: Option<f64>,
    difference_high95: Option<f64>,
}

impl<'a> Point<'a> {
    pub(super) fn row(&self) -> Row<'a> {
        let Self { variant, share, difference } = *self;
        let apart = Apart {
            difference: difference.map(|found| found.estimate.value),
            difference_low95: difference.and_then(|found| found.low95),
            difference_high95: difference.and_then(|found| found.high95),
        };
        (Of { variant }, share.into(), apart)
    }

    /// The share, as far as its difference from the reference is not known.
    pub(super) fn band(&self) -> (f64, f64) {
        let share = self.share.probability.value;
        let end = |end: fn(&Difference) -> Option<f64>| {
            let apart = self.difference.and_then(|found| Some(end(&found)? - found.estimate.value));
            share + apart.unwrap_or(0.0)
        };
        (end(|found| found.low95), end(|found| found.high95))
    }
}

/// An event in a branch of a variant; `None` if the variant does not have it.
pub(super) fn seen<'a>(
    comparison: &'a Comparison,
    varied: &'a Varied,
    variant: &'a Variant,
    branch: &str,
    event: &str,
) -> Option<Point<'a>> {
    let share = share(variant, branch, event)?;
    let at = varied.variants.iter().position(|known| std::ptr::eq(known, variant))?;
    let found = differs(&comparison.contrasts, comparison.runs.get(at)?, branch, event);
    Some(Point { variant: &variant.value, share, difference: found.and_then(|found| found.difference) })
}

fn share<'a>(variant: &'a Variant, branch: &str, event: &str) -> Option<&'a EventShare> {
    variant.shares.iter().find(|share| share.branch == branch && share.event == event)
}

/// The events that move most over the variants in some of these branches, with their places, in the order of the file.
pub(super) fn moving<'a>(varied: &'a Varied, branches: &[&str], most: usize) -> Vec<(usize, &'a str)> {
    let change = |event: &str| {
        let in_branch = |branch: &&str| {
            let values = || varied.variants.iter().filter_map(|variant| share(variant, branch, event));
            let values = || values().map(|share| share.probability.value);
            values().fold(0.0, f64::max) - values().fold(1.0, f64::min)
        };
        branches.iter().map(in_branch).fold(0.0, f64::max)
    };
    let mut events: Vec<(usize, &str)> = names(varied).into_iter().enumerate().collect();
    events.sort_by(|one, two| change(two.1).total_cmp(&change(one.1)));
    events.truncate(most);
    events.sort_unstable();
    events
}
