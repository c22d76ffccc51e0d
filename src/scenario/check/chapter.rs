//! Chapters: named endings of a path (§5).
//!
//! Takes the array `[[chapter]]`, gives chapters of which exactly the last is unconditional, so that every path has a
//! name.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::base::text::shown;
use crate::scenario::check::cursor::Check;
use crate::scenario::keys::limits::{NAME, NAMED};
use crate::scenario::parts::ending::{Chapter, Condition};
use crate::scenario::parts::scenario::Branch;
use crate::scenario::phrase::condition::Names;
use crate::scenario::text::finding::Finding;
use crate::scenario::text::tree::{Node, Value};

/// Name of the only chapter of a scenario that states none.
const ALL_PATHS: &str = "all paths";

/// The chapters of a scenario.
pub(crate) fn read(check: &mut Check<'_>, node: Option<&Node>, names: &Names<'_>) -> Vec<Chapter> {
    let Some(node) = node else {
        return vec![all_paths()];
    };
    let items = check.items(node).unwrap_or_default();
    if items.is_empty() {
        return vec![all_paths()];
    }
    check.count(node, "chapters", items.len(), (1, NAMED));
    check.unique_names("chapters", items);
    let mut chapters = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let chapter = chapter(check, item, names, index + 1 == items.len());
        chapters.extend(chapter);
    }
    chapters
}

/// Reports chapters that would give a column of the results the name of another: `a: b` of a branch and `c` of a chapter
/// are written as `a` and `b: c` are.
pub(crate) fn columns_apart(check: &mut Check<'_>, node: Option<&Node>, branches: &[Branch]) {
    let Some(Value::Array(items)) = node.map(|node| &node.value) else { return };
    let names = items.iter().filter_map(|item| item.get("name"));
    let named: Vec<(&str, &Node)> = names.filter_map(|name| Some((name.text()?, name))).collect();
    let mut seen: HashMap<String, (&str, &str)> = HashMap::new();
    for (branch, (chapter, node)) in
        branches.iter().flat_map(|branch| named.iter().map(move |chapter| (branch, *chapter)))
    {
        let column = format!("{}: {chapter}", branch.name);
        match seen.entry(column) {
            Entry::Vacant(first) => drop(first.insert((&branch.name, chapter))),
            Entry::Occupied(first) if *first.get() == (branch.name.as_str(), chapter) => {}
            Entry::Occupied(first) => {
                let (other, ending) = first.get();
                let message = format!("two columns of the results would be called `{}`", shown(first.key()));
                let help = format!(
                    "`{}` in the branch `{}`, and `{}` in `{}`: rename one of them",
                    shown(ending),
                    shown(other),
                    shown(chapter),
                    shown(&branch.name)
                );
                check.report(Finding::new(&node.place, message).label("with a branch of the election").help(help));
            }
        }
    }
}

fn all_paths() -> Chapter {
    Chapter { name: ALL_PATHS.to_owned(), conditions: Vec::new() }
}

fn chapter(check: &mut Check<'_>, node: &Node, names: &Names<'_>, last: bool) -> Option<Chapter> {
    let fields = check.fields(node, "chapter", "chapter")?;
    let name = check.require(&fields, "name").map(|node| check.label(node, NAME));
    let when = fields.get("when");
    let items = when.and_then(|node| check.items(node)).unwrap_or_default();
    let place = when.map_or(&node.place, |when| &when.place);
    if last && !items.is_empty() {
        let finding = Finding::new(place, "the last chapter has conditions, so that some paths would have no name");
        check.report(finding.label("a condition").help("add a last chapter without `when`"));
    }
    if !last && items.is_empty() && when.is_none_or(|when| matches!(when.value, Value::Array(_))) {
        let finding = Finding::new(place, "a chapter without conditions hides all that follow");
        check.report(finding.label("always holds").help("give it `when`, or put it last"));
    }
    let conditions: Vec<Condition> = items.iter().filter_map(|item| check.condition(item, names)).collect();
    Some(Chapter { name: name.unwrap_or_default(), conditions })
}
