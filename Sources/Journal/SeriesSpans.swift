import Domain
import Foundation
import GRDB

/// A series in spans of points as they came, with those that a chart needs of each: a chart of a
/// million points reads a few thousand rows.
///
/// All points of a series are in its spans, but for series that were last written to by an older
/// version, which have none.
enum SeriesSpans {
    /// The points of a full span.
    static let length = 256

    /// The one of a series that is not full yet.
    struct Open {
        var number = 0
        var count = 0
        var kept: KeptPoints?

        /// Adds a point; a span that is full is written and another one begun.
        mutating func add(_ point: MetricPoint, of series: Int64, in database: Database) throws {
            if kept == nil { kept = KeptPoints(point) } else { kept?.add(point) }
            count += 1
            guard count >= SeriesSpans.length else { return }
            try write(of: series, in: database)
            self = Open(number: number + 1)
        }

        /// Writes it as far as it is.
        func write(of series: Int64, in database: Database) throws {
            guard let kept else { return }
            try database.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO spans (series, number, count, points)
                    VALUES (?, ?, ?, ?)
                    """
            ).execute(arguments: [series, number, count, kept.data])
        }
    }

    static let tables = """
        CREATE TABLE spans (
            series INTEGER NOT NULL,
            number INTEGER NOT NULL,
            count INTEGER NOT NULL,
            points BLOB NOT NULL,
            PRIMARY KEY (series, number)
        ) STRICT, WITHOUT ROWID;
        """

    /// The open span of a series that has points; spans are made where there are none.
    static func open(
        of series: Int64,
        key: TrackingKey,
        in database: Database
    ) throws -> Open {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT number, count, points FROM spans WHERE series = ?
                    ORDER BY number DESC LIMIT 1
                    """
            ),
            arguments: [series]
        )
        guard let row else { return try make(of: series, key: key, in: database) }
        let (number, count): (Int, Int) = (row["number"], row["count"])
        guard count < length else { return Open(number: number + 1) }
        return Open(number: number, count: count, kept: KeptPoints(row["points"], key: key))
    }

    private static func make(
        of series: Int64,
        key: TrackingKey,
        in database: Database
    ) throws -> Open {
        var open = Open()
        try eachPoint(of: series, key: key, in: database) { point in
            try open.add(point, of: series, in: database)
        }
        try open.write(of: series, in: database)
        return open
    }

    // MARK: - Reading

    /// The points of a series that a chart needs, at most `limit`, in the order of their steps.
    static func curve(
        of series: Int64,
        key: TrackingKey,
        limit: Int,
        in database: Database
    ) throws -> [MetricPoint] {
        var reduction = CurveReduction(limit: limit)
        let count =
            try database.tableExists("spans")
            ? Int.fetchOne(
                database.cachedStatement(sql: "SELECT count(*) FROM spans WHERE series = ?"),
                arguments: [series]
            ) ?? 0 : 0
        // Few points are read one by one, so that none of them is missing.
        guard count > max(1, 2 * limit / length) else {
            try eachPoint(of: series, key: key, in: database) { reduction.add($0) }
            return reduction.points
        }
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT points FROM spans WHERE series = ? ORDER BY number"
            ),
            arguments: [series]
        )
        while let row = try rows.next() {
            guard let kept = KeptPoints(row["points"], key: key) else { continue }
            for point in kept.points { reduction.add(point) }
        }
        return reduction.points
    }

    private static func eachPoint(
        of series: Int64,
        key: TrackingKey,
        in database: Database,
        _ body: (MetricPoint) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            database.makeStatement(
                sql: """
                    SELECT time, step, value FROM points WHERE series = ?
                    ORDER BY time, step, value
                    """
            ),
            arguments: [series]
        )
        while let row = try rows.next() { try body(MetricPoint(row, key: key)) }
    }
}
