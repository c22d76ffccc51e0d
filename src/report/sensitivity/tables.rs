//! The tables of a sensitivity analysis: what was found of every output and number, and the points that it was found from.

use crate::base::table::{Guarded, Heads, Number, TableError, csv as written};
use crate::findings::sensitivity::{Division, Found, Output, Sampling, Sensitivity};
use crate::stats::morris::Effects;
use crate::stats::sobol::{Index, Indices};
use serde::Serialize;

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

#[derive(Default, Serialize)]
struct ShapleyCells<'a> {
    block: String,
    number: Guarded<'a>,
    meaning: Guarded<'a>,
    shapley: Number,
    shapley_low95: Number,
    shapley_high95: Number,
}

/// `shapley.csv`: how numbers that rise and fall together divide the variance, of every output.
pub(crate) fn shapley(found: &Sensitivity) -> Result<Vec<u8>, TableError> {
    let of = |division| found.outputs.iter().enumerate().flat_map(move |(at, output)| divided(division, at, output));
    written(found.divisions.iter().flat_map(of))
}

fn divided<'a>(division: &'a Division, at: usize, output: &'a Found) -> Vec<(OutputCells<'a>, ShapleyCells<'a>)> {
    let names = division.keys.iter().zip(&division.words).map(|(key, words)| (key.as_str(), words.as_str()));
    let names = names.chain([("others", "all other numbers, as one")]);
    let effects = division.effects.get(at).and_then(Option::as_ref).into_iter().flatten();
    let cells = names.zip(effects).map(|((key, words), &Index { value, low95, high95 })| ShapleyCells {
        block: division.keys.join(" & "),
        number: Guarded(key),
        meaning: Guarded(words),
        shapley: Number(value),
        shapley_low95: Number(low95),
        shapley_high95: Number(high95),
    });
    cells.map(|cells| (OutputCells::new(&output.output), cells)).collect()
}

/// Where a point stands in the designs.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Place {
    /// `screening`, `sobol` or `shapley`.
    pub part: &'static str,
    /// The trajectory or the base row; with several blocks of numbers that rise and fall together, one block after the other.
    pub row: usize,
    /// The point in it. Of a base row the first is A, the last B; between them A with each factor from B, then B with each
    /// from A if pairs were asked for. Of `shapley` the bits are the numbers drawn anew.
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
