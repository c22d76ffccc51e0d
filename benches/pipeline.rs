//! Speed of the stages on the seed case, and that cost is linear in draws and paths.
//!
//! `cargo bench` prints the times. The group `beside` has what `benches/compare.py` measures beside other programs
//! (docs/speed.md).

use allegiance::base::parallel;
use allegiance::command::provenance;
use allegiance::findings::Summary;
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::exact::propagate;
use allegiance::forecast::{Unwatched, shocks, simulate};
use allegiance::game::Game;
use allegiance::game::choice::{Workspace, step};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::game::policy::Policy;
use allegiance::game::solve::{Method, solve};
use allegiance::game::values::Values;
use allegiance::report::chart;
use allegiance::scenario::{Scenario, load};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::path::Path;
use std::time::Duration;

const TOLERANCE: f64 = 1e-6;
/// Draws of the seed case whose games are solved beside other programs; `benches/compare.py` takes the same.
const DRAWS: usize = 8;
/// Draws of which every game is solved, whether it settles or not.
const ALL_DRAWS: usize = 100;
/// Steps of plain induction between two looks at the decisions.
const LOOK: usize = 10;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn scenario(path: &str, overrides: &[String]) -> Scenario {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path), overrides).expect("the scenario is valid")
}

fn seed(overrides: &[String]) -> Scenario {
    scenario("scenarios/belarus-2020.toml", overrides)
}

fn sized(draws: usize, paths: usize) -> Scenario {
    seed(&[format!("simulation.draws={draws}"), format!("simulation.paths={paths}")])
}

/// One game on one core: build, solve, certify; and one exact backward step.
fn solving(criterion: &mut Criterion) {
    let scenario = seed(&[]);
    let parameters = scenario.parameters.central();
    for tolerance in [1e-6, 1e-10] {
        criterion.bench_function(&format!("solve to {tolerance:e}"), |bencher| {
            bencher.iter(|| solve(&Game::new(&scenario, &parameters, 0), tolerance));
        });
    }
    let game = Game::new(&scenario, &parameters, 0);
    let solution = solve(&game, 1e-6);
    let (mut now, mut work) = (solution.values.clone(), Workspace::new(&game));
    criterion.bench_function("backward step", |bencher| {
        bencher.iter(|| step(&game, &solution.values, &mut now, &mut work, None));
    });
}

/// The games of all governments in a draw.
fn games(scenario: &Scenario, draw: usize) -> Vec<Game> {
    let parameters = &shocks::parameters(scenario, draw)[0];
    (0..scenario.governments.len()).map(|government| Game::new(scenario, parameters, government)).collect()
}

/// Those of the first draws in which backward induction settles in all of them.
fn settled(scenario: &Scenario) -> Vec<Game> {
    let settles = |game: &Game| {
        let certificate = solve(game, TOLERANCE).certificate;
        certificate.certified && certificate.method == Method::BackwardInduction
    };
    let draws = (0..).map(|draw| games(scenario, draw)).filter(|games| games.iter().all(settles));
    draws.take(DRAWS).flatten().collect()
}

/// The seed case with so many levels on each of its four ladders.
fn laddered(levels: usize) -> Scenario {
    let names: Vec<_> = (0..levels).map(|level| format!("\"l{level}\"")).collect();
    let numbers: Vec<_> = (0..levels).map(|level| level as f64 / (levels - 1) as f64).collect();
    let mut overrides = ["election=[]", "claim=[]", "question=[]"].map(String::from).to_vec();
    for (ladder, number) in
        [("confrontation", "intensity"), ("mandate", "strength"), ("opening", "openness"), ("integration", "depth")]
    {
        overrides.push(format!("{ladder}.levels=[{}]", names.join(", ")));
        overrides.push(format!("{ladder}.{number}={numbers:?}"));
        overrides.push(format!("{ladder}.start=\"l0\""));
        if ladder != "integration" {
            overrides.extend([format!("{ladder}.rise=0.04"), format!("{ladder}.ease=0.05")]);
        }
    }
    seed(&overrides)
}

/// Plain backward induction from zero until two successive steps choose alike: the solver's definition, as reference.
fn plain(game: &Game) -> usize {
    let mut work = Workspace::new(game);
    let mut values = Values::zero(game.families(), game.space().padded());
    let (mut now, mut policy, mut before) = (values.clone(), Policy::zero(game), Policy::zero(game));
    for steps in 1.. {
        let asked = match steps % LOOK {
            0 => Some(&mut policy),
            last if last + 1 == LOOK => Some(&mut before),
            _ => None,
        };
        step(game, &values, &mut now, &mut work, asked);
        std::mem::swap(&mut values, &mut now);
        if steps.is_multiple_of(LOOK) && policy.distance(&before) <= TOLERANCE {
            return steps;
        }
    }
    unreachable!("the loop has no end of its own")
}

/// What other programs are run beside: games that all of them settle, ladders of growing size, a small game. Times are
/// those of all games of a case.
fn beside(criterion: &mut Criterion) {
    let spot = scenario("checks/spot.toml", &[]);
    let central = |scenario: &Scenario| vec![Game::new(scenario, &scenario.parameters.central(), 0)];
    let mut cases = vec![("seed games".to_owned(), settled(&seed(&[]))), ("small game".to_owned(), central(&spot))];
    cases.extend([2, 4, 6, 8].map(|levels| (format!("{levels} levels"), central(&laddered(levels)))));
    let mut group = criterion.benchmark_group("beside");
    group.sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    for (name, games) in &cases {
        group.bench_function(BenchmarkId::new("solve", name), |bencher| {
            bencher.iter(|| games.iter().map(|game| solve(game, TOLERANCE).certificate.steps).sum::<usize>());
        });
        group.bench_function(BenchmarkId::new("plain", name), |bencher| {
            bencher.iter(|| games.iter().map(plain).sum::<usize>());
        });
    }
    let games_of_seed = &cases[0].1;
    group.bench_function(BenchmarkId::new("spread", "seed games"), |bencher| {
        bencher.iter(|| parallel::map(games_of_seed, |game| solve(game, TOLERANCE).certificate.steps));
    });
    let seed = seed(&[]);
    let all: Vec<_> = (0..ALL_DRAWS).flat_map(|draw| games(&seed, draw)).collect();
    group.bench_function(BenchmarkId::new("solve", "100 draws"), |bencher| {
        bencher.iter(|| all.iter().filter(|game| solve(game, TOLERANCE).certificate.certified).count());
    });
    group.finish();
}

fn propagation(criterion: &mut Criterion) {
    let scenario = seed(&[]);
    let equilibrium = Equilibrium::new(&scenario, &scenario.central());
    let cases = BranchCase::all(&scenario);
    criterion.bench_function("propagate four branches", |bencher| {
        bencher.iter(|| cases.iter().map(|case| propagate(&scenario, &equilibrium, case).len()).sum::<usize>());
    });
}

/// Draws with few paths, paths with few draws: both grow in a straight line.
fn simulation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("simulate");
    group.sample_size(10);
    for draws in [8, 16, 32] {
        let scenario = sized(draws, 10);
        group.bench_function(BenchmarkId::new("draws", draws), |bencher| {
            bencher.iter(|| simulate(&scenario, &Unwatched).map(|draws| draws.len()));
        });
    }
    for paths in [1_000, 2_000, 4_000] {
        let scenario = sized(4, paths);
        group.bench_function(BenchmarkId::new("paths", paths), |bencher| {
            bencher.iter(|| simulate(&scenario, &Unwatched).map(|draws| draws.len()));
        });
    }
    group.finish();
}

fn charts(criterion: &mut Criterion) {
    let scenario = sized(20, 100);
    let central = Equilibrium::new(&scenario, &scenario.central());
    let Ok(draws) = simulate(&scenario, &Unwatched) else { return };
    let Ok(summary) = Summary::new(&scenario, &central, &draws, provenance(&scenario)) else { return };
    let mut group = criterion.benchmark_group("charts");
    group.sample_size(10);
    group
        .bench_function("all as SVG", |bencher| bencher.iter(|| chart::figures(&summary).map(|figures| figures.len())));
    if let Some(figure) = chart::figures(&summary).ok().and_then(|figures| figures.into_iter().next()) {
        group.bench_function("one as PNG", |bencher| bencher.iter(|| chart::png(&figure.svg).map(|png| png.len())));
    }
    group.finish();
}

criterion_group!(benches, solving, beside, propagation, simulation, charts);
criterion_main!(benches);
