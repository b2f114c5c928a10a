"""The real DVC and Pitwall take each other's word."""

import json
import os
import subprocess
from pathlib import Path

from support.case import case
from support.failure import Failure, Skipped

DVC = Path(__file__).resolve().parents[3] / ".build" / "peers" / "venv" / "bin" / "dvc"


def dvc_project(t):
    """A copy of the samples that is a repository of git and DVC."""
    if not DVC.exists():
        reason = f"DVC is not at {DVC}; '.ci/setup --tests' installs it."
        raise Failure(reason) if os.environ.get("PITWALL_REQUIRE_PEERS") == "1" \
            else Skipped(reason)
    root = t.sample()
    shell(t, root, "git", "init", "-q")
    shell(t, root, DVC, "init", "-q")
    return root


def shell(t, folder, *command):
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, env=t.environment(), text=True,
        stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False,
    )
    text = done.stdout + done.stderr
    t.expect(done.returncode == 0, f"{command} ended with {done.returncode}:\n{text}")
    return text


@case("after a run by Pitwall, DVC says that all is up to date", length=20)
def dvc_after_pitwall(t):
    root = dvc_project(t)
    # Stages for a terminal are stepped, a run of all leaves them out.
    t.good(["step", "explore"], root)
    t.good(["run"], root)
    said = shell(t, root / "penguins", DVC, "status")
    t.expect("up to date" in said, f"dvc status says:\n{said}")
    # What DVC keeps is whole: it can bring an output back from the cache.
    model = root / "penguins" / "model.json"
    content = model.read_bytes()
    model.unlink()
    shell(t, root / "penguins", DVC, "checkout")
    t.expect(model.read_bytes() == content, "DVC brings the model back from the cache.")
    again = shell(t, root / "penguins", DVC, "repro")
    t.expect("up to date" in again or "didn't change" in again, f"dvc repro says:\n{again}")


@case("after a run by DVC, Pitwall says that all is unchanged", length=20)
def pitwall_after_dvc(t):
    root = dvc_project(t)
    shell(t, root / "penguins", DVC, "repro")
    [plan] = json.loads(t.good(["plan", "--json"], root).out)["pipelines"]
    verdicts = {stage["name"]: stage["verdict"] for stage in plan["stages"]}
    t.expect(set(verdicts.values()) == {"unchanged"}, f"The plan: {verdicts}")
    t.ends(0, ["plan"], root, "up to date")
    lock = (root / "penguins" / "dvc.lock").read_bytes()
    t.good(["run"], root)
    said = shell(t, root / "penguins", DVC, "status")
    t.expect("up to date" in said, f"dvc status says:\n{said}")
    after = (root / "penguins" / "dvc.lock").read_bytes()
    t.expect(after == lock, "A run without work leaves dvc.lock alone.")
