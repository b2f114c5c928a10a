"""Every third picture is for the test."""

import pathlib
import shutil
import sys

source, target = map(pathlib.Path, sys.argv[1:])
for folder in sorted(source.iterdir()):
    for index, file in enumerate(sorted(folder.iterdir())):
        place = target / ("test" if index % 3 == 0 else "train") / folder.name
        place.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place / file.name)
