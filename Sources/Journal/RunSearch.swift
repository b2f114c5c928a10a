import Domain
import Expressions
import GRDB

/// A filter and an order of tracked runs as SQL, over rows `r` of `tracked_runs`.
///
/// Values are arguments, never part of the text.
struct RunSearch {
    /// Conditions that all have to hold.
    let conditions: [String]
    let order: String
    private(set) var arguments: [any DatabaseValueConvertible] = []
    private(set) var orderArguments: [any DatabaseValueConvertible] = []

    /// `hasSeries` says whether there are metric points, in the database `points`.
    init(_ query: TrackedRunQuery, hasSeries: Bool) throws(Refusal) {
        do throws(ExpressionError) {
            let filter = try Filter(query.filter)
            var orders: [RunOrder] = []
            for text in query.order { orders.append(try RunOrder(text)) }
            var arguments: [any DatabaseValueConvertible] = []
            conditions = filter.clauses.map { clause in
                let sql = ClauseSQL(clause, hasSeries: hasSeries)
                arguments += sql.arguments
                return sql.text
            }
            self.arguments = arguments
            var orderArguments: [any DatabaseValueConvertible] = []
            var terms: [String] = []
            for order in orders {
                let (value, missing, given) = Self.expressions(of: order.subject, hasSeries)
                terms.append(missing)
                terms.append(value + (order.isAscending ? " ASC" : " DESC"))
                orderArguments += given
            }
            self.orderArguments = orderArguments
            self.order = (terms + ["r.started DESC", "r.id"]).joined(separator: ", ")
        } catch {
            throw Refusal(.badInput, error.description)
        }
    }

    /// What is ordered by, and 0 where there is a value, 1 where it is no number, 2 where it is
    /// missing: these stand at the end in both directions.
    private static func expressions(
        of subject: RunSubject,
        _ hasSeries: Bool
    ) -> (value: String, missing: String, arguments: [any DatabaseValueConvertible]) {
        switch subject {
        case .metric(let key):
            guard hasSeries else { return ("NULL", "(NULL IS NULL)", []) }
            let rows = "FROM points.series s WHERE s.run = r.id AND s.key = ?"
            return (
                "(SELECT s.number \(rows))", "coalesce((SELECT s.number IS NULL \(rows)), 2)",
                [key, key]
            )
        case .parameter(let key): return entry(0, key)
        case .tag(let key): return entry(1, key)
        case .attribute(let attribute):
            let value = attribute.sql
            return (value, "\(value) IS NULL", [])
        }
    }

    private static func entry(
        _ kind: Int,
        _ key: String
    ) -> (value: String, missing: String, arguments: [any DatabaseValueConvertible]) {
        let value = """
            (SELECT t.value FROM tracked_entries t
            WHERE t.run = r.id AND t.kind = \(kind) AND t.key = ?)
            """
        return (value, "\(value) IS NULL", [key, key])
    }
}

/// One clause of a filter as SQL.
private struct ClauseSQL {
    let text: String
    private(set) var arguments: [any DatabaseValueConvertible] = []

    init(_ clause: FilterClause, hasSeries: Bool) {
        switch clause.subject {
        case .metric(let key):
            guard hasSeries, case .number(let comparison, let value) = clause.condition else {
                text = "0"
                return
            }
            text = """
                EXISTS (SELECT 1 FROM points.series s WHERE s.run = r.id AND s.key = ?
                AND s.number \(comparison.rawValue) ?)
                """
            arguments = [key, value]
        case .parameter(let key): (text, arguments) = Self.entry(0, key, clause.condition)
        case .tag(let key): (text, arguments) = Self.entry(1, key, clause.condition)
        case .attribute(let attribute):
            (text, arguments) = Self.condition(clause.condition, on: attribute.sql, attribute)
        }
    }

    private static func entry(
        _ kind: Int,
        _ key: String,
        _ condition: FilterCondition
    ) -> (String, [any DatabaseValueConvertible]) {
        let rows = """
            SELECT 1 FROM tracked_entries t WHERE t.run = r.id AND t.kind = \(kind) AND t.key = ?
            """
        if case .isNull(let isMissing) = condition {
            return ("\(isMissing ? "NOT " : "")EXISTS (\(rows))", [key])
        }
        let (text, values) = self.condition(condition, on: "t.value", nil)
        return ("EXISTS (\(rows) AND \(text))", [key] + values)
    }

    private static func condition(
        _ condition: FilterCondition,
        on value: String,
        _ attribute: RunAttribute?
    ) -> (String, [any DatabaseValueConvertible]) {
        switch condition {
        case .number(let comparison, let number):
            return ("\(value) \(comparison.rawValue) ?", [number])
        case .text(let isEqual, let text):
            return ("\(value) \(isEqual ? "=" : "!=") ?", [stored(text, attribute)])
        case .like(let pattern, ignoresCase: true):
            return ("\(value) LIKE ?", [stored(pattern, attribute)])
        case .like(let pattern, ignoresCase: false):
            return ("\(value) GLOB ?", [glob(stored(pattern, attribute))])
        case .isNull(let isMissing):
            return ("\(value) IS \(isMissing ? "" : "NOT ")NULL", [])
        case .isAmong(let isAmong, let texts):
            let marks = texts.map { _ in "?" }.joined(separator: ", ")
            return ("\(value) \(isAmong ? "" : "NOT ")IN (\(marks))", texts)
        }
    }

    /// A state is written in small letters here, in large ones by MLflow.
    private static func stored(_ text: String, _ attribute: RunAttribute?) -> String {
        attribute == .status ? text.lowercased() : text
    }

    /// A pattern of `LIKE`, which minds case only so.
    private static func glob(_ pattern: String) -> String {
        var text = ""
        for character in pattern {
            switch character {
            case "%": text += "*"
            case "_": text += "?"
            case "*", "?", "[": text += "[\(character)]"
            default: text.append(character)
            }
        }
        return text
    }
}

extension RunAttribute {
    /// The attribute of a row `r`.
    fileprivate var sql: String {
        switch self {
        case .id: "r.id"
        case .name: "json_extract(r.json, '$.name')"
        case .status: "json_extract(r.json, '$.status')"
        case .user: "json_extract(r.json, '$.user')"
        case .artifacts: "('mlflow-artifacts:/' || r.experiment || '/' || r.id || '/artifacts')"
        case .started: "r.started"
        case .ended: "json_extract(r.json, '$.endedAt')"
        }
    }
}
