"""Plays one script over the copies of one project."""

import random
import shutil

from differential.compare import differences, shown
from differential.copies import Broken, Copy, state_of
from differential.generator import Generator
from differential.script import Script

ROUNDS = 6
DRIVERS = ("dvc", "pitwall", "both")


class Difference(Exception):
    """The copies are not the same any more."""


class Play:
    def __init__(self, seed, folder, program, template, features):
        self.seed = seed
        self.folder = folder
        self.project = Generator(seed, features).make()
        self.copies = [Copy(name, folder, program, features) for name in DRIVERS]
        self.template = template
        self.features = features
        # What was done, to be told with a difference.
        self.told = []
        self.runs = 0

    def all(self):
        files = self.project.files()
        for copy in self.copies:
            copy.make(self.template, self.project, files)
        rng = random.Random(self.seed + 1_000_000)
        script = Script(self.project, rng, self.features, self.copies[0].root)
        self.run(script.whole_order())
        for _ in range(ROUNDS):
            for _ in range(rng.choice([0, 1, 1, 1, 2])):
                self.edit(script.edit())
            self.run(script.order())
        # The other program finds nothing to do after the first.
        self.run(script.whole_order())

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
        ended = [copy.run(order) for copy in self.copies]
        ran = [copy.take_ran() for copy in self.copies]
        if not order.keeps_going and any(not end.is_good for end in ended):
            self.run_rest(order, ended, ran)
        self.same("exit", [end.is_good for end in ended], ended)
        self.same("ran", ran, ended)
        self.same("state", [state_of(copy) for copy in self.copies], ended)
        self.same("dvc status", [copy.status() for copy in self.copies], ended)

    def run_rest(self, order, ended, ran):
        """After a failure which other stages ran is chance; with the rest it must be the same."""
        self.same("exit", [end.is_good for end in ended], ended)
        again = [order.dvc[1:], order.pitwall[1:]]
        rest = type(order)([], [], order.folder, keeps_going=True)
        rest.dvc = ["repro", *again[0], "--keep-going"]
        rest.pitwall = ["run", *again[1], "--keep-going"]
        self.told.append(str(rest))
        for index, copy in enumerate(self.copies):
            # The same program goes on.
            copy.turns -= 1
            ended[index] = copy.run(rest)
            ran[index][:] = sorted({*ran[index], *copy.take_ran()})

    def same(self, what, values, ended):
        for index in (1, 2):
            found = differences({what: values[0]}, {what: values[index]})
            if found:
                names = [self.copies[0].name, self.copies[index].name]
                raise Difference("\n".join([
                    *shown(found, names), "", *(f"  {step}" for step in self.told), "",
                    str(ended[0]), str(ended[index]),
                ]))


def play(seed, folder, program, template, features, keep):
    """Plays a seed; gives how many runs there were and what differed, or nothing."""
    if folder.exists():
        shutil.rmtree(folder)
    made = Play(seed, folder, program, template, features)
    found = None
    try:
        made.all()
    except Broken as broken:
        found = f"The project cannot be made. {broken}"
    except Difference as difference:
        found = str(difference)
    if not (keep and found):
        shutil.rmtree(folder, ignore_errors=True)
    return made.runs, found
