import Domain
import GRDB

/// The open runs as last read, of each pipeline the last.
///
/// A run is read whole once; after that only the rows that events since have changed are.
struct OpenRuns {
    private struct Known {
        var run: Run
        /// Nothing that came up to here is missing from `run` and `recent`.
        var seen: Position
        var recent: [StageName: [Duration]]
    }

    private var known: [PipelineName: Known] = [:]

    /// A run as it stands, with the durations of its stages' last attempts.
    mutating func snapshot(
        of id: RunID,
        in database: Database,
        codec: EventCodec
    ) throws -> RunSnapshot? {
        // Taken first: what is written meanwhile is read once more rather than missed.
        let newest = try Int64.fetchOne(database, sql: "SELECT max(position) FROM events") ?? 0
        var current: Known
        var position: Position
        if let advanced = try advanced(id, to: Position(newest), in: database, codec: codec) {
            (current, position) = advanced
        } else {
            guard let found = try RunRows.run(id, in: database, codec: codec) else { return nil }
            position = found.position
            current = Known(
                run: found.run,
                seen: Position(newest),
                recent: try AttemptRows.recentDurations(of: found.run, in: database)
            )
        }
        current.seen = Position(newest)
        if current.run.end == nil {
            known[id.pipeline] = current
        } else if known[id.pipeline]?.run.id == id {
            known[id.pipeline] = nil
        }
        return RunSnapshot(
            run: current.run,
            position: position,
            usual: current.recent.mapValues(\.median),
            recent: current.recent
        )
    }

    /// The known run with what changed since; nil where it has to be read whole.
    private func advanced(
        _ id: RunID,
        to newest: Position,
        in database: Database,
        codec: EventCodec
    ) throws -> (Known, Position)? {
        guard var current = known[id.pipeline], current.run.id == id, current.seen <= newest,
            let position = try RunRows.position(of: id, in: database)
        else { return nil }
        var touched: Set<StageName> = []
        var ended: Set<StageName> = []
        for row in try RunRows.events(of: id, after: current.seen, in: database) {
            let event = try codec.event(
                kind: row["kind"],
                version: row["version"],
                json: row["json"]
            )
            guard let event, event.touchedRun == nil else { return nil }
            touched.formUnion(event.touchedStages?.stages ?? [])
            if case .attemptEnded(let attempt, _) = event { ended.insert(attempt.stage) }
        }
        for name in touched {
            guard let index = current.run.position(of: name),
                let stage = try RunRows.stage(name, of: id, in: database, codec: codec)
            else { return nil }
            current.run.change(at: index) { $0 = stage }
        }
        for name in ended {
            let recent = try AttemptRows.recentDurations(of: name, in: id.pipeline, database)
            current.recent[name] = recent.isEmpty ? nil : recent
        }
        return (current, position)
    }
}

extension [Duration] {
    /// The middle one, of an even count the lower; the list is not empty.
    fileprivate var median: Duration { sorted()[(count - 1) / 2] }
}
