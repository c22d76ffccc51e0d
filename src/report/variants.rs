//! Variants of a scenario as text, Markdown and CSV: what happens in each, how that differs from the first, and what each
//! gives away.
//!
//! Takes what a comparison of variants found, gives the tables. Where one number is varied the first table is all.

use super::chart::words::branch_title;
use super::share::{Counted, Estimated, Moved};
use super::varied::{blocks, names};
use super::words::compare::in_points;
use super::words::odds::Lexicon;
use super::{estimated, regret, varied};
use crate::base::table::{Guarded, Heads, Number, Table, TableError};
use crate::base::text::{markdown as escaped, wrapped};
use crate::findings::EventShare;
use crate::findings::compare::{Comparison, Contrast, Difference, Facts, Layout, Variant, Varied};
use serde::Serialize;

/// For a terminal of so many columns.
pub(crate) fn text(comparison: &Comparison, varied: &Varied, lexicon: &Lexicon, columns: usize) -> String {
    let said = |line: &str| wrapped(line, columns).join("\n") + "\n";
    let mut text = varied::page(comparison, varied, lexicon).text(columns);
    for part in parts(comparison, varied) {
        text.push_str(&format!("\n{}{}", said(&part.caption), part.table().text_within(columns)));
    }
    if let Some(found) = &varied.regret {
        text.push_str(&format!("\n{}", regret::text(found, &|label| called(comparison, varied, label), columns)));
    }
    text
}

/// In Markdown.
pub(crate) fn markdown(comparison: &Comparison, varied: &Varied, lexicon: &Lexicon) -> String {
    let mut text = varied::page(comparison, varied, lexicon).markdown();
    for part in parts(comparison, varied) {
        text.push_str(&format!("\n{}\n\n{}", escaped(&part.caption), part.table().markdown()));
    }
    if let Some(found) = &varied.regret {
        text.push_str(&format!("\n{}", regret::markdown(found, &|label| called(comparison, varied, label))));
    }
    text
}

/// What a variant is called in the tables, by its label.
fn called(comparison: &Comparison, varied: &Varied, label: &str) -> String {
    let at = comparison.runs.iter().position(|run| run.label == label);
    at.and_then(|at| varied.variants.get(at)).map_or_else(|| label.to_owned(), |variant| variant.value.clone())
}

/// The differences in a branch.
struct Part<'a> {
    caption: String,
    names: Vec<&'a str>,
    rows: Vec<(&'a str, Vec<String>)>,
}

impl Part<'_> {
    fn table(&self) -> Table<'_, (&str, Vec<String>)> {
        let mut table = Table::of(&self.rows).left("", |row| row.0.to_owned()).gap(0);
        for (at, name) in self.names.iter().enumerate() {
            table = table.left(*name, move |row| row.1[at].clone());
        }
        table
    }
}

/// The differences, branch by branch; nothing where one number is varied.
fn parts<'a>(comparison: &'a Comparison, varied: &'a Varied) -> Vec<Part<'a>> {
    let (false, Some(reference)) = (varied.layout == Layout::Values, comparison.runs.first()) else {
        return Vec::new();
    };
    let names = names(varied);
    let part = |block: &str| {
        let row = |(variant, facts): (&'a Variant, &Facts)| {
            let cell = |name: &&str| match differs(&comparison.contrasts, facts, block, name) {
                Some(Differs { difference: Some(difference), .. }) => in_points(&difference),
                Some(_) => "none".to_owned(),
                None => String::new(),
            };
            (variant.value.as_str(), names.iter().map(cell).collect())
        };
        let caption = format!(
            "{}: difference from {}, paired draw by draw, in points with its 95% interval.",
            branch_title(block),
            reference.label
        );
        let rows = varied.variants.iter().zip(&comparison.runs).skip(1).map(row).collect();
        Part { caption, names: names.clone(), rows }
    };
    let compared = |block: &&str| comparison.contrasts.iter().any(|contrast| contrast.case.branch == **block);
    blocks(varied).into_iter().filter(compared).map(part).collect()
}

/// How a variant differs from the reference.
pub(crate) struct Differs<'a> {
    contrast: &'a Contrast,
    /// `None` if no history differs in anything.
    pub(crate) difference: Option<Difference>,
}

/// How an event, or a kind of history where the scenario names no event, differs in a branch; `None` if it was not compared.
pub(crate) fn differs<'a>(contrasts: &'a [Contrast], facts: &Facts, block: &str, name: &str) -> Option<Differs<'a>> {
    let of = |contrast: &&Contrast| contrast.case.run == facts.label && contrast.case.branch == block;
    let contrast = contrasts.iter().find(of)?;
    let events = contrast.events.iter().map(|row| (&row.event, row.difference));
    let kinds = contrast.chapters.iter().map(|row| (&row.chapter, row.difference));
    let found = if contrast.events.is_empty() { kinds.collect::<Vec<_>>() } else { events.collect() };
    let difference = found.into_iter().find(|(known, _)| *known == name).map(|(_, difference)| difference);
    (difference.is_some() || !contrast.felt).then_some(Differs { contrast, difference })
}

/// What a row of `variants.csv` is of.
#[derive(Default, Serialize)]
struct Named<'a> {
    variant: Guarded<'a>,
}

#[derive(Default, Serialize)]
struct Of<'a> {
    branch: Guarded<'a>,
    event: Guarded<'a>,
}

/// The paired difference from the reference; empty for the reference itself, and where no history differs.
#[derive(Default, Serialize)]
struct Apart<'a> {
    reference: Guarded<'a>,
    difference: Option<Number>,
    difference_standard_error: Option<Number>,
    difference_low95: Option<Number>,
    difference_high95: Option<Number>,
    paired_by: &'a str,
    paired_draws: Option<usize>,
    felt: Option<bool>,
}

/// `variants.csv`: one row for each variant, branch and event. What a variant sets has a column for each key; of variants with
/// names, one for all.
pub(crate) fn csv(comparison: &Comparison, varied: &Varied) -> Result<Vec<u8>, TableError> {
    let keys: Vec<String> = match varied.layout {
        Layout::Named => vec!["set".to_owned()],
        Layout::Values => vec![varied.key.clone()],
        _ => varied.variants[0].set.iter().map(|set| set.key.clone()).collect(),
    };
    let heads = Heads::of::<Named>()?.named(keys).and::<Of>()?.and::<(Estimated, Moved, Counted)>()?.and::<Apart>()?;
    let rows = varied.variants.iter().zip(&comparison.runs).flat_map(|(variant, facts)| {
        variant.shares.iter().map(move |share| row(comparison, varied, (variant, facts), share))
    });
    heads.csv(rows)
}

type Cells<'a> = (Named<'a>, Vec<String>, Of<'a>, (Estimated, Moved, Counted), Apart<'a>);

fn row<'a>(
    comparison: &'a Comparison,
    varied: &'a Varied,
    (variant, facts): (&'a Variant, &'a Facts),
    share: &'a EventShare,
) -> Cells<'a> {
    let set = match varied.layout {
        Layout::Named => {
            let all: Vec<String> = variant.set.iter().map(|set| format!("{}={}", set.key, set.value)).collect();
            vec![all.join("; ")]
        }
        Layout::Values => vec![variant.value.clone()],
        _ => variant.set.iter().map(|set| set.value.clone()).collect(),
    };
    let of = Of { branch: Guarded(&share.branch), event: Guarded(&share.event) };
    let told = (share.into(), Moved::new(Some(share.spread)), share.into());
    (Named { variant: Guarded(&facts.label) }, set, of, told, apart(comparison, facts, share))
}

fn apart<'a>(comparison: &'a Comparison, facts: &Facts, share: &EventShare) -> Apart<'a> {
    let Some(found) = differs(&comparison.contrasts, facts, &share.branch, &share.event) else {
        return Apart::default();
    };
    let difference = found.difference;
    let [value, error] = estimated(difference.map(|difference| difference.estimate));
    Apart {
        reference: Guarded(&found.contrast.reference.run),
        difference: value,
        difference_standard_error: error,
        difference_low95: difference.and_then(|difference| difference.low95).map(Number),
        difference_high95: difference.and_then(|difference| difference.high95).map(Number),
        paired_by: found.contrast.pairing.name(),
        paired_draws: found.contrast.draws,
        felt: Some(found.contrast.felt),
    }
}
