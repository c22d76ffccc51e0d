//! What is told of one quarter: plain data, all names resolved (model page §2, §3).

pub use crate::game::payoff::{ClientTerms, PatronTerms};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// One quarter of a history, in the order in which things happen in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoryQuarter {
    /// Name of the quarter.
    pub quarter: String,
    /// Era that begins in it.
    pub era: Option<String>,
    /// Election held in it.
    pub election: Option<ElectionEvent>,
    /// Upheaval in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upheaval: Option<UpheavalEvent>,
    /// A step of integration that the client took back, or might have, after all that; absent where it could not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Withdrawal>,
    /// Government in office after that.
    pub government: String,
    /// Level of each ladder, by the ladder's name, after era and election.
    pub levels: IndexMap<String, String>,
    /// Price of energy, where the scenario has it: the subsidy terms have it in them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    /// What binds the two as talks begin.
    pub bond: StoryBond,
    /// Whether talks were held; absent while a contract is in force.
    pub talks: Option<Chance>,
    /// What was proposed; absent without talks.
    pub proposal: Option<Proposal>,
    /// Whether the client hedged rather than stay neutral; absent under a contract, the quarter of signing included.
    pub hedging: Option<Chance>,
    /// Whether the pressure of a dispute went on by itself, whatever the patron would have chosen. Absent as hedging is,
    /// and where that cannot happen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pressure_goes_on: Option<Chance>,
    /// Whether the patron applied pressure: it is felt from the next quarter on. Absent as hedging is, and where the
    /// pressure went on by itself.
    pub pressure: Option<Chance>,
    /// Loyalty of the client.
    pub loyalty: f64,
    /// What the quarter was worth to the client.
    pub client_payoff: Payoff<ClientTerms>,
    /// What it was worth to the patron.
    pub patron_payoff: Payoff<PatronTerms>,
    /// What nature did at its end.
    pub nature: NatureEvents,
}

/// A step of integration that may be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Whether it was.
    #[serde(flatten)]
    pub withdrawn: Chance,
    /// What that costs the client, pp of a year's GDP.
    pub cost: f64,
}

/// An upheaval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpheavalEvent {
    /// Its name.
    pub name: String,
    /// Probability of it in the quarter.
    pub probability: f64,
    /// Whether the government changed.
    pub government_changed: bool,
    /// Whether a contract became void by it.
    pub contract_voided: bool,
}

/// An election's outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElectionEvent {
    /// Name of the outcome.
    pub branch: String,
    /// Probability of it: 1 in the first election, whose outcome is given.
    pub odds: f64,
    /// Whether the government changed.
    pub government_changed: bool,
    /// Whether a contract became void by that.
    pub contract_voided: bool,
}

/// What binds the two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StoryBond {
    /// Neither contract nor dispute.
    Calm,
    /// A dispute.
    Dispute,
    /// A contract.
    Contract {
        /// Its offer family.
        offer: String,
        /// Promised subsidy, pp/yr.
        subsidy: f64,
    },
}

/// Something that might have happened, and its probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Chance {
    /// Whether it did.
    pub happened: bool,
    /// Probability that it does.
    pub probability: f64,
}

impl Chance {
    /// Probability of what came about: of the event if it happened, of its absence if not.
    pub(crate) fn of_outcome(&self) -> f64 {
        if self.happened { self.probability } else { 1.0 - self.probability }
    }
}

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The client.
    Client,
    /// The patron.
    Patron,
}

/// A proposal and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Who proposed.
    pub by: Who,
    /// Probability that this side was the one to propose.
    pub by_probability: f64,
    /// Offer family.
    pub offer: String,
    /// Promised subsidy, pp/yr.
    pub subsidy: f64,
    /// Probability that this side proposes this offer.
    pub probability: f64,
    /// Whether the other side accepted.
    pub accepted: Chance,
}

/// What a quarter was worth to a side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Payoff<T> {
    /// Term by term, pp/yr.
    pub terms: T,
    /// Their sum, pp/yr.
    pub total: f64,
    /// What the quarter adds to the discounted payoff of the path, pp-years; the cost of a step taken back is counted here alone.
    pub discounted: f64,
}

/// What nature did at the end of a quarter.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct NatureEvents {
    /// A signed step of integration; absent if none was open.
    pub ratification: Option<Step>,
    /// Whether the client was drawn into the patron's conflict.
    pub entrapment: Option<Chance>,
    /// Where each ladder that moves by itself went, integration left out.
    pub moves: Vec<Step>,
    /// Whether the contract lapsed; absent without contract.
    pub lapse: Option<Chance>,
}

/// A move of a ladder, or its stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The ladder.
    pub ladder: String,
    /// Level before.
    pub from: String,
    /// Level after.
    pub to: String,
    /// Probability of what came about; 1 where an entrapment left nothing else.
    pub probability: f64,
}

impl Step {
    /// Whether the level changed.
    pub fn moved(&self) -> bool {
        self.from != self.to
    }
}
