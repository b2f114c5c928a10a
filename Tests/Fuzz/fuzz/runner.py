"""The command: seeds over workers until the time is over, and what broke."""

import argparse
import itertools
import multiprocessing
import shutil
import tempfile
import time
from pathlib import Path

from fuzz.play import Failed, play

WORKERS = 2
# In memory where that is possible: nothing here is about a disk's speed.
FAST = Path("/dev/shm")


def main(words):
    options = parsed(words)
    program = Path(options.program).resolve()
    if not program.exists():
        print(f"There is no program at {program}. Build it first.")
        return 2
    place = FAST if FAST.is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="pitwall-fuzz-", dir=place)).resolve()
    try:
        if options.seed is not None:
            return one(program, options, folder)
        return many(program, options, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def parsed(words):
    parser = argparse.ArgumentParser(prog="Tests/Fuzz/run")
    parser.add_argument("program", metavar="PITWALL")
    parser.add_argument("--seconds", type=float, default=60, help="how long: 60")
    parser.add_argument("--first", type=int, default=1, help="the first seed: 1")
    parser.add_argument("--seed", type=int, help="plays this seed alone")
    parser.add_argument("--trace", action="store_true", help="prints each request and answer")
    return parser.parse_args(words)


def one(program, options, folder):
    try:
        play(program, options.seed, folder / "one", print if options.trace else None)
    except Failed as failed:
        print(f"Seed {options.seed}: {failed}")
        return 1
    print(f"Seed {options.seed} is good.")
    return 0


def work(job):
    """Plays its share of the seeds until the time is over, or one broke anywhere."""
    program, seeds, folder, deadline = job
    counts = []
    for seed in seeds:
        if time.monotonic() > deadline or (folder / "broken").exists():
            break
        try:
            counts.append(play(program, seed, folder / str(seed)))
        except Failed as failed:
            (folder / "broken").touch()
            return counts, seed, str(failed)
    return counts, None, None


def many(program, options, folder):
    began = time.monotonic()
    jobs = [(program, itertools.count(options.first + number, WORKERS), folder,
             began + options.seconds) for number in range(WORKERS)]
    counts, code = [], 0
    with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
        for done, seed, failed in pool.imap_unordered(work, jobs):
            counts += done
            if failed:
                code = 1
                print(f"Seed {seed}: {failed}\n\nIt is played again by:\n"
                      f"Tests/Fuzz/run {options.program} --seed {seed} --trace\n", flush=True)
    took = time.monotonic() - began
    print(f"{sum(counts)} requests of {len(counts)} seeds in {took:.0f} s"
          + (": 0 escapes, 0 crashes." if code == 0 else "."))
    return code if counts else 1
