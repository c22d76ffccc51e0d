//! What an estimation found, as tables and as text for the terminal (docs/estimate.md).

use super::csv::{TableError, table};
use crate::findings::posterior::{Learnt, Moments, Posterior};
use crate::findings::table::Table;
use std::fmt::Write;

/// How many numbers that moved are told at the terminal.
const TOLD: usize = 15;

/// `posterior.csv`: equally weighted draws, as `run --draws` reads them.
///
/// # Errors
/// See [`table`].
pub fn draws(posterior: &Posterior) -> Result<Vec<u8>, TableError> {
    let mut header = vec!["draw".to_owned()];
    header.extend(posterior.parameters.iter().map(|learnt| learnt.key.clone()));
    header.push("log_likelihood".into());
    let row = |(draw, log): (usize, &f64)| {
        let mut row = vec![draw.to_string()];
        row.extend(posterior.parameters.iter().map(|learnt| learnt.values[draw].to_string()));
        row.push(log.to_string());
        row
    };
    table(Table { header, rows: Box::new(posterior.log_likelihoods.iter().enumerate().map(row)) })
}

/// `parameters.csv`: prior and posterior of every number.
///
/// # Errors
/// See [`table`].
pub fn parameters(posterior: &Posterior) -> Result<Vec<u8>, TableError> {
    let mut header = vec!["key".to_owned()];
    for side in ["prior", "posterior"] {
        header.extend(["mean", "sd", "p05", "p50", "p95"].map(|name| format!("{side}_{name}")));
    }
    header.extend(
        ["posterior_mean_error", "sd_ratio", "shift_sd", "kolmogorov_distance", "moved", "narrowed"].map(String::from),
    );
    let cells = |side: &Moments| [side.mean, side.sd, side.p05, side.p50, side.p95].map(|value| value.to_string());
    let row = |learnt: &Learnt| {
        let mut row = vec![learnt.key.clone()];
        row.extend(cells(&learnt.prior));
        row.extend(cells(&learnt.posterior));
        let measures = [learnt.mean_error, learnt.sd_ratio, learnt.shift, learnt.distance];
        row.extend(measures.map(|value| value.to_string()));
        row.extend([learnt.moved, learnt.narrowed].map(|yes| yes.to_string()));
        row
    };
    table(Table { header, rows: Box::new(posterior.parameters.iter().map(row)) })
}

/// `tempering.csv`: the steps from prior to posterior.
///
/// # Errors
/// See [`table`].
pub fn tempering(posterior: &Posterior) -> Result<Vec<u8>, TableError> {
    let header = [
        "step",
        "temperature",
        "effective",
        "log_ratio",
        "accepted_whole",
        "accepted_block",
        "scale_whole",
        "scale_block",
        "unique",
        "uncertified_moves",
    ];
    let rows = posterior.steps.iter().enumerate().map(|(place, step)| {
        let numbers = [
            step.temperature,
            step.effective,
            step.log_ratio,
            step.accepted_whole,
            step.accepted_block,
            step.scale_whole,
            step.scale_block,
        ];
        let mut row = vec![(place + 1).to_string()];
        row.extend(numbers.map(|value| value.to_string()));
        row.extend([step.unique, step.uncertified].map(|count| count.to_string()));
        row
    });
    table(Table { header: header.map(String::from).to_vec(), rows: Box::new(rows) })
}

/// What the record teaches and what it does not, for the terminal.
pub fn text(posterior: &Posterior) -> String {
    let record = &posterior.record;
    let mut text = format!("{}\n", posterior.provenance.title);
    let _ = writeln!(
        text,
        "Record {}: {} to {}, {} quarters coded for disputes, {} of them in dispute.\n",
        record.name, record.quarters[0], record.quarters[1], record.disputes[0], record.disputes[1]
    );
    let sorted = posterior.by_distance();
    let (moved, rest): (Vec<&Learnt>, Vec<&Learnt>) = sorted.into_iter().partition(|learnt| learnt.moved);
    text.push_str(&taught(&moved));
    text.push_str(&untaught(&rest));
    text.push_str(&trust(posterior));
    text
}

fn taught(moved: &[&Learnt]) -> String {
    if moved.is_empty() {
        return "The record teaches nothing that these draws can tell from chance.\n".into();
    }
    let mut text = String::from("What the record teaches, mean (5% to 95%):\n");
    let width = moved.iter().take(TOLD).map(|learnt| learnt.key.chars().count()).max().unwrap_or(0);
    let side = |side: &Moments| format!("{} ({} to {})", short(side.mean), short(side.p05), short(side.p95));
    for learnt in moved.iter().take(TOLD) {
        let _ = writeln!(
            text,
            "  {:width$}  {:>26}  ->  {:>26}   spread x{:.2}, moved {:+.2} sd, distance {:.2}",
            learnt.key,
            side(&learnt.prior),
            side(&learnt.posterior),
            learnt.sd_ratio,
            learnt.shift,
            learnt.distance,
        );
    }
    if moved.len() > TOLD {
        let _ = writeln!(text, "  and {} more: parameters.csv", moved.len() - TOLD);
    }
    text
}

fn untaught(rest: &[&Learnt]) -> String {
    let Some(first) = rest.first() else { return String::new() };
    let keys: Vec<&str> = rest.iter().map(|learnt| learnt.key.as_str()).collect();
    format!(
        "What it does not: the other {} numbers stand as before, as far as these draws can tell (distance {:.2} at most):\n  {}\n",
        rest.len(),
        first.distance,
        keys.join(", ")
    )
}

fn trust(posterior: &Posterior) -> String {
    let accepted = posterior.steps.last().map_or((0.0, 0.0), |step| (step.accepted_whole, step.accepted_block));
    let temperatures: Vec<String> = posterior.steps.iter().map(|step| short(step.temperature)).collect();
    let central = posterior.central_log_likelihood.map_or("none: not certified".to_owned(), |log| format!("{log:.2}"));
    format!(
        "\nLog evidence {:.2} (standard error {:.2}); log likelihood {:.2} on average after the record, {central} at \
         central values.\n\
         {} particles, {} of them different, from {} prior draws (worth {:.0} equal ones); temperatures {}; at the last \
         step {:.0}% of moves of all numbers and {:.0}% of moves of a block accepted.\n\
         {} of {} prior draws have no certified game and count as impossible; under {} others the record cannot have \
         happened.\n\
         The record is learnt from as the model reads it: levels are inputs, disputes the evidence (docs/estimate.md).\n",
        posterior.log_evidence.value,
        posterior.log_evidence.standard_error.unwrap_or(f64::NAN),
        posterior.mean_log_likelihood,
        posterior.particles,
        posterior.unique,
        posterior.ancestors,
        posterior.effective_ancestors,
        temperatures.join(", "),
        accepted.0 * 100.0,
        accepted.1 * 100.0,
        posterior.uncertified,
        posterior.particles,
        posterior.impossible,
    )
}

/// About three digits.
fn short(value: f64) -> String {
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        size if size >= 0.1 || size == 0.0 => 3,
        _ => 4,
    };
    format!("{value:.digits$}")
}
