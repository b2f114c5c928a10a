"""Random scripts: what people do to a project between two runs."""

import os
import posixpath
import stat
from pathlib import Path

from differential import model
from differential.commands import label
from differential.model import FOLDER


class Order:
    """A run, in the words of both programs."""

    def __init__(self, dvc_words, pitwall_words, folder="", keeps_going=False):
        self.dvc = ["repro", *dvc_words]
        self.pitwall = ["run", "--may-lose", *pitwall_words]
        self.folder = folder
        self.keeps_going = keeps_going

    def __str__(self):
        where = f" in {self.folder}" if self.folder else ""
        return f"dvc {' '.join(self.dvc)}  |  pitwall {' '.join(self.pitwall)}{where}"


class Edit:
    """A change of the files of a copy."""

    def __init__(self, text, *actions):
        self.text = text
        self.actions = actions

    def apply(self, copy):
        for action in self.actions:
            action(copy)


class Script:
    """Edits and runs for one project; `reference` is the copy to look at, all being the same."""

    def __init__(self, project, rng, features, reference):
        self.project = project
        self.rng = rng
        self.features = features
        self.root = reference
        self.undo = []

    # MARK: - Runs

    def order(self):
        words = []
        kind = self.rng.random()
        place = self.rng.choice(self.project.places)
        # The choice of a pipeline where none is named.
        folder = place.folder
        target = self.target(place)
        keeps_going = self.rng.random() < 0.6
        if kind < 0.5:
            words = []
        elif kind < 0.62:
            words = [target]
        elif kind < 0.72:
            words = ["--force"]
        elif kind < 0.80:
            words = ["--force", target]
        elif kind < 0.9:
            words = ["--single-item", target]
        else:
            words = ["--downstream", target]
        if keeps_going:
            words.append("--keep-going")
        if target in words:
            return Order(words, words, keeps_going=keeps_going)
        return Order(words, [*words, "--pipeline", self.pipeline(folder)], folder, keeps_going)

    def whole_order(self, *words):
        """The run of all that the file in the project's folder says."""
        chosen = ["--keep-going", *words]
        return Order(chosen, [*chosen, "--pipeline", self.pipeline("")], keeps_going=True)

    def pipeline(self, folder):
        return folder or "project"

    def target(self, place):
        name = place.name
        if place.group and self.is_there(place):
            name = f"{name}@{self.rng.choice(place.group)}"
        return f"{place.file}:{name}" if place.folder else name

    def is_there(self, place):
        return place.name in self.project.definitions[place.file]["stages"]

    # MARK: - Edits

    def edit(self):
        """One random edit; `None` where the chosen kind has nothing to work on."""
        kinds = [
            (6, self.change_source), (2, self.touch), (2, self.change_mode), (3, self.change_folder),
            (4, self.change_param), (2, self.reword), (4, self.change_command),
            (2, self.change_output), (3, self.remove_output), (1, self.chmod_output),
            (3, self.remove_object), (2, self.make_fail), (2, self.remove_source),
            (2, self.freeze), (1, self.remove_lock), (1, self.remove_ignore),
            (1, self.remove_stage), (4, self.take_back), (1, self.add_output),
        ]
        weights, choices = zip(*kinds)
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
        if not paths:
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
        if not isinstance(stage["cmd"], list):
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
        paths = [path for path in self.outputs() if (self.root / path).is_file()]
        if not paths:
            return None
        path = self.rng.choice(paths)
        if (self.root / path).is_symlink():
            return None
        mode = stat.S_IMODE(os.stat(self.root / path).st_mode) ^ 0o111
        # Not through a hard link: that would be the cache's object.
        if os.stat(self.root / path).st_nlink > 1:
            return None
        return Edit(f"chmod {mode:o} {path}", lambda copy: chmod(copy.root / path, mode))

    def remove_object(self):
        top = self.root / ".dvc" / "cache" / "files" / "md5"
        names = sorted(str(path.relative_to(top)) for path in top.glob("*/*"))
        if not names:
            return None
        name = self.rng.choice(names)
        return Edit(f"object {name} is gone from the cache",
                    lambda copy: copy.remove(f".dvc/cache/files/md5/{name}"))

    def remove_lock(self):
        paths = [path for path in self.project.definitions
                 if (self.root / path).with_name("dvc.lock").exists()]
        if not paths:
            return None
        path = str(Path(self.rng.choice(paths)).with_name("dvc.lock"))
        return Edit(f"{path} is removed", lambda copy: copy.remove(path))

    def remove_ignore(self):
        paths = sorted(str(path.relative_to(self.root)) for path in self.root.rglob(".gitignore")
                       if ".dvc" not in path.parts)
        if not paths:
            return None
        path = self.rng.choice(paths)
        return Edit(f"{path} is removed", lambda copy: copy.remove(path))


def touch(path):
    if path.exists():
        path.touch()


def chmod(path, mode):
    if path.exists():
        path.chmod(mode)


__all__ = ["Edit", "Order", "Script", "model"]
