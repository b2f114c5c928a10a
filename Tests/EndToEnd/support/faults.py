"""What goes wrong around a program: faults at its calls, disks of a few megabytes, other clocks."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import threading
from pathlib import Path

from support import processes
from support.failure import Failure, Skipped

# How a process ends that ended itself because something it relied on did not hold.
CRASHES = {-signal.SIGILL, -signal.SIGTRAP, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS}


def needs(*tools):
    """Skips the case where it has not the power or the tools it needs."""
    if os.geteuid() != 0:
        raise Skipped("It needs root.")
    for tool in tools:
        if not shutil.which(tool):
            raise Skipped(f"'{tool}' was not found. '.ci/setup --tests' installs it.")


def done(command, text):
    """Runs a tool to its end; skips where this machine does not allow it."""
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise Skipped(f"{text} is not possible here: {result.stderr.strip()}")
    return result.stdout


# MARK: - Disks


@contextlib.contextmanager
def mounted(folder, *options):
    """A file system on a folder; whatever happens, it is gone afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    done(["mount", *map(str, options), str(folder)], "Mounting")
    try:
        yield folder
    finally:
        processes.end_all_in(folder)
        for how in ([], ["--lazy"]):
            command = ["umount", *how, str(folder)]
            if subprocess.run(command, capture_output=True, check=False).returncode == 0:
                break


def small_disk(folder, **limits):
    """A disk in memory: `small_disk(folder, size="4m", nr_inodes=500)`."""
    words = ",".join(f"{name}={value}" for name, value in limits.items())
    return mounted(folder, "-t", "tmpfs", "-o", words, "none")


def fill(folder, leaving=0):
    """Takes all room of a disk but `leaving` bytes; gives the file that takes it."""
    file = folder / "ballast"
    with open(file, "ab", buffering=0) as ballast:
        block = bytes(4096)
        with contextlib.suppress(OSError):
            while os.statvfs(folder).f_bavail * 4096 > leaving:
                ballast.write(block)
    return file


def fill_places(folder):
    """Makes files until no more can be made; gives the folder they are in."""
    heap = folder / "heap"
    heap.mkdir()
    with contextlib.suppress(OSError):
        for number in range(1_000_000):
            (heap / str(number)).touch()
    return heap


# MARK: - Calls


class Fault:
    """One thing that goes wrong: `first/fsync/EIO/3/dvc.lock`.

    In which scene, at which call, how, when, and at which file of the project, where it is not
    all the same. Calls are counted for each thread; `3+` is the third and all after it.
    """

    def __init__(self, scene, call, how, when, file=""):
        self.scene, self.call, self.how, self.when = scene, call, how, str(when)
        self.file = file

    @classmethod
    def read(cls, text):
        return cls(*text.split("/", 4))

    def __str__(self):
        place = f"/{self.file}" if self.file else ""
        return f"{self.scene}/{self.call}/{self.how}/{self.when}{place}"

    def tracing(self, root):
        """The words before a program; what it runs is left alone."""
        action = f"signal={self.how}" if self.how == "KILL" else f"error={self.how}"
        place = ["-P", str(root / self.file)] if self.file else []
        inject = f"inject={self.call}:{action}:when={self.when}"
        return [*strace(self.call), *place, "-e", inject]


def strace(calls, output="/dev/null"):
    """The words that watch these calls of all threads of a program, and of nothing it runs."""
    return ["strace", "-f", "-b", "execve", "-o", str(output), "-e", f"trace={calls}"]


@contextlib.contextmanager
def attached(pid, words):
    """The tracer is at the process as soon as this begins."""
    tracer = subprocess.Popen(
        [*words, "-p", str(pid)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )
    line = tracer.stderr.readline()
    if "attached" not in line:
        tracer.kill()
        tracer.communicate()
        raise Skipped(f"No process can be traced here: {line.strip()}")
    # What it says of new threads must not fill the pipe.
    reader = threading.Thread(target=tracer.stderr.read, daemon=True)
    reader.start()
    try:
        yield tracer
    finally:
        tracer.terminate()
        tracer.wait()
        reader.join()
        tracer.stderr.close()


def counts(trace):
    """How often each thread of a trace made each call: `{call: the most of any thread}`."""
    seen = {}
    for line in trace.read_text(errors="replace").splitlines():
        if found := re.match(r"(\d+)\s+(\w+)\(", line):
            seen[found.groups()] = seen.get(found.groups(), 0) + 1
    most = {}
    for (_, call), count in seen.items():
        most[call] = max(count, most.get(call, 0))
    return most


# MARK: - Running commands


def started(t, root, *arguments, before=(), **environment):
    """The program, running while the case goes on, its output in one pipe."""
    process = subprocess.Popen(
        [*map(str, before), str(t.program), *map(str, arguments)], cwd=root,
        env=t.environment(**environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace",
    )
    process.folder = root
    return process


def output(process, text, seconds=30):
    """What a program said until it ended; a failure where it does not end."""
    try:
        return process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        # What a tracer ran outlives it.
        processes.end_all_in(process.folder)
        out = process.communicate()[0]
        raise Failure(f"{text}: it did not end in {seconds} s:\n{out}") from None


def engine(t, root, before=(), **environment):
    """`pitwall engine`, ready."""
    process = started(t, root, "engine", before=before, **environment)
    line = process.stdout.readline()
    if "is ready" not in line:
        process.kill()
        raise Failure(f"The engine says that it is ready: {line}{process.communicate()[0]}")
    return process


# MARK: - What must hold afterwards

# Three layers; each stage says outside when it begins, when it ends, and that it met itself.
STAGES = {"load": [], "left": ["load"], "right": ["load"], "join": ["left", "right"]}


def definition(pause="0"):
    lines = ["stages:"]
    for name, needed in STAGES.items():
        inputs = " ".join(f"{other}.txt" for other in needed)
        lines += [
            f"  {name}:",
            f"    cmd: echo {name} >> ../began; mkdir ../at-{name} || echo {name} >> ../twice;",
            f"      sleep {pause}; cat in.txt {inputs} > {name}.txt; rmdir ../at-{name};",
            f"      echo {name} >> ../ended",
            f"    deps: [{', '.join(['in.txt', *(f'{other}.txt' for other in needed)])}]",
            f"    outs: [{name}.txt]",
        ]
    return "\n".join(lines) + "\n"


def said(file):
    return sorted(file.read_text().split()) if file.exists() else []


# They are there while somebody reads, or an engine works.
PASSING = ("journal.db-", "engine.sock")


def files(root):
    """The names of all files of a project but those that come and go, and the runs' own."""
    found = set()
    for folder, _, names in os.walk(root):
        place = Path(folder).relative_to(root)
        if place.parts[:2] != (".pitwall", "runs"):
            found |= {str(place / name) for name in names if not name.startswith(PASSING)}
    return found


def lock(root):
    """The parts of dvc.lock, one for each stage: they stand in the order in which stages ended."""
    return sorted(re.split(r"\n(?=  \w)", (root / "dvc.lock").read_text().rstrip("\n")))


def drafts(root):
    """Files of runs that were written beside their place and never put there."""
    return [str(path) for path in (root / ".pitwall" / "runs").rglob(".*") if path.is_file()]
