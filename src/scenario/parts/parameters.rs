//! Every number of the model that may be uncertain, as stated or as drawn (model page §1–§4).
//!
//! Plain types, generic in what they hold.

use crate::scenario::keys::parameters::{Bargain, Client, Patron};
use crate::scenario::parts::prior::Uncertain;

/// Ways up and down of a ladder that moves on its own: one probability per step.
#[derive(Debug, Clone, PartialEq)]
pub struct Moves<N> {
    /// Probability of moving from level i to i + 1.
    pub rise: Vec<N>,
    /// Probability of moving from level i + 1 to i.
    pub ease: Vec<N>,
}

/// Ways up and down of the opening: hedging raises it, loyalty lowers it.
#[derive(Debug, Clone, PartialEq)]
pub struct OpeningMoves<N> {
    /// Ways up and down in a quarter of neutral loyalty.
    pub moves: Moves<N>,
    /// Probability of a rise in a quarter of hedging.
    pub hedging_rise: Vec<N>,
    /// Added to the probability of a fall at full loyalty.
    pub loyalty_ease: Vec<N>,
}

/// Every number of the model that may be uncertain: as stated (`N` = [`Uncertain`]) or as drawn (`N` = `f64`).
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters<N> {
    /// Moves of the exogenous ladders, in the order of `Ladders::exogenous`.
    pub exogenous: Vec<Moves<N>>,
    /// Moves of the opening.
    pub opening: OpeningMoves<N>,
    /// Probability that a signed step of integration is ratified.
    pub ratification: N,
    /// Probability that integration falls by itself from level i + 1 to i; empty if it never does.
    pub taken_back: Vec<N>,
    /// What it costs the client to take integration back from level i + 1 to i, pp of a year's GDP; empty if it cannot.
    pub withdrawal_costs: Vec<N>,
    /// How the two meet.
    pub bargain: Bargain<N>,
    /// The client under each government, in the order of [`Contents::governments`](crate::scenario::Contents::governments).
    pub clients: Vec<Client<N>>,
    /// The patron.
    pub patron: Patron<N>,
}

impl<N> Moves<N> {
    /// The same moves with every number replaced.
    pub fn map<M>(&self, number: &mut impl FnMut(&N) -> M) -> Moves<M> {
        Moves { rise: self.rise.iter().map(&mut *number).collect(), ease: self.ease.iter().map(&mut *number).collect() }
    }
}

impl<N> Parameters<N> {
    /// The same parameters with every number replaced, always in the same order.
    pub fn map<M>(&self, number: &mut impl FnMut(&N) -> M) -> Parameters<M> {
        Parameters {
            exogenous: self.exogenous.iter().map(|moves| moves.map(number)).collect(),
            opening: OpeningMoves {
                moves: self.opening.moves.map(number),
                hedging_rise: self.opening.hedging_rise.iter().map(&mut *number).collect(),
                loyalty_ease: self.opening.loyalty_ease.iter().map(&mut *number).collect(),
            },
            ratification: number(&self.ratification),
            taken_back: self.taken_back.iter().map(&mut *number).collect(),
            withdrawal_costs: self.withdrawal_costs.iter().map(&mut *number).collect(),
            bargain: self.bargain.map(number),
            clients: self.clients.iter().map(|client| client.map(number)).collect(),
            patron: self.patron.map(number),
        }
    }
}

impl Parameters<Uncertain> {
    /// The numbers at their central values.
    pub fn central(&self) -> Parameters<f64> {
        self.map(&mut |number| number.central)
    }

    /// The same parameters with a number replaced wherever it is used: the one of that key, if there is one.
    pub fn replaced(&self, key: &str, by: &Uncertain) -> Self {
        self.map(&mut |number| if number.key == key { by.clone() } else { number.clone() })
    }
}
