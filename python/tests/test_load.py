"""Reading scenarios: changes, faults with their places, what cannot be read."""

import json

import allegiance
import pytest
from allegiance.overrides import overrides, toml


def test_version_is_the_programs(program):
    assert program("--version").decode().split()[1] == allegiance.__version__


def test_keys_by_dots_or_underscores_are_the_same(small, asked):
    by_dots = allegiance.load(small, {"client.delivery": 1.0})
    by_words = allegiance.load(small, client__delivery=1.0)
    later = allegiance.load(small).changed(client__delivery=1.0)
    expected = asked("propagate", small, "--set", "client.delivery=1.0")
    plain = asked("propagate", small)
    assert expected["branches"] != plain["branches"]
    for scenario in (by_dots, by_words, later):
        assert means(scenario) == of_json(expected)


def means(scenario):
    found = scenario.propagate(as_="dict")
    keys = zip(found["branch"], found["quarter"], found["quantity"], strict=True)
    return dict(zip(keys, found["mean"], strict=True))


def of_json(found):
    return {
        (branch, quarter["quarter"], name): value
        for branch, of_branch in found["branches"].items()
        for quarter in of_branch["quarters"]
        for name, value in [
            *((name, value) for name, value in quarter.items() if name not in ("quarter", "contract", "talks")),
            *((f"contract: {family}", value) for family, value in quarter["contract"].items()),
        ]
    }


def test_values_in_toml():
    numpy = pytest.importorskip("numpy")
    assert overrides({"a.b": 1, "c__d": 0.1}) == ["a.b=1", "c.d=0.1"]
    assert toml(True) == "true"
    assert toml('say "a"\n') == json.dumps('say "a"\n')
    assert toml(numpy.float64(0.1) * 3) == "0.30000000000000004"
    assert toml({"dist": "uniform", "low": 0, "high": 1.5}) == '{"dist" = "uniform", "low" = 0, "high" = 1.5}'
    assert toml([1, "x"]) == '[1, "x"]'
    with pytest.raises(TypeError):
        toml(None)


def test_texts_in_toml_are_what_was_given():
    tomllib = pytest.importorskip("tomllib")
    for text in ["🙂", "Лукашенко", 'say "a"\\\n', "\t\x00\x1f\x7f\x85\u2028", "'''"]:
        assert tomllib.loads(f"value = {toml(text)}") == {"value": text}
        assert tomllib.loads(f"value = {toml({text: [text]})}") == {"value": {text: [text]}}


def test_a_title_of_any_letters_can_be_given(small):
    assert allegiance.load(small, title="Союз 🙂").title == "Союз 🙂"


def test_a_distribution_can_be_given(small):
    given = {"client.delivery": {"dist": "uniform", "low": 0.6, "high": 0.9}}
    numbers = {number["key"]: number for number in allegiance.load(small, given).problem()["parameters"]}
    assert (numbers["client.delivery"]["low"], numbers["client.delivery"]["high"]) == (0.6, 0.9)


def test_faults_have_places(tmp_path, small):
    broken = tmp_path / "broken.toml"
    text = small.read_text().replace("[clock]", "[clok]", 1)
    broken.write_text(text)
    line = text.splitlines().index("[clok]") + 1
    with pytest.raises(allegiance.ScenarioError) as caught:
        allegiance.load(broken, client__delivery=7)
    assert isinstance(caught.value, ValueError)
    places = {(fault.file, fault.line, fault.column) for fault in caught.value.faults}
    assert ("broken.toml", line, 2) in places
    assert any(fault.file == "--set" for fault in caught.value.faults)
    named = next(fault for fault in caught.value.faults if fault.line == line)
    assert "clok" in named.message and any("clock" in text for text in named.help)
    assert "^" in str(caught.value), "the message shows the line with carets"
    assert allegiance.check(broken, client__delivery=7) == caught.value.faults


def test_check_reads_the_file_again(tmp_path, small):
    file = tmp_path / "edited.toml"
    file.write_text(small.read_text())
    scenario = allegiance.load(file, client__delivery=0.9)
    assert scenario.check() == [] == allegiance.check(file)
    before = scenario.propagate(as_="dict")
    file.write_text("format = 1\n")
    assert scenario.check()
    assert scenario.propagate(as_="dict") == before, "what was loaded stays as it was"


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match="nothing.toml"):
        allegiance.load(tmp_path / "nothing.toml")


def test_faults_of_later_changes(small):
    with pytest.raises(allegiance.ScenarioError) as caught:
        allegiance.load(small).changed(client__deliver=1)
    assert [fault.file for fault in caught.value.faults] == ["--set"]
