//! A decision taken apart, and its break-even values, as text for people.
//!
//! Takes a [`Decision`] and [`BreakEvens`], gives text.

use super::chart::words::{decimals, number, percent};
use crate::findings::breakeven::{BreakEven, BreakEvens};
use crate::findings::decision::{Account, ClientTerms, Deal, Decision, FamilyAccount, PatronTerms};
use std::fmt::Write;

/// Width of a column of numbers.
const COLUMN: usize = 18;

/// What each side weighs, and what would have to change.
pub fn text(decision: &Decision, break_even: Option<&BreakEvens>) -> String {
    let mut text = heading(decision);
    text.push_str(&stances(decision));
    for family in &decision.families {
        text.push_str(&offer(decision, family));
    }
    text.push_str(&menu(decision));
    if let Some(break_even) = break_even {
        text.push_str(&break_evens(break_even));
    }
    text
}

fn heading(decision: &Decision) -> String {
    let levels: Vec<String> = decision.state.levels.iter().map(|(ladder, level)| format!("{ladder} {level}")).collect();
    let dispute = if decision.state.dispute { "in dispute" } else { "no dispute" };
    let certified = if decision.certificate.certified { "certified" } else { "NOT CERTIFIED" };
    format!(
        "{}, {}, {dispute}; government: {}; central values; {certified}\n\
         Talks {}; {} proposes in {} of them; no agreement {}.\n\
         Terms in pp/yr; this quarter, continuation and value in pp-years.\n",
        decision.scenario,
        levels.join(", "),
        decision.government,
        percent(decision.talks),
        decision.client,
        percent(decision.client_proposes),
        percent(decision.state.no_agreement_probability)
    )
}

/// Terms with their names.
type Named = Vec<(&'static str, f64)>;

/// A column of a table: its head, and the accounts of both sides.
struct Column<'a> {
    head: String,
    client: &'a Account<ClientTerms>,
    patron: &'a Account<PatronTerms>,
}

fn stances(decision: &Decision) -> String {
    let columns: Vec<Column> = decision
        .stances
        .iter()
        .map(|stance| Column {
            head: if stance.hedging { "hedging".into() } else { "neutral".into() },
            client: &stance.client,
            patron: &stance.patron,
        })
        .collect();
    let mut text = "\nWithout agreement\n".to_owned();
    text.push_str(&accounts(decision, &columns));
    let shares = |number: &dyn Fn(usize) -> f64| {
        (0..columns.len()).map(|at| format!("{:>COLUMN$}", percent(number(at)))).collect::<String>()
    };
    let _ = writeln!(text, "  {:24}{}", "chosen", shares(&|at| decision.stances[at].probability));
    if let Some(goes_on) = decision.state.pressure_goes_on {
        let _ = writeln!(text, "  {:24}{}", "pressure goes on", shares(&|_| goes_on));
    }
    let _ = writeln!(text, "  {:24}{}", "answered by pressure", shares(&|at| decision.stances[at].pressure));
    text
}

fn offer(decision: &Decision, family: &FamilyAccount) -> String {
    let end = |end: Option<f64>| end.map_or("none".to_owned(), |value| number(value, 2));
    let mut text = format!(
        "\n{}: {} would take {} or more, {} would pay up to {}; width {}\n",
        family.offer,
        decision.client,
        end(family.reservation),
        decision.patron,
        end(family.willingness),
        end(family.width)
    );
    let named = [("reservation", family.at_reservation.as_ref()), ("likeliest", Some(&family.likeliest))];
    let deals: Vec<(&str, &Deal)> = named.into_iter().filter_map(|(name, deal)| Some((name, deal?))).collect();
    let columns = deals.iter().map(|&(name, deal)| Column {
        head: format!("{name} {}", number(deal.subsidy, 1)),
        client: &deal.client,
        patron: &deal.patron,
    });
    text.push_str(&accounts(decision, &columns.collect::<Vec<_>>()));
    let mut row = |name: &str, cell: &dyn Fn(&Deal) -> String| {
        let cells: String = deals.iter().map(|(_, deal)| format!("{:>COLUMN$}", cell(deal))).collect();
        let _ = writeln!(text, "  {name:24}{cells}");
    };
    row(&clip(&format!("{} gains", decision.client)), &|deal| number(deal.gain.client, 2));
    row(&clip(&format!("{} gains", decision.patron)), &|deal| number(deal.gain.patron, 2));
    row(&clip(&format!("{} accepts", decision.client)), &|deal| percent(deal.accepted.client));
    row(&clip(&format!("{} accepts", decision.patron)), &|deal| percent(deal.accepted.patron));
    text
}

fn clip(text: &str) -> String {
    match text.chars().count() > 23 {
        true => text.chars().take(22).chain(['…']).collect(),
        false => text.into(),
    }
}

/// The terms of both sides, a column each; terms that are 0 in all columns are left out.
fn accounts(decision: &Decision, columns: &[Column]) -> String {
    let heads: String = columns.iter().map(|column| format!("{:>COLUMN$}", clip(&column.head))).collect();
    let mut text = String::new();
    let client: Vec<_> = columns.iter().map(|column| (column.client, column.client.terms.named().to_vec())).collect();
    let patron: Vec<_> = columns.iter().map(|column| (column.patron, column.patron.terms.named().to_vec())).collect();
    side(&mut text, &decision.client, &heads, &client);
    side(&mut text, &decision.patron, &heads, &patron);
    text
}

fn side<T>(text: &mut String, name: &str, heads: &str, columns: &[(&Account<T>, Named)]) {
    let _ = writeln!(text, "  {:24}{heads}", clip(name));
    let mut row = |name: &str, cells: Vec<f64>| {
        let cells: String = cells.into_iter().map(|cell| format!("{:>COLUMN$}", number(cell, 2))).collect();
        let _ = writeln!(text, "    {name:22}{cells}");
    };
    let count = columns.first().map_or(0, |(_, terms)| terms.len());
    for term in 0..count {
        let cells: Vec<f64> = columns.iter().map(|(_, terms)| terms[term].1).collect();
        if cells.iter().any(|cell| cell.abs() >= 0.005) {
            row(columns[0].1[term].0, cells);
        }
    }
    row("this quarter", columns.iter().map(|(account, _)| account.quarter).collect());
    row("continuation", columns.iter().map(|(account, _)| account.continuation).collect());
    row("value", columns.iter().map(|(account, _)| account.value).collect());
}

/// The offers that matter: proposed by either side, or signed, in one case of a hundred or more.
fn menu(decision: &Decision) -> String {
    let Decision { client, patron, state, .. } = decision;
    let mut text = format!(
        "\nOffers, from 1% on (signed: talks included)\n  {:34}{:>10}{:>22}{:>22}{:>22}{:>22}\n",
        "",
        "signed",
        clip(&format!("{client} proposes")),
        clip(&format!("{patron} accepts")),
        clip(&format!("{patron} proposes")),
        clip(&format!("{client} accepts"))
    );
    let told = |share: f64| share >= 0.01;
    for offer in &state.signed {
        if told(offer.probability) || told(offer.proposed.client) || told(offer.proposed.patron) {
            let shares = [offer.proposed.client, offer.accepted.patron, offer.proposed.patron, offer.accepted.client];
            let shares: String = shares.iter().map(|share| format!("{:>22}", percent(*share))).collect();
            let name = format!("{} at {}", offer.offer, offer.subsidy);
            let _ = writeln!(text, "  {name:34}{:>10}{shares}", percent(offer.probability));
        }
    }
    text
}

fn break_evens(found: &BreakEvens) -> String {
    let Some(width) = found.width else {
        return format!("\nThe {} has no range here: the subsidy does not matter to one side.\n", found.offer);
    };
    let verb = if width < 0.0 { "opens" } else { "closes" };
    let mut text = format!(
        "\nWhere the range of the {} (width {}) {verb}, one number changed, the game solved anew\n  {:32}{:>12}{:>14}{:>18}   unit\n",
        found.offer,
        number(width, 2),
        "",
        "central",
        "break-even",
        "width per +10%"
    );
    for number in sorted(&found.numbers) {
        let _ = writeln!(text, "{}", row(number));
    }
    text
}

/// Those that cross 0 first, the smallest relative change leading; then by how much they move the width.
fn sorted(numbers: &[BreakEven]) -> Vec<&BreakEven> {
    let change = |row: &BreakEven| {
        row.crossing.map_or(f64::INFINITY, |crossing| (crossing.value - row.central).abs() / row.central.abs())
    };
    let pull = |row: &BreakEven| row.per_tenth.map_or(0.0, f64::abs);
    let mut sorted: Vec<&BreakEven> = numbers.iter().collect();
    sorted.sort_by(|one, other| change(one).total_cmp(&change(other)).then(pull(other).total_cmp(&pull(one))));
    sorted
}

fn row(found: &BreakEven) -> String {
    let sized = |value: f64| if value == 0.0 { "0".to_owned() } else { number(value, decimals(value)) };
    let crossing = match found.crossing {
        Some(crossing) if crossing.jump => format!("jumps, {}", sized(crossing.value)),
        Some(crossing) => sized(crossing.value),
        None => "none".to_owned(),
    };
    let per_tenth = found.per_tenth.map_or(String::new(), |width| number(width, 2));
    let mut text =
        format!("  {:32}{:>12}{crossing:>14}{per_tenth:>18}   {}", found.key, sized(found.central), found.unit);
    if found.crossing.is_none() {
        let _ = write!(text, "; tried from {} to {}", sized(found.least), sized(found.greatest));
    }
    for jump in &found.jumps {
        let _ = write!(text, "; jumps by {} at {}", number(jump.by, 2), sized(jump.value));
    }
    if found.left_out > 0 {
        let _ = write!(text, "; {} left out: not certified, or without a width", found.left_out);
    }
    text
}
