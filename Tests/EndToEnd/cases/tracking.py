"""Scripts log with the real MLflow, and everything is where a person looks for it."""

import http.client
import json
import signal
import socket
import subprocess

from support import mlflow, processes
from support.case import SIZES, case

OWN = "tracking: {mlflow: own}\n"

TRAIN = """\
import sys, time, mlflow
with mlflow.start_run(run_name="first"):
    mlflow.log_param("rate", 0.1)
    mlflow.log_params({"depth": 3})
    mlflow.set_tag("note", "a word")
    for step in range(int(sys.argv[1])):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
        mlflow.log_metrics({"auc": 0.5 + step / 1000}, step=step)
        print("step", step, flush=True)
        time.sleep(float(sys.argv[2]))
open("model", "w").write("m")
"""


def project(t, steps=5, pause=0):
    stage = f"stages:\n  train: {{cmd: {mlflow.python()} train.py {steps} {pause}," \
            " deps: [train.py], outs: [model]}\n"
    return t.project({"dvc.yaml": stage, "train.py": TRAIN, "pitwall.yaml": OWN}, "study")


def engine(t, root):
    """An engine without a screen, and the address of its server."""
    running = subprocess.Popen(
        [str(t.program), "engine"], cwd=root, env=t.environment(), text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )
    t.endings.append(lambda: (running.kill(), running.wait()))
    t.expect("is ready" in running.stdout.readline(), "The engine is not ready.")
    return running, f"http://127.0.0.1:{int((root / '.pitwall' / 'port').read_text())}"


def runs(t, root):
    return json.loads(t.good(["runs", "--json"], root).out)


@case("what a stage's script logs with MLflow is its attempt's", length=8)
def in_stage(t):
    root = project(t)
    t.good(["run"], root)
    (run,) = runs(t, root)
    t.expect((run["run"], run["stage"], run["attempt"]) == ("study/1", "train", 1), f"{run}")
    t.expect((run["name"], run["status"], run["experiment"]) == ("first", "finished", "study"),
             f"{run}")
    parameters = {entry["key"]: entry["value"] for entry in run["parameters"]}
    t.expect(parameters == {"rate": "0.1", "depth": "3"}, f"{run}")
    metrics = {point["key"]: (point["value"], point["step"]) for point in run["metrics"]}
    t.expect(metrics == {"loss": (0.2, 4), "auc": (0.504, 4)}, f"{run}")
    tags = {entry["key"]: entry["value"] for entry in run["tags"]}
    t.expect(tags["note"] == "a word" and tags["pitwall.stage"] == "train", f"{tags}")
    t.expect("first" in t.good(["runs"], root).out, "The run has a line.")
    secret = next((root / ".pitwall").rglob("token"))
    t.expect(secret.stat().st_mode & 0o077 == 0, "The token is for its owner only.")
    for file in [*root.rglob("log"), *root.rglob("journal.db*")]:
        t.expect(secret.read_bytes() not in file.read_bytes(), f"The token is in {file}.")
    t.good(["doctor"], root)


KEPT = """\
import mlflow
with mlflow.start_run():
    mlflow.log_param("rate", 1)
open("model", "w").write(mlflow.get_tracking_uri())
"""


def said(t, root):
    status = json.loads(t.good(["status", "--json"], root).out)
    return status["tracking"], status["trackingPlace"]


@case("stages log to the engine unless the project has a server or store, and it is said",
      length=12)
def by_default(t):
    stage = f"stages:\n  train: {{cmd: {mlflow.python()} train.py," \
            " deps: [train.py], outs: [model]}\n"
    root = t.project({"dvc.yaml": stage, "train.py": KEPT}, "study")
    t.expect("stages log to this project's engine" in t.good(["doctor"], root).out, "It is said.")
    t.good(["run"], root)
    port = (root / ".pitwall" / "port").read_text().strip()
    t.expect((root / "model").read_text() == f"http://127.0.0.1:{port}", "It logs to the engine.")
    (run,) = runs(t, root)
    t.expect(run["run"] == "study/1", f"{run}")
    (root / "mlruns").mkdir()
    t.expect(said(t, root) == ("own", None), "A store that came later changes nothing.")

    other = t.project({"dvc.yaml": stage, "train.py": KEPT, "mlruns/.keep": ""}, "other")
    t.good(["run"], other)
    t.expect("sqlite" in (other / "model").read_text() or "file" in (other / "model").read_text(),
             "It logs to its own store.")
    t.expect(said(t, other)[0] == "keep", f"{said(t, other)}")
    t.expect("stages log to store mlruns" in t.good(["status"], other).out, "It is said.")
    out = t.good(["runs"], other).out
    t.expect("Stages log to store mlruns" in out, f"{out}")
    t.expect(not (other / ".pitwall" / "port").exists(), "No server was started.")


@case("a taken port keeps no stage from running, nor from logging", length=8)
def taken_port(t):
    root = project(t)
    (root / ".pitwall").mkdir(mode=0o700)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        (root / ".pitwall" / "port").write_text(f"{port}\n")
        t.good(["run"], root)
        (run,) = runs(t, root)
        t.expect(run["status"] == "finished", f"{run}")
    now = int((root / ".pitwall" / "port").read_text())
    t.expect(now != port, "Nobody waited for the old port: the project has another one.")


@case("a script's metrics are on the screen while it logs ({0} x {1})", each=SIZES, length=8)
def on_screen(t, columns, rows):
    root = project(t, steps=400, pause=0.05)
    (root / ".pitwall").mkdir(mode=0o700)
    screen = t.screen(columns, rows, root)
    screen.shell("pitwall")
    screen.wait("train")
    screen.keys("s")
    screen.keys("3")
    screen.wait("first", "loss", seconds=60)
    before = screen.text()
    screen.wait_for(lambda text: text != before and "rate" in text, "more points", 15)
    screen.keys("Tab", "v")
    screen.wait("loss")
    t.good(["act", "cancel", "train"], root)


MOVES = """\
import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from mlflow.entities import Metric, Param, RunTag, ViewType

client = MlflowClient()
one = mlflow.set_experiment("one")
assert mlflow.set_experiment("one").experiment_id == one.experiment_id
assert one.artifact_location == f"mlflow-artifacts:/{one.experiment_id}", one
assert client.get_experiment("0").name == "Default"
names = [e.name for e in client.search_experiments()]
assert sorted(names) == ["Default", "one"], names
names = [e.name for e in client.search_experiments(filter_string="name ILIKE 'd%'")]
assert names == ["Default"], names

run = client.create_run(one.experiment_id, run_name="r", tags={"a": "b c"})
id = run.info.run_id
assert run.info.status == "RUNNING" and run.data.tags["mlflow.runName"] == "r", run
client.log_batch(
    id,
    metrics=[Metric("loss", v, 10 + i, i) for i, v in enumerate([3.0, float("nan"), float("inf")])],
    params=[Param("p", "1"), Param("größe/x", "2")],
    tags=[RunTag("t", "1")],
)
for _ in range(2):
    client.log_metric(id, "loss", 3.0, timestamp=10, step=0)
points = client.get_metric_history(id, "loss")
assert [(m.timestamp, m.step) for m in points] == [(10, 0), (11, 1), (12, 2)], points
assert points[0].value == 3.0 and points[1].value != points[1].value, points
assert points[2].value >= 1.7e308, points
client.log_param(id, "p", "1")


def refused(code, call, *arguments):
    try:
        call(*arguments)
    except MlflowException as error:
        assert error.error_code == code, (code, error)
        return str(error)
    raise AssertionError(f"{call} {arguments} was not refused")


words = refused("INVALID_PARAMETER_VALUE", client.log_param, id, "p", "2")
assert "Changing param values is not allowed" in words, words
refused("RESOURCE_DOES_NOT_EXIST", client.get_run, "0" * 32)
refused("RESOURCE_ALREADY_EXISTS", client.create_experiment, "one")
assert client.get_experiment_by_name("two") is None

client.set_tag(id, "t", "2")
client.delete_tag(id, "t")
refused("RESOURCE_DOES_NOT_EXIST", client.delete_tag, id, "t")
client.update_run(id, name="renamed")
client.set_terminated(id, "FAILED", 99)
run = client.get_run(id)
assert (run.info.status, run.info.end_time, run.info.run_name) == ("FAILED", 99, "renamed"), run
assert run.data.params == {"p": "1", "größe/x": "2"}, run.data
assert run.data.tags == {"a": "b c", "mlflow.runName": "renamed"}, run.data

client.delete_run(id)
client.delete_run(id)
words = refused("INVALID_PARAMETER_VALUE", client.set_tag, id, "x", "y")
assert "must be in the 'active' state" in words, words
assert client.search_runs([one.experiment_id]) == []
assert len(client.search_runs([one.experiment_id], run_view_type=ViewType.ALL)) == 1
client.restore_run(id)

for number in range(5):
    client.create_run(one.experiment_id, start_time=1000 + number, run_name=f"n{number}")
found = client.search_runs([one.experiment_id], "attributes.start_time >= 1002 and"
                           " run_name LIKE 'n%'", order_by=["start_time ASC"])
assert [r.info.run_name for r in found] == ["n2", "n3", "n4"], found
found = client.search_runs([one.experiment_id], "metrics.loss > 3 AND params.p = '1'")
assert [r.info.run_id for r in found] == [id], found
words = refused("INVALID_PARAMETER_VALUE", client.search_runs, [one.experiment_id], "a == 'b'")
assert "is no comparison" in words, words
page = client.search_runs([one.experiment_id], max_results=4)
rest = client.search_runs([one.experiment_id], max_results=4, page_token=page.token)
assert [len(page), len(rest), rest.token] == [4, 2, None], (page, rest)
client.delete_experiment(one.experiment_id)
assert client.get_experiment_by_name("one").lifecycle_stage == "deleted"
assert client.get_run(id).info.lifecycle_stage == "deleted"
client.restore_experiment(one.experiment_id)
client.rename_experiment(one.experiment_id, "uno")
client.set_experiment_tag(one.experiment_id, "team", "a")
assert client.get_experiment_by_name("uno").tags == {"team": "a"}
print("all good")
"""


@case("unmodified MLflow code makes, reads, deletes and restores runs", length=12)
def client_moves(t):
    root = t.project({"pitwall.yaml": OWN, "dvc.yaml": "stages: {}\n"}, "study")
    _, uri = engine(t, root)
    t.expect("all good" in mlflow.script(t, MOVES, uri=uri), "The script did not get to its end.")
    names = [run["name"] for run in runs(t, root)]
    t.expect(sorted(names) == ["n0", "n1", "n2", "n3", "n4", "renamed"], f"{names}")
    t.good(["doctor"], root)


@case("a script that logs loses no point when its engine is killed", length=12)
def rides_through(t):
    root = project(t, steps=120, pause=0.02)
    running, _ = engine(t, root)
    started = subprocess.Popen(
        [str(t.program), "run"], cwd=root, env=t.environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    t.endings.append(lambda: (started.kill(), started.wait()))
    log = root / ".pitwall"
    t.wait(lambda: any("step 20" in file.read_text() for file in log.rglob("log")),
           "The script never came to its twentieth step.", seconds=60)
    running.send_signal(signal.SIGKILL)
    t.wait(lambda: t.status(root)["run"]["state"] == "done", "The run is not done.", seconds=90)
    (run,) = runs(t, root)
    steps = {point["key"]: point["step"] for point in run["metrics"]}
    t.expect(steps == {"loss": 119, "auc": 119}, f"{run}")
    t.expect(run["status"] == "finished", f"{run}")
    count = points(t, root)
    t.expect(count == 240, f"{count} of 240 points were kept.")


def points(t, root):
    import sqlite3

    with sqlite3.connect(f"file:{root}/.pitwall/series.db?mode=ro", uri=True) as database:
        return database.execute("SELECT count(*) FROM points").fetchone()[0]


def ask(uri, method, path, body=None, **headers):
    """A request as bytes make it; gives the status and the JSON or text of the answer."""
    host = uri.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=20)
    names = {"Host": host, "Content-Type": "application/json"}
    names.update({name.replace("_", "-"): value for name, value in headers.items()})
    connection.request(method, path, body=body, headers=names)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    try:
        return answer.status, json.loads(text)
    except ValueError:
        return answer.status, text


API = "/api/2.0/mlflow/"


@case("odd requests get MLflow's own refusals, and never a fault of the server")
def odd_requests(t):
    root = t.project({"pitwall.yaml": OWN, "dvc.yaml": "stages: {}\n"}, "study")
    running, uri = engine(t, root)
    status, made = ask(uri, "POST", API + "runs/create", '{"experiment_id": "0"}')
    t.expect(status == 200, f"{made}")
    id = made["run"]["info"]["run_id"]
    metric = f'"run_id":"{id}","key":"m","timestamp":1'
    wrong = [
        ("POST", "runs/log-metric", "{%s,\"value\":NaN}" % metric, 400, "BAD_REQUEST"),
        ("POST", "runs/log-metric", '"x"', 400, "BAD_REQUEST"),
        ("POST", "runs/log-metric", "{%s,\"value\":[]}" % metric, 400, "INVALID_PARAMETER_VALUE"),
        ("POST", "runs/log-metric", "{%s}" % metric, 400, "INVALID_PARAMETER_VALUE"),
        ("POST", "runs/log-metric",
         '{"run_id":"%s","key":"m","timestamp":1.5,"value":1}' % id, 400,
         "INVALID_PARAMETER_VALUE"),
        ("POST", "runs/log-metric",
         '{"run_id":"%s","key":"../m","timestamp":1,"value":1}' % id, 400,
         "INVALID_PARAMETER_VALUE"),
        ("POST", "runs/update", '{"run_id":"%s","status":"ODD"}' % id, 400,
         "INVALID_PARAMETER_VALUE"),
        ("POST", "runs/log-batch", '{"run_id":"%s","params":[{"key":"a","value":"1"},'
         '{"key":"a","value":"1"}]}' % id, 400, "INVALID_PARAMETER_VALUE"),
        ("POST", "runs/search", '{"experiment_ids":["0"],"page_token":"odd"}', 400,
         "INVALID_PARAMETER_VALUE"),
        ("GET", "runs/get", None, 400, "INVALID_PARAMETER_VALUE"),
        ("GET", "runs/get?run_id=..%2f..%2fetc", None, 404, "RESOURCE_DOES_NOT_EXIST"),
        ("GET", "no/such", None, 404, "ENDPOINT_NOT_FOUND"),
        ("DELETE", "runs/get", None, 404, "ENDPOINT_NOT_FOUND"),
    ]
    for method, path, body, code, word in wrong:
        status, answer = ask(uri, method, API + path, body)
        t.expect((status, answer.get("error_code")) == (code, word),
                 f"{method} {path} {body}: {status} {answer}")
    strange = [
        ({"Host": "evil.example"}, 403), ({"Host": "127.0.0.1.evil.example:80"}, 403),
        ({"Origin": "https://evil.example"}, 403), ({"Content_Type": "text/plain"}, 400),
        ({"Authorization": "Bearer guessed"}, 401),
    ]
    for headers, code in strange:
        status, answer = ask(uri, "POST", API + "runs/create", '{"experiment_id":"0"}', **headers)
        t.expect(status == code, f"{headers}: {status} {answer}")
    t.expect(len(runs(t, root)) == 1, "Nothing was made by them.")
    t.expect(ask(uri, "GET", "/health") == (200, "OK"), "It is well.")
    t.expect(processes.is_alive(running.pid), "The engine lives.")


PAIR = """\
import mlflow, time
for name, rate, offset in (("plain", 0.1, 0), ("better", 0.05, 0.25)):
    with mlflow.start_run(run_name=name):
        mlflow.log_params({"rate": rate, "depth": 3})
        for step in range(30):
            mlflow.log_metric("auc", 0.5 + offset + step / 1000, step=step)
    time.sleep(0.01)
print("all good")
"""


@case("runs are compared, commented on, deleted and restored by commands", length=8)
def compared(t):
    root = t.project({"pitwall.yaml": OWN, "dvc.yaml": "stages: {}\n"}, "study")
    _, uri = engine(t, root)
    t.expect("all good" in mlflow.script(t, PAIR, uri=uri), "The script did not get to its end.")
    text = t.good(["compare", "plain", "better"], root).out
    t.expect("auc" in text and "+0.25" in text and "rate" in text, text)
    t.expect("depth" not in text, "What is the same is left out.")
    t.expect("depth" in t.good(["compare", "better", "--all"], root).out, "One alone has another.")
    found = json.loads(t.good(["compare", "plain", "better", "--json"], root).out)
    (auc,) = found["metrics"]
    t.expect(auc["key"] == "auc" and abs(auc["changes"][1] - 0.25) < 1e-9, f"{auc}")
    t.expect([p["key"] for p in found["parameters"] if p["differs"]] == ["rate"], f"{found}")
    id = found["runs"][1]["id"]
    t.expect("Noted" in t.good(["comment", "--run", id[:8], "keep it"], root).out, "No comment.")
    t.good(["act", "erase", "plain"], root)
    t.expect([run["name"] for run in runs(t, root)] == ["better"], "It is still listed.")
    back = json.loads(t.good(["act", "restore", "plain", "--json"], root).out)
    t.expect(back["name"] == "plain" and not back["isDeleted"], f"{back}")
    tags = {tag["key"]: tag["value"] for tag in runs(t, root)[0]["tags"]}
    t.expect(tags["mlflow.note.content"] == "keep it", f"{tags}")
    t.ends(2, ["compare", "nothing", "better"], root, "There is no tracked run 'nothing'")


@case("runs are filtered, marked and put side by side ({0} x {1})", each=SIZES, length=8)
def side_by_side(t, columns, rows):
    root = t.project({"pitwall.yaml": OWN, "dvc.yaml": "stages: {}\n"}, "study")
    _, uri = engine(t, root)
    t.expect("all good" in mlflow.script(t, PAIR, uri=uri), "The script did not get to its end.")
    screen = t.screen(columns, rows, root)
    screen.shell("pitwall")
    screen.wait("Overview")
    screen.keys("3")
    screen.wait("plain", "better", "2 runs")
    screen.keys("f")
    screen.wait("Show only runs")
    screen.type("metrics.auc > 0.6")
    screen.keys("Enter")
    screen.wait("1 run matches")
    screen.escape()
    screen.wait("2 runs")
    screen.keys("d")
    screen.wait("Differences", "1 plain", "2 better", "+0.25")
    screen.escape()
    screen.wait("2 runs")
    screen.keys("a", "e")
    screen.wait("Type its name")
    screen.type("better")
    screen.keys("Enter")
    screen.wait("1 run")
    screen.keys("v")
    screen.wait("Deleted runs", "better")
    screen.keys("a", "y")
    screen.wait("No run is deleted")
