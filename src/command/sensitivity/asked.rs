//! What a sensitivity analysis is asked: groups of numbers, the output that it looks at.

use super::Sensitivity;
use crate::command::failure::Failure;
use crate::findings::ALL_BRANCHES;
use crate::findings::sensitivity::{Factor, Output, outputs};
use crate::forecast::branching::BranchCase;
use crate::forecast::sensitivity::inputs::Input;
use crate::scenario::{Scenario, advice, shown};
use crate::stats::morris::Effects;

/// What the analysis looks at if nothing is asked for: the first of these that varies.
const FIRST: [&str; 3] = ["ratified_steps", "dispute", "subsidy"];

/// What is moved: the groups, then every input that is in none, each with the places of its inputs.
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
        for key in listed.split(',').map(str::trim) {
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
    let single: Vec<usize> =
        (0..inputs.len()).filter(|place| !members.iter().flatten().any(|at| at == place)).collect();
    factors.extend(single.iter().map(|&place| Factor::single(scenario, &inputs[place])));
    members.extend(single.into_iter().map(|place| vec![place]));
    Ok((factors, members))
}

impl Sensitivity {
    /// All outputs, and the place of the one asked for, if one is.
    pub(super) fn outputs(&self, scenario: &Scenario) -> Result<(Vec<Output>, Option<usize>), Failure> {
        let cases = BranchCase::all(scenario);
        let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        let known = |option: &str, name: &str, valid: &[&str]| match valid.contains(&name) {
            true => Ok(()),
            false => {
                let (name, help) = (shown(name), advice(name, valid.iter().copied()));
                Err(Failure::Usage(format!("{option} {name}: {help}")))
            }
        };
        if let Some(reference) = &self.reference {
            known("--reference", reference, &names)?;
        }
        let reference = names.iter().position(|name| self.reference.as_deref() == Some(name)).unwrap_or(0);
        let outputs = outputs(scenario, reference);
        let whole = if names.len() > 1 { ALL_BRANCHES } else { names[0] };
        let branch = self.branch.as_deref().unwrap_or(whole);
        known("--branch", branch, &names.iter().copied().chain([whole]).collect::<Vec<_>>())?;
        let mut quantities: Vec<&str> = outputs.iter().map(|output| output.quantity.as_str()).collect();
        quantities.dedup();
        if let Some(quantity) = &self.quantity {
            known("--quantity", quantity, &quantities)?;
        }
        if self.reference.as_deref() == Some(branch) || (self.reference.is_some() && branch == ALL_BRANCHES) {
            return Err(Failure::Usage("--reference: another branch than that of --branch, which is not `all`".into()));
        }
        let fits = |output: &Output, quantity: &str| {
            output.quantity == quantity && output.branch == branch && output.reference == self.reference
        };
        let of = |quantity: &str| outputs.iter().position(|output| fits(output, quantity));
        let elsewhere = self.branch.is_some().then_some(FIRST[0]);
        let asked = self.quantity.as_deref().or(elsewhere).and_then(of);
        Ok((outputs, asked))
    }
}

/// The first of [`FIRST`] over all outcomes that varies in the screening; the first output if none does.
pub(super) fn first_that_varies(outputs: &[Output], effects: &[Vec<Option<Effects>>]) -> usize {
    let varies = |at: &usize| effects[*at].iter().flatten().any(|effects| effects.largest > 1e-9);
    let whole = |name: &str| outputs.iter().position(|output| output.is_whole() && output.quantity == name);
    FIRST.iter().filter_map(|name| whole(name)).find(varies).unwrap_or(0)
}
