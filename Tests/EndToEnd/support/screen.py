"""A shell in a terminal: a tmux server of its own with one window."""

import re
import subprocess
import time

from support.failure import Failure

PROMPT = "e2e$ "
CONFIGURATION = """
set -g status off
set -g default-terminal tmux-256color
set -g default-shell /bin/bash
set -g remain-on-exit on
set -g history-limit 5000
set -g set-clipboard on
set -g focus-events on
set -g escape-time 0
"""
# Longer than the program waits for the rest of a sequence.
ESCAPE_PAUSE = 0.06
# Screen text that differs from minute to minute.
CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?")


class Screen:
    """What a person sees and types."""

    pane = ":0.0"

    def __init__(self, case, columns, rows, folder, environment, shell="bash"):
        self.case = case
        self.columns = columns
        self.rows = rows
        self.name = f"e2e-{len(case.screens)}"
        self.environment = {**environment, "TMUX_TMPDIR": str(case.folder), "TERM": "xterm"}
        configuration = case.folder / "tmux.conf"
        configuration.write_text(CONFIGURATION)
        self.tmux(
            "-f", str(configuration), "new-session", "-d", "-x", str(columns), "-y", str(rows),
            "-c", str(folder), f"{shell} --norc --noprofile -i",
        )
        self.keys("-l", f"PS1='{PROMPT}'; unset HISTFILE; clear")
        self.keys("Enter")
        self.wait_for(lambda text: text.strip() == PROMPT.strip(), "the shell's prompt")

    # MARK: - Typing

    def tmux(self, *arguments):
        """Asks the server; gives what it prints."""
        done = subprocess.run(
            ["tmux", "-L", self.name, *arguments], env=self.environment, capture_output=True,
            timeout=20, check=False,
        )
        if done.returncode != 0:
            raise Failure(f"tmux {arguments}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode("utf-8", "replace")

    def keys(self, *keys):
        """Presses keys by tmux's names; `-l` types the next ones as they are."""
        self.tmux("send-keys", "-t", self.pane, *keys)

    def type(self, text):
        self.keys("-l", "--", text)

    def escape(self):
        """Presses esc; what came at once after it would be taken for alt and a key."""
        self.keys("Escape")
        time.sleep(ESCAPE_PAUSE)

    def shell(self, line):
        """Types a line at the shell's prompt."""
        self.type(line)
        self.keys("Enter")

    def resize(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.tmux("resize-window", "-t", ":0", "-x", str(columns), "-y", str(rows))

    # MARK: - Looking

    def text(self):
        return self.tmux("capture-pane", "-p", "-t", self.pane)

    def lines(self):
        return self.text().split("\n")[: self.rows]

    def bottom(self):
        """The last row: hints, or what was just said."""
        return self.lines()[self.rows - 1].rstrip()

    def format(self, text):
        return self.tmux("display-message", "-p", "-t", self.pane, text).strip()

    def masked(self):
        """The screen without times, to be compared with another one."""
        return CLOCK.sub("--:--", self.text())

    # MARK: - Waiting

    def wait(self, *needles, seconds=15):
        """Waits until all texts or patterns are on the screen; gives the screen."""

        def holds(text):
            return all(is_in(needle, text) for needle in needles)

        return self.wait_for(holds, lambda text: missing(needles, text), seconds)

    def wait_gone(self, *needles, seconds=15):
        return self.wait_for(
            lambda text: not any(is_in(needle, text) for needle in needles),
            f"that {needles} goes away", seconds,
        )

    def wait_hint(self, needle, seconds=15):
        """Waits until the last row holds the text."""
        return self.wait_for(
            lambda text: is_in(needle, "\n".join(text.split("\n")[self.rows - 1: self.rows])),
            f"{shown(needle)} on the last row", seconds,
        )

    def wait_prompt(self, seconds=15):
        """Waits until the shell is back and answers."""
        mark = f"back-{time.monotonic_ns()}"
        self.wait_for(
            lambda text: text.rstrip().endswith(PROMPT.strip()), "the shell's prompt", seconds
        )
        self.shell(f"echo {mark}")
        return self.wait(re.compile(f"^{mark}$", re.MULTILINE), seconds=seconds)

    def wait_for(self, condition, what, seconds=15):
        deadline = time.monotonic() + seconds
        while True:
            text = self.text()
            if condition(text):
                return text
            if time.monotonic() > deadline:
                words = what(text) if callable(what) else what
                raise Failure(f"Waited {seconds} s for {words}.")
            time.sleep(0.03)

    # MARK: - The terminal's state

    def flags(self):
        """What programs turn on and must turn off again, and how the terminal is set."""
        modes = ["alternate_on", "cursor_flag", "mouse_any_flag", "keypad_flag"]
        values = self.format(" ".join(f"{mode}=#{{{mode}}}" for mode in modes))
        return f"{values} {self.stty()}"

    def wait_flags(self, before, when):
        """Waits until the terminal is as it was; the shell, too, sets it as it comes back."""
        deadline = time.monotonic() + 3
        while self.flags() != before:
            if time.monotonic() > deadline:
                raise Failure(f"{when} the terminal is\n{self.flags()}, not\n{before}")
            time.sleep(0.03)

    def stty(self):
        tty = self.format("#{pane_tty}")
        done = subprocess.run(["stty", "-g", "-F", tty], capture_output=True, check=False)
        return done.stdout.decode().strip()

    @property
    def shell_pid(self):
        return int(self.format("#{pane_pid}"))

    # MARK: - The end

    def text_or_nothing(self):
        try:
            return self.text()
        except Exception:  # noqa: BLE001 - only for a report on something else
            return ""

    def describe(self):
        return self.name

    def close(self):
        try:
            self.tmux("kill-server")
        except Exception:  # noqa: BLE001 - it may have ended already
            pass


def is_in(needle, text):
    return needle.search(text) is not None if hasattr(needle, "search") else needle in text


def shown(needle):
    return repr(getattr(needle, "pattern", needle))


def missing(needles, text):
    return ", ".join(shown(needle) for needle in needles if not is_in(needle, text))
