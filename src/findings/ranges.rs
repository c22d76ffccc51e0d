//! The bargaining range by mandate and confrontation, exact, at central values.

use super::starts::menu;
use super::{RangePanel, RangePoint};
use crate::forecast::solved::worked;
use crate::game::conduct::Begins;
use crate::game::equilibrium::Equilibrium;
use crate::game::range::BargainingRange;
use crate::scenario::Scenario;

/// The first offer family's range for the first government, all but mandate and confrontation as at the start: one panel
/// a level of the mandate.
pub(crate) fn panels(scenario: &Scenario, equilibrium: &Equilibrium) -> Vec<RangePanel> {
    let mandates = scenario.ladders.mandate().levels.len();
    (0..mandates).map(|mandate| panel(scenario, equilibrium, mandate)).collect()
}

fn panel(scenario: &Scenario, equilibrium: &Equilibrium, mandate: usize) -> RangePanel {
    const FAMILY: usize = 0;
    let (game, solution) = (&equilibrium.eras[0].games[0], &equilibrium.eras[0].solutions[0]);
    let (_, work) = worked(game, solution);
    let ladders = &scenario.ladders;
    let point = |(level, name): (usize, &String)| {
        let mut levels: Vec<usize> = ladders.all().map(|ladder| ladder.start).collect();
        levels[crate::scenario::CONFRONTATION] = level;
        levels[crate::scenario::MANDATE] = mandate;
        let range = BargainingRange::new(game, &work, FAMILY, Begins::Calm, game.space.index(&levels));
        RangePoint { confrontation: name.clone(), reservation: range.reservation, willingness: range.willingness }
    };
    RangePanel {
        government: scenario.governments[0].clone(),
        mandate: ladders.mandate().levels[mandate].clone(),
        opening: ladders.opening.levels[ladders.opening.start].clone(),
        energy: ladders.energy_at_start(),
        family: scenario.offers[FAMILY].name.clone(),
        menu: menu(game, FAMILY),
        points: ladders.confrontation().levels.iter().enumerate().map(point).collect(),
    }
}
