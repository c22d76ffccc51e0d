//! Which fixed point the solver ends on, and how far from it: the one that plain backward induction ends on.

use crate::common::{Desk, SMALL, summary};
use allegiance::forecast::occurrence::{self, with_event};
use allegiance::forecast::selection::{beside, ends};
use allegiance::forecast::{Unwatched, shocks};
use allegiance::game::Game;
use allegiance::game::choice::{Workspace, step};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::game::player::PLAYERS;
use allegiance::game::policy::Policy;
use allegiance::game::several::{Several, principal};
use allegiance::game::solve::{Method, Solution, solve};
use allegiance::game::values::{Position, Values};
use allegiance::scenario::{Scenario, load};
use rayon::prelude::*;
use std::path::Path;

/// Decisions further apart than this are those of different fixed points.
const OTHER: f64 = 1e-3;
const TOLERANCE: f64 = 1e-6;
/// The seed case, and what it was under version 1 of the model.
const CASES: [&str; 2] = ["scenarios/belarus-2020.toml", "tests/reference/belarus-2020-v1-seed.toml"];

fn case(path: &str, seed: usize) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    load(&path, &[format!("simulation.seed={seed}")]).expect("the scenario is valid")
}

fn game(scenario: &Scenario, draw: usize, government: usize) -> Game {
    Game::new(scenario, &shocks::parameters(scenario, draw)[0], government)
}

/// Decisions of plain backward induction from zero, run until no value changes by more than 1e-11, if it comes to that.
fn induction(game: &Game, steps: usize) -> Option<Policy> {
    let mut work = Workspace::new(game);
    let mut values = Values::zero(game.families(), game.space().padded());
    let mut now = values.clone();
    for _ in 0..steps {
        step(game, &values, &mut now, &mut work, None);
        let change = greatest_change(game, &values, &now);
        std::mem::swap(&mut values, &mut now);
        if change <= 1e-11 {
            let mut policy = Policy::zero(game);
            step(game, &values, &mut now, &mut work, Some(&mut policy));
            return Some(policy);
        }
    }
    None
}

fn greatest_change(game: &Game, before: &Values, after: &Values) -> f64 {
    let bases = (0..game.families()).map(Position::Base);
    let positions: Vec<_> = [Position::Calm, Position::Dispute].into_iter().chain(bases).collect();
    let arrays = PLAYERS.into_iter().flat_map(|player| positions.iter().map(move |&position| (player, position)));
    arrays
        .flat_map(|(player, position)| before.of(player, position).iter().zip(after.of(player, position)))
        .fold(0.0, |most: f64, (before, after)| most.max((before - after).abs()))
}

/// What a comparison of many games came to.
#[derive(Debug, Default)]
struct Count {
    compared: usize,
    within: usize,
    unsettled: usize,
    faults: Vec<String>,
}

impl Count {
    fn of(games: &[(usize, usize, usize)], scenario: impl Fn(usize) -> Scenario + Sync, steps: usize) -> Self {
        let found: Vec<_> = games
            .par_iter()
            .map(|&(seed, draw, government)| {
                let game = game(&scenario(seed), draw, government);
                let (plain, solution) = (induction(&game, steps), solve(&game, TOLERANCE));
                (format!("{seed}/{draw}/{government}"), plain.map(|plain| plain.distance(&solution.policy)), solution)
            })
            .collect();
        let mut count = Self::default();
        for (name, distance, solution) in found {
            count.see(&name, distance, &solution);
        }
        count
    }

    fn see(&mut self, name: &str, distance: Option<f64>, solution: &Solution) {
        let Some(distance) = distance else {
            self.unsettled += 1;
            return;
        };
        let certificate = solution.certificate;
        self.compared += 1;
        self.within += usize::from(distance <= TOLERANCE);
        let other = certificate.certified && distance > OTHER;
        let named = !certificate.certified;
        // The bound is of first order: twice of it leaves room.
        let told = certificate.error.is_some_and(|error| distance <= (2.0 * error).max(TOLERANCE));
        if other || named || !told {
            self.faults.push(format!("{name}: {distance:e} from plain induction, {certificate:?}"));
        }
    }

    fn check(&self) {
        println!("{} compared, {} within 1e-6, {} unsettled", self.compared, self.within, self.unsettled);
        assert!(self.faults.is_empty(), "{:#?}", self.faults);
        assert!(self.within * 100 >= self.compared * 99, "{} of {} within 1e-6", self.within, self.compared);
    }
}

#[test]
fn prop_the_solver_ends_where_plain_induction_does() {
    for path in CASES {
        let games: Vec<_> = (0..160).map(|number| (7, number / 3, number % 3)).collect();
        let count = Count::of(&games, |seed| case(path, seed), 2_500);
        count.check();
        assert!(count.compared >= 150, "{path}: {} settled", count.compared);
    }
}

#[test]
fn regress_saddles_and_other_fixed_points_are_not_taken_for_where_induction_ends() {
    // By the number of the game, government running fastest.
    for (seed, number) in [(7, 111), (8, 633), (8, 993), (11, 249)] {
        let game = game(&case(CASES[1], seed), number / 3, number % 3);
        let solution = solve(&game, TOLERANCE);
        let plain = induction(&game, 20_000);
        let distance = plain.map(|plain| plain.distance(&solution.policy));
        println!("{seed}/{number}: {distance:?} {:?}", solution.certificate);
        if let (Some(distance), Method::BackwardInduction) = (distance, solution.certificate.method) {
            assert!(distance <= TOLERANCE, "{seed}/{number}: {distance:e} {:?}", solution.certificate);
        }
    }
}

#[test]
#[ignore = "minutes: 6,000 games by plain induction; see checks/selection.sh"]
fn prop_the_solver_ends_where_plain_induction_does_in_six_thousand_games() {
    for path in CASES {
        for seed in [7, 8, 11, 20_200_809] {
            let games: Vec<_> = (0..750).map(|number| (seed, number / 3, number % 3)).collect();
            println!("{path}, seed {seed}");
            Count::of(&games, |seed| case(path, seed), 4_000).check();
        }
    }
}

/// Whether a thousand plain backward steps leave every decision where it is.
fn stays(game: &Game, solution: &Solution) -> bool {
    let mut work = Workspace::new(game);
    let (mut values, mut policy) = (solution.values.clone(), Policy::zero(game));
    for _ in 0..1_000 {
        let next = values.clone();
        step(game, &next, &mut values, &mut work, Some(&mut policy));
    }
    policy.distance(&solution.policy) <= OTHER
}

#[test]
fn prop_where_choices_are_nearly_uniform_there_is_one_equilibrium() {
    let blunt = ["client.precision=0.1", "patron.precision=0.1"].map(str::to_owned);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(CASES[0]);
    let scenario = load(&path, &blunt).expect("the scenario is valid");
    for draw in 0..5 {
        let game = game(&scenario, draw, 0);
        let found = Several::new(&game, TOLERANCE);
        assert_eq!((found.solutions.len(), found.backward, found.principal), (1, Some(0), Some(0)), "draw {draw}");
        let distance = solve(&game, TOLERANCE).policy.distance(&principal(&game, TOLERANCE).policy);
        assert!(distance <= TOLERANCE, "draw {draw}: {distance:e}");
    }
}

#[test]
fn val_backward_induction_and_the_principal_branch_may_part() {
    let scenario = case(CASES[0], 1);
    let game = game(&scenario, 1, 0);
    let found = Several::new(&game, TOLERANCE);
    assert_eq!((found.backward, found.principal), (Some(0), Some(1)));
    // Plain steps stay at those with a dominant eigenvalue below 1, and leave the others.
    let mut kinds = [0; 2];
    for solution in &found.solutions {
        let stable = solution.certificate.eigenvalue.expect("worked out") < 1.0;
        assert!(solution.certificate.certified);
        assert_eq!(stays(&game, solution), stable, "{:?}", solution.certificate);
        kinds[usize::from(stable)] += 1;
    }
    assert!(kinds[0] >= 1 && kinds[1] >= 2, "{kinds:?}");
}

#[test]
fn val_the_principal_branch_is_what_the_scenario_asks_for() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(CASES[0]);
    let set = ["simulation.selection=principal".to_owned(), "simulation.seed=1".to_owned()];
    let scenario = load(&path, &set).expect("the scenario is valid");
    let parameters = shocks::parameters(&scenario, 1);
    let equilibrium = Equilibrium::new(&scenario, &parameters);
    let alone = principal(&Game::new(&scenario, &parameters[0], 0), TOLERANCE);
    assert_eq!(equilibrium.eras()[0].solutions()[0], alone);
    assert!(equilibrium.certificates().all(|certificate| certificate.method == Method::Principal));
}

/// Probability of the main event over all outcomes in a draw, as commands work it out that know one selection only.
fn by_selection(scenario: &Scenario, draw: usize, selection: &str) -> f64 {
    let set = [("selection", selection.to_owned()), ("first_draw", draw.to_string()), ("draws", "1".to_owned())];
    let set = set.map(|(key, value)| format!("simulation.{key}={value}"));
    let alone = with_event(&scenario.with(&set).expect("valid"), 0);
    let found = &occurrence::each(&alone, &Unwatched).expect("certified")[0];
    assert!(found.exact && found.draw == draw);
    found.chances.iter().flatten().zip(&found.odds).map(|(chance, odds)| chance * odds).sum()
}

#[test]
fn val_the_headline_under_either_selection_is_that_of_a_run_with_it() {
    let scenario = case(CASES[0], 1);
    let plain = beside(&scenario);
    for draw in [0, 14] {
        let sides = ends(&plain, &shocks::parameters(&plain, draw), &shocks::odds(&plain, draw));
        let found = sides.event.expect("worked out");
        let alone = ["backward", "principal"].map(|selection| by_selection(&scenario, draw, selection));
        assert!(
            (found[0] - alone[0]).abs() < 1e-9 && (found[1] - alone[1]).abs() < 1e-5,
            "{draw}: {found:?} {alone:?}"
        );
        if draw == 14 {
            assert!(sides.several && sides.differ == Some(true));
            assert!((found[0] - found[1]).abs() > 0.02, "{found:?}");
        }
    }
}

#[test]
fn prop_a_deep_run_is_the_plain_run_with_its_selection() {
    let desk = Desk::new();
    let told = desk.run("deep", &["--deep"]);
    let plain_told = desk.run("plain", &[]);
    let mut deep = summary(&desk.path("deep"));
    let found = deep.selection.take().expect("asked for");
    assert_eq!(deep, summary(&desk.path("plain")));
    assert_eq!((found.draws, found.headline.is_some()), (8, true));
    assert!(told.contains("8 draws were searched") && !plain_told.contains("searched"), "{told}");
    assert!(!desk.read("plain/summary.json").contains("\"selection\""));
    // The run can be made again, and a summary that tells of more draws than it has is refused.
    desk.good(&["brief", "deep"]);
    let mut forged: serde_json::Value = serde_json::from_str(&desk.read("deep/summary.json")).expect("JSON");
    let mut whole = summary(&desk.path("deep"));
    let scenario = load(&desk.path("small.toml"), &SMALL.map(|set| set.trim_start_matches("--set=").to_owned()));
    let scenario = scenario.expect("valid");
    assert_eq!(whole.misfit(&scenario, whole.provenance.clone()), None);
    forged["selection"]["several"] = 9.into();
    whole.selection = serde_json::from_value(forged["selection"].clone()).expect("of its kind");
    assert_eq!(whole.misfit(&scenario, whole.provenance.clone()), Some("selection"));
}

#[test]
fn prop_the_flag_is_the_override() {
    let desk = Desk::new();
    desk.run("flag", &["--selection=principal"]);
    desk.run("set", &["--set=simulation.selection=principal"]);
    for file in ["manifest.json", "summary.json", "tables/draws.csv"] {
        assert_eq!(desk.read(&format!("flag/{file}")), desk.read(&format!("set/{file}")), "{file}");
    }
    assert!(desk.read("flag/manifest.json").contains("simulation.selection=principal"));
    desk.good(&["run", "small.toml", "--selection=principal", "--set=simulation.draws=2"]);
    let folders = std::fs::read_dir(desk.path("output")).expect("a folder");
    let names: Vec<String> =
        folders.map(|entry| entry.expect("one").file_name().to_string_lossy().into_owned()).collect();
    assert!(names[0].contains("--simulation.selection=principal"), "{names:?}");
    desk.bad(&["run", "small.toml", "--selection=other"], 2);
}
