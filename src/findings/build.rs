//! From draws to a summary.

use super::sample::Columns;
use super::story::{Story, typical};
use super::{
    AssumptionRow, BranchOdds, ChapterShare, Provenance, Spread, Summary, UncertifiedDraw, chapters, events, grounds,
    marks, metrics, quarters, ranges, starts,
};
use crate::base::scratch::ScratchError;
use crate::forecast::Draw;
use crate::forecast::branching::BranchCase;
use crate::forecast::kept::{Draws, Facts};
use crate::forecast::replay::replayed;
use crate::game::equilibrium::Equilibrium;
use crate::game::solve::Exactness;
use crate::scenario::Scenario;

/// Branches of which a typical history is told.
const TOLD: usize = 2;

impl Summary {
    /// Condenses a run: the scenario, its equilibrium at central values, and every draw.
    ///
    /// # Errors
    /// As [`Summary::of`].
    pub fn new(
        scenario: &Scenario,
        central: &Equilibrium,
        draws: &[Draw],
        provenance: Provenance,
    ) -> Result<Self, ScratchError> {
        Self::of(scenario, central, &Draws::of(scenario, draws)?, provenance)
    }

    /// Condenses a run whose draws are kept, however many they are.
    ///
    /// # Errors
    /// If what does not fit in memory cannot be kept in a temporary file, or not be read back.
    pub fn of(
        scenario: &Scenario,
        central: &Equilibrium,
        draws: &Draws,
        provenance: Provenance,
    ) -> Result<Self, ScratchError> {
        let columns = Columns::new(scenario, draws);
        let count = |draw, branch, ending| columns.count(draw, branch, ending);
        let shares = chapters::shares(&columns, count);
        let quarters = quarters::found(&columns)?;
        let metrics = metrics::found(&columns)?;
        Ok(Self {
            branches: branches(&columns),
            chapter_shares: shares.clone(),
            events: events::shares(&columns, count),
            event_quarters: quarters.events,
            metrics: metrics.summaries,
            by_quarter: quarters.summaries,
            ranges: ranges::panels(scenario, central),
            starts: starts::starts(scenario, central),
            histories: histories(scenario, draws, &shares)?,
            densities: metrics.densities,
            certified_draws: columns.count_draws(),
            uncertified_draws: uncertified(scenario, draws),
            exactness: Exactness::of(draws.certified().flat_map(|draw| &draw.certificates)),
            confidence: Some(grounds::confidence(&columns)),
            ..Self::stated(scenario, provenance)
        })
    }

    /// What a summary takes from the scenario as it is: names and assumptions; no numbers yet.
    pub(super) fn stated(scenario: &Scenario, provenance: Provenance) -> Self {
        let integration = &scenario.ladders.integration;
        Self {
            provenance,
            client: scenario.client.clone(),
            patron: scenario.patron.clone(),
            words: scenario.words.clone(),
            quarters: (0..scenario.periods).map(|quarter| scenario.first.plus(quarter).to_string()).collect(),
            marks: marks::marks(scenario),
            families: scenario.offers.iter().map(|offer| offer.name.clone()).collect(),
            integration: integration.levels.iter().cloned().zip(integration.numbers.iter().copied()).collect(),
            branches: Vec::new(),
            chapters: scenario.chapters.iter().map(|chapter| chapter.name.clone()).collect(),
            chapter_shares: Vec::new(),
            event_names: events::names(scenario),
            events: Vec::new(),
            event_quarters: Vec::new(),
            metrics: Vec::new(),
            by_quarter: Vec::new(),
            ranges: Vec::new(),
            starts: Vec::new(),
            histories: Vec::new(),
            densities: Vec::new(),
            certified_draws: 0,
            uncertified_draws: Vec::new(),
            exactness: Exactness::default(),
            confidence: None,
            selection: None,
            assumptions: scenario
                .assumptions
                .iter()
                .map(|stated| AssumptionRow::new(stated, scenario.drawn.as_ref()))
                .collect(),
        }
    }
}

/// A typical history of each of the likeliest branches: of the kind of history that is most frequent in it.
fn histories(scenario: &Scenario, draws: &Draws, shares: &[ChapterShare]) -> Result<Vec<Story>, ScratchError> {
    let mut cases: Vec<(usize, BranchCase)> = BranchCase::all(scenario).into_iter().enumerate().collect();
    cases.sort_by(|one, two| two.1.odds.total_cmp(&one.1.odds));
    let main = |case: &BranchCase| {
        let of_branch = shares.iter().filter(|share| share.branch == case.name);
        let main = of_branch.max_by(|one, two| one.probability.value.total_cmp(&two.probability.value))?;
        scenario.chapters.iter().position(|chapter| chapter.name == main.chapter)
    };
    let mut told = Vec::new();
    for (branch, case) in cases.iter().take(TOLD) {
        let Some(chapter) = main(case) else { continue };
        let Some((address, typical)) = typical(scenario, draws, *branch, chapter)? else { continue };
        told.extend(replayed(scenario, address, |replayed| Story::new(scenario, replayed, Some(typical))));
    }
    Ok(told)
}

/// The branches with their odds, and how these vary.
fn branches(sample: &Columns) -> Vec<BranchOdds> {
    let vary = sample.scenario.odds_vary();
    let spread = |branch: usize| Spread::of(sample.odds.iter().map(|odds| odds[branch]).collect());
    let cases = sample.cases.iter().enumerate();
    let branch = cases.map(|(branch, case)| BranchOdds {
        name: case.name.clone(),
        odds: case.odds,
        spread: if vary { spread(branch) } else { None },
    });
    branch.collect()
}

/// The draws that were left out, each with the first government whose game failed and its parameters.
fn uncertified(scenario: &Scenario, draws: &Draws) -> Vec<UncertifiedDraw> {
    let uncertain = scenario.uncertain();
    let failed = |draw: &Facts| {
        let game = draw.certificates.iter().position(|certificate| !certificate.certified)?;
        let named = uncertain.iter().zip(&draw.parameters);
        Some(UncertifiedDraw {
            draw: draw.index,
            government: game_name(scenario, game),
            residual: draw.certificates[game].residual,
            parameters: named.map(|(number, value)| (number.key.clone(), *value)).collect(),
        })
    };
    draws.facts().iter().filter_map(failed).collect()
}

/// What the game at this index of [`Draw::certificates`] is called: its government, and its era if there are several.
fn game_name(scenario: &Scenario, index: usize) -> String {
    let (era, government) = (index / scenario.governments.len(), index % scenario.governments.len());
    let government = &scenario.governments[government];
    match era.checked_sub(1) {
        None if scenario.eras.is_empty() => government.clone(),
        None => format!("{government}, start"),
        Some(era) => format!("{government}, {}", scenario.eras[era].name),
    }
}
