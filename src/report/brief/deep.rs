//! The annex in depth: what drives the main event exactly, where it is frequent, what turns it, what the choice among
//! equilibria changes.
//!
//! Takes what was found, gives sentences and rows. Its numbers are those that the commands print.

use super::context::{Deep, ThresholdRow};
use crate::findings::deep::{Deep as Found, Missing};
use crate::findings::discovery::Discovery;
use crate::findings::discovery::threshold::Thresholds;
use crate::findings::sensitivity::{Sampling, Sensitivity};
use crate::report::chart::words::{capital, count, list, number};
use crate::report::discovery::{self, ThresholdCells};
use crate::report::sensitivity::{named, percent, sentences, short, still};
use crate::report::words::selection::sentence;
use crate::stats::sobol::Indices;

/// Numbers named of those that drive it, and rows of the thresholds.
const NAMED: usize = 3;
const ROWS: usize = 5;

/// What was found, in words.
pub(super) fn deep(found: &Found) -> Deep {
    let thresholds = found.discovery.as_ref().ok().and_then(|found| found.threshold.as_ref());
    Deep {
        drivers: match &found.drivers {
            Ok(drivers) => told(drivers),
            Err(missing) => vec![no_shares(*missing).to_owned()],
        },
        r#box: match &found.discovery {
            Ok(found) => place(found),
            Err(missing) => vec![no_box(*missing).to_owned()],
        },
        thresholds: crossings(found.discovery.as_ref().ok(), thresholds),
        rows: thresholds.map(rows).unwrap_or_default(),
        selection: sentence(&found.selection),
        note: note(found),
    }
}

/// Which commands give the same numbers, of the parts that are there.
fn note(found: &Found) -> String {
    let sensitivity = found.drivers.is_ok().then_some("allegiance sensitivity");
    let discover = found.discovery.as_ref().ok().map(|found| match found.threshold {
        Some(_) => "allegiance discover --threshold 0.5",
        None => "allegiance discover",
    });
    let commands: Vec<String> = sensitivity.into_iter().chain(discover).map(str::to_owned).collect();
    match commands.is_empty() {
        true => String::new(),
        false => format!("The same numbers, with their tables, come from {} of the same scenario.", list(&commands)),
    }
}

fn no_shares(missing: Missing) -> &'static str {
    match missing {
        Missing::OneNumber => "Only one number is uncertain: there are no shares of several to tell apart.",
        Missing::FileOfDraws => {
            "The uncertain numbers come from a file of draws, in which they rise and fall together: what one of them does \
             cannot be told from what the others do."
        }
        Missing::NothingUncertain | Missing::NoEvent => "Nothing in the scenario is uncertain: nothing can drive it.",
    }
}

fn no_box(missing: Missing) -> &'static str {
    match missing {
        Missing::NoEvent => "The scenario names no event, so there is none whose place could be sought.",
        _ => "Nothing in the scenario is uncertain: there are no draws to search.",
    }
}

/// What drives it: the numbers that have most of the variance, what they do only together, what moves nothing.
fn told(found: &Sensitivity) -> Vec<String> {
    let shares = match (&found.sampling, &found.headline().indices) {
        (Some(sampling), Some(indices)) => {
            let own = sampling.moved.len() - usize::from(sampling.rest);
            shares(found, indices, sampling, own)
        }
        _ => vec![format!("{} is the same at every point that was tried.", what(found))],
    };
    shares.into_iter().chain(sentences(found)).chain([still(found).trim_end().to_owned()]).collect()
}

fn what(found: &Sensitivity) -> String {
    capital(&named(&found.headline().output))
}

fn shares(found: &Sensitivity, indices: &Indices, sampling: &Sampling, own: usize) -> Vec<String> {
    let [mean, deviation] = [indices.mean, indices.deviation].map(|value| match found.headline().output.is_share() {
        true => number(100.0 * value, 1),
        false => short(value),
    });
    let each = sampling.points / sampling.rows;
    let lost = match (sampling.rows - sampling.complete) * each {
        0 => String::new(),
        lost => format!(" ({} more left out, with games that are not certified among them)", count(lost)),
    };
    let unit = if found.headline().output.is_share() { "%" } else { "" };
    let points_of = if unit.is_empty() { "" } else { " points" };
    let share = |place: &usize| {
        let [alone, all] = [indices.first[*place].value, indices.total[*place].value].map(percent);
        format!("{} ({alone}% by itself, {all}% in all)", found.moved(*place))
    };
    let most: Vec<String> = found.by_total().iter().take(own.min(NAMED)).map(share).collect();
    let most = (!most.is_empty()).then(|| format!("Of its variance most goes with {}.", list(&most)));
    let [together, low, high] =
        [indices.interactions.value, indices.interactions.low95, indices.interactions.high95].map(percent);
    let opening = format!(
        "{}, worked out exactly at {} points of the uncertain numbers{lost}: {mean}{unit} on average, with a standard \
         deviation of {deviation}{points_of}.",
        what(found),
        count(sampling.complete * each)
    );
    let closing = format!(
        "Interactions, what numbers do only together, carry {together}% of the variance (95% interval: {low} to {high}%)."
    );
    [opening].into_iter().chain(most).chain([closing]).collect()
}

/// Where it is frequent: which draws are of interest, the box with coverage and density, or why there is none.
fn place(found: &Discovery) -> Vec<String> {
    let context = discovery::context(found);
    match &found.found {
        Some(sought) => vec![context, discovery::sentence(found, sought), discovery::measured(sought)],
        None => vec![context, format!("There is no box: {}.", discovery::nothing(found).0)],
    }
}

/// How many numbers cross one half, or why that is not known.
fn crossings(found: Option<&Discovery>, thresholds: Option<&Thresholds>) -> String {
    let (Some(found), Some(thresholds)) = (found, thresholds) else {
        return match found {
            Some(_) => "The probability of this event is not worked out exactly, so no threshold is.",
            None => "Nothing was searched for the value at which the answer turns.",
        }
        .to_owned();
    };
    let crossing = thresholds.all().filter(|number| number.crossing.is_some()).count();
    let shown = if crossing > ROWS { format!(" The {ROWS} nearest to their central values:") } else { String::new() };
    format!("{}{shown}", discovery::of_thresholds(found, thresholds))
}

fn rows(thresholds: &Thresholds) -> Vec<ThresholdRow> {
    let crossing = thresholds.all().filter(|number| number.crossing.is_some());
    let row = |number| {
        let ThresholdCells { now, at, range, low, high } = ThresholdCells::new(number);
        ThresholdRow {
            name: capital(&number.gloss),
            key: number.key.clone(),
            now,
            at,
            range,
            ends: format!("{low}, {high}"),
        }
    };
    crossing.take(ROWS).map(row).collect()
}
