//! What a regret comes to in words.
//!
//! Takes a [`Regret`], gives sentences and cells.

use super::plain::{count, decimals, number, percent, some};
use crate::findings::compare::{Regret, RegretRow};

/// A value of the measure, or a regret, in as many decimals as the largest regret asks for: points of an event's share, else a
/// number.
pub(crate) fn amount(regret: &Regret, value: f64) -> String {
    let largest = regret.rows.iter().map(|row| row.greatest).fold(0.0, f64::max);
    match regret.unit == "share" {
        true => number(100.0 * value, 1),
        false => number(value, decimals(largest).max(2)),
    }
}

fn with_unit(regret: &Regret, value: f64) -> String {
    match regret.unit.as_str() {
        "share" => format!("{} points", amount(regret, value)),
        unit => format!("{} ({unit})", amount(regret, value)),
    }
}

/// What was found over all: the variant that is best most often, and the one whose largest regret is least, if it is another.
pub(crate) fn found(regret: &Regret) -> Vec<String> {
    let Some(last) = regret.rows.last() else { return Vec::new() };
    let rows = || regret.rows.iter().filter(|row| row.branch == last.branch);
    let often = rows().reduce(|one, two| if two.best.value > one.best.value { two } else { one });
    let safe = rows().reduce(|one, two| if two.greatest < one.greatest { two } else { one });
    let (Some(often), Some(safe)) = (often, safe) else { return Vec::new() };
    let more = if regret.least { "less is better" } else { "more is better" };
    let mut said = vec![format!("Regret by {}, of which {more}. {}", regret.measure, sentence(regret, often))];
    if safe.variant != often.variant && safe.greatest < often.greatest {
        said.push(format!("The variant whose largest regret is smallest: {}", sentence(regret, safe)));
    }
    said
}

fn sentence(regret: &Regret, row: &RegretRow) -> String {
    let best = match row.best.value {
        ..=0.0 => "in no draw".to_owned(),
        1.0.. => "in all draws".to_owned(),
        share => format!("in {} of the draws", percent(share)),
    };
    let largest = match row.greatest > 0.0 {
        true => format!("is {}, in draw {} under “{}”", with_unit(regret, row.greatest), row.draw, row.in_branch),
        false => "is 0".to_owned(),
    };
    format!("“{}” is best {best}; its largest regret {largest}.", row.variant)
}

/// What the columns are, and what was left out.
pub(crate) fn closing(regret: &Regret) -> String {
    let unit = if regret.unit == "share" { "percent and points" } else { &regret.unit };
    let mut text = format!(
        "Regret: how far a variant is from the best one in the same draw and branch, {unit}; over all outcomes branches count \
         by their odds in the draw. Variants that tie are all best. {} certified in all variants",
        some(regret.draws, "draw", "draws")
    );
    if regret.left_out > 0 {
        text.push_str(&format!("; {} left out, not certified in each", count(regret.left_out)));
    }
    text.push('.');
    if !regret.exact {
        text.push_str(" Each number is a mean over the paths of its draw, which met the same chance in all variants.");
    }
    if regret.without_value > 0 {
        let what = some(regret.without_value, "branch of a draw has", "branches of draws have");
        text.push_str(&format!(" {what} no value in some variant and is left out of all."));
    }
    if regret.odds_differ {
        text.push_str(" Variants differ in the odds of branches: those of the first weigh them.");
    }
    text
}
