"""Attacks the promise that a folder of results is the earlier results, the new ones, or says that it is incomplete.

    checks/attack.py PROGRAM [KILLS SIGNALS PAIRS]        300 50 50 unless stated

Kills a run while it writes, interrupts it twice, lets two write at once, and fills the disk at every write. After each the
folder is looked at from outside, then mended as its own words say, and looked at again. Prints counts; ends with 1 if
anything was lost, mixed or stuck. The full disk needs the right to mount, and is left out, with a sentence, without it.
Needs Python 3 and nothing else.
"""

import hashlib
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROGRAM = str(Path(sys.argv[1]).resolve())
KILLS, SIGNALS, PAIRS = [int(text) for text in sys.argv[2:5]] or (300, 50, 50)
SMALL = [word for key in ("simulation.draws=2", "simulation.paths=2", "clock.periods=4") for word in ("--set", key)]
JOURNAL = "INCOMPLETE.json"
HIDDEN = ".allegiance-"
WORKERS = 2


class Broken(Exception):
    """Something was lost, mixed or stuck."""


def command(scenario, folder, seed):
    return [PROGRAM, "run", str(scenario), *SMALL, "--seed", str(seed), "-o", str(folder)]


def quiet(words, **more):
    return subprocess.run(words, capture_output=True, text=True, timeout=120, **more)


def start(words):
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def held(folder):
    """Name and content of every file that is not hidden."""
    within = ((path, path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    seen = ((path, name) for path, name in within if not any(part.startswith(HIDDEN) for part in name.parts))
    return {str(name): hashlib.sha256(path.read_bytes()).hexdigest() for path, name in seen}


def hidden(folder):
    return [path.name for path in folder.rglob("*") if path.name.startswith(HIDDEN)] if folder.exists() else []


def known(scenario, desk):
    """The two results that the attacks switch between."""
    found = {}
    for seed in (1, 2):
        folder = desk / f"known-{seed}"
        done = quiet(command(scenario, folder, seed))
        assert done.returncode == 0, done.stderr
        found[seed] = held(folder)
    assert found[1] != found[2]
    return found


def state(folder, results, earlier, new):
    """What a folder is, seen from outside."""
    if (folder / JOURNAL).exists():
        text = json.loads((folder / JOURNAL).read_text())
        if "run the same command again" not in text["says"]:
            raise Broken("the folder does not say how it is mended")
        return "says that it is incomplete"
    found = held(folder) if folder.exists() else {}
    if found == results.get(earlier, {}):
        return "earlier results"
    if found == results[new]:
        return "new results"
    raise Broken(f"mixed: {len(found)} files, neither the earlier results nor the new ones")


def mended(folder, scenario, results, new, reading):
    """The folder after a command that reads it, or after the same command again."""
    if reading and (folder / "manifest.json").exists():
        done = quiet([PROGRAM, "brief", str(folder), "--short", "-o", str(folder.with_name(folder.name + "-brief"))])
        if done.returncode:
            raise Broken(f"stuck for a reader: {done.stderr.strip()}")
        if held(folder) not in results.values():
            raise Broken("a reader left it unfinished")
    done = quiet(command(scenario, folder, new))
    if done.returncode or held(folder) != results[new]:
        raise Broken(f"stuck: {done.stderr.strip()}")
    if hidden(folder):
        raise Broken(f"left behind: {hidden(folder)}")


def waits(folder):
    """Whether files wait in the folder to be moved."""
    try:
        return any(path.name.startswith(HIDDEN) and path.name != HIDDEN + "lock" for path in folder.iterdir())
    except OSError:
        return False


def moves(folder):
    """Whether files are on the move."""
    return (folder / JOURNAL).exists()


def until(seen, folder, process):
    """Waits until something is seen in the folder; no longer than the process lives."""
    while process.poll() is None:
        if seen(folder):
            return True
    return False


def durations(scenario, folder):
    """Seconds for which files wait, and for which they move, at most."""
    waiting, moving = 0.0, 0.0
    for seed in (1, 2, 1, 2):
        process = start(command(scenario, folder, seed))
        if until(waits, folder, process):
            since = time.perf_counter()
            until(moves, folder, process)
            waiting = max(waiting, time.perf_counter() - since)
            since = time.perf_counter()
            while moves(folder):
                pass
            moving = max(moving, time.perf_counter() - since)
        process.wait()
    print(f"files wait for {waiting * 1000:.0f} ms and move for {moving * 1000:.0f} ms", flush=True)
    return {waits: waiting, moves: moving}


def stopped(number, scenario, desk, results, spans, how):
    """One run into a folder with earlier results, or without, that is stopped while it writes."""
    chance = random.Random(number)
    folder = desk / f"{how.__name__}-{number}"
    earlier, new = (0, 1) if number % 5 == 0 else (1, 2)
    if earlier:
        shutil.copytree(desk / "known-1", folder)
    process = start(command(scenario, folder, new))
    # Three of four attacks while files move, the others while they are being written.
    phase = moves if number % 4 < 3 else waits
    if until(phase, folder, process):
        time.sleep(spans[phase] * chance.random() ** 3)
    how(process, chance)
    process.wait()
    try:
        seen = state(folder, results, earlier, new)
        mended(folder, scenario, results, new, reading=number % 3 == 0)
    except Broken as broken:
        return f"BROKEN {broken}"
    shutil.rmtree(folder)
    return seen


def killed(process, _):
    process.send_signal(signal.SIGKILL)


def twice(process, chance):
    process.send_signal(chance.choice([signal.SIGINT, signal.SIGTERM]))
    time.sleep(chance.uniform(0, 0.01))
    process.send_signal(chance.choice([signal.SIGINT, signal.SIGTERM]))


def pair(number, scenario, desk, results):
    """Two runs into one folder at once."""
    folder = desk / f"pair-{number}"
    both = [start(command(scenario, folder, seed)) for seed in (1, 2)]
    ends = sorted(process.wait() for process in both)
    try:
        if held(folder) not in results.values() or hidden(folder):
            raise Broken("mixed")
        if ends[0] != 0:
            raise Broken(f"neither wrote: {ends}")
    except Broken as broken:
        return f"BROKEN {broken}"
    shutil.rmtree(folder)
    return f"whole, ended with {ends[0]} and {ends[1]}"


def full(kibibytes, scenario, desk, results):
    """A run into a disk of that size that holds the earlier results."""
    disk = desk / f"disk-{kibibytes}"
    disk.mkdir()
    if quiet(["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "none", str(disk)]).returncode:
        return None
    try:
        shutil.copytree(desk / "known-1", disk / "run")
        done = quiet(command(scenario, disk / "run", 2))
        seen = state(disk / "run", results, 1, 2)
        if (done.returncode == 0) != (seen == "new results"):
            raise Broken(f"{seen}, and ended with {done.returncode}")
        if hidden(disk / "run"):
            raise Broken(f"left behind: {hidden(disk / 'run')}")
        return f"{seen}, ended with {done.returncode}"
    except Broken as broken:
        return f"BROKEN {broken}"
    finally:
        quiet(["umount", str(disk)])


def tell(what, found):
    counts = Counter(found)
    print(f"{what}: {len(found)}", flush=True)
    for seen, count in sorted(counts.items()):
        print(f"    {count:4}  {seen}", flush=True)
    return any(seen.startswith("BROKEN") for seen in counts)


def main():
    sys.setswitchinterval(0.0002)
    desk = Path(tempfile.mkdtemp(prefix="allegiance-attack-"))
    try:
        assert quiet([PROGRAM, "init", "small"], cwd=desk).returncode == 0
        scenario = desk / "small.toml"
        results = known(scenario, desk)
        spans = durations(scenario, desk / "timed")
        bad = False
        with ThreadPoolExecutor(WORKERS) as pool:
            for what, count, how in (("killed while it writes", KILLS, killed), ("interrupted twice", SIGNALS, twice)):
                each = pool.map(lambda number: stopped(number, scenario, desk, results, spans, how), range(count))
                bad |= tell(what, list(each))
            bad |= tell("two at once", list(pool.map(lambda number: pair(number, scenario, desk, results), range(PAIRS))))
        size = sum(path.stat().st_size for path in (desk / "known-1").rglob("*") if path.is_file()) // 1024
        steps = max(KILLS // 10, 5)
        sizes = [size + 300 + (size + 600) * step // steps for step in range(steps + 1)]
        found = [full(kibibytes, scenario, desk, results) for kibibytes in sizes]
        if None in found:
            print("disk full: left out, since nothing can be mounted here")
        else:
            bad |= tell("disk full", found)
        return int(bad)
    finally:
        shutil.rmtree(desk, ignore_errors=True)


sys.exit(main())
