//! A decision taken apart, and its break-even values, as text for people.
//!
//! Takes a [`Decision`] and [`BreakEvens`], gives text.

use super::chart::words::{decimals, exact, level, number, percent};
use crate::base::table::Table;
use crate::base::text::{clip, fitted};
use crate::findings::breakeven::{BreakEven, BreakEvens};
use crate::findings::decision::{Account, ClientTerms, Deal, Decision, FamilyAccount, PatronTerms};
use crate::findings::solution::SignedOffer;
use std::fmt::Write;

/// Width of a column of names.
const NAME: usize = 24;
/// Width of a column of numbers.
const COLUMN: usize = 18;

/// What each side weighs, and what would have to change, in so many columns.
pub(crate) fn text(decision: &Decision, break_even: Option<&BreakEvens>, columns: usize) -> String {
    let mut text = heading(decision);
    text.push_str(&stances(decision, columns));
    for family in &decision.families {
        text.push_str(&offer(decision, family, columns));
    }
    text.push_str(&menu(decision, columns));
    if let Some(break_even) = break_even {
        text.push_str(&break_evens(break_even, columns));
    }
    fitted(&text, columns)
}

fn heading(decision: &Decision) -> String {
    let levels: Vec<String> = decision.state.levels.iter().map(|(ladder, name)| level(ladder, name)).collect();
    let dispute = if decision.state.dispute { "in dispute" } else { "no dispute" };
    let certified = if decision.certificate.certified { "certified" } else { "NOT CERTIFIED" };
    let price = decision.price.map_or_else(String::new, |price| {
        format!("Price of energy {price}: the treaty benefit and every subsidy are worth so many times as much.\n")
    });
    let back = decision.state.withdrawal.map_or_else(String::new, |back| {
        let odds = percent(back);
        format!(
            "As the quarter begins {} may take a step back ({odds}). The rest holds if it does not.\n",
            decision.client
        )
    });
    format!(
        "{}, {}, {dispute}; government: {}; central values; {certified}\n\
         {back}Talks {}; {} proposes in {} of them; no agreement {}.\n{price}\
         Terms in pp/yr; this quarter, continuation and value in pp-years.\n",
        decision.scenario,
        levels.join(", "),
        decision.government,
        exact(decision.talks),
        decision.client,
        exact(decision.client_proposes),
        percent(decision.state.no_agreement_probability)
    )
}

/// A column of a table: its head, and the accounts of both sides.
struct Column<'a> {
    head: String,
    client: &'a Account<ClientTerms>,
    patron: &'a Account<PatronTerms>,
}

/// A row of a table: its name, and a cell for each column.
type Row = (String, Vec<String>);

/// The rows under a name and heads of columns, or under neither.
fn table<'a>(name: &str, heads: &[String], rows: &'a [Row]) -> Table<'a, Row> {
    let table = Table::of(rows).left(clip(name, NAME - 1), |row| row.0.clone()).least(NAME);
    heads.iter().enumerate().fold(table, |table, (at, head)| {
        table.right(clip(head, NAME - 1), move |row| row.1[at].clone()).least(COLUMN).gap(0)
    })
}

fn stances(decision: &Decision, width: usize) -> String {
    let columns: Vec<Column> = decision
        .stances
        .iter()
        .map(|stance| Column {
            head: if stance.hedging { "hedging".into() } else { "neutral".into() },
            client: &stance.client,
            patron: &stance.patron,
        })
        .collect();
    let shares = |share: &dyn Fn(usize) -> String| (0..columns.len()).map(share).collect::<Vec<_>>();
    let mut rows = vec![("chosen".to_owned(), shares(&|at| percent(decision.stances[at].probability)))];
    if let Some(goes_on) = decision.state.pressure_goes_on {
        rows.push(("pressure goes on".to_owned(), shares(&|_| exact(goes_on))));
    }
    rows.push(("answered by pressure".to_owned(), shares(&|at| percent(decision.stances[at].pressure))));
    format!("\nWithout agreement\n{}", accounts(decision, &columns, rows, width))
}

fn offer(decision: &Decision, family: &FamilyAccount, width: usize) -> String {
    let Decision { client, patron, .. } = decision;
    let end = |end: Option<f64>| end.map_or("none".to_owned(), |value| number(value, 2));
    let title = format!(
        "{}: {client} would take {} or more, {patron} would pay up to {}; width {}",
        family.offer,
        end(family.reservation),
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
    let columns: Vec<Column> = columns.collect();
    let row = |name: String, cell: &dyn Fn(&Deal) -> String| {
        (clip(&name, NAME - 1), deals.iter().map(|(_, deal)| cell(deal)).collect())
    };
    let rows = vec![
        row(format!("{client} gains"), &|deal| number(deal.gain.client, 2)),
        row(format!("{patron} gains"), &|deal| number(deal.gain.patron, 2)),
        row(format!("{client} accepts"), &|deal| percent(deal.accepted.client)),
        row(format!("{patron} accepts"), &|deal| percent(deal.accepted.patron)),
    ];
    format!("\n{title}\n{}", accounts(decision, &columns, rows, width))
}

/// The terms of both sides, a column each, then further rows; terms that are 0 in all columns are left out.
fn accounts(decision: &Decision, columns: &[Column], more: Vec<Row>, width: usize) -> String {
    let heads: Vec<String> = columns.iter().map(|column| column.head.clone()).collect();
    let client: Vec<_> = columns.iter().map(|column| (column.client, column.client.terms.named().to_vec())).collect();
    let patron: Vec<_> = columns.iter().map(|column| (column.patron, column.patron.terms.named().to_vec())).collect();
    let table = |name: &str, rows: &[Row]| table(name, &heads, rows).text_within(width);
    table(&decision.client, &side(&client)) + &table(&decision.patron, &[side(&patron), more].concat())
}

/// Terms with their names.
type Named = Vec<(&'static str, f64)>;

/// The terms of a side and what they come to, a column each.
fn side<T>(columns: &[(&Account<T>, Named)]) -> Vec<Row> {
    let row = |name: &str, cells: Vec<f64>| (format!("  {name}"), cells.iter().map(|cell| number(*cell, 2)).collect());
    let count = columns.first().map_or(0, |(_, terms)| terms.len());
    let terms = (0..count).map(|term| {
        let cells: Vec<f64> = columns.iter().map(|(_, terms)| terms[term].1).collect();
        (columns[0].1[term].0, cells)
    });
    let told = terms.filter(|(_, cells)| cells.iter().any(|cell| cell.abs() >= 0.005));
    let sum = |name, of: fn(&Account<T>) -> f64| (name, columns.iter().map(|(account, _)| of(account)).collect());
    let sums = [
        sum("this quarter", |account| account.quarter),
        sum("continuation", |account| account.continuation),
        sum("value", |account| account.value),
    ];
    told.chain(sums).map(|(name, cells)| row(name, cells)).collect()
}

/// The offers that matter: proposed by either side, or signed, in one case of a hundred or more.
fn menu(decision: &Decision, width: usize) -> String {
    let Decision { client, patron, state, .. } = decision;
    let told = |share: f64| share >= 0.01;
    let matters =
        |offer: &&SignedOffer| told(offer.probability) || told(offer.proposed.client) || told(offer.proposed.patron);
    let offers: Vec<&SignedOffer> = state.signed.iter().filter(matters).collect();
    let table = Table::of(&offers).left("", |offer| format!("{} at {}", offer.offer, offer.subsidy)).gap(0);
    let table = table.right("signed", |offer| percent(offer.probability));
    type Share = fn(&SignedOffer) -> f64;
    let columns: [(String, Share); 4] = [
        (format!("{client} proposes"), |offer| offer.proposed.client),
        (format!("{patron} accepts"), |offer| offer.accepted.patron),
        (format!("{patron} proposes"), |offer| offer.proposed.patron),
        (format!("{client} accepts"), |offer| offer.accepted.client),
    ];
    let table = columns
        .into_iter()
        .fold(table, |table, (head, share)| table.right(clip(&head, NAME - 1), move |offer| percent(share(offer))));
    format!("\nOffers, from 1% on (signed: talks included)\n{}", table.text_within(width))
}

fn break_evens(found: &BreakEvens, columns: usize) -> String {
    let Some(width) = found.width else {
        return format!("\nThe {} has no range here: the subsidy does not matter to one side.\n", found.offer);
    };
    let verb = if width < 0.0 { "opens" } else { "closes" };
    let rows = sorted(&found.numbers);
    let per_tenth = |row: &&BreakEven| row.per_tenth.map_or(String::new(), |width| number(width, 2));
    let table = Table::of(&rows).left("", |row| row.key.clone()).least(32);
    let table = table.right("central", |row| sized(row.central)).least(12).gap(0);
    let table = table.right("break-even", |row| crossing(row)).least(14).gap(0);
    let table = table.right("width per +10%", per_tenth).least(COLUMN).gap(0).left("unit", |row| unit(row)).gap(3);
    format!(
        "\nWhere the range of the {} (width {}) {verb}, one number changed, the game solved anew\n{}",
        found.offer,
        number(width, 2),
        table.text_within(columns)
    )
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

fn sized(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { number(value, decimals(value)) }
}

fn crossing(found: &BreakEven) -> String {
    match found.crossing {
        Some(crossing) if crossing.jump => format!("jumps, {}", sized(crossing.value)),
        Some(crossing) => sized(crossing.value),
        None => "none".to_owned(),
    }
}

/// The unit, and what the search for a break-even value did not reach.
fn unit(found: &BreakEven) -> String {
    let mut text = found.unit.clone();
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
