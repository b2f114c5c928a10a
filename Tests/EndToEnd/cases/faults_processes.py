"""What stages inherit, what many runs leave behind, and whose process a number is."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

from support import faults, processes
from support.case import case
from support.failure import Skipped

RUNS = int(os.environ.get("PITWALL_FAULT_RUNS", "200"))
# Stages of one definition; so many run once in each run of it.
STAGES = 25


@case("fault: a stage inherits three descriptors, an empty mask and the usual signals", length=2)
def inherited(t):
    root = t.project({"dvc.yaml": """\
stages:
  look:
    cmd: ls -l /proc/self/fd > fds; cat /proc/self/status > status; cat /proc/self/limits > limits
    outs: [fds, status, limits]
"""})
    # What whoever starts it does with signals and descriptors is nothing to a stage.
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)

    def odd():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1, signal.SIGINT, signal.SIGCHLD})

    done = subprocess.run(
        [t.program, "run"], cwd=root, env=t.environment(), stdin=subprocess.DEVNULL, check=False,
        capture_output=True, text=True, pass_fds=[writer], preexec_fn=odd, timeout=30,
    )
    os.close(reader)
    os.close(writer)
    t.expect(done.returncode == 0, done.stdout + done.stderr)
    status = (root / "status").read_text()
    for name in ["SigBlk", "SigIgn"]:
        value = int(re.search(rf"{name}:\s*(\w+)", status).group(1), 16)
        t.expect(value == 0, f"{name} is {value:x}")
    numbers = sorted(re.findall(r" (\d+) -> ", (root / "fds").read_text()))
    # The fourth is the folder that `ls` lists.
    t.expect(numbers == ["0", "1", "2", "3"], (root / "fds").read_text())


@case("fault: a grandchild that keeps the output open holds up nothing", length=3)
def grandchild(t):
    root = t.project({"dvc.yaml": """\
stages:
  leaves: {cmd: 'setsid sleep 300 & sleep 301 & echo $! > ../pid; echo > out.txt', outs: [out.txt]}
  next: {cmd: cp out.txt next.txt, deps: [out.txt], outs: [next.txt]}
"""})
    began = time.monotonic()
    t.good(["run"], root, seconds=30)
    t.notes.append(f"it took {time.monotonic() - began:.1f} s")
    t.expect(t.stage(root, "next")["state"] == "done", f"{t.status(root)}")
    pid = int((t.folder / "pid").read_text())
    t.expect(not processes.is_alive(pid), "What it left behind in its session is ended.")


class Standing:
    """What a process holds."""

    def __init__(self, pid):
        self.files = len(os.listdir(f"/proc/{pid}/fd"))
        self.threads = len(os.listdir(f"/proc/{pid}/task"))
        status = Path(f"/proc/{pid}/status").read_text()
        self.kilobytes = int(re.search(r"VmRSS:\s*(\d+)", status).group(1))
        below = processes.descendants(pid)
        self.dead = [one for one in below if not processes.is_alive(one)]
        self.children = len(below)

    def __str__(self):
        return (f"{self.files} descriptors, {self.threads} threads, {self.kilobytes} kB,"
                f" {self.children} children")


@case("fault: many runs leave no zombies, descriptors or threads behind", length=12)
def many_runs(t):
    lines = ["stages:"]
    for number in range(STAGES):
        lines.append(f"  s{number}: {{cmd: cat in > o{number}, deps: [in], outs: [o{number}]}}")
    root = t.project({"dvc.yaml": "\n".join(lines) + "\n", "in": "0\n"})
    engine = faults.engine(t, root)
    standings = []
    try:
        for turn in range(max(2, RUNS // STAGES)):
            (root / "in").write_text(f"{turn}\n")
            t.good(["run"], root)
            if turn == 1:
                standings.append(Standing(engine.pid))
        t.wait(lambda: not Standing(engine.pid).dead, "no zombie stays", 2)
        standings.append(Standing(engine.pid))
    finally:
        began = time.monotonic()
        engine.terminate()
        out = faults.output(engine, "The engine")
    took = time.monotonic() - began
    before, after = standings
    text = f"{before}; after {RUNS} stages {after}"
    t.notes.append(text)
    t.expect(engine.returncode == 0 and took < 2, f"{engine.returncode} in {took:.1f} s:\n{out}")
    t.expect(after.files <= before.files + 2, text)
    t.expect(after.threads <= before.threads + 2, text)
    t.expect(after.kilobytes < before.kilobytes + 16_000, text)
    t.expect(after.children <= before.children, text)


@case("fault: a stage that the kernel ends for its memory is named so", length=3)
def out_of_memory(t):
    faults.needs()
    group = Path("/sys/fs/cgroup/memory") / f"pitwall-test-{os.getpid()}"
    limit, joins = group / "memory.limit_in_bytes", group / "cgroup.procs"
    if not Path("/sys/fs/cgroup/memory").is_dir():
        group = Path("/sys/fs/cgroup") / f"pitwall-test-{os.getpid()}"
        limit, joins = group / "memory.max", group / "cgroup.procs"
    root = t.project({"dvc.yaml": """\
stages:
  greedy:
    cmd: python3 -c 'b = bytearray(900_000_000); print(len(b))'
    outs: [out.txt]
"""})
    try:
        group.mkdir()
        limit.write_text("200000000")
    except OSError as error:
        raise Skipped(f"No group of processes can be made here: {error}") from None
    try:
        before = ["sh", "-c", f'echo $$ > {joins}; exec "$@"', "sh"]
        run = faults.started(t, root, "run", before=before)
        out = faults.output(run, "The run")
        t.expect(run.returncode == 1 and "out of memory" in out, f"{run.returncode}: {out}")
        reason = t.stage(root, "greedy")["reason"]
        t.expect("out of memory" in reason, reason)
        t.notes.append(reason)
    finally:
        processes.end_all_in(root)
        for _ in range(50):
            try:
                group.rmdir()
                break
            except OSError:
                time.sleep(0.02)


@case("fault: a number that another process has now is left alone", length=4)
def reused_number(t):
    faults.needs("unshare")
    root = t.project({"dvc.yaml": """\
stages:
  work:
    cmd: echo $PPID > ../watcher; while [ ! -e ../stop ]; do sleep 0.05; done; echo > out.txt
    outs: [out.txt]
"""})
    script = """\
"$1" run > ../out 2>&1 & run=$!
while [ ! -s ../watcher ]; do sleep 0.02; done
watcher=$(cat ../watcher)
kill -9 $run $watcher; pkill -9 stage-shim; wait $run
while kill -0 $watcher 2>/dev/null; do sleep 0.02; done
echo $((watcher - 1)) > /proc/sys/kernel/ns_last_pid || exit 77
sh -c 'trap "echo hurt >> ../hurt; exit" TERM; while [ ! -e ../over ]; do sleep 0.1; done' &
other=$!
[ $other = $watcher ] || exit 78
"$1" status > ../status 2>&1
"$1" act cancel > ../cancel 2>&1
touch ../stop
"$1" run > ../again 2>&1; echo $? > ../code
kill -0 $other && echo alive > ../alive
touch ../over; wait $other
"""
    # A group of its own, in which numbers are given out anew and all ends with the first.
    for _ in range(5):
        for name in ["watcher", "out.txt", "stop", "over"]:
            (t.folder / name).unlink(missing_ok=True)
        done = subprocess.run(
            ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "bash", "-c", script,
             "bash", str(t.program)],
            cwd=root, env=t.environment(), capture_output=True, text=True, timeout=60, check=False,
        )
        if done.returncode != 78:
            break
    if done.returncode in (1, 77, 78) and not (t.folder / "code").exists():
        raise Skipped(f"No number can be given out again here: {done.stderr}")
    said = {name: (t.folder / name).read_text() for name in ["out", "status", "cancel", "again"]}
    t.expect("running" not in said["status"], f"Nothing shows running: {said}")
    t.expect((t.folder / "alive").exists() and not (t.folder / "hurt").exists(), f"{said}")
    t.expect((t.folder / "code").read_text() == "0\n", f"{said}")
