import Domain
import Engine
import Foundation
import Glibc
import Journal
import Synchronization

/// The life of one engine's process: every way from the engine into the world leads through it.
///
/// Once it is over nothing that the engine still does on its way out reaches the world.
final class Life: Sendable {
    /// The engine's process is dead.
    struct Over: Error {}

    let number: Int
    let world: World
    private let listener = Mutex<(@Sendable (AttemptID, AttemptFinding) -> Void)?>(nil)
    private let engine = Mutex<WeakEngine>(WeakEngine())

    private struct WeakEngine {
        weak var value: Engine?
        weak var workers: StepWorkers?
    }

    /// Begins a new life.
    init(_ world: World) {
        self.world = world
        number = world.with { state in
            state.lifeCount += 1
            state.life = state.lifeCount
            state.note("engine \(state.lifeCount) starts")
            return state.lifeCount
        }
    }

    /// Lets go of what the engine left with its executor.
    func letGo() {
        listener.withLock { $0 = nil }
    }

    func lead(_ engine: Engine, _ workers: StepWorkers) {
        self.engine.withLock { held in
            held.value = engine
            held.workers = workers
        }
    }

    /// How a call into the world goes.
    private enum Fate { case well, fails, diesBefore, diesAfter }

    /// A call into the world: it may fail, and the engine may be killed before or after it.
    func call<Value: Sendable>(
        _ name: String,
        canFail: Bool = true,
        _ body: (inout WorldState) throws -> Value
    ) throws -> Value {
        try world.with { state in
            guard state.life == number else { throw Over() }
            let fate = Self.fate(&state, canFail: canFail)
            switch fate {
            case .well: return try body(&state)
            case .fails:
                state.note("\(name) fails")
                // Some of it for want of room, which passes.
                if state.random.happens(300) {
                    throw JournalError(.unusable, "No room for '\(name)'.", errorNumber: ENOSPC)
                }
                throw SimulatedFault("The simulated world failed in '\(name)'.")
            case .diesBefore, .diesAfter:
                if fate == .diesAfter { _ = try body(&state) }
                state.note("engine \(number) is killed in '\(name)', \(fate)")
                state.life = nil
                state.fall = .killed
                throw Over()
            }
        }
    }

    private static func fate(_ state: inout WorldState, canFail: Bool) -> Fate {
        if canFail, state.random.happens(state.faults.call) { return .fails }
        guard state.random.happens(state.faults.killAtCall) else { return .well }
        return state.random.happens(500) ? .diesBefore : .diesAfter
    }

    /// A call that cannot say that it failed; `nil` where the engine's process is dead.
    func plainCall<Value: Sendable>(
        _ name: String,
        _ body: (inout WorldState) -> Value
    ) -> Value? {
        // What is thrown says only that the process is dead.
        try? call(name, canFail: false) { body(&$0) }
    }

    /// Another thread of the engine may decide in the middle of an effect.
    private func interlude() {
        let happens = world.with { state in
            state.life == number && state.random.happens(state.faults.interlude)
        }
        if happens { engine.withLock(\.value)?.step() }
    }

    /// Stages end, and other threads of the engine work on and decide, while one looks at many
    /// files.
    private func longInterlude() {
        let (engine, workers) = engine.withLock { ($0.value, $0.workers) }
        guard let engine, let workers else { return }
        while world.with({ $0.life == number && $0.isInterludeLong() }) {
            if let attempt = world.with({ $0.takeReport(to: number) }) { deliver(attempt) }
            engine.step()
            guard !workers.isEmpty else { return }
            workers.perform(world.with { $0.random.below(workers.choices) })
        }
    }

    /// Tells the engine how an attempt ended, as its executor does.
    func deliver(_ attempt: AttemptID) {
        let finding = world.with { state -> AttemptFinding? in
            guard state.life == number else { return nil }
            let finding = state.finding(attempt)
            state.note("executor reports \(attempt): \(finding.words)")
            return finding
        }
        if let finding { listener.withLock(\.self)?(attempt, finding) }
    }
}

extension AttemptFinding {
    /// The finding in a word, for the trace.
    var words: String {
        switch self {
        case .running(let process): "running as \(process.pid)"
        case .ended(let exit): "ended, \(exit.status)"
        case .neverStarted: "never started"
        case .lost: "lost"
        case .unknown: "unknown"
        }
    }
}

// MARK: - Time

extension Life: WallClock {
    var now: Date { world.with { $0.now } }

    var instant: ContinuousClock.Instant { world.with { $0.instant } }
}

// MARK: - Processes

extension Life: Executor {
    func start(_ launch: StageLaunch) throws -> ProcessRecord {
        let attempt = launch.attempt
        defer { interlude() }
        let isInFlight = world.with { state in
            state.life == number && state.random.happens(state.faults.killAtCall / 2)
        }
        if isInFlight {
            // The request is on its way to the watchers' server when the engine is killed.
            _ = try call("start of \(attempt)", canFail: false) { state in
                state.schedule(.lateWatcher(attempt), after: state.random.below(3_000))
                state.note("engine \(number) is killed while it asks for \(attempt)")
                state.life = nil
            }
            throw Over()
        }
        let (process, ended) = try call("start of \(attempt)") { state in
            let record = try state.start(attempt)
            state.follow(attempt, life: number)
            // It may end before anybody hears that it runs.
            guard let process = state.process(of: attempt), state.random.happens(50),
                case .exit = state.processes[process].outcome
            else { return (record, false) }
            state.end(process)
            return (record, true)
        }
        if ended { deliver(attempt) }
        return process
    }

    func cancel(_ attempt: AttemptID, folder: String) {
        _ = plainCall("cancel of \(attempt)") { $0.signal(attempt) }
    }

    func find(_ attempt: AttemptID, folder: String) -> AttemptFinding {
        defer { interlude() }
        let finding = plainCall("find of \(attempt)") { state in
            let finding = state.finding(attempt)
            if finding == .neverStarted { state.folders[attempt]?.watcher = .barred }
            if case .running = finding { state.follow(attempt, life: number) }
            state.note("find of \(attempt): \(finding.words)")
            return finding
        }
        return finding ?? .neverStarted
    }

    func report(to listener: @escaping @Sendable (AttemptID, AttemptFinding) -> Void) {
        self.listener.withLock { $0 = listener }
    }
}

extension WorldState {
    /// Asks for a watcher, of which an attempt's folder takes one only.
    mutating func start(_ attempt: AttemptID) throws -> ProcessRecord {
        switch folders[attempt]?.watcher {
        case nil: throw SimulatedFault("\(attempt) has no folder.")
        case .barred: throw SimulatedFault("No watcher of \(attempt) may begin.")
        case .process(let number): return processes[number].record
        case .some(.none): return spawn(attempt)
        }
    }
}

// MARK: - Files

extension Life: Workbench {
    func preparation(
        for pipeline: PipelineName,
        options: StartOptions
    ) throws -> StartPreparation {
        defer { longInterlude() }
        return try call("look at \(pipeline)") { state in
            guard let definition = state.definitions.first(where: { $0.name == pipeline }) else {
                throw Refusal(.unknownPipeline, "There is no pipeline '\(pipeline)'.")
            }
            return StartPreparation(
                definition: definition,
                plan: state.files.plan(definition, isForced: options.force),
                commit: nil
            )
        }
    }

    func refuseUnknown(_ stage: StageName, of pipeline: PipelineName) throws {
        defer { interlude() }
        try call("search for \(stage) in \(pipeline)") { state in
            let definition = state.definitions.first { $0.name == pipeline }
            guard definition?.stage(stage) == nil else { return }
            throw Refusal(.unknownStage, "There is no stage '\(stage)'.")
        }
    }

    func check(
        _ stage: StageDefinition,
        of pipeline: PipelineDefinition,
        options: StartOptions
    ) throws -> StageCheck {
        defer { interlude() }
        return try call("check of \(stage.name)") { state in
            state.checkMemory(of: stage.name)
            return state.files.check(stage, isForced: options.force, isPlan: false)
        }
    }

    func promotionRules() throws -> PromotionRules {
        defer { interlude() }
        return try call("look at the rules") { _ in SimulatedRules.all }
    }

    func basis(of command: PromotionCommand) throws -> PromotionState.Basis {
        defer { longInterlude() }
        return try call("look at what is known of a version") { state in
            let request: (ModelVersionID, ModelAlias)? =
                switch command {
                case .request(let id, let alias, _, _): (id, alias)
                case .approve(let id, _, _, _):
                    state.referee.promotions.promotions[id].map {
                        ($0.request.version, $0.request.alias)
                    }
                default: nil
                }
            let evidence = request.flatMap { id, alias in
                SimulatedRules.evidence(of: id, for: alias, in: state.referee.registry)
            }
            return PromotionState.Basis(rules: SimulatedRules.all, evidence: evidence)
        }
    }

    var isAway: Bool { false }

    func knows(_ attempt: AttemptID) -> Bool {
        world.with { $0.folders[attempt] != nil }
    }

    func makeReady(_ starting: AttemptStarting, stage: StageDefinition) throws -> StageLaunch {
        defer { interlude() }
        let attempt = starting.attempt
        return try call("preparing of \(attempt)") { state in
            if state.folders[attempt] == nil {
                state.folders[attempt] = AttemptFiles(stage: stage)
            }
            if case .process = state.folders[attempt]?.watcher {
                state.fail(
                    "what an attempt made is not thrown away",
                    "\(attempt) ran already when its outputs are removed for it."
                )
            }
            state.files.removeOutputs(of: stage)
            return StageLaunch(
                attempt: attempt,
                folder: folder(of: attempt),
                scripts: stage.command.scripts,
                workingFolder: "/project",
                shell: "/bin/sh",
                environment: []
            )
        }
    }

    func isCurrent(_ check: StageCheck, of stage: StageDefinition) -> Bool { true }

    func discard(_ attempt: AttemptID) -> Bool {
        world.with { state in
            guard case .process = state.folders[attempt]?.watcher else {
                state.folders[attempt] = nil
                return true
            }
            return false
        }
    }

    func didStart(_ stage: StageDefinition, under watcher: ProcessRecord) {
        interlude()
    }

    func restore(
        _ stage: StageDefinition,
        of pipeline: PipelineName,
        mayLose: Bool
    ) throws -> [FileFact] {
        defer { interlude() }
        return try call("bringing back of \(stage.name)") { try $0.files.restore(stage) }
    }

    func save(_ taking: StageTaking) throws -> [FileFact] {
        defer { interlude() }
        return try call("taking of \(taking.stage.name)") { state in
            try state.files.save(taking.stage, inputs: taking.check?.inputs)
        }
    }

    func settle() throws {
        defer { interlude() }
        try call("writing of locks") { $0.files.settle() }
    }

    func end() throws {
        try call("last writing of locks") { $0.files.settle() }
    }

    func recall(_ stages: () throws -> [StageRecall]) throws {
        guard world.with({ $0.files.isOwed }) else { return }
        let stages = try stages()
        world.with { state in
            if state.life == number { state.files.note(stages) }
        }
        try call("recalling of locks") { $0.files.settle() }
    }

    func flush() throws {
        defer { interlude() }
        try call("flush") { state in
            state.files.settle()
            state.files.flushedLock = state.files.lock
        }
    }

    func folder(of attempt: AttemptID) -> String { "/attempts/\(attempt)" }

    func takeBack(_ edit: FileEdit) throws {
        defer { interlude() }
        try call("undo of \(edit.path)") { state in
            guard state.files.texts[edit.path] == edit.after else {
                throw Refusal(.changedSince, "'\(edit.path)' was changed since.")
            }
            state.files.texts[edit.path] = edit.before
        }
    }

    func putBack(_ edit: FileEdit) throws {
        defer { interlude() }
        try call("taking back of the undo of \(edit.path)") { state in
            guard state.files.texts[edit.path] == edit.before else {
                throw Refusal(.changedSince, "'\(edit.path)' was changed since.")
            }
            state.files.texts[edit.path] = edit.after
        }
    }
}
