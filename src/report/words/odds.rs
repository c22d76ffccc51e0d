//! Odds in words, by a published lexicon.
//!
//! Takes a probability with the range that it may lie in, gives words that claim no more than the range allows. The word
//! is never printed alone: number, range and count of trials go with it.

use serde::{Deserialize, Serialize};

/// Sentence that goes with every report of odds.
pub(crate) const DISCLAIMER: &str =
    "Frequency within the model, given the scenario's assumptions; not an intelligence judgement.";

/// A word and the probabilities that it stands for, in percent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The word.
    pub words: String,
    /// Least probability, percent.
    pub low: f64,
    /// Greatest probability, percent.
    pub high: f64,
}

/// A list of words for odds, from the least to the most probable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lexicon {
    /// Where the words come from.
    pub source: String,
    /// The words. Terms may nest; the narrowest that is true is used.
    pub terms: Vec<Term>,
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::icd203()
    }
}

impl Lexicon {
    /// ICD 203 (Office of the Director of National Intelligence, 2015), first row, the default.
    ///
    /// Its first and last bands stop at 1% and 99%; here they go on to the ends, for want of any weaker or stronger
    /// word that would not claim certainty.
    pub(crate) fn icd203() -> Self {
        let terms = [
            ("almost no chance", 1.0, 5.0),
            ("very unlikely", 5.0, 20.0),
            ("unlikely", 20.0, 45.0),
            ("roughly even chance", 45.0, 55.0),
            ("likely", 55.0, 80.0),
            ("very likely", 80.0, 95.0),
            ("almost certain", 95.0, 99.0),
        ];
        Self::of("ICD 203", &terms)
    }

    /// IPCC guidance note on uncertainty (Mastrandrea and others, 2010).
    pub fn ipcc() -> Self {
        let terms = [
            ("extremely unlikely", 0.0, 5.0),
            ("very unlikely", 0.0, 10.0),
            ("unlikely", 0.0, 33.0),
            ("about as likely as not", 33.0, 66.0),
            ("likely", 66.0, 100.0),
            ("very likely", 90.0, 100.0),
            ("extremely likely", 95.0, 100.0),
            ("virtually certain", 99.0, 100.0),
        ];
        Self::of("IPCC", &terms)
    }

    fn of(source: &str, terms: &[(&str, f64, f64)]) -> Self {
        let term = |&(words, low, high): &(&str, f64, f64)| Term { words: words.to_owned(), low, high };
        Self { source: source.to_owned(), terms: terms.iter().map(term).collect() }
    }

    /// Words for a probability (a share, 0 to 1) that may lie from `low` to `high`: one where the whole
    /// range lies in one band, else those of both ends ("unlikely to roughly even chance").
    pub fn words(&self, low: f64, point: f64, high: f64) -> String {
        let (low, high) = (low.min(point), high.max(point));
        if let Some(word) = self.word(low, high) {
            return word.to_owned();
        }
        match (self.narrowest(low, low, true), self.narrowest(high, high, false)) {
            (Some(from), Some(to)) => format!("{} to {}", from.words, to.words),
            _ => "no word in the lexicon".to_owned(),
        }
    }

    /// The one word for probabilities from `low` to `high` (shares); `None` if they straddle bands.
    pub fn word(&self, low: f64, high: f64) -> Option<&str> {
        self.narrowest(low, high, false).map(|term| term.words.as_str())
    }

    /// The narrowest term that holds an interval. Where two bands meet, the later in the list if `upper`.
    fn narrowest(&self, low: f64, high: f64, upper: bool) -> Option<&Term> {
        let holds = |&(index, _): &(usize, &Term)| {
            let (least, most) = self.band(index);
            least <= low * 100.0 && high * 100.0 <= most
        };
        let rank = |&(index, term): &(usize, &Term)| {
            (term.high - term.low, if upper { -(index as f64) } else { index as f64 })
        };
        let holding = self.terms.iter().enumerate().filter(holds);
        let best = holding.min_by(|one, two| {
            let (one, two) = (rank(one), rank(two));
            one.0.total_cmp(&two.0).then(one.1.total_cmp(&two.1))
        });
        best.map(|(_, term)| term)
    }

    /// A term's band, the first and last of the list carried on to 0 and 100.
    fn band(&self, index: usize) -> (f64, f64) {
        let Term { low, high, .. } = self.terms[index];
        let low = if index == 0 { 0.0 } else { low };
        (low, if index + 1 == self.terms.len() { 100.0 } else { high })
    }

    /// The whole list, to be printed once per report.
    pub fn key(&self) -> String {
        let term = |term: &Term| format!("{} {}–{}%", term.words, term.low, term.high);
        let terms: Vec<String> = self.terms.iter().map(term).collect();
        format!("Words for odds ({}): {}", self.source, terms.join(" · "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icd_words_follow_the_whole_interval() {
        let icd = Lexicon::icd203();
        let cases = [
            (0.60, 0.71, 0.79, "likely"),
            (0.38, 0.44, 0.50, "unlikely to roughly even chance"),
            (0.15, 0.30, 0.60, "very unlikely to likely"),
            (0.20, 0.30, 0.45, "unlikely"), // both ends on the border: the whole interval is in one band
            (0.45, 0.45, 0.45, "roughly even chance"),
            (0.001, 0.004, 0.02, "almost no chance"),
            (0.96, 0.995, 0.9999, "almost certain"),
        ];
        for (low, point, high, words) in cases {
            assert_eq!(icd.words(low, point, high), words, "{low} {point} {high}");
        }
    }

    #[test]
    fn ipcc_words_are_the_narrowest_that_are_true() {
        let ipcc = Lexicon::ipcc();
        let cases = [
            (0.01, 0.02, 0.04, "extremely unlikely"),
            (0.03, 0.05, 0.09, "very unlikely"),
            (0.03, 0.08, 0.20, "unlikely"),
            (0.25, 0.30, 0.40, "unlikely to about as likely as not"),
            (0.70, 0.80, 0.97, "likely"),
            (0.992, 0.995, 0.999, "virtually certain"),
        ];
        for (low, point, high, words) in cases {
            assert_eq!(ipcc.words(low, point, high), words, "{low} {point} {high}");
        }
    }

    #[test]
    fn no_word_of_the_default_claims_certainty() {
        let icd = Lexicon::icd203();
        for step in 0..=1000 {
            let share = f64::from(step) / 1000.0;
            let words = icd.words(share, share, share);
            assert!(
                !words.contains("impossible") && words != "certain" && !words.contains("lexicon"),
                "{share}: {words}"
            );
        }
    }

    #[test]
    fn the_key_lists_every_word() {
        assert!(Lexicon::icd203().key().contains("unlikely 20–45% · roughly even chance 45–55%"));
    }
}
