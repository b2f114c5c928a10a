import Domain
import Engine
import Foundation
import Glibc
import Testing

@Suite("The borders of a project", .timeLimit(.minutes(5)))
struct ProjectBorderTests {
    /// Two pipelines; the inner one's second stage waits at a gate.
    private static let nested = [
        "dvc.yaml": "stages:\n  top:\n    cmd: echo > top.txt\n    outs: [top.txt]\n",
        "inner/dvc.yaml": """
        stages:
          first:
            cmd: cat gate > first.txt
            deps: [gate]
            outs: [first.txt]
          second:
            cmd: echo > second.txt
            deps: [first.txt]
            outs: [second.txt]

        """,
    ]

    private func names(_ rig: ProjectRig) throws -> [PipelineName] {
        try rig.reading.project().pipelines.map(\.name)
    }

    private func item(_ name: String, _ reading: ProjectReading) -> Checkup.Item? {
        reading.checkup().items.first { $0.name == name }
    }

    @Test("a folder that becomes a project of its own is left out at once, and told")
    func appears() throws {
        let rig = try ProjectRig(Self.nested)
        #expect(try names(rig).contains("inner"))
        #expect(item("inside", rig.reading) == nil)
        try #require(mkdir(rig.root + "/inner/.pitwall", 0o700) == 0)
        #expect(try names(rig) == [PipelineName(rig.reading.project().name)])
        #expect(
            item("inside", rig.reading)?.text
                == "'inner' is a project of its own, with its own .pitwall; its pipelines are "
                + "listed and run there"
        )
        try #require(rmdir(rig.root + "/inner/.pitwall") == 0)
        #expect(try names(rig).contains("inner"))
    }

    @Test("what runs there goes on to its end, and nothing more of it begins")
    func underWay() throws {
        var files = Self.nested
        files["inner/dvc.yaml"] = files["inner/dvc.yaml"]?.replacing("    deps: [gate]\n", with: "")
        let rig = try ProjectRig(files)
        try rig.makeGate("inner/gate")
        try rig.start()
        try rig.ask(.start("inner", .all, StartOptions()))
        let first: StageName = "inner/dvc.yaml:first"
        try rig.wait(of: "inner") { $0.stage(first)?.phase == .running }

        let inner = try ProjectReading(folder: rig.root + "/inner")
        let refusal = #expect(throws: Refusal.self) {
            try ProjectEngine.start(inner, version: "0.0.0")
        }
        #expect(refusal?.code == .alreadyActive)
        #expect(refusal?.text.hasPrefix("'first' runs in this folder") == true)
        #expect(!rig.exists("inner/.pitwall"))

        try #require(mkdir(rig.root + "/inner/.pitwall", 0o700) == 0)
        #expect(try rig.reading.unfinishedRuns().map(\.id.pipeline) == ["inner"])
        try rig.open(gate: "inner/gate")
        let run = try rig.wait(of: "inner") { !$0.isActive }
        #expect(run.stage(first)?.phase == .ended(.done))
        guard case .ended(.failed(let reason)) = run.stage("inner/dvc.yaml:second")?.phase else {
            Issue.record("\(run.stages.map(\.phase))")
            return
        }
        #expect(reason.text.contains("'inner' became a project of its own"))
        let engine = try ProjectEngine.start(inner, version: "0.0.0")
        engine.stop(reason: "test")
    }

    @Test("the history of the root's pipeline is there after its folder was renamed or copied")
    func renamed() throws {
        var files = ProjectRig.study
        files["pitwall.yaml"] = nil
        let rig = try ProjectRig(files)
        let name = try rig.pipeline().name
        try rig.start()
        try rig.run(in: name)
        try rig.ask(.setBreakpoint(name, "count"))
        try rig.stop()
        #expect(try rig.text(".pitwall/name") == "\(name)\n")

        let other = rig.root + "-copy"
        try FileManager.default.copyItem(atPath: rig.root, toPath: other)
        defer { try? FileManager.default.removeItem(atPath: other) }
        let reading = try ProjectReading(folder: other)
        let project = try reading.project()
        #expect(project.name == (other as NSString).lastPathComponent)
        #expect(project.pipelines.map(\.name) == [name])
        #expect(project.pipelines.first?.newestRun?.run.id == RunID(name, 1))
        #expect(project.pipelines.first?.breakpoints == ["count"])
        let item = item("pipeline", reading)
        #expect(item?.text.hasSuffix("its name is from before the folder had this one") == true)
        #expect(self.item("history", reading) == nil)
    }

    @Test("a journal from before names were kept gives its name, unless another pipeline has it")
    func older() throws {
        var files = ProjectRig.study
        files["pitwall.yaml"] = "pipelines: {before: {definition: dvc.yaml}}\n"
        let rig = try ProjectRig(files)
        try rig.start()
        try rig.run(in: "before")
        try rig.stop()
        #expect(!rig.exists(".pitwall/name"))
        try rig.write("pitwall.yaml", "")
        #expect(item("history", rig.reading)?.text.contains("'before'") == true)
        try rig.start()
        #expect(try names(rig) == ["before"])
        try rig.stop()
        try #require(unlink(rig.root + "/.pitwall/name") == 0)
        try rig.write("before/dvc.yaml", files["dvc.yaml"] ?? "")
        try rig.start()
        #expect(try names(rig) == [PipelineName(rig.reading.project().name), "before"])
    }

    @Test("no engine starts where there is nothing to serve, and nothing is left behind")
    func empty() throws {
        let rig = try ProjectRig(["notes.txt": ""])
        let refusal = #expect(throws: Refusal.self) { try rig.start() }
        #expect(refusal?.code == .badInput)
        #expect(refusal?.text.hasPrefix("There is no pipeline in '\(rig.root)'") == true)
        #expect(!rig.exists(".pitwall"))
        try rig.write("pitwall.yaml", "")
        try rig.start()
        try rig.stop()
        try #require(unlink(rig.root + "/pitwall.yaml") == 0)
        try rig.start()
    }

    @Test("comments and breakpoints on what there is not are refused")
    func unknown() throws {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt"))
        try rig.start()
        try rig.run()
        let wrong: [(Command, Refusal.Code)] = [
            (.comment(RunID("study", 2), nil, "x"), .unknownRun),
            (.comment(RunID("study", 0), nil, "x"), .unknownRun),
            (.comment(RunID("other", 1), nil, "x"), .unknownRun),
            (.comment(RunID("study", 1), "none", "x"), .unknownStage),
            (.setBreakpoint("other", "work"), .unknownPipeline),
            (.setBreakpoint("study", "none"), .unknownStage),
            (.clearBreakpoint("other", "work"), .unknownPipeline),
        ]
        let before = try rig.reading.activity(ActivityQuery(limit: 1)).first?.position
        for (command, code) in wrong {
            let refusal = #expect(throws: Refusal.self) { try rig.ask(command) }
            #expect(refusal?.code == code, "\(command)")
        }
        #expect(try rig.reading.activity(ActivityQuery(limit: 1)).first?.position == before)
        try rig.ask(.comment(RunID("study", 1), "work", "fine"))
        try rig.ask(.setBreakpoint("study", "work"))
        try rig.ask(.clearBreakpoint("study", "work"))
    }
}
