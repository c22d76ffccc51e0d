//! The command line: arguments, exit codes, and what is said on stderr. Nothing else knows of these.

use allegiance::forecast::Watch;
use allegiance::report::brief::template;
use allegiance::report::headline::headline;
use allegiance::report::odds::Lexicon;
use allegiance::report::{
    backtest as backtest_text, claims as claims_text, compare as compare_text, decision, foresight, manifest,
    posterior, solution, story,
};
use allegiance::run::explain::{self, Which};
use allegiance::run::foresee;
use allegiance::run::{self, BriefRequest, EstimateRequest, Request, RunError, compare as comparing};
use allegiance::scenario::{self, ScenarioError};
use clap::{Args, Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

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
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
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
struct CompareArgs {
    /// A run's folder (its branches are compared), two of them (the first is the reference), or a scenario file
    #[arg(required = true, num_args = 1..=2, value_name = "RUN or FILE")]
    what: Vec<PathBuf>,
    /// Run a scenario file with each of these values; the first is the reference
    #[arg(long, value_name = "KEY=VALUE,VALUE,...")]
    vary: Option<String>,
    /// With --vary, override a key in all variants
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// With --vary, override the seed
    #[arg(long)]
    seed: Option<u64>,
    /// Branch that the others are compared with [default: the first]
    #[arg(long, value_name = "NAME")]
    reference: Option<String>,
    /// Compare only this branch, as often as wanted
    #[arg(long, value_name = "NAME")]
    branch: Vec<String>,
    /// Mix a run's branches by other odds; the branches not named share the rest in proportion
    #[arg(long, value_name = "NAME=ODDS,...")]
    odds: Vec<String>,
    #[arg(long, value_enum, default_value_t = TextFormat::Table)]
    format: TextFormat,
    /// Write compare.csv, compare.json, compare.md and charts to this folder
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Write into a folder that holds other files (they stay)
    #[arg(long)]
    force: bool,
}

#[derive(Args)]
struct WordsArgs {
    /// Words for odds: icd203 (default), ipcc, or a lexicon file
    #[arg(long, value_name = "icd203|ipcc|FILE")]
    lexicon: Option<String>,
}

#[derive(Args)]
struct ScenarioArgs {
    /// Scenario file
    file: PathBuf,
    /// Override a key, as often as wanted: client.delivery=1.0, confrontation.start=detente
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Override the seed
    #[arg(long)]
    seed: Option<u64>,
}

impl ScenarioArgs {
    /// The overrides, the seed among them: the file's value is replaced before the check.
    fn overrides(&self) -> Vec<String> {
        self.set.iter().cloned().chain(self.seed.map(|seed| format!("simulation.seed={seed}"))).collect()
    }
}

#[derive(Args)]
struct ExplainArgs {
    /// Folder of a run, or scenario file
    target: PathBuf,
    /// Run: branch of the history [default: the likeliest]
    #[arg(long, value_name = "NAME")]
    branch: Option<String>,
    /// Run: the history of this draw, counted from 0
    #[arg(long, value_name = "I", requires = "path", conflicts_with = "typical")]
    draw: Option<usize>,
    /// Run: the history of this path of the draw, counted from 0
    #[arg(long, value_name = "J", requires = "draw")]
    path: Option<usize>,
    /// Run: the typical history of this chapter [default: the branch's likeliest]
    #[arg(long, value_name = "CHAPTER")]
    typical: Option<String>,
    /// Scenario: the state, "confrontation=LEVEL, mandate=LEVEL, dispute=yes" [default: the start]
    #[arg(long, value_name = "STATE")]
    at: Option<String>,
    /// Scenario: the government in office [default: the incumbent]
    #[arg(long, value_name = "NAME")]
    government: Option<String>,
    /// Scenario: the offer family whose break-even values are sought [default: the first]
    #[arg(long, value_name = "NAME")]
    offer: Option<String>,
    /// Scenario: override a key, as often as wanted
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    #[arg(long, value_enum, default_value_t = ExplainFormat::Table)]
    format: ExplainFormat,
}

impl ExplainArgs {
    /// Whether a scenario is meant: a file, or what is named like one and is no folder.
    fn of_scenario(&self) -> bool {
        let named = self.target.extension().is_some_and(|ending| ending == "toml");
        self.target.is_file() || (named && !self.target.is_dir())
    }

    /// An option that belongs to the other kind of target.
    fn misplaced(&self) -> Option<&'static str> {
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
enum ExplainFormat {
    /// For people
    Table,
    /// For programs, everything
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs, everything
    Json,
    /// For spreadsheets
    Csv,
}

#[derive(Clone, Copy, ValueEnum)]
enum TextFormat {
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
enum SchemaFormat {
    /// JSON Schema
    Json,
    /// Markdown
    Md,
}

/// What ends a command early.
enum Failure {
    Run(RunError),
    /// A message with its exit code.
    Said(String, u8),
    /// Whoever read the output has gone.
    BrokenPipe,
}

impl<E: Into<RunError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Run(error.into())
    }
}

fn main() -> ExitCode {
    match execute(Cli::parse().command) {
        Ok(code) => code,
        Err(failure) => report(&failure),
    }
}

fn execute(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Run { scenario, output, force, paths, draws, brief, words, template } => {
            let overrides = scenario.overrides();
            let lexicon = run::brief::lexicon(words.lexicon.as_deref())?;
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
            backtest(&scenario, &run::Against { record, from, robust, draws, output, force }, format)
        }
        Command::Estimate { scenario, history, until, particles, output, force, resume } => {
            let overrides = scenario.overrides();
            let file = scenario.file;
            estimate(&EstimateRequest { file, overrides, record: history, until, particles, output, force, resume })
        }
        Command::Foresee { scenario, answers, draws, format } => {
            let overrides = scenario.overrides();
            foresee(&foresee::Request { file: scenario.file, overrides, draws, answers }, format)
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
    let folder = run::brief::brief(request, &watch)?;
    watch.bar.finish_and_clear();
    let folder = folder.display();
    print(format!("Written to {folder}: brief.html (read or print it), brief.md.\n").as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn run(request: Request, lexicon: &Lexicon) -> Result<ExitCode, Failure> {
    let watch = Terminal::new();
    let finished = run::run(&request, &watch)?;
    watch.bar.finish_and_clear();
    print(headline(&finished.summary, lexicon).as_bytes())?;
    for warning in &finished.warnings {
        say(&format!("note: {warning}"));
    }
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
    let estimated = run::estimate(request, &watch)?;
    watch.0.bar.finish_and_clear();
    print(posterior::text(&estimated.posterior).as_bytes())?;
    for warning in &estimated.warnings {
        say(&format!("note: {warning}"));
    }
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
    let (scenario, solved) = run::solve(&args.file, &args.overrides())?;
    let integration = &scenario.ladders.integration;
    print(&match format {
        Format::Table => solution::solved_text(&solved, &integration.levels[integration.start]).into_bytes(),
        Format::Json => manifest::json(&solved)?,
        Format::Csv => solution::solved_csv(&solved)?,
    })?;
    Ok(certified(solved.certified()))
}

fn propagate(args: &ScenarioArgs, format: Format) -> Result<ExitCode, Failure> {
    let propagated = run::propagate(&args.file, &args.overrides())?;
    print(&match format {
        Format::Table => solution::propagated_text(&propagated).into_bytes(),
        Format::Json => manifest::json(&propagated)?,
        Format::Csv => solution::propagated_csv(&propagated)?,
    })?;
    Ok(certified(propagated.certified))
}

fn claims(args: &ScenarioArgs, robust: bool, draws: Option<&Path>, format: TextFormat) -> Result<ExitCode, Failure> {
    let watch = Terminal::new();
    let (claims, warnings) = run::claims(&args.file, &args.overrides(), robust, draws, &watch)?;
    watch.bar.finish_and_clear();
    print(&match format {
        TextFormat::Table => claims_text::text(&claims).into_bytes(),
        TextFormat::Json => manifest::json(&claims)?,
        TextFormat::Csv => claims_text::csv(&claims)?,
        TextFormat::Md => claims_text::markdown(&claims).into_bytes(),
    })?;
    for warning in &warnings {
        say(&format!("note: {warning}"));
    }
    Ok(if claims.hold() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn backtest(args: &ScenarioArgs, against: &run::Against, format: TextFormat) -> Result<ExitCode, Failure> {
    let watch = Terminal::new();
    let (found, warnings) = run::backtest(&args.file, &args.overrides(), against, &watch)?;
    watch.bar.finish_and_clear();
    print(&match format {
        TextFormat::Table => backtest_text::text(&found).into_bytes(),
        TextFormat::Json => manifest::json(&found)?,
        TextFormat::Csv => backtest_text::tables::scores(&found)?,
        TextFormat::Md => backtest_text::markdown(&found).into_bytes(),
    })?;
    for warning in &warnings {
        say(&format!("note: {warning}"));
    }
    if let Some(folder) = &against.output {
        say(&format!("Written to {}: tables, charts/, backtest.json, manifest.json.", folder.display()));
    }
    Ok(ExitCode::SUCCESS)
}

fn foresee(request: &foresee::Request, format: TextFormat) -> Result<ExitCode, Failure> {
    let watch = Terminal::new();
    let found = foresee::foresee(request, &watch)?;
    watch.bar.finish_and_clear();
    print(&match format {
        TextFormat::Table => foresight::text(&found).into_bytes(),
        TextFormat::Json => manifest::json(&found)?,
        TextFormat::Csv => foresight::tables::csv(&found)?,
        TextFormat::Md => foresight::markdown(&found).into_bytes(),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn export(args: &ScenarioArgs, at: &str, output: Option<&Path>) -> Result<ExitCode, Failure> {
    let text = run::export(&args.file, &args.overrides(), at, output)?;
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
    for warning in &compared.warnings {
        say(&format!("note: {warning}"));
    }
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

/// Data, to stdout.
fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
        _ => Failure::Said(format!("cannot write to standard output: {error}"), 4),
    })
}

/// Talk, to stderr. That it cannot be heard is no reason to fail.
fn say(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

fn report(failure: &Failure) -> ExitCode {
    match failure {
        Failure::BrokenPipe => ExitCode::SUCCESS,
        Failure::Said(text, code) => {
            say(&format!("error: {text}"));
            ExitCode::from(*code)
        }
        Failure::Run(RunError::Scenario(ScenarioError::Invalid(faults))) => {
            // anstream takes the colours out again where they are not wanted.
            say(&faults.render(true));
            ExitCode::from(3)
        }
        Failure::Run(error) => {
            say(&format!("error: {error}"));
            ExitCode::from(error.exit_code())
        }
    }
}

/// Progress at a terminal, and the wish to stop.
struct Terminal {
    bar: ProgressBar,
}

/// Set by the first interrupt; a second one ends the process at once.
static STOP: AtomicBool = AtomicBool::new(false);

impl Terminal {
    fn new() -> Self {
        // A handler that is set already, or cannot be, leaves the default: an interrupt ends the process.
        let _ = ctrlc::set_handler(|| {
            if STOP.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
        });
        let bar = if io::stderr().is_terminal() { ProgressBar::no_length() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{pos} draws solved and simulated  {elapsed}") {
            bar.set_style(style);
        }
        Self { bar }
    }
}

impl Watch for Terminal {
    fn begin(&self, draws: usize) {
        self.bar.set_length(draws as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} draws  {eta} left") {
            self.bar.set_style(style);
        }
    }

    fn advance(&self) {
        self.bar.inc(1);
    }

    fn stopped(&self) -> bool {
        STOP.load(Ordering::SeqCst)
    }
}

/// The same for an estimation, whose number of steps is not known before.
struct Tempering(Terminal);

impl Watch for Tempering {
    fn begin(&self, games: usize) {
        let bar = &self.0.bar;
        bar.set_length(bar.position() + games as u64);
        if let Ok(style) =
            ProgressStyle::with_template("{bar:32} {pos}/{len} games to the next temperature step  {eta}")
        {
            bar.set_style(style);
        }
    }

    fn advance(&self) {
        self.0.advance();
    }

    fn stopped(&self) -> bool {
        self.0.stopped()
    }
}
