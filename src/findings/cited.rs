//! The sources that a scenario cites: those that its grounds and claims name by their ids.
//!
//! Takes the grounds of every number, what claims say and the table of sources; gives the sources cited, and the ids cited
//! that the table does not have. What is an id? A word that the table has, or one like those that it has: the same letter, then digits.
//! Without a table: a capital letter and digits in round brackets.

use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The sources that a scenario cites.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cited {
    /// Ids with their texts, in the order of the table.
    pub sources: Vec<(String, String)>,
    /// Ids that the table does not have, in order of the alphabet.
    pub missing: Vec<String>,
}

impl Cited {
    /// Of a scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let grounds = scenario.assumptions.iter().map(|row| row.note.as_str());
        let grounds: Vec<&str> = grounds.chain(scenario.claims.iter().map(|claim| claim.says.as_str())).collect();
        Self::of(&scenario.colophon.sources, &grounds)
    }

    fn of(table: &[(String, String)], grounds: &[&str]) -> Self {
        if table.is_empty() {
            let cited: BTreeSet<String> = grounds.iter().flat_map(|text| bracketed(text)).collect();
            return Self { sources: Vec::new(), missing: cited.into_iter().collect() };
        }
        let words = || grounds.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let known = |word: &str| table.iter().any(|(id, _)| id == word);
        let alike = |word: &str| table.iter().any(|(id, _)| numbered(id).is_some() && numbered(id) == numbered(word));
        let cited: BTreeSet<&str> = words().filter(|word| known(word) || alike(word)).collect();
        Self {
            sources: table.iter().filter(|(id, _)| cited.contains(id.as_str())).cloned().collect(),
            missing: cited.iter().filter(|word| !known(word)).map(|word| (*word).to_owned()).collect(),
        }
    }
}

/// What looks like an id in the round brackets of a text: "(S1, S2)", and not "(2020-Q3)".
fn bracketed(text: &str) -> Vec<String> {
    let inside = text.split('(').skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
    let words = inside.flat_map(|inside| inside.split(|c: char| !c.is_alphanumeric() && c != '-'));
    words.filter(|word| numbered(word).is_some()).map(str::to_owned).collect()
}

/// The letter of an id that is one letter and a number.
fn numbered(id: &str) -> Option<char> {
    let mut letters = id.chars();
    let first = letters.next().filter(|letter| letter.is_uppercase())?;
    let rest = letters.as_str();
    (!rest.is_empty() && rest.bytes().all(|digit| digit.is_ascii_digit())).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::Cited;

    #[test]
    fn sources_cited_are_written_out_and_those_not_defined_are_named() {
        let table: Vec<(String, String)> =
            [("S1", "one"), ("S2", "two"), ("IMF", "three")].map(|(id, text)| (id.into(), text.into())).into();
        let found = Cited::of(&table, &["judgement; as in (S2, S9)", "IMF, 2020-Q3; T4", "S12a"]);
        assert_eq!(found.sources, [("S2".into(), "two".into()), ("IMF".into(), "three".into())]);
        assert_eq!(found.missing, ["S9"], "2020-Q3 and T4 are like no id of the table");
        assert_eq!(Cited::of(&[], &["S1"]), Cited::default());
        let found = Cited::of(&[], &["judgement (S9, as in 2020; S1)", "judgement (2020-Q3); (S1)", "convention"]);
        assert_eq!((found.sources, found.missing), (Vec::new(), vec!["S1".into(), "S9".into()]));
    }
}
