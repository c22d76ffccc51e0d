//! The command line: from arguments to a stage of the pipeline, to words. Nothing else knows of these.

mod args;
mod terminal;

use crate::command::explain::{self, Which};
use crate::command::foresee;
use crate::command::{self, BriefRequest, EstimateRequest, Request, compare as comparing};
use crate::report::brief::template;
use crate::report::words::headline::headline;
use crate::report::words::odds::Lexicon;
use crate::report::{
    backtest as backtest_text, claims as claims_text, compare as compare_text, decision, foresight, posterior,
    solution, story,
};
use crate::scenario;
use crate::store::manifest;
use args::{Cli, Command, CompareArgs, ExplainArgs, ExplainFormat, Format, ScenarioArgs, SchemaFormat, TextFormat};
use clap::Parser;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use terminal::{Failure, Tempering, Terminal, note, print, report, say};

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    match execute(Cli::parse().command) {
        Ok(code) => code,
        Err(failure) => report(&failure),
    }
}

fn execute(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Run { scenario, output, force, paths, draws, brief, words, template } => {
            let overrides = scenario.overrides();
            let lexicon = command::brief::lexicon(words.lexicon.as_deref())?;
            let asked = BriefRequest { lexicon: words.lexicon, template, ..BriefRequest::default() };
            let brief = brief.then_some(asked);
            run(Request { file: scenario.file, overrides, output, force, paths, draws, brief }, &lexicon)
        }
        Command::Brief { print_template: true, .. } => {
            print(template::HTML.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Brief { run, output, force, words, template, .. } => {
            brief(&BriefRequest { run: run.unwrap_or_default(), output, force, lexicon: words.lexicon, template })
        }
        Command::Solve { scenario, format } => solve(&scenario, format),
        Command::Propagate { scenario, format } => propagate(&scenario, format),
        Command::Claims { scenario, robust, draws, format } => claims(&scenario, robust, draws.as_deref(), format),
        Command::Backtest { scenario, history: record, from, robust, draws, output, force, format } => {
            backtest(&scenario, &command::Against { record, from, robust, draws, output, force }, format)
        }
        Command::Estimate { scenario, history, until, particles, output, force, resume } => {
            let overrides = scenario.overrides();
            let file = scenario.file;
            estimate(&EstimateRequest { file, overrides, record: history, until, particles, output, force, resume })
        }
        Command::Foresee { scenario, answers, draws, output, force, format } => {
            let overrides = scenario.overrides();
            foresee(&foresee::Request { file: scenario.file, overrides, draws, answers, output, force }, format)
        }
        Command::Export { scenario, efg: _, at, output } => export(&scenario, &at, output.as_deref()),
        Command::Compare(args) => compare(args),
        Command::Explain(args) => explain(&args),
        Command::Check { scenario } => check(&scenario),
        Command::Schema { format } => schema(format),
        Command::Init { name } => init(&name),
    }
}

fn brief(request: &BriefRequest) -> Result<ExitCode, Failure> {
    let watch = Terminal::new();
    let folder = command::brief::brief(request, &watch)?;
    watch.bar.finish_and_clear();
    let folder = folder.display();
    print(format!("Written to {folder}: brief.html (read or print it), brief.md.\n").as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn run(request: Request, lexicon: &Lexicon) -> Result<ExitCode, Failure> {
    let watch = Terminal::new();
    let finished = command::run(&request, &watch)?;
    watch.bar.finish_and_clear();
    print(headline(&finished.summary, lexicon).as_bytes())?;
    note(&finished.warnings);
    let folder = finished.folder.display();
    print(
        format!(
            "\nWritten to {folder}: charts/ (SVG, PNG, CSV, alt text), tables/, summary.json, manifest.json.\n\
             Next: look at {folder}/charts/chapters-by-branch.png; change an assumption with --set KEY=VALUE and \
             another folder with -o.\n"
        )
        .as_bytes(),
    )?;
    Ok(ExitCode::SUCCESS)
}

fn estimate(request: &EstimateRequest) -> Result<ExitCode, Failure> {
    let watch = Tempering(Terminal::new());
    let estimated = command::estimate(request, &watch)?;
    watch.0.bar.finish_and_clear();
    print(posterior::text(&estimated.posterior).as_bytes())?;
    note(&estimated.warnings);
    let folder = estimated.folder.display();
    let file = request.file.display();
    print(
        format!(
            "\nWritten to {folder}: posterior.csv, parameters.csv, tempering.csv, estimate.json, charts/.\n\
             Next: allegiance run {file} --draws {folder}/posterior.csv -o output/with-the-record\n"
        )
        .as_bytes(),
    )?;
    Ok(ExitCode::SUCCESS)
}

fn solve(args: &ScenarioArgs, format: Format) -> Result<ExitCode, Failure> {
    let (scenario, solved) = command::solve(&args.file, &args.overrides())?;
    let integration = &scenario.ladders.integration;
    print(&match format {
        Format::Table => solution::solved_text(&solved, &integration.levels[integration.start]).into_bytes(),
        Format::Json => manifest::json(&solved)?,
        Format::Csv => solution::solved_csv(&solved)?,
    })?;
    Ok(certified(solved.certified()))
}

fn propagate(args: &ScenarioArgs, format: Format) -> Result<ExitCode, Failure> {
    let propagated = command::propagate(&args.file, &args.overrides())?;
    print(&match format {
        Format::Table => solution::propagated_text(&propagated).into_bytes(),
        Format::Json => manifest::json(&propagated)?,
        Format::Csv => solution::propagated_csv(&propagated)?,
    })?;
    Ok(certified(propagated.certified))
}

fn claims(args: &ScenarioArgs, robust: bool, draws: Option<&Path>, format: TextFormat) -> Result<ExitCode, Failure> {
    let watch = Terminal::new();
    let (claims, warnings) = command::claims(&args.file, &args.overrides(), robust, draws, &watch)?;
    watch.bar.finish_and_clear();
    print(&match format {
        TextFormat::Table => claims_text::text(&claims).into_bytes(),
        TextFormat::Json => manifest::json(&claims)?,
        TextFormat::Csv => claims_text::csv(&claims)?,
        TextFormat::Md => claims_text::markdown(&claims).into_bytes(),
    })?;
    note(&warnings);
    Ok(if claims.hold() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn backtest(args: &ScenarioArgs, against: &command::Against, format: TextFormat) -> Result<ExitCode, Failure> {
    let watch = Terminal::new();
    let (found, warnings) = command::backtest(&args.file, &args.overrides(), against, &watch)?;
    watch.bar.finish_and_clear();
    print(&match format {
        TextFormat::Table => backtest_text::text(&found).into_bytes(),
        TextFormat::Json => manifest::json(&found)?,
        TextFormat::Csv => backtest_text::tables::scores(&found)?,
        TextFormat::Md => backtest_text::markdown(&found).into_bytes(),
    })?;
    note(&warnings);
    if let Some(folder) = &against.output {
        say(&format!("Written to {}: tables, charts/, backtest.json, manifest.json.", folder.display()));
    }
    Ok(ExitCode::SUCCESS)
}

fn foresee(request: &foresee::Request, format: TextFormat) -> Result<ExitCode, Failure> {
    let watch = Terminal::new();
    let (found, warnings) = foresee::foresee(request, &watch)?;
    watch.bar.finish_and_clear();
    print(&match format {
        TextFormat::Table => foresight::text(&found).into_bytes(),
        TextFormat::Json => manifest::json(&found)?,
        TextFormat::Csv => foresight::tables::csv(&found)?,
        TextFormat::Md => foresight::markdown(&found).into_bytes(),
    })?;
    note(&warnings);
    if let Some(folder) = &request.output {
        say(&format!("Written to {}: questions.csv, charts/, foresight.json, manifest.json.", folder.display()));
    }
    Ok(ExitCode::SUCCESS)
}

fn export(args: &ScenarioArgs, at: &str, output: Option<&Path>) -> Result<ExitCode, Failure> {
    let text = command::export(&args.file, &args.overrides(), at, output)?;
    if output.is_none() {
        print(text.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn compare(args: CompareArgs) -> Result<ExitCode, Failure> {
    let seed = args.seed.map(|seed| format!("simulation.seed={seed}"));
    let request = comparing::Request {
        what: args.what,
        vary: args.vary,
        overrides: args.set.into_iter().chain(seed).collect(),
        reference: args.reference,
        branches: args.branch,
        odds: args.odds,
        output: args.output,
        force: args.force,
    };
    let watch = Terminal::new();
    let compared = comparing::compare(&request, &watch)?;
    watch.bar.finish_and_clear();
    let (comparison, lexicon) = (&compared.comparison, Lexicon::icd203());
    print(&match args.format {
        TextFormat::Table => compare_text::text(comparison, &lexicon).into_bytes(),
        TextFormat::Json => manifest::json(comparison)?,
        TextFormat::Csv => compare_text::csv(comparison)?,
        TextFormat::Md => compare_text::markdown(comparison, &lexicon).into_bytes(),
    })?;
    note(&compared.warnings);
    if let Some(folder) = &request.output {
        say(&format!("Written to {}: compare.csv, compare.json, compare.md and charts/.", folder.display()));
    }
    Ok(ExitCode::SUCCESS)
}

fn explain(args: &ExplainArgs) -> Result<ExitCode, Failure> {
    if let Some(option) = args.misplaced() {
        let kind = if args.of_scenario() { "a scenario file" } else { "the folder of a run" };
        let other = if args.of_scenario() { "the folder of a run" } else { "a scenario file" };
        let target = args.target.display();
        return Err(Failure::Said(format!("{option} goes with {other}, and {target} is taken as {kind}"), 2));
    }
    if args.of_scenario() { explain_decision(args) } else { explain_history(args) }
}

fn explain_history(args: &ExplainArgs) -> Result<ExitCode, Failure> {
    let watch = Terminal::new();
    let which = match (args.draw, args.path) {
        (Some(draw), Some(path)) => Which::Address { draw, path },
        _ => Which::Typical(args.typical.clone()),
    };
    let told = explain::history(&args.target, args.branch.as_deref(), &which, &watch)?;
    watch.bar.finish_and_clear();
    print(&match args.format {
        ExplainFormat::Table => story::text(&told).into_bytes(),
        ExplainFormat::Json => manifest::json(&told)?,
    })?;
    Ok(ExitCode::SUCCESS)
}

fn explain_decision(args: &ExplainArgs) -> Result<ExitCode, Failure> {
    let at = args.at.as_deref().unwrap_or_default();
    let explained = explain::decision(&args.target, &args.set, at, args.government.as_deref(), args.offer.as_deref())?;
    print(&match args.format {
        ExplainFormat::Table => decision::text(&explained.decision, explained.break_even.as_ref()).into_bytes(),
        ExplainFormat::Json => manifest::json(&explained)?,
    })?;
    Ok(certified(explained.decision.certificate.certified))
}

fn certified(certified: bool) -> ExitCode {
    if certified {
        return ExitCode::SUCCESS;
    }
    say("warning: the game at central values is not certified: what is printed is not an equilibrium");
    ExitCode::from(1)
}

fn check(args: &ScenarioArgs) -> Result<ExitCode, Failure> {
    let scenario = scenario::load(&args.file, &args.overrides())?;
    let uncertain = scenario.uncertain().len();
    let text = format!(
        "{}: no fault. {} quarters from {}, {} offers in {} families, {} governments, {uncertain} uncertain numbers, \
         {} draws × {} paths.\n",
        args.file.display(),
        scenario.periods,
        scenario.first,
        scenario.offers.iter().map(|offer| offer.subsidies.len()).sum::<usize>(),
        scenario.offers.len(),
        scenario.governments.len(),
        scenario.simulation.draws,
        scenario.simulation.paths,
    );
    print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn schema(format: SchemaFormat) -> Result<ExitCode, Failure> {
    print(&match format {
        SchemaFormat::Json => manifest::json(&scenario::schema())?,
        SchemaFormat::Md => scenario::reference().into_bytes(),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn init(name: &str) -> Result<ExitCode, Failure> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if name.is_empty() || !name.bytes().all(plain) {
        return Err(Failure::Said(format!("`{name}` cannot name a file: use letters, digits, - and _"), 2));
    }
    if scenario::is_reserved(name) {
        return Err(Failure::Said(format!("`{name}` cannot name a file everywhere: some systems keep it reserved"), 3));
    }
    let text = scenario::template(name);
    let file = format!("{name}.toml");
    scenario::parse(&file, &text, &[])?;
    let path = Path::new(&file);
    let failed = |error: io::Error| Failure::Said(format!("cannot write {file}: {error}"), 4);
    let mut target = std::fs::File::create_new(path).map_err(failed)?;
    target.write_all(text.as_bytes()).map_err(failed)?;
    print(format!("Written {file}. Next: allegiance run {file}\n").as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
