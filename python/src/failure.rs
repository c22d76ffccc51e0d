//! Failures of commands as Python's exceptions, which `allegiance/errors.py` defines.

use allegiance::command::Failure;
use allegiance::scenario::{Fault, ScenarioError};
use pyo3::prelude::*;
use std::io::ErrorKind;

/// A fault: file, line, column, message, help.
type Told<'a> = (&'a str, usize, usize, &'a str, &'a [String]);

/// The exception of a failure, or what kept it from being made.
pub fn raised(py: Python<'_>, failure: &Failure) -> PyErr {
    let faults: Vec<Told<'_>> = match failure {
        Failure::Scenario(ScenarioError::Invalid(faults)) => faults.iter().map(told).collect(),
        _ => Vec::new(),
    };
    let missing = matches!(failure, Failure::Scenario(ScenarioError::Read { source: Some(error), .. })
        if error.kind() == ErrorKind::NotFound);
    let made = py
        .import("allegiance.errors")
        .and_then(|errors| errors.getattr("of_exit"))
        .and_then(|of_exit| of_exit.call1((failure.exit().code(), failure.to_string(), faults, missing)));
    made.map_or_else(|error| error, PyErr::from_value)
}

fn told(fault: &Fault) -> Told<'_> {
    (&fault.file, fault.line, fault.column, &fault.message, &fault.help)
}
