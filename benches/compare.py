"""The solver beside other programs that solve the same games, in turn, so that all meet the same noise.

    python3 benches/compare.py [--rounds 3] [--without run jax sgamesolver]

Prints one Markdown table (docs/speed.md). NumPy and JAX, pinned, are installed into .venv of this folder's parent,
sGameSolver by checks/sgamesolver.sh; needs Linux, Python 3.11 or 3.12 with its headers, a C compiler and Rust. Nothing
is timed before every decision of the other programs agrees with the solver's.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON, TRACER = ROOT / ".venv/bin/python", ROOT / ".venv-sgamesolver/bin/python"
PROGRAM, FOUND = ROOT / "target/release/allegiance", ROOT / "target/criterion/beside"
SEED, FIRST = "scenarios/belarus-2020.toml", "tests/reference/belarus-2020-v1-seed.toml"
DRAWS, ALL_DRAWS, GOVERNMENTS = 8, 100, 3  # as in pipeline.rs
LADDERS = (2, 4, 6, 8)
# Older builds of OpenBLAS are told here and there which kernels to use, which slows a current one.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
ENVIRONMENT["PYTHONDONTWRITEBYTECODE"] = "1"


def ran(*command, cores=None, **more):
    """Standard output of a command that may use the first so many cores, or all."""
    pinned = (lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])) if cores else None
    threads = {name: str(cores or 1) for name in ("RAYON_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")}
    done = subprocess.run(list(map(str, command)), cwd=ROOT, env=ENVIRONMENT | threads, preexec_fn=pinned,
                          stdout=subprocess.PIPE, text=True, **more)
    if done.returncode:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return done.stdout


# ---- what must be there, and agree ---------------------------------------------------------------------------------


def install():
    if not PYTHON.exists():
        venv.create(PYTHON.parent.parent, with_pip=True)
    ran(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "benches/requirements.txt")
    ran("cargo", "build", "--release", "--locked")
    ran("cargo", "bench", "--locked", "--bench", "pipeline", "--no-run")


def solved(scenario):
    return ran(PROGRAM, "solve", scenario, "--format=json", "--set", "simulation.tolerance=1e-10")


def agree(work, without):
    """Ends the script if a decision of another program differs."""
    for scenario in (SEED, FIRST):
        (work / "solved.json").write_text(solved(scenario))
        for name in ("numpy", "jax"):
            if name not in without:
                said = ran(PYTHON, f"benches/{name}_reference.py", scenario, "--check", work / "solved.json")
                print(f"{name}, {scenario}\n{said}", end="", file=sys.stderr)
    if "sgamesolver" not in without:
        print(ran("checks/sgamesolver.sh"), end="", file=sys.stderr)


# ---- times of one round, in seconds --------------------------------------------------------------------------------


def benched(kind, case):
    """Mean time that criterion found last for all games of a case."""
    return json.loads((FOUND / kind / case / "new/estimates.json").read_text())["mean"]["point_estimate"] / 1e9


def own():
    """The solver and its plain induction; on two cores the seed games only."""
    bench = ("cargo", "bench", "--locked", "--quiet", "--bench", "pipeline", "--")
    ran(*bench, "^beside/(solve|plain)", cores=1, stderr=subprocess.DEVNULL)
    ran(*bench, "^beside/spread", cores=2, stderr=subprocess.DEVNULL)
    seed = DRAWS * GOVERNMENTS
    times = {("seed", kind): benched(kind, "seed games") / seed for kind in ("solve", "plain", "spread")}
    times["every", "solve"] = benched("solve", f"{ALL_DRAWS} draws") / (ALL_DRAWS * GOVERNMENTS)
    cases = {"small": "small game"} | {levels: f"{levels} levels" for levels in LADDERS}
    return times | {(key, kind): benched(kind, case) for key, case in cases.items() for kind in ("solve", "plain")}


def python(name, draws, *more, cores=1):
    said = ran(PYTHON, f"benches/{name}_reference.py", SEED, "--draws", draws, DRAWS, *more, cores=cores)
    return json.loads(said)["seconds"]


def traced(work):
    """sGameSolver on the small game, which falls into several that do not touch."""
    small = "checks/spot.toml"
    (work / "small.json").write_text(solved(small))
    said = ran(TRACER, "-B", "checks/stochastic_game.py", small, work / "small.json", cores=1)
    return sum(map(float, re.findall(r"steps of the path, ([\d.]+) s", said)))


def run(work, cores):
    """Processor time, or on two cores time, of a whole run of the seed case."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.monotonic()
    ran(PROGRAM, "run", SEED, "--force", "-o", work / "run", cores=cores, stderr=subprocess.DEVNULL)
    taken = time.monotonic() - started
    return taken if cores > 1 else resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def measured(work, draws, without):
    """Seconds by case and program, one round of all."""
    times = own()
    times["seed", "numpy"] = python("numpy", draws)
    if "jax" not in without:
        times |= {("seed", f"jax {batch}"): python("jax", draws, "--batch", batch) for batch in (1, 8)}
        times["seed", "jax two"] = python("jax", draws, "--batch", 1, cores=2)
    if "sgamesolver" not in without:
        times["small", "sgamesolver"] = traced(work)
    if "run" not in without:
        times |= {("run", cores): run(work, cores) for cores in (1, 2)}
    return times


# ---- the table -----------------------------------------------------------------------------------------------------

ROWS = [
    (f"**a game of the seed case**, mean of the {GOVERNMENTS} games of {DRAWS} draws, to 1e-6", [
        (("seed", "solve"), "allegiance"), (("seed", "plain"), "its own plain backward induction"),
        (("seed", "jax 1"), "JAX, plain induction, a game at a time"),
        (("seed", "jax 8"), "JAX, plain induction, 8 games at once"),
        (("seed", "numpy"), "NumPy, plain induction")]),
    ("**the same on two cores**, time for all by their number", [
        (("seed", "spread"), "allegiance"), (("seed", "jax two"), "JAX, a game at a time on each core")]),
    (f"**a game of the seed case**, mean of all games of {ALL_DRAWS} draws, also those that do not settle", [
        (("every", "solve"), "allegiance")]),
    ("**a small game**: 16 states, 3 offers (`checks/spot.toml`)", [
        (("small", "solve"), "allegiance"), (("small", "plain"), "its own plain backward induction"),
        (("small", "sgamesolver"), "sGameSolver, path of the logit equilibria")]),
    *((f"**{levels} levels on each of four ladders**: {levels**4:,} states, 18 offers", [
        ((levels, "solve"), "allegiance"), ((levels, "plain"), "its own plain backward induction")])
      for levels in LADDERS),
    ("**a run of the seed case**, 500 draws × 100 paths, all charts", [
        (("run", 1), "allegiance, processor time, one thread"), (("run", 2), "allegiance, time on two cores")]),
]


def in_words(seconds):
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size or unit == "µs":
            number = seconds / size
            return f"{number:.{max(0, 3 - len(str(int(number))))}f} {unit}"


def table(times):
    yield "| what | time | ratio to allegiance |"
    yield "| --- | --- | --- |"
    for heading, rows in ROWS:
        rows = [(key, name) for key, name in rows if key in times]
        if rows:
            yield f"| {heading} | | |"
        for key, name in rows:
            times_as_long = times[key] / times[rows[0][0]]
            ratio = "" if key[0] == "run" else f"{times_as_long:,.{0 if times_as_long > 100 else 1}f}"
            yield f"| {name} | {in_words(times[key])} | {ratio} |".replace("|  |", "| |")


def main():
    cli = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    cli.add_argument("--rounds", type=int, default=3)
    cli.add_argument("--without", nargs="*", default=[], choices=("run", "jax", "sgamesolver"))
    args = cli.parse_args()
    install()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        agree(work, args.without)
        ran(PROGRAM, "run", SEED, "--set", f"simulation.draws={4 * DRAWS}", "--set", "simulation.paths=1",
            "-o", work / "drawn", stderr=subprocess.DEVNULL)
        rounds = []
        for number in range(1, args.rounds + 1):
            print(f"round {number} of {args.rounds}", file=sys.stderr)
            rounds.append(measured(work, work / "drawn/tables/draws.csv", args.without))
    # Noise only adds: the fastest round of each counts.
    print("\n".join(table({key: min(times[key] for times in rounds) for key in rounds[0]})))
    for key in rounds[0]:
        print(*key, *(in_words(times[key]) for times in rounds), sep=", ", file=sys.stderr)


if __name__ == "__main__":
    main()
