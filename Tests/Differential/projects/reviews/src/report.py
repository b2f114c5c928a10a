"""The models beside each other."""

import json
import pathlib
import sys
import tomllib

folder, target = map(pathlib.Path, sys.argv[1:])
settings = tomllib.loads(pathlib.Path("config/report.toml").read_text())
lines = [f"# {settings['title']}", ""]
for file in sorted(folder.glob("*.json")):
    accuracy = json.loads(file.read_text())["accuracy"]
    lines.append(f"- {file.stem}: {accuracy:.{settings['digits']}f}")
target.write_text("\n".join(lines) + "\n")
