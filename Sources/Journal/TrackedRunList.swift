import Domain
import Foundation
import GRDB

/// The tracked runs that a query means, in its order, as SQL; rows `r` of `tracked_runs`.
struct TrackedRunList {
    private let search: RowSearch
    private let condition: String
    private let arguments: [any DatabaseValueConvertible]

    /// `hasSeries` says whether there are metric points in the database `points`.
    init(_ query: TrackedRunQuery, hasSeries: Bool) throws {
        search = try RowSearch(
            filter: query.filter,
            order: query.order,
            in: .runs(hasSeries: hasSeries)
        )
        var conditions = ["1"] + search.conditions
        var arguments = search.arguments
        if let experiments = query.experiments {
            conditions.append("r.experiment IN (SELECT value FROM json_each(?))")
            arguments.append(
                String(decoding: try JSONEncoder().encode(experiments), as: UTF8.self)
            )
        }
        let isDeleted = """
            (coalesce(e.is_deleted, 0) OR coalesce(r.deleted_after >= coalesce(e.restorations, 0), 0))
            """
        switch query.view {
        case .active: conditions.append("NOT \(isDeleted)")
        case .deleted: conditions.append(isDeleted)
        case .all: break
        }
        condition = conditions.joined(separator: " AND ")
        self.arguments = arguments
    }

    private var source: String {
        """
        FROM tracked_runs r LEFT JOIN experiments e ON e.id = r.experiment WHERE \(condition)
        """
    }

    /// The headers of some runs.
    func rows(limit: Int, offset: Int, in database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: "SELECT r.json \(source) ORDER BY \(search.order) LIMIT ? OFFSET ?",
            arguments: StatementArguments(arguments + search.orderArguments + [limit, offset])
        )
    }

    /// How many runs there are.
    func count(in database: Database) throws -> Int {
        try Int.fetchOne(
            database,
            sql: "SELECT count(*) \(source)",
            arguments: StatementArguments(arguments)
        ) ?? 0
    }

    /// Where the next run stands that is looked for.
    func place(_ find: TrackedRunFind, in database: Database) throws -> Int? {
        let order = find.isForward ? "place < ?, place" : "place > ?, place DESC"
        let condition: String
        var wanted: [any DatabaseValueConvertible] = []
        switch find.target {
        case .text(let text):
            condition = "instr(lower(name), ?) > 0 OR substr(id, 1, length(?)) = ?"
            wanted = Array(repeating: text.lowercased(), count: 3)
        case .failed: condition = "status = 'failed'"
        }
        return try Int.fetchOne(
            database,
            sql: """
                SELECT place FROM (
                    SELECT row_number() OVER (ORDER BY \(search.order)) - 1 AS place, r.id AS id,
                        json_extract(r.json, '$.name') AS name,
                        json_extract(r.json, '$.status') AS status
                    \(source)
                ) WHERE \(condition) ORDER BY \(order) LIMIT 1
                """,
            arguments: StatementArguments(
                search.orderArguments + arguments + wanted + [find.place]
            )
        )
    }
}
