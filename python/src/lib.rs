//! The Python module `allegiance._allegiance`: a scenario that is loaded once, and the commands of the program on it.
//!
//! Takes a file and overrides, gives what the commands give: JSON or CSV, the files of a run, and notes. What people call is
//! the package in `python/allegiance`, which makes tables and objects of it.

mod failure;
mod work;

use allegiance::command::request::{Format, Output, Overrides, Shown, Source};
use allegiance::command::{Failure, Propagate, Run, Sensitivity, Solve};
use allegiance::findings::problem::Problem;
use allegiance::scenario;
use pyo3::prelude::*;
use std::path::PathBuf;
use work::{Found, Means};

/// A scenario without faults.
#[pyclass(frozen, module = "allegiance._allegiance")]
struct Core {
    file: PathBuf,
    scenario: scenario::Scenario,
}

#[pymethods]
impl Core {
    #[new]
    fn new(py: Python<'_>, file: PathBuf, overrides: Vec<String>) -> PyResult<Self> {
        let loaded = py.detach(|| scenario::load(&file, &overrides));
        match loaded {
            Ok(scenario) => Ok(Self { file, scenario }),
            Err(error) => Err(failure::raised(py, &error.into())),
        }
    }

    /// The same with more overrides, read again from its own texts.
    fn changed(&self, py: Python<'_>, overrides: Vec<String>) -> PyResult<Self> {
        let changed = py.detach(|| self.scenario.with(&overrides));
        let scenario = changed.map_err(|error| failure::raised(py, &error.into()))?;
        Ok(Self { file: self.file.clone(), scenario })
    }

    #[getter]
    fn file(&self) -> PathBuf {
        self.file.clone()
    }

    #[getter]
    fn title(&self) -> &str {
        &self.scenario.title
    }

    fn problem(&self, py: Python<'_>) -> PyResult<String> {
        let text = serde_json::to_string(&Problem::new(&self.scenario));
        text.map_err(|error| failure::raised(py, &Failure::from(error)))
    }

    fn solve(&self, py: Python<'_>, means: Means, json: bool) -> PyResult<Found> {
        work::done(py, means, Solve { source: self.source(), shown: shown(json) }, false)
    }

    #[pyo3(signature = (means, json, robust, draws, by_quarter))]
    fn propagate(
        &self,
        py: Python<'_>,
        means: Means,
        json: bool,
        robust: bool,
        draws: Option<PathBuf>,
        by_quarter: bool,
    ) -> PyResult<Found> {
        let source = self.source();
        let asked = Propagate { source, robust, draws, by_quarter, shown: shown(json), ..Propagate::default() };
        work::done(py, means, asked, false)
    }

    #[pyo3(signature = (means, overrides, draws, exact, by_quarter, every_path, folder))]
    #[expect(clippy::too_many_arguments, reason = "each is an option of the command")]
    fn run(
        &self,
        py: Python<'_>,
        means: Means,
        overrides: Vec<String>,
        draws: Option<PathBuf>,
        exact: bool,
        by_quarter: bool,
        every_path: bool,
        folder: Option<PathBuf>,
    ) -> PyResult<Found> {
        let written = folder.is_some();
        let output = Output { output: folder, force: false };
        let source = Source { overrides: Overrides { set: overrides, seed: None }, ..self.source() };
        let run = Run { source, output, paths: every_path, exact, by_quarter, draws, ..Run::default() };
        work::done(py, means, run, written)
    }

    #[pyo3(signature = (means, json, options))]
    fn sensitivity(&self, py: Python<'_>, means: Means, json: bool, options: Options) -> PyResult<Found> {
        let Options { event, quantity, branch, reference, starts, group, screen, trajectories, every, points, until } =
            options;
        let asked = Sensitivity {
            source: self.source(),
            shown: shown(json),
            event,
            quantity,
            branch,
            reference,
            starts,
            group,
            screen,
            trajectories,
            every,
            points,
            until,
            ..Sensitivity::default()
        };
        work::done(py, means, asked, false)
    }
}

impl Core {
    fn source(&self) -> Source {
        Source::of(&self.file, self.scenario.clone())
    }
}

/// What a sensitivity analysis is asked, by name.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Options {
    event: Option<String>,
    quantity: Option<String>,
    branch: Option<String>,
    reference: Option<String>,
    starts: bool,
    group: Vec<String>,
    screen: bool,
    trajectories: Option<usize>,
    every: bool,
    points: Option<usize>,
    until: Option<f64>,
}

fn shown(json: bool) -> Shown {
    Shown { format: if json { Format::Json } else { Format::Csv } }
}

#[pymodule]
mod _allegiance {
    #[pymodule_export]
    use super::Core;

    /// Version of the program that computes.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}
