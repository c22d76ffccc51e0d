//! The command line: its commands, and the help around them. What each command takes stands with the command.

use super::describe::{Completions, Manual};
use crate::command::{
    Backtest, Brief, Check, Claims, Compare, Discover, Equilibria, Estimate, Explain, Explore, Export, Foresee, Init,
    Merge, Panel, Plan, Propagate, Run, Schema, Sensitivity, Solve, SurfaceOf,
};
use clap::{Parser, Subcommand};
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
pub(super) struct Cli {
    /// A font (TTF, OTF) for letters that the charts' own font lacks: Georgian, Chinese …
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) font: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) command: Asked,
}

/// A command with its arguments.
#[derive(Subcommand)]
pub(super) enum Asked {
    /// Simulate a scenario and write tables and charts to its folder: without -o to output/ and the name of the scenario,
    /// with what was changed in it
    Run(Run),
    /// Learn the uncertain numbers from a coded record: draws of their posterior, for `run --draws`; without -o to output/
    /// and the name of the scenario with -posterior
    Estimate(Estimate),
    /// Write a briefing of a run: brief.html, to read and to print, and brief.md; without -o beside the run
    Brief(Brief),
    /// Solve the games at central values: what each side does in every state
    Solve(Solve),
    /// Exact means by quarter and branch at central values, or of every draw, without sampling noise
    Propagate(Propagate),
    /// The equilibria of each game at central values or in draws, and what the choice among them changes
    Equilibria(Equilibria),
    /// Put the scenario's claims to the model: what it finds, what it should be, whether it holds
    Claims(Claims),
    /// Score the model on a coded record of the past, beside forecasters that know nothing of the game; without -o no
    /// folder is written
    Backtest(Backtest),
    /// State the model's probability of the scenario's questions about what comes after its start, and score it; without
    /// -o no folder is written
    Foresee(Foresee),
    /// Score the model on coded episodes of several alliances, beside forecasters that know nothing of the game; without
    /// -o no folder is written
    Panel(Panel),
    /// Write results for other programs: a run as a workbook, or one quarter's negotiation, at central values, for Gambit
    Export(Export),
    /// How much branches of a run, two runs, or variants of a scenario differ, pair by pair; without -o no folder is
    /// written
    Compare(Compare),
    /// Which uncertain numbers, odds and start levels drive what follows, by themselves and together; without -o no folder is
    /// written
    Sensitivity(Sensitivity),
    /// Where in the draws an event is frequent, in words of at most three limits, and at which value of each number its
    /// probability crosses another; without -o no folder is written
    Discover(Discover),
    /// How probable an event is at every pair of values of two numbers, all else at central values, and where it has one
    /// probability; without -o no folder is written
    Surface(SurfaceOf),
    /// Explain one history of a run, quarter by quarter, or one decision of a scenario, term by term
    Explain(Explain),
    /// Write one page that holds the program and a scenario, or a run of it: open it in a browser, change an assumption, see
    /// what follows; without -o to NAME.explore.html
    Explore(Explore),
    /// Print a script that lets a scheduler do a run in parts: a job for each part and one that puts them together
    Plan(Plan),
    /// Put together the parts that `run`, `compare`, `sensitivity`, `propagate` or `estimate` wrote with --shard: what the command gives by
    /// itself, byte for byte
    Merge(Merge),
    /// Check a scenario and report all its faults at once
    Check(Check),
    /// Print what a scenario file may hold: JSON Schema for editors, or the reference as Markdown; or the uncertain numbers of
    /// a scenario as a problem for SALib and EMA Workbench
    Schema(Schema),
    /// Write a commented scenario that runs at once, to start from
    Init(Init),
    /// Print what a shell needs to complete commands and options: bash, zsh, fish, elvish, powershell
    Completions(Completions),
    /// Print the manual page, or write a page of each command
    Man(Manual),
}
