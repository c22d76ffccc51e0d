//! The share of a kind of history, or of a yes, as sentences and tables say it.
//!
//! Takes a share, gives number, interval, and the count of histories that it rests on.

use super::bound::{End, bound, limit};
use crate::findings::ChapterShare;
use crate::report::chart::words::{count, percent};

/// A chapter's share as a number alone, or that it was never or always seen, with the bound.
pub(crate) fn short(share: &ChapterShare) -> String {
    let histories = format!("{} histories", count(share.trials));
    match share.hits {
        _ if share.trials == 0 => "no histories".to_owned(),
        0 => format!("not seen in {histories} ({})", interval(share)),
        hits if hits == share.trials => format!("in every one of {histories} ({})", interval(share)),
        _ => percent(share.probability.value),
    }
}

/// The 95% interval of a chapter's share: "66% to 75%"; of what was never or always seen "below 1.5% at 95%". Such
/// bounds, and an interval that lies within 0.1 points of 0 or 100, have two digits and are rounded outward.
pub(crate) fn interval(share: &ChapterShare) -> String {
    let (low, high) = (share.low95, share.high95);
    match share.hits {
        hits if hits == 0 || hits == share.trials => limit((low, high), hits),
        _ if percent(low) == percent(high) && percent(low).starts_with(['<', '>']) => {
            format!("{} to {}", bound(low, End::Lower), bound(high, End::Upper))
        }
        _ => format!("{} to {}", percent(low), percent(high)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Estimate;

    fn chapter(value: f64, low95: f64, high95: f64, hits: usize, trials: usize) -> ChapterShare {
        let probability = Estimate { value, standard_error: None };
        ChapterShare { branch: "b".into(), chapter: "c".into(), probability, low95, high95, spread: None, hits, trials }
    }

    /// Fault 12: a bound of 0.0149 was told as "below 1%", one of 0.985 as "above 99%", 6 in 20,000 as "<0.1% to <0.1%".
    #[test]
    fn regress_fault_12_bounds_are_rounded_outward() {
        let cases = [
            (chapter(0.0, 0.0, 0.014_867, 0, 20_000), "below 1.5% at 95%"),
            (chapter(1.0, 0.985_133, 1.0, 20_000, 20_000), "above 98.5% at 95%"),
            (chapter(0.0003, 0.000_114, 0.000_653, 6, 20_000), "0.011% to 0.066%"),
            (chapter(0.9997, 0.999_347, 0.999_886, 19_994, 20_000), "99.934% to 99.989%"),
            (chapter(0.0003, 0.0, 0.000_653, 6, 20_000), "0% to 0.066%"),
            (chapter(0.0, 0.0, 0.22092, 0, 12), "below 23% at 95%"),
            (chapter(0.0, 0.0, 0.006, 0, 500), "below 0.6% at 95%"),
            (chapter(0.5, 0.4, 0.6, 5, 10), "40% to 60%"),
            (chapter(0.01, 0.0, 0.02, 1, 100), "<0.1% to 2%"),
        ];
        for (share_of, text) in cases {
            assert_eq!(interval(&share_of), text);
        }
    }
}
