//! A checked scenario: the menu, the elections, the eras, and all else that the game is built from (model page §1–§3).
//!
//! Plain types. Only the check of a whole file makes a [`Scenario`], which can be read but not changed from outside.

use crate::base::units::Quarter;
use crate::scenario::parts::claim::Claim;
use crate::scenario::parts::confidence::Override;
use crate::scenario::parts::correlated::Correlated;
use crate::scenario::parts::drawn::Drawn;
use crate::scenario::parts::ending::{Chapter, Event};
use crate::scenario::parts::ladders::{Ladder, Ladders, MANDATE};
use crate::scenario::parts::parameters::Parameters;
use crate::scenario::parts::place::Place;
use crate::scenario::parts::prior::Uncertain;
use crate::scenario::parts::question::Question;
use crate::scenario::parts::record::CodedRecord;
use crate::scenario::parts::words::Words;
use crate::scenario::text::finding::Source;
use indexmap::IndexMap;
use std::ops::Deref;

/// A family of offers: one loyalty, one number of integration steps, a menu of subsidies.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Name of the family.
    pub name: String,
    /// Loyalty L while the contract is in force.
    pub loyalty: f64,
    /// Steps of integration n that signing it may bring, where no level is named.
    pub integration: usize,
    /// Level of integration that ratification leads to, if one is named.
    pub to: Option<usize>,
    /// Where it can be made.
    pub place: Place,
    /// Promised subsidies S on the menu, pp/yr.
    pub subsidies: Vec<f64>,
    /// Mean duration of its contracts, quarters; `None` if as of all.
    pub contract_quarters: Option<f64>,
    /// Promised payment F at signing, pp of a year's GDP.
    pub upfront: f64,
}

impl Offer {
    /// Level of integration that ratification leads to from another, on a ladder with that top.
    pub fn reached(&self, level: usize, top: usize) -> usize {
        match self.to {
            Some(to) => to.max(level),
            None => (level + self.integration).min(top),
        }
    }

    /// Whether it is one with integration: from some level at which it can be made it leads further.
    pub fn integrates(&self) -> bool {
        let lowest = self.place.levels.last().and_then(|levels| levels.iter().min()).copied().unwrap_or(0);
        self.to.map_or(self.integration > 0, |to| to > lowest)
    }
}

/// An election: one of its branches is drawn at the start of the quarter.
#[derive(Debug, Clone, PartialEq)]
pub struct Election {
    /// Quarter of the path, counted from 0.
    pub quarter: usize,
    /// What may come out.
    pub branches: Vec<Branch>,
    /// How many elections like it the odds rest on; `None` if they do not vary so.
    pub concentration: Option<f64>,
    /// Odds that hold in some states in the place of those of its branches; the first that fits counts.
    pub odds: Vec<StateOdds>,
}

/// Odds of an election in some states.
#[derive(Debug, Clone, PartialEq)]
pub struct StateOdds {
    /// Where they hold.
    pub place: Place,
    /// By branch; they sum to 1.
    pub probabilities: Vec<f64>,
}

impl Election {
    /// Whether the odds are the same in every state.
    pub(crate) fn is_fixed(&self) -> bool {
        self.odds.is_empty() && self.branches.iter().all(|branch| branch.pull == 0.0)
    }

    /// Probability of each branch in a state of a government, given the level of each ladder in it and the mandate's.
    pub(crate) fn odds(&self, mandate: &Ladder, government: usize, level: impl Fn(usize) -> usize) -> Vec<f64> {
        let own = self.odds.iter().find(|odds| odds.place.holds(government, &level));
        let mut chances: Vec<f64> = match own {
            Some(own) => own.probabilities.clone(),
            None => self.branches.iter().map(|branch| branch.probability).collect(),
        };
        if self.branches.iter().any(|branch| branch.pull != 0.0) {
            let strength = mandate.numbers[level(MANDATE)];
            let pulled = chances.iter_mut().zip(&self.branches);
            pulled.for_each(|(chance, branch)| *chance *= libm::exp(branch.pull * strength));
            let sum: f64 = chances.iter().sum();
            chances.iter_mut().for_each(|chance| *chance /= sum);
        }
        chances
    }
}

/// One outcome of an election. What it does not name stays.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Name of the outcome.
    pub name: String,
    /// Its probability, the central one if it is uncertain; those of an election sum to 1.
    pub probability: f64,
    /// How it varies from draw to draw, before it is divided by the sum over the branches; certain if it does not, and in
    /// every election but the first.
    pub odds: Uncertain,
    /// Level of the mandate afterwards.
    pub mandate: Option<usize>,
    /// Level of the opening afterwards.
    pub opening: Option<usize>,
    /// Government afterwards (index into [`Contents::governments`]).
    pub government: Option<usize>,
    /// How its odds respond to the strength of the mandate reached, in logits; 0 in the first election.
    pub pull: f64,
}

/// Something that breaks in beside elections and eras; nobody foresees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Upheaval {
    /// Name of the upheaval.
    pub name: String,
    /// The one quarter in which it may happen, counted from 0; `None` if any.
    pub quarter: Option<usize>,
    /// Probability that it happens in a quarter that begins where it may.
    pub probability: f64,
    /// Where it may happen.
    pub place: Place,
    /// Levels that it sets, in the order of [`Ladders::all`]; `None` stays.
    pub levels: Vec<Option<usize>>,
    /// Government afterwards (index into [`Contents::governments`]).
    pub government: Option<usize>,
    /// Whether the contract in force is void even if the government stays.
    pub voids: bool,
}

/// From a quarter on, a part of the world follows other numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Era {
    /// Name of the era.
    pub name: String,
    /// Its first quarter, counted from 0.
    pub quarter: usize,
    /// Whether the players see it coming.
    pub anticipated: bool,
    /// Levels that it sets when it begins, in the order of [`Ladders::moving`]; `None` stays.
    pub levels: Vec<Option<usize>>,
    /// All numbers from then on.
    pub parameters: Parameters<Uncertain>,
}

/// Where the path begins, beside the start levels of the ladders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// Whether the first quarter begins in dispute.
    pub dispute: bool,
}

/// How much is simulated, and how exactly solved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulation {
    /// Root of every random number.
    pub seed: u64,
    /// Draws of the uncertain parameters.
    pub draws: usize,
    /// Number of the first of them.
    pub first_draw: usize,
    /// Paths per draw and branch.
    pub paths: usize,
    /// Greatest change of a decision probability in one more backward step that still certifies a solution.
    pub tolerance: f64,
    /// Which equilibrium of a game is played.
    pub selection: Selection,
}

/// Which equilibrium of a game is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selection {
    /// That which backward induction from zero ends on.
    Backward,
    /// That on the principal branch of the logit correspondence.
    Principal,
}

/// One number or setting of the scenario with its grounds, for the log of assumptions.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumption {
    /// Full key.
    pub key: String,
    /// The value as the file writes it.
    pub written: String,
    /// The value used where a single one is needed; `None` if it is not one number.
    pub central: Option<f64>,
    /// Least value that can be drawn; `None` if the value is certain or unbounded.
    pub low: Option<f64>,
    /// Greatest value that can be drawn; `None` if the value is certain or unbounded.
    pub high: Option<f64>,
    /// Unit in words; empty if it has none.
    pub unit: String,
    /// The comment beside the value in its file: the source, or the word "judgement". Empty if there is none.
    pub note: String,
}

/// A checked scenario: valid by construction. Whoever uses the crate can read all of its [`Contents`] and change none:
/// other numbers are overrides, which are checked again ([`Scenario::with`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    pub(crate) contents: Contents,
}

impl Scenario {
    /// The same with draws of uncertain numbers in the place of their distributions: a row a draw, a value to each key.
    pub(crate) fn drawing(&self, keys: Vec<String>, rows: Vec<Vec<f64>>) -> Self {
        let mut contents = self.contents.clone();
        // Row i is game i, whatever draw the scenario begins at.
        contents.simulation.first_draw = 0;
        contents.simulation.draws = rows.len();
        contents.drawn = Some(Drawn::new("", keys, rows, None));
        Self { contents }
    }

    /// The same from other levels on, in the order of [`Ladders::all`].
    pub(crate) fn starting(&self, levels: &[usize]) -> Self {
        let mut contents = self.contents.clone();
        let Ladders { exogenous, opening, integration } = &mut contents.ladders;
        let ladders = exogenous.iter_mut().chain([opening, integration]);
        ladders.zip(levels).for_each(|(ladder, level)| ladder.start = *level);
        Self { contents }
    }
}

impl Deref for Scenario {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.contents
    }
}

/// Who wrote a scenario, as of when, on which sources.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Colophon {
    /// Who answers for it.
    pub author: Option<String>,
    /// The day as of which it was written.
    pub as_of: Option<String>,
    /// Sources by the ids that comments cite, in the order of the file.
    pub sources: Vec<(String, String)>,
}

/// A record that a scenario names, with the alliance as it was when the record begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What is scored: a scenario of its own, without elections while the record runs.
    pub scenario: Scenario,
    /// What was seen.
    pub history: CodedRecord,
    /// The texts of both: those of the scenario first, the history last. A name has the folders below that of the scenario
    /// that names them.
    pub texts: Vec<Source>,
}

/// What a scenario holds.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Contents {
    /// File name without its ending, made of ASCII letters, digits, `-` and `_`: names the output folder.
    pub id: String,
    /// One line that says what the scenario is about.
    pub title: String,
    /// Who wrote it, as of when, on which sources.
    pub colophon: Colophon,
    /// First quarter.
    pub first: Quarter,
    /// Number of quarters.
    pub periods: usize,
    /// How much is simulated.
    pub simulation: Simulation,
    /// The state's ladders.
    pub ladders: Ladders,
    /// The menu.
    pub offers: Vec<Offer>,
    /// Name of the client.
    pub client: String,
    /// Name of the patron.
    pub patron: String,
    /// What the alliance calls things.
    pub words: Words,
    /// Names of the governments, the incumbent first.
    pub governments: Vec<String>,
    /// Elections by quarter, at most one in each.
    pub elections: Vec<Election>,
    /// What may break in, in the order in which it may.
    pub upheavals: Vec<Upheaval>,
    /// Where the path begins.
    pub start: Start,
    /// What may happen on a path; the first is the main event.
    pub events: Vec<Event>,
    /// Kinds of history; the last has no condition.
    pub chapters: Vec<Chapter>,
    /// The numbers at the start, with their uncertainty.
    pub parameters: Parameters<Uncertain>,
    /// Which uncertain numbers rise and fall together.
    pub correlated: Correlated,
    /// What changes later on, by quarter, at most one era beginning in each.
    pub eras: Vec<Era>,
    /// What its source says, with checks.
    pub claims: Vec<Claim>,
    /// What is asked about what comes after the start.
    pub questions: Vec<Question>,
    /// The confidence that the analyst states in the place of the rule's, if any.
    pub confidence: Option<Override>,
    /// The record that tells how well the model has foretold, if the scenario names one.
    pub record: Option<Box<Record>>,
    /// Every number with its grounds, in the order of the file.
    pub assumptions: Vec<Assumption>,
    /// Draws from a file in the place of the distributions, if there is one.
    pub drawn: Option<Drawn>,
    /// The texts it was read from: the file first, then its bases, then the overrides, then the draws.
    pub sources: Vec<Source>,
}

impl Contents {
    /// The numbers of every era, that of the start first.
    pub fn stated(&self) -> impl Iterator<Item = &Parameters<Uncertain>> {
        [&self.parameters].into_iter().chain(self.eras.iter().map(|era| &era.parameters))
    }

    /// The numbers of its draws, in order: each is the address of the random numbers of its draw. They count from the
    /// first draw, unless a file of draws says which draws its rows are: then the first is the row of that number.
    pub fn draw_numbers(&self) -> Vec<usize> {
        let Simulation { first_draw, draws, .. } = self.simulation;
        match &self.drawn {
            Some(drawn) => drawn.numbers(first_draw, draws),
            None => (first_draw..first_draw + draws).collect(),
        }
    }

    /// Rows of its file of draws from the first draw on; `None` without such a file.
    pub(crate) fn rows_left(&self) -> Option<usize> {
        Some(self.drawn.as_ref()?.rows().saturating_sub(self.simulation.first_draw))
    }

    /// Whether the odds of the first election are uncertain.
    pub fn odds_vary(&self) -> bool {
        !self.varying_odds().is_empty()
    }

    /// Keys of the odds of the first election that are uncertain.
    fn varying_odds(&self) -> Vec<String> {
        let Some(first) = self.elections.first() else { return Vec::new() };
        let varies = |branch: &&Branch| first.concentration.is_some() || branch.odds.distribution.is_some();
        first.branches.iter().filter(varies).map(|branch| branch.odds.key.clone()).collect()
    }

    /// Name of its file.
    pub fn file_name(&self) -> &str {
        self.sources.first().map_or("", |source| source.name.as_str())
    }

    /// The era that begins in a quarter, if one does.
    pub(crate) fn era_beginning(&self, quarter: usize) -> Option<&Era> {
        self.eras.iter().find(|era| era.quarter == quarter)
    }

    /// The numbers of every era at their central values, that of the start first.
    pub fn central(&self) -> Vec<Parameters<f64>> {
        self.stated().map(Parameters::central).collect()
    }

    /// Keys of all that is uncertain, the odds of the first election last.
    pub fn uncertain_keys(&self) -> Vec<String> {
        self.uncertain().into_iter().map(|number| number.key).chain(self.varying_odds()).collect()
    }

    /// The uncertain numbers of all eras, odds left out, each once, in the order in which they are first met.
    pub fn uncertain(&self) -> Vec<Uncertain> {
        let mut found = once(self.stated());
        found.retain(|number| number.distribution.is_some());
        found
    }
}

/// The numbers of several eras, each once, in the order in which they are first met.
pub(crate) fn once<'a>(eras: impl Iterator<Item = &'a Parameters<Uncertain>>) -> Vec<Uncertain> {
    let mut found: IndexMap<String, Uncertain> = IndexMap::new();
    for parameters in eras {
        parameters.map(&mut |number| {
            found.entry(number.key.clone()).or_insert_with(|| number.clone());
        });
    }
    found.into_values().collect()
}
