"""A project with an engine, what lies around its artifacts, and whether that stays as it was."""

import hashlib
import json
import os
import re
import signal
import subprocess
import time
import urllib.parse

from fuzz import sources, wire

DONE = 30
# What Pitwall itself has in its folder.
OWN = re.compile(r"(journal\.db|series\.db)(-wal|-shm|\.before-.*)?|engine\.(lock|sock|log)|port"
                 r"|name|environment\.json|runs|artifacts|locks-owed")
PLACE = re.compile(r"[0-9]+/([0-9a-f]{32}|models/m-[0-9a-f]{32})/artifacts/")


class Broken(Exception):
    """A promise that was not kept."""


class World:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.root = folder / "study"
        self.private = self.root / ".pitwall"
        self.artifacts = self.private / "artifacts"
        self.secret = hashlib.sha256(str(folder).encode()).hexdigest()
        self.addresses = sources.addresses()
        self.fields = sources.fields()
        self.root.mkdir(parents=True)
        (self.root / "pitwall.yaml").write_text("tracking: {mlflow: own}\n")
        (self.root / "dvc.yaml").write_text("stages: {}\n")
        self.engine = None
        self.output = None
        self.start()
        self.fill()
        self.before = self.outside()

    # MARK: - The engine

    def environment(self):
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "LANG": "C.UTF-8",
                "USER": "tester", "SHELL": "/bin/sh", "XDG_CONFIG_HOME": str(home),
                "SWIFT_BACKTRACE": "interactive=no,color=no"}

    def start(self):
        log = self.folder / "engine.log"
        self.output = log.open("ab")
        self.engine = subprocess.Popen(
            [str(self.program), "engine"], cwd=self.root, env=self.environment(),
            stdin=subprocess.DEVNULL, stdout=self.output, stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + DONE
        while "is ready" not in log.read_text(errors="replace"):
            if time.monotonic() > deadline or self.engine.poll() is not None:
                raise Broken(f"The engine is not ready: {self.said()}")
            time.sleep(0.01)
        self.port = int((self.private / "port").read_text())

    def said(self):
        return (self.folder / "engine.log").read_text(errors="replace")[-3_000:]

    def peak(self):
        """The most memory that the engine had, in megabytes."""
        try:
            with open(f"/proc/{self.engine.pid}/status", encoding="ascii") as status:
                return next(int(x.split()[1]) >> 10 for x in status if x.startswith("VmHWM"))
        except (OSError, StopIteration):
            return 0

    def stop(self):
        self.engine.send_signal(signal.SIGTERM)
        try:
            self.engine.wait(DONE)
        except subprocess.TimeoutExpired:
            raise Broken(f"The engine did not end in {DONE} s.") from None

    def end(self):
        if self.engine and self.engine.poll() is None:
            self.engine.kill()
            self.engine.wait()
        if self.output:
            self.output.close()

    # MARK: - What is there

    def good(self, method, target, body=None):
        connection = wire.Connection(self.port)
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        answer = connection.ask(wire.request(
            method, target, {"Content-Type": "application/json"}, data).data)
        connection.close()
        if answer.status != 200:
            raise Broken(f"A plain request was refused: {method} {target}: {answer}")
        return json.loads(answer.body)

    def fill(self):
        """Experiments, runs and files, and canaries and links that lead to them."""
        calls = "/api/2.0/mlflow/"
        made = self.good("POST", calls + "experiments/create", {"name": "one"})
        self.experiments = ["0", made["experiment_id"]]
        self.experiment_of = {}
        for experiment in [*self.experiments, "0"]:
            run = self.good("POST", calls + "runs/create", {"experiment_id": experiment})
            self.experiment_of[run["run"]["info"]["run_id"]] = experiment
        self.runs = list(self.experiment_of)
        for run in self.runs:
            self.good("POST", calls + "runs/log-batch", {"run_id": run, "metrics": [
                {"key": "loss", "value": 1, "timestamp": 1, "step": 1}]})
            for name in ["kept.txt", "folder/inner.txt"]:
                self.good("PUT", self.address(run, name), b"kept")
        made = self.good("POST", calls + "logged-models", {"experiment_id": "0", "name": "m"})
        self.model = made["model"]["info"]["model_id"]
        self.good("POST", calls + "registered-models/create", {"name": "m"})
        self.good("POST", calls + "runs/delete", {"run_id": self.runs[2]})
        self.words = [*self.runs, *self.experiments, "one", "loss", "k", "m", self.model, "1"]
        self.canaries = [
            self.folder / "canary", self.root / "canary", self.private / "canary",
            self.private / "outside" / "secret", self.folder / "outside" / "canary",
            self.private / "artifacts.txt",
        ]
        for file in self.canaries:
            file.parent.mkdir(exist_ok=True)
            file.write_text(self.secret)
        for run in self.runs[:2]:
            place = self.artifacts / self.experiment_of[run] / run / "artifacts"
            for name, target in {
                "link-out": self.private / "outside", "link-file": self.private / "canary",
                "link-up": "../../../..", "link-root": self.folder, "link-loop": "link-loop",
                "link-none": "nowhere",
            }.items():
                (place / name).symlink_to(target)
        (self.artifacts / "7").symlink_to(self.private / "outside")

    def restore(self):
        """What was deleted is logged to again; else most of what follows would be refused."""
        for experiment in self.experiments:
            self.good("POST", "/api/2.0/mlflow/experiments/restore", {"experiment_id": experiment})
        for run in self.runs[:2]:
            self.good("POST", "/api/2.0/mlflow/runs/restore", {"run_id": run})

    def address(self, run, name):
        quoted = urllib.parse.quote(name)
        return f"/api/2.0/mlflow-artifacts/artifacts/{self.experiment_of[run]}/{run}/artifacts/" \
               + quoted

    def outside(self):
        """Everything outside of Pitwall's folder, and the canaries in it."""
        found = {}
        for path in [*self.folder.rglob("*")]:
            inner = path.relative_to(self.folder)
            if self.private in path.parents and path not in self.canaries:
                continue
            if inner.parts[0] in {"engine.log", "home"} or path == self.private:
                continue
            status = path.lstat()
            content = path.read_bytes() if path.is_file() else b""
            found[str(inner)] = (status.st_mode, status.st_ino, status.st_mtime_ns, content)
        # A folder's time changes with its entries, which are compared themselves.
        return {name: (item if item[3] else (item[0], item[1])) for name, item in found.items()}

    # MARK: - Whether it is as it should be

    def check_files(self):
        now = self.outside()
        changed = [name for name in sorted({*now, *self.before})
                   if now.get(name) != self.before.get(name)]
        if changed:
            raise Broken(f"Outside of the artifacts something changed: {changed}")
        own = {path.name for path in self.private.iterdir()}
        odd = sorted(name for name in own if not OWN.fullmatch(name)
                     and name not in {"canary", "outside", "artifacts.txt"})
        if odd:
            raise Broken(f"Something came beside the artifacts: {odd}")
        for folder, folders, files in os.walk(self.artifacts):
            for name in [*folders, *files]:
                path = os.path.join(folder, name)
                self.check_entry(path, os.path.relpath(path, self.artifacts))

    def check_entry(self, path, inner):
        if os.path.islink(path):
            return
        mode = os.stat(path).st_mode & 0o777
        if mode != (0o700 if os.path.isdir(path) else 0o600):
            raise Broken(f"'{inner}' has mode {mode:o}.")
        if os.path.isfile(path) and not PLACE.match(inner):
            raise Broken(f"A file is in no folder of artifacts: {inner!r}")

    def check_end(self):
        """The engine goes on, ends well, and leaves a project without fault."""
        answer = wire.Connection(self.port).ask(wire.request("GET", "/health").data)
        if answer.body != b"OK":
            raise Broken(f"The engine is not well: {answer}")
        peak = self.peak()
        if peak > 1_024:
            raise Broken(f"The engine took {peak} MB of memory.")
        deadline = time.monotonic() + DONE
        while any((self.artifacts / ".parts").iterdir()):
            if time.monotonic() > deadline:
                raise Broken("Parts of uploads that were cut off are left.")
            time.sleep(0.05)
        self.stop()
        for words in [["doctor"], ["runs", "--json"]]:
            done = subprocess.run([str(self.program), *words], cwd=self.root, check=False,
                                  env=self.environment(), capture_output=True, timeout=120)
            if done.returncode != 0:
                text = (done.stdout + done.stderr).decode(errors="replace")
                raise Broken(f"'{' '.join(words)}' ended with {done.returncode}: {text[-2_000:]}")
        self.check_files()
