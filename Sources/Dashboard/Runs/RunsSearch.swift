package import Domain
import Expressions
import Terminal

/// What runs are ordered by.
package struct RunsOrder: Hashable, Sendable {
    package let column: RunColumn
    package let isDescending: Bool

    package init(_ column: RunColumn, isDescending: Bool) {
        self.column = column
        self.isDescending = isDescending
    }
}

/// Which runs the screen lists, and in which order.
package struct RunsSearch: Hashable, Sendable {
    /// In MLflow's language; empty for all.
    package var filter = ""
    /// Nil for the newest first.
    package var order: RunsOrder?
    package var view = LifecycleView.active

    package init() {}

    package func query(limit: Int, offset: Int) -> TrackedRunQuery {
        let term = order.flatMap { order in
            order.column.term.map { $0 + (order.isDescending ? " DESC" : " ASC") }
        }
        return TrackedRunQuery(
            view: view,
            filter: filter,
            order: term.map { [$0] } ?? [],
            limit: limit,
            offset: offset
        )
    }

    /// What is not understood of a filter, and the characters before it.
    static func mistake(in filter: String) -> (offset: Int, text: String)? {
        do throws(ExpressionError) {
            _ = try Filter(filter, of: .runs)
            return nil
        } catch {
            return (error.offset, error.text)
        }
    }
}
