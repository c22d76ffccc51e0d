"""The program beside the module: its path is in the variable ALLEGIANCE, or it is on the search path."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = os.environ.get("ALLEGIANCE", "allegiance")
SEED = ROOT / "scenarios" / "belarus-2020.toml"


@pytest.fixture(scope="session")
def seed():
    return SEED


@pytest.fixture(scope="session")
def program():
    """Runs the program and gives what it prints."""

    def run(*words, **options):
        done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, check=True, **options)
        return done.stdout

    return run


@pytest.fixture(scope="session")
def small(tmp_path_factory, program):
    """The scenario that `init` writes: three uncertain numbers, two outcomes."""
    folder = tmp_path_factory.mktemp("small")
    program("init", "my-alliance", cwd=folder)
    return folder / "my-alliance.toml"


@pytest.fixture(scope="session")
def asked(program):
    """What the program gives as JSON."""
    return lambda *words: json.loads(program(*words, "--format", "json"))
