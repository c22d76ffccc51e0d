//! From the tree of a file to a scenario that is valid by construction: a file for each table.

pub(crate) mod assumption;
pub(crate) mod chapter;
pub(crate) mod claim;
pub(crate) mod colophon;
pub(crate) mod confidence;
pub(crate) mod correlate;
pub(crate) mod cursor;
pub(crate) mod distribution;
pub(crate) mod election;
pub(crate) mod era;
pub(crate) mod event;
pub(crate) mod government;
pub(crate) mod id;
pub(crate) mod label;
pub(crate) mod ladder;
pub(crate) mod moves;
pub(crate) mod number;
pub(crate) mod offer;
pub(crate) mod phrases;
pub(crate) mod place;
pub(crate) mod question;
pub(crate) mod record;
pub(crate) mod scenario;
pub(crate) mod setting;
pub(crate) mod simulation;
mod table;
pub(crate) mod upheaval;
