//! Titles of at most ten words.

/// Words of a title at most.
pub(crate) const WORDS: usize = 10;
/// Its characters at most.
const LETTERS: usize = 90;

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
