import Domain
import Engine
import Foundation
import Journal
import Synchronization
import Testing

@Suite("Engine, after a death of everything")
struct AfterDeathTests {
    private static let id = RunID("study", 1)
    private static let attempt = AttemptID(id, "a", 1)

    /// Stages that ran when their engine died, of which this is found since.
    private static func left(_ finding: AttemptFinding) throws -> SteppedEngine {
        let stage = StageDefinition(
            name: "a",
            place: SourcePlace(file: "dvc.yaml", line: 1, column: 1),
            command: .text("true")
        )
        let world = SimulatedWorld(
            PipelineDefinition(
                name: "study",
                file: "dvc.yaml",
                stages: [GraphStage(definition: stage, upstream: [])]
            )
        )
        let store = SimulatedStore()
        let first = try SteppedEngine(world, store)
        try first.ask(.start("study", .all, StartOptions()))
        first.settle()
        #expect(first.phase("a") == .running)
        first.stop()
        world.state.withLock { $0.findings[attempt] = finding }
        return try SteppedEngine(world, store)
    }

    private static let commands: [Selection] = [.next, .only(["a"]), .all]

    @Test("what is gone is in nobody's way: the first command begins it again", arguments: commands)
    func lost(selection: Selection) throws {
        let second = try Self.left(.lost)
        #expect(second.world.state.withLock { $0.started.count } == 1)
        let reply = try second.ask(.start("study", selection, StartOptions()))
        #expect(reply.run == Self.id)
        second.settle()
        #expect(second.world.state.withLock { $0.started.map(\.number) } == [1, 2])
        #expect(second.phase("a") == .running)
    }

    @Test("what runs on is not begun again", arguments: [Selection.next, .only(["a"])])
    func running(selection: Selection) throws {
        let process = ProcessRecord(pid: 100, startTicks: 1, boot: "simulated")
        let second = try Self.left(.running(process))
        let refusal = #expect(throws: Refusal.self) {
            try second.ask(.start("study", selection, StartOptions()))
        }
        #expect(refusal?.code == .alreadyActive)
        second.settle()
        #expect(second.world.state.withLock { $0.started.count } == 1)
    }

    @Test("nor is that of which nothing is known yet")
    func unknown() throws {
        let second = try Self.left(.unknown)
        #expect(throws: Refusal.self) {
            try second.ask(.start("study", .only(["a"]), StartOptions()))
        }
        #expect(second.world.state.withLock { $0.started.count } == 1)
    }

    @Test("an end that nobody saw is known before anybody asks", arguments: [0, 3])
    func ended(code: Int32) throws {
        let second = try Self.left(
            .ended(
                ExitReport(
                    status: .exited(code),
                    startedAt: Date(timeIntervalSince1970: 1_000),
                    endedAt: Date(timeIntervalSince1970: 1_001)
                )
            )
        )
        let stage = try #require(second.engine.standing?.runs.last?.stage("a"))
        #expect(stage.attempts.last?.report?.status == .exited(code))
        #expect(stage.isFailed == (code != 0))
        second.settle()
        #expect(second.world.state.withLock { $0.saved } == (code == 0 ? ["a"] : []))
    }
}
