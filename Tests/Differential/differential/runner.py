"""The command: seeds over workers, progress, and what differed."""

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from differential import dvc
from differential.generator import FEATURES
from differential.play import play
from differential.tutorials import TUTORIALS

WORKERS = os.cpu_count() or 2
# In memory where that is possible: thousands of small files are made and removed.
FAST = Path("/dev/shm")


def main(words):
    options = parsed(words)
    program = Path(options.program).resolve()
    if not program.exists():
        print(f"There is no program at {program}.")
        return 2
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="pitwall-differential-",
                                   dir=FAST if FAST.is_dir() else None))
    try:
        return compare_all(options, program, folder, began)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


def parsed(words):
    parser = argparse.ArgumentParser(prog="Tests/Differential/run")
    parser.add_argument("program", metavar="PITWALL")
    parser.add_argument("count", nargs="?", type=int, default=100, help="seeds 1 to COUNT")
    parser.add_argument("--seeds", metavar="A-B", help="these seeds, or one, and no tutorial")
    parser.add_argument("--tutorial", metavar="NAME", choices=sorted(TUTORIALS),
                        help="this tutorial, and no seed")
    parser.add_argument("--keep", action="store_true", help="leave the folders that differ")
    parser.add_argument("--without", metavar="FEATURES", default="",
                        help="leave out: " + ", ".join(sorted(FEATURES)))
    parser.add_argument("--workers", type=int, default=WORKERS)
    options = parser.parse_args(words)
    first, _, last = (options.seeds or f"1-{options.count}").partition("-")
    seeds = range(int(first), int(last or first) + 1)
    tutorials = [] if options.seeds else sorted(TUTORIALS)
    options.chosen = [options.tutorial] if options.tutorial else [*tutorials, *seeds]
    options.features = FEATURES - set(filter(None, options.without.split(",")))
    return options


def compare_all(options, program, folder, began):
    dvc.load()
    template = make_template(folder)
    jobs = [(name, folder / str(name), program, template, options.features, options.keep)
            for name in options.chosen]
    different, runs, done = [], 0, 0
    context = multiprocessing.get_context("fork")
    with context.Pool(min(options.workers, len(jobs))) as pool:
        for name, count, found in pool.imap_unordered(work, jobs):
            runs += count
            done += 1
            if found:
                different.append(name)
                report(name, found, folder, options, program)
            if done % 10 == 0 or done == len(jobs):
                print(f"{done} of {len(jobs)} projects, {runs} runs in each copy, "
                      f"{len(different)} different, {time.monotonic() - began:.0f} s", flush=True)
    if different:
        print("Different: " + " ".join(sorted(map(str, different))))
    return 1 if different else 0


def work(job):
    try:
        return job[0], *play(*job)
    except Exception:  # noqa: BLE001 - a mistake of the test is a failure of its seed
        return job[0], 0, traceback.format_exc()


def make_template(folder):
    """A new repository of git and DVC, made once and copied."""
    template = folder / "template"
    template.mkdir()
    environment = dvc.plain_environment(folder)
    subprocess.run(["git", "init", "-q"], cwd=template, env=environment, check=True)
    ended = dvc.run(["init", "-q"], template, environment)
    if not ended.is_good:
        sys.exit(f"DVC cannot make a project:\n{ended}")
    return template


def report(name, found, folder, options, program):
    text = "\n".join("    " + line for line in found.rstrip().split("\n"))
    what = f"Seed {name}" if isinstance(name, int) else f"Tutorial '{name}'"
    print(f"{what} differs:\n{text}")
    if options.keep:
        print(f"    Its copies are in {folder / str(name)}.")
    choice = f"--seeds {name}" if isinstance(name, int) else f"--tutorial {name}"
    without = f" --without {options.without}" if options.without else ""
    print(f"    Again: Tests/Differential/run {program} {choice} --keep{without}\n", flush=True)
