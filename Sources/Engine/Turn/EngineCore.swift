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
    private let owner: Actor?
    private(set) var runs: [RunID: Run]
    private(set) var controls: [PipelineName: PipelineControl]
    private(set) var position: Position
    /// Something happened since stages were begun last that may let another one begin.
    private var mayBegin = true

    init(store: any EventStore, cpus: Double, owner: Actor? = nil) throws {
        self.store = store
        self.owner = owner
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
    mutating func perform(
        _ request: PreparedCommand,
        by actor: Actor,
        at now: Date
    ) throws -> (outcome: Outcome, reply: Reply) {
        var answer: (run: RunID?, text: String) = (nil, "")
        let outcome = try turn(at: now) { turn, schedule in
            answer = try turn.decide(request, by: actor)
            turn.begin(schedule)
            return true
        }
        return (outcome, Reply(position: position, run: answer.run, text: answer.text))
    }

    /// Takes what effects and watchers report, and begins what has room now.
    mutating func observe(
        _ reports: [(run: RunID, stage: StageName, report: StageReport)],
        at now: Date
    ) throws -> Outcome {
        try turn(at: now) { turn, schedule in
            for report in reports {
                let command = RunCommand.observe(report.stage, report.report)
                // The run is not held here: a second holder would make its change copy it.
                let events = try turn.runs[report.run]?.decide(command, by: .engine, at: now)
                turn.add(events ?? [], by: .engine)
            }
            return Self.finish(&turn, schedule)
        }
    }

    /// Begins the attempts whose wait is over.
    mutating func retryDue(at now: Date) throws -> Outcome {
        let due = retries.filter { $0.at <= now }
        return try turn(at: now) { turn, schedule in
            for retry in due {
                let command = RunCommand.retryDue(retry.stage)
                let events = try turn.runs[retry.run]?.decide(command, by: .engine, at: now)
                turn.add(events ?? [], by: .engine)
            }
            return Self.finish(&turn, schedule)
        }
    }

    /// Begins what has room; gives whether the turn has something that people are told.
    private static func finish(_ turn: inout Turn, _ schedule: Schedule) -> Bool {
        turn.begin(schedule)
        // A run's end is told to people. What stages come to on the way can be found again: a
        // power cut costs looking at a stage once more.
        return turn.entries.contains { entry in
            if case .runEnded = entry.event { return true }
            return false
        }
    }

    private var retries: [(run: RunID, stage: StageName, at: Date)] {
        liveRuns.filter { $0.count(of: .waiting) > 0 }.flatMap { run in
            run.stages.compactMap { stage in
                guard case .backingOff(let time) = stage.phase else { return nil }
                return (run.id, stage.stage, time)
            }
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
            position: position,
            mayBegin: mayBegin,
            now: now,
            owner: owner
        )
        do {
            let told = try body(&turn, schedule)
            let changed = try commit(turn, told: told)
            position = turn.position
            controls = turn.controls
            mayBegin = turn.mayBegin
            let outcome = Outcome(
                effects: turn.effects,
                growth: changed.map { runs in
                    Growth(position: position, runs: runs, entries: turn.entries)
                }
            )
            runs = turn.openRuns()
            return outcome
        } catch {
            (runs, controls, position) = turn.undone()
            throw error
        }
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
                durability: told ? .told : .passing
            )
        )
        return changed.map(\.id)
    }
}
