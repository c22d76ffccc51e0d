"""Boxes of EMA Workbench's PRIM beside those of the program (docs/agreement.md).

Twice: on the data of Bryant and Lempert (2010), against tests/fixtures/prim/boxes.csv, which a test holds against the
program; and on the draws of a scenario, against the tables of `allegiance discover`. Every box of both trajectories must
have the same limits, the same cases and the same quasi-p-values. `--write` writes boxes.csv anew; `--alpha 0.1` shows the
check red.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import ema_workbench
import pandas as pd
from ema_workbench.analysis import prim

FIXTURES = Path("tests/fixtures/prim")
BOXES = FIXTURES / "boxes.csv"
HEADS = ["box", "cases", "interest", "column", "low", "high", "p_low", "p_high"]
SCENARIO = "scenarios/belarus-2020.toml"
SIZE = ["--set", "simulation.draws=200"]
CLOSE = 1e-9


def found(x, y, alpha):
    """The boxes that EMA Workbench finds, a row for each limited column."""
    search = prim.Prim(x, y, threshold=1e-9, peel_alpha=alpha)
    box = search.find_box()
    rows = []
    for place, limits in enumerate(box.box_lims):
        counts = (place, int(box.peeling_trajectory["n"][place]), int(box.peeling_trajectory["k"][place]))
        named = []
        for column in x.columns:
            ends = [limits[column].iloc[side] for side in (0, 1)]
            whole = [box.box_lims[0][column].iloc[side] for side in (0, 1)]
            if ends != whole:
                chances = box.qp[place][column]
                named.append(
                    (*counts, column)
                    + tuple(float(end) if end != free else None for end, free in zip(ends, whole))
                    + tuple(float(chance) if end != free else None for chance, end, free in zip(chances, ends, whole))
                )
        rows += named or [(*counts, "", None, None, None, None)]
    return rows


def compare(ours, theirs, what):
    """Whether two lists of boxes are the same; says where they part."""
    for one, other in zip(ours, theirs):
        same = one[:4] == other[:4] and all(
            (a is None) == (b is None) and (a is None or abs(a - b) <= CLOSE * max(1.0, abs(b)))
            for a, b in zip(one[4:], other[4:])
        )
        if not same:
            print(f"  DIFFERS  {what}:\n    here  {one}\n    there {other}")
            return False
    if len(ours) != len(theirs):
        print(f"  DIFFERS  {what}: {len(ours)} rows here, {len(theirs)} there")
        return False
    boxes = theirs[-1][0] + 1
    print(f"  agrees   {what}: {boxes} boxes, {len(theirs)} rows of limits")
    return True


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    number = lambda cell: float(cell) if cell else None
    return [(*map(int, row[:3]), row[3], *map(number, row[4:])) for row in rows]


def bryant(alpha, write):
    data = pd.read_csv(FIXTURES / "bryant-lempert-2010.csv", index_col=False)
    theirs = found(data.iloc[:, 2:11], data.iloc[:, 15].values, alpha)
    if write:
        with open(BOXES, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADS)
            writer.writerows([["" if cell is None else cell for cell in row] for row in theirs])
    return compare(read(BOXES), theirs, "data of Bryant and Lempert")


def scenario(program, alpha):
    """The same of the draws of a scenario, with no bound on the limits."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found"
        asked = [program, "discover", SCENARIO, *SIZE, "--at-least", "0.4", "--limits", "99", "-o", str(out)]
        done = subprocess.run(asked, capture_output=True, text=True, encoding="utf-8")
        if done.returncode != 0:
            sys.exit(f"{' '.join(asked)} ended with {done.returncode}: {done.stderr}")
        draws = pd.read_csv(out / "tables" / "cases.csv")
        ours = [row for row in read(out / "tables" / "limits.csv")]
        steps = pd.read_csv(out / "tables" / "trajectory.csv")
    kept = set(steps.loc[steps["from"] != "drop", "box"])
    x = draws.drop(columns=["draw", "share", "of_interest"]).astype(float)
    theirs = found(x, draws["of_interest"].astype(int).values, alpha)
    return compare([row for row in ours if row[0] in kept], theirs, f"{len(draws)} draws of {SCENARIO}")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("program", help="path of allegiance")
    options.add_argument("--alpha", type=float, default=0.05, help="share that EMA Workbench peels")
    options.add_argument("--write", action="store_true", help="write boxes.csv anew")
    options = options.parse_args()
    print(f"EMA Workbench {ema_workbench.__version__}")
    agree = [bryant(options.alpha, options.write)]
    if not options.write:
        agree.append(scenario(options.program, options.alpha))
    sys.exit(0 if all(agree) else 1)


if __name__ == "__main__":
    main()
