//! `allegiance compare`: how much branches of a run, two runs, or variants of a scenario differ (model page §5).
//!
//! Takes what was asked, gives a [`Comparison`]. Runs are read back and simulated again, since their folders do not keep
//! the histories; variants are simulated here, one after the other beside the first.

pub(super) mod asked;
mod same;
mod variants;

use super::failure::Failure;
use super::inputs::inputs;
use super::outcome::{Command, Job, Outcome, Results};
use super::replay::{Earlier, reopen, replay};
use super::request::{Forms, Output, Overrides, Shown};
use super::shard::{self, Part, Parted};
use crate::base::file::{File, json};
use crate::base::input::STANDARD_INPUT;
use crate::findings::Provenance;
use crate::findings::compare::{self, CompareError, Comparison, Facts, Pairing, Party, Varied};
use crate::forecast::{Draw, RESULTS_VERSION, Watch};
use crate::report::chart;
use crate::report::compare as words;
use crate::report::regret;
use crate::report::variants as tables;
use crate::report::words::compare::{apart, heading};
use crate::report::words::odds::Lexicon;
use crate::scenario::{self, Scenario};
use crate::store::folder::Target;
use crate::store::manifest::{self, Input, Manifest};
use same::{same_draws, without_words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
pub(crate) use variants::odds as odds_settings;
use variants::{Regretted, Variants};

/// What is to be compared.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Compare {
    /// A run's folder (its branches are compared), two of them (the first is the reference), or a scenario file
    #[cfg_attr(feature = "cli", arg(required = true, num_args = 1..=2, value_name = "RUN or FILE"))]
    pub what: Vec<PathBuf>,
    /// Run a scenario file with each of these values, or KEY=LOW..HIGH:STEP; the first is the reference. Several are crossed
    #[cfg_attr(feature = "cli", arg(long, value_name = "KEY=VALUE,VALUE,..."))]
    pub vary: Vec<String>,
    /// Pair the values of several --vary instead: the first with the first, the second with the second
    #[cfg_attr(feature = "cli", arg(long))]
    pub zip: bool,
    /// Run a scenario file with each variant of this TOML file (`[[variant]]` with name, set, odds); the first is the reference
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE"))]
    pub variants: Option<PathBuf>,
    /// Hold the variants against each other in every draw and branch: by how often an event happens, a quantity or a metric
    #[cfg_attr(feature = "cli", arg(long, value_name = "MEASURE"))]
    pub regret: Option<String>,
    /// With --regret, less of it is better
    #[cfg_attr(feature = "cli", arg(long))]
    pub least: bool,
    /// With --vary or --variants, what is overridden in all variants
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
    /// Which part of it
    #[cfg_attr(feature = "cli", command(flatten))]
    #[serde(skip)]
    pub part: Part,
}

/// A comparison, and the texts that each run in it was made from.
struct Compared {
    comparison: Comparison,
    inputs: Vec<Vec<Input>>,
}

impl Parted for Compare {
    const NAME: &'static str = "compare";

    fn file(&self) -> Option<&Path> {
        self.what.first().map(PathBuf::as_path)
    }

    fn into_folder(mut self, folder: Option<PathBuf>, force: bool) -> Self {
        (self.output.output, self.output.force) = (folder, force);
        self
    }
}

impl Command for Compare {
    fn prepare(mut self) -> Result<Job, Failure> {
        if let Some(place) = self.part.shard.take() {
            if !self.varies() {
                return Err(usage("--shard is for variants of a scenario file: --vary or --variants"));
            }
            let (part, folder) = (self.part.clone(), self.output.output.clone());
            return shard::share(self, &part, place, shard::named(folder)?);
        }
        let target = self.output.output.as_ref().map(|folder| Target {
            force: self.output.force,
            reads: self.what.iter().chain(&self.variants).cloned().collect(),
            ..Target::new(folder, manifest::Kind::Comparison)
        });
        let folder = target.as_ref().map(|target| target.folder.display().to_string());
        Ok(Job::new(target, move |watch| {
            let Compared { comparison, inputs } = self.compared(watch)?;
            let lexicon = Lexicon::icd203();
            let forms = Forms {
                text: &|| words::text(&comparison, &lexicon, watch.columns()),
                csv: Some(&|| Ok(words::shown_csv(&comparison)?)),
                markdown: Some(&|| words::markdown(&comparison, &lexicon)),
            };
            let others = match (&comparison.given, &comparison.varied) {
                (Some(_), _) => "compare.json and compare.md",
                (None, Some(Varied { regret: Some(_), .. })) => {
                    "variants.csv, values.csv, regret.csv, compare.json, compare.md and charts/"
                }
                (None, Some(_)) => "variants.csv, values.csv, compare.json, compare.md and charts/",
                (None, None) => "compare.json, compare.md and charts/",
            };
            let notes = notes(&comparison);
            let told = Outcome { notes, ..Outcome::text(self.shown.bytes(&comparison, &forms)?) };
            told.written(folder, &format!("compare.csv, {others}"), || results(&comparison, &inputs))
        }))
    }
}

impl Compare {
    fn compared(&self, watch: &dyn Watch) -> Result<Compared, Failure> {
        if let (false, Some(file)) = (self.varies(), self.what.iter().find(|what| is_file(what))) {
            let file = file.display();
            return Err(Failure::Usage(format!(
                "{file} is a file: compare variants of a scenario with --vary or --variants, or run it first"
            )));
        }
        self.only_of_variants()?;
        if let Some(event) = &self.given {
            return self.conditioned(event, watch);
        }
        match (&self.what[..], self.varies()) {
            ([file], true) => self.variants(file, watch),
            ([run], false) if self.odds.is_empty() => self.branches(run, watch),
            ([run], false) => self.other_odds(run, watch),
            ([reference, case], false) => self.runs(reference, case, watch),
            _ => Err(usage("compare takes one run, two runs, or one scenario file with --vary or --variants")),
        }
    }

    /// Refuses what only variants have.
    fn only_of_variants(&self) -> Result<(), Failure> {
        if self.least && self.regret.is_none() {
            return Err(usage("--least says what is better for --regret MEASURE"));
        }
        let asked = [("--zip", self.zip), ("--regret", self.regret.is_some())];
        refuse(&asked[..if self.varies() { 0 } else { asked.len() }], "runs: it is for --vary and --variants")
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
            ("--vary and --variants", self.varies()),
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

    fn variants(&self, file: &Path, watch: &dyn Watch) -> Result<Compared, Failure> {
        let with = if self.variants.is_some() { "--variants" } else { "--vary" };
        refuse(&[("--reference", self.reference.is_some()), ("--odds", !self.odds.is_empty())], with)?;
        let variants = match &self.variants {
            Some(list) => {
                refuse(&[("--vary", !self.vary.is_empty()), ("--zip", self.zip)], with)?;
                Variants::listed(file, &self.overrides, list)?
            }
            None => Variants::varied(file, &self.overrides, &self.vary, self.zip)?,
        };
        let inputs = variants.scenarios.iter().map(inputs).collect();
        let by = self.regret.as_deref().map(|measure| Regretted { measure, least: self.least });
        let comparison = variants.compared(&self.branch, by.as_ref(), watch)?;
        Ok(Compared { comparison, inputs })
    }

    /// Whether variants of a scenario file are asked for.
    fn varies(&self) -> bool {
        !self.vary.is_empty() || self.variants.is_some()
    }
}

/// Whether a scenario is named, not a run.
fn is_file(what: &Path) -> bool {
    what.is_file() || what == Path::new(STANDARD_INPUT)
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

fn party<'a>(label: String, scenario: &'a Scenario, draws: &'a [Draw], provenance: &Provenance) -> Party<'a> {
    Party { label, provenance: provenance.clone(), scenario, draws }
}

fn run_party<'a>(run: &Path, earlier: &'a Earlier, draws: &'a [Draw]) -> Party<'a> {
    party(label(run, &earlier.scenario), &earlier.scenario, draws, &earlier.summary.provenance)
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
    let independent = comparison.contrasts.iter().filter(|contrast| contrast.pairing == Pairing::Unpaired);
    let said: BTreeSet<String> = independent
        .map(|contrast| {
            let (case, reference, why) = (&contrast.case.run, &contrast.reference.run, apart(contrast, comparison));
            format!("{case} and {reference} are compared as two independent samples: {why}")
        })
        .collect();
    notes.extend(said);
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
        files.push(File::new("variants.csv", tables::csv(comparison, varied)?));
        files.push(File::new("values.csv", words::values(varied)?));
        if let Some(found) = &varied.regret {
            files.push(File::new("regret.csv", regret::csv(found)?));
        }
    }
    let made = comparison.runs.iter().zip(inputs).map(|(facts, inputs)| serde_json::to_value(Made { facts, inputs }));
    let own = Manifest::new(manifest::Kind::Comparison, RESULTS_VERSION);
    let manifest = Manifest { made_of: made.collect::<Result<_, _>>()?, ..own };
    Ok(Results::new(manifest, files, chart::comparison_figures(comparison)?))
}
