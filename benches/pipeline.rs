//! Speed of the stages on the seed case, and that cost is linear in draws and paths.
//!
//! `cargo bench` prints the times; `benches/numpy_reference.py --time` is the baseline beside which the solver is
//! measured (see the README).

use allegiance::command::provenance;
use allegiance::findings::Summary;
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::exact::propagate;
use allegiance::forecast::{Unwatched, simulate};
use allegiance::game::Game;
use allegiance::game::choice::{Workspace, step};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::game::solve::solve;
use allegiance::report::chart;
use allegiance::scenario::{Scenario, load};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::path::Path;

fn seed(overrides: &[String]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2020.toml");
    load(&path, overrides).expect("the seed scenario is valid")
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
    let summary = Summary::new(&scenario, &central, &draws, provenance(&scenario));
    let mut group = criterion.benchmark_group("charts");
    group.sample_size(10);
    group
        .bench_function("all as SVG", |bencher| bencher.iter(|| chart::figures(&summary).map(|figures| figures.len())));
    if let Some(figure) = chart::figures(&summary).ok().and_then(|figures| figures.into_iter().next()) {
        group.bench_function("one as PNG", |bencher| bencher.iter(|| chart::png(&figure.svg).map(|png| png.len())));
    }
    group.finish();
}

criterion_group!(benches, solving, propagation, simulation, charts);
criterion_main!(benches);
