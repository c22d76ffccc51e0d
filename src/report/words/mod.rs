//! Results in words.

pub(crate) mod bound;
pub(crate) mod compare;
pub(crate) mod confidence;
pub(crate) mod frequency;
pub mod lexicon;
pub mod odds;
pub(crate) mod plain;
pub(crate) mod regret;
pub(crate) mod selection;
pub(crate) mod shares;
pub(crate) mod titles;

/// A number of at most two digits: 65, 6.5, 0.65.
pub(crate) fn two_digits(value: f64) -> String {
    let size = value.abs();
    let digits = if size > 0.0 { (1.0 - libm::floor(libm::log10(size))).clamp(0.0, 4.0) } else { 0.0 };
    let scale = libm::pow(10.0, (libm::floor(libm::log10(size.max(1.0))) - 1.0).max(0.0));
    plain::number(if scale > 1.0 { (value / scale).round() * scale } else { value }, digits as usize)
}

/// A number that may lie anywhere in a span: two digits of the span.
pub(crate) fn by_span(value: f64, span: f64) -> String {
    let digits = (1.0 - libm::floor(libm::log10(span.abs().max(1e-9)))).clamp(0.0, 6.0);
    plain::number(value, digits as usize)
}

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
