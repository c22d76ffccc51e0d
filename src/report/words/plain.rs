//! Numbers and names as charts and reports write them.
//!
//! Takes plain numbers, gives text: a point for decimals, a true minus sign, never "0%" nor "100%" for a frequency.

use super::frequency::Known;
pub(crate) use crate::base::text::list;
use crate::findings::{ALL_BRANCHES, BranchOdds, Summary};

/// Shares that differ by less are not a finding.
pub(crate) const NO_CONTRAST: f64 = 0.005;

/// A share as a percentage: whole, with one decimal below 1% and above 99%, and never 0 or 100.
pub(crate) fn percent(share: f64) -> String {
    match share * 100.0 {
        part if part.is_nan() => "unknown".to_owned(),
        part if part < 0.1 => "<0.1%".to_owned(),
        part if part > 99.9 => ">99.9%".to_owned(),
        part if !(0.95..99.0).contains(&part) => format!("{part:.1}%"),
        part => format!("{part:.0}%"),
    }
}

/// A share that carries no error, such as the odds that a scenario states: as [`percent`], but 0% and 100% where it is so.
pub(crate) fn exact(share: f64) -> String {
    match share {
        0.0 => "0%".to_owned(),
        1.0 => "100%".to_owned(),
        share => percent(share),
    }
}

/// How often something came: a percentage, or that it was not seen, or seen always.
pub(crate) fn frequency(share: impl Into<Known>) -> String {
    let share = share.into();
    match share.hits {
        0 => "not seen".to_owned(),
        hits if hits == share.trials => "in every history".to_owned(),
        _ => percent(share.value),
    }
}

/// A number with a true minus sign and as many decimals as given; never "−0". A dash for what is no number, or beyond
/// all numbers.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) => {
            format!("−{rest}")
        }
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// Decimals that show about three digits of numbers as large as `size`.
pub(crate) fn decimals(size: f64) -> usize {
    match size.abs() {
        size if size >= 20.0 => 0,
        size if size >= 2.0 => 1,
        size if size >= 0.2 => 2,
        _ => 3,
    }
}

/// A count with thousands set apart: `50,000`.
pub(crate) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with what is counted: "1 draw", "50,000 histories".
pub(crate) fn some(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// The first letter made capital.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A name from the summary as words: `cumulative_subsidy` becomes `Cumulative subsidy`.
pub(crate) fn spoken(name: &str) -> String {
    capital(&name.replace('_', " "))
}

/// A key of the scenario as words, the two sides by their names: `client.regime_backing` becomes "Land, regime backing".
pub(crate) fn parameter(summary: &Summary, key: &str) -> String {
    let side = |part: &str| match part {
        "client" => summary.client.clone(),
        "patron" => summary.patron.clone(),
        part => part.replace('_', " "),
    };
    let parts: Vec<String> = key.trim_start_matches("government.").split('.').map(side).collect();
    parts.join(", ")
}

/// A file stem: ASCII letters, digits and `-` only.
pub(crate) fn stem(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

/// Odds of a branch in words; empty where there is no choice.
pub(crate) fn odds(branch: &BranchOdds, summary: &Summary) -> Option<String> {
    (summary.branches.len() > 1).then(|| format!("odds {}", exact(branch.odds)))
}

/// What the panel of a branch is called: its name with its odds.
pub(crate) fn with_odds(name: &str, summary: &Summary) -> String {
    let known = summary.branches.iter().find(|branch| branch.name == name);
    let odds = known.and_then(|branch| odds(branch, summary));
    let kept = odds.map(|odds| odds.replace(' ', "\u{a0}")); // on one line
    kept.map_or_else(|| branch_title(name), |odds| format!("{} ({odds})", branch_title(name)))
}

/// What a subtitle adds where there is a choice of outcomes.
pub(crate) fn by_outcome(summary: &Summary) -> &'static str {
    if summary.branches.len() > 1 { ", by outcome" } else { "" }
}

/// What a row or panel is called.
pub(crate) fn branch_title(name: &str) -> String {
    if name == ALL_BRANCHES { "All outcomes".to_owned() } else { capital(name) }
}

/// The two likeliest branches, in the order of the file: those that a title contrasts.
pub(crate) fn main_branches(summary: &Summary) -> Vec<&BranchOdds> {
    let mut ranked: Vec<(usize, &BranchOdds)> = summary.branches.iter().enumerate().collect();
    ranked.sort_by(|one, two| two.1.odds.total_cmp(&one.1.odds));
    ranked.truncate(2);
    ranked.sort_by_key(|(index, _)| *index);
    ranked.into_iter().map(|(_, branch)| branch).collect()
}

/// Of values by branch, those of the [`main_branches`].
pub(crate) fn main_values(summary: &Summary, values: Vec<(String, f64)>) -> Vec<(String, f64)> {
    let main = main_branches(summary);
    values.into_iter().filter(|(name, _)| main.iter().any(|branch| branch.name == *name)).collect()
}

/// Values with the names of their branches.
type ByBranch = Vec<(String, f64)>;

/// Of things with shares by branch, the one whose shares differ most; the most frequent if none differs, or if there is
/// one branch.
pub(crate) fn most_telling<T>(mut things: Vec<(T, ByBranch)>) -> Option<(T, ByBranch)> {
    let most = |shares: &[(String, f64)]| shares.iter().map(|(_, share)| *share).fold(0.0, f64::max);
    let least = |shares: &[(String, f64)]| shares.iter().map(|(_, share)| *share).fold(f64::INFINITY, f64::min);
    let contrast = |shares: &[(String, f64)]| most(shares) - if shares.len() > 1 { least(shares) } else { 0.0 };
    let widest = greatest(&things, contrast)?;
    let told = if contrast(&things[widest].1) < NO_CONTRAST { greatest(&things, most)? } else { widest };
    Some(things.swap_remove(told))
}

fn greatest<T>(things: &[(T, ByBranch)], size: impl Fn(&[(String, f64)]) -> f64) -> Option<usize> {
    (0..things.len()).max_by(|&one, &two| size(&things[one].1).total_cmp(&size(&things[two].1)))
}

/// A level of a ladder in words, the ladder's name only where the level's does not hold it: "mandate weak".
pub(crate) fn level(ladder: &str, level: &str) -> String {
    if level.to_lowercase().contains(&ladder.to_lowercase()) { level.to_owned() } else { format!("{ladder} {level}") }
}

/// Columns of what most commands print for people where there is no terminal.
pub(crate) const WIDTH: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_never_claim_certainty() {
        let cases =
            [(0.0, "<0.1%"), (0.0004, "<0.1%"), (0.004, "0.4%"), (0.714, "71%"), (0.994, "99.4%"), (1.0, ">99.9%")];
        for (share, text) in cases {
            assert_eq!(percent(share), text);
        }
        assert_eq!(percent(0.0097), "1%");
    }

    /// Fault 10: odds of 0 and 1 were told as "<0.1%" and ">99.9%".
    #[test]
    fn regress_fault_10_exact_shares_are_told_as_they_are() {
        assert_eq!([0.0, 1e-9, 0.7, 1.0].map(exact), ["0%", "<0.1%", "70%", "100%"]);
    }

    #[test]
    fn numbers_have_a_true_minus_and_no_negative_zero() {
        assert_eq!(number(-1.25, 1), "−1.2");
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(|value| number(value, 1)), ["–", "–", "–"]);
        assert_eq!(count(50_000), "50,000");
        assert_eq!(count(1_234_567), "1,234,567");
    }

    #[test]
    fn names_become_words_and_stems() {
        assert_eq!(spoken("cumulative_subsidy"), "Cumulative subsidy");
        assert_eq!(stem("First time/x é"), "first-time-x--");
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}
