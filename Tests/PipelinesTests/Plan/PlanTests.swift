import Domain
import Pipelines
import Testing

@Suite("What would run, and why")
struct PlanTests {
    private static let stages = """
        stages:
          prep:
            cmd: tr a-z A-Z < raw.txt > clean.txt
            deps: [raw.txt]
            outs: [clean.txt]
          train:
            cmd: cat clean.txt > model.bin; cat clean.txt >> model.bin; echo 1 > m.json
            deps: [clean.txt]
            params: [lr, deep.x]
            outs: [model.bin]
            metrics: [{m.json: {cache: false}}]
        """

    private func project(ran: Bool = true) throws -> StageProject {
        let project = try StageProject(Self.stages)
        try project.folder.write("raw.txt", "abc")
        try project.folder.write("params.yaml", "lr: 0.1\ndeep: {x: [1, a]}\n")
        if ran { #expect(try project.run() == ["prep", "train"]) }
        return project
    }

    @Test("a project that never ran runs, one that ran is unchanged")
    func firstRun() throws {
        let project = try project(ran: false)
        let never = Verdict.runs([Change(subject: .neverRun, kind: .new)])
        #expect(try project.plan() == ["prep": never, "train": never])
        try project.run()
        #expect(try project.plan() == ["prep": .unchanged, "train": .unchanged])
        #expect(try project.run() == [])
    }

    @Test("looking writes nothing")
    func readOnly() throws {
        let project = try StageProject(Self.stages) { _ in }
        try project.folder.write("raw.txt", "abc")
        try project.folder.write("params.yaml", "lr: 0.1\ndeep: {x: 1}\n")
        _ = try project.plan()
        #expect(
            try project.folder.names() == [
                "dvc.yaml", "params.yaml", "raw.txt",
            ]
        )
    }

    @Test("a changed dependency is shown with digits and growth; what is below follows")
    func dependency() throws {
        let project = try project()
        try project.folder.write("raw.txt", "abcd")
        let change = Change(
            subject: .dependency,
            name: "raw.txt",
            old: "9001",
            new: "e2fc",
            detail: "+ 1 byte"
        )
        #expect(try project.plan() == ["prep": .runs([change]), "train": .follows(["prep"])])
        // The digits come out the same in capitals, so that the run ends early.
        try project.folder.write("raw.txt", "ABC")
        #expect(try project.run() == ["prep"])
        #expect(try project.plan() == ["prep": .unchanged, "train": .unchanged])
    }

    @Test("a changed parameter is shown with both values")
    func parameters() throws {
        let project = try project()
        try project.folder.write("params.yaml", "lr: 0.05\ndeep: {x: [1, b]}\nother: 1\n")
        let changes = [
            Change(subject: .parameter, name: "params.yaml:lr", old: "0.1", new: "0.05"),
            Change(subject: .parameter, name: "params.yaml:deep.x", old: "[1, a]", new: "[1, b]"),
        ]
        #expect(try project.plan() == ["prep": .unchanged, "train": .runs(changes)])
        try project.folder.write("params.yaml", "lr: 1.0e-1\ndeep: {x: [true, a]}\n")
        #expect(try project.plan()["train"] == .unchanged)
    }

    @Test("a changed command, a new dependency and a stale one are told apart")
    func definition() throws {
        let project = try project()
        let text = Self.stages.replacing("deps: [raw.txt]", with: "deps: [params.yaml]")
        try project.folder.write("dvc.yaml", text.replacing("tr a-z", with: "tr  a-z"))
        let verdict = try #require(try project.plan()["prep"])
        guard case .runs(let changes) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(changes.map(\.subject) == [.command, .dependency])
        #expect(changes[0].old == "tr a-z A-Z < raw.txt > clean.txt")
        #expect(changes[0].new == "tr  a-z A-Z < raw.txt > clean.txt")
        #expect(changes[1].kind == .new)
    }

    @Test("a lost output comes back from the cache, and what is below is judged by it")
    func restores() throws {
        let project = try project()
        try project.folder.remove("clean.txt")
        #expect(try project.plan() == ["prep": .restores(["clean.txt"]), "train": .unchanged])
        #expect(try project.run() == [])
        #expect(try project.folder.read("clean.txt") == "ABC")
        try project.folder.remove("m.json")
        #expect(try project.plan()["train"] == .restores(["m.json"]))
        #expect(try project.run() == [])
        #expect(try project.folder.read("m.json") == "1\n")
    }

    @Test("an output whose content is not in the cache runs, and is made again")
    func notInCache() throws {
        let project = try project()
        let hash = try #require(ContentHash("902fbdd2b1df0c4f70b4a5d23525e932"))
        let object = project.inspector.cache.path(of: hash)
        try project.folder.remove(project.folder.name(of: object))
        let change = Change(subject: .output, kind: .notInCache, name: "clean.txt", old: "902f")
        #expect(try project.plan() == ["prep": .runs([change]), "train": .follows(["prep"])])
        #expect(try project.run() == ["prep"])
        #expect(try project.plan() == ["prep": .unchanged, "train": .unchanged])
    }

    @Test("an output that somebody changed is told before it is replaced")
    func editedByHand() throws {
        let project = try project()
        try project.folder.write("model.bin", "mine")
        let check = try project.check("train")
        #expect(check.verdict == .restores(["model.bin"]))
        let lost = Replacement(path: "model.bin", fate: .lost, isEditedByHand: true, size: 4)
        #expect(check.loses == [lost])
        #expect(
            check.replacements == [
                lost,
                // The record of the run keeps it.
                Replacement(path: "m.json", fate: .comesBack, isEditedByHand: false, size: 2),
            ]
        )
        let stage = try #require(try project.pipeline().stage("train")?.definition)
        #expect(throws: StageProblem.wouldLose("train", ["model.bin"])) {
            try project.inspector.prepare(stage)
        }
        #expect(throws: StageProblem.wouldLose("train", ["model.bin"])) {
            try project.inspector.restore(stage)
        }
        #expect(try project.folder.read("model.bin") == "mine")
    }

    @Test("a folder from which a file was removed comes back, and nothing would be lost")
    func removedFromFolder() throws {
        let project = try StageProject(
            "stages:\n  a: {cmd: 'mkdir d; cp n d/x; cp n d/y', deps: [n], outs: [d]}\n"
        )
        try project.folder.write("n", "1")
        try project.run()
        try project.folder.remove("d/x")
        let check = try project.check("a")
        #expect(check.verdict == .restores(["d"]))
        #expect(check.loses.isEmpty)
        try project.folder.write("d/x", "mine")
        #expect(try project.check("a").loses.map(\.path) == ["d"])
    }

    @Test(
        "where DVC makes an output again, it is made again",
        arguments: [
            "deps: [], outs: [o]", "deps: [n], outs: [o, k: {persist: true}]",
            "deps: [n], outs: [o, u: {cache: false}]",
        ]
    )
    func runsInstead(keys: String) throws {
        let command = "echo o > o; echo k > k; echo u > u"
        let project = try StageProject("stages:\n  a: {cmd: \(command), \(keys)}\n")
        try project.folder.write("n", "1")
        try project.run()
        try project.folder.remove("o")
        #expect(try project.check("a").verdict.willRun)
    }

    @Test("what a failed attempt left is not a change by hand")
    func leftovers() throws {
        let project = try project()
        try project.folder.write("model.bin", "half")
        let stage = try #require(try project.pipeline().stage("train")?.definition)
        let left = try project.inspector.outputs(of: stage)
        let verdicts = try project.plan(leftovers: ["train": left])
        #expect(verdicts["train"] == .restores(["model.bin"]))
        _ = try project.inspector.prepare(stage, leftovers: left)
        #expect(try !project.folder.exists("model.bin"))
    }

    @Test("a forced stage runs though nothing changed")
    func forced() throws {
        let project = try project()
        let verdicts = try project.plan(forced: ["prep"])
        #expect(
            verdicts == ["prep": .runs([Change(subject: .forced)]), "train": .follows(["prep"])]
        )
        #expect(try project.plan(selection: ["train"]) == ["train": .unchanged])
    }

    @Test("a frozen stage never runs, and stands between those above and below")
    func frozen() throws {
        let project = try project()
        let text =
            Self.stages.replacing("cmd: cat", with: "frozen: true\n    cmd: cat") + """

                  below: {cmd: cp model.bin b.txt, deps: [model.bin], outs: [b.txt]}
                """
        try project.folder.write("dvc.yaml", text)
        try project.run()
        try project.folder.write("raw.txt", "xyz")
        #expect(try project.run() == ["prep"])
        let verdicts = try project.plan()
        guard case .frozen(let changes) = verdicts["train"] else {
            Issue.record("\(verdicts)")
            return
        }
        #expect(changes.map(\.name) == ["clean.txt"])
        #expect(verdicts["below"] == .unchanged)
    }

    @Test("a stage that says so, or has nothing to compare, runs always")
    func always() throws {
        let project = try StageProject(
            """
            stages:
              a: {cmd: 'true'}
              b: {cmd: echo 1 > o, outs: [o], always_changed: true}
              c: {cmd: echo 1 > p, outs: [p]}
            """
        )
        #expect(try project.run() == ["a", "b", "c"])
        let verdicts = try project.plan()
        #expect(
            verdicts == [
                "a": .runs([
                    Change(subject: .always, detail: "it has no dependencies and no outputs")
                ]),
                "b": .runs([Change(subject: .always, detail: "it says 'always_changed'")]),
                "c": .unchanged,
            ]
        )
    }

    @Test("what is missing blocks the stage and says why it matters")
    func blocked() throws {
        let project = try project(ran: false)
        try project.folder.remove("raw.txt")
        try project.folder.write("params.yaml", "lr: 1\n")
        let verdicts = try project.plan()
        #expect(
            verdicts["prep"]
                == .blocked([
                    "'raw.txt' is missing, and no stage makes it. 'prep' needs it: put it there, or"
                        + " correct 'deps'."
                ])
        )
        #expect(
            verdicts["train"]
                == .blocked([
                    "'clean.txt' is missing: 'prep', which makes it, cannot run.",
                    "'deep.x' is missing in 'params.yaml', which 'train' needs. Add it there, or"
                        + " correct 'params'.",
                ])
        )
        try project.folder.write("raw.txt.dvc", "outs: []")
        try project.folder.remove("params.yaml")
        #expect(
            try project.plan(selection: ["prep"])["prep"]
                == .blocked([
                    "'raw.txt' is missing, and 'prep' needs it. 'dvc checkout' or 'dvc pull' brings"
                        + " it back."
                ])
        )
        #expect(
            try project.plan(selection: ["train"])["train"]
                == .blocked([
                    "'clean.txt' is missing. 'prep' makes it; run that first.",
                    "The parameter file 'params.yaml' is missing, and 'train' needs it. Put it"
                        + " there, or correct 'params'.",
                ])
        )
    }

    @Test(
        "a stage without a command is as DVC takes it: it can be up to date, and cannot run",
        arguments: [
            ("{cmd: ''}", false, false), ("{cmd: []}", false, false), ("{cmd: ''}", true, true),
            ("{cmd: '', deps: [n]}", false, true), ("{cmd: [], outs: [o]}", false, true),
            ("{cmd: '', outs: [o], frozen: true}", false, true),
            ("{cmd: '', always_changed: true}", false, true),
        ]
    )
    func noCommand(text: String, isForced: Bool, isBlocked: Bool) throws {
        let project = try StageProject("stages: {a: \(text)}")
        try project.folder.write("n", "1")
        try project.folder.write("o", "1")
        let blocked = Verdict.blocked([
            "'a' has to run, and its 'cmd' is empty. Say what it runs."
        ])
        let verdict = try project.plan(forced: isForced ? ["a"] : [])["a"]
        #expect(verdict == (isBlocked ? blocked : .unchanged))
    }

    @Test(
        "a command that does nothing is one",
        arguments: ["' '", "['']", "['', 'echo 1 > o']", "\"\\n\""]
    )
    func idleCommand(text: String) throws {
        let project = try StageProject("stages: {a: {cmd: \(text), deps: [n]}}")
        try project.folder.write("n", "1")
        #expect(try project.run() == ["a"])
        #expect(try project.plan() == ["a": .unchanged])
    }

    @Test("a working folder that is missing blocks the stage")
    func workingFolder() throws {
        let project = try StageProject("stages: {a: {cmd: 'true', wdir: w, outs: [o]}}")
        #expect(
            try project.plan()["a"]
                == .blocked([
                    "The working folder 'w' of 'a' does not exist. Make it, or correct 'wdir'."
                ])
        )
    }

    @Test("with a broken lock nothing is called unchanged, and a forced run writes it anew")
    func brokenLock() throws {
        let project = try project()
        let text = try #require(try project.folder.read("dvc.lock"))
        try project.folder.write("dvc.lock", text + "<<<<<<< HEAD\n")
        #expect(throws: InputMistakes.self) { try project.plan() }
        #expect(throws: InputMistakes.self) { try project.plan(forced: ["prep"]) }
        #expect(try project.run(forced: ["prep", "train"]) == ["prep", "train"])
        #expect(try project.folder.read("dvc.lock") == text)
    }

    @Test("parts of a folder that comes back are known before it does")
    func partsOfFolder() throws {
        let project = try StageProject(
            """
            stages:
              gen: {cmd: "mkdir -p d/e; echo 1 > d/a; echo 2 > d/e/b", deps: [n], outs: [d]}
              file: {cmd: cp d/a o1, deps: [d/a], outs: [o1]}
              part: {cmd: cp d/e/b o2, deps: [d/e], outs: [o2]}
            """
        )
        try project.folder.write("n", "1")
        try project.run()
        try project.folder.remove("d")
        #expect(
            try project.plan() == ["gen": .restores(["d"]), "file": .unchanged, "part": .unchanged]
        )
    }
}
