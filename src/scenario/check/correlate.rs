//! Uncertain numbers that rise and fall together (model page §5).
//!
//! Takes the array `[[correlate]]` and all numbers, gives them joined. A number that is certain, as an override may make it,
//! takes no part.

use crate::base::text::shown;
use crate::base::units::Range;
use crate::scenario::check::cursor::Check;
use crate::scenario::keys::limits::{NAME, NAMED};
use crate::scenario::parts::correlated::Correlated;
use crate::scenario::parts::prior::Uncertain;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::nearest::advice;
use crate::scenario::text::tree::Node;

/// Rank correlations that leave each number something of its own.
const RANK: Range = Range::closed(-0.99, 0.99);

/// The numbers that are joined.
pub(crate) fn read(check: &mut Check<'_>, node: Option<&Node>, numbers: &[Uncertain]) -> Correlated {
    let mut joined = Correlated::default();
    let Some((node, items)) = node.and_then(|node| Some((node, check.items(node)?))) else { return joined };
    check.count(node, "correlations", items.len(), (0, NAMED));
    check.unique_names("correlations", items);
    for item in items {
        join(check, item, numbers, &mut joined);
    }
    joined
}

fn join(check: &mut Check<'_>, node: &Node, numbers: &[Uncertain], joined: &mut Correlated) -> Option<()> {
    let fields = check.fields(node, "correlate", "correlate")?;
    check.require(&fields, "name").map(|node| check.label(node, NAME));
    let rank = check.require(&fields, "rank").map(|node| (node, check.number(node, RANK)));
    let named = check.require(&fields, "numbers")?;
    let items = check.items(named)?;
    check.count(named, "numbers", items.len(), (2, NAMED));
    let texts = items.iter().filter_map(|item| Some((item.text()?.to_owned(), item.place.clone())));
    check.unique("numbers", &texts.collect::<Vec<_>>());
    let keys: Vec<String> = items.iter().filter_map(|item| uncertain(check, item, numbers)).flatten().collect();
    let (place, rank) = rank.filter(|(_, rank)| rank.is_finite())?;
    if keys.len() > 1 && !joined.join(&keys, rank) {
        let finding = Finding::new(&place.place, "no numbers can be correlated like this");
        let help = "the correlations stated so far contradict this one: if two numbers rise together with a third, they \
                    rise together to a degree; bring the correlations nearer to 0";
        check.report(finding.label("not with those before").help(help));
    }
    Some(())
}

/// The key of a number if there is one, and within it if the number is uncertain.
fn uncertain(check: &mut Check<'_>, node: &Node, numbers: &[Uncertain]) -> Option<Option<String>> {
    let name = check.text(node)?;
    let Some(number) = numbers.iter().find(|number| number.key == name) else {
        let finding = Finding::new(&node.place, format!("there is no number `{}` of its own", shown(name)));
        let keys = numbers.iter().filter(|number| number.distribution.is_some()).map(|number| number.key.as_str());
        check.report(finding.label("unknown number").help(advice(name, keys)));
        return None;
    };
    Some(number.distribution.map(|_| name.to_owned()))
}
