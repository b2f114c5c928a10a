import Domain
import HTTPTypes

/// The addresses that are answered, below `/api/2.0/mlflow/`.
enum TrackingRoutes {
    typealias Handler =
        @Sendable (TrackingService) -> (Call) async throws(TrackingError) -> JSONValue

    static let handlers: [String: Handler] = [
        "POST experiments/create": TrackingService.createExperiment,
        "GET experiments/get": TrackingService.getExperiment,
        "GET experiments/get-by-name": TrackingService.getExperimentByName,
        "GET experiments/search": TrackingService.searchExperiments,
        "POST experiments/search": TrackingService.searchExperiments,
        "POST experiments/update": TrackingService.updateExperiment,
        "POST experiments/delete": TrackingService.deleteExperiment,
        "POST experiments/restore": TrackingService.restoreExperiment,
        "POST experiments/set-experiment-tag": TrackingService.setExperimentTag,
        "POST experiments/delete-experiment-tag": TrackingService.deleteExperimentTag,
        "POST runs/create": TrackingService.createRun,
        "GET runs/get": TrackingService.getRun,
        "POST runs/update": TrackingService.updateRun,
        "POST runs/search": TrackingService.searchRuns,
        "POST runs/log-metric": TrackingService.logMetric,
        "POST runs/log-parameter": TrackingService.logParameter,
        "POST runs/set-tag": TrackingService.setTag,
        "POST runs/delete-tag": TrackingService.deleteTag,
        "POST runs/log-batch": TrackingService.logBatch,
        "POST runs/delete": TrackingService.deleteRun,
        "POST runs/restore": TrackingService.restoreRun,
        "GET metrics/get-history": TrackingService.metricHistory,
    ]

    /// Two ways to the same answers: the second is what web pages use.
    private static let prefixes = ["/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/"]

    /// The rest of a path below one of the prefixes.
    static func name(of path: String) -> String? {
        prefixes.first { path.hasPrefix($0) }.map { String(path.dropFirst($0.count)) }
    }

    static func handler(_ method: HTTPRequest.Method, _ name: String) -> Handler? {
        handlers["\(method.rawValue) \(name)"]
    }
}
