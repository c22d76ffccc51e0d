//! What the bargaining ranges say, in words.
//!
//! Takes the range panels, gives title, panel names, notes and alt text of the figure `bargaining-range`.

use crate::findings::{RangePanel, RangePoint, Summary};
use crate::report::chart::kit::*;

/// What a panel shows.
#[derive(Debug, Clone, PartialEq)]
enum Verdict {
    /// Room at every level.
    AlwaysOpen,
    /// Room at no level.
    NeverOpen,
    /// Room up to this level, none above.
    OpenUpTo(String),
    /// Room for a deal at some levels only, and neither all the low ones nor all the high ones.
    Mixed,
    /// No level has both ends.
    Unknown,
}

impl Verdict {
    fn of(panel: &RangePanel) -> Self {
        let open: Vec<(&str, bool)> = panel.points.iter().filter_map(is_open).collect();
        let held = open.iter().take_while(|(_, open)| *open).count();
        if open.is_empty() {
            Self::Unknown
        } else if held == open.len() {
            Self::AlwaysOpen
        } else if open[held..].iter().any(|(_, open)| *open) {
            Self::Mixed
        } else if held == 0 {
            Self::NeverOpen
        } else {
            Self::OpenUpTo(open[held - 1].0.to_owned())
        }
    }
}

fn is_open(point: &RangePoint) -> Option<(&str, bool)> {
    Some((point.confrontation.as_str(), point.willingness? >= point.reservation?))
}

/// A panel's start in words.
pub(crate) fn start(panel: &RangePanel) -> String {
    capital(&[panel.government.as_str(), &panel.mandate, &panel.opening].join(", "))
}

/// Only what tells this start from the others.
fn short(panel: &RangePanel, all: &[RangePanel]) -> String {
    type Part = fn(&RangePanel) -> &str;
    let parts: [Part; 3] = [|p| &p.government, |p| &p.mandate, |p| &p.opening];
    let telling = parts.iter().filter(|part| all.iter().any(|other| part(other) != part(panel)));
    let told = telling.map(|part| part(panel).to_owned()).collect::<Vec<_>>().join(", ");
    if told.is_empty() { start(panel) } else { told }
}

/// The finding, with the reserve that it speaks only of levels at which both ends exist.
pub(crate) fn title(ranges: &[RangePanel]) -> String {
    let finding = finding(ranges);
    let levels = || ranges.iter().flat_map(|panel| &panel.points);
    let known = levels().filter(|point| is_open(point).is_some()).count();
    if known > 0 && known < levels().count() { format!("{finding} (where the subsidy matters)") } else { finding }
}

/// The finding: where the room for a deal ends, and for whom it does not.
fn finding(ranges: &[RangePanel]) -> String {
    let verdicts: Vec<Verdict> = ranges.iter().map(Verdict::of).collect();
    let family = ranges.first().map_or_else(String::new, |panel| capital(&panel.family));
    let named = |wanted: &dyn Fn(&Verdict) -> bool| -> Vec<String> {
        let chosen = ranges.iter().zip(&verdicts).filter(|(_, verdict)| wanted(verdict));
        chosen.map(|(panel, _)| short(panel, ranges)).collect()
    };
    let always = named(&|verdict| *verdict == Verdict::AlwaysOpen);
    let known = verdicts.iter().filter(|verdict| **verdict != Verdict::Unknown).count();
    let first_end = verdicts.iter().find_map(|verdict| match verdict {
        Verdict::OpenUpTo(level) => Some(level),
        _ => None,
    });
    let same_end =
        |level: &String| named(&|verdict| *verdict == Verdict::OpenUpTo(level.clone())).len() + always.len() == known;
    match first_end {
        _ if known == 0 => format!("{family}: the subsidy does not decide whether there is a deal"),
        _ if always.len() == known => {
            format!("{family}: room for agreement at every level of confrontation")
        }
        Some(level) if same_end(level) => match always.as_slice() {
            [] => format!("{family}: no room for agreement above “{level}”"),
            [one] => format!("{family}: no room for agreement above “{level}” unless {one}"),
            many => format!("{family}: no room for agreement above “{level}”, but room throughout if {}", either(many)),
        },
        _ if named(&|verdict| *verdict == Verdict::NeverOpen).len() == known => {
            format!("{family}: no subsidy that both accept at any level of confrontation")
        }
        _ if always.is_empty() => {
            format!("{family}: room for agreement depends on the start, and never lasts throughout")
        }
        _ => format!("{family}: room for agreement throughout only if {}", either(&always)),
    }
}

fn either(starts: &[String]) -> String {
    starts.join("; or ")
}

/// Where a line is missing, and why; `levels` are the names of the levels.
pub(crate) fn missing(panel: &RangePanel, summary: &Summary, levels: &[String]) -> Option<String> {
    let absent = |who: &str, end: &dyn Fn(&RangePoint) -> Option<f64>| {
        let absent = panel.points.iter().zip(levels).filter(|(point, _)| end(point).is_none());
        let levels: Vec<String> = absent.map(|(_, level)| level.clone()).collect();
        (!levels.is_empty()).then(|| format!("to {who} at {}", list(&levels)))
    };
    let client = absent(&summary.client, &|point| point.reservation);
    let patron = absent(&summary.patron, &|point| point.willingness);
    let notes: Vec<String> = client.into_iter().chain(patron).collect();
    (!notes.is_empty()).then(|| format!("The subsidy does not matter {}", notes.join(", nor ")))
}

/// The picture in words.
pub(crate) fn alt(summary: &Summary, title: &str) -> String {
    let panels = summary.ranges.iter().map(|panel| {
        let says = match Verdict::of(panel) {
            Verdict::AlwaysOpen => "room for a deal at every level".to_owned(),
            Verdict::NeverOpen => "room at no level".to_owned(),
            Verdict::OpenUpTo(level) => format!("room up to {level}"),
            Verdict::Mixed => "room at some levels only".to_owned(),
            Verdict::Unknown => "no range".to_owned(),
        };
        format!("{}: {says}", start(panel))
    });
    format!(
        "Lines against the level of confrontation, one panel for each of {} starts: the least subsidy {} would take and the most {} would pay, with the space between shaded. {title}. {}.",
        summary.ranges.len(),
        summary.client,
        summary.patron,
        panels.collect::<Vec<_>>().join(". ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(mandate: &str, gaps: &[f64]) -> RangePanel {
        let point = |(index, gap): (usize, &f64)| RangePoint {
            confrontation: format!("level {index}"),
            reservation: Some(1.0),
            willingness: Some(1.0 + gap),
        };
        RangePanel {
            government: "incumbent".into(),
            mandate: mandate.into(),
            opening: "low".into(),
            energy: None,
            family: "grand deal".into(),
            points: gaps.iter().enumerate().map(point).collect(),
        }
    }

    #[test]
    fn a_title_does_not_speak_of_levels_without_a_range() {
        let mut absent = panel("solid", &[1.0, 1.0]);
        absent.points[1].reservation = None;
        assert!(title(&[absent]).ends_with("(where the subsidy matters)"));
        assert!(!title(&[panel("solid", &[1.0, 1.0])]).contains("matters"));
    }

    #[test]
    fn titles_say_where_the_room_ends() {
        let cases = [
            (vec![panel("solid", &[1.0, -1.0]), panel("weak", &[1.0, 1.0])], "above “level 0” unless weak"),
            (vec![panel("solid", &[1.0, 1.0])], "room for agreement at every level"),
            (vec![panel("solid", &[-1.0, -1.0])], "no subsidy that both accept at any level"),
            (vec![panel("solid", &[1.0, 1.0, -1.0])], "no room for agreement above “level 1”"),
            (vec![panel("solid", &[-1.0, -1.0]), panel("weak", &[0.0, 0.0])], "throughout only if weak"),
        ];
        for (ranges, part) in cases {
            assert!(title(&ranges).contains(part), "{}", title(&ranges));
        }
    }
}
