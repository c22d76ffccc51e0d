"""A scenario as a model of EMA Workbench: its uncertain numbers are the uncertainties, exact means the outcomes.

Needs the package ``ema_workbench``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .scenario import Scenario


def model(scenario: Scenario, outcomes: Sequence[str], *, branch: str | None = None, name: str = "allegiance") -> Any:
    """A ``Model`` whose outcomes are exact means over all quarters, NaN where the game has no certified solution.

    An experiment solves one game, so it is exact and has no seed. Distributions and correlations of the scenario are not
    used: EMA Workbench draws from the ranges, evenly unless told otherwise.

    Args:
        scenario: The scenario.
        outcomes: Columns of ``propagate(robust=True)``, such as ``"dispute"``.
        branch: The outcome of the election that they are of; it may be left out if there is only one.
        name: Name of the model.

    Raises:
        ValueError: If there is no such outcome, or the branch must be named.
    """
    from ema_workbench import Model, RealParameter, ScalarOutcome

    parameters = scenario.problem()["parameters"]
    central = {number["name"]: [number["central"]] for number in parameters}
    place = _branch(_means(scenario, central), outcomes, branch)

    def experiment(**values: float) -> dict[str, float]:
        found = _means(scenario, {key: [value] for key, value in values.items()})
        return {quantity: _number(found[quantity][place]) for quantity in outcomes}

    made = Model(name, function=experiment)
    made.uncertainties = [RealParameter(number["name"], number["low"], number["high"]) for number in parameters]
    made.outcomes = [ScalarOutcome(quantity) for quantity in outcomes]
    return made


def _means(scenario: Scenario, values: dict[str, list[float]]) -> dict[str, list[Any]]:
    """Exact means of one draw, a row a branch. Threads are for the experiments, not for one of them."""
    found: dict[str, list[Any]] = scenario.propagate(draws=values, by_quarter=False, threads=1, as_="dict")
    return found


def _branch(found: dict[str, list[Any]], outcomes: Sequence[str], branch: str | None) -> int:
    """The row of the branch."""
    names = found["branch"]
    unknown = [quantity for quantity in outcomes if quantity not in found or quantity in ("draw", "branch")]
    if unknown:
        raise ValueError(f"no outcome {unknown[0]!r}; there is: {', '.join(list(found)[2:])}")
    if branch is None and len(names) > 1 or branch is not None and branch not in names:
        raise ValueError(f"branch={branch!r}; there is: {', '.join(names)}")
    return 0 if branch is None else names.index(branch)


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
