//! The menu of offers (§1).
//!
//! Takes the array `[[offer]]`, gives families with different names and rising subsidies.

use crate::base::units::Range;
use crate::scenario::check::cursor::Check;
use crate::scenario::keys::limits::{LEVELS, MENU, NAME, OFFERS, SUBSIDIES};
use crate::scenario::parts::scenario::Offer;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::tree::Node;

/// The families of a scenario whose integration ladder has that many levels.
pub(crate) fn read(check: &mut Check<'_>, node: &Node, levels: usize) -> Vec<Offer> {
    let Some(items) = check.items(node) else {
        return Vec::new();
    };
    check.count(node, "offer families", items.len(), (1, OFFERS));
    let offers: Vec<Offer> = items.iter().filter_map(|item| offer(check, item, levels)).collect();
    check.unique_names("offers", items);
    let menu: usize = offers.iter().map(|offer| offer.subsidies.len()).sum();
    if menu > MENU {
        let finding = Finding::new(&node.place, format!("the menu has {menu} offers"));
        check.report(finding.label("too many").help(format!("allowed: at most {MENU}, families × subsidies")));
    }
    offers
}

fn offer(check: &mut Check<'_>, node: &Node, levels: usize) -> Option<Offer> {
    let fields = check.fields(node, "offer", "offer")?;
    let name = check.require(&fields, "name").map(|node| check.label(node, NAME));
    let loyalty = check.require(&fields, "loyalty").map(|node| check.number(node, Range::SHARE));
    let most = if levels == 0 { LEVELS.1 } else { levels } - 1;
    let integration = check.require(&fields, "integration").and_then(|node| check.whole(node, (0, most as u64)));
    let subsidies = check.require(&fields, "subsidies").map(|node| subsidies(check, node));
    Some(Offer {
        name: name.unwrap_or_default(),
        loyalty: loyalty.unwrap_or(f64::NAN),
        integration: usize::try_from(integration.unwrap_or_default()).unwrap_or_default(),
        subsidies: subsidies.unwrap_or_default(),
    })
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
