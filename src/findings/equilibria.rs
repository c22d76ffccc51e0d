//! The equilibria of a scenario's games, and what the choice among them changes, as plain data.
//!
//! Takes what the search found ([`search`](crate::forecast::equilibria::search)) at central values or in draws, gives rows,
//! and counts over the draws.

use crate::forecast::equilibria::{COMPARED, Draw, Found, Searched};
use crate::forecast::selection::Sides;
use crate::scenario::Scenario;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// The equilibria found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Equilibria {
    /// Name of the scenario.
    pub scenario: String,
    /// Draws that were searched; `None` at central values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draws: Option<usize>,
    /// In how many draws each game has several.
    pub games: Vec<GameCount>,
    /// In how many draws any game has several, and in how many the two selections are not the same in every game.
    pub several: usize,
    /// See [`Equilibria::several`].
    pub differ: usize,
    /// What the selection changes in the headline; `None` if the scenario has no event whose probability is worked out
    /// exactly, or no draw has both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<MovedEvent>,
    /// What the selection changes, by the quantity's name; empty if no draw has both.
    pub moved: IndexMap<String, Moved>,
    /// Every equilibrium.
    pub equilibria: Vec<EquilibriumRow>,
}

/// One game counted over the draws.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GameCount {
    /// Name of the era; `start` before the first.
    pub era: String,
    /// Name of the government.
    pub government: String,
    /// Draws with two equilibria or more, and with three or more.
    pub several: usize,
    /// See [`GameCount::several`].
    pub three_or_more: usize,
    /// Draws in which backward induction and the principal branch end on different ones.
    pub differ: usize,
    /// Draws in which backward induction has no certificate, and in which the path did not arrive.
    pub no_backward: usize,
    /// See [`GameCount::no_backward`].
    pub no_principal: usize,
}

/// Means over the path under either selection, in the mean over the draws that have both.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Moved {
    /// Where all games end on backward induction's equilibrium.
    pub backward: f64,
    /// Where all do so on the principal branch's.
    pub principal: f64,
    /// Greatest absolute difference in a draw.
    pub greatest: f64,
}

/// In how many draws there is a choice among equilibria, and what it changes in the headline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    /// Draws that were searched.
    pub draws: usize,
    /// Those in which several equilibria were found in some game: a least number.
    pub several: usize,
    /// Those in which backward induction and the principal branch end on different ones in some game.
    pub differ: usize,
    /// Those in which this is not known: no difference is seen, and in some game one of the two ends on none.
    #[serde(default)]
    pub unknown: usize,
    /// What that changes; `None` if the scenario has no event whose probability is worked out exactly, or no draw has both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headline: Option<MovedEvent>,
}

/// Probability of the main event over all outcomes by the odds of each draw, in the mean over the draws that have both
/// selections. Exact in each draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MovedEvent {
    /// Name of the event.
    pub event: String,
    /// Draws that have both.
    pub draws: usize,
    /// Where all games end on backward induction's equilibrium.
    pub backward: f64,
    /// Where all do so on the principal branch's.
    pub principal: f64,
    /// Greatest absolute difference in a draw.
    pub greatest: f64,
}

/// One equilibrium of one game.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct EquilibriumRow {
    /// Number of the draw; `None` at central values.
    pub draw: Option<usize>,
    /// Name of the era; `start` before the first.
    pub era: String,
    /// Name of the government.
    pub government: String,
    /// Its number in the game, from 1.
    pub number: usize,
    /// Whether backward induction ends on it.
    pub backward: bool,
    /// Whether the principal branch does.
    pub principal: bool,
    /// Whether backward induction would stay there.
    pub stays: bool,
    /// Greatest change of a decision probability in one exact backward step.
    pub residual: Option<f64>,
    /// Dominant eigenvalue of the backward step there, its absolute value.
    pub eigenvalue: Option<f64>,
    /// Greatest difference of a decision probability from the first equilibrium of the game.
    pub distance: f64,
    /// Probability, where the path starts, that an agreement is signed.
    pub start_agreement: f64,
    /// That the next quarter begins in dispute.
    pub start_dispute: f64,
    /// That the client hedges.
    pub start_hedging: f64,
    /// Subsidy promised there in an agreement, in the mean, pp/yr.
    pub start_subsidy: Option<f64>,
    /// Means over the path: share of quarters in which an agreement is signed.
    pub agreement: Option<f64>,
    /// Share of quarters that begin in dispute.
    pub dispute: Option<f64>,
    /// Share of quarters of hedging.
    pub hedging: Option<f64>,
    /// Subsidy received, pp/yr.
    pub subsidy: Option<f64>,
    /// Depth of integration.
    pub integration_depth: Option<f64>,
}

impl Equilibria {
    /// Of a search at central values (`numbers` is `None`) or of these draws.
    pub fn new(scenario: &Scenario, numbers: Option<&[usize]>, draws: &[Draw]) -> Self {
        let number = |at: usize| numbers.map(|numbers| numbers[at]);
        let rows = |(at, draw): (usize, &Draw)| -> Vec<EquilibriumRow> {
            draw.games.iter().flat_map(|game| rows(scenario, number(at), game)).collect()
        };
        let Selection { several, differ, headline, .. } =
            Selection::new(scenario, &draws.iter().map(|draw| draw.sides).collect::<Vec<_>>());
        let games = draws.first().map_or(0, |draw| draw.games.len());
        Self {
            scenario: scenario.id.clone(),
            draws: numbers.map(<[usize]>::len),
            games: (0..games).map(|game| count(scenario, draws, game)).collect(),
            several,
            differ,
            headline,
            moved: moved(draws),
            equilibria: draws.iter().enumerate().flat_map(rows).collect(),
        }
    }

    /// Whether each game has an equilibrium of either selection in some draw.
    pub fn complete(&self) -> bool {
        !self.moved.is_empty()
    }
}

impl Selection {
    /// Of the draws that were searched.
    pub fn new(scenario: &Scenario, draws: &[Sides]) -> Self {
        Self {
            draws: draws.len(),
            several: draws.iter().filter(|sides| sides.several).count(),
            differ: draws.iter().filter(|sides| sides.differ == Some(true)).count(),
            unknown: draws.iter().filter(|sides| sides.differ.is_none()).count(),
            headline: MovedEvent::new(scenario, draws),
        }
    }
}

impl MovedEvent {
    /// Of the scenario's main event.
    pub(super) fn new(scenario: &Scenario, draws: &[Sides]) -> Option<Self> {
        let pairs: Vec<[f64; 2]> = draws.iter().filter_map(|sides| sides.event).collect();
        let Moved { backward, principal, greatest } = Moved::of(&pairs)?;
        Some(Self { event: scenario.events.first()?.name.clone(), draws: pairs.len(), backward, principal, greatest })
    }
}

impl Moved {
    /// Of pairs, that of backward induction first; `None` if there is none.
    fn of(pairs: &[[f64; 2]]) -> Option<Self> {
        let mean = |side: usize| pairs.iter().map(|pair| pair[side]).sum::<f64>() / pairs.len() as f64;
        let greatest = pairs.iter().map(|[backward, principal]| (backward - principal).abs()).reduce(f64::max)?;
        Some(Self { backward: mean(0), principal: mean(1), greatest })
    }
}

fn differ(game: &Searched) -> bool {
    let ends = |which: fn(&Found) -> bool| game.found.iter().position(which);
    let (backward, principal) = (ends(|found| found.backward), ends(|found| found.principal));
    backward.is_some() && principal.is_some() && backward != principal
}

fn count(scenario: &Scenario, draws: &[Draw], game: usize) -> GameCount {
    let of = |holds: fn(&Searched) -> bool| draws.iter().filter(|draw| holds(&draw.games[game])).count();
    let Searched { era, government, .. } = draws[0].games[game];
    GameCount {
        era: era_name(scenario, era),
        government: scenario.governments[government].clone(),
        several: of(|game| game.found.len() > 1),
        three_or_more: of(|game| game.found.len() > 2),
        differ: of(differ),
        no_backward: of(|game| !game.found.iter().any(|found| found.backward)),
        no_principal: of(|game| !game.found.iter().any(|found| found.principal)),
    }
}

fn era_name(scenario: &Scenario, era: usize) -> String {
    if era == 0 { "start".into() } else { scenario.eras[era - 1].name.clone() }
}

fn moved(draws: &[Draw]) -> IndexMap<String, Moved> {
    let both = || draws.iter().filter_map(|draw| Some([draw.backward?, draw.principal?]));
    let quantities = COMPARED.into_iter().enumerate();
    let of = |at: usize| Moved::of(&both().map(|sides| sides.map(|means| means[at])).collect::<Vec<_>>());
    quantities.filter_map(|(at, quantity)| Some((quantity.name(&[]), of(at)?))).collect()
}

fn rows(scenario: &Scenario, draw: Option<usize>, game: &Searched) -> Vec<EquilibriumRow> {
    let row = |(number, found): (usize, &Found)| {
        let mean = |at: usize| found.means.map(|means| means[at]);
        EquilibriumRow {
            draw,
            era: era_name(scenario, game.era),
            government: scenario.governments[game.government].clone(),
            number: number + 1,
            backward: found.backward,
            principal: found.principal,
            stays: found.certificate.eigenvalue.is_some_and(|eigenvalue| eigenvalue < 1.0),
            residual: found.certificate.residual,
            eigenvalue: found.certificate.eigenvalue,
            distance: found.distance,
            start_agreement: found.start.agreement,
            start_dispute: found.start.dispute,
            start_hedging: found.start.hedging,
            start_subsidy: found.start.subsidy,
            agreement: mean(0),
            dispute: mean(1),
            hedging: mean(2),
            subsidy: mean(3),
            integration_depth: mean(4),
        }
    };
    game.found.iter().enumerate().map(row).collect()
}
