//! Where an event is frequent, as text for people and as CSV.
//!
//! Takes what [`findings::discovery`](crate::findings::discovery) holds, gives text.

use super::chart::words::{capital, count, exact, list, percent, some};
use super::words::by_span;
use crate::base::table::{Guarded, Heads, Number, Table, TableError, csv as written};
use crate::base::text::wrapped;
use crate::findings::ALL_BRANCHES;
use crate::findings::discovery::threshold::{Threshold, Thresholds};
use crate::findings::discovery::{Discovery, FEWEST, Found, HALVES, Limit, Part};
use serde::Serialize;

/// What a box is, and is not.
const CLOSING: &str = "A box says where in the draws the event is frequent, not what brings it about; frequencies within the \
                       model, given the scenario's assumptions; not a forecast.";

/// What was found as a person reads it, in so many columns.
pub(crate) fn text(found: &Discovery, columns: usize) -> String {
    let mut parts = vec![said(&context(found), columns)];
    match &found.found {
        None => {
            let (why, remedy) = nothing(found);
            parts.push(said(&format!("{}{remedy}.", capital(&why)), columns));
        }
        Some(sought) => {
            parts.push(said(&sentence(found, sought), columns));
            parts.push(table(sought).text_within(columns));
            parts.push([measured(sought), again(sought)].iter().map(|line| said(line, columns)).collect());
        }
    }
    if let Some(thresholds) = &found.threshold {
        let crossing: Vec<&Threshold> = thresholds.all().filter(|number| number.crossing.is_some()).collect();
        parts.push(said(&of_thresholds(found, thresholds), columns) + &threshold_table(&crossing).text_within(columns));
    }
    parts.extend([said(&searched(found), columns), said(CLOSING, columns)]);
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

fn said(line: &str, columns: usize) -> String {
    if line.is_empty() { String::new() } else { wrapped(line, columns).join("\n") + "\n" }
}

/// Over what the probability is.
fn over(found: &Discovery) -> String {
    match found.branch.as_str() {
        ALL_BRANCHES => "over all outcomes by their odds".to_owned(),
        branch => format!("under “{branch}”"),
    }
}

/// Which draws are of interest, and how probable the event is in all.
pub(crate) fn context(found: &Discovery) -> String {
    let left = found.uncertified_draws.len();
    let left = if left == 0 { String::new() } else { format!(" ({left} not certified, left out)") };
    let error = found.chance.standard_error.map_or_else(String::new, |error| format!(" ± {:.1}", error * 100.0));
    let (low, high) = found.range;
    format!(
        "{}, {}: {:.1}{error}% of histories on average over {}{left}, from {} to {} in a draw ({}). A draw is of interest \
         where it is at least {}: {} of {}.",
        capital(&found.says),
        over(found),
        found.chance.value * 100.0,
        some(found.certified_draws, "draw", "draws"),
        percent(low),
        percent(high),
        if found.exact { "exact".to_owned() } else { format!("shares of {} paths", count(found.provenance.paths)) },
        exact(found.at_least),
        count(found.of_interest),
        count(found.certified_draws)
    )
}

/// Why there is no box, and what the command can do about it.
pub(crate) fn nothing(found: &Discovery) -> (String, &'static str) {
    if found.certified_draws < FEWEST {
        return (format!("boxes are not sought in fewer than {FEWEST} draws"), "");
    }
    let (why, remedy) = match (found.of_interest, found.searched.is_empty(), found.left_out.is_empty()) {
        (0, _, _) => ("no draw is of interest", ": lower --at-least"),
        (all, _, _) if all == found.certified_draws => ("every draw is of interest", ": raise --at-least"),
        (_, true, true) => ("no number is uncertain, so there is nothing to search", ""),
        (_, true, false) => ("no number tells by itself, so none was searched", ": --all searches all of them"),
        _ => ("no limits tell more than chance would", ""),
    };
    (why.to_owned(), remedy)
}

/// "… in 8 of 10 draws where …; elsewhere in 2 of 10."
pub(crate) fn sentence(found: &Discovery, sought: &Found) -> String {
    let conditions: Vec<String> = sought.limits.iter().map(condition).collect();
    format!(
        "{}, in at least {} of histories, in {} draws where {}; elsewhere in {}.",
        capital(&found.says),
        exact(found.at_least),
        of_ten(&sought.inside),
        list(&conditions),
        of_ten(&sought.outside)
    )
}

fn of_ten(part: &Part) -> String {
    match (part.density * 10.0).round() as usize {
        _ if part.of_interest == 0 => "none".to_owned(),
        _ if part.of_interest == part.draws => "all".to_owned(),
        0 => "fewer than 1 of 10".to_owned(),
        10 => "more than 9 of 10".to_owned(),
        tenths => format!("{tenths} of 10"),
    }
}

/// "how much Land fears giving up sovereignty is on the low side (at most 46, of 45 to 85)".
fn condition(limit: &Limit) -> String {
    let side = match (limit.low, limit.high) {
        (None, _) => "is on the low side",
        (_, None) => "is on the high side",
        _ => "lies in the middle",
    };
    format!("{} {side} ({}, of {})", limit.gloss, bounds(limit), drawn(limit))
}

/// "at most 46", two digits of the range that was drawn.
pub(crate) fn bounds(limit: &Limit) -> String {
    let shown = |value: f64| by_span(value, limit.drawn.1 - limit.drawn.0);
    match (limit.low, limit.high) {
        (Some(low), Some(high)) => format!("{} to {}", shown(low), shown(high)),
        (Some(low), None) => format!("at least {}", shown(low)),
        (None, Some(high)) => format!("at most {}", shown(high)),
        (None, None) => "any".to_owned(),
    }
}

/// "45 to 85", what was drawn.
fn drawn(limit: &Limit) -> String {
    let [low, high] = [limit.drawn.0, limit.drawn.1].map(|end| by_span(end, limit.drawn.1 - limit.drawn.0));
    format!("{low} to {high}")
}

fn table(sought: &Found) -> Table<'_, Limit> {
    let p = |limit: &Limit| {
        let shown = |p: f64| if p < 0.001 { "<0.001".to_owned() } else { format!("{p:.3}") };
        [limit.p_low, limit.p_high].into_iter().flatten().map(shown).collect::<Vec<_>>().join(", ")
    };
    Table::of(&sought.limits)
        .left("number", |limit| limit.key.clone())
        .gap(0)
        .left("limit", bounds)
        .left("drawn from", drawn)
        .right("quasi-p", p)
        .right("in halves", |limit| percent_of(limit.in_halves))
}

fn percent_of(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// How much of it there is: density, coverage, mean probabilities.
pub(crate) fn measured(sought: &Found) -> String {
    let Found { inside, outside, .. } = sought;
    let part = |part: &Part| {
        let (low, high) = (part.low95 * 100.0, part.high95 * 100.0);
        format!("{} of {} ({low:.0} to {high:.0}% at 95%)", count(part.of_interest), count(part.draws))
    };
    let chance = |part: &Part| {
        part.chance.map_or("unknown".to_owned(), |chance| {
            let error = chance.standard_error.map_or_else(String::new, |error| format!(" ± {:.1}", error * 100.0));
            format!("{:.1}{error}%", chance.value * 100.0)
        })
    };
    let all = (inside.draws + outside.draws) as f64;
    format!(
        "Density: {} draws of interest inside, {} outside. Coverage: {} of the draws of interest lie inside, with {} of all \
         draws. Mean probability: {} inside, {} outside.",
        part(inside),
        part(outside),
        percent_of(sought.coverage),
        percent_of(inside.draws as f64 / all),
        chance(inside),
        chance(outside)
    )
}

/// How far it holds on other draws.
fn again(sought: &Found) -> String {
    let shown = |share: Option<f64>| share.map_or("unknown".to_owned(), percent_of);
    format!(
        "The search again in {HALVES} halves of the draws: their boxes hold {} of interest among the draws that they have not \
         seen, and {} are outside. In halves: how often the number is limited there. Quasi-p: how likely so many draws of \
         interest would be by chance, without that limit.",
        shown(sought.unseen.0),
        shown(sought.unseen.1)
    )
}

fn searched(found: &Discovery) -> String {
    let with: Vec<String> = found
        .searched
        .iter()
        .filter(|one| !one.with.is_empty())
        .map(|one| format!("{} (with {})", one.key, one.with.join(", ")))
        .collect();
    let joint = match with.is_empty() {
        true => String::new(),
        false => format!(" Searched as one, since they rise and fall together: {}.", with.join("; ")),
    };
    let left = match found.left_out.len() {
        0 => String::new(),
        left => format!(
            " Left out, since they do not tell by themselves (--all searches them too): {}.",
            if left > 12 { some(left, "number", "numbers") } else { found.left_out.join(", ") }
        ),
    };
    format!("Searched: {}.{joint}{left}", some(found.searched.len(), "number", "numbers"))
}

/// How many numbers cross, and what the probability is at central values.
pub(crate) fn of_thresholds(found: &Discovery, thresholds: &Thresholds) -> String {
    let central = thresholds.central.map_or("not certified".to_owned(), exact);
    let crossing = thresholds.numbers.iter().filter(|number| number.crossing.is_some()).count();
    format!(
        "With every number at its central value the probability, {}, is {central}. One number changed at a time, it crosses \
         {} within its range for {} of {}; exact.{}",
        over(found),
        exact(thresholds.at),
        count(crossing),
        some(thresholds.numbers.len(), "number", "numbers"),
        of_odds(thresholds)
    )
}

/// Which outcomes' odds would bring the crossing.
fn of_odds(thresholds: &Thresholds) -> String {
    let crossing = |odds: &Threshold| Some(format!("{} at {}", odds.gloss, exact(odds.crossing?.value)));
    let crossing: Vec<String> = thresholds.odds.iter().filter_map(crossing).collect();
    match (thresholds.odds.is_empty(), crossing.is_empty()) {
        (true, _) => String::new(),
        (_, true) => " No odds of one outcome, moved from 0 to 1, make it cross.".to_owned(),
        _ => format!(" Odds of one outcome, moved from 0 to 1, make it cross: {}.", list(&crossing)),
    }
}

/// What is shown of a number that crosses.
pub(crate) struct ThresholdCells {
    pub(crate) now: String,
    pub(crate) at: String,
    pub(crate) range: String,
    /// The probability at the low end of the range, and at the high end.
    pub(crate) low: String,
    pub(crate) high: String,
}

impl ThresholdCells {
    pub(crate) fn new(number: &Threshold) -> Self {
        let span = match number.range {
            (Some(low), Some(high)) => high - low,
            _ => number.central.abs(),
        };
        let shown = |value: Option<f64>| value.map_or("open".to_owned(), |value| by_span(value, span));
        let end = |chance: Option<f64>| chance.map_or("–".to_owned(), exact);
        let jump = if number.crossing.is_some_and(|found| found.jump) { " (jump)" } else { "" };
        Self {
            now: shown(Some(number.central)),
            at: shown(number.crossing.map(|found| found.value)) + jump,
            range: format!("{} to {}", shown(number.range.0), shown(number.range.1)),
            low: end(number.ends.0),
            high: end(number.ends.1),
        }
    }
}

fn threshold_table<'a>(crossing: &'a [&'a Threshold]) -> Table<'a, &'a Threshold> {
    Table::of(crossing)
        .left("number", |number| number.key.clone())
        .gap(0)
        .right("now", |number| ThresholdCells::new(number).now)
        .right("crosses at", |number| ThresholdCells::new(number).at)
        .right("range", |number| ThresholdCells::new(number).range)
        .right("at low end", |number| ThresholdCells::new(number).low)
        .right("at high end", |number| ThresholdCells::new(number).high)
}

#[derive(Default, Serialize)]
struct LimitRow<'a> {
    key: Guarded<'a>,
    gloss: Guarded<'a>,
    low: Option<Number>,
    high: Option<Number>,
    p_low: Option<Number>,
    p_high: Option<Number>,
    least_drawn: Number,
    greatest_drawn: Number,
    in_halves: Number,
}

/// `box.csv`: the limits of the box that was chosen, one a row.
pub(crate) fn csv(found: &Discovery) -> Result<Vec<u8>, TableError> {
    let limits = found.found.iter().flat_map(|found| &found.limits);
    written(limits.map(|limit| LimitRow {
        key: Guarded(&limit.key),
        gloss: Guarded(&limit.gloss),
        low: limit.low.map(Number),
        high: limit.high.map(Number),
        p_low: limit.p_low.map(Number),
        p_high: limit.p_high.map(Number),
        least_drawn: Number(limit.drawn.0),
        greatest_drawn: Number(limit.drawn.1),
        in_halves: Number(limit.in_halves),
    }))
}

#[derive(Default, Serialize)]
struct StepRow {
    r#box: usize,
    from: &'static str,
    draws: usize,
    of_interest: usize,
    coverage: Number,
    density: Number,
    mass: Number,
    numbers: usize,
    phi: Number,
    chosen: bool,
}

/// `trajectory.csv`: every box of the search, one a row.
pub(crate) fn trajectory(found: &Discovery) -> Result<Vec<u8>, TableError> {
    written(found.trajectory.iter().enumerate().map(|(place, step)| StepRow {
        r#box: place,
        from: step.from,
        draws: step.draws,
        of_interest: step.of_interest,
        coverage: Number(step.coverage),
        density: Number(step.density),
        mass: Number(step.mass),
        numbers: step.numbers,
        phi: Number(step.phi),
        chosen: step.chosen,
    }))
}

#[derive(Default, Serialize)]
struct BoxRow<'a> {
    r#box: usize,
    draws: usize,
    of_interest: usize,
    key: Guarded<'a>,
    low: Option<Number>,
    high: Option<Number>,
    p_low: Option<Number>,
    p_high: Option<Number>,
}

/// `limits.csv`: the limits of every box of the search, one a row; a row without key is of a box without limits.
pub(crate) fn limits(found: &Discovery) -> Result<Vec<u8>, TableError> {
    written(found.trajectory.iter().enumerate().flat_map(|(place, step)| {
        let row = BoxRow { r#box: place, draws: step.draws, of_interest: step.of_interest, ..BoxRow::default() };
        let none = step.limits.is_empty().then_some(row);
        let of_limit = move |limit| {
            let Limit { key, low, high, p_low, p_high, .. }: &Limit = limit;
            let [low, high, p_low, p_high] = [low, high, p_low, p_high].map(|cell| cell.map(Number));
            BoxRow {
                key: Guarded(key),
                low,
                high,
                p_low,
                p_high,
                r#box: place,
                draws: step.draws,
                of_interest: step.of_interest,
            }
        };
        none.into_iter().chain(step.limits.iter().map(of_limit))
    }))
}

#[derive(Default, Serialize)]
struct DrawCell {
    draw: usize,
}

#[derive(Default, Serialize)]
struct OutcomeCells {
    share: Number,
    of_interest: u8,
}

/// `cases.csv`: the draws as they were searched, for other programs: the numbers searched, the probability, whether it is
/// of interest (1) or not (0).
pub(crate) fn cases(found: &Discovery) -> Result<Vec<u8>, TableError> {
    let heads =
        Heads::of::<DrawCell>()?.named(found.searched.iter().map(|one| one.key.clone())).and::<OutcomeCells>()?;
    heads.csv(found.cases.iter().map(|case| {
        let values: Vec<Number> = case.values.iter().copied().map(Number).collect();
        let outcome = OutcomeCells { share: Number(case.chance), of_interest: u8::from(case.of_interest) };
        (DrawCell { draw: case.draw }, values, outcome)
    }))
}

#[derive(Default, Serialize)]
struct ThresholdRow<'a> {
    key: Guarded<'a>,
    gloss: Guarded<'a>,
    central: Number,
    probability: Number,
    crosses_at: Option<Number>,
    jump: Option<bool>,
    least: Option<Number>,
    greatest: Option<Number>,
    at_low_end: Option<Number>,
    at_high_end: Option<Number>,
    uncertified: usize,
}

/// `thresholds.csv`: one row a number.
pub(crate) fn thresholds(found: &Thresholds) -> Result<Vec<u8>, TableError> {
    written(found.all().map(|number| ThresholdRow {
        key: Guarded(&number.key),
        gloss: Guarded(&number.gloss),
        central: Number(number.central),
        probability: Number(found.at),
        crosses_at: number.crossing.map(|found| Number(found.value)),
        jump: number.crossing.map(|found| found.jump),
        least: number.range.0.map(Number),
        greatest: number.range.1.map(Number),
        at_low_end: number.ends.0.map(Number),
        at_high_end: number.ends.1.map(Number),
        uncertified: number.left_out,
    }))
}
