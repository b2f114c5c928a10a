"""A weight for every word, learned in one of two ways."""

import argparse
import collections
import json
import math
import random

parser = argparse.ArgumentParser()
parser.add_argument("source")
parser.add_argument("target")
parser.add_argument("--kind", choices=["bayes", "perceptron"])
parser.add_argument("--smoothing", type=float, default=1.0)
parser.add_argument("--words.least", dest="least", type=int, default=1)
parser.add_argument("--words.stop", dest="stop", nargs="*", default=[])
parser.add_argument("--epochs", type=int, default=1)
parser.add_argument("--shuffle", action="store_true")
parser.add_argument("--verbose", action="store_true")
options = parser.parse_args()


def reviews():
    with open(options.source, encoding="utf-8") as file:
        for line in file:
            label, text = line.rstrip("\n").split("\t")
            yield label == "good", [word for word in text.split() if word not in options.stop]


def bayes(rows):
    counts = {True: collections.Counter(), False: collections.Counter()}
    for is_good, words in rows:
        counts[is_good].update(words)
    common = counts[True] + counts[False]
    words = [word for word, count in common.items() if count >= options.least]
    totals = {kind: sum(counter.values()) for kind, counter in counts.items()}

    def share(word, kind):
        return (counts[kind][word] + options.smoothing) / (totals[kind] + len(common))

    return {word: math.log(share(word, True) / share(word, False)) for word in words}


def perceptron(rows):
    weights = collections.Counter()
    source = random.Random(1)
    for _ in range(options.epochs):
        if options.shuffle:
            source.shuffle(rows)
        for is_good, words in rows:
            wanted = 1 if is_good else -1
            if wanted * sum(weights[word] for word in words) <= 0:
                weights.update({word: wanted for word in words})
    return dict(weights)


weights = {"bayes": bayes, "perceptron": perceptron}[options.kind](list(reviews()))
with open(options.target, "w", encoding="utf-8") as file:
    rounded = {word: round(weight, 6) for word, weight in sorted(weights.items())}
    json.dump({"kind": options.kind, "weights": rounded}, file, ensure_ascii=False, indent=1)
