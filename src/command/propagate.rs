//! `allegiance propagate`: exact means by quarter and branch at central values, or of every draw, without sampling noise.

use super::compare::asked::parts;
use super::failure::Failure;
use super::inputs::partly_drawn;
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome};
use super::replay::central;
use super::request::{Forms, Shown, Source, TABLES, rows_left};
use super::shard::{self, Part, Parted};
use super::solve::central_outcome;
use crate::findings::means::{DrawMeans, all_over_path};
use crate::findings::solution::Propagated;
use crate::forecast::{Watch, means};
use crate::report::chart::words::WIDTH;
use crate::report::draws as per_draw;
use crate::report::propagated as words;
use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The exact means of a scenario.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[cfg_attr(feature = "cli", command(mut_arg("format", |option| super::request::offered(option, &TABLES))))]
pub struct Propagate {
    /// What is carried forward
    #[cfg_attr(feature = "cli", command(flatten))]
    pub source: Source,
    /// Of every draw of the uncertain numbers: their means over the path, and how far these move
    #[cfg_attr(feature = "cli", arg(long))]
    pub robust: bool,
    /// As --robust, with the draws from the rows of a CSV file, each once; --set simulation.draws=N takes N
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE"))]
    pub draws: Option<PathBuf>,
    /// With --robust or --draws: number of the first draw, from 0
    #[cfg_attr(feature = "cli", arg(long, value_name = "K"))]
    pub first_draw: Option<usize>,
    /// With --robust or --draws: by quarter, in CSV and JSON
    #[cfg_attr(feature = "cli", arg(long))]
    pub by_quarter: bool,
    /// How it is shown
    #[cfg_attr(feature = "cli", command(flatten))]
    pub shown: Shown,
    /// With --shard: folder of the shard
    #[cfg_attr(feature = "cli", arg(short, long, value_name = "FOLDER", requires = "shard"))]
    pub output: Option<PathBuf>,
    /// Which part of it
    #[cfg_attr(feature = "cli", command(flatten))]
    #[serde(skip)]
    pub part: Part,
}

impl Parted for Propagate {
    const NAME: &'static str = "propagate";

    fn file(&self) -> Option<&Path> {
        Some(&self.source.file)
    }

    /// It writes no folder.
    fn into_folder(self, _: Option<PathBuf>, _: bool) -> Self {
        self
    }
}

impl Command for Propagate {
    fn prepare(mut self) -> Result<Job, Failure> {
        self.shown.only(&TABLES)?;
        if let Some(place) = self.part.shard.take() {
            if !self.robust && self.draws.is_none() {
                return Err(Failure::Usage("--shard is for many draws: add --robust or --draws FILE".into()));
            }
            let (part, folder) = (self.part.clone(), self.output.take());
            return shard::share(self, &part, place, shard::named(folder)?);
        }
        if self.robust || self.draws.is_some() {
            return self.over_draws();
        }
        if self.by_quarter || self.first_draw.is_some() {
            let message = "--by-quarter and --first-draw ask about draws: add --robust or --draws FILE";
            return Err(Failure::Usage(message.to_owned()));
        }
        let scenario = self.source.load(None)?;
        fits(&scenario, Work::Central(1))?;
        Ok(Job::new(None, move |watch| {
            let propagated = Propagated::new(&scenario, &central(&scenario));
            let forms = Forms {
                text: &|| words::text(&propagated, watch.columns().unwrap_or(WIDTH)),
                csv: Some(&|| Ok(words::csv(&propagated)?)),
                markdown: None,
            };
            Ok(central_outcome(self.shown.bytes(&propagated, &forms)?, propagated.certified))
        }))
    }
}

impl Propagate {
    /// The means of every draw.
    fn over_draws(mut self) -> Result<Job, Failure> {
        self.source = self.source.starting_at(self.first_draw);
        let mut scenario = self.source.load(self.draws.as_deref())?;
        self.take_every_row(&mut scenario)?;
        fits(&scenario, Work::Draws(1))?;
        Ok(Job::new(None, move |watch| {
            let found = of_draws(&scenario, self.by_quarter, watch)?;
            let forms = Forms {
                text: &|| per_draw::text(&found, watch.columns().unwrap_or(WIDTH)),
                csv: Some(&|| Ok(per_draw::means(&found)?)),
                markdown: None,
            };
            Ok(Outcome { notes: partly_drawn(&scenario), ..Outcome::text(self.shown.bytes(&found, &forms)?) })
        }))
    }

    /// Takes as many draws as a file has rows from the first draw on, unless their number was given.
    fn take_every_row(&self, scenario: &mut Scenario) -> Result<(), Failure> {
        let given = self.source.overrides.set.iter().any(|set| parts(set).0 == "simulation.draws");
        let rows = if given { None } else { rows_left(scenario)? };
        scenario.contents.simulation.draws = rows.unwrap_or(scenario.simulation.draws);
        Ok(())
    }
}

/// The exact means of every draw.
fn of_draws(scenario: &Scenario, by_quarter: bool, watch: &dyn Watch) -> Result<DrawMeans, Failure> {
    let exact = means::each(scenario, watch, |_, solved| match by_quarter {
        true => solved.exact.clone(),
        false => solved.exact.iter().map(|means| vec![all_over_path(means)]).collect(),
    })?;
    let numbers = scenario.draw_numbers();
    let branches = exact.iter().map(|found| found.as_ref().map(|branches| branches.iter().collect()));
    let draws: Vec<_> = numbers.into_iter().zip(branches).collect();
    let found = DrawMeans::new(scenario, &draws, by_quarter);
    if found.draws.certified == 0 { Err(Failure::NothingCertified(found.draws.taken)) } else { Ok(found) }
}
