//! A state of the game in words: `confrontation=detente, mandate=solid, dispute=yes, government=successor` (§1).
//!
//! Takes such a list, gives a [`NegotiationState`], or what is wrong with which part of the list. What it does not name is as at
//! the start: each ladder at its start level, no dispute, the incumbent. A name that holds a comma or an equals sign
//! stands in quotes.

use crate::scenario::parts::state::NegotiationState;
use std::fmt;
use std::ops::Range;

use crate::base::text::shown;
use crate::scenario::parts::ladders::{Ladder, Ladders};
use crate::scenario::parts::scenario::Scenario;
use crate::scenario::phrase::wrong::{Wrong, trimmed, unquoted};
use crate::scenario::text::nearest::advice;

const DISPUTE: &str = "dispute";
const GOVERNMENT: &str = "government";

/// A state that cannot be understood: which part, why, and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateError {
    text: String,
    wrong: Wrong,
}

impl fmt::Display for StateError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Wrong { part, message, help, .. } = &self.wrong;
        write!(out, "{message}")?;
        let whole = trimmed(&self.text, 0..self.text.len());
        if *part != whole && !part.is_empty() {
            let before = self.text[..part.start].chars().count();
            write!(out, ", at character {} of `{}`", before + 1, shown(&self.text))?;
        }
        if help.is_empty() { Ok(()) } else { write!(out, ": {help}") }
    }
}

impl std::error::Error for StateError {}

/// The state that a list names in a scenario.
///
/// # Errors
/// If a part of the list is no `KEY=VALUE`, names no key, level or government, or names a key again. The message names
/// the part, what is allowed there, and the nearest valid name.
pub fn negotiation_state(scenario: &Scenario, text: &str) -> Result<NegotiationState, StateError> {
    parse(text, &scenario.ladders, &scenario.governments).map_err(|wrong| StateError { text: text.to_owned(), wrong })
}

/// The state that a list names; an empty list names the start.
pub(crate) fn parse(text: &str, ladders: &Ladders, governments: &[String]) -> Result<NegotiationState, Wrong> {
    let mut state =
        NegotiationState { levels: ladders.all().map(|ladder| ladder.start).collect(), dispute: false, government: 0 };
    let mut named: Vec<&str> = Vec::new();
    for entry in entries(text) {
        let (key, value) = pair(text, entry)?;
        let name = &text[key.clone()];
        if named.contains(&name) {
            let message = format!("`{}` is named twice", shown(name));
            return Err(Wrong { absent_from: None, part: key, message, help: "name each key once".to_owned() });
        }
        named.push(name);
        set(&mut state, text, key, value, ladders, governments)?;
    }
    Ok(state)
}

/// The entries of the list, split at commas outside quotes; none if there is nothing but space.
fn entries(text: &str) -> Vec<Range<usize>> {
    let mut ends: Vec<usize> = outside_quotes(text, ',').collect();
    ends.push(text.len());
    let mut start = 0;
    let mut entries = Vec::new();
    for end in ends {
        entries.push(trimmed(text, start..end));
        start = end + 1;
    }
    if entries.len() == 1 && entries[0].is_empty() { Vec::new() } else { entries }
}

/// Where a character stands outside quotes.
fn outside_quotes(text: &str, sought: char) -> impl Iterator<Item = usize> {
    let mut quote = None;
    text.char_indices().filter_map(move |(at, c)| {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' => quote = Some(c),
            _ => {}
        }
        (quote.is_none() && c == sought).then_some(at)
    })
}

fn pair(text: &str, entry: Range<usize>) -> Result<(Range<usize>, Range<usize>), Wrong> {
    let written = &text[entry.clone()];
    match outside_quotes(written, '=').next() {
        Some(at) => {
            let sign = entry.start + at;
            Ok((trimmed(text, entry.start..sign), trimmed(text, sign + 1..entry.end)))
        }
        None => Err(Wrong {
            absent_from: None,
            part: entry,
            message: if written.is_empty() {
                "nothing stands between two commas, or beside one".to_owned()
            } else {
                format!("`{}` is not KEY=VALUE", shown(written))
            },
            help: "write a list such as confrontation=LEVEL, dispute=yes".to_owned(),
        }),
    }
}

fn set(
    state: &mut NegotiationState,
    text: &str,
    key: Range<usize>,
    value: Range<usize>,
    ladders: &Ladders,
    governments: &[String],
) -> Result<(), Wrong> {
    let (name, written) = (&text[key.clone()], unquoted(&text[value.clone()]));
    if let Some((axis, ladder)) = ladders.all().enumerate().find(|(_, ladder)| ladder.name == name) {
        let what = format!("level `{}` of the {}", shown(written), ladder.name);
        state.levels[axis] = position(written, &ladder.levels, value, &what)?;
        return Ok(());
    }
    match name {
        DISPUTE => state.dispute = yes_or_no(written, value)?,
        GOVERNMENT => {
            state.government = position(written, governments, value, &format!("government `{}`", shown(written)))
                .map_err(|wrong| Wrong { absent_from: Some(GOVERNMENT), ..wrong })?;
        }
        _ => return Err(unknown(key, name, ladders)),
    }
    Ok(())
}

fn position(name: &str, known: &[String], part: Range<usize>, what: &str) -> Result<usize, Wrong> {
    known.iter().position(|candidate| candidate == name).ok_or_else(|| Wrong {
        absent_from: None,
        part,
        message: format!("there is no {what}"),
        help: advice(name, known.iter().map(String::as_str)),
    })
}

fn yes_or_no(written: &str, part: Range<usize>) -> Result<bool, Wrong> {
    match written {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(Wrong {
            absent_from: None,
            part,
            message: format!("`{}` does not say whether a dispute runs", shown(written)),
            help: "write dispute=yes or dispute=no".to_owned(),
        }),
    }
}

fn unknown(part: Range<usize>, name: &str, ladders: &Ladders) -> Wrong {
    let ladders = ladders.all().map(|ladder: &Ladder| ladder.name.as_str());
    let keys: Vec<&str> = ladders.chain([DISPUTE, GOVERNMENT]).collect();
    Wrong {
        absent_from: None,
        part,
        message: format!("`{}` is not part of a state", shown(name)),
        help: advice(name, keys),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::{Ladder, Ladders};
    use super::{NegotiationState, StateError, parse};

    fn ladder(name: &str, levels: &[&str], start: usize) -> Ladder {
        let levels: Vec<String> = levels.iter().map(ToString::to_string).collect();
        let numbers = (0..levels.len()).map(|level| level as f64 / 10.0).collect();
        Ladder { name: name.to_owned(), levels, numbers, start }
    }

    fn ladders() -> Ladders {
        Ladders {
            exogenous: vec![
                ladder("confrontation", &["detente", "strained", "crisis"], 1),
                ladder("mandate", &["weak", "solid"], 0),
            ],
            opening: ladder("opening", &["cold", "engaged"], 1),
            integration: ladder("integration", &["union treaty", "one market, a = b"], 0),
        }
    }

    fn read(text: &str) -> Result<NegotiationState, super::Wrong> {
        parse(text, &ladders(), &["incumbent".to_owned(), "successor".to_owned()])
    }

    #[test]
    fn what_is_not_named_is_as_at_the_start() {
        let start = NegotiationState { levels: vec![1, 0, 1, 0], dispute: false, government: 0 };
        assert_eq!(read(""), Ok(start.clone()));
        assert_eq!(read("  "), Ok(start.clone()));
        assert_eq!(read("confrontation=crisis"), Ok(NegotiationState { levels: vec![2, 0, 1, 0], ..start.clone() }));
        assert_eq!(read("dispute = no"), Ok(start));
    }

    #[test]
    fn every_part_may_be_named_in_any_order_and_in_quotes() {
        let text = "government=\"successor\", dispute=yes,integration=\"one market, a = b\" , opening = cold, \
                    mandate=solid, confrontation=detente";
        assert_eq!(read(text), Ok(NegotiationState { levels: vec![0, 1, 0, 1], dispute: true, government: 1 }));
    }

    #[test]
    fn a_bad_part_is_shown_with_what_is_allowed() {
        for (text, part, message, help) in [
            ("confrontation=detent", "detent", "no level `detent`", "did you mean `detente`?"),
            ("mandate=solid, opening=zzz", "zzz", "no level `zzz`", "`cold`, `engaged`"),
            ("confontation=crisis", "confontation", "not part of a state", "did you mean `confrontation`?"),
            ("government=sucessor", "sucessor", "no government", "did you mean `successor`?"),
            ("dispute=maybe", "maybe", "whether a dispute runs", "dispute=yes or dispute=no"),
            ("mandate=weak, mandate=weak", "mandate", "named twice", "once"),
            ("mandate", "mandate", "not KEY=VALUE", "confrontation=LEVEL"),
            ("mandate=weak,", "", "nothing stands", "write a list"),
            ("mandate=weak,,dispute=no", "", "nothing stands", "write a list"),
            ("mandate=", "", "no level ``", "`weak`, `solid`"),
            ("=weak", "", "`` is not part of a state", "`confrontation`"),
            ("mandate=\"weak", "\"weak", "no level `\"weak`", "did you mean `weak`?"),
        ] {
            let wrong = read(text).unwrap_err();
            assert_eq!(&text[wrong.part.clone()], part, "{text}: {wrong:?}");
            assert!(wrong.message.contains(message), "{text}: {wrong:?}");
            assert!(wrong.help.contains(help), "{text}: {wrong:?}");
        }
    }

    #[test]
    fn the_second_of_two_is_the_one_that_is_shown() {
        assert_eq!(read("mandate=weak, mandate=weak").unwrap_err().part, 14..21);
    }

    #[test]
    fn the_message_says_which_part_of_the_list_is_meant() {
        let text = "mandate=solid, opening=engagd";
        let said = StateError { text: text.to_owned(), wrong: read(text).unwrap_err() }.to_string();
        assert_eq!(
            said,
            "there is no level `engagd` of the opening, at character 24 of `mandate=solid, opening=engagd`: did you \
             mean `engaged`?"
        );
    }
}
