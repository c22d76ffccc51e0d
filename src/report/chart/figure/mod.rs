//! The figures, one file each, named after it: what it states, and the data that it hands to a form.

pub mod bargaining_range;
pub mod chapters_by_branch;
pub mod comparison;
pub mod density;
pub mod dispute_foretold;
pub mod fan;
pub mod prior_against_posterior;
pub mod questions;
pub mod reliability;
pub mod spread_after_record;
pub mod subsidy_expected;
pub mod what_binds_over_time;
pub mod what_drives_it;

mod bargaining_words;
mod difference;
mod effects;
mod odds;
