//! Page 2: what happens by outcome, why, and one typical history.
//!
//! Takes the summary, gives a table and sentences (model page §4, §5).

use super::context::{Cell, Happens, Outcome, Row, Story as Told};
use crate::findings::briefing::Briefing;
use crate::findings::starts::{BranchStart, FamilyStart, LATER};
use crate::findings::story::Story;
use crate::findings::{BranchOdds, Summary};
use crate::report::chart::words::{branch_title, capital, count, main_branches};
use crate::report::overview::{blocks, cell, odds};
use crate::report::story::digest;
use crate::report::words::frequency::within;
use crate::report::words::odds::Lexicon;
use crate::report::words::plain::list;
use crate::report::words::two_digits;

/// Least change of an end that is told, points of GDP a year.
const LEAST: f64 = 0.3;

/// Outcome by event, or by kind of history where no event is named.
pub(super) fn happens(summary: &Summary, lexicon: &Lexicon) -> Happens {
    let things = summary.things();
    let row = |block: &String| {
        let branch = summary.branches.iter().find(|branch| branch.name == *block);
        let number = |name: &&str| {
            let found = cell(summary, lexicon, block, name)?;
            let value = summary.share(block, name)?;
            Some(Cell { range: found.span().unwrap_or_default(), number: found.number, value })
        };
        Row {
            outcome: branch_title(block),
            odds: branch.filter(|_| summary.branches.len() > 1).map(odds).unwrap_or_default(),
            cells: things.iter().filter_map(number).collect(),
        }
    };
    let rows: Vec<Row> = blocks(summary).iter().map(row).collect();
    let coarse = rows.iter().flat_map(|row| &row.cells).any(|cell| cell.number.starts_with('~'));
    Happens {
        columns: things.iter().map(|name| capital(name)).collect(),
        rows,
        note: format!(
            "Share of histories, and the range {}, in percent. {} draws × {} histories{}.{} Numbers: \
             tables/{}.csv.",
            within(summary.certified_draws),
            count(summary.certified_draws),
            count(summary.provenance.paths),
            if summary.branches.len() > 1 { " in each outcome" } else { "" },
            if coarse { " ~: to the nearest ten." } else { "" },
            if summary.event_names.is_empty() { "chapters" } else { "events" }
        ),
    }
}

/// Government, mandate, opening, confrontation and energy where an outcome begins.
pub(super) fn outcomes(summary: &Summary) -> Vec<Outcome> {
    let outcome = |(branch, start): (&BranchOdds, &BranchStart)| Outcome {
        name: branch.name.clone(),
        odds: odds(branch),
        start: start_in_words(start, &summary.words.outside),
    };
    summary.branches.iter().zip(&summary.starts).map(outcome).collect()
}

fn start_in_words(start: &BranchStart, outside: &str) -> String {
    let energy = start.energy.as_ref().map_or_else(String::new, |level| format!("; energy {level}"));
    let BranchStart { government, mandate, opening, confrontation, .. } = start;
    format!("{government}; at home {mandate}; to {outside} {opening}; {confrontation}{energy}")
}

/// The deal whose room differs most between the two likeliest outcomes: what each side asks in either, and which side
/// makes the difference.
pub(super) fn why(summary: &Summary, findings: &Briefing) -> Vec<String> {
    let starts = main_branches(summary).into_iter();
    let starts: Vec<&BranchStart> =
        starts.filter_map(|branch| summary.starts.iter().find(|start| start.branch == branch.name)).collect();
    let width = |start: &BranchStart, family: &str| start.range(family).and_then(FamilyStart::width);
    let differ = |family: &str| match starts[..] {
        [one, two] => width(one, family).zip(width(two, family)).map_or(0.0, |(one, two)| (one - two).abs()),
        _ => 0.0,
    };
    let families = summary.families.iter().map(String::as_str);
    let mut families = families.filter(|family| starts.iter().any(|start| start.range(family).is_some()));
    let Some(first) = families.next() else { return Vec::new() };
    let family = families.fold(first, |best, next| if differ(next) > differ(best) { next } else { best });
    let mut sentences: Vec<String> = starts.iter().map(|start| asked(summary, start, family)).collect();
    if let [one, two] = starts[..] {
        let wider = if width(one, family) >= width(two, family) { [one, two] } else { [two, one] };
        if let [Some(wide), Some(narrow)] = wider.map(|start| start.range(family)) {
            sentences.extend(side(summary, [wide, narrow], &wider[0].branch));
        }
    }
    let left_out = [("Later elections", findings.later_elections > 0), ("Upheavals", !findings.breaks_in.is_empty())];
    let left_out: Vec<String> = left_out.iter().filter(|(_, any)| *any).map(|(what, _)| (*what).to_owned()).collect();
    if !left_out.is_empty() {
        sentences.push(format!("{} are left out of this.", capital(&list(&left_out).to_lowercase())));
    }
    if !findings.central_certified {
        sentences.push(
            "The game at central values is not solved and checked: these are the asks of no equilibrium.".to_owned(),
        );
    }
    sentences
}

/// What either side asks.
fn asked(summary: &Summary, start: &BranchStart, family: &str) -> String {
    let Summary { client, patron, .. } = summary;
    let place =
        if summary.branches.len() > 1 { format!("under “{}”", start.branch) } else { "at the start".to_owned() };
    let head = format!("{}, {place}", capital(family));
    let Some(range) = start.range(family) else { return format!("{head}: it cannot be offered there.") };
    let (Some(least), Some(most), Some(width)) = (range.reservation, range.willingness, range.width()) else {
        return format!("{head}: the subsidy does not decide whether there is a deal.");
    };
    let verdict = match width > 0.0 {
        true if !range.is_on_menu() => "there is no deal on the menu, which has no subsidy between the two".to_owned(),
        true => format!("there is room for a deal of {} points", two_digits(width)),
        false => format!("no subsidy suits both, by {} points", two_digits(-width)),
    };
    format!(
        "{head}: {client} asks at least {} percentage points of its GDP a year, {patron} would pay at most {}, so that \
         {verdict}.",
        two_digits(least),
        two_digits(most)
    )
}

/// Which side makes the difference, and the term that moves it most.
fn side(summary: &Summary, [wide, narrow]: [&FamilyStart; 2], branch: &str) -> Option<String> {
    let client = narrow.reservation? - wide.reservation?;
    let patron = wide.willingness? - narrow.willingness?;
    if client.max(patron) < LEAST {
        return None;
    }
    let (name, moved, verb, [from, to]) = match client >= patron {
        true => (&summary.client, client, "asks", [&narrow.client, &wide.client]),
        false => (&summary.patron, patron, "pays", [&narrow.patron, &wide.patron]),
    };
    let less = if client >= patron { "less" } else { "more" };
    let changes = from.iter().zip(to).map(|((term, from), (_, to))| (term, (to - from).abs()));
    let (term, _) = changes.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let term =
        if term == LATER { "because a deal changes its later prospects".to_owned() } else { format!("through {term}") };
    Some(format!(
        "The difference is mainly on the side of {name}, which {verb} {} points {less} under “{branch}”, most of it {term}.",
        two_digits(moved)
    ))
}

/// A typical history: of those told the one that stands for most, by the odds of its outcome times the share of its kind.
pub(super) fn story(summary: &Summary) -> Option<Told> {
    let weight = |story: &&Story| {
        let odds = summary.branches.iter().find(|branch| branch.name == story.branch).map_or(0.0, |branch| branch.odds);
        let kind = summary.chapter_shares.iter().find(|row| row.branch == story.branch && row.chapter == story.chapter);
        odds * kind.map_or(0.0, |row| row.probability.value)
    };
    let story =
        summary.histories.iter().reduce(|best, next| if weight(&next) > weight(&best) { next } else { best })?;
    let typical = story.typical.map_or_else(String::new, |typical| {
        format!(
            "Of the {} histories of its kind, “{}”, the one nearest to their middle. ",
            count(typical.among),
            story.chapter
        )
    });
    let address = story.address;
    Some(Told {
        title: if summary.branches.len() > 1 {
            format!("One typical history, under “{}”", story.branch)
        } else {
            "One typical history".to_owned()
        },
        lines: digest(story),
        note: format!(
            "{typical}One of many, not a forecast: draw {}, path {} (allegiance explain tells it in full). pp/yr: \
             percentage points of GDP a year.",
            address.draw, address.path
        ),
    })
}
