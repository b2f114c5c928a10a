import Domain
import Foundation
import Journal

/// The engine's state and its one step; synchronous, on one thread, without clock or disk of its
/// own.
///
/// Invariants: every live run and control equals what the store would load; nothing is in here
/// that was not committed.
struct EngineCore {
    /// What a turn leaves to be done.
    struct Outcome {
        var effects: [Effect] = []
        var growth: Growth?
    }

    /// The most tracked runs, and logged models, that are kept at hand.
    private static let trackedLimit = 1_000

    private let store: any EventStore
    private let schedule: Schedule
    private let owner: Actor?
    private(set) var runs: [RunID: Run]
    private(set) var controls: [PipelineName: PipelineControl]
    private(set) var tracking: TrackingState
    private(set) var registry: RegistryState
    private(set) var promotions: PromotionState
    private(set) var position: Position
    /// Something happened since stages were begun last that may let another one begin.
    private var mayBegin = true
    /// Attempts that others may follow as soon as there is room.
    private var waitsOver: Set<AttemptID> = []
    private var ends = RecentEnds()

    init(store: any EventStore, cpus: Double, owner: Actor? = nil) throws {
        self.store = store
        self.owner = owner
        schedule = Schedule(cpus: cpus)
        let state = try store.load()
        position = state.position
        runs = Dictionary(uniqueKeysWithValues: state.runs.map { ($0.id, $0) })
        controls = Dictionary(uniqueKeysWithValues: state.controls.map { ($0.name, $0) })
        tracking = TrackingState(experiments: state.experiments)
        registry = RegistryState(state.models)
        promotions = PromotionState(state.promotions)
    }

    var liveRuns: [Run] { runs.values.sorted { $0.id < $1.id } }

    /// The attempts that others follow once a wait is over, and until when people were told that
    /// it lasts.
    var waits: [(attempt: AttemptID, until: Date)] {
        liveRuns.filter { $0.count(of: .waiting) > 0 }.flatMap { run in
            run.stages.indices.compactMap { position in
                guard case .backingOff(let time) = run.stages[position].phase,
                    let attempt = run.lastAttempt(at: position), !waitsOver.contains(attempt)
                else { return nil }
                return (attempt, time)
            }
        }
    }

    /// The stages whose lock entries an earlier engine may not have written: of the last runs.
    func recalls() throws -> [StageRecall] {
        let ended = try controls.values.sorted { $0.name < $1.name }.compactMap { control in
            guard control.openRun == nil, control.lastRun > 0 else { return nil as Run? }
            return try store.run(RunID(control.name, control.lastRun))
        }
        // Where two pipelines have a stage in common, what was done last counts.
        return (ended + liveRuns).flatMap { $0.recalls() }.sorted { $0.endedAt < $1.endedAt }
    }

    /// What an engine does first: takes up what an earlier one left.
    mutating func begin(_ identity: EngineIdentity, at now: Date) throws -> Outcome {
        var outcome = try turn(at: now) { turn, _ in
            turn.add([.engineStarted(identity)], by: .engine)
            return true
        }
        outcome.effects += liveRuns.flatMap { $0.effectsAfterRestart() }
        return outcome
    }

    mutating func end(reason: String, at now: Date) throws {
        _ = try turn(at: now) { turn, _ in
            turn.add([.engineStopped(reason: reason)], by: .engine)
            return true
        }
    }

    /// Decides on a person's command, all or nothing, and begins what has room.
    ///
    /// It may have been prepared after a position that is not the last one any more; throws
    /// ``OutdatedPreparation`` where it would take away what was done since.
    mutating func perform(
        _ request: PreparedCommand,
        preparedAfter position: Position? = nil,
        by actor: Actor,
        at now: Date
    ) throws -> (outcome: Outcome, reply: Reply) {
        if case .plain(let command) = request { try refuseUnknown(command) }
        if case .plain(.track(let command)) = request {
            try fetch(command.run)
            try fetch(command.model)
        }
        let since = position ?? self.position
        let request = withoutDone(request, after: since)
        var answer = Turn.Answer()
        let outcome = try turn(at: now) { [waitsOver, ends] turn, schedule in
            answer = try turn.decide(request, by: actor)
            if ends.areUndone(by: turn.entries, after: since) { throw OutdatedPreparation() }
            turn.begin(schedule, waitsOver: waitsOver)
            return true
        }
        let reply = Reply(
            position: self.position,
            run: answer.run,
            version: answer.version,
            promotion: answer.promotion,
            text: answer.text
        )
        return (outcome, reply)
    }

    /// What a plan says of stages that were done after it was made counts for nothing.
    private func withoutDone(
        _ request: PreparedCommand,
        after position: Position
    ) -> PreparedCommand {
        guard case .start(let name, let selection, let options, let found) = request,
            let run = controls[name]?.openRun
        else { return request }
        let done = ends.stages(of: run, after: position)
        return done.isEmpty
            ? request : .start(name, selection, options, found.without(checksOf: done))
    }

    /// Refuses words about a run, or a stage of it, that there is not, and the end of a breakpoint
    /// in a pipeline on which nothing was ever set or run.
    private func refuseUnknown(_ command: Command) throws {
        switch command {
        case .comment(let id, let stage, _):
            // Runs are counted without gaps, so that none has to be read to know that it is there.
            guard id.number > 0, id.number <= controls[id.pipeline]?.lastRun ?? 0 else {
                throw Refusal(.unknownRun, "There is no run \(id).")
            }
            guard let stage else { return }
            guard try (runs[id] ?? store.run(id))?.position(of: stage) != nil else {
                throw Refusal(.unknownStage, "Run \(id) has no stage '\(stage)'.")
            }
        case .clearBreakpoint(let name, let stage):
            guard controls[name] == nil else { return }
            let text = "There is no breakpoint before '\(stage)' in '\(name)'."
            throw Refusal(.unknownPipeline, text)
        case .start, .skip, .markDone, .cancel, .close, .setBreakpoint, .release, .recordEdit,
            .undo, .leaseEnded, .track, .register, .promote:
            return
        }
    }

    /// Whether a run that is not over has a stage, so that nothing has to be read to know it.
    func isLive(_ stage: StageName, of pipeline: PipelineName) -> Bool {
        guard let run = controls[pipeline]?.openRun.flatMap({ runs[$0] }) else { return false }
        return run.position(of: stage) != nil
    }

    /// Has a tracked run at hand; those of the last commands stay so.
    private mutating func fetch(_ id: TrackedRunID?) throws {
        guard let id, tracking.runs[id] == nil else { return }
        if tracking.runs.count >= Self.trackedLimit { tracking.runs = [:] }
        tracking.runs[id] = try store.trackedRun(id)
    }

    /// Has a logged model at hand; those of the last commands stay so.
    private mutating func fetch(_ id: LoggedModelID?) throws {
        guard let id, tracking.models[id] == nil else { return }
        if tracking.models.count >= Self.trackedLimit { tracking.models = [:] }
        tracking.models[id] = try store.loggedModel(id)
    }

    /// Takes what effects and watchers report, and begins what has room now.
    mutating func observe(
        _ reports: [(run: RunID, stage: StageName, report: StageReport)],
        at now: Date
    ) throws -> Outcome {
        try turn(at: now) { [waitsOver] turn, schedule in
            for report in reports {
                let command = RunCommand.observe(report.stage, report.report)
                // The run is not held here: a second holder would make its change copy it.
                let events = try turn.runs[report.run]?.decide(command, by: .engine, at: now)
                turn.add(events ?? [], by: .engine)
            }
            return Self.finish(&turn, schedule, waitsOver)
        }
    }

    /// Begins the attempts after these, or notes that they may begin when there is room.
    mutating func endWaits(after attempts: [AttemptID], at now: Date) throws -> Outcome {
        waitsOver.formUnion(attempts)
        mayBegin = true
        let outcome = try turn(at: now) { [waitsOver] turn, schedule in
            Self.finish(&turn, schedule, waitsOver)
        }
        waitsOver = waitsOver.filter { attempt in
            guard let stage = runs[attempt.run]?.stage(attempt.stage) else { return false }
            return stage.stance == .waiting && stage.attempts.last?.number == attempt.number
        }
        return outcome
    }

    /// Moves aliases whose grace is over, and ends requests that waited for too long.
    mutating func endPromotions(at now: Date) throws -> Outcome {
        try turn(at: now) { turn, _ in
            turn.endPromotions()
            return true
        }
    }

    /// Begins what has room; gives whether the turn has something that people are told.
    private static func finish(
        _ turn: inout Turn,
        _ schedule: Schedule,
        _ waitsOver: Set<AttemptID>
    ) -> Bool {
        turn.begin(schedule, waitsOver: waitsOver)
        // A run's end is told to people. What stages come to on the way can be found again: a
        // power cut costs looking at a stage once more.
        return turn.entries.contains { entry in
            if case .runEnded = entry.event { return true }
            return false
        }
    }

    /// Makes one turn of what `body` decides, and commits it; all or nothing.
    ///
    /// `body` gives whether people are told of it, so that it has to survive a power cut.
    private mutating func turn(
        at now: Date,
        _ body: (inout Turn, Schedule) throws -> Bool
    ) throws -> Outcome {
        var turn = Turn(
            runs: takeRuns(),
            controls: controls,
            tracking: takeTracking(),
            registry: takeRegistry(),
            promotions: promotions,
            position: position,
            mayBegin: mayBegin,
            now: now,
            owner: owner
        )
        do {
            let told = try body(&turn, schedule)
            let changed = try commit(turn, told: told)
            ends.take(turn.entries)
            position = turn.position
            controls = turn.controls
            tracking = turn.tracking
            registry = turn.registry
            promotions = turn.promotions
            mayBegin = turn.mayBegin
            let outcome = Outcome(
                effects: turn.effects,
                growth: changed.map { runs in
                    Growth(
                        position: position,
                        runs: runs,
                        tracked: turn.changedTracked.sorted(),
                        entries: turn.entries
                    )
                }
            )
            runs = turn.openRuns()
            return outcome
        } catch {
            (runs, controls, tracking, registry, promotions, position) = turn.undone()
            throw error
        }
    }

    /// Nobody else holds it, so that a change copies nothing.
    private mutating func takeTracking() -> TrackingState {
        defer { tracking = TrackingState() }
        return tracking
    }

    private mutating func takeRegistry() -> RegistryState {
        defer { registry = RegistryState() }
        return registry
    }

    private mutating func takeRuns() -> [RunID: Run] {
        defer { runs = [:] }
        return runs
    }

    /// Appends a turn to the journal; gives the runs it changed, or nil where nothing happened.
    private func commit(_ turn: borrowing Turn, told: Bool) throws -> [RunID]? {
        guard !turn.entries.isEmpty else { return nil }
        let changed = turn.changedRuns.sorted().compactMap { turn.runs[$0] }
        try store.append(
            Commit(
                entries: turn.entries,
                runs: changed,
                controls: turn.changedControls.sorted().compactMap { turn.controls[$0] },
                experiments: turn.changedExperiments.sorted().compactMap {
                    turn.tracking.experiments[$0]
                },
                trackedRuns: turn.changedTracked.sorted().compactMap { turn.tracking.runs[$0] },
                models: turn.changedModels.keys.sorted().compactMap { turn.registry.models[$0] },
                loggedModels: turn.changedLogged.sorted().compactMap { turn.tracking.models[$0] },
                promotions: turn.changedPromotions.sorted().compactMap {
                    turn.promotions.promotions[$0]
                },
                durability: told ? .told : .passing
            )
        )
        return changed.map(\.id)
    }
}
