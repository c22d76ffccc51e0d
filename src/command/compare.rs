//! `allegiance compare`: how much branches of a run, two runs, or variants of a scenario differ (model page §5).
//!
//! Takes what was asked, gives a [`Comparison`]. Runs are read back and simulated again, since their folders do not keep
//! the histories; variants are simulated here, one after the other beside the first.

pub(super) mod asked;

use super::failure::Failure;
use super::inputs::{inputs, provenance};
use super::memory::within_memory;
use super::outcome::{Command, Job, Outcome, Results};
use super::replay::{Earlier, reopen, replay};
use super::request::{Forms, Output, Overrides, Shown, Source};
use crate::base::file::{File, json};
use crate::findings::Provenance;
use crate::findings::compare::{self, CompareError, Comparison, Facts, Kind, Party};
use crate::forecast::{self, Draw, RESULTS_VERSION, Watch};
use crate::report::chart;
use crate::report::compare as words;
use crate::report::words::compare::heading;
use crate::report::words::odds::Lexicon;
use crate::scenario::{self, Contents, Scenario};
use crate::store::folder::Target;
use crate::store::manifest::{self, Input, Manifest};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What is to be compared.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Compare {
    /// A run's folder (its branches are compared), two of them (the first is the reference), or a scenario file
    #[cfg_attr(feature = "cli", arg(required = true, num_args = 1..=2, value_name = "RUN or FILE"))]
    pub what: Vec<PathBuf>,
    /// Run a scenario file with each of these values; the first is the reference
    #[cfg_attr(feature = "cli", arg(long, value_name = "KEY=VALUE,VALUE,..."))]
    pub vary: Option<String>,
    /// With --vary, what is overridden in all variants
    #[cfg_attr(feature = "cli", command(flatten))]
    pub overrides: Overrides,
    /// What else happens on the histories of a run in which this event happened, and on those in which it did not
    #[cfg_attr(feature = "cli", arg(long, value_name = "EVENT"))]
    pub given: Option<String>,
    /// Branch that the others are compared with [default: the first]
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub reference: Option<String>,
    /// Compare only this branch, as often as wanted
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME"))]
    pub branch: Vec<String>,
    /// Mix a run's branches by other odds; the branches not named share the rest in proportion
    #[cfg_attr(feature = "cli", arg(long, value_name = "NAME=ODDS,..."))]
    pub odds: Vec<String>,
    /// Where compare.csv, compare.json, compare.md and charts go; without -o none are written
    #[cfg_attr(feature = "cli", command(flatten))]
    pub output: Output,
    /// How it is shown
    #[cfg_attr(feature = "cli", command(flatten))]
    pub shown: Shown,
}

/// A comparison, and the texts that each run in it was made from.
struct Compared {
    comparison: Comparison,
    inputs: Vec<Vec<Input>>,
}

impl Command for Compare {
    fn prepare(self) -> Result<Job, Failure> {
        let target = self.output.output.as_ref().map(|folder| Target {
            force: self.output.force,
            reads: self.what.clone(),
            ..Target::new(folder, manifest::Kind::Comparison)
        });
        let folder = target.as_ref().map(|target| target.folder.display().to_string());
        Ok(Job::new(target, move |watch| {
            let Compared { comparison, inputs } = self.compared(watch)?;
            let lexicon = Lexicon::icd203();
            let results = folder.as_ref().map(|_| results(&comparison, &inputs)).transpose()?;
            let forms = Forms {
                text: &|| words::text(&comparison, &lexicon, watch.columns()),
                csv: Some(&|| Ok(words::csv(&comparison)?)),
                markdown: Some(&|| words::markdown(&comparison, &lexicon)),
            };
            let others = match (&comparison.given, &comparison.varied) {
                (Some(_), _) => "compare.json and compare.md",
                (None, Some(_)) => "values.csv, compare.json, compare.md and charts/",
                (None, None) => "compare.json, compare.md and charts/",
            };
            let written = |folder| format!("Written to {folder}: compare.csv, {others}.");
            Ok(Outcome {
                results: results.into_iter().collect(),
                notes: notes(&comparison),
                said: folder.map(written),
                ..Outcome::text(self.shown.bytes(&comparison, &forms)?)
            })
        }))
    }
}

impl Compare {
    fn compared(&self, watch: &dyn Watch) -> Result<Compared, Failure> {
        if let (None, Some(file)) = (&self.vary, self.what.iter().find(|what| what.is_file())) {
            let file = file.display();
            return Err(Failure::Usage(format!(
                "{file} is a file: compare variants of a scenario with --vary, or run it first"
            )));
        }
        if let Some(event) = &self.given {
            return self.conditioned(event, watch);
        }
        match (&self.what[..], &self.vary) {
            ([file], Some(vary)) => self.variants(file, vary, watch),
            ([run], None) if self.odds.is_empty() => self.branches(run, watch),
            ([run], None) => self.other_odds(run, watch),
            ([reference, case], None) => self.runs(reference, case, watch),
            _ => Err(usage("compare takes one run, two runs, or one scenario file with --vary")),
        }
    }

    fn overridden(&self) -> (&'static str, bool) {
        ("--set or --seed", !self.overrides.is_empty())
    }

    fn branches(&self, run: &Path, watch: &dyn Watch) -> Result<Compared, Failure> {
        refuse(&[self.overridden()], "a finished run")?;
        let earlier = reopen(run)?;
        let draws = replay(&earlier, watch)?;
        let comparison = compare::branches(&run_party(run, &earlier, &draws), self.reference.as_deref(), &self.branch)?;
        Ok(Compared { comparison, inputs: vec![earlier.inputs] })
    }

    fn conditioned(&self, event: &str, watch: &dyn Watch) -> Result<Compared, Failure> {
        let others = [
            ("--vary", self.vary.is_some()),
            ("--reference", self.reference.is_some()),
            ("--odds", !self.odds.is_empty()),
            self.overridden(),
        ];
        refuse(&others, "--given")?;
        let [run] = &self.what[..] else { return Err(usage("--given: compare takes one run")) };
        let earlier = reopen(run)?;
        let draws = replay(&earlier, watch)?;
        let comparison = compare::given(&run_party(run, &earlier, &draws), event, &self.branch)?;
        Ok(Compared { comparison, inputs: vec![earlier.inputs] })
    }

    fn other_odds(&self, run: &Path, watch: &dyn Watch) -> Result<Compared, Failure> {
        let others =
            [("--reference", self.reference.is_some()), ("--branch", !self.branch.is_empty()), self.overridden()];
        refuse(&others, "--odds")?;
        let asked = asked::odds(&self.odds).map_err(|text| Failure::Usage(format!("--odds: {text}")))?;
        let earlier = reopen(run)?;
        let own: Vec<(String, f64)> =
            earlier.summary.branches.iter().map(|branch| (branch.name.clone(), branch.odds)).collect();
        compare::reweighed(&own, &asked)?;
        let draws = replay(&earlier, watch)?;
        let comparison = compare::odds(&run_party(run, &earlier, &draws), &asked)?;
        Ok(Compared { comparison, inputs: vec![earlier.inputs] })
    }

    fn runs(&self, reference: &Path, case: &Path, watch: &dyn Watch) -> Result<Compared, Failure> {
        let others = [("--reference", self.reference.is_some()), ("--odds", !self.odds.is_empty()), self.overridden()];
        refuse(&others, "two runs: the first is the reference")?;
        let (one, two) = (reopen(reference)?, reopen(case)?);
        let mut labels = [label(reference, &one.scenario), label(case, &two.scenario)];
        if labels[0] == labels[1] {
            labels = [format!("{} (first)", labels[0]), format!("{} (second)", labels[1])];
        }
        if without_words(&one.scenario) == without_words(&two.scenario) {
            return Err(CompareError::SameInput(format!("{} and {} have the same inputs", labels[0], labels[1])).into());
        }
        if same_draws(&one.scenario, &two.scenario) {
            return Err(CompareError::MoreDraws(labels[1].clone(), labels[0].clone()).into());
        }
        let (from, to) = (replay(&one, watch)?, replay(&two, watch)?);
        let [first, second] = labels;
        let reference = party(first, &one.scenario, &from, &one.summary.provenance);
        let case = party(second, &two.scenario, &to, &two.summary.provenance);
        let comparison = compare::runs(&reference, &case, &self.branch)?;
        Ok(Compared { comparison, inputs: vec![one.inputs, two.inputs] })
    }

    fn variants(&self, file: &Path, vary: &str, watch: &dyn Watch) -> Result<Compared, Failure> {
        refuse(&[("--reference", self.reference.is_some()), ("--odds", !self.odds.is_empty())], "--vary")?;
        let variants = asked::variants(vary).map_err(|text| Failure::Usage(format!("--vary: {text}")))?;
        let sources: Vec<Source> = variants.iter().map(|variant| self.variant(file, variant)).collect();
        let scenarios = sources.iter().map(loaded).collect::<Result<Vec<Scenario>, _>>()?;
        for (index, scenario) in scenarios.iter().enumerate() {
            let same = |earlier: &Scenario| without_words(earlier) == without_words(scenario);
            if scenarios[..index].iter().any(same) {
                let text = format!("{} changes no input that an earlier variant does not have", variants[index]);
                return Err(CompareError::SameInput(text).into());
            }
            if let Some(earlier) = (0..index).find(|earlier| same_draws(&scenarios[*earlier], scenario)) {
                return Err(CompareError::MoreDraws(variants[index].clone(), variants[earlier].clone()).into());
            }
        }
        let name = |index: usize| scenario::shown(&variants[index]);
        let from = simulated(&scenarios[0], watch)?;
        let reference = party(name(0), &scenarios[0], &from, &provenance(&scenarios[0]));
        let mut told = vec![compare::Variant::new(asked::value(&variants[0]), &reference)];
        let mut whole: Option<Comparison> = None;
        for (index, scenario) in scenarios.iter().enumerate().skip(1) {
            let to = simulated(scenario, watch)?;
            let case = party(name(index), scenario, &to, &provenance(scenario));
            told.push(compare::Variant::new(asked::value(&variants[index]), &case));
            let found = Comparison { kind: Kind::Variants, ..compare::runs(&reference, &case, &self.branch)? };
            whole = Some(match whole {
                None => found,
                Some(earlier) => joined(earlier, found),
            });
        }
        let inputs = scenarios.iter().map(inputs).collect();
        let key = scenario::shown(asked::key(&variants[0]));
        let comparison = whole.ok_or_else(|| usage("--vary: at least two values"))?;
        let comparison = Comparison { varied: Some(compare::Varied { key, variants: told }), ..comparison };
        Ok(Compared { comparison, inputs })
    }

    /// The scenario file with one variant more.
    fn variant(&self, file: &Path, variant: &str) -> Source {
        let mut set = self.overrides.all();
        set.push(variant.to_owned());
        Source { file: file.into(), overrides: Overrides { set, seed: None } }
    }
}

fn usage(text: &str) -> Failure {
    Failure::Usage(text.into())
}

/// Refuses what another way of comparing would need.
fn refuse(asked: &[(&str, bool)], with: &str) -> Result<(), Failure> {
    match asked.iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(Failure::Usage(format!("{option} does not go with {with}"))),
        None => Ok(()),
    }
}

fn loaded(source: &Source) -> Result<Scenario, Failure> {
    let scenario = source.load(None)?;
    within_memory(&scenario)?;
    Ok(scenario)
}

fn simulated(scenario: &Scenario, watch: &dyn Watch) -> Result<Vec<Draw>, Failure> {
    let draws = forecast::simulate(scenario, watch)?;
    match draws.iter().any(|draw| draw.branches.is_some()) {
        true => Ok(draws),
        false => Err(Failure::NothingCertified(draws.len())),
    }
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

fn run_party<'a>(run: &Path, earlier: &'a Earlier, draws: &'a [Draw]) -> Party<'a> {
    party(label(run, &earlier.scenario), &earlier.scenario, draws, &earlier.summary.provenance)
}

/// A scenario without the words around it: what can make a difference.
fn without_words(scenario: &Scenario) -> Contents {
    Contents {
        id: String::new(),
        title: String::new(),
        claims: Vec::new(),
        confidence: None,
        record: None,
        assumptions: Vec::new(),
        sources: Vec::new(),
        ..Contents::clone(scenario)
    }
}

/// Whether two scenarios differ only in how many draws are taken: draw i is then the same in both.
fn same_draws(one: &Scenario, two: &Scenario) -> bool {
    let mut two = without_words(two);
    two.simulation.draws = one.simulation.draws;
    without_words(one) == two
}

/// What a run is called: the name of its folder, without the folders above.
fn label(folder: &Path, scenario: &Scenario) -> String {
    let name = folder.file_name().map(|name| name.to_string_lossy());
    name.map_or_else(|| scenario.id.clone(), |name| scenario::shown(&name))
}

/// What a reader should know beyond the numbers.
fn notes(comparison: &Comparison) -> Vec<String> {
    let unfelt = comparison.contrasts.iter().filter(|contrast| !contrast.felt);
    let mut notes: Vec<String> =
        unfelt.map(|contrast| format!("{}: no history differs in anything", heading(contrast, comparison))).collect();
    notes.extend(comparison.unmatched.iter().map(|name| format!("not compared: {name}")));
    notes
}

/// A run that takes part, with the texts that it was made from.
#[derive(Serialize)]
struct Made<'a> {
    #[serde(flatten)]
    facts: &'a Facts,
    inputs: &'a [Input],
}

fn results(comparison: &Comparison, inputs: &[Vec<Input>]) -> Result<Results, Failure> {
    let mut files = vec![
        File::new("compare.csv", words::csv(comparison)?),
        File::new("compare.json", json(comparison)?),
        File::new("compare.md", words::markdown(comparison, &Lexicon::icd203())),
    ];
    if let Some(varied) = &comparison.varied {
        files.push(File::new("values.csv", words::values(varied)?));
    }
    let made = comparison.runs.iter().zip(inputs).map(|(facts, inputs)| serde_json::to_value(Made { facts, inputs }));
    let own = Manifest::new(manifest::Kind::Comparison, RESULTS_VERSION);
    let manifest = Manifest { made_of: made.collect::<Result<_, _>>()?, ..own };
    Ok(Results::new(manifest, files, chart::comparison_figures(comparison)?))
}
