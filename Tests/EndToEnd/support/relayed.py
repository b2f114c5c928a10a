"""A screen whose program gets exactly the bytes we send, when we send them."""

import json
import socket
import sys
import time
from pathlib import Path

from support.screen import Screen

RELAY = Path(__file__).resolve().parent / "relay.py"
ESC = "\x1b"


class RelayedScreen(Screen):
    """A screen whose program gets exactly the bytes we send, when we send them."""

    def __init__(self, t, root, command, **environment):
        super().__init__(t, 100, 30, root, t.environment(**environment))
        t.screens.append(self)
        self.socket = str(t.folder / f"relay-{len(t.screens)}")
        words = [sys.executable, str(RELAY), self.socket, str(t.program), *command]
        self.shell("clear; " + " ".join(f"'{word}'" for word in words))
        self.wait("? keys")
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(self.socket)
        self.answers = self.connection.makefile("r")

    def send(self, text, gap=0):
        """Sends the bytes; gives the longest gap there was in seconds."""
        request = {"bytes": text.encode().hex(), "gap": gap}
        self.connection.sendall(json.dumps(request).encode() + b"\n")
        longest = json.loads(self.answers.readline())
        if text.endswith(ESC):
            # What came at once after it would be taken for alt and a key.
            time.sleep(0.15)
        return longest
