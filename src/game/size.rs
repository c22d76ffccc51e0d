//! How large the games of a scenario are: what their arrays take in memory is counted from this, before any is made.
//!
//! Takes a scenario, gives the lengths that arrays have. How many arrays there are, every file counts for its own types,
//! beside what makes them.

use super::conduct::{BEGINNINGS, STANCES};
use super::layout::{Layout, Menu};
use super::space::Space;
use crate::base::heap::list;
use crate::scenario::{Contents, Offer};

/// Lengths of the arrays of a scenario's games. All governments and eras have the same.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Size {
    /// Combinations of levels.
    pub(crate) space: Space,
    /// Families of offers.
    pub(crate) families: usize,
    /// Offers of the menu.
    pub(crate) offers: usize,
    /// Distances between neighbouring offers of a family, each distance once, of all families.
    pub(super) gaps: usize,
    /// Depths that signing may lead to, of all families that have steps of integration.
    pub(super) depths: usize,
    /// Families whose offers cannot be made everywhere.
    pub(super) closed: usize,
    /// 1 if integration may fall by itself, else 0.
    pub(super) taken_back: usize,
    /// 1 if the client may take integration back, else 0.
    pub(super) withdrawal: usize,
    /// Families with a payment at signing.
    pub(super) upfront: usize,
}

impl Size {
    /// Of the games of this scenario.
    pub(crate) fn new(scenario: &Contents) -> Self {
        let offers = || scenario.offers.iter();
        let top = scenario.ladders.integration.levels.len() - 1;
        let depths = |offer: &Offer| match (0..=top).map(|level| offer.reached(level, top) - level).max() {
            None | Some(0) => 0,
            Some(steps) => steps + 1,
        };
        let closed = |offer: &&Offer| !offer.place.governments.is_empty() || !offer.place.is_everywhere(0);
        Self {
            space: Space::new(scenario.ladders.all().map(|ladder| ladder.levels.len()).collect()),
            families: scenario.offers.len(),
            offers: offers().map(|offer| offer.subsidies.len()).sum(),
            gaps: offers().map(|offer| Menu::<f64>::new(&offer.subsidies).gaps.len()).sum(),
            depths: offers().map(depths).sum(),
            taken_back: usize::from(scenario.stated().any(|stated| !stated.taken_back.is_empty())),
            withdrawal: usize::from(scenario.stated().any(|stated| !stated.withdrawal_costs.is_empty())),
            closed: offers().filter(closed).count(),
            upfront: offers().filter(|offer| offer.upfront != 0.0).count(),
        }
    }

    /// The same with another number of offers, their distances as varied as before.
    pub(crate) fn with_offers(&self, offers: usize) -> Self {
        Self { offers, gaps: self.gaps * offers / self.offers.max(1), ..self.clone() }
    }

    /// Number of the bonds in which the client may take integration back.
    pub(super) fn withdrawals(&self) -> usize {
        self.withdrawal * (BEGINNINGS.len() + self.families)
    }

    /// Number of the client's conducts.
    pub(super) fn conducts(&self) -> usize {
        STANCES.len() + self.families
    }

    /// Where the quick solver keeps values.
    pub(super) fn layout(&self) -> Layout {
        Layout::new(&self.space, self.families)
    }

    /// Bytes of so many arrays over the states.
    pub(crate) fn arrays(&self, count: usize) -> usize {
        count * list::<f64>(self.space.padded())
    }
}
