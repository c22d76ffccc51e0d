//! Odds in words, by a published lexicon.
//!
//! Takes a probability with its 95% interval, gives words that claim no more than the interval allows. The word is
//! never printed alone: number, interval and count of trials go with it.

use crate::findings::ChapterShare;
use crate::report::chart::words::{count, percent};
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

    /// Words for a probability (a share, 0 to 1) whose 95% interval goes from `low` to `high`: one where the whole
    /// interval lies in one band, else those of both ends ("unlikely to roughly even chance").
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

/// A chapter's share as number, word, interval and count of histories: "71% (likely; 95% interval 66% to 75%;
/// 50,000 histories)".
pub(crate) fn share(lexicon: &Lexicon, share: &ChapterShare) -> String {
    match words(lexicon, share) {
        None => short(share),
        Some(words) => {
            let histories = count(share.trials);
            format!("{} ({words}; 95% interval {}; {histories} histories)", short(share), interval(share))
        }
    }
}

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

/// A chapter's share in words alone; `None` if it was never or always seen.
pub(crate) fn words(lexicon: &Lexicon, share: &ChapterShare) -> Option<String> {
    let some = share.hits > 0 && share.hits < share.trials;
    some.then(|| lexicon.words(share.low95, share.probability.value, share.high95))
}

/// The 95% interval of a chapter's share: "66% to 75%"; of what was never or always seen "below 1.5% at 95%". Such
/// bounds, and an interval that lies within 0.1 points of 0 or 100, have two digits and are rounded outward.
pub(crate) fn interval(share: &ChapterShare) -> String {
    let (low, high) = (share.low95, share.high95);
    match share.hits {
        0 => format!("below {} at 95%", bound(high, End::Upper)),
        hits if hits == share.trials => format!("above {} at 95%", bound(low, End::Lower)),
        _ if percent(low) == percent(high) && percent(low).starts_with(['<', '>']) => {
            format!("{} to {}", bound(low, End::Lower), bound(high, End::Upper))
        }
        _ => format!("{} to {}", percent(low), percent(high)),
    }
}

/// An end of an interval.
#[derive(Clone, Copy)]
enum End {
    Lower,
    Upper,
}

/// A bound in percent to two digits of what tells it from 0 or 100, rounded so that it still holds.
fn bound(share: f64, end: End) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Estimate;

    fn chapter(value: f64, low95: f64, high95: f64, hits: usize, trials: usize) -> ChapterShare {
        let probability = Estimate { value, standard_error: None };
        ChapterShare { branch: "b".into(), chapter: "c".into(), probability, low95, high95, spread: None, hits, trials }
    }

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
    fn shares_carry_number_word_interval_and_count() {
        let icd = Lexicon::icd203();
        let cases = [
            (chapter(0.71, 0.66, 0.75, 35_500, 50_000), "71% (likely; 95% interval 66% to 75%; 50,000 histories)"),
            (chapter(0.0, 0.0, 0.00006, 0, 50_000), "not seen in 50,000 histories (below 0.006% at 95%)"),
            (chapter(1.0, 0.99, 1.0, 300, 300), "in every one of 300 histories (above 99% at 95%)"),
            (chapter(0.004, 0.0, 0.01, 4, 1000), "0.4% (almost no chance; 95% interval <0.1% to 1%; 1,000 histories)"),
        ];
        for (share_of, text) in cases {
            assert_eq!(share(&icd, &share_of), text);
        }
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

    #[test]
    fn the_key_lists_every_word() {
        assert!(Lexicon::icd203().key().contains("unlikely 20–45% · roughly even chance 45–55%"));
    }
}
