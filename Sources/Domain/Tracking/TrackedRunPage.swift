/// A part of a list of tracked runs.
package struct TrackedRunPage: Hashable, Codable, Sendable {
    package let runs: [TrackedRunSnapshot]
    /// The runs of the whole list.
    package let total: Int

    package init(runs: [TrackedRunSnapshot], total: Int) {
        self.runs = runs
        self.total = total
    }
}

/// Which run of a list is looked for: the next one that is so.
package struct TrackedRunFind: Hashable, Codable, Sendable {
    package enum Target: Hashable, Codable, Sendable {
        /// Its name holds the text, or its id begins so; ASCII letters of both sizes are alike.
        case text(String)
        case failed
    }

    /// The list; its limit and offset mean nothing here.
    package var list: TrackedRunQuery
    package var target: Target
    /// The place in the list from which on is looked; behind the end the other end follows.
    package var place: Int
    package var isForward: Bool

    package init(list: TrackedRunQuery, target: Target, place: Int, isForward: Bool = true) {
        self.list = list
        self.target = target
        self.place = place
        self.isForward = isForward
    }
}

/// Which points of a metric a chart needs: of each stretch of steps the first, the last, the least
/// and the greatest, so that no spike is lost.
package struct CurveQuery: Hashable, Codable, Sendable {
    package let run: TrackedRunID
    package let key: TrackingKey
    /// The most points that are given; at least 100.
    package let limit: Int

    package init(run: TrackedRunID, key: TrackingKey, limit: Int) {
        self.run = run
        self.key = key
        self.limit = max(100, limit)
    }
}
