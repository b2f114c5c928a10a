"""Reviews to learn from, and reviews to test with."""

import argparse
import pathlib
import random

parser = argparse.ArgumentParser()
parser.add_argument("source", type=pathlib.Path)
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--share", type=float)
parser.add_argument("--seed", type=int)
options = parser.parse_args()

lines = options.source.read_text(encoding="utf-8").splitlines(keepends=True)
random.Random(options.seed).shuffle(lines)
count = round(len(lines) * options.share)
options.folder.mkdir(parents=True, exist_ok=True)
(options.folder / "test.tsv").write_text("".join(sorted(lines[:count])), encoding="utf-8")
(options.folder / "train.tsv").write_text("".join(sorted(lines[count:])), encoding="utf-8")
