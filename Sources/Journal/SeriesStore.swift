package import Domain
import Foundation
import GRDB

/// Metric points in a SQLite file of their own; one writer.
///
/// A point is acknowledged once it survives a killed process; a power cut may take the last ones.
package final class SeriesStore {
    private let queue: DatabaseQueue
    private let path: String
    /// The series that were written to last.
    private var known: [SeriesName: Series] = [:]

    /// The most series that are kept at hand.
    private static let knownLimit = 20_000

    /// Opens the file at `path`, making it; fails with ``JournalError``.
    package init(path: String) throws {
        self.path = path
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.label = "series"
            try NewJournal.make(at: path, steps: SeriesSchema.steps)
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { database in
                try Schema.migrate(database, path: path, steps: SeriesSchema.steps)
            }
            try queue.inDatabase { database in
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                try database.execute(sql: "PRAGMA synchronous = NORMAL")
            }
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        }
    }

    /// Adds points of runs, and those that were measured of logged models, all or nothing; a
    /// point that is there already is not added again.
    package func append(
        _ batches: [(run: TrackedRunID, points: [MetricPoint])],
        models: [ModelMetric] = []
    ) throws {
        if known.count > Self.knownLimit { known = [:] }
        let before = known
        do {
            try queue.inDatabase { database in
                try database.inTransaction {
                    for batch in batches { try insert(batch.points, of: batch.run, in: database) }
                    try ModelPoints.insert(models, in: database)
                    return .commit
                }
            }
        } catch {
            known = before
            if let error = error as? DatabaseError { throw JournalError(error, path: path) }
            throw error
        }
    }

    private func insert(
        _ points: [MetricPoint],
        of run: TrackedRunID,
        in database: Database
    ) throws {
        let insertion = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO points (series, time, step, value) VALUES (?, ?, ?, ?)"
        )
        var changed: Set<TrackingKey> = []
        var grown: Set<TrackingKey> = []
        for point in points {
            let name = SeriesName(run: run, key: point.key)
            var series = try self.series(name, of: point, database)
            try insertion.execute(arguments: [
                series.number, point.timestamp, point.step, point.value.stored,
            ])
            // A point that was there already is in a span already.
            guard database.changesCount > 0 else { continue }
            try series.span.add(point, of: series.number, in: database)
            grown.insert(point.key)
            if point.isNewer(than: series.last) {
                series.last = point
                changed.insert(point.key)
            }
            known[name] = series
        }
        for key in grown {
            guard let series = known[SeriesName(run: run, key: key)] else { continue }
            try series.span.write(of: series.number, in: database)
        }
        let update = try database.cachedStatement(
            sql: "UPDATE series SET time = ?, step = ?, value = ?, number = ? WHERE id = ?"
        )
        for key in changed {
            guard let series = known[SeriesName(run: run, key: key)] else { continue }
            try update.execute(arguments: [
                series.last.timestamp, series.last.step, series.last.value.stored,
                series.last.value, series.number,
            ])
        }
    }

    /// The series of a run's metric, made by its first point where there is none.
    private func series(
        _ name: SeriesName,
        of first: MetricPoint,
        _ database: Database
    ) throws -> Series {
        if let series = known[name] { return series }
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT id, time, step, value FROM series WHERE run = ? AND key = ?"
            ),
            arguments: [name.run.text, name.key.text]
        )
        if let row {
            let series = Series(
                number: row["id"],
                last: MetricPoint(row, key: name.key),
                span: try SeriesSpans.open(of: row["id"], key: name.key, in: database)
            )
            known[name] = series
            return series
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO series (run, key, time, step, value, number)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            name.run.text, name.key.text, first.timestamp, first.step, first.value.stored,
            first.value,
        ])
        let number = database.lastInsertedRowID
        let series = Series(number: number, last: first, span: SeriesSpans.Open())
        known[name] = series
        return series
    }
}

private struct SeriesName: Hashable {
    let run: TrackedRunID
    let key: TrackingKey
}

private struct Series {
    let number: Int64
    var last: MetricPoint
    var span: SeriesSpans.Open
}

/// The tables of metric points.
enum SeriesSchema {
    static let steps = [tables, ModelPoints.tables, SeriesSpans.tables]

    /// A value stands as its bits: SQLite has no NaN.
    ///
    /// The newest one of a series stands as a number too, by which runs are found; null where it
    /// is none.
    private static let tables = """
        CREATE TABLE series (
            id INTEGER PRIMARY KEY,
            run TEXT NOT NULL,
            key TEXT NOT NULL,
            time INTEGER NOT NULL,
            step INTEGER NOT NULL,
            value INTEGER NOT NULL,
            number REAL,
            UNIQUE (run, key)
        ) STRICT;
        CREATE TABLE points (
            series INTEGER NOT NULL,
            time INTEGER NOT NULL,
            step INTEGER NOT NULL,
            value INTEGER NOT NULL,
            PRIMARY KEY (series, time, step, value)
        ) STRICT, WITHOUT ROWID;
        """
}

/// Short read-only looks at metric points, from any process that may read the file.
package final class SeriesReader: Sendable {
    private let queue: DatabaseQueue
    let path: String

    /// Opens a file that exists.
    package init(path: String) throws {
        self.path = path
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(2)
            configuration.label = "series reader"
            queue = try DatabaseQueue(path: path, configuration: configuration)
            _ = try queue.read {
                try Schema.refuseNewer($0, path: path, version: SeriesSchema.steps.count)
            }
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        }
    }

    /// The newest point of each metric of runs, by key.
    package func latest(of runs: [TrackedRunID]) throws -> [TrackedRunID: [MetricPoint]] {
        let ids = String(decoding: try JSONEncoder().encode(runs), as: UTF8.self)
        return try read { database in
            var found: [TrackedRunID: [MetricPoint]] = [:]
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT run, key, time, step, value FROM series
                    WHERE run IN (SELECT value FROM json_each(?)) ORDER BY run, key
                    """,
                arguments: [ids]
            )
            while let row = try rows.next() {
                let point = MetricPoint(row, key: TrackingKey(row["key"]))
                found[TrackedRunID(row["run"]), default: []].append(point)
            }
            return found
        }
    }

    /// Points of a metric, in the order of their times and steps.
    package func history(_ query: MetricQuery) throws -> [MetricPoint] {
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT time, step, value FROM points
                    WHERE series = (SELECT id FROM series WHERE run = ? AND key = ?)
                    ORDER BY time, step, value LIMIT ? OFFSET ?
                    """,
                arguments: [query.run.text, query.key.text, query.limit, query.offset]
            )
            var points: [MetricPoint] = []
            while let row = try rows.next() { points.append(MetricPoint(row, key: query.key)) }
            return points
        }
    }

    /// The points of a metric that a chart needs, in the order of their steps.
    package func curve(_ query: CurveQuery) throws -> [MetricPoint] {
        try read { database in
            let series = try Int64.fetchOne(
                database,
                sql: "SELECT id FROM series WHERE run = ? AND key = ?",
                arguments: [query.run.text, query.key.text]
            )
            guard let series else { return [] }
            return try SeriesSpans.curve(
                of: series,
                key: query.key,
                limit: query.limit,
                in: database
            )
        }
    }

    /// What was measured of logged models, as their snapshots have it.
    package func metrics(of models: [LoggedModelID]) throws -> [LoggedModelID: [ModelMetric]] {
        try read { try ModelPoints.metrics(of: models, in: $0) }
    }

    /// Whether anything of a logged model can be in the file.
    func hasModels() throws -> Bool {
        try read { try $0.tableExists("model_points") }
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try queue.read(body)
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        }
    }
}

extension MetricPoint {
    init(_ row: Row, key: TrackingKey) {
        self.init(
            key: key,
            value: Double(bitPattern: UInt64(bitPattern: row["value"])),
            timestamp: row["time"],
            step: row["step"]
        )
    }
}
