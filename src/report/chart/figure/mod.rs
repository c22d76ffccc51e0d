//! The figures, one file each, named after it: what it states, and the data that it hands to a form.

pub(crate) mod bargaining_range;
pub(crate) mod chapters_by_branch;
pub mod comparison;
pub(crate) mod convergence;
pub mod density;
pub(crate) mod dispute_foretold;
pub(crate) mod events_by_outcome;
pub mod fan;
pub(crate) mod main_event_over_time;
pub(crate) mod peeling_trajectory;
pub(crate) mod prior_against_posterior;
pub(crate) mod questions;
pub(crate) mod reliability;
pub(crate) mod room_for_a_deal;
pub(crate) mod sensitivity;
pub(crate) mod spread_after_record;
pub(crate) mod subsidy_expected;
pub(crate) mod subsidy_over_time;
pub(crate) mod summary_tree;
pub(crate) mod surface;
pub(crate) mod typical_histories;
pub(crate) mod what_binds_over_time;
pub(crate) mod what_drives_it;

mod by_branch;
mod by_value;
mod by_variant;
mod difference;
mod effects;
mod odds;
mod told;
mod two_values;
mod variants;
pub(super) mod what_if;
