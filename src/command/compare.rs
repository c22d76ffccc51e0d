//! `allegiance compare`: from runs or a scenario's variants to a comparison, and to its folder (model page §5).
//!
//! Takes what was asked, gives a [`Comparison`]. Runs are read back and simulated again, since their folders do not keep
//! the histories; variants are simulated here, one after the other beside the first.

mod asked;

use super::{RunError, chart_files, file, noticed, provenance, reopen, replay, within_memory};
use crate::findings::Provenance;
use crate::findings::compare;
use crate::findings::compare::{CompareError, Comparison, Kind, Party};
use crate::forecast;
use crate::forecast::{Draw, Watch};
use crate::report::chart;
use crate::report::compare as report;
use crate::report::words::odds::Lexicon;
use crate::scenario;
use crate::scenario::Scenario;
use crate::store::{folder, manifest, reopen as reopened};
use std::path::{Path, PathBuf};

/// What is to be compared.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// One run, two runs, or a scenario file.
    pub what: Vec<PathBuf>,
    /// Variants of the scenario, `key=value,value,…`.
    pub vary: Option<String>,
    /// Overrides of the scenario, `key=value`.
    pub overrides: Vec<String>,
    /// Branch of the run that the others are compared with; by default the first.
    pub reference: Option<String>,
    /// Branches to compare; none: all.
    pub branches: Vec<String>,
    /// Other odds of the branches, `name=odds,…`.
    pub odds: Vec<String>,
    /// Folder for tables and charts.
    pub output: Option<PathBuf>,
    /// Whether to write into a folder that holds other files.
    pub force: bool,
}

/// What a comparison gives back.
#[derive(Debug)]
pub struct Compared {
    /// What was found.
    pub comparison: Comparison,
    /// What a reader should know beyond it.
    pub warnings: Vec<String>,
}

/// `allegiance compare`.
///
/// # Errors
/// See [`RunError`]: wrong use, a run that cannot be read back, variants that change nothing, a difference that no history
/// feels.
pub fn compare(request: &Request, watch: &dyn Watch) -> Result<Compared, RunError> {
    if let Some(folder) = &request.output {
        admit(folder, request.force)?;
    }
    let comparison = match (&request.what[..], &request.vary) {
        ([file], Some(vary)) => variants(request, file, vary, watch)?,
        ([run], None) if request.odds.is_empty() => branches(request, run, watch)?,
        ([run], None) => odds(request, run, watch)?,
        ([reference, case], None) => runs(request, reference, case, watch)?,
        _ => return Err(usage("compare takes one run, two runs, or one scenario file with --vary")),
    };
    let mut warnings = notes(&comparison);
    if let Some(folder) = &request.output {
        warnings.extend(write(&comparison, folder, request.force)?);
    }
    Ok(Compared { comparison, warnings })
}

fn usage(text: &str) -> RunError {
    RunError::Usage(text.into())
}

/// Refuses what another way of comparing would need.
fn refuse(asked: &[(&str, bool)], with: &str) -> Result<(), RunError> {
    match asked.iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(RunError::Usage(format!("{option} does not go with {with}"))),
        None => Ok(()),
    }
}

/// A folder that holds a run is not written into: the comparison would take its place.
fn admit(folder: &Path, force: bool) -> Result<(), RunError> {
    if reopened::holds_run(folder) {
        return Err(RunError::Usage(format!(
            "{} holds a run, which a comparison would replace: choose another folder with -o",
            folder.display()
        )));
    }
    Ok(folder::admit(folder, force)?)
}

fn branches(request: &Request, run: &Path, watch: &dyn Watch) -> Result<Comparison, RunError> {
    refuse(&[("--set or --seed", !request.overrides.is_empty())], "a finished run")?;
    let earlier = reopen(run)?;
    let draws = replay(&earlier, watch)?;
    let party = party(label(run, &earlier.scenario), &earlier.scenario, &draws, &earlier.summary.provenance);
    Ok(compare::branches(&party, request.reference.as_deref(), &request.branches)?)
}

fn odds(request: &Request, run: &Path, watch: &dyn Watch) -> Result<Comparison, RunError> {
    let others = [
        ("--reference", request.reference.is_some()),
        ("--branch", !request.branches.is_empty()),
        ("--set or --seed", !request.overrides.is_empty()),
    ];
    refuse(&others, "--odds")?;
    let asked = asked::odds(&request.odds).map_err(|text| RunError::Usage(format!("--odds: {text}")))?;
    let earlier = reopen(run)?;
    let own: Vec<(String, f64)> =
        earlier.summary.branches.iter().map(|branch| (branch.name.clone(), branch.odds)).collect();
    compare::reweighed(&own, &asked)?;
    let draws = replay(&earlier, watch)?;
    let party = party(label(run, &earlier.scenario), &earlier.scenario, &draws, &earlier.summary.provenance);
    Ok(compare::odds(&party, &asked)?)
}

fn runs(request: &Request, reference: &Path, case: &Path, watch: &dyn Watch) -> Result<Comparison, RunError> {
    let others = [
        ("--reference", request.reference.is_some()),
        ("--odds", !request.odds.is_empty()),
        ("--set or --seed", !request.overrides.is_empty()),
    ];
    refuse(&others, "two runs: the first is the reference")?;
    let (one, two) = (reopen(reference)?, reopen(case)?);
    let mut labels = [label(reference, &one.scenario), label(case, &two.scenario)];
    if labels[0] == labels[1] {
        labels = [format!("{} (first)", labels[0]), format!("{} (second)", labels[1])];
    }
    if inputs(&one.scenario) == inputs(&two.scenario) {
        return Err(CompareError::SameInput(format!("{} and {} have the same inputs", labels[0], labels[1])).into());
    }
    if same_draws(&one.scenario, &two.scenario) {
        return Err(CompareError::MoreDraws(labels[1].clone(), labels[0].clone()).into());
    }
    let (from, to) = (replay(&one, watch)?, replay(&two, watch)?);
    let [first, second] = labels;
    let reference = party(first, &one.scenario, &from, &one.summary.provenance);
    let case = party(second, &two.scenario, &to, &two.summary.provenance);
    Ok(compare::runs(&reference, &case, &request.branches)?)
}

fn variants(request: &Request, file: &Path, vary: &str, watch: &dyn Watch) -> Result<Comparison, RunError> {
    refuse(&[("--reference", request.reference.is_some()), ("--odds", !request.odds.is_empty())], "--vary")?;
    let variants = asked::variants(vary).map_err(|text| RunError::Usage(format!("--vary: {text}")))?;
    let load = |variant: &String| {
        let overrides: Vec<String> = request.overrides.iter().chain([variant]).cloned().collect();
        let scenario = scenario::load(file, &overrides)?;
        within_memory(&scenario)?;
        Ok::<_, RunError>(scenario)
    };
    let scenarios = variants.iter().map(load).collect::<Result<Vec<Scenario>, _>>()?;
    for (place, scenario) in scenarios.iter().enumerate() {
        let same = |earlier: &&Scenario| inputs(earlier) == inputs(scenario);
        if scenarios[..place].iter().any(|earlier| same(&earlier)) {
            let text = format!("{} changes no input that an earlier variant does not have", variants[place]);
            return Err(CompareError::SameInput(text).into());
        }
        if let Some(earlier) = (0..place).find(|earlier| same_draws(&scenarios[*earlier], scenario)) {
            return Err(CompareError::MoreDraws(variants[place].clone(), variants[earlier].clone()).into());
        }
    }
    let simulate = |scenario: &Scenario| -> Result<Vec<Draw>, RunError> {
        let draws = forecast::simulate(scenario, watch)?;
        match draws.iter().any(|draw| draw.branches.is_some()) {
            true => Ok(draws),
            false => Err(RunError::NothingCertified(draws.len())),
        }
    };
    let from = simulate(&scenarios[0])?;
    let name = |place: usize| scenario::shown(&variants[place]);
    let reference = party(name(0), &scenarios[0], &from, &provenance(&scenarios[0]));
    let mut whole: Option<Comparison> = None;
    for (place, scenario) in scenarios.iter().enumerate().skip(1) {
        let to = simulate(scenario)?;
        let case = party(name(place), scenario, &to, &provenance(scenario));
        let found = Comparison { kind: Kind::Variants, ..compare::runs(&reference, &case, &request.branches)? };
        whole = Some(match whole {
            None => found,
            Some(earlier) => joined(earlier, found),
        });
    }
    whole.ok_or_else(|| usage("--vary: at least two values"))
}

/// Two comparisons with the same reference as one.
fn joined(mut earlier: Comparison, found: Comparison) -> Comparison {
    earlier.runs.extend(found.runs.into_iter().skip(1));
    earlier.contrasts.extend(found.contrasts);
    let new: Vec<String> = found.unmatched.into_iter().filter(|name| !earlier.unmatched.contains(name)).collect();
    earlier.unmatched.extend(new);
    earlier
}

fn party<'a>(label: String, scenario: &'a Scenario, draws: &'a [Draw], provenance: &Provenance) -> Party<'a> {
    Party { label, provenance: provenance.clone(), scenario, draws }
}

/// A scenario without the words around it: what can make a difference.
fn inputs(scenario: &Scenario) -> Scenario {
    Scenario {
        id: String::new(),
        title: String::new(),
        claims: Vec::new(),
        assumptions: Vec::new(),
        sources: Vec::new(),
        ..scenario.clone()
    }
}

/// Whether two scenarios differ only in how many draws are taken: draw i is then the same in both.
fn same_draws(one: &Scenario, two: &Scenario) -> bool {
    let mut two = inputs(two);
    two.simulation.draws = one.simulation.draws;
    inputs(one) == two
}

/// What a run is called: the name of its folder, without the folders above.
fn label(folder: &Path, scenario: &Scenario) -> String {
    let name = folder.file_name().map(|name| name.to_string_lossy());
    name.map_or_else(|| scenario.id.clone(), |name| scenario::shown(&name))
}

/// What a reader should know beyond the numbers.
fn notes(comparison: &Comparison) -> Vec<String> {
    let unfelt = comparison.contrasts.iter().filter(|contrast| !contrast.felt);
    let mut notes: Vec<String> = unfelt
        .map(|contrast| format!("{}: no history differs in anything", report::heading(contrast, comparison)))
        .collect();
    notes.extend(comparison.unmatched.iter().map(|name| format!("not compared: {name}")));
    notes
}

/// Writes tables and charts; gives what a reader of the charts would miss.
fn write(comparison: &Comparison, folder: &Path, force: bool) -> Result<Vec<String>, RunError> {
    let figures = chart::contrast::figures(comparison)?;
    let mut files = vec![
        file("compare.csv", report::csv(comparison)?),
        file("compare.json", manifest::json(comparison)?),
        file("compare.md", report::markdown(comparison, &Lexicon::icd203()).into_bytes()),
    ];
    files.extend(chart_files(&figures)?);
    let files = manifest::seal_derived(files, "comparison", &comparison.runs)?;
    folder::write(folder, &files, force)?;
    Ok(noticed(&figures))
}
