//! The reference of all keys, as Markdown: the generated part of `docs/scenario.md`.
//!
//! Takes the `catalogue`, gives text.

use crate::scenario::keys::catalogue::DISTRIBUTIONS;
use crate::scenario::keys::key::{Key, Section};
use crate::scenario::keys::measures::Measure;
use crate::scenario::keys::metrics::{FAMILY, Metric};
use crate::scenario::keys::sections::SECTIONS;

/// The tables of all keys, distributions and metrics.
pub fn reference() -> String {
    let mut text = String::new();
    for section in SECTIONS {
        text += &table(section);
    }
    text + &distributions() + &metrics() + &measures()
}

fn table(section: &Section) -> String {
    let title = match section.path {
        "" => "Top of the file".to_owned(),
        _ => format!("`{}`", section.header()),
    };
    let optional = if section.optional { " Optional." } else { "" };
    let rows: String = section.entries().iter().map(row).collect();
    let head = "| key | holds | unit | default | meaning |\n| --- | --- | --- | --- | --- |\n";
    format!("### {title}\n\n{}{optional}\n\n{head}{rows}\n", section.meaning)
}

fn row(key: &Key) -> String {
    let default = key.default.words().unwrap_or_else(|| "required".to_owned());
    let allowed = key.kind.allowed();
    format!("| `{}` | {allowed} | {} | {default} | {} |\n", key.name, key.unit, key.meaning)
}

fn distributions() -> String {
    let list = |keys: &[&str]| keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let rows: String = DISTRIBUTIONS
        .iter()
        .map(|s| format!("| `{}` | {} | {} | {} |\n", s.name, list(s.required), list(s.optional), s.central))
        .collect();
    let head = "| `dist` | needs | may have | central value |\n| --- | --- | --- | --- |\n";
    format!(
        "### Distributions\n\nEach may also say its `source`, a string. `pert` is another name of `beta`.\n\n{head}{rows}\n"
    )
}

fn metrics() -> String {
    let row = |metric: Metric| match metric {
        Metric::FamilyQuarters(_) => format!("| `{FAMILY}(\"NAME\")` | quarters |\n"),
        _ => format!("| `{}` | {} |\n", metric.name(&[]), metric.unit()),
    };
    let rows: String = Metric::all(1).into_iter().map(row).collect();
    format!("### Metrics\n\n| metric | unit |\n| --- | --- |\n{rows}")
}

fn measures() -> String {
    let rows: String = Measure::reference().map(|(name, meaning)| format!("| `{name}` | {meaning} |\n")).collect();
    format!("\n### Measures\n\n| measure | meaning |\n| --- | --- |\n{rows}")
}
