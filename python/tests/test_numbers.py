"""The numbers are those of the program, to the last digit."""

import json
import signal
import threading
import time

import allegiance
import pandas as pd
import pytest
from allegiance.tables import TEXT, columns, frame
from test_load import means, of_json


@pytest.mark.parametrize("which", ["seed", "small"])
def test_means_at_central_values(which, request, asked):
    file = request.getfixturevalue(which)
    assert means(allegiance.load(file)) == of_json(asked("propagate", file))


@pytest.mark.parametrize("by_quarter", [True, False])
def test_means_of_draws(small, asked, by_quarter):
    words = ["--by-quarter"] if by_quarter else []
    expected = asked("propagate", small, "--robust", *words, "--set", "simulation.draws=5")
    found = allegiance.load(small).propagate(draws=5, by_quarter=by_quarter)
    assert list(found.columns) == ["draw", "branch", *(["quarter"] if by_quarter else []), *expected["quantities"]]
    assert found[expected["quantities"]].values.tolist() == [row["means"] for row in expected["rows"]]
    few = allegiance.load(small, simulation__draws=5)
    pd.testing.assert_frame_equal(found, few.propagate(robust=True, by_quarter=by_quarter), check_exact=True)


def test_means_of_a_design(tmp_path, small, asked):
    scenario = allegiance.load(small)
    numbers = scenario.problem()["parameters"]
    design = {number["name"]: [number["low"], number["central"], number["high"]] for number in numbers}
    file = tmp_path / "design.csv"
    pd.DataFrame(design).to_csv(file, index=False)
    expected = [row["means"] for row in asked("propagate", small, "--draws", file)["rows"]]
    for given in (design, pd.DataFrame(design), file, str(file)):
        found = scenario.propagate(draws=given, by_quarter=False)
        assert found.iloc[:, 2:].values.tolist() == expected


def test_means_as_xarray(small):
    scenario = allegiance.load(small)
    found = scenario.propagate(as_="xarray")
    assert set(found.dims) == {"branch", "quarter", "quantity"}
    row = scenario.propagate().iloc[7]
    place = {name: row[name] for name in ("branch", "quarter", "quantity")}
    assert found["mean"].sel(place).item() == row["mean"]
    assert set(scenario.propagate(draws=2, as_="xarray").dims) == {"draw", "branch", "quarter"}


def test_solution(seed, program, asked):
    scenario = allegiance.load(seed)
    expected = asked("solve", seed)
    for name, certificate in scenario.certificate().items():
        assert certificate == expected["governments"][name]["certificate"] and certificate["certified"]
    pd.testing.assert_frame_equal(scenario.solve(), frame(program("solve", seed, "--format", "csv")), check_exact=True)
    # The table against the JSON, which is written another way.
    found = scenario.solve()
    values = found[(found["quantity"] == "value.client") & (found["era"] == "start")]
    states = [state for solved in expected["governments"].values() for state in solved["states"]]
    assert values["value"].tolist() == [state["value"]["client"] for state in states]


def test_run_gives_the_tables_of_a_folder(tmp_path, small, program):
    words = ["--set", "simulation.draws=6", "--set", "simulation.paths=10", "--seed", "7"]
    program("run", small, *words, "--paths", "--exact", "--by-quarter", "-o", tmp_path / "run")
    options = {"exact": True, "by_quarter": True, "every_path": True}
    found = allegiance.load(small).run(draws=6, paths=10, seed=7, threads=1, **options)
    written = allegiance.open_run(tmp_path / "run")
    assert found.tables == written.tables
    assert {"events", "quarters", "metrics", "codebook", "paths", "means_by_quarter"} <= set(found.tables)
    for name in found.tables:
        pd.testing.assert_frame_equal(found.table(name), written.table(name), check_exact=True)
    assert found.summary == json.loads((tmp_path / "run" / "summary.json").read_text())
    with pytest.raises(KeyError, match="events"):
        found.table("nothing")


def test_run_writes_a_folder(tmp_path, small):
    scenario = allegiance.load(small)
    folder = tmp_path / "run"
    found = scenario.run(draws=3, paths=4, folder=folder)
    assert (folder / "manifest.json").is_file() and list(folder.glob("charts/*.svg"))
    pd.testing.assert_frame_equal(found.events, scenario.run(draws=3, paths=4).events, check_exact=True)
    (folder / "summary.json").write_text("changed")
    with pytest.raises(OSError):
        scenario.run(draws=3, paths=4, folder=folder)


def test_sensitivity(small, asked):
    expected = asked("sensitivity", small, "--points", "16", "--trajectories", "3")
    found = allegiance.load(small).sensitivity(points=16, trajectories=3)
    head = expected["outputs"][expected["headline"]]
    rows = found[(found["quantity"] == head["quantity"]) & (found["branch"] == head["branch"])]
    assert rows["number"].tolist() == [factor["name"] for factor in expected["factors"]]
    columns = {"mu": "mean", "mu_star": "size", "sigma": "deviation", "largest_step": "largest", "median_step": "median"}
    for column, name in columns.items():
        assert rows[column].tolist() == [effect[name] for effect in head["effects"]]


def test_sensitivity_refuses(small):
    with pytest.raises(ValueError, match="power of two"):
        allegiance.load(small).sensitivity(points=12)


def test_problem(seed, program):
    assert allegiance.load(seed).problem() == json.loads(program("schema", "--problem", seed))


def test_without_pandas_there_are_columns():
    text = b'name,count,mean,holds,none\n"a, b",1,0.1,true,\nNone,2,,false,\n'
    assert columns(text) == {
        "name": ["a, b", "None"], "count": [1, 2], "mean": [0.1, None], "holds": [True, False], "none": [None, None],
    }  # fmt: skip
    found = frame(text)
    assert found["name"].tolist() == ["a, b", "None"] and found["holds"].dtype == bool
    assert found["mean"].isna().tolist() == [False, True]


@pytest.mark.parametrize("name", ["2020", "nan", "1_000", "true"])
def test_texts_are_not_taken_for_numbers(name):
    text = f"event,variant,share\n{name},{name},0.5\n,,1\n".encode()
    assert columns(text) == {"event": [name, None], "variant": [name, None], "share": [0.5, 1.0]}
    assert frame(text)["event"][0] == name


def test_texts_come_without_the_mark_for_spreadsheets():
    text = b"grounds,key,mean\n'=1+1,'quoted',-1\n'-a,',2\n'@b,a,3\n"
    assert columns(text) == {"grounds": ["=1+1", "-a", "@b"], "key": ["'quoted'", "'", "a"], "mean": [-1, 2, 3]}


def test_columns_of_text_are_those_of_the_program(seed, small, program, tmp_path):
    """What a table holds that is no number, true or false stands in a column that is known to hold text."""
    program("run", small, "--set", "simulation.draws=3", "--set", "simulation.paths=4", "--paths", "-o", tmp_path / "run")
    found = allegiance.open_run(tmp_path / "run")
    tables = [found.table(name, "dict") for name in found.tables]
    tables += [columns(program(*words, "--format", "csv")) for words in (["solve", seed], ["propagate", small])]
    tables.append(columns(program("sensitivity", small, "--points", "8", "--trajectories", "2", "--format", "csv")))
    for table in tables:
        texts = {name for name, cells in table.items() if any(isinstance(cell, str) for cell in cells)}
        assert texts <= TEXT, texts - TEXT


def test_other_threads_go_on_and_an_interrupt_is_heard(seed):
    # A job in the background of a shell is started deaf to interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    counted, done = [], threading.Event()

    def count():
        while not done.wait(0.01):
            counted.append(1)

    other = threading.Thread(target=count)
    other.start()
    threading.Timer(0.5, signal.raise_signal, [signal.SIGINT]).start()
    began = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            allegiance.load(seed).run(draws=100_000, paths=1)
    finally:
        done.set()
        other.join()
    assert time.monotonic() - began < 20
    assert len(counted) > 5
