import Domain
import Engine
import Foundation
import Journal

/// The journal rebuilt from its events, beside the engine that wrote it.
struct Referee: Sendable {
    private(set) var entries: [JournalEntry] = []
    var runs: [RunID: Run] = [:]
    var controls: [PipelineName: PipelineControl] = [:]
    var tracking = TrackingState()
    private(set) var registry = RegistryState()
    private(set) var promotions = PromotionState()
    /// The last position that was flushed.
    private(set) var flushed = Position.start
    /// The last position of which somebody was told.
    var acknowledged = Position.start

    /// The last position at which a person did something.
    private(set) var lastByPerson = Position.start
    /// What the lock has to hold, by the journal; power cuts aside.
    private(set) var savedStages: [StageName: SimulatedFiles.LockEntry] = [:]

    var position: Position { entries.last?.position ?? .start }

    /// Takes an entry over.
    mutating func apply(_ entry: JournalEntry) {
        entries.append(entry)
        let event = entry.event
        if case .person = entry.actor { lastByPerson = entry.position }
        noteSaved(event)
        if case .runOpened(let opened) = event {
            runs[opened.run] = Run(opened: opened, by: entry.actor, at: entry.at)
        }
        if let id = event.run { runs[id]?.apply(event, by: entry.actor, at: entry.at) }
        if case .tracking(let event) = event { tracking.apply(event, at: entry.at) }
        if case .registry(let event) = event {
            registry.apply(event, by: entry.actor, at: entry.at)
        }
        if case .promotion(let event) = event {
            promotions.apply(event, by: entry.actor, at: entry.at)
        }
        if let name = event.controlledPipeline {
            controls[name, default: PipelineControl(name: name)].apply(event, by: entry.actor)
        }
    }

    mutating func flush() { flushed = position }

    private mutating func noteSaved(_ event: Event) {
        guard case .stageEnded(let ended) = event else { return }
        switch ended.outcome {
        case .done:
            guard let check = stage(ended.run, ended.stage)?.check else { return }
            if case .frozen = check.verdict {
                savedStages[ended.stage] = nil
            } else {
                savedStages[ended.stage] = SimulatedFiles.LockEntry(
                    inputs: check.inputs,
                    outputs: ended.outputs
                )
            }
        // What lay there then is in the lock, whatever it was.
        case .doneByHand: savedStages[ended.stage] = nil
        // Who skips what was done just now may lose the lock's memory of it to a killed engine.
        case .skipped: savedStages[ended.stage] = nil
        case .unchanged, .restored, .failed, .cancelled: return
        }
    }

    private func stage(_ run: RunID, _ name: StageName) -> StageRun? { runs[run]?.stage(name) }

    /// Goes back to what a power cut left.
    mutating func rebuild(from entries: [JournalEntry]) {
        let told = acknowledged
        self = Referee()
        for entry in entries { apply(entry) }
        flushed = position
        acknowledged = told
        // A power cut may have taken entries of the lock with it.
        savedStages = [:]
    }

    var openRuns: [Run] {
        runs.values.filter { $0.end == nil }.sorted { $0.id < $1.id }
    }

    func stage(_ attempt: AttemptID) -> StageRun? { runs[attempt.run]?.stage(attempt.stage) }
}

extension Event {
    /// The pipeline whose control an event may change.
    var controlledPipeline: PipelineName? {
        switch self {
        case .breakpointSet(let name, _), .breakpointCleared(let name, _), .fileEdited(let name, _),
            .editUndone(let name, _):
            name
        case .tracking, .registry, .promotion, .engineStarted, .engineStopped: nil
        default: run?.pipeline
        }
    }
}

extension WorldState {
    /// Looks at a commit the engine made: each event must be lawful, and the projections must be
    /// what the events make of them.
    mutating func take(_ commit: Commit) {
        var touchedRuns: Set<RunID> = []
        var before: [PipelineName: PipelineControl] = [:]
        for entry in commit.entries {
            note(
                "\(entry.position) \(entry.event.words.subject): \(entry.event.words.text)"
                    + " (\(entry.actor))"
            )
            checkLaw(entry)
            if let id = entry.event.run { touchedRuns.insert(id) }
            if let name = entry.event.controlledPipeline, before[name] == nil {
                before[name] = referee.controls[name] ?? PipelineControl(name: name)
            }
            referee.apply(entry)
            checkAfter(entry)
        }
        if commit.durability == .told { referee.flush() }
        checkProjections(commit, touchedRuns, before)
        let endsRun = commit.entries.contains { entry in
            if case .runEnded = entry.event { return true }
            return false
        }
        expect(
            !endsRun || commit.durability == .told,
            "what people are told survives a power cut",
            "A run's end was committed as passing."
        )
    }

    private mutating func checkProjections(
        _ commit: Commit,
        _ touchedRuns: Set<RunID>,
        _ before: [PipelineName: PipelineControl]
    ) {
        let promise = "projections equal a rebuild"
        for run in commit.runs {
            expect(referee.runs[run.id] == run, promise, "Run \(run.id) differs.")
        }
        let written = Set(commit.runs.map(\.id))
        for id in touchedRuns.sorted() where referee.runs[id]?.end == nil {
            expect(
                referee.runs[id] == nil || written.contains(id),
                promise,
                "Run \(id) was changed and not written."
            )
        }
        for control in commit.controls {
            expect(
                referee.controls[control.name] == control,
                promise,
                "The control of \(control.name) differs."
            )
        }
        checkTracking(commit, promise)
        checkRegistry(commit, promise)
        for (name, old) in before.sorted(by: { $0.key < $1.key }) {
            expect(
                referee.controls[name] == old || commit.controls.contains { $0.name == name },
                promise,
                "The control of \(name) was changed and not written."
            )
        }
    }

    private mutating func checkTracking(_ commit: Commit, _ promise: String) {
        for run in commit.trackedRuns {
            expect(referee.tracking.runs[run.id] == run, promise, "Tracked run \(run.id) differs.")
        }
        for model in commit.loggedModels {
            expect(
                referee.tracking.models[model.id] == model,
                promise,
                "Logged model \(model.id) differs."
            )
        }
        for experiment in commit.experiments {
            expect(
                referee.tracking.experiments[experiment.id] == experiment,
                promise,
                "Experiment \(experiment.id) differs."
            )
        }
    }

    private mutating func checkRegistry(_ commit: Commit, _ promise: String) {
        for model in commit.models {
            expect(
                referee.registry.models[model.name] == model,
                promise,
                "Model \(model.name) differs."
            )
        }
        for promotion in commit.promotions {
            expect(
                referee.promotions.promotions[promotion.id] == promotion,
                promise,
                "The \(promotion.id) differs."
            )
        }
    }

    /// What an engine holds in memory, or finds in its journal, must be what the events say.
    mutating func compare(_ state: LiveState, _ place: String) {
        let promise = "projections equal a rebuild"
        expect(
            state.position == referee.position,
            promise,
            "\(place) stands at \(state.position), the events at \(referee.position)."
        )
        expect(
            state.runs == referee.openRuns,
            promise,
            "\(place) has other open runs than the events make: \(state.runs.map(\.id))"
                + " and \(referee.openRuns.map(\.id))."
        )
        let controls = referee.controls.values.sorted { $0.name < $1.name }
        let plain = { (control: PipelineControl) in control == PipelineControl(name: control.name) }
        expect(
            state.controls.filter { !plain($0) } == controls.filter { !plain($0) },
            promise,
            "\(place) has other controls than the events make."
        )
        let experiments = TrackingState(experiments: state.experiments).experiments
        expect(
            experiments == referee.tracking.experiments,
            promise,
            "\(place) has other experiments than the events make."
        )
        expect(
            RegistryState(state.models) == referee.registry,
            promise,
            "\(place) has other models than the events make."
        )
        expect(
            PromotionState(state.promotions) == referee.promotions,
            promise,
            "\(place) has other requests than the events make."
        )
    }
}
