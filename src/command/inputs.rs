//! What results are made from: the texts of a scenario, its provenance, and what a reader should know of both.

use crate::base::file::sha256;
use crate::findings::pressing::{Pressing, pressing_pays};
use crate::findings::{Provenance, Summary};
use crate::forecast::RESULTS_VERSION;
use crate::scenario::{Drawn, Part, Scenario, Source};
use crate::store::manifest::{Input, Kind, Manifest, Role, Subject};
use serde::Serialize;

/// Where the numbers come from. The scenario's hash is that of its file, or of all its texts one after the other if it
/// has a base, overrides or draws.
pub fn provenance(scenario: &Scenario) -> Provenance {
    let texts: Vec<&str> = scenario.sources.iter().map(|source| source.text.as_str()).collect();
    Provenance {
        version: env!("CARGO_PKG_VERSION").into(),
        results_version: RESULTS_VERSION,
        scenario: scenario.id.clone(),
        title: scenario.title.clone(),
        sha256: sha256(texts.join("\n").as_bytes()),
        seed: scenario.simulation.seed,
        draws: scenario.simulation.draws,
        paths: scenario.simulation.paths,
        changes: changes(scenario),
    }
}

/// What was changed in the scenario as its file states it: overrides, and draws in the place of its distributions.
fn changes(scenario: &Scenario) -> Vec<String> {
    let change = |source: &Source| match source.part {
        Part::Override => Some(format!("--set {}", source.text)),
        Part::Draws => Some(format!("--draws {}", source.name)),
        Part::Scenario | Part::Base | Part::Record | Part::RecordScenario => None,
    };
    scenario.sources.iter().filter_map(change).collect()
}

/// What each part of a scenario is in a manifest.
const ROLES: [(Part, Role); 6] = [
    (Part::Scenario, Role::Scenario),
    (Part::Base, Role::Base),
    (Part::Override, Role::Override),
    (Part::Draws, Role::Draws),
    (Part::RecordScenario, Role::RecordScenario),
    (Part::Record, Role::Record),
];

/// The texts of a scenario: the file, its bases, the overrides, the draws.
pub(super) fn inputs(scenario: &Scenario) -> Vec<Input> {
    kept(&scenario.sources)
}

/// The same for a run, with the texts of the record that its confidence rests on, the history last.
pub(super) fn run_inputs(scenario: &Scenario) -> Vec<Input> {
    let record = scenario.record.as_ref().map_or(&[][..], |record| &record.texts);
    inputs(scenario).into_iter().chain(kept(record)).collect()
}

fn kept(texts: &[Source]) -> Vec<Input> {
    let role = |part: Part| ROLES.iter().find(|(one, _)| *one == part).map(|(_, role)| *role);
    let input = |text: &Source| Some(Input::new(role(text.part)?, text.name.as_str(), text.text.as_str()));
    texts.iter().filter_map(input).collect()
}

/// The texts as a scenario is read from again: those of its files, of its draws and of its record, and the
/// overrides apart.
pub(crate) fn texts(inputs: &[Input]) -> (Vec<Source>, Vec<String>) {
    let part = |role: Role| ROLES.iter().find(|(_, one)| *one == role).map(|(part, _)| *part);
    let text =
        |input: &Input| Some(Source { part: part(input.role)?, name: input.name.clone(), text: input.text.clone() });
    let (overrides, texts): (Vec<_>, Vec<_>) =
        inputs.iter().filter_map(text).partition(|source| source.part == Part::Override);
    (texts, overrides.into_iter().map(|source| source.text).collect())
}

/// The manifest of results of a scenario: which draws count, and which were left out.
pub(super) fn manifest(
    kind: Kind,
    provenance: &Provenance,
    inputs: Vec<Input>,
    (certified, left_out): (usize, &[impl Serialize]),
) -> Result<Manifest, serde_json::Error> {
    let subject = Subject {
        scenario: provenance.scenario.clone(),
        title: provenance.title.clone(),
        sha256: provenance.sha256.clone(),
        seed: provenance.seed,
        draws: provenance.draws,
        paths: provenance.paths,
        certified_draws: certified,
        uncertified_draws: left_out.iter().map(serde_json::to_value).collect::<Result<_, _>>()?,
        greatest_eigenvalue: None,
        greatest_error: None,
    };
    let own = Manifest::new(kind, provenance.results_version);
    Ok(Manifest { version: provenance.version.clone(), subject: Some(subject), inputs, ..own })
}

/// The manifest of a run or of its brief.
pub(super) fn run_manifest(kind: Kind, summary: &Summary, inputs: Vec<Input>) -> Result<Manifest, serde_json::Error> {
    let counted = (summary.certified_draws, summary.uncertified_draws.as_slice());
    let mut manifest = manifest(kind, &summary.provenance, inputs, counted)?;
    if let Some(subject) = &mut manifest.subject {
        subject.greatest_eigenvalue = summary.exactness.eigenvalue;
        subject.greatest_error = summary.exactness.error;
    }
    Ok(manifest)
}

/// What a reader should know of a file of draws that does not fit its scenario number by number.
pub(super) fn partly_drawn(scenario: &Scenario) -> Vec<String> {
    let Some(drawn) = &scenario.drawn else { return Vec::new() };
    let told = |keys: &[String], one: &str, many: &str| match keys.len() {
        0 => None,
        1 => Some(format!("{}: {one}: {}", drawn.name, keys[0])),
        count => Some(format!("{}: {count} {many}: {}", drawn.name, keys.join(", "))),
    };
    let missing = told(
        &drawn.missing,
        "one number has no column and is drawn from its distribution",
        "numbers have no column and are drawn from their distributions",
    );
    let unused = told(
        &drawn.unused,
        "one column is of an era or a government that the scenario does not have",
        "columns are of eras or governments that the scenario does not have",
    );
    missing.into_iter().chain(unused).chain(repeated(drawn, scenario.simulation.draws)).collect()
}

/// What a reader should know of a file of draws that has fewer rows than there are draws.
fn repeated(drawn: &Drawn, draws: usize) -> Option<String> {
    let rows = drawn.rows();
    let (least, more) = (draws.checked_div(rows)?, draws % rows);
    let times = match (least, more) {
        (0, _) | (1, 0) => return None,
        (least, 0) => format!("{least} times"),
        (least, _) => format!("{least} or {} times", least + 1),
    };
    let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    Some(format!("{} has {rows} for {draws} draws: each row serves {times}", drawn.name))
}

/// What a reader should know of a patron whom a dispute pays; one sentence for all eras and governments.
pub(super) fn dispute_pays(scenario: &Scenario) -> Option<String> {
    let found = pressing_pays(scenario);
    let Pressing { cost, saves, .. } = found.first()?;
    let levels: Vec<String> = saves.iter().map(|(level, saved)| format!("{level} ({saved:.2})")).collect();
    let others = match found.len() - 1 {
        0 => String::new(),
        others => format!("; so it is under {others} more of its governments or eras"),
    };
    Some(format!(
        "a dispute pays the patron: pressure_cost is {cost:.2}, less than the treaty benefit that pressing saves it at \
         {}{others}",
        levels.join(", ")
    ))
}
