//! Summaries made up for tests: no run behind them, but every rule of `summary` kept.

pub mod gallery;
mod made_up;
pub mod measure;

use allegiance::findings::starts::{BranchStart, FamilyStart};
use allegiance::findings::story::Story;
use allegiance::findings::*;
use allegiance::scenario::Words;

/// What a made-up summary is like.
#[derive(Clone)]
pub struct Case {
    pub branches: Vec<String>,
    pub chapters: Vec<String>,
    pub families: Vec<String>,
    pub quarters: usize,
    pub panels: usize,
    /// Levels of confrontation.
    pub levels: Vec<String>,
    /// The government, the mandates and the openings from which the ranges start; names of their own if absent.
    pub start: Option<(String, [String; 4], [String; 4])>,
    /// Client and patron.
    pub states: [String; 2],
    /// Shares of the chapters in every branch; of its own if absent.
    pub shares: Option<Vec<f64>>,
    pub marks: Vec<(usize, String)>,
    pub draws: usize,
    /// Whether the metrics vary.
    pub varied: bool,
    /// Half width of every band, as a share of the median; 0 where all draws agree.
    pub width: f64,
    pub certified: usize,
    /// Whether some values are missing.
    pub gaps: bool,
    pub events: Vec<String>,
    /// Share of the first event in every branch; of its own if absent.
    pub main_share: Option<f64>,
    /// Odds of the branches; equal if absent.
    pub odds: Option<Vec<f64>>,
}

impl Case {
    pub fn seed() -> Self {
        Self {
            branches: texts(&[
                "consolidated incumbent",
                "weakened incumbent",
                "negotiated transition",
                "transfer of power",
            ]),
            chapters: texts(&[
                "integration imposed",
                "entrapped",
                "grand deal renewed",
                "deadlock and disputes",
                "muddling through",
            ]),
            families: texts(&["grand deal", "trimmed deal", "integration deal"]),
            quarters: 20,
            panels: 2,
            levels: texts(&["détente", "strained", "confrontation", "crisis"]),
            start: None,
            states: ["Minsk".into(), "Moscow".into()],
            shares: None,
            marks: vec![],
            draws: 200,
            varied: true,
            width: 0.35,
            certified: 200,
            gaps: false,
            events: texts(&["union step", "drawn into war", "trade war", "turn to the West", "old deal renewed"]),
            main_share: None,
            odds: None,
        }
    }

    /// The same with other labels everywhere, as many as there were.
    pub fn labelled(self, label: impl Fn(usize) -> String) -> Self {
        let all = |names: &[String], first: usize| (first..first + names.len()).map(&label).collect::<Vec<_>>();
        Self {
            branches: all(&self.branches, 0),
            chapters: all(&self.chapters, 1),
            families: all(&self.families, 2),
            events: all(&self.events, 1),
            levels: all(&self.levels, 3),
            start: Some((label(4), [5, 6, 7, 8].map(&label), [9, 10, 11, 12].map(&label))),
            states: [label(7), label(8)],
            marks: self.marks.iter().enumerate().map(|(index, (at, _))| (*at, label(index))).collect(),
            ..self
        }
    }

    /// Labels of exactly 60 characters in three scripts, eight branches.
    pub fn long() -> Self {
        let numbered = |count: usize| (0..count).map(|index| index.to_string()).collect::<Vec<_>>();
        let (branches, chapters, families) = (numbered(8), numbered(7), numbered(4));
        let case = Self { branches, chapters, families, quarters: 40, ..Self::seed() };
        case.labelled(|index| sixty(WORDS[index % WORDS.len()], index))
    }

    pub fn summary(&self) -> Summary {
        let branches = self.branch_odds();
        let last = self.certified < self.draws;
        let failed = UncertifiedDraw { draw: 7, government: "incumbent".into(), residual: None, parameters: vec![] };
        Summary {
            provenance: self.provenance(),
            client: self.states[0].clone(),
            patron: self.states[1].clone(),
            words: Words::default(),
            quarters: quarters(self.quarters),
            marks: self.marks(),
            families: self.families.clone(),
            integration: vec![("none".into(), 0.0), ("full".into(), 1.0)],
            branches,
            chapters: self.chapters.clone(),
            chapter_shares: self.chapter_shares(),
            event_names: self.event_names(),
            events: self.events(),
            event_quarters: self.event_quarters(),
            metrics: self.metrics(),
            by_quarter: self.by_quarter(),
            ranges: self.ranges(),
            starts: self.starts(),
            histories: self.histories(),
            densities: self.densities(),
            certified_draws: self.certified,
            exactness: allegiance::game::solve::Exactness::default(),
            confidence: None,
            selection: None,
            uncertified_draws: if last { vec![failed] } else { vec![] },
            assumptions: Vec::new(),
        }
    }

    fn branch_odds(&self) -> Vec<BranchOdds> {
        // Unlike, so that one is the likeliest.
        let weight = |place: usize| self.odds.as_ref().map_or(1.0 / (1.0 + place as f64), |odds| odds[place]);
        let all: f64 = (0..self.branches.len()).map(weight).sum();
        let of = |(place, name): (usize, &String)| BranchOdds {
            name: name.clone(),
            odds: weight(place) / all,
            spread: None,
        };
        self.branches.iter().enumerate().map(of).collect()
    }

    fn event_names(&self) -> Vec<EventName> {
        self.events.iter().map(|name| EventName { name: name.clone(), says: format!("it comes to {name}") }).collect()
    }

    fn event_share(&self, row: usize, event: usize) -> f64 {
        let table = [0.62, 0.18, 0.0, 0.31, 0.004, 1.0, 0.08, 0.9];
        self.main_share.filter(|_| event == 0).unwrap_or(table[(event * 3 + row * 5) % table.len()])
    }

    fn events(&self) -> Vec<EventShare> {
        let share = |row: usize, branch: &str, (event, name): (usize, &String)| {
            let value = self.event_share(row, event);
            EventShare {
                branch: branch.to_owned(),
                event: name.clone(),
                probability: Estimate { value, standard_error: None },
                low95: (value - 0.02).max(0.0),
                high95: (value + 0.02).min(1.0),
                spread: self.spread(value),
                hits: (value * 50_000.0).round() as usize,
                trials: 50_000,
            }
        };
        let named = self.named();
        named
            .iter()
            .flat_map(|(row, branch)| self.events.iter().enumerate().map(move |event| share(*row, branch, event)))
            .collect()
    }

    fn spread(&self, value: f64) -> Spread {
        let half = self.width * value.min(1.0 - value);
        Spread { low90: value - half, median: value, high90: value + half }
    }

    fn event_quarters(&self) -> Vec<EventQuarter> {
        let quarter = |row: usize, branch: &str, (event, name): (usize, &String), quarter: usize| {
            let value = self.event_share(row, event) * (quarter + 1) as f64 / self.quarters as f64;
            EventQuarter {
                branch: branch.to_owned(),
                event: name.clone(),
                quarter,
                probability: Estimate { value, standard_error: None },
                spread: self.spread(value),
            }
        };
        let mut rows = Vec::new();
        for (row, branch) in self.named() {
            for event in self.events.iter().enumerate() {
                rows.extend((0..self.quarters).map(|at| quarter(row, &branch, event, at)));
            }
        }
        rows
    }

    fn starts(&self) -> Vec<BranchStart> {
        let start = |(row, branch): (usize, &String)| {
            let family = |(place, family): (usize, &String)| FamilyStart {
                family: family.clone(),
                reservation: (!(self.gaps && row == 0)).then_some(9.5 - 3.0 * row as f64 + 2.5 * place as f64),
                willingness: Some(4.0 + 1.5 * row as f64),
                menu: vec![],
                client: vec![],
                patron: vec![],
            };
            BranchStart {
                branch: branch.clone(),
                government: "incumbent".into(),
                confrontation: self.levels[0].clone(),
                mandate: "solid".into(),
                opening: "engaged".into(),
                energy: None,
                ranges: self.families.iter().enumerate().map(family).collect(),
            }
        };
        self.branches.iter().enumerate().map(start).collect()
    }

    fn histories(&self) -> Vec<Story> {
        let story = |(row, branch): (usize, &String)| made_up::story(self, row, branch);
        self.branches.iter().take(2).enumerate().map(story).collect()
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            version: "0.1.0".into(),
            results_version: 1,
            scenario: "made-up".into(),
            title: "Made up".into(),
            sha256: "0123456789abcdef".repeat(4),
            seed: 42,
            draws: self.draws,
            paths: 250,
            changes: Vec::new(),
        }
    }

    fn marks(&self) -> Vec<Mark> {
        self.marks.iter().map(|(quarter, label)| Mark { quarter: *quarter, label: label.clone() }).collect()
    }

    fn named(&self) -> Vec<(usize, String)> {
        let all = if self.branches.len() > 1 { vec![ALL_BRANCHES.to_owned()] } else { vec![] };
        self.branches.iter().cloned().chain(all).enumerate().collect()
    }

    fn chapter_shares(&self) -> Vec<ChapterShare> {
        let mut shares = Vec::new();
        for (row, branch) in self.named() {
            let weights = self.shares.clone().unwrap_or_else(|| weights(self.chapters.len(), row));
            for (chapter, weight) in self.chapters.iter().zip(weights) {
                let hits = (weight * 50_000.0).round() as usize;
                let value = hits as f64 / 50_000.0;
                shares.push(ChapterShare {
                    branch: branch.clone(),
                    chapter: chapter.clone(),
                    probability: Estimate { value, standard_error: (self.width > 0.0).then_some(0.012) },
                    low95: (value - 0.024).max(0.0),
                    high95: (value + 0.024).min(1.0),
                    spread: None,
                    hits,
                    trials: 50_000,
                });
            }
        }
        shares
    }

    fn metrics(&self) -> Vec<MetricSummary> {
        let width = if self.varied { 0.4 } else { 0.0 };
        let of = |metric: &str, row: usize, branch: String| MetricSummary {
            branch,
            metric: metric.into(),
            unit: "pp".into(),
            mean: None,
            quantiles: (!(self.gaps && row == 1)).then(|| quantiles(20.0 + 9.0 * row as f64, width)),
            chance_share: None,
            present_share: if row == 0 { 0.83 } else { 1.0 },
        };
        let named = |metric| self.named().into_iter().map(move |(row, branch)| of(metric, row, branch));
        METRICS.into_iter().flat_map(named).collect()
    }

    fn by_quarter(&self) -> Vec<QuarterSummary> {
        let mut rows = Vec::new();
        for (index, branch) in self.named() {
            for quarter in 0..self.quarters {
                let time = (quarter + 1) as f64 / self.quarters as f64;
                let mut add = |quantity: &str, value: f64, over| {
                    rows.push(QuarterSummary {
                        branch: branch.clone(),
                        quarter,
                        quantity: quantity.to_owned(),
                        mean: Estimate { value, standard_error: None },
                        quantiles: quantiles(value, self.width),
                        over,
                    });
                };
                let row = index as f64;
                add("cumulative_subsidy", time * (40.0 - 6.0 * row), QuantilesOver::Paths);
                add("integration_depth", (time * (0.1 + 0.1 * row)).min(0.7), QuantilesOver::Paths);
                add("subsidy", 9.0 - 2.5 * row * time, QuantilesOver::Draws);
                add("history_subsidy", 9.0 - 2.5 * row * time, QuantilesOver::Paths);
                add("loyalty", 0.7 - 0.05 * row * time, QuantilesOver::Draws);
                let states = weights(self.families.len() + 2, index + quarter / 15);
                let names = self.families.iter().map(|family| format!("contract: {family}"));
                let names = names.chain(["calm".to_owned(), "standoff".to_owned()]);
                for (name, share) in names.zip(states) {
                    add(&name, share, QuantilesOver::Draws);
                }
            }
        }
        rows
    }

    fn ranges(&self) -> Vec<RangePanel> {
        let starts = [
            ("solid mandate", "engaged"),
            ("weak mandate", "under sanctions"),
            ("weak mandate", "engaged"),
            ("solid mandate", "under sanctions"),
        ];
        let panel = |index: usize| {
            let (government, mandate, opening) = match &self.start {
                Some((government, mandates, openings)) => {
                    (government.clone(), mandates[index].clone(), openings[index].clone())
                }
                None => ("incumbent".into(), starts[index].0.into(), starts[index].1.into()),
            };
            let point = |(level, name): (usize, &String)| {
                let x = level as f64 * 4.0 / self.levels.len() as f64;
                let weak = (index % 2) as f64;
                let gap = self.gaps && level == index;
                RangePoint {
                    confrontation: name.clone(),
                    reservation: (!gap).then_some(5.8 + 5.0 * x - weak * 11.0 + 0.4 * x * weak),
                    willingness: (!(gap && index == 1)).then_some(16.7 - 0.2 * x - weak * 3.8),
                }
            };
            RangePanel {
                government,
                mandate,
                opening,
                energy: None,
                family: self.families[0].clone(),
                menu: vec![],
                points: self.levels.iter().enumerate().map(point).collect(),
            }
        };
        (0..self.panels).map(panel).collect()
    }

    fn densities(&self) -> Vec<Density> {
        let of = |metric: &str, row: usize, branch: &String| {
            let centre = 20.0 + 9.0 * row as f64;
            let value = |step: i32| centre + f64::from(step * step * step) / 90.0;
            Density {
                branch: branch.clone(),
                metric: metric.into(),
                unit: "pp".into(),
                values: (-10..10).map(value).collect(),
            }
        };
        let metrics = METRICS.into_iter().filter(|_| self.varied);
        let named = |metric| self.branches.iter().enumerate().map(move |(row, branch)| of(metric, row, branch));
        metrics.flat_map(named).collect()
    }
}

/// Metrics that have densities.
const METRICS: [&str; 2] = ["subsidy", "patron_payoff"];

/// Shares that sum to 1, some of them 0 or tiny.
fn weights(count: usize, row: usize) -> Vec<f64> {
    let table = [30.0, 0.0, 8.0, 45.0, 0.1, 14.0, 3.0, 5.0];
    let raw: Vec<f64> = (0..count)
        .map(|index| table[(index * 3 + row * 2) % table.len()] + if index == 0 { 4.0 } else { 0.0 })
        .collect();
    let sum: f64 = raw.iter().sum();
    raw.into_iter().map(|weight| weight / sum).collect()
}

fn quantiles(middle: f64, width: f64) -> Quantiles {
    let at = |share: f64| middle + share * width * middle.abs();
    Quantiles {
        p02_5: at(-1.0),
        p05: at(-0.8),
        p10: at(-0.6),
        p25: at(-0.3),
        p50: middle,
        p75: at(0.4),
        p90: at(0.8),
        p95: at(1.1),
        p97_5: at(1.4),
    }
}

fn quarters(count: usize) -> Vec<String> {
    (0..count).map(|index| format!("{}-Q{}", 2020 + (index + 2) / 4, (index + 2) % 4 + 1)).collect()
}

pub fn texts(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Sentences in Latin, Cyrillic, Greek and accented Latin.
pub const WORDS: [&str; 5] = [
    "consolidated incumbent under heavy and lasting sanctions of",
    "ослабленный действующий президент, кризис с Западом и Москв",
    "εξασθενημένη κυβέρνηση με κυρώσεις και αμφισβητούμενη εντολ",
    "łagodne przejście władzy, wynegocjowane z opozycją i związk",
    "ÉLÉVATION DES TARIFS DU GAZ ET DU PÉTROLE À LA FRONTIÈRE ÇÀ",
];

/// Words without a space.
pub const UNBROKEN: [&str; 4] = [
    "Integrationsvertragsverhandlungsführungskommissionsvorsitzen",
    "высокопревосходительствующийинтеграционнодоговорныйпроцесссс",
    "διαπραγματευτικοοικονομικοπολιτικοστρατιωτικήσυμφωνίαένωσηςς",
    "MITTELFRISTIGEENERGIEVERSORGUNGSSICHERHEITSVEREINBARUNGÄÖÜ__",
];

/// A label of 60 characters, told from its neighbours by its last.
pub fn sixty(start: &str, index: usize) -> String {
    let filled = format!("{start:_<59}");
    filled.chars().take(59).chain([char::from(b'a' + (index % 26) as u8)]).collect()
}
