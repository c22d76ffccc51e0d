//! What a comparison says in words.
//!
//! Takes contrasts, gives sentences and cells: both values, the difference with its interval, how histories are paired.

use crate::findings::ALL_BRANCHES;
use crate::findings::compare::{
    Comparison, Contrast, Difference, Kind, MetricContrast, OddsShift, Pairing, Pairs, Side,
};
use crate::report::chart::words::{count, decimals, exact, number};

/// What the columns are, and what all of it is.
pub(crate) const CLOSING: &str = "Difference: the first less the second. Intervals are 95% intervals of sampling, from the \
spread between draws; they say nothing of whether the scenario is right. Pairs: histories of the same draw and path, \
which met the same chance; share in which the first is above or below the second. Frequencies within the model, given the scenario's assumptions; \
not a forecast.";

/// What other odds do not change.
pub(crate) const FORESEEN: &str = "The election comes after the first quarter: before it the players reckon with the odds of \
the scenario, whatever is asked here. To change what they expect, run the scenario with other odds.";

/// Which case is compared with which reference.
pub(crate) fn heading(contrast: &Contrast, comparison: &Comparison) -> String {
    let (case, reference) = (&contrast.case, &contrast.reference);
    let branch = if case.branch == ALL_BRANCHES { "all outcomes, mixed by their odds" } else { &case.branch };
    match comparison.kind {
        Kind::Branches => format!("{} against {}", case.branch, reference.branch),
        Kind::Runs | Kind::Variants => format!("{branch}: {} against {}", case.run, reference.run),
        Kind::Given => branch.to_owned(),
        Kind::Odds => "all outcomes: the odds asked for against those of the scenario".into(),
    }
}

/// How the two are paired, and so which error is told.
pub(crate) fn pairing(contrast: &Contrast, comparison: &Comparison) -> String {
    let draws = count(contrast.draws.unwrap_or(0));
    let pairs = histories(contrast);
    let mut text = match (contrast.pairing, pairs) {
        _ if comparison.kind == Kind::Odds => {
            format!("the same histories, weighted otherwise: paired by draw, {draws} certified draws")
        }
        (Pairing::DrawAndPath, Some(pairs)) => format!(
            "paired by draw and path: {draws} draws certified on both sides, {} pairs of histories that met the same \
             chance",
            count(pairs)
        ),
        (Pairing::DrawAndPath, None) => format!("paired by draw and path: {draws} draws certified on both sides"),
        (Pairing::Draw, _) => format!(
            "paired by draw: {draws} draws certified on both sides; the numbers of paths or the quarters differ, so that \
             histories are not in pairs"
        ),
        (Pairing::Unpaired, _) => {
            format!("unpaired: {}, so that the squared errors of both sides are added", apart(contrast, comparison))
        }
    };
    if contrast.left_out > 0 {
        text.push_str(&format!(
            "; {} certified on one side only, in its value but in no difference",
            count(contrast.left_out)
        ));
    }
    text
}

/// Why two runs have no random number in common.
pub(crate) fn apart(contrast: &Contrast, comparison: &Comparison) -> &'static str {
    let seed = |side: &Side| comparison.runs.iter().find(|run| run.label == side.run).map(|run| run.provenance.seed);
    match seed(&contrast.case) == seed(&contrast.reference) {
        true => "no draw has the same number on both sides",
        false => "the seeds differ",
    }
}

/// How many pairs of histories there are; `None` if they are not in pairs.
pub(crate) fn histories(contrast: &Contrast) -> Option<usize> {
    contrast.metrics.iter().filter_map(|row| row.pairs).map(|pairs| pairs.count).max()
}

/// A difference of probabilities in points with its interval, or that none is clear.
pub(crate) fn points(difference: &Difference) -> String {
    let value = 100.0 * difference.estimate.value;
    let Some((low, high)) = difference.low95.zip(difference.high95) else {
        return format!("{} points more, error unknown", number(value, 1));
    };
    let (low, high) = (100.0 * low, 100.0 * high);
    let digits = point_digits(high - low);
    let [value_text, low_text, high_text] = [value, low, high].map(|value| number(value, digits));
    if low <= 0.0 && 0.0 <= high {
        return format!("no clear difference ({value_text} points, {low_text} to {high_text})");
    }
    let unit = |text: &str| if text == "1" { "point" } else { "points" };
    if value > 0.0 {
        return format!("{value_text} {} more ({low_text} to {high_text})", unit(&value_text));
    }
    let [value_text, low_text, high_text] = [-value, -high, -low].map(|value| number(value, digits));
    format!("{value_text} {} less ({low_text} to {high_text})", unit(&value_text))
}

/// Decimals of points that an interval of this width leaves.
fn point_digits(width: f64) -> usize {
    match width {
        width if width >= 2.0 => 0,
        width if width >= 0.2 => 1,
        _ => 2,
    }
}

/// The same in a cell: "+57 (55 to 58)".
pub(crate) fn in_points(difference: &Difference) -> String {
    match difference.low95.zip(difference.high95) {
        Some((low, high)) => {
            let digits = point_digits(100.0 * (high - low));
            let [low, high] = [low, high].map(|end| number(100.0 * end, digits));
            format!("{} ({low} to {high})", signed(difference, 100.0, digits))
        }
        None => format!("{} (no spread seen)", signed(difference, 100.0, 1)),
    }
}

/// A difference as a chart writes it beside its dot.
pub(crate) fn signed(difference: &Difference, scale: f64, digits: usize) -> String {
    let value = scale * difference.estimate.value;
    let text = number(value, digits);
    if value > 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) { format!("+{text}") } else { text }
}

/// The means of both sides; "none" where the metric is present on no history.
pub(crate) fn means(row: &MetricContrast) -> [String; 2] {
    let values = [row.value, row.reference];
    let size = values.iter().flatten().map(|mean| mean.value.abs()).fold(0.0, f64::max);
    let digits = digits(row).max(decimals(size).min(2));
    values.map(|mean| mean.map_or("none".into(), |mean| number(mean.value, digits)))
}

/// The difference of the means with its interval.
pub(crate) fn difference(row: &MetricContrast) -> String {
    let Some(difference) = &row.difference else { return "none".into() };
    let digits = digits(row);
    let value = signed(difference, 1.0, digits);
    match difference.low95.zip(difference.high95) {
        Some((low, high)) => format!("{value} ({} to {})", number(low, digits), number(high, digits)),
        None => format!("{value} (no spread seen)"),
    }
}

/// Decimals that show the interval of a difference to two digits, three decimals at most where they tell its ends apart.
fn digits(row: &MetricContrast) -> usize {
    let width = row.difference.and_then(|found| Some(found.high95? - found.low95?));
    match width {
        Some(width) if width >= 20.0 => 0,
        Some(width) if width >= 2.0 => 1,
        Some(width) if width >= 0.1 => 2,
        Some(width) if width >= 0.001 => 3,
        Some(_) => 4,
        None => 2,
    }
}

/// How often the first history of a pair is above the second, and below; of how many, if not of all.
pub(crate) fn pairs(pairs: Option<&Pairs>, all: Option<usize>) -> String {
    let share = |share: f64| match share {
        ..=0.0 => "none".into(),
        1.0.. => "all".into(),
        ..0.005 => "<1%".into(),
        0.995.. => ">99%".into(),
        share => format!("{:.0}%", 100.0 * share),
    };
    pairs.map_or_else(String::new, |pairs| {
        let of = if Some(pairs.count) == all { String::new() } else { format!(" of {}", count(pairs.count)) };
        format!("{}, {}{of}", share(pairs.above.value), share(pairs.below.value))
    })
}

/// A branch's odds before and after.
pub(crate) fn shift(shift: &OddsShift) -> String {
    format!("{} {} instead of {}", shift.branch, exact(shift.asked), exact(shift.scenario))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Estimate;

    fn difference(value: f64, low95: f64, high95: f64) -> Difference {
        let estimate = Estimate { value, standard_error: Some(0.01) };
        Difference { estimate, low95: Some(low95), high95: Some(high95) }
    }

    /// Fault 10: `--odds incumbent=1` printed "1 instead of 70%".
    #[test]
    fn regress_fault_10_odds_asked_for_are_percentages() {
        let told = |asked, scenario| shift(&OddsShift { branch: "incumbent".into(), scenario, asked });
        assert_eq!(told(1.0, 0.7), "incumbent 100% instead of 70%");
        assert_eq!(told(0.0, 1.0), "incumbent 0% instead of 100%");
    }

    #[test]
    fn differences_have_the_digits_that_their_interval_leaves() {
        let cases = [
            (difference(0.57, 0.55, 0.58), "57 points more (55 to 58)", "+57 (55 to 58)"),
            (difference(-0.57, -0.58, -0.55), "57 points less (55 to 58)", "−57 (−58 to −55)"),
            (difference(0.004, -0.01, 0.02), "no clear difference (0 points, −1 to 2)", "0 (−1 to 2)"),
            (difference(0.11, 0.104, 0.117), "11.0 points more (10.4 to 11.7)", "+11.0 (10.4 to 11.7)"),
        ];
        for (difference, sentence, cell) in cases {
            assert_eq!((points(&difference).as_str(), in_points(&difference).as_str()), (sentence, cell));
        }
        assert_eq!(points(&difference(0.0124, 0.0101, 0.0149)), "1.2 points more (1.0 to 1.5)");
        assert_eq!(signed(&difference(0.0, 0.0, 0.0), 1.0, 1), "0.0");
    }
}
