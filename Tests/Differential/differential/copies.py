"""Copies of one project, each driven by DVC, by Pitwall, or by both in turn."""

import hashlib
import os
import posixpath
import shutil
import stat
import subprocess
from pathlib import Path

from ruamel.yaml import YAML

from differential import dvc

LIMIT_SECONDS = 60
EXECUTABLE = 0o111
# What the programs keep for themselves.
OWN = {".git", ".dvc", ".pitwall"}


class Copy:
    """One copy: the project, the log of what ran, and the flags that make stages fail."""

    def __init__(self, name, folder, program, features):
        self.name = name
        self.features = features
        self.folder = folder / name
        self.root = self.folder / "project"
        self.program = program
        self.environment = dvc.plain_environment(self.folder)
        self.turns = 0
        # The locks as they were after each run.
        self.locks = []

    def make(self, template, project, files):
        shutil.copytree(template, self.root, symlinks=True)
        (self.folder / "fail").mkdir()
        for path, text in files.items():
            self.write(path, text, path in project.executable)
        if project.config:
            with (self.root / ".dvc" / "config").open("a") as config:
                config.write(project.config)
        if project.tracked:
            ended = self.dvc(["add", "--", *project.tracked])
            if not ended.is_good:
                raise Broken(f"DVC cannot add:\n{ended}")

    # MARK: - Edits

    def write(self, path, text, executable=False):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        # Never through a link into the cache.
        if file.is_symlink() or file.exists():
            file.unlink()
        file.write_bytes(text)
        file.chmod(0o755 if executable else 0o644)

    def remove(self, path):
        file = self.root / path
        if file.is_dir() and not file.is_symlink():
            shutil.rmtree(file)
        elif file.is_symlink() or file.exists():
            file.unlink()

    def keep_locks(self):
        self.locks.append({path: path.read_bytes() for path in self.root.rglob("dvc.lock")})

    def bring_back_locks(self, index):
        for path in self.root.rglob("dvc.lock"):
            path.unlink()
        for path, text in self.locks[index].items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)

    # MARK: - Commands

    def dvc(self, words, folder=""):
        return dvc.run(words, self.root / folder, self.environment)

    def pitwall(self, words, folder=""):
        command = [str(self.program), *words]
        shown = "pitwall " + " ".join(words)
        try:
            done = subprocess.run(
                command, cwd=self.root / folder, env=self.environment, check=False,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                timeout=LIMIT_SECONDS,
            )
        except subprocess.TimeoutExpired as late:
            text = (late.stdout or b"").decode("utf-8", "replace")
            return dvc.Ended(shown, -1, f"{text}\nNot over after {LIMIT_SECONDS} s.")
        return dvc.Ended(shown, done.returncode, done.stdout.decode("utf-8", "replace"))

    def run(self, order):
        """Runs the stages of an order with the program whose turn it is."""
        self.turns += 1
        is_dvc = self.name == "dvc" or self.name == "both" and self.turns % 2 == 1
        if is_dvc:
            more = [] if "run-cache" in self.features else ["--no-run-cache"]
            ended = self.dvc([*order.dvc, *more], order.folder)
        else:
            ended = self.pitwall(order.pitwall, order.folder)
        # DVC names stages as seen from the folder it is called in, Pitwall from the project's.
        return ended, self.take_ran(order.folder if is_dvc else "")

    def take_ran(self, folder):
        """The stages that ran since it was last asked, sorted: Pitwall runs several at once."""
        log = self.folder / "ran"
        if not log.exists():
            return []
        names = sorted(from_root(name, folder) for name in log.read_text().split("\n")[:-1])
        log.unlink()
        return names

    def status(self):
        return dvc.status(self.root, self.environment)


def from_root(name, folder):
    """A stage's name as seen from the project's folder."""
    file, colon, stage = name.rpartition(":")
    file = posixpath.normpath(posixpath.join(folder, file if colon else "dvc.yaml"))
    return stage if file == "dvc.yaml" else f"{file}:{stage}"


class Broken(Exception):
    """The generator made what DVC itself refuses."""


def state_of(copy):
    """All of a copy that must be the same in the others."""
    files, ignores, locks = {}, {}, {}
    for folder, folders, names in os.walk(copy.root):
        folders[:] = sorted(name for name in folders if name not in OWN)
        for name in [*folders, *names]:
            path = Path(folder) / name
            shown = str(path.relative_to(copy.root))
            if name == ".gitignore":
                ignores[shown] = sorted(path.read_text().split("\n"))
            elif name == "dvc.lock":
                locks[shown] = lock_of(path)
            else:
                files[shown] = described(path)
    return {
        "files": files, "ignores": ignores, "locks": locks, "objects": objects_of(copy.root),
    }


def described(path):
    """What kind it is, what its owner may do with it, and its content."""
    status = path.lstat()
    mode = stat.filemode(status.st_mode)[1:4]
    # DVC makes a link executable by making the cache's object so; Pitwall makes a copy.
    if path.is_file() and os.stat(path).st_mode & stat.S_IXUSR:
        mode = "--x"
    elif stat.S_ISLNK(status.st_mode):
        target = os.readlink(path)
        # Links lead into the cache, by whole paths.
        return f"link to {target.split('/project/', 1)[-1]}"
    if stat.S_ISDIR(status.st_mode):
        return "folder"
    text = path.read_bytes()
    shown = text if len(text) <= 200 else hashlib.md5(text).hexdigest().encode()
    return f"{mode} {shown.decode('utf-8', 'backslashreplace')!r}"


def lock_of(path):
    """The lock's meaning: its stages by name."""
    try:
        value = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it is shown
        return {"unreadable": str(error)}
    stages = value.pop("stages", None) or {}
    return {"": value, **stages}


def is_spoiled(path):
    name = (path.parent.name + path.name).removesuffix(".dir")
    return hashlib.md5(path.read_bytes()).hexdigest() != name


def objects_of(root):
    """The cache's objects by name, with their permissions."""
    top = root / ".dvc" / "cache" / "files" / "md5"
    found = {}
    if top.is_dir():
        for path in sorted(top.glob("*/*")):
            mode = stat.S_IMODE(path.lstat().st_mode) & ~EXECUTABLE
            # DVC removes an object that is spoiled when it meets it, Pitwall puts a whole one in
            # its place when there is one.
            if mode & stat.S_IWUSR and is_spoiled(path):
                continue
            found[f"{path.parent.name}/{path.name}"] = oct(mode)
    return found
