"""Discs, boxes and crosses on noise."""

import argparse
import pathlib
import random

import pictures

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--count", type=int)
parser.add_argument("--size", type=int)
options = parser.parse_args()


def is_in(shape, x, y, radius):
    if shape == "disc":
        return x * x + y * y <= radius * radius
    if shape == "box":
        return max(abs(x), abs(y)) <= radius
    return min(abs(x), abs(y)) <= radius / 4 and max(abs(x), abs(y)) <= radius


for shape in ("box", "cross", "disc"):
    for number in range(options.count):
        source = random.Random(f"{shape} {number}")
        radius = options.size * source.uniform(0.25, 0.4)
        middle = [options.size / 2 + source.uniform(-1, 1) for _ in range(2)]
        rows = [
            [200 if is_in(shape, x - middle[0], y - middle[1], radius) else source.randrange(60)
             for x in range(options.size)]
            for y in range(options.size)
        ]
        pictures.write(options.folder / shape / f"{number:03}.pgm", rows)
