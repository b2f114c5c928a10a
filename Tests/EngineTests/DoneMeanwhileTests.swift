import Domain
import Engine
import Foundation
import Journal
import Synchronization
import Testing

@Suite("Engine, where stages are done while a command is prepared")
struct DoneMeanwhileTests {
    private static let id = RunID("study", 1)
    private static let attempt = AttemptID(id, "a", 1)

    /// An engine whose stages run; `a` ends, and what it made is taken, while the next command
    /// is prepared on files that were read before.
    private static func begun(_ names: [StageName]) throws -> SteppedEngine {
        let stages = names.map { name in
            StageDefinition(
                name: name,
                place: SourcePlace(file: "dvc.yaml", line: 1, column: 1),
                command: .text("true")
            )
        }
        let definition = PipelineDefinition(
            name: "study",
            file: "dvc.yaml",
            stages: stages.map { GraphStage(definition: $0, upstream: []) }
        )
        let world = SimulatedWorld(definition)
        let stepped = try SteppedEngine(world, SimulatedStore())
        try stepped.ask(.start("study", .all, StartOptions()))
        stepped.settle()
        #expect(stepped.phase("a") == .running)
        world.state.withLock { state in
            state.meanwhile = {
                world.finish(attempt, .exited(0))
                stepped.settle()
            }
        }
        return stepped
    }

    /// Settlings and preparations since the first start.
    private static func works(_ stepped: SteppedEngine) -> [Int] {
        stepped.world.state.withLock { [$0.settlings - 1, $0.preparations - 1] }
    }

    @Test("it is not asked for again, for what an older look says of it")
    func kept() throws {
        let stepped = try Self.begun(["a", "b"])
        let reply = try stepped.ask(.start("study", .all, StartOptions()))
        #expect(reply.text == "Run study/1 is under way already.")
        #expect(stepped.phase("a") == .ended(.done))
        #expect(Self.works(stepped) == [1, 1])
    }

    @Test(
        "a command that makes something else of it waits until its lock entry is written",
        arguments: [
            Command.start("study", .only(["a"]), StartOptions()),
            .start("study", .all, StartOptions(force: true)),
            .skip(RunTarget("study", "a"), reason: "not needed"),
            .markDone(RunTarget("study", "a"), note: "better"),
        ]
    )
    func written(command: Command) throws {
        let stepped = try Self.begun(["a", "b"])
        try stepped.ask(command)
        #expect(Self.works(stepped) == [2, 2])
        #expect(stepped.phase("a") != .ended(.done))
    }

    @Test("where the run ended by it, nothing is left to run")
    func over() throws {
        let stepped = try Self.begun(["a"])
        let refusal = #expect(throws: Refusal.self) {
            try stepped.ask(.start("study", .all, StartOptions()))
        }
        #expect(refusal == .nothingToRun)
        #expect(stepped.engine.standing?.controls.first?.lastRun == 1)
        #expect(Self.works(stepped) == [2, 2])
    }
}
