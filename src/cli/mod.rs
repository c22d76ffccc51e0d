//! The command line: from arguments to a command, to words and an exit code. Nothing else knows of these.

mod args;
mod describe;
mod terminal;

use crate::base::parallel;
use crate::command::{Compare, Estimate, Exit, Failure, Outcome, Part, Propagate, Run, Sensitivity, deliver, font};
use crate::scenario::advice;
use args::{Asked, Cli};
use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, Parser};
use std::path::Path;
use std::process::ExitCode;
use terminal::{Terminal, heed_limits, print, report, say, tell};

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    heed_limits();
    let watch = Terminal::new();
    let asked = Cli::try_parse().unwrap_or_else(|error| with_advice(error).exit());
    if !parallel::ready() {
        say("note: the system gives no further threads: the work is done on one");
    }
    let font = asked.font.as_deref().map_or(Ok(()), font);
    let ended = font.and_then(|()| carried_out(asked.command, &watch));
    watch.clear();
    match ended.map_err(terminal::Ended::from).and_then(|outcome| told(&outcome)) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(ended) => report(&ended),
    }
}

/// Says what to write in the place of what is no command.
fn with_advice(mut error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else { return error };
    let advice = match Path::new(word).extension().is_some_and(|ending| ending == "toml") {
        true => format!("name a command before the file: allegiance run {word}"),
        false => {
            let commands = Cli::command();
            let names: Vec<&str> = commands.get_subcommands().map(clap::Command::get_name).collect();
            advice(word, names)
        }
    };
    error.remove(ContextKind::SuggestedSubcommand);
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![advice.into()]));
    error
}

fn carried_out(asked: Asked, watch: &Terminal) -> Result<Outcome, Failure> {
    match asked {
        Asked::Run(command) => deliver(Run { part: told_of(command.part), ..command }, watch),
        Asked::Estimate(command) => deliver(Estimate { part: told_of(command.part), ..command }, watch),
        Asked::Brief(command) => deliver(command, watch),
        Asked::Solve(command) => deliver(command, watch),
        Asked::Propagate(command) => deliver(Propagate { part: told_of(command.part), ..command }, watch),
        Asked::Equilibria(command) => deliver(command, watch),
        Asked::Claims(command) => deliver(command, watch),
        Asked::Backtest(command) => deliver(command, watch),
        Asked::Foresee(command) => deliver(command, watch),
        Asked::Panel(command) => deliver(command, watch),
        Asked::Export(command) => deliver(command, watch),
        Asked::Compare(command) => deliver(Compare { part: told_of(command.part), ..command }, watch),
        Asked::Sensitivity(command) => deliver(Sensitivity { part: told_of(command.part), ..command }, watch),
        Asked::Discover(command) => deliver(command, watch),
        Asked::Surface(command) => deliver(command, watch),
        Asked::Explain(command) => deliver(command, watch),
        Asked::Explore(command) => deliver(command, watch),
        Asked::Plan(command) => deliver(command, watch),
        Asked::Merge(command) => deliver(command, watch),
        Asked::Check(command) => deliver(command, watch),
        Asked::Schema(command) => deliver(command, watch),
        Asked::Init(command) => deliver(command, watch),
        Asked::Completions(asked) => Ok(asked.outcome(Cli::command())),
        Asked::Man(asked) => asked.outcome(Cli::command()),
    }
}

/// A part of a command, with the words of the command line that name the whole: neither the part nor its folder.
fn told_of(part: Part) -> Part {
    const LEFT_OUT: [&str; 3] = ["--shard", "--output", "-o"];
    let mut words = Vec::new();
    let mut given = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    while let Some(word) = given.next() {
        if LEFT_OUT.contains(&word.as_str()) {
            given.next();
        } else if !LEFT_OUT.iter().any(|option| word.strip_prefix(option).is_some_and(|rest| !rest.is_empty())) {
            words.push(word);
        }
    }
    Part { words, ..part }
}

/// Says what a command came to: results to standard output, talk to standard error.
fn told(outcome: &Outcome) -> Result<Exit, terminal::Ended> {
    let heard = print(&outcome.text);
    outcome.notes.iter().for_each(|note| tell(&format!("note: {note}")));
    let heard = heard.and_then(|()| print(outcome.closing.as_deref().unwrap_or_default().as_bytes()));
    outcome.said.iter().for_each(|said| tell(said));
    match heard {
        // That nobody reads on changes nothing in what was found.
        Ok(()) | Err(terminal::Ended::BrokenPipe) => Ok(outcome.exit),
        Err(ended) => Err(ended),
    }
}
