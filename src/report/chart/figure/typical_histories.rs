//! How a history would run: a typical one of each of the likeliest outcomes, quarter by quarter.
//!
//! Takes the typical histories of a summary, gives the figure `typical-histories`.

use super::what_binds_over_time::{states, texture};
use crate::findings::Summary;
use crate::findings::story::{Story, StoryBond, StoryQuarter};
use crate::report::chart::form::key::{Entry, Sign};
use crate::report::chart::form::strips::{Strip, Strips, Track};
use crate::report::chart::kit::*;

#[derive(Serialize)]
struct Row<'a> {
    branch: &'a str,
    chapter: &'a str,
    draw: usize,
    path: usize,
    quarter: &'a str,
    bond: String,
    hedging: bool,
    pressure: bool,
    ratified: Option<&'a str>,
    drawn_in: bool,
}

pub(crate) fn figure(summary: &Summary) -> Result<Option<Figure>, ChartError> {
    if summary.histories.is_empty() {
        return Ok(None);
    }
    let statement = Statement {
        id: "typical-histories".to_owned(),
        title: title(&summary.histories),
        subtitle: "A typical history of each of the likeliest outcomes, quarter by quarter: of the kind that is most \
                   frequent in it, the one nearest to the middle; one of many, not the expected course"
            .to_owned(),
        alt: alt(summary),
        footer: Footer::run(summary),
        rows: summary
            .histories
            .iter()
            .flat_map(|story| story.quarters.iter().map(move |at| table(story, at)))
            .collect(),
    };
    statement.shown(&form(summary)).map(Some)
}

/// What bound the two while the quarter passed: a contract signed in it counts.
fn bond(quarter: &StoryQuarter) -> String {
    let signed = quarter.proposal.as_ref().filter(|proposal| proposal.accepted.happened);
    match (signed, &quarter.bond) {
        (Some(signed), _) => format!("contract: {}", signed.offer),
        (None, StoryBond::Contract { offer, .. }) => format!("contract: {offer}"),
        (None, StoryBond::Calm) => "calm".to_owned(),
        (None, StoryBond::Dispute) => "standoff".to_owned(),
    }
}

fn hedges(quarter: &StoryQuarter) -> bool {
    quarter.hedging.is_some_and(|hedging| hedging.happened)
}

fn step(quarter: &StoryQuarter) -> Option<&str> {
    quarter.nature.ratification.as_ref().filter(|step| step.moved()).map(|step| step.to.as_str())
}

fn drawn_in(quarter: &StoryQuarter) -> bool {
    quarter.nature.entrapment.is_some_and(|event| event.happened)
}

fn breaks_in(quarter: &StoryQuarter) -> bool {
    quarter.upheaval.is_some()
}

fn taken_back(quarter: &StoryQuarter) -> bool {
    quarter.withdrawal.is_some_and(|withdrawal| withdrawal.withdrawn.happened)
}

fn table<'a>(story: &'a Story, quarter: &'a StoryQuarter) -> Row<'a> {
    Row {
        branch: &story.branch,
        chapter: &story.chapter,
        draw: story.address.draw,
        path: story.address.path,
        quarter: &quarter.quarter,
        bond: bond(quarter),
        hedging: hedges(quarter),
        pressure: quarter.pressure.is_some_and(|pressure| pressure.happened),
        ratified: step(quarter),
        drawn_in: drawn_in(quarter),
    }
}

/// What the sign stands for that upheavals and steps taken back share.
fn broken(upheaval: bool, taken_back: bool) -> &'static str {
    match (upheaval, taken_back) {
        (true, true) => "upheaval, or a step taken back",
        (false, true) => "step taken back",
        _ => "upheaval",
    }
}

/// What binds the two for most of a history, and for how many quarters.
fn longest(story: &Story) -> (String, usize) {
    let bonds: Vec<String> = story.quarters.iter().map(bond).collect();
    let count = |kind: &String| bonds.iter().filter(|bond| *bond == kind).count();
    // Of equals the first.
    let longest = bonds.iter().rev().max_by_key(|kind| count(kind));
    longest.map_or((String::new(), 0), |kind| (kind.clone(), count(kind)))
}

/// What binds the two, as a subject.
fn named(bond: &str) -> &str {
    match bond {
        "calm" => "neither contract nor dispute",
        "standoff" => "dispute",
        other => other.trim_start_matches("contract: "),
    }
}

/// How a title tells what binds the two longest: "mostly" only of more than half of every history that it names.
fn how_long(stories: &[&Story]) -> &'static str {
    let is_most = |story: &&Story| 2 * longest(story).1 > story.quarters.len();
    if stories.iter().all(is_most) { "mostly" } else { "most often" }
}

fn title(stories: &[Story]) -> String {
    let most = |story: &Story| {
        let (kind, _) = longest(story);
        named(&kind).to_owned()
    };
    match stories {
        [one] => short([
            format!(
                "Typically {} for {} of {}",
                most(one),
                longest(one).1,
                some(one.quarters.len(), "quarter", "quarters")
            ),
            "A typical history, quarter by quarter".to_owned(),
        ]),
        [one, two, ..] if most(one) == most(two) => short([
            format!("Typically {} {}, whoever wins", how_long(&[one, two]), most(one)),
            "Typical histories hardly differ".to_owned(),
        ]),
        [one, two, ..] => short([
            format!(
                "“{}”: {} {}; “{}”: {}",
                capital(&one.branch),
                how_long(&[one, two]),
                most(one),
                two.branch,
                most(two)
            ),
            format!("{} {} under “{}”", capital(how_long(&[one])), most(one), one.branch),
            "Typical histories differ by outcome".to_owned(),
        ]),
        [] => "Typical histories".to_owned(),
    }
}

/// A history in two sentences.
fn words(story: &Story) -> String {
    let (kind, quarters) = longest(story);
    let all = story.quarters.len();
    let first = format!("{} in {quarters} of {}", capital(named(&kind)), some(all, "quarter", "quarters"));
    let hedged = story.quarters.iter().filter(|quarter| hedges(quarter)).count();
    let turns = format!("turns to {}", story.words.outside);
    let turned = match hedged {
        0 => format!("{} never {turns}", story.client),
        1 => format!("{} {turns} in one quarter", story.client),
        many => format!("{} {turns} in {many}", story.client),
    };
    let dated = |what: String, quarter: &StoryQuarter| format!("{what} ({})", quarter.quarter);
    let steps = story
        .quarters
        .iter()
        .filter_map(|quarter| step(quarter).map(|to| dated(format!("the step to “{to}” is ratified"), quarter)));
    let wars = story
        .quarters
        .iter()
        .filter(|quarter| drawn_in(quarter))
        .take(1)
        .map(|quarter| dated("a conflict draws it in".to_owned(), quarter));
    let breaks = story
        .quarters
        .iter()
        .filter_map(|quarter| Some(dated(format!("“{}” breaks in", quarter.upheaval.as_ref()?.name), quarter)));
    let back = story.quarters.iter().filter(|quarter| taken_back(quarter));
    let back = back.map(|quarter| dated(format!("one {} is taken back", story.words.step), quarter));
    let told: Vec<String> = steps.take(2).chain(back.take(2)).chain(wars).chain(breaks.take(1)).collect();
    let second = match told.is_empty() {
        true => format!("No {} is ratified, and no conflict draws it in", story.words.step),
        false => capital(&list(&told)),
    };
    format!("{first}; {turned}. {second}.")
}

fn name(story: &Story) -> String {
    format!("{}: {}", capital(&story.branch), story.chapter)
}

fn alt(summary: &Summary) -> String {
    let each = summary.histories.iter().map(|story| format!("{}: {}", name(story), words(story)));
    format!(
        "Strips of cells, one for each of {}, a cell a quarter, in three tracks: what binds the two, whether {} \
         turns to {}, and what happens. {}",
        some(summary.histories.len(), "history", "histories"),
        summary.client,
        summary.words.outside,
        each.collect::<Vec<_>>().join(" ")
    )
}

fn form(summary: &Summary) -> Strips<'_> {
    let palette = Palette::of(summary);
    let state = |quantity: &str| (palette.state(quantity), texture(&summary.families, quantity));
    let strip = |story: &Story| {
        let track = |name: &str, cell: &dyn Fn(&StoryQuarter) -> Option<(Colour, Texture)>| Track {
            name: name.to_owned(),
            cells: story.quarters.iter().map(cell).collect(),
        };
        let happens = |quarter: &StoryQuarter| match (step(quarter), drawn_in(quarter)) {
            (_, true) => Some(DRAWN_IN),
            (Some(_), _) => Some(STEP),
            _ => (breaks_in(quarter) || taken_back(quarter)).then_some(BREAK),
        };
        Strip {
            name: name(story),
            words: words(story),
            tracks: vec![
                track("Bond", &|quarter| Some(state(&bond(quarter)))),
                track(&capital(summary.words.outside_alone()), &|quarter| hedges(quarter).then_some(OUTSIDE)),
                track("Events", &happens),
            ],
        }
    };
    Strips { quarters: &summary.quarters, key: key(summary), strips: summary.histories.iter().map(strip).collect() }
}

/// The client turns to the outside power.
const OUTSIDE: (Colour, Texture) = (OUTCOME, Texture::Plain);
/// A step of integration is ratified.
const STEP: (Colour, Texture) = (BLACK, Texture::Plain);
/// The client is drawn into the conflict of the patron.
const DRAWN_IN: (Colour, Texture) = (NEUTRAL, Texture::Rising);
/// Something breaks in.
const BREAK: (Colour, Texture) = (NEUTRAL, Texture::Falling);

/// What occurs in any of the histories, with its sign.
fn key(summary: &Summary) -> Vec<Entry> {
    let any =
        |holds: &dyn Fn(&StoryQuarter) -> bool| summary.histories.iter().flat_map(|story| &story.quarters).any(holds);
    let palette = Palette::of(summary);
    let states =
        states(&summary.families).into_iter().filter(|(quantity, _)| any(&|quarter| bond(quarter) == *quantity));
    let states = states.map(|(quantity, name)| {
        let sign = Sign::Swatch(palette.state(&quantity), texture(&summary.families, &quantity));
        Entry { name, sign }
    });
    let others = [
        (any(&hedges), OUTSIDE, format!("{} turns to {}", summary.client, summary.words.outside)),
        (any(&|quarter| step(quarter).is_some()), STEP, format!("{} ratified", summary.words.step)),
        (any(&drawn_in), DRAWN_IN, format!("{} drawn into the conflict", summary.client)),
        (any(&breaks_in) || any(&taken_back), BREAK, broken(any(&breaks_in), any(&taken_back)).to_owned()),
    ];
    let others = others.into_iter().filter(|(occurs, ..)| *occurs);
    states
        .chain(others.map(|(_, (colour, texture), name)| Entry { name, sign: Sign::Swatch(colour, texture) }))
        .collect()
}
