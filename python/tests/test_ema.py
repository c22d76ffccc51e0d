"""The adapter for EMA Workbench gives the means of `propagate`."""

import allegiance
import pytest

ema_workbench = pytest.importorskip("ema_workbench")
from allegiance.ema import model  # noqa: E402


def test_experiments_are_means(small):
    scenario = allegiance.load(small)
    branch = scenario.propagate(draws=1, by_quarter=False)["branch"][1]
    outcomes = ["dispute", "subsidy"]
    made = model(scenario, outcomes, branch=branch)
    experiments, found = ema_workbench.perform_experiments(made, scenarios=6)
    names = scenario.problem()["names"]
    assert [number.name for number in made.uncertainties] == names
    means = scenario.propagate(draws=experiments[names], by_quarter=False).query("branch == @branch")
    for outcome in outcomes:
        assert found[outcome].tolist() == means[outcome].tolist()


def test_what_is_not_there(small):
    scenario = allegiance.load(small)
    with pytest.raises(ValueError, match="dispute"):
        model(scenario, ["disputes"], branch="x")
    with pytest.raises(ValueError, match="branch=None"):
        model(scenario, ["dispute"])
