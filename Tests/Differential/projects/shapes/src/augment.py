"""More pictures from those there are; a line for each run."""

import pathlib
import sys

import pictures

source, target = map(pathlib.Path, sys.argv[1:])
text = pathlib.Path("params.yaml").read_text()
made = 0
for file in sorted(source.glob("*/*.pgm")):
    rows = pictures.read(file)
    kinds = {"": rows}
    if "flip: true" in text:
        kinds["-flipped"] = [row[::-1] for row in rows]
    if "rotate: true" in text:
        kinds["-rotated"] = [list(row) for row in zip(*rows[::-1])]
    for name, changed in kinds.items():
        pictures.write(target / file.parent.name / f"{file.stem}{name}.pgm", changed)
        made += 1
with open("augmented.log", "a") as log:
    log.write(f"{made} pictures\n")
