//! A history as text for people: quarter by quarter, or in four or five lines.
//!
//! Takes a [`Story`], gives text.

use super::chart::words::{exact, level, list, number, percent};
use crate::base::text::{fitted, left, width};
use crate::findings::story::{Chance, Payoff, Proposal, Step, Story, StoryBond, StoryQuarter, Who};
use std::fmt::Write;

/// Lines of a digest at most.
const LINES: usize = 5;

/// The history quarter by quarter, in so many columns.
pub fn text(story: &Story, columns: usize) -> String {
    let mut text = format!("{}\n{}\n", story.title, heading(story));
    for quarter in &story.quarters {
        text.push('\n');
        text.push_str(&paragraph(story, quarter));
    }
    let _ = writeln!(
        text,
        "\nIn brackets, the probability of what came about. Payoffs in pp/yr, term by term; terms of 0 are left out."
    );
    fitted(&text, columns)
}

fn heading(story: &Story) -> String {
    let address = story.address;
    let place = format!("draw {}, path {} of seed {}", address.draw, address.path, address.seed);
    let chosen = story.typical.map_or(String::new(), |typical| {
        format!(
            "; the nearest of {} to the middle of its chapter ({} standard deviations)",
            typical.among,
            number(typical.distance, 2)
        )
    });
    format!("Branch: {}. Chapter: {}. History: {place}{chosen}.", story.branch, story.chapter)
}

fn paragraph(story: &Story, quarter: &StoryQuarter) -> String {
    let mut text = format!("{}  {}\n", quarter.quarter, state(quarter));
    let mut line = |said: String| {
        if !said.is_empty() {
            let _ = writeln!(text, "         {said}");
        }
    };
    line(events(story, quarter).join("; "));
    line(talks(story, quarter));
    line(stance(story, quarter));
    let columns = width(&story.client).max(width(&story.patron));
    line(payoff(&story.client, columns, &quarter.client_payoff, &quarter.client_payoff.terms.named()));
    line(payoff(&story.patron, columns, &quarter.patron_payoff, &quarter.patron_payoff.terms.named()));
    let after = nature(story, quarter);
    line(if after.is_empty() { String::new() } else { format!("then {}", after.join("; ")) });
    text
}

fn state(quarter: &StoryQuarter) -> String {
    let levels: Vec<String> = quarter.levels.iter().map(|(ladder, name)| level(ladder, name)).collect();
    let price = quarter.price.map_or_else(String::new, |price| format!("; price of energy {price}"));
    format!("{}; {}{price}; government: {}", bond(&quarter.bond), levels.join(", "), quarter.government)
}

fn bond(bond: &StoryBond) -> String {
    match bond {
        StoryBond::Calm => "no contract".to_owned(),
        StoryBond::Dispute => "dispute".to_owned(),
        StoryBond::Contract { offer, subsidy } => deal(offer, *subsidy),
    }
}

fn deal(offer: &str, subsidy: f64) -> String {
    format!("{offer} at {} pp/yr", plain(subsidy))
}

/// A number of the menu as it was written, but for a true minus sign.
fn plain(value: f64) -> String {
    value.to_string().replace('-', "−")
}

/// What began the quarter: an era, an election, an upheaval, a step taken back.
fn events(story: &Story, quarter: &StoryQuarter) -> Vec<String> {
    let era = quarter.era.as_ref().map(|era| format!("a new era begins: {era}"));
    let election = quarter.election.as_ref().map(|election| {
        let government =
            if election.government_changed { format!(", {} takes office", quarter.government) } else { String::new() };
        let contract = if election.contract_voided { ", the contract is void" } else { "" };
        let odds = if election.odds < 1.0 { format!(" ({})", percent(election.odds)) } else { String::new() };
        format!("election: {}{odds}{government}{contract}", election.branch)
    });
    let upheaval = quarter.upheaval.as_ref().map(|upheaval| {
        let government =
            if upheaval.government_changed { format!(", {} takes office", quarter.government) } else { String::new() };
        let contract = if upheaval.contract_voided { ", the contract is void" } else { "" };
        format!("{} ({}){government}{contract}", upheaval.name, percent(upheaval.probability))
    });
    let withdrawal = quarter.withdrawal.filter(|withdrawal| withdrawal.withdrawn.happened).map(|withdrawal| {
        let odds = percent(withdrawal.withdrawn.probability);
        format!(
            "{} takes one {} back ({odds}), which costs {} pp",
            story.client,
            story.words.step,
            plain(withdrawal.cost)
        )
    });
    era.into_iter().chain(election).chain(upheaval).chain(withdrawal).collect()
}

/// The probability of what came about, of a choice of one side.
fn outcome(chance: &Chance) -> String {
    percent(chance.of_outcome())
}

/// The same of what the scenario states, which may be certain.
fn stated(chance: &Chance) -> String {
    exact(chance.of_outcome())
}

fn talks(story: &Story, quarter: &StoryQuarter) -> String {
    match (&quarter.talks, &quarter.proposal) {
        (Some(talks), Some(proposal)) => format!("talks are held ({}); {}", stated(talks), proposed(story, proposal)),
        (Some(talks), None) => format!("no talks ({})", stated(talks)),
        (None, _) => String::new(),
    }
}

fn proposed(story: &Story, proposal: &Proposal) -> String {
    let answer = if proposal.accepted.happened { "accepts" } else { "refuses" };
    format!(
        "{} ({}) proposes the {} ({}), and {} {answer} ({})",
        story.name(proposal.by),
        exact(proposal.by_probability),
        deal(&proposal.offer, proposal.subsidy),
        percent(proposal.probability),
        story.name(other(proposal.by)),
        outcome(&proposal.accepted)
    )
}

fn other(who: Who) -> Who {
    match who {
        Who::Client => Who::Patron,
        Who::Patron => Who::Client,
    }
}

fn stance(story: &Story, quarter: &StoryQuarter) -> String {
    let Some(hedging) = &quarter.hedging else { return String::new() };
    let hedges = format!("hedges to {}", story.words.outside);
    let stance = if hedging.happened { hedges.as_str() } else { "stays neutral" };
    let inertia = match &quarter.pressure_goes_on {
        Some(inertia) if inertia.happened => format!(", and the pressure goes on ({})", stated(inertia)),
        Some(inertia) => format!(", the pressure could end ({})", stated(inertia)),
        None => String::new(),
    };
    let answer = quarter.pressure.as_ref().map_or(String::new(), |pressure| {
        let answer = if pressure.happened { "applies pressure" } else { "lets it be" };
        format!(", and {} {answer} ({})", story.patron, outcome(pressure))
    });
    format!("{} {stance} ({}){inertia}{answer}", story.client, outcome(hedging))
}

fn payoff<T>(name: &str, columns: usize, payoff: &Payoff<T>, terms: &[(&'static str, f64)]) -> String {
    let told = terms.iter().filter(|(_, value)| value.abs() >= 0.005);
    let terms: Vec<String> = told.map(|(name, value)| format!("{name} {}", number(*value, 2))).collect();
    let terms = if terms.is_empty() { String::new() } else { format!(" = {}", terms.join(", ")) };
    format!("{}  {:>6}{terms}", left(name, columns), number(payoff.total, 2))
}

/// What nature did, where anything came of it.
fn nature(story: &Story, quarter: &StoryQuarter) -> Vec<String> {
    let nature = &quarter.nature;
    let mut told = Vec::new();
    if let Some(step) = &nature.ratification {
        let chance = exact(step.probability);
        told.push(match step.moved() {
            true => format!("{} is ratified ({chance})", step.to),
            false => format!("the step beyond {} is not ratified ({chance})", step.from),
        });
    }
    if let Some(event) = nature.entrapment.filter(|event| event.happened) {
        told.push(format!("{} is drawn into the conflict of {} ({})", story.client, story.patron, stated(&event)));
    }
    told.extend(nature.moves.iter().filter(|step| step.moved()).map(moved));
    if let Some(lapse) = nature.lapse.filter(|lapse| lapse.happened) {
        told.push(format!("the contract lapses ({})", stated(&lapse)));
    }
    told
}

fn moved(step: &Step) -> String {
    let chance = if step.probability < 1.0 { format!(" ({})", percent(step.probability)) } else { String::new() };
    format!("{} goes from {} to {}{chance}", step.ladder, step.from, step.to)
}

/// The history in five lines at most: quarters with the same bond as one, what happened in them by name.
pub fn digest(story: &Story) -> Vec<String> {
    let quarters = &story.quarters;
    // First quarter of each run of quarters that passed under the same bond.
    let mut starts: Vec<usize> =
        (0..quarters.len()).filter(|&at| at == 0 || passed(&quarters[at]) != passed(&quarters[at - 1])).collect();
    let end = |starts: &[usize], at: usize| starts.get(at).copied().unwrap_or(quarters.len());
    while starts.len() > LINES {
        let shortest = (1..starts.len()).min_by_key(|&at| end(&starts, at + 1) - starts[at - 1]);
        starts.remove(shortest.unwrap_or(1));
    }
    (0..starts.len()).map(|at| part(story, &quarters[starts[at]..end(&starts, at + 1)])).collect()
}

/// What bound the two while the quarter passed: a contract signed in it counts.
fn passed(quarter: &StoryQuarter) -> String {
    let signed = quarter.proposal.as_ref().filter(|proposal| proposal.accepted.happened);
    signed.map_or_else(|| bond(&quarter.bond), |proposal| deal(&proposal.offer, proposal.subsidy))
}

/// Some quarters in a line.
fn part(story: &Story, quarters: &[StoryQuarter]) -> String {
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for quarter in quarters {
        let kind = passed(quarter);
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((kind, 1)),
        }
    }
    let kinds: Vec<String> = match &kinds[..] {
        [(kind, _)] => vec![kind.clone()],
        _ => kinds.iter().map(|(kind, count)| format!("{kind} ({count})")).collect(),
    };
    let time = match quarters {
        [] => String::new(),
        [only] => only.quarter.clone(),
        [first, .., last] => format!("{} to {}", first.quarter, last.quarter),
    };
    let told = landmarks(story, quarters);
    let told = if told.is_empty() { String::new() } else { format!("; {}", told.join("; ")) };
    format!("{time}: {}{told}", list(&kinds))
}

/// What is worth naming in some quarters: elections, eras, steps ratified, entrapments, and the likeliest refusal.
fn landmarks(story: &Story, quarters: &[StoryQuarter]) -> Vec<String> {
    let mut told = Vec::new();
    for quarter in quarters {
        told.extend(events(story, quarter));
        if let Some(step) = quarter.nature.ratification.as_ref().filter(|step| step.moved()) {
            told.push(format!("{} ratified in {}", step.to, quarter.quarter));
        }
        if quarter.nature.entrapment.is_some_and(|event| event.happened) {
            told.push(format!("{} drawn into the conflict in {}", story.client, quarter.quarter));
        }
    }
    let proposals = quarters.iter().filter_map(|quarter| quarter.proposal.as_ref());
    let refused = proposals.filter(|proposal| !proposal.accepted.happened);
    let probability = |proposal: &Proposal| proposal.accepted.of_outcome();
    if let Some(proposal) = refused.max_by(|one, other| probability(one).total_cmp(&probability(other))) {
        told.push(format!(
            "{} proposes the {} and {} refuses (probability {})",
            story.name(proposal.by),
            deal(&proposal.offer, proposal.subsidy),
            story.name(other(proposal.by)),
            number(probability(proposal), 2)
        ));
    }
    let hedged = quarters.iter().filter(|quarter| quarter.hedging.is_some_and(|hedging| hedging.happened)).count();
    if hedged > 0 {
        told.push(format!("{} hedges in {hedged} of {} quarters", story.client, quarters.len()));
    }
    told
}
