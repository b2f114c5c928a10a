package import Domain
import Foundation

/// A journal in memory with the same contract as ``SQLiteStore``, for tests and simulations.
///
/// Machines pass through their written form, so that a field that would not survive the disk does
/// not survive here either.
package final class SimulatedStore: EventStore {
    package private(set) var entries: [JournalEntry] = []
    private var runs: [RunID: String] = [:]
    private var controls: [PipelineName: String] = [:]
    private let codec = EventCodec()
    /// Commits left until one fails, or nil for a disk that never fails.
    package var commitsUntilFailure: Int?

    package init() {}

    package func load() throws -> LiveState {
        let all = try runs.keys.sorted().compactMap { try run($0) }
        return LiveState(
            position: entries.last?.position ?? .start,
            runs: all.filter { $0.end == nil },
            controls: try controls.keys.sorted().compactMap { name in
                try controls[name].map { try codec.value(PipelineControl.self, of: $0) }
            }
        )
    }

    package func run(_ id: RunID) throws -> Run? {
        try runs[id].map { try codec.value(Run.self, of: $0) }
    }

    package func append(_ commit: Commit) throws {
        if let left = commitsUntilFailure {
            guard left > 0 else { throw JournalError(.unusable, "The simulated disk failed.") }
            commitsUntilFailure = left - 1
        }
        var next = (entries.last?.position ?? .start).number + 1
        for entry in commit.entries {
            precondition(entry.position.number == next, "A gap at position \(next).")
            let row = try codec.row(of: entry.event)
            let event = try codec.event(kind: row.kind, version: row.version, json: row.json)
            precondition(event == entry.event, "An event changes when it is written: \(entry).")
            next += 1
        }
        entries += commit.entries
        for run in commit.runs { runs[run.id] = try codec.json(of: run) }
        for control in commit.controls { controls[control.name] = try codec.json(of: control) }
    }
}
