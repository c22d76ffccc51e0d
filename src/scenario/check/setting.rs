//! The ladders with everything that moves them.
//!
//! Takes the top of the file, gives a [`Setting`].

use crate::base::units::Range;
use crate::scenario::check::cursor::{Check, Fields};
use crate::scenario::check::number::certain;
use crate::scenario::check::{ladder, moves};
use crate::scenario::parts::ladders::{Ladder, Ladders};
use crate::scenario::parts::parameters::{Moves, OpeningMoves};
use crate::scenario::parts::prior::Uncertain;

/// The ladders with everything that moves them.
pub(crate) struct Setting {
    pub(crate) ladders: Ladders,
    pub(crate) exogenous: Vec<Moves<Uncertain>>,
    pub(crate) opening: OpeningMoves<Uncertain>,
    pub(crate) ratification: Uncertain,
    pub(crate) taken_back: Vec<Uncertain>,
    pub(crate) withdrawal_costs: Vec<Uncertain>,
}

/// The ladders of a scenario; empty ones stand in for those with a fault.
pub(crate) fn read(check: &mut Check<'_>, top: &Fields<'_>) -> Setting {
    let (mut exogenous, mut moving) = (Vec::new(), Vec::new());
    for (name, number) in [("confrontation", "intensity"), ("mandate", "strength")] {
        let fields = check.top(top, name);
        let ladder = fields.as_ref().map_or_else(|| no_ladder(name), |fields| ladder::read(check, fields, number));
        let none = Moves { rise: Vec::new(), ease: Vec::new() };
        moving.push(fields.map_or(none, |fields| moves::read(check, &fields, ladder.levels.len())));
        exogenous.push(ladder);
    }
    if let Some(fields) = check.top(top, "energy") {
        let ladder = ladder::energy(check, &fields);
        moving.push(moves::read(check, &fields, ladder.levels.len()));
        exogenous.push(ladder);
    }
    let opening = check.top(top, "opening").map(|fields| {
        let ladder = ladder::read(check, &fields, "openness");
        let moves = moves::read_opening(check, &fields, ladder.levels.len());
        (ladder, moves)
    });
    let (mut taken_back, mut withdrawal_costs) = (Vec::new(), Vec::new());
    let integration = check.top(top, "integration").map(|fields| {
        let ladder = ladder::read(check, &fields, "depth");
        let node = check.require(&fields, "ratification");
        taken_back = moves::taken_back(check, &fields, ladder.levels.len());
        withdrawal_costs = moves::withdrawal_costs(check, &fields, ladder.levels.len());
        (ladder, node.map(|node| check.uncertain(node, fields.full("ratification"), Range::SHARE)))
    });
    let (opening, opening_moves) = opening.unwrap_or_else(|| (no_ladder("opening"), no_moves()));
    let (integration, ratification) = integration.unwrap_or_else(|| (no_ladder("integration"), None));
    Setting {
        ladders: Ladders { exogenous, opening, integration },
        exogenous: moving,
        opening: opening_moves,
        ratification: ratification.unwrap_or_else(|| certain(String::new(), f64::NAN)),
        taken_back,
        withdrawal_costs,
    }
}

/// Stands in for a ladder that the file does not have, which has been reported.
fn no_ladder(name: &str) -> Ladder {
    Ladder { name: name.to_owned(), levels: Vec::new(), numbers: Vec::new(), start: 0 }
}

fn no_moves() -> OpeningMoves<Uncertain> {
    OpeningMoves {
        moves: Moves { rise: Vec::new(), ease: Vec::new() },
        hedging_rise: Vec::new(),
        loyalty_ease: Vec::new(),
    }
}
