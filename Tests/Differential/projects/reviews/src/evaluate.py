"""How often a model is right, and how that depends on a review's length."""

import collections
import json
import math
import pathlib
import sys

source, model, metrics, plot = map(pathlib.Path, sys.argv[1:])
weights = json.loads(model.read_text(encoding="utf-8"))["weights"]
parameters = pathlib.Path("params.yaml").read_text(encoding="utf-8").splitlines()
threshold = float(next(line for line in parameters if line.startswith("threshold:")).split()[1])
by_length = collections.defaultdict(list)
for line in source.read_text(encoding="utf-8").splitlines():
    label, text = line.split("\t")
    words = text.split()
    score = 1 / (1 + math.exp(-sum(weights.get(word, 0) for word in words)))
    by_length[len(words)].append((score > threshold) == (label == "good"))
everything = [is_right for found in by_length.values() for is_right in found]
metrics.parent.mkdir(exist_ok=True)
accuracy = sum(everything) / len(everything)
metrics.write_text(json.dumps({"accuracy": round(accuracy, 4), "reviews": len(everything)}) + "\n")
rows = [f"{length},{sum(found)}" for length, found in sorted(by_length.items())]
plot.write_text("\n".join(["words,right", *rows]) + "\n")
