"""Every decision of a small scenario beside sGameSolver, which traces logit Markov quantal response equilibria.

    stochastic_game.py SCENARIO.toml SOLVED.json [--wrong-precision FACTOR]

Builds the stochastic game from the scenario and docs/model.md alone; what `allegiance solve` printed is read only to
be compared. A quarter becomes a row of states in each of which one side moves and the other has a single, idle action.
Chance is folded into the transitions. docs/agreement.md says what is compared and which conventions meet.
"""

import argparse
import json
import math
import sys
import time
import tomllib
from itertools import product
from pathlib import Path

import numpy as np
import sgamesolver

YEARS = 0.25  # length of a quarter
CLIENT, PATRON = 0, 1
SIDES = ("client", "patron")
NEUTRAL, HEDGE = 0, 1
STANCES = ("neutral", "hedge")
LADDERS = ("confrontation", "mandate", "opening", "integration", "energy")  # a scenario may have no energy
WITHIN = 1e-6  # greatest gap allowed between two probabilities; found: 5e-8
WITHIN_VALUES = 1e-5  # and between two values, in pp-years; found: 5e-7
# Along the path: begin with longer steps and lengthen them sooner than by default (a fifth of the time). A step still
# counts only if the corrector converges within the solver's own bounds.
STEPS = {"ds_initial": 0.5, "ds_inflation_factor": 1.5, "ds_inflation_min_consecutive_successes": 1, "verbose": 0}
DECISIONS = ("proposals of the client", "proposals of the patron", "answers of the client", "answers of the patron",
             "stance", "pressure")


# ---- the definition: payoffs and laws of motion (docs/model.md, sections 2 and 3) ----------------------------------


class World:
    """Numbers of the scenario, and the payoffs and moves that follow from them."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.client, self.patron, self.bargain = scenario["client"], scenario["patron"], scenario["bargain"]
        self.sizes = [len(scenario[name]["levels"]) if name in scenario else 1 for name in LADDERS]
        self.offers = [(family["name"], family["loyalty"], family["integration"], subsidy)
                       for family in scenario["offer"] for subsidy in family["subsidies"]]
        self.loyalty = (self.bargain["neutral_loyalty"], self.bargain["hedging_loyalty"])
        self.patience = self.client["patience"]
        self.require()

    def require(self):
        """What the translation does not cover is refused rather than compared wrongly."""
        refused = [
            (self.bargain["contract_quarters"] != 1, "contract_quarters must be 1: no contract outlives its quarter"),
            (self.client["weak_survival"] != 1, "weak_survival must be 1: one discount factor in all states"),
            (self.patron["patience"] != self.patience, "patience must be the same for both sides"),
            ("election" in self.scenario, "elections are not part of the stationary game"),
        ]
        for wrong, message in refused:
            if wrong:
                sys.exit(f"not comparable: {message}")

    def level(self, ladder, at):
        key = {"confrontation": "intensity", "mandate": "strength", "opening": "openness", "integration": "depth",
               "energy": "price"}
        return self.scenario[ladder][key[ladder]][at] if ladder in self.scenario else 1.0

    def danger(self, at):
        """Rate of entrapment of a fully loyal client."""
        intensity = self.level("confrontation", at[0])
        return self.client["entrapment_hazard"] * intensity ** self.client["entrapment_curvature"]

    def vulnerability(self, at):
        """Weak at home and without shelter in the West: section 1."""
        shelter = self.client.get("refuge", 0.0) * self.level("opening", at[2])
        return (1 - self.level("mandate", at[1])) * (1 - shelter)

    def desertion(self, at, stance):
        """What the patron takes a stance for, pp-years of a quarter."""
        tension, p = self.level("confrontation", at[0]), self.patron
        missing = p["abandonment_cost"] * (1 - self.loyalty[stance])
        return YEARS * tension * (missing + (stance == HEDGE) * p["hedging_cost"])

    def flows(self, at, loyalty, received, hedges, damaged, steps=0):
        """Payoffs of both sides per year, section 3, without an answer to the stance."""
        c, p = self.client, self.patron
        tension, strength, openness, depth, price = (self.level(name, level) for name, level in zip(LADDERS, at))
        dividend = c["delivery"] * c["integration_dividend"] * depth
        received *= price
        client = received + dividend
        reached_for = self.level("opening", min(at[2] + 1, self.sizes[2] - 1))
        averted = hedges * c.get("outreach_relief", 0.0) * reached_for
        frailty = 1 + c["fragility"] * self.vulnerability(at)
        client -= damaged * c["pressure_damage"] * (1 + c["dependence"] * depth) * frailty * (1 - averted)
        exposure = c.get("top_exposure", 1.0) if at[0] == self.sizes[0] - 1 else 1.0
        client -= exposure * self.danger(at) * loyalty * c["entrapment_loss"]
        client += c["western_benefit"] * openness * (1 - loyalty)
        given = loyalty * (1 - c.get("tied_backing", 0.0) * (steps == 0))
        given += c.get("refuge", 0.0) * openness * (1 - loyalty)
        client += c["regime_backing"] * (1 - strength) * given
        client -= hedges * c["hedging_risk"] * tension
        client -= c["sovereignty_cost"] * depth**2
        patron = p["loyalty_value"] * loyalty ** (1 + p["unequivocal_support"] * tension)
        patron -= p["abandonment_cost"] * tension * (1 - loyalty)
        patron -= hedges * p["hedging_cost"] * tension
        patron -= (p["fiscal_cost"] + p["fiscal_strain"] * tension) * (received + p["dividend_share"] * dividend)
        patron -= damaged * p["pressure_cost"]
        patron += (p["integration_value"] + p["integration_security"] * tension) * depth
        return YEARS * np.array([client, patron])

    def flows_signed(self, at, offer):
        _, loyalty, steps, subsidy = self.offers[offer]
        return self.flows(at, loyalty, self.client["delivery"] * subsidy, 0, 0, steps)

    def flows_apart(self, at, dispute, stance, pressure):
        received = 0.0 if dispute else self.client["treaty_benefit"]
        made_good = pressure * self.patron.get("deterrence", 0.0) * self.desertion(at, stance)
        return self.flows(at, self.loyalty[stance], received, stance == HEDGE, dispute) + np.array([0.0, made_good])

    def moves(self, ladder, at, rise, ease):
        """Distribution of the next level of a ladder; what would lead beyond an end stays."""
        size = self.sizes[LADDERS.index(ladder)]
        step = lambda value, index: value[index] if isinstance(value, list) else value
        up = step(rise, at) if at + 1 < size else 0.0
        down = min(step(ease, at - 1), 1 - up) if at > 0 else 0.0
        return {level: odds for level, odds in ((at + 1, up), (at - 1, down), (at, 1 - up - down)) if odds > 0}

    def opening_moves(self, at, loyalty, hedges):
        table, neutral = self.scenario["opening"], self.loyalty[NEUTRAL]
        excess = max(0.0, loyalty - neutral) / (1 - neutral) if neutral < 1 else 0.0
        size = self.sizes[2] - 1
        spread = lambda value: value if isinstance(value, list) else [value] * size
        ease = [base + extra * excess for base, extra in zip(spread(table["ease"]), spread(table["loyalty_ease"]))]
        return self.moves("opening", at, table["hedging_rise" if hedges else "rise"], ease)

    def outside(self, at, loyalty, hedges):
        """Distribution of the next confrontation, mandate, opening and energy: section 2, step 5."""
        tension, mandate, opening, _, energy = at
        caught = 1 - math.exp(-self.danger(at) * loyalty * YEARS)
        strained = self.scenario["confrontation"]
        ruled = self.scenario["mandate"]
        mandates = self.moves("mandate", mandate, ruled["rise"], ruled["ease"])
        priced = self.scenario.get("energy", {"rise": 0, "ease": 0})
        energies = self.moves("energy", energy, priced["rise"], priced["ease"])
        tensions = self.moves("confrontation", tension, strained["rise"], strained["ease"])
        openings = self.opening_moves(opening, loyalty, hedges)
        odds = {}
        for (next_mandate, third), (next_energy, fourth) in product(mandates.items(), energies.items()):
            chance = third * fourth
            entrapped = (self.sizes[0] - 1, next_mandate, 0, next_energy)
            odds[entrapped] = odds.get(entrapped, 0.0) + caught * chance
            for (next_tension, first), (next_opening, second) in product(tensions.items(), openings.items()):
                free = (next_tension, next_mandate, next_opening, next_energy)
                odds[free] = odds.get(free, 0.0) + (1 - caught) * chance * first * second
        return odds

    def after_signing(self, at, offer):
        """Distribution of the next quarter's opening: ratified or not, never in dispute."""
        _, loyalty, steps, _ = self.offers[offer]
        ratified = self.scenario["integration"]["ratification"] if steps else 0.0
        deeper = min(at[3] + steps, self.sizes[3] - 1)
        return [((*outside[:3], depth, outside[3]), False, odds * share) for outside, odds in self.outside(at, loyalty, False).items()
                for depth, share in ((deeper, ratified), (at[3], 1 - ratified)) if share > 0]

    def after_answer(self, at, stance, pressure):
        moves = self.outside(at, self.loyalty[stance], stance == HEDGE)
        return [((*outside[:3], at[3], outside[3]), pressure, odds) for outside, odds in moves.items()]

    def talks(self, at, dispute):
        calm = self.bargain.get("talks", 1.0)
        calmest = self.bargain.get("talks_in_dispute", calm) if dispute else calm
        if calmest in (0, 1):
            return calmest
        sharper = self.level("confrontation", at[0]) - self.level("confrontation", 0)
        yielding = self.bargain.get("talks_yielding", 0.0) * self.vulnerability(at)
        shift = sharper * (yielding - self.bargain.get("talks_hardening", 0.0))
        return calmest * math.exp(shift) / (1 - calmest + calmest * math.exp(shift))

    def goes_on(self, dispute):
        """Probability that pressure goes on after no agreement, the patron not being asked."""
        return self.bargain.get("pressure_inertia", 0.0) if dispute else 0.0


# ---- the same as a stochastic game ---------------------------------------------------------------------------------


def closed_games(world):
    """The openings of quarters, each with all that can follow it: as many games as hang together."""
    seen, games = set(), []
    for first in product(product(*map(range, world.sizes)), (False, True)):
        if first in seen:
            continue
        game, waiting = {first: None}, [first]
        while waiting:
            at, _ = waiting.pop()
            moves = [move for offer in range(len(world.offers)) for move in world.after_signing(at, offer)]
            moves += [move for stance in (NEUTRAL, HEDGE) for pressure in (False, True)
                      for move in world.after_answer(at, stance, pressure)]
            fresh = {(after, dispute): None for after, dispute, _ in moves} - game.keys()
            waiting += sorted(fresh)
            game |= dict.fromkeys(sorted(fresh))
        games.append(list(game))
        seen |= game.keys()
    return games


class Board:
    """States, payoffs and transitions as sGameSolver takes them."""

    def __init__(self, world, openings):
        self.world = world
        self.openings = openings
        self.index, self.movers = {}, []
        for opening in self.openings:
            self.name_states(opening)
        self.payoffs, self.transitions = [None] * len(self.index), [None] * len(self.index)
        for opening in self.openings:
            self.fill(opening)

    def name_states(self, opening):
        def add(name, mover):
            self.index[opening, *name] = len(self.index)
            self.movers.append(mover)

        for proposer in (CLIENT, PATRON):
            add(("propose", proposer), proposer)
            for offer in range(len(self.world.offers)):
                add(("answer", 1 - proposer, offer), 1 - proposer)
        add(("stance",), CLIENT)
        for stance in (NEUTRAL, HEDGE):
            add(("pressure", stance), PATRON)

    def put(self, state, options):
        """`options` of the mover of a state, each with the flows it earns and the states it leads to."""
        idle = (lambda values: values[:, None]) if self.movers[state] == CLIENT else (lambda values: values[None, :])
        flows = np.array([flow for flow, _ in options])
        rows = np.zeros((len(options), len(self.index)))
        for row, (_, targets) in zip(rows, options):
            for target, odds in targets:
                row[target] += odds
        self.payoffs[state] = np.stack([idle(flows[:, side]) for side in (CLIENT, PATRON)])
        self.transitions[state] = idle(rows)

    def entry(self, at, dispute):
        """Where a quarter that opens so begins, after the draw of talks and of the proposer."""
        opening, talks = (at, dispute), self.world.talks(at, dispute)
        power = self.world.bargain["proposal_power"]
        return [(self.index[opening, "propose", CLIENT], talks * power),
                (self.index[opening, "propose", PATRON], talks * (1 - power)),
                (self.index[opening, "stance"], 1 - talks)]

    def next_quarter(self, moves):
        """The quarter's discount is the probability that the game goes on: rows sum to it, not to 1."""
        return [(state, self.world.patience * odds * share) for at, dispute, odds in moves
                for state, share in self.entry(at, dispute)]

    def fill(self, opening):
        at, dispute = opening
        world, state = self.world, lambda *name: self.index[opening, *name]
        nothing = np.zeros(2)
        for proposer in (CLIENT, PATRON):
            answers = [state("answer", 1 - proposer, offer) for offer in range(len(world.offers))]
            self.put(state("propose", proposer), [(nothing, [(answer, 1.0)]) for answer in answers])
            for offer, answer in enumerate(answers):
                signed = (world.flows_signed(at, offer), self.next_quarter(world.after_signing(at, offer)))
                self.put(answer, [signed, (nothing, [(state("stance"), 1.0)])])
        # Where pressure goes on by itself the quarter ends with the stance, and earns its flows there.
        goes_on, stances = world.goes_on(dispute), []
        for stance in (NEUTRAL, HEDGE):
            tolerated, pressed = (world.flows_apart(at, dispute, stance, pressure) for pressure in (False, True))
            unasked = self.next_quarter(world.after_answer(at, stance, True))
            asked = [(state("pressure", stance), 1 - goes_on)]
            stances.append((goes_on * pressed, asked + [(target, goes_on * odds) for target, odds in unasked]))
            self.put(state("pressure", stance), [
                (tolerated, self.next_quarter(world.after_answer(at, stance, False))),
                (pressed, self.next_quarter(world.after_answer(at, stance, True)))])
        self.put(state("stance"), stances)


class Traced:
    """The equilibrium that sGameSolver reaches from all choices uniform, at both sides' own precision."""

    def __init__(self, world, openings, factor):
        self.board = Board(world, openings)
        self.precision = np.array([world.client["precision"] * factor, world.patron["precision"]])
        payoffs = [flows * self.precision[:, None, None] for flows in self.board.payoffs]
        game = sgamesolver.SGame(payoffs, self.board.transitions, 1.0)
        homotopy = sgamesolver.homotopy.QRE(game, implementation="cython")
        homotopy.solver_setup(target_lambda=1.0)
        homotopy.solver.set_parameters(STEPS)
        started = time.monotonic()
        result = homotopy.solver.start()
        if not result["success"]:
            sys.exit(f"sGameSolver did not reach the precision: {result['failure reason']}")
        print(f"sGameSolver: {len(self.board.index)} states, {game.num_actions_total} actions, "
              f"{result['steps']} steps of the path, {time.monotonic() - started:.1f} s")
        self.chances, values, _ = homotopy.y_to_sigma_V_t(result["y"])
        self.values = values / self.precision

    def choice(self, opening, *name):
        """Probabilities of the mover's options."""
        state = self.board.index[opening, *name]
        return self.chances[state, self.board.movers[state]]

    def value(self, opening):
        return sum(odds * self.values[state] for state, odds in self.board.entry(*opening))


# ---- the comparison ------------------------------------------------------------------------------------------------


def opening_of(world, printed):
    at = tuple(world.scenario[name]["levels"].index(printed[name]) if name in printed else 0 for name in LADDERS)
    return at, printed["dispute"]


def pairs_of_offers(world, traced, opening, printed):
    """(kind of decision, theirs, ours) for proposals and answers."""
    by_offer = {(entry["offer"], entry["subsidy"]): entry for entry in printed["signed"]}
    for number, (family, _, _, subsidy) in enumerate(world.offers):
        entry = by_offer[family, float(subsidy)]
        for side, name in enumerate(SIDES):
            yield f"proposals of the {name}", traced.choice(opening, "propose", side)[number], entry["proposed"][name]
            yield f"answers of the {name}", traced.choice(opening, "answer", side, number)[0], entry["accepted"][name]


def pairs_apart(traced, opening, printed):
    """The same for what follows when there is no agreement."""
    yield "stance", traced.choice(opening, "stance")[HEDGE], printed["hedge"]
    for stance, name in enumerate(STANCES):
        yield "pressure", traced.choice(opening, "pressure", stance)[1], printed["pressure"][name]


def compare(world, games, states):
    """Greatest gap and number of comparisons by kind of decision, and the greatest gap of a value."""
    gaps, counts, worth = dict.fromkeys(DECISIONS, 0.0), dict.fromkeys(DECISIONS, 0), 0.0
    by_opening = {opening: traced for traced in games for opening in traced.board.openings}
    if len(states) != len(by_opening):
        sys.exit("the program did not print every negotiation state")
    for printed in states:
        opening = opening_of(world, printed)
        traced = by_opening.pop(opening)
        for kind, theirs, ours in (*pairs_of_offers(world, traced, opening, printed),
                                   *pairs_apart(traced, opening, printed)):
            gaps[kind] = float(np.maximum(gaps[kind], abs(theirs - ours)))  # keeps NaN, which then fails
            counts[kind] += 1
        ours = [printed["value"][name] for name in SIDES]
        worth = float(np.maximum(worth, np.max(np.abs(traced.value(opening) - ours))))
    return gaps, counts, worth


def scenario_of(path):
    """A scenario file with its base: tables are merged key by key, arrays replaced whole (docs/scenario.md)."""
    with open(path, "rb") as file:
        own = tomllib.load(file)
    return merged(scenario_of(path.parent / own.pop("base")), own) if "base" in own else own


def merged(base, own):
    both = isinstance(base, dict) and isinstance(own, dict)
    return base | {key: merged(base.get(key), value) for key, value in own.items()} if both else own


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario")
    parser.add_argument("solved", help="output of allegiance solve --format json")
    parser.add_argument("--wrong-precision", type=float, default=1.0, metavar="FACTOR",
                        help="multiply the client's precision here only: the check must then fail")
    wanted = parser.parse_args()
    world = World(scenario_of(Path(wanted.scenario)))
    with open(wanted.solved, encoding="utf-8") as file:
        game = json.load(file)["governments"]["incumbent"]
    if not game["certificate"]["certified"]:
        sys.exit("the program's solution is not certified")
    games = [Traced(world, openings, wanted.wrong_precision) for openings in closed_games(world)]
    gaps, counts, worth = compare(world, games, game["states"])
    print("greatest gap between the two programs, by kind of decision:")
    for kind in DECISIONS:
        print(f"  {kind:<24} {gaps[kind]:.1e}  ({counts[kind]} probabilities)")
    print(f"  {'values, pp-years':<24} {worth:.1e}  ({2 * len(game['states'])} values)")
    agreed = all(gap <= WITHIN for gap in gaps.values()) and worth <= WITHIN_VALUES
    if not agreed or not all(counts.values()):
        sys.exit(f"the two programs differ: by more than {WITHIN:g}, or in a value by more than {WITHIN_VALUES:g}")
    print(f"agreed to {WITHIN:g}, values to {WITHIN_VALUES:g}")


if __name__ == "__main__":
    main()
