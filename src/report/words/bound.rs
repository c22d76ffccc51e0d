//! Bounds of shares in percent, rounded so that they still hold.
//!
//! Takes an end of an interval, gives text.

/// What the 95% interval of something never or always seen leaves.
pub(crate) fn limit((low, high): (f64, f64), hits: usize) -> String {
    match hits {
        0 => format!("below {} at 95%", bound(high, End::Upper)),
        _ => format!("above {} at 95%", bound(low, End::Lower)),
    }
}

/// An end of an interval.
#[derive(Clone, Copy)]
pub(crate) enum End {
    Lower,
    Upper,
}

/// A bound in percent to two digits of what tells it from 0 or 100, rounded so that it still holds.
pub(crate) fn bound(share: f64, end: End) -> String {
    // A rounding error beyond the last digit must not round a bound up.
    const SLACK: f64 = 1e-6;
    let part = share.clamp(0.0, 1.0) * 100.0;
    let near = part.min(100.0 - part).max(1e-9);
    let decimals = (1.0 - libm::floor(libm::log10(near))).max(0.0) as usize;
    let scale = libm::pow(10.0, decimals as f64);
    let rounded = match end {
        End::Lower => libm::floor(part * scale + SLACK),
        End::Upper => libm::ceil(part * scale - SLACK),
    };
    let text = format!("{:.decimals$}", rounded.max(0.0) / scale);
    let text = if decimals > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text}%")
}
