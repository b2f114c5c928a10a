"""All fits in one table, and the best of them."""

import json
import pathlib
import sys

folder, table, best = map(pathlib.Path, sys.argv[1:])
found = {file.stem: json.loads(file.read_text())["accuracy"] for file in folder.glob("*.json")}
ranked = sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))
table.write_text("fit,accuracy\n" + "".join(f"{name},{score}\n" for name, score in ranked))
name, score = ranked[0]
best.write_text(json.dumps({"fit": name, "accuracy": score}) + "\n")
