import Domain
import Pipelines
import Testing

@Suite("What is left of a dvc.lock that cannot be read")
struct LockSalvageTests {
    private static let head = "schema: '2.0'\nstages:\n"

    private static func entry(_ name: String, _ command: String = "x") -> String {
        "  \(name):\n    cmd: \(command)\n    outs:\n    - path: \(name).txt\n"
    }

    private static let (a, b, c) = (entry("a"), entry("b"), entry("c"))
    private static let ours = "<<<<<<< HEAD\n"
    private static let base = "||||||| 1f0\n"
    private static let mark = "=======\n"
    private static let theirs = ">>>>>>> other\n"

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let kept: [String]
        let dropped: [String]

        init(_ name: String, _ text: String, kept: [String], dropped: [String] = []) {
            testDescription = name
            self.text = text
            self.kept = kept
            self.dropped = dropped
        }
    }

    private static let merges = [
        Case(
            "a side each of one entry",
            head + a + ours + entry("b", "1") + mark + entry("b", "2") + theirs + c,
            kept: ["a", "c"],
            dropped: ["b"]
        ),
        Case(
            "the entries around two that were added",
            head + a + ours + b + mark + entry("new") + theirs + c,
            kept: ["a", "c"],
            dropped: ["b", "new"]
        ),
        Case(
            "lines inside of an entry",
            head + a + "  b:\n" + ours + "    cmd: 1\n" + base + "    cmd: 0\n" + mark
                + "    cmd: 2\n" + theirs + "    outs:\n    - path: o\n" + c,
            kept: ["a", "c"],
            dropped: ["b"]
        ),
        Case(
            "one side goes on with the entry above",
            head + a + b + ours + c + mark + "    - path: more\n" + theirs,
            kept: ["a"],
            dropped: ["b", "c"]
        ),
        Case(
            "what follows belongs to the last of either side",
            head + a + ours + mark + "  b:\n    cmd: x\n" + theirs + "    outs:\n    - path: o\n"
                + c,
            kept: ["c"],
            dropped: ["a", "b"]
        ),
        Case(
            "one mark that was left over",
            head + a + "  b:\n" + ours + "    cmd: x\n" + c,
            kept: ["a", "c"],
            dropped: ["b"]
        ),
        Case(
            "the end of a merge alone, behind an entry",
            head + a + b + theirs + c,
            kept: ["a", "c"],
            dropped: ["b"]
        ),
        Case(
            "nobody knows where it began",
            head + a + b + mark + entry("b", "y") + theirs + c,
            kept: ["c"],
            dropped: ["a", "b"]
        ),
        Case(
            "nobody knows where it ends",
            head + a + ours + b + mark + entry("b", "y") + c,
            kept: ["a"],
            dropped: ["b", "c"]
        ),
        Case(
            "an entry whose both sides were left in",
            head + a + b + entry("b", "y") + c,
            kept: ["a", "c"],
            dropped: ["b"]
        ),
        Case(
            "with the line ends of another system",
            (head + a + ours + b + mark + entry("b", "y") + theirs + c)
                .replacing("\n", with: "\r\n"),
            kept: ["a", "c"],
            dropped: ["b"]
        ),
    ]

    private static let damages = [
        Case("cut off in a line", head + a + b + "  c:\n    cm", kept: ["a", "b"], dropped: ["c"]),
        Case("cut off behind a line", head + a + b + "  c:", kept: ["a", "b"], dropped: ["c"]),
        Case(
            "an end of zeros",
            head + a + b + "\0\0\0\0\0\0\0\0",
            kept: ["a"],
            dropped: ["b"]
        ),
        Case(
            "an unknown key in one entry",
            head + a + b + "    desc: no\n" + c,
            kept: ["a", "c"],
            dropped: ["b"]
        ),
        Case(
            "a path twice in one entry",
            head + a + b + "    - path: b.txt\n" + c,
            kept: ["a", "c"],
            dropped: ["b"]
        ),
        Case(
            "a hash that is no hash",
            head + a + b + "      md5: e5eb\n" + c,
            kept: ["a", "c"],
            dropped: ["b"]
        ),
        Case("an unknown section", head + a + b + "extra: 1\n", kept: ["a", "b"]),
        Case(
            "an entry that needs another one's words",
            head + "  a:\n    cmd: &it x\n  b:\n    cmd: *it\n" + c + "x: 1\n",
            kept: ["a", "c"],
            dropped: ["b"]
        ),
        Case("names in quotes", head + "  'on':\n    cmd: x\nx: 1\n", kept: ["on"]),
        Case(
            "another schema",
            "schema: '3.0'\nstages:\n" + a + b,
            kept: [],
            dropped: ["a", "b"]
        ),
        Case("no schema", "stages:\n" + a + b, kept: [], dropped: ["a", "b"]),
        Case(
            "a merge in the head",
            ours + "schema: '2.0'\n" + mark + "schema: '3.0'\n" + theirs + "stages:\n" + a,
            kept: [],
            dropped: ["a"]
        ),
        Case("nothing", "", kept: []),
        Case("a picture", "\u{89}PNG\n\0\n: :\n  x:\n", kept: []),
    ]

    @Test("entries that a merge did not touch stay", arguments: merges)
    func merge(_ own: Case) {
        check(own)
    }

    @Test("entries that can be read stay, where all the file says what it is", arguments: damages)
    func damage(_ own: Case) {
        check(own)
    }

    private func check(_ own: Case) {
        let salvage = LockSalvage(bytes: Array(own.text.utf8), path: "dvc.lock")
        #expect(salvage.lock.stages.map(\.name) == own.kept)
        #expect(salvage.dropped == own.dropped)
        for stage in salvage.lock.stages where stage.name != "on" {
            #expect(stage.entry.command == .text("x"))
        }
    }

    @Test("what stands beside the stages stays, in their order and with all they hold")
    func whole() throws {
        let good = Self.head + Self.a + Self.c + "datasets:\n- name: d\n"
        let text = good.replacing(Self.c, with: Self.ours + Self.b + Self.theirs + Self.c)
        let salvage = LockSalvage(bytes: Array(text.utf8), path: "dvc.lock")
        #expect(String(decoding: salvage.lock.bytes, as: UTF8.self) == good)
    }

    @Test("a lock that is cut off anywhere keeps only entries that were there")
    func cutOff() throws {
        let bytes = Array(try Fixture.text("values/expected/dvc.lock").utf8)
        let whole = try LockFile(bytes: bytes, path: "dvc.lock")
        for length in 0..<bytes.count where bytes[max(0, length - 1)] != UInt8(ascii: "\n") {
            let part = LockSalvage(bytes: Array(bytes[..<length]), path: "dvc.lock").lock
            for stage in part.stages { #expect(whole.entry(stage.name) == stage.entry) }
        }
    }

    // MARK: - Files

    private static let stages = """
        stages:
          a: {cmd: cp in a, deps: [in], outs: [a]}
          b: {cmd: cp a b, deps: [a], outs: [b]}
          c: {cmd: cp b c, deps: [b], outs: [{c: {cache: false}}]}

        """

    private func project() throws -> (StageProject, lock: String) {
        let project = try StageProject(Self.stages)
        try project.folder.write("in", "1\n")
        try project.run()
        return (project, try #require(try project.folder.read("dvc.lock")))
    }

    @Test("a forced run keeps the other entries, and the old file beside the new one")
    func forcedRun() throws {
        let (project, lock) = try project()
        let broken = lock.replacing("  b:\n", with: "  b:\n" + Self.ours)
        try project.folder.write("dvc.lock.orig", "somebody's\n")
        try project.folder.write("dvc.lock", broken, mode: 0o640)
        let plan = try project.inspector.plan(project.pipeline(), forced: ["a", "b", "c"])
        #expect(
            plan.renewals == [
                LockRenewal(
                    stageFile: "dvc.yaml",
                    lock: "dvc.lock",
                    kept: ["a", "c"],
                    dropped: ["b"],
                    copy: "dvc.lock.orig-2"
                )
            ]
        )
        // Nothing was written to find that out.
        #expect(try project.folder.read("dvc.lock") == broken)
        let check = try project.check("b", forced: true)
        let stage = try #require(try project.pipeline().stage("b")).definition
        _ = try project.inspector.save(stage, check: check)
        #expect(try project.folder.read("dvc.lock.orig") == "somebody's\n")
        #expect(try project.folder.read("dvc.lock.orig-2") == broken)
        // The entry of 'b' now comes after those that were kept.
        #expect(
            try project.plan() == ["a": .unchanged, "b": .unchanged, "c": .unchanged]
        )
        #expect(try FileStatus.of(project.folder["dvc.lock"])?.mode == 0o640)
    }

    @Test("an old file that is kept already is kept once")
    func keptOnce() throws {
        let (project, lock) = try project()
        for _ in 0..<2 {
            try project.folder.write("dvc.lock", lock + Self.ours)
            try project.run(forced: ["a", "b", "c"])
        }
        #expect(try project.folder.read("dvc.lock") == lock)
        #expect(try project.folder.names().filter { $0.contains("orig") } == ["dvc.lock.orig"])
    }

    @Test("what a kept entry says of an output without a cache is no change by hand")
    func knownOutput() throws {
        let (project, lock) = try project()
        try project.folder.write("dvc.lock", lock.replacing("  a:\n", with: Self.ours + "  a:\n"))
        let check = try project.check("c", forced: true)
        #expect(check.loses.isEmpty)
    }

    // MARK: - Words

    @Test(
        "what becomes of a lock is said in words",
        arguments: [
            (7, ["a"], "it keeps 7 of 8 records, and the record of 'a' is dropped"),
            (1, ["a", "b"], "it keeps 1 of 3 records, and the records of 'a', 'b' are dropped"),
            (
                0, ["a", "b", "c", "d", "e"],
                "the records of 5 stages ('a', 'b', 'c' and 2 more) are dropped"
            ),
            (3, [], "it keeps all 3 records"), (0, [], "it holds no records of before"),
        ]
    )
    func words(kept: Int, dropped: [String], text: String) {
        let renewal = LockRenewal(
            stageFile: "dvc.yaml",
            lock: "dvc.lock",
            kept: (0..<kept).map { "k\($0)" },
            dropped: dropped,
            copy: "dvc.lock.orig"
        )
        #expect(
            renewal.words == "dvc.lock cannot be read. When it is written anew, \(text); the old"
                + " file is kept as dvc.lock.orig."
        )
    }

    @Test("among several pipelines the advice names the one it is for")
    func advice() throws {
        let error = try #require(throws: InputMistakes.self) {
            try LockFile(bytes: Array((Self.head + Self.a + Self.ours).utf8), path: "two/dvc.lock")
        }
        #expect(
            error.advising("two").description
                == "two/dvc.lock:7:1: unresolved merge. Resolve it, or run 'pitwall run -l two"
                + " --force a', which writes it anew with the records that can be read."
        )
        #expect(error.advising("my study").description.contains(" -l \"my study\" --force a'"))
    }
}
