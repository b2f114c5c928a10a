"""Processes, as /proc shows them."""

import os
import signal
import time
from pathlib import Path


def all_pids():
    return [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]


def is_alive(pid):
    """Whether the process is there and no zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] not in "ZX"


def command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


def parent(pid):
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def folder(pid):
    try:
        return Path(os.readlink(f"/proc/{pid}/cwd"))
    except OSError:
        return None


def descendants(pid):
    """The process's children, their children, and so on."""
    found = []
    for other in all_pids():
        if parent(other) == pid:
            found += [other, *descendants(other)]
    return found


def programs_below(shell, name):
    """The processes below `shell` that run the program of this name."""
    return [pid for pid in descendants(shell) if name_of(pid) == name]


def name_of(pid):
    return Path(command(pid).split(" ")[0]).name


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def end_all_in(root):
    """Ends every process that works below a folder of ours."""
    for _ in range(20):
        ours = [pid for pid in all_pids() if is_inside(folder(pid), root)]
        if not ours:
            return
        for pid in ours:
            kill(pid)
        time.sleep(0.05)


def is_inside(path, root):
    return path is not None and (path == root or root in path.parents)
