import Domain
import Engine
import Foundation
import Glibc
import Journal
import Synchronization
import Testing

@Suite("Engine without room on its disks")
struct WaitingForRoomTests {
    private static let id = RunID("study", 1)
    private static let attempt = AttemptID(id, "a", 1)

    private static func world() -> SimulatedWorld {
        let stage = StageDefinition(
            name: "a",
            place: SourcePlace(file: "dvc.yaml", line: 1, column: 1),
            command: .text("true")
        )
        return SimulatedWorld(
            PipelineDefinition(
                name: "study",
                file: "dvc.yaml",
                stages: [GraphStage(definition: stage, upstream: [])]
            )
        )
    }

    private static func note(_ subject: WriteTrouble.Subject, retry: Int) -> TroubleNote {
        TroubleNote(
            subject: subject,
            errorNumber: ENOSPC,
            since: Date(timeIntervalSince1970: 1_000),
            retrySeconds: retry
        )
    }

    @Test(
        "looking at a stage, starting it and taking what it made wait for room, and are done then",
        arguments: ["check", "start", "save"]
    )
    func waits(call: String) throws {
        let world = Self.world()
        world.state.withLock { state in
            state.exits["a"] = .exited(0)
            state.lacksRoom[call] = 2
        }
        let stepped = try SteppedEngine(world, SimulatedStore())
        try stepped.ask(.start("study", .all, StartOptions()))
        stepped.settle()
        let waiting = Self.note(.stages, retry: 3)
        #expect(world.state.withLock { $0.troubles } == [waiting])
        world.state.withLock { $0.now += 3 }
        stepped.pass(.seconds(3))
        // It is the same trouble as long as it lasts.
        #expect(world.state.withLock { $0.troubles } == [waiting])
        #expect(stepped.phase("a") != .ended(.done))
        stepped.pass(.seconds(3))
        #expect(world.state.withLock { $0.troubles } == [waiting, nil])
        #expect(stepped.engine.standing?.runs.isEmpty == true)
        #expect(world.state.withLock { $0.started } == [Self.attempt])
        #expect(world.state.withLock { $0.saved } == ["a"])
    }

    @Test("what waited for room is looked at anew where its inputs were changed meanwhile")
    func changed() throws {
        let world = Self.world()
        world.state.withLock { $0.lacksRoom["start"] = 1 }
        let stepped = try SteppedEngine(world, SimulatedStore())
        try stepped.ask(.start("study", .all, StartOptions()))
        stepped.settle()
        world.state.withLock { $0.changed = ["a"] }
        stepped.pass(.seconds(3))
        let second = AttemptID(Self.id, "a", 2)
        #expect(world.state.withLock { $0.started } == [second])
    }

    @Test("what waits for room is cancelled without any", arguments: ["check", "start"])
    func cancelled(call: String) throws {
        let world = Self.world()
        world.state.withLock { $0.lacksRoom[call] = 100 }
        let stepped = try SteppedEngine(world, SimulatedStore())
        try stepped.ask(.start("study", .all, StartOptions()))
        stepped.settle()
        try stepped.ask(.cancel(Self.id, nil))
        stepped.pass(.seconds(3))
        #expect(stepped.phase("a") == .ended(.cancelled))
        #expect(stepped.engine.deadline == nil)
        #expect(world.state.withLock { $0.troubles.last } == .some(nil))
    }

    @Test("what the journal did not take is told as long as it waits, and no longer")
    func journal() throws {
        let world = Self.world()
        let plan = FailurePlan()
        let stepped = try SteppedEngine(world, SimulatedStore(), failures: plan)
        try stepped.ask(.start("study", .all, StartOptions()))
        stepped.settle()
        plan.failNext(2)
        world.finish(Self.attempt, .exited(0))
        stepped.settle()
        let waiting = Self.note(.journal, retry: 2)
        #expect(world.state.withLock { $0.troubles } == [waiting])
        stepped.pass(.seconds(2))
        #expect(world.state.withLock { $0.troubles } == [waiting])
        #expect(stepped.phase("a") == .running)
        stepped.pass(.seconds(2))
        #expect(world.state.withLock { $0.troubles } == [waiting, nil])
        #expect(world.state.withLock { $0.saved } == ["a"])
    }

    @Test("a command that the journal did not take is refused, and nothing waits for it")
    func refused() throws {
        let world = Self.world()
        let plan = FailurePlan()
        let stepped = try SteppedEngine(world, SimulatedStore(), failures: plan)
        plan.failNext(1)
        #expect(throws: Refusal.self) { try stepped.ask(.comment(Self.id, nil, "well")) }
        #expect(world.state.withLock { $0.troubles }.isEmpty)
        #expect(stepped.engine.deadline == nil)
    }

    @Test("an undo that the journal did not take leaves the file as it was, and can be asked again")
    func undo() throws {
        let world = Self.world()
        world.state.withLock { $0.files["params.yaml"] = "new" }
        let plan = FailurePlan()
        let stepped = try SteppedEngine(world, SimulatedStore(), failures: plan)
        let edit = FileEdit(path: "params.yaml", before: "old", after: "new", changes: [])
        try stepped.ask(.recordEdit("study", edit))
        plan.failNext(1)
        #expect(throws: Refusal.self) { try stepped.ask(.undo("study")) }
        #expect(world.state.withLock { $0.files["params.yaml"] } == "new")
        try stepped.ask(.undo("study"))
        #expect(world.state.withLock { $0.files["params.yaml"] } == "old")
    }

    @Test(
        "a lock that is owed is written before a stage that was done is said to be otherwise",
        arguments: [
            Command.skip(RunTarget("study", "a"), reason: "not needed"),
            .markDone(RunTarget("study", "a"), note: "better"),
        ]
    )
    func settlesBefore(command: Command) throws {
        let world = Self.world()
        world.state.withLock { $0.exits["a"] = .exited(0) }
        let stepped = try SteppedEngine(world, SimulatedStore())
        try stepped.ask(.start("study", .all, StartOptions()))
        stepped.settle()
        let before = world.state.withLock { $0.settlings }
        try stepped.ask(command)
        #expect(world.state.withLock { $0.settlings } == before + 1)
    }
}
