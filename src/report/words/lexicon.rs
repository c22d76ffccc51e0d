//! A lexicon of odds that a user brings: read from TOML and checked, all faults at once.
//!
//! Takes a text, gives a [`Lexicon`] whose bands leave no gap, or what is wrong with it and where.

use super::odds::{Lexicon, Term};
use crate::base::text::is_invisible;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// Longest name or word, in characters.
const LONGEST: usize = 60;

/// What is wrong with a lexicon, one fault a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file} is not a lexicon of odds:{}", .faults.iter().map(|fault| format!("\n  {fault}")).collect::<String>())]
pub struct LexiconError {
    /// Name of the file.
    pub file: String,
    /// The faults, each with its line.
    pub faults: Vec<String>,
}

/// A lexicon as its file writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: Spanned<String>,
    #[serde(default)]
    band: Vec<Spanned<Band>>,
}

/// A band as its file writes it, in percent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Band {
    word: String,
    low: f64,
    high: f64,
}

impl Lexicon {
    /// Reads a lexicon: `name`, and from the least to the most probable a table `[[band]]` with `word`, `low` and
    /// `high` in percent. Bands may overlap or nest; the narrowest that is true is used.
    ///
    /// # Errors
    /// Every fault of the text, each with its line.
    pub fn read(file: &str, text: &str) -> Result<Self, LexiconError> {
        let wrong = |faults: Vec<String>| LexiconError { file: file.to_owned(), faults };
        let at = |place: Range<usize>| text[..place.start.min(text.len())].matches('\n').count() + 1;
        let written: Written = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, at);
            wrong(vec![format!("line {line}: {}", error.message())])
        })?;
        let mut faults = Vec::new();
        if let Some(fault) = word_fault(written.name.get_ref()) {
            faults.push(format!("line {}: the name {fault}", at(written.name.span())));
        }
        if written.band.len() < 2 {
            faults.push("it needs at least two [[band]] tables".into());
        }
        let mut before: Vec<&Band> = Vec::new();
        for band in &written.band {
            let found = band_faults(band.get_ref(), &before);
            faults.extend(found.into_iter().map(|fault| format!("line {}: {fault}", at(band.span()))));
            before.push(band.get_ref());
        }
        if !faults.is_empty() {
            return Err(wrong(faults));
        }
        let term = |band: Spanned<Band>| {
            let Band { word, low, high } = band.into_inner();
            Term { words: word, low, high }
        };
        Ok(Self { source: written.name.into_inner(), terms: written.band.into_iter().map(term).collect() })
    }
}

fn word_fault(word: &str) -> Option<String> {
    match word {
        "" => Some("is empty".into()),
        word if word.trim() != word => Some("starts or ends with a space".into()),
        word if word.chars().any(is_invisible) => Some("holds an invisible character".into()),
        word if word.chars().count() > LONGEST => Some(format!("has more than {LONGEST} characters")),
        _ => None,
    }
}

fn band_faults(band: &Band, before: &[&Band]) -> Vec<String> {
    let Band { word, low, high } = band;
    let mut faults: Vec<String> =
        word_fault(word).map(|fault| format!("the word `{word}` {fault}")).into_iter().collect();
    if !(0.0..=100.0).contains(low) || !(0.0..=100.0).contains(high) {
        faults.push(format!("`{word}`: {low} to {high} is not within 0 to 100 percent"));
    } else if low >= high {
        faults.push(format!("`{word}`: low = {low} is not below high = {high}"));
    }
    if before.iter().any(|other| other.word == *word) {
        faults.push(format!("`{word}` stands there twice"));
    }
    let reached = before.iter().map(|band| band.high).fold(f64::NAN, f64::max);
    if *low > reached {
        faults.push(format!("`{word}`: no word for {reached} to {low} percent"));
    }
    if before.last().is_some_and(|other| low + high < other.low + other.high) {
        faults.push(format!("`{word}` must stand before the band above it: from the least to the most probable"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "name = \"House\"\n\n[[band]]\nword = \"unlikely\"\nlow = 0\nhigh = 50\n\n\
                        [[band]]\nword = \"likely\"\nlow = 50.0\nhigh = 100\n";

    #[test]
    fn a_good_file_is_a_lexicon() {
        let house = Lexicon::read("house.toml", GOOD).expect("no fault");
        assert_eq!(house.key(), "Words for odds (House): unlikely 0–50% · likely 50–100%");
        assert_eq!(house.words(0.6, 0.7, 0.8), "likely");
        assert_eq!(house.words(0.4, 0.5, 0.6), "unlikely to likely");
    }

    #[test]
    fn faults_are_told_with_their_lines_all_at_once() {
        let cases = [
            (("high = 50\n", "high = 40\n"), "line 8: `likely`: no word for 40 to 50 percent"),
            (("low = 0\n", "low = 60\n"), "line 3: `unlikely`: low = 60 is not below high = 50"),
            (("high = 100", "high = 101"), "line 8: `likely`: 50 to 101 is not within 0 to 100 percent"),
            (("high = 100", "high = nan"), "line 8: `likely`: 50 to NaN is not within 0 to 100 percent"),
            (("\"likely\"", "\"unlikely\""), "line 8: `unlikely` stands there twice"),
            (("\"likely\"", "\"li\\u202Ekely\""), "holds an invisible character"),
            (("\"House\"", "\"\""), "line 1: the name is empty"),
            (("high = 100", "height = 100"), "line 11: unknown field `height`"),
            (("low = 0\n", ""), "missing field `low`"),
            (("\"House\"", "House"), "line 1:"),
        ];
        for ((from, to), told) in cases {
            assert!(GOOD.contains(from), "{from}");
            let said = Lexicon::read("house.toml", &GOOD.replace(from, to)).expect_err(to).to_string();
            assert!(said.starts_with("house.toml is not a lexicon of odds:") && said.contains(told), "{to}: {said}");
        }
        let two = GOOD.replace("high = 100", "high = 101").replace("\"House\"", "\" House\"");
        assert_eq!(Lexicon::read("house.toml", &two).expect_err("two faults").faults.len(), 2);
        assert!(
            Lexicon::read("house.toml", "name = \"x\"").expect_err("no bands").to_string().contains("two [[band]]")
        );
        let turned = GOOD.replace("low = 50.0\nhigh = 100", "low = 0\nhigh = 10");
        assert!(Lexicon::read("house.toml", &turned).expect_err("order").to_string().contains("must stand before"));
    }
}
