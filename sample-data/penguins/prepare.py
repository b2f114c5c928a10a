"""Picks the columns of the study and splits the rows into training and test rows."""

import os
import random

import study

COLUMNS = ["row", "species", "island", "sex"] + study.MEASURES


def main():
    settings = study.parameters("prepare")
    share = settings["test_share"]
    if not 0 < share < 1:
        study.stop(f"prepare.test_share is {share}; it must lie between 0 and 1.")
    # The line in penguins.csv stays with each row, so that a prediction can be traced back to it.
    rows = [
        {"row": line, **{name: raw[name] for name in COLUMNS[1:]}}
        for line, raw in enumerate(study.read_rows("penguins.csv"), start=2)
    ]
    train, test = split(rows, share, random.Random(settings["seed"]))
    os.makedirs("prepared", exist_ok=True)
    study.write_rows("prepared/train.csv", COLUMNS, train)
    study.write_rows("prepared/test.csv", COLUMNS, test)
    print(f"{len(rows)} rows: {len(train)} to train on, {len(test)} to test with.")


def split(rows, share, generator):
    """Training and test rows, with the same share of each species, in their first order."""
    chosen = set()
    for species in sorted({row["species"] for row in rows}):
        lines = [row["row"] for row in rows if row["species"] == species]
        generator.shuffle(lines)
        chosen.update(lines[: round(len(lines) * share)])
    train = [row for row in rows if row["row"] not in chosen]
    test = [row for row in rows if row["row"] in chosen]
    return train, test


if __name__ == "__main__":
    main()
