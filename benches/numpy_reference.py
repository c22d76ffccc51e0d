"""Stationary equilibrium of the alliance game by plain backward induction: a NumPy reference, for speed and numbers.

Backward steps from zero continuation values in double precision, as docs/model.md (section 4) defines them, until two
successive steps choose alike, which is looked at in every tenth. The game itself is built in game.py.

    python numpy_reference.py scenario.toml --check SOLVED.json       beside `allegiance solve --format json`
    python numpy_reference.py scenario.toml --draws draws.csv 8       seconds per game, all governments of 8 draws
"""

import argparse
import json
import sys
import time

import numpy as np

from game import CLIENT, PATRON, build, central, drawn, furthest, governments, read, settled_draws

AGREED = 1e-6  # greatest gap allowed between a decision here and the program's
LOOK = 10  # steps between two looks at how much the choices change


def logistic(x, out=None):
    """1 / (1 + exp(-x)); the caller silences the harmless overflow at large negative x."""
    out = np.negative(x, out=out)
    np.exp(out, out=out)
    out += 1.0
    return np.reciprocal(out, out=out)


def backward(game, buffers, value, base, slope):
    """One quarter solved backward, from next quarter's values to this quarter's.

    `value` [i,d,g,n] negotiation; a contract in force is worth `base` [i,f,g,n] + subsidy * `slope` [i,f,n].
    `buffers` are four arrays over all offers [i,o,d,g,n], reused so that no step asks for fresh large memory.
    Returns the three of this quarter, and the policies as a tuple of arrays.
    """
    _, _, G, N = value.shape
    lam, beta = game.lam, game.beta

    # Without agreement: the patron's pressure after each stance, then the client's stance.
    ahead = (value.reshape(-1, N) @ game.stance_move).reshape(2, 2, 2, G, N).transpose(2, 1, 0, 3, 4)  # [d',i,r,g,n]
    ahead = ahead * beta[:, None, None, :]
    ahead[1, PATRON] += game.made_good
    change = ahead[1] - ahead[0]                                                         # [i,r,g,n]
    pressure = logistic(lam[PATRON] * change[PATRON])                                    # [r,g,n]
    pressed = game.inertia[:, None, None, None] + (1 - game.inertia)[:, None, None, None] * pressure  # [d,r,g,n]
    after = game.stance_flow + ahead[0][:, None] + pressed * change[:, None]             # [i,d,r,g,n]
    gain = after[:, :, 1] - after[:, :, 0]
    hedge = logistic(lam[CLIENT] * gain[CLIENT])                                         # [d,g,n]
    none = after[:, :, 0] + hedge * gain                                                 # [i,d,g,n]

    # Under a contract: the same continuation for a deal just signed and one in force, but for ratification.
    lasting = game.keep * base + (1 - game.keep) * value[:, :1]                          # [i,f,g,n]
    lasting = (lasting.swapaxes(0, 1).reshape(-1, 2 * G, N) @ game.deal_move).reshape(-1, 2, G, N).swapaxes(0, 1)
    lasting *= beta[:, None, None, :]
    deeper = lasting[:, np.arange(len(game.ratified))[:, None], game.ratified]
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
    chosen *= game.proposer[:, None, :, None, :]
    signed = np.add(chosen[CLIENT], chosen[PATRON], out=chosen[CLIENT])
    new_value = none + np.einsum("odgn,iodgn->idgn", signed, gain)
    return (new_value, new_base, new_slope), (accept, propose, hedge, pressure)


def largest_change(new, old):
    """Largest change of a probability between two sets of policies; overwrites the old set."""
    for n, o in zip(new, old):
        np.abs(np.subtract(n, o, out=o), out=o)
    return max(o.max() for o in old)


def solve(game, tolerance=1e-6, max_steps=20_000):
    """Iterate from zero until two successive steps choose alike within `tolerance` (or `max_steps` are done).

    Returns the policies of the last step, the steps and the last change.
    """
    players, families, G, N = game.deal_flow.shape
    state = np.zeros((players, 2, G, N)), np.zeros((players, families, G, N)), np.zeros((players, families, N))
    gain, chosen, *policy_buffers = np.empty((6, players, len(game.family), 2, G, N))
    before, change = None, np.inf
    with np.errstate(over="ignore"):
        for step in range(1, max_steps + 1):
            accept, propose = policy_buffers[:2] if step % 2 else policy_buffers[2:]
            state, policies = backward(game, (gain, accept, propose, chosen), *state)
            if step % LOOK == 0:
                change = largest_change(policies, before)
                if change <= tolerance:
                    break
            before = policies
    return policies, step, change


def check(scenario, solved, solver=solve):
    """Every decision of every government beside the program's; ends with exit code 1 if one differs.

    The change of a step is not the distance from the limit: hence far below what is allowed.
    """
    agreed = True
    for government, printed in solved["governments"].items():
        policies, *_ = solver(build(scenario, government), tolerance=1e-11)
        count, gap = furthest(scenario, policies, printed)
        print(f"{government}: {count} decisions, greatest gap {gap:.1e}")
        agreed &= count > 0 and gap <= AGREED
    if not agreed:
        sys.exit("this program and allegiance differ")


def games(scenario, table, count):
    """The games of all governments in the first settled draws of a run."""
    numbers = [drawn(scenario, row) for row in settled_draws(table, count)]
    return [build(draw, government) for draw in numbers for government in governments(draw)]


def timed(todo):
    """Seconds and steps per game, building it not counted."""
    start, taken = time.perf_counter(), 0
    for game in todo:
        _, count, change = solve(game)
        taken += count
        if change > 1e-6:
            sys.exit(f"a game is not settled after {count} steps")
    return (time.perf_counter() - start) / len(todo), taken / len(todo)


def main():
    cli = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cli.add_argument("scenario")
    cli.add_argument("--check", metavar="SOLVED.json")
    cli.add_argument("--draws", nargs=2, metavar=("DRAWS.csv", "COUNT"))
    args = cli.parse_args()
    scenario = read(args.scenario)
    if args.check:
        with open(args.check, encoding="utf-8") as file:
            check(central(scenario), json.load(file))
    if args.draws:
        seconds, taken = timed(games(scenario, args.draws[0], int(args.draws[1])))
        print(json.dumps({"seconds": seconds, "steps": taken}))


if __name__ == "__main__":
    main()
