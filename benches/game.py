"""The stationary game of docs/model.md (sections 1 to 3) as arrays, for the programs that the solver is timed beside.

Takes scenario files, gives a `Game` for each government, at central values or in the draws of a run. Written from the
page alone, so that it can disagree with the Rust program. Python 3.11 and NumPy; nothing else.

Letters used for array axes, in this order wherever they meet:

    i  player (0 client, 1 patron)      o  offer (family and subsidy)     f  family of offers
    d  whether the quarter began in dispute
    r  stance (0 neutral, 1 hedge)      g  integration level
    n  exogenous state: confrontation x mandate x opening x energy, flattened
"""

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

YEARS = 0.25  # length of a quarter
CLIENT, PATRON = 0, 1
LADDERS = ("confrontation", "mandate", "opening", "energy")
CENTRAL = {
    "triangular": lambda p: p["mode"], "pert": lambda p: p["mode"], "beta": lambda p: p["mode"],
    "uniform": lambda p: (p["low"] + p["high"]) / 2, "normal": lambda p: p["mean"], "lognormal": lambda p: p["median"],
}


# ---- numbers -------------------------------------------------------------------------------------------------------


def read(path):
    """A scenario file with its base: tables are merged key by key, arrays replaced whole (docs/scenario.md)."""
    own = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    return merged(read(Path(path).parent / own.pop("base")), own) if "base" in own else own


def merged(base, own):
    both = isinstance(base, dict) and isinstance(own, dict)
    return base | {key: merged(base.get(key), value) for key, value in own.items()} if both else own


def central(node):
    """The scenario with every distribution replaced by its central value."""
    if isinstance(node, dict):
        return CENTRAL[node["dist"]](node) if "dist" in node else {key: central(sub) for key, sub in node.items()}
    return [central(sub) for sub in node] if isinstance(node, list) else node


def drawn(node, numbers, key=()):
    """The scenario with every distribution replaced by its number in a draw, named as in `tables/draws.csv`."""
    if isinstance(node, dict) and "dist" in node:
        return float(numbers[".".join(key)])
    if isinstance(node, dict):
        return {name: drawn(sub, numbers, (*key, name)) for name, sub in node.items()}
    if isinstance(node, list):
        name_of = lambda number, sub: sub["name"] if isinstance(sub, dict) and "name" in sub else str(number)
        return [drawn(sub, numbers, (*key, name_of(number, sub))) for number, sub in enumerate(node, 1)]
    return node


def settled_draws(table, count):
    """The first draws of a run's `tables/draws.csv` in which backward induction settles in every government's game."""
    with open(table, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file)
                if row["certified"] == "true" and row["found_by"] == "backward induction"]
    return rows[:count]


def governments(scenario):
    return ["incumbent", *(entry["name"] for entry in scenario.get("government", []))]


def client_of(scenario, government):
    """The client's parameters under a government, which restates only what it changes."""
    named = {entry["name"]: entry.get("client", {}) for entry in scenario.get("government", [])}
    return scenario["client"] | ({} if government == "incumbent" else named[government])


# ---- the game ------------------------------------------------------------------------------------------------------


@dataclass
class Game:
    """Everything that one backward step needs."""

    lam: np.ndarray            # precision [i]
    beta: np.ndarray           # discount factor of a quarter [i,n]
    stance_flow: np.ndarray    # flow of a quarter without agreement, tolerated [i,d,r,g,n]
    made_good: np.ndarray      # what the patron makes good by pressing [r,1,n]
    deal_flow: np.ndarray      # flow under a contract at subsidy zero [i,f,g,n]
    subsidy_flow: np.ndarray   # flow per unit of subsidy [i,1,n]
    stance_move: np.ndarray    # transposed transitions after a stance [r,n,n]
    deal_move: np.ndarray      # transposed transitions under each family [f,n,n]
    ratified: np.ndarray       # level reached if the step of a family is ratified [f,g]
    ratification: float
    keep: float                # probability that a contract survives a quarter
    inertia: np.ndarray        # probability that pressure goes on unasked [d]
    proposer: np.ndarray       # probability that talks are held and this side proposes [i,d,n]
    family: np.ndarray         # family of an offer [o]
    subsidy: np.ndarray        # subsidy of an offer [o]


def ladder(rise, ease, cap_fall=False):
    """Transition matrix of a ladder: rise[j] moves j to j+1, ease[j] moves j+1 to j, the rest stays."""
    up, down = np.append(rise, 0.0), np.append(0.0, ease)
    if cap_fall:
        down = np.minimum(down, 1.0 - up)
    return np.diag(up[:-1], 1) + np.diag(down[1:], -1) + np.diag(1.0 - up - down)


def steps(value, levels):
    """A step probability given once for all steps, or one for each."""
    return np.broadcast_to(np.asarray(value, float), levels - 1)


class World:
    """The numbers of a government's game, with the levels of every exogenous state."""

    def __init__(self, scenario, government):
        self.scenario = scenario
        self.c, self.p, self.b = client_of(scenario, government), scenario["patron"], scenario["bargain"]
        self.offers = scenario["offer"]
        energy = scenario.get("energy", {"levels": ["only"], "price": [1.0], "rise": 0.0, "ease": 0.0})
        self.tables = [scenario[name] for name in LADDERS[:-1]] + [energy]
        self.sizes = [len(table["levels"]) for table in self.tables]
        openness = np.array(self.tables[2]["openness"], float)
        levels = [self.tables[0]["intensity"], self.tables[1]["strength"], openness, energy["price"]]
        self.xi, self.mu, self.omega, self.price = (
            grid.ravel() for grid in np.meshgrid(*(np.array(level, float) for level in levels), indexing="ij"))
        at = np.indices(self.sizes).reshape(4, -1)
        self.top, self.reach = at[0] == self.sizes[0] - 1, openness[np.minimum(at[2] + 1, self.sizes[2] - 1)]
        self.gamma = np.array(scenario["integration"]["depth"], float)[:, None]
        self.vulnerable = (1 - self.mu) * (1 - self.c.get("refuge", 0.0) * self.omega)
        self.hazard = self.c["entrapment_hazard"] * self.xi ** self.c["entrapment_curvature"]  # per year
        self.fiscal = self.p["fiscal_cost"] + self.p["fiscal_strain"] * self.xi

    def desertion(self, loyalty, hedge):
        """R: what the patron takes less than full loyalty for, per year [n]."""
        return self.xi * (self.p["abandonment_cost"] * (1 - loyalty) + hedge * self.p["hedging_cost"])

    def flow(self, loyalty, hedge=0, integrates=0):
        """Payoffs of a quarter at subsidy zero, without a dispute, tolerated [i,g,n]."""
        c, p, xi, omega = self.c, self.p, self.xi, self.omega
        dividend = c["delivery"] * c["integration_dividend"] * self.gamma
        tied = 0.0 if integrates else c.get("tied_backing", 0.0)
        exposure = np.where(self.top, c.get("top_exposure", 1.0), 1.0)
        client = (dividend - exposure * self.hazard * loyalty * c["entrapment_loss"]
                  + c["western_benefit"] * omega * (1 - loyalty)
                  + c["regime_backing"] * (1 - self.mu) * loyalty * (1 - tied)
                  + c["regime_backing"] * (1 - self.mu) * c.get("refuge", 0.0) * omega * (1 - loyalty)
                  - hedge * c["hedging_risk"] * xi - c["sovereignty_cost"] * self.gamma**2)
        patron = (p["loyalty_value"] * loyalty ** (1 + p["unequivocal_support"] * xi) - self.desertion(loyalty, hedge)
                  - self.fiscal * p["dividend_share"] * dividend
                  + (p["integration_value"] + p["integration_security"] * xi) * self.gamma)
        return YEARS * np.stack([client, patron])

    def stance_flow(self, loyalty, hedge):
        """Payoffs of a quarter without agreement, in calm and in dispute, tolerated [i,d,g,n]."""
        c, flow = self.c, self.flow(loyalty, hedge)
        treaty = YEARS * self.price * c["treaty_benefit"] * np.stack([np.ones_like(self.xi), -self.fiscal])
        damage = c["pressure_damage"] * (1 + c["dependence"] * self.gamma) * (1 + c["fragility"] * self.vulnerable)
        damage = damage * (1 - hedge * c.get("outreach_relief", 0.0) * self.reach)
        dispute = YEARS * np.stack([damage, np.full_like(damage, self.p["pressure_cost"])])
        return np.stack([flow + treaty[:, None], flow - dispute], axis=1)

    def move(self, loyalty, hedge=0):
        """Transitions of the exogenous state in a quarter of this loyalty [n,n]."""
        sizes, neutral = self.sizes, self.b["neutral_loyalty"]
        excess = max(0.0, loyalty - neutral) / (1 - neutral) if neutral < 1 else 0.0
        step = lambda k, key: steps(self.tables[k][key], sizes[k])
        tension, mandate, energy = (ladder(step(k, "rise"), step(k, "ease")) for k in (0, 1, 3))
        opening = ladder(step(2, "hedging_rise" if hedge else "rise"),
                         step(2, "ease") + excess * step(2, "loyalty_ease"), cap_fall=True)
        caught = -np.expm1(-YEARS * loyalty * self.hazard.reshape(sizes)[:, 0, 0, 0])
        trapped = np.zeros((sizes[0], sizes[2]))
        trapped[-1, 0] = 1.0                                                             # top, bottom
        free = np.einsum("ax,bw->abxw", tension, opening)
        pair = caught[:, None, None, None] * trapped + (1 - caught)[:, None, None, None] * free
        states = np.prod(sizes)
        return np.einsum("acxw,bm,ef->abcexmwf", pair, mandate, energy).reshape(states, states)

    def talks(self):
        """Probability of talks by how the quarter began [d,n]."""
        calm = self.b.get("talks", 1.0)
        shift = (self.xi - self.xi[0]) * (
            self.b.get("talks_hardening", 0.0) - self.b.get("talks_yielding", 0.0) * self.vulnerable)
        rows = []
        for rate in (calm, self.b.get("talks_in_dispute", calm)):
            rows.append(rate * np.exp(-shift) / (1 - rate + rate * np.exp(-shift)))
        return np.stack(rows)


def build(scenario, government="incumbent"):
    """The game of one government, from a scenario in which every number is certain."""
    world = World(scenario, government)
    c, p, b, offers = world.c, world.p, world.b, world.offers
    stances = (b["neutral_loyalty"], 0), (b["hedging_loyalty"], 1)
    survival = 1 - (1 - c["weak_survival"]) * world.vulnerable
    levels, deeper = len(world.gamma), np.array([o["integration"] for o in offers])[:, None]
    alpha = b["proposal_power"]
    return Game(
        lam=np.array([c["precision"], p["precision"]]),
        beta=np.stack([c["patience"] * survival, np.full_like(survival, p["patience"])]),
        stance_flow=np.stack([world.stance_flow(*stance) for stance in stances], axis=2),
        made_good=YEARS * p.get("deterrence", 0.0) * np.stack([world.desertion(*s) for s in stances])[:, None],
        deal_flow=np.stack([world.flow(o["loyalty"], integrates=o["integration"]) for o in offers], axis=1),
        subsidy_flow=YEARS * c["delivery"] * (world.price * np.stack([np.ones_like(world.xi), -world.fiscal]))[:, None],
        stance_move=np.stack([world.move(*stance).T for stance in stances]),
        deal_move=np.stack([world.move(o["loyalty"]).T for o in offers]),
        ratified=np.minimum(np.arange(levels) + deeper, levels - 1),
        ratification=scenario["integration"]["ratification"], keep=1 - 1 / b["contract_quarters"],
        inertia=np.array([0.0, b.get("pressure_inertia", 0.0)]),
        proposer=np.array([alpha, 1 - alpha])[:, None, None] * world.talks(),
        family=np.repeat(np.arange(len(offers)), [len(o["subsidies"]) for o in offers]),
        subsidy=np.concatenate([np.array(o["subsidies"], float) for o in offers]))


# ---- beside the program --------------------------------------------------------------------------------------------


def furthest(scenario, decisions, printed):
    """How many decisions a government's game of `allegiance solve --format json` has, and the greatest gap to these.

    `decisions` are acceptance and proposal [i,o,d,g,n], hedge [d,g,n] and pressure [r,g,n].
    """
    accept, propose, hedge, pressure = decisions
    tables = [scenario.get(name) for name in LADDERS]
    sizes = [len(table["levels"]) if table else 1 for table in tables]
    names = [(o["name"], float(s)) for o in scenario["offer"] for s in o["subsidies"]]
    gaps = []
    for state in printed["states"]:
        levels = [table["levels"].index(state[name]) if table else 0 for name, table in zip(LADDERS, tables)]
        at = d, g, n = (int(state["dispute"]), scenario["integration"]["levels"].index(state["integration"]),
                        np.ravel_multi_index(levels, sizes))
        gaps += [state["hedge"] - hedge[at]]
        gaps += [state["pressure"][name] - pressure[r, g, n] for r, name in enumerate(("neutral", "hedge"))]
        for entry in state["signed"]:
            o = names.index((entry["offer"], entry["subsidy"]))
            for i, side in enumerate(("client", "patron")):
                gaps += [entry["proposed"][side] - propose[i, o, *at], entry["accepted"][side] - accept[i, o, *at]]
    return len(gaps), float(np.max(np.abs(gaps)))
