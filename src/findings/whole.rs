//! Whether a summary that was read back can be that of its scenario.
//!
//! Takes both, gives the part that cannot. A file may have been written by anybody, and check sums that fit can be made
//! for any content. Whoever reads names, indices and sizes from a summary may rely on them afterwards; its numbers are
//! known to be right only once the run was simulated again.

use super::equilibria::{MovedEvent, Selection};
use super::story::Story;
use super::{ALL_BRANCHES, Estimate, Provenance, Spread, Summary};
use crate::forecast::branching::BranchCase;
use crate::scenario::Scenario;

impl Summary {
    /// The name of a part that cannot be of this scenario; none if every part can.
    pub fn misfit(&self, scenario: &Scenario, provenance: Provenance) -> Option<&'static str> {
        let parts = [
            ("provenance", self.provenance == provenance),
            ("what it takes from the scenario", self.states(&Self::stated(scenario, provenance))),
            ("branches", self.has_branches_of(scenario)),
            ("chapter_shares", self.has_whole_chapters()),
            ("events", self.has_whole_events()),
            ("metrics", self.metrics.iter().all(|row| self.is_block(&row.branch) && is_share(row.present_share))),
            (
                "by_quarter",
                self.by_quarter.iter().all(|row| self.is_block(&row.branch) && self.is_quarter(row.quarter)),
            ),
            ("starts", self.starts.len() == self.branches.len() && self.has_whole_starts()),
            ("ranges", self.has_whole_ranges(scenario)),
            ("histories", self.histories.iter().all(|story| self.is_whole(story))),
            ("densities", self.densities.iter().all(|density| self.is_block(&density.branch))),
            ("selection", self.has_whole_selection()),
            ("draws", self.has_draws()),
        ];
        parts.into_iter().find(|(_, fits)| !fits).map(|(part, _)| part)
    }

    /// Whether names and assumptions are those.
    fn states(&self, stated: &Self) -> bool {
        let names = |of: &Self| (of.client.clone(), of.patron.clone(), of.quarters.clone(), of.families.clone());
        names(self) == names(stated)
            && self.marks == stated.marks
            && self.integration == stated.integration
            && self.chapters == stated.chapters
            && self.event_names == stated.event_names
            && self.assumptions == stated.assumptions
    }

    fn has_branches_of(&self, scenario: &Scenario) -> bool {
        let cases = BranchCase::all(scenario);
        let same = |(row, case): (&super::BranchOdds, &BranchCase)| row.name == case.name && row.odds == case.odds;
        cases.len() == self.branches.len()
            && self.branches.iter().zip(&cases).all(same)
            && self.branches.iter().all(|branch| branch.spread.is_none_or(is_spread))
    }

    fn has_whole_selection(&self) -> bool {
        let whole = |found: &Selection| {
            let counted = found.differ <= found.several
                && found.several <= found.draws
                && found.differ + found.unknown <= found.draws
                && found.draws <= self.certified_draws;
            let event = |moved: &MovedEvent| {
                let shares = [moved.backward, moved.principal, moved.greatest];
                self.event_names.first().is_some_and(|main| main.name == moved.event)
                    && (1..=found.draws).contains(&moved.draws)
                    && shares.into_iter().all(is_share)
            };
            counted && found.headline.iter().all(event)
        };
        self.selection.iter().all(whole)
    }

    fn has_whole_chapters(&self) -> bool {
        let rows = self.blocks().flat_map(|block| self.chapters.iter().map(move |chapter| (block, chapter.as_str())));
        rows.eq(self.chapter_shares.iter().map(|row| (row.branch.as_str(), row.chapter.as_str())))
            && self.chapter_shares.iter().all(|row| {
                is_probability(&row.probability)
                    && is_share(row.low95)
                    && is_share(row.high95)
                    && row.spread.is_none_or(is_spread)
                    && row.hits <= row.trials
            })
    }

    fn has_whole_events(&self) -> bool {
        let known = |name: &str| self.event_names.iter().any(|event| event.name == name);
        let by_quarter = |row: &super::EventQuarter| {
            self.is_block(&row.branch)
                && known(&row.event)
                && self.is_quarter(row.quarter)
                && is_probability(&row.probability)
                && is_spread(row.spread)
        };
        self.event_quarters.iter().all(by_quarter)
            && self.events.iter().all(|row| {
                self.is_block(&row.branch)
                    && known(&row.event)
                    && is_probability(&row.probability)
                    && is_share(row.low95)
                    && is_share(row.high95)
                    && is_spread(row.spread)
                    && row.hits <= row.trials
            })
    }

    fn has_whole_starts(&self) -> bool {
        let named = self.starts.iter().zip(&self.branches).all(|(start, branch)| start.branch == branch.name);
        let families = |start: &super::starts::BranchStart| {
            // Those that can be made there, in the order of the file.
            let mut all = self.families.iter();
            start.ranges.iter().all(|range| all.any(|family| *family == range.family))
        };
        named && self.starts.iter().all(families)
    }

    fn has_whole_ranges(&self, scenario: &Scenario) -> bool {
        let levels = &scenario.ladders.confrontation().levels;
        self.ranges.len() == scenario.ladders.mandate().levels.len()
            && self.ranges.iter().all(|panel| panel.points.iter().map(|point| &point.confrontation).eq(levels))
    }

    /// A history goes from the first quarter to the last.
    fn is_whole(&self, story: &Story) -> bool {
        self.branches.iter().any(|branch| branch.name == story.branch)
            && self.chapters.contains(&story.chapter)
            && story.quarters.iter().map(|quarter| &quarter.quarter).eq(&self.quarters)
    }

    fn has_draws(&self) -> bool {
        let (certified, left_out) = (self.certified_draws, self.uncertified_draws.len());
        certified > 0 && certified.checked_add(left_out) == Some(self.provenance.draws)
    }

    /// Names of the blocks of rows: a branch each, and the mixture.
    fn blocks(&self) -> impl Iterator<Item = &str> {
        self.branches.iter().map(|branch| branch.name.as_str()).chain([ALL_BRANCHES])
    }

    fn is_block(&self, name: &str) -> bool {
        self.blocks().any(|block| block == name)
    }

    fn is_quarter(&self, quarter: usize) -> bool {
        quarter < self.quarters.len()
    }
}

/// Shares come from sums, which may be beyond by their last digits.
fn is_share(value: f64) -> bool {
    (-1e-9..=1.0 + 1e-9).contains(&value)
}

fn is_probability(estimate: &Estimate) -> bool {
    is_share(estimate.value) && estimate.standard_error.is_none_or(|error| error >= 0.0)
}

fn is_spread(spread: Spread) -> bool {
    [spread.low90, spread.median, spread.high90].into_iter().all(is_share)
}
