//! Stories: a history told is the history that was simulated.

use allegiance::findings::story::{Story, StoryBond, StoryQuarter, typical};
use allegiance::forecast::branching::BranchCase;
use allegiance::forecast::kept::Draws;
use allegiance::forecast::replay::{PathAddress, replayed};
use allegiance::forecast::{Draw, Unwatched, simulate};
use allegiance::report::story::{digest, text};
use allegiance::scenario::{Metric, Scenario, load};
use std::path::Path;

/// The seed case in small, with these changes.
fn scenario(overrides: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2020.toml");
    let small = ["simulation.draws=2", "simulation.paths=25"];
    let overrides: Vec<String> = small.iter().chain(overrides).map(ToString::to_string).collect();
    load(&path, &overrides).expect("the scenario is valid")
}

/// What makes a history eventful: an era seen coming, one not, a start in dispute, more entrapments and ratified steps.
const EVENTFUL: [&str; 6] = [
    "start={dispute=true}",
    "integration.ratification=0.9",
    "client.sovereignty_cost=10",
    "client.entrapment_loss=60",
    "client.entrapment_hazard=0.5",
    "era=[{name=\"thaw\", from=\"2021-Q2\", anticipated=true, confrontation={start=\"strained\"}}, \
     {name=\"break\", from=\"2023-Q1\", confrontation={start=\"crisis\"}, client={western_benefit=3, delivery=0.6}}]",
];

/// The seed case with two elections more, after which another government may rule.
fn later_elections() -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/belarus-2020.toml");
    let text = std::fs::read_to_string(path).expect("the seed case");
    let election = |quarter: &str| {
        format!(
            "\n[[election]]\nquarter = \"{quarter}\"\n[[election.branch]]\nname = \"stays\"\nprobability = 0.4\n\
             mandate = \"solid\"\n[[election.branch]]\nname = \"goes\"\nprobability = 0.6\nopening = \"engaged\"\n\
             government = \"successor\"\n"
        )
    };
    // A scenario in memory has no files beside it.
    let record = text.find("[record]").map(|start| start..start + text[start..].find("\n\n").expect("a section"));
    let text = record.map_or(text.clone(), |record| text.replace(&text[record], ""));
    let text = format!("{text}{}{}", election("2022-Q1"), election("2024-Q1"));
    let overrides: Vec<String> =
        ["simulation.draws=2", "simulation.paths=25"].iter().chain(&EVENTFUL).map(ToString::to_string).collect();
    allegiance::scenario::parse("later.toml", &text, &overrides).expect("the scenario is valid")
}

fn simulated(scenario: &Scenario) -> Vec<Draw> {
    simulate(scenario, &Unwatched).expect("nobody stops it")
}

/// Every story of some addresses, each held against its record: all metrics to the last bit.
fn told(scenario: &Scenario, draws: &[Draw]) -> Vec<Story> {
    let families: Vec<String> = scenario.offers.iter().map(|offer| offer.name.clone()).collect();
    let mut stories = Vec::new();
    for draw in draws {
        let Some(branches) = &draw.branches else { continue };
        for (branch, outcome) in branches.iter().enumerate() {
            for path in [0, 24] {
                let record = &outcome.paths[path];
                let address = PathAddress { branch, draw: draw.index, path };
                let story = replayed(scenario, address, |replayed| Story::new(scenario, replayed, None));
                let story = story.expect("it is certified");
                for metric in Metric::all(families.len()) {
                    assert_eq!(story.metrics[&metric.name(&families)], record.metric(metric), "{metric:?}");
                }
                assert_eq!(story.chapter, scenario.chapters[record.chapter].name);
                stories.push(story);
            }
        }
    }
    stories
}

/// Counts over the quarters of a story, by which its metrics are checked.
fn recounted(scenario: &Scenario, story: &Story) {
    let count = |holds: &dyn Fn(usize) -> bool| (0..story.quarters.len()).filter(|&at| holds(at)).count() as f64;
    let metric = |name: &str| story.metrics[name].expect("always there");
    let quarters = &story.quarters;
    assert_eq!(quarters.len(), scenario.periods);
    assert_eq!(metric("dispute_quarters"), count(&|at| quarters[at].bond == StoryBond::Dispute));
    assert_eq!(metric("hedging_quarters"), count(&|at| quarters[at].hedging.is_some_and(|hedging| hedging.happened)));
    assert_eq!(metric("entrapments"), count(&|at| quarters[at].nature.entrapment.is_some_and(|event| event.happened)));
    for offer in &scenario.offers {
        let under = |at: usize| match (&quarters[at].bond, &quarters[at].proposal) {
            (StoryBond::Contract { offer: family, .. }, _) => *family == offer.name,
            (_, Some(proposal)) => proposal.accepted.happened && proposal.offer == offer.name,
            _ => false,
        };
        assert_eq!(metric(&format!("quarters({})", offer.name)), count(&under));
    }
    let mean = |number: &dyn Fn(usize) -> f64| (0..quarters.len()).map(number).sum::<f64>() / quarters.len() as f64;
    assert!((metric("loyalty") - mean(&|at| quarters[at].loyalty)).abs() < 1e-12);
    assert!((metric("subsidy") - mean(&|at| quarters[at].client_payoff.terms.subsidy)).abs() < 1e-12);
    let client: f64 = quarters.iter().map(|quarter| quarter.client_payoff.discounted).sum();
    let patron: f64 = quarters.iter().map(|quarter| quarter.patron_payoff.discounted).sum();
    assert!((metric("client_payoff") - client).abs() < 1e-12 && (metric("patron_payoff") - patron).abs() < 1e-12);
    // The terms of the first quarter, undiscounted, are what the game pays: a quarter of the year's sum.
    let withdrawal = quarters[0].withdrawal.filter(|withdrawal| withdrawal.withdrawn.happened);
    let net = quarters[0].client_payoff.total * 0.25 - withdrawal.map_or(0.0, |withdrawal| withdrawal.cost);
    assert!((net - quarters[0].client_payoff.discounted).abs() < 1e-12);
    assert!((quarters[0].patron_payoff.total * 0.25 - quarters[0].patron_payoff.discounted).abs() < 1e-12);
}

/// Whether the pressure went on by itself; then the patron had no choice.
fn goes_on(quarter: &StoryQuarter) -> bool {
    let goes_on = quarter.pressure_goes_on.is_some_and(|inertia| inertia.happened);
    assert!(!goes_on || quarter.pressure.is_none() && quarter.bond == StoryBond::Dispute, "{quarter:?}");
    goes_on
}

/// What a quarter ends with is what the next one begins with, but for eras and elections.
fn joined(story: &Story) {
    for pair in story.quarters.windows(2) {
        let [now, next] = pair else { unreachable!("pairs") };
        let mut levels = now.levels.clone();
        for step in now.nature.ratification.iter().chain(&now.nature.moves) {
            assert_eq!(levels[&step.ladder], step.from, "{}", now.quarter);
            levels[&step.ladder] = step.to.clone();
            assert!(step.probability > 0.0 && step.probability <= 1.0);
        }
        if next.withdrawal.is_some_and(|withdrawal| withdrawal.withdrawn.happened) {
            levels["integration"] = next.levels["integration"].clone();
            assert!(next.levels["integration"] != now.levels["integration"] || now.nature.ratification.is_some());
        }
        if next.era.is_none() && next.election.is_none() {
            assert_eq!(levels, next.levels, "{}", now.quarter);
            assert_eq!(now.government, next.government);
        }
        let signed = now.proposal.as_ref().filter(|proposal| proposal.accepted.happened);
        let expected = match (&now.bond, signed) {
            (StoryBond::Contract { .. }, _) => now.bond.clone(),
            (_, Some(proposal)) => StoryBond::Contract { offer: proposal.offer.clone(), subsidy: proposal.subsidy },
            _ if goes_on(now) || now.pressure.expect("no agreement").happened => StoryBond::Dispute,
            _ => StoryBond::Calm,
        };
        let lapsed = now.nature.lapse.is_some_and(|lapse| lapse.happened);
        let voided = next.election.as_ref().is_some_and(|election| election.contract_voided);
        assert_eq!(next.bond, if lapsed || voided { StoryBond::Calm } else { expected }, "{}", now.quarter);
    }
}

#[test]
fn prop_a_story_is_the_history_that_the_run_counted() {
    let eventful = scenario(&EVENTFUL);
    // A patron that would seldom choose pressure, so that most of it goes on by itself.
    let lasting = scenario(&[
        "start.dispute=true",
        "bargain.pressure_inertia=0.8",
        "bargain.talks_in_dispute=0.1",
        "patron.pressure_cost=8",
    ]);
    let alive = scenario(&crate::common::MECHANISMS);
    let withdrawing = scenario(&[
        "integration.start=\"unified markets\"",
        "integration.withdrawal_cost=3",
        "client.sovereignty_cost=20",
    ]);
    let back = |story: &Story| {
        story.quarters.iter().filter_map(|quarter| quarter.withdrawal).any(|withdrawal| withdrawal.withdrawn.happened)
    };
    assert!(told(&withdrawing, &simulated(&withdrawing)).iter().any(back), "nothing is taken back");
    for scenario in
        [scenario(&[]), scenario(&["election=[]"]), eventful, later_elections(), lasting, alive, withdrawing]
    {
        for story in told(&scenario, &simulated(&scenario)) {
            recounted(&scenario, &story);
            joined(&story);
        }
    }
}

#[test]
fn a_story_names_what_happened() {
    let scenario = later_elections();
    let stories = told(&scenario, &simulated(&scenario));
    let any = |holds: &dyn Fn(&Story, usize) -> bool| {
        stories.iter().any(|story| (0..story.quarters.len()).any(|at| holds(story, at)))
    };
    assert!(stories.iter().all(|story| story.quarters[0].bond == StoryBond::Dispute));
    assert!(stories.iter().all(|story| story.quarters[3].era.as_deref() == Some("thaw")));
    assert!(stories.iter().all(|story| story.quarters[10].levels["confrontation"] == "crisis"));
    for story in &stories {
        let first = story.quarters[0].election.as_ref().expect("an election");
        assert_eq!((&first.branch, first.odds), (&story.branch, 1.0));
        let later = story.quarters[6].election.as_ref().expect("another");
        assert_eq!(later.odds, if later.branch == "goes" { 0.6 } else { 0.4 });
    }
    assert!(any(&|story, at| story.quarters[at].election.as_ref().is_some_and(|election| election.contract_voided)));
    assert!(any(&|story, at| story.quarters[at].nature.ratification.as_ref().is_some_and(|step| step.moved())));
    assert!(any(&|story, at| story.quarters[at].nature.entrapment.is_some_and(|event| event.happened)));
    assert!(any(&|story, at| story.quarters[at].talks.is_some_and(|talks| !talks.happened)));
}

#[test]
fn a_story_says_when_the_pressure_went_on_by_itself() {
    let lasting = |inertia: &str| scenario(&["start.dispute=true", "bargain.talks_in_dispute=0.3", inertia]);
    let lasting = lasting("bargain.pressure_inertia=0.5");
    let stories = told(&lasting, &simulated(&lasting));
    let (mut asked, mut went_on) = (0, 0);
    for story in &stories {
        let page = text(story, 100);
        for quarter in &story.quarters {
            let open = quarter.hedging.is_some() && quarter.bond == StoryBond::Dispute;
            assert_eq!(quarter.pressure_goes_on.is_some(), open, "{quarter:?}");
            asked += usize::from(open);
            went_on += usize::from(goes_on(quarter));
        }
        let any = |went_on: bool| {
            let told = |quarter: &StoryQuarter| quarter.pressure_goes_on.is_some_and(|it| it.happened == went_on);
            story.quarters.iter().any(told)
        };
        assert_eq!(page.contains(", and the pressure goes on (50%)\n"), any(true), "{page}");
        assert_eq!(page.contains(", the pressure could end (50%), and Russia "), any(false), "{page}");
    }
    assert!(asked >= 20 && (asked / 4..=3 * asked / 4).contains(&went_on), "{went_on} of {asked}");
    let plain = scenario(&["start.dispute=true"]);
    for story in told(&plain, &simulated(&plain)) {
        assert!(!serde_json::to_string(&story).expect("JSON").contains("pressure_goes_on"));
    }
}

#[test]
fn the_typical_history_is_of_its_chapter_and_no_other_is_nearer_the_centre() {
    let scenario = scenario(&[]);
    let draws = simulated(&scenario);
    for (branch, _) in BranchCase::all(&scenario).iter().enumerate() {
        for (chapter, stated) in scenario.chapters.iter().enumerate() {
            let hits = draws.iter().flat_map(|draw| &draw.branches.as_ref().expect("certified")[branch].paths);
            let hits = hits.filter(|record| record.chapter == chapter).count();
            let found = typical(&scenario, &kept(&scenario, &draws), branch, chapter).expect("what was kept");
            assert_eq!(found.is_some(), hits > 0);
            let Some((address, chosen)) = found else { continue };
            let story = replayed(&scenario, address, |replayed| Story::new(&scenario, replayed, Some(chosen)));
            let story = story.expect("it is certified");
            assert_eq!((&story.chapter, chosen.among), (&stated.name, hits));
            assert_eq!(story.typical, Some(chosen));
            let nearest = nearest(&scenario, &draws, branch, chapter);
            assert_eq!((story.address.draw, story.address.path), (nearest.0, nearest.1));
            assert!((chosen.distance - nearest.2).abs() < 1e-9 && (hits > 1 || chosen.distance == 0.0));
        }
    }
}

fn kept(scenario: &Scenario, draws: &[Draw]) -> Draws {
    Draws::of(scenario, draws).expect("room")
}

/// The path nearest to a chapter's centre, worked out column by column as the definition says.
fn nearest(scenario: &Scenario, draws: &[Draw], branch: usize, chapter: usize) -> (usize, usize, f64) {
    let mut paths: Vec<(usize, usize, f64)> = Vec::new();
    let mut records = Vec::new();
    for draw in draws {
        for (path, record) in draw.branches.as_ref().expect("certified")[branch].paths.iter().enumerate() {
            if record.chapter == chapter {
                paths.push((draw.index, path, 0.0));
                records.push(record);
            }
        }
    }
    for metric in Metric::all(scenario.offers.len()) {
        let column: Vec<Option<f64>> = records.iter().map(|record| record.metric(metric)).collect();
        let mut present: Vec<f64> = column.iter().copied().flatten().collect();
        present.sort_by(f64::total_cmp);
        let (half, count) = (present.len() * 2 >= column.len(), present.len() as f64);
        let mean = present.iter().sum::<f64>() / count;
        let spread = (present.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count).sqrt();
        for (path, value) in paths.iter_mut().zip(column) {
            path.2 += match value {
                Some(value) if half && spread > 0.0 => ((value - present[(present.len() - 1) / 2]) / spread).powi(2),
                Some(_) if half => 0.0,
                None if !half => 0.0,
                _ => 1.0,
            };
        }
    }
    let best = paths.into_iter().reduce(|best, next| if next.2 < best.2 { next } else { best }).expect("paths");
    (best.0, best.1, best.2.sqrt())
}

#[test]
fn of_equal_histories_the_first_address_is_taken() {
    let scenario = scenario(&["election=[]"]);
    let draws = simulated(&scenario);
    let chapter = draws[1].branches.as_ref().expect("certified")[0].paths[0].chapter;
    let mut twice = draws[1].clone();
    for outcome in twice.branches.as_mut().expect("certified") {
        outcome.paths.extend(outcome.paths.clone());
    }
    let again = Draw { index: 9, ..twice.clone() };
    let (PathAddress { draw, path, .. }, _) = typical(&scenario, &kept(&scenario, &[twice, again]), 0, chapter)
        .expect("what was kept")
        .expect("a path of it");
    let alone = typical(&scenario, &kept(&scenario, &draws[1..]), 0, chapter).expect("what was kept");
    let alone = alone.expect("the same path");
    assert_eq!((draw, path), (1, alone.0.path));
}

#[test]
fn a_story_is_read_by_people_and_programs() {
    let scenario = later_elections();
    let draws = simulated(&scenario);
    for story in told(&scenario, &draws) {
        let written = serde_json::to_string(&story).expect("JSON");
        let read: Story = serde_json::from_str(&written).expect("the same type");
        assert_eq!(read, story);
        let page = text(&story, 100);
        for quarter in &story.quarters {
            assert!(page.contains(&format!("\n{}  ", quarter.quarter)), "{page}");
        }
        assert!(page.contains("election: ") && page.contains("a new era begins: break"), "{page}");
        let lines = digest(&story);
        assert!((1..=5).contains(&lines.len()), "{lines:?}");
        assert!(lines[0].starts_with("2020-Q3") && lines.join(" ").contains("2025-Q2:"), "{lines:?}");
        assert!(lines.join(" ").contains(&story.branch) && !lines.join("").contains("()"), "{lines:?}");
    }
}
