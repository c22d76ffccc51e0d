//! What a comparison says in words.
//!
//! Takes contrasts, gives sentences: both values, the difference with its interval, and the words for odds.

use super::odds::Lexicon;
use super::shares::{short, words};
use crate::findings::ALL_BRANCHES;
use crate::findings::compare::{
    ChapterContrast, Comparison, Contrast, Difference, Kind, MetricContrast, OddsShift, Pairing, Pairs,
};
use crate::report::chart::words::{count, decimals, exact, number, percent};

/// What intervals and pairs are.
pub(crate) const INTERVALS: &str = "Difference: the first less the second. Intervals are 95% intervals of sampling, from the \
spread between draws; they say nothing of whether the scenario is right. Pairs: histories of the same draw and path, \
which met the same chance; share in which the first is above or below the second.";

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
    let pairs = contrast.metrics.iter().filter_map(|row| row.pairs).map(|pairs| pairs.count).max();
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
            "unpaired: the seeds differ, so that the squared errors of both sides are added".into()
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

/// A chapter in a sentence: "union: 68% against 11%, 57 points more (55 to 58): likely against very unlikely".
pub(crate) fn sentence(row: &ChapterContrast, lexicon: &Lexicon) -> String {
    let said = format!("{}: {} against {}", row.chapter, short(&row.value), short(&row.reference));
    let said = match (row.value.hits, row.reference.hits) {
        (0, 0) => said,
        _ => format!("{said}, {}", points(&row.difference)),
    };
    match (words(lexicon, &row.value), words(lexicon, &row.reference)) {
        (Some(one), Some(two)) if one == two => format!("{said}: both {one}"),
        (Some(one), Some(two)) => format!("{said}: {one} against {two}"),
        _ => said,
    }
}

/// A difference of probabilities in points with its interval, or that none is clear.
pub(crate) fn points(difference: &Difference) -> String {
    let value = 100.0 * difference.estimate.value;
    let Some((low, high)) = difference.low95.zip(difference.high95) else {
        return format!("{} points more, error unknown", number(value, 1));
    };
    let (low, high) = (100.0 * low, 100.0 * high);
    let digits = match high - low {
        width if width >= 2.0 => 0,
        width if width >= 0.2 => 1,
        _ => 2,
    };
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

/// A chapter's difference as a chart writes it beside its dot.
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

/// Decimals that show the interval of a difference to two digits.
fn digits(row: &MetricContrast) -> usize {
    let width = row.difference.and_then(|found| Some(found.high95? - found.low95?));
    match width {
        Some(width) if width >= 20.0 => 0,
        Some(width) if width >= 2.0 => 1,
        Some(width) if width >= 0.1 => 2,
        Some(width) if width >= 0.01 => 3,
        Some(_) => 4,
        None => 2,
    }
}

/// How often the first history of a pair is above the second, and below.
pub(crate) fn pairs(pairs: Option<&Pairs>) -> String {
    let share = |share: f64| {
        if share <= 0.0 {
            "none".into()
        } else if share >= 1.0 {
            "all".into()
        } else {
            percent(share)
        }
    };
    pairs.map_or_else(String::new, |pairs| {
        format!("{}, {} of {}", share(pairs.above.value), share(pairs.below.value), count(pairs.count))
    })
}

/// A branch's odds before and after.
pub(crate) fn shift(shift: &OddsShift) -> String {
    format!("{} {} instead of {}", shift.branch, exact(shift.asked), exact(shift.scenario))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{ChapterShare, Estimate};

    fn difference(value: f64, low95: f64, high95: f64) -> Difference {
        let estimate = Estimate { value, standard_error: Some(0.01) };
        Difference { estimate, low95: Some(low95), high95: Some(high95) }
    }

    fn share(value: f64, low95: f64, high95: f64, hits: usize) -> ChapterShare {
        let probability = Estimate { value, standard_error: Some(0.01) };
        ChapterShare {
            branch: "b".into(),
            chapter: "union".into(),
            probability,
            low95,
            high95,
            spread: None,
            hits,
            trials: 1000,
        }
    }

    /// Fault 10: `--odds incumbent=1` printed "1 instead of 70%".
    #[test]
    fn regress_fault_10_odds_asked_for_are_percentages() {
        let told = |asked, scenario| shift(&OddsShift { branch: "incumbent".into(), scenario, asked });
        assert_eq!(told(1.0, 0.7), "incumbent 100% instead of 70%");
        assert_eq!(told(0.0, 1.0), "incumbent 0% instead of 100%");
    }

    #[test]
    fn chapters_are_told_in_a_sentence() {
        let row = |value, reference, difference| ChapterContrast {
            chapter: "union".into(),
            value,
            reference,
            difference,
            pairs: None,
        };
        let (likely, unlikely) = (share(0.68, 0.67, 0.69, 680), share(0.11, 0.10, 0.12, 110));
        let never = share(0.0, 0.0, 0.006, 0);
        let cases = [
            (
                row(likely.clone(), unlikely.clone(), difference(0.57, 0.55, 0.58)),
                "union: 68% against 11%, 57 points more (55 to 58): likely against very unlikely",
            ),
            (
                row(unlikely.clone(), likely, difference(-0.57, -0.58, -0.55)),
                "union: 11% against 68%, 57 points less (55 to 58): very unlikely against likely",
            ),
            (
                row(unlikely.clone(), unlikely.clone(), difference(0.004, -0.01, 0.02)),
                "union: 11% against 11%, no clear difference (0 points, −1 to 2): both very unlikely",
            ),
            (
                row(unlikely, never.clone(), difference(0.11, 0.104, 0.117)),
                "union: 11% against not seen in 1,000 histories (below 0.6% at 95%), 11.0 points more (10.4 to 11.7)",
            ),
            (
                row(never.clone(), never, difference(0.0, -0.006, 0.006)),
                "union: not seen in 1,000 histories (below 0.6% at 95%) against not seen in 1,000 histories (below 0.6% \
                 at 95%)",
            ),
        ];
        for (row, wanted) in cases {
            assert_eq!(sentence(&row, &Lexicon::icd203()), wanted);
        }
        assert_eq!(points(&difference(0.0124, 0.0101, 0.0149)), "1.2 points more (1.0 to 1.5)");
        assert_eq!(signed(&difference(0.0, 0.0, 0.0), 1.0, 1), "0.0");
    }
}
