"""Files of runs: the real MLflow uploads, lists, downloads and removes them."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import urllib.parse

from cases.tracking import OWN, ask, engine
from support import faults, mlflow, processes
from support.case import case

FILES = "/api/2.0/mlflow-artifacts/artifacts"
RUNS = "/api/2.0/mlflow/"

CLIENT = """\
import os, pathlib, tempfile, threading
import mlflow
from mlflow import MlflowClient

client = MlflowClient()
here = pathlib.Path(tempfile.mkdtemp())
tree = here / "tree"
for name, content in {
    "a.txt": b"a", "sub/b.bin": bytes(range(256)) * 4000, "sub/deep/empty": b"",
    "sub/gr\\u00f6\\u00dfe \\u65e5\\u672c.txt": b"unicode", "with space + plus&more=1%.txt": b"odd",
}.items():
    (tree / name).parent.mkdir(parents=True, exist_ok=True)
    (tree / name).write_bytes(content)

with mlflow.start_run() as run:
    id = run.info.run_id
    assert run.info.artifact_uri == f"mlflow-artifacts:/0/{id}/artifacts", run.info
    assert mlflow.artifacts.list_artifacts(run_id=id) == []
    mlflow.log_artifact(str(tree / "a.txt"))
    mlflow.log_artifact(str(tree / "a.txt"), "folder/in/folder")
    mlflow.log_artifacts(str(tree), "tree")
    mlflow.log_text("some words", "notes/text.txt")
    mlflow.log_dict({"k": [1, 2]}, "notes/values.json")
    mlflow.log_text("", "notes/nothing.txt")
    mlflow.log_text("other words", "notes/text.txt")
    mlflow.log_table({"x": [1, 2], "y": ["a", "b"]}, "table.json")
    mlflow.log_table({"x": [3], "y": ["c"]}, "table.json")
    try:
        import matplotlib
    except ImportError:
        pass
    else:
        matplotlib.use("Agg")
        from matplotlib import pyplot
        figure, axes = pyplot.subplots()
        axes.plot([1, 2, 3])
        mlflow.log_figure(figure, "plots/line.png")
        back = mlflow.artifacts.download_artifacts(f"{run.info.artifact_uri}/plots/line.png")
        assert pathlib.Path(back).read_bytes().startswith(b"\\x89PNG"), back


base = f"mlflow-artifacts:/0/{id}/artifacts"
repository = mlflow.store.artifact.artifact_repository_registry.get_artifact_repository(base)


def listed(path=None):
    return [(f.path, f.is_dir, f.file_size) for f in client.list_artifacts(id, path)]


assert ("a.txt", False, 1) in listed() and ("tree", True, None) in listed(), listed()
sizes = [("notes/nothing.txt", 0), ("notes/text.txt", 11), ("notes/values.json", 29)]
assert listed("notes") == [(path, False, size) for path, size in sizes], listed("notes")
assert listed("notes/") == listed("notes"), listed("notes/")
assert listed("notes/text.txt") == listed("none") == []
assert listed("folder") == [("folder/in", True, None)], listed("folder")
assert mlflow.artifacts.load_text(f"runs:/{id}/notes/text.txt") == "other words"
assert mlflow.artifacts.load_dict(f"runs:/{id}/notes/values.json") == {"k": [1, 2]}
assert list(mlflow.load_table("table.json", run_ids=[id])["x"]) == [1, 2, 3]

(here / "part").mkdir()
back = pathlib.Path(client.download_artifacts(id, "tree", str(here / "part")))
whole = pathlib.Path(mlflow.artifacts.download_artifacts(base, dst_path=str(here / "whole")))
for root in [pathlib.Path(back), whole / "tree"]:
    for file in (f for f in tree.rglob("*") if f.is_file()):
        assert (root / file.relative_to(tree)).read_bytes() == file.read_bytes(), (root, file)
    assert sum(f.is_file() for f in root.rglob("*")) == 5, list(root.rglob("*"))


def put(number):
    (here / f"part-{number}").write_bytes(bytes([number]) * 3_000_001)
    client.log_artifact(id, str(here / f"part-{number}"), "parts")


threads = [threading.Thread(target=put, args=(number,)) for number in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert listed("parts") == [(f"parts/part-{n}", False, 3_000_001) for n in range(8)], listed("parts")
back = pathlib.Path(client.download_artifacts(id, "parts", str(here / "whole")))
for number in range(8):
    assert (back / f"part-{number}").read_bytes() == bytes([number]) * 3_000_001, number

for _ in range(2):
    repository.delete_artifacts("tree/sub")
assert listed("tree") == [("tree/a.txt", False, 1),
                          ("tree/with space + plus&more=1%.txt", False, 3)], listed("tree")
client.delete_run(id)
assert mlflow.artifacts.load_text(f"runs:/{id}/notes/text.txt") == "other words"
try:
    client.log_text(id, "x", "late.txt")
except Exception as error:
    assert "400" in str(error) and "must be in the 'active' state" in str(error), error
else:
    raise AssertionError("A deleted run took a file.")
client.restore_run(id)
client.log_text(id, "x", "late.txt")
print("all good")
"""


def project(t):
    return t.project({"pitwall.yaml": OWN, "dvc.yaml": "stages: {}\n"}, "study")


def run_of(uri):
    status, made = ask(uri, "POST", RUNS + "runs/create", '{"experiment_id": "0"}')
    assert status == 200, made
    return made["run"]["info"]["run_id"]


def files_of(root):
    return sorted(str(f.relative_to(root)) for f in root.rglob("*") if not f.is_dir())


@case("unmodified MLflow code uploads, lists, downloads and removes files", length=20)
def client_files(t):
    root = project(t)
    _, uri = engine(t, root)
    out = mlflow.script(t, CLIENT, uri=uri, seconds=180)
    t.expect("all good" in out, "The script did not get to its end.")
    kept = root / ".pitwall" / "artifacts"
    for path in [kept, *kept.rglob("*")]:
        mode = path.lstat().st_mode & 0o777
        t.expect(mode == (0o700 if path.is_dir() else 0o600), f"{path} has mode {mode:o}.")
    t.expect(not any((kept / ".parts").iterdir()), "Nothing is half there.")
    id = next((kept / "0").iterdir()).name
    page = json.loads(t.good(["runs", "--artifacts", id[:8], "--json"], root).out)
    found = [file for file in (kept / "0" / id / "artifacts").rglob("*") if file.is_file()]
    t.expect((page["run"], page["count"]) == (id, len(found)), f"{page}")
    t.expect(page["size"] == sum(file.stat().st_size for file in found), f"{page}")
    t.expect({"path": "notes/text.txt", "size": 11} in page["files"], f"{page}")
    lines = t.good(["runs", "--artifacts", id, "-n", "2"], root).out.splitlines()
    t.expect(len(lines) == 3 and lines[2].startswith(f"{len(found)} files, 24 MB"), f"{lines}")
    t.ends(2, ["runs", "--artifacts", "first"], root, "There is no tracked run 'first'.")
    t.good(["gc"], root)
    t.expect(any(path.endswith("late.txt") for path in files_of(kept)), "gc leaves files alone.")
    t.good(["doctor"], root)


@case("paths that lead elsewhere are refused, and nothing beside the artifacts is touched")
def odd_paths(t):
    root = project(t)
    running, uri = engine(t, root)
    id = run_of(uri)
    own = f"{FILES}/0/{id}/artifacts"
    t.expect(ask(uri, "PUT", f"{own}/kept", "kept") == (200, {}), "A file is taken.")
    kept = root / ".pitwall" / "artifacts"
    outside = t.folder / "outside"
    outside.mkdir()
    (outside / "file").write_text("secret")
    (kept / "0" / id / "artifacts" / "link").symlink_to(outside)
    (kept / "0" / id / "artifacts" / "name").symlink_to(outside / "file")
    before = files_of(t.folder / "study")
    bad = "INVALID_PARAMETER_VALUE"
    for path in ["..", "%2e%2e/x", "..%2f..%2fx", "%252e%252e/x", "/etc/passwd", "%2fetc/passwd",
                 "a//b", "a/../b", "./a", "a%5cb", "a%00b", "a%0ab", "a%23b", "a;b", "a%3bb",
                 "C:/x", "a%2", "a%ff", "a%2523b", "x" * 300, "a/" * 70 + "b"]:
        for method in ["PUT", "GET", "DELETE"]:
            status, answer = ask(uri, method, f"{own}/{path}", "x" if method == "PUT" else None)
            t.expect((status, answer["error_code"]) == (400, bad),
                     f"{method} {path}: {status} {answer}")
    wrong = [
        ("PUT", f"{FILES}/0/{id}/artifacts", 400, bad), ("PUT", f"{FILES}/x", 400, bad),
        ("PUT", f"{FILES}/0/{'0' * 32}/artifacts/x", 404, "RESOURCE_DOES_NOT_EXIST"),
        ("PUT", f"{FILES}/1/{id}/artifacts/x", 404, "RESOURCE_DOES_NOT_EXIST"),
        ("PUT", f"{FILES}/0/{id}/x", 400, bad), ("PUT", f"{own}/x?y", 400, bad),
        ("PUT", f"{FILES}/.parts/x", 400, bad), ("PUT", f"{own}/kept/x", 400, bad),
        ("PUT", f"{own}/link/x", 400, bad),
        ("DELETE", f"{FILES}/0/{id}", 400, bad), ("DELETE", f"{FILES}/0", 400, bad),
        ("DELETE", f"{FILES}/", 400, bad), ("DELETE", f"{FILES}/%2e", 400, bad),
        ("DELETE", FILES, 404, "ENDPOINT_NOT_FOUND"),
        ("GET", f"{own}/none", 404, "RESOURCE_DOES_NOT_EXIST"), ("GET", own, 400, bad),
        ("GET", f"{own}/link/file", 404, "RESOURCE_DOES_NOT_EXIST"),
        ("GET", f"{own}/name", 404, "RESOURCE_DOES_NOT_EXIST"),
        ("GET", f"{FILES}/../../journal.db", 400, bad),
        ("GET", f"{FILES}?path=..", 400, bad), ("GET", f"{FILES}?path=%2fetc", 400, bad),
        ("GET", f"{FILES}?path=%252e%252e", 400, bad),
        ("GET", f"/get-artifact?run_id={id}&path=kept", 404, "ENDPOINT_NOT_FOUND"),
        ("GET", "/model-versions/get-artifact?path=kept", 404, "ENDPOINT_NOT_FOUND"),
        ("POST", f"/api/2.0/mlflow-artifacts/mpu/create/0/{id}/artifacts/x", 501,
         "NOT_IMPLEMENTED"),
        ("GET", "/api/2.0/mlflow-artifacts/presigned/x", 501, "NOT_IMPLEMENTED"),
        ("GET", f"{RUNS}artifacts/list?run_id={id}&path=..", 400, bad),
        ("GET", f"{RUNS}artifacts/list?run_id={'0' * 32}", 404, "RESOURCE_DOES_NOT_EXIST"),
    ]
    for method, path, code, word in wrong:
        status, answer = ask(uri, method, path, "x" if method == "PUT" else None)
        t.expect((status, answer["error_code"]) == (code, word),
                 f"{method} {path}: {status} {answer}")
    t.expect(ask(uri, "GET", f"{FILES}?path=0/{id}/artifacts/link") == (200, {}), "No such folder.")
    t.expect(ask(uri, "DELETE", f"{own}/link/file") == (200, {}), "Nothing is there.")
    t.expect(files_of(t.folder / "study") == before, "Nothing came or went.")
    t.expect(ask(uri, "DELETE", f"{own}/link") == (200, {}), "A link can be removed.")
    t.expect((outside / "file").read_text() == "secret", "What it led to stays.")
    answer = {"files": [{"file_size": 4, "is_dir": False, "path": "kept"}]}
    t.expect(ask(uri, "GET", f"{FILES}?path=0/{id}/artifacts") == (200, answer), "It is listed.")
    status, listed = ask(uri, "GET", f"{RUNS}artifacts/list?run_id={id}")
    t.expect(listed == {"root_uri": f"mlflow-artifacts:/0/{id}/artifacts", **answer}, f"{listed}")
    t.expect(ask(uri, "GET", "/ajax" + own[1:].replace("api", "-api", 1) + "/kept")[0] == 200,
             "There is a second way.")
    t.expect(processes.is_alive(running.pid), "The engine lives.")


@case("a download says how long it is, that it is no page, and comes in parts")
def download(t):
    root = project(t)
    _, uri = engine(t, root)
    id = run_of(uri)
    content = os.urandom(1_000_003)
    path = f"{FILES}/0/{id}/artifacts/{urllib.parse.quote('größe x.html')}"
    t.expect(ask(uri, "PUT", path, content) == (200, {}), "It is taken.")
    connection = http.client.HTTPConnection(uri.removeprefix("http://"), timeout=20)
    for wanted, status, part in [
        (None, 200, content), ("bytes=0-9", 206, content[:10]), ("bytes=-7", 206, content[-7:]),
        ("bytes=999999-", 206, content[999_999:]), ("bytes=1000003-", 416, b""),
        ("items=1-2", 200, content),
    ]:
        connection.request("GET", path, headers={"Range": wanted} if wanted else {})
        answer = connection.getresponse()
        body = answer.read()
        t.expect((answer.status, body) == (status, part), f"{wanted}: {answer.status}")
        t.expect(answer.headers["Content-Length"] == str(len(part)), f"{answer.headers}")
        t.expect(answer.headers["X-Content-Type-Options"] == "nosniff"
                 and answer.headers["Content-Type"] == "application/octet-stream", "No page.")
        name = "filename=\"gr____e x.html\"; filename*=UTF-8''gr%C3%B6%C3%9Fe%20x.html"
        given = answer.headers["Content-Disposition"]
        t.expect(given == f"attachment; {name}" or status == 416, given)
    connection.request("HEAD", path)
    answer = connection.getresponse()
    t.expect((answer.status, answer.read()) == (404, b""), f"HEAD: {answer.status}")
    connection.request("GET", "/health")
    t.expect(connection.getresponse().read() == b"OK", "The connection goes on.")
    connection.close()


def opened(uri):
    host, port = uri.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=20)


def answer_of(connection):
    """The status of the one answer; nothing where the connection ended without one."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return ""
        data += more
    return data.split(b"\r\n")[0].decode()


@case("an upload that is cut off leaves nothing, and one in pieces is whole")
def cut_off(t):
    root = project(t)
    _, uri = engine(t, root)
    id = run_of(uri)
    kept = root / ".pitwall" / "artifacts"
    own = f"{FILES}/0/{id}/artifacts"
    head = "PUT {}/{} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}\r\n\r\n"
    ask(uri, "PUT", f"{own}/old", "old")
    for name in ["new", "old"]:
        for how in ["Content-Length: 1000", "Transfer-Encoding: chunked"]:
            for end in [socket.SHUT_WR, None, "reset"]:
                connection = opened(uri)
                body = "x" * 500 if "Length" in how else "1f4\r\n" + "x" * 500 + "\r\n"
                connection.sendall((head.format(own, name, how) + body).encode())
                t.wait(lambda: any((kept / ".parts").iterdir()), "The upload began.")
                if end == "reset":
                    linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                elif end is not None:
                    connection.shutdown(end)
                    t.expect("200" not in answer_of(connection), f"{name} {how} is not taken.")
                connection.close()
                t.wait(lambda: not any((kept / ".parts").iterdir()),
                       f"{name} {how} {end} leaves a part.")
                left = files_of(kept)
                t.expect(left == [f"0/{id}/artifacts/old"], f"{name} {how} {end}: {left}")
    t.expect((kept / left[0]).read_text() == "old", "The older one stays.")
    for body, content in [("0\r\n\r\n", ""), ("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde")]:
        with opened(uri) as connection:
            connection.sendall(
                (head.format(own, "chunked", "Transfer-Encoding: chunked") + body).encode())
            t.expect("200" in answer_of(connection), "It is taken.")
        t.expect((kept / f"0/{id}/artifacts/chunked").read_text() == content, f"{body}")
    with opened(uri) as connection:
        waits = "Content-Length: 4\r\nExpect: 100-continue"
        connection.sendall(head.format(own, "expected", waits).encode())
        t.expect("100" in answer_of(connection), "It is waited for.")
        connection.sendall(b"body")
        t.expect("200" in answer_of(connection), "It is taken.")


SLOW = """\
import sys, mlflow
from mlflow import MlflowClient
MlflowClient().log_artifact(sys.argv[1], sys.argv[2], "big")
print("logged")
"""


@case("a file is whole although the engine was killed while it came", length=15)
def killed(t):
    root = project(t)
    running, uri = engine(t, root)
    id = run_of(uri)
    kept = root / ".pitwall" / "artifacts"
    file = t.folder / "large.bin"
    size = 600_000_000
    with file.open("wb") as out:
        for number in range(size // 1_000_000):
            out.write(bytes([number % 251]) * 1_000_000)
    script = t.folder / "slow.py"
    script.write_text(SLOW)
    sender = subprocess.Popen(
        [str(mlflow.python()), str(script), id, str(file)], cwd=t.folder, text=True,
        env=t.environment(MLFLOW_TRACKING_URI=uri, MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR="1"),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    t.endings.append(lambda: (sender.kill(), sender.wait()))

    def come():
        folder = kept / ".parts"
        return folder.exists() and any(part.stat().st_size > 0 for part in folder.iterdir())

    t.wait(come, "The upload never began.", seconds=60)
    running.send_signal(signal.SIGKILL)
    running.wait()
    t.expect(files_of(kept / "0") == [] if (kept / "0").exists() else True, "It is not there yet.")
    t.expect(any((kept / ".parts").iterdir()), "The killed engine left a part.")
    engine(t, root)
    out, _ = sender.communicate(timeout=120)
    t.expect("logged" in out, f"It was not logged:\n{out}")
    same = subprocess.run(["cmp", str(file), str(kept / f"0/{id}/artifacts/big/large.bin")],
                          check=False)
    t.expect(same.returncode == 0, "It is another file.")
    t.expect(not any((kept / ".parts").iterdir()), "Nothing is half there.")
    file.unlink()
    t.good(["doctor"], root)


@case("a full disk refuses a file at once, says so, and keeps nothing of it", length=5)
def full_disk(t):
    faults.needs("mount", "umount")
    folder = t.folder / "disk"
    with faults.small_disk(folder, size="100m"):
        root = folder / "study"
        shutil.copytree(project(t), root)
        running, uri = engine(t, root)
        id = run_of(uri)
        own = f"{FILES}/0/{id}/artifacts"
        t.expect(ask(uri, "PUT", f"{own}/small", b"x" * 1_000_000) == (200, {}), "It is taken.")
        status, answer = ask(uri, "PUT", f"{own}/large", b"x" * 80_000_000)
        t.expect((status, answer["error_code"]) == (507, "RESOURCE_EXHAUSTED")
                 and "no room" in answer["message"], f"{status} {answer}")
        pieces = ("x" * 1_000_000).encode()
        status, answer = ask(uri, "PUT", f"{own}/pieces", (pieces for _ in range(90)))
        t.expect(status == 507, f"{status} {answer}")
        kept = root / ".pitwall" / "artifacts"
        t.expect(files_of(kept) == [f"0/{id}/artifacts/small"], f"{files_of(kept)}")
        t.expect(ask(uri, "DELETE", f"{own}/small") == (200, {}), "Room can be made.")
        t.expect(ask(uri, "POST", RUNS + "runs/set-tag",
                     json.dumps({"run_id": id, "key": "a", "value": "b"})) == (200, {}),
                 "The journal has room.")
        running.terminate()
        running.wait()


@case("a client that stalls holds up nobody else", length=3)
def stalled(t):
    root = project(t)
    _, uri = engine(t, root)
    id = run_of(uri)
    own = f"{FILES}/0/{id}/artifacts"
    ask(uri, "PUT", f"{own}/large", b"x" * 20_000_000)
    held = []
    for number in range(30):
        upload, reader = opened(uri), opened(uri)
        upload.sendall(f"PUT {own}/s{number} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                       "Content-Length: 1000000\r\n\r\nabc".encode())
        reader.sendall(f"GET {own}/large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        held += [upload, reader]
    t.expect(ask(uri, "PUT", f"{own}/small", "x") == (200, {}), "Others upload.")
    t.expect(ask(uri, "GET", f"{own}/small") == (200, "x"), "Others download.")
    t.expect(ask(uri, "GET", RUNS + f"runs/get?run_id={id}")[0] == 200, "Others read.")
    for connection in held:
        connection.close()
    parts = root / ".pitwall" / "artifacts" / ".parts"
    t.wait(lambda: not any(parts.iterdir()), "Nothing is left of them.")
