"""Indices and elementary effects by SALib, beside those of `allegiance sensitivity`, from the same evaluations.

Takes folders that the command wrote with --evaluations. SALib's Sobol analysis is given the base rows in which every
point is certified, its Morris analysis the trajectories that are whole. Compared are first order, total and second order
of every output that varies, and mu, mu* and sigma of every number. Exits with 1 if a gap is above the bound.

SALib takes a step of four levels to be 2/3 of the range between the lowest and the highest; the program's levels are the
middles of four equal parts, and its step is 1/2. So its effects are 4/3 of SALib's.
"""

import argparse
import csv
import json
import sys
import warnings
from itertools import groupby

import numpy as np
from SALib.analyze import morris, sobol

BOUND = 1e-9
STEPS = (2 / 3) / (1 / 2)
PLACE = ["part", "row", "point"]


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text else float("nan")


def whole(design, evaluations, part):
    """The rows of one part that are certified throughout, each as its points' inputs and outputs."""
    both = [pair for pair in zip(design, evaluations, strict=True) if pair[0]["part"] == part]
    for _, points in groupby(both, key=lambda pair: pair[0]["row"]):
        points = list(points)
        values = np.array([[number(cell) for name, cell in found.items() if name not in PLACE] for _, found in points])
        if np.isfinite(values).all():
            yield [at for at, _ in points], values


class Gaps:
    """The greatest gap of each kind, relative to what is 1 in size or the number itself if that is larger."""

    def __init__(self):
        self.greatest, self.count = {}, 0

    def add(self, kind, ours, theirs):
        self.count += 1
        gap = abs(ours - theirs) / max(1.0, abs(theirs))
        self.greatest[kind] = max(self.greatest.get(kind, 0.0), gap if np.isfinite(gap) else np.inf)


def shares(found, rows, gaps, spoil):
    """First orders, totals and pairs of every output that varies."""
    moved = found["sampling"]["moved"]
    problem = {"num_vars": len(moved), "names": [str(at) for at in range(len(moved))], "bounds": [[0, 1]] * len(moved)}
    values = np.concatenate([values for _, values in rows])
    if spoil:
        values[0] *= 1.01
    for at, output in enumerate(found["outputs"]):
        own = output["indices"]
        if own is None:
            continue
        theirs = sobol.analyze(problem, values[:, at], calc_second_order=bool(own["second"]), num_resamples=2, seed=1)
        for factor in range(len(moved)):
            gaps.add("first order", own["first"][factor]["value"], theirs["S1"][factor])
            gaps.add("total", own["total"][factor]["value"], theirs["ST"][factor])
        for pair in own["second"]:
            gaps.add("second order", pair["index"]["value"], theirs["S2"][pair["one"], pair["two"]])


def effects(found, rows, gaps, keys, spoil):
    """mu, mu* and sigma of every number, if every trajectory is whole; of a group only mu*."""
    if found["screening"]["uncertified"]:
        return False
    factors = found["factors"]
    of = {key: factor["name"] for factor in factors for key in factor["keys"]}
    names = [factor["name"] for factor in factors]
    problem = {"num_vars": len(keys), "names": keys, "bounds": [[0, 1]] * len(keys)}
    grouped = any(len(factor["keys"]) > 1 for factor in factors)
    if grouped:
        problem["groups"] = [of[key] for key in keys]
    inputs = np.array([[float(at[key]) for key in keys] for points, _ in rows for at in points])
    values = np.concatenate([values for _, values in rows])
    if spoil:
        values[0] *= 1.01
    for at, output in enumerate(found["outputs"]):
        theirs = morris.analyze(problem, inputs, values[:, at], num_levels=4, num_resamples=2, seed=1)
        place = {name: position for position, name in enumerate(theirs["names"])}
        for name, own in zip(names, output["effects"], strict=True):
            kinds = [("mu*", "size", "mu_star")]
            if not grouped:
                kinds += [("mu", "mean", "mu"), ("sigma", "deviation", "sigma")]
            for kind, ours, name_there in kinds:
                gaps.add(kind, own[ours], float(np.asarray(theirs[name_there])[place[name]]) * STEPS)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--spoil", action="store_true", help="change one evaluation by 1%%: the check must fail")
    asked = parser.parse_args()
    warnings.filterwarnings("ignore", message="Constant values")
    failed, screened = False, 0
    for folder in asked.folders:
        with open(f"{folder}/sensitivity.json") as file:
            found = json.load(file)
        design, evaluations = (table(f"{folder}/tables/{name}.csv") for name in ("design", "evaluations"))
        keys = [name for name in design[0] if name not in PLACE]
        gaps = Gaps()
        rows, ways = (list(whole(design, evaluations, part)) for part in ("sobol", "screening"))
        if found["sampling"]:
            assert len(rows) == found["sampling"]["complete"], "base rows that are complete"
            shares(found, rows, gaps, asked.spoil)
        screened += effects(found, ways, gaps, keys, asked.spoil)
        worst = ", ".join(f"{kind} {gap:.1e}" for kind, gap in gaps.greatest.items())
        print(f"{len(rows)} base rows, {len(ways)} trajectories, {gaps.count} numbers: greatest gaps {worst}")
        failed = failed or max(gaps.greatest.values()) > BOUND
    if not screened:
        print("no screening was certified throughout, so no effects were compared")
    sys.exit(1 if failed or not screened else 0)


if __name__ == "__main__":
    main()
