//! Distributions as a scenario file states them: `{ dist = "triangular", low = 0.7, mode = 0.85, high = 0.95 }`.
//!
//! Takes a table, gives a checked [`Distribution`]: its parameters in order, its whole support in the key's range.

use crate::base::text::shown;
use crate::base::units::Range;
use crate::scenario::check::cursor::Check;
use crate::scenario::keys::catalogue::DISTRIBUTIONS;
use crate::scenario::keys::key::Shape;
use crate::scenario::parts::prior::Distribution;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::nearest::advice;
use crate::scenario::text::tree::{Node, Table};

/// Least width of the bounds of a bell curve, in standard deviations: narrower ones are all but certain, and slow to
/// draw from by any method.
const NARROWEST: f64 = 0.01;

/// The distribution that a table states; faults are reported.
pub(crate) fn read(check: &mut Check<'_>, node: &Node, range: Range) -> Option<Distribution> {
    let table = node.table()?;
    let shape = shape(check, node, table)?;
    let numbers = Numbers::read(check, node, table, shape)?;
    let before = check.findings.len();
    let distribution = numbers.distribution(check, shape);
    if check.findings.len() == before {
        numbers.support(check, &distribution, range);
    }
    (check.findings.len() == before).then_some(distribution)
}

fn shape(check: &mut Check<'_>, node: &Node, table: &Table) -> Option<&'static Shape> {
    let names = || DISTRIBUTIONS.iter().map(|shape| shape.name);
    let Some(dist) = table.get("dist") else {
        let finding = Finding::new(&node.place, "a table in the place of a number must say which distribution it is");
        check.report(finding.label("`dist` is missing").help(advice("", names().collect::<Vec<_>>())));
        return None;
    };
    let name = check.text(dist)?;
    let shape = DISTRIBUTIONS.iter().find(|shape| shape.name == name);
    if shape.is_none() {
        let finding = Finding::new(&dist.place, format!("there is no distribution `{}`", shown(name)));
        let help = advice(name, names().collect::<Vec<_>>());
        check.report(finding.label("unknown distribution").help(help));
    }
    shape
}

/// The parameters of one distribution with their places.
struct Numbers<'n> {
    node: &'n Node,
    table: &'n Table,
    values: Vec<(&'static str, f64)>,
}

impl<'n> Numbers<'n> {
    fn read(check: &mut Check<'_>, node: &'n Node, table: &'n Table, shape: &'static Shape) -> Option<Self> {
        let before = check.findings.len();
        unknown_keys(check, table, shape);
        let mut values = Vec::new();
        for key in shape.required.iter().chain(shape.optional) {
            if let Some(node) = table.get(*key) {
                values.push((*key, check.number(node, Range::ANY)));
            } else if shape.required.contains(key) {
                let finding = Finding::new(&node.place, format!("a {} distribution needs `{key}`", shape.name));
                check.report(finding.label(format!("`{key}` is missing")));
            }
        }
        (check.findings.len() == before).then_some(Self { node, table, values })
    }

    fn get(&self, key: &str) -> Option<f64> {
        self.values.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    fn or(&self, key: &str, default: f64) -> f64 {
        self.get(key).unwrap_or(default)
    }

    fn at(&self, key: &str) -> &'n Node {
        self.table.get(key).unwrap_or(self.node)
    }

    fn distribution(&self, check: &mut Check<'_>, shape: &Shape) -> Distribution {
        let number = |key: &str| self.or(key, f64::NAN);
        match shape.name {
            "triangular" | "beta" | "pert" => {
                let (low, mode, high) = (number("low"), number("mode"), number("high"));
                self.ordered(check, low, high);
                self.between(check, "mode", low, high);
                if shape.name == "triangular" {
                    Distribution::Triangular { low, mode, high }
                } else {
                    Distribution::Beta { low, mode, high }
                }
            }
            "uniform" => {
                self.ordered(check, number("low"), number("high"));
                Distribution::Uniform { low: number("low"), high: number("high") }
            }
            "normal" => self.normal(check),
            _ => self.lognormal(check),
        }
    }

    fn normal(&self, check: &mut Check<'_>) -> Distribution {
        let (low, high) = (self.or("low", f64::NEG_INFINITY), self.or("high", f64::INFINITY));
        let (mean, sd) = (self.or("mean", f64::NAN), self.or("sd", f64::NAN));
        self.positive(check, "sd");
        self.ordered(check, low, high);
        self.between(check, "mean", low, high);
        self.not_too_narrow(check, high - low, "sd", sd);
        Distribution::Normal { mean, sd, low, high }
    }

    fn lognormal(&self, check: &mut Check<'_>) -> Distribution {
        let (low, high) = (self.or("low", 0.0), self.or("high", f64::INFINITY));
        let (median, sigma) = (self.or("median", f64::NAN), self.or("sigma", f64::NAN));
        self.positive(check, "median");
        self.positive(check, "sigma");
        if low < 0.0 {
            self.report(check, "low", "a lognormal number is never below 0".to_owned());
        }
        self.ordered(check, low, high);
        if median > 0.0 {
            self.between(check, "median", low, high);
        }
        self.not_too_narrow(check, libm::log(high) - libm::log(low.max(0.0)), "sigma", sigma);
        Distribution::Lognormal { median, sigma, low, high }
    }

    fn report(&self, check: &mut Check<'_>, key: &str, message: String) {
        check.report(Finding::new(&self.at(key).place, message).label("here"));
    }

    fn positive(&self, check: &mut Check<'_>, key: &str) {
        let value = self.or(key, f64::NAN);
        if value <= 0.0 {
            self.report(check, key, format!("`{key}` must be more than 0, found {value}"));
        }
    }

    fn ordered(&self, check: &mut Check<'_>, low: f64, high: f64) {
        if low >= high {
            self.report(check, "high", format!("`low` must be less than `high`, found {low} and {high}"));
        } else if low.is_finite() && high.is_finite() && !(high - low).is_finite() {
            self.report(check, "high", "the distance from `low` to `high` is too large to compute with".to_owned());
        }
    }

    fn between(&self, check: &mut Check<'_>, key: &str, low: f64, high: f64) {
        let value = self.or(key, f64::NAN);
        if low < high && !(low..=high).contains(&value) {
            let message = format!("`{key}` must lie between `low` and `high`: {value} is not from {low} to {high}");
            self.report(check, key, message);
        }
    }

    fn not_too_narrow(&self, check: &mut Check<'_>, width: f64, key: &str, spread: f64) {
        if width > 0.0 && spread > 0.0 && width < NARROWEST * spread {
            let message = format!("the bounds are too narrow for `{key}`: at least {NARROWEST} of it must fit between");
            self.report(check, key, message);
        }
    }

    /// The whole support must be allowed; an open end only where the range is open.
    fn support(&self, check: &mut Check<'_>, distribution: &Distribution, range: Range) {
        let (low, high) = distribution.support();
        // A lognormal number never reaches a lower bound of 0, so that it may stand where 0 itself is not allowed.
        let never = low == 0.0 && matches!(distribution, Distribution::Lognormal { .. });
        let low_range = if never { Range { above_low: false, ..range } } else { range };
        self.end(check, "low", low, low_range.low.is_finite(), low_range);
        self.end(check, "high", high, range.high.is_finite(), range);
    }

    fn end(&self, check: &mut Check<'_>, key: &str, value: f64, bounded: bool, range: Range) {
        if value.is_infinite() {
            if bounded {
                let finding = Finding::new(&self.node.place, format!("this distribution has no `{key}`"));
                check.report(finding.label("unbounded").help(format!("the number must be {range}: give `{key}`")));
            }
        } else if !range.contains(value) {
            let finding = Finding::new(&self.at(key).place, format!("the distribution reaches {value}"));
            check.report(finding.label("out of range").help(format!("allowed: {range}")));
        }
    }
}

fn unknown_keys(check: &mut Check<'_>, table: &Table, shape: &Shape) {
    let valid: Vec<&str> =
        ["dist", "source"].into_iter().chain(shape.required.iter().chain(shape.optional).copied()).collect();
    for (name, node) in table {
        if name == "source" {
            check.text(node);
        } else if !valid.contains(&name.as_str()) {
            let place = node.key.as_ref().unwrap_or(&node.place);
            let finding = Finding::new(place, format!("a {} distribution has no `{}`", shape.name, shown(name)));
            check.report(finding.label("unknown key").help(advice(name, valid.clone())));
        }
    }
}
