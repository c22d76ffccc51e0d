//! How much trust a run's results deserve, apart from how likely they are (model page §5).
//!
//! Takes what the results rest on, gives a level by a stated rule with its reasons. Likelihood says how often something
//! happens within the model; confidence says how good the grounds for that number are.

use super::backtest::track::Track;
pub use crate::scenario::confidence::{Level, Override};
use serde::{Deserialize, Serialize};

/// Greatest shares at which a ground is still sound, and at which it is weak; above it is poor.
const JUDGEMENT: [f64; 2] = [0.25, 0.5];
/// The same of the draws that do not keep the headline.
const TURNED: [f64; 2] = [0.1, 0.3];
/// The same of the draws whose games may have another solution, or are left out.
const UNSETTLED: [f64; 2] = [0.01, 0.1];
/// Marks with which the level is still moderate; none at all is high.
const MODERATE: usize = 3;

/// How much trust the results deserve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    /// The level by the rule.
    pub level: Level,
    /// What it rests on, one of each kind, the poorest first.
    pub reasons: Vec<Reason>,
    /// What the analyst says in its place, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overridden: Option<Override>,
}

/// One of the grounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Which.
    pub ground: Ground,
    /// How good it is.
    pub grade: Grade,
}

/// How good a ground is; each mark counts against the level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Nothing counts against it.
    Sound,
    /// One mark.
    Weak,
    /// Two marks.
    Poor,
}

/// What the results rest on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// How far the assumptions turn the headline.
    Headline {
        /// The clause that tells the main event, which happens in most histories or not; `None` where the scenario names no
        /// event, and the headline is the most frequent kind of history.
        says: Option<String>,
        /// Share of the draws that keep it, over the outcomes by their odds; `None` if nothing is uncertain.
        kept: Option<f64>,
        /// The same by outcome; empty if nothing is uncertain.
        by_outcome: Vec<(String, f64)>,
    },
    /// How many of the uncertain numbers rest on judgement alone.
    Judgement {
        /// Those that do.
        alone: usize,
        /// Uncertain numbers in all, odds included; all numbers if none is uncertain.
        of: usize,
    },
    /// How the model did on a record.
    Record {
        /// How well it foretold disputes; `None` if no record was tested.
        track: Option<Track>,
    },
    /// Whether each game has one solution that can be relied upon.
    Solution {
        /// Draws left out, since their games could not be certified.
        left_out: usize,
        /// Draws that count, and in which backward induction does not settle, so that there may be several equilibria.
        several: usize,
        /// Draws in all.
        of: usize,
    },
}

impl Confidence {
    /// By the rule of the model page, with the level that the scenario states.
    pub(crate) fn of(grounds: [Ground; 4], overridden: Option<Override>) -> Self {
        let mut reasons = grounds.map(|ground| Reason { grade: ground.grade(), ground });
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.grade));
        let marks = reasons.iter().map(|reason| reason.grade as usize).sum();
        let level = match marks {
            0 => Level::High,
            1..=MODERATE => Level::Moderate,
            _ => Level::Low,
        };
        Self { level, reasons: reasons.to_vec(), overridden }
    }

    /// The level that holds: the analyst's if there is one, else the rule's.
    pub fn stated(&self) -> Level {
        self.overridden.as_ref().map_or(self.level, |own| own.level)
    }
}

impl Ground {
    fn grade(&self) -> Grade {
        match self {
            Self::Headline { kept: Some(kept), .. } => grade(1.0 - kept, TURNED),
            Self::Headline { kept: None, .. } => Grade::Poor,
            Self::Judgement { alone, of } => grade(share(*alone, *of), JUDGEMENT),
            Self::Record { track: Some(track) } if track.behind > 0 => Grade::Poor,
            Self::Record { track: Some(track) } if track.clearly == track.rivals => Grade::Sound,
            Self::Record { .. } => Grade::Weak,
            Self::Solution { left_out, several, of } => grade(share(left_out + several, *of), UNSETTLED),
        }
    }
}

fn grade(found: f64, [sound, weak]: [f64; 2]) -> Grade {
    /// A rounding error must not move a share over a bound.
    const SLACK: f64 = 1e-9;
    match found - SLACK {
        found if found <= sound => Grade::Sound,
        found if found <= weak => Grade::Weak,
        _ => Grade::Poor,
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record on which so many of five rivals did better, and so many clearly worse.
    fn track(behind: usize, clearly: usize) -> Option<Track> {
        Some(Track { record: "past.csv".into(), quarters: 94, rivals: 5, behind, clearly })
    }

    fn level(kept: Option<f64>, alone: usize, track: Option<Track>, left_out: usize) -> Level {
        let grounds = [
            Ground::Headline { says: None, kept, by_outcome: Vec::new() },
            Ground::Judgement { alone, of: 100 },
            Ground::Record { track },
            Ground::Solution { left_out, several: 0, of: 100 },
        ];
        Confidence::of(grounds, None).level
    }

    #[test]
    fn val_the_level_follows_the_rule_of_the_model_page() {
        let cases = [
            (level(Some(0.9), 25, track(0, 5), 1), Level::High),
            (level(Some(0.9), 25, track(0, 4), 1), Level::Moderate),
            (level(Some(0.89), 26, track(1, 4), 1), Level::Low),
            (level(Some(0.9), 25, None, 1), Level::Moderate),
            (level(Some(0.89), 26, None, 1), Level::Moderate),
            (level(Some(0.89), 26, None, 2), Level::Low),
            (level(Some(0.9), 51, None, 1), Level::Moderate),
            (level(Some(0.69), 51, track(0, 5), 0), Level::Low),
            (level(None, 0, track(5, 0), 0), Level::Low),
        ];
        for (at, (found, wanted)) in cases.into_iter().enumerate() {
            assert_eq!(found, wanted, "case {at}");
        }
    }

    #[test]
    fn the_poorest_ground_goes_first() {
        let grounds = [
            Ground::Headline { says: None, kept: Some(1.0), by_outcome: Vec::new() },
            Ground::Judgement { alone: 1, of: 1 },
            Ground::Record { track: None },
            Ground::Solution { left_out: 0, several: 0, of: 1 },
        ];
        let grades: Vec<Grade> = Confidence::of(grounds, None).reasons.iter().map(|reason| reason.grade).collect();
        assert_eq!(grades, [Grade::Poor, Grade::Weak, Grade::Sound, Grade::Sound]);
    }
}
