"""Which addresses and fields there are, read from the sources, so that none is forgotten."""

import re
from pathlib import Path

TRACKING = Path(__file__).resolve().parents[3] / "Sources" / "Tracking"
ADDRESS = re.compile(r'"(GET|POST|PUT|PATCH|DELETE) ([a-z][^" ]*)"')
FIELD = re.compile(r'(?:ext|eger|umber|bjects|hoice|age|lag|iew|alue|ield)s?\("([a-z_]+)"')


def texts():
    return [file.read_text(encoding="utf-8") for file in sorted(TRACKING.rglob("*.swift"))]


def addresses():
    """Pairs of a method and a path below `/api/2.0/mlflow/`."""
    found = sorted({pair for text in texts() for pair in ADDRESS.findall(text)})
    if len(found) < 20:
        raise SystemExit(f"{TRACKING} names {len(found)} addresses; they are read wrongly.")
    return found


def fields():
    found = sorted({name for text in texts() for name in FIELD.findall(text)})
    if not {"run_id", "max_results", "metrics"} <= set(found):
        raise SystemExit(f"{TRACKING} names no fields; they are read wrongly.")
    return found
