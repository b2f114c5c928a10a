"""Requests as bytes, and answers read from bytes; nothing in between that would mend them."""

import socket
import time

LONGEST_WAIT = 20


class Answer:
    """What came back: a status with headers and a body, or that the connection was closed."""

    def __init__(self, status=None, headers=None, body=b"", closed=False, late=False):
        self.status = status
        self.headers = headers or {}
        self.body = body
        self.closed = closed
        self.late = late

    def __str__(self):
        if self.late:
            return f"no answer within {LONGEST_WAIT} s"
        if self.status is None:
            return "closed without an answer"
        return f"{self.status} {dict(self.headers)} {self.body[:600]!r}"


class Connection:
    """One connection, opened again where the other side closed it."""

    def __init__(self, port):
        self.port = port
        self.socket = None
        self.rest = b""

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None
        self.rest = b""

    def open(self):
        if not self.socket:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=LONGEST_WAIT)
            self.rest = b""
        return self.socket

    def ask(self, data, is_head=False):
        """Sends bytes and reads one answer; a connection that was closed meanwhile is new."""
        for attempt in [1, 2]:
            fresh = self.socket is None
            self.open()
            try:
                self.socket.sendall(data)
            except OSError:
                pass
            answer = self.answer(is_head)
            if answer.status is not None or answer.late or fresh or attempt == 2:
                break
            self.close()
        if answer.closed or answer.headers.get("connection") == "close":
            self.close()
        return answer

    def answer(self, is_head=False):
        deadline = time.monotonic() + LONGEST_WAIT
        try:
            while True:
                head = self.until(b"\r\n\r\n", deadline)
                if head is None:
                    self.close()
                    return Answer(closed=True)
                lines = head.decode("latin-1").split("\r\n")
                status = int(lines[0].split(" ")[1])
                if status >= 200:
                    break
            pairs = [line.split(":", 1) for line in lines[1:]]
            headers = {name.strip().lower(): text.strip() for name, text in pairs}
            size = 0 if is_head else int(headers.get("content-length", "0"))
            body = self.exactly(size, deadline)
            if body is None:
                self.close()
                return Answer(status, headers, b"", closed=True)
            return Answer(status, headers, body)
        except TimeoutError:
            self.close()
            return Answer(late=True)
        except (ValueError, IndexError):
            text = self.rest[:200]
            self.close()
            return Answer(status=0, body=b"This is no HTTP: " + text)

    def more(self, deadline):
        self.socket.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            data = self.socket.recv(1 << 16)
        except (ConnectionError, BrokenPipeError):
            return False
        self.rest += data
        return bool(data)

    def until(self, mark, deadline):
        while mark not in self.rest:
            if not self.more(deadline):
                return None
        found, self.rest = self.rest.split(mark, 1)
        return found

    def exactly(self, size, deadline):
        while len(self.rest) < size:
            if not self.more(deadline):
                return None
        found, self.rest = self.rest[:size], self.rest[size:]
        return found


class Sent:
    """A request: its bytes, and what may come of it."""

    def __init__(self, data, method="", target="", body=b"", is_whole=True):
        self.data = data
        self.method = method
        self.target = target
        self.body = body
        # Whether it is HTTP, which has to be answered.
        self.is_whole = is_whole

    def __str__(self):
        more = f" … {len(self.data)} bytes" if len(self.data) > 700 else ""
        return f"{self.data[:700]!r}{more}"


def request(method, target, headers=(), body=None, chunks=None):
    """A request in HTTP, with a body of a known length or in chunks."""
    lines = [f"{method} {target} HTTP/1.1".encode("latin-1", "replace")]
    named = dict(headers)
    named.setdefault("Host", "127.0.0.1")
    if chunks is not None:
        named["Transfer-Encoding"] = "chunked"
        parts = [f"{len(c):x}\r\n".encode() + c + b"\r\n" for c in chunks if c]
        sent = b"".join(parts) + b"0\r\n\r\n"
    else:
        sent = body or b""
        if body is not None or method in {"POST", "PUT", "PATCH"}:
            named["Content-Length"] = str(len(sent))
    lines += [f"{name}: {text}".encode("latin-1", "replace") for name, text in named.items()]
    data = b"\r\n".join(lines) + b"\r\n\r\n" + sent
    return Sent(data, method, target, b"".join(chunks) if chunks is not None else body or b"")
