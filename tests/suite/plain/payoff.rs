//! Payoffs of a year and discount factors (§3).

use super::world::{Conduct, State, World};
use allegiance::scenario::Client;

pub const CLIENT: usize = 0;
pub const PATRON: usize = 1;

/// What flows in a quarter beside conduct.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Flow {
    /// A contract with this subsidy promised.
    Contract(f64),
    /// No agreement in a quarter that began without (false) or with (true) a dispute.
    Nothing(bool),
}

/// h · ξ^η.
pub fn hazard(client: &Client<f64>, intensity: f64) -> f64 {
    client.entrapment_hazard * libm::pow(intensity, client.entrapment_curvature)
}

/// s, pp/yr.
pub fn received(client: &Client<f64>, flow: Flow) -> f64 {
    match flow {
        Flow::Contract(promised) => client.delivery * promised,
        Flow::Nothing(false) => client.treaty_benefit,
        Flow::Nothing(true) => 0.0,
    }
}

/// u_C and u_P, pp/yr.
pub fn payoffs(world: &World, government: usize, state: State, conduct: Conduct, flow: Flow) -> [f64; 2] {
    let (c, p) = (&world.numbers.clients[government], &world.numbers.patron);
    let (xi, mu) = (world.intensity(state), world.strength(state));
    let (omega, gamma) = (world.openness(state), world.depth(state));
    let (l, s) = (conduct.loyalty, received(c, flow));
    let d = if flow == Flow::Nothing(true) { 1.0 } else { 0.0 };
    let hedge = if conduct.hedging { 1.0 } else { 0.0 };
    let dividend = c.delivery * c.integration_dividend * gamma;
    let weight = p.fiscal_cost + p.fiscal_strain * xi;
    let client = s + dividend
        - d * c.pressure_damage * (1.0 + c.dependence * gamma) * (1.0 + c.fragility * (1.0 - mu))
        - hazard(c, xi) * l * c.entrapment_loss
        + c.western_benefit * omega * (1.0 - l)
        + c.regime_backing * (1.0 - mu) * l
        - hedge * c.hedging_risk * xi
        - c.sovereignty_cost * gamma * gamma;
    let patron = p.loyalty_value * libm::pow(l, 1.0 + p.unequivocal_support * xi)
        - p.abandonment_cost * xi * (1.0 - l)
        - hedge * p.hedging_cost * xi
        - weight * (s + p.dividend_share * dividend)
        - d * p.pressure_cost
        + (p.integration_value + p.integration_security * xi) * gamma;
    [client, patron]
}

/// β_C(m) and β_P.
pub fn discounts(world: &World, government: usize, state: State) -> [f64; 2] {
    let client = &world.numbers.clients[government];
    let survival = client.weak_survival + (1.0 - client.weak_survival) * world.strength(state);
    [client.patience * survival, world.numbers.patron.patience]
}
