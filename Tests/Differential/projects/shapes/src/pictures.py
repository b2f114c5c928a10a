"""Grey pictures as lists of rows, in the plain form of PGM."""


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [" ".join(map(str, row)) for row in rows]
    path.write_text("\n".join(["P2", f"{len(rows[0])} {len(rows)}", "255", *lines]) + "\n")


def read(path):
    words = path.read_text().split()
    width, values = int(words[1]), list(map(int, words[4:]))
    return [values[start:start + width] for start in range(0, len(values), width)]
