"""Metrics and plots: read from files, drawn as text, told as JSON, alive on the screen."""

import json
import subprocess

from support import projects
from support.case import case

DRAWN = {
    "dvc.yaml": """\
stages:
  train:
    cmd: sh train.sh
    deps: [train.sh]
    metrics: [{metrics.json: {cache: false}}]
    plots:
    - logs/loss.tsv: {x: step, y: loss, cache: false}
    - later.csv: {cache: false}
plots:
- both: {x: epoch, y: {a.csv: [loss, acc]}, title: Both of them}
- cm.json: {x: actual, y: predicted, template: confusion}
""",
    "train.sh": """\
mkdir -p logs
printf 'step\\tloss\\n' > logs/loss.tsv
for i in 0 1 2 3; do printf "$i\\t0.$((9 - i))\\n" >> logs/loss.tsv; done
echo '{"auc": 0.81}' > metrics.json
echo v > later.csv; echo 1 >> later.csv
""",
    "a.csv": "epoch,loss,acc\n0,1,0.2\n1,0.5,0.6\n2,nan,0.7\n",
    "cm.json": '[{"actual": "cat", "predicted": "dog"}, {"actual": "cat", "predicted": "cat"}]',
}


def plots(t, root):
    """The plots of the only pipeline, by their names."""
    found = json.loads(t.good(["plots", "--json"], root).out)["pipelines"]
    return {plot["name"]: plot for plot in found[0]["plots"]}


@case("plots --json has the promised shape, before and after the run")
def plots_shape(t):
    root = t.project(DRAWN)
    before = plots(t, root)
    t.expect(list(before) == ["both", "cm.json", "logs/loss.tsv", "later.csv"], f"{before}")
    t.expect(before["logs/loss.tsv"]["state"] == "missing", f"Not made yet: {before}")
    t.expect(before["both"]["series"][0]["points"] == [[0, 1], [1, 0.5], [2, None]],
             f"A value that is no number is null: {before['both']}")
    t.expect(before["cm.json"]["matrix"]["counts"] == [[1], [1]], f"{before['cm.json']}")
    t.good(["run"], root)
    after = plots(t, root)["logs/loss.tsv"]
    t.expect(after["state"] == "lines" and after["stage"] == "train", f"It is there: {after}")
    t.expect(after["series"][0]["points"] == [[0, 0.9], [1, 0.8], [2, 0.7], [3, 0.6]], f"{after}")


@case("plots draws charts as text, in ASCII where the locale has no more")
def plots_text(t):
    root = t.project(DRAWN)
    text = t.good(["plots"], root).out
    for words in ["Both of them", "1 loss", "2 acc", "epoch", "✗", "predicted ↓ actual →",
                  "later.csv is not there yet; 'train' makes it."]:
        t.expect(words in text, f"'{words}' is missing:\n{text}")
    plain = t.good(["plots"], root, LANG="C").out
    t.expect(plain.isascii(), f"Nothing but ASCII: {plain}")


@case("plots that cannot be drawn are told beside the others, and end with 2")
def plots_wrong(t):
    files = dict(DRAWN)
    files["a.csv"] = "epoch,loss,acc\n0,1\n1,2,3\n"
    root = t.project(files)
    result = t.run(["plots"], root)
    t.expect(result.code == 2, f"{result}")
    t.expect("a.csv:2:1: this row has 2 values" in result.err, f"{result}")
    t.expect("predicted" in result.out, f"The others are drawn: {result}")


@case("artifacts tells what is declared, and which versions git's tags register")
def artifacts(t):
    text = """\
artifacts:
  net: {path: m.bin, type: model, desc: finds cars, labels: [cv]}
"""
    root = t.project({"dvc.yaml": text, "m.bin": "m"})
    bare = t.good(["artifacts"], root).out
    t.expect("no version is registered" in bare, f"Without git there are none: {bare}")

    def git(*words):
        person = ["-c", "user.name=ana", "-c", "user.email=ana@example.org"]
        subprocess.run(["git", *person, *words], cwd=root, env=t.environment(), check=True,
                       capture_output=True)

    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    for tag in ["net@v1.0.0", "net#prod#1"]:
        git("tag", "-a", tag, "-m", tag)
    git("commit", "-q", "--allow-empty", "-m", "second")
    for tag in ["net@v1.1.0", "net#prod#2", "net#dev#3", "net#prod!#4"]:
        git("tag", "-a", tag, "-m", tag)
    git("pack-refs", "--all")
    found = json.loads(t.good(["artifacts", "--json"], root).out)["pipelines"][0]["artifacts"][0]
    versions = [(version["version"], version["stages"]) for version in found["versions"]]
    t.expect(versions == [("v1.1.0", ["dev"]), ("v1.0.0", ["prod"])], f"{found}")
    t.expect(found["type"] == "model" and found["exists"], f"{found}")
