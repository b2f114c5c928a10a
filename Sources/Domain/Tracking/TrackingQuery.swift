/// What can be asked of experiments, tracked runs, logged models and their metrics.
package enum TrackingQuery: Hashable, Codable, Sendable {
    case experiments
    case matchingExperiments(ExperimentQuery)
    case run(TrackedRunID)
    case runs(TrackedRunQuery)
    /// The same, and how many there are in all.
    case page(TrackedRunQuery)
    case place(TrackedRunFind)
    case history(MetricQuery)
    /// The points that a chart needs, in the order of their steps.
    case curve(CurveQuery)
    /// The descriptions of the datasets that runs use.
    case datasets([TrackedRunID])
    /// A logged model, deleted or not.
    case model(LoggedModelID)
    case models(LoggedModelQuery)
    /// The files that a run logged.
    case files(RunFileQuery)
}

/// Which experiments are wanted.
package struct ExperimentQuery: Hashable, Codable, Sendable {
    package var view: LifecycleView
    /// Clauses in MLflow's language; empty for all.
    package var filter: String
    /// What they are ordered by, in the same language; newest first where that says nothing.
    package var order: [String]
    package var limit: Int
    package var offset: Int

    package init(
        view: LifecycleView = .active,
        filter: String = "",
        order: [String] = [],
        limit: Int,
        offset: Int = 0
    ) {
        self.view = view
        self.filter = filter
        self.order = order
        self.limit = limit
        self.offset = offset
    }
}

/// Which points of a metric are wanted, in the order of their times.
package struct MetricQuery: Hashable, Codable, Sendable {
    package let run: TrackedRunID
    package let key: TrackingKey
    package var limit: Int
    package var offset: Int

    package init(run: TrackedRunID, key: TrackingKey, limit: Int, offset: Int = 0) {
        self.run = run
        self.key = key
        self.limit = limit
        self.offset = offset
    }
}

/// What was read, each for the query of its name or what it gives.
package enum TrackingAnswer: Hashable, Codable, Sendable {
    case experiments([Experiment])
    case run(TrackedRunSnapshot?)
    case runs([TrackedRunSnapshot])
    /// Of those that use some.
    case datasets([RunDatasets])
    case page(TrackedRunPage)
    /// The place in the list; nil where no run of it is so.
    case place(Int?)
    /// For a curve, too.
    case history([MetricPoint])
    case model(LoggedModelSnapshot?)
    case models([LoggedModelSnapshot])
    case files(RunFilePage)
}

extension Reading {
    /// All experiments, deleted ones too, in the order they were made.
    package func experiments() throws -> [Experiment] {
        guard case .experiments(let all) = try tracking(.experiments) else { return [] }
        return all
    }

    package func experiments(_ query: ExperimentQuery) throws -> [Experiment] {
        guard case .experiments(let found) = try tracking(.matchingExperiments(query)) else {
            return []
        }
        return found
    }

    package func trackedRun(_ id: TrackedRunID) throws -> TrackedRunSnapshot? {
        guard case .run(let run) = try tracking(.run(id)) else { return nil }
        return run
    }

    /// Tracked runs, newest first.
    package func trackedRuns(_ query: TrackedRunQuery) throws -> [TrackedRunSnapshot] {
        guard case .runs(let runs) = try tracking(.runs(query)) else { return [] }
        return runs
    }

    /// The points of a metric that a chart needs, in the order of their steps.
    package func curve(_ query: CurveQuery) throws -> [MetricPoint] {
        guard case .history(let points) = try tracking(.curve(query)) else { return [] }
        return points
    }

    package func metricHistory(_ query: MetricQuery) throws -> [MetricPoint] {
        guard case .history(let points) = try tracking(.history(query)) else { return [] }
        return points
    }

    /// The descriptions of the datasets that runs use; of those that use none there is nothing.
    package func datasets(of runs: [TrackedRunID]) throws -> [RunDatasets] {
        guard case .datasets(let all) = try tracking(.datasets(runs)) else { return [] }
        return all
    }

    package func loggedModel(_ id: LoggedModelID) throws -> LoggedModelSnapshot? {
        guard case .model(let model) = try tracking(.model(id)) else { return nil }
        return model
    }

    /// Logged models, newest first.
    package func loggedModels(_ query: LoggedModelQuery) throws -> [LoggedModelSnapshot] {
        guard case .models(let models) = try tracking(.models(query)) else { return [] }
        return models
    }
}
