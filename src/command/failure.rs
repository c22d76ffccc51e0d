//! Why a command failed, and what the process ends with.

use super::memory::TooLarge;
use crate::base::input::InputError;
use crate::base::scratch::ScratchError;
use crate::base::table::TableError;
use crate::findings::backtest::Unscored;
use crate::findings::compare::CompareError;
use crate::forecast::draws::Unfinished;
use crate::forecast::panel::PanelError;
use crate::forecast::{Stopped, estimate};
use crate::report::brief::BriefError;
use crate::report::chart::ChartError;
use crate::report::words::lexicon::LexiconError;
#[cfg(feature = "workbook")]
use crate::report::workbook::WorkbookError;
use crate::scenario::{ScenarioError, StateError, advice};
use crate::store::folder::FolderError;
use crate::store::open::OpenError;
use std::path::PathBuf;

/// Why a command failed. [`Failure::exit`] is what the process ends with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// A scenario, record or other input could not be read or is not valid.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The work would need too much memory.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// The work was interrupted.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// The work ended early, since no draw could be certified.
    #[error("{0}")]
    NoneCertified(Unfinished),
    /// An estimation failed.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// No draw could be certified: there is nothing to report.
    #[error(
        "none of the {0} draws could be certified, so there is no result: `allegiance solve` shows the game at central values"
    )]
    NothingCertified(usize),
    /// The scenario states no claims.
    #[error("the scenario states no claims: add [[claim]] tables (docs/scenario.md)")]
    NoClaims,
    /// The scenario asks nothing.
    #[error("the scenario asks no questions: add [[question]] tables (docs/scenario.md)")]
    NoQuestions,
    /// A game that the claims need is not certified.
    #[error(
        "a game that the claims need cannot be certified at central values: `allegiance solve` shows the games as stated"
    )]
    ClaimsUncertified,
    /// Earlier results could not be read back.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A run's scenario, simulated again, gives other numbers than its summary holds.
    #[error(
        "{0}: simulated again, its scenario gives other numbers than its summary.json holds: run the scenario again"
    )]
    OtherNumbers(PathBuf),
    /// A state could not be understood.
    #[error("--at: {0}")]
    State(#[from] StateError),
    /// The game of a government could not be certified: there is no equilibrium to export.
    #[error(
        "the game of the government `{0}` is not certified, so there are no values to export: `allegiance solve` shows it"
    )]
    Uncertified(String),
    /// Two sides cannot be compared.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// What was asked for cannot be understood, or does not go together.
    #[error("{0}")]
    Usage(String),
    /// What was asked to be explained is not there.
    #[error(transparent)]
    Explain(#[from] ExplainError),
    /// A scenario votes while a record runs.
    #[error(
        "the scenario holds an election in {0}, within the record, whose outcome the filter does not know: drop it \
         (--set 'election=[]', or a file with this one as base) and code what it changed in the columns `mandate` and \
         `opening`"
    )]
    ElectionWithin(String),
    /// A quarter to score from is not one of the record.
    #[error("--from {asked}: not a quarter of the record, which runs from {first} to {last}; write it like {first}")]
    #[allow(missing_docs, reason = "the message says it")]
    From { asked: String, first: String, last: String },
    /// A record cannot be scored.
    #[error(transparent)]
    Unscored(#[from] Unscored),
    /// The record that the scenario names cannot be scored.
    #[error("[record] in the scenario: {0}")]
    Record(Unscored),
    /// A folder could not be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A table could not be made.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// JSON could not be made.
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A font cannot be read.
    #[error("cannot read the font {}: {reason}", path.display())]
    #[allow(missing_docs, reason = "the message says it")]
    Font { path: PathBuf, reason: String },
    /// A lexicon or template cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A lexicon has faults.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    /// A brief could not be made.
    #[error(transparent)]
    Brief(#[from] BriefError),
    /// A workbook could not be made.
    #[cfg(feature = "workbook")]
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// Another file is where a workbook is to go.
    #[error("{0} is there already: choose another name with -o, or write over a workbook with --force")]
    There(PathBuf),
    /// A part of a command could not be done, or parts cannot be put together.
    #[error(transparent)]
    Part(#[from] PartError),
    /// What does not fit in memory could not be kept in a temporary file.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// Compression failed.
    #[error("cannot compress the paths: {0}")]
    Compression(std::io::Error),
}

impl From<PanelError> for Failure {
    fn from(error: PanelError) -> Self {
        match error {
            PanelError::Scenario(error) => Self::Scenario(error),
            PanelError::Stopped(stopped) => Self::Stopped(stopped),
        }
    }
}

impl From<Unfinished> for Failure {
    fn from(unfinished: Unfinished) -> Self {
        match unfinished {
            Unfinished::Stopped(stopped) => Self::Stopped(stopped),
            Unfinished::NoneCertified => Self::NoneCertified(unfinished),
            Unfinished::Unkept(error) => Self::Scratch(error),
        }
    }
}

impl Failure {
    /// How the process ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Scenario(ScenarioError::Invalid(_)) => Exit::Invalid,
            Self::Scenario(ScenarioError::Read { .. }) => Exit::InputOutput,
            Self::Open(OpenError::Unfit { .. }) => Exit::Invalid,
            Self::TooLarge(_) | Self::NoClaims | Self::NoQuestions | Self::ElectionWithin(_) => Exit::Invalid,
            Self::Lexicon(_) | Self::Brief(BriefError::Template(_)) => Exit::Invalid,
            Self::Unscored(why) | Self::Record(why) => match why {
                Unscored::Nothing => Exit::Invalid,
                Unscored::Impossible(_) | Unscored::Uncertified => Exit::Failed,
            },
            Self::NothingCertified(_) | Self::NoneCertified(_) | Self::ClaimsUncertified | Self::Uncertified(_) => {
                Exit::Failed
            }
            Self::State(_) | Self::Usage(_) | Self::From { .. } => Exit::Usage,
            Self::Explain(error) => error.exit(),
            Self::Estimate(error) => error.exit(),
            Self::Compare(CompareError::NotFelt(_) | CompareError::NoCommonDraws(..)) => Exit::Failed,
            Self::Compare(CompareError::NoWorld) => Exit::Failed,
            Self::Compare(CompareError::UnknownMeasure { .. } | CompareError::Apart(_)) => Exit::Usage,
            Self::Compare(CompareError::SameInput(_) | CompareError::MoreDraws(..)) => Exit::Invalid,
            Self::Compare(CompareError::UnknownBranch { .. } | CompareError::OneBranch) => Exit::Usage,
            Self::Compare(CompareError::UnknownEvent { .. } | CompareError::OnlyEvent(_)) => Exit::Usage,
            Self::Compare(CompareError::OnlyReference(_) | CompareError::Odds(_)) => Exit::Usage,
            Self::Stopped(_) | Self::Part(PartError::Interrupted { .. }) => Exit::Interrupted,
            Self::Part(PartError::Unfit(_)) => Exit::Invalid,
            Self::Part(PartError::Io { .. } | PartError::Taken { .. }) => Exit::InputOutput,
            Self::Brief(BriefError::Chart(_)) => Exit::InputOutput,
            Self::Open(_) | Self::OtherNumbers(_) | Self::Folder(_) | Self::Table(_) | Self::Chart(_) => {
                Exit::InputOutput
            }
            #[cfg(feature = "workbook")]
            Self::Workbook(_) => Exit::InputOutput,
            Self::Scratch(_) => Exit::InputOutput,
            Self::Json(_) | Self::Font { .. } | Self::There(_) | Self::Input(_) | Self::Compression(_) => {
                Exit::InputOutput
            }
        }
    }
}

/// Fewest and most particles.
pub(super) const PARTICLES: (usize, usize) = (10, 100_000);

/// Why an estimation failed, for reasons that no other command has.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EstimateError {
    /// The record does not reach so far, or not so far back.
    #[error("--until {0}: not a quarter of the record, or fewer than two quarters are left")]
    Until(String),
    /// Too few or too many particles.
    #[error("--particles {found}: at least {}, at most {}", PARTICLES.0, PARTICLES.1)]
    #[allow(missing_docs, reason = "the message says it")]
    Particles { found: usize },
    /// The scenario states no uncertain number.
    #[error("the scenario has no uncertain number, so there is nothing to estimate")]
    NothingUncertain,
    /// No prior draw fits.
    #[error("{found}{}", quarter.as_ref().map_or_else(String::new, |quarter| {
        format!("; at central values what the record codes in {quarter} has probability 0, after all that it codes before")
    }))]
    #[allow(missing_docs, reason = "the message says it")]
    Impossible { found: estimate::Impossible, quarter: Option<String> },
    /// Interrupted.
    #[error("interrupted: {steps} temperature steps are kept in {path}; go on with --resume")]
    #[allow(missing_docs, reason = "the message says it")]
    Interrupted { steps: usize, path: PathBuf },
    /// There is nothing to go on from.
    #[error("--resume: {path} keeps no step of an interrupted estimation: {why}")]
    #[allow(missing_docs, reason = "the message says it")]
    NothingKept { path: PathBuf, why: String },
}

impl EstimateError {
    /// How the process ends.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Until(_) | Self::Particles { .. } => Exit::Usage,
            Self::NothingUncertain => Exit::Invalid,
            Self::Impossible { .. } => Exit::Failed,
            Self::Interrupted { .. } => Exit::Interrupted,
            Self::NothingKept { .. } => Exit::InputOutput,
        }
    }
}

/// Why something could not be explained.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExplainError {
    /// A name that the run or the scenario does not have.
    #[error("there is no {what} `{name}`: {help}")]
    Unknown {
        /// What was named.
        what: &'static str,
        /// The name.
        name: String,
        /// What was probably meant.
        help: String,
    },
    /// A draw or a path beyond the run's.
    #[error("there is no {what} {number}: the run has {count}, counted from 0")]
    Outside {
        /// Draw or path.
        what: &'static str,
        /// Its number.
        number: usize,
        /// How many there are.
        count: usize,
    },
    /// No history ends in the chapter.
    #[error("no history of the branch `{branch}` ends in `{chapter}`: ask for another chapter or branch")]
    NothingEndsSo {
        /// The branch.
        branch: String,
        /// The chapter.
        chapter: String,
    },
    /// The draw's games are not certified.
    #[error("draw {0} is not certified, so it has no histories: manifest.json lists such draws")]
    Uncertified(usize),
    /// The state cannot be understood.
    #[error("{0}")]
    State(#[from] StateError),
}

impl ExplainError {
    /// How the process ends: a check failed if a certificate is missing, else what was asked for is not there.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Uncertified(_) => Exit::Failed,
            Self::Unknown { .. } | Self::Outside { .. } | Self::NothingEndsSo { .. } | Self::State(_) => Exit::Usage,
        }
    }

    pub(super) fn unknown<'a>(
        what: &'static str,
        name: &str,
        valid: impl IntoIterator<Item = &'a str> + Clone,
    ) -> Self {
        Self::Unknown { what, name: name.to_owned(), help: advice(name, valid) }
    }
}

/// A part of a command could not be done, or parts cannot be put together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PartError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    #[allow(missing_docs, reason = "the message says it")]
    Io { path: PathBuf, source: std::io::Error },
    /// Something else is where a shard belongs.
    #[error("{} {why}: remove it, or choose another folder with -o", path.display())]
    #[allow(missing_docs, reason = "the message says it")]
    Taken { path: PathBuf, why: String },
    /// The work was stopped, and what was finished of it is kept.
    #[error("interrupted: the finished draws are kept in {}; go on with --resume", folder.display())]
    #[allow(missing_docs, reason = "the message says it")]
    Interrupted { folder: PathBuf },
    /// Shards do not make a whole.
    #[error("{0}")]
    Unfit(String),
}

/// How the process ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    #[default]
    Done = 0,
    /// A check of results failed.
    Failed = 1,
    /// Wrong use.
    Usage = 2,
    /// An invalid scenario, lexicon or template.
    Invalid = 3,
    /// Reading or writing failed.
    InputOutput = 4,
    /// Interrupted.
    Interrupted = 130,
}

impl Exit {
    /// Exit code of the process.
    pub fn code(self) -> u8 {
        self as u8
    }
}
