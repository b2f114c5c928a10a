import Domain
import Engine
import Foundation
import Testing

@Suite("Stages that outlive their engine", .timeLimit(.minutes(5)))
struct ProjectAdoptionTests {
    private static let attempt = AttemptID(RunID("study", 1), "work", 1)

    /// A project whose stage has ended while no engine ran.
    private static func left(exit code: Int, retries: Int = 0) throws -> ProjectRig {
        let rig = try ProjectRig(
            ProjectRig.single(
                "cat gate > out.txt; exit \(code)",
                "stages: {work: {retries: \(retries)}}\n"
            )
        )
        try rig.makeGate("gate")
        try rig.start()
        try rig.ask(.start("study", .all, StartOptions()))
        try rig.wait { $0.stage("work")?.phase == .running }
        try rig.stop()
        return rig
    }

    @Test("a stage that runs on shows as running, and its true end afterwards")
    func running() throws {
        let rig = try Self.left(exit: 4)
        #expect(try rig.pipeline().newestRun?.run.stage("work")?.phase == .running)
        try rig.open(gate: "gate")
        try rig.waitForReport(of: Self.attempt)
        let run = try #require(try rig.pipeline().newestRun?.run)
        #expect(run.status == .failed)
        #expect(run.stage("work")?.attempts.last?.report?.status == .exited(4))
        #expect(
            run.stage("work")?.reason == "'work' failed with exit status 4."
        )
        // Nothing was written to find that out.
        let last = try #require(try rig.reading.activity(ActivityQuery(limit: 1)).first)
        #expect(last.event == .engineStopped(reason: "test"))
    }

    @Test("a stage that ended well waits for an engine to take its outputs")
    func waiting() throws {
        let rig = try Self.left(exit: 0)
        try rig.open(gate: "gate")
        try rig.waitForReport(of: Self.attempt)
        let run = try #require(try rig.reading.run(RunID("study", 1))?.run)
        #expect(run.stage("work")?.status == .queued)
        #expect(run.stage("work")?.attempts.last?.report?.status == .exited(0))
        let words = "ended with exit status 0; its outputs are not taken yet"
        #expect(run.stage("work")?.reason == words)
    }

    @Test("a stage that ended well is not taken for one that another's failure held back")
    func besideFailure() throws {
        let rig = try ProjectRig([
            "pitwall.yaml": """
            pipelines: {study: {definition: dvc.yaml}}
            stages: {a: {cpus: 0.1}, b: {cpus: 0.1}}

            """,
            "dvc.yaml": """
            stages:
              a: {cmd: cat gate-a > a.txt, outs: [a.txt]}
              b: {cmd: cat gate-b; exit 1}
              c: {cmd: cp a.txt c.txt, deps: [a.txt], outs: [c.txt]}

            """,
        ])
        for name in ["a", "b"] { try rig.makeGate("gate-" + name) }
        try rig.start()
        try rig.ask(.start("study", .all, StartOptions()))
        try rig.wait { $0.stage("a")?.phase == .running && $0.stage("b")?.phase == .running }
        try rig.stop()
        for name in ["a", "b"] {
            try rig.open(gate: "gate-" + name)
            try rig.waitForReport(of: AttemptID(RunID("study", 1), StageName(name), 1))
        }
        let run = try #require(try rig.pipeline().newestRun?.run)
        #expect(run.stages.map(\.status) == [.queued, .failed, .planned])
        #expect(run.reason(of: run.stages[0])?.hasSuffix("outputs are not taken yet") == true)
        #expect(run.reason(of: run.stages[2]) == "not started; the run stopped when 'b' failed")
        try rig.start()
        let after = try rig.wait { !$0.isActive }
        #expect(after.stages.map(\.status) == [.done, .failed, .planned])
    }

    @Test("the next engine adopts what ran and shows its end", arguments: [0, 4])
    func adoption(code: Int) throws {
        let rig = try Self.left(exit: code)
        try rig.start()
        try rig.open(gate: "gate")
        let run = try rig.wait { !$0.isActive }
        #expect(run.stage("work")?.attempts.count == 1)
        #expect(run.stage("work")?.attempts.last?.report?.status == .exited(Int32(code)))
        #expect(run.status == (code == 0 ? .done : .failed))
    }

    @Test("a second engine is refused while one has the project")
    func secondEngine() throws {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt"))
        try rig.start()
        let other = try ProjectReading(folder: rig.root)
        let error = #expect(throws: Refusal.self) {
            try ProjectEngine.start(other, version: "0.0.0")
        }
        #expect(error?.code == .engineElsewhere)
        try rig.stop()
        try rig.start()
        #expect(try rig.run().end == .done)
    }
}
