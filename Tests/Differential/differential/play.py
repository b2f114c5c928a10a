"""Plays one script over the copies of one project."""

import os
import random
import shutil
import sys

from differential.commands import RAN
from differential.compare import differences, shown
from differential.copies import Broken, Copy, state_of
from differential.generator import Generator
from differential.script import Order, Script
from differential.tutorials import Tutorial

ROUNDS = 5
DRIVERS = ("dvc", "pitwall", "both")


class Difference(Exception):
    """The copies are not the same any more."""


class Play:
    """Runs and edits over three copies of a project, compared after each run."""

    def __init__(self, project, folder, program, template, features):
        self.project = project
        self.copies = [Copy(name, folder, program, features) for name in DRIVERS]
        self.template = template
        # What was done, to be told with a difference.
        self.told = []
        self.has_failed = False
        self.runs = 0

    def make(self):
        files = self.project.files()
        for copy in self.copies:
            copy.make(self.template, self.project, files)

    def random(self, seed, features):
        """A script that only the seed decides."""
        self.make()
        rng = random.Random(seed + 1_000_000)
        script = Script(self.project, rng, features, self.copies[0])
        self.run(script.whole_order())
        for _ in range(ROUNDS):
            for _ in range(rng.choice([0, 1, 1, 1, 2])):
                self.edit(script.edit())
            self.run(script.order())
        # The other program finds nothing to do after the first.
        self.run(script.whole_order())

    def written(self, steps):
        """The steps of a tutorial."""
        self.make()
        for copy in self.copies:
            log_python(copy)
        for step in steps:
            if isinstance(step, Order):
                self.run(step)
            else:
                self.edit(step)

    def edit(self, edit):
        if edit is None:
            return
        self.told.append(edit.text)
        for copy in self.copies:
            edit.apply(copy)

    # MARK: - Runs

    def run(self, order):
        self.told.append(str(order))
        self.runs += 1
        ended, ran = (list(found) for found in zip(*(copy.run(order) for copy in self.copies)))
        self.same("exit", [end.is_good for end in ended], ended)
        if not ended[0].is_good:
            self.has_failed = True
            if not order.keeps_going:
                self.run_rest(order, ended, ran)
            self.follow_removals(ended[0].text)
        self.same("ran", ran, ended)
        states = [state_of(copy) for copy in self.copies]
        if self.has_failed:
            states = [self.without_taken_back(state, states[0]) for state in states]
        self.same("state", states, ended)
        for copy in self.copies:
            copy.keep_locks()
        self.same("dvc status", [copy.status() for copy in self.copies], ended)

    def run_rest(self, order, ended, ran):
        """After a failure which other stages ran is chance; with the rest it must be the same."""
        rest = order.going_on()
        self.told.append(str(rest))
        for index, copy in enumerate(self.copies):
            # The same program goes on.
            copy.turns -= 1
            ended[index], more = copy.run(rest)
            ran[index] = sorted({*ran[index], *more})

    def follow_removals(self, text):
        """DVC makes the outputs of a stage ready before it sees that an input is missing.

        Those that the stage keeps are unlinked from the cache, the others are removed.
        """
        if "No such file or directory" not in text and "are missing from" not in text:
            return
        for item in self.project.items:
            if not item.is_output:
                continue
            first, *others = (copy.root / item.path for copy in self.copies)
            for copy, path in zip(self.copies[1:], others):
                if not first.exists() and not first.is_symlink():
                    copy.remove(item.path)
                elif first.is_file() and is_own(first) and path.is_file() and not is_own(path):
                    copy.write(item.path, path.read_bytes())

    def without_taken_back(self, state, reference):
        """Without the lines of `.gitignore` that DVC takes back when a later stage fails."""
        ignores = {
            path: [line for line in state["ignores"].get(path, []) if line in lines]
            for path, lines in reference["ignores"].items()
        }
        return {**state, "ignores": ignores}

    def same(self, what, values, ended):
        for index in range(1, len(values)):
            found = differences({what: values[0]}, {what: values[index]})
            if found:
                names = [self.copies[0].name, self.copies[index].name]
                raise Difference("\n".join([
                    *shown(found, names), "", *(f"  {step}" for step in self.told), "",
                    str(ended[0]), str(ended[index]),
                ]))


def is_own(path):
    """It is no link into the cache, and can be written to."""
    return not path.is_symlink() and path.stat().st_mode & 0o200


def log_python(copy):
    """Lets every start of Python be told, so that the stages need not tell it themselves."""
    program = copy.folder / "bin" / "python3"
    program.parent.mkdir()
    python = os.path.realpath(sys.executable)
    program.write_text(f'#!/bin/sh\n{RAN}\nexec {python} "$@"\n')
    program.chmod(0o755)
    copy.environment["PATH"] = f"{program.parent}:{copy.environment['PATH']}"


def play(name, folder, program, template, features, keep):
    """Plays a seed or a tutorial; gives how many runs there were, and what differed or nothing."""
    is_seed = isinstance(name, int)
    project = Generator(name, features).make() if is_seed else Tutorial(name)
    made = Play(project, folder, program, template, features)
    found = None
    try:
        if is_seed:
            made.random(name, features)
        else:
            made.written(project.steps)
    except Broken as broken:
        found = f"The project cannot be made. {broken}"
    except Difference as difference:
        found = str(difference)
    if not (keep and found):
        shutil.rmtree(folder, ignore_errors=True)
    return made.runs, found
