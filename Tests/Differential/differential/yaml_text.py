"""Writes values as YAML, in one of the many ways that mean the same."""

import json
import re

PLAIN = re.compile(r"[A-Za-z_./][\w./@=+-]*( [\w./@=+-]+)*")
# Read as something else than text, by one YAML or the other.
NOT_TEXT = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "~"}


def dump(value, rng=None):
    """A document; with a random source in a random style, without in a plain one."""
    return "".join(line + "\n" for line in Writer(rng).block(value, ""))


class Writer:
    def __init__(self, rng):
        self.rng = rng

    def chance(self, share):
        return self.rng is not None and self.rng.random() < share

    # MARK: - Blocks

    def block(self, value, indent):
        """The lines of a value that stands on lines of its own."""
        if isinstance(value, dict) and value:
            return self.mapping(value, indent)
        if isinstance(value, list) and value:
            return self.sequence(value, indent)
        return [indent + self.inline(value)]

    def mapping(self, value, indent):
        lines = []
        for key, inner in value.items():
            lines += self.entry(f"{indent}{self.scalar_key(key)}:", inner, indent + "  ")
        return lines

    def sequence(self, value, indent):
        lines = []
        for inner in value:
            if isinstance(inner, dict) and inner and not self.chance(0.2):
                rows = self.mapping(inner, indent + "  ")
                lines += [f"{indent}- {rows[0].lstrip()}", *rows[1:]]
            else:
                lines += self.entry(f"{indent}-", inner, indent + "  ")
        return lines

    def entry(self, head, value, indent):
        if isinstance(value, (dict, list)) and value:
            if self.chance(0.15) and not has_lines(value):
                return [f"{head} {self.flow(value)}"]
            return [head, *self.block(value, indent)]
        if isinstance(value, str) and "\n" in value:
            return self.literal(head, value, indent)
        if value is None and not self.chance(0.5):
            return [f"{head} null"]
        if value is None:
            return [head]
        comment = "  # a comment" if self.chance(0.05) else ""
        return [f"{head} {self.scalar(value)}{comment}"]

    def literal(self, head, value, indent):
        if value != value.strip() or self.chance(0.2):
            return [f"{head} {json.dumps(value, ensure_ascii=False)}"]
        return [f"{head} |-", *((indent + line).rstrip(" ") for line in value.split("\n"))]

    # MARK: - Inline

    def inline(self, value):
        return self.flow(value) if isinstance(value, (dict, list)) else self.scalar(value)

    def flow(self, value):
        if isinstance(value, dict):
            inner = (f"{self.quoted_key(key)}: {self.flow(item)}" for key, item in value.items())
            return "{" + ", ".join(inner) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(item) for item in value) + "]"
        if isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        return "null" if value is None else self.scalar(value)

    def scalar_key(self, key):
        return self.scalar(key) if isinstance(key, str) else json.dumps(key)

    def quoted_key(self, key):
        return json.dumps(key, ensure_ascii=False)

    def scalar(self, value):
        if value is None:
            return "null"
        if isinstance(value, bool):
            return str(value) if self.chance(0.2) else str(value).lower()
        if isinstance(value, float):
            return self.number(value)
        if isinstance(value, int):
            return hex(value) if value >= 0 and self.chance(0.1) else str(value)
        return self.text(value)

    def number(self, value):
        if self.chance(0.3):
            return f"{value:e}".replace("e+", "e") if float(f"{value:e}") == value else repr(value)
        return repr(value)

    def text(self, value):
        if PLAIN.fullmatch(value) and value.lower() not in NOT_TEXT and not self.chance(0.2):
            return value
        if self.chance(0.5) and value.isprintable():
            return "'" + value.replace("'", "''") + "'"
        return json.dumps(value, ensure_ascii=False)


def has_lines(value):
    if isinstance(value, dict):
        return any(has_lines(inner) for inner in value.values())
    if isinstance(value, list):
        return any(has_lines(inner) for inner in value)
    return isinstance(value, str) and "\n" in value
