import Domain
import Engine
import Foundation
import Journal
import Synchronization
import Testing

@Suite("Engine, a step at a time")
struct SteppedEngineTests {
    private static let id = RunID("study", 1)

    private static func world(
        _ names: [StageName],
        _ settings: StageSettings = StageSettings()
    ) -> SimulatedWorld {
        let stages = names.map { name in
            StageDefinition(
                name: name,
                place: SourcePlace(file: "dvc.yaml", line: 1, column: 1),
                command: .text("true"),
                settings: settings
            )
        }
        return SimulatedWorld(
            PipelineDefinition(
                name: "study",
                file: "dvc.yaml",
                stages: stages.map { GraphStage(definition: $0, upstream: []) }
            )
        )
    }

    /// An engine that all stages were asked of.
    private static func begun(
        _ world: SimulatedWorld,
        _ store: SimulatedStore = SimulatedStore(),
        cpus: Double = 2,
        keepGoing: Bool = false
    ) throws -> SteppedEngine {
        let stepped = try SteppedEngine(world, store, cpus: cpus)
        try stepped.ask(.start("study", .all, StartOptions(keepGoing: keepGoing)))
        return stepped
    }

    private static let retried = StageSettings(retries: 1, backoff: .seconds(10))

    @Test("a cancel that comes while a stage starts ends it once it runs")
    func cancelWhileStarting() throws {
        let world = Self.world(["a"])
        let stepped = try Self.begun(world)
        while stepped.phase("a") != .starting { try #require(stepped.work()) }
        try stepped.ask(.cancel(Self.id, nil))
        stepped.settle()
        #expect(stepped.phase("a") == .ended(.cancelled))
        #expect(world.state.withLock { $0.started } == [AttemptID(Self.id, "a", 1)])
    }

    @Test("a cancel that an engine took down and did not send is sent by the next one")
    func cancelOfDeadEngine() throws {
        let world = Self.world(["a"])
        let store = SimulatedStore()
        let first = try Self.begun(world, store)
        first.settle()
        world.state.withLock { $0.losesCancels = true }
        try first.ask(.cancel(Self.id, "a"))
        first.stop()
        world.state.withLock { $0.losesCancels = false }
        let second = try SteppedEngine(world, store)
        second.settle()
        #expect(second.phase("a") == .ended(.cancelled))
    }

    @Test("a stage that waits for a screen is cancelled before anybody took it")
    func cancelOfLease() throws {
        let world = Self.world(["a"], StageSettings(mode: .terminal))
        let stepped = try SteppedEngine(world, SimulatedStore())
        for isReady in [true, false] {
            let reply = try stepped.ask(.start("study", .only(["a"]), StartOptions()))
            let run = try #require(reply.run)
            while stepped.phase("a") != .starting { try #require(stepped.work()) }
            if isReady { stepped.settle() }
            try stepped.ask(.cancel(run, "a"))
            stepped.settle()
            #expect(stepped.phase("a") == .ended(.cancelled))
            let attempt = AttemptID(run, "a", isReady ? 1 : 2)
            #expect(throws: Refusal.self) { try stepped.engine.lease(attempt) }
        }
    }

    @Test("an engine that starts while a stage waits for its next attempt makes it")
    func retryAfterRestart() throws {
        let world = Self.world(["a"], Self.retried)
        let store = SimulatedStore()
        world.state.withLock { $0.exits["a"] = .exited(1) }
        let first = try Self.begun(world, store)
        first.settle()
        first.stop()
        let second = try SteppedEngine(world, store)
        let deadline = try #require(second.engine.deadline)
        #expect(deadline == world.instant + .seconds(10))
        second.pass(.seconds(9))
        #expect(world.state.withLock { $0.started.count } == 1)
        second.pass(.seconds(1))
        #expect(world.state.withLock { $0.started.map(\.number) } == [1, 2])
    }

    @Test("a further attempt waits for room as any stage does")
    func retryWithoutRoom() throws {
        let world = Self.world(["a", "b"], Self.retried)
        world.state.withLock { $0.exits["a"] = .exited(1) }
        let stepped = try Self.begun(world, cpus: 1, keepGoing: true)
        stepped.settle()
        #expect(stepped.phase("b") == .running)
        stepped.pass(.seconds(60))
        #expect(world.state.withLock { $0.started.map(\.stage) } == ["a", "b"])
        // Nothing is due that cannot be done.
        #expect(stepped.engine.deadline == nil)
        world.finish(AttemptID(Self.id, "b", 1), .exited(0))
        stepped.settle()
        #expect(world.state.withLock { $0.started.map(\.stage) } == ["a", "b", "a"])
    }

    @Test(
        "a wait between attempts goes by the clock that nobody sets",
        arguments: [-86_400.0, 86_400.0]
    )
    func retryOverClockJump(jump: Double) throws {
        let world = Self.world(["a"], Self.retried)
        world.state.withLock { $0.exits["a"] = .exited(1) }
        let stepped = try Self.begun(world)
        stepped.settle()
        world.state.withLock { $0.now += jump }
        stepped.pass(.seconds(9))
        #expect(world.state.withLock { $0.started.count } == 1)
        stepped.pass(.seconds(1))
        #expect(world.state.withLock { $0.started.count } == 2)
    }

    @Test("work that is done by hand while it runs is taken once its command has ended")
    func doneByHandWhileRunning() throws {
        let world = Self.world(["a"])
        let store = SimulatedStore()
        let first = try Self.begun(world, store)
        first.settle()
        world.state.withLock { $0.losesCancels = true }
        try first.ask(.markDone(RunTarget("study", "a"), note: "enough"))
        first.settle()
        #expect(first.phase("a") == .saving)
        #expect(world.state.withLock { $0.saved }.isEmpty)
        first.stop()
        world.state.withLock { $0.losesCancels = false }
        let second = try SteppedEngine(world, store)
        second.settle()
        let run = try #require(try store.run(Self.id))
        #expect(run.stage("a")?.phase == .ended(.doneByHand(note: "enough")))
        #expect(run.stage("a")?.attempts.last?.report?.status == .signalled(15))
        #expect(world.state.withLock { $0.saved } == ["a"])
    }

    @Test("stages of two pipelines that work on the same files wait for each other")
    func sharedFiles() throws {
        let world = Self.world(["made"])
        let made = try #require(world.state.withLock { $0.definition.stages.first })
        let below = StageDefinition(
            name: "below",
            place: SourcePlace(file: "dvc.yaml", line: 2, column: 1),
            command: .text("true")
        )
        world.state.withLock { state in
            state.other = PipelineDefinition(
                name: "second",
                file: "dvc.yaml",
                stages: [made, GraphStage(definition: below, upstream: ["made"])]
            )
        }
        let stepped = try Self.begun(world, cpus: 4)
        stepped.settle()
        try stepped.ask(.start("second", .only(["below"]), StartOptions()))
        stepped.settle()
        #expect(world.state.withLock { $0.started.map(\.stage) } == ["made"])
        world.finish(AttemptID(Self.id, "made", 1), .exited(0))
        stepped.settle()
        #expect(world.state.withLock { $0.started.map(\.stage) } == ["made", "below"])
        world.state.withLock { $0.verdicts["made"] = .runs([Change(subject: .command)]) }
        try stepped.ask(.start("study", .all, StartOptions()))
        stepped.settle()
        #expect(world.state.withLock { $0.started.count } == 2)
        world.finish(AttemptID(RunID("second", 1), "below", 1), .exited(0))
        stepped.settle()
        #expect(world.state.withLock { $0.started.map(\.stage) } == ["made", "below", "made"])
    }

    @Test("an attempt that a power cut made the journal forget counts as it is found")
    func forgottenAttempt() throws {
        let world = Self.world(["a"])
        let stepped = try SteppedEngine(world, SimulatedStore())
        world.finish(AttemptID(Self.id, "a", 1), .exited(0))
        try stepped.ask(.start("study", .all, StartOptions()))
        stepped.settle()
        #expect(world.state.withLock { $0.started }.isEmpty)
        #expect(world.state.withLock { $0.saved } == ["a"])
    }

    @Test("lock entries are taken up also of a run that is over")
    func recallOfEndedRun() throws {
        let world = Self.world(["a"])
        let store = SimulatedStore()
        world.state.withLock { $0.exits["a"] = .exited(0) }
        let first = try Self.begun(world, store)
        first.settle()
        first.stop()
        #expect(try store.run(Self.id)?.end == .done)
        _ = try SteppedEngine(world, store)
        #expect(world.state.withLock { $0.recalled } == ["a"])
    }
}
