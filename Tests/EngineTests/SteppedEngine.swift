import Domain
import Engine
import Foundation
import Journal
import Synchronization
import Testing

/// An engine without threads, on simulated files, processes, clocks and journal.
struct SteppedEngine {
    let world: SimulatedWorld
    let engine: Engine
    private let workers = HeldWorkers()

    init(
        _ world: SimulatedWorld,
        _ store: SimulatedStore,
        failures: FailurePlan = FailurePlan(),
        cpus: Double = 2
    ) throws {
        self.world = world
        world.state.withLock { $0.instant = $0.instant ?? ContinuousClock().systemEpoch }
        engine = try Engine(
            Engine.Parts(
                makeStore: { FailingStore(store, failures) },
                workbench: world,
                executor: world,
                clock: world,
                cpus: cpus,
                identity: EngineIdentity(pid: 1, host: "test", version: "0"),
                tellTrouble: { note in world.state.withLock { $0.troubles.append(note) } },
                foreground: { launch in
                    ForegroundLaunch(
                        program: launch.shell,
                        arguments: launch.scripts,
                        environment: launch.environment,
                        folder: launch.workingFolder
                    )
                }
            ),
            workers: workers
        )
    }

    /// Does the next piece of work, if any, and decides.
    @discardableResult
    func work() -> Bool {
        defer { engine.step() }
        return workers.performNext()
    }

    /// Works until nothing is left.
    func settle() {
        engine.step()
        while work() {}
    }

    /// Lets time pass on the clock that nobody sets, and settles.
    func pass(_ time: Duration) {
        world.state.withLock { $0.instant = $0.instant.map { $0 + time } }
        settle()
    }

    /// Sends a command, does what it takes to be answered, and gives the answer.
    @discardableResult
    func ask(_ command: Command, by actor: Actor = .person("ana")) throws -> Reply {
        let box = try Mailbox<Result<Reply, Refusal>>(capacity: 1)
        engine.send(command, by: actor) { box.post($0) }
        engine.step()
        while true {
            if let answer = box.take().first { return try answer.get() }
            try #require(work(), "Nothing answers.")
        }
    }

    func stop() {
        engine.stopSoon(reason: "test")
        engine.step()
    }

    func phase(_ stage: StageName) -> StageRun.Phase? {
        engine.standing?.runs.last?.stage(stage)?.phase
    }
}

/// Work that waits until it is done by hand.
private final class HeldWorkers: Workers {
    private let waiting = Mutex<[@Sendable () -> Void]>([])

    func run(_ work: @escaping @Sendable () -> Void) {
        waiting.withLock { $0.append(work) }
    }

    func stop() {}

    func performNext() -> Bool {
        let work = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        work?()
        return work != nil
    }
}
