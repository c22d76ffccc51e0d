//! Every key that a scenario file may hold: one list serves the checks, the JSON Schema and the reference.
//!
//! Takes the tables of [`sections`](super::sections) and the numbers of [`parameters`](super::parameters), gives the
//! keys of a table, the tables inside it, and the kinds of distribution.

use crate::scenario::keys::key::{Key, Kind, Section, Shape, Silence};
use crate::scenario::keys::parameters::{Fallback, Spec};
use crate::scenario::keys::sections::SECTIONS;

/// The section with that path; `None` if there is none.
pub(crate) fn section_at(path: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.path == path)
}

impl Section {
    /// All keys that hold values.
    pub(crate) fn entries(&self) -> Vec<Key> {
        let numbers = self.numbers.iter().map(|spec| from_spec(spec, self.inherits));
        self.keys.iter().cloned().chain(numbers).collect()
    }

    /// The tables directly inside.
    pub(crate) fn inner(&self) -> impl Iterator<Item = (&'static str, &'static Section)> {
        let path = self.path;
        SECTIONS.iter().filter_map(move |section| {
            let rest = match path {
                "" => section.path,
                _ => section.path.strip_prefix(path)?.strip_prefix('.')?,
            };
            (!rest.is_empty() && !rest.contains('.')).then_some((rest, section))
        })
    }

    /// Everything that may stand in it.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let values = self.entries().into_iter().map(|key| key.name);
        values.chain(self.inner().map(|(name, _)| name)).collect()
    }

    /// The key of that name that holds a value.
    pub(crate) fn entry(&self, name: &str) -> Option<Key> {
        self.entries().into_iter().find(|key| key.name == name)
    }

    /// How the table is written in a file.
    pub(crate) fn header(&self) -> String {
        match (self.path, self.repeated) {
            ("", _) => "top of the file".to_owned(),
            (path, true) => format!("[[{path}]]"),
            (path, false) => format!("[{path}]"),
        }
    }
}

fn from_spec(spec: &'static Spec, inherits: Option<&'static str>) -> Key {
    let default = match (inherits, spec.default) {
        (Some(words), _) => Silence::Words(words),
        (None, Fallback::Required) => Silence::Required,
        (None, Fallback::Value(value)) => Silence::Value(value),
        (None, Fallback::SameAs(other)) => Silence::Words(other),
    };
    Key { name: spec.name, kind: Kind::Uncertain(spec.range), unit: spec.unit, default, meaning: spec.meaning }
}

/// The kinds of distribution: name, keys that it must have, keys that it may have, its central value.
pub(crate) static DISTRIBUTIONS: &[Shape] = &[
    Shape { name: "triangular", required: &["low", "mode", "high"], optional: &[], central: "the mode" },
    Shape { name: "uniform", required: &["low", "high"], optional: &[], central: "the midpoint" },
    Shape {
        name: "normal",
        required: &["mean", "sd"],
        optional: &["low", "high"],
        central: "the mean of the uncut curve",
    },
    Shape {
        name: "lognormal",
        required: &["median", "sigma"],
        optional: &["low", "high"],
        central: "the median of the uncut curve",
    },
    Shape { name: "beta", required: &["low", "mode", "high"], optional: &[], central: "the mode" },
    Shape { name: "pert", required: &["low", "mode", "high"], optional: &[], central: "the mode" },
];
