//! What is learnt from records, and how surely (model page §9; docs/estimate.md).

use allegiance::base::parallel;
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::estimate::{self, Likelihood, OfRecord, Population, Target};
use allegiance::forecast::filter::{Horizons, filter};
use allegiance::forecast::path::coded;
use allegiance::forecast::shocks::{self, Shocks};
use allegiance::forecast::{Unwatched, quantile};
use allegiance::game::equilibrium::Equilibrium;
use allegiance::scenario::{CodedRecord, Distribution, Observed, Scenario, Uncertain, history, load, parse};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A game of a handful of states whose ladders nobody moves, so that their course says nothing of the payoffs. Two
/// numbers are uncertain.
const SMALL: &str = include_str!("../fixtures/estimate/small.toml");

fn small(overrides: &[&str]) -> Scenario {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    parse("small.toml", SMALL, &overrides).expect("the fixture is valid")
}

/// The record of one path, and the numbers that it came from: draw `draw` of the scenario.
fn simulated(scenario: &Scenario, draw: usize) -> (CodedRecord, Vec<f64>) {
    let equilibrium = Equilibrium::new(scenario, &shocks::parameters(scenario, draw));
    let case = &BranchCase::all(scenario)[0];
    let shocks = Shocks::new(scenario.simulation.seed, draw, 0, scenario.periods);
    let quarters = coded(scenario, &equilibrium, case, &shocks);
    let truth = scenario.uncertain().iter().map(|number| shocks::drawn(scenario, number, draw)).collect();
    (CodedRecord { name: "simulated".into(), text: String::new(), first: scenario.first, quarters }, truth)
}

fn estimated(scenario: &Scenario, history: &CodedRecord, seed: u64, particles: usize) -> (Population, Vec<Vec<f64>>) {
    let uncertain = scenario.uncertain();
    let likelihood = |values: &[f64]| estimate::log_likelihood(scenario, history, &uncertain, values);
    let target = Target::new(&uncertain, &likelihood, seed, particles).moving([4, 4]);
    let population = target.run(&Unwatched).expect("some prior draws fit");
    let values = population.particles.iter().map(|particle| target.values(&particle.coordinates)).collect();
    (population, values)
}

fn column(values: &[Vec<f64>], number: usize) -> Vec<f64> {
    let mut column: Vec<f64> = values.iter().map(|row| row[number]).collect();
    column.sort_unstable_by(f64::total_cmp);
    column
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn deviation(values: &[f64]) -> f64 {
    let centre = mean(values);
    (values.iter().map(|value| (value - centre) * (value - centre)).sum::<f64>() / values.len() as f64).sqrt()
}

fn threads<R: Send>(count: usize, work: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("threads").install(work)
}

#[test]
fn prop_the_likelihood_alone_is_that_of_the_filter() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let scenario = load(&root.join("belarus-record.toml"), &[]).expect("valid");
    let history = history(&root.join("history/belarus-1997-2020.csv"), &scenario).expect("valid");
    let equilibrium = Equilibrium::new(&scenario, &scenario.central());
    let alone = estimate::log_likelihood(&scenario, &history, &[], &[]).expect("certified");
    assert_eq!(alone, filter(&scenario, &equilibrium, &history, Horizons::default()).log_likelihood);
}

/// Codes that leave ladders open, name events, or say nothing of disputes, here and there.
fn with_holes(record: &CodedRecord, pattern: usize) -> CodedRecord {
    let mut record = record.clone();
    for (quarter, row) in record.quarters.iter_mut().enumerate() {
        for (axis, level) in row.levels.iter_mut().enumerate() {
            if (quarter / 3 + pattern * axis) % (3 + pattern) < pattern {
                *level = None;
            }
        }
        row.agreement = (quarter + pattern).is_multiple_of(17);
        row.integration_step = quarter == 20 + pattern;
        row.entrapment = quarter == 40 + 11 * pattern;
        // No dispute follows a signature, and none is signed that began a dispute: what comes about is left open.
        if [0, 1].iter().any(|after| (quarter + pattern) % 17 == *after || quarter == 20 + pattern + after) {
            row.dispute = None;
        }
    }
    record
}

/// The filter carries all states along all ladders, the likelihood alone only what the record leaves.
#[test]
fn prop_what_is_left_out_of_the_likelihood_alone_has_no_part_in_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let coded = root.join("history/belarus-1997-2020.csv");
    for (file, overrides) in [("belarus-record.toml", ""), ("belarus-record-inertia.toml", "start.dispute=true")] {
        let overrides: Vec<String> =
            [overrides].iter().filter(|text| !text.is_empty()).map(ToString::to_string).collect();
        let scenario = load(&root.join(file), &overrides).expect("valid");
        let record = history(&coded, &scenario).expect("valid");
        let equilibrium = Equilibrium::new(&scenario, &scenario.central());
        for pattern in 0..5 {
            let mut record = with_holes(&record, pattern);
            record.quarters[0].dispute = None;
            let filtered = filter(&scenario, &equilibrium, &record, Horizons::default());
            let whole: f64 = filtered.predictions.iter().map(|prediction| prediction.log_given).sum();
            assert!(filtered.impossible_from().is_none() && whole < -30.0, "{file} {pattern}: {whole}");
            let alone = estimate::log_likelihood(&scenario, &record, &[], &[]).expect("certified");
            assert!((alone - whole).abs() < 1e-10, "{file} {pattern}: {alone}, of all states {whole}");
        }
    }
}

/// A likelihood of a record that counts what its stops save.
struct Counting<'a> {
    of: OfRecord<'a>,
    stopped: AtomicUsize,
}

impl Likelihood for Counting<'_> {
    fn log(&self, values: &[f64], too_low: &dyn Fn(f64) -> bool) -> Option<f64> {
        let found = self.of.log(values, too_low);
        let whole = self.of.log(values, &|_| false);
        if let (Some(found), Some(whole)) = (found, whole) {
            assert!(found >= whole && (found == whole || too_low(found)), "{found} {whole}");
            self.stopped.fetch_add(usize::from(found != whole), Ordering::Relaxed);
        }
        found
    }
}

#[test]
fn prop_a_likelihood_that_stops_when_refused_leaves_the_same_particles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let scenario = load(&root.join("belarus-record.toml"), &[]).expect("valid");
    let record = history(&root.join("history/belarus-1997-2020.csv"), &scenario).expect("valid");
    let uncertain = scenario.uncertain();
    let stopping = Counting { of: OfRecord::new(&scenario, &record, &uncertain), stopped: AtomicUsize::new(0) };
    let whole = |values: &[f64]| estimate::log_likelihood(&scenario, &record, &uncertain, values);
    let [one, two] = [&stopping as &dyn Likelihood, &whole].map(|likelihood| {
        let target = Target::new(&uncertain, likelihood, 3, 8).moving([4, 4]);
        let mut population = target.run(&Unwatched).expect("some prior draws fit");
        // A move refused before all its games are solved is not known to have one without a certificate.
        population.steps.iter_mut().for_each(|step| step.uncertified = 0);
        population
    });
    assert_eq!(one, two);
    let stopped = stopping.stopped.into_inner();
    eprintln!("{stopped} likelihoods stopped");
    assert!(stopped > 5, "{stopped}");
}

/// Coverage of intervals over simulated records. The truth is a prior draw, the record a path of its game: over many
/// replications a central interval of 50% or 90% of the posterior must hold the truth in 50% or 90% of them.
#[test]
fn stat_intervals_hold_the_truth_as_often_as_they_say() {
    const REPLICATIONS: usize = 200;
    const PARTICLES: usize = 80;
    let scenario = small(&[]);
    let replications: Vec<usize> = (0..REPLICATIONS).collect();
    let found: Vec<(Vec<f64>, Vec<f64>)> = parallel::map(&replications, |&replication| {
        let (history, truth) = simulated(&scenario, replication);
        let (_, values) = estimated(&scenario, &history, 1_000 + replication as u64, PARTICLES);
        let below = |number: usize| column(&values, number).iter().filter(|value| **value < truth[number]).count();
        let spread = |number: usize| deviation(&column(&values, number));
        let ranks = (0..truth.len()).map(|number| below(number) as f64 / PARTICLES as f64).collect();
        (ranks, (0..truth.len()).map(spread).collect())
    });
    let (ranks, spreads): (Vec<Vec<f64>>, Vec<Vec<f64>>) = found.into_iter().unzip();
    // Of the prior: a uniform one, 0.05 to 0.95, and a triangular one, 0 to 25 with its mode at 5. A record that taught
    // nothing would leave them, and be well covered for no merit.
    let prior = [0.9 / 12.0_f64.sqrt(), ((625.0 + 25.0 - 125.0) / 18.0_f64).sqrt()];
    for (number, (uncertain, prior)) in scenario.uncertain().iter().zip(prior).enumerate() {
        let ratio = mean(&spreads.iter().map(|spread| spread[number]).collect::<Vec<f64>>()) / prior;
        eprintln!("{}: spread times {ratio:.2}", uncertain.key);
        assert!(ratio < 0.9, "{}: the records teach nothing: {ratio}", uncertain.key);
    }
    for (number, uncertain) in scenario.uncertain().iter().enumerate() {
        let held = |share: f64| ranks.iter().filter(|rank| (rank[number] - 0.5).abs() <= 0.5 * share).count();
        let [half, most] = [0.5, 0.9].map(|share| held(share) as f64 / REPLICATIONS as f64);
        eprintln!("{}: 50% interval {half:.3}, 90% interval {most:.3}", uncertain.key);
        // Within 2.6 standard errors of the binomial: 0.408 to 0.592, and 0.845 to 0.955, which leaves out 80%.
        let error = |share: f64| 2.6 * (share * (1.0 - share) / REPLICATIONS as f64).sqrt();
        assert!((half - 0.5).abs() <= error(0.5), "{}: {half}", uncertain.key);
        assert!((most - 0.9).abs() <= error(0.9), "{}: {most}", uncertain.key);
    }
}

/// The same posterior by quadrature: the likelihood on a grid of the two numbers' prior shares.
#[test]
fn val_evidence_and_means_agree_with_quadrature() {
    const POINTS: usize = 40;
    let scenario = small(&[]);
    let uncertain = scenario.uncertain();
    let (history, _) = simulated(&scenario, 3);
    let cells: Vec<[usize; 2]> = (0..POINTS).flat_map(|row| (0..POINTS).map(move |column| [row, column])).collect();
    let grid: Vec<(Vec<f64>, f64)> = parallel::map(&cells, |cell| {
        let share = |place: usize| (place as f64 + 0.5) / POINTS as f64;
        let value = |(number, place): (&Uncertain, &usize)| {
            quantile::quantile(&number.distribution.expect("uncertain"), share(*place))
        };
        let values: Vec<f64> = uncertain.iter().zip(cell).map(value).collect();
        let log = estimate::log_likelihood(&scenario, &history, &uncertain, &values);
        (values, log.unwrap_or(f64::NEG_INFINITY))
    });
    let greatest = grid.iter().map(|(_, log)| *log).fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = grid.iter().map(|(_, log)| libm::exp(log - greatest)).collect();
    let whole: f64 = weights.iter().sum();
    let evidence = greatest + libm::log(whole / grid.len() as f64);
    let exact = |number: usize| -> f64 {
        grid.iter().zip(&weights).map(|((values, _), weight)| weight * values[number]).sum::<f64>() / whole
    };
    let (population, values) = estimated(&scenario, &history, 5, 2_000);
    eprintln!("log evidence {} ± {}, exact {evidence}", population.log_evidence(), population.log_evidence_error());
    assert!((population.log_evidence() - evidence).abs() < 4.0 * population.log_evidence_error());
    for number in 0..uncertain.len() {
        let found = column(&values, number);
        let error = deviation(&found) / (found.len() as f64).sqrt();
        let gap = mean(&found) - exact(number);
        eprintln!("{}: {} exact {} error {error}", uncertain[number].key, mean(&found), exact(number));
        assert!(gap.abs() < 5.0 * error, "{}: {gap} ± {error}", uncertain[number].key);
    }
}

/// A conjugate pair: a normal prior and normal observations have a normal posterior and a closed evidence.
#[test]
fn val_a_normal_prior_with_a_normal_observation_gives_the_closed_posterior() {
    let number = |key: &str| Uncertain {
        key: key.into(),
        central: 1.0,
        distribution: Some(Distribution::Normal { mean: 1.0, sd: 2.0, low: f64::NEG_INFINITY, high: f64::INFINITY }),
    };
    let uncertain: Vec<Uncertain> = ["one", "two", "three"].map(number).to_vec();
    // One observation, 4, of the sum of the first two with deviation 0.5: nothing of the third.
    let normal = |value: f64, deviation: f64| {
        -0.5 * (value / deviation) * (value / deviation) - libm::log(deviation * (2.0 * std::f64::consts::PI).sqrt())
    };
    let likelihood = |values: &[f64]| Some(normal(values[0] + values[1] - 4.0, 0.5));
    let target = Target::new(&uncertain, &likelihood, 11, 4_000);
    let population = target.run(&Unwatched).expect("nothing is impossible");
    let total = (8.0_f64 + 0.25).sqrt();
    let evidence = normal(4.0 - 2.0, total);
    assert!((population.log_evidence() - evidence).abs() < 4.0 * population.log_evidence_error());
    let values: Vec<Vec<f64>> =
        population.particles.iter().map(|particle| target.values(&particle.coordinates)).collect();
    let gain = 4.0 / 8.25;
    let known = [1.0 + gain * 2.0, 1.0 + gain * 2.0, 1.0];
    let spread = [(4.0 - gain * 4.0_f64).sqrt(), (4.0 - gain * 4.0_f64).sqrt(), 2.0];
    for axis in 0..3 {
        let found = column(&values, axis);
        assert!((mean(&found) - known[axis]).abs() < 0.15, "{axis}: mean {}", mean(&found));
        assert!((deviation(&found) / spread[axis] - 1.0).abs() < 0.06, "{axis}: deviation {}", deviation(&found));
    }
}

/// Over many seeds the evidence must scatter about the known one as widely as its own error says.
#[test]
fn stat_the_error_of_the_evidence_is_as_large_as_the_evidence_scatters() {
    const SEEDS: u64 = 60;
    let number = |key: &str| Uncertain {
        key: key.into(),
        central: 0.0,
        distribution: Some(Distribution::Normal { mean: 0.0, sd: 1.0, low: f64::NEG_INFINITY, high: f64::INFINITY }),
    };
    let uncertain: Vec<Uncertain> = ["one", "two", "three", "four"].map(number).to_vec();
    // Each number observed with deviation 0.3, as 1.
    let square = |values: &[f64]| values.iter().map(|value| (value - 1.0) * (value - 1.0)).sum::<f64>();
    let likelihood = |values: &[f64]| Some(-0.5 * square(values) / 0.09);
    let exact = 4.0 * (libm::log(0.3 / 1.09_f64.sqrt()) - 0.5 / 1.09);
    let gaps: Vec<f64> = (0..SEEDS)
        .map(|seed| {
            let found = Target::new(&uncertain, &likelihood, seed, 250).run(&Unwatched).expect("nothing is impossible");
            (found.log_evidence() - exact) / found.log_evidence_error()
        })
        .collect();
    let (bias, scatter) = (mean(&gaps), (gaps.iter().map(|gap| gap * gap).sum::<f64>() / SEEDS as f64).sqrt());
    eprintln!("in its own errors: bias {bias:.2}, root mean square {scatter:.2}");
    assert!(bias.abs() < 0.5, "{bias}");
    assert!((0.7..1.5).contains(&scatter), "{scatter}");
}

#[test]
fn stat_two_seeds_agree_within_their_errors() {
    let scenario = small(&[]);
    let (history, _) = simulated(&scenario, 8);
    let [(one, first), (two, second)] = [21, 22].map(|seed| estimated(&scenario, &history, seed, 1_000));
    assert_ne!(first, second);
    let error = libm::hypot(one.log_evidence_error(), two.log_evidence_error());
    assert!((one.log_evidence() - two.log_evidence()).abs() < 4.0 * error);
    for number in 0..2 {
        let [a, b] = [column(&first, number), column(&second, number)];
        let error = libm::hypot(deviation(&a), deviation(&b)) / 1_000_f64.sqrt();
        assert!((mean(&a) - mean(&b)).abs() < 5.0 * error, "{} {}", mean(&a), mean(&b));
    }
}

#[test]
fn prop_a_record_that_says_nothing_leaves_the_prior_as_it_is() {
    let scenario = small(&[]);
    let quarters = vec![Observed { levels: vec![None; 3], ..Observed::default() }; 8];
    let history = CodedRecord { name: "empty".into(), text: String::new(), first: scenario.first, quarters };
    let (population, values) = estimated(&scenario, &history, 3, 1_000);
    assert_eq!(population.log_evidence(), 0.0);
    assert_eq!(population.steps.len(), 1);
    for (number, uncertain) in scenario.uncertain().iter().enumerate() {
        // Kolmogorov's distance from the prior; its 99.9% quantile for 1,000 independent draws is 0.062.
        let prior = uncertain.distribution.expect("uncertain");
        let found = column(&values, number);
        let gap =
            |(place, value): (usize, &f64)| (value - quantile::quantile(&prior, (place as f64 + 0.5) / 1_000.0)).abs();
        let (low, high) = prior.support();
        let worst = found.iter().enumerate().map(gap).fold(0.0, f64::max);
        assert!(worst < 0.062 * (high - low), "{}: {worst}", uncertain.key);
    }
}

#[test]
fn prop_the_number_of_threads_changes_no_bit() {
    let scenario = small(&[]);
    let (history, _) = simulated(&scenario, 1);
    let [one, two] = [1, 2].map(|count| threads(count, || estimated(&scenario, &history, 4, 60)));
    assert_eq!(one, two);
    assert_ne!(one.1, estimated(&scenario, &history, 5, 60).1);
}

#[test]
fn prop_what_is_written_between_two_steps_and_read_back_goes_on_to_the_same_bytes() {
    let scenario = small(&[]);
    let (history, _) = simulated(&scenario, 1);
    let uncertain = scenario.uncertain();
    let likelihood = |values: &[f64]| estimate::log_likelihood(&scenario, &history, &uncertain, values);
    let target = Target::new(&uncertain, &likelihood, 9, 80);
    let whole = target.run(&Unwatched).expect("some fit");
    assert!(whole.steps.len() > 1, "the record says something");
    let mut half = target.start(&Unwatched).expect("nothing stops it");
    target.step(&mut half, &Unwatched).expect("some fit");
    let text = serde_json::to_string(&half).expect("it can be written");
    let mut again: Population = serde_json::from_str(&text).expect("it can be read");
    assert_eq!(again, half);
    while !again.done() {
        target.step(&mut again, &Unwatched).expect("some fit");
    }
    assert_eq!(again, whole);
}

mod folders {
    //! The command: its folder, interruption, and runs that take its draws.

    use super::{SMALL, simulated, small};
    use crate::common::{done, refused};
    use allegiance::command;
    use allegiance::command::request::{Output, Source};
    use allegiance::command::{Estimate, Exit, Failure, Run, deliver};
    use allegiance::forecast::{Unwatched, Watch};
    use allegiance::game::equilibrium::Equilibrium;
    use allegiance::game::solve::Solution;
    use serde_json::{Value, json};
    use sha2::{Digest, Sha256};
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Stops once so many games were solved.
    struct Until(AtomicUsize);

    impl Watch for Until {
        fn begin(&self, _: usize) {}

        fn advance(&self) {
            let left = self.0.load(Ordering::SeqCst);
            self.0.store(left.saturating_sub(1), Ordering::SeqCst);
        }

        fn stopped(&self) -> bool {
            self.0.load(Ordering::SeqCst) == 0
        }
    }

    /// The scenario and a record of it in a folder; the request to learn from it.
    fn desk(folder: &Path) -> Estimate {
        let scenario = small(&[]);
        let (history, _) = simulated(&scenario, 1);
        let ladders: Vec<_> = scenario.ladders.moving().collect();
        let mut text = String::from("quarter,confrontation,mandate,opening,dispute\n");
        for (index, seen) in history.quarters.iter().enumerate() {
            let level = |axis: usize| ladders[axis].levels[seen.levels[axis].expect("coded")].as_str();
            let dispute = if seen.dispute == Some(true) { "yes" } else { "no" };
            let quarter = scenario.first.plus(index);
            text.push_str(&format!("{quarter},{},{},{},{dispute}\n", level(0), level(1), level(2)));
        }
        fs::write(folder.join("small.toml"), SMALL).expect("a file");
        fs::write(folder.join("record.csv"), text).expect("a file");
        Estimate {
            source: Source::new(folder.join("small.toml")),
            history: folder.join("record.csv"),
            particles: 40,
            output: Output::to(folder.join("out")),
            ..Estimate::default()
        }
    }

    fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            if path.is_dir() {
                found.extend(files(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
            } else {
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
        found
    }

    /// Every number and list of the kept step, changed one at a time, with the old check sum or with one that fits.
    fn edited(part: &Estimate) {
        let path = part.output.output.as_ref().expect("named").join(".allegiance-checkpoint");
        let bytes = fs::read(&path).expect("a step is kept");
        let kept: Value = serde_json::from_slice(&bytes).expect("JSON");
        let refused = |edited: &Value, what: &str| {
            fs::write(&path, edited.to_string()).expect("written");
            let error = refused(Estimate { resume: true, ..part.clone() });
            assert_eq!(error.exit(), Exit::InputOutput, "{what}: {error}");
            assert!(error.to_string().contains(".allegiance-checkpoint keeps no step"), "{what}: {error}");
        };
        let fitting = |edited: &mut Value| {
            let text = [edited["allegiance checkpoint"].as_str().expect("text"), &edited["population"].to_string()];
            edited["sum"] = Value::from(hex(&Sha256::digest(text.concat())));
        };
        for place in places(&kept["population"]) {
            for value in [json!(1), json!(0), json!(u64::MAX), json!(f64::NAN.to_bits()), json!([]), json!(null)] {
                let mut edited = kept.clone();
                let at = edited["population"].pointer_mut(&place).expect("it is there");
                if *at == value {
                    continue;
                }
                *at = value.clone();
                refused(&edited, &format!("{place} = {value}"));
                // Whoever makes the sum fit may give another state that can be, but none that cannot.
                fitting(&mut edited);
                let impossible = value == json!(f64::NAN.to_bits()) || value == json!(u64::MAX) || !value.is_number();
                if impossible {
                    refused(&edited, &format!("{place} = {value}, sealed"));
                }
            }
        }
        fs::write(&path, &bytes).expect("written");
    }

    /// Every value within, of lists the first two and their ends.
    fn places(value: &Value) -> Vec<String> {
        let within = |name: &str, value: &Value| {
            let deeper = places(value).into_iter().map(|inner| format!("/{name}{inner}"));
            [format!("/{name}")].into_iter().chain(deeper).collect::<Vec<_>>()
        };
        match value {
            Value::Object(fields) => fields.iter().flat_map(|(name, value)| within(name, value)).collect(),
            Value::Array(values) => {
                values.iter().enumerate().take(2).flat_map(|(index, value)| within(&index.to_string(), value)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn prop_an_interrupted_estimation_goes_on_to_the_same_bytes() {
        let desk_folder = tempfile::tempdir().expect("a folder");
        let whole = desk(desk_folder.path());
        done(whole.clone());
        let part = Estimate { output: Output::to(desk_folder.path().join("part")), ..whole.clone() };
        // The prior, one step and a half.
        let error = deliver(part.clone(), &Until(AtomicUsize::new(40 + 40 * 8 + 40 * 4))).expect_err("it is stopped");
        assert_eq!(error.exit(), Exit::Interrupted, "{error}");
        assert!(error.to_string().contains("1 temperature steps are kept"), "{error}");
        let other = Estimate { resume: true, particles: 41, ..part.clone() };
        let error = refused(other);
        assert!(error.to_string().contains("another scenario"), "{error}");
        edited(&part);
        done(Estimate { resume: true, ..part.clone() });
        let [one, two] = [&whole, &part].map(|request| files(request.output.output.as_ref().expect("named")));
        assert_eq!(one, two);
        assert!(one.contains_key("charts/prior-against-posterior.png") && one.contains_key("manifest.json"));
        assert!(!two.contains_key(".allegiance-checkpoint"));
        let error = refused(Estimate { resume: true, ..part });
        assert_eq!(error.exit(), Exit::InputOutput, "{error}");
    }

    #[test]
    fn val_each_particle_says_whether_the_principal_branch_differs() {
        let desk_folder = tempfile::tempdir().expect("a folder");
        // In games as sharp as these some have several equilibria.
        let sharp = ["client.precision=10", "patron.precision=10"];
        let request = desk(desk_folder.path());
        let request = Estimate { source: request.source.clone().with(&sharp), selections: true, ..request };
        done(request.clone());
        let out = desk_folder.path().join("out");
        let told: serde_json::Value =
            serde_json::from_slice(&fs::read(out.join("estimate.json")).expect("a file")).expect("JSON");
        let rows = fs::read_to_string(out.join("posterior.csv")).expect("a file");
        let (head, rows) = rows.split_once('\n').expect("a head");
        let keys: Vec<&str> = head.split(',').collect();
        assert_eq!(keys.last(), Some(&"principal_branch_differs"));
        let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
        for row in rows.lines() {
            let cells: Vec<&str> = row.split(',').collect();
            let at =
                |key: &str| keys.iter().position(|known| *known == key).map(|place| cells[place]).expect("a column");
            let numbers = ["patron.pressure_cost", "bargain.talks_in_dispute"].map(|key| format!("{key}={}", at(key)));
            let scenario = small(&sharp).with(&numbers).expect("within its support");
            let ends = ["backward", "principal"].map(|selection| {
                let chosen = scenario.with(&[format!("simulation.selection={selection}")]).expect("valid");
                Equilibrium::new(&chosen, &chosen.central()).eras()[0].solutions().to_vec()
            });
            let [backward, principal] = ends;
            let one = |found: &Solution| found.certificate.certified && found.certificate.method.is_selection();
            let parts = backward.iter().zip(&principal).map(|(backward, principal)| {
                (one(backward) && one(principal)).then(|| backward.policy.distance(&principal.policy) > 1e-3)
            });
            let parts: Vec<Option<bool>> = parts.collect();
            let expected = match (parts.contains(&Some(true)), parts.contains(&None)) {
                (true, _) => "true",
                (_, true) => "",
                _ => "false",
            };
            assert_eq!(cells.last(), Some(&expected), "{row}");
            *counted.entry(expected).or_default() += 1;
        }
        assert_eq!(told["selection"]["differ"], *counted.get("true").unwrap_or(&0));
        assert_eq!(told["selection"]["unknown"], *counted.get("").unwrap_or(&0));
        assert!(counted.len() > 1);
    }

    #[test]
    fn prop_until_uses_the_record_as_if_it_ended_there() {
        let desk_folder = tempfile::tempdir().expect("a folder");
        let whole = desk(desk_folder.path());
        let cut = Estimate { until: Some("2004-Q4".into()), ..whole.clone() };
        let found = |request: Estimate| -> serde_json::Value {
            let folder = request.output.output.clone().expect("named");
            done(Estimate { output: Output { force: true, ..request.output.clone() }, ..request });
            serde_json::from_slice(&fs::read(folder.join("estimate.json")).expect("a file")).expect("JSON")
        };
        let of_part = found(cut);
        assert_eq!(of_part["record"]["quarters"], serde_json::json!(["2000-Q1", "2004-Q4"]));
        assert_eq!(of_part["record"]["disputes"][0], 20);
        let text = fs::read_to_string(&whole.history).expect("a file");
        let short: Vec<&str> = text.lines().take(21).collect();
        fs::write(desk_folder.path().join("short.csv"), short.join("\n")).expect("a file");
        let history = desk_folder.path().join("short.csv");
        let short = found(Estimate { history, ..whole.clone() });
        assert_eq!(short["log_evidence"], of_part["log_evidence"]);
        for wrong in ["2000-Q1", "1999-Q4", "2031-Q1", "spring"] {
            let error = refused(Estimate { until: Some(wrong.into()), ..whole.clone() });
            assert_eq!(error.exit(), Exit::Usage, "{wrong}");
        }
    }

    fn request(folder: &Path, draws: &Path) -> Run {
        let source = Source::new(folder.join("small.toml")).with(&["simulation.draws=5"]);
        Run { draws: Some(draws.into()), ..Run::new(source).to(folder.join("run")) }
    }

    #[test]
    fn prop_a_run_takes_the_rows_of_a_file_in_turn_and_can_be_made_again() {
        let desk_folder = tempfile::tempdir().expect("a folder");
        let folder = desk_folder.path();
        desk(folder);
        let draws = folder.join("draws.csv");
        let rows = "draw,patron.pressure_cost,bargain.talks_in_dispute,log_likelihood\n0,1.5,0.25,-3\n1,7,0.5,-4\n";
        fs::write(&draws, rows).expect("a file");
        done(request(folder, &draws));
        let table = fs::read_to_string(folder.join("run/tables/draws.csv")).expect("a table");
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let place = |name: &str| header.iter().position(|cell| cell == name).expect("a column");
        let (talks, cost) = (place("bargain.talks_in_dispute"), place("patron.pressure_cost"));
        let found: Vec<[String; 2]> = reader
            .records()
            .map(|record| record.expect("a row"))
            .map(|record| [talks, cost].map(|place| record[place].to_owned()))
            .collect();
        let rows = [["0.25", "1.5"], ["0.5", "7"]];
        let expected: Vec<[String; 2]> = (0..5).map(|draw| rows[draw % 2].map(String::from)).collect();
        assert_eq!(found, expected);
        let manifest = fs::read_to_string(folder.join("run/manifest.json")).expect("a manifest");
        let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
        let inputs = manifest["inputs"].as_array().expect("a list");
        assert!(inputs.iter().any(|input| input["role"] == "draws" && input["name"] == "draws.csv"));
        let earlier = command::reopen(&folder.join("run")).expect("it is whole");
        assert_eq!(earlier.scenario.drawn.as_ref().map(|drawn| drawn.rows()), Some(2));
        command::replay(&earlier, &Unwatched).expect("the same numbers");
    }

    #[test]
    fn prop_a_number_without_a_column_is_drawn_as_before() {
        let desk_folder = tempfile::tempdir().expect("a folder");
        let folder = desk_folder.path();
        desk(folder);
        let draws = folder.join("draws.csv");
        let era = "\"era.\"\"a.b\"\".confrontation.rise.1\"";
        let rows = format!("bargain.talks_in_dispute,{era},government.successor.client.delivery\n0.25,0.1,0.9\n");
        fs::write(&draws, rows).expect("a file");
        let asked = request(folder, &draws);
        let plain = allegiance::scenario::load(&asked.source.file, &asked.source.overrides.all()).expect("it is valid");
        let partly = allegiance::scenario::with_draws(plain.clone(), &draws).expect("it fits");
        let drawn = partly.drawn.as_ref().expect("draws");
        assert_eq!(drawn.missing, ["patron.pressure_cost"]);
        assert_eq!(drawn.unused, ["era.\"a.b\".confrontation.rise.1", "government.successor.client.delivery"]);
        for draw in 0..3 {
            let [before, after] =
                [&plain, &partly].map(|scenario| allegiance::forecast::shocks::parameters(scenario, draw).remove(0));
            assert_eq!(after.bargain.talks_in_dispute, 0.25);
            assert_eq!(after.patron.pressure_cost, before.patron.pressure_cost);
            assert_ne!(before.bargain.talks_in_dispute, 0.25);
        }
        let notes = done(asked).notes;
        let told = notes.iter().filter(|note| note.starts_with("draws.csv: "));
        assert_eq!(told.count(), 2, "{notes:?}");
        let repeated = "draws.csv has 1 row for 5 draws: each row serves 5 times";
        assert!(notes.iter().any(|note| note == repeated), "{notes:?}");
    }

    #[test]
    fn a_file_of_draws_that_does_not_fit_is_refused_with_what_was_meant() {
        let desk_folder = tempfile::tempdir().expect("a folder");
        let folder = desk_folder.path();
        desk(folder);
        let good = "bargain.talks_in_dispute,patron.pressure_cost";
        let wrong = [
            ("bargain.talk_in_dispute,patron.pressure_cost\n.5,1\n", "did you mean `bargain.talks_in_dispute`"),
            ("draw\n1\n", "no column is an uncertain number"),
            ("government.successor.client.delivery\n1\n", "no column is an uncertain number"),
            (&format!("{good},government\n.5,1,1\n"), "no uncertain number `government`"),
            (&format!("{good}\n.5,NaN\n"), "`NaN` is no value"),
            (&format!("{good}\n.5,inf\n"), "`inf` is no value"),
            (&format!("{good}\n.5,25.5\n"), "from 0 to 25"),
            (&format!("{good}\n.5,x\n"), "`x` is no value"),
            (&format!("{good}\n"), "holds no draws"),
            (&format!("{good},bargain.talks_in_dispute\n.5,1,.5\n"), "two columns"),
            (&format!("{good}\n.5\n"), "the row has 1 cells, the header 2"),
            ("", "the file is empty"),
            (&format!("{good}\r\n.5,1\r\n.5,-1\r\n"), "draws.csv:3:4"),
        ];
        for (text, said) in wrong {
            let draws = folder.join("draws.csv");
            fs::write(&draws, text).expect("a file");
            let error = refused(request(folder, &draws));
            assert_eq!(error.exit(), Exit::Invalid, "{text}");
            let Failure::Scenario(allegiance::scenario::ScenarioError::Invalid(faults)) = &error else {
                panic!("{error}")
            };
            let told = faults.render(false);
            assert!(told.contains(said), "{text}: {told}");
        }
        let missing = request(folder, &folder.join("none.csv"));
        assert_eq!(refused(missing).exit(), Exit::InputOutput);
    }
}
