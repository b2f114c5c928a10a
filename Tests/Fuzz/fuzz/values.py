"""Odd values, texts and paths, each drawn from a generator with a seed."""

import json
import urllib.parse

NAMES = [
    "..", ".", "", "...", "a", "b c", "ä日", "e\u0301", "%", "%2e", "%2e%2e", "%00", "\\", "C:",
    "#", ";", "?", "&", "=", "+", " ", "-", "--help", "~", "$HOME", "`id`", "*", "|", "\n", "\r\n",
    "\0", "\x1b[2J", "\x7f", "\u0085", "\u202e", "\ufeff", "con", "nul.txt", "a:b", "a.", "a ",
    "link-out", "link-file", "link-up", "link-root", "link-loop", "link-none", ".parts", "models",
    "artifacts", "journal.db", "canary", "x" * 255, "x" * 256, "ü" * 127, "etc", "passwd", "proc",
    "self", "environ", "kept.txt", "folder", "inner.txt", "file:", "http:", "m-" + "0" * 32,
]
TEXTS = [
    "", " ", "a", "a" * 251, "a" * 6_001, "x" * 20_001, "0", "-1", "1.5", "1e400", "NaN", "nan",
    "Infinity", "-Infinity", "null", "true", "../../x", "/etc/passwd", "a//b", "a/../b", "\0",
    "\n", "\x1b[31m", "\u2028", "\ud800", "e\u0301", "ä" * 250, "'", "\"", "`", "%", "%s%n", "{}",
    "[]", "metrics.loss > 0.5", "params.a = 'b' and", "tags.`a b` like '%'", "a IS NULL", "a in (",
    "attributes.start_time > 99999999999999999999", "((((((((", "' or 1=1 --", "; drop table runs",
    "metrics.a > " + "9" * 400, "start_time DESC", "metrics.`" + "x" * 300 + "` ASC", "o0", "o-1",
    "o9223372036854775807", "o99999999999999999999", "RUNNING", "FINISHED", "ACTIVE_ONLY", "ALL",
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "mlflow.runName",
    "mlflow.parentRunId", "pitwall.run", "latest", "v1", "@a", "file:///etc/passwd",
    "http://127.0.0.1:1/x", "models:/m-" + "0" * 32, "runs:/x/model", "mlflow-artifacts:/../x",
]
NUMBERS = [
    0, 1, -1, 2, 50_000, 50_001, 25_000, 1 << 31, 1 << 53, (1 << 63) - 1, -(1 << 63), 1 << 63,
    1 << 64, -(1 << 63) - 1, 10 ** 40, 0.5, -0.0, 1e308, 5e-324, 1e18, 9.3e18, 1.5,
]


def text(random, world):
    draw = random.random()
    if draw < 0.35:
        return random.choice(world.words)
    if draw < 0.9:
        return random.choice(TEXTS)
    letters = [chr(random.choice([random.randrange(32, 127), random.randrange(0, 0x500),
                                  random.randrange(0x1F300, 0x1F700)])) for _ in range(12)]
    return "".join(letters)


def value(random, world, depth=0):
    draw = random.random()
    if draw < 0.5:
        return text(random, world)
    if draw < 0.75:
        return random.choice(NUMBERS)
    if draw < 0.8:
        return random.choice([None, True, False])
    if depth > 2:
        return []
    if draw < 0.92:
        return [value(random, world, depth + 1) for _ in range(random.choice([0, 1, 2, 5]))]
    return fields(random, world, depth + 1)


def fields(random, world, depth=0):
    names = random.sample(world.fields, min(random.randrange(6), len(world.fields)))
    return {name: value(random, world, depth) for name in names}


# What a request of a client has, so that more than the first check is reached.
def likely(random, world):
    known = {
        "run_id": random.choice(world.runs), "experiment_id": random.choice(world.experiments),
        "key": random.choice(["k", "a/b", "loss"]), "value": random.choice(["v", 1, 0.5, "NaN"]),
        "timestamp": 1_700_000_000_000, "step": random.randrange(9), "name": f"n{random.random()}",
        "experiment_ids": world.experiments, "metric_key": "loss", "filter": text(random, world),
        "order_by": [text(random, world)], "max_results": random.choice([1, 2, 1_000]),
        "metrics": [{"key": "loss", "value": 1, "timestamp": 1, "step": 1}],
        "params": [{"key": f"p{random.randrange(4)}", "value": "v"}],
        "tags": [{"key": "t", "value": text(random, world)}], "path": path(random, world),
    }
    chosen = {name: known[name] for name in known if random.random() < 0.6}
    for name in list(chosen):
        if random.random() < 0.15:
            chosen[name] = value(random, world)
        elif isinstance(chosen[name], list) and random.random() < 0.2:
            chosen[name] = [fields(random, world), *chosen[name]]
    return {**chosen, **(fields(random, world) if random.random() < 0.3 else {})}


def body(random, world):
    """The bytes of a body that says it is JSON."""
    draw = random.random()
    if draw < 0.04:
        return b"[" * random.choice([10, 600, 100_000])
    if draw < 0.08:
        return b'{"a":' * random.choice([10, 600, 50_000]) + b"1" + b"}" * 10
    if draw < 0.1:
        return bytes(random.randrange(256) for _ in range(random.randrange(200)))
    if draw < 0.12:
        return random.choice([b"", b"null", b"1", b'"x"', b"[]", b"[{}]", b"{}{}", b"{'a':1}",
                              b"\xef\xbb\xbf{}", b'{"run_id":NaN}', b'{"a":1,"a":2}',
                              b'{"a":01}'])
    made = json.dumps(likely(random, world), ensure_ascii=random.random() < 0.5)
    data = made.encode("utf-8", "surrogatepass")
    if draw < 0.25 and data:
        place = random.randrange(len(data))
        broken = random.choice([b"", b"\xff", b"\0", b"\\u0000", b"\\ud800", b",", b"}", b'"',
                                b"9" * 400])
        data = data[:place] + broken + data[place + random.randrange(2):]
    elif draw < 0.3:
        data = data[:random.randrange(len(data) + 1)]
    return data


# MARK: - Paths


def path(random, world):
    """Names with slashes, not encoded."""
    names = [random.choice(NAMES) for _ in range(random.choice([1, 1, 2, 2, 3, 5]))]
    if random.random() < 0.02:
        names *= 40
    return "/".join(names)


def encoded(random, text):
    """The text as bytes of a target, encoded not at all, as it should be, or too often."""
    data = text.encode("utf-8", "surrogatepass")
    draw = random.random()
    if draw < 0.45:
        return urllib.parse.quote(data, safe="/")
    if draw < 0.6:
        return urllib.parse.quote(urllib.parse.quote(data, safe="/"), safe="/")
    if draw < 0.65:
        return urllib.parse.quote(urllib.parse.quote(urllib.parse.quote(data, safe=""), safe=""))
    if draw < 0.8:
        # Every byte, slashes and dots too; in small letters now and then.
        code = "%{:02x}" if random.random() < 0.5 else "%{:02X}"
        return "".join(code.format(byte) for byte in data)
    if draw < 0.9:
        some = [f"%{byte:02X}" if random.random() < 0.4 or not 0x20 < byte < 0x7F else chr(byte)
                for byte in data]
        return "".join(some)
    return data.decode("latin-1")


def artifact(random, world):
    """A path of an artifact, as the target of a request has it."""
    run = random.choice(world.runs)
    experiment = world.experiment_of[run] if random.random() < 0.9 else random.choice(
        [*world.experiments, "..", "", "x", "00"])
    start = random.choice([
        f"{experiment}/{run}/artifacts/", f"{experiment}/{run}/artifacts/",
        f"{experiment}/{run}/artifacts/", f"{experiment}/{run}/artifacts/folder/",
        f"{experiment}/{run}/artifacts", f"{experiment}/{run}", f"{experiment}/", "", "/",
        f"0/models/{world.model}/artifacts/", f"{experiment}/models/{world.model}/artifacts/",
        f"{experiment}/models/m-{'0' * 32}/artifacts/", f"{experiment}/models/", ".parts/",
    ])
    if random.random() < 0.15:
        start = encoded(random, start)
    if random.random() < 0.35:
        return start + random.choice(["kept.txt", "folder/inner.txt", "new.txt", "folder", "b%20c",
                                      "%C3%A4/%E6%97%A5", "link-file", "link-out/secret",
                                      "link-up/canary", "link-root/canary", "link-loop/x"])
    return start + encoded(random, path(random, world))
