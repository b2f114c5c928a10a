package import Domain
import Foundation
import Synchronization

/// A journal in memory with the same contract as ``SQLiteStore``, for tests and simulations.
///
/// Machines pass through their written form, row by row, so that what would not survive the disk
/// does not survive here either. It outlives the engines that write it, as a disk does.
package final class SimulatedStore: EventStore, Sendable {
    /// What is written: machines in the form they have on a disk.
    private struct Content {
        var entryCount = 0
        var headers: [RunID: String] = [:]
        var stages: [RunID: [StageName: String]] = [:]
        var controls: [PipelineName: String] = [:]
        var experiments: [ExperimentID: String] = [:]
        var trackedRuns: [TrackedRunID: String] = [:]
        var models: [ModelName: String] = [:]
        var loggedModels: [LoggedModelID: String] = [:]
        var promotions: [PromotionID: String] = [:]
    }

    private struct State {
        var entries: [JournalEntry] = []
        var content = Content()
        /// What a power cut may go back to: the contents before each commit since the last one
        /// that was flushed.
        var unflushed: [Content] = []
        var commitsUntilFailure: Int?
        let codec = EventCodec()

        func run(_ id: RunID) throws -> Run? {
            guard let json = content.headers[id] else { return nil }
            let header = try codec.value(RunHeader.self, of: json)
            let rows = content.stages[id] ?? [:]
            let names = header.definition.stages.map(\.name)
            return header.run(
                with: try names.compactMap { name in
                    try rows[name].map { try codec.value(StageRun.self, of: $0) }
                }
            )
        }

        /// Writes the rows that a commit's events touch, and no others.
        mutating func write(_ commit: Commit) throws {
            for run in commit.runs {
                let events = commit.entries.lazy.map(\.event)
                if events.contains(where: { $0.touchedRun == run.id }) {
                    content.headers[run.id] = try codec.json(of: RunHeader(run))
                }
                let touched = Set(
                    events.compactMap(\.touchedStages).filter { $0.run == run.id }.flatMap(\.stages)
                )
                for stage in run.stages where touched.contains(stage.stage) {
                    content.stages[run.id, default: [:]][stage.stage] = try codec.json(of: stage)
                }
            }
            for control in commit.controls {
                content.controls[control.name] = try codec.json(of: control)
            }
            for experiment in commit.experiments {
                content.experiments[experiment.id] = try codec.json(of: experiment)
            }
            for run in commit.trackedRuns {
                content.trackedRuns[run.id] = try codec.json(of: run)
            }
            for model in commit.models {
                content.models[model.name] = try codec.json(of: model)
            }
            for model in commit.loggedModels {
                content.loggedModels[model.id] = try codec.json(of: model)
            }
            for promotion in commit.promotions {
                content.promotions[promotion.id] = try codec.json(of: promotion)
            }
        }
    }

    private let state = Mutex(State())
    /// Every event is read back as soon as it is written.
    private let readsBack: Bool

    /// Makes an empty journal; without `readsBack` it is faster, and a form that cannot be read
    /// is noticed only by those who read.
    package init(readsBack: Bool = true) {
        self.readsBack = readsBack
    }

    package var entries: [JournalEntry] { state.withLock { $0.entries } }

    /// Commits left until one fails, or nil for a disk that never fails.
    package var commitsUntilFailure: Int? {
        get { state.withLock { $0.commitsUntilFailure } }
        set { state.withLock { $0.commitsUntilFailure = newValue } }
    }

    package func load() throws -> LiveState {
        try state.withLock { state in
            let runs = try state.content.headers.keys.sorted().compactMap { id in
                try state.run(id)
            }
            let controls = state.content.controls
            let experiments = state.content.experiments
            return LiveState(
                position: state.entries.last?.position ?? .start,
                runs: runs.filter { $0.end == nil },
                controls: try controls.keys.sorted().compactMap { name in
                    try controls[name].map { json in
                        try state.codec.value(PipelineControl.self, of: json)
                    }
                },
                experiments: try experiments.sorted { $0.key < $1.key }.map { _, json in
                    try state.codec.value(Experiment.self, of: json)
                },
                models: try state.content.models.sorted { $0.key < $1.key }.map { _, json in
                    try state.codec.value(RegisteredModel.self, of: json)
                },
                promotions: try state.content.promotions.sorted { $0.key < $1.key }.map { _, json in
                    try state.codec.value(Promotion.self, of: json)
                }
            )
        }
    }

    package func run(_ id: RunID) throws -> Run? {
        try state.withLock { try $0.run(id) }
    }

    package func trackedRun(_ id: TrackedRunID) throws -> TrackedRun? {
        try state.withLock { state in
            try state.content.trackedRuns[id].map { json in
                try state.codec.value(TrackedRun.self, of: json)
            }
        }
    }

    package func loggedModel(_ id: LoggedModelID) throws -> LoggedModel? {
        try state.withLock { state in
            try state.content.loggedModels[id].map { json in
                try state.codec.value(LoggedModel.self, of: json)
            }
        }
    }

    package func append(_ commit: Commit) throws {
        try state.withLock { state in
            if let left = state.commitsUntilFailure {
                guard left > 0 else { throw JournalError(.unusable, "The simulated disk failed.") }
                state.commitsUntilFailure = left - 1
            }
            let newest = (state.entries.last?.position ?? .start).number
            for (offset, entry) in commit.entries.enumerated() {
                let next = newest + 1 + Int64(offset)
                precondition(entry.position.number == next, "A gap at position \(next).")
                if readsBack { try Self.readBack(entry, state.codec) }
            }
            let before = state.content
            state.entries += commit.entries
            state.content.entryCount = state.entries.count
            try state.write(commit)
            switch commit.durability {
            case .told: state.unflushed = []
            case .passing: state.unflushed.append(before)
            }
        }
    }

    private static func readBack(_ entry: JournalEntry, _ codec: EventCodec) throws {
        let row = try codec.row(of: entry.event)
        let event = try codec.event(kind: row.kind, version: row.version, json: row.json)
        precondition(event == entry.event, "An event changes when it is written: \(entry).")
    }

    /// Commits that a power cut may take: those since the last one that was told.
    package var unflushedCount: Int { state.withLock { $0.unflushed.count } }

    /// Cuts the power: the newest commits are gone, at most all that were not flushed.
    package func cutPower(losing count: Int) {
        state.withLock { state in
            precondition(count <= state.unflushed.count, "\(count) commits are flushed.")
            if count > 0 {
                state.content = state.unflushed[state.unflushed.count - count]
                state.entries.removeLast(state.entries.count - state.content.entryCount)
            }
            // What is found after a power cut is on the disk.
            state.unflushed = []
        }
    }
}
