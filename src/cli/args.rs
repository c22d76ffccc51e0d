//! The arguments of the command line, and the help that goes with them.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  allegiance run scenarios/belarus-2020.toml
  allegiance run scenarios/belarus-2020.toml --set client.delivery=1.0 -o output/promises-kept
  allegiance brief output/my-alliance
  allegiance solve scenarios/belarus-2020.toml
  allegiance init my-alliance && allegiance check my-alliance.toml";

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 a check of results failed, 2 usage, 3 invalid scenario, 4 input or output, 130 interrupted.
RAYON_NUM_THREADS sets the number of threads; it changes no result. NO_COLOR is heeded.";

/// How a patron and a client state bargain over an alliance: solved, simulated by election outcome, drawn.
#[derive(Parser)]
#[command(version, before_help = EXAMPLES, after_help = EXIT_CODES, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Simulate a scenario and write tables and charts to its folder
    Run {
        #[command(flatten)]
        scenario: ScenarioArgs,
        /// Folder of the results [default: output/ and the name of the scenario]
        #[arg(short, long, value_name = "FOLDER")]
        output: Option<PathBuf>,
        /// Write into a folder that holds other files (they stay)
        #[arg(long)]
        force: bool,
        /// Write every path to tables/paths.csv.gz
        #[arg(long)]
        paths: bool,
        /// Write a brief beside the results, as `allegiance brief` does
        #[arg(long)]
        brief: bool,
        #[command(flatten)]
        words: WordsArgs,
        /// Template of the brief instead of the one that comes with the program
        #[arg(long, value_name = "FILE", requires = "brief")]
        template: Option<PathBuf>,
        /// Take the uncertain numbers from the rows of a CSV file, such as posterior.csv of `estimate`: draw i is row i,
        /// and after the last row the first again
        #[arg(long, value_name = "FILE")]
        draws: Option<PathBuf>,
    },
    /// Learn the uncertain numbers from a coded record: draws of their posterior, for `run --draws`
    Estimate {
        #[command(flatten)]
        scenario: ScenarioArgs,
        /// The coded record (CSV)
        #[arg(long, value_name = "RECORD")]
        history: PathBuf,
        /// Use the record only up to this quarter, written like 2013-Q4
        #[arg(long, value_name = "QUARTER")]
        until: Option<String>,
        /// Number of particles, and so of draws
        #[arg(long, default_value_t = 1000)]
        particles: usize,
        /// Folder of the results [default: output/ and the name of the scenario with -posterior]
        #[arg(short, long, value_name = "FOLDER")]
        output: Option<PathBuf>,
        /// Write into a folder that holds other files (they stay)
        #[arg(long)]
        force: bool,
        /// Go on from the last temperature step that an interrupted estimation kept in the folder
        #[arg(long)]
        resume: bool,
    },
    /// Write a briefing of a run: brief.html, to read and to print, and brief.md
    Brief {
        /// Folder of the run
        #[arg(required_unless_present = "print_template")]
        run: Option<PathBuf>,
        /// Folder of the brief [default: that of the run]
        #[arg(short, long, value_name = "FOLDER")]
        output: Option<PathBuf>,
        /// Write into a folder that holds other files (they stay)
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        words: WordsArgs,
        /// Template of the page instead of the one that comes with the program
        #[arg(long, value_name = "FILE")]
        template: Option<PathBuf>,
        /// Print the template that comes with the program, to start from
        #[arg(long, exclusive = true)]
        print_template: bool,
    },
    /// Solve the games at central values: what each side does in every state
    Solve {
        #[command(flatten)]
        scenario: ScenarioArgs,
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Exact means by quarter and branch at central values, without sampling noise
    Propagate {
        #[command(flatten)]
        scenario: ScenarioArgs,
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Put the scenario's claims to the model: what it finds, what it should be, whether it holds
    Claims {
        #[command(flatten)]
        scenario: ScenarioArgs,
        /// Also in how many draws of the uncertain numbers each claim holds
        #[arg(long)]
        robust: bool,
        /// With --robust: take the draws from the rows of a CSV file, such as posterior.csv of `estimate`
        #[arg(long, value_name = "FILE", requires = "robust")]
        draws: Option<PathBuf>,
        #[arg(long, value_enum, default_value_t = TextFormat::Table)]
        format: TextFormat,
    },
    /// Score the model on a coded record of the past, beside forecasters that know nothing of the game
    Backtest {
        #[command(flatten)]
        scenario: ScenarioArgs,
        /// The record, a table in CSV (docs/history.md)
        #[arg(long, value_name = "RECORD")]
        history: PathBuf,
        /// Score only from this quarter on, written like 2014-Q1; those before it are known to all who forecast
        #[arg(long, value_name = "QUARTER")]
        from: Option<String>,
        /// Also over draws of the uncertain numbers
        #[arg(long)]
        robust: bool,
        /// As --robust, with the draws from the rows of a CSV file, such as posterior.csv of `estimate --until`
        #[arg(long, value_name = "FILE")]
        draws: Option<PathBuf>,
        /// Folder for tables and charts [default: none are written]
        #[arg(short, long, value_name = "FOLDER")]
        output: Option<PathBuf>,
        /// Write into a folder that holds other files (they stay)
        #[arg(long)]
        force: bool,
        #[arg(long, value_enum, default_value_t = TextFormat::Table)]
        format: TextFormat,
    },
    /// State the model's probability of the scenario's questions about what comes after its start, and score it
    Foresee {
        #[command(flatten)]
        scenario: ScenarioArgs,
        /// What came, a table in CSV (docs/scenario.md): scored beside a naive forecaster
        #[arg(long, value_name = "ANSWERS")]
        answers: Option<PathBuf>,
        /// Take the uncertain numbers from the rows of a CSV file, such as posterior.csv of `estimate`
        #[arg(long, value_name = "FILE")]
        draws: Option<PathBuf>,
        /// Folder for the table and a chart [default: none are written]
        #[arg(short, long, value_name = "FOLDER")]
        output: Option<PathBuf>,
        /// Write into a folder that holds other files (they stay)
        #[arg(long)]
        force: bool,
        #[arg(long, value_enum, default_value_t = TextFormat::Table)]
        format: TextFormat,
    },
    /// Write one quarter's negotiation for another program to solve, at central values
    Export {
        #[command(flatten)]
        scenario: ScenarioArgs,
        /// As an extensive-form game for Gambit
        #[arg(long, required = true)]
        efg: bool,
        /// State at the opening of the quarter: confrontation=LEVEL, dispute=yes, government=NAME, … What is not
        /// named is as at the start, without dispute
        #[arg(long, value_name = "PLACE", default_value = "")]
        at: String,
        /// File to write [default: standard output]
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// How much branches of a run, two runs, or variants of a scenario differ, pair by pair
    Compare(CompareArgs),
    /// Explain one history of a run, quarter by quarter, or one decision of a scenario, term by term
    Explain(ExplainArgs),
    /// Check a scenario and report all its faults at once
    Check {
        #[command(flatten)]
        scenario: ScenarioArgs,
    },
    /// Print what a scenario file may hold: JSON Schema for editors, or the reference as Markdown
    Schema {
        #[arg(long, value_enum, default_value_t = SchemaFormat::Json)]
        format: SchemaFormat,
    },
    /// Write a commented scenario that runs at once, to start from
    Init {
        /// Name of the scenario; its file is NAME.toml
        name: String,
    },
}

#[derive(Args)]
pub struct CompareArgs {
    /// A run's folder (its branches are compared), two of them (the first is the reference), or a scenario file
    #[arg(required = true, num_args = 1..=2, value_name = "RUN or FILE")]
    pub what: Vec<PathBuf>,
    /// Run a scenario file with each of these values; the first is the reference
    #[arg(long, value_name = "KEY=VALUE,VALUE,...")]
    pub vary: Option<String>,
    /// With --vary, override a key in all variants
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// With --vary, override the seed
    #[arg(long)]
    pub seed: Option<u64>,
    /// Branch that the others are compared with [default: the first]
    #[arg(long, value_name = "NAME")]
    pub reference: Option<String>,
    /// Compare only this branch, as often as wanted
    #[arg(long, value_name = "NAME")]
    pub branch: Vec<String>,
    /// Mix a run's branches by other odds; the branches not named share the rest in proportion
    #[arg(long, value_name = "NAME=ODDS,...")]
    pub odds: Vec<String>,
    #[arg(long, value_enum, default_value_t = TextFormat::Table)]
    pub format: TextFormat,
    /// Write compare.csv, compare.json, compare.md and charts to this folder
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// Write into a folder that holds other files (they stay)
    #[arg(long)]
    pub force: bool,
}

#[derive(Args)]
pub struct WordsArgs {
    /// Words for odds: icd203 (default), ipcc, or a lexicon file
    #[arg(long, value_name = "icd203|ipcc|FILE")]
    pub lexicon: Option<String>,
}

#[derive(Args)]
pub struct ScenarioArgs {
    /// Scenario file
    pub file: PathBuf,
    /// Override a key, as often as wanted: client.delivery=1.0, confrontation.start=detente
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Override the seed
    #[arg(long)]
    pub seed: Option<u64>,
}

impl ScenarioArgs {
    /// The overrides, the seed among them: the file's value is replaced before the check.
    pub fn overrides(&self) -> Vec<String> {
        self.set.iter().cloned().chain(self.seed.map(|seed| format!("simulation.seed={seed}"))).collect()
    }
}

#[derive(Args)]
pub struct ExplainArgs {
    /// Folder of a run, or scenario file
    pub target: PathBuf,
    /// Run: branch of the history [default: the likeliest]
    #[arg(long, value_name = "NAME")]
    pub branch: Option<String>,
    /// Run: the history of this draw, counted from 0
    #[arg(long, value_name = "I", requires = "path", conflicts_with = "typical")]
    pub draw: Option<usize>,
    /// Run: the history of this path of the draw, counted from 0
    #[arg(long, value_name = "J", requires = "draw")]
    pub path: Option<usize>,
    /// Run: the typical history of this chapter [default: the branch's likeliest]
    #[arg(long, value_name = "CHAPTER")]
    pub typical: Option<String>,
    /// Scenario: the state, "confrontation=LEVEL, mandate=LEVEL, dispute=yes" [default: the start]
    #[arg(long, value_name = "STATE")]
    pub at: Option<String>,
    /// Scenario: the government in office [default: the incumbent]
    #[arg(long, value_name = "NAME")]
    pub government: Option<String>,
    /// Scenario: the offer family whose break-even values are sought [default: the first]
    #[arg(long, value_name = "NAME")]
    pub offer: Option<String>,
    /// Scenario: override a key, as often as wanted
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    #[arg(long, value_enum, default_value_t = ExplainFormat::Table)]
    pub format: ExplainFormat,
}

impl ExplainArgs {
    /// Whether a scenario is meant: a file, or what is named like one and is no folder.
    pub fn of_scenario(&self) -> bool {
        let named = self.target.extension().is_some_and(|ending| ending == "toml");
        self.target.is_file() || (named && !self.target.is_dir())
    }

    /// An option that belongs to the other kind of target.
    pub fn misplaced(&self) -> Option<&'static str> {
        let of_run = [
            ("--branch", self.branch.is_some()),
            ("--draw", self.draw.is_some()),
            ("--typical", self.typical.is_some()),
        ];
        let of_scenario = [
            ("--at", self.at.is_some()),
            ("--government", self.government.is_some()),
            ("--offer", self.offer.is_some()),
            ("--set", !self.set.is_empty()),
        ];
        let wrong = if self.of_scenario() { &of_run[..] } else { &of_scenario[..] };
        wrong.iter().find(|(_, given)| *given).map(|(name, _)| *name)
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub enum ExplainFormat {
    /// For people
    Table,
    /// For programs, everything
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    /// For people
    Table,
    /// For programs, everything
    Json,
    /// For spreadsheets
    Csv,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum TextFormat {
    /// For people
    Table,
    /// For programs, everything
    Json,
    /// For spreadsheets
    Csv,
    /// Markdown
    Md,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum SchemaFormat {
    /// JSON Schema
    Json,
    /// Markdown
    Md,
}
