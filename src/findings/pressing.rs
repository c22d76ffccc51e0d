//! Where a dispute saves the patron more than it costs (model page §8u).
//!
//! Takes a scenario, gives the levels of confrontation at which that is so, at central values.

use crate::game::payoff::fiscal_weight;
use crate::scenario::Scenario;

/// Where pressing pays the patron, in one era under one government.
#[derive(Debug, Clone, PartialEq)]
pub struct Pressing {
    /// Era, counted with the start as 0.
    pub era: usize,
    /// Government, as in [`Contents::governments`](crate::scenario::Contents::governments).
    pub government: usize,
    /// What a quarter of pressure costs the patron, pp/yr.
    pub cost: f64,
    /// Levels of confrontation where that is less than what it saves, and what it saves: f(ξ) · treaty_benefit, pp/yr.
    pub saves: Vec<(String, f64)>,
}

/// Every era and government where pressing pays at some level.
pub fn pressing_pays(scenario: &Scenario) -> Vec<Pressing> {
    let confrontation = scenario.ladders.confrontation();
    let mut found = Vec::new();
    for (era, numbers) in scenario.central().iter().enumerate() {
        let cost = numbers.patron.pressure_cost;
        for (government, client) in numbers.clients.iter().enumerate() {
            let saved = |&intensity: &f64| fiscal_weight(&numbers.patron, intensity) * client.treaty_benefit;
            let levels = confrontation.levels.iter().cloned().zip(confrontation.numbers.iter().map(saved));
            let saves: Vec<(String, f64)> = levels.filter(|(_, saved)| cost < *saved).collect();
            if !saves.is_empty() {
                found.push(Pressing { era, government, cost, saves });
            }
        }
    }
    found
}
