"""A project as its people wrote it: what is in it before anything ran, and what was edited."""

import os
import posixpath
import shlex

from differential import params_text, yaml_text

DATA, FOLDER = "file", "folder"


class Item:
    """A file or a folder that stages can read: a source, or what another stage makes."""

    def __init__(self, path, kind, inner=(), is_output=False):
        self.path = path
        self.kind = kind
        # Names below a folder.
        self.inner = list(inner)
        self.is_output = is_output


class StagePlace:
    """Where a stage stands, and what the script must know to edit it."""

    def __init__(self, file, name, base, group=()):
        self.file = file
        self.name = name
        # The folder that its paths are relative to.
        self.base = base
        # The ends of the names of a group's stages, where the generator knows them.
        self.group = list(group)

    @property
    def folder(self):
        return posixpath.dirname(self.file)


class Project:
    def __init__(self, rng):
        self.rng = rng
        self.sources = {}
        self.executable = set()
        self.params = {}
        self.vars = {}
        self.definitions = {}
        self.tracked = []
        self.config = ""
        self.has_programs = True
        self.items = []
        self.places = []
        self.serial = 0

    # MARK: - What stands in it

    def stage(self, place):
        """The stage as dvc.yaml has it; the body below `do` for a group."""
        entry = self.definitions[place.file]["stages"][place.name]
        return entry["do"] if "do" in entry else entry

    def entry(self, place):
        return self.definitions[place.file]["stages"][place.name]

    def number(self):
        self.serial += 1
        return self.serial

    # MARK: - Its files

    def files(self):
        """Every file by path, as bytes."""
        texts = {**self.sources}
        for path in [*self.params, *self.vars]:
            texts[path] = self.params_file(path)
        for path in self.definitions:
            texts[path] = self.definition_file(path)
        return texts

    def params_file(self, path, in_other_words=False):
        values = self.params[path] if path in self.params else self.vars[path]
        return params_text.dump(path, values, self.rng if in_other_words else None).encode()

    def definition_file(self, path):
        return yaml_text.dump(self.definitions[path], self.rng).encode()


def quoted(path):
    """A path as a word of the shell; what is a place for templating in it stays one."""
    return shlex.quote(path)


def relative(path, base):
    return posixpath.normpath(os.path.relpath(path, base or "."))
