"""One case: a folder of its own, the program, its screens, and what is said when it fails."""

import json
import os
import shutil
import subprocess
import tempfile
import time
import traceback
from pathlib import Path

from support import processes
from support.failure import Failure
from support.screen import Screen

ALL = []
SIZES = [(160, 45), (100, 30), (80, 24)]


class Definition:
    def __init__(self, name, body, arguments, alone, length):
        self.name = name
        self.body = body
        self.arguments = arguments
        self.alone = alone
        self.length = length


def case(name, each=None, alone=False, length=1):
    """Makes a function a case, or one for each tuple of arguments, which stand in the name."""

    def register(body):
        for arguments in each or [()]:
            full = name.format(*arguments)
            ALL.append(Definition(full, body, arguments, alone, length))
        return body

    return register


class Result:
    """What a command printed and how it ended."""

    def __init__(self, command, code, out, err):
        self.command = command
        self.code = code
        self.out = out
        self.err = err

    @property
    def all(self):
        return self.out + self.err

    def __str__(self):
        return f"'{self.command}' ended with {self.code}:\n{self.out}{self.err}"


class Case:
    def __init__(self, program, name):
        self.program = program
        self.name = name
        self.folder = Path(tempfile.mkdtemp(prefix="pitwall-end-to-end-"))
        self.screens = []
        # What was measured, said also where it is good.
        self.notes = []
        # What must be done at the end, however that comes.
        self.endings = []
        (self.folder / "home").mkdir()

    # MARK: - The world

    def environment(self, **changes):
        """A plain person's environment; nothing of whoever runs the tests but the path."""
        plain = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(self.folder / "home"),
            "XDG_CONFIG_HOME": str(self.folder / "home" / ".config"),
            "TMPDIR": str(self.folder),
            "LANG": "C.UTF-8",
            "SHELL": "/bin/bash",
            "USER": os.environ.get("USER", "tester"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DVC_NO_ANALYTICS": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        plain.update(changes)
        return {name: value for name, value in plain.items() if value is not None}

    def project(self, files, name="project"):
        """A folder with these files."""
        root = self.folder / name
        for path, text in files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(text, bytes):
                file.write_bytes(text)
            else:
                file.write_text(text, encoding="utf-8")
        return root

    def sample(self, name="study", pace="0", opened=False):
        """A copy of the samples, whose training waits for `pace` seconds in each epoch."""
        root = self.folder / name
        self.good(["demo", "--copy-only", str(root)], self.folder)
        params = root / "penguins" / "params.yaml"
        text = params.read_text()
        self.expect("pace: 0.08" in text, "The sample's pace is not where it was.")
        params.write_text(text.replace("pace: 0.08", f"pace: {pace}"))
        if opened:
            (root / ".pitwall").mkdir(mode=0o700)
        return root

    def screen(self, columns, rows, folder, account=None, **environment):
        """A shell in a terminal of this size, of an account; `pitwall` is in its path."""
        bin_folder = self.folder / "bin"
        if not bin_folder.exists():
            bin_folder.mkdir()
            # A link: the program looks for what comes with it from its real place.
            (bin_folder / "pitwall").symlink_to(self.program)
        variables = self.environment(**(account.environment if account else {}), **environment)
        variables["PATH"] = f"{bin_folder}:{variables['PATH']}"
        shell = account.shell_command() if account else "bash"
        screen = Screen(self, columns, rows, folder, variables, shell)
        self.screens.append(screen)
        return screen

    # MARK: - The command line

    def run(self, arguments, folder, stdin=subprocess.DEVNULL, seconds=60, account=None,
            **environment):
        """Runs the program to its end, as an account."""
        command = [str(self.program), *map(str, arguments)]
        if account:
            environment = {**account.environment, **environment}
        try:
            done = subprocess.run(
                command, cwd=folder, env=self.environment(**environment), stdin=stdin,
                capture_output=True, timeout=seconds, check=False,
                **(account.identity() if account else {}),
            )
        except subprocess.TimeoutExpired as late:
            so_far = (late.stdout or b"").decode(errors="replace")
            raise Failure(f"'{words(arguments)}' did not end in {seconds} s:\n{so_far}") from None
        return Result(
            words(arguments), done.returncode,
            done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"),
        )

    def good(self, arguments, folder, **options):
        """Runs the program and expects it to end well; gives what it printed."""
        return self.ends(0, arguments, folder, **options)

    def ends(self, code, arguments, folder, *needles, **options):
        """Runs the program and expects this exit code, and these words somewhere."""
        result = self.run(arguments, folder, **options)
        self.expect(result.code == code, f"Expected exit code {code}; {result}")
        for needle in needles:
            self.expect(needle in result.all, f"Expected {needle!r}; {result}")
        return result

    def status(self, root, **options):
        """The first pipeline of `status --json`."""
        return json.loads(self.good(["status", "--json"], root, **options).out)["pipelines"][0]

    def stage(self, root, name, **options):
        """A stage of the newest run in `status --json`; before the first run, none's state."""
        run = self.status(root, **options)["run"]
        if run is None:
            return {"state": None}
        stages = run["stages"]
        found = [stage for stage in stages if stage["name"].split(":")[-1] == name]
        self.expect(len(found) == 1, f"No stage '{name}' in {stages}.")
        return found[0]

    # MARK: - Saying what is wrong

    def expect(self, condition, text):
        if not condition:
            raise Failure(text)

    def wait(self, condition, text, seconds=15):
        """Waits until `condition()` is true and gives what it gave."""
        deadline = time.monotonic() + seconds
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > deadline:
                raise Failure(f"{text() if callable(text) else text} (waited {seconds} s)")
            time.sleep(0.02)

    def report(self, text, error=None):
        lines = text.splitlines()
        frames = traceback.extract_tb(error.__traceback__) if error else []
        lines += [f"at {Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames[-4:]]
        for screen in self.screens:
            lines.append(f"The screen of {screen.columns}x{screen.rows}, {screen.describe()}:")
            lines += ["  | " + line for line in written_rows(screen.text_or_nothing())]
        return "".join(f"    {line}\n" for line in lines)

    def close(self):
        for screen in self.screens:
            screen.close()
        # Stages outlive the program on purpose; those of the case must not outlive the case.
        processes.end_all_in(self.folder)
        for end in reversed(self.endings):
            end()
        shutil.rmtree(self.folder, ignore_errors=True)


def written_rows(text):
    """The rows of a screen without those that hold nothing but frames."""
    return [row.rstrip() for row in text.splitlines() if row.strip(" \u2502|")]


def words(arguments):
    return " ".join(["pitwall", *map(str, arguments)])
