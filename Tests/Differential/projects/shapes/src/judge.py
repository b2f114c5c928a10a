"""Takes each picture for the shape whose mean is nearest."""

import json
import pathlib
import sys

import pictures

source, means, scores, confusion = map(pathlib.Path, sys.argv[1:5])
shapes = {file.stem: pictures.read(file) for file in sorted(means.iterdir())}


def distance(one, other):
    return sum(abs(a - b) for row, rest in zip(one, other) for a, b in zip(row, rest))


seen = []
for file in sorted(source.glob("*/*.pgm")):
    picture = pictures.read(file)
    best = min(shapes, key=lambda shape: distance(picture, shapes[shape]))
    seen.append((file.parent.name, best))
right = sum(shape == best for shape, best in seen)
scores.write_text(json.dumps({"accuracy": round(right / len(seen), 3), "size": sys.argv[5]}))
confusion.write_text("shape,seen\n" + "".join(f"{shape},{best}\n" for shape, best in seen))
