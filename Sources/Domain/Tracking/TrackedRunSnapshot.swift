/// A tracked run as it is read.
package struct TrackedRunSnapshot: Hashable, Codable, Sendable {
    package let run: TrackedRun
    package let experimentName: String
    package let isDeleted: Bool
    /// The newest point of each metric, by key.
    package let metrics: [MetricPoint]

    package init(
        run: TrackedRun,
        experimentName: String,
        isDeleted: Bool,
        metrics: [MetricPoint]
    ) {
        self.run = run
        self.experimentName = experimentName
        self.isDeleted = isDeleted
        self.metrics = metrics
    }
}

/// Whether what was deleted is wanted.
package enum LifecycleView: String, Hashable, Codable, Sendable, CaseIterable {
    case active, deleted, all
}

/// Which tracked runs are wanted.
package struct TrackedRunQuery: Hashable, Codable, Sendable {
    /// Nil for all of them.
    package var experiments: [ExperimentID]?
    package var view: LifecycleView
    /// Clauses in MLflow's language; empty for all.
    package var filter: String
    /// What they are ordered by, in the same language; newest first where that says nothing.
    package var order: [String]
    package var limit: Int
    package var offset: Int

    package init(
        experiments: [ExperimentID]? = nil,
        view: LifecycleView = .active,
        filter: String = "",
        order: [String] = [],
        limit: Int,
        offset: Int = 0
    ) {
        self.experiments = experiments
        self.view = view
        self.filter = filter
        self.order = order
        self.limit = limit
        self.offset = offset
    }
}
