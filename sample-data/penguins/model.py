"""Softmax regression: one row of weights for each species over the standardised measurements."""

import math

import study


def features(rows):
    return [[float(row[name]) for name in study.MEASURES] for row in rows]


def labels(rows):
    return [study.SPECIES.index(row["species"]) for row in rows]


def scale_of(inputs):
    """Mean and deviation of each column. A column that never changes is left as it is."""
    means, deviations = [], []
    for column in zip(*inputs):
        mean = sum(column) / len(column)
        spread = math.sqrt(sum((value - mean) ** 2 for value in column) / len(column))
        means.append(mean)
        deviations.append(spread or 1.0)
    return {"mean": means, "deviation": deviations}


def standardised(inputs, scale):
    columns = list(zip(scale["mean"], scale["deviation"]))
    # The last 1 carries the bias.
    return [[(v - m) / d for v, (m, d) in zip(row, columns)] + [1.0] for row in inputs]


def probabilities(weights, row):
    scores = [sum(w * v for w, v in zip(line, row)) for line in weights]
    # Without its highest score a large one would overflow the exponential.
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def evaluated(weights, inputs, targets):
    """Mean log-loss and accuracy."""
    loss, right = 0.0, 0
    for row, target in zip(inputs, targets):
        chances = probabilities(weights, row)
        loss -= math.log(max(chances[target], 1e-15))
        right += chances.index(max(chances)) == target
    return loss / len(inputs), right / len(inputs)
