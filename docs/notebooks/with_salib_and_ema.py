# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The same answers with SALib, EMA Workbench and pandas
#
# `allegiance` says what drives a result (`sensitivity`), under which assumptions an event is likely (`discover`) and what a
# change does (`compare`). Here the same three questions are put to SALib, EMA Workbench and pandas. They get nothing but
# files that the program writes: the problem, the exact means of a design, and the tables of runs. Every section ends with
# assertions, so this notebook stops where the answers differ.
#
# It needs `allegiance` on the search path, or its place in the variable `ALLEGIANCE`, and the packages of
# `checks/prim.txt`. See docs/how-to/python.md.

# %%
import json
import os
import subprocess
import tempfile
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
from ema_workbench.analysis import prim
from SALib.analyze import sobol
from SALib.sample import sobol as saltelli

program = str(Path(os.environ["ALLEGIANCE"]).resolve()) if "ALLEGIANCE" in os.environ else "allegiance"
kept = tempfile.TemporaryDirectory()
folder = Path(kept.name)


def allegiance(*words):
    """Runs the program in the folder of this notebook and gives what it prints."""
    done = subprocess.run([program, *words], cwd=folder, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        raise RuntimeError(f"allegiance {' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


# %% [markdown]
# The scenario to start from has three uncertain numbers and an election with two outcomes. One run of it gives the tables
# for the second question, and the odds of the outcomes. `--exact` adds the exact probability of each event in each draw, so
# few histories will do.

# %%
allegiance("init", "my-alliance")
scenario = "my-alliance.toml"
allegiance("run", scenario, "--exact", "--set", "simulation.draws=400", "--set", "simulation.paths=5", "-o", "run")
odds = {branch["name"]: branch["odds"] for branch in json.loads((folder / "run/summary.json").read_text())["branches"]}
odds

# %% [markdown]
# ## 1. What drives it: Sobol indices
#
# `schema --problem` writes the uncertain numbers as SALib's problem. SALib makes the design, the program works out the
# exact means at each of its rows, SALib makes the indices. A run with the same design adds how probable events are.

# %%
problem = json.loads(allegiance("schema", "--problem", scenario))
assert not problem["approximated"], "SALib has every distribution of this scenario"
points = 256
design = pd.DataFrame(saltelli.sample(problem, points, calc_second_order=False, seed=1), columns=problem["names"])
design.to_csv(folder / "design.csv", index=False)
means = pd.read_csv(StringIO(allegiance("propagate", scenario, "--draws", "design.csv", "--format", "csv")))
assert len(means) == len(design) * len(odds), "one row for each row of the design and outcome"

few = ["--set", f"simulation.draws={len(design)}", "--set", "simulation.paths=1"]
allegiance("run", scenario, "--draws", "design.csv", "--exact", *few, "-o", "design")
chances = pd.read_csv(folder / "design/tables/event_draws.csv")
chances = chances.assign(event="event: " + chances["event"]).pivot(index=["draw", "branch"], columns="event", values="exact")
means = means.merge(chances.reset_index(), on=["draw", "branch"])
means.head()


# %% [markdown]
# The program makes a design of its own, so the two agree within their intervals. Every number is told by itself
# (`--every`), for the main event and every quantity, in each outcome, over all outcomes, and as the difference between two.
# Base points with a game that is not certified are left out on both sides.


# %%
def values(output):
    """An output of `allegiance sensitivity` at every row of the design."""
    by_branch = means.pivot(index="draw", columns="branch", values=output["quantity"])
    if output["branch"] == "all":
        return sum(odds[name] * by_branch[name] for name in odds)
    if "reference" in output:
        return by_branch[output["branch"]] - by_branch[output["reference"]]
    return by_branch[output["branch"]]


def indices(output):
    """SALib's indices of an output, from the base points that are certified throughout."""
    rows = values(output).to_numpy().reshape(points, -1)
    whole = rows[np.isfinite(rows).all(axis=1)]
    return sobol.analyze(problem, whole.flatten(), calc_second_order=False, num_resamples=500, seed=1)


found = json.loads(allegiance("sensitivity", scenario, "--every", "--points", str(points), "--format", "json"))
assert [factor["name"] for factor in found["factors"]] == [number["key"] for number in problem["parameters"]]
compared = []
for output in found["outputs"]:
    if output["quantity"] not in means.columns or output["indices"] is None:
        continue
    theirs = indices(output)
    for kind, name in (("first", "S1"), ("total", "ST")):
        for place, number in zip(found["sampling"]["moved"], problem["names"], strict=True):
            own = output["indices"][kind][place[0]]
            at = problem["names"].index(number)
            compared.append(
                {
                    "quantity": output["quantity"],
                    "branch": output["branch"],
                    "reference": output.get("reference", ""),
                    "number": number,
                    "kind": kind,
                    "allegiance": own["value"],
                    "low": own["low95"],
                    "high": own["high95"],
                    "salib": theirs[name][at],
                    "salib_low": theirs[name][at] - theirs[f"{name}_conf"][at],
                    "salib_high": theirs[name][at] + theirs[f"{name}_conf"][at],
                }
            )
compared = pd.DataFrame(compared)
headline = found["outputs"][found["headline"]]
compared[(compared.quantity == headline["quantity"]) & (compared.branch == headline["branch"])]

# %%
apart = compared[(compared.low > compared.salib_high) | (compared.salib_low > compared.high)]
gap = (compared.allegiance - compared.salib).abs()
width = (compared.high - compared.low).median()
print(f"{len(compared)} indices, intervals {width:.2f} wide in the median: {len(apart)} pairs of them are apart")
print(f"gap between the indices: {gap.mean():.3f} in the mean, {gap.max():.3f} at most")
assert headline["quantity"] in set(compared.quantity) and len(compared) > 100 and width < 0.25
assert apart.empty, apart.to_string()

# %% [markdown]
# ## 2. Under which assumptions an event is likely: PRIM
#
# A draw is of interest if the first event is at least as probable in it as `least`. `tables/draws.csv` has the numbers of
# each draw, `tables/event_draws.csv` the probabilities in each outcome, which are mixed by the odds.
#
# Of two cuts that are equally good, PRIM makes the one of the earlier column. So the order of columns matters. As in the
# program, numbers come first that go most with the probability, by their rank correlation.

# %%
least = 0.3
draws = pd.read_csv(folder / "run/tables/draws.csv").set_index("draw")
events = pd.read_csv(folder / "run/tables/event_draws.csv")
event = events["event"].iloc[0]
by_branch = events[events.event == event].pivot(index="draw", columns="branch", values="exact")
chance = sum(odds[name] * by_branch[name] for name in odds)
certified = draws.index[draws.certified]
drawn = draws.loc[certified, [number["key"] for number in problem["parameters"]]]
tells = drawn.corrwith(chance.loc[certified], method="spearman").abs().sort_values(ascending=False)
numbers = list(tells.index)
x = drawn[numbers].reset_index(drop=True)
y = (chance.loc[certified] >= least).to_numpy()
print(f"{event}: at least {least:.0%} in {y.sum()} of {len(y)} draws")

box = prim.Prim(x, y.astype(int), threshold=1e-9, peel_alpha=0.05).find_box()
box.peeling_trajectory[["n", "k", "coverage", "density", "mass", "res_dim"]].tail()

# %% [markdown]
# `allegiance discover` takes the folder of the run. Box by box, both searches cut the same: as many draws, as many of them
# of interest, the same limits.

# %%
discovery = json.loads(allegiance("discover", "run", "--at-least", str(least), "--format", "json"))


def limits_of(place):
    """The limits of a box of EMA Workbench, a row a number; NaN where it has none."""
    low, high = (box.box_lims[place].loc[side, numbers].astype(float) for side in (0, 1))
    free_low, free_high = (box.box_lims[0].loc[side, numbers].astype(float) for side in (0, 1))
    return pd.DataFrame({"low": low.mask(low == free_low), "high": high.mask(high == free_high)})


def limits_of_step(limits):
    """The same of a box of `discover`."""
    return pd.DataFrame(limits, columns=["key", "low", "high"]).set_index("key").astype(float).reindex(numbers)


steps = [step for step in discovery["trajectory"] if step["from"] != "drop"]
assert discovery["exact"] and discovery["of_interest"] == y.sum() and len(steps) == len(box.box_lims)
for place, step in enumerate(steps):
    theirs = box.peeling_trajectory.loc[place]
    assert (step["draws"], step["of_interest"]) == (theirs["n"], theirs["k"]), f"box {place}"
    pd.testing.assert_frame_equal(limits_of(place), limits_of_step(step["limits"]), check_names=False, rtol=1e-9)
print(f"{len(steps)} boxes are the same")

# %% [markdown]
# Which box to take is left to the analyst in EMA Workbench. The program takes the one in which to lie goes most with being
# of interest (the phi coefficient), and drops limits with a quasi-p-value above 0.05, the worst first. So does this cell.

# %%
tried = box.peeling_trajectory
n, k, draws_in_all, interest = tried["n"], tried["k"], len(y), y.sum()
phi = (k * draws_in_all - n * interest) / np.sqrt(n * (draws_in_all - n) * interest * (draws_in_all - interest))
chosen = int(phi.fillna(0.0).idxmax())
while True:
    worst = {key: max(p for p in ends if p >= 0) for key, ends in box.qp[chosen].items()}
    key = max(worst, key=worst.get)
    if worst[key] <= 0.05:
        break
    box.drop_restriction(key, chosen)
    chosen = len(box.box_lims) - 1
answer = box.peeling_trajectory.loc[chosen, ["n", "k", "coverage", "density"]]
print(limits_of(chosen).dropna(how="all"), answer, sep="\n\n")

# %%
own = discovery["found"]
pd.testing.assert_frame_equal(limits_of(chosen), limits_of_step(own["limits"]), check_names=False, rtol=1e-9)
np.testing.assert_allclose(answer["coverage"], own["coverage"], rtol=1e-12)
np.testing.assert_allclose(answer["density"], own["inside"]["density"], rtol=1e-12)
assert 0 < len(own["limits"]) and own["inside"]["density"] > 2 * own["outside"]["density"], "the box tells something"

# %% [markdown]
# ## 3. What a change does, and which variant holds up: paired differences and regret
#
# Two variants with the same seed meet the same draws and the same chance. So the tables of their runs are compared draw by
# draw, and most of the noise cancels.

# %%
key, tries = "client.delivery", ["0.8", "1.0"]
size = ["--set", "simulation.draws=200"]
for value in tries:
    allegiance("run", scenario, *size, "--set", f"{key}={value}", "-o", f"delivery-{value}")


def shares(value):
    """How often each event happens in each draw of a variant: a row a draw, a column an outcome and event."""
    read = pd.read_csv(folder / f"delivery-{value}/tables/event_draws.csv")
    table = read.pivot(index="draw", columns=["branch", "event"], values="share")
    mixed = sum(odds[name] * table[name] for name in odds)
    return pd.concat([table, pd.concat({"all": mixed}, axis=1)], axis=1)


difference = (shares(tries[1]) - shares(tries[0])).dropna()
by_hand = pd.DataFrame({"difference": difference.mean(), "standard_error": difference.sem()})
by_hand

# %%
read = allegiance("compare", scenario, *size, "--vary", f"{key}={','.join(tries)}", "--format", "csv")
contrasts = pd.read_csv(StringIO(read)).query("kind == 'event'").set_index(["branch", "name"])
assert len(contrasts) == len(by_hand) and (contrasts["draws"] == len(difference)).all()
assert (contrasts["paired_by"] == "draw and path").all() and (contrasts["difference"].abs() > 0.01).any()
for ours, theirs in (("difference", "difference"), ("difference_standard_error", "standard_error")):
    pd.testing.assert_series_equal(
        contrasts[ours].sort_index(), by_hand[theirs].sort_index(), check_names=False, rtol=1e-9, atol=1e-12
    )
print(f"{len(by_hand)} differences and their standard errors are the same")

# %% [markdown]
# With variants as what somebody may choose, draws and outcomes as what nobody can, regret is how far a variant is from the
# best one in the same draw and outcome. Here the measure is the client's mean loyalty, which `tables/means.csv` has exactly.

# %%
measure = "loyalty"


def worlds(value):
    """The measure in every draw and outcome of a variant."""
    return pd.read_csv(folder / f"delivery-{value}/tables/means.csv").set_index(["draw", "branch"])[measure]


values_by_variant = pd.DataFrame({f"{key}={value}": worlds(value) for value in tries}).dropna()
regret = values_by_variant.max(axis=1).to_numpy()[:, None] - values_by_variant
best = (regret <= 0).astype(float)


def summary(table):
    """Means over the draws: in each outcome, and over all by their odds."""
    means = table.groupby("branch").mean()
    means.loc["all"] = sum(odds[name] * means.loc[name] for name in odds)
    return means.stack()


largest = regret.groupby("branch").max()
largest.loc["all"] = largest.max()
regrets = pd.DataFrame(
    {
        "value": summary(values_by_variant),
        "best_share": summary(best),
        "mean_regret": summary(regret),
        "largest_regret": largest.stack(),
    }
).sort_index()
regrets

# %%
vary = f"{key}={','.join(tries)}"
read = allegiance("compare", scenario, *size, "--vary", vary, "--regret", measure, "--format", "csv")
own = pd.read_csv(StringIO(read)).set_index(["branch", "variant"]).sort_index()
assert (own["draws"] == len(regret) / len(odds)).all()
pd.testing.assert_frame_equal(own[regrets.columns], regrets, check_names=False, rtol=1e-9, atol=1e-12)
assert (regrets["mean_regret"] > 0.001).any(), "the variants differ"
print(f"{regrets.size} figures of regret are the same")
