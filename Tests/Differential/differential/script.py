"""Random scripts: what people do to a project between two runs."""

import json
import os
import posixpath
import stat
from pathlib import Path

from differential.commands import label
from differential.copies import lock_of
from differential.model import FOLDER


# What a merge leaves in a file that both sides changed.
MARK = b"<<<<<<< HEAD\n"


class Order:
    """A run: the words after `dvc repro` and `pitwall run`, and the folder it is asked for in."""

    def __init__(self, *words, folder=""):
        self.words = list(words)
        self.folder = folder

    @property
    def dvc(self):
        return ["repro", *self.words]

    @property
    def pitwall(self):
        # DVC replaces what was changed by hand without asking.
        return ["run", "--may-lose", *self.words]

    @property
    def keeps_going(self):
        return "--keep-going" in self.words

    def going_on(self):
        """The same run, which goes on after a failure."""
        return Order(*self.words, "--keep-going", folder=self.folder)

    def __str__(self):
        where = f" in {self.folder}" if self.folder else ""
        return f"run {' '.join(self.words)}{where}"


class Edit:
    """A change of the files of a copy."""

    def __init__(self, text, *actions):
        self.text = text
        self.actions = actions

    def apply(self, copy):
        for action in self.actions:
            action(copy)


class Script:
    """Edits and runs for one project; `reference` is the copy to look at: all are the same."""

    def __init__(self, project, rng, features, reference):
        self.project = project
        self.rng = rng
        self.features = features
        self.root = reference.root
        self.runs_so_far = lambda: len(reference.locks)
        self.undo = []
        # How many stages are written so that both programs refuse them.
        self.spoiled = 0
        self.known = set(project.sources)

    # MARK: - Runs

    def order(self):
        place = self.rng.choice(self.project.places)
        target = self.target(place)
        other = self.target(self.rng.choice(self.project.places))
        kinds = [
            (40, []), (12, [target]), (10, ["--force"]), (8, ["--force", target]),
            (10, ["--single-item", target]), (10, ["--downstream", target]),
            (6, [target, other]), (3, ["--force", target, other]),
            (3, ["--downstream", target, other]), (3, ["--force", "--downstream", target]),
            (6, ["--all-pipelines"]), (3, ["--force", "--all-pipelines"]),
        ]
        weights, choices = zip(*kinds)
        words = list(self.rng.choices(choices, weights)[0])
        if "--force" in words and (self.is_lock_spoiled() or self.is_source_missing()):
            # Pitwall writes a lock anew in a forced run, DVC refuses it; DVC starts commands
            # whose inputs are missing.
            words.remove("--force")
        if "--single-item" in words and (self.is_lock_spoiled() or self.spoiled):
            # DVC reads nothing but the file of that stage, Pitwall refuses mistakes in any.
            words.remove("--single-item")
        is_whole = target not in words and "--all-pipelines" not in words
        if self.rng.random() < 0.6:
            words.append("--keep-going")
        if is_whole and place.folder:
            # All of another file: from its folder, or by its name.
            if self.rng.random() < 0.5:
                return Order(*words, folder=place.folder)
            words.append(place.file)
        return Order(*words)

    def is_lock_spoiled(self):
        return any(path.read_bytes().startswith(MARK) for path in self.root.rglob("dvc.lock"))

    def is_source_missing(self):
        return any(not (self.root / path).exists() for path in self.known)

    def whole_order(self):
        """The run of all that the file in the project's folder says."""
        return Order("--keep-going")

    def target(self, place):
        name = place.name
        if place.group and self.is_there(place) and self.rng.random() < 0.7:
            name = f"{name}@{self.rng.choice(place.group)}"
        return f"{place.file}:{name}" if place.folder else name

    def is_there(self, place):
        return place.name in self.project.definitions[place.file]["stages"]

    # MARK: - Edits

    def edit(self):
        """One random edit; `None` where the chosen kind has nothing to work on."""
        kinds = [
            (6, self.change_source), (2, self.touch), (2, self.change_mode),
            (3, self.change_folder),
            (4, self.change_param), (2, self.reword), (4, self.change_command),
            (2, self.change_output), (3, self.remove_output), (1, self.chmod_output),
            (3, self.remove_object), (2, self.make_fail), (2, self.remove_source),
            (2, self.freeze), (1, self.remove_lock), (1, self.remove_ignore),
            (1, self.remove_stage), (4, self.take_back), (1, self.add_output),
            (1, self.spoil_lock), (1, self.spoil_definition), (1, self.spoil_object),
            (2, self.bring_back_locks), (1, self.commit),
        ]
        left_out = {
            "by-hand": {self.change_output, self.remove_output, self.bring_back_locks},
            "missing": {self.remove_source}, "frozen": {self.freeze},
        }
        gone = set().union(*(made for name, made in left_out.items() if name not in self.features))
        weights, choices = zip(*(kind for kind in kinds if kind[1] not in gone))
        for _ in range(10):
            edit = self.rng.choices(choices, weights)[0]()
            if edit is not None:
                return edit
        return None

    def take_back(self):
        """The newest edit undone: the state before was seen already."""
        return self.undo.pop()() if self.undo else None

    def plain_sources(self):
        return sorted(
            path for path in self.project.sources if not path.endswith((".keep", ".dvcignore"))
        )

    def rewrite(self, text, path, content):
        """Replaces a source, and knows how to take it back."""
        before = self.project.sources.get(path)
        executable = path in self.project.executable

        def back():
            self.project.sources[path] = before
            return Edit(f"{path} as it was", lambda copy: copy.write(path, before, executable))

        if before is not None:
            self.undo.append(back)
        self.project.sources[path] = content
        return Edit(text, lambda copy: copy.write(path, content, executable))

    def change_source(self):
        paths = self.plain_sources()
        if not paths:
            return None
        path = self.rng.choice(paths)
        content = self.project.sources[path] + f"more {self.project.number()}\n".encode()
        return self.rewrite(f"{path} is changed", path, content)

    def touch(self):
        paths = self.plain_sources()
        if not paths:
            return None
        path = self.rng.choice(paths)
        return Edit(f"{path} is touched", lambda copy: touch(copy.root / path))

    def change_mode(self):
        paths = self.plain_sources()
        if not paths or not self.project.has_programs:
            return None
        path = self.rng.choice(paths)
        self.project.executable ^= {path}
        mode = 0o755 if path in self.project.executable else 0o644
        return Edit(f"chmod {mode:o} {path}", lambda copy: chmod(copy.root / path, mode))

    def change_folder(self):
        """A file of a source folder comes, goes or is renamed."""
        folders = [item for item in self.project.items
                   if item.kind == FOLDER and not item.is_output]
        if not folders:
            return None
        folder = self.rng.choice(folders)
        inner = sorted(path for path in self.project.sources
                       if path.startswith(folder.path + "/"))
        kind = self.rng.random()
        if kind < 0.5 or len(inner) < 2:
            name = f"{self.rng.choice(['new', 'sub/new', 'é', 'x'])}{self.project.number()}"
            name += self.rng.choice(["", "", ".tmp"])
            path = posixpath.join(folder.path, name)
            return self.rewrite(f"{path} is added", path, b"new\n")
        path = self.rng.choice(inner)
        content = self.project.sources.pop(path)
        executable = path in self.project.executable
        if kind < 0.75:
            return Edit(f"{path} is removed", lambda copy: copy.remove(path))
        other = f"{path}{self.project.number()}"
        self.project.sources[other] = content
        if executable:
            self.project.executable.add(other)
        return Edit(
            f"{path} is renamed to {other}",
            lambda copy: copy.remove(path), lambda copy: copy.write(other, content, executable),
        )

    def remove_source(self):
        paths = self.plain_sources()
        if not paths:
            return None
        path = self.rng.choice(paths)
        content = self.project.sources[path]
        executable = path in self.project.executable
        self.undo.append(lambda: Edit(
            f"{path} is back", lambda copy: copy.write(path, content, executable)
        ))
        return Edit(f"{path} is removed", lambda copy: copy.remove(path))

    # MARK: - Parameters

    def change_param(self):
        if not self.project.params:
            return None
        path = self.rng.choice(sorted(self.project.params))
        values = self.project.params[path]
        place = values
        key = self.rng.choice(list(place))
        while isinstance(place[key], dict) and place[key]:
            place = place[key]
            key = self.rng.choice(list(place))
        before = place[key]
        place[key] = self.rng.choice([1, 2.5, "other", 1e-4, [1, 2], 99])

        def back():
            place[key] = before
            return self.write_params(path, f"{key} in {path} as it was")

        self.undo.append(back)
        return self.write_params(path, f"{key} in {path}: {before!r} becomes {place[key]!r}")

    def reword(self):
        """The same values in other words."""
        paths = sorted([*self.project.params, *self.project.vars])
        if not paths:
            return None
        path = self.rng.choice(paths)
        return self.write_params(path, f"{path} in other words", in_other_words=True)

    def write_params(self, path, text, in_other_words=False):
        content = self.project.params_file(path, in_other_words)
        return Edit(text, lambda copy: copy.write(path, content))

    # MARK: - Definitions

    def write_definition(self, file, text):
        content = self.project.definition_file(file)
        return Edit(text, lambda copy: copy.write(file, content))

    def some_place(self):
        places = [place for place in self.project.places if self.is_there(place)]
        return self.rng.choice(places) if places else None

    def change_command(self):
        place = self.some_place()
        if place is None:
            return None
        stage = self.project.stage(place)
        before = stage["cmd"]
        if before is None:
            return None
        word = f": changed {self.project.number()}"
        if isinstance(before, list):
            stage["cmd"] = [*before, word]
        else:
            stage["cmd"] = f"{before}\n{word}" if "\n" in before else f"{before} && {word}"
        if self.rng.random() < 0.1:
            stage["cmd"] = "exit 4"

        def back():
            stage["cmd"] = before
            return self.write_definition(place.file, f"the command of {place.name} as it was")

        self.undo.append(back)
        return self.write_definition(place.file, f"the command of {place.name} is changed")

    def freeze(self):
        place = self.some_place()
        if place is None:
            return None
        stage = self.project.stage(place)
        stage["frozen"] = not stage.get("frozen", False)
        text = "frozen" if stage["frozen"] else "thawed"
        if stage["frozen"]:
            self.undo.append(lambda: self.thaw(place, stage))
        return self.write_definition(place.file, f"{place.name} is {text}")

    def thaw(self, place, stage):
        stage.pop("frozen", None)
        return self.write_definition(place.file, f"{place.name} is thawed")

    def remove_stage(self):
        place = self.some_place()
        if place is None:
            return None
        stages = self.project.definitions[place.file]["stages"]
        if len(stages) < 2:
            return None
        before = stages.pop(place.name)

        def back():
            stages[place.name] = before
            return self.write_definition(place.file, f"stage {place.name} is back")

        self.undo.append(back)
        return self.write_definition(place.file, f"stage {place.name} is removed")

    def add_output(self):
        """One more output of a stage, which its command makes, or does not."""
        place = self.some_place()
        if place is None or place.group:
            return None
        stage = self.project.stage(place)
        if not isinstance(stage["cmd"], list) or not isinstance(stage.get("outs", []), list):
            return None
        name = f"more{self.project.number()}"
        before = {key: list(stage[key]) for key in ("cmd", "outs") if key in stage}
        stage["outs"] = [*stage.get("outs", []), name]
        if self.rng.random() < 0.8:
            stage["cmd"] = [*stage["cmd"], f"echo {name} > {name}"]

        def back():
            stage.pop("outs")
            stage.update(before)
            return self.write_definition(place.file, f"{place.name} without output {name}")

        self.undo.append(back)
        return self.write_definition(place.file, f"{place.name} has also output {name}")

    def make_fail(self):
        place = self.some_place()
        if place is None:
            return None
        name = label(place)
        self.undo.append(lambda: Edit(
            f"{place.name} does not fail any more",
            lambda copy: (copy.folder / "fail" / name).unlink(missing_ok=True),
        ))
        return Edit(f"{place.name} fails when it runs",
                    lambda copy: (copy.folder / "fail" / name).touch())

    # MARK: - Outputs

    def outputs(self):
        """The outputs that are there, and the files in those that are folders."""
        found = []
        for item in self.project.items:
            path = self.root / item.path
            if not item.is_output or not path.exists():
                continue
            found.append(item.path)
            if path.is_dir():
                found += [str(inner.relative_to(self.root)) for inner in sorted(path.rglob("*"))
                          if inner.is_file()]
        return found

    def change_output(self):
        files = [path for path in self.outputs() if (self.root / path).is_file()]
        if not files:
            return None
        path = self.rng.choice(files)
        content = f"by hand {self.project.number()}\n".encode()
        return Edit(f"output {path} is edited", lambda copy: copy.write(path, content))

    def remove_output(self):
        paths = self.outputs()
        if not paths:
            return None
        path = self.rng.choice(paths)
        return Edit(f"output {path} is removed", lambda copy: copy.remove(path))

    def chmod_output(self):
        # Within folders DVC forgets the permission, sooner or later.
        paths = [item.path for item in self.project.items
                 if item.is_output and (self.root / item.path).is_file()]
        if not paths or not self.project.has_programs:
            return None
        path = self.rng.choice(paths)
        mode = stat.S_IMODE(os.stat(self.root / path).st_mode) ^ 0o111
        return Edit(f"chmod {mode:o} {path}", lambda copy: chmod(copy.root / path, mode))

    def remove_object(self):
        top = self.root / ".dvc" / "cache" / "files" / "md5"
        # The order of stages decides which of them makes anew what several need.
        uses = self.uses(top)
        names = sorted(str(path.relative_to(top)) for path in top.glob("*/*")
                       if uses.count(path.parent.name + path.name) < 2)
        if not names:
            return None
        name = self.rng.choice(names)
        return Edit(f"object {name} is gone from the cache",
                    lambda copy: copy.remove(f".dvc/cache/files/md5/{name}"))

    def uses(self, top):
        """Every output's object, and those of the files in folders, as often as they occur."""
        found = []
        for path in self.root.rglob("dvc.lock"):
            for name, entry in lock_of(path).items():
                outputs = entry.get("outs", []) if name and isinstance(entry, dict) else []
                found += [output.get("md5") for output in outputs]
        for path in top.glob("*/*.dir"):
            try:
                found += [file["md5"] for file in json.loads(path.read_text())]
            except ValueError:
                # It was spoiled.
                continue
        return found

    def remove_lock(self):
        paths = [path for path in self.project.definitions
                 if (self.root / path).with_name("dvc.lock").exists()]
        if not paths:
            return None
        path = str(Path(self.rng.choice(paths)).with_name("dvc.lock"))
        return Edit(f"{path} is removed", lambda copy: copy.remove(path))

    def spoil_lock(self):
        """A merge left its marks in a lock: nothing runs until they are gone."""
        paths = sorted(self.root.rglob("dvc.lock"))
        if not paths:
            return None
        path = str(self.rng.choice(paths).relative_to(self.root))

        def spoil(copy):
            text = (copy.root / path).read_bytes()
            copy.write(path, MARK + text)

        def mend(copy):
            file = copy.root / path
            if file.exists():
                copy.write(path, file.read_bytes().removeprefix(MARK))

        self.undo.append(lambda: Edit(f"{path} is mended", mend))
        return Edit(f"{path} has the marks of a merge", spoil)

    def spoil_definition(self):
        place = self.some_place()
        if place is None:
            return None
        stage = self.project.stage(place)
        key, value = self.rng.choice([
            ("dep", ["x"]), ("outs", "text"), ("frozen", "${x}"), ("deps", ["${nowhere}"]),
            ("wdir", "not/there"), ("outs", [{"x": {"cach": True}}]), ("cmd", None),
        ])
        missing = object()
        before = stage.get(key, missing)
        stage[key] = value
        self.spoiled += 1

        def back():
            self.spoiled -= 1
            stage.pop(key)
            if before is not missing:
                stage[key] = before
            return self.write_definition(place.file, f"{place.name} is mended")

        self.undo.append(back)
        return self.write_definition(place.file, f"{place.name} says {key}: {value!r}")

    def spoil_object(self):
        """An object that is not what its name says, and that anyone may write to."""
        top = self.root / ".dvc" / "cache" / "files" / "md5"
        uses = self.uses(top)
        names = sorted(str(path.relative_to(top)) for path in top.glob("*/*")
                       if uses.count(path.parent.name + path.name) < 2)
        if not names:
            return None
        name = f".dvc/cache/files/md5/{self.rng.choice(names)}"
        return Edit(f"{name} is spoiled", lambda copy: copy.write(name, b"spoiled\n"))

    def bring_back_locks(self):
        """The locks of an earlier time, as after a checkout of git."""
        count = self.runs_so_far()
        if not count:
            return None
        index = self.rng.randrange(count)
        return Edit(f"the locks are those after run {index + 1}",
                    lambda copy: copy.bring_back_locks(index))

    def commit(self):
        """What lies in the project is taken for what the stages made."""
        return Edit("dvc commit -f", lambda copy: copy.dvc(["commit", "-f"]))

    def remove_ignore(self):
        found = [str(path.relative_to(self.root)) for path in self.root.rglob(".gitignore")
                 if ".dvc" not in path.parts]
        if not found:
            return None
        path = self.rng.choice(sorted(found))
        return Edit(f"{path} is removed", lambda copy: copy.remove(path))


def touch(path):
    if path.exists():
        path.touch()


def chmod(path, mode):
    if path.exists():
        path.chmod(mode)
