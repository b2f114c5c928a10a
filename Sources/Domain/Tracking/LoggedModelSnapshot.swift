/// A logged model as it is read.
package struct LoggedModelSnapshot: Hashable, Codable, Sendable {
    package let model: LoggedModel
    /// What was measured of it, at most ``ModelMetric/most``, by key, the newest of each first.
    package let metrics: [ModelMetric]

    package init(model: LoggedModel, metrics: [ModelMetric]) {
        self.model = model
        self.metrics = metrics
    }
}

/// A point of a metric that was measured of a logged model.
package struct ModelMetric: Hashable, Codable, Sendable {
    /// Points of one model that are answered; of more the newest are.
    package static let most = 1_000

    package let model: LoggedModelID
    package let point: MetricPoint
    /// The run that measured it.
    package let run: TrackedRunID
    /// The data that it was measured on, as far as the script says.
    package let dataset: DatasetName?

    package init(
        model: LoggedModelID,
        point: MetricPoint,
        run: TrackedRunID,
        dataset: DatasetName? = nil
    ) {
        self.model = model
        self.point = point
        self.run = run
        self.dataset = dataset
    }
}

/// What names a dataset; without a digest any content of that name is meant.
package struct DatasetName: Hashable, Codable, Sendable {
    package let name: String
    package let digest: String?

    package init(name: String, digest: String? = nil) {
        self.name = name
        self.digest = digest
    }
}

/// Which logged models are wanted; deleted ones never are.
package struct LoggedModelQuery: Hashable, Codable, Sendable {
    /// What they are ordered by: a name like `metrics.auc` or `name`.
    package struct Order: Hashable, Codable, Sendable {
        package let field: String
        package let isAscending: Bool
        /// The data that a metric was measured on; nil for any.
        package let dataset: DatasetName?

        package init(field: String, isAscending: Bool = true, dataset: DatasetName? = nil) {
            self.field = field
            self.isAscending = isAscending
            self.dataset = dataset
        }
    }

    /// Nil for all of them.
    package var experiments: [ExperimentID]?
    /// Clauses in MLflow's language; empty for all.
    package var filter: String
    /// The data that metrics have to be of, one of these; empty for any.
    package var datasets: [DatasetName]
    /// Newest first where this says nothing.
    package var order: [Order]
    package var limit: Int
    package var offset: Int

    package init(
        experiments: [ExperimentID]? = nil,
        filter: String = "",
        datasets: [DatasetName] = [],
        order: [Order] = [],
        limit: Int,
        offset: Int = 0
    ) {
        self.experiments = experiments
        self.filter = filter
        self.datasets = datasets
        self.order = order
        self.limit = limit
        self.offset = offset
    }
}
