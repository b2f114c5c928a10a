"""What is sent: artifacts, calls, and bytes that are no HTTP."""

from fuzz import values, wire

API = ["/api/2.0/mlflow/", "/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/"]
FILES = "/api/2.0/mlflow-artifacts/"
HEADERS = [
    ("Authorization", "Bearer x"), ("Authorization", "Bearer " + "41" * 50 + ".ff"),
    ("Authorization", "Basic Og=="), ("Authorization", "Bearer "), ("Origin", "http://evil"),
    ("Origin", "http://127.0.0.1:1"), ("Origin", "null"), ("Host", "evil.example"),
    ("Host", "localhost:1"), ("Host", ""), ("Host", "127.0.0.1:x"), ("Content-Type", "text/plain"),
    ("Content-Type", "application/json; charset=utf-16"), ("X-MLFLOW-WORKSPACE", "w"),
    ("Expect", "100-continue"), ("Expect", "x"), ("Range", "bytes=0-3"), ("Range", "bytes=-9"),
    ("Range", "bytes=5-2"), ("Range", "bytes=9223372036854775807-"), ("Range", "bytes=0-0,2-3"),
    ("Range", "bytes=99999999999999999999-1"), ("Accept-Encoding", "gzip"),
    ("Content-Encoding", "gzip"), ("X-Long", "x" * 15_000), ("X-HTTP-Method-Override", "DELETE"),
    ("X-Odd", "\u00ff\u00fe"),
]


def drawn(random, world):
    draw = random.random()
    if draw < 0.45:
        return artifact(random, world)
    if draw < 0.85:
        return call(random, world)
    return bytes_alone(random, world)


def headers(random, usual=()):
    named = dict(usual)
    while random.random() < 0.15:
        name, text = random.choice(HEADERS)
        named[name] = text
    return named


def content(random):
    size = random.choice([0, 0, 1, 5, 100, 5_000, 300_000 if random.random() < 0.1 else 7])
    return random.randbytes(size)


def artifact(random, world):
    draw = random.random()
    if draw < 0.15:
        text = values.artifact(random, world)
        start = random.choice(["artifacts?path=", "artifacts?path=", "artifacts/?path="])
        return wire.request("GET", FILES + start + target(text), headers(random))
    if draw < 0.2:
        text = target(values.encoded(random, values.path(random, world)))
        run = random.choice(world.runs)
        return wire.request("GET", f"{API[0]}artifacts/list?run_id={run}&path={text}",
                            headers(random))
    start = random.choice([FILES + "artifacts/"] * 12 + [
        "/ajax-api/2.0/mlflow-artifacts/artifacts/", FILES + "artifacts%2f", FILES + "mpu/create/",
        FILES + "presigned/", "/get-artifact?path=", "/model-versions/get-artifact?path=",
    ])
    path = start + target(values.artifact(random, world))
    method = random.choice(["GET", "GET", "PUT", "PUT", "PUT", "DELETE", "DELETE", "POST", "HEAD",
                            "PATCH", "OPTIONS"])
    if method in {"PUT", "POST", "PATCH"}:
        body = content(random)
        if random.random() < 0.4:
            half = len(body) // 2
            return wire.request(method, path, headers(random), chunks=[body[:half], body[half:]])
        return wire.request(method, path, headers(random), body)
    return wire.request(method, path, headers(random))


def target(text):
    """The text with what would end a request's line in it left out."""
    return "".join(mark for mark in text if mark not in "\r\n \t\0") or "x"


def call(random, world):
    method, name = random.choice(world.addresses)
    if random.random() < 0.05:
        method = random.choice(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "TRACE", "BREW"])
    for part in [part for part in name.split("/") if part.startswith("{")]:
        text = random.choice([*world.words, values.encoded(random, values.path(random, world))])
        name = name.replace(part, target(text))
    path = random.choice(API) + name
    if method == "GET" or random.random() < 0.05:
        query = "&".join(f"{key}={target(values.encoded(random, str(given)))}"
                         for key, item in values.likely(random, world).items()
                         for given in (item if isinstance(item, list) else [item]))
        path += "?" + query[:12_000]
    if method == "GET":
        return wire.request(method, path, headers(random))
    usual = {"Content-Type": "application/json"}
    body = values.body(random, world)
    if random.random() < 0.1:
        return wire.request(method, path, headers(random, usual), chunks=[body[:3], body[3:]])
    return wire.request(method, path, headers(random, usual), body)


# MARK: - No HTTP


def bytes_alone(random, world):
    run = random.choice(world.runs)
    put = f"PUT {FILES}artifacts/{world.experiment_of[run]}/{run}/artifacts/cut HTTP/1.1\r\n" \
          "Host: 127.0.0.1\r\n"
    odd = [
        b"", b"\r\n" * 50, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /health\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /health HTTP/1.1\r\n\r\n", b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET http://evil/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: y\r\n" * 5_000 + b"\r\n",
        b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: \0\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /health HTTP/1.1\nHost: 127.0.0.1\n\n",
        b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n folded: x\r\n\r\n",
        b"CONNECT evil:80 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
    ]
    bodies = [
        "Content-Length: -1\r\n\r\n", "Content-Length: +5\r\n\r\nabcde",
        "Content-Length: 99999999999999999999\r\n\r\nx", "Content-Length: 0x5\r\n\r\nabcde",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", "Content-Length: 5, 5\r\n\r\nabcde",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabcX", "Transfer-Encoding: gzip\r\n\r\nabc",
        "Transfer-Encoding: identity, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "Transfer-Encoding: \x0bchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "Content-Length: 500000\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        "Content-Length: 1000000000000\r\n\r\nabc",
    ]
    draw = random.random()
    if draw < 0.1:
        data = random.randbytes(random.randrange(1, 400))
    elif draw < 0.5:
        data = random.choice(odd)
    else:
        data = (put + random.choice(bodies)).encode("latin-1")
    return wire.Sent(data, is_whole=False)
