//! A sensitivity analysis as tables and as text for the terminal (docs/sensitivity.md).

use super::chart::words::{count, exact, number, some, spoken};
use super::words::three_digits;
use crate::base::table::{Guarded, Heads, Number, Table, TableError, csv as written};
use crate::base::text::{clip, fitted};
use crate::findings::ALL_BRANCHES;
use crate::findings::sensitivity::{Found, Output, Sampling, Sensitivity};
use crate::stats::morris::Effects;
use crate::stats::sobol::{Index, Indices};
use serde::Serialize;
use std::fmt::Write;

/// Columns of a number's words.
const NAME: usize = 52;
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
    let quantity = spoken(&output.quantity);
    match (&output.reference, output.branch == ALL_BRANCHES) {
        (Some(reference), _) => format!("{quantity}, “{}” less “{reference}”", output.branch),
        (None, true) => format!("{quantity} over all outcomes"),
        (None, false) => format!("{quantity} in “{}”", output.branch),
    }
}

fn with_interval(index: &Index) -> String {
    format!("{} ({} to {})", number(index.value, 2), number(index.low95, 2), number(index.high95, 2))
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
    text
}

/// Of a share never below 0.
fn percent(share: f64) -> String {
    number(100.0 * share.max(0.0), 0)
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
fn still(found: &Sensitivity) -> String {
    let (still, all) = (found.still(), found.factors.len());
    format!(
        "{still} of {all} numbers move no share of quarters or level, over all outcomes, by as much as a point in any step.\n"
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
        .left("Over all outcomes", |(other, _)| spoken(&other.output.quantity))
        .gap(0)
        .right("mean", |(_, indices)| short(indices.mean))
        .right("sd", |(_, indices)| short(indices.deviation))
        .right("interactions", |(_, indices)| number(indices.interactions.value, 2))
        .right("in all", |(_, indices)| {
            strongest(indices).map_or(String::new(), |at| number(indices.total[at].value, 2))
        })
        .left("of", |(_, indices)| strongest(indices).map_or(String::new(), |at| clip(&found.moved(at), NAME)));
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
    match left_out {
        0 => text.push_str("Every game is certified.\n"),
        some => {
            let _ = writeln!(text, "{} of them lack a certificate and do not count.", count(some));
        }
    }
    text
}

/// About three digits.
fn short(value: f64) -> String {
    number(value, if value == 0.0 { 0 } else { three_digits(value) })
}

#[derive(Default, Serialize)]
struct OutputCells<'a> {
    quantity: &'a str,
    unit: &'a str,
    branch: Guarded<'a>,
    reference: Option<Guarded<'a>>,
}

impl<'a> OutputCells<'a> {
    fn new(output: &'a Output) -> Self {
        let reference = output.reference.as_deref().map(Guarded);
        Self { quantity: &output.quantity, unit: output.unit, branch: Guarded(&output.branch), reference }
    }
}

#[derive(Default, Serialize)]
struct FactorCells<'a> {
    number: Guarded<'a>,
    meaning: Guarded<'a>,
    varied_with_others: bool,
}

#[derive(Default, Serialize)]
struct ShareCells {
    mean: Option<Number>,
    deviation: Option<Number>,
    first: Option<Number>,
    first_low95: Option<Number>,
    first_high95: Option<Number>,
    total: Option<Number>,
    total_low95: Option<Number>,
    total_high95: Option<Number>,
    interactions: Option<Number>,
}

impl ShareCells {
    fn new(indices: &Indices, place: usize) -> Self {
        let some = |value: f64| Some(Number(value));
        let (first, total) = (&indices.first[place], &indices.total[place]);
        Self {
            mean: some(indices.mean),
            deviation: some(indices.deviation),
            first: some(first.value),
            first_low95: some(first.low95),
            first_high95: some(first.high95),
            total: some(total.value),
            total_low95: some(total.low95),
            total_high95: some(total.high95),
            interactions: some(indices.interactions.value),
        }
    }
}

#[derive(Default, Serialize)]
struct EffectCells {
    steps: Option<usize>,
    mu_star: Option<Number>,
    mu: Option<Number>,
    sigma: Option<Number>,
    largest_step: Option<Number>,
    median_step: Option<Number>,
}

impl EffectCells {
    fn new(effects: &Effects) -> Self {
        Self {
            steps: Some(effects.steps),
            mu_star: Some(Number(effects.size)),
            mu: Some(Number(effects.mean)),
            sigma: Some(Number(effects.deviation)),
            largest_step: Some(Number(effects.largest)),
            median_step: Some(Number(effects.median)),
        }
    }
}

/// `sensitivity.csv`: every output and every number, with the shares of what it was varied with.
pub(crate) fn csv(found: &Sensitivity) -> Result<Vec<u8>, TableError> {
    let rows = found.outputs.iter().flat_map(|output| (0..found.factors.len()).map(move |factor| (output, factor)));
    written(rows.map(|(output, factor)| {
        let place = |sampling: &Sampling| sampling.moved.iter().position(|moved| moved.contains(&factor));
        let place = found.sampling.as_ref().and_then(place);
        let last =
            found.sampling.as_ref().is_some_and(|all| all.rest && place.is_some_and(|at| at + 1 == all.moved.len()));
        let of = &found.factors[factor];
        let cells = FactorCells { number: Guarded(&of.name), meaning: Guarded(&of.words), varied_with_others: last };
        let shares = output.indices.as_ref().zip(place).map(|(indices, place)| ShareCells::new(indices, place));
        let effects = output.effects[factor].as_ref().map(EffectCells::new);
        (OutputCells::new(&output.output), cells, shares.unwrap_or_default(), effects.unwrap_or_default())
    }))
}

#[derive(Default, Serialize)]
struct PairCells {
    one: String,
    two: String,
    second: Number,
    second_low95: Number,
    second_high95: Number,
}

/// `pairs.csv`: what two numbers do together, of every output.
pub(crate) fn pairs(found: &Sensitivity) -> Result<Vec<u8>, TableError> {
    let name = |place: usize| match found.sampling.as_ref().map(|sampling| &sampling.moved[place][..]) {
        Some([one]) => found.factors[*one].name.clone(),
        _ => "others".to_owned(),
    };
    let of = |output| found_pairs(output, &name);
    written(found.outputs.iter().flat_map(of))
}

fn found_pairs<'a>(output: &'a Found, name: &dyn Fn(usize) -> String) -> Vec<(OutputCells<'a>, PairCells)> {
    let pairs = output.indices.iter().flat_map(|indices| &indices.second);
    let cells = pairs.map(|pair| {
        let Index { value, low95, high95 } = pair.index;
        let cells = PairCells {
            one: name(pair.one),
            two: name(pair.two),
            second: Number(value),
            second_low95: Number(low95),
            second_high95: Number(high95),
        };
        (OutputCells::new(&output.output), cells)
    });
    cells.collect()
}

/// Where a point stands in the designs.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Place {
    /// `screening` or `sobol`.
    pub part: &'static str,
    /// The trajectory or the base row.
    pub row: usize,
    /// The point in it. Of a base row the first is A, the last B; between them A with each factor from B, then B with each
    /// from A if pairs were asked for.
    pub point: usize,
}

/// `design.csv`: the value of every input at every point.
pub(crate) fn design(keys: Vec<String>, rows: impl Iterator<Item = (Place, Vec<f64>)>) -> Result<Vec<u8>, TableError> {
    let heads = Heads::of::<Place>()?.named(keys);
    heads.csv(rows.map(|(place, values)| (place, values.into_iter().map(Number).collect::<Vec<_>>())))
}

/// `evaluations.csv`: the value of every output at every point; empty where a game is not certified.
pub(crate) fn evaluations(
    found: &Sensitivity,
    rows: impl Iterator<Item = (Place, Vec<Option<f64>>)>,
) -> Result<Vec<u8>, TableError> {
    let name = |found: &Found| match &found.output.reference {
        Some(reference) => format!("{} - {reference}: {}", found.output.branch, found.output.quantity),
        None => format!("{}: {}", found.output.branch, found.output.quantity),
    };
    let heads = Heads::of::<Place>()?.named(found.outputs.iter().map(name));
    heads
        .csv(rows.map(|(place, values)| (place, values.into_iter().map(|value| value.map(Number)).collect::<Vec<_>>())))
}
