//! What a template of a brief may use: plain data with every number already in words.
//!
//! Everything is text that stands in the brief as it is, except where the name says otherwise. A template escapes it
//! (model page §5, §6).

use serde::Serialize;

/// A brief, as its templates see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Brief {
    /// Title of the scenario.
    pub title: String,
    /// Name of the client.
    pub client: String,
    /// Name of the patron.
    pub patron: String,
    /// What was changed in the scenario as its file states it: overrides, draws in the place of its distributions.
    pub changes: Vec<String>,
    /// What is asked.
    pub question: Question,
    /// What was found, in short.
    pub answer: Answer,
    /// Chapters by branch.
    pub chapters: ChapterTable,
    /// What drives the headline.
    pub drivers: Drivers,
    /// The bargaining range.
    pub ranges: Ranges,
    /// Typical histories of the main chapters.
    pub stories: Vec<Story>,
    /// What would change the conclusion.
    pub change: Change,
    /// Every number and setting of the scenario, in the order of the file.
    pub assumptions: Vec<Assumption>,
    /// The claims of the scenario; absent if it states none.
    pub claims: Option<Claims>,
    /// The pictures; a picture is absent if the run has no numbers for it.
    pub figures: Figures,
    /// How to make the run again.
    pub reproduce: Reproduce,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// Sentences.
    pub sentences: Vec<String>,
    /// The outcomes that are told apart; one if there is no election.
    pub branches: Vec<Branch>,
    /// What each ending means, the first that holds.
    pub endings: Vec<Ending>,
}

/// An outcome of the election.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// Its odds in the scenario, such as `64%`.
    pub odds: String,
    /// Where it begins: government, mandate, opening, confrontation, energy.
    pub start: String,
}

/// An ending and what it means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ending {
    /// Its name.
    pub name: String,
    /// Its conditions in words.
    pub meaning: String,
}

/// The answer in three sentences, and how far it may be trusted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// What is most frequent in each outcome; which outcomes differ most; how uncertain it is.
    pub sentences: Vec<String>,
    /// Sampling error.
    pub sampling: String,
    /// Parameter uncertainty.
    pub uncertainty: String,
    /// Certified draws and what became of the others.
    pub certified: String,
    /// What the numbers are and are not.
    pub disclaimer: String,
    /// The words for odds with their bands.
    pub key: String,
}

/// Chapters by branch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChapterTable {
    /// Names of the columns: the branches, and all of them mixed by their odds if there are several.
    pub columns: Vec<String>,
    /// One row for each chapter.
    pub rows: Vec<ChapterRow>,
    /// Counts, errors and the file that holds the numbers.
    pub note: String,
}

/// A chapter in every branch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChapterRow {
    /// The chapter.
    pub chapter: String,
    /// Its shares, in the order of the columns.
    pub cells: Vec<ChapterCell>,
}

/// A chapter in a branch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChapterCell {
    /// The share as printed: `68%`, `not seen`, `in every history`.
    pub share: String,
    /// In words.
    pub words: String,
    /// 95% interval, or the bound of what was not seen.
    pub interval: String,
    /// Whether it is the most frequent of its branch.
    pub leading: bool,
    /// The share, 0 to 1, as a number.
    pub value: f64,
}

/// What drives the headline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drivers {
    /// Sentences.
    pub sentences: Vec<String>,
    /// The numbers that tell most, at most eight; none if nothing is uncertain.
    pub rows: Vec<DriverRow>,
    /// Method, counts and the file that holds the numbers.
    pub note: String,
}

/// An uncertain number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DriverRow {
    /// In words.
    pub name: String,
    /// Its key in the scenario.
    pub key: String,
    /// Rank correlation with its 95% interval.
    pub correlation: String,
    /// Greatest value in the lowest quarter of the draws.
    pub low_edge: String,
    /// Share of the headline chapter there, with its standard error.
    pub low: String,
    /// The most frequent chapter there, with its share.
    pub low_leading: String,
    /// Least value in the highest quarter of the draws.
    pub high_edge: String,
    /// Share of the headline chapter there, with its standard error.
    pub high: String,
    /// The most frequent chapter there, with its share.
    pub high_leading: String,
}

/// The bargaining range where each branch begins.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranges {
    /// Sentences.
    pub sentences: Vec<String>,
    /// Names of the offer families.
    pub families: Vec<String>,
    /// One row for each branch.
    pub rows: Vec<RangeRow>,
    /// Unit, exactness and source.
    pub note: String,
}

/// The ranges of a branch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RangeRow {
    /// The branch.
    pub branch: String,
    /// Where it begins.
    pub start: String,
    /// For each family: `9.2 to 13.4 (room 4.2)`.
    pub cells: Vec<String>,
}

/// A typical history of a chapter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Story {
    /// The chapter and the branch.
    pub title: String,
    /// The history in a few lines.
    pub lines: Vec<String>,
    /// Where it comes from.
    pub note: String,
}

/// What would change the conclusion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Sentences.
    pub sentences: Vec<String>,
    /// The first rows of [`Drivers::rows`], at most three.
    pub rows: Vec<DriverRow>,
    /// Counts and the file that holds the numbers.
    pub note: String,
}

/// A number or setting of the scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assumption {
    /// Its key.
    pub key: String,
    /// The central value, or what the file writes.
    pub value: String,
    /// Least and greatest value that can be drawn; empty if it is certain.
    pub range: String,
    /// Unit in words.
    pub unit: String,
    /// Source, or the word "judgement".
    pub grounds: String,
}

/// The claims of the scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claims {
    /// How many hold.
    pub sentence: String,
    /// One row for each check.
    pub rows: Vec<ClaimRow>,
    /// Where the numbers come from.
    pub note: String,
}

/// A check of a claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimRow {
    /// The claim, on its first row; empty on the others.
    pub claim: String,
    /// The claim in a sentence, on its first row.
    pub says: String,
    /// What is checked.
    pub check: String,
    /// What it should be.
    pub bound: String,
    /// What the model gives.
    pub found: String,
    /// Whether that is as it should be.
    pub holds: bool,
}

/// The pictures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// Chapters by branch.
    pub chapters: Option<Figure>,
    /// Bargaining range against confrontation.
    pub ranges: Option<Figure>,
    /// What binds over time.
    pub binding: Option<Figure>,
    /// What drives the headline.
    pub drivers: Option<Figure>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Number in the brief.
    pub number: usize,
    /// The finding in words.
    pub title: String,
    /// The picture in words.
    pub alt: String,
    /// The picture, an `svg` element with title and description: markup, to be put in unescaped.
    pub svg: String,
    /// Counts, errors and the file that holds the numbers.
    pub note: String,
    /// File of the picture beside the brief, if the brief stands in the folder of its run.
    pub file: Option<String>,
}

/// How to make the run again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reproduce {
    /// The command.
    pub command: String,
    /// Version of the program.
    pub version: String,
    /// Version of the results.
    pub results_version: u32,
    /// Name of the scenario.
    pub scenario: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// Seed.
    pub seed: u64,
    /// Draws and histories.
    pub size: String,
}
