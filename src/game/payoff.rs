//! What a year in a state is worth to either player, term by term (model page §3).
//!
//! Takes the numbers of the state's levels and how the client behaves, gives flows in percentage points of the
//! client's GDP per year. The terms are kept apart so that a decision can be explained by them.

use super::conduct::Begins;
use crate::scenario::{Client, Patron};
use serde::{Deserialize, Serialize};

/// The numbers attached to the levels of a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Conditions {
    /// Intensity ξ of confrontation.
    pub(crate) intensity: f64,
    /// Strength μ of the client's government.
    pub(crate) strength: f64,
    /// Openness ω to the West.
    pub(crate) openness: f64,
    /// Depth γ of integration.
    pub(crate) depth: f64,
}

/// How loyal the client is in the quarter, and whether it hedges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Behaviour {
    /// Loyalty L.
    pub(crate) loyalty: f64,
    /// Whether it hedges to the West.
    pub(crate) hedging: bool,
}

/// What flows between the two in the quarter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Flow {
    /// A contract that promises this subsidy S.
    Contract(f64),
    /// No contract and no pressure: the treaties in force.
    Treaty,
    /// No contract, under pressure.
    Pressure,
}

impl Flow {
    /// What flows in a quarter without contract: how it began decides.
    pub(crate) fn without_contract(begins: Begins) -> Self {
        match begins {
            Begins::Calm => Self::Treaty,
            Begins::InDispute => Self::Pressure,
        }
    }

    /// Subsidy s that reaches the client, pp/yr.
    pub(crate) fn received(self, client: &Client<f64>) -> f64 {
        match self {
            Self::Contract(promised) => client.delivery * promised,
            Self::Treaty => client.treaty_benefit,
            Self::Pressure => 0.0,
        }
    }
}

/// The client's payoff by term, costs negative.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ClientTerms {
    /// Subsidy received.
    pub subsidy: f64,
    /// Dividend of integration.
    pub dividend: f64,
    /// Damage of pressure.
    pub pressure: f64,
    /// Expected loss from being drawn into the patron's conflicts, which loyalty brings.
    pub entrapment: f64,
    /// Benefit of openness to the West, less what loyalty forgoes of it.
    pub west: f64,
    /// The patron's backing of a weak government.
    pub backing: f64,
    /// The fear of being treated as a defector.
    pub hedging: f64,
    /// Sovereignty given up.
    pub sovereignty: f64,
}

impl ClientTerms {
    /// The client's terms.
    pub(crate) fn new(client: &Client<f64>, at: Conditions, behaviour: Behaviour, flow: Flow) -> Self {
        let Conditions { intensity, strength, openness, depth } = at;
        let weakness = 1.0 - strength;
        let damage = client.pressure_damage * (1.0 + client.dependence * depth) * (1.0 + client.fragility * weakness);
        Self {
            subsidy: flow.received(client),
            dividend: dividend(client, depth),
            pressure: if flow == Flow::Pressure { -damage } else { 0.0 },
            entrapment: -hazard(client, intensity) * behaviour.loyalty * client.entrapment_loss,
            west: client.western_benefit * openness * (1.0 - behaviour.loyalty),
            backing: client.regime_backing * weakness * behaviour.loyalty,
            hedging: if behaviour.hedging { -client.hedging_risk * intensity } else { 0.0 },
            sovereignty: -client.sovereignty_cost * depth * depth,
        }
    }

    /// Every term with its name.
    pub fn named(&self) -> [(&'static str, f64); 8] {
        [
            ("subsidy", self.subsidy),
            ("dividend", self.dividend),
            ("pressure", self.pressure),
            ("entrapment", self.entrapment),
            ("Western benefit", self.west),
            ("backing", self.backing),
            ("hedging risk", self.hedging),
            ("sovereignty", self.sovereignty),
        ]
    }

    /// Their sum u_C, pp/yr.
    pub fn total(&self) -> f64 {
        self.subsidy
            + self.dividend
            + self.pressure
            + self.entrapment
            + self.west
            + self.backing
            + self.hedging
            + self.sovereignty
    }
}

/// The patron's payoff by term, costs negative.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PatronTerms {
    /// Worth of the client's loyalty.
    pub loyalty: f64,
    /// Cost of the loyalty that is missing.
    pub abandonment: f64,
    /// Cost of a hedging client.
    pub hedging: f64,
    /// Subsidy paid, at its fiscal weight.
    pub subsidy: f64,
    /// Share of the integration dividend paid, at its fiscal weight.
    pub dividend: f64,
    /// Cost of keeping up pressure.
    pub pressure: f64,
    /// Worth of integration.
    pub integration: f64,
}

impl PatronTerms {
    /// The patron's terms. The client's numbers say how much of a promise is paid.
    pub(crate) fn new(
        patron: &Patron<f64>,
        client: &Client<f64>,
        at: Conditions,
        behaviour: Behaviour,
        flow: Flow,
    ) -> Self {
        let Conditions { intensity, depth, .. } = at;
        let weight = fiscal_weight(patron, intensity);
        let sharpness = 1.0 + patron.unequivocal_support * intensity;
        Self {
            loyalty: patron.loyalty_value * libm::pow(behaviour.loyalty, sharpness),
            abandonment: -patron.abandonment_cost * intensity * (1.0 - behaviour.loyalty),
            hedging: if behaviour.hedging { -patron.hedging_cost * intensity } else { 0.0 },
            subsidy: -weight * flow.received(client),
            dividend: -weight * patron.dividend_share * dividend(client, depth),
            pressure: if flow == Flow::Pressure { -patron.pressure_cost } else { 0.0 },
            integration: (patron.integration_value + patron.integration_security * intensity) * depth,
        }
    }

    /// Every term with its name.
    pub fn named(&self) -> [(&'static str, f64); 7] {
        [
            ("loyalty", self.loyalty),
            ("abandonment", self.abandonment),
            ("hedging", self.hedging),
            ("subsidy", self.subsidy),
            ("dividend", self.dividend),
            ("pressure", self.pressure),
            ("integration", self.integration),
        ]
    }

    /// Their sum u_P, pp/yr.
    pub fn total(&self) -> f64 {
        self.loyalty + self.abandonment + self.hedging + self.subsidy + self.dividend + self.pressure + self.integration
    }
}

/// Dividend of integration D that is delivered, pp/yr.
fn dividend(client: &Client<f64>, depth: f64) -> f64 {
    client.delivery * client.integration_dividend * depth
}

/// Entrapments per year at full loyalty: h ξ^η.
pub(crate) fn hazard(client: &Client<f64>, intensity: f64) -> f64 {
    client.entrapment_hazard * libm::pow(intensity, client.entrapment_curvature)
}

/// Weight f(ξ) of a unit paid in the patron's payoff.
pub(crate) fn fiscal_weight(patron: &Patron<f64>, intensity: f64) -> f64 {
    patron.fiscal_cost + patron.fiscal_strain * intensity
}

/// The client's discount factor β_C(m) for a quarter: a government that may fall values the future less.
pub(crate) fn client_discount(client: &Client<f64>, strength: f64) -> f64 {
    client.patience * (client.weak_survival + (1.0 - client.weak_survival) * strength)
}
