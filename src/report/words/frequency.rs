//! How often something happens, in words and numbers.
//!
//! Takes a share with what is known of it, gives a number of at most two digits, the range over the assumptions, and a
//! likelihood word. Word and range come from what is not known, the spread between draws; sampling error only limits how
//! many digits are shown. Terminal, brief and charts say it all by this one function.

use super::bound::limit;
use super::odds::Lexicon;
use crate::findings::{ChapterShare, EventShare, Spread};

/// A half interval of sampling, in shares, above which a percentage would claim more digits than are known.
const COARSE: f64 = 0.05;
/// A rounding error beyond the last digit must not round a bound outward.
const SLACK: f64 = 1e-9;

/// A share and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Known {
    pub(super) value: f64,
    low95: f64,
    high95: f64,
    spread: Option<Spread>,
    pub(super) hits: usize,
    pub(super) trials: usize,
}

impl From<&EventShare> for Known {
    fn from(share: &EventShare) -> Self {
        let EventShare { probability, low95, high95, spread, hits, trials, .. } = *share;
        Self { value: probability.value, low95, high95, spread: Some(spread), hits, trials }
    }
}

impl Known {
    /// A share that carries no error.
    pub(crate) fn exact(value: f64) -> Self {
        let hits = if value > 0.0 { 1 } else { 0 };
        let trials = if value < 1.0 { 2 } else { 1 };
        Self { value, low95: value, high95: value, spread: None, hits, trials }
    }
}

impl From<&ChapterShare> for Known {
    fn from(share: &ChapterShare) -> Self {
        let ChapterShare { probability, low95, high95, spread, hits, trials, .. } = *share;
        Self { value: probability.value, low95, high95, spread, hits, trials }
    }
}

/// How often something happens.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frequency {
    /// For a table: `71%`, `<1%`, `~20%` where no more digits are known, `never`, `always`.
    pub number: String,
    /// For a sentence: "about 7 in 10", "fewer than 1 in 100", "never", "always".
    pub often: String,
    /// The range over the assumptions in whole percent, rounded outward; `None` if they do not move it.
    pub range: Option<(u32, u32)>,
    /// Of never and always: how often it may come all the same, as "below 1.5% at 95%".
    pub bound: Option<String>,
    /// The likelihood word, as "unlikely to likely, depending on the assumptions"; `None` of never and always.
    pub word: Option<String>,
}

impl Frequency {
    /// The range for a sentence: "49 to 85%".
    pub(crate) fn range(&self) -> Option<String> {
        self.range.map(|(low, high)| span(low, high))
    }

    /// Both in one cell: `71% (49–85)`.
    pub(crate) fn in_cell(&self) -> String {
        self.span().map_or_else(|| self.number.clone(), |span| format!("{} ({span})", self.number))
    }

    /// The range for a table of percentages: `49–85`.
    pub(crate) fn span(&self) -> Option<String> {
        self.range.map(|(low, high)| format!("{low}–{high}"))
    }
}

/// How often something happens, in words and numbers.
pub(crate) fn frequency(lexicon: &Lexicon, share: impl Into<Known>) -> Frequency {
    let known = share.into();
    match known.certain() {
        Some(word) => Frequency {
            number: word.to_owned(),
            often: word.to_owned(),
            range: None,
            bound: Some(limit((known.low95, known.high95), known.hits)),
            word: None,
        },
        None => Frequency {
            number: known.number(),
            often: known.often(),
            range: known.ends().map(|(low, high)| whole(low, high)),
            bound: None,
            word: Some(known.word(lexicon)),
        },
    }
}

/// A range of shares in whole percent for a sentence, rounded outward: "49 to 85%", "at most 2%".
pub(crate) fn outward(low: f64, high: f64) -> String {
    let (least, most) = whole(low, high);
    span(least, most)
}

/// A range of whole percents; its ends are never told as 0 and 100%, which no finite count of histories shows.
fn span(least: u32, most: u32) -> String {
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

/// Draws below which the quantiles of 5 and 95% are the lowest and the highest draw.
const NINE_TENTHS: usize = 20;

/// What a range over so many draws holds, for a sentence: "in nine draws of ten".
pub(crate) fn within(draws: usize) -> String {
    match draws {
        1 => format!("in {}", band(draws)),
        2..NINE_TENTHS => format!("from {}", band(draws)),
        _ => "in nine draws of ten".to_owned(),
    }
}

/// The same for a chart: "5 to 95% of the draws".
pub(crate) fn band(draws: usize) -> String {
    match draws {
        1 => "the only draw".to_owned(),
        2..NINE_TENTHS => format!("the lowest to the highest of {draws} draws"),
        _ => "5 to 95% of the draws".to_owned(),
    }
}

/// Two ends of a range of shares in whole percent, rounded outward.
pub(crate) fn whole(low: f64, high: f64) -> (u32, u32) {
    let percent = |share: f64| share.clamp(0.0, 1.0) * 100.0;
    (libm::floor(percent(low) + SLACK) as u32, libm::ceil(percent(high) - SLACK) as u32)
}

impl Known {
    /// What came in no history, or in every one.
    fn certain(&self) -> Option<&'static str> {
        match self.hits {
            0 => Some("never"),
            hits if hits == self.trials => Some("always"),
            _ => None,
        }
    }

    /// How many squares of ten stand for it: none and all only below 1 in 20 and above 19.
    pub(crate) fn tenths(&self) -> usize {
        (self.value * 10.0).round().clamp(0.0, 10.0) as usize
    }

    /// Whether sampling leaves one digit at most.
    fn coarse(&self) -> bool {
        (self.high95 - self.low95) / 2.0 > COARSE
    }

    /// For a table: "71%", "<1%", "never".
    pub(crate) fn number(&self) -> String {
        let percent = self.value * 100.0;
        match self.coarse() {
            _ if let Some(word) = self.certain() => word.to_owned(),
            true if percent < 5.0 => "<10%".to_owned(),
            true if percent >= 95.0 => ">90%".to_owned(),
            true => format!("~{}0%", (percent / 10.0).round()),
            false if percent < 0.5 => "<1%".to_owned(),
            false if percent >= 99.5 => ">99%".to_owned(),
            false => format!("{}%", percent.round()),
        }
    }

    /// For a sentence: "about 7 in 10", "fewer than 1 in 100".
    fn often(&self) -> String {
        let told = self.in_ten();
        if told.starts_with(|first: char| first.is_ascii_digit()) { format!("about {told}") } else { told }
    }

    /// The same for a picture: "7 in 10", "fewer than 1 in 100", "never".
    pub(crate) fn in_ten(&self) -> String {
        let (tenths, hundredths) = (self.value * 10.0, self.value * 100.0);
        match (self.coarse(), self.value) {
            _ if let Some(word) = self.certain() => word.to_owned(),
            (true, value) if value < 0.05 => "fewer than 1 in 10".to_owned(),
            (true, value) if value >= 0.95 => "more than 9 in 10".to_owned(),
            (false, value) if value < 0.005 => "fewer than 1 in 100".to_owned(),
            (false, value) if value >= 0.995 => "more than 99 in 100".to_owned(),
            (false, value) if !(0.095..0.905).contains(&value) => format!("{} in 100", hundredths.round()),
            _ => format!("{} in 10", tenths.round()),
        }
    }

    /// The ends over the draws that differ, the share itself always within.
    fn ends(&self) -> Option<(f64, f64)> {
        let Spread { low90, high90, .. } = self.spread.filter(|spread| spread.low90 < spread.high90)?;
        Some((low90.min(self.value), high90.max(self.value)))
    }

    /// Without a spread the word follows the interval of sampling, for want of anything else that is not known.
    fn word(&self, lexicon: &Lexicon) -> String {
        let Some((low, high)) = self.ends() else {
            return lexicon.words(self.low95, self.value, self.high95);
        };
        match lexicon.word(low, high) {
            Some(word) => word.to_owned(),
            None => format!("{}, depending on the assumptions", lexicon.words(low, self.value, high)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(value: f64, [low90, high90]: [f64; 2]) -> Known {
        let spread = Some(Spread { low90, median: value, high90 });
        Known { value, low95: value - 0.01, high95: value + 0.01, spread, hits: 500, trials: 1000 }
    }

    fn told(known: Known) -> Frequency {
        frequency(&Lexicon::icd203(), known)
    }

    #[test]
    fn a_range_over_few_draws_is_said_to_hold_all_of_them() {
        assert_eq!(within(19), "from the lowest to the highest of 19 draws");
        assert_eq!(band(19), "the lowest to the highest of 19 draws");
        assert_eq!((within(1).as_str(), band(1).as_str()), ("in the only draw", "the only draw"));
        assert_eq!((within(20).as_str(), band(20).as_str()), ("in nine draws of ten", "5 to 95% of the draws"));
    }

    #[test]
    fn the_word_follows_the_spread_and_says_where_it_straddles_bands() {
        let cases = [
            (0.68, [0.58, 0.78], "likely"),
            (0.68, [0.49, 0.85], "roughly even chance to very likely, depending on the assumptions"),
            (0.30, [0.21, 0.75], "unlikely to likely, depending on the assumptions"),
            (0.03, [0.0, 0.04], "almost no chance"),
            (0.03, [0.0, 0.02], "almost no chance"), // the share itself lies outside: within by the rule
            (0.68, [0.68, 0.68], "likely"),
        ];
        for (value, spread, word) in cases {
            assert_eq!(told(known(value, spread)).word.as_deref(), Some(word), "{value} {spread:?}");
        }
        let few = Known { low95: 0.3, high95: 0.9, ..known(0.68, [0.68, 0.68]) };
        assert_eq!(told(few).word.as_deref(), Some("unlikely to very likely"));
    }

    #[test]
    fn numbers_have_two_digits_at_most() {
        let cases = [
            (0.714, "71%", "about 7 in 10"),
            (0.0149, "1%", "about 1 in 100"),
            (0.004, "<1%", "fewer than 1 in 100"),
            (0.0304, "3%", "about 3 in 100"),
            (0.096, "10%", "about 1 in 10"),
            (0.93, "93%", "about 93 in 100"),
            (0.996, ">99%", "more than 99 in 100"),
        ];
        for (value, number, often) in cases {
            let found = told(known(value, [value, value]));
            assert_eq!((found.number.as_str(), found.often.as_str(), found.range), (number, often, None));
        }
        let coarse = |value| told(Known { low95: 0.0, high95: 0.3, ..known(value, [0.0, 1.0]) });
        let cases = [(0.17, "~20%", "about 2 in 10"), (0.03, "<10%", "fewer than 1 in 10")];
        for (value, number, often) in cases {
            assert_eq!((coarse(value).number.as_str(), coarse(value).often.as_str()), (number, often));
        }
        assert_eq!(coarse(0.97).number, ">90%");
    }

    /// Fault 12 and its kin: a bound of 0.0149 was told as below 1%, and 2% to 2% as a range.
    #[test]
    fn regress_bounds_are_rounded_outward() {
        let cases = [
            ([0.004, 0.0149], "at most 2%"),
            ([0.0201, 0.0209], "2 to 3%"),
            ([0.07, 0.29], "7 to 29%"), // 0.07 × 100 and 0.29 × 100 are not whole in floating point
            ([0.1024, 0.526], "10 to 53%"),
            ([0.49, 1.0], "at least 49%"),
        ];
        for ([low, high], range) in cases {
            assert_eq!(told(known((low + high) / 2.0, [low, high])).range().as_deref(), Some(range));
        }
        assert_eq!(told(known(0.02, [0.02, 0.02])).range(), None);
        assert_eq!(told(known(0.4, [0.1, 0.5])).span().as_deref(), Some("10–50"));
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
    fn squares_follow_tenths() {
        let squares =
            [0.0, 0.0003, 0.049, 0.05, 0.14, 0.66, 0.97, 1.0].map(|share| known(share, [share, share]).tenths());
        assert_eq!(squares, [0, 0, 0, 1, 1, 7, 10, 10]);
    }

    #[test]
    fn what_never_or_always_happened_is_told_so() {
        for (hits, word) in [(0, "never"), (1000, "always")] {
            let found = told(Known { hits, ..known(hits as f64 / 1000.0, [0.0, 1.0]) });
            assert_eq!((found.number.as_str(), found.often.as_str()), (word, word));
            assert_eq!((found.range, found.word), (None, None));
        }
    }
}
