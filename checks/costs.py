"""Holds the time that `check` and `run` tell beforehand against the time that a run takes.

    checks/costs.py PROGRAM [TIMES]        each scenario TIMES times, 3 unless stated

Five scenarios of different shapes: many draws, many paths, many quarters, many families of offers, many states. Each is
checked, then run at a pseudo-terminal, where a run tells what it will take. Prints told / taken for each, the median of the
repetitions; ends with 1 if one is further than 30% off, told nothing, or the scenarios were not long enough to be told.
Needs Python 3 and nothing else. Other work on the machine between the telling and the end shows as an error.
"""

import os
import pty
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = str(Path(sys.argv[1]).resolve())
TIMES = int(sys.argv[2]) if len(sys.argv) > 2 else 3
SEED = Path(__file__).resolve().parent.parent / "scenarios" / "belarus-2020.toml"
WITHIN = 0.3
UNITS = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0}


def with_families(text, families):
    """The scenario with so many families of offers, every second of them a step of integration."""
    start, end = text.index("[[offer]]"), text.index("[client]")
    offer = '[[offer]]\nname = "offer {0}"\nloyalty = 1.0\nintegration = {1}\nsubsidies = [0.0, 1.0, 2.0]\n\n'
    return text[:start] + "".join(offer.format(number, number % 2) for number in range(families)) + text[end:]


def with_levels(text, levels):
    """The scenario with so many levels of confrontation and of integration."""
    names = "[" + ", ".join(f'"level {level}"' for level in range(levels)) + "]"
    numbers = "[" + ", ".join(str((level + 1) / levels) for level in range(levels)) + "]"
    changes = [
        ('["calm", "tense", "hostile"]', names),
        ("[0.1, 0.5, 0.9]", numbers),
        ('start     = "tense"', 'start = "level 1"'),
        ('["treaty", "common market"]', names),
        ("depth        = [0.0, 1.0]", f"depth = {numbers}"),
        ('start        = "treaty"', 'start = "level 0"'),
    ]
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return text


def told(text):
    """Seconds in the sentence that tells what a run takes."""
    found = re.search(r"About ([\d.]+)\s+(seconds|minutes|hours)", text)
    return float(found[1]) * UNITS[found[2]] if found else None


def at_terminal(words):
    """What a command says at a terminal, and the seconds that it takes."""
    began = time.monotonic()
    child, terminal = pty.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(words[0], words)
    said = b""
    while True:
        try:
            heard = os.read(terminal, 4096)
        except OSError:
            break
        said += heard
    os.close(terminal)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        raise SystemExit(f"{' '.join(words)}: {said.decode(errors='replace')}")
    return said.decode(errors="replace"), time.monotonic() - began


def ratios(file, sizes, folder):
    """Told / taken of `check` and of `run`; none where nothing was told."""
    sets = [word for size in sizes for word in ("--set", f"simulation.{size}" if "." not in size else size)]
    checked = subprocess.run([PROGRAM, "check", str(file), *sets], capture_output=True, text=True, check=True)
    said, taken = at_terminal([PROGRAM, "run", str(file), *sets, "-o", str(folder), "--force"])
    return [seconds / taken if (seconds := told(text)) else None for text in (checked.stderr, said)] + [taken]


def main():
    failed = False
    with tempfile.TemporaryDirectory() as desk:
        desk = Path(desk)
        subprocess.run([PROGRAM, "init", "small"], cwd=desk, check=True, capture_output=True)
        small = (desk / "small.toml").read_text()
        (desk / "families.toml").write_text(with_families(small, 50))
        (desk / "levels.toml").write_text(with_levels(small, 15))
        cases = [
            ("many draws", SEED, ["draws=1500"]),
            ("many paths", SEED, ["draws=40", "paths=8000"]),
            ("many quarters", SEED, ["draws=150", "clock.periods=400"]),
            ("many families", desk / "families.toml", ["draws=1600", "paths=20"]),
            ("many states", desk / "levels.toml", ["draws=120", "paths=20"]),
        ]
        for name, file, sizes in cases:
            found = [ratios(file, sizes, desk / "run") for _ in range(TIMES)]
            line = f"{name}: {statistics.median(one[2] for one in found):.1f} s"
            for place, command in enumerate(("check", "run")):
                seen = [one[place] for one in found if one[place] is not None]
                middle = statistics.median(seen) if len(seen) == TIMES else None
                line += f"; {command} told " + (f"{middle:.2f} of it" if middle else "nothing")
                failed |= middle is None or abs(middle - 1.0) > WITHIN
            print(line, flush=True)
    if failed:
        raise SystemExit("the time told is further than 30% off")


main()
