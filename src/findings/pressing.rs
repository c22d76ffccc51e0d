//! Where a dispute saves the patron more than it costs (model page §8u).
//!
//! Takes a scenario, gives the levels of confrontation, and of energy if it has that, at which that is so, at central
//! values.

use crate::game::payoff::{Flow, fiscal_weight};
use crate::scenario::{Ladder, Scenario};

/// Where pressing pays the patron, in one era under one government.
#[derive(Debug, Clone, PartialEq)]
pub struct Pressing {
    /// Era, counted with the start as 0.
    pub era: usize,
    /// Government, as in [`Contents::governments`](crate::scenario::Contents::governments).
    pub government: usize,
    /// What a quarter of pressure costs the patron, pp/yr.
    pub cost: f64,
    /// Where that is less than what it saves, in levels, and what it saves: f(ξ) · π · treaty_benefit, pp/yr.
    pub saves: Vec<(String, f64)>,
}

/// Every era and government where pressing pays at some level.
pub fn pressing_pays(scenario: &Scenario) -> Vec<Pressing> {
    let places = places(scenario);
    let mut found = Vec::new();
    for (era, numbers) in scenario.central().iter().enumerate() {
        let cost = numbers.patron.pressure_cost;
        for (government, client) in numbers.clients.iter().enumerate() {
            let saved = |(name, intensity, price): &(String, f64, f64)| {
                let received = Flow::Treaty.received(client, *price);
                (name.clone(), fiscal_weight(&numbers.patron, *intensity) * received)
            };
            let saves: Vec<(String, f64)> = places.iter().map(saved).filter(|(_, saved)| cost < *saved).collect();
            if !saves.is_empty() {
                found.push(Pressing { era, government, cost, saves });
            }
        }
    }
    found
}

/// Every level of confrontation, with each of energy: a name, the intensity, the price.
fn places(scenario: &Scenario) -> Vec<(String, f64, f64)> {
    let (confrontation, energy) = (scenario.ladders.confrontation(), scenario.ladders.energy());
    let prices = |energy: &Ladder| -> Vec<(String, f64)> {
        let told =
            |level: &String| if energy.levels.len() > 1 { format!(" with energy {level}") } else { String::new() };
        energy.levels.iter().map(told).zip(energy.numbers.iter().copied()).collect()
    };
    let prices = energy.map_or_else(|| vec![(String::new(), 1.0)], prices);
    let levels = confrontation.levels.iter().zip(&confrontation.numbers);
    levels
        .flat_map(|(level, intensity)| {
            prices.iter().map(move |(told, price)| (format!("{level}{told}"), *intensity, *price))
        })
        .collect()
}
