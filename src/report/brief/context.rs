//! What a template of a brief may use: plain data with every number already in words.
//!
//! Everything is text that stands in the brief as it is, except where the name says otherwise. A template escapes it
//! (model page §5, §6).

use serde::Serialize;

/// A brief, as its templates see it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Brief {
    /// Whether only page 1 is wanted.
    pub short: bool,
    /// Whether pictures are to be files beside the page, for programs that know no SVG.
    pub docx: bool,
    /// Title of the scenario.
    pub title: String,
    /// Name of the client.
    pub client: String,
    /// Name of the patron.
    pub patron: String,
    /// Who answers for the scenario.
    pub author: Option<String>,
    /// The day as of which it was written.
    pub as_of: Option<String>,
    /// What was changed in the scenario as its file states it: overrides, draws in the place of its distributions.
    pub changes: Vec<String>,
    /// What was found, in short.
    pub answer: Answer,
    /// How far it is to be trusted; absent if that is not known.
    pub confidence: Option<Confidence>,
    /// What happens by outcome.
    pub happens: Happens,
    /// Why: what either side asks of a deal.
    pub why: Vec<String>,
    /// A typical history.
    pub story: Option<Story>,
    /// The outcomes of the election; one if there is none.
    pub outcomes: Vec<Outcome>,
    /// What each event means.
    pub events: Vec<Event>,
    /// What may break in.
    pub upheavals: Vec<Event>,
    /// What drives the headline.
    pub drivers: Drivers,
    /// What was found in depth; absent unless asked for.
    pub deep: Option<Deep>,
    /// The claims of the scenario; absent if it states none.
    pub claims: Option<Claims>,
    /// The numbers that drive the headline, with their grounds.
    pub assumptions: Vec<Assumption>,
    /// What becomes of odds that are stated as ranges; absent if none are.
    pub odds_used: Option<String>,
    /// The sources that the scenario cites.
    pub sources: Sources,
    /// The pictures; a picture is absent if the run has no numbers for it.
    pub figures: Figures,
    /// How to make the run again.
    pub reproduce: Reproduce,
}

/// The answer in three sentences, and what would change it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// How often the main event happens; what the outcome of the election does to it; what happens most.
    pub sentences: Vec<String>,
    /// The likelihood word of the main event over all outcomes; absent if it happens never or always.
    pub likelihood: Option<String>,
    /// What would change our mind.
    pub change: Vec<String>,
    /// What the numbers are and are not.
    pub disclaimer: String,
    /// The words for odds with their bands.
    pub key: String,
}

/// How far the answer is to be trusted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Confidence {
    /// Its level.
    pub level: String,
    /// The two reasons that lead.
    pub reasons: Vec<String>,
    /// All grounds by the rule, the track record among them.
    pub grounds: Vec<String>,
}

/// What happens by outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Happens {
    /// Names of the events, or of the kinds of history.
    pub columns: Vec<String>,
    /// One row for each outcome, and for all of them if there are several.
    pub rows: Vec<Row>,
    /// Counts, meaning and the file that holds the numbers.
    pub note: String,
}

/// An outcome with what happens in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The outcome.
    pub outcome: String,
    /// Its odds; empty where there is no choice.
    pub odds: String,
    /// In the order of the columns.
    pub cells: Vec<Cell>,
}

/// How often something happens in an outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// The share as printed.
    pub number: String,
    /// Its range over the draws, in percent; empty if the assumptions do not move it.
    pub range: String,
    /// The share, 0 to 1, as a number.
    pub value: f64,
}

/// An outcome of the election.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// Its odds in the scenario.
    pub odds: String,
    /// Where it begins: government, mandate, opening, confrontation, energy.
    pub start: String,
}

/// An event and what it means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// Its conditions in words.
    pub meaning: String,
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
    /// In plain words.
    pub name: String,
    /// Its key in the scenario.
    pub key: String,
    /// Rank correlation with its 95% interval.
    pub correlation: String,
    /// Share in the lowest quarter of the draws, and up to which value that goes.
    pub low: String,
    /// Share in the highest quarter, and from which value on.
    pub high: String,
}

/// What was found in depth of the main event over all outcomes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Deep {
    /// What drives it, in sentences.
    pub drivers: Vec<String>,
    /// Where it is frequent, in sentences.
    pub r#box: Vec<String>,
    /// How many numbers turn it.
    pub thresholds: String,
    /// Those nearest to their central values, at most five.
    pub rows: Vec<ThresholdRow>,
    /// What the choice among equilibria changes.
    pub selection: String,
    /// Where the numbers come from.
    pub note: String,
}

/// A number at whose value the probability of the main event crosses one half.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThresholdRow {
    /// In plain words.
    pub name: String,
    /// Its key in the scenario.
    pub key: String,
    /// Its central value.
    pub now: String,
    /// Where the probability crosses.
    pub at: String,
    /// Least and greatest value tried.
    pub range: String,
    /// The probability at either.
    pub ends: String,
}

/// A typical history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Story {
    /// Its outcome.
    pub title: String,
    /// The history in a few lines.
    pub lines: Vec<String>,
    /// Where it comes from.
    pub note: String,
}

/// A number of the scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assumption {
    /// In plain words.
    pub gloss: String,
    /// Its key.
    pub key: String,
    /// The central value, or what the file writes.
    pub value: String,
    /// Least and greatest value that can be drawn.
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
    /// One row for each claim of the source.
    pub rows: Vec<ClaimRow>,
    /// Where the numbers come from.
    pub note: String,
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimRow {
    /// The claim in a sentence.
    pub says: String,
    /// How many of its checks hold.
    pub verdict: String,
    /// Whether all do.
    pub holds: bool,
    /// Share of the draws in which all do; empty if that is not known.
    pub draws: String,
}

/// The sources that the scenario cites.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sources {
    /// Pairs of id and text.
    pub rows: Vec<(String, String)>,
    /// Ids that are cited and nowhere defined.
    pub missing: Vec<String>,
}

/// The pictures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// The answer on one page.
    pub tree: Option<Figure>,
    /// Room for a deal by outcome.
    pub room: Option<Figure>,
    /// Typical histories.
    pub histories: Option<Figure>,
    /// Shares of the variance of the headline; only in depth.
    pub sensitivity: Option<Figure>,
    /// Coverage and density of the boxes tried; only in depth.
    pub peeling: Option<Figure>,
    /// How the headline settles as draws are added.
    pub convergence: Option<Figure>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Number in the brief.
    pub number: usize,
    /// The finding in words.
    pub title: String,
    /// What is shown, and in what unit.
    pub subtitle: String,
    /// The picture in words.
    pub alt: String,
    /// The picture for a page, an `svg` element labelled with its words: markup, to be put in unescaped.
    pub svg: String,
    /// The same for a phone.
    pub phone: String,
    /// The file that holds the numbers.
    pub note: String,
    /// File of the picture beside the brief, a PNG; in a page for word processors the picture itself, as a `data:` address.
    pub file: String,
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
