//! How much a scenario may hold.
//!
//! Plain data.

use crate::base::units::Range;

/// Greatest number of periods, draws and paths, and of their product with the branches.
pub(crate) const PERIODS: u64 = 400;
/// See [`PERIODS`].
pub(crate) const DRAWS: u64 = 1_000_000;
/// Greatest number of a run's first draw.
pub(crate) const FIRST_DRAW: u64 = 1_000_000_000;
/// See [`PERIODS`].
pub(crate) const PATHS: u64 = 100_000;
/// Greatest product of draws, branches, paths and periods.
pub(crate) const QUARTERS: u64 = 2_000_000_000;
/// Fewest and most levels of a ladder.
pub(crate) const LEVELS: (usize, usize) = (2, 30);
/// The same of energy, whose price may stand still.
pub(crate) const PRICES: (usize, usize) = (1, LEVELS.1);
/// Greatest product of the levels of all ladders.
pub(crate) const STATES: usize = 20_000;
/// Most offer families.
pub(crate) const OFFERS: usize = 50;
/// Most subsidies in one family.
pub(crate) const SUBSIDIES: usize = 200;
/// Most offers in all.
pub(crate) const MENU: usize = 2000;
/// Most branches of an election, governments, eras, events, chapters, claims, checks of one, and questions.
pub(crate) const NAMED: usize = 50;
/// Tolerances that still certify something.
pub(crate) const TOLERANCE: Range = Range { above_low: true, ..Range::closed(0.0, 1e-2) };
/// How many elections the odds of one may rest on.
pub(crate) const CONCENTRATION: Range = Range::closed(1.0, 1000.0);
/// How steeply the odds of an election may respond to the mandate.
pub(crate) const PULL: Range = Range::closed(-50.0, 50.0);
/// Longest name, in characters.
pub(crate) const NAME: usize = 60;
/// Longest title, in characters.
pub(crate) const TITLE: usize = 200;
/// Longest source, in characters.
pub(crate) const SOURCE: usize = 1000;
