"""How well one way of telling penguins apart does on rows it has not seen."""

import argparse
import collections
import json
import pathlib

parser = argparse.ArgumentParser()
parser.add_argument("source")
parser.add_argument("target", type=pathlib.Path)
parser.add_argument("--model", choices=["nearest", "centroid"])
parser.add_argument("--scale", choices=["true", "false"])
parser.add_argument("--neighbours", type=int)
options = parser.parse_args()

with open(options.source) as file:
    rows = json.load(file)
if options.scale == "true":
    lows = [min(column) for column in zip(*(row["values"] for row in rows))]
    highs = [max(column) for column in zip(*(row["values"] for row in rows))]
    for row in rows:
        scaled = zip(row["values"], lows, highs)
        row["values"] = [(value - low) / (high - low) for value, low, high in scaled]
known, unseen = rows[:80], rows[80:]
if options.model == "centroid":
    by_label = collections.defaultdict(list)
    for row in known:
        by_label[row["label"]].append(row["values"])
    known = [
        {"label": label, "values": [sum(column) / len(found) for column in zip(*found)]}
        for label, found in by_label.items()
    ]


def guess(values):
    def distance(row):
        return sum((a - b) ** 2 for a, b in zip(row["values"], values))

    near = sorted(known, key=distance)[: options.neighbours if options.model == "nearest" else 1]
    return collections.Counter(row["label"] for row in near).most_common(1)[0][0]


right = sum(guess(row["values"]) == row["label"] for row in unseen)
options.target.parent.mkdir(exist_ok=True)
options.target.write_text(json.dumps({"accuracy": round(right / len(unseen), 4)}) + "\n")
