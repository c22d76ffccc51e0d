//! Typical histories in a few lines each.
//!
//! Takes stories chosen by `summary`, gives what binds the two over time, the turns, and where it ends (model page §5).

use super::context::Story as Told;
use crate::report::chart::words::{capital, count, list, number};
use crate::summary::story::{Story, StoryBond, StoryQuarter, Who};
use indexmap::IndexMap;

/// Turns of a history that are named; the rest are counted.
const TURNS: usize = 6;

/// The typical histories of a brief.
pub fn stories(found: &[Story]) -> Vec<Told> {
    found.iter().map(told).collect()
}

fn told(story: &Story) -> Told {
    let title = match story.branch.as_str() {
        "baseline" => capital(&story.chapter),
        branch => format!("{} (if {branch})", capital(&story.chapter)),
    };
    let typical = story.typical.map_or(String::new(), |typical| {
        format!("Of {} such histories the one nearest to their middle. ", count(typical.among))
    });
    let address = story.address;
    Told {
        title,
        lines: digest(story),
        note: format!(
            "{typical}One history, not a forecast: draw {}, path {} of the run (seed {}).",
            address.draw, address.path, address.seed
        ),
    }
}

/// A history in four or five lines.
fn digest(story: &Story) -> Vec<String> {
    let lines = [begins(story), Some(binds(story)), first_deal(story), turns(story), ends(story)];
    lines.into_iter().flatten().collect()
}

fn state(quarter: &StoryQuarter) -> String {
    let level = |(ladder, level): (&String, &String)| format!("{ladder} “{level}”");
    quarter.levels.iter().map(level).collect::<Vec<_>>().join(", ")
}

fn begins(story: &Story) -> Option<String> {
    let first = story.quarters.first()?;
    let bond = match &first.bond {
        StoryBond::Calm => "no contract and no dispute",
        StoryBond::Dispute => "a dispute",
        StoryBond::Contract { .. } => "a contract",
    };
    Some(format!("{} begins with {bond}: {}.", first.quarter, state(first)))
}

/// The contract of a quarter, that of signing included.
fn contract(quarter: &StoryQuarter) -> Option<&str> {
    match (&quarter.bond, &quarter.proposal) {
        (StoryBond::Contract { offer, .. }, _) => Some(offer),
        (_, Some(proposal)) if proposal.accepted.happened => Some(&proposal.offer),
        _ => None,
    }
}

/// How the quarters divide.
fn binds(story: &Story) -> String {
    let mut under: IndexMap<&str, usize> = IndexMap::new();
    for offer in story.quarters.iter().filter_map(contract) {
        *under.entry(offer).or_default() += 1;
    }
    let idle = || story.quarters.iter().filter(|quarter| contract(quarter).is_none());
    let disputed = idle().filter(|quarter| matches!(quarter.bond, StoryBond::Dispute)).count();
    let mut parts: Vec<String> = under.iter().map(|(offer, quarters)| format!("{quarters} under {offer}")).collect();
    if idle().count() > 0 {
        parts.push(format!("{} without a deal ({disputed} of them in dispute)", idle().count()));
    }
    format!("Of {} quarters {}.", story.quarters.len(), list(&parts))
}

fn first_deal(story: &Story) -> Option<String> {
    let signed = story.quarters.iter().filter_map(|quarter| Some((quarter, quarter.proposal.as_ref()?)));
    let mut signed = signed.filter(|(_, proposal)| proposal.accepted.happened);
    let Some((quarter, proposal)) = signed.next() else {
        return Some("No deal is signed.".to_owned());
    };
    let by = match proposal.by {
        Who::Client => &story.client,
        Who::Patron => &story.patron,
    };
    let more = match signed.count() {
        0 => String::new(),
        more => format!("; {more} more later on"),
    };
    Some(format!(
        "First deal in {}: {} for {} points of GDP a year, proposed by {by}{more}.",
        quarter.quarter,
        proposal.offer,
        number(proposal.subsidy, 1).trim_end_matches(".0"),
    ))
}

/// Ratified steps, entrapments, changes of government, and moves of confrontation.
fn turns(story: &Story) -> Option<String> {
    let mut turns: Vec<String> = Vec::new();
    for quarter in &story.quarters {
        let name = &quarter.quarter;
        if quarter.election.as_ref().is_some_and(|election| election.government_changed) {
            turns.push(format!("{} in office from {name}", quarter.government));
        }
        if let Some(step) = quarter.nature.ratification.as_ref().filter(|step| step.moved()) {
            turns.push(format!("integration goes to “{}” in {name}", step.to));
        }
        if quarter.nature.entrapment.is_some_and(|entrapment| entrapment.happened) {
            turns.push(format!("{} is drawn into the quarrel in {name}", story.client));
        }
        let moved = quarter.nature.moves.iter().filter(|step| step.moved() && step.ladder == "confrontation");
        turns.extend(moved.map(|step| format!("confrontation goes to “{}” after {name}", step.to)));
    }
    let more = turns.len().saturating_sub(TURNS);
    turns.truncate(TURNS);
    if more > 0 {
        turns.push(format!("{more} more"));
    }
    (!turns.is_empty()).then(|| format!("Turns: {}.", turns.join("; ")))
}

fn ends(story: &Story) -> Option<String> {
    let last = story.quarters.last()?;
    Some(format!("{} ends it: {}.", last.quarter, state(last)))
}
