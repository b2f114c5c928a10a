import Domain
import Foundation
import GRDB

/// Finds experiments by a filter.
enum ExperimentSearch {
    /// A page of experiments; the first one is there also while it has no row.
    static func experiments(
        _ query: ExperimentQuery,
        in database: Database,
        codec: EventCodec
    ) throws -> [Experiment] {
        let search = try RowSearch(filter: query.filter, order: query.order, in: .experiments)
        let first = Experiment.first
        var conditions = ["1"] + search.conditions
        switch query.view {
        case .active: conditions.append("NOT e.is_deleted")
        case .deleted: conditions.append("e.is_deleted")
        case .all: break
        }
        let start: [any DatabaseValueConvertible] = [
            first.id.text, try codec.json(of: first), first.id.text,
        ]
        let arguments =
            start + search.arguments + search.orderArguments + [query.limit, query.offset]
        return try String.fetchAll(
            database,
            sql: """
                SELECT e.json FROM (
                    SELECT id, created, is_deleted, json FROM experiments
                    UNION ALL SELECT ?, 0, 0, ?
                    WHERE NOT EXISTS (SELECT 1 FROM experiments WHERE id = ?)
                ) e
                WHERE \(conditions.joined(separator: " AND "))
                ORDER BY \(search.order) LIMIT ? OFFSET ?
                """,
            arguments: StatementArguments(arguments)
        ).map { try codec.value(Experiment.self, of: $0) }
    }
}
