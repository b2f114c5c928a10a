"""A journal that is damaged is named, made anew when asked for, and used again."""

import sqlite3

from support.case import case


def done(t):
    root = t.project({"dvc.yaml": "stages:\n  a: {cmd: echo a > a, outs: [a]}\n"
                                  "  b: {cmd: cat a > b, deps: [a], outs: [b]}\n"})
    t.good(["run"], root)
    return root


@case("a damaged journal is named, made anew by doctor --repair, and used again")
def damaged(t):
    root = done(t)
    t.ends(0, ["doctor", "--repair"], root, "The journal is sound; nothing was done.")
    journal = root / ".pitwall" / "journal.db"
    database = sqlite3.connect(journal)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    database.close()
    before = bytearray(journal.read_bytes())
    # The pages of the tables after the first two of the file.
    before[3 * 4096:5 * 4096] = b"A" * 8192
    journal.write_bytes(before)
    t.ends(1, ["doctor"], root, "is damaged", "pitwall doctor --repair")
    t.ends(2, ["run", "--force"], root, "is damaged", "pitwall doctor --repair")
    t.expect(journal.read_bytes() == bytes(before), "Nothing was changed so far.")
    t.ends(0, ["doctor", "--repair"], root, "The journal was written anew", "before-")
    copies = [p for p in journal.parent.glob("journal.db.before-*") if not p.name.endswith("-wal")]
    t.expect([c.read_bytes() for c in copies] == [bytes(before)], f"It was kept: {copies}")
    t.good(["doctor"], root)
    t.good(["run", "--force"], root)
    t.expect(t.stage(root, "b")["state"] == "done", "It is used again.")


@case("a journal is not made anew while an engine has it")
def held(t):
    root = done(t)
    screen = t.screen(100, 30, root)
    screen.shell("pitwall")
    screen.wait("2 of 2 done", "? keys")
    t.wait(lambda: (root / ".pitwall" / "engine.sock").exists(), "the engine serves")
    t.ends(2, ["doctor", "--repair"], root, "runs the engine of this project")
    screen.type("q")
    screen.wait_prompt()
    t.ends(0, ["doctor", "--repair"], root, "The journal is sound")


@case("a journal that is {0} beside attempts is named, and nothing begins before it is repaired",
      each=[("empty",), ("gone",)])
def lost(t, how):
    root = done(t)
    t.good(["run", "--force"], root)
    journal = root / ".pitwall" / "journal.db"
    if how == "empty":
        journal.write_bytes(b"")
    else:
        journal.unlink()
    for name in ("-wal", "-shm"):
        journal.with_name(journal.name + name).unlink(missing_ok=True)
    status = t.ends(2, ["status"], root, f"is {how}, though", "runs not known")
    t.expect("never run" not in status.all, f"{status}")
    for command in ("run", "run --force", "engine", "comment well"):
        result = t.run(command.split(), root)
        t.expect(result.code in (1, 2) and f"is {how}, though" in result.err
                 and "pitwall doctor --repair" in result.err, f"{result}")
    t.ends(1, ["doctor"], root, f"is {how}, though", "only the history of runs is lost")
    t.ends(0, ["doctor", "--repair"], root, "The next run begins a new journal.", "runs.before-")
    t.good(["doctor"], root)
    t.expect(list((root / ".pitwall").glob("runs.before-*/*/1/a/1/status")), "They are kept.")
    (root / "dvc.yaml").write_text("stages:\n  a: {cmd: echo new > a, outs: [a]}\n")
    t.good(["run"], root)
    t.expect((root / "a").read_text() == "new\n", "It ran, and took no old end for its own.")


@case("a journal that is a link or a folder is named, and never taken for none")
def strange_journal(t):
    root = t.project({"dvc.yaml": "stages: {one: {cmd: echo hi}}\n"})
    t.good(["run"], root)
    journal = root / ".pitwall" / "journal.db"
    for suffix in ["-wal", "-shm"]:
        journal.with_name("journal.db" + suffix).unlink(missing_ok=True)
    journal.rename(t.folder / "elsewhere.db")
    journal.symlink_to(t.folder / "elsewhere.db")
    for words in [["status"], ["activity"], ["run"], ["doctor"]]:
        result = t.run(words, root)
        t.expect(result.code != 0 and "is a link" in result.all, f"{result}")
    journal.unlink()
    journal.mkdir()
    t.ends(2, ["activity"], root, "is a folder")
    journal.rmdir()
    (t.folder / "elsewhere.db").rename(journal)
    t.good(["doctor"], root)
    t.ends(2, ["logs", "one", "--run", "9"], root, "There is no run project/9")


@case("a project whose path is longer than SQLite opens is refused by name")
def long_path(t):
    root = t.project({"dvc.yaml": "stages: {one: {cmd: echo hi}}\n"}, "/".join(["d" * 60] * 9))
    t.ends(2, ["run"], root, "too long by", "Move the project")
    t.ends(1, ["doctor"], root, "too long by")
