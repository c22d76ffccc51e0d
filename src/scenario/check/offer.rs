//! The menu of offers (§1).
//!
//! Takes the array `[[offer]]`, gives families with different names and rising subsidies.

use crate::base::units::Range;
use crate::scenario::check::cursor::Check;
use crate::scenario::check::place;
use crate::scenario::keys::limits::{LEVELS, MENU, NAME, OFFERS, SUBSIDIES};
use crate::scenario::parts::ladders::Ladders;
use crate::scenario::parts::scenario::Offer;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::tree::Node;

/// The families of a scenario with these ladders and governments.
pub(crate) fn read(check: &mut Check<'_>, node: &Node, ladders: &Ladders, governments: &[String]) -> Vec<Offer> {
    let Some(items) = check.items(node) else {
        return Vec::new();
    };
    check.count(node, "offer families", items.len(), (1, OFFERS));
    let offers: Vec<Offer> = items.iter().filter_map(|item| offer(check, item, ladders, governments)).collect();
    check.unique_names("offers", items);
    let menu: usize = offers.iter().map(|offer| offer.subsidies.len()).sum();
    if menu > MENU {
        let finding = Finding::new(&node.place, format!("the menu has {menu} offers"));
        check.report(finding.label("too many").help(format!("allowed: at most {MENU}, families × subsidies")));
    }
    offers
}

fn offer(check: &mut Check<'_>, node: &Node, ladders: &Ladders, governments: &[String]) -> Option<Offer> {
    let fields = check.fields(node, "offer", "offer")?;
    let name = check.require(&fields, "name").map(|node| check.label(node, NAME));
    let loyalty = check.require(&fields, "loyalty").map(|node| check.number(node, Range::SHARE));
    let levels = &ladders.integration.levels;
    let most = if levels.is_empty() { LEVELS.1 } else { levels.len() } - 1;
    let to = fields.get("to").map(|node| check.choice(node, "level", levels));
    let integration = match to {
        None => check.require(&fields, "integration"),
        Some(_) => fields.get("integration"),
    };
    let integration = integration.and_then(|node| check.whole(node, (0, most as u64)));
    let subsidies = check.require(&fields, "subsidies").map(|node| subsidies(check, node));
    let mut place = place::read(check, fields.get("where"), "offer.where", ladders, governments);
    if let Some(from) = place.levels.last_mut() {
        *from = from_levels(check, fields.get("from"), to.flatten(), levels);
    }
    let contract_quarters = fields.get("contract_quarters").map(|node| check.number(node, Range::ONE_OR_MORE));
    let upfront = fields.get("upfront").map_or(0.0, |node| check.number(node, Range::ANY));
    Some(Offer {
        name: name.unwrap_or_default(),
        loyalty: loyalty.unwrap_or(f64::NAN),
        integration: usize::try_from(integration.unwrap_or_default()).unwrap_or_default(),
        to: to.flatten(),
        place,
        subsidies: subsidies.unwrap_or_default(),
        contract_quarters,
        upfront,
    })
}

/// Levels of integration at which an offer can be made; those above the level that it leads to are a fault.
fn from_levels(check: &mut Check<'_>, node: Option<&Node>, to: Option<usize>, levels: &[String]) -> Vec<usize> {
    let Some(node) = node else { return to.map_or_else(Vec::new, |to| (0..=to).collect()) };
    let from = place::some(check, node, "level", levels);
    if let Some((to, above)) = to.and_then(|to| Some((to, from.iter().find(|level| **level > to)?))) {
        let message = format!("the offer would lead down, from `{}` to `{}`", levels[*above], levels[to]);
        check.report(
            Finding::new(&node.place, message).label("above `to`").help("integration does not fall by an offer"),
        );
    }
    from
}

fn subsidies(check: &mut Check<'_>, node: &Node) -> Vec<f64> {
    let numbers = check.rising(node, Range::ANY);
    if let Some(numbers) = &numbers {
        check.count(node, "subsidies", numbers.len(), (1, SUBSIDIES));
    }
    numbers.unwrap_or_default()
}

impl Check<'_> {
    /// Reports elements of an array of tables that share a name.
    pub(crate) fn unique_names(&mut self, what: &str, items: &[Node]) {
        let named = |item: &Node| {
            let name = item.get("name")?;
            Some((name.text()?.to_owned(), name.place.clone()))
        };
        self.unique(what, &items.iter().filter_map(named).collect::<Vec<_>>());
    }
}
