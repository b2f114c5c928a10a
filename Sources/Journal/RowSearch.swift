import Domain
import Expressions
import GRDB

/// How what the filters of one kind of thing name is found in its rows.
struct SearchTable {
    /// Where a subject's values stand.
    enum Source {
        /// In the thing's own row, as this SQL says.
        case column(String)
        /// In other rows: what stands behind `FROM`, the value of such a row, and what has to
        /// stand behind them for the one that counts to be the first.
        case rows(String, value: String, newest: String = "", [any DatabaseValueConvertible])
        /// Nowhere: no thing has it.
        case nowhere
    }

    let grammar: FilterGrammar
    /// What decides between things that are alike in all that was asked for.
    let order: String
    let source: (FilterSubject) -> Source
    /// A text that an attribute is compared with, as rows have it.
    var stored: (_ attribute: String, _ text: String) -> String = { $1 }
}

/// A filter and an order of things as SQL, over their rows.
///
/// Values are arguments, never part of the text.
struct RowSearch {
    /// Conditions that all have to hold.
    private(set) var conditions: [String]
    let order: String
    private(set) var arguments: [any DatabaseValueConvertible]
    let orderArguments: [any DatabaseValueConvertible]

    /// Fails with a refusal where the filter or an order is not understood.
    init(filter: String, order: [String], in table: SearchTable) throws(Refusal) {
        do throws(ExpressionError) {
            var orders: [FilterOrder] = []
            for text in order { orders.append(try FilterOrder(text, of: table.grammar)) }
            self.init(
                try Filter(filter, of: table.grammar),
                orders.map { ($0, table.source($0.subject)) },
                in: table
            )
        } catch {
            throw Refusal(.badInput, error.description)
        }
    }

    /// A filter, and orders with the values that they go by.
    init(
        _ filter: Filter,
        _ orders: [(order: FilterOrder, source: SearchTable.Source)],
        in table: SearchTable
    ) {
        var arguments: [any DatabaseValueConvertible] = []
        conditions = filter.clauses.map { clause in
            let sql = ClauseSQL(clause, in: table)
            arguments += sql.arguments
            return sql.text
        }
        self.arguments = arguments
        var orderArguments: [any DatabaseValueConvertible] = []
        var terms: [String] = []
        for (order, source) in orders {
            let (value, missing, given) = Self.expressions(of: source)
            terms += [missing, value + (order.isAscending ? " ASC" : " DESC")]
            orderArguments += given
        }
        self.orderArguments = orderArguments
        self.order = (terms + [table.order]).joined(separator: ", ")
    }

    /// Has one more condition hold.
    mutating func add(_ condition: (text: String, arguments: [any DatabaseValueConvertible])) {
        conditions.append(condition.text)
        arguments += condition.arguments
    }

    /// What is ordered by, and 0 where there is a value, 1 where it is no number, 2 where it is
    /// missing: these stand at the end in both directions.
    private static func expressions(
        of source: SearchTable.Source
    ) -> (value: String, missing: String, arguments: [any DatabaseValueConvertible]) {
        switch source {
        case .column(let value): return (value, "\(value) IS NULL", [])
        case .rows(let rows, let value, let newest, let given):
            let rows = "FROM \(rows) \(newest) LIMIT 1"
            return (
                "(SELECT \(value) \(rows))", "coalesce((SELECT \(value) IS NULL \(rows)), 2)",
                given + given
            )
        case .nowhere: return ("NULL", "(NULL IS NULL)", [])
        }
    }
}

/// One clause of a filter as SQL.
private struct ClauseSQL {
    let text: String
    let arguments: [any DatabaseValueConvertible]

    init(_ clause: FilterClause, in table: SearchTable) {
        var stored: (String) -> String = { $0 }
        if case .attribute(let name) = clause.subject { stored = { table.stored(name, $0) } }
        switch (table.source(clause.subject), clause.condition) {
        case (.column(let value), let condition):
            (text, arguments) = Self.condition(condition, on: value, stored)
        case (.rows(let rows, _, _, let given), .isNull(let isMissing)):
            text = "\(isMissing ? "NOT " : "")EXISTS (SELECT 1 FROM \(rows))"
            arguments = given
        case (.rows(let rows, let value, _, let given), let condition):
            let (test, values) = Self.condition(condition, on: value, stored)
            text = "EXISTS (SELECT 1 FROM \(rows) AND \(test))"
            arguments = given + values
        case (.nowhere, _):
            text = "0"
            arguments = []
        }
    }

    private static func condition(
        _ condition: FilterCondition,
        on value: String,
        _ stored: (String) -> String
    ) -> (String, [any DatabaseValueConvertible]) {
        switch condition {
        case .number(let comparison, let number):
            return ("\(value) \(comparison.rawValue) ?", [number])
        case .text(let isEqual, let text):
            return ("\(value) \(isEqual ? "=" : "!=") ?", [stored(text)])
        case .like(let pattern, ignoresCase: true):
            return ("\(value) LIKE ?", [stored(pattern)])
        case .like(let pattern, ignoresCase: false):
            return ("\(value) GLOB ?", [glob(stored(pattern))])
        case .isNull(let isMissing):
            return ("\(value) IS \(isMissing ? "" : "NOT ")NULL", [])
        case .isAmong(let isAmong, let texts):
            let marks = texts.map { _ in "?" }.joined(separator: ", ")
            return ("\(value) \(isAmong ? "" : "NOT ")IN (\(marks))", texts.map(stored))
        }
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
