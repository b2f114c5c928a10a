"""Plays a seed: requests one after the other, and what every answer has to be."""

import json
import random
import shutil
import urllib.parse

from fuzz import races, requests, wire
from fuzz.world import Broken, World

REQUESTS = 300
# What a permanent fault may be answered with: clients ask again for minutes after all others.
GOOD = {200, 206, 400, 401, 403, 404, 409, 416, 431, 501, 507}
TRACES = [b"Fatal error", b"Traceback", b".swift:", b"backtrace", b"0x0000", b"SQLite error"]
LONGEST_MESSAGE = 4_000


class Failed(Exception):
    """A broken promise, with what was asked before it."""


def play(program, seed, folder, trace=None):
    """Plays a seed in a folder of its own; gives how many requests were answered."""
    draws = random.Random(seed)
    world = None
    sent = answer = None
    index = -1
    try:
        world = World(program, folder)
        connection = wire.Connection(world.port)
        for index in range(REQUESTS):
            sent = requests.drawn(draws, world)
            if not sent.is_whole:
                connection.close()
            answer = ask(connection, sent, draws)
            if trace:
                trace(f"{index:4} {sent}\n     {answer}")
            check(world, sent, answer)
            if not sent.is_whole or draws.random() < 0.05:
                connection.close()
            if index % 25 == 24:
                world.check_files()
                world.restore()
        connection.close()
        sent = answer = None
        world.restore()
        races.run(draws, world)
        world.check_end()
        return REQUESTS
    except Broken as broken:
        said = f"\nThe engine said:\n{world.said()}" if world else ""
        last = f"\nRequest {index}: {sent}\nAnswer: {answer}" if sent else ""
        raise Failed(f"{broken}{last}{said}") from None
    finally:
        if world:
            world.end()
        shutil.rmtree(folder, ignore_errors=True)


def ask(connection, sent, draws):
    if sent.is_whole:
        return connection.ask(sent.data, is_head=sent.method == "HEAD")
    # Nothing has to come: the other side may wait for more. Ours goes away.
    connection.open().sendall(sent.data)
    connection.socket.shutdown(1)
    answer = connection.answer()
    if draws.random() < 0.3:
        connection.close()
    return answer


def check(world, sent, answer):
    if world.engine.poll() is not None:
        raise Broken(f"The engine ended with {world.engine.returncode}.")
    if world.secret.encode() in answer.body:
        raise Broken("What lies outside of the artifacts was read.")
    if answer.late:
        raise Broken("There was no answer.")
    if answer.status is None:
        if sent.is_whole:
            raise Broken("A whole request was not answered.")
        return
    if answer.status not in GOOD:
        raise Broken(f"The status is {answer.status}.")
    if answer.status >= 400 and answer.body:
        check_refusal(answer)
    elif answer.headers.get("content-type") == "application/json" and answer.body:
        parsed(answer.body)
    if sent.method == "PUT" and answer.status == 200:
        check_upload(world, sent)


def parsed(body):
    def refuse(word):
        raise Broken(f"The answer has a bare {word}.")

    try:
        return json.loads(body.decode("utf-8"), parse_constant=refuse)
    except ValueError as error:
        raise Broken(f"The answer is no JSON: {error}") from None


def check_refusal(answer):
    value = parsed(answer.body)
    if not isinstance(value, dict) or not all(
            isinstance(value.get(name), str) for name in ["error_code", "message"]):
        raise Broken("The refusal is not in MLflow's form.")
    if len(value["message"]) > LONGEST_MESSAGE:
        raise Broken("The message is longer than anybody reads.")
    if any(mark in answer.body for mark in TRACES):
        raise Broken("The refusal tells of the program's insides.")


def check_upload(world, sent):
    """What was taken lies where its path says, decoded once, and nowhere else."""
    path = sent.target.split("mlflow-artifacts/artifacts/", 1)[-1]
    place = world.artifacts.joinpath(urllib.parse.unquote_to_bytes(path.encode()).decode())
    parts = place.relative_to(world.artifacts).parts
    if ".." in parts or not place.is_file() or place.resolve() != place:
        raise Broken(f"What was taken does not lie at {place}.")
    if place.read_bytes() != sent.body:
        raise Broken(f"{place} is not what was sent.")
