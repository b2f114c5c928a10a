"""Stands between a terminal and a program, and sends it bytes at times of our choosing.

Run in the terminal as: relay.py SOCKET PROGRAM ARGUMENT...
With ASCII_TERMINAL in the environment the terminal knows no UTF-8: each byte of it shows as `?`.
A request on the socket is a line of JSON: {"bytes": hexadecimal, "gap": seconds}. The answer is a
line with the longest gap there really was between two bytes.
"""

import fcntl
import json
import os
import pty
import select
import signal
import socket
import sys
import termios
import threading
import time
import tty


def main(path, command):
    pid, master = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    before = termios.tcgetattr(0)
    tty.setraw(0)

    def take_size(*_):
        size = fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8))
        fcntl.ioctl(master, termios.TIOCSWINSZ, size)

    signal.signal(signal.SIGWINCH, take_size)
    take_size()
    threading.Thread(target=answer, args=(path, master), daemon=True).start()
    copy(master)
    termios.tcsetattr(0, termios.TCSADRAIN, before)
    _, status = os.waitpid(pid, 0)
    print(f"ended with {os.waitstatus_to_exitcode(status)}")


def copy(master):
    """What the program writes goes to the terminal, and the terminal's answers to the program."""
    while True:
        ready, _, _ = select.select([0, master], [], [])
        if master in ready:
            try:
                data = os.read(master, 65536)
            except OSError:
                return
            if not data:
                return
            if "ASCII_TERMINAL" in os.environ:
                data = bytes(byte if byte < 0x80 else ord("?") for byte in data)
            os.write(1, data)
        if 0 in ready:
            os.write(master, os.read(0, 65536))


def answer(path, master):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(1)
        connection, _ = listener.accept()
        for line in connection.makefile("r"):
            request = json.loads(line)
            longest = send(master, bytes.fromhex(request["bytes"]), request["gap"])
            connection.sendall(json.dumps(longest).encode() + b"\n")


def send(master, data, gap):
    """Writes byte by byte, or at once where there is no gap; gives the longest gap."""
    if not gap:
        os.write(master, data)
        return 0
    longest, last = 0, None
    for byte in data:
        if last is not None:
            time.sleep(max(0, last + gap - time.monotonic()))
        os.write(master, bytes([byte]))
        now = time.monotonic()
        longest = max(longest, now - last if last is not None else 0)
        last = now
    return longest


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
