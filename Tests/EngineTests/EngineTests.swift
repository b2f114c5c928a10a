import Domain
import Engine
import Journal
import Synchronization
import Testing

@Suite("Engine", .timeLimit(.minutes(5)))
struct EngineTests {
    private static func stage(
        _ name: StageName,
        after upstream: [StageName] = [],
        _ settings: StageSettings = StageSettings()
    ) -> GraphStage {
        let definition = StageDefinition(
            name: name,
            place: SourcePlace(file: "dvc.yaml", line: 1, column: 1),
            command: .text("true"),
            settings: settings
        )
        return GraphStage(definition: definition, upstream: upstream)
    }

    private static let chain = PipelineDefinition(
        name: "study",
        file: "dvc.yaml",
        stages: [stage("a"), stage("b", after: ["a"]), stage("c", after: ["b"])]
    )

    private static func allExit(_ world: SimulatedWorld, _ status: Domain.ExitStatus) {
        world.state.withLock { state in
            for stage in state.definition.stages { state.exits[stage.name] = status }
        }
    }

    private static func status(
        _ reader: JournalReader,
        _ number: Int = 1
    ) throws -> [Status] {
        try reader.run(RunID("study", number))?.run.stages.map(\.status) ?? []
    }

    @Test("a run of everything runs each stage once, in order, and ends")
    func runsAll() throws {
        let world = SimulatedWorld(Self.chain)
        Self.allExit(world, .exited(0))
        let shelf = try StoreShelf()
        let engine = try Engine.simulated(world, shelf)
        defer { engine.stop(reason: "test") }
        let reply = try engine.ask(.start("study", .all, StartOptions()))
        #expect(reply.run == RunID("study", 1))
        try engine.wait(shelf) { try $0.run(RunID("study", 1))?.run.end == .done }
        #expect(world.state.withLock { $0.started.map(\.stage) } == ["a", "b", "c"])
        #expect(world.state.withLock { $0.saved } == ["a", "b", "c"])
        // Once for the whole run, with its last stage.
        #expect(world.state.withLock { $0.flushes } == 1)
        for selection in [Selection.all, .next, .only(["b"])] {
            let refusal = #expect(throws: Refusal.self) {
                try engine.ask(.start("study", selection, StartOptions()))
            }
            #expect(refusal?.code == .upToDate)
        }
        #expect(try shelf.reader().control(of: "study").lastRun == 1)
    }

    @Test("what a run saved is flushed also where it does not end well")
    func flushesAfterFailure() throws {
        let world = SimulatedWorld(Self.chain)
        Self.allExit(world, .exited(0))
        let flushed = try Mailbox<Bool>(capacity: 10)
        world.state.withLock { state in
            state.exits["c"] = .exited(1)
            state.flushed = { flushed.post(true) }
        }
        let shelf = try StoreShelf()
        let engine = try Engine.simulated(world, shelf)
        defer { engine.stop(reason: "test") }
        _ = try engine.ask(.start("study", .all, StartOptions()))
        try #require(flushed.wait(until: .now + .seconds(20)) == [true])
        #expect(try Self.status(try shelf.reader()) == [.done, .done, .failed])
    }

    @Test("an engine that ends writes the lock entries that wait")
    func settlesAtEnd() throws {
        let world = SimulatedWorld(Self.chain)
        Self.allExit(world, .exited(0))
        let shelf = try StoreShelf()
        let engine = try Engine.simulated(world, shelf)
        _ = try engine.ask(.start("study", .next, StartOptions()))
        try engine.wait(shelf) { try Self.status($0).first == .done }
        let before = world.state.withLock { $0.settlings }
        engine.stop(reason: "test")
        #expect(world.state.withLock { $0.settlings } > before)
    }

    @Test("steps run one stage each, in the order of the pipeline")
    func steps() throws {
        let world = SimulatedWorld(Self.chain)
        Self.allExit(world, .exited(0))
        let shelf = try StoreShelf()
        let engine = try Engine.simulated(world, shelf)
        defer { engine.stop(reason: "test") }
        let expected: [[Status]] = [
            [.done, .planned, .planned], [.done, .done, .planned], [.done, .done, .done],
        ]
        for statuses in expected {
            _ = try engine.ask(.start("study", .next, StartOptions(isStep: true)))
            try engine.wait(shelf) { try Self.status($0) == statuses }
        }
    }

    @Test("an edited parameter makes a done stage run again on the next step")
    func staleStage() throws {
        let world = SimulatedWorld(Self.chain)
        Self.allExit(world, .exited(0))
        let shelf = try StoreShelf()
        let engine = try Engine.simulated(world, shelf)
        defer { engine.stop(reason: "test") }
        _ = try engine.ask(.start("study", .upTo(["b"]), StartOptions()))
        try engine.wait(shelf) { try Self.status($0) == [.done, .done, .planned] }
        world.state.withLock {
            $0.verdicts["a"] = .runs([Change(subject: .parameter, name: "rate")])
        }
        _ = try engine.ask(.start("study", .next, StartOptions(isStep: true)))
        try engine.wait(shelf) { try Self.status($0) == [.done, .planned, .planned] }
        #expect(world.state.withLock { $0.started.map(\.stage) } == ["a", "b", "a"])
    }

    @Test("what is below a stale stage runs again too, so that nothing runs on old input")
    func staleBelow() throws {
        let world = SimulatedWorld(Self.chain)
        Self.allExit(world, .exited(0))
        let shelf = try StoreShelf()
        let engine = try Engine.simulated(world, shelf)
        defer { engine.stop(reason: "test") }
        _ = try engine.ask(.start("study", .upTo(["b"]), StartOptions()))
        try engine.wait(shelf) { try Self.status($0) == [.done, .done, .planned] }
        world.state.withLock { state in
            state.verdicts["a"] = .runs([Change(subject: .dependency, name: "data")])
            state.verdicts["b"] = .follows(["a"])
        }
        _ = try engine.ask(.start("study", .all, StartOptions()))
        try engine.wait(shelf) { try $0.run(RunID("study", 1))?.run.end == .done }
        #expect(world.state.withLock { $0.started.map(\.stage) } == ["a", "b", "a", "b", "c"])
    }

    @Test("nothing starts while a stage that was asked for cannot")
    func blocked() throws {
        let world = SimulatedWorld(Self.chain)
        world.state.withLock { $0.verdicts["b"] = .blocked(["'in.csv' is missing."]) }
        let shelf = try StoreShelf()
        let engine = try Engine.simulated(world, shelf)
        defer { engine.stop(reason: "test") }
        #expect(throws: Refusal(.badInput, "'in.csv' is missing.")) {
            try engine.ask(.start("study", .all, StartOptions()))
        }
        #expect(world.state.withLock { $0.started }.isEmpty)
        #expect(try shelf.reader().control(of: "study").lastRun == 0)
    }

    @Test("asked to keep going, a stage that cannot start fails alone, with what is below it")
    func keepGoing() throws {
        let world = SimulatedWorld(Self.chain)
        Self.allExit(world, .exited(0))
        world.state.withLock { $0.verdicts["b"] = .blocked(["'in.csv' is missing."]) }
        let shelf = try StoreShelf()
        let engine = try Engine.simulated(world, shelf)
        defer { engine.stop(reason: "test") }
        _ = try engine.ask(.start("study", .all, StartOptions(keepGoing: true)))
        try engine.wait(shelf) { try Self.status($0) == [.done, .failed, .planned] }
        #expect(world.state.withLock { $0.started.map(\.stage) } == ["a"])
    }

    @Test(
        "a stage alone is only known to be unchanged where all above it is",
        arguments: [(Verdict.unchanged, true), (.restores(["a.out"]), false)]
    )
    func alone(above: Verdict, isRefused: Bool) throws {
        let world = SimulatedWorld(Self.chain)
        world.state.withLock { state in
            state.verdicts = ["a": above, "b": .unchanged, "c": .unchanged]
        }
        let engine = try Engine.simulated(world, try StoreShelf())
        defer { engine.stop(reason: "test") }
        do {
            _ = try engine.ask(.start("study", .only(["b"]), StartOptions()))
            #expect(!isRefused)
        } catch let refusal as Refusal {
            #expect(isRefused && refusal.code == .upToDate)
        }
    }

    @Test("a stage that always runs does so for every command, and for no step")
    func habit() throws {
        let world = SimulatedWorld(Self.chain)
        Self.allExit(world, .exited(0))
        let shelf = try StoreShelf()
        let engine = try Engine.simulated(world, shelf)
        defer { engine.stop(reason: "test") }
        let always = Verdict.runs([Change(subject: .always)])
        world.state.withLock { $0.verdicts["a"] = always }
        _ = try engine.ask(.start("study", .only(["a"]), StartOptions()))
        try engine.wait(shelf) { try Self.status($0) == [.done, .planned, .planned] }
        // It was saved, and would run again all the same.
        world.state.withLock { $0.verdicts["a"] = always }
        _ = try engine.ask(.start("study", .next, StartOptions(isStep: true)))
        try engine.wait(shelf) { try Self.status($0) == [.done, .done, .planned] }
        _ = try engine.ask(.start("study", .upTo(["b"]), StartOptions()))
        try engine.wait(shelf) { try Self.status($0) == [.done, .unchanged, .planned] }
        #expect(world.state.withLock { $0.started.map(\.stage) } == ["a", "b", "a"])
    }

    @Test("an engine that starts later takes over a stage that went on, with its true end")
    func adoption() throws {
        let world = SimulatedWorld(Self.chain)
        let shelf = try StoreShelf()
        let first = try Engine.simulated(world, shelf)
        _ = try first.ask(.start("study", .only(["a"]), StartOptions()))
        try first.wait(shelf) { reader in
            try reader.run(RunID("study", 1))?.run.stage("a")?.phase == .running
        }
        first.stop(reason: "killed")
        let attempt = AttemptID(RunID("study", 1), "a", 1)
        world.state.withLock { $0.listener = nil }
        world.finish(attempt, .exited(4))
        let second = try Engine.simulated(world, shelf)
        defer { second.stop(reason: "test") }
        try second.wait(shelf) { try Self.status($0).first == .failed }
        let run = try #require(try shelf.reader().run(RunID("study", 1))?.run)
        #expect(run.stage("a")?.attempts.last?.report?.status == .exited(4))
        #expect(world.state.withLock { $0.started } == [attempt])
    }

    @Test("no more stages run at once than there are cores for")
    func cores() throws {
        let wide = PipelineDefinition(
            name: "study",
            file: "dvc.yaml",
            stages: [Self.stage("a"), Self.stage("b"), Self.stage("c")]
        )
        let world = SimulatedWorld(wide)
        let shelf = try StoreShelf()
        let engine = try Engine.simulated(world, shelf)
        defer { engine.stop(reason: "test") }
        _ = try engine.ask(.start("study", .all, StartOptions()))
        try engine.wait(shelf) { reader in
            try reader.run(RunID("study", 1))?.run.stages.map(\.phase)
                == [.running, .running, .queued]
        }
        world.finish(AttemptID(RunID("study", 1), "a", 1), .exited(0))
        try engine.wait(shelf) { try Self.status($0) == [.done, .running, .running] }
    }

    @Test("undo brings an edited file back, and refuses when it was changed since")
    func undo() throws {
        let world = SimulatedWorld(Self.chain)
        world.state.withLock { $0.files["params.yaml"] = "new" }
        let shelf = try StoreShelf()
        let engine = try Engine.simulated(world, shelf)
        defer { engine.stop(reason: "test") }
        let edit = FileEdit(path: "params.yaml", before: "old", after: "new", changes: [])
        _ = try engine.ask(.recordEdit("study", edit))
        #expect(throws: Refusal.self) { try engine.ask(.undo("study"), by: .person("ben")) }
        _ = try engine.ask(.undo("study"))
        #expect(world.state.withLock { $0.files["params.yaml"] } == "old")
        #expect(throws: Refusal.self) { try engine.ask(.undo("study")) }
        _ = try engine.ask(.recordEdit("study", edit))
        #expect(throws: Refusal(.changedSince, "'params.yaml' was changed since.")) {
            try engine.ask(.undo("study"))
        }
    }

    @Test("what happened while the journal could not be written is written later, and told")
    func fullDisk() throws {
        let world = SimulatedWorld(Self.chain)
        let shelf = try StoreShelf()
        let plan = FailurePlan()
        let engine = try Engine.simulated(world, shelf, failures: plan)
        defer { engine.stop(reason: "test") }
        let id = RunID("study", 1)
        _ = try engine.ask(.start("study", .only(["a"]), StartOptions()))
        try engine.wait(shelf) { try $0.run(id)?.run.stage("a")?.phase == .running }
        let troubles = Mutex<[String]>([])
        engine.follow { growth in
            if let trouble = growth.trouble { troubles.withLock { $0.append(trouble) } }
        }
        plan.failNext(3)
        world.finish(AttemptID(id, "a", 1), .exited(0))
        try engine.wait(shelf) { try Self.status($0).first == .done }
        #expect(troubles.withLock { $0 } == Array(repeating: "The disk is full.", count: 3))
    }

    @Test("a cancel ends the process tree and reads as cancelled")
    func cancel() throws {
        let world = SimulatedWorld(Self.chain)
        let shelf = try StoreShelf()
        let engine = try Engine.simulated(world, shelf)
        defer { engine.stop(reason: "test") }
        let id = RunID("study", 1)
        _ = try engine.ask(.start("study", .all, StartOptions()))
        try engine.wait(shelf) { try $0.run(id)?.run.stage("a")?.phase == .running }
        _ = try engine.ask(.cancel(id, nil))
        try engine.wait(shelf) { try Self.status($0) == [.cancelled, .cancelled, .cancelled] }
        #expect(world.state.withLock { $0.cancelled } == [AttemptID(id, "a", 1)])
    }

    @Test("a command that comes while the engine stops is told so")
    func commandAtTheEnd() throws {
        let plan = FailurePlan()
        let engine = try Engine.simulated(SimulatedWorld(Self.chain), StoreShelf(), failures: plan)
        let box = try Mailbox<Result<Reply, Refusal>>(capacity: 1)
        plan.duringNext { [unowned engine] in
            engine.send(.undo("study"), by: .person("ana")) { box.post($0) }
        }
        engine.stop(reason: "test")
        let answer = try #require(box.take().first)
        #expect(throws: Refusal.engineEnded) { try answer.get() }
    }
}
