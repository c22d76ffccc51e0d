//! Shares as people say them: so many in ten, ranges rounded outward, and titles of at most ten words.

use super::frequency::whole;

/// Words of a title at most.
pub(crate) const WORDS: usize = 10;
/// One in twenty: below it, and above the rest of it, tenths tell nothing.
const RARE: f64 = 0.05;
/// Its characters at most.
const LETTERS: usize = 90;

/// Tenths of a share: none and all only beyond what [`in_ten`] calls rare or nearly all.
pub(crate) fn tenths(share: f64) -> usize {
    match share {
        share if share < RARE => 0,
        share if share > 1.0 - RARE => 10,
        share => (share * 10.0).round().clamp(1.0, 9.0) as usize,
    }
}

/// How often something came in so many of all histories: "6 in 10"; rare and never are told apart.
pub(crate) fn in_ten(share: f64, hits: usize, trials: usize) -> String {
    match share {
        _ if hits == 0 => "never seen".to_owned(),
        _ if hits == trials => "in all".to_owned(),
        share if share < RARE => "under 1 in 20".to_owned(),
        share if share > 1.0 - RARE => "over 19 in 20".to_owned(),
        share => format!("{} in 10", tenths(share)),
    }
}

/// A range of shares in whole percent, rounded outward: no end lies inside the range that it tells.
pub(crate) fn outward(low: f64, high: f64) -> String {
    let (least, most) = whole(low, high);
    match (least < 1, most >= 100) {
        _ if most <= 1 => "at most 1%".to_owned(),
        _ if least >= 99 => "at least 99%".to_owned(),
        (true, true) => "from under 1 to over 99%".to_owned(),
        (true, false) => format!("at most {most}%"),
        (false, true) => format!("at least {least}%"),
        (false, false) if least == most => format!("{most}%"),
        (false, false) => format!("{least} to {most}%"),
    }
}

/// The first candidate that has at most ten words, none of them endless, else the last, which needs no names.
pub(crate) fn short<const N: usize>(candidates: [String; N]) -> String {
    let fits = |text: &&String| text.split_whitespace().count() <= WORDS && text.chars().count() <= LETTERS;
    let last = candidates.last().cloned().unwrap_or_default();
    candidates.iter().find(fits).cloned().unwrap_or(last)
}

/// A number by outcome as a title: its extremes, or that it hardly differs.
pub(crate) fn compared(what: &str, values: &[(String, f64)], say: impl Fn(f64) -> String) -> String {
    let finite = || values.iter().filter(|(_, value)| value.is_finite());
    let most = finite().max_by(|one, two| one.1.total_cmp(&two.1));
    let least = finite().min_by(|one, two| one.1.total_cmp(&two.1));
    let Some(((high, most), (low, least))) = most.zip(least) else { return what.to_owned() };
    let (most, least) = (say(*most), say(*least));
    if values.len() == 1 {
        return short([format!("{what}: {most}"), what.to_owned()]);
    }
    if most == least {
        let hardly = format!("{what} hardly differs by outcome");
        return short([
            format!("{what}: {most} whatever the outcome"),
            hardly,
            "The outcome hardly matters".to_owned(),
        ]);
    }
    short([
        format!("{what}: {most} under “{high}”, {least} under “{low}”"),
        format!("{what}: {most} under “{high}”"),
        format!("{what}: {least} to {most}, by outcome"),
        format!("From {least} to {most}, by outcome"),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_in_tenths() {
        let told = [0.0, 0.0003, 0.049, 0.05, 0.14, 0.66, 0.95, 0.97, 1.0].map(|share: f64| {
            let hits = (share * 10_000.0) as usize;
            in_ten(share, hits, 10_000)
        });
        let wanted = ["never seen", "under 1 in 20", "under 1 in 20", "1 in 10", "1 in 10", "7 in 10", "9 in 10"];
        assert_eq!(told[..7], wanted);
        assert_eq!(told[7..], ["over 19 in 20", "in all"]);
    }

    /// Fault 12: an upper bound of 0.0149 was told as "below 1%", a lower one of 0.985 as "above 99%".
    #[test]
    fn regress_fault_12_ranges_are_rounded_outward() {
        assert_eq!(outward(0.494, 0.851), "49 to 86%");
        assert_eq!(outward(0.0, 0.0149), "at most 2%");
        assert_eq!(outward(0.985, 1.0), "at least 98%");
        assert_eq!(outward(0.0001, 0.0099), "at most 1%");
        assert_eq!(outward(0.0, 1.0), "from under 1 to over 99%");
        assert_eq!(outward(0.29, 0.57), "29 to 57%", "whole percents stay");
        assert_eq!(outward(0.4, 0.4), "40%");
    }

    #[test]
    fn titles_compare_tell_ties_and_single_outcomes() {
        let say = |value: f64| format!("{value:.0}%");
        let of = |values: &[(&str, f64)]| -> Vec<(String, f64)> {
            values.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
        };
        assert_eq!(
            compared("Dispute", &of(&[("weak", 10.0), ("solid", 34.0)]), say),
            "Dispute: 34% under “solid”, 10% under “weak”"
        );
        assert_eq!(
            compared("Dispute", &of(&[("weak", 10.1), ("solid", 10.2)]), say),
            "Dispute: 10% whatever the outcome"
        );
        assert_eq!(compared("Dispute", &of(&[("baseline", 10.0)]), say), "Dispute: 10%");
        assert_eq!(compared("Dispute", &of(&[("baseline", f64::NAN)]), say), "Dispute");
        let long = "an incumbent who is weakened by a long winter of strikes";
        assert_eq!(compared("Dispute", &of(&[(long, 3.0), ("solid", 1.0)]), say), "Dispute: 1% to 3%, by outcome");
    }

    #[test]
    fn the_first_short_candidate_is_the_title() {
        let long = "one two three four five six seven eight nine ten eleven".to_owned();
        assert_eq!(short([long.clone(), "short".into(), "last".into()]), "short");
        assert_eq!(short([long.clone(), long, "last".into()]), "last");
    }
}
