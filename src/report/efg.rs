//! One quarter's negotiation as a game file of Gambit (`.efg`), to be solved there (§4, §7).
//!
//! Takes a [`QuarterGame`], gives the text. Gambit has one precision for all players and the model one for each side:
//! the payoffs written are those of the model, each side's times its own precision, so that Gambit's λ = 1 is the
//! model's choice. Each offer has information sets of its own, the ways to no agreement have not: the client's
//! stance is one information set for all the ways of getting there, and so is the patron's answer to each stance, since
//! a Markov strategy may not depend on what no payoff depends on. Separate sets would have the same choices.

use crate::findings::quarter::{OfferEnd, QuarterGame, StanceEnds};
use crate::findings::solution::Sides;
use std::fmt::Write;

/// How every such file begins.
pub(crate) const BEGINNING: &str = "EFG 2 R ";

const CLIENT: usize = 1;
const PATRON: usize = 2;

/// Information sets of the client: proposal, stance, then its answers offer by offer.
const PROPOSAL: usize = 1;
const STANCE: usize = 2;
/// Information sets of the patron: proposal, answer to either stance, then its answers offer by offer.
const AFTER_NEUTRAL: usize = 2;
const AFTER_HEDGE: usize = 3;
/// Number of either side's first answer to an offer, less one.
const ANSWERS: [usize; 2] = [STANCE, AFTER_HEDGE];

/// The quarter in Gambit's format.
pub(crate) fn efg(quarter: &QuarterGame) -> String {
    let mut text = String::new();
    let title = format!("{}: one quarter, at {}", quarter.scenario, state(quarter));
    let _ = writeln!(text, "{BEGINNING}{} {{ {} {} }}", quoted(&title), quoted("client"), quoted("patron"));
    let _ = writeln!(text, "{}\n", quoted(&comment(quarter)));
    let mut tree = Tree { quarter, text, chances: Vec::new(), ends: 0 };
    tree.talks();
    tree.text
}

fn state(quarter: &QuarterGame) -> String {
    let levels = quarter.levels.iter().map(|(ladder, level)| format!("{ladder} {level}"));
    let dispute = if quarter.dispute { "in dispute" } else { "no dispute" };
    levels.chain([dispute.to_owned(), format!("government {}", quarter.government)]).collect::<Vec<_>>().join(", ")
}

fn comment(quarter: &QuarterGame) -> String {
    format!(
        "Client: {}; patron: {}. Payoffs are expected discounted payoffs from this quarter on (pp-years), with the \
         model's certified equilibrium to follow, each side's multiplied by its own logit precision (client {}, patron \
         {}): a logit agent quantal response equilibrium with lambda = 1 is the model's. After no agreement nobody \
         tells how it came about: nothing depends on it.",
        quarter.names.client, quarter.names.patron, quarter.precision.client, quarter.precision.patron
    )
}

/// The tree as it is written, node by node, each before its children.
struct Tree<'a> {
    quarter: &'a QuarterGame,
    text: String,
    /// Names of the draws of chance so far, in the order of their information sets.
    chances: Vec<String>,
    ends: usize,
}

impl Tree<'_> {
    fn talks(&mut self) {
        let talks = self.quarter.talks;
        self.chance("talks", ["held", "not held"], talks, [Self::proposer, Self::no_agreement]);
    }

    fn proposer(&mut self) {
        let power = self.quarter.proposal_power;
        let [client, patron]: [fn(&mut Self); 2] = [|tree| tree.proposal(CLIENT), |tree| tree.proposal(PATRON)];
        self.chance("proposer", ["client", "patron"], power, [client, patron]);
    }

    fn proposal(&mut self, proposer: usize) {
        let responder = CLIENT + PATRON - proposer;
        let quarter = self.quarter;
        let offers: Vec<String> =
            quarter.offers.iter().enumerate().map(|(number, offer)| named(number, offer)).collect();
        self.decision(proposer, PROPOSAL, "proposal", &offers);
        for (number, (offer, called)) in quarter.offers.iter().zip(&offers).enumerate() {
            let set = ANSWERS[responder - 1] + 1 + number;
            let name = format!("answer to {called}");
            self.decision(responder, set, &name, &["accept".to_owned(), "reject".to_owned()]);
            self.end(&format!("{called} signed"), offer.payoff);
            self.no_agreement();
        }
    }

    fn no_agreement(&mut self) {
        self.decision(CLIENT, STANCE, "stance", &["neutral".to_owned(), "hedge".to_owned()]);
        let neutral: [fn(&mut Self); 2] = [
            |tree| tree.goes_on("neutral", tree.quarter.neutral),
            |tree| tree.answer_to_stance(AFTER_NEUTRAL, "neutral", tree.quarter.neutral),
        ];
        let hedge: [fn(&mut Self); 2] = [
            |tree| tree.goes_on("hedge", tree.quarter.hedge),
            |tree| tree.answer_to_stance(AFTER_HEDGE, "hedge", tree.quarter.hedge),
        ];
        for (stance, then) in [("neutral", neutral), ("hedge", hedge)] {
            let name = format!("pressure after {stance}");
            self.chance(&name, ["goes on", "may end"], self.quarter.pressure_goes_on, then);
        }
    }

    /// In dispute pressure may go on by itself: the patron is not asked.
    fn goes_on(&mut self, stance: &str, StanceEnds { pressed, .. }: StanceEnds) {
        self.end(&format!("{stance}, pressure goes on"), pressed);
    }

    fn answer_to_stance(&mut self, set: usize, stance: &str, StanceEnds { tolerated, pressed }: StanceEnds) {
        let answers = ["tolerate".to_owned(), "pressure".to_owned()];
        self.decision(PATRON, set, &format!("answer to {stance}"), &answers);
        self.end(&format!("{stance}, tolerated"), tolerated);
        self.end(&format!("{stance}, pressure"), pressed);
    }

    /// A draw of nature, one information set for all of the same name. What cannot happen is left out: Gambit's payoffs
    /// there would be 0/0.
    fn chance(&mut self, name: &str, ways: [&str; 2], first: f64, then: [fn(&mut Self); 2]) {
        let probabilities = decimals(first);
        let possible: Vec<usize> = (0..2).filter(|&way| [first, 1.0 - first][way] > 0.0).collect();
        if let [certain] = possible[..] {
            return then[certain](self);
        }
        let known = self.chances.iter().position(|known| known == name);
        let set = 1 + known.unwrap_or_else(|| {
            self.chances.push(name.to_owned());
            self.chances.len() - 1
        });
        let ways = possible.iter().map(|&way| format!("{} {}", quoted(ways[way]), probabilities[way]));
        let ways = ways.collect::<Vec<_>>().join(" ");
        let _ = writeln!(self.text, "c \"\" {set} {} {{ {ways} }} 0", quoted(name));
        for way in possible {
            then[way](self);
        }
    }

    fn decision(&mut self, player: usize, set: usize, name: &str, actions: &[String]) {
        let actions = actions.iter().map(|action| quoted(action)).collect::<Vec<_>>().join(" ");
        let _ = writeln!(self.text, "p \"\" {player} {set} {} {{ {actions} }} 0", quoted(name));
    }

    fn end(&mut self, name: &str, payoff: Sides) {
        self.ends += 1;
        let precision = self.quarter.precision;
        let [client, patron] = [payoff.client * precision.client, payoff.patron * precision.patron];
        let _ = writeln!(self.text, "t \"\" {} {} {{ {client:.16e}, {patron:.16e} }}", self.ends, quoted(name));
    }
}

/// What an offer is called: its name and subsidy, and its number on the menu where Gambit would not take the name as it is.
fn named(number: usize, offer: &OfferEnd) -> String {
    let name = plain(&offer.offer);
    let number = if name == offer.offer { String::new() } else { format!("offer {}: ", number + 1) };
    format!("{number}{name} at {}", offer.subsidy)
}

/// A label that Gambit takes: printable ASCII, single spaces, none at the ends. It reads a backslash in its own way.
fn plain(text: &str) -> String {
    let ascii: String =
        text.chars().map(|c| if c == ' ' || (c.is_ascii_graphic() && c != '\\') { c } else { '?' }).collect();
    ascii.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A probability and the rest to 1 as decimals of 17 places whose sum is exactly 1: Gambit reads them as fractions.
fn decimals(probability: f64) -> [String; 2] {
    const PLACES: usize = 17;
    const ONE: u64 = 10_u64.pow(PLACES as u32);
    // The digits of the shortest decimal that means this number, as the scenario writes it.
    let written = format!("{probability}");
    let (whole, places) = written.split_once('.').unwrap_or((&written, ""));
    let digits = places.chars().chain(std::iter::repeat('0')).take(PLACES);
    let first = whole.chars().chain(digits).filter_map(|digit| digit.to_digit(10));
    let first = first.fold(0, |number: u64, digit| number * 10 + u64::from(digit)).min(ONE);
    [first, ONE - first].map(|share| format!("{}.{:017}", share / ONE, share % ONE))
}

/// A text in quotes, as Gambit reads it: it takes ASCII only.
fn quoted(text: &str) -> String {
    format!("\"{}\"", plain(text).replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::{decimals, plain, quoted};

    #[test]
    fn the_two_ways_of_chance_sum_to_one() {
        assert_eq!(decimals(0.7), ["0.70000000000000000", "0.30000000000000000"]);
        assert_eq!(decimals(0.35), ["0.35000000000000000", "0.65000000000000000"]);
        assert_eq!(decimals(0.0), ["0.00000000000000000", "1.00000000000000000"]);
        assert_eq!(decimals(1.0), ["1.00000000000000000", "0.00000000000000000"]);
        for share in [0.65, 1.0 / 3.0, 0.1 + 0.2, 1e-9] {
            let digits = decimals(share).map(|text| text.replace('.', "").parse::<u64>().unwrap_or_default());
            assert_eq!(digits[0] + digits[1], 100_000_000_000_000_000, "{share}");
            assert!((digits[0] as f64 / 1e17 - share).abs() < 1e-16, "{share}");
        }
    }

    #[test]
    fn labels_are_plain() {
        assert_eq!(plain("grand deal (2), \"old\""), "grand deal (2), \"old\"");
        assert_eq!(plain("Großer  Handel\u{a0} \\"), "Gro?er Handel? ?");
    }

    #[test]
    fn quotes_within_names_do_not_end_them() {
        assert_eq!(quoted("the \"old\" deal"), "\"the \\\"old\\\" deal\"");
    }
}
