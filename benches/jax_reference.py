"""The backward induction of numpy_reference.py in JAX: compiled by XLA, many games at once by vmap, double precision.

Plain backward steps from zero until two successive steps choose alike; this is looked at in every tenth step, so that
no others need keep their choices. A batch goes on until its last game is settled. The game is built in game.py.

    python jax_reference.py scenario.toml --check SOLVED.json         beside `allegiance solve --format json`
    python jax_reference.py scenario.toml --draws draws.csv 8 [--batch 8]    seconds per game

Every core that the process may use solves batches of its own: `taskset -c 0` for the time of one.
"""

import argparse
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import jax
import jax.numpy as jnp
import numpy as np

from game import CLIENT, PATRON, Game, central, read
from numpy_reference import LOOK, check, games

CORES = len(os.sched_getaffinity(0))
jax.config.update("jax_enable_x64", True)
jax.config.update("jax_num_cpu_devices", CORES)  # a device works on one batch at a time
MENU = ("ratified", "family", "subsidy")  # the same in all draws: known when compiling, so that no index is looked up
jax.tree_util.register_dataclass(Game, [field.name for field in fields(Game) if field.name not in MENU], list(MENU))


def backward(game, value, base, slope):
    """One quarter solved backward, step by step as in numpy_reference.py; gives values and policies."""
    lam, beta = game.lam, game.beta
    ahead = jnp.einsum("idgm,rmn->dirgn", value, game.stance_move) * beta[:, None, None]
    ahead = ahead.at[1, PATRON].add(game.made_good)
    change = ahead[1] - ahead[0]
    pressure = jax.nn.sigmoid(lam[PATRON] * change[PATRON])
    inertia = game.inertia[:, None, None, None]
    after = game.stance_flow + ahead[0][:, None] + (inertia + (1 - inertia) * pressure) * change[:, None]
    gain = after[:, :, 1] - after[:, :, 0]
    hedge = jax.nn.sigmoid(lam[CLIENT] * gain[CLIENT])
    none = after[:, :, 0] + hedge * gain

    lasting = game.keep * base + (1 - game.keep) * value[:, :1]
    lasting = jnp.einsum("ifgm,fmn->ifgn", lasting, game.deal_move) * beta[:, None, None]
    deeper = jnp.stack([jnp.stack([lasting[:, f, level] for level in levels], axis=1)
                        for f, levels in enumerate(game.ratified)], axis=1)
    new_base = game.deal_flow + lasting
    signed_base = new_base + game.ratification * (deeper - lasting)
    new_slope = game.subsidy_flow + beta[:, None] * game.keep * jnp.einsum("ifm,fmn->ifn", slope, game.deal_move)

    worth = jnp.stack([signed_base[:, f] + subsidy * new_slope[:, f, None]
                       for f, subsidy in zip(game.family, game.subsidy)], axis=1)
    gain = worth[:, :, None] - none[:, None]                                             # [i,o,d,g,n]
    rates = lam[:, None, None, None, None]
    accept = jax.nn.sigmoid(rates * gain)
    propose = jax.nn.softmax(rates * accept[::-1] * gain, axis=1)
    signed = (game.proposer[:, None, :, None] * propose * accept[::-1]).sum(axis=0)
    new_value = none + (signed * gain).sum(axis=1)
    return (new_value, new_base, new_slope), (accept, propose, hedge, pressure)


def solve_one(game, tolerance, max_steps):
    """Policies, steps and last change of one game."""
    players, families, levels, states = game.deal_flow.shape
    zero = (jnp.zeros((players, 2, levels, states)), jnp.zeros((players, families, levels, states)),
            jnp.zeros((players, families, states)))

    def steps(state, count):
        return jax.lax.fori_loop(0, count, lambda _, state: backward(game, *state)[0], state)

    def on(carried):
        _, taken, change = carried
        return (change > tolerance) & (taken < max_steps)

    def look(carried):
        state, taken, _ = carried
        state, before = backward(game, *steps(state, LOOK - 2))
        state, policies = backward(game, *state)
        return state, taken + LOOK, jnp.max(jnp.stack([jnp.abs(a - b).max() for a, b in zip(policies, before)]))

    state, taken, change = jax.lax.while_loop(on, look, (zero, 0, jnp.inf))
    return backward(game, *state)[1], taken, change


solve_many = jax.jit(jax.vmap(solve_one, (0, None, None)))


def stacked(batch):
    """Games as one, with an axis for the game in front of all that differs."""
    together = {field.name: np.stack([getattr(game, field.name) for game in batch]) for field in fields(Game)}
    menu = {name: hashable(getattr(batch[0], name).tolist()) for name in MENU}
    return Game(**together | menu)


def hashable(numbers):
    return tuple(map(hashable, numbers)) if isinstance(numbers, list) else numbers


def solve(game, tolerance, max_steps=20_000):
    """One game, in the form that numpy_reference.py gives."""
    policies, taken, change = solve_many(stacked([game]), tolerance, max_steps)
    return [np.asarray(policy[0]) for policy in policies], int(taken[0]), float(change[0])


def timed(todo, batch, tolerance=1e-6):
    """Seconds and steps per game; building and compiling not counted."""
    batches = [stacked(todo[start : start + batch]) for start in range(0, len(todo), batch)]
    batches = [jax.device_put(games, jax.devices()[number % CORES]) for number, games in enumerate(batches)]
    for games in batches:  # compiles for every device and size
        jax.block_until_ready(solve_many(games, tolerance, LOOK))

    def of_device(number):
        return [jax.block_until_ready(solve_many(games, tolerance, 20_000))[1:] for games in batches[number::CORES]]

    start = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        solved = [found for part in pool.map(of_device, range(CORES)) for found in part]
    seconds = (time.perf_counter() - start) / len(todo)
    taken, change = (np.concatenate(parts) for parts in zip(*solved))
    if change.max() > tolerance:
        sys.exit("a game is not settled")
    return seconds, taken.mean()


def main():
    cli = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cli.add_argument("scenario")
    cli.add_argument("--check", metavar="SOLVED.json")
    cli.add_argument("--draws", nargs=2, metavar=("DRAWS.csv", "COUNT"))
    cli.add_argument("--batch", type=int, default=8, help="games solved at once")
    args = cli.parse_args()
    scenario = read(args.scenario)
    if args.check:
        with open(args.check, encoding="utf-8") as file:
            check(central(scenario), json.load(file), solve)
    if args.draws:
        seconds, taken = timed(games(scenario, args.draws[0], int(args.draws[1])), args.batch)
        print(json.dumps({"seconds": seconds, "steps": taken}))


if __name__ == "__main__":
    main()
