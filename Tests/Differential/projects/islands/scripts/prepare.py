"""Rows that are complete, in a fixed random order."""

import csv
import json
import random
import sys

sys.path.insert(0, ".")
import settings  # noqa: E402

source, target = sys.argv[1:]
with open(source, newline="") as file:
    rows = list(csv.DictReader(file))
kept = []
for row in rows:
    try:
        values = [float(row[column]) for column in settings.Prepare.columns]
    except ValueError:
        continue
    kept.append({"label": row[settings.Prepare.label], "values": values})
random.Random(settings.SEED).shuffle(kept)
with open(target, "w") as file:
    json.dump(kept[:120], file)
