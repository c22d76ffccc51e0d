//! What stands at the foot of every chart: where its numbers come from, and what they mean.
//!
//! Takes the provenance of a result, gives the two lines of a [`Footer`].

use crate::findings::backtest::Backtest;
use crate::findings::compare::{Comparison, Contrast, Facts};
use crate::findings::posterior::Posterior;
use crate::findings::sensitivity::Sensitivity;
use crate::findings::{Provenance, Summary};
use crate::report::words::plain::{count, some};

/// What a frequency is, and is not.
const FREQUENCY: &str = "Frequency within the model, given the scenario's assumptions; not an intelligence judgement";
/// What a statement beside a record is.
const BESIDE_RECORD: &str = "What the model states, given the scenario's assumptions, beside a record coded by hand; \
                             ladders that the record codes are inputs";
/// What an estimation is.
const LEARNT: &str =
    "What the record says within the model, given the scenario's priors; not an intelligence judgement";

/// What a sensitivity analysis is.
const WITHIN: &str =
    "What the numbers do within the model and their stated ranges; not what would happen if somebody changed one";

/// Two lines at the foot of a chart.
pub(crate) struct Footer {
    /// Where the numbers come from.
    pub source: String,
    /// What they mean.
    pub meaning: &'static str,
}

impl Footer {
    /// Of a run.
    pub(crate) fn run(summary: &Summary) -> Self {
        Self::certified(&summary.provenance, summary.certified_draws)
    }

    /// Of results from so many certified draws.
    pub(crate) fn certified(source: &Provenance, certified: usize) -> Self {
        let counted = match certified < source.draws {
            true => format!("{} of {}", some(certified, "certified draw", "certified draws"), count(source.draws)),
            false => some(source.draws, "draw", "draws"),
        };
        let (digest, paths) = (short(&source.sha256), some(source.paths, "path", "paths"));
        let counted = format!("sha256 {digest} · seed {} · {counted} × {paths}", source.seed);
        Self::frequency(format!("allegiance {} · scenario {} · {counted}", source.version, source.scenario))
    }

    /// Of what is exact at central values.
    pub(crate) fn central(source: &Provenance) -> Self {
        let Provenance { version, scenario, sha256, .. } = source;
        Self::frequency(format!(
            "allegiance {version} · scenario {scenario} · sha256 {} · central values",
            short(sha256)
        ))
    }

    /// Of a contrast: one run against another, or within one.
    pub(crate) fn contrast(comparison: &Comparison, contrast: &Contrast) -> Self {
        let run = |label: &str| comparison.runs.iter().find(|run| run.label == label);
        match (run(&contrast.reference.run), run(&contrast.case.run)) {
            (Some(reference), Some(case)) if reference != case => {
                let version = &case.provenance.version;
                Self::frequency(format!("allegiance {version} · {} against {}", size(case), size(reference)))
            }
            (Some(one), _) => Self::certified(&one.provenance, one.certified_draws),
            _ => Self::frequency(String::new()),
        }
    }

    /// Of a backtest, at central values.
    pub(crate) fn backtest(found: &Backtest) -> Self {
        Self::beside_record(found, "central values")
    }

    /// Of a backtest, over draws if they were taken, else at central values.
    pub(crate) fn backtest_over_draws(found: &Backtest) -> Self {
        let Some(draws) = &found.draws else { return Self::backtest(found) };
        let file = draws.file.as_ref().map_or(String::new(), |file| format!(" of {file}"));
        Self::beside_record(found, &format!("{} draws{file}", draws.counted))
    }

    /// Of an estimation.
    pub(crate) fn estimation(found: &Posterior) -> Self {
        let numbers = format!("seed {} · {} particles", found.provenance.seed, count(found.particles));
        let record = (found.record.name.as_str(), found.record.sha256.as_str());
        Self { source: with_record(&found.provenance, record, &numbers), meaning: LEARNT }
    }

    /// Of a sensitivity analysis.
    pub(crate) fn sensitivity(found: &Sensitivity) -> Self {
        let Provenance { version, scenario, sha256, seed, .. } = &found.provenance;
        let source = format!("allegiance {version} · scenario {scenario} · sha256 {} · seed {seed}", short(sha256));
        Self { source, meaning: WITHIN }
    }

    fn beside_record(found: &Backtest, numbers: &str) -> Self {
        let record = (found.record.name.as_str(), found.record.sha256.as_str());
        Self { source: with_record(&found.provenance, record, numbers), meaning: BESIDE_RECORD }
    }

    fn frequency(source: String) -> Self {
        Self { source, meaning: FREQUENCY }
    }
}

fn with_record(source: &Provenance, (record, sha256): (&str, &str), numbers: &str) -> String {
    let Provenance { version, scenario, .. } = source;
    let (digest, other) = (short(&source.sha256), short(sha256));
    format!(
        "allegiance {version} · scenario {scenario} · sha256 {digest} · record {record} · sha256 {other} · {numbers}"
    )
}

fn size(facts: &Facts) -> String {
    let Provenance { scenario, sha256, draws, paths, seed, .. } = &facts.provenance;
    let (digest, certified, paths) = (short(sha256), facts.certified_draws, count(*paths));
    format!("{scenario} {digest} ({certified} of {draws} draws × {paths} paths, seed {seed})")
}

/// As much of a digest as tells two files apart.
fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}
