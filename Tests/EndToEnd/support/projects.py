"""Small projects and the questions cases ask about them."""

import os
from pathlib import Path

# Two stages, the second reads what the first writes; each says on a log outside that it ran.
CHAIN = {
    "dvc.yaml": """\
stages:
  first:
    cmd: echo first >> ../ran; cp in.txt first.txt
    deps: [in.txt]
    outs: [first.txt]
  second:
    cmd: echo second >> ../ran; tr a-z A-Z < first.txt > second.txt && echo written
    deps: [first.txt]
    params: [settings]
    outs: [second.txt]
""",
    "params.yaml": "settings:\n  rate: 0.1\n",
    "in.txt": "some text\n",
}


PASSING = ["journal.db-shm", "journal.db-wal", "."]


def ran(root):
    """The stages that ran, in order, as they themselves said it."""
    log = Path(root).parent / "ran"
    return log.read_text().split() if log.exists() else []


def listing(root):
    """All below a folder: kinds, sizes, modes, times and contents.

    Without the two files that hold who reads the journal at the moment, and the time of their
    folder: SQLite makes them for a reader where there are none.
    """
    found = []
    for folder, folders, files in os.walk(root):
        for name in sorted([*folders, *files, "."]):
            path = Path(folder) / name
            if Path(folder).name == ".pitwall" and name in PASSING:
                continue
            status = path.lstat()
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
            found.append((str(path), status.st_mode, status.st_size, status.st_mtime_ns,
                          status.st_ctime_ns, content))
    return sorted(found)


def chain_of(count, command="echo {0} >> ../ran; echo {0} > {0}.txt"):
    """A definition of so many stages, one after the other."""
    lines = ["stages:"]
    for number in range(1, count + 1):
        name = f"stage{number:02}"
        lines += [f"  {name}:", f"    cmd: {command.format(name)}"]
        if number > 1:
            lines.append(f"    deps: [stage{number - 1:02}.txt]")
        lines.append(f"    outs: [{name}.txt]")
    return "\n".join(lines) + "\n"
