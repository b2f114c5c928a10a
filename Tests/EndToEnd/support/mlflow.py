"""The real MLflow, which scripts of the cases log with."""

import os
import subprocess
from pathlib import Path

from support.failure import Failure, Skipped

PYTHON = Path(__file__).resolve().parents[3] / ".build" / "peers" / "mlflow" / "bin" / "python"


def python():
    """The Python that has MLflow; without it a case is skipped, or fails where it may not be."""
    if PYTHON.exists():
        return PYTHON
    reason = f"MLflow is not at {PYTHON.parent}; '.ci/setup --tests' installs it."
    raise Failure(reason) if os.environ.get("PITWALL_REQUIRE_PEERS") == "1" else Skipped(reason)


def script(t, text, *arguments, uri, seconds=90):
    """Runs a script that logs to an address; gives what it printed."""
    path = t.folder / "script.py"
    path.write_text(text)
    done = subprocess.run(
        [str(python()), str(path), *arguments], cwd=t.folder, text=True, capture_output=True,
        env=t.environment(MLFLOW_TRACKING_URI=uri, GIT_PYTHON_REFRESH="quiet"),
        timeout=seconds, check=False,
    )
    t.expect(done.returncode == 0, f"The script failed:\n{done.stdout}{done.stderr}")
    return done.stdout
