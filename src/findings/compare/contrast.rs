//! One case against its reference: which draws count, how they are paired, and every event, chapter and metric of both.
//!
//! Takes two parties with a block of each, gives a [`Contrast`]; takes whole runs, gives a [`Comparison`].

use super::spread::Match;
use super::{
    ChapterContrast, CompareError, Comparison, Contrast, Difference, EventContrast, Facts, Kind, MetricContrast,
    Pairing, Pairs, Side,
};
use crate::base::parallel;
use crate::findings::sample::{Block, Sample};
use crate::findings::shares::{Counted, Share};
use crate::findings::{ALL_BRANCHES, Estimate, Provenance, metrics};
use crate::forecast::branching::BranchCase;
use crate::forecast::path::PathOutcome;
use crate::forecast::{BranchOutcome, Draw};
use crate::scenario::{Metric, Scenario, advice};
use crate::stats::Cluster;
use crate::stats::difference::{
    Bounded, ENOUGH, correlation, difference, interval, of_few, of_shares, pooled_deviation,
};
use crate::stats::mean::mean;
use std::collections::BTreeMap;

/// A run that takes part, with its draws.
pub(crate) struct Party<'a> {
    /// What it is called.
    pub label: String,
    /// Where its numbers come from.
    pub provenance: Provenance,
    /// Its scenario.
    pub scenario: &'a Scenario,
    /// All its draws, in order.
    pub draws: &'a [Draw],
}

impl<'a> Party<'a> {
    /// Its certified draws.
    pub(super) fn sample(&self) -> Sample<'a> {
        Sample::new(self.scenario, self.draws)
    }

    /// Its draws by their numbers.
    fn numbered(&self) -> BTreeMap<usize, &'a Draw> {
        self.draws.iter().map(|draw| (draw.index, draw)).collect()
    }

    /// What is told of it.
    pub(crate) fn facts(&self) -> Facts {
        let certified_draws = self.draws.iter().filter(|draw| draw.branches.is_some()).count();
        Facts { label: self.label.clone(), provenance: self.provenance.clone(), certified_draws }
    }

    fn families(&self) -> Vec<String> {
        self.scenario.offers.iter().map(|offer| offer.name.clone()).collect()
    }
}

/// A block of a party, as one side of a contrast.
#[derive(Clone)]
pub(super) struct Taken<'a> {
    pub party: &'a Party<'a>,
    pub block: Block,
    /// What the block is called in the contrast.
    pub name: String,
}

/// Compares the branches of a run with one of them: the first, or `reference`. Only those of `limit`, if it names any.
///
/// # Errors
/// If there is one branch only, a name is unknown, or the branches do not differ in any history.
pub(crate) fn branches(party: &Party, reference: Option<&str>, limit: &[String]) -> Result<Comparison, CompareError> {
    let mut blocks = party.sample().blocks();
    blocks.pop();
    let names: Vec<&str> = blocks.iter().map(|block| block.name.as_str()).collect();
    if names.len() < 2 {
        return Err(CompareError::OneBranch);
    }
    let reference = reference.unwrap_or(names[0]);
    known(limit.iter().map(String::as_str).chain([reference]), &names)?;
    let taken = |block: &Block| Taken { party, name: block.name.clone(), block: block.clone() };
    let asked = |block: &&Block| block.name != reference && (limit.is_empty() || limit.contains(&block.name));
    let from = blocks.iter().find(|block| block.name == reference).map(taken).ok_or(CompareError::OneBranch)?;
    let contrasts = blocks.iter().filter(asked).map(|block| contrast(&from, &taken(block)));
    let contrasts = contrasts.collect::<Result<Vec<_>, _>>()?;
    if contrasts.is_empty() {
        return Err(CompareError::OnlyReference(reference.into()));
    }
    if contrasts.iter().all(|contrast| !contrast.felt) {
        return Err(CompareError::NotFelt(format!("the branches compared with `{reference}`")));
    }
    let runs = vec![party.facts()];
    Ok(comparison(Kind::Branches, party, runs, Vec::new(), contrasts))
}

/// Compares a run with another, branch by branch where their names match, and the mixtures of all. Only those of `limit`,
/// if it names any.
///
/// # Errors
/// If a name is unknown, no draw is certified in both, or no history differs.
pub(crate) fn runs(reference: &Party, case: &Party, limit: &[String]) -> Result<Comparison, CompareError> {
    let [from, to] = [reference, case].map(|party| party.sample().blocks());
    let single = from.len() == 2 && to.len() == 2 && from[0].name == to[0].name;
    let both = |block: &&Block| to.iter().any(|other| other.name == block.name);
    let shared: Vec<&Block> = from.iter().filter(both).filter(|block| !single || block.name != ALL_BRANCHES).collect();
    let names: Vec<&str> = shared.iter().map(|block| block.name.as_str()).collect();
    known(limit.iter().map(String::as_str), &names)?;
    let mut contrasts = Vec::new();
    for block in shared.into_iter().filter(|block| limit.is_empty() || limit.contains(&block.name)) {
        let Some(other) = to.iter().find(|other| other.name == block.name) else { continue };
        let side = |party, block: &Block| Taken { party, name: block.name.clone(), block: block.clone() };
        contrasts.push(contrast(&side(reference, block), &side(case, other))?);
    }
    if contrasts.iter().all(|contrast| !contrast.felt) {
        return Err(CompareError::NotFelt(format!("{} against {}", case.label, reference.label)));
    }
    let facts = vec![reference.facts(), case.facts()];
    Ok(comparison(Kind::Runs, reference, facts, unmatched(reference, case), contrasts))
}

pub(super) fn known<'a>(asked: impl Iterator<Item = &'a str>, names: &[&str]) -> Result<(), CompareError> {
    match asked.into_iter().find(|name| !names.contains(name)) {
        None => Ok(()),
        Some(name) => Err(CompareError::UnknownBranch {
            name: crate::scenario::shown(name),
            advice: advice(name, names.iter().copied()),
        }),
    }
}

pub(super) fn comparison(
    kind: Kind,
    party: &Party,
    runs: Vec<Facts>,
    unmatched: Vec<String>,
    contrasts: Vec<Contrast>,
) -> Comparison {
    Comparison {
        kind,
        title: party.provenance.title.clone(),
        runs,
        unmatched,
        contrasts,
        odds: Vec::new(),
        foreseen: false,
        sweep: Vec::new(),
        varied: None,
        given: None,
    }
}

/// Branches, events, chapters and families that one of two runs has and the other lacks.
fn unmatched(reference: &Party, case: &Party) -> Vec<String> {
    let names = |party: &Party| {
        let branches = BranchCase::all(party.scenario).into_iter().map(|case| format!("branch {}", case.name));
        let chapters = party.scenario.chapters.iter().map(|chapter| format!("chapter {}", chapter.name));
        let families = party.families().into_iter().map(|family| format!("offer {family}"));
        let events = party.scenario.events.iter().map(|event| format!("event {}", event.name));
        branches.chain(events).chain(chapters).chain(families).collect::<Vec<_>>()
    };
    let (one, two) = (names(reference), names(case));
    let alone = |own: &[String], other: &[String], label: &str| {
        let missing = own.iter().filter(|name| !other.contains(name));
        missing.map(|name| format!("{name} (only in {label})")).collect::<Vec<_>>()
    };
    [alone(&one, &two, &reference.label), alone(&two, &one, &case.label)].concat()
}

impl Pairing {
    /// What seed, numbers of the draws, paths and quarters allow.
    fn of(reference: &Party, case: &Party) -> Self {
        let (one, two) = (reference.scenario, case.scenario);
        let numbered = case.numbered();
        let shared = reference.draws.iter().any(|draw| numbered.contains_key(&draw.index));
        if one.simulation.seed != two.simulation.seed || !shared {
            return Self::Unpaired;
        }
        let same = one.simulation.paths == two.simulation.paths && one.periods == two.periods && one.first == two.first;
        if same { Self::DrawAndPath } else { Self::Draw }
    }
}

/// The draws of a contrast: all certified ones of either side, and those that enter the difference.
struct Sides<'a> {
    own: [Sample<'a>; 2],
    common: [Sample<'a>; 2],
    pairing: Pairing,
    left_out: usize,
}

impl<'a> Sides<'a> {
    fn new(reference: &Party<'a>, case: &Party<'a>) -> Self {
        let own = [reference.sample(), case.sample()];
        let pairing = Pairing::of(reference, case);
        let mut common = [reference.sample(), case.sample()];
        if pairing != Pairing::Unpaired {
            let numbered = case.numbered();
            let both = reference.draws.iter().filter_map(|draw| {
                let other = numbered.get(&draw.index)?;
                Some((outcomes(draw)?, outcomes(other)?))
            });
            let (from, to): (Vec<_>, Vec<_>) = both.unzip();
            common = [Sample::of(reference.scenario, from.into_iter()), Sample::of(case.scenario, to.into_iter())];
        }
        let left_out = (0..2).map(|side| own[side].draws.len() - common[side].draws.len()).sum();
        Self { own, common, pairing, left_out }
    }
}

/// What followed in a draw, and its odds; `None` if it is not certified.
fn outcomes(draw: &Draw) -> Option<(&[BranchOutcome], &[f64])> {
    Some((draw.branches.as_deref()?, &draw.odds))
}

/// One block against another.
///
/// # Errors
/// If no draw is certified on both sides.
pub(super) fn contrast(reference: &Taken, case: &Taken) -> Result<Contrast, CompareError> {
    let sides = Sides::new(reference.party, case.party);
    if sides.common.iter().any(|sample| sample.draws.is_empty()) {
        return Err(CompareError::NoCommonDraws(reference.party.label.clone(), case.party.label.clone()));
    }
    let pair = Pair { blocks: [&reference.block, &case.block], sides: &sides };
    let felt = felt(reference, case, &pair);
    let side = |taken: &Taken| Side { run: taken.party.label.clone(), branch: taken.name.clone() };
    let mut contrast = Contrast {
        case: side(case),
        reference: side(reference),
        pairing: sides.pairing,
        draws: (sides.pairing != Pairing::Unpaired).then(|| sides.common[0].draws.len()),
        left_out: sides.left_out,
        felt,
        events: Vec::new(),
        chapters: Vec::new(),
        metrics: Vec::new(),
        spreads: Vec::new(),
    };
    if felt {
        let (from, to) = (reference.party.scenario, case.party.scenario);
        let events = both(from.events.iter().map(|event| &event.name), to.events.iter().map(|event| &event.name));
        let chapters = both(from.chapters.iter().map(|kind| &kind.name), to.chapters.iter().map(|kind| &kind.name));
        contrast.events = events.iter().filter_map(|(name, at)| pair.event(name, *at)).collect();
        contrast.chapters = chapters.iter().filter_map(|(name, at)| pair.chapter(name, *at)).collect();
        contrast.metrics = pair.metrics(reference.party, case.party);
        let matched = pair.matched();
        let shares = match events.is_empty() {
            false => matched.of_shares(&events, |at, path| path.events[at].is_some()),
            true => matched.of_shares(&chapters, |at, path| path.chapter == at),
        };
        contrast.spreads = [shares, matched.of_metrics(&contrast.metrics)].concat();
    }
    Ok(contrast)
}

/// Names that both sides have, in the order of the first, with their places on either.
fn both<'a>(
    reference: impl Iterator<Item = &'a String>,
    case: impl Iterator<Item = &'a String>,
) -> Vec<(&'a str, [usize; 2])> {
    let case: Vec<&String> = case.collect();
    let place = |name: &String| case.iter().position(|other| *other == name);
    reference.enumerate().filter_map(|(at, name)| Some((name.as_str(), [at, place(name)?]))).collect()
}

/// Whether any history differs, as far as the same chance lets that be told.
fn felt(reference: &Taken, case: &Taken, pair: &Pair) -> bool {
    let chapters =
        |taken: &Taken| taken.party.scenario.chapters.iter().map(|chapter| chapter.name.clone()).collect::<Vec<_>>();
    let same_chapters = chapters(reference) == chapters(case);
    if !same_chapters || !pair.matched().by_path() {
        return true;
    }
    let (one, two) = (&reference.block.parts, &case.block.parts);
    let mut draws = pair.sides.common[0].draws.iter().zip(&pair.sides.common[1].draws);
    draws.any(|(from, to)| one.iter().zip(two).any(|(part, other)| from[part.0].paths != to[other.0].paths))
}

/// Two blocks and the draws of both, the reference first.
struct Pair<'a> {
    blocks: [&'a Block; 2],
    sides: &'a Sides<'a>,
}

impl Pair<'_> {
    fn paired(&self) -> bool {
        self.sides.pairing != Pairing::Unpaired
    }

    fn event(&self, name: &str, places: [usize; 2]) -> Option<EventContrast> {
        let Shares { own: [reference, value], difference, pairs } =
            self.shares(|side, path| path.events[places[side]].is_some())?;
        let share = |counted: Counted, side: usize| counted.of_event(&self.blocks[side].name, name);
        let (value, reference) = (share(value, 1)?, share(reference, 0)?);
        Some(EventContrast { event: name.into(), value, reference, difference, pairs })
    }

    fn chapter(&self, name: &str, places: [usize; 2]) -> Option<ChapterContrast> {
        let Shares { own: [reference, value], difference, pairs } =
            self.shares(|side, path| path.chapter == places[side])?;
        let share = |counted: Counted, side: usize| counted.of_chapter(&self.blocks[side].name, name);
        let (value, reference) = (share(value, 1)?, share(reference, 0)?);
        Some(ChapterContrast { chapter: name.into(), value, reference, difference, pairs })
    }

    /// On what share of the paths of either side something happens.
    fn shares(&self, happens: impl Fn(usize, &PathOutcome) -> bool) -> Option<Shares> {
        let counted = |samples: &[Sample; 2]| {
            [0, 1].map(|side| Counted::on(&samples[side], self.blocks[side], |path| happens(side, path)))
        };
        let common = counted(&self.sides.common);
        let [reference, case] = [&common[0].clusters, &common[1].clusters];
        let estimate = difference(case, reference, self.paired())?;
        let linked = if self.paired() { correlation(case, reference) } else { 0.0 };
        let pairs = self.matched().pairs(|side, path| Some(f64::from(u8::from(happens(side, path)))));
        let difference = match many(&common, pairs.as_ref()) {
            true => interval(estimate),
            false => of_shares(estimate, bounded(&common[0].share()?), bounded(&common[1].share()?), linked),
        };
        Some(Shares { own: counted(&self.sides.own), difference, pairs })
    }

    fn metrics(&self, reference: &Party, case: &Party) -> Vec<MetricContrast> {
        let (families, others) = (reference.families(), case.families());
        let of = |families: &[String]| Metric::all(families.len());
        let named = of(&families).into_iter().filter_map(|metric| {
            let name = metric.name(&families);
            let other = of(&others).into_iter().find(|other| other.name(&others) == name)?;
            Some((name, [metric, other]))
        });
        let named: Vec<(String, [Metric; 2])> = named.collect();
        parallel::map(&named, |(name, metrics)| self.metric(name, *metrics))
    }

    fn metric(&self, name: &str, which: [Metric; 2]) -> MetricContrast {
        let clusters = |samples: &[Sample; 2]| -> [Vec<Cluster>; 2] {
            [0, 1].map(|side| metrics::clusters(&samples[side], self.blocks[side], which[side]))
        };
        let [reference, case] = clusters(&self.sides.common);
        let estimate = difference(&case, &reference, self.paired());
        let deviation = estimate.and_then(|_| pooled_deviation(&case, &reference));
        let ends = estimate.and_then(|estimate| of_few(estimate, &case, &reference, self.paired()));
        let [own_reference, own_case] = clusters(&self.sides.own);
        MetricContrast {
            metric: name.into(),
            unit: which[0].unit().into(),
            value: mean(&own_case),
            reference: mean(&own_reference),
            difference: estimate.map(|estimate| interval(estimate).reaching(ends)),
            standardised: estimate.zip(deviation).map(|(estimate, deviation)| standardised(estimate, deviation, ends)),
            pairs: self.matched().pairs(|side, record| record.metric(which[side])),
        }
    }

    /// The histories in pairs.
    fn matched(&self) -> Match<'_> {
        Match { samples: &self.sides.common, blocks: self.blocks, pairing: self.sides.pairing }
    }
}

/// What is found of a share on both sides.
struct Shares {
    /// Over all draws of either side, the reference first.
    own: [Counted; 2],
    difference: Difference,
    pairs: Option<Pairs>,
}

fn bounded(share: &Share) -> Bounded {
    Bounded { value: share.probability.value, low: share.low95, high: share.high95 }
}

/// Whether there is enough of everything for the interval of a mean.
fn many(counted: &[Counted; 2], pairs: Option<&Pairs>) -> bool {
    let enough = |pairs: &Pairs| (pairs.above.value + pairs.below.value) * pairs.count as f64 >= ENOUGH as f64;
    counted.iter().all(|side| side.hits.min(side.trials - side.hits) >= ENOUGH) && pairs.is_none_or(enough)
}

fn standardised(estimate: Estimate, deviation: f64, ends: Option<(f64, f64)>) -> Difference {
    let standard_error = estimate.standard_error.map(|error| error / deviation);
    let ends = ends.map(|(low, high)| (low / deviation, high / deviation));
    interval(Estimate { value: estimate.value / deviation, standard_error }).reaching(ends)
}
