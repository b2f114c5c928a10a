"""Finds the cases, runs them two at a time, and says how each ended."""

import importlib
import pkgutil
import shutil
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cases
from support.case import ALL, Case
from support.failure import Failure, Skipped

AT_ONCE = 2
USAGE = "usage: Tests/EndToEnd/run PITWALL [PART OF A NAME]..."


def main(arguments):
    if not arguments or arguments[0].startswith("-"):
        print(USAGE, file=sys.stderr)
        return 2
    program = Path(arguments[0]).resolve()
    if not program.is_file():
        print(f"There is no program at {program}. Build it first.", file=sys.stderr)
        return 2
    if not shutil.which("tmux"):
        print("tmux was not found. '.ci/setup --tests' installs it.", file=sys.stderr)
        return 2
    for module in sorted(module.name for module in pkgutil.iter_modules(cases.__path__)):
        importlib.import_module(f"cases.{module}")
    wanted = [c for c in ALL if all(part.lower() in c.name.lower() for part in arguments[1:])]
    return Runner(program).run(wanted)


class Runner:
    def __init__(self, program):
        self.program = program
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}
        self.lock = threading.Lock()

    def run(self, wanted):
        began = time.monotonic()
        # The long ones first, so that none is left over at the end.
        together = sorted((c for c in wanted if not c.alone), key=lambda c: -c.length)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self.one, together))
        # What measures time has the machine to itself.
        for case in (c for c in wanted if c.alone):
            self.one(case)
        skipped = f", {self.counts['skipped']} skipped" if self.counts["skipped"] else ""
        took = time.monotonic() - began
        print(f"{self.counts['passed']} passed, {self.counts['failed']} failed{skipped}"
              f" in {took:.0f} s")
        return 1 if self.counts["failed"] or not self.counts["passed"] else 0

    def one(self, definition):
        began = time.monotonic()
        case = Case(self.program, definition.name)
        try:
            definition.body(case, *definition.arguments)
            word, text = "passed", "".join(f"    {note}\n" for note in case.notes)
        except Skipped as reason:
            word, text = "skipped", f"    {reason}\n"
        except Failure as failure:
            word, text = "failed", case.report(str(failure))
        except Exception as error:  # noqa: BLE001 - a broken case must not end the others
            word, text = "failed", case.report(f"{type(error).__name__}: {error}", error)
        finally:
            case.close()
        with self.lock:
            self.counts[word] += 1
            print(f"{word:<7} {time.monotonic() - began:6.1f} s  {definition.name}\n{text}",
                  end="", flush=True)
