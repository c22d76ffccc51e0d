//! The bargaining range of every offer family where each branch begins, exact, at central values (model page §4).
//!
//! Takes a scenario and its equilibrium at central values, gives the two ends, each taken apart into payoff terms. The
//! state is that which the branch sets and what then breaks in for certain, without dispute, all else as at the start;
//! elections ahead are left out, and so are upheavals that may or may not come and what the client may take back. An offer
//! that cannot be made there has no row.

use crate::base::units::YEARS_PER_QUARTER;
use crate::forecast::branching::BranchCase;
use crate::forecast::solved::worked;
use crate::forecast::upheaval;
use crate::game::Game;
use crate::game::choice::Workspace;
use crate::game::conduct::{Begins, Conduct, STANCES};
use crate::game::equilibrium::{Equilibrium, EraGames};
use crate::game::payoff::{ClientTerms, Flow, PatronTerms};
use crate::game::player::Player;
use crate::game::policy::Policy;
use crate::game::range::BargainingRange;
use crate::scenario::{Branch, CONFRONTATION, MANDATE, Scenario, Upheaval};
use serde::{Deserialize, Serialize};

/// Name of what is not a term of this quarter's payoff.
pub const LATER: &str = "what later quarters are worth";

/// Where a branch begins, and what could be agreed there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BranchStart {
    /// The branch.
    pub branch: String,
    /// Government after it.
    pub government: String,
    /// Level of confrontation.
    pub confrontation: String,
    /// Level of the mandate.
    pub mandate: String,
    /// Level of the opening.
    pub opening: String,
    /// Level of energy, if there is more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy: Option<String>,
    /// Every offer family that can be made there, in the order of the file.
    pub ranges: Vec<FamilyStart>,
}

impl BranchStart {
    /// The range of a family; `None` if it cannot be offered there.
    pub fn range(&self, family: &str) -> Option<&FamilyStart> {
        self.ranges.iter().find(|range| range.family == family)
    }
}

/// The range of a family, pp/yr. An end is absent where the subsidy does not matter to that side. Between the ends any
/// subsidy would suit both; only those of the menu can be agreed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FamilyStart {
    /// The family.
    pub family: String,
    /// Least subsidy that the client would take.
    pub reservation: Option<f64>,
    /// Greatest subsidy that the patron would pay.
    pub willingness: Option<f64>,
    /// Subsidies that the scenario's menu has for it, the least first; none in results of earlier versions.
    #[serde(default)]
    pub menu: Vec<f64>,
    /// What the reservation is made of, term by term of this quarter's payoff, and [`LATER`]; they sum to it.
    pub client: Vec<(String, f64)>,
    /// The same of the willingness.
    pub patron: Vec<(String, f64)>,
}

impl FamilyStart {
    /// Willingness less reservation; negative where no subsidy suits both.
    pub fn width(&self) -> Option<f64> {
        Some(self.willingness? - self.reservation?)
    }

    /// Whether the menu has a subsidy that suits both; taken for granted where the menu is not known.
    pub fn is_on_menu(&self) -> bool {
        is_on_menu(&self.menu, (self.reservation, self.willingness))
    }
}

/// Whether a menu has a subsidy from the least that the client takes to the most that the patron pays.
pub(crate) fn is_on_menu(menu: &[f64], (least, most): (Option<f64>, Option<f64>)) -> bool {
    let suits = |subsidy: &f64| least.is_none_or(|least| least <= *subsidy) && most.is_none_or(|most| *subsidy <= most);
    menu.is_empty() || menu.iter().any(suits)
}

/// The subsidies that the menu has for a family, the least first.
pub(crate) fn menu(game: &Game, family: usize) -> Vec<f64> {
    let of = game.menu().iter().filter(|item| item.family == family);
    let mut subsidies: Vec<f64> = of.map(|item| item.subsidy).collect();
    subsidies.sort_by(f64::total_cmp);
    subsidies
}

/// Where a branch begins, with what the two have there without a deal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RoomAtStart {
    /// The ranges.
    #[serde(flatten)]
    pub start: BranchStart,
    /// Its quarter.
    pub quarter: String,
}

/// Every branch where it begins, with what the two have there without a deal.
pub fn rooms(scenario: &Scenario, central: &Equilibrium) -> Vec<RoomAtStart> {
    let branches = first_branches(scenario);
    let cases = BranchCase::all(scenario).into_iter().enumerate();
    let room = |(index, case): (usize, BranchCase)| {
        let place = Place::new(scenario, central, branches.get(index));
        RoomAtStart {
            quarter: scenario.first.plus(first_quarter(scenario)).to_string(),
            start: start(scenario, case.name, &place),
        }
    };
    cases.map(room).collect()
}

/// Every branch where it begins.
pub fn starts(scenario: &Scenario, central: &Equilibrium) -> Vec<BranchStart> {
    let branches = first_branches(scenario);
    let cases = BranchCase::all(scenario).into_iter().enumerate();
    cases.map(|(index, case)| start(scenario, case.name, &Place::new(scenario, central, branches.get(index)))).collect()
}

fn first_branches(scenario: &Scenario) -> &[Branch] {
    scenario.elections.first().map_or(&[], |election| &election.branches)
}

/// The quarter in which the branches begin.
fn first_quarter(scenario: &Scenario) -> usize {
    scenario.elections.first().map_or(0, |election| election.quarter)
}

/// Where a branch begins: the government, the level of each ladder, and the state of its game.
struct Place<'a> {
    government: usize,
    levels: Vec<usize>,
    bench: Bench<'a>,
    state: usize,
}

impl<'a> Place<'a> {
    fn new(scenario: &Scenario, central: &'a Equilibrium, branch: Option<&Branch>) -> Self {
        let quarter = first_quarter(scenario);
        let government = branch.and_then(|branch| branch.government).unwrap_or(0);
        let bench = Bench::new(central.era(quarter), government);
        let mut levels: Vec<usize> = scenario.ladders.all().map(|ladder| ladder.start).collect();
        let mut set = |axis: usize, level: Option<usize>| levels[axis] = level.unwrap_or(levels[axis]);
        set(MANDATE, branch.and_then(|branch| branch.mandate));
        set(bench.game.space.opening(), branch.and_then(|branch| branch.opening));
        let state = bench.game.space.index(&levels);
        let certain = |(chance, upheaval): (f64, &'_ Upheaval)| (chance == 1.0).then(|| upheaval.clone());
        let breaks_in = upheaval::possible(scenario, quarter, government, (&bench.game.space, state));
        let Some(breaks_in) = breaks_in.into_iter().find_map(certain) else {
            return Self { government, state, levels, bench };
        };
        let government = breaks_in.government.unwrap_or(government);
        let state = upheaval::reached(&bench.game.space, &breaks_in, state);
        let set = levels.iter().zip(&breaks_in.levels);
        let levels = set.map(|(level, set)| set.unwrap_or(*level)).collect();
        Self { government, state, levels, bench: Bench::new(central.era(quarter), government) }
    }
}

fn start(scenario: &Scenario, name: String, place: &Place<'_>) -> BranchStart {
    let Place { government, levels, bench, state } = place;
    let ladders = &scenario.ladders;
    let families = scenario.offers.iter().enumerate();
    let families = families.filter(|(family, _)| !bench.game.is_mute(*state) && bench.game.can_offer(*family, *state));
    BranchStart {
        branch: name,
        government: scenario.governments[*government].clone(),
        confrontation: ladders.confrontation().levels[levels[CONFRONTATION]].clone(),
        mandate: ladders.mandate().levels[levels[MANDATE]].clone(),
        opening: ladders.opening.levels[levels[bench.game.space.opening()]].clone(),
        energy: ladders.energy_at_start(),
        ranges: families.map(|(family, offer)| bench.range(family, &offer.name, *state)).collect(),
    }
}

/// A government's solved game with the backward step that its ranges are read off.
struct Bench<'a> {
    game: &'a Game,
    policy: &'a Policy,
    work: Workspace,
}

impl<'a> Bench<'a> {
    fn new(era: &'a EraGames, government: usize) -> Self {
        let (game, solution) = (&era.games[government], &era.solutions[government]);
        let (_, work) = worked(game, solution);
        Self { game, policy: &solution.policy, work }
    }

    fn range(&self, family: usize, name: &str, state: usize) -> FamilyStart {
        let range = BargainingRange::new(self.game, &self.work, family, Begins::Calm, state);
        let of = |conduct, flow, pressure| self.game.terms(state, self.game.behaviour(conduct), flow, pressure);
        let deal = of(Conduct::Contract(family), Flow::Contract(self.game.families[family].upfront), 0.0);
        let [neutral, hedging] =
            STANCES.map(|stance| of(Conduct::Stance(stance), Flow::Treaty, self.policy.pressure(stance)[state]));
        let end = |player, end: Option<f64>, terms: [Vec<(&'static str, f64)>; 3]| {
            end.map_or(Vec::new(), |end| self.parts(player, family, state, end, terms))
        };
        let client = |terms: &ClientTerms| terms.named().to_vec();
        let patron = |terms: &PatronTerms| terms.named().to_vec();
        FamilyStart {
            family: name.to_owned(),
            reservation: range.reservation,
            willingness: range.willingness,
            menu: menu(self.game, family),
            client: end(Player::Client, range.reservation, [&deal.0, &neutral.0, &hedging.0].map(client)),
            patron: end(Player::Patron, range.willingness, [&deal.1, &neutral.1, &hedging.1].map(patron)),
        }
    }

    /// # Formula
    /// An end is `(N − a) / b` (§4). Of it a term makes up `Δ (n − t) / b`, with t the term under the deal at no subsidy
    /// and n that without agreement, the stances weighed by their probabilities; what is left is later quarters.
    fn parts(
        &self,
        player: Player,
        family: usize,
        state: usize,
        end: f64,
        [deal, neutral, hedging]: [Vec<(&'static str, f64)>; 3],
    ) -> Vec<(String, f64)> {
        let slope = self.work.signing_slope(player, family)[state];
        let hedge = self.policy.hedge(Begins::Calm)[state];
        let part = |index: usize| {
            let without = (1.0 - hedge) * neutral[index].1 + hedge * hedging[index].1;
            YEARS_PER_QUARTER * (without - deal[index].1) / slope
        };
        let mut parts: Vec<(String, f64)> =
            deal.iter().enumerate().map(|(index, (name, _))| ((*name).to_owned(), part(index))).collect();
        let later = end - parts.iter().map(|(_, part)| part).sum::<f64>();
        parts.push((LATER.to_owned(), later));
        parts
    }
}
