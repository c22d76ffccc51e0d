//! A sensitivity analysis as text for the terminal, and as tables (docs/sensitivity.md).

mod cells;
mod divided;
mod tables;

pub(crate) use cells::percent;
pub(crate) use divided::sentences;
pub(crate) use tables::{Place, csv, design, evaluations, pairs, shapley};

use self::cells::{NAME, with_interval};
use super::chart::words::{count, exact, number, some};
use super::words::three_digits;
use crate::base::table::Table;
use crate::base::text::{clip, fitted};
use crate::findings::ALL_BRANCHES;
use crate::findings::sensitivity::{Found, Output, Sampling, Sensitivity};
use crate::stats::morris::Effects;
use crate::stats::sobol::Indices;
use std::fmt::Write;

/// The same where there are more columns.
const CLOSE: usize = 34;
/// Numbers told where only screening was asked for.
const TOLD: usize = 15;
/// Jumps told.
const JUMPS: usize = 3;

/// What drives the headline, and how sure that is.
pub(crate) fn text(found: &Sensitivity, columns: usize) -> String {
    let headline = found.headline();
    let mut text = format!("{}\nWhat drives {}", found.provenance.title, named(&headline.output));
    match (&found.sampling, &headline.indices) {
        (Some(sampling), Some(indices)) => text.push_str(&shares(found, sampling, indices, columns)),
        (Some(_), None) => text.push_str(": nothing. It is the same at every point.\n"),
        (None, _) => text.push_str(&screened(found, columns)),
    }
    text.push_str(&still(found));
    text.push_str(&jumps(found));
    text.push_str(&others(found, columns));
    text.push_str(&effort(found));
    fitted(&text, columns)
}

/// An output in words: "dispute over all outcomes".
pub(crate) fn named(output: &Output) -> String {
    let quantity = plain(&output.quantity);
    match (&output.reference, output.branch == ALL_BRANCHES) {
        (Some(reference), _) => format!("{quantity}, “{}” less “{reference}”", output.branch),
        (None, true) => format!("{quantity} over all outcomes"),
        (None, false) => format!("{quantity} in “{}”", output.branch),
    }
}

/// A name of the tables, in words.
fn plain(name: &str) -> String {
    match name.strip_prefix("event: ") {
        Some(event) => format!("“{event}”"),
        None => name.replace('_', " "),
    }
}

fn shares(found: &Sensitivity, sampling: &Sampling, indices: &Indices, columns: usize) -> String {
    let unit = if found.headline().output.unit == "pp/yr" { " pp/yr" } else { "" };
    let [mean, deviation] = [indices.mean, indices.deviation].map(short);
    let mut text = format!(": mean {mean}{unit}, standard deviation {deviation}. Shares of its variance:\n\n");
    let effects = &found.headline().effects;
    let places = found.by_total();
    let size = move |place: &usize| match &sampling.moved[*place][..] {
        [one] => effects[*one].map_or(String::new(), |effects| short(effects.size)),
        _ => String::new(),
    };
    let table = Table::of(&places)
        .left("", |place| clip(&found.moved(*place), NAME))
        .gap(0)
        .right("by itself", |place| number(indices.first[*place].value, 2))
        .right("in all (95%)", |place| with_interval(&indices.total[*place]))
        .right("with others", |place| number(indices.total[*place].value - indices.first[*place].value, 2))
        .right("mu*", size);
    text.push_str(&table.text_within(columns));
    let _ = writeln!(
        text,
        "\nInteractions carry {}% of the variance (95%: {} to {}%).",
        percent(indices.interactions.value),
        percent(indices.interactions.low95),
        percent(indices.interactions.high95)
    );
    if sampling.rest {
        let last = sampling.moved.len() - 1;
        let _ = writeln!(
            text,
            "The other {} were varied too, as one: the share of none of them is above {}.",
            some(sampling.moved[last].len(), "number", "numbers"),
            number(indices.total[last].high95.max(0.0), 2)
        );
    }
    text.push_str(&pairs_told(found, indices));
    text.push_str(&divided::divided(found, columns));
    text
}

/// The pairs whose interval leaves out 0, the strongest first.
fn pairs_told(found: &Sensitivity, indices: &Indices) -> String {
    let mut telling: Vec<_> = indices.second.iter().filter(|pair| pair.index.low95 > 0.0).collect();
    telling.sort_by(|one, two| two.index.value.total_cmp(&one.index.value));
    if indices.second.is_empty() {
        return String::new();
    }
    if telling.is_empty() {
        return "No two of them tell together beyond chance.\n".into();
    }
    let line = |pair: &&crate::stats::sobol::Pair| {
        let (one, two) = (found.moved(pair.one), found.moved(pair.two));
        format!("  {one} × {two}: {}\n", with_interval(&pair.index))
    };
    format!("Two together beyond what each does alone:\n{}", telling.iter().take(TOLD).map(line).collect::<String>())
}

fn screened(found: &Sensitivity, columns: usize) -> String {
    let mut order: Vec<(usize, Effects)> =
        found.headline().effects.iter().enumerate().filter_map(|(at, effects)| Some((at, (*effects)?))).collect();
    order.sort_by(|one, two| two.1.size.total_cmp(&one.1.size));
    order.truncate(TOLD);
    let table = Table::of(&order)
        .left("", |(at, _)| clip(&found.factors[*at].words, NAME))
        .gap(0)
        .right("mu*", |(_, effects)| short(effects.size))
        .right("mu", |(_, effects)| short(effects.mean))
        .right("sigma", |(_, effects)| short(effects.deviation))
        .right("largest step", |(_, effects)| short(effects.largest));
    format!(", by steps of half a distribution:\n\n{}\n", table.text_within(columns))
}

/// How many move nothing.
pub(crate) fn still(found: &Sensitivity) -> String {
    let (still, all) = (found.still(), found.factors.len());
    format!(
        "{still} of {all} numbers move no share of quarters and no level, over all outcomes, by a point or more in any step.\n"
    )
}

fn jumps(found: &Sensitivity) -> String {
    let headline = found.headline();
    let mut text = match found.largest(headline) {
        Some((at, effects)) if effects.largest > 0.0 => {
            format!("Largest change in one step: {}, with {}.\n", short(effects.largest), found.factors[at].words)
        }
        _ => String::new(),
    };
    let jumps = found.jumps(headline);
    for (at, effects) in jumps.iter().take(JUMPS) {
        let times = match effects.median > 0.0 {
            true => format!("{} times the median of its steps", number(effects.largest / effects.median, 0)),
            false => "where most of its steps do nothing".to_owned(),
        };
        let _ = writeln!(text, "A jump: {} moves it by {}, {times}.", found.factors[*at].words, short(effects.largest));
    }
    if !jumps.is_empty() {
        text.push_str("Where the equilibrium jumps, shares of the variance mix smooth effects with such jumps.\n");
    }
    text
}

/// The other quantities over all outcomes, one line each.
fn others(found: &Sensitivity, columns: usize) -> String {
    let Some(sampling) = &found.sampling else { return String::new() };
    let whole = found.outputs.iter().filter(|other| other.output.is_whole() && other.output != found.headline().output);
    let rows: Vec<(&Found, &Indices)> = whole.filter_map(|other| Some((other, other.indices.as_ref()?))).collect();
    let strongest = |indices: &Indices| {
        let own = sampling.moved.len() - usize::from(sampling.rest);
        (0..own).max_by(|one, two| indices.total[*one].value.total_cmp(&indices.total[*two].value))
    };
    let table = Table::of(&rows)
        .left("Over all outcomes", |(other, _)| clip(&plain(&other.output.quantity), CLOSE))
        .gap(0)
        .right("mean", |(_, indices)| short(indices.mean))
        .right("sd", |(_, indices)| short(indices.deviation))
        .right("interactions", |(_, indices)| number(indices.interactions.value, 2))
        .right("in all", |(_, indices)| {
            strongest(indices).map_or(String::new(), |at| number(indices.total[at].value, 2))
        })
        .left("of", |(_, indices)| strongest(indices).map_or(String::new(), |at| clip(&found.moved(at), CLOSE)));
    format!("\n{}\n", table.text_within(columns))
}

fn effort(found: &Sensitivity) -> String {
    let screening = &found.screening;
    let mut text = format!(
        "Screening: {} of {} points. ",
        some(screening.trajectories, "trajectory", "trajectories"),
        count(screening.points)
    );
    let mut left_out = screening.uncertified;
    if let Some(sampling) = &found.sampling {
        let _ =
            write!(text, "Shares: {} base points, {} points in all. ", count(sampling.rows), count(sampling.points));
        left_out += sampling.uncertified;
        if sampling.complete < sampling.rows {
            let _ = write!(text, "Shares are of the {} base points that are complete. ", count(sampling.complete));
        }
        let widest = found.headline().indices.as_ref().map(Indices::widest_total);
        if let (Some(until), Some(widest)) = (sampling.until, widest)
            && widest > until
        {
            let _ = write!(
                text,
                "The widest interval is still {}, wider than the {} asked for. ",
                number(widest, 3),
                exact(until)
            );
        }
    }
    left_out += found.divisions.iter().map(|division| division.uncertified).sum::<usize>();
    match left_out {
        0 => text.push_str("Every game is certified.\n"),
        some => {
            let _ = writeln!(text, "{} of them lack a certificate and do not count.", count(some));
        }
    }
    text
}

/// About three digits.
pub(crate) fn short(value: f64) -> String {
    number(value, if value == 0.0 { 0 } else { three_digits(value) })
}
