"""Stationary equilibrium of the alliance game: a NumPy reference and speed baseline.

Plain backward induction from zero continuation values in double precision, as docs/model.md (§2-§4)
defines it; elections play no part in the stationary game. Written from that definition alone, so that it
can disagree with the Rust program. Python 3.11 and NumPy 2; nothing else.

    python numpy_reference.py scenario.toml [--government NAME] [--tolerance 1e-6]
    python numpy_reference.py scenario.toml --time 20
    python numpy_reference.py scenario.toml --check expected.json

Letters used for array axes, in this order wherever they meet:

    i  player (0 client, 1 patron)      o  offer (family and subsidy)     f  family of offers
    d  dispute at the quarter's start   r  loyalty regime (0 neutral, 1 hedge, 2.. the families)
    g  integration level                n  exogenous state: confrontation x mandate x opening, flattened
"""

import argparse
import json
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

YEARS = 0.25  # length of a quarter
CLIENT, PATRON = 0, 1
CENTRAL = {
    "triangular": lambda p: p["mode"], "pert": lambda p: p["mode"], "beta": lambda p: p["mode"],
    "uniform": lambda p: (p["low"] + p["high"]) / 2, "normal": lambda p: p["mean"], "lognormal": lambda p: p["median"],
}


def central(node):
    """The scenario with every prior replaced by its central value."""
    if isinstance(node, dict):
        return CENTRAL[node["dist"]](node) if "dist" in node else {key: central(sub) for key, sub in node.items()}
    return [central(sub) for sub in node] if isinstance(node, list) else node


def client_of(scenario, government):
    """The client's parameters under a government, which restates only what it changes."""
    named = {entry["name"]: entry.get("client", {}) for entry in scenario.get("government", [])}
    return scenario["client"] | ({} if government == "incumbent" else named[government])


def ladder(rise, ease, cap_fall=False):
    """Transition matrix of one ladder: rise[j] moves j to j+1, ease[j] moves j+1 to j, the rest stays."""
    up, down = np.append(rise, 0.0), np.append(0.0, ease)
    if cap_fall:
        down = np.minimum(down, 1.0 - up)
    return np.diag(up[:-1], 1) + np.diag(down[1:], -1) + np.diag(1.0 - up - down)


def steps(value, levels):
    """A step probability given once for all steps, or one for each."""
    return np.broadcast_to(np.asarray(value, float), levels - 1)


@dataclass
class Game:
    """Everything one backward step needs, built once per game."""

    lam: np.ndarray            # precision [i]
    beta: np.ndarray           # discount factor of a quarter [i,n]
    stance_flow: np.ndarray    # flow of a quarter without agreement or dispute [i,r,g,n], r in {neutral, hedge}
    dispute_flow: np.ndarray   # what a running dispute adds to that flow [i,g,n]
    deal_flow: np.ndarray      # flow under a contract at subsidy zero [i,f,g,n]
    subsidy_flow: np.ndarray   # flow per unit of subsidy [i,1,n]
    stance_move: np.ndarray    # transposed transitions, neutral beside hedge [n,(r n)]
    deal_move: np.ndarray      # transposed transitions under each family [f,n,n]
    each_family: np.ndarray    # the families, as a column [f,1]
    ratified: np.ndarray       # level reached if the step of a family is ratified [f,g]
    ratification: float
    keep: float                # probability that a contract survives a quarter
    proposer: np.ndarray       # probability that talks are held and this side proposes [i,d]
    family: np.ndarray         # family of an offer [o]
    subsidy: np.ndarray        # subsidy of an offer [o]


def build(scenario, government="incumbent"):
    """Flows (§3) and transitions (§2) of one government's game."""
    c, p, b, offers = client_of(scenario, government), scenario["patron"], scenario["bargain"], scenario["offer"]
    conf, mand, open_, inte = (scenario[k] for k in ("confrontation", "mandate", "opening", "integration"))
    sizes = X, M, W = len(conf["levels"]), len(mand["levels"]), len(open_["levels"])
    G, N = len(inte["levels"]), X * M * W
    xi, mu, omega = (grid.ravel() for grid in np.meshgrid(
        conf["intensity"], mand["strength"], open_["openness"], indexing="ij"))
    gamma = np.array(inte["depth"], float)[:, None]
    neutral = b["neutral_loyalty"]
    loyalty = np.array([neutral, b["hedging_loyalty"], *(o["loyalty"] for o in offers)])[:, None, None]
    hedge = (np.arange(len(loyalty)) == 1)[:, None, None]

    hazard = c["entrapment_hazard"] * xi ** c["entrapment_curvature"] * loyalty          # [r,1,n], per year
    dividend = c["delivery"] * c["integration_dividend"] * gamma
    fiscal = p["fiscal_cost"] + p["fiscal_strain"] * xi
    client = (dividend - hazard * c["entrapment_loss"] + c["western_benefit"] * omega * (1 - loyalty)
              + c["regime_backing"] * (1 - mu) * loyalty - hedge * c["hedging_risk"] * xi
              - c["sovereignty_cost"] * gamma**2)
    patron = (p["loyalty_value"] * loyalty ** (1 + p["unequivocal_support"] * xi)
              - p["abandonment_cost"] * xi * (1 - loyalty) - hedge * p["hedging_cost"] * xi
              - fiscal * p["dividend_share"] * dividend
              + (p["integration_value"] + p["integration_security"] * xi) * gamma)
    flow = YEARS * np.stack([client, patron])                                            # [i,r,g,n], subsidy zero
    per_subsidy = YEARS * np.stack([np.ones(N), -fiscal])                                # [i,n], per unit received
    damage = c["pressure_damage"] * (1 + c["dependence"] * gamma) * (1 + c["fragility"] * (1 - mu))
    treaty = c["treaty_benefit"] * per_subsidy[:, None]
    dispute = -treaty - YEARS * np.stack([damage, np.full((G, N), p["pressure_cost"])])  # [i,g,n]

    move_x, move_m = (ladder(steps(k["rise"], n), steps(k["ease"], n)) for k, n in ((conf, X), (mand, M)))
    drawn_in = np.zeros((X, W, X, W))
    drawn_in[:, :, -1, 0] = 1.0                                                           # top, bottom
    moves = []
    for r, level in enumerate(loyalty.ravel()):
        excess = max(0.0, level - neutral) / (1 - neutral) if neutral < 1 else 0.0
        move_w = ladder(steps(open_["hedging_rise" if r == 1 else "rise"], W),
                        steps(open_["ease"], W) + excess * steps(open_["loyalty_ease"], W), cap_fall=True)
        drawn = -np.expm1(-YEARS * hazard[r, 0].reshape(sizes)[:, :1, :, None, None])[:, 0]
        pair = drawn * drawn_in + (1 - drawn) * np.einsum("ax,bw->abxw", move_x, move_w)
        moves.append(np.einsum("acxw,bm->abcxmw", pair, move_m).reshape(N, N))
    back = np.swapaxes(moves, 1, 2)

    survival = c["weak_survival"] + (1 - c["weak_survival"]) * mu
    if b.get("pressure_inertia", 0.0):
        sys.exit("not comparable: this reference does not know pressure_inertia")
    alpha, talks = b["proposal_power"], b.get("talks", 1.0)
    level, depth_steps = np.arange(G), np.array([o["integration"] for o in offers])
    return Game(
        lam=np.array([c["precision"], p["precision"]]),
        beta=np.stack([c["patience"] * survival, np.full(N, p["patience"])]),
        stance_flow=flow[:, :2] + treaty[:, None], dispute_flow=dispute, deal_flow=flow[:, 2:],
        subsidy_flow=c["delivery"] * per_subsidy[:, None],
        stance_move=np.ascontiguousarray(np.hstack(back[:2])), deal_move=back[2:].copy(),
        each_family=np.arange(len(offers))[:, None],
        ratified=np.minimum(level + depth_steps[:, None], G - 1), ratification=inte["ratification"],
        keep=1 - 1 / b["contract_quarters"],
        proposer=np.outer([alpha, 1 - alpha], [talks, b.get("talks_in_dispute", talks)]),
        family=np.repeat(np.arange(len(offers)), [len(o["subsidies"]) for o in offers]),
        subsidy=np.concatenate([np.array(o["subsidies"], float) for o in offers]))


def logistic(x, out=None):
    """1 / (1 + exp(-x)); the caller silences the harmless overflow at large negative x."""
    out = np.negative(x, out=out)
    np.exp(out, out=out)
    out += 1.0
    return np.reciprocal(out, out=out)


def backward(game, buffers, value, base, slope):
    """One quarter solved backward (§4), from next quarter's values to this quarter's.

    `value` [i,d,g,n] negotiation; a contract in force is worth `base` [i,f,g,n] + subsidy * `slope` [i,f,n].
    `buffers` are four arrays over all offers [i,o,d,g,n], reused so that no step asks for fresh large memory.
    Returns the three of this quarter, the policies as a tuple of arrays, and what the report needs.
    """
    _, _, G, N = value.shape
    lam, beta = game.lam, game.beta

    # Without agreement: the patron's pressure after each stance, then the client's stance. The next quarter
    # is worth ahead[:, d'], and this quarter's flow shifts by a constant if a dispute runs already.
    ahead = (value.reshape(-1, N) @ game.stance_move).reshape(2, 2, G, 2, N).transpose(1, 0, 3, 2, 4)  # [d',i,r,g,n]
    ahead = ahead * beta[:, None, None, :]
    pressure = logistic(lam[PATRON] * (ahead[1, PATRON] - ahead[0, PATRON]))             # [r,g,n]
    after = game.stance_flow + ahead[0] + pressure * (ahead[1] - ahead[0])               # [i,r,g,n]
    hedge = logistic(lam[CLIENT] * (after[CLIENT, 1] - after[CLIENT, 0]))                # [g,n]
    calm = after[:, 0] + hedge * (after[:, 1] - after[:, 0])
    none = np.stack([calm, calm + game.dispute_flow], axis=1)                            # [i,d,g,n]

    # Under a contract: the same continuation for a deal just signed and one in force, but for ratification.
    lasting = game.keep * base + (1 - game.keep) * value[:, :1]                          # [i,f,g,n]
    lasting = (lasting.swapaxes(0, 1).reshape(-1, 2 * G, N) @ game.deal_move).reshape(-1, 2, G, N).swapaxes(0, 1)
    lasting *= beta[:, None, None, :]
    deeper = lasting[:, game.each_family, game.ratified]
    new_base = game.deal_flow + lasting
    signed_base = new_base + game.ratification * (deeper - lasting)
    new_slope = game.subsidy_flow + beta[:, None] * game.keep * (slope[:, :, None] @ game.deal_move)[:, :, 0]

    # Offers: gains over no agreement [i,o,d,g,n], each side's acceptance, each side's proposals. A proposer's
    # payoff is no agreement plus acceptance * gain, and what all offers share drops out of the logit.
    worth = signed_base[:, game.family] + game.subsidy[:, None, None] * new_slope[:, game.family, None]
    gain, accept, propose, chosen = buffers
    np.subtract(worth[:, :, None], none[:, None], out=gain)
    np.multiply(lam[:, None, None, None, None], gain, out=propose)
    logistic(propose, out=accept)
    propose *= accept[::-1]
    propose -= propose.max(axis=1, keepdims=True)
    np.exp(propose, out=propose)
    propose /= propose.sum(axis=1, keepdims=True)
    np.multiply(propose, accept[::-1], out=chosen)
    chosen *= game.proposer[:, None, :, None, None]
    signed = np.add(chosen[CLIENT], chosen[PATRON], out=chosen[CLIENT])
    new_value = none + np.einsum("odgn,iodgn->idgn", signed, gain)
    report = dict(none=none, signed=signed, base=signed_base, slope=new_slope, hedge=hedge, pressure=pressure)
    return (new_value, new_base, new_slope), (pressure, hedge, accept, propose), report


def largest_change(new, old):
    """Largest change of a probability between two sets of policies; overwrites the old set."""
    for n, o in zip(new, old):
        np.abs(np.subtract(n, o, out=o), out=o)
    return max(o.max() for o in old)


def solve(game, tolerance=1e-6, max_steps=20_000):
    """Iterate from zero until two successive steps choose alike within `tolerance` (or `max_steps` are done).

    Returns the negotiation values, the report of the last step, the steps and the last change.
    """
    players, families, G, N = game.deal_flow.shape
    state = np.zeros((players, 2, G, N)), np.zeros((players, families, G, N)), np.zeros((players, families, N))
    gain, chosen, *policy_buffers = np.empty((6, players, len(game.family), 2, G, N))
    before, change = None, np.inf
    with np.errstate(over="ignore"):
        for step in range(1, max_steps + 1):
            accept, propose = policy_buffers[:2] if step % 2 else policy_buffers[2:]
            state, policies, report = backward(game, (gain, accept, propose, chosen), *state)
            if before is not None:
                change = largest_change(policies, before)
                if change <= tolerance:
                    break
            before = policies
    return state[0], report, step, change


def compare(scenario, expected):
    """Largest difference from the expected states, for each government."""
    worst, names = {}, [o["name"] for o in scenario["offer"]]
    for government, record in expected["governments"].items():
        game = build(scenario, government)
        value, rep, _, _ = solve(game, tolerance=-1.0, max_steps=1000)
        pairs = []
        for s in record["states"]:
            level = {k: scenario[k]["levels"].index(s[k])
                     for k in ("confrontation", "mandate", "opening", "integration")}
            shape = [len(scenario[k]["levels"]) for k in ("confrontation", "mandate", "opening")]
            at = d, g, n = (int(s["dispute"]), level["integration"], np.ravel_multi_index(
                (level["confrontation"], level["mandate"], level["opening"]), shape))
            for i, who in enumerate(("client", "patron")):
                pairs += [(s["value"][who], value[i, *at]), (s["no_agreement"][who], rep["none"][i, *at])]
            signed = rep["signed"][:, *at]
            pairs += [(s["no_agreement_probability"], 1 - signed.sum()), (s["hedge"], rep["hedge"][g, n])]
            pairs += [(s["pressure"][r], rep["pressure"][k, g, n]) for k, r in enumerate(("neutral", "hedge"))]
            limit = (rep["none"][:, d, g, n][:, None] - rep["base"][:, :, g, n]) / rep["slope"][:, :, n]
            for entry in s["range"]:
                f = names.index(entry["offer"])
                pairs += [(entry["reservation"], limit[CLIENT, f]), (entry["willingness"], limit[PATRON, f])]
            offers = {(names[f], sub): k for k, (f, sub) in enumerate(zip(game.family, game.subsidy))}
            pairs += [(e["probability"], signed[offers[e["offer"], e["subsidy"]]]) for e in s["signed"]]
        worst[government] = (len(pairs), max(abs(a - b) for a, b in pairs))
    return worst


def main():
    cli = argparse.ArgumentParser(description="NumPy reference for the stationary equilibrium.")
    cli.add_argument("scenario", type=Path)
    cli.add_argument("--government", default="incumbent", metavar="NAME")
    cli.add_argument("--tolerance", type=float, default=1e-6)
    cli.add_argument("--time", type=int, metavar="N", help="solve N times, print the seconds per solve")
    cli.add_argument("--check", type=Path, metavar="JSON", help="compare with expected numbers; exit 1 above 1e-6")
    args = cli.parse_args()
    scenario = central(tomllib.loads(args.scenario.read_text(encoding="utf-8")))
    if args.check:
        worst = compare(scenario, json.loads(args.check.read_text(encoding="utf-8")))
        for government, (count, difference) in worst.items():
            print(f"{government}: {count} numbers, largest difference {difference:.3g}")
        sys.exit(not all(difference <= 1e-6 for _, difference in worst.values()))
    runs, game = [], None
    for _ in range(args.time or 1):
        start = time.perf_counter()
        game = build(scenario, args.government)
        _, _, count, change = solve(game, args.tolerance)
        runs.append(time.perf_counter() - start)
        if change > args.tolerance:
            sys.exit(f"not converged in {count} steps: last change of a decision probability {change:.3g}")
    print(f"{args.government}: {count} steps, last change {change:.3g}, "
          f"median {np.median(runs):.4f} s per solve (fastest {min(runs):.4f}, {len(runs)} runs)")


if __name__ == "__main__":
    main()
