//! What an estimation found, as tables and as text for the terminal (docs/estimate.md).

use super::words::{selection, three_digits};
use crate::base::table::{Heads, Number, Table, TableError, csv};
use crate::findings::posterior::{Learnt, Moments, Posterior, Switching};
use serde::Serialize;
use std::fmt::Write;

/// How many numbers that moved are told at the terminal.
const TOLD: usize = 15;

#[derive(Default, Serialize)]
struct DrawCells {
    draw: usize,
}

#[derive(Default, Serialize)]
struct Likelihood {
    log_likelihood: Number,
}

/// Whether backward induction and the principal branch end on different equilibria in some game; empty if unknown.
const DIFFERS: &str = "principal_branch_differs";

/// `posterior.csv`: equally weighted draws, as `run --draws` reads them.
pub(crate) fn draws(posterior: &Posterior) -> Result<Vec<u8>, TableError> {
    let heads = Heads::of::<DrawCells>()?.named(posterior.parameters.iter().map(|learnt| learnt.key.clone()));
    let asked = posterior.selection.as_ref();
    let heads = heads.and::<Likelihood>()?.named(asked.map(|_| DIFFERS.to_owned()));
    heads.csv(posterior.log_likelihoods.iter().enumerate().map(|(draw, log)| {
        let values: Vec<Number> = posterior.parameters.iter().map(|learnt| Number(learnt.values[draw])).collect();
        let differs: Vec<Option<bool>> = asked.iter().map(|found| found.by_particle[draw]).collect();
        (DrawCells { draw }, values, Likelihood { log_likelihood: Number(*log) }, differs)
    }))
}

#[derive(Default, Serialize)]
struct Prior<'a> {
    key: &'a str,
    prior_mean: Number,
    prior_sd: Number,
    prior_p05: Number,
    prior_p50: Number,
    prior_p95: Number,
}

#[derive(Default, Serialize)]
struct After {
    posterior_mean: Number,
    posterior_sd: Number,
    posterior_p05: Number,
    posterior_p50: Number,
    posterior_p95: Number,
    posterior_mean_error: Number,
}

#[derive(Default, Serialize)]
struct Change {
    sd_ratio: Number,
    shift_sd: Number,
    kolmogorov_distance: Number,
    moved: bool,
    narrowed: bool,
}

/// `parameters.csv`: prior and posterior of every number.
pub(crate) fn parameters(posterior: &Posterior) -> Result<Vec<u8>, TableError> {
    csv(posterior.parameters.iter().map(|learnt| {
        let Learnt { prior, posterior, .. } = learnt;
        let before = Prior {
            key: &learnt.key,
            prior_mean: Number(prior.mean),
            prior_sd: Number(prior.sd),
            prior_p05: Number(prior.p05),
            prior_p50: Number(prior.p50),
            prior_p95: Number(prior.p95),
        };
        let after = After {
            posterior_mean: Number(posterior.mean),
            posterior_sd: Number(posterior.sd),
            posterior_p05: Number(posterior.p05),
            posterior_p50: Number(posterior.p50),
            posterior_p95: Number(posterior.p95),
            posterior_mean_error: Number(learnt.mean_error),
        };
        let change = Change {
            sd_ratio: Number(learnt.sd_ratio),
            shift_sd: Number(learnt.shift),
            kolmogorov_distance: Number(learnt.distance),
            moved: learnt.moved,
            narrowed: learnt.narrowed,
        };
        (before, after, change)
    }))
}

#[derive(Default, Serialize)]
struct StepCells {
    step: usize,
    temperature: Number,
    effective: Number,
    log_ratio: Number,
    accepted_whole: Number,
    accepted_block: Number,
    scale_whole: Number,
    scale_block: Number,
    unique: usize,
    uncertified_moves: usize,
}

/// `tempering.csv`: the steps from prior to posterior.
pub(crate) fn tempering(posterior: &Posterior) -> Result<Vec<u8>, TableError> {
    csv(posterior.steps.iter().enumerate().map(|(index, step)| StepCells {
        step: index + 1,
        temperature: Number(step.temperature),
        effective: Number(step.effective),
        log_ratio: Number(step.log_ratio),
        accepted_whole: Number(step.accepted_whole),
        accepted_block: Number(step.accepted_block),
        scale_whole: Number(step.scale_whole),
        scale_block: Number(step.scale_block),
        unique: step.unique,
        uncertified_moves: step.uncertified,
    }))
}

/// What the record teaches and what it does not, for the terminal.
pub(crate) fn text(posterior: &Posterior) -> String {
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
    text.extend(posterior.selection.as_ref().map(|found| switching(posterior.particles, found)));
    text
}

fn taught(moved: &[&Learnt]) -> String {
    if moved.is_empty() {
        return "The record teaches nothing that these draws can tell from chance.\n".into();
    }
    let mut text = String::from("What the record teaches, mean (5% to 95%):\n");
    let side = |side: &Moments| format!("{} ({} to {})", short(side.mean), short(side.p05), short(side.p95));
    let measures = |learnt: &&Learnt| {
        let Learnt { sd_ratio, shift, distance, .. } = learnt;
        format!("spread x{sd_ratio:.2}, moved {shift:+.2} sd, distance {distance:.2}")
    };
    let table = Table::of(&moved[..moved.len().min(TOLD)]).left("", |learnt| learnt.key.clone());
    let table = table.right("", move |learnt| side(&learnt.prior)).least(26).left("", |_| "->".to_owned());
    let table = table.right("", move |learnt| side(&learnt.posterior)).least(26).left("", measures).gap(3);
    text.push_str(&table.text());
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

/// In how many particles another selection would lead to another equilibrium.
fn switching(particles: usize, found: &Switching) -> String {
    let changed = match &found.headline {
        Some(event) if found.differ > 0 => {
            format!(" {}", selection::moved(event, "particles", "the odds that the scenario states"))
        }
        _ => String::new(),
    };
    let unknown = match found.unknown {
        0 => String::new(),
        unknown => format!(" In {unknown} others one of the two ends on none."),
    };
    format!(
        "In {} of {particles} particles backward induction and the principal branch end on different equilibria of some game \
         ({DIFFERS} in posterior.csv).{changed}{unknown}\n",
        found.differ
    )
}

/// About three digits.
fn short(value: f64) -> String {
    let digits = if value == 0.0 { 3 } else { three_digits(value) };
    format!("{value:.digits$}")
}
