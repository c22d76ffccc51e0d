//! Eras: from a quarter on, a part of the world follows other numbers (model page §2).
//!
//! Takes the array `[[era]]` and the numbers at the start, gives eras by quarter, each with all its numbers. What an
//! era does not name it takes from the one before, the key included: an uncertain number that is shared is drawn once.

use crate::base::units::{Quarter, Range};
use crate::scenario::check::cursor::{Check, Fields, join};
use crate::scenario::check::moves;
use crate::scenario::keys::limits::NAMED;
use crate::scenario::keys::parameters::{Bargain, Client, Patron, Spec};
use crate::scenario::parts::ladders::{Ladder, Ladders};
use crate::scenario::parts::names::START;
use crate::scenario::parts::parameters::Parameters;
use crate::scenario::parts::prior::Uncertain;
use crate::scenario::parts::scenario::Era;
use crate::scenario::text::finding::{Finding, Span};
use crate::scenario::text::tree::Node;

/// Why a name is reserved.
const RESERVED: &str = "it names the time before the first era";

/// When the path begins, and how many quarters it has.
pub(crate) struct Clock {
    pub(crate) first: Option<Quarter>,
    pub(crate) periods: usize,
}

/// The eras of a scenario that begins with these numbers.
pub(crate) fn read(
    check: &mut Check<'_>,
    node: Option<&Node>,
    clock: &Clock,
    ladders: &Ladders,
    start: &Parameters<Uncertain>,
) -> Vec<Era> {
    let Some((node, items)) = node.and_then(|node| Some((node, check.items(node)?))) else {
        return Vec::new();
    };
    check.count(node, "eras", items.len(), (0, NAMED));
    check.unique_names("eras", items);
    let mut eras: Vec<Era> = Vec::new();
    for (index, item) in by_quarter(check, items, clock).into_iter().enumerate() {
        let before = eras.last().map_or(start, |era| &era.parameters);
        let era = era(check, &items[item.1], item.0.unwrap_or(index + 1), ladders, before);
        eras.extend(era);
    }
    eras
}

/// The quarters of the eras and their places in the file, by quarter. Two that begin together are a fault.
fn by_quarter(check: &mut Check<'_>, items: &[Node], clock: &Clock) -> Vec<(Option<usize>, usize)> {
    let from = |item: &Node| Some((item.get("from")?.text()?.to_owned(), item.get("from")?.place.clone()));
    let named: Vec<(String, Span)> = items.iter().filter_map(from).collect();
    check.unique("eras", &named);
    let mut order: Vec<(Option<usize>, usize)> = items
        .iter()
        .enumerate()
        .map(|(index, item)| (item.get("from").and_then(|node| on_the_path(check, node, clock)), index))
        .collect();
    order.sort_unstable();
    order
}

fn on_the_path(check: &mut Check<'_>, node: &Node, clock: &Clock) -> Option<usize> {
    let quarter = check.quarter(node)?;
    let first = clock.first?;
    let index = quarter.since(first).filter(|index| (1..clock.periods).contains(index));
    if index.is_none() && clock.periods > 0 {
        let help = match clock.periods {
            1 => "a path of one quarter has no later era".to_owned(),
            periods => format!("allowed: {} to {}", first.plus(1), first.plus(periods - 1)),
        };
        let finding = Finding::new(&node.place, format!("no era can begin in {quarter}"));
        check.report(finding.label("not after the first quarter of the path").help(help));
    }
    index
}

fn era(
    check: &mut Check<'_>,
    node: &Node,
    quarter: usize,
    ladders: &Ladders,
    before: &Parameters<Uncertain>,
) -> Option<Era> {
    let fields = check.fields(node, "era", "era")?;
    let name = check.require(&fields, "name").map(|node| check.own_name(node, START, RESERVED)).unwrap_or_default();
    check.require(&fields, "from");
    let mut part = Part { check, fields: &fields, path: join("era", &name) };
    let levels = ladders.moving().map(|ladder| part.level(ladder)).collect();
    let parameters = part.numbers(ladders, before);
    let anticipated = fields.get("anticipated").is_some_and(|node| check.flag(node));
    Some(Era { name, quarter, anticipated, levels, parameters })
}

/// The tables of one era.
struct Part<'p, 'c, 'n> {
    check: &'p mut Check<'c>,
    fields: &'p Fields<'n>,
    path: String,
}

impl<'n> Part<'_, '_, 'n> {
    fn table(&mut self, name: &str) -> Option<Fields<'n>> {
        let node = self.fields.get(name)?;
        self.check.fields(node, &format!("era.{name}"), &join(&self.path, name))
    }

    /// The level that the era sets. The table is read again for its moves: its unknown keys are told only then.
    fn level(&mut self, ladder: &Ladder) -> Option<usize> {
        let node = self.fields.get(&ladder.name)?.get("start")?;
        self.check.choice(node, "level", &ladder.levels)
    }

    fn numbers(&mut self, ladders: &Ladders, before: &Parameters<Uncertain>) -> Parameters<Uncertain> {
        let mut after = before.clone();
        if ladders.energy().is_none() {
            self.no_energy();
        }
        for (moves, ladder) in after.exogenous.iter_mut().zip(&ladders.exogenous) {
            if let Some(fields) = self.table(&ladder.name) {
                *moves = moves::changed(self.check, &fields, moves);
            }
        }
        if let Some(fields) = self.table("opening") {
            after.opening = moves::changed_opening(self.check, &fields, &after.opening);
        }
        if let Some(fields) = self.table("integration") {
            if let Some(node) = fields.get("ratification") {
                after.ratification = self.check.uncertain(node, fields.full("ratification"), Range::SHARE);
            }
            if fields.get("ease").is_some() {
                after.taken_back = moves::taken_back(self.check, &fields, ladders.integration.levels.len());
            }
            if fields.get("withdrawal_cost").is_some() {
                let levels = ladders.integration.levels.len();
                after.withdrawal_costs = moves::withdrawal_costs(self.check, &fields, levels);
            }
        }
        self.group("bargain", Bargain::<f64>::SPECS, &before.bargain.list(), &mut after);
        if let Some(incumbent) = before.clients.first() {
            self.group("client", Client::<f64>::SPECS, &incumbent.list(), &mut after);
        }
        self.group("patron", Patron::<f64>::SPECS, &before.patron.list(), &mut after);
        after
    }

    /// Reports a table for the ladder of energy, which the scenario does not have.
    fn no_energy(&mut self) {
        let Some(node) = self.fields.get("energy") else { return };
        let finding = Finding::new(&node.place, "the scenario has no energy ladder to change".to_owned());
        self.check.report(finding.label("no `[energy]`").help("give the scenario a table `[energy]` first"));
    }

    /// Numbers of a group: one that is named takes the old one's place wherever that is used, so that what shared it
    /// (another government, a default that is another key's value) shares it still.
    fn group(&mut self, name: &str, specs: &'static [Spec], before: &[&Uncertain], after: &mut Parameters<Uncertain>) {
        let Some(fields) = self.table(name) else { return };
        for (spec, old) in specs.iter().zip(before) {
            if let Some(node) = fields.get(spec.name) {
                let new = self.check.uncertain(node, fields.full(spec.name), spec.range);
                *after = after.replaced(&old.key, &new);
            }
        }
    }
}
