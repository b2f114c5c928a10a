import Domain
import GRDB

/// Experiments and tracked runs as rows.
enum TrackingRows {
    static let parameter = 0
    static let tag = 1

    // MARK: - Writing

    /// Writes what a commit's events touch, as it stands after them.
    static func write(_ commit: Commit, in database: Database, codec: EventCodec) throws {
        for experiment in commit.experiments {
            try database.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO experiments (id, created, is_deleted, restorations, json)
                    VALUES (?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                experiment.id.text, experiment.createdAt, experiment.isDeleted,
                experiment.restorations, try codec.json(of: experiment),
            ])
        }
        guard !commit.trackedRuns.isEmpty else { return }
        var touched: [TrackedRunID: TouchedKeys] = [:]
        for entry in commit.entries {
            guard case .tracking(let event) = entry.event, let id = event.run else { continue }
            touched[id, default: TouchedKeys()].add(event)
        }
        for run in commit.trackedRuns {
            try writeHeader(of: run, in: database, codec: codec)
            let keys = touched[run.id] ?? TouchedKeys()
            try keys.write(run.parameters, run.tags, of: run.id.text, in: database)
        }
        try UseRows.write(commit, in: database, codec: codec)
    }

    private static func writeHeader(
        of run: TrackedRun,
        in database: Database,
        codec: EventCodec
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO tracked_runs (id, experiment, started, deleted_after, json)
                VALUES (?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            run.id.text, run.experiment.text, run.startedAt, run.deletedAfter,
            try codec.json(of: TrackedRunHeader(run)),
        ])
    }

    // MARK: - Reading

    /// All experiments that have a row, in the order they were made.
    static func experiments(in database: Database, codec: EventCodec) throws -> [Experiment] {
        try String.fetchAll(
            database,
            sql: "SELECT json FROM experiments ORDER BY created, id"
        ).map { try codec.value(Experiment.self, of: $0) }
    }

    static func run(
        _ id: TrackedRunID,
        in database: Database,
        codec: EventCodec
    ) throws -> TrackedRun? {
        let statement = try database.cachedStatement(
            sql: "SELECT json FROM tracked_runs WHERE id = ?"
        )
        guard let json = try String.fetchOne(statement, arguments: [id.text]) else { return nil }
        let header = try codec.value(TrackedRunHeader.self, of: json)
        return try complete([header.run], in: database, codec: codec).first
    }

    /// The runs of a list that its query's limit and offset leave.
    static func runs(
        of list: TrackedRunList,
        _ query: TrackedRunQuery,
        in database: Database,
        codec: EventCodec
    ) throws -> [TrackedRun] {
        let rows = try list.rows(limit: query.limit, offset: query.offset, in: database)
        return try complete(
            try rows.map { try codec.value(TrackedRunHeader.self, of: $0).run },
            in: database,
            codec: codec
        )
    }

    /// The runs with their parameters and tags, and what they use and make.
    private static func complete(
        _ runs: [TrackedRun],
        in database: Database,
        codec: EventCodec
    ) throws -> [TrackedRun] {
        var runs = runs
        let places = Dictionary(
            runs.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { $1 }
        )
        let ids = try codec.json(of: runs.map(\.id))
        try readEntries(of: ids, in: database) { id, kind, key, value in
            guard let place = places[TrackedRunID(id)] else { return }
            if kind == parameter {
                runs[place].parameters[key] = value
            } else {
                runs[place].tags[key] = value
            }
        }
        for (id, uses) in try UseRows.uses(of: ids, in: database, codec: codec) {
            if let place = places[id] { runs[place].uses = uses }
        }
        return runs
    }

    /// Gives the parameters and tags of all things in a JSON list of ids.
    static func readEntries(
        of ids: String,
        in database: Database,
        _ body: (_ id: String, _ kind: Int, TrackingKey, _ value: String) -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT run, kind, key, value FROM tracked_entries
                WHERE run IN (SELECT value FROM json_each(?)) ORDER BY run, kind, key
                """,
            arguments: [ids]
        )
        while let row = try rows.next() {
            body(row["run"], row["kind"], TrackingKey(row["key"]), row["value"])
        }
    }
}
