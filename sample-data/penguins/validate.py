"""Checks every prepared row and passes on the ones that can be used.

A row without a measurement is left out; too many of them end the stage. A value that cannot be
true ends the stage at once, because then the file itself is in doubt.
"""

import os

import study

# What the four measurements of an adult brush-tailed penguin can be, with room to spare.
LIMITS = {
    "bill_length_mm": (25, 70),
    "bill_depth_mm": (10, 25),
    "flipper_length_mm": (150, 250),
    "body_mass_g": (2000, 7000),
}


def main():
    allowed = study.parameters("validate")["max_missing_share"]
    report = {"rows": 0, "rows_left_out": 0, "rows_without_sex": 0, "impossible_values": 0}
    usable = {}
    for part in ("train", "test"):
        path = f"prepared/{part}.csv"
        usable[part] = [row for row in study.read_rows(path) if check(row, path, report)]
    share = report["rows_left_out"] / max(report["rows"], 1)
    report["missing_share"] = round(share, 6)
    study.write_json("validation.json", report)

    if report["impossible_values"]:
        study.stop(f"{report['impossible_values']} values cannot be true. Mend penguins.csv.")
    if share > allowed:
        study.stop(
            f"{share:.2%} of the rows lack a measurement, more than the {allowed:.2%} that "
            "validate.max_missing_share allows."
        )
    os.makedirs("valid", exist_ok=True)
    for part, rows in usable.items():
        if not rows:
            study.stop(f"No row of prepared/{part}.csv can be used.")
        study.write_rows(f"valid/{part}.csv", list(rows[0]), rows)
    print(
        f"{report['rows']} rows: {report['rows_left_out']} left out for lack of a measurement "
        f"({share:.2%}, up to {allowed:.2%} is allowed); {report['rows_without_sex']} do not say "
        "the sex, which the model does not need."
    )


def check(row, path, report):
    """Whether the row can be used. Prints and counts what is wrong with it."""
    report["rows"] += 1
    report["rows_without_sex"] += row["sex"] == study.MISSING
    place = f"{path}, line {row['row']} of penguins.csv"
    missing = [name for name in study.MEASURES if row[name] == study.MISSING]
    wrong = [name for name in study.MEASURES if name not in missing and not plausible(name, row)]
    wrong += [] if row["species"] in study.SPECIES else ["species"]
    wrong += [] if row["island"] in study.ISLANDS else ["island"]
    for name in wrong:
        print(f"error: {place}: {name} is '{row[name]}'.")
    if missing:
        print(f"warning: {place}: no {', '.join(missing)}; left out.")
    report["impossible_values"] += len(wrong)
    report["rows_left_out"] += bool(missing)
    return not missing and not wrong


def plausible(name, row):
    low, high = LIMITS[name]
    try:
        return low <= float(row[name]) <= high
    except ValueError:
        return False


if __name__ == "__main__":
    main()
