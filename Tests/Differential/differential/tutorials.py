"""Projects of the shapes that tutorials have, and what is done to them step by step."""

from pathlib import Path

from differential.script import Edit, Order

HERE = Path(__file__).resolve().parents[1] / "projects"
PENGUINS = Path(__file__).resolve().parents[3] / "sample-data" / "penguins" / "penguins.csv"

run = Order


def replace(path, old, new):
    """Replaces a text in a file; it must be there once."""

    def action(copy):
        text = (copy.root / path).read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise ValueError(f"{path} does not hold {old!r} once.")
        copy.write(path, text.replace(old, new).encode())

    return Edit(f"{path}: {old!r} becomes {new!r}", action)


def append(path, text):
    def action(copy):
        copy.write(path, (copy.root / path).read_bytes() + text.encode())

    return Edit(f"{path}: {text!r} is added", action)


def write(path, text):
    return Edit(f"{path} is written", lambda copy: copy.write(path, text.encode()))


def remove(*paths):
    return Edit(f"{', '.join(paths)} is removed",
                *(lambda copy, path=path: copy.remove(path) for path in paths))


REVIEWS = [
    run(), run(),
    replace("params.yaml", "threshold: 0.5", "threshold: 0.6"), run(),
    replace("params.yaml", "threshold: 0.6", "threshold: 0.60  # the same"), run(),
    append("data/reviews.tsv", "good\tA lovely café, and so bright!\n"), run(),
    replace("models.yaml", "smoothing: 0.5", "smoothing: 1"), run("train"), run(),
    remove("results/bayes.json", "data/tokens/test.tsv"), run(),
    replace(
        "models.yaml", "models:\n", "models:\n  second:\n    kind: bayes\n    smoothing: 0.1\n"
    ),
    run("train@second"), run(),
    replace("config/report.toml", "blue", "green"), run(),
    replace("config/report.toml", "digits = 3", "digits = 2"), run("report"),
    replace("data/reviews.tsv", "good\tA lovely café, and so bright!\n", ""), run(),
    run("--force", "--single-item", "evaluate@bayes"), run("--downstream", "train@bayes"),
    append("src/train.py", "raise SystemExit(3)\n"), run("--keep-going"),
    replace("src/train.py", "raise SystemExit(3)\n", ""), run("--keep-going"), run("--force"),
]

SHAPES = [
    run(), run("training/dvc.yaml"), run(), run(folder="training"),
    write("images/.thumbs/a.png", "small"), write("augmented/x.bak", "old"), run(),
    replace("params.yaml", "flip: true", "flip: false"), run(), run(folder="training"),
    # DVC would remove the folder of thumbnails with the first picture it brings back.
    remove("images/.thumbs", "augmented/x.bak"),
    remove("images/box/000.pgm", "training/means/disc.pgm"), run(folder="training"),
    replace("params.yaml", "rotate: false", "rotate: true"),
    run("training/dvc.yaml:split"), run("training/dvc.yaml:test"),
    write("images/disc/000.pgm", "P2\n1 1\n255\n0\n"), run(),
    remove("augmented", "sets"), run(folder="training"),
    replace("params.yaml", "count: 6", "count: 7"), run("--single-item", "draw"),
    run("augment"), run("--downstream", "split", folder="training"),
    replace("params.yaml", "count: 7", "count: 6"), run(), run(folder="training"),
    append("src/pictures.py", "\n\ndef nothing():\n    pass\n"), run("training/dvc.yaml"), run(),
    run("--downstream", "augment"), run("--force", "--downstream", "augment"),
    replace("params.yaml", "count: 6", "count: 7"), run("draw", "training/dvc.yaml:split"),
    run("--all-pipelines"), run("--force", "--all-pipelines", folder="training"),
    append("src/means.py", "raise SystemExit(3)\n"), run("--all-pipelines", "--keep-going"),
    replace("src/means.py", "raise SystemExit(3)\n", ""),
    run("--force", "dvc.yaml:augment", "../dvc.yaml:draw", folder="training"),
    run("--all-pipelines"), run(),
]

ISLANDS = [
    run(), run(),
    replace("settings.py", '"""Settings of the study."""', '"""What can be set."""'), run(),
    replace("settings.py", "SEED = 3", "SEED = 4"), run("prepare"), run(),
    replace("settings.py", 'label = "species"', 'label = "island"'), run(),
    append("scripts/prepare.py", "# The label is read from the settings.\n"), run(),
    replace("dvc.yaml", "        - {neighbours: 5}\n",
            "        - {neighbours: 5}\n        - {neighbours: 9}\n"),
    run("fit"), run(),
    replace("dvc.yaml", "scale: [true, false]", "scale: [true]"), run(),
    remove("fits/nearest-true-options0.json", "rows.json"), run(),
    replace("dvc.yaml", "frozen: false", "frozen: true"),
    replace("settings.py", "SEED = 4", "SEED = 5"), run(),
    replace("dvc.yaml", "frozen: true", "frozen: false"), run("stamp"),
    replace("settings.py", "SEED = 5", "SEED = 3"),
    replace("settings.py", 'label = "island"', 'label = "species"'), run(),
    run("--force", "--downstream", "table"),
]


class Tutorial:
    """A project of `Tests/Differential/projects` with its steps."""

    def __init__(self, name):
        self.name = name
        self.steps, self.tracked = TUTORIALS[name]
        self.config = ""
        self.items = []
        self.executable = ()

    def files(self):
        root = HERE / self.name
        found = {
            str(path.relative_to(root)): path.read_bytes()
            for path in sorted(root.rglob("*")) if path.is_file()
        }
        if self.name == "islands":
            found["penguins.csv"] = PENGUINS.read_bytes()
        return found


TUTORIALS = {
    "islands": (ISLANDS, ["penguins.csv"]),
    "reviews": (REVIEWS, ["data/reviews.tsv"]),
    "shapes": (SHAPES, []),
}
