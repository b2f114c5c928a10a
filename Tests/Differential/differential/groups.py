"""Stages made from one entry: `foreach` and `matrix`."""

import posixpath

from differential.commands import command_of
from differential.model import Item


def add_group(generator, place, body):
    """Adds a group to a project; what it makes can be read by later stages."""
    kind = generator.rng.choice(["list", "dict", "dicts", "matrix"])
    data, text, ends = {
        "list": scalars, "dict": dictionary, "dicts": dictionaries, "matrix": matrix,
    }[kind](generator)
    reads = generator.some_inputs()
    settings = generator.some_params(place)
    name = f"g{generator.project.number()}"
    write = generator.output(place, f"{name}-{text}")
    body["cmd"] = command_of(generator, place, reads, [write], texts=[text])
    generator.set_keys(place, body, reads, settings, [write])
    stages = generator.project.definitions[place.file]["stages"]
    if kind == "matrix":
        stages[place.name] = {"matrix": data, **body}
    else:
        stages[place.name] = {"foreach": source(generator, place, data), "do": body}
    place.group = [end for end, _ in ends]
    for _, shown in ends:
        path = posixpath.normpath(write.item.path.replace(text, shown))
        generator.project.items.append(Item(path, write.item.kind, write.item.inner, True))


def source(generator, place, data):
    """The data as it stands, or where it is among the file's values."""
    definition = generator.project.definitions[place.file]
    if "vars" not in definition or not generator.chance(0.4):
        return data
    name = f"each{generator.project.number()}"
    definition["vars"].append({name: data})
    return f"${{{name}}}"


def scalars(generator):
    items = generator.rng.choice([["en", "fr"], [1, 2, 3], ["größe", "b c"], ["one"], [0.5, 10.0]])
    return list(items), "${item}", [(str(item), str(item)) for item in items]


def dictionary(generator):
    data = {"cnn": {"lr": 0.1, "deep": {"n": 2}}, "xgb": {"lr": 1e-3, "deep": {"n": 3}}}
    if generator.chance(0.3):
        data = {"uk": "London", "us": "Washington DC"}
    return data, "${key}", [(key, key) for key in data]


def dictionaries(generator):
    data = [{"name": "u", "n": 1}, {"name": "w x", "n": 2.0}]
    ends = [(str(index), item["name"]) for index, item in enumerate(data)]
    return data, "${item.name}", ends


def matrix(generator):
    models = generator.rng.choice([["cnn", "xgb"], ["cnn"]])
    features = generator.rng.choice([[1, 2], ["a", "b b"], [{"x": 1}, {"x": 2}]])
    data = {"model": models, "feature": features}
    ends = []
    for model in models:
        for index, feature in enumerate(features):
            end = f"feature{index}" if isinstance(feature, dict) else feature
            ends.append((f"{model}-{end}", f"{model}-{end}"))
    return data, "${key}", ends
