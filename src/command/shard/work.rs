//! What shards are of: whether two are of one work, and how much one holds.
//!
//! Takes heads of shards, gives words.

use crate::base::blocks::pieces;
use crate::report::words::plain::some;
use crate::store::shard::{Head, Series};
use std::collections::BTreeSet;

/// Options that are told one by one, and most characters of what one is set to.
const TOLD: usize = 3;
const LONG: usize = 60;

/// What of two heads must be the same for them to be parts of one work. Paths are not: hosts may see the same files by other
/// names. What is in the files is told by the series.
pub(super) fn asked(head: &Head) -> (String, u32, serde_json::Value) {
    const PATHS: [&str; 8] = ["file", "output", "force", "what", "variants", "draws", "history", "shown"];
    fn bare(value: &serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::Object(fields) => {
                let kept = fields.iter().filter(|(name, _)| !PATHS.contains(&name.as_str()));
                serde_json::Value::Object(kept.map(|(name, value)| (name.clone(), bare(value))).collect())
            }
            other => other.clone(),
        }
    }
    (head.version.clone(), head.results_version, bare(&head.request))
}

/// In what two commands differ, in words: what the first has, what the second has; of lists what only one of them has.
pub(super) fn options(one: &serde_json::Value, two: &serde_json::Value) -> String {
    fn short(value: &serde_json::Value) -> String {
        let whole = value.to_string();
        let start: String = whole.chars().take(LONG).collect();
        if start.len() < whole.len() { start + "…" } else { whole }
    }
    fn gather(name: &str, one: &serde_json::Value, two: &serde_json::Value, found: &mut Vec<String>) {
        match (one, two) {
            _ if one == two => {}
            (serde_json::Value::Object(fields), serde_json::Value::Object(others)) => {
                let names: BTreeSet<&String> = fields.keys().chain(others.keys()).collect();
                let of = |fields: &serde_json::Map<_, _>, name| fields.get(name).cloned().unwrap_or_default();
                names.into_iter().for_each(|name| gather(name, &of(fields, name), &of(others, name), found));
            }
            (serde_json::Value::Array(list), serde_json::Value::Array(others)) => {
                let only = |list: &Vec<_>, others: &Vec<_>| {
                    short(&list.iter().filter(|value| !others.contains(*value)).cloned().collect())
                };
                found.push(format!("{name} {} and {}", only(list, others), only(others, list)));
            }
            _ => found.push(format!("{name} {} and {}", short(one), short(two))),
        }
    }
    let mut found = Vec::new();
    gather("command", one, two, &mut found);
    let more = found.len().saturating_sub(TOLD);
    let rest = if more > 0 { format!(", and {more} more") } else { String::new() };
    found.truncate(TOLD);
    found.join(", ") + &rest
}

/// Whether a shard that is there is of this work; why not, in words.
pub(super) fn differs(there: &Head, own: &Head) -> Option<String> {
    let (one, two) = (asked(there), asked(own));
    let what = if one.0 != two.0 {
        format!("was made by version {} of the program, this is {}", one.0, two.0)
    } else if one.1 != two.1 {
        format!("is of results version {}, this is {}", one.1, two.1)
    } else if (there.index, there.count) != (own.index, own.count) {
        format!("is part {} of {} by its content", there.index, there.count)
    } else if one.2 != two.2 {
        format!("is of a command with other options: {}", options(&one.2, &two.2))
    } else {
        return None;
    };
    Some(what)
}

/// How much a shard holds, in words.
pub(super) fn amount(head: &Head) -> String {
    let of =
        |series: &Series| series.blocks.iter().map(|(block, _)| pieces(*block, series.pieces).len()).sum::<usize>();
    let (one, many) = match head.request.get("sensitivity") {
        Some(_) => ("point", "points"),
        None => ("draw", "draws"),
    };
    match head.series.iter().map(of).sum() {
        0 => format!("no {many}, since there are more parts than blocks of {many}"),
        count => some(count, one, many),
    }
}
