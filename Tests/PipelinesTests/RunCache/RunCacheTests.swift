import Domain
import Pipelines
import Testing

@Suite("The run cache")
struct RunCacheTests {
    private static let stages = """
        stages:
          a:
            cmd: cp in o && cp in m.json && mkdir d && cp in d/x
            deps: [in]
            params: [x]
            outs: [o, d]
            metrics: [{m.json: {cache: false}}]
          b:
            cmd: cat o d/x > p
            deps: [o, d]
            outs: [p]
        """

    private func project(_ stages: String = stages) throws -> StageProject {
        let project = try StageProject(stages)
        try write(project, "1")
        return project
    }

    private func write(_ project: StageProject, _ text: String) throws {
        try project.folder.write("in", text)
        try project.folder.write("params.yaml", "x: \(text)\n")
    }

    private func records(_ project: StageProject) throws -> [String] {
        try project.folder.files(below: ".dvc/cache/runs")
    }

    @Test("what was run before comes back instead, with everything below it")
    func comesBack() throws {
        let project = try project()
        #expect(try project.run() == ["a", "b"])
        let lock = try project.folder.read("dvc.lock")
        try write(project, "2")
        #expect(try project.run() == ["a", "b"])
        #expect(try records(project).count == 4)
        try write(project, "1")
        let plan = try project.plan()
        #expect(plan["a"] == .restores(["o", "d", "m.json"]))
        #expect(plan["b"] == .follows(["a"]) || plan["b"] == .restores(["p"]), "\(plan)")
        #expect(try project.run() == [])
        #expect(try project.folder.read("p") == "11")
        #expect(try project.folder.read("m.json") == "1")
        #expect(try project.folder.read("dvc.lock") == lock)
        #expect(try project.plan().values.allSatisfy { $0 == .unchanged })
    }

    @Test("a run whose input changed meanwhile is not kept, since nobody knows what it read")
    func changedMeanwhile() throws {
        let project = try project()
        let stage = try project.pipeline().stages[0].definition
        let check = try project.check("a")
        for name in ["o", "d/x", "m.json"] { try project.folder.write(name, "1") }
        try project.folder.write("in", "2")
        _ = try project.inspector.save(stage, check: check)
        #expect(try !project.folder.exists(".dvc/cache/runs"))
        try project.folder.write("in", "1")
        _ = try project.inspector.save(stage, check: check)
        #expect(try records(project).count == 1)
    }

    @Test("a lock that is lost is found again")
    func lostLock() throws {
        let project = try project()
        try project.run()
        let lock = try project.folder.read("dvc.lock")
        try project.folder.remove("dvc.lock")
        #expect(try project.run() == [])
        #expect(try project.folder.read("dvc.lock") == lock)
    }

    @Test("a forced stage runs all the same")
    func forced() throws {
        let project = try project()
        try project.run()
        try project.folder.remove("dvc.lock")
        #expect(try project.run(forced: ["a"]) == ["a"])
    }

    @Test(
        "stages that may come to something else are not recorded",
        arguments: [
            "{cmd: cp in o, outs: [o]}", "{cmd: cp in o, deps: [in]}",
            "{cmd: cp in o, deps: [in], outs: [{o: {persist: true}}]}",
            "{cmd: cp in o, deps: [in], outs: [{o: {cache: false}}]}",
            "{cmd: cp in o, deps: [in], outs: [o], always_changed: true}",
        ]
    )
    func unrecorded(stage: String) throws {
        let project = try project("stages: {a: \(stage)}")
        try project.run()
        #expect(try records(project) == [])
    }

    @Test("a run whose outputs are lost, or whose record is damaged, is passed over")
    func passedOver() throws {
        let project = try project("stages: {a: {cmd: cp in o, deps: [in], outs: [o]}}")
        try project.run()
        let name = try #require(try records(project).first)
        let record = ".dvc/cache/runs/\(name)"
        let text = try #require(try project.folder.read(record))
        try project.folder.remove("dvc.lock")
        let other = text.replacing(
            "c4ca4238a0b923820dcc509a6f75849b",
            with: String(repeating: "0", count: 32)
        )
        for damaged in ["", "cmd: [", "]", other] {
            try project.folder.write(record, damaged)
            #expect(try project.plan()["a"]?.willRun == true, "\(damaged)")
        }
        try project.folder.write(record, text)
        #expect(try project.plan()["a"] == .restores(["o"]))
        try project.folder.remove(".dvc/cache/files")
        #expect(try project.plan()["a"]?.willRun == true)
    }

    @Test("the newest of several runs with the same inputs comes back")
    func newest() throws {
        let project = try project("stages: {a: {cmd: date +%N > o, deps: [in], outs: [o]}}")
        try project.run()
        let first = try #require(try records(project).first)
        project.folder.setAge(".dvc/cache/runs/\(first)", seconds: 1_000)
        try project.run(forced: ["a"])
        let text = try project.folder.read("o")
        try project.folder.remove("dvc.lock")
        try project.folder.remove("o")
        #expect(try project.run() == [])
        #expect(try project.folder.read("o") == text)
    }

    @Test("a change by hand is not written over unless somebody allowed it")
    func byHand() throws {
        let project = try project("stages: {a: {cmd: cp in o, deps: [in], outs: [o]}}")
        try project.run()
        try write(project, "2")
        try project.run()
        try write(project, "1")
        try project.folder.write("o", "mine")
        let check = try project.check("a")
        #expect(check.verdict == .restores(["o"]))
        #expect(check.loses.map(\.path) == ["o"])
        let stage = try #require(try project.pipeline().stage("a")?.definition)
        #expect(throws: StageProblem.wouldLose("a", ["o"])) {
            try project.inspector.restore(stage)
        }
        #expect(try project.folder.read("o") == "mine")
        _ = try project.inspector.restore(stage, acceptsLoss: true)
        #expect(try project.folder.read("o") == "1")
        #expect(try project.plan()["a"] == .unchanged)
    }
}
