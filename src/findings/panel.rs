//! The model on a panel of episodes: what it states of each, how that fared beside forecasters that know no game, and what
//! each mechanism is worth (docs/panel.md).
//!
//! Takes a panel, a mapping and what the model says of every branch, gives plain data: what tables of a panel show.

mod case;
mod cell;
mod fit;
mod learnt;
mod part;
mod rivals;
mod totals;

pub use cell::{ALL_OUTCOMES, Cell, Forecaster, Given};
pub use fit::{Bin, Contrast};
pub use learnt::{Learner, Learnt, LearntCell, LearntLead, LearntRow, LearntTotal, Spread};
pub use part::Part;
pub use totals::{Lead, Total, Worth};

use super::Provenance;
use super::backtest::RecordFile;
use crate::forecast::learning::Points;
use crate::forecast::panel::{Asking, Outlook, Outlooks, power};
use crate::scenario::{BRANCHES, CODES, Learning, Mapping, Mechanism, OUTCOMES, once};
use crate::stats::hierarchy::Population;
use case::Case;
use learnt::Lesson;
use serde::{Deserialize, Serialize};

/// How far from a half the forecaster is whose lead over a coin is to be found.
const EDGE: f64 = 0.15;
/// Panels that are simulated for a statement of power.
const PANELS: usize = 20_000;
/// Standard errors that a lead must exceed.
pub(crate) const BOUND: f64 = 2.0;

/// What a panel shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Panel {
    /// Where the numbers come from.
    pub provenance: Provenance,
    /// The panel, by name and content.
    pub panel: RecordFile,
    /// The mapping, by name and content.
    pub mapping: RecordFile,
    /// How much a panel of this size can show.
    pub power: Vec<Power>,
    /// Episodes in the order of the file.
    pub episodes: Vec<EpisodeRow>,
    /// What was stated of every outcome that is known and tested.
    pub cells: Vec<Cell>,
    /// Scores by part of the panel, what is given, outcome and forecaster.
    pub totals: Vec<Total>,
    /// Leads of the model over each rival.
    pub leads: Vec<Lead>,
    /// Shares of what came, by what the model stated.
    pub calibration: Vec<Bin>,
    /// Differences between branches, as coded and in the model.
    pub contrasts: Vec<Contrast>,
    /// What each mechanism is worth; empty if that was not asked.
    pub mechanisms: Vec<Worth>,
    /// Episodes whose games are not certified, left out of every score.
    pub uncertified: Vec<String>,
    /// What it teaches across alliances; absent if that was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learnt: Option<Learnt>,
}

/// One episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpisodeRow {
    /// Its name.
    pub episode: String,
    /// `main` or `seed`.
    pub part: Part,
    /// How far the coding is to be trusted, if the file says so.
    pub confidence: Option<String>,
    /// Patron and client.
    pub pair: String,
    /// Kind of patron.
    pub kind: String,
    /// Quarter of the event.
    pub quarter: String,
    /// The branch that came.
    pub came: String,
    /// Its codes, by column.
    pub codes: Vec<(String, String)>,
    /// What follows in each branch.
    pub branches: Vec<BranchRow>,
}

/// What the model says of one branch of an episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BranchRow {
    /// The branch.
    pub branch: String,
    /// Its prior odds.
    pub odds: f64,
    /// What follows in it.
    #[serde(flatten)]
    pub outlook: Outlook,
}

/// How often a calibrated forecaster's lead over a coin would be found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Power {
    /// Episodes.
    pub episodes: usize,
    /// Pairs of patron and client.
    pub pairs: usize,
    /// Independent outcomes of each episode.
    pub outcomes: usize,
    /// How far from a half the forecaster is, and by how much it is right.
    pub edge: f64,
    /// Standard errors that the lead must exceed.
    pub bound: f64,
    /// Panels simulated.
    pub panels: usize,
    /// Share of them in which the lead is found; absent if a panel has fewer than two pairs.
    pub found: Option<f64>,
}

/// What a panel is made of.
pub struct Made<'a> {
    /// The episodes.
    pub panel: &'a crate::scenario::Panel,
    /// How their codes became scenarios.
    pub mapping: &'a Mapping,
    /// What the model says, first as it stands, then by mechanism.
    pub outlooks: &'a [Outlooks],
    /// The mechanisms that it was worked out for.
    pub mechanisms: &'a [Mechanism],
    /// What is learnt from it, if anything is.
    pub taught: Option<Taught<'a>>,
}

/// What is learnt from a panel.
pub struct Taught<'a> {
    /// Which numbers.
    pub learning: &'a Learning,
    /// The file that says so, by name and content.
    pub file: RecordFile,
    /// Draws of them.
    pub points: &'a Points,
    /// Ways in which alliances may lie.
    pub populations: &'a [Population],
}

impl Panel {
    /// Scores a panel.
    pub fn new(made: &Made<'_>, provenance: Provenance, (panel, mapping): (RecordFile, RecordFile)) -> Self {
        let cases: Vec<Case> = made.panel.episodes.iter().map(|episode| Case::new(episode, made.mapping)).collect();
        let none = Vec::new();
        let plain = made.outlooks.first().unwrap_or(&none);
        let rivals = rivals::stated(&cases);
        let cells = cell::cells(&cases, plain, &rivals);
        let worth = |(mechanism, outlooks): (&Mechanism, &Outlooks)| {
            totals::worth((&mechanism.name, &mechanism.means), &cells, &cell::cells(&cases, outlooks, &rivals))
        };
        let left = cases.iter().zip(plain).filter(|(_, outlook)| outlook.is_none());
        Self {
            provenance,
            panel,
            mapping,
            power: powers(&cases),
            episodes: cases.iter().zip(plain).map(|(case, outlook)| row(case, made, outlook.as_deref())).collect(),
            totals: totals::totals(&cells),
            leads: totals::leads(&cells),
            calibration: fit::calibration(&cells),
            contrasts: fit::contrasts(&cases, plain),
            mechanisms: made.mechanisms.iter().zip(made.outlooks.iter().skip(1)).map(worth).collect(),
            uncertified: left.map(|(case, _)| case.episode.id.clone()).collect(),
            learnt: made.taught.as_ref().map(|taught| learnt::learnt(&cases, &cells, &lesson(made, taught))),
            cells,
        }
    }

    /// Episodes of a part.
    pub fn count(&self, part: Part) -> usize {
        self.episodes.iter().filter(|row| row.part == part).count()
    }

    /// Pairs of patron and client among the episodes that are not held out.
    pub fn pairs(&self) -> usize {
        let mut pairs: Vec<&str> =
            self.episodes.iter().filter(|row| row.part == Part::Main).map(|row| row.pair.as_str()).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs.len()
    }
}

fn lesson<'a>(made: &Made<'a>, taught: &'a Taught<'a>) -> Lesson<'a> {
    let numbers = once(made.mapping.scenario.stated());
    let central = |key: &String| numbers.iter().find(|number| number.key == *key).map_or(f64::NAN, |own| own.central);
    Lesson {
        learning: taught.learning,
        file: taught.file.clone(),
        points: taught.points,
        populations: taught.populations,
        stated: taught.learning.numbers.iter().map(|number| central(&number.key)).collect(),
    }
}

fn row(case: &Case<'_>, made: &Made<'_>, outlooks: Option<&[Outlook]>) -> EpisodeRow {
    let branch = |((name, odds), outlook): ((&&str, &f64), &Outlook)| BranchRow {
        branch: (*name).to_owned(),
        odds: *odds,
        outlook: *outlook,
    };
    let code = |((column, values), at): (&(&str, &[&str]), &usize)| ((*column).to_owned(), values[*at].to_owned());
    let episode = case.episode;
    EpisodeRow {
        episode: episode.id.clone(),
        part: case.part(),
        confidence: episode.confidence.clone(),
        pair: case.pair.clone(),
        kind: made.mapping.kinds[case.kind].name.clone(),
        quarter: episode.quarter.to_string(),
        came: BRANCHES[episode.came].to_owned(),
        codes: CODES.iter().zip(&episode.codes).map(code).collect(),
        branches: BRANCHES.iter().zip(&episode.odds).zip(outlooks.unwrap_or_default()).map(branch).collect(),
    }
}

/// What this panel can show, and what twenty episodes without pairs could.
fn powers(cases: &[Case<'_>]) -> Vec<Power> {
    let main: Vec<&Case<'_>> = cases.iter().filter(|case| case.part() == Part::Main).collect();
    let sizes: Vec<usize> = case::by_pair(&main).into_iter().map(|cases| cases.len()).collect();
    let twenty = vec![1; 20];
    let asked = [
        (&sizes, 1, BOUND),
        (&sizes, OUTCOMES.len(), BOUND),
        (&sizes, 1, 1.645),
        (&twenty, 1, BOUND),
        (&twenty, 1, 1.645),
    ];
    let told = |(sizes, outcomes, bound): (&Vec<usize>, usize, f64)| Power {
        episodes: sizes.iter().sum(),
        pairs: sizes.len(),
        outcomes,
        edge: EDGE,
        bound,
        panels: PANELS,
        found: power(sizes, &Asking { edge: EDGE, outcomes, bound, panels: PANELS }),
    };
    asked.into_iter().map(told).collect()
}
