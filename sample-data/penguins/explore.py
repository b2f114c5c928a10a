"""A look at the raw data in the terminal, page by page, which ends in a short file of notes.

Plain lines only, so that any terminal will do. Without a terminal it goes through without waiting.
"""

import sys

import study

COLUMNS, LINES = 56, 14  # of the scatter plot
BINS, BAR = 8, 24  # of the histograms
MARKS = {"Adelie": "a", "Chinstrap": "c", "Gentoo": "G"}


def main():
    rows = study.read_rows("penguins.csv")
    pages = [counts(rows), *(histogram(rows, name) for name in study.MEASURES), scatter(rows)]
    for number, page in enumerate(pages, start=1):
        print()
        print("\n".join(page))
        prompt = f"\n[{number} of {len(pages)}] enter: next page, q and enter: to the end "
        if number < len(pages) and ask(prompt) == "q":
            break
    note = ask("\nA note for explore.md (enter for none): ")
    with open("explore.md", "w", encoding="utf-8") as file:
        file.write("\n".join(summary(rows, note)) + "\n")
    print("Written to explore.md.")


def ask(question):
    """A person's answer; empty where there is no terminal or no more input."""
    if not sys.stdin.isatty():
        return ""
    try:
        return input(question).strip()
    except EOFError:
        print()
        return ""


def counts(rows):
    """Page 1: how many there are of each species on each island, and what is missing."""
    page = [f"{len(rows)} penguins", ""]
    page.append(f"{'':<11}" + "".join(f"{island:>11}" for island in study.ISLANDS) + f"{'all':>8}")
    for species in study.SPECIES:
        ours = [row["island"] for row in rows if row["species"] == species]
        cells = "".join(f"{ours.count(island) or '-':>11}" for island in study.ISLANDS)
        page.append(f"{species:<11}{cells}{len(ours):>8}")
    page.append("")
    for name in [*study.MEASURES, "sex"]:
        lines = [str(line) for line, row in enumerate(rows, start=2) if row[name] == study.MISSING]
        where = f", first in line {lines[0]}" if lines else ""
        page.append(f"{name:<18} {len(lines):>3} missing{where}")
    return page


def histogram(rows, name):
    """A measurement's spread, one column of bars for each species."""
    known = [row for row in rows if row[name] != study.MISSING]
    values = [float(row[name]) for row in known]
    low, step = min(values), (max(values) - min(values)) / BINS
    tally = {species: [0] * BINS for species in study.SPECIES}
    for row in known:
        place = min(int((float(row[name]) - low) / step), BINS - 1)
        tally[row["species"]][place] += 1
    most = max(max(bins) for bins in tally.values())
    heads = "".join(f"{species:<{BAR}}" for species in study.SPECIES)
    page = [name, "", f"{'from':>8}  {heads}".rstrip()]
    for place in range(BINS):
        bars = "".join(bar(tally[species][place], most) for species in study.SPECIES)
        page.append(f"{low + place * step:>8.1f}  {bars}".rstrip())
    return page


def bar(count, most):
    # Room is left for the number, so that neighbours never touch.
    length = round(count / most * (BAR - 6))
    return f"{'#' * length}{' ' if length else ''}{count or '.'}".ljust(BAR)


def scatter(rows):
    """The last page: the two measures of the bill, which almost tell the species apart."""
    across, up = "bill_length_mm", "bill_depth_mm"
    known = [row for row in rows if study.MISSING not in (row[across], row[up])]
    points = [(float(row[across]), float(row[up]), MARKS[row["species"]]) for row in known]
    left, right = min(p[0] for p in points), max(p[0] for p in points)
    bottom, top = min(p[1] for p in points), max(p[1] for p in points)
    grid = [[" "] * COLUMNS for _ in range(LINES)]
    for x, y, mark in points:
        column = round((x - left) / (right - left) * (COLUMNS - 1))
        line = round((top - y) / (top - bottom) * (LINES - 1))
        # Where two species meet, neither hides the other.
        grid[line][column] = mark if grid[line][column] in (" ", mark) else "*"
    legend = ", ".join(f"{mark} {species}" for species, mark in MARKS.items())
    page = [f"{up} over {across}: {legend}, * both", ""]
    for number, cells in enumerate(grid):
        label = {0: f"{top:.1f}", LINES - 1: f"{bottom:.1f}"}.get(number, "")
        page.append(f"{label:>6} |{''.join(cells)}".rstrip())
    page.append(f"{'':>6} +{'-' * COLUMNS}")
    page.append(f"{'':>8}{left:<{COLUMNS - 6}.1f}{right:>6.1f}")
    return page


def summary(rows, note):
    heads = " | ".join(f"mean {name}" for name in study.MEASURES)
    lines = ["# Palmer penguins, first look", "", f"| species | rows | {heads} |"]
    lines.append("|---|---" + "|---" * len(study.MEASURES) + "|")
    for species in study.SPECIES:
        ours = [row for row in rows if row["species"] == species]
        means = " | ".join(mean(ours, name) for name in study.MEASURES)
        lines.append(f"| {species} | {len(ours)} | {means} |")
    lacking = sum(any(row[name] == study.MISSING for name in study.MEASURES) for row in rows)
    lines += ["", f"{lacking} of {len(rows)} rows lack a measurement."]
    return lines + (["", f"Note: {note}"] if note else [])


def mean(rows, name):
    values = [float(row[name]) for row in rows if row[name] != study.MISSING]
    return f"{sum(values) / len(values):.1f}"


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("\nStopped; explore.md was not written.")
        sys.exit(130)  # what a shell calls an end by ^C
