//! What happens by chance between two quarters (model page §2, steps 4–6): ratification, entrapment, the moves of the
//! ladders.
//!
//! Takes the ladders and their probabilities, gives expectations of next quarter's values ([`Nature::expect`]) and
//! carries probabilities forward ([`Nature::carry`]). One operator is the transpose of the other.

use super::conduct::{Conduct, STANCES, Stance};
use super::size::Size;
use super::space::Space;
use crate::base::units::YEARS_PER_QUARTER;
use crate::scenario::{CONFRONTATION, Moves, OpeningMoves, Parameters};

/// How a ladder moves in one quarter: for each level the probability of a step up and of a step down.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chain {
    /// Probability of a step up; 0 at the top.
    pub(crate) up: Vec<f64>,
    /// Probability of a step down; 0 at the bottom.
    pub(crate) down: Vec<f64>,
}

impl Chain {
    fn from_moves(moves: &Moves<f64>) -> Self {
        Self {
            up: moves.rise.iter().copied().chain([0.0]).collect(),
            down: [0.0].into_iter().chain(moves.ease.iter().copied()).collect(),
        }
    }

    /// The opening's chain at a given loyalty: the more loyal the client is, the faster the opening falls (§2, step 5).
    fn opening(moves: &OpeningMoves<f64>, conduct: Conduct, loyalty: f64, neutral_loyalty: f64) -> Self {
        let hedging = conduct == Conduct::Stance(Stance::Hedging);
        let rise = if hedging { &moves.hedging_rise } else { &moves.moves.rise };
        let mut chain = Self::from_moves(&Moves { rise: rise.clone(), ease: moves.moves.ease.clone() });
        let beyond = (loyalty - neutral_loyalty).max(0.0);
        let share = if beyond > 0.0 { beyond / (1.0 - neutral_loyalty) } else { 0.0 };
        for level in 1..chain.down.len() {
            let fall = chain.down[level] + moves.loyalty_ease[level - 1] * share;
            chain.down[level] = fall.min(1.0 - chain.up[level]);
        }
        chain
    }
}

/// A chain by state instead of by level, so that the operators need no division to find a level.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bands {
    pub(super) stay: Vec<f64>,
    pub(super) up: Vec<f64>,
    pub(super) down: Vec<f64>,
    pub(super) stride: usize,
}

impl Bands {
    fn new(space: &Space, axis: usize, chain: &Chain) -> Self {
        let stay: Vec<f64> = chain.up.iter().zip(&chain.down).map(|(up, down)| 1.0 - up - down).collect();
        Self {
            stay: space.spread(axis, &stay),
            up: space.spread(axis, &chain.up),
            down: space.spread(axis, &chain.down),
            stride: space.stride(axis),
        }
    }

    /// `out[s] = Σ P(s → s') values[s']` where only this ladder moves.
    ///
    /// The first `stride` states are at the bottom of the ladder and the last at its top. Both have a neighbour, by number if
    /// not on the ladder: only an energy ladder may have one level, and confrontation, which has two or more, comes before.
    #[inline(always)]
    fn expect(&self, values: &[f64], out: &mut [f64]) {
        let (count, stride) = (self.stay.len(), self.stride);
        let (values, out) = (&values[..count], &mut out[..count]);
        let (bottom, top) = (0..stride, count - stride..count);
        for state in bottom {
            out[state] = self.stay[state] * values[state] + self.up[state] * values[state + stride];
        }
        let middle = stride..count - stride;
        let [stay, up, down] = [&self.stay, &self.up, &self.down].map(|band| &band[middle.clone()]);
        let (here, above, below) = (&values[middle.clone()], &values[2 * stride..], &values[..count - 2 * stride]);
        let neighbours = here.iter().zip(above).zip(below);
        let bands = stay.iter().zip(up).zip(down);
        for (out, (((here, above), below), ((stay, up), down))) in out[middle].iter_mut().zip(neighbours.zip(bands)) {
            *out = stay * here + up * above + down * below;
        }
        for state in top {
            out[state] = self.stay[state] * values[state] + self.down[state] * values[state - stride];
        }
    }

    /// `out[s'] = Σ mass[s] P(s → s')`: the transpose of [`Bands::expect`].
    #[inline(always)]
    fn carry(&self, mass: &[f64], out: &mut [f64]) {
        let (count, stride) = (self.stay.len(), self.stride);
        let (mass, out) = (&mass[..count], &mut out[..count]);
        let (bottom, top) = (0..stride, count - stride..count);
        for state in bottom {
            out[state] = self.stay[state] * mass[state] + self.down[state + stride] * mass[state + stride];
        }
        let (inner, ahead, behind) = (stride..count - stride, 2 * stride..count, 0..count - 2 * stride);
        let stays = self.stay[inner.clone()].iter().zip(&mass[inner.clone()]);
        let falls = self.down[ahead.clone()].iter().zip(&mass[ahead]);
        let rises = self.up[behind.clone()].iter().zip(&mass[behind]);
        let terms = stays.zip(falls).zip(rises);
        for (out, (((stay, here), (down, above)), (up, below))) in out[inner].iter_mut().zip(terms) {
            *out = stay * here + down * above + up * below;
        }
        for state in top {
            out[state] = self.stay[state] * mass[state] + self.up[state - stride] * mass[state - stride];
        }
    }
}

/// The laws of motion that depend on the client's conduct.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ConductLaws {
    opening: Chain,
    pub(super) bands: Bands,
    /// Probability of entrapment by level of confrontation.
    pub(super) entrapment: Vec<f64>,
    /// The same by state.
    struck: Vec<f64>,
}

/// The laws of motion of one government's game.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Nature {
    chains: Vec<Chain>,
    /// By exogenous ladder.
    pub(super) bands: Vec<Bands>,
    /// How integration falls by itself, if it does.
    pub(super) taken_back: Option<(Chain, Bands)>,
    /// By [`Conduct::index`].
    pub(super) conducts: Vec<ConductLaws>,
    /// State after an entrapment, before the mandate moves, by state.
    pub(super) trapped: Vec<usize>,
    /// Probability that a signed step is ratified.
    pub(crate) ratification: f64,
}

/// Arrays that the operators of [`Nature`] work in.
#[derive(Debug, Clone)]
pub(crate) struct Scratch {
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Scratch {
    /// Room for this space.
    pub(crate) fn new(space: &Space) -> Self {
        Self { first: vec![0.0; space.padded()], second: vec![0.0; space.padded()] }
    }
}

impl Nature {
    /// The laws of motion, with a loyalty for each of [`Conduct::all`].
    ///
    /// `hazard` gives the entrapments per year at full loyalty by level of confrontation: h ξ^η.
    pub(crate) fn new(space: &Space, parameters: &Parameters<f64>, loyalties: &[f64], hazard: &[f64]) -> Self {
        let neutral = parameters.bargain.neutral_loyalty;
        let laws = |(conduct, &loyalty): (Conduct, &f64)| {
            let opening = Chain::opening(&parameters.opening, conduct, loyalty, neutral);
            let entrapment: Vec<f64> =
                hazard.iter().map(|rate| -libm::expm1(-rate * loyalty * YEARS_PER_QUARTER)).collect();
            ConductLaws {
                bands: Bands::new(space, space.opening(), &opening),
                opening,
                struck: space.spread(CONFRONTATION, &entrapment),
                entrapment,
            }
        };
        let top = space.size(CONFRONTATION) - 1;
        let closed = space.moved(space.opening(), |_| 0);
        let chains: Vec<Chain> = parameters.exogenous.iter().map(Chain::from_moves).collect();
        Self {
            bands: chains.iter().enumerate().map(|(axis, chain)| Bands::new(space, axis, chain)).collect(),
            chains,
            taken_back: (!parameters.taken_back.is_empty()).then(|| {
                let rise = vec![0.0; parameters.taken_back.len()];
                let chain = Chain::from_moves(&Moves { rise, ease: parameters.taken_back.clone() });
                let bands = Bands::new(space, space.integration(), &chain);
                (chain, bands)
            }),
            conducts: Conduct::all(loyalties.len() - STANCES.len()).zip(loyalties).map(laws).collect(),
            trapped: space.moved(CONFRONTATION, |_| top).into_iter().map(|state| closed[state]).collect(),
            ratification: parameters.ratification,
        }
    }

    /// Bytes of the laws of motion of games of this size.
    pub(super) fn bytes(size: &Size) -> usize {
        let (bands, struck, trapped) = (3, 1, 1);
        size.arrays(bands * (size.space.exogenous() + size.taken_back) + (bands + struck) * size.conducts() + trapped)
    }

    /// How an exogenous ladder moves.
    pub(crate) fn chain(&self, axis: usize) -> &Chain {
        &self.chains[axis]
    }

    /// The ladders but confrontation that every conduct shares.
    #[inline(always)]
    pub(super) fn drifting(&self) -> impl Iterator<Item = &Bands> {
        self.bands[CONFRONTATION + 1..].iter().chain(self.taken_back.as_ref().map(|(_, bands)| bands))
    }

    /// How integration falls by itself, if it does.
    pub(crate) fn taken_back(&self) -> Option<&Chain> {
        self.taken_back.as_ref().map(|(chain, _)| chain)
    }

    /// How the opening moves under a conduct.
    pub(crate) fn opening(&self, conduct: Conduct) -> &Chain {
        &self.conducts[conduct.index()].opening
    }

    /// Probability of entrapment in a quarter under a conduct, at a level of confrontation.
    pub(crate) fn entrapment(&self, conduct: Conduct, confrontation: usize) -> f64 {
        self.conducts[conduct.index()].entrapment[confrontation]
    }

    /// Expectation of `values` over the moves that every conduct shares: the exogenous ladders but confrontation, and integration
    /// where it falls by itself.
    ///
    /// [`Nature::expect`] takes what this gives.
    #[inline(always)]
    pub(crate) fn drift(&self, values: &[f64], out: &mut [f64], scratch: &mut Scratch) {
        out.copy_from_slice(values);
        for bands in self.drifting() {
            scratch.first.copy_from_slice(out);
            bands.expect(&scratch.first, out);
        }
    }

    /// Expectation of next quarter's values under a conduct, `drifted` being what [`Nature::drift`] made of them.
    #[inline(always)]
    pub(crate) fn expect(
        &self,
        space: &Space,
        conduct: Conduct,
        drifted: &[f64],
        out: &mut [f64],
        scratch: &mut Scratch,
    ) {
        let ConductLaws { bands, entrapment, .. } = &self.conducts[conduct.index()];
        bands.expect(drifted, &mut scratch.first);
        self.bands[CONFRONTATION].expect(&scratch.first, out);
        let block = space.stride(CONFRONTATION);
        for (level, &event) in entrapment.iter().enumerate() {
            for state in level * block..(level + 1) * block {
                out[state] = (1.0 - event) * out[state] + event * drifted[self.trapped[state]];
            }
        }
    }

    /// Probability of entrapment in a quarter under a conduct, by state.
    #[inline(always)]
    pub(crate) fn struck(&self, conduct: Conduct) -> &[f64] {
        &self.conducts[conduct.index()].struck
    }

    /// Carries the probabilities `mass` one quarter forward under a conduct and adds them to `out`.
    #[inline(always)]
    pub(crate) fn carry(&self, conduct: Conduct, mass: &[f64], out: &mut [f64], scratch: &mut Scratch) {
        self.spare(conduct, mass, scratch);
        self.entrap(conduct, mass, &mut scratch.first);
        self.carry_others(out, scratch);
    }

    /// The part of [`Nature::carry`] in which no entrapment happened.
    #[inline(always)]
    pub(crate) fn carry_spared(&self, conduct: Conduct, mass: &[f64], out: &mut [f64], scratch: &mut Scratch) {
        self.spare(conduct, mass, scratch);
        self.carry_others(out, scratch);
    }

    /// The part of the mass that is not entrapped, after the moves of confrontation and opening.
    #[inline(always)]
    fn spare(&self, conduct: Conduct, mass: &[f64], scratch: &mut Scratch) {
        let ConductLaws { bands, struck, .. } = &self.conducts[conduct.index()];
        for (spared, (mass, event)) in scratch.first.iter_mut().zip(mass.iter().zip(struck)) {
            *spared = (1.0 - event) * mass;
        }
        self.bands[CONFRONTATION].carry(&scratch.first, &mut scratch.second);
        bands.carry(&scratch.second, &mut scratch.first);
    }

    /// The part of [`Nature::carry`] in which an entrapment happened.
    #[inline(always)]
    pub(crate) fn carry_entrapped(&self, conduct: Conduct, mass: &[f64], out: &mut [f64], scratch: &mut Scratch) {
        scratch.first.fill(0.0);
        self.entrap(conduct, mass, &mut scratch.first);
        self.carry_others(out, scratch);
    }

    /// Adds the part of the mass that is entrapped where entrapment leads it.
    #[inline(always)]
    fn entrap(&self, conduct: Conduct, mass: &[f64], out: &mut [f64]) {
        for (&target, (mass, event)) in self.trapped.iter().zip(mass.iter().zip(self.struck(conduct))) {
            out[target] += event * mass;
        }
    }

    /// Moves the mass in `scratch` along the ladders that move whatever happens, and adds it to `out`.
    #[inline(always)]
    fn carry_others(&self, out: &mut [f64], scratch: &mut Scratch) {
        for bands in self.drifting() {
            bands.carry(&scratch.first, &mut scratch.second);
            std::mem::swap(&mut scratch.first, &mut scratch.second);
        }
        let count = self.trapped.len();
        for (sum, carried) in out[..count].iter_mut().zip(&scratch.first[..count]) {
            *sum += carried;
        }
    }
}
