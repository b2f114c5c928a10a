"""Several clients at the same few places at once: what is there is whole, as one sent it."""

import threading

from fuzz import wire
from fuzz.world import Broken

CLIENTS = 4
MOVES = 15
PLACES = ["race", "race/a", "race/b/c", "race/b/d", "race/b"]
SIZES = [0, 10, 300_000]
LIST = "/api/2.0/mlflow-artifacts/artifacts?path="


def run(draws, world):
    plans = [[(draws.choice(["PUT", "PUT", "PUT", "DELETE", "GET", "LIST"]), draws.choice(PLACES),
               bytes([65 + number]) * draws.choice(SIZES)) for _ in range(MOVES)]
             for number in range(CLIENTS)]
    wrong = []
    threads = [threading.Thread(target=one, args=(world, plan, wrong)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    folder = world.artifacts / world.experiment_of[world.runs[0]] / world.runs[0] / "artifacts"
    for file in (path for path in folder.glob("race/**/*") if path.is_file()):
        if not is_whole(file.read_bytes()):
            wrong.append(f"{file} is not as anybody sent it.")
    if wrong:
        raise Broken("\n".join(wrong))


def one(world, plan, wrong):
    connection = wire.Connection(world.port)
    for method, name, content in plan:
        address = world.address(world.runs[0], name)
        if method == "LIST":
            sent = wire.request("GET", LIST + address.split("artifacts/", 2)[-1])
        else:
            sent = wire.request(method, address, body=content if method == "PUT" else None)
        answer = connection.ask(sent.data)
        # A file may be where a folder is wanted, or nothing; no other refusal has a reason.
        if answer.status not in {200, 400} and (method, answer.status) != ("GET", 404):
            wrong.append(f"{method} {name}: {answer}")
        if method == "GET" and answer.status == 200 and not is_whole(answer.body):
            wrong.append(f"{name} was read in parts.")
    connection.close()


def is_whole(content):
    return len(content) in SIZES and len(set(content)) <= 1
