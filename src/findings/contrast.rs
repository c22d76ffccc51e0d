//! Which branches differ most, and at which odds the answer for all of them together would change (model page §5).
//!
//! Takes the certified draws, gives a paired difference: path j of draw i meets the same chance in every branch.

use super::drivers::{greatest, headline, shares};
use super::sample::Sample;
use super::{Estimate, Summary};
use crate::forecast::Draw;
use crate::scenario::Scenario;
use crate::stats::mean::of_values;
use serde::{Deserialize, Serialize};

/// The two branches whose endings differ most, and the chapter that differs most between them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    /// The branch in which the chapter is more frequent.
    pub more: String,
    /// The branch in which it is less frequent.
    pub less: String,
    /// The chapter.
    pub chapter: String,
    /// Its share in the first less that in the second, with the error of a paired difference.
    pub difference: Estimate,
    /// Share of the histories that would have to end otherwise to make the two branches alike: half the sum of the
    /// absolute differences of all chapters (total variation).
    pub distance: f64,
}

/// At which odds of the likeliest branch another chapter becomes the most frequent of all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tipping {
    /// The likeliest branch.
    pub branch: String,
    /// Its odds in the scenario.
    pub odds: f64,
    /// The most frequent chapter of all branches mixed by their odds.
    pub chapter: String,
    /// The odds below which another chapter is the most frequent, the other branches keeping their proportions; `None`
    /// if there are none down to 0.
    pub below: Option<(f64, String)>,
    /// The same above the present odds, up to 1.
    pub above: Option<(f64, String)>,
}

impl Contrast {
    /// The greatest contrast between two branches; `None` if there is only one.
    pub fn new(scenario: &Scenario, draws: &[Draw], summary: &Summary) -> Option<Self> {
        let pairs = (0..summary.branches.len()).flat_map(|one| (0..one).map(move |two| (two, one)));
        let mut pairs: Vec<(usize, usize)> = pairs.collect();
        pairs.sort_unstable();
        let distance = |&(one, two): &(usize, usize)| {
            differences(summary, one, two).iter().map(|difference| difference.abs()).sum::<f64>() / 2.0
        };
        let &(one, two) = pairs.get(greatest(pairs.iter().map(distance)))?;
        let differences = differences(summary, one, two);
        let chapter = greatest(differences.iter().map(|difference| difference.abs()));
        let (more, less) = if differences[chapter] < 0.0 { (two, one) } else { (one, two) };
        Some(Self {
            more: summary.branches[more].name.clone(),
            less: summary.branches[less].name.clone(),
            chapter: summary.chapters[chapter].clone(),
            difference: paired(scenario, draws, [more, less], chapter)?,
            distance: distance(&(one, two)),
        })
    }
}

/// Probability of every chapter in a block.
fn block(summary: &Summary, name: &str) -> Vec<f64> {
    summary.chapter_shares.iter().filter(|row| row.branch == name).map(|row| row.probability.value).collect()
}

/// Probability of every chapter in the mixture by the odds that the scenario states, which the block `all` is not by if
/// they vary from draw to draw.
fn mixed(summary: &Summary) -> Vec<f64> {
    let mut mixed = vec![0.0; summary.chapters.len()];
    for branch in &summary.branches {
        for (sum, share) in mixed.iter_mut().zip(block(summary, &branch.name)) {
            *sum += branch.odds * share;
        }
    }
    mixed
}

fn differences(summary: &Summary, one: usize, two: usize) -> Vec<f64> {
    let [one, two] = [one, two].map(|branch| block(summary, &summary.branches[branch].name));
    one.iter().zip(two).map(|(one, two)| one - two).collect()
}

fn paired(scenario: &Scenario, draws: &[Draw], branches: [usize; 2], chapter: usize) -> Option<Estimate> {
    let sample = Sample::new(scenario, draws);
    let [more, less] = branches.map(|branch| shares(&sample, branch));
    of_values(more.iter().zip(&less).map(|(more, less)| more[chapter] - less[chapter]))
}

impl Tipping {
    /// Where the most frequent chapter of the mixture changes; `None` if there is only one branch.
    ///
    /// # Formula
    /// With odds p for the likeliest branch (shares s) and r the mixture of the others in their proportions, chapter c
    /// overtakes chapter h where `p (s_h − s_c) + (1 − p)(r_h − r_c) = 0`.
    pub fn new(summary: &Summary) -> Option<Self> {
        let (likeliest, _) = headline(summary);
        let odds = summary.branches[likeliest].odds;
        let own = block(summary, &summary.branches[likeliest].name);
        if summary.branches.len() < 2 || odds >= 1.0 {
            return None;
        }
        let all = mixed(summary);
        let rest: Vec<f64> = all.iter().zip(&own).map(|(all, own)| (all - odds * own) / (1.0 - odds)).collect();
        let leader = greatest(all.iter().copied());
        let crossing = |other: usize| {
            let (here, there) = (own[leader] - own[other], rest[leader] - rest[other]);
            let at = there / (there - here);
            ((0.0..=1.0).contains(&at) && other != leader).then_some((at, summary.chapters[other].clone()))
        };
        let crossings: Vec<(f64, String)> = (0..own.len()).filter_map(crossing).collect();
        let nearest = |below: bool| {
            let side = crossings.iter().filter(|(at, _)| (*at < odds) == below);
            side.min_by(|one, two| (one.0 - odds).abs().total_cmp(&(two.0 - odds).abs())).cloned()
        };
        Some(Self {
            branch: summary.branches[likeliest].name.clone(),
            odds,
            chapter: summary.chapters[leader].clone(),
            below: nearest(true),
            above: nearest(false),
        })
    }
}
