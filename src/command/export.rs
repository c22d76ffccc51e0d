//! `allegiance export`: for other programs. `--efg`: one quarter's negotiation at central values as a game file of Gambit.
//! `--xlsx`: a run as a workbook.

use super::failure::Failure;
use super::memory::{Work, fits};
use super::outcome::{Command, Job, Outcome};
use super::replay::central;
use super::request::{Overrides, Source};
#[cfg(feature = "workbook")]
use super::workbook::{Bound, job};
use crate::findings::quarter::QuarterGame;
use crate::report::efg;
use crate::scenario;
use crate::store::place::write_one;
use std::path::PathBuf;

/// Something for another program.
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[cfg_attr(feature = "cli", command(group(clap::ArgGroup::new("form").required(true).args(["efg", "xlsx"]))))]
pub struct Export {
    /// With --efg a scenario file, or - for standard input; with --xlsx the folder of a run
    #[cfg_attr(feature = "cli", arg(value_name = "FILE or RUN"))]
    pub what: PathBuf,
    /// One quarter's negotiation of a scenario as an extensive-form game for Gambit
    #[cfg_attr(feature = "cli", arg(long))]
    pub efg: bool,
    /// A run as a workbook for Excel and LibreOffice: a sheet a table, with what each column means, and the charts
    #[cfg(feature = "workbook")]
    #[cfg_attr(feature = "cli", arg(long, conflicts_with_all = ["at", "set", "seed"]))]
    pub xlsx: bool,
    /// With --xlsx, a sheet of variants as well: the folder that `compare --vary` or `--variants` of the same scenario wrote
    #[cfg(feature = "workbook")]
    #[cfg_attr(feature = "cli", arg(long, value_name = "FOLDER", conflicts_with = "efg"))]
    pub variants: Option<PathBuf>,
    /// With --xlsx, write over another workbook
    #[cfg(feature = "workbook")]
    #[cfg_attr(feature = "cli", arg(long, conflicts_with = "efg"))]
    pub force: bool,
    /// With --efg, what of the scenario is overridden
    #[cfg_attr(feature = "cli", command(flatten))]
    pub overrides: Overrides,
    /// With --efg, state at the beginning of the quarter: confrontation=LEVEL, dispute=yes, government=NAME, … What is not
    /// named is as at the start, without dispute
    #[cfg_attr(feature = "cli", arg(long, value_name = "STATE", default_value = ""))]
    pub at: String,
    /// File to write [default: standard output; of a workbook the name of the run with .xlsx, beside its folder]
    #[cfg_attr(feature = "cli", arg(short, long, value_name = "FILE"))]
    pub output: Option<PathBuf>,
}

impl Command for Export {
    fn prepare(self) -> Result<Job, Failure> {
        #[cfg(feature = "workbook")]
        if self.xlsx {
            let Self { what: run, variants, output, force, .. } = self;
            return job(Bound { run, variants, output, force });
        }
        let scenario = Source { file: self.what, overrides: self.overrides, read: None }.load(None)?;
        fits(&scenario, Work::Central(1))?;
        let state = scenario::negotiation_state(&scenario, &self.at)?;
        Ok(Job::new(None, move |_| {
            let equilibrium = central(&scenario);
            if !equilibrium.eras[0].solutions[state.government].certificate.certified {
                return Err(Failure::Uncertified(scenario.governments[state.government].clone()));
            }
            let text = efg::efg(&QuarterGame::new(&scenario, &equilibrium, &state));
            match &self.output {
                None => Ok(Outcome::text(text)),
                Some(path) => {
                    write_one(path, text.as_bytes(), efg::BEGINNING.as_bytes())?;
                    Ok(Outcome::default())
                }
            }
        }))
    }
}
