//! How numbers that rise and fall together divide the variance, in words.

use super::cells::{NAME, percent, with_interval};
use crate::base::table::Table;
use crate::base::text::clip;
use crate::findings::sensitivity::{Division, MOST_DIVIDED, Sensitivity};
use crate::report::chart::words::count;
use crate::report::words::plain::list;
use crate::stats::sobol::Index;

/// How the headline's variance divides among the numbers of every block that could be divided, a sentence each.
pub(crate) fn sentences(found: &Sensitivity) -> Vec<String> {
    let of = |division: &Division| {
        let effects = division.effects.get(found.headline)?.as_ref()?;
        Some(format!("{} rise and fall together. {}", list(&division.words), sentence(division, effects).trim_end()))
    };
    found.divisions.iter().filter_map(of).collect()
}

/// Every block of them: the share of each number, and of all others as one.
pub(super) fn divided(found: &Sensitivity, columns: usize) -> String {
    found.divisions.iter().map(|division| block(division, found.headline, columns)).collect()
}

fn block(division: &Division, headline: usize, columns: usize) -> String {
    let keys = list(&division.keys);
    if division.rows == 0 {
        return format!(
            "\n{keys} rise and fall together. They have one share: of more than {MOST_DIVIDED} such numbers none is told by \
             itself.\n"
        );
    }
    if division.complete == 0 {
        return format!(
            "\n{keys} rise and fall together. Of {} base points none is certified at all its points, so nothing is divided \
             between them.\n",
            count(division.rows)
        );
    }
    let Some(effects) = division.effects.get(headline).and_then(Option::as_ref) else { return String::new() };
    let others = "all other numbers, as one".to_owned();
    let rows: Vec<(&String, &Index)> = division.words.iter().chain([&others]).zip(effects).collect();
    let table = Table::of(&rows)
        .left("of these", |(words, _)| clip(words, NAME))
        .gap(0)
        .right("by Shapley (95%)", |(_, effect)| with_interval(effect));
    format!(
        "\n{keys} rise and fall together, so none of them has a share of its own.\n{}{}\n",
        table.text_within(columns),
        sentence(division, effects)
    )
}

/// What goes with them together, with which of them most, and what it is from.
fn sentence(division: &Division, effects: &[Index]) -> String {
    let own = division.words.iter().zip(effects);
    let together: f64 = effects[..division.words.len()].iter().map(|effect| effect.value).sum();
    let most = own.max_by(|one, two| one.1.value.total_cmp(&two.1.value));
    let most = most.map_or(String::new(), |(words, effect)| format!("most with {words} ({}%)", percent(effect.value)));
    let from = match division.complete < division.rows {
        true => format!("{} base points that are complete", count(division.complete)),
        false => format!("{} base points", count(division.rows)),
    };
    format!(
        "{}% of the variance goes with them, {most}: what they do by rising and falling together is split between them. \
         Shapley effects of {from}, {} points; they sum to 1.\n",
        percent(together),
        count(division.points)
    )
}
