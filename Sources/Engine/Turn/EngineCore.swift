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

    private let store: any EventStore
    private let schedule: Schedule
    private(set) var runs: [RunID: Run]
    private(set) var controls: [PipelineName: PipelineControl]
    private(set) var position: Position

    init(store: any EventStore, cpus: Double) throws {
        self.store = store
        schedule = Schedule(cpus: cpus)
        let state = try store.load()
        position = state.position
        runs = Dictionary(uniqueKeysWithValues: state.runs.map { ($0.id, $0) })
        controls = Dictionary(uniqueKeysWithValues: state.controls.map { ($0.name, $0) })
    }

    var liveRuns: [Run] { runs.values.sorted { $0.id < $1.id } }

    /// The earliest time at which a retry is due.
    var nextRetry: Date? {
        retries.map(\.at).min()
    }

    /// What an engine does first: takes up what an earlier one left.
    mutating func begin(_ identity: EngineIdentity, at now: Date) throws -> Outcome {
        var turn = Turn(core: self, now: now)
        turn.add([.engineStarted(identity)], by: .engine)
        var outcome = try commit(&turn, told: true)
        outcome.effects += liveRuns.flatMap { $0.effectsAfterRestart() }
        return outcome
    }

    mutating func end(reason: String, at now: Date) throws {
        var turn = Turn(core: self, now: now)
        turn.add([.engineStopped(reason: reason)], by: .engine)
        _ = try commit(&turn, told: true)
    }

    /// Decides on a person's command, all or nothing, and begins what has room.
    mutating func perform(
        _ request: PreparedCommand,
        by actor: Actor,
        at now: Date
    ) throws -> (outcome: Outcome, reply: Reply) {
        var turn = Turn(core: self, now: now)
        let answer = try turn.decide(request, by: actor)
        turn.begin(schedule)
        let outcome = try commit(&turn, told: true)
        return (outcome, Reply(position: position, run: answer.run, text: answer.text))
    }

    /// Takes what effects and watchers report, and begins what has room now.
    mutating func observe(
        _ reports: [(run: RunID, stage: StageName, report: StageReport)],
        at now: Date
    ) throws -> Outcome {
        var turn = Turn(core: self, now: now)
        for report in reports {
            let command = RunCommand.observe(report.stage, report.report)
            // The run is not held here: a second holder would make its change copy it.
            let events = try turn.runs[report.run]?.decide(command, by: .engine, at: now)
            turn.add(events ?? [], by: .engine)
        }
        return try finish(&turn)
    }

    /// Begins the attempts whose wait is over.
    mutating func retryDue(at now: Date) throws -> Outcome {
        var turn = Turn(core: self, now: now)
        for retry in retries where retry.at <= now {
            let command = RunCommand.retryDue(retry.stage)
            let events = try turn.runs[retry.run]?.decide(command, by: .engine, at: now)
            turn.add(events ?? [], by: .engine)
        }
        return try finish(&turn)
    }

    private mutating func finish(_ turn: inout Turn) throws -> Outcome {
        turn.begin(schedule)
        // A run's end is told to people. What stages come to on the way can be found again: a
        // power cut costs looking at a stage once more.
        let told = turn.entries.contains { entry in
            if case .runEnded = entry.event { return true }
            return false
        }
        return try commit(&turn, told: told)
    }

    private var retries: [(run: RunID, stage: StageName, at: Date)] {
        liveRuns.flatMap { run in
            run.stages.compactMap { stage in
                guard case .backingOff(let time) = stage.phase else { return nil }
                return (run.id, stage.stage, time)
            }
        }
    }

    private mutating func commit(_ turn: inout Turn, told: Bool) throws -> Outcome {
        guard !turn.entries.isEmpty else { return Outcome() }
        let changedRuns = turn.changedRuns.sorted().compactMap { turn.runs[$0] }
        try store.append(
            Commit(
                entries: turn.entries,
                runs: changedRuns,
                controls: turn.changedControls.sorted().compactMap { turn.controls[$0] },
                durability: told ? .told : .passing
            )
        )
        position = turn.position
        runs = turn.runs.filter { $0.value.end == nil }
        controls = turn.controls
        return Outcome(
            effects: turn.effects,
            growth: Growth(position: position, runs: changedRuns.map(\.id))
        )
    }
}
