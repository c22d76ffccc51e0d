//! What a path comes to (model page §5).
//!
//! Takes what the ledger counted, gives the path metrics.

use crate::base::heap::list;
use crate::base::units::YEARS_PER_QUARTER;
use crate::game::player::{PerPlayer, Player};
use crate::scenario::{Metric, Scenario};
use serde::{Deserialize, Serialize};

/// What happened on a path, as far as it is measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PathOutcome {
    /// Index of the chapter that names the path.
    pub chapter: usize,
    /// Of each event, the quarter by whose end it had happened, counted from 1; `None` if it did not.
    pub events: Vec<Option<u16>>,
    /// Subsidy received from the start to the end of each quarter, pp of GDP.
    pub cumulative_subsidy: Vec<f64>,
    /// Sum over the quarters.
    pub(super) loyalty: f64,
    pub(super) family_quarters: Vec<u16>,
    pub(super) dispute_quarters: u16,
    pub(super) disputes: u16,
    pub(super) longest_dispute: u16,
    pub(super) first_agreement: Option<u16>,
    pub(super) hedging_quarters: u16,
    pub(super) integration_gain: f64,
    pub(super) first_step: Option<u16>,
    pub(super) entrapments: u16,
    /// Of confrontation, mandate and opening.
    pub(super) final_levels: [u16; 3],
    /// Discounted sums, pp-years.
    pub(super) payoffs: PerPlayer<f64>,
}

impl PathOutcome {
    /// The value of a metric; `None` for a first time that did not come.
    pub fn metric(&self, metric: Metric) -> Option<f64> {
        let quarters = self.cumulative_subsidy.len() as f64;
        Some(match metric {
            Metric::Subsidy => self.cumulative_subsidy.last().map_or(0.0, |sum| sum / (quarters * YEARS_PER_QUARTER)),
            Metric::Loyalty => self.loyalty / quarters,
            Metric::ContractQuarters => self.family_quarters.iter().copied().map(f64::from).sum(),
            Metric::FamilyQuarters(family) => f64::from(self.family_quarters[family]),
            Metric::DisputeQuarters => f64::from(self.dispute_quarters),
            Metric::Disputes => f64::from(self.disputes),
            Metric::LongestDispute => f64::from(self.longest_dispute),
            Metric::FirstAgreement => return self.first_agreement.map(f64::from),
            Metric::HedgingQuarters => f64::from(self.hedging_quarters),
            Metric::IntegrationGain => self.integration_gain,
            Metric::FirstStep => return self.first_step.map(f64::from),
            Metric::Entrapments => f64::from(self.entrapments),
            Metric::FinalConfrontation => f64::from(self.final_levels[0]),
            Metric::FinalMandate => f64::from(self.final_levels[1]),
            Metric::FinalOpening => f64::from(self.final_levels[2]),
            Metric::ClientPayoff => self.payoffs[Player::Client],
            Metric::PatronPayoff => self.payoffs[Player::Patron],
        })
    }

    /// Bytes that the outcome of a path of this scenario points to.
    pub(crate) fn owned(scenario: &Scenario) -> usize {
        list::<f64>(scenario.periods) + list::<u16>(scenario.offers.len()) + list::<Option<u16>>(scenario.events.len())
    }

    /// Of a path on which nothing has happened yet.
    pub(super) fn new(scenario: &Scenario) -> Self {
        Self {
            chapter: 0,
            events: vec![None; scenario.events.len()],
            cumulative_subsidy: Vec::with_capacity(scenario.periods),
            loyalty: 0.0,
            family_quarters: vec![0; scenario.offers.len()],
            dispute_quarters: 0,
            disputes: 0,
            longest_dispute: 0,
            first_agreement: None,
            hedging_quarters: 0,
            integration_gain: 0.0,
            first_step: None,
            entrapments: 0,
            final_levels: [0; 3],
            payoffs: PerPlayer::new([0.0; 2]),
        }
    }
}
