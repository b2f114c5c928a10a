"""Writes parameters in the formats that both programs read."""

import json
import re

from differential import yaml_text


def dump(path, values, rng=None):
    """The text of a params file; with a random source in one of the ways that mean the same."""
    if rng is not None and rng.random() < 0.5:
        keys = list(values)
        rng.shuffle(keys)
        values = {key: values[key] for key in keys}
    suffix = path.rsplit(".", 1)[-1]
    if suffix == "json":
        return json.dumps(values, indent=rng.choice([None, 1, 4]) if rng else 2) + "\n"
    if suffix == "toml":
        return toml(values, [])
    if suffix == "py":
        return python(values)
    return yaml_text.dump(values, rng)


def toml(values, path):
    """Tables after the values beside them, as TOML wants it."""
    plain = {key: value for key, value in values.items() if not isinstance(value, dict)}
    lines = [f"{toml_key(key)} = {toml_value(value)}\n" for key, value in plain.items()]
    if path and lines:
        lines.insert(0, "[" + ".".join(map(toml_key, path)) + "]\n")
    for key, value in values.items():
        if isinstance(value, dict):
            lines.append(toml(value, [*path, key]))
    return "".join(lines)


def toml_key(key):
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def toml_value(value):
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def python(values):
    lines = []
    for key, value in values.items():
        if isinstance(value, dict) and all(name.isidentifier() for name in value):
            lines.append(f"class {key}:\n")
            lines += [f"    {name} = {inner!r}\n" for name, inner in value.items()]
        else:
            lines.append(f"{key} = {value!r}\n")
    return "# Settings.\n" + "".join(lines)
