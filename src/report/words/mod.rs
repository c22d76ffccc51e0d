//! Results in words.

pub(crate) mod compare;
pub(crate) mod confidence;
pub(crate) mod frequency;
pub mod lexicon;
pub mod odds;
pub(crate) mod plain;
pub(crate) mod shares;
pub(crate) mod tenths;

/// Decimals that show three digits of a number, four at most.
pub(super) fn three_digits(value: f64) -> usize {
    match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        size if size >= 0.1 => 3,
        _ => 4,
    }
}
