//! What happens in each variant of a scenario, as text, Markdown and CSV.
//!
//! Takes what a comparison of variants found, gives one table: outcome by outcome, a row a variant, a column an event.

use super::chart::words::{branch_title, count};
use super::cross::{self, HEAD, Page, Row, WITHIN};
use super::share::{Counted, Estimated, Moved};
use super::words::frequency::frequency;
use super::words::odds::Lexicon;
use crate::base::table::{Guarded, TableError, csv as written};
use crate::base::text::wrapped;
use crate::findings::compare::{Comparison, Layout, Variant, Varied};
use crate::findings::{ALL_BRANCHES, EventShare};
use serde::Serialize;

/// The table with what it is of.
pub(crate) fn page<'a>(comparison: &'a Comparison, varied: &'a Varied, lexicon: &Lexicon) -> Page<'a> {
    let rows = rows(varied, lexicon);
    Page { title: &comparison.title, caption: caption(varied, &rows), names: names(varied), rows, notes: notes(varied) }
}

/// What happens, in the order of the file; what a later variant adds comes last.
pub(crate) fn names(varied: &Varied) -> Vec<&str> {
    first_met(varied, |share| &share.event)
}

/// The outcomes, then all of them if there are several.
pub(crate) fn blocks(varied: &Varied) -> Vec<&str> {
    let mut blocks = first_met(varied, |share| &share.branch);
    blocks.retain(|block| *block != ALL_BRANCHES);
    if blocks.len() > 1 {
        blocks.push(ALL_BRANCHES);
    }
    blocks
}

fn first_met<'a>(varied: &'a Varied, of: impl Fn(&'a EventShare) -> &'a str) -> Vec<&'a str> {
    let mut met = Vec::new();
    for name in varied.variants.iter().flat_map(|variant| &variant.shares).map(of) {
        if !met.contains(&name) {
            met.push(name);
        }
    }
    met
}

fn caption(varied: &Varied, rows: &[Row]) -> String {
    let fewest = varied.variants.iter().map(|variant| variant.certified_draws).min().unwrap_or(0);
    let range = cross::range(rows, fewest);
    let each = match varied.layout {
        Layout::Named => "in each variant".to_owned(),
        _ => format!("at each value of {}", varied.key),
    };
    format!("Histories in which it happens {each}, in percent{range}:")
}

fn notes(varied: &Varied) -> Vec<String> {
    let out = |variant: &&Variant| variant.certified_draws < variant.draws;
    let left = |variant: &Variant| {
        format!("{} of {} draws at {}", count(variant.certified_draws), count(variant.draws), variant.value)
    };
    let out: Vec<String> = varied.variants.iter().filter(out).map(left).collect();
    let certified = if out.is_empty() { Vec::new() } else { vec![format!("Certified: {}.", out.join(", "))] };
    let pairs = match varied.layout {
        Layout::Values => Some(
            "Differences between the values, pair by pair, are in --format csv and json, and in compare.csv with -o FOLDER.",
        ),
        _ => None,
    };
    certified.into_iter().chain(pairs.into_iter().chain([WITHIN]).map(str::to_owned)).collect()
}

/// Outcome by outcome: its name, then a row for each value.
fn rows(varied: &Varied, lexicon: &Lexicon) -> Vec<Row> {
    let names = names(varied);
    let of_block = |block: &&str| {
        let of_value = |variant: &Variant| {
            let mut head = wrapped(&variant.value, HEAD - 2);
            head.iter_mut().for_each(|line| line.insert_str(0, "  "));
            let share =
                |name: &&str| variant.shares.iter().find(|share| share.branch == *block && share.event == **name);
            Row { head, cells: names.iter().filter_map(share).map(|share| frequency(lexicon, share)).collect() }
        };
        [Row::heading(&branch_title(block))].into_iter().chain(varied.variants.iter().map(of_value)).collect::<Vec<_>>()
    };
    blocks(varied).iter().flat_map(of_block).collect()
}

/// What a share is of.
#[derive(Default, Serialize)]
struct Of<'a> {
    key: Guarded<'a>,
    value: Guarded<'a>,
    branch: Guarded<'a>,
    event: Guarded<'a>,
}

/// `values.csv`: one row for each value, branch and event.
pub(crate) fn csv(varied: &Varied) -> Result<Vec<u8>, TableError> {
    written(varied.variants.iter().flat_map(|variant| variant.shares.iter().map(|share| cells(varied, variant, share))))
}

fn cells<'a>(varied: &'a Varied, variant: &'a Variant, share: &'a EventShare) -> (Of<'a>, Estimated, Moved, Counted) {
    let of = Of {
        key: Guarded(&varied.key),
        value: Guarded(&variant.value),
        branch: Guarded(&share.branch),
        event: Guarded(&share.event),
    };
    (of, share.into(), Moved::new(Some(share.spread)), share.into())
}
