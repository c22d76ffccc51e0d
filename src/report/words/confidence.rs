//! How much trust the results deserve, in words; how likely something is, is another statement.
//!
//! Takes a confidence, gives its level and its reasons as clauses. Terminal and brief say it by these functions.

use super::plain::{capital, count, exact, some};
use crate::findings::backtest::track::Track;
use crate::findings::confidence::{Confidence, Ground, Override, Reason};

/// Most reasons that lead.
const LEAD: usize = 2;

/// Level and leading reasons in two or three sentences: "Confidence: low. …; …."
pub(crate) fn sentence(confidence: &Confidence) -> String {
    format!("Confidence: {}. {}.", level(confidence), capital(&leading(confidence).join("; ")))
}

/// The level that holds; where it is the analyst's own, whose it is and what the rule gives.
pub(crate) fn level(confidence: &Confidence) -> String {
    let rule = confidence.level.word();
    match &confidence.overridden {
        None => rule.to_owned(),
        Some(Override { level, .. }) => format!("{}, as the analyst sees it (by the rule: {rule})", level.word()),
    }
}

/// The reasons that lead, two at most: the analyst's own if there is one, then the poorest grounds.
pub(crate) fn leading(confidence: &Confidence) -> Vec<String> {
    let own = confidence.overridden.iter().map(|own| own.reason.clone());
    own.chain(confidence.reasons.iter().map(reason)).take(LEAD).collect()
}

/// One reason as a clause.
pub(crate) fn reason(reason: &Reason) -> String {
    match &reason.ground {
        Ground::Headline { kept: None, .. } => {
            "too little is varied to tell how far the assumptions move the results".to_owned()
        }
        Ground::Headline { says, kept: Some(kept), by_outcome } => headline(says.as_deref(), *kept, by_outcome.len()),
        Ground::Judgement { alone: 0, of } => format!("each of the {} uncertain numbers has a source", count(*of)),
        Ground::Judgement { alone, of } => {
            format!("{} of the {} uncertain numbers rest on judgement alone", count(*alone), count(*of))
        }
        Ground::Record { track: None } => "the model was not tested on a record of the past".to_owned(),
        Ground::Record { track: Some(track) } => record(track),
        Ground::Solution { left_out, several, of } => solution(*left_out, *several, *of),
    }
}

/// How many draws turn the answer.
fn headline(says: Option<&str>, kept: f64, outcomes: usize) -> String {
    let turned = match kept {
        kept if kept >= 1.0 => "no draw changes".to_owned(),
        kept => format!("{} of the draws change", exact(1.0 - kept)),
    };
    let counted = if outcomes > 1 { " of an outcome, each counted by its odds" } else { "" };
    match says {
        Some(says) => format!("{turned} whether {says} in most histories{counted}"),
        None => format!("{turned} which kind of history is the most frequent{counted}"),
    }
}

/// How the model did beside those that know no game.
fn record(track: &Track) -> String {
    let rivals = some(track.rivals, "rival that knows no game", "rivals that know no game");
    let better = format!("the model foretold disputes better than {rivals}");
    let told = match (track.behind, track.clearly) {
        (0, 0) => format!("{better}, though not clearly so"),
        (0, clearly) if clearly == track.rivals => format!("{better}, and clearly so"),
        (0, clearly) => format!("{better}, though clearly better than only {clearly} of them"),
        (behind, _) => format!("{behind} of {rivals} foretold disputes better than the model"),
    };
    format!("on {} coded quarters {told}", count(track.quarters))
}

fn solution(left_out: usize, several: usize, of: usize) -> String {
    let out = format!("{} of {} draws are left out, since their games could not be solved", count(left_out), count(of));
    let several_in = format!("in {} of {} draws the game may have several equilibria", count(several), count(of));
    match (left_out, several) {
        (0, 0) => "the game of every draw is solved and checked".to_owned(),
        (_, 0) => out,
        (0, _) => several_in,
        _ => format!("{several_in}; {} left out, not solved", count(left_out)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::confidence::{Grade, Level};

    fn told(reasons: [(Ground, Grade); 3], overridden: Option<Override>) -> String {
        let reasons = reasons.map(|(ground, grade)| Reason { ground, grade }).to_vec();
        sentence(&Confidence { level: Level::Low, reasons, overridden })
    }

    fn grounds() -> [(Ground, Grade); 3] {
        let says = Some("a deal is struck".into());
        let headline = Ground::Headline { says, kept: Some(0.75), by_outcome: Vec::new() };
        let solution = Ground::Solution { left_out: 1, several: 4, of: 60 };
        [(Ground::Judgement { alone: 55, of: 64 }, Grade::Poor), (headline, Grade::Weak), (solution, Grade::Weak)]
    }

    #[test]
    fn two_reasons_lead_and_the_analyst_goes_first() {
        assert_eq!(
            told(grounds(), None),
            "Confidence: low. 55 of the 64 uncertain numbers rest on judgement alone; 25% of the draws change whether a \
             deal is struck in most histories."
        );
        let own = Override { level: Level::Moderate, reason: "two who were there agree".into() };
        assert_eq!(
            told(grounds(), Some(own)),
            "Confidence: moderate, as the analyst sees it (by the rule: low). Two who were there agree; 55 of the 64 \
             uncertain numbers rest on judgement alone."
        );
    }

    #[test]
    fn every_ground_has_its_clause() {
        let say = |ground| reason(&Reason { ground, grade: Grade::Sound });
        let headline =
            |says: Option<&str>, kept| Ground::Headline { says: says.map(str::to_owned), kept, by_outcome: Vec::new() };
        let track = |behind, clearly| Ground::Record {
            track: Some(Track { record: "past.csv".into(), quarters: 94, rivals: 5, behind, clearly }),
        };
        let cases = [
            (headline(None, Some(0.9)), "10% of the draws change which kind of history is the most frequent"),
            (headline(Some("it comes"), Some(1.0)), "no draw changes whether it comes in most histories"),
            (headline(None, None), "too little is varied to tell how far the assumptions move the results"),
            (Ground::Judgement { alone: 0, of: 3 }, "each of the 3 uncertain numbers has a source"),
            (Ground::Record { track: None }, "the model was not tested on a record of the past"),
            (
                track(0, 5),
                "on 94 coded quarters the model foretold disputes better than 5 rivals that know no game, and clearly so",
            ),
            (
                track(0, 2),
                "on 94 coded quarters the model foretold disputes better than 5 rivals that know no game, though clearly better than only 2 of them",
            ),
            (
                track(0, 0),
                "on 94 coded quarters the model foretold disputes better than 5 rivals that know no game, though not clearly so",
            ),
            (
                track(1, 3),
                "on 94 coded quarters 1 of 5 rivals that know no game foretold disputes better than the model",
            ),
            (Ground::Solution { left_out: 0, several: 0, of: 9 }, "the game of every draw is solved and checked"),
            (
                Ground::Solution { left_out: 1, several: 4, of: 60 },
                "in 4 of 60 draws the game may have several equilibria; 1 left out, not solved",
            ),
        ];
        for (ground, wanted) in cases {
            assert_eq!(say(ground), wanted);
        }
    }
}
