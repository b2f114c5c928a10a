"""The mean picture of each shape."""

import pathlib
import sys

import pictures

source, target = map(pathlib.Path, sys.argv[1:])
for folder in sorted(source.iterdir()):
    found = [pictures.read(file) for file in sorted(folder.iterdir())]
    rows = [
        [sum(values) // len(found) for values in zip(*(picture[y] for picture in found))]
        for y in range(len(found[0]))
    ]
    pictures.write(target / f"{folder.name}.pgm", rows)
