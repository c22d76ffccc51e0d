//! Page 1 of a brief, statement by statement: every share in it is recomputed from `paths.csv.gz` and the odds of the draws.

use crate::common::{Csv, Desk, shipped, summary};
use allegiance::findings::Summary;
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;

const DRAWS: usize = 24;
const PATHS: usize = 20;

/// What the paths and the odds of the draws say.
struct Facts {
    summary: Summary,
    /// Share by branch and event, draw by draw.
    shares: BTreeMap<(String, String), Vec<f64>>,
    /// Odds by branch, draw by draw.
    odds: BTreeMap<String, Vec<f64>>,
    /// Uncertain numbers, draw by draw.
    numbers: Vec<Vec<f64>>,
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The least value at or below which lie this many of the values in a hundred.
fn quantile(values: &[f64], percent: usize) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[(percent * values.len()).div_ceil(100) - 1]
}

impl Facts {
    fn new(desk: &Desk) -> Self {
        let summary = summary(&desk.path("run"));
        let mut text = String::new();
        let bytes = fs::read(desk.path("run/tables/paths.csv.gz")).unwrap();
        GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
        let draws = Csv::new(&desk.read("run/tables/draws.csv"));
        let certified: Vec<_> = draws.rows.iter().filter(|row| row["certified"] == "true").collect();
        let place: BTreeMap<&str, usize> = certified.iter().enumerate().map(|(at, row)| (&*row["draw"], at)).collect();
        let mut shares = BTreeMap::new();
        for row in &Csv::new(&text).rows {
            for event in &summary.event_names {
                let key = (row["branch"].clone(), event.name.clone());
                let own: &mut Vec<f64> = shares.entry(key).or_insert_with(|| vec![0.0; certified.len()]);
                let happened = !row[&format!("event: {}", event.name)].is_empty();
                own[place[&*row["draw"]]] += f64::from(u8::from(happened)) / PATHS as f64;
            }
        }
        let column = |name: &str| certified.iter().map(|row| row[name].parse::<f64>().unwrap()).collect::<Vec<f64>>();
        let odds =
            summary.branches.iter().map(|branch| (branch.name.clone(), column(&format!("odds: {}", branch.name))));
        let odds = odds.collect();
        let uncertain = summary.assumptions.iter().map(|row| row.key.as_str());
        let numbers = uncertain.filter(|key| draws.rows[0].contains_key(*key)).map(column).collect();
        Self { odds, numbers, shares, summary }
    }

    /// The shares of an event in a branch, or over all by the odds of each draw.
    fn by_draw(&self, branch: &str, event: &str) -> Vec<f64> {
        let of = |branch: &str| &self.shares[&(branch.to_owned(), event.to_owned())];
        if branch != "all" {
            return of(branch).clone();
        }
        let draws = 0..of(&self.summary.branches[0].name).len();
        let mixed = |draw: usize| self.odds.iter().map(|(branch, odds)| odds[draw] * of(branch)[draw]).sum();
        draws.map(mixed).collect()
    }

    /// The odds at which the main event comes in half of the histories, or as often as another.
    fn thresholds(&self) -> Vec<f64> {
        let likeliest = self.summary.branches.iter().max_by(|one, two| one.odds.total_cmp(&two.odds)).unwrap();
        let sides = |event: &str| {
            let share = |branch: &str| mean(&self.by_draw(branch, event));
            let others = self.summary.branches.iter().filter(|branch| branch.name != likeliest.name);
            let rest: f64 = others.map(|branch| branch.odds * share(&branch.name)).sum();
            [share(&likeliest.name), rest / (1.0 - likeliest.odds)]
        };
        let [s, r] = sides(&self.summary.event_names[0].name);
        let against = self.summary.event_names[1..].iter().map(|event| sides(&event.name)).chain([[0.5, 0.5]]);
        against.map(|[own, rest]| (r - rest) / ((r - rest) - (s - own))).chain([likeliest.odds]).collect()
    }

    /// Share of the draws in which the main event comes in most histories where it does not over all draws, or the reverse.
    fn turned(&self) -> f64 {
        let main = &self.summary.event_names[0].name;
        let kept = |branch: &String| {
            let shares = self.by_draw(branch, main);
            let most = mean(&shares) > 0.5 + 1e-9;
            shares.iter().filter(|share| (**share > 0.5 + 1e-9) == most).count() as f64 / shares.len() as f64
        };
        1.0 - self.odds.iter().map(|(branch, odds)| mean(odds) * kept(branch)).sum::<f64>()
    }

    /// Ends of the straight lines of the main event through the draws, one for each uncertain number.
    fn lines(&self) -> Vec<[f64; 2]> {
        let shares = self.by_draw("all", &self.summary.event_names[0].name);
        let line = |values: &Vec<f64>| {
            let (x, y) = (mean(values), mean(&shares));
            let squares: f64 = values.iter().map(|value| (value - x).powi(2)).sum();
            let slope =
                values.iter().zip(&shares).map(|(value, share)| (value - x) * (share - y)).sum::<f64>() / squares;
            let ends = [values.iter().copied().reduce(f64::min), values.iter().copied().reduce(f64::max)];
            let mut ends = ends.map(|end| (y + slope * (end.unwrap() - x)).clamp(0.0, 1.0));
            ends.sort_by(f64::total_cmp);
            ends
        };
        self.numbers.iter().map(line).collect()
    }
}

/// A share, or a range of shares, as words say it.
#[derive(Debug, PartialEq)]
enum Said {
    /// So many in ten or a hundred, as far as that is rounded.
    About(f64, f64),
    /// Below.
    Below(f64),
    /// Above.
    Above(f64),
    /// From low to high, whole percents.
    Range(f64, f64),
    /// A percentage.
    Percent(f64),
}

/// What a clause says of shares, in order.
fn said(clause: &str) -> Vec<Said> {
    let trimmed = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%').to_owned();
    let words: Vec<String> = clause.split_whitespace().map(trimmed).collect();
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<f64>().ok());
    let percent = |at: usize| words.get(at)?.strip_suffix('%')?.parse::<f64>().ok();
    let is = |at: usize, word: &str| words.get(at).is_some_and(|own| own == word);
    let (mut found, mut at) = (Vec::new(), 0);
    while at < words.len() {
        let before = |word: &str| at > 0 && is(at - 1, word);
        match (number(at), number(at + 2), percent(at), percent(at + 2)) {
            (Some(part), Some(whole), ..) if is(at + 1, "in") => {
                found.push(match (before("than") && at > 1 && is(at - 2, "fewer")) || before("under") {
                    true => Said::Below(part / whole),
                    false if before("than") || before("over") => Said::Above(part / whole),
                    false => Said::About(part / whole, 0.5 / whole),
                });
                at += 2;
            }
            (Some(low), _, _, Some(high)) if is(at + 1, "to") => {
                found.push(Said::Range(low / 100.0, high / 100.0));
                at += 2;
            }
            (_, _, Some(most), _) if before("most") => found.push(Said::Range(0.0, most / 100.0)),
            (_, _, Some(percent), _) => found.push(Said::Percent(percent / 100.0)),
            _ => {}
        }
        at += 1;
    }
    found
}

/// Whether a statement is true of these values, one a draw.
fn holds(said: &Said, by_draw: &[f64]) -> bool {
    let share = mean(by_draw);
    match *said {
        Said::About(told, rounding) => (told - share).abs() <= rounding + 1e-9,
        Said::Below(bound) => share < bound + 1e-9,
        Said::Above(bound) => share > bound - 1e-9,
        Said::Range(low, high) => {
            let (least, most) = (quantile(by_draw, 5).min(share), quantile(by_draw, 95).max(share));
            (0.0..0.01 + 1e-9).contains(&(least - low)) && (0.0..0.01 + 1e-9).contains(&(high - most))
        }
        Said::Percent(told) => (told - share).abs() <= 0.005 + 1e-9,
    }
}

/// Sentences of page 1, and what its picture says to those who hear it.
fn sentences(html: &str) -> Vec<String> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let tree = roxmltree::Document::parse_with_options(html, options).unwrap();
    let page = tree.root().descendants().find(|node| node.attribute("class") == Some("page-one")).unwrap();
    let items =
        page.descendants().filter(|node| node.tag_name().name() == "li").map(|node| node.text().unwrap().to_owned());
    let labels = page.descendants().filter_map(|node| node.attribute("aria-label")).map(str::to_owned);
    items.chain(labels).collect()
}

#[test]
fn val_no_share_on_page_one_can_be_contradicted_from_the_paths() {
    let desk = Desk::new();
    let scenario = shipped("belarus-2020.toml");
    let (draws, paths) = (format!("--set=simulation.draws={DRAWS}"), format!("--set=simulation.paths={PATHS}"));
    desk.good(&["run", scenario.to_str().unwrap(), "-o", "run", "--paths", &draws, &paths]);
    desk.good(&["brief", "run", "-o", "brief", "--short"]);
    let facts = Facts::new(&desk);
    let mut checked = 0;
    for sentence in sentences(&desk.read("brief/brief.html")) {
        let others: Vec<Said> = facts.thresholds().into_iter().chain([facts.turned()]).map(Said::Percent).collect();
        let lines = facts.lines();
        let (mut branch, mut event) = ("all".to_owned(), facts.summary.event_names[0].name.clone());
        for clause in sentence.split_inclusive([';', ')']) {
            if let Some(named) = facts.summary.branches.iter().find(|own| clause.to_lowercase().contains(&own.name)) {
                branch.clone_from(&named.name);
            }
            let named =
                |own: &&allegiance::findings::EventName| clause.to_lowercase().contains(&own.says.to_lowercase());
            if let Some(named) = facts.summary.event_names.iter().find(named) {
                event.clone_from(&named.name);
            }
            for said in said(clause) {
                let near = |other: &Said| match (other, &said) {
                    (Said::Percent(one), Said::Percent(two)) => (one - two).abs() <= 0.005 + 1e-9,
                    _ => false,
                };
                let line = |[low, high]: &[f64; 2]| match said {
                    Said::Range(least, most) => (low - least).abs() < 0.0101 && (high - most).abs() < 0.0101,
                    _ => false,
                };
                let of_odds =
                    clause.split("odds ").nth(1).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
                let odds = of_odds && matches!(said, Said::Percent(_) | Said::Range(..));
                let central = facts.summary.branches.iter().find(|own| own.name == branch).map_or(0.0, |own| own.odds);
                let right = match (odds, sentence.contains("more than half"), sentence.contains("of the draws change"))
                {
                    (true, ..) => match said {
                        Said::Percent(told) => (told - central).abs() <= 0.005 + 1e-9,
                        _ => holds(&said, &facts.odds[&branch]),
                    },
                    (_, true, _) | (.., true) => others.iter().any(near),
                    _ if sentence.contains("over its whole range") => lines.iter().any(line),
                    _ => holds(&said, &facts.by_draw(&branch, &event)),
                };
                assert!(right, "{said:?} in “{clause}” ({branch}, {event}) of: {sentence}");
                checked += 1;
            }
        }
    }
    assert!(checked >= 20, "only {checked} shares were found on page 1");
}

#[test]
fn limit_shares_are_read_as_they_are_said() {
    let cases = [
        ("in about 4 in 10 simulated histories", vec![Said::About(0.4, 0.05)]),
        ("about 3 in 100 if weak", vec![Said::About(0.03, 0.005)]),
        ("fewer than 1 in 100; over 19 in 20", vec![Said::Below(0.01), Said::Above(0.95)]),
        ("odds 64% (58 to 72%)", vec![Said::Percent(0.64), Said::Range(0.58, 0.72)]),
        ("odds 1% (at most 3%)", vec![Said::Percent(0.01), Said::Range(0.0, 0.03)]),
        ("from 2020-Q3 to 2025-Q2, 70 ± 1", vec![]),
    ];
    for (clause, wanted) in cases {
        assert_eq!(said(clause), wanted, "{clause}");
    }
}
