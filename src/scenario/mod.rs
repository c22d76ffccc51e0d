//! A scenario: an alliance, its world and its elections, checked and ready to be solved (model page §1–§3).
//!
//! Takes a TOML file (and its base, and overrides), gives a [`Scenario`] that is valid by construction, or every
//! fault of the file at once. Nothing here solves or draws anything.

mod answers;
mod assumption;
pub mod catalogue;
mod chapter;
mod check;
pub mod claim;
mod condition;
mod distribution;
mod drawn;
mod election;
mod era;
mod fault;
mod file;
mod government;
mod guard;
mod history;
mod id;
mod label;
mod ladder;
pub mod measure;
mod merge;
mod metric;
mod moves;
mod nearest;
mod note;
mod number;
mod offer;
mod overlay;
pub mod parameter;
mod phrase;
pub mod prior;
mod question;
mod read;
mod reference;
mod render;
mod schema;
mod setting;
mod simulation;
mod source;
mod state;
mod syntax;
mod table;
mod template;
mod tree;

pub(crate) use label::shown;
pub(crate) use nearest::advice;

pub use answers::{Answers, answers};
pub use drawn::{Drawn, with_draws};
pub use fault::{Fault, Faults, ScenarioError};
pub use file::{again, load, parse};
pub use history::{CodedRecord, Observed, history};
pub use metric::Metric;
pub use parameter::{Bargain, Client, Patron, Spec};
pub use prior::{Distribution, Uncertain};
pub use question::Question;
pub use reference::reference;
pub use schema::schema;
pub use state::{NegotiationState, StateError, negotiation_state};
pub use template::template;

use crate::base::units::Quarter;

/// Name of the government in office at the start.
pub const INCUMBENT: &str = "incumbent";

/// The levels of one ladder, lowest first, with the number attached to each and the level at the start.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladder {
    /// Key of its table: `confrontation`, `mandate`, `opening` or `integration`.
    pub name: String,
    /// Names of the levels (two or more).
    pub levels: Vec<String>,
    /// Intensity, strength, openness or depth of each level, rising, from 0 to 1.
    pub numbers: Vec<f64>,
    /// Index of the level at the start.
    pub start: usize,
}

/// The four ladders of §1. Those that move on their own are a list, so that one may be added.
#[derive(Debug, Clone, PartialEq)]
pub struct Ladders {
    /// Ladders that no player moves: confrontation first, then the mandate.
    pub exogenous: Vec<Ladder>,
    /// The client's relations with the West.
    pub opening: Ladder,
    /// Depth of union ratified.
    pub integration: Ladder,
}

/// Index of confrontation among the exogenous ladders.
pub const CONFRONTATION: usize = 0;
/// Index of the mandate among the exogenous ladders.
pub const MANDATE: usize = 1;

impl Ladders {
    /// All four in the order of the model page: confrontation, mandate, opening, integration.
    pub fn all(&self) -> impl Iterator<Item = &Ladder> {
        self.exogenous.iter().chain([&self.opening, &self.integration])
    }

    /// Those that move by themselves or with the client's conduct: all but integration, in the order of [`Ladders::all`].
    pub fn moving(&self) -> impl Iterator<Item = &Ladder> {
        self.exogenous.iter().chain([&self.opening])
    }

    /// Patron–West confrontation.
    pub fn confrontation(&self) -> &Ladder {
        &self.exogenous[CONFRONTATION]
    }

    /// The client government's strength at home.
    pub fn mandate(&self) -> &Ladder {
        &self.exogenous[MANDATE]
    }
}

/// A family of offers: one loyalty, one number of integration steps, a menu of subsidies.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Name of the family.
    pub name: String,
    /// Loyalty L while the contract is in force.
    pub loyalty: f64,
    /// Steps of integration n that signing it may bring.
    pub integration: usize,
    /// Promised subsidies S on the menu, pp/yr.
    pub subsidies: Vec<f64>,
}

/// An election: one of its branches is drawn at the start of the quarter.
#[derive(Debug, Clone, PartialEq)]
pub struct Election {
    /// Quarter of the path, counted from 0.
    pub quarter: usize,
    /// What may come out.
    pub branches: Vec<Branch>,
}

/// One outcome of an election. What it does not name stays.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Name of the outcome.
    pub name: String,
    /// Its probability; those of an election sum to 1.
    pub probability: f64,
    /// Level of the mandate afterwards.
    pub mandate: Option<usize>,
    /// Level of the opening afterwards.
    pub opening: Option<usize>,
    /// Government afterwards (index into [`Scenario::governments`]).
    pub government: Option<usize>,
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
    /// Whether the first quarter opens in dispute.
    pub dispute: bool,
}

/// A named ending: the first chapter whose conditions all hold names the path.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// Name of the ending.
    pub name: String,
    /// Conditions that must all hold; none for the last chapter.
    pub conditions: Vec<Condition>,
}

/// `metric comparison value`, for instance `integration_gain >= 0.25`.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The path metric.
    pub metric: Metric,
    /// How it is compared.
    pub comparison: Comparison,
    /// The value it is compared with (a level's index for the final levels).
    pub value: f64,
}

/// A way of comparing a metric with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}

/// Ways up and down of a ladder that moves on its own: one probability per step.
#[derive(Debug, Clone, PartialEq)]
pub struct Moves<N> {
    /// Probability of moving from level i to i + 1.
    pub rise: Vec<N>,
    /// Probability of moving from level i + 1 to i.
    pub ease: Vec<N>,
}

/// Ways up and down of the opening: hedging raises it, loyalty lowers it.
#[derive(Debug, Clone, PartialEq)]
pub struct OpeningMoves<N> {
    /// Ways up and down in a quarter of neutral loyalty.
    pub moves: Moves<N>,
    /// Probability of a rise in a quarter of hedging.
    pub hedging_rise: Vec<N>,
    /// Added to the probability of a fall at full loyalty.
    pub loyalty_ease: Vec<N>,
}

/// Every number of the model that may be uncertain: as stated (`N` = [`Uncertain`]) or as drawn (`N` = `f64`).
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters<N> {
    /// Moves of the exogenous ladders, in the order of [`Ladders::exogenous`].
    pub exogenous: Vec<Moves<N>>,
    /// Moves of the opening.
    pub opening: OpeningMoves<N>,
    /// Probability that a signed step of integration is ratified.
    pub ratification: N,
    /// How the two meet.
    pub bargain: Bargain<N>,
    /// The client under each government, in the order of [`Scenario::governments`].
    pub clients: Vec<Client<N>>,
    /// The patron.
    pub patron: Patron<N>,
}

impl<N> Moves<N> {
    /// The same moves with every number replaced.
    pub fn map<M>(&self, number: &mut impl FnMut(&N) -> M) -> Moves<M> {
        Moves { rise: self.rise.iter().map(&mut *number).collect(), ease: self.ease.iter().map(&mut *number).collect() }
    }
}

impl<N> Parameters<N> {
    /// The same parameters with every number replaced, always in the same order.
    pub fn map<M>(&self, number: &mut impl FnMut(&N) -> M) -> Parameters<M> {
        Parameters {
            exogenous: self.exogenous.iter().map(|moves| moves.map(number)).collect(),
            opening: OpeningMoves {
                moves: self.opening.moves.map(number),
                hedging_rise: self.opening.hedging_rise.iter().map(&mut *number).collect(),
                loyalty_ease: self.opening.loyalty_ease.iter().map(&mut *number).collect(),
            },
            ratification: number(&self.ratification),
            bargain: self.bargain.map(number),
            clients: self.clients.iter().map(|client| client.map(number)).collect(),
            patron: self.patron.map(number),
        }
    }
}

impl Parameters<Uncertain> {
    /// The numbers at their central values.
    pub fn central(&self) -> Parameters<f64> {
        self.map(&mut |number| number.central)
    }

    /// The same parameters with a number replaced wherever it is used: the one of that key, if there is one.
    pub fn replaced(&self, key: &str, by: &Uncertain) -> Self {
        self.map(&mut |number| if number.key == key { by.clone() } else { number.clone() })
    }
}

/// How much is simulated, and how exactly solved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulation {
    /// Root of every random number.
    pub seed: u64,
    /// Draws of the uncertain parameters.
    pub draws: usize,
    /// Paths per draw and branch.
    pub paths: usize,
    /// Greatest change of a decision probability in one more backward step that still certifies a solution.
    pub tolerance: f64,
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

/// A text that went into the scenario: the file itself, its bases, the overrides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// File name without folders, or `--set` for an override.
    pub name: String,
    /// The full text.
    pub text: String,
}

/// A checked scenario. It has no `Deserialize`: only [`load`] makes one.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// File name without its ending, made of ASCII letters, digits, `-` and `_`: names the output folder.
    pub id: String,
    /// One line that says what the scenario is about.
    pub title: String,
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
    /// Names of the governments, the incumbent first.
    pub governments: Vec<String>,
    /// Elections by quarter, at most one in each.
    pub elections: Vec<Election>,
    /// Where the path begins.
    pub start: Start,
    /// Named endings; the last has no condition.
    pub chapters: Vec<Chapter>,
    /// The numbers at the start, with their uncertainty.
    pub parameters: Parameters<Uncertain>,
    /// What changes later on, by quarter, at most one era beginning in each.
    pub eras: Vec<Era>,
    /// What its source says, with checks.
    pub claims: Vec<claim::Claim>,
    /// What is asked about what comes after the start.
    pub questions: Vec<Question>,
    /// Every number with its grounds, in the order of the file.
    pub assumptions: Vec<Assumption>,
    /// Draws from a file in the place of the distributions, if there is one.
    pub drawn: Option<Drawn>,
    /// The texts it was read from: the file first, then its bases, then the overrides, then the draws.
    pub sources: Vec<Source>,
}

impl Scenario {
    /// The numbers of every era, that of the start first.
    pub fn stated(&self) -> impl Iterator<Item = &Parameters<Uncertain>> {
        [&self.parameters].into_iter().chain(self.eras.iter().map(|era| &era.parameters))
    }

    /// The era that begins in a quarter, if one does.
    pub fn era_beginning(&self, quarter: usize) -> Option<&Era> {
        self.eras.iter().find(|era| era.quarter == quarter)
    }

    /// The numbers of every era at their central values, that of the start first.
    pub fn central(&self) -> Vec<Parameters<f64>> {
        self.stated().map(Parameters::central).collect()
    }

    /// The uncertain numbers of all eras, each once, in the order in which they are first met.
    pub fn uncertain(&self) -> Vec<Uncertain> {
        let mut found: Vec<Uncertain> = Vec::new();
        for parameters in self.stated() {
            parameters.map(&mut |number| {
                if number.distribution.is_some() && !found.iter().any(|known| known.key == number.key) {
                    found.push(number.clone());
                }
            });
        }
        found
    }
}
