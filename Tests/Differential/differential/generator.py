"""Makes random small projects."""

import copy
import posixpath
import random

from differential.commands import command_of
from differential.groups import add_group
from differential.model import DATA, FOLDER, Item, Project, StagePlace, relative

NAMES = [
    "a", "data", "raw set", "größe", "日本", "x-y", "n.tar.gz", "UPPER", "e\u0301t", "ét", "#hash",
    "a,b", "it's", "100%", "-dash", "под", "q\"q", "tab.tsv", "z" * 40, "😀", "&and", "(p)", "@at",
    "a=b", "semi;colon", "~tilde", "ｚ",
]
STAGES = ["prep", "fit", "eval", "join", "split", "clean data", "größe", "v1.2", "x_y", "日本"]
SCALARS = [
    0, 1, -7, 42, 2**70, 0.1, 1e-3, 2.5, 10.0, 1e10, 1e-7, True, False, "text", "a b", "yes", "1",
    "null", "", "é", "it's", 'q"q', "a: b #c", "~", "1e3", "0x1F", " lead", "- x", "{x}", "@a",
]
# What projects and scripts may hold; some can be left out to look for other differences.
FEATURES = {
    "always", "by-hand", "folders", "frozen", "groups", "ignore", "links", "missing", "params",
    "run-cache", "templating", "tracked",
}


class Generator:
    def __init__(self, seed, features=FEATURES):
        self.rng = random.Random(seed)
        self.features = features
        self.project = Project(self.rng)
        self.names = list(NAMES)
        self.closed = set()
        self.rng.shuffle(self.names)

    def chance(self, share):
        return self.rng.random() < share

    def has(self, feature, share=1.0):
        # The source is asked in any case: the rest of a project does not depend on features.
        return self.chance(share) and feature in self.features

    def make(self):
        if self.has("links", 0.4):
            kind = self.rng.choice(["hardlink", "symlink", "copy", "hardlink,symlink"])
            self.project.config = f"[cache]\n    type = \"{kind}\"\n"
            # DVC makes cache objects executable with their links, or forgets the permission.
            self.project.has_programs = kind == "copy"
        self.make_sources()
        self.make_params()
        files = ["dvc.yaml"]
        if self.has("folders", 0.4):
            files.append("sub/dvc.yaml")
            if self.chance(0.3):
                files.append("deep/er dir/dvc.yaml")
        for path in files:
            self.project.definitions[path] = {"stages": {}}
            self.make_vars(path)
        for _ in range(self.rng.randint(2, 5)):
            self.add_stage(self.rng.choice(files))
        if not self.project.definitions["dvc.yaml"]["stages"]:
            self.add_stage("dvc.yaml")
        for path in files:
            if not self.project.definitions[path]["stages"]:
                del self.project.definitions[path]
        return self.project

    # MARK: - What is there before

    def name(self, suffix=""):
        """A name that nothing else in the project has, now and then an odd one."""
        if self.names and self.chance(0.5):
            return self.names.pop() + suffix
        return f"n{self.project.number()}{suffix}"

    def make_sources(self):
        for _ in range(self.rng.randint(1, 3)):
            path = posixpath.join(self.rng.choice(["", "", "in"]), self.name(".txt"))
            self.project.sources[path] = f"{path} {self.rng.randint(0, 9)}\n".encode()
            if self.chance(0.2) and self.project.has_programs:
                self.project.executable.add(path)
            self.project.items.append(Item(path, DATA))
            self.track(path)
        if self.chance(0.6):
            self.make_source_folder()
        if self.has("ignore", 0.25):
            self.project.sources[".dvcignore"] = self.rng.choice([
                b"*.tmp\n", b"# left out\n*.tmp\n/in/*.log\n", b"skip\n*.tmp\n!keep.tmp\n",
                b"**/skip/\n",
            ])

    def make_source_folder(self):
        folder = self.name()
        inner = []
        for _ in range(self.rng.randint(1, 4)):
            name = posixpath.join(self.rng.choice(["", "", "sub", "skip"]), self.name())
            inner.append(name)
        inner += [name for name in ("x.tmp", "keep.tmp", "skip/y") if self.chance(0.2)]
        inner = sorted(set(inner))
        for name in inner:
            path = posixpath.join(folder, name)
            self.project.sources[path] = f"{name} {self.rng.randint(0, 9)}\n".encode()
            if self.chance(0.2) and self.project.has_programs:
                self.project.executable.add(path)
        self.project.items.append(Item(folder, FOLDER, inner))
        self.track(folder)

    def track(self, path):
        if self.has("tracked", 0.3):
            self.project.tracked.append(path)

    def make_params(self):
        files = ["params.yaml"] if self.chance(0.85) else []
        if self.has("params", 0.5):
            files += self.rng.sample(["conf.json", "conf.toml", "conf.py", "other.yaml"], 1)
        for path in files:
            self.project.params[path] = self.tree(path, 2)

    def tree(self, path, depth):
        """Values that the format of the file can hold."""
        values = {}
        for _ in range(self.rng.randint(1, 4)):
            key = f"{self.rng.choice(['lr', 'seed', 'opt', 'model', 'k'])}{self.project.number()}"
            kind = self.rng.random()
            if depth and kind < 0.3 and not path.endswith(".py"):
                values[key] = self.tree(path, depth - 1)
            elif kind < 0.45:
                values[key] = [self.value(path) for _ in range(self.rng.randint(1, 3))]
            else:
                values[key] = self.value(path)
        return values

    def value(self, path):
        value = self.rng.choice(SCALARS)
        if path.endswith(".yaml") and self.chance(0.05):
            return None
        too_large = isinstance(value, int) and abs(value) > 2**60
        return 7 if path.endswith(".toml") and too_large else copy.copy(value)

    def make_vars(self, path):
        if not self.has("templating", 0.6):
            return
        number = self.project.number()
        items = [{f"v{number}": self.rng.choice(["alpha", "be ta", 3, 0.25, True, "größe"]),
                  f"w{number}": {"one": self.rng.choice(["x", 5]), "list": [1, "two", 3.0]}}]
        if self.chance(0.4):
            name = self.rng.choice([f"vars{number}.yaml", f"vars{number}.json"])
            file = posixpath.join(posixpath.dirname(path), name)
            self.project.vars[file] = {f"t{number}": {"deep": "down", "n": 2.50}, f"u{number}": 1}
            items.append(name if self.chance(0.6) else f"{name}:t{number}")
        self.project.definitions[path] = {"vars": items, **self.project.definitions[path]}

    # MARK: - Stages

    def add_stage(self, file):
        name = self.stage_name(file)
        folder = posixpath.dirname(file)
        base = folder
        body = {}
        if self.has("folders", 0.2):
            base = self.rng.choice(["sub", "work dir", "in"])
            body["wdir"] = relative(base, folder)
            # It must exist.
            self.project.sources.setdefault(f"{base}/.keep", b"")
        place = StagePlace(file, name, base)
        if self.has("groups", 0.35):
            add_group(self, place, body)
        else:
            self.fill(place, body)
            self.project.definitions[file]["stages"][name] = body
        self.project.places.append(place)
        return place

    def stage_name(self, file):
        taken = self.project.definitions[file]["stages"]
        free = [name for name in STAGES if name not in taken]
        return self.rng.choice(free) if self.chance(0.8) else f"s{self.project.number()}"

    def fill(self, place, body):
        """A stage's keys; it may read all that is there so far."""
        reads = self.some_inputs()
        settings = self.some_params(place)
        writes = self.some_outputs(place, bool(reads))
        body["cmd"] = command_of(self, place, reads, writes)
        self.set_keys(place, body, reads, settings, writes)
        for write in writes:
            self.project.items.append(write.item)

    def set_keys(self, place, body, reads, settings, writes):
        if reads:
            body["deps"] = [self.spelled(item.path, place.base) for item in reads]
        if settings:
            body["params"] = settings
        for key in ("outs", "metrics", "plots"):
            entries = [write.entry for write in writes if write.key == key]
            if entries:
                body[key] = entries
        if self.has("always", 0.06):
            body["always_changed"] = True
        if self.chance(0.1):
            body["desc"] = "what it is: for"
        if self.chance(0.1):
            body["meta"] = {"owner": "ana", "n": [1, {"a": None}]}
        if self.chance(0.3):
            keys = list(body)
            self.rng.shuffle(keys)
            for key in keys:
                body[key] = body.pop(key)

    def spelled(self, path, base):
        """A path as the stage writes it, now and then not in the shortest way."""
        text = relative(path, base)
        return f"./{text}" if not text.startswith("..") and self.chance(0.05) else text

    def some_inputs(self):
        items = self.project.items
        count = min(len(items), self.rng.choice([0, 1, 1, 2, 2, 3]))
        # Rather what was made last: chains are more interesting than fans.
        chosen = {}
        while len(chosen) < count:
            index = max(self.rng.randrange(len(items)), self.rng.randrange(len(items)))
            chosen[index] = items[index]
        reads = [self.part_of(item) for item in chosen.values()]
        return list({item.path: item for item in reads}.values())

    def part_of(self, item):
        """Now and then only a file of a folder."""
        if item.kind == FOLDER and item.inner and self.chance(0.25):
            return Item(posixpath.join(item.path, self.rng.choice(item.inner)), DATA)
        return item

    def some_params(self, place):
        if not self.project.params or not self.chance(0.6):
            return []
        entries = []
        for path, values in self.project.params.items():
            if not self.chance(0.7):
                continue
            keys = self.some_keys(values)
            if path == "params.yaml" and place.base == "":
                entries += keys
            elif self.chance(0.2):
                entries.append({relative(path, place.base): None})
            else:
                entries.append({relative(path, place.base): keys})
        return entries

    def some_keys(self, values):
        names = self.rng.sample(list(values), self.rng.randint(1, min(2, len(values))))
        return [self.deeper(name, values[name]) for name in names]

    def deeper(self, name, value):
        if isinstance(value, dict) and value and self.chance(0.6):
            inner = self.rng.choice(list(value))
            return self.deeper(f"{name}.{inner}", value[inner])
        if isinstance(value, list) and value and self.chance(0.4):
            return f"{name}.{self.rng.randrange(len(value))}"
        return name

    def some_outputs(self, place, has_inputs):
        count = self.rng.choice([1, 1, 1, 2, 3])
        if not has_inputs and self.has("always", 0.15):
            count = 0
        return [self.output(place) for _ in range(count)]

    def output(self, place, name=None):
        folder = self.rng.choice([place.base, place.base, "res", f"{place.base}/o".lstrip("/")])
        kind = FOLDER if self.chance(0.3) else DATA
        key = "outs"
        if kind == DATA and self.chance(0.2):
            key = self.rng.choice(["metrics", "plots"])
        suffix = {"outs": ".out", "metrics": ".json", "plots": ".csv"}[key]
        suffix = "" if kind == FOLDER else suffix
        path = posixpath.normpath(posixpath.join(folder, name or self.name()) + suffix)
        return Write(self, place, path, kind, key)


class Write:
    """An output of a stage: how dvc.yaml has it, and what makes it."""

    def __init__(self, generator, place, path, kind, key):
        flags = {}
        # DVC takes such metrics into its cache, for the run cache alone.
        if generator.chance(0.15) and (key == "outs" or "run-cache" in generator.features):
            flags["cache"] = False
        if key == "outs" and generator.chance(0.1):
            flags["persist"] = True
        if generator.chance(0.05):
            flags["desc"] = "an output"
        self.key = key
        self.path = generator.spelled(path, place.base)
        self.entry = {self.path: flags} if flags else self.path
        self.keeps = "persist" in flags
        self.is_cached = flags.get("cache", True)
        self.is_executable = (
            kind == DATA and generator.chance(0.15) and generator.project.has_programs
        )
        inner = ["part", "sub/more"] if kind == FOLDER else []
        self.item = Item(path, kind, inner, is_output=True)
