import Domain
import Foundation
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
            for key in keys.parameters.sorted() {
                try write(run.parameters[key], key, parameter, of: run.id, in: database)
            }
            for key in keys.tags.sorted() {
                try write(run.tags[key], key, tag, of: run.id, in: database)
            }
        }
    }

    private static func writeHeader(
        of run: TrackedRun,
        in database: Database,
        codec: EventCodec
    ) throws {
        var header = run
        header.parameters = KeyedTexts()
        header.tags = KeyedTexts()
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO tracked_runs (id, experiment, started, deleted_after, json)
                VALUES (?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            run.id.text, run.experiment.text, run.startedAt, run.deletedAfter,
            try codec.json(of: header),
        ])
    }

    private static func write(
        _ value: String?,
        _ key: TrackingKey,
        _ kind: Int,
        of run: TrackedRunID,
        in database: Database
    ) throws {
        guard let value else {
            return try database.cachedStatement(
                sql: "DELETE FROM tracked_entries WHERE run = ? AND kind = ? AND key = ?"
            ).execute(arguments: [run.text, kind, key.text])
        }
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO tracked_entries (run, kind, key, value)
                VALUES (?, ?, ?, ?)
                """
        ).execute(arguments: [run.text, kind, key.text, value])
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
        return try complete([try codec.value(TrackedRun.self, of: json)], in: database).first
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
            try rows.map { try codec.value(TrackedRun.self, of: $0) },
            in: database
        )
    }

    /// The runs with their parameters and tags.
    private static func complete(
        _ runs: [TrackedRun],
        in database: Database
    ) throws -> [TrackedRun] {
        var runs = runs
        let places = Dictionary(
            runs.enumerated().map { ($1.id.text, $0) },
            uniquingKeysWith: { $1 }
        )
        let ids = String(
            decoding: try JSONEncoder().encode(runs.map(\.id)),
            as: UTF8.self
        )
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT run, kind, key, value FROM tracked_entries
                WHERE run IN (SELECT value FROM json_each(?)) ORDER BY run, kind, key
                """,
            arguments: [ids]
        )
        while let row = try rows.next() {
            guard let place = places[row["run"]] else { continue }
            let key = TrackingKey(row["key"])
            let kind: Int = row["kind"]
            if kind == parameter {
                runs[place].parameters[key] = row["value"]
            } else {
                runs[place].tags[key] = row["value"]
            }
        }
        return runs
    }
}

/// The parameters and tags of a run that events may have changed.
private struct TouchedKeys {
    var parameters: Set<TrackingKey> = []
    var tags: Set<TrackingKey> = []

    mutating func add(_ event: TrackingEvent) {
        switch event {
        case .runCreated(let creation):
            tags.formUnion(creation.tags.map(\.key))
            tags.insert(TrackedRun.nameTag)
        case .runUpdated: tags.insert(TrackedRun.nameTag)
        case .runAnnotated(_, let parameters, let tags):
            self.parameters.formUnion(parameters.map(\.key))
            self.tags.formUnion(tags.map(\.key))
        case .runUntagged(_, let key): tags.insert(key)
        default: break
        }
    }
}
