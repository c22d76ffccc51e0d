//! What a year in a state is worth to either player, term by term (model page §3).
//!
//! Takes the numbers of the state's levels and how the client behaves, gives flows in percentage points of the
//! client's GDP per year. The terms are kept apart so that a decision can be explained by them.

use super::conduct::Begins;
use crate::scenario::{Bargain, Client, Patron};
use serde::{Deserialize, Serialize};

/// The numbers attached to the levels of a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Conditions {
    /// Intensity ξ of confrontation.
    pub(crate) intensity: f64,
    /// Entrapments per year at full loyalty, h ξ^η.
    pub(crate) hazard: f64,
    /// Strength μ of the client's government.
    pub(crate) strength: f64,
    /// Openness ω to the West.
    pub(crate) openness: f64,
    /// Openness ω⁺ that a hedge reaches for: the next level's, at the top its own.
    pub(crate) reach: f64,
    /// Depth γ of integration.
    pub(crate) depth: f64,
    /// Price π of energy; 1 in a scenario without it.
    pub(crate) price: f64,
    /// Confrontation above its lowest level, ξ − ξ_0.
    pub(crate) tension: f64,
    /// Whether confrontation is at its top level.
    pub(crate) at_top: bool,
}

/// What the client does in the quarter, as far as its flows depend on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Behaviour {
    /// Loyalty L.
    pub(crate) loyalty: f64,
    /// Whether it hedges to the West.
    pub(crate) hedging: bool,
    /// Whether the offer in force has steps of integration.
    pub(crate) integrating: bool,
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

    /// Subsidy s that reaches the client where energy has this price, pp/yr.
    pub(crate) fn received(self, client: &Client<f64>, price: f64) -> f64 {
        match self {
            Self::Contract(promised) => price * client.delivery * promised,
            Self::Treaty => price * client.treaty_benefit,
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
    /// The part of it that a hedge averts.
    pub relief: f64,
    /// Expected loss from being drawn into the patron's conflicts, which loyalty brings.
    pub entrapment: f64,
    /// Benefit of openness to the West, less what loyalty forgoes of it.
    pub west: f64,
    /// The patron's backing of a weak government.
    pub backing: f64,
    /// The West's shelter of a weak government that is not loyal.
    pub refuge: f64,
    /// The fear of being treated as a defector.
    pub hedging: f64,
    /// Sovereignty given up.
    pub sovereignty: f64,
}

impl ClientTerms {
    /// The client's terms.
    pub(crate) fn new(client: &Client<f64>, at: Conditions, behaviour: Behaviour, flow: Flow) -> Self {
        let Conditions { intensity, hazard, strength, openness, reach, depth, at_top, .. } = at;
        let weakness = 1.0 - strength;
        let damage = if flow == Flow::Pressure { damage(client, at) } else { 0.0 };
        let averted = if behaviour.hedging { client.outreach_relief * reach } else { 0.0 };
        let exposure = if at_top { client.top_exposure } else { 1.0 };
        let tied = if behaviour.integrating { 0.0 } else { client.tied_backing };
        let backing = client.regime_backing * weakness;
        Self {
            subsidy: flow.received(client, at.price),
            dividend: dividend(client, depth),
            pressure: -damage,
            relief: damage * averted,
            entrapment: -hazard * behaviour.loyalty * client.entrapment_loss * exposure,
            west: client.western_benefit * openness * (1.0 - behaviour.loyalty),
            backing: backing * behaviour.loyalty * (1.0 - tied),
            refuge: backing * client.refuge * openness * (1.0 - behaviour.loyalty),
            hedging: if behaviour.hedging { -client.hedging_risk * intensity } else { 0.0 },
            sovereignty: -client.sovereignty_cost * depth * depth,
        }
    }

    /// Every term with its name.
    pub fn named(&self) -> [(&'static str, f64); 10] {
        [
            ("subsidy", self.subsidy),
            ("dividend", self.dividend),
            ("pressure", self.pressure),
            ("relief", self.relief),
            ("entrapment", self.entrapment),
            ("Western benefit", self.west),
            ("backing", self.backing),
            ("refuge", self.refuge),
            ("hedging risk", self.hedging),
            ("sovereignty", self.sovereignty),
        ]
    }

    /// Their sum u_C, pp/yr.
    pub fn total(&self) -> f64 {
        self.subsidy
            + self.dividend
            + self.pressure
            + self.relief
            + self.entrapment
            + self.west
            + self.backing
            + self.refuge
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
    /// What an answer with pressure makes good of these two.
    pub deterrence: f64,
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
    /// The patron's terms where it does not answer with pressure. The client's numbers say how much of a promise is paid.
    pub(crate) fn new(
        patron: &Patron<f64>,
        client: &Client<f64>,
        at: Conditions,
        behaviour: Behaviour,
        flow: Flow,
    ) -> Self {
        Self::valuing(loyalty_worth(patron, behaviour, at.intensity), patron, client, at, behaviour, flow)
    }

    /// The same where [`loyalty_worth`] is known. It takes a power, and many states share it.
    #[inline(always)]
    pub(super) fn valuing(
        loyalty: f64,
        patron: &Patron<f64>,
        client: &Client<f64>,
        at: Conditions,
        behaviour: Behaviour,
        flow: Flow,
    ) -> Self {
        let Conditions { intensity, depth, .. } = at;
        let weight = fiscal_weight(patron, intensity);
        Self {
            loyalty,
            abandonment: -patron.abandonment_cost * intensity * (1.0 - behaviour.loyalty),
            hedging: if behaviour.hedging { -patron.hedging_cost * intensity } else { 0.0 },
            deterrence: 0.0,
            subsidy: -weight * flow.received(client, at.price),
            dividend: -weight * patron.dividend_share * dividend(client, depth),
            pressure: if flow == Flow::Pressure { -patron.pressure_cost } else { 0.0 },
            integration: (patron.integration_value + patron.integration_security * intensity) * depth,
        }
    }

    /// The terms where the patron answers a stance with pressure, or does so with this probability.
    pub(crate) fn answered(self, patron: &Patron<f64>, pressure: f64) -> Self {
        Self { deterrence: -patron.deterrence * (self.abandonment + self.hedging) * pressure, ..self }
    }

    /// Every term with its name.
    pub fn named(&self) -> [(&'static str, f64); 8] {
        [
            ("loyalty", self.loyalty),
            ("abandonment", self.abandonment),
            ("hedging", self.hedging),
            ("deterrence", self.deterrence),
            ("subsidy", self.subsidy),
            ("dividend", self.dividend),
            ("pressure", self.pressure),
            ("integration", self.integration),
        ]
    }

    /// Their sum u_P, pp/yr.
    pub fn total(&self) -> f64 {
        self.loyalty
            + self.abandonment
            + self.hedging
            + self.deterrence
            + self.subsidy
            + self.dividend
            + self.pressure
            + self.integration
    }
}

/// Worth of the client's loyalty to the patron, pp/yr: b L^(1 + u ξ).
pub(super) fn loyalty_worth(patron: &Patron<f64>, behaviour: Behaviour, intensity: f64) -> f64 {
    let sharpness = 1.0 + patron.unequivocal_support * intensity;
    patron.loyalty_value * libm::pow(behaviour.loyalty, sharpness)
}

/// Damage of pressure, pp/yr, if no hedge averts a part of it.
fn damage(client: &Client<f64>, at: Conditions) -> f64 {
    client.pressure_damage * (1.0 + client.dependence * at.depth) * (1.0 + client.fragility * vulnerability(client, at))
}

/// Vulnerability ν of the ruler: weak at home and without shelter in the West.
fn vulnerability(client: &Client<f64>, at: Conditions) -> f64 {
    (1.0 - at.strength) * (1.0 - client.refuge * at.openness)
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

/// The client's discount factor β_C(m,w) for a quarter: a government that may fall values the future less.
pub(crate) fn client_discount(client: &Client<f64>, at: Conditions) -> f64 {
    // 1 − ν, written so that without refuge it is the strength to the last bit.
    let safety = at.strength + (1.0 - at.strength) * client.refuge * at.openness;
    client.patience * (client.weak_survival + (1.0 - client.weak_survival) * safety)
}

/// Probability τ of talks in a state, where it is `calmest` at the lowest level of confrontation.
pub(crate) fn talks(bargain: &Bargain<f64>, client: &Client<f64>, at: Conditions, calmest: f64) -> f64 {
    // Beyond these logits a probability is 0 or 1; a limit keeps the odds finite.
    const MOST: f64 = 700.0;
    let easing = bargain.talks_yielding * vulnerability(client, at) - bargain.talks_hardening;
    let shift = (at.tension * easing).clamp(-MOST, MOST);
    if shift == 0.0 {
        return calmest;
    }
    1.0 / (1.0 + (1.0 - calmest) / calmest * libm::exp(-shift))
}
