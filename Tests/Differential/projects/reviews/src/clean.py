"""Reviews as lower-case words."""

import re
import sys

source, target = sys.argv[1:]
with open(source, encoding="utf-8") as file, open(target, "w", encoding="utf-8") as out:
    for line in file:
        label, text = line.rstrip("\n").split("\t")
        words = re.findall(r"[^\W\d_]+", text.lower())
        out.write(f"{label}\t{' '.join(words)}\n")
