"""What the stages of this study share: columns, parameters, files and a progress bar."""

import csv
import json
import sys
import time

MEASURES = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
SPECIES = ["Adelie", "Chinstrap", "Gentoo"]
ISLANDS = ["Biscoe", "Dream", "Torgersen"]
MISSING = "NA"


def parameters(section):
    """The values of one section of params.yaml.

    Reads the plain part of YAML which that file uses: `name:` at the margin, `name: number` below
    it, and comments. Anything else ends the stage.
    """
    found, current = {}, None
    with opened("params.yaml") as file:
        for number, line in enumerate(file, start=1):
            line = line.split("#")[0].rstrip()
            if not line:
                continue
            name, colon, value = line.strip().partition(":")
            value = value.strip()
            if not line.startswith(" ") and colon and not value:
                current = name
            elif line.startswith(" ") and colon and current:
                if current == section:
                    found[name] = as_number(value, number)
            else:
                stop(f"params.yaml:{number}: expected 'name:' or '  name: number'.")
    if not found:
        stop(f"params.yaml has no section '{section}'.")
    return found


def as_number(text, line):
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    stop(f"params.yaml:{line}: '{text}' is not a number.")


def opened(path):
    try:
        return open(path, encoding="utf-8", newline="")
    except FileNotFoundError:
        stop(f"{path} is not there. Run the stage that writes it first.")


def read_rows(path):
    with opened(path) as file:
        return list(csv.DictReader(file))


def write_rows(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_json(path):
    with opened(path) as file:
        return json.load(file)


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=2)
        file.write("\n")


def stop(message):
    """Ends the stage with one sentence for the person who reads its log."""
    print(message, file=sys.stderr)
    raise SystemExit(1)


class Progress:
    """A bar in the form that tqdm prints: redrawn in place with a carriage return, on stderr."""

    WIDTH = 20

    def __init__(self, name, total):
        self.name, self.total, self.done = name, total, 0
        self.started, self.drawn = time.monotonic(), 0
        encoding = (sys.stderr.encoding or "").lower()
        self.full, self.empty = ("█", " ") if encoding.startswith("utf") else ("#", " ")

    def step(self, note):
        self.done += 1
        spent = time.monotonic() - self.started
        rate = self.done / spent if spent > 0 else 0.0
        left = (self.total - self.done) / rate if rate > 0 else 0.0
        filled = self.WIDTH * self.done // self.total
        bar = self.full * filled + self.empty * (self.WIDTH - filled)
        self._draw(
            f"{self.name}: {100 * self.done // self.total:3d}%|{bar}| {self.done}/{self.total} "
            f"[{clock(spent)}<{clock(left)}, {rate:.2f}epoch/s, {note}]"
        )

    def say(self, text):
        """Prints a line of its own above the bar."""
        self.clear()
        print(text, flush=True)

    def clear(self):
        """Leaves the cursor at the margin of a blank line, ready for other text."""
        self._draw("")
        sys.stderr.write("\r")
        sys.stderr.flush()

    def _draw(self, text):
        sys.stderr.write("\r" + text.ljust(self.drawn))
        sys.stderr.flush()
        self.drawn = len(text)


def clock(seconds):
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"
