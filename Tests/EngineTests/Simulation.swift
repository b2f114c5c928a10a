import Domain
import Engine
import Foundation
import Glibc
import Journal
import Synchronization
import Testing

/// Project files, processes and a clock in memory.
final class SimulatedWorld: Workbench, Executor, WallClock {
    struct State {
        var definition: PipelineDefinition
        /// Another pipeline of the project.
        var other: PipelineDefinition?
        var verdicts: [StageName: Verdict] = [:]
        var files: [ProjectPath: String] = [:]
        var started: [AttemptID] = []
        var cancelled: [AttemptID] = []
        var saved: [StageName] = []
        /// How often everything saved was made to survive a power cut.
        var flushes = 0
        var flushed: (@Sendable () -> Void)?
        /// How often the locks were written.
        var settlings = 0
        /// How often a command was prepared, and what happens the next time while that is done.
        var preparations = 0
        var meanwhile: (@Sendable () -> Void)?
        var findings: [AttemptID: AttemptFinding] = [:]
        var listener: (@Sendable (AttemptID, AttemptFinding) -> Void)?
        /// The exit that every attempt of a stage comes to at once.
        var exits: [StageName: Domain.ExitStatus] = [:]
        var now = Date(timeIntervalSince1970: 1_000)
        /// The clock that nobody sets; nil is the machine's own.
        var instant: ContinuousClock.Instant?
        /// Cancels reach nobody, as where an engine dies before it sends them.
        var losesCancels = false
        /// The next calls of these find no room on the disk, each so often.
        var lacksRoom: [String: Int] = [:]
        /// Stages whose inputs were changed since they were looked at.
        var changed: Set<StageName> = []
        /// What cannot be written, as it was told.
        var troubles: [TroubleNote?] = []
        /// The stages whose lock entries an engine took up from one before it.
        var recalled: [StageName] = []
    }

    let state: Mutex<State>

    init(_ definition: PipelineDefinition) {
        state = Mutex(State(definition: definition))
    }

    var now: Date { state.withLock { $0.now } }

    var instant: ContinuousClock.Instant { state.withLock { $0.instant ?? .now } }

    func preparation(
        for pipeline: PipelineName,
        options: StartOptions
    ) throws -> StartPreparation {
        let meanwhile = state.withLock { state in
            state.preparations += 1
            defer { state.meanwhile = nil }
            return state.meanwhile
        }
        defer { meanwhile?() }
        return try state.withLock { state in
            let known = [state.definition, state.other].compactMap(\.self)
            guard let definition = known.first(where: { $0.name == pipeline }) else {
                throw Refusal(.unknownPipeline, "There is no pipeline '\(pipeline)'.")
            }
            let checks = definition.stages.map { stage in
                StageCheck(stage: stage.name, verdict: state.verdict(of: stage.name))
            }
            return StartPreparation(
                definition: definition,
                plan: Plan(pipeline: pipeline, stages: checks),
                commit: nil
            )
        }
    }

    func promotionRules() throws -> PromotionRules { PromotionRules() }

    func basis(of command: PromotionCommand) throws -> PromotionState.Basis {
        PromotionState.Basis(rules: PromotionRules())
    }

    func refuseUnknown(_ stage: StageName, of pipeline: PipelineName) throws {
        let definition = try preparation(for: pipeline, options: StartOptions()).definition
        guard definition.stage(stage) == nil else { return }
        throw Refusal(.unknownStage, "There is no stage '\(stage)'.")
    }

    func check(
        _ stage: StageDefinition,
        of pipeline: PipelineDefinition,
        options: StartOptions
    ) throws -> StageCheck {
        try findRoom(for: "check")
        return state.withLock {
            StageCheck(stage: stage.name, verdict: $0.verdict(of: stage.name))
        }
    }

    private func findRoom(for call: String) throws {
        let isFull = state.withLock { state in
            guard let left = state.lacksRoom[call], left > 0 else { return false }
            state.lacksRoom[call] = left - 1
            return true
        }
        if isFull { throw JournalError(.unusable, "No room.", errorNumber: ENOSPC) }
    }

    var isAway: Bool { false }

    func knows(_ attempt: AttemptID) -> Bool {
        state.withLock { $0.findings[attempt] != nil }
    }

    func makeReady(_ attempt: AttemptStarting, stage: StageDefinition) throws -> StageLaunch {
        try findRoom(for: "start")
        return StageLaunch(
            attempt: attempt.attempt,
            folder: folder(of: attempt.attempt),
            scripts: stage.command.scripts,
            workingFolder: "/",
            shell: "/bin/sh",
            environment: []
        )
    }

    func isCurrent(_ check: StageCheck, of stage: StageDefinition) -> Bool {
        state.withLock { !$0.changed.contains(stage.name) }
    }

    func discard(_ attempt: AttemptID) -> Bool {
        state.withLock { $0.findings[attempt] == nil }
    }

    func didStart(_ stage: StageDefinition, under watcher: ProcessRecord) {}

    func restore(
        _ stage: StageDefinition,
        of pipeline: PipelineName,
        mayLose: Bool
    ) throws -> [FileFact] { [] }

    func save(_ taking: StageTaking) throws -> [FileFact] {
        try findRoom(for: "save")
        state.withLock { state in
            state.saved.append(taking.stage.name)
            state.verdicts[taking.stage.name] = .unchanged
        }
        return []
    }

    func settle() throws {
        state.withLock { $0.settlings += 1 }
    }

    func end() throws { try settle() }

    func recall(_ stages: () throws -> [StageRecall]) throws {
        let names = try stages().map(\.stage.name)
        state.withLock { $0.recalled = names }
    }

    func flush() throws {
        let flushed = state.withLock { state in
            state.flushes += 1
            return state.flushed
        }
        flushed?()
    }

    func folder(of attempt: AttemptID) -> String { "/attempts/\(attempt)" }

    func takeBack(_ edit: FileEdit) throws {
        try state.withLock { state in
            guard state.files[edit.path] == edit.after else {
                throw Refusal(.changedSince, "'\(edit.path)' was changed since.")
            }
            state.files[edit.path] = edit.before
        }
    }

    func putBack(_ edit: FileEdit) throws {
        state.withLock { $0.files[edit.path] = edit.after }
    }

    func start(_ launch: StageLaunch) throws -> ProcessRecord {
        let process = ProcessRecord(pid: 100, startTicks: 1, boot: "simulated")
        let exit = state.withLock { state -> Domain.ExitStatus? in
            state.started.append(launch.attempt)
            let exit = state.exits[launch.attempt.stage]
            if exit == nil { state.findings[launch.attempt] = .running(process) }
            return exit
        }
        if let exit { finish(launch.attempt, exit) }
        return process
    }

    func cancel(_ attempt: AttemptID, folder: String) {
        let isRunning = state.withLock { state in
            guard !state.losesCancels else { return false }
            state.cancelled.append(attempt)
            if case .running = state.findings[attempt] { return true }
            return false
        }
        if isRunning { finish(attempt, .signalled(15)) }
    }

    func find(_ attempt: AttemptID, folder: String) -> AttemptFinding {
        state.withLock { $0.findings[attempt] ?? .neverStarted }
    }

    func report(to listener: @escaping @Sendable (AttemptID, AttemptFinding) -> Void) {
        state.withLock { $0.listener = listener }
    }

    /// Ends an attempt's process.
    func finish(_ attempt: AttemptID, _ status: Domain.ExitStatus) {
        let (listener, report) = state.withLock { state in
            let report = ExitReport(
                status: status,
                startedAt: state.now,
                endedAt: state.now.addingTimeInterval(1)
            )
            state.findings[attempt] = .ended(report)
            return (state.listener, report)
        }
        listener?(attempt, .ended(report))
    }
}

extension SimulatedWorld.State {
    func verdict(of stage: StageName) -> Verdict {
        verdicts[stage] ?? .runs([Change(subject: .neverRun)])
    }
}

/// One store that several engines open one after the other.
final class StoreShelf: Sendable {
    /// The engine's thread alone uses the store; the shelf hands it from one engine to the next,
    /// which begins after the one before has ended.
    private let path: String

    init() throws {
        var template = Array("/tmp/pitwall-engine.XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func open() throws -> any EventStore { try SQLiteStore(path: path + "/journal.db") }

    func reader() throws -> JournalReader { try JournalReader(path: path + "/journal.db") }
}

extension Engine {
    /// An engine on simulated files, processes and clock, and a real journal.
    static func simulated(
        _ world: SimulatedWorld,
        _ shelf: StoreShelf,
        failures: FailurePlan = FailurePlan()
    ) throws -> Engine {
        try Engine(
            Parts(
                makeStore: { FailingStore(try shelf.open(), failures) },
                workbench: world,
                executor: world,
                clock: world,
                cpus: 2,
                identity: EngineIdentity(pid: 1, host: "test", version: "0"),
                journalRetry: .milliseconds(5),
                foreground: { launch in
                    ForegroundLaunch(
                        program: launch.shell,
                        arguments: launch.scripts,
                        environment: launch.environment,
                        folder: launch.workingFolder
                    )
                }
            )
        )
    }

    /// Sends a command and waits for its reply.
    func ask(_ command: Command, by actor: Actor = .person("ana")) throws -> Reply {
        let box = try Mailbox<Result<Reply, Refusal>>(capacity: 1)
        send(command, by: actor) { box.post($0) }
        let deadline = ContinuousClock.now + .seconds(20)
        return try #require(box.wait(until: deadline).first, "No reply within 20 s.").get()
    }

    /// Waits until a reading of the journal satisfies a condition.
    func wait(
        _ shelf: StoreShelf,
        for condition: @escaping (JournalReader) throws -> Bool
    ) throws {
        let box = try Mailbox<Bool>(capacity: 1_000)
        follow { _ in box.post(true) }
        let reader = try shelf.reader()
        let deadline = ContinuousClock.now + .seconds(20)
        while try !condition(reader) {
            try #require(!box.wait(until: deadline).isEmpty, "The journal stopped growing.")
        }
    }
}
