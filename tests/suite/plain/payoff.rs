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
pub fn received(world: &World, government: usize, state: State, flow: Flow) -> f64 {
    let (client, price) = (&world.numbers.clients[government], world.price(state));
    match flow {
        Flow::Contract(promised) => client.delivery * price * promised,
        Flow::Nothing(false) => price * client.treaty_benefit,
        Flow::Nothing(true) => 0.0,
    }
}

/// ν of §1.
pub fn vulnerability(world: &World, government: usize, state: State) -> f64 {
    (1.0 - world.strength(state)) * (1.0 - world.numbers.clients[government].refuge * world.openness(state))
}

/// What the patron takes for desertion, R, pp/yr.
pub fn desertion(world: &World, state: State, conduct: Conduct) -> f64 {
    let (patron, xi) = (&world.numbers.patron, world.intensity(state));
    let hedge = if conduct.hedging { patron.hedging_cost * xi } else { 0.0 };
    patron.abandonment_cost * xi * (1.0 - conduct.loyalty) + hedge
}

/// u_C and u_P, pp/yr, of a quarter in which the patron does not answer with pressure.
pub fn payoffs(world: &World, government: usize, state: State, conduct: Conduct, flow: Flow) -> [f64; 2] {
    let (c, p) = (&world.numbers.clients[government], &world.numbers.patron);
    let (xi, mu) = (world.intensity(state), world.strength(state));
    let (omega, gamma) = (world.openness(state), world.depth(state));
    let (l, s) = (conduct.loyalty, received(world, government, state, flow));
    let d = if flow == Flow::Nothing(true) { 1.0 } else { 0.0 };
    let hedge = if conduct.hedging { 1.0 } else { 0.0 };
    let dividend = c.delivery * c.integration_dividend * gamma;
    let weight = p.fiscal_cost + p.fiscal_strain * xi;
    let nu = vulnerability(world, government, state);
    let damage = c.pressure_damage * (1.0 + c.dependence * gamma) * (1.0 + c.fragility * nu);
    let exposure = if world.at_the_top(state) { c.top_exposure } else { 1.0 };
    let untied = if conduct.integrating { 0.0 } else { c.tied_backing };
    let client = s + dividend
        - d * damage * (1.0 - hedge * c.outreach_relief * world.reached_for(state))
        - exposure * hazard(c, xi) * l * c.entrapment_loss
        + c.western_benefit * omega * (1.0 - l)
        + c.regime_backing * (1.0 - mu) * l * (1.0 - untied)
        + c.regime_backing * (1.0 - mu) * c.refuge * omega * (1.0 - l)
        - hedge * c.hedging_risk * xi
        - c.sovereignty_cost * gamma * gamma;
    let patron = p.loyalty_value * libm::pow(l, 1.0 + p.unequivocal_support * xi)
        - desertion(world, state, conduct)
        - weight * (s + p.dividend_share * dividend)
        - d * p.pressure_cost
        + (p.integration_value + p.integration_security * xi) * gamma;
    [client, patron]
}

/// β_C(m,w) and β_P.
pub fn discounts(world: &World, government: usize, state: State) -> [f64; 2] {
    let client = &world.numbers.clients[government];
    let survival = 1.0 - (1.0 - client.weak_survival) * vulnerability(world, government, state);
    [client.patience * survival, world.numbers.patron.patience]
}
