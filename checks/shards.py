"""Attacks the promise that shards are written whole or not at all, and that what is merged is the whole or refused.

    checks/shards.py PROGRAM [KILLS PARTS]        200 10000 unless stated

Kills parts at any moment, lets two tasks make the same part at once, fills the disk, puts old shards beside new ones, shifts
the clock, and merges thousands of parts. Prints counts; ends with 1 if anything was lost, mixed or passed over in silence. The
full disk needs the right to mount, and is left out, with a sentence, without it. Needs Python 3 and nothing else.
"""

import hashlib
import os
import random
import re
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
KILLS, PARTS = [int(text) for text in sys.argv[2:4]] or (200, 10_000)
N = 3
SMALL = [word for key in ("simulation.draws=40", "simulation.paths=2", "clock.periods=4") for word in ("--set", key)]
FAILED = 0


def tell(holds, text):
    global FAILED
    FAILED += not holds
    print(f"  {'holds' if holds else 'FAILS'}  {text}", flush=True)


def quiet(words, **more):
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=600, check=False, **more)


def part(scenario, index, folder, more=()):
    return ["run", scenario, *SMALL, *more, "-o", folder, "--shard", f"{index}/{N}"]


def held(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def shards(folder):
    return {name: sum_ for name, sum_ in held(folder).items() if name.endswith(".shard")} if folder.exists() else {}


def kills(scenario, desk, good):
    """Parts are killed at any moment: what is there is whole, and the next task ends well."""
    draw, seen, wrong = random.Random(17), Counter(), []
    begun = time.monotonic()
    quiet(part(scenario, 0, desk / "timed"))
    whole = time.monotonic() - begun
    folder = desk / "own"
    for _ in range(KILLS):
        index = draw.randrange(N)
        task = subprocess.Popen([PROGRAM, *map(str, part(scenario, index, folder))], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draw.random() * 1.2 * whole)
        task.kill()
        ended = task.wait()
        seen["killed" if ended == -signal.SIGKILL else "ended before"] += 1
        there = shards(folder)
        wrong += [name for name, sum_ in there.items() if good[name] != sum_]
        if draw.random() < 0.7 and f"{index}-of-{N}.shard" in there:
            (folder / f"{index}-of-{N}.shard").unlink()
    tell(not wrong and seen["killed"] > KILLS // 5, f"every shard that {KILLS} kills left is whole: {dict(seen)}, {wrong[:3] or 'none damaged'}")
    left = len(list(folder.glob("*.unfinished")))
    for index in range(N):
        done = quiet(part(scenario, index, folder))
        tell(done.returncode == 0, f"part {index} ends well after that: {done.stderr.strip()[-80:]}")
    tell(shards(folder) == good, "and the shards are the same as ever")
    print(f"         {left} unfinished files were left by the kills, {len(list(folder.glob('*.unfinished')))} after the parts ended well")


def twins(scenario, desk, good):
    """Two tasks make the same part at once."""
    codes = Counter()
    for number in range(20):
        folder = desk / f"twins-{number}"
        with ThreadPoolExecutor(2) as pool:
            for done in pool.map(quiet, [part(scenario, 1, folder)] * 2):
                codes[done.returncode] += 1
        if shards(folder) != {f"1-of-{N}.shard": good[f"1-of-{N}.shard"]} or list(folder.glob("*.unfinished")):
            tell(False, f"twins left {sorted(held(folder))}")
    tell(codes == {0: 40}, f"20 pairs of tasks with one number both end well and leave one shard: codes {dict(codes)}")


def old_beside_new(scenario, desk):
    """Shards of an earlier scenario, seed or version lie beside new ones."""
    folder, other = desk / "mixed", desk / "changed.toml"
    other.write_text(scenario.read_text("utf-8").replace('title  = "', 'title  = "Changed: ', 1), "utf-8")
    for index in range(N):
        quiet(part(other if index == 1 else scenario, index, folder))
    done = quiet(["merge", folder, "-o", desk / "mixed-merged"])
    tell(done.returncode == 3 and "not of one work" in done.stderr and not (desk / "mixed-merged").exists(),
         f"a shard of a scenario that was changed is told and nothing is written: {done.stderr.strip()[-100:]}")
    done = quiet(part(scenario, 1, folder))
    tell(done.returncode == 4, f"nor is it taken for the part: {done.stderr.strip()[-100:]}")
    path = folder / f"1-of-{N}.shard"
    raw = path.read_bytes()
    path.unlink()
    quiet(part(scenario, 1, folder))
    own = path.read_bytes()
    # Another version of the results, sealed as the program would seal it.
    other_version = re.sub(rb'"results_version":\d', b'"results_version":0', own[:-32])
    path.write_bytes(other_version + hashlib.sha256(other_version).digest())
    done = quiet(["merge", folder, "-o", desk / "mixed-merged"])
    tell(done.returncode == 3 and "version" in done.stderr, f"a shard of another version is told: {done.stderr.strip()[-100:]}")
    path.write_bytes(raw)


def damage(scenario, desk, good):
    """Bytes change, files are cut or emptied."""
    folder, draw, missed = desk / "own", random.Random(3), []
    path = folder / f"2-of-{N}.shard"
    whole = path.read_bytes()
    for number in range(60):
        bad = bytearray(whole)
        match number % 4:
            case 0:
                bad[draw.randrange(len(bad))] ^= 1 << draw.randrange(8)
            case 1:
                del bad[draw.randrange(len(bad)):]
            case 2:
                bad = bytearray(len(bad))
            case _:
                at = draw.randrange(len(bad) - 512)
                bad[at:at + 512] = bytes(512)
        path.write_bytes(bad)
        done = quiet(["merge", folder, "-o", desk / "damaged"])
        if bytes(bad) != whole and (done.returncode != 3 or path.name not in done.stderr):
            missed.append((number, done.returncode))
    tell(not missed and not (desk / "damaged").exists(), f"60 damaged shards are refused by name: {missed or 'all'}")
    done = quiet(part(scenario, 2, folder))
    tell(done.returncode == 0 and shards(folder) == good, "the part makes a damaged shard again")


def full_disk(scenario, desk):
    """The disk is full at every size."""
    place = desk / "disk"
    place.mkdir()
    codes, wrong = Counter(), []
    need = max(path.stat().st_size for path in (desk / "own").glob("*.shard"))
    for kib in range(0, need // 1024 + 40, max(1, need // 1024 // 12)):
        size = max(4, kib)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", place], capture_output=True, check=False).returncode:
            print("  left out: the full disk, since this user may not mount")
            return
        try:
            done = quiet(part(scenario, 0, place / "own"))
            codes[done.returncode] += 1
            there = shards(place / "own")
            if done.returncode not in (0, 4) or (done.returncode == 4 and there) or (done.returncode == 4 and "No space" not in done.stderr):
                wrong.append((size, done.returncode, done.stderr[-80:], list(there)))
        finally:
            subprocess.run(["umount", place], check=True)
    tell(not wrong and codes[4] > 3 and codes[0] > 0, f"a full disk is told, and leaves no shard: codes {dict(codes)}, {wrong[:2] or 'none wrong'}")


def elsewhere(scenario, desk, good):
    """Another time of day, host name, home, language and path."""
    folder = desk / "elsewhere"
    copy = desk / "another place"
    copy.mkdir()
    shutil.copy(scenario, copy / "renamed by a link.toml")
    variables = {**os.environ, "TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "HOSTNAME": "elsewhere", "RAYON_NUM_THREADS": "1"}
    shift = ["faketime", "2035-02-03"] if shutil.which("faketime") else []
    for index in range(N):
        words = [*shift, PROGRAM, *map(str, part(scenario, index, desk / "own"))]
        (desk / "own" / f"{index}-of-{N}.shard").unlink()
        subprocess.run(words, env=variables, capture_output=True, check=False, timeout=600)
    tell(shards(desk / "own") == good, f"a clock{'' if shift else ' (not shifted: faketime is not there)'}, host and language that differ change no byte")
    os.symlink(scenario, desk / "link.toml")
    for index in range(N):
        quiet(part(desk / "link.toml" if index else scenario, index, folder))
    done = quiet(["merge", folder, "-o", desk / "merged-elsewhere"])
    tell(done.returncode == 3 or held(desk / "merged-elsewhere") == held(desk / "single"),
         f"hosts that know the file by other names give the same or are refused: code {done.returncode} {done.stderr.strip()[-90:]}")


def many(scenario, desk):
    """Thousands of parts, most of them without a draw."""
    folder = desk / "many"
    # One part is made by the program for each kind; the empty ones differ by their number alone.
    words = ["run", str(scenario), *SMALL, "-o", str(folder)]
    with ThreadPoolExecutor(4) as pool:
        codes = Counter(done.returncode for done in pool.map(lambda index: quiet([*words, "--shard", f"{index}/{PARTS}"]), range(PARTS)))
    begun = time.monotonic()
    done = quiet(["merge", folder, "-o", desk / "many-merged"])
    took = time.monotonic() - begun
    tell(codes == {0: PARTS} and done.returncode == 0 and held(desk / "many-merged") == held(desk / "single"),
         f"{PARTS} parts give the bytes of the whole, merged in {took:.1f} s: codes {dict(codes)} {done.stderr.strip()[-80:]}")
    for name in random.Random(5).sample(range(PARTS), min(25, PARTS)):
        (folder / f"{name}-of-{PARTS}.shard").unlink()
    done = quiet(["merge", folder, "-o", desk / "many-again"])
    tell(done.returncode == 3 and "25 faults" in done.stderr and "and 5 more" in done.stderr, "of many that are missing the first are named and the rest counted")


def main():
    with tempfile.TemporaryDirectory() as name:
        desk = Path(name)
        quiet(["init", "small"], cwd=desk)
        scenario = desk / "small.toml"
        done = quiet(["run", scenario, *SMALL, "-o", desk / "single"])
        assert done.returncode == 0, done.stderr
        for index in range(N):
            done = quiet(part(scenario, index, desk / "own"))
            assert done.returncode == 0, done.stderr
        good = shards(desk / "own")
        assert len(good) == N
        kills(scenario, desk, good)
        twins(scenario, desk, good)
        old_beside_new(scenario, desk)
        damage(scenario, desk, good)
        full_disk(scenario, desk)
        elsewhere(scenario, desk, good)
        many(scenario, desk)
    sys.exit(FAILED > 0)


main()
