//! Numbers that may be uncertain.
//!
//! Takes a node (a number, or a table with `dist`), gives an [`Uncertain`] whose whole support is in its range.

use crate::base::units::Range;
use crate::scenario::check::cursor::{Check, Fields};
use crate::scenario::check::distribution;
use crate::scenario::keys::parameters::{Fallback, Spec};
use crate::scenario::parts::prior::Uncertain;
use crate::scenario::text::tree::{Node, Value};

impl Check<'_> {
    /// A number or a distribution under its full key; its central value is NaN if it has a fault.
    pub(crate) fn uncertain(&mut self, node: &Node, key: String, range: Range) -> Uncertain {
        match node.value {
            Value::Table(_) => {
                let distribution = distribution::read(self, node, range);
                let central = distribution.map_or(f64::NAN, |distribution| distribution.central());
                Uncertain { key, central, distribution }
            }
            Value::Integer(_) | Value::Float(_) => certain(key, self.number(node, range)),
            _ => {
                self.wrong_type(node, "a number or a distribution");
                certain(key, f64::NAN)
            }
        }
    }

    /// A number of the model from its table, or its default if the table does not name it.
    pub(crate) fn spec(&mut self, fields: &Fields<'_>, spec: &'static Spec, found: &[Uncertain]) -> Uncertain {
        let key = fields.full(spec.name);
        if let Some(node) = fields.get(spec.name) {
            return self.uncertain(node, key, spec.range);
        }
        match spec.default {
            Fallback::Value(value) => certain(key, value),
            Fallback::SameAs(other) => {
                let other = fields.full(other);
                found.iter().find(|number| number.key == other).cloned().unwrap_or(certain(key, f64::NAN))
            }
            Fallback::Required => {
                self.require(fields, spec.name);
                certain(key, f64::NAN)
            }
        }
    }
}

pub(crate) fn certain(key: String, central: f64) -> Uncertain {
    Uncertain { key, central, distribution: None }
}

/// The greatest value that a number can take.
pub(crate) fn top(number: &Uncertain) -> f64 {
    number.distribution.map_or(number.central, |distribution| distribution.support().1)
}
