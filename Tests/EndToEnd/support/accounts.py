"""Users and groups of this machine, made for a case and gone with it."""

import atexit
import grp
import itertools
import os
import pwd
import re
import shutil
import subprocess
import threading

from support.failure import Failure, Skipped

PREFIX = "pwe2e"
# Their programs lock the lists of users, and do not wait for each other.
LOCK = threading.Lock()
TOWNS = itertools.count()


class Account:
    """Somebody who can log in here, with a home of their own."""

    def __init__(self, case, name, groups):
        self.name = name
        entry = pwd.getpwnam(name)
        self.uid, self.gid = entry.pw_uid, entry.pw_gid
        self.groups = [self.gid, *(grp.getgrnam(group).gr_gid for group in groups)]
        home = case.folder / f"home-{name}"
        home.mkdir(mode=0o700)
        os.chown(home, self.uid, self.gid)
        self.environment = {
            "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "TMPDIR": str(home),
            "USER": name,
        }

    def identity(self):
        """What makes a new process this account's."""
        return {"user": self.uid, "group": self.gid, "extra_groups": self.groups}

    def shell_command(self):
        groups = ",".join(map(str, self.groups))
        return f"setpriv --reuid={self.uid} --regid={self.gid} --groups={groups} bash"


class Town:
    """A group with its members, and somebody who is in no group."""

    def __init__(self, case, members, others):
        if os.geteuid() != 0:
            raise Skipped("Only root can make users, and the tests run as another one.")
        missing = [p for p in ["useradd", "groupadd", "userdel", "setpriv"] if not shutil.which(p)]
        if missing:
            raise Skipped(f"{', '.join(missing)} is not there to make users with.")
        remove_leftovers()
        mark = f"{PREFIX}{os.getpid()}x{next(TOWNS)}"
        self.group = f"{mark}g"
        self.names = {name: f"{mark}{name}" for name in [*members, *others]}
        case.endings.append(self.remove)
        atexit.register(self.remove)
        with LOCK:
            call("groupadd", self.group)
            for name in self.names:
                more = ["-G", self.group] if name in members else []
                call("useradd", "-M", "-N", "-s", "/bin/bash", *more, self.names[name])
        # Others have to get to the project, and to what runs.
        case.folder.chmod(0o711)
        for name in self.names:
            groups = [self.group] if name in members else []
            setattr(self, name, Account(case, self.names[name], groups))

    def remove(self):
        with LOCK:
            for name in self.names.values():
                subprocess.run(["userdel", "-f", name], capture_output=True, check=False)
            subprocess.run(["groupdel", self.group], capture_output=True, check=False)
        self.names = {}


def remove_leftovers():
    """Removes what tests that were killed left behind."""
    with LOCK:
        for entry in pwd.getpwall():
            if is_leftover(entry.pw_name):
                subprocess.run(["userdel", "-f", entry.pw_name], capture_output=True, check=False)
        for entry in grp.getgrall():
            if is_leftover(entry.gr_name):
                subprocess.run(["groupdel", entry.gr_name], capture_output=True, check=False)


def is_leftover(name):
    match = re.match(PREFIX + r"(\d+)x", name)
    return match is not None and not os.path.exists(f"/proc/{match.group(1)}")


def call(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"{' '.join(command)}: {done.stderr}")


def give(root, account):
    """Makes everything below a folder an account's, and lets others only go through it."""
    for folder, folders, files in os.walk(root):
        for name in [".", *folders, *files]:
            os.chown(os.path.join(folder, name), account.uid, account.gid, follow_symlinks=False)
    root.chmod(0o711)
