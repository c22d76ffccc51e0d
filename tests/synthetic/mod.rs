//! Summaries made up for tests: no run behind them, but every rule of `summary` kept.

use allegiance::summary::*;

/// What a made-up summary is like.
pub struct Case {
    pub branches: Vec<String>,
    pub chapters: Vec<String>,
    pub families: Vec<String>,
    pub quarters: usize,
    pub panels: usize,
    /// Half width of every band, as a share of the median; 0 where all draws agree.
    pub width: f64,
    pub certified: usize,
    /// Whether some values are missing.
    pub gaps: bool,
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
            width: 0.35,
            certified: 200,
            gaps: false,
        }
    }

    /// Labels of exactly 60 characters in three scripts.
    pub fn long() -> Self {
        let branch = |index: usize| {
            let words = [
                "consolidated incumbent under heavy and lasting sanctions of",
                "ослабленный действующий президент, кризис с Западом и Москв",
                "εξασθενημένη κυβέρνηση με κυρώσεις και αμφισβητούμενη εντολ",
                "łagodne przejście władzy, wynegocjowane z opozycją i związk",
            ];
            sixty(words[index % 4], index)
        };
        Self {
            branches: (0..8).map(branch).collect(),
            chapters: (0..7)
                .map(|index| sixty("integration imposed after the patron has cut off the supply of g", index))
                .collect(),
            families: (0..4)
                .map(|index| sixty("grand deal with energy at half price and access to the market", index))
                .collect(),
            quarters: 40,
            panels: 4,
            ..Self::seed()
        }
    }

    pub fn summary(&self) -> Summary {
        let odds = 1.0 / self.branches.len() as f64;
        let branches = self.branches.iter().map(|name| BranchOdds { name: name.clone(), odds }).collect();
        let last = self.certified < 200;
        let failed = UncertifiedDraw { draw: 7, government: "incumbent".into(), residual: None, parameters: vec![] };
        Summary {
            provenance: self.provenance(),
            client: "Minsk".into(),
            patron: "Moscow".into(),
            quarters: quarters(self.quarters),
            families: self.families.clone(),
            integration: vec![("none".into(), 0.0), ("full".into(), 1.0)],
            branches,
            chapters: self.chapters.clone(),
            chapter_shares: self.chapter_shares(),
            metrics: self.metrics(),
            by_quarter: self.by_quarter(),
            ranges: self.ranges(),
            densities: self.densities(),
            certified_draws: self.certified,
            uncertified_draws: if last { vec![failed] } else { vec![] },
            assumptions: Vec::new(),
        }
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            version: "0.1.0".into(),
            results_version: 1,
            scenario: "made-up".into(),
            title: "Made up".into(),
            sha256: "0123456789abcdef".repeat(4),
            seed: 42,
            draws: 200,
            paths: 250,
        }
    }

    fn named(&self) -> Vec<(usize, String)> {
        let all = if self.branches.len() > 1 { vec![ALL_BRANCHES.to_owned()] } else { vec![] };
        self.branches.iter().cloned().chain(all).enumerate().collect()
    }

    fn chapter_shares(&self) -> Vec<ChapterShare> {
        let mut shares = Vec::new();
        for (row, branch) in self.named() {
            let weights = weights(self.chapters.len(), row);
            for (chapter, weight) in self.chapters.iter().zip(weights) {
                let hits = (weight * 50_000.0).round() as usize;
                let value = hits as f64 / 50_000.0;
                shares.push(ChapterShare {
                    branch: branch.clone(),
                    chapter: chapter.clone(),
                    probability: Estimate { value, standard_error: (self.width > 0.0).then_some(0.012) },
                    low95: (value - 0.024).max(0.0),
                    high95: (value + 0.024).min(1.0),
                    hits,
                    trials: 50_000,
                });
            }
        }
        shares
    }

    fn metrics(&self) -> Vec<MetricSummary> {
        let of = |(row, branch): (usize, String)| MetricSummary {
            branch,
            metric: "cumulative_subsidy".into(),
            unit: "points of GDP".into(),
            mean: None,
            quantiles: (!(self.gaps && row == 1)).then(|| quantiles(20.0 + 9.0 * row as f64, 0.4)),
            chance_share: None,
            present_share: if row == 0 { 0.83 } else { 1.0 },
        };
        self.named().into_iter().map(of).collect()
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
        let levels = ["détente", "strained", "confrontation", "crisis"];
        let starts = [
            ("solid mandate", "engaged"),
            ("weak mandate", "under sanctions"),
            ("weak mandate", "engaged"),
            ("solid mandate", "under sanctions"),
        ];
        let panel = |index: usize| {
            let point = |(level, name): (usize, &&str)| {
                let x = level as f64;
                let weak = (index % 2) as f64;
                let gap = self.gaps && level == index;
                RangePoint {
                    confrontation: (*name).to_owned(),
                    reservation: (!gap).then_some(5.8 + 5.0 * x - weak * 11.0 + 0.4 * x * weak),
                    willingness: (!(gap && index == 1)).then_some(16.7 - 0.2 * x - weak * 3.8),
                }
            };
            RangePanel {
                government: "incumbent".into(),
                mandate: starts[index].0.into(),
                opening: starts[index].1.into(),
                family: self.families[0].clone(),
                points: levels.iter().enumerate().map(point).collect(),
            }
        };
        (0..self.panels).map(panel).collect()
    }

    fn densities(&self) -> Vec<Density> {
        let of = |(row, branch): (usize, &String)| {
            let centre = 20.0 + 9.0 * row as f64;
            let point = |step: i32| {
                let value = f64::from(step);
                let z = (value - centre) / (6.0 + row as f64);
                (value, 1.0 / (1.0 + z * z * z * z))
            };
            Density {
                branch: branch.clone(),
                metric: "cumulative_subsidy".into(),
                unit: "points of GDP".into(),
                bandwidth: 1.25,
                points: (-10..=120).map(point).collect(),
            }
        };
        self.branches.iter().enumerate().map(of).collect()
    }
}

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

/// A label of 60 characters, told from its neighbours by its last.
fn sixty(start: &str, index: usize) -> String {
    let filled = format!("{start:_<59}");
    filled.chars().take(59).chain([char::from(b'a' + index as u8)]).collect()
}
