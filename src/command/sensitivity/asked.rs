//! What a sensitivity analysis is asked: groups of numbers, the output that it looks at.

use crate::command::compare::asked::pieces;
use crate::command::failure::Failure;
use crate::findings::ALL_BRANCHES;
use crate::findings::sensitivity::{Factor, Output, outputs};
use crate::forecast::branching::BranchCase;
use crate::forecast::exact::is_exact;
use crate::forecast::sensitivity::evaluate::of_event;
use crate::forecast::sensitivity::inputs::{Input, Kind};
use crate::scenario::{Scenario, advice, shown};
use crate::stats::morris::Effects;

/// What the analysis looks at if nothing is asked for and no event is worked out: the first of these that varies.
const FIRST: [&str; 3] = ["ratified_steps", "dispute", "subsidy"];

/// Leaves the scenario the event that is asked for, or its main one: each takes time to work out.
pub(super) fn keep_event(scenario: &mut Scenario, name: Option<&str>) -> Result<(), Failure> {
    if let Some(name) = name {
        known("--event", name, scenario.events.iter().map(|event| event.name.as_str()))?;
    }
    let periods = scenario.periods;
    let events = &mut scenario.contents.events;
    if let Some(event) = events.iter().find(|event| Some(event.name.as_str()) == name && !is_exact(event, periods)) {
        let name = shown(&event.name);
        return Err(Failure::Usage(format!(
            "--event {name}: its probability is not worked out exactly (docs/model.md §5)"
        )));
    }
    let at = events.iter().position(|event| Some(event.name.as_str()) == name).unwrap_or(0);
    *events = events.drain(..).skip(at).take(1).collect();
    Ok(())
}

/// What is moved: the groups, then numbers that the scenario says rise and fall together and odds that are drawn together,
/// then every input by itself, each with the places of its inputs.
pub(super) fn factors(
    scenario: &Scenario,
    inputs: &[Input],
    groups: &[String],
) -> Result<(Vec<Factor>, Vec<Vec<usize>>), Failure> {
    let keys: Vec<&str> = inputs.iter().map(|input| input.key.as_str()).collect();
    let (mut factors, mut members): (Vec<Factor>, Vec<Vec<usize>>) = (Vec::new(), Vec::new());
    for text in groups {
        let wrong = |why: String| Failure::Usage(format!("--group {}: {why}", shown(text)));
        let (name, listed) = text.split_once('=').ok_or_else(|| wrong("write NAME=KEY,KEY,...".into()))?;
        let mut group = Vec::new();
        for key in pieces(listed, ',').into_iter().map(str::trim) {
            let unknown =
                || wrong(format!("no uncertain number `{}`: {}", shown(key), advice(key, keys.iter().copied())));
            let place = keys.iter().position(|known| *known == key).ok_or_else(unknown)?;
            if group.contains(&place) || members.iter().flatten().any(|taken| *taken == place) {
                return Err(wrong(format!("`{}` stands twice", shown(key))));
            }
            group.push(place);
        }
        if name.is_empty() || factors.iter().any(|factor| factor.name == name) {
            return Err(wrong("a group needs a name of its own".into()));
        }
        let keys = group.iter().map(|&place| inputs[place].key.clone()).collect();
        factors.push(Factor { name: name.to_owned(), words: shown(name), keys });
        members.push(group);
    }
    let odds = |place: usize| matches!(inputs[place].kind, Kind::Joint(_));
    let together =
        |one: usize, other: usize| odds(one) && odds(other) || scenario.correlated.together(keys[one], keys[other]);
    for group in &members {
        let left = |place: &usize| !group.contains(place) && group.iter().any(|member| together(*member, *place));
        if let Some(place) = (0..inputs.len()).find(left) {
            let why = format!("`{}` rises and falls with one of its numbers: add it", keys[place]);
            return Err(Failure::Usage(format!("--group: {why}")));
        }
    }
    for place in 0..inputs.len() {
        let group: Vec<usize> = (place..inputs.len()).filter(|other| together(place, *other)).collect();
        if group.len() > 1 && !members.iter().flatten().any(|taken| *taken == place) {
            let own: Vec<String> = group.iter().map(|&place| inputs[place].key.clone()).collect();
            let election = inputs[place].key.split_once(".branch.").filter(|_| odds(place));
            let (name, words) = match election {
                Some((election, _)) => (format!("{election}.concentration"), "the odds of the outcomes".to_owned()),
                None => (own.join(" & "), own.join(" and ")),
            };
            factors.push(Factor { name, words, keys: own });
            members.push(group);
        }
    }
    let single: Vec<usize> =
        (0..inputs.len()).filter(|place| !members.iter().flatten().any(|at| at == place)).collect();
    factors.extend(single.iter().map(|&place| Factor::single(scenario, &inputs[place])));
    members.extend(single.into_iter().map(|place| vec![place]));
    Ok((factors, members))
}

/// The output that is asked for, as far as it is.
pub(super) struct Wanted<'a> {
    pub quantity: Option<&'a str>,
    pub branch: Option<&'a str>,
    pub reference: Option<&'a str>,
}

/// All outputs, and the places of those that may be the headline: the first of them that varies is.
pub(super) fn outputs_of(scenario: &Scenario, wanted: &Wanted<'_>) -> Result<(Vec<Output>, Vec<usize>), Failure> {
    let cases = BranchCase::all(scenario);
    let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    let whole = if names.len() > 1 { ALL_BRANCHES } else { names[0] };
    let branch = wanted.branch.unwrap_or(whole);
    known("--branch", branch, names.iter().copied().chain([whole]))?;
    if let Some(reference) = wanted.reference {
        known("--reference", reference, names.iter().copied())?;
        if reference == branch || branch == ALL_BRANCHES {
            return Err(Failure::Usage("--reference: another branch than that of --branch, which is not `all`".into()));
        }
    }
    let reference = names.iter().position(|name| wanted.reference == Some(name)).unwrap_or(0);
    let outputs = outputs(scenario, reference);
    if let Some(quantity) = wanted.quantity {
        known("--quantity", quantity, outputs.iter().map(|output| output.quantity.as_str()))?;
    }
    let place = |quantity: &str| {
        outputs.iter().position(|output| {
            (output.quantity.as_str(), output.branch.as_str()) == (quantity, branch)
                && output.reference.as_deref() == wanted.reference
        })
    };
    let event = scenario.events.first().map(|event| of_event(&event.name));
    let usual = || event.as_deref().into_iter().chain(FIRST).collect();
    let places = wanted.quantity.map_or_else(usual, |one| vec![one]).into_iter().filter_map(place).collect();
    Ok((outputs, places))
}

/// Refuses a name that is none of these, and says which was probably meant.
fn known<'a>(option: &str, name: &str, valid: impl Iterator<Item = &'a str> + Clone) -> Result<(), Failure> {
    match valid.clone().any(|one| one == name) {
        true => Ok(()),
        false => {
            let mut names: Vec<&str> = valid.collect();
            names.dedup();
            Err(Failure::Usage(format!("{option} {}: {}", shown(name), advice(name, names))))
        }
    }
}

/// The first of these outputs that varies in the screening; the first of them if none does.
pub(super) fn first_that_varies(places: &[usize], effects: &[Vec<Option<Effects>>]) -> usize {
    let varies = |at: &usize| effects[*at].iter().flatten().any(|effects| effects.largest > 1e-9);
    places.iter().copied().find(varies).or(places.first().copied()).unwrap_or(0)
}
