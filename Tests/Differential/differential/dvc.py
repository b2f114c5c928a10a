"""The real DVC, imported once: every command runs in a fork of this process."""

import gc
import importlib
import json
import os
import re
import sys
import tempfile
from pathlib import Path

# What a first command would still load; each fork would load it again.
WARM_UP = """\
stages:
  one: {cmd: "echo 1 > a; mkdir d; echo 2 > d/b", deps: [in], params: [x], outs: [a, d]}
"""


class Ended:
    """How a command ended, and what it printed."""

    def __init__(self, words, code, text):
        self.words = words
        self.code = code
        self.text = text

    @property
    def is_good(self):
        return self.code == 0

    def __str__(self):
        return f"$ {self.words}   (ended with {self.code})\n{self.text}"


def load():
    """Imports all that commands need, so that a fork of this process answers at once."""
    os.environ["DVC_NO_ANALYTICS"] = "1"
    import dvc.cli  # noqa: PLC0415 - half a second that only this process pays
    import dvc.cli.parser  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        names = modules_of_commands(Path(folder))
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    # It remembers what it built.
    dvc.cli.parser.get_main_parser()
    gc.collect()
    gc.freeze()


def modules_of_commands(root):
    """The modules that DVC has loaded after some commands in a project."""
    (root / "dvc.yaml").write_text(WARM_UP)
    (root / "params.yaml").write_text("x: 1\n")
    (root / "p.toml").write_text("x = 1\n")
    (root / "in").write_text("in\n")
    (root / "data").write_text("data\n")
    listing = root / "modules"

    def note():
        listing.write_text("\n".join(sys.modules))

    environment = plain_environment(root)
    for words in (["init", "-q", "--no-scm"], ["add", "data"], ["repro"], ["repro", "-f"],
                  ["status", "--json"], ["freeze", "one"]):
        ended = run(words, root, environment, before_exit=note)
        if not ended.is_good:
            raise SystemExit(f"DVC does not work here:\n{ended}")
    return listing.read_text().split("\n")


def plain_environment(folder):
    """What commands see of the world: nothing of whoever runs the tests but the path."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "SHELL": "/bin/sh",
        "USER": "tester",
        "DVC_NO_ANALYTICS": "1",
        "DVC_SITE_CACHE_DIR": str(folder / "site"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "NO_COLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def run(words, folder, environment, before_exit=None):
    """Runs `dvc WORDS` in a folder, in a fork."""
    with tempfile.TemporaryFile() as output:
        pid = os.fork()
        if pid == 0:
            code = in_fork(words, folder, environment, output, before_exit)
            os._exit(code)
        _, status = os.waitpid(pid, 0)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    return Ended("dvc " + " ".join(words), os.waitstatus_to_exitcode(status), text)


def in_fork(words, folder, environment, output, before_exit):
    code = 99
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        import dvc.cli  # noqa: PLC0415 - loaded by the parent

        code = dvc.cli.main(words) or 0
        if before_exit:
            before_exit()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 98
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return code


def status(folder, environment):
    """What `dvc status` says of a project, as a value; its text where that is no JSON."""
    ended = run(["status", "--json"], folder, environment)
    lines = ended.text.strip().split("\n")
    try:
        return json.loads(lines[-1])
    except ValueError:
        project = str(folder.parent.parent)
        shown = [line.replace(project, "") for line in lines[-8:]]
        return {"refused": ended.code, "text": [place_of(line) for line in shown]}


def place_of(line):
    """A line of DVC without the copy it is about."""
    return re.sub(r"/(dvc|pitwall|both)/project/", "/project/", line)
