package import Domain
import Foundation
package import Journal
import Synchronization

/// The engine of a project: one decision at a time, and workers that do.
package final class Engine: EngineDoor {
    /// Commands and reports that may wait for the next turn.
    fileprivate static let capacity = 1 << 16
    /// Seconds before what the journal did not take is tried again.
    static let journalRetrySeconds = 2

    enum Message: Sendable {
        case command(Command, Actor, ReplyHandler)
        case prepared(@Sendable (Decider) -> Void)
        case report(RunID, StageName, StageReport)
        case postponed(Effect, LackOfRoom)
        case stop(reason: String, @Sendable () -> Void)
    }

    typealias ReplyHandler = @Sendable (Result<Reply, Refusal>) -> Void

    private let inbox: Inbox
    private let leases: LeaseDesk
    private let listeners: Listeners
    private let foreground: @Sendable (StageLaunch) throws -> ForegroundLaunch
    private let findLoss: @Sendable () -> Refusal?

    /// What an engine works with; every part has a simulated form.
    package struct Parts: Sendable {
        package let makeStore: @Sendable () throws -> any EventStore
        package let workbench: any Workbench
        package let executor: any Executor
        package let clock: any WallClock
        /// Cores that stages may take together.
        package let cpus: Double
        package let identity: EngineIdentity
        /// As whom stages run; nil where nobody else is let in.
        package let owner: Actor?
        /// The wait before what the journal did not take is tried again.
        package let journalRetry: Duration
        /// At least this lies between two times that lock entries are written.
        package let lockInterval: Duration
        /// Takes what cannot be written, for others to read; nil once nothing keeps it.
        package let tellTrouble: @Sendable (TroubleNote?) -> Void
        /// Why the engine has to end, for its place is lost; it must hold nothing of the engine.
        package let loss: @Sendable () -> Refusal?
        /// The foreground command of a leased stage.
        package let foreground: @Sendable (StageLaunch) throws -> ForegroundLaunch

        package init(
            makeStore: @escaping @Sendable () throws -> any EventStore,
            workbench: any Workbench,
            executor: any Executor,
            clock: any WallClock,
            cpus: Double,
            identity: EngineIdentity,
            owner: Actor? = nil,
            journalRetry: Duration = .seconds(Engine.journalRetrySeconds),
            lockInterval: Duration = .milliseconds(200),
            tellTrouble: @escaping @Sendable (TroubleNote?) -> Void = { _ in },
            loss: @escaping @Sendable () -> Refusal? = { nil },
            foreground: @escaping @Sendable (StageLaunch) throws -> ForegroundLaunch
        ) {
            self.makeStore = makeStore
            self.workbench = workbench
            self.executor = executor
            self.clock = clock
            self.cpus = cpus
            self.identity = identity
            self.owner = owner
            self.journalRetry = journalRetry
            self.lockInterval = lockInterval
            self.tellTrouble = tellTrouble
            self.loss = loss
            self.foreground = foreground
        }
    }

    /// Starts the engine's threads; what an earlier engine left is taken up at once.
    package convenience init(_ parts: Parts) throws {
        let threads = max(2, ProcessInfo.processInfo.activeProcessorCount)
        let assembly = try Assembly(parts) { inbox in
            try WorkerPool(threads: threads) { inbox.decide() }
        }
        self.init(assembly, parts)
        let started = StartSignal()
        // Handed over, not shared: what the engine holds ends with its thread's work, so that a
        // stop leaves nothing behind that another start would run into.
        let box = Handover((parts, assembly.runner))
        let thread = Thread { [inbox, listeners] in Self.run(box, inbox, listeners, started) }
        thread.name = "pitwall engine"
        thread.stackSize = 8 << 20
        thread.start()
        try started.wait()
    }

    /// An engine without threads: it decides when it is told to, and `workers` do its work.
    package convenience init(_ parts: Parts, workers: any Workers) throws {
        let assembly = try Assembly(parts) { _ in workers }
        self.init(assembly, parts)
        try inbox.open { [inbox, listeners] in
            try Decider(parts, inbox: inbox, runner: assembly.runner, listeners: listeners)
        }
    }

    private init(
        _ assembly: Assembly,
        _ parts: Parts
    ) {
        inbox = assembly.inbox
        listeners = assembly.listeners
        leases = assembly.runner.leases
        foreground = parts.foreground
        findLoss = parts.loss
    }

    /// The work of the engine's own thread, from its start to its end.
    private static func run(
        _ box: Handover<(Parts, EffectRunner)>,
        _ inbox: Inbox,
        _ listeners: Listeners,
        _ started: StartSignal
    ) {
        do {
            try inbox.open {
                guard let (parts, runner) = box.take() else { throw CancellationError() }
                return try Decider(parts, inbox: inbox, runner: runner, listeners: listeners)
            }
            started.succeed()
        } catch {
            started.fail(error)
            return
        }
        inbox.run()
    }

    package func send(
        _ command: Command,
        by actor: Actor,
        reply: @escaping @Sendable (Result<Reply, Refusal>) -> Void
    ) {
        guard inbox.post(.command(command, actor, reply)) else {
            reply(.failure(inbox.refusal))
            return
        }
    }

    package func lease(_ attempt: AttemptID) throws(Refusal) -> ForegroundLaunch {
        guard let launch = leases.take(attempt) else {
            throw Refusal(.notReady, "'\(attempt.stage)' is not ready for the terminal yet.")
        }
        do {
            return try foreground(launch)
        } catch {
            throw Refusal(.worldFailed, "'\(attempt.stage)' cannot be started here: \(error)")
        }
    }

    /// Why this engine has to end, for its lock is not where it was taken; nil while it may go on.
    ///
    /// It writes nothing any more by then.
    package var loss: Refusal? { findLoss() }

    package func follow(_ listener: @escaping @Sendable (Growth) -> Void) {
        listeners.add(listener)
    }

    /// Tells those who follow that the metrics of tracked runs grew; the journal did not.
    package func tell(grown runs: [TrackedRunID]) {
        listeners.mention(Growth(position: .start, runs: [], tracked: runs))
    }

    /// Ends the engine's thread after the turn it is in; stages that run go on.
    package func stop(reason: String) {
        let stopped = StartSignal()
        guard begin(stop: reason, then: { stopped.succeed() }) else { return }
        // A stop that fails has told its reason to nobody who could still use it.
        try? stopped.wait()
    }

    private func begin(stop reason: String, then done: @escaping @Sendable () -> Void) -> Bool {
        inbox.post(.stop(reason: reason, done))
    }
}

// MARK: - Without threads

extension Engine {
    /// Decides on all that waits and on what is due.
    package func step() {
        inbox.decideOnTime()
    }

    /// Ends with the next step; ``stop(reason:)`` would wait for it.
    package func stopSoon(reason: String) {
        _ = begin(stop: reason) {}
    }

    /// When a step is due though nothing came.
    package var deadline: ContinuousClock.Instant? { inbox.deadline }

    /// Nothing that came waits for a step.
    package var isIdle: Bool { inbox.isEmpty }

    /// What the engine holds in memory between two steps; nil once it has ended.
    package var standing: LiveState? { inbox.standing }

    /// Stages are asked for, run or wait; taken up from an earlier engine or begun by this one.
    package var hasWorkUnderWay: Bool { standing?.runs.contains(where: \.isActive) ?? false }
}

/// What an engine is put together from before anybody drives it.
private struct Assembly {
    let inbox: Inbox
    let listeners = Listeners()
    let runner: EffectRunner

    init(_ parts: Engine.Parts, makeWorkers: (Inbox) throws -> any Workers) throws {
        let inbox = try Inbox(capacity: Engine.capacity, clock: parts.clock)
        self.inbox = inbox
        runner = EffectRunner(
            workbench: parts.workbench,
            executor: parts.executor,
            workers: try makeWorkers(inbox),
            leases: LeaseDesk { [listeners] in listeners.repeatLast() },
            savings: SavingTally(),
            report: { run, stage, report in _ = inbox.add(.report(run, stage, report)) },
            postpone: { effect, lack in _ = inbox.add(.postponed(effect, lack)) }
        )
        parts.executor.report { attempt, finding in
            switch finding {
            case .ended(let exit):
                _ = inbox.add(.report(attempt.run, attempt.stage, .exited(attempt, exit)))
            case .lost:
                _ = inbox.add(.report(attempt.run, attempt.stage, .lost(attempt)))
            case .running(let process):
                _ = inbox.add(.report(attempt.run, attempt.stage, .started(attempt, process)))
            case .neverStarted:
                _ = inbox.add(.report(attempt.run, attempt.stage, .neverStarted(attempt)))
            case .unknown:
                return
            }
            inbox.decide()
        }
    }
}

/// Something that is given away once.
final class Handover<Value: Sendable>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: Value) {
        self.value = Mutex(value)
    }

    func take() -> Value? {
        value.withLock { value in
            defer { value = nil }
            return value
        }
    }
}

/// Those who hear that the journal grew.
final class Listeners: Sendable {
    private struct State {
        var listeners: [@Sendable (Growth) -> Void] = []
        var last = Growth(position: .start, runs: [])
    }

    private let state = Mutex(State())

    func add(_ listener: @escaping @Sendable (Growth) -> Void) {
        state.withLock { $0.listeners.append(listener) }
    }

    func tell(_ growth: Growth) {
        let listeners = state.withLock { state in
            state.last = growth
            return state.listeners
        }
        for listener in listeners { listener(growth) }
    }

    /// Tells of what is beside the journal, and is not said again.
    func mention(_ growth: Growth) {
        for listener in state.withLock({ $0.listeners }) { listener(growth) }
    }

    /// Says again what was said last, for those who wait on something beside the journal.
    func repeatLast() {
        tell(state.withLock { $0.last })
    }
}

/// One thread waits until another says how its start went.
final class StartSignal: Sendable {
    private let box: Mailbox<(any Error)?>?

    init() {
        // Without a descriptor left nothing could be waited for; the wait then returns at once.
        box = try? Mailbox(capacity: 1)
    }

    func succeed() { box?.post(nil) }

    func fail(_ error: any Error) { box?.post(error) }

    func wait() throws {
        guard let box, let answer = box.wait(until: nil).first, let error = answer else { return }
        throw error
    }
}
