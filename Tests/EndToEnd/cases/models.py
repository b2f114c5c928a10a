"""Scripts keep models and data sets with the real MLflow, and each is made once."""

import http.client
import os
import signal
import socket
import subprocess
import threading
import time

from cases.kills import holder
from cases.tracking import OWN, engine, points, runs
from support import mlflow
from support.case import case

MODELS = """\
import mlflow, pandas
from mlflow import MlflowClient
from mlflow.entities import DatasetInput, InputTag, LoggedModelInput, LoggedModelOutput
from mlflow.entities.logged_model_status import LoggedModelStatus
from mlflow.exceptions import MlflowException

client = MlflowClient()
with mlflow.start_run() as run:
    id = run.info.run_id
    frame = pandas.DataFrame({"age": [1, 2, 3], "bad": [0, 1, 0]})
    data = mlflow.data.from_pandas(frame, source="loans.csv", name="loans", targets="bad")
    for _ in range(2):
        mlflow.log_input(data, context="training")
    model = mlflow.create_external_model(
        name="forest", model_type="classifier", source_run_id=id,
        params={f"p{n}": str(n) for n in range(250)}, tags={"kind": "toy"},
    )
    mlflow.log_metric("auc", 0.8, step=3, model_id=model.model_id, dataset=data)
    mlflow.log_metrics({"loss": 0.2}, step=3, model_id=model.model_id)
    client.log_outputs(id, [LoggedModelOutput(model.model_id, step=3)])
    client.log_inputs(id, models=[LoggedModelInput("m-" + "0" * 32)])

model = client.get_logged_model(model.model_id)
assert model.model_id.startswith("m-") and len(model.model_id) == 34, model
assert model.artifact_location == f"mlflow-artifacts:/0/models/{model.model_id}/artifacts", model
assert (model.name, model.model_type, model.source_run_id) == ("forest", "classifier", id), model
assert model.status == LoggedModelStatus.READY, model
assert model.params == {f"p{n}": str(n) for n in range(250)}, model.params
metrics = {m.key: (m.value, m.step, m.dataset_name, m.run_id) for m in model.metrics}
assert metrics == {"auc": (0.8, 3, "loans", id), "loss": (0.2, 3, None, id)}, metrics

run = client.get_run(id)
(given,) = run.inputs.dataset_inputs
assert (given.dataset.name, given.dataset.digest) == ("loans", data.digest), given
assert "age" in given.dataset.schema and "num_rows" in given.dataset.profile, given
assert {tag.key: tag.value for tag in given.tags} == {"mlflow.data.context": "training"}, given
assert "m-" + "0" * 32 in [m.model_id for m in run.inputs.model_inputs], run.inputs
assert [(m.model_id, m.step) for m in run.outputs.model_outputs] == [(model.model_id, 3)], run
(found,) = client.search_runs(["0"], "datasets.name = 'loans' AND dataset.context LIKE 'train%'")
assert found.inputs.dataset_inputs[0].dataset.source == given.dataset.source, found
assert client.search_runs(["0"], "datasets.digest = 'other'") == []

client.set_logged_model_tags(model.model_id, {"a/b": "1", "kind": "real"})
client.delete_logged_model_tag(model.model_id, "a/b")
assert client.get_logged_model(model.model_id).tags["kind"] == "real"
other = client.create_logged_model("0", name="tree")
assert other.status == LoggedModelStatus.PENDING, other
other = client.finalize_logged_model(other.model_id, "FAILED")
assert other.status == LoggedModelStatus.FAILED, other


def names(**query):
    return [m.name for m in client.search_logged_models(["0"], **query)]


assert names() == ["tree", "forest"], names()
assert names(filter_string="status = 'READY'") == ["forest"]
assert names(filter_string="metrics.auc > 0.7 AND params.p7 = '7'") == ["forest"]
assert names(filter_string=f"source_run_id = '{id}' AND name = 'forest'") == ["forest"]
assert names(datasets=[{"dataset_name": "loans", "dataset_digest": data.digest}]) == ["forest"]
assert names(order_by=[{"field_name": "metrics.auc", "ascending": False}]) == ["forest", "tree"]
page = client.search_logged_models(["0"], max_results=1)
rest = client.search_logged_models(["0"], max_results=1, page_token=page.token)
assert [page[0].name, rest[0].name, rest.token] == ["tree", "forest", None], (page, rest)

client.delete_logged_model(other.model_id)
client.delete_logged_model(other.model_id)
assert names() == ["forest"]


def refused(code, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except MlflowException as error:
        assert error.error_code == code, (code, error)
        return
    raise AssertionError(f"{call} {arguments} was not refused")


refused("RESOURCE_DOES_NOT_EXIST", client.get_logged_model, other.model_id)
refused("RESOURCE_DOES_NOT_EXIST", client.finalize_logged_model, "m-none", "READY")
refused("RESOURCE_DOES_NOT_EXIST", client.delete_logged_model_tag, model.model_id, "none")
refused("INVALID_PARAMETER_VALUE", client.create_logged_model, "0", name="a/b")
refused("RESOURCE_DOES_NOT_EXIST", client.create_logged_model, "77", name="a")
refused("INVALID_PARAMETER_VALUE", client.search_logged_models, ["0"], filter_string="odd = 'x'")
refused("INVALID_PARAMETER_VALUE", client.search_logged_models, ["0"],
        order_by=[{"field_name": "odd"}])
print("all good")
"""


@case("models, data sets and what is measured of them are kept as MLflow keeps them", length=12)
def models(t):
    root = t.project({"pitwall.yaml": OWN, "dvc.yaml": "stages: {}\n"}, "study")
    _, uri = engine(t, root)
    t.expect("all good" in mlflow.script(t, MODELS, uri=uri), "The script did not get to its end.")
    t.good(["doctor"], root)
    t.expect("model logged" in t.good(["activity"], root).out, "The model is in the activity.")


FIT = """\
import logging
import mlflow, numpy, pandas
from mlflow import MlflowClient
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

logging.getLogger("mlflow").setLevel(logging.ERROR)
client = MlflowClient()
mlflow.set_experiment("fits")
values = numpy.random.default_rng(1).normal(size=(60, 2))
frame = pandas.DataFrame(values, columns=["age", "income"])
target = (frame["age"] > 0).astype(int)

mlflow.sklearn.autolog()
with mlflow.start_run() as run:
    model = LogisticRegression(C=0.5).fit(frame, target)
mlflow.sklearn.autolog(disable=True)
run = client.get_run(run.info.run_id)
assert run.data.params["C"] == "0.5" and run.data.metrics["training_accuracy_score"] > 0.8, run.data
(data,) = run.inputs.dataset_inputs
assert {t.key: t.value for t in data.tags}["mlflow.data.context"] == "train", data
(made,) = run.outputs.model_outputs
logged = client.get_logged_model(made.model_id)
assert str(logged.status) == "READY" and logged.params["C"] == "0.5", logged
assert logged.source_run_id == run.info.run_id and logged.metrics, logged
again = mlflow.pyfunc.load_model(f"models:/{made.model_id}")
assert list(again.predict(frame)) == list(model.predict(frame))
again = mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model")
assert (again.coef_ == model.coef_).all()

with mlflow.start_run() as run:
    for step in (1, 2):
        info = mlflow.sklearn.log_model(
            model, name="by-hand", step=step, input_example=frame.head(2),
            pip_requirements=["scikit-learn"], params={"a": 1}, tags={"kind": "toy"},
        )
    data = mlflow.data.from_pandas(frame.assign(bad=target), name="loans", targets="bad")
    mlflow.log_metric("auc", 0.9, step=2, model_id=info.model_id, dataset=data)
steps = [(m.model_id, m.step) for m in client.get_run(run.info.run_id).outputs.model_outputs]
assert [step for _, step in steps] == [1, 2] and steps[1][0] == info.model_id, steps
again = mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/by-hand")
assert again.metadata.signature is not None and again.metadata.model_id == info.model_id
assert list(again.predict(frame)) == list(model.predict(frame))
best = mlflow.search_logged_models(
    filter_string="tags.kind = 'toy'", order_by=[{"field_name": "metrics.auc"}],
    output_format="list",
)
assert [m.model_id for m in best] == [info.model_id, steps[0][0]], best
inside = [a.path for a in client.list_artifacts(run.info.run_id, "by-hand")]
assert "by-hand/MLmodel" in inside, inside

mlflow.sklearn.autolog(max_tuning_runs=2)
GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2).fit(frame, target)
mlflow.sklearn.autolog(disable=True)
children = client.search_runs([run.info.experiment_id], "tags.mlflow.parentRunId IS NOT NULL")
assert len(children) == 2, children
parent = client.get_run(children[0].data.tags["mlflow.parentRunId"])
assert parent.data.metrics["best_cv_score"] > 0.5, parent.data
print("all good")
"""


@case("models that scikit-learn's autologging and log_model keep are loaded again", length=40)
def fits(t):
    root = t.project({"pitwall.yaml": OWN, "dvc.yaml": "stages: {}\n"}, "study")
    _, uri = engine(t, root)
    out = mlflow.script(t, FIT, uri=uri, seconds=240)
    t.expect("all good" in out, "The script did not get to its end.")
    t.good(["doctor"], root)


TWICE = """\
import os, sys
os.environ["MLFLOW_TRACKING_URI"] = sys.argv[1]
import mlflow
from mlflow import MlflowClient

client = MlflowClient()
with mlflow.start_run() as run:
    model = client.create_logged_model(run.info.experiment_id, name="forest",
                                       source_run_id=run.info.run_id)
    client.finalize_logged_model(model.model_id, "READY")
    mlflow.log_metric("loss", 1)
again = [client.create_run(run.info.experiment_id, start_time=7) for _ in range(2)]
client.log_param(again[0].info.run_id, "a", "1")
again.append(client.create_run(run.info.experiment_id, start_time=7))
print("ids", *(r.info.run_id for r in again))
open("model", "w").write("m")
"""


class Losing(threading.Thread):
    """Carries requests to an engine; the first answers to some addresses never arrive."""

    def __init__(self, port, lose, kill):
        super().__init__(daemon=True)
        self.port, self.lose, self.kill, self.lost = port, lose, kill, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.uri = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.start()

    def run(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client, client.makefile("rb") as requests:
            while first := requests.readline().decode():
                method, path, _ = first.split()
                headers = http.client.parse_headers(requests)
                body = requests.read(int(headers.get("Content-Length", 0)))
                status, answer = self.ask(method, path, body, headers)
                name = path.rpartition("/mlflow/")[2]
                if name in self.lose and name not in self.lost:
                    self.lost.append(name)
                    return self.kill()
                head = f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\n"
                client.sendall(f"{head}Content-Length: {len(answer)}\r\n\r\n".encode() + answer)

    def ask(self, method, path, body, headers):
        end = time.monotonic() + 60
        names = {"Host": f"127.0.0.1:{self.port}"}
        for name in ("Content-Type", "Authorization"):
            if headers[name]:
                names[name] = headers[name]
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request(method, path, body=body or None, headers=names)
                answer = connection.getresponse()
                return answer.status, answer.read()
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
            finally:
                connection.close()


@case("what a script makes is there once, also where the answer was lost with the engine",
      length=14)
def once(t):
    stage = f"stages:\n  train: {{cmd: {mlflow.python()} train.py URI," \
            " deps: [train.py], outs: [model]}\n"
    root = t.project({"dvc.yaml": stage, "train.py": TWICE, "pitwall.yaml": OWN}, "study")
    running, uri = engine(t, root)

    def kill():
        os.kill(holder(root), signal.SIGKILL)

    losing = Losing(int(uri.rpartition(":")[2]), ["runs/create", "logged-models"], kill)
    t.endings.append(losing.listener.close)
    (root / "dvc.yaml").write_text(stage.replace("URI", losing.uri))
    started = subprocess.Popen(
        [str(t.program), "run"], cwd=root, env=t.environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    t.endings.append(lambda: (started.kill(), started.wait()))
    t.wait(lambda: (t.status(root)["run"] or {}).get("state") == "done", "The run is not done.",
           seconds=120)
    t.expect(losing.lost == ["runs/create", "logged-models"], f"{losing.lost}")
    made = runs(t, root)
    t.expect(len(made) == 3, f"{made}")
    log = next(file.read_text() for file in (root / ".pitwall").rglob("log"))
    ids = next(line for line in log.splitlines() if line.startswith("ids")).split()[1:]
    t.expect(ids[0] == ids[1] != ids[2], f"{ids}")
    t.expect(points(t, root) == 1, "The point is there once.")
    t.good(["doctor"], root)
