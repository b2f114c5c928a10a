"""The real MLflow registers models, and everything is where a person looks for it."""

import json
import time

from cases.tracking import OWN, engine
from support import mlflow
from support.case import SIZES, case

MOVES = """\
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

client = MlflowClient()

def refused(code, call, *given, **named):
    try:
        call(*given, **named)
    except MlflowException as error:
        assert error.error_code == code, (error.error_code, error.message)
        return error.message
    raise AssertionError(f"{call.__name__} was not refused")

model = client.create_registered_model("loan", tags={"team": "a"}, description="Pays back?")
assert (model.name, model.description, model.tags) == ("loan", "Pays back?", {"team": "a"}), model
refused("RESOURCE_ALREADY_EXISTS", client.create_registered_model, "loan")
refused("INVALID_PARAMETER_VALUE", client.create_registered_model, "a/b")
refused("RESOURCE_DOES_NOT_EXIST", client.get_registered_model, "none")

run = client.create_run("0")
id = run.info.run_id
for number in (1, 2, 3):
    version = client.create_model_version("loan", f"runs:/{id}/model", run_id=id, tags={"n": "x"})
    assert (version.version, version.status) == (str(number), "READY"), version
for source in ("/etc/passwd", "file:///etc", "mlflow-artifacts:/0/../../x", "runs:/a/%2e%2e/b"):
    refused("INVALID_PARAMETER_VALUE", client.create_model_version, "loan", source)
address = client.get_model_version_download_uri("loan", "2")
assert address == f"mlflow-artifacts:/0/{id}/artifacts/model", address

client.set_registered_model_alias("loan", "production", "2")
assert client.get_model_version_by_alias("loan", "production").version == "2"
assert client.get_model_version("loan", "2").aliases == ["production"]
client.set_registered_model_alias("loan", "production", "3")
assert client.get_registered_model("loan").aliases == {"production": "3"}
refused("INVALID_PARAMETER_VALUE", client.get_model_version_by_alias, "loan", "none")
refused("INVALID_PARAMETER_VALUE", client.set_registered_model_alias, "loan", "v1", "3")
refused("RESOURCE_DOES_NOT_EXIST", client.set_registered_model_alias, "loan", "other", "9")
client.delete_registered_model_alias("loan", "none")

client.transition_model_version_stage("loan", "1", "production")
client.transition_model_version_stage("loan", "2", "Production", archive_existing_versions=True)
latest = client.get_latest_versions("loan", ["Production"])
assert [v.version for v in latest] == ["2"], latest
assert client.get_model_version("loan", "1").current_stage == "Archived"

client.set_model_version_tag("loan", "2", "kind", "toy")
client.delete_model_version_tag("loan", "2", "n")
assert client.get_model_version("loan", "2").tags == {"kind": "toy"}
client.update_model_version("loan", "2", description="lower rate")
assert client.get_model_version("loan", "2").description == "lower rate"
client.delete_registered_model_tag("loan", "team")
client.delete_model_version("loan", "3")
refused("INVALID_PARAMETER_VALUE", client.get_model_version_by_alias, "loan", "production")
assert client.create_model_version("loan", f"runs:/{id}/model").version == "4"

client.create_registered_model("credit")
names = lambda found: [model.name for model in found]
assert names(client.search_registered_models()) == ["credit", "loan"]
assert names(client.search_registered_models("name LIKE 'l%'")) == ["loan"]
assert names(client.search_registered_models(order_by=["name DESC"], max_results=1)) == ["loan"]
found = lambda text: sorted(v.version for v in client.search_model_versions(text))
assert found("name = 'loan'") == ["1", "2", "4"], found("name = 'loan'")
assert found(f"run_id = '{id}'") == ["1", "2"], found(f"run_id = '{id}'")
assert found("name = 'loan' AND version_number >= 2") == ["2", "4"]
assert found("tags.kind = 'toy'") == ["2"]
refused("INVALID_PARAMETER_VALUE", client.search_model_versions, "colour = 'red'")

client.rename_registered_model("loan", "house-loan")
assert client.get_model_version("house-loan", "2").description == "lower rate"
client.delete_registered_model("credit")
refused("RESOURCE_DOES_NOT_EXIST", client.get_registered_model, "credit")
"""

MANY = """\
import concurrent.futures
from mlflow import MlflowClient

client = MlflowClient()
client.create_registered_model("many")
make = lambda _: client.create_model_version("many", "runs:/0/model").version
with concurrent.futures.ThreadPoolExecutor(8) as threads:
    numbers = sorted(map(int, threads.map(make, range(40))))
assert numbers == list(range(1, 41)), numbers
"""


@case("MLflow's own client registers, finds, moves and deletes models and versions", length=6)
def client(t):
    root = t.project({"pitwall.yaml": OWN, "dvc.yaml": "stages: {}\n"}, "study")
    _, address = engine(t, root)
    mlflow.script(t, MOVES, uri=address)
    t.good(["doctor"], root)


@case("eight clients that register versions at once get each number once", length=5)
def many(t):
    root = t.project({"pitwall.yaml": OWN, "dvc.yaml": "stages: {}\n"}, "study")
    _, address = engine(t, root)
    mlflow.script(t, MANY, uri=address)


TRAIN = """\
import sys, time, mlflow
from mlflow import MlflowClient

client = MlflowClient()
rate = float(open("rate").read())
with mlflow.start_run(run_name=f"rate {rate}") as run:
    mlflow.log_param("rate", rate)
    mlflow.log_metric("auc", 0.75 + rate)
    try:
        client.create_registered_model("loan", description="Pays back?")
    except mlflow.exceptions.MlflowException:
        pass
    id = run.info.run_id
    version = client.create_model_version("loan", f"runs:/{id}/model", run_id=id).version
    if version == "1":
        client.set_registered_model_alias("loan", "production", version)
open("model", "w").write("m")
"""


def trained(t, *rates):
    """A project whose stage registered a version of the model for each rate."""
    stage = f"stages:\n  train: {{cmd: {mlflow.python()} train.py, deps: [train.py, rate]," \
            " outs: [model]}\n"
    files = {"dvc.yaml": stage, "train.py": TRAIN, "pitwall.yaml": OWN, "rate": "0"}
    root = t.project(files, "study")
    for rate in rates:
        (root / "rate").write_text(str(rate))
        t.good(["run"], root)
    return root


@case("models are looked at by command, now and as they were, and traced back", length=14)
def commands(t):
    root = trained(t, 0.0)
    time.sleep(1.1)
    then = time.strftime("%Y-%m-%d %H:%M:%S")
    time.sleep(1.1)
    (root / "rate").write_text("0.125")
    t.good(["run"], root)
    text = t.good(["models"], root).out
    t.expect("loan" in text and "v2" in text and "@production v1" in text, text)
    versions = t.good(["models", "loan"], root).out
    t.expect("auc=0.875 (+0.125)" in versions and "study/2 train" in versions, versions)
    report = json.loads(t.good(["models", "loan", "--json"], root).out)
    t.expect([v["version"] for v in report["versions"]] == [2, 1], f"{report}")
    t.expect(report["aliases"][0]["alias"] == "production", f"{report}")
    one = t.good(["models", "loan", "@production"], root).out
    t.expect("It is the champion" in one, one)

    t.good(["alias", "loan", "v2", "production"], root)
    t.expect("@production v2" in t.good(["models"], root).out, "The alias has moved.")
    past = t.good(["models", "loan", "--at", then], root).out
    t.expect("@production is v1" in past and "v2" not in past, past)
    t.good(["alias", "loan", "production", "--drop"], root)

    lineage = json.loads(t.good(["lineage", "loan", "v2", "--json"], root).out)
    t.expect((lineage["run"], lineage["stage"]) == ("study/2", "train"), f"{lineage}")
    inputs = [entry["path"] for entry in lineage["stages"][-1]["inputs"]]
    t.expect(inputs == ["train.py", "rate"], f"{lineage}")
    back = t.good(["lineage", lineage["trackedRun"][:8]], root).out
    t.expect("loan v2" in back and "study/2 train attempt 1" in back, back)

    t.ends(2, ["models", "loam"], root, "Did you mean 'loan'?")
    t.ends(2, ["models", "loan", "v9"], root, "v1, v2")
    t.ends(2, ["models", "--at", "yesterday"], root, "no time")
    t.ends(2, ["alias", "loan", "v1", "v7"], root, "Invalid alias name")
    t.good(["erase", "loan", "v2"], root)
    t.expect([v["version"] for v in json.loads(
        t.good(["models", "loan", "--json"], root).out)["versions"]] == [1], "It is gone.")
    t.good(["doctor"], root)


@case("a version that a stage registers appears on the screen ({0} x {1})", each=SIZES, length=10)
def on_screen(t, columns, rows):
    root = trained(t, 0.0)
    screen = t.screen(columns, rows, root)
    screen.shell("pitwall")
    screen.wait("train")
    screen.keys("4")
    screen.wait("loan", "@production", "0.75")
    (root / "rate").write_text("0.125")
    t.good(["run"], root, seconds=90)
    screen.wait("v2", "+0.125", seconds=30)
    screen.keys("Enter", "g", "t")
    screen.wait("Lineage", "study/2 train attempt 1", "rate")
    screen.escape()
    screen.keys("[")
    screen.wait("the past")
    screen.keys(".")
    screen.wait_gone("the past")
    screen.keys("a", "l")
    screen.wait("Alias of loan v2")
    screen.type("candidate")
    screen.keys("Enter")
    screen.wait("@candidate")
    screen.keys("q")


FOREST = """\
import mlflow
import numpy
from mlflow import MlflowClient
from sklearn.linear_model import LinearRegression

mlflow.set_experiment("served")
rows, answers = numpy.arange(6.0).reshape(3, 2), numpy.array([1.0, 2.0, 3.0])
for copy in (True, False):
    with mlflow.start_run():
        fitted = LinearRegression(fit_intercept=copy).fit(rows, answers)
        mlflow.sklearn.log_model(fitted, name="line", registered_model_name="line",
                                 input_example=rows)
client = MlflowClient()
client.set_registered_model_alias("line", "production", "1")
wanted = LinearRegression().fit(rows, answers).predict(rows)
for address in ("models:/line@production", "models:/line/1"):
    found = mlflow.pyfunc.load_model(address).predict(rows)
    assert numpy.allclose(found, wanted), (address, found)
assert mlflow.pyfunc.load_model("models:/line/latest").predict(rows).shape == (3,)
assert client.get_model_version("line", "2").source.startswith("models:/m-")
"""


@case("a model that scikit-learn made is registered, and loaded by its alias", length=12)
def loaded(t):
    root = t.project({"pitwall.yaml": OWN, "dvc.yaml": "stages: {}\n"}, "study")
    _, address = engine(t, root)
    mlflow.script(t, FOREST, uri=address, seconds=180)
    t.good(["doctor"], root)
