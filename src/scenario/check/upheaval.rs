//! Upheavals: what changes the government or levels beside elections and eras (model page §2).
//!
//! Takes the array `[[upheaval]]`, gives upheavals in the order of the file.

use crate::base::units::Range;
use crate::scenario::check::cursor::{Check, Fields};
use crate::scenario::check::election::World;
use crate::scenario::check::{election, place};
use crate::scenario::keys::limits::{NAME, NAMED};
use crate::scenario::parts::scenario::Upheaval;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::tree::Node;

/// The upheavals of a scenario.
pub(crate) fn read(check: &mut Check<'_>, node: Option<&Node>, world: &World<'_>) -> Vec<Upheaval> {
    let Some((node, items)) = node.and_then(|node| Some((node, check.items(node)?))) else {
        return Vec::new();
    };
    check.count(node, "upheavals", items.len(), (0, NAMED));
    check.unique_names("upheavals", items);
    items.iter().filter_map(|item| upheaval(check, item, world)).collect()
}

fn upheaval(check: &mut Check<'_>, node: &Node, world: &World<'_>) -> Option<Upheaval> {
    let fields = check.fields(node, "upheaval", "upheaval")?;
    let name = check.require(&fields, "name").map(|node| check.label(node, NAME)).unwrap_or_default();
    let quarter = fields.get("quarter").map(|node| election::on_the_path(check, node, world, "upheaval"));
    let probability = check.require(&fields, "probability").map(|node| check.number(node, Range::SHARE));
    let place = place::read(check, fields.get("where"), "upheaval.where", world.ladders, world.governments);
    let levels = world.ladders.all().map(|ladder| {
        let node = fields.get(&ladder.name)?;
        check.choice(node, "level", &ladder.levels)
    });
    let levels: Vec<Option<usize>> = levels.collect();
    if let Some(node) = fields.get("energy").filter(|_| world.ladders.energy().is_none()) {
        let finding = Finding::new(&node.place, "the scenario has no energy ladder to change".to_owned());
        check.report(finding.label("no `[energy]`").help("give the scenario a table `[energy]` first"));
    }
    let government = fields.get("government").map(|node| check.choice(node, "government", world.governments));
    let voids = fields.get("voids").is_some_and(|node| check.flag(node));
    changes_something(check, &fields, voids);
    Some(Upheaval {
        name,
        quarter: quarter.flatten(),
        probability: probability.unwrap_or(f64::NAN),
        place,
        levels,
        government: government.flatten(),
        voids,
    })
}

/// Reports an upheaval that leaves all as it was.
fn changes_something(check: &mut Check<'_>, fields: &Fields<'_>, voids: bool) {
    let effects = ["government", "confrontation", "mandate", "energy", "opening", "integration"];
    if !voids && effects.iter().all(|key| fields.get(key).is_none()) {
        let finding = Finding::new(&fields.node.place, "the upheaval changes nothing".to_owned());
        check.report(finding.label("nothing to change").help("name a government, a level, or `voids = true`"));
    }
}
