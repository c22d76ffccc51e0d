//! Conditions on path metrics: `integration_gain >= 0.25`, `quarters("grand deal") >= 8`, `final_opening == cold`.
//!
//! Takes a text, gives a [`Condition`], or what is wrong with which part of it.

use std::ops::Range;

use crate::base::text::shown;
use crate::scenario::keys::metrics::{FAMILY, Metric};
use crate::scenario::parts::ending::{Comparison, Condition};
use crate::scenario::parts::ladders::Ladders;
use crate::scenario::phrase::wrong::{Wrong, trimmed, unquoted};
use crate::scenario::text::nearest::advice;

/// The comparisons, those of two characters first.
const COMPARISONS: [(&str, Comparison); 6] = [
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("==", Comparison::Equal),
    ("!=", Comparison::NotEqual),
    ("<", Comparison::Below),
    (">", Comparison::Above),
];

/// The names that a condition may use.
pub(crate) struct Names<'a> {
    pub(crate) families: &'a [String],
    pub(crate) ladders: &'a Ladders,
}

/// The condition that a text states.
pub(crate) fn parse(text: &str, names: &Names<'_>) -> Result<Condition, Wrong> {
    let Some((at, sign, comparison)) = comparison(text) else {
        return Err(Wrong {
            absent_from: None,
            part: 0..text.len(),
            message: format!("`{}` is not a condition", shown(text)),
            help: "write METRIC, one of < <= > >= == !=, and a value".to_owned(),
        });
    };
    let metric = metric(text, trimmed(text, 0..at), names)?;
    let value = value(text, trimmed(text, at + sign.len()..text.len()), metric, names)?;
    Ok(Condition { metric, comparison, value })
}

/// The first comparison outside quotes.
fn comparison(text: &str) -> Option<(usize, &'static str, Comparison)> {
    let mut quoted = false;
    text.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        let here = |(sign, comparison): &(&'static str, Comparison)| {
            text[at..].starts_with(sign).then_some((at, *sign, *comparison))
        };
        if quoted { None } else { COMPARISONS.iter().find_map(here) }
    })
}

fn metric(text: &str, part: Range<usize>, names: &Names<'_>) -> Result<Metric, Wrong> {
    let name = &text[part.clone()];
    if let Some(family) = name.strip_prefix(FAMILY).and_then(|rest| rest.trim().strip_prefix('(')?.strip_suffix(')')) {
        let family = unquoted(family);
        return names.families.iter().position(|known| known == family).map(Metric::FamilyQuarters).ok_or_else(|| {
            Wrong {
                absent_from: Some("offer"),
                part,
                message: format!("there is no offer `{}`", shown(family)),
                help: advice(family, names.families.iter().map(String::as_str)),
            }
        });
    }
    Metric::named(name).ok_or_else(|| Wrong {
        absent_from: None,
        part,
        message: format!("there is no metric `{}`", shown(name)),
        help: if name == FAMILY {
            "write quarters(\"NAME OF THE OFFER\")".to_owned()
        } else {
            advice(name, Metric::names().collect::<Vec<_>>())
        },
    })
}

fn value(text: &str, part: Range<usize>, metric: Metric, names: &Names<'_>) -> Result<f64, Wrong> {
    let written = &text[part.clone()];
    let ladder = match metric {
        Metric::FinalConfrontation => Some(names.ladders.confrontation()),
        Metric::FinalMandate => Some(names.ladders.mandate()),
        Metric::FinalOpening => Some(&names.ladders.opening),
        _ => None,
    };
    if let Some(ladder) = ladder {
        let level = unquoted(written);
        return ladder.levels.iter().position(|known| known == level).map(|index| index as f64).ok_or_else(|| Wrong {
            absent_from: None,
            part,
            message: format!("there is no level `{}` of the {}", shown(level), ladder.name),
            help: advice(level, ladder.levels.iter().map(String::as_str)),
        });
    }
    written.parse().ok().filter(|value: &f64| value.is_finite()).ok_or_else(|| Wrong {
        absent_from: None,
        part,
        message: format!("`{}` is not a number to compare with", shown(written)),
        help: "write a finite number, for instance 0.25".to_owned(),
    })
}
