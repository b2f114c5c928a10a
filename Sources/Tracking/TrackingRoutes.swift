import Domain
import Foundation
import HTTPTypes

/// The addresses that are answered, below `/api/2.0/mlflow/`.
///
/// A part `{name}` of one stands for any text, which the request has as its field of that name;
/// `{name...}` stands for all that is left.
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
        "GET artifacts/list": TrackingService.listArtifacts,
        "GET metrics/get-history": TrackingService.metricHistory,
    ].merging(registry) { $1 }.merging(loggedModels) { $1 }

    private static let registry: [String: Handler] = [
        "POST registered-models/create": TrackingService.createModel,
        "GET registered-models/get": TrackingService.getModel,
        "POST registered-models/rename": TrackingService.renameModel,
        "PATCH registered-models/update": TrackingService.updateModel,
        "DELETE registered-models/delete": TrackingService.deleteModel,
        "POST registered-models/set-tag": TrackingService.setModelTag,
        "DELETE registered-models/delete-tag": TrackingService.deleteModelTag,
        "POST registered-models/alias": TrackingService.setAlias,
        "GET registered-models/alias": TrackingService.getAlias,
        "GET registered-models/search": TrackingService.searchModels,
        "GET model-versions/search": TrackingService.searchVersions,
        "DELETE registered-models/alias": TrackingService.deleteAlias,
        "POST registered-models/get-latest-versions": TrackingService.latestVersions,
        "GET registered-models/get-latest-versions": TrackingService.latestVersions,
        "POST model-versions/create": TrackingService.createVersion,
        "GET model-versions/get": TrackingService.getVersion,
        "GET model-versions/get-download-uri": TrackingService.downloadAddress,
        "PATCH model-versions/update": TrackingService.updateVersion,
        "DELETE model-versions/delete": TrackingService.deleteVersion,
        "POST model-versions/set-tag": TrackingService.setVersionTag,
        "DELETE model-versions/delete-tag": TrackingService.deleteVersionTag,
        "POST model-versions/transition-stage": TrackingService.stageVersion,
    ]

    private static let loggedModels: [String: Handler] = [
        "POST runs/log-inputs": TrackingService.logInputs,
        "POST runs/outputs": TrackingService.logOutputs,
        "POST runs/log-model": TrackingService.logModel,
        "POST logged-models": TrackingService.createLoggedModel,
        "POST logged-models/search": TrackingService.searchLoggedModels,
        "GET logged-models/{model_id}": TrackingService.getLoggedModel,
        "PATCH logged-models/{model_id}": TrackingService.finishLoggedModel,
        "DELETE logged-models/{model_id}": TrackingService.deleteLoggedModel,
        "PATCH logged-models/{model_id}/tags": TrackingService.tagLoggedModel,
        "DELETE logged-models/{model_id}/tags/{tag_key...}": TrackingService.untagLoggedModel,
        "POST logged-models/{model_id}/params": TrackingService.addParameters,
    ]

    /// What a script asks for once more where it lost the answer, and must not get twice.
    private static let creations = ["runs/create", "logged-models"]

    /// Two ways to the same answers: the second is what web pages use.
    private static let prefixes = ["/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/"]

    private static let patterns = handlers.compactMap { address, handler in
        address.contains("{") ? RoutePattern(address, handler) : nil
    }

    /// Whether a request makes something, under an address that is answered.
    static func isCreation(_ path: String) -> Bool {
        prefixes.contains { prefix in
            path.hasPrefix(prefix) && creations.contains(String(path.dropFirst(prefix.count)))
        }
    }

    /// Who answers a request, and the fields that its path has.
    static func route(
        _ method: HTTPRequest.Method,
        _ path: String
    ) -> (handler: Handler, fields: [(name: String, value: String)])? {
        guard let prefix = prefixes.first(where: path.hasPrefix) else { return nil }
        let address = "\(method.rawValue) \(path.dropFirst(prefix.count))"
        if let handler = handlers[address], !address.contains("{") { return (handler, []) }
        return patterns.lazy.compactMap { pattern in
            pattern.fields(of: address).map { (pattern.handler, $0) }
        }.first
    }
}

/// An address of which parts stand for any text.
private struct RoutePattern: Sendable {
    private enum Part {
        case word(Substring)
        case field(String)
        /// All that is left.
        case rest(String)
    }

    let handler: TrackingRoutes.Handler
    private let parts: [Part]

    init(_ address: String, _ handler: @escaping TrackingRoutes.Handler) {
        self.handler = handler
        parts = address.split(separator: "/").map { part in
            guard part.hasPrefix("{") else { return .word(part) }
            let name = part.dropFirst().dropLast()
            return name.hasSuffix("...") ? .rest(String(name.dropLast(3))) : .field(String(name))
        }
    }

    /// What an address has in the places of its fields, decoded once; nil for another address.
    func fields(of address: String) -> [(name: String, value: String)]? {
        var given = address.split(separator: "/", omittingEmptySubsequences: false)[...]
        var fields: [(name: String, value: String)] = []
        for part in parts {
            guard let first = given.first else { return nil }
            switch part {
            case .word(let word):
                guard first == word else { return nil }
            case .field(let name):
                guard !first.isEmpty, let value = first.removingPercentEncoding else { return nil }
                fields.append((name, value))
            case .rest(let name):
                guard let value = given.joined(separator: "/").removingPercentEncoding,
                    !value.isEmpty
                else { return nil }
                return fields + [(name, value)]
            }
            given = given.dropFirst()
        }
        return given.isEmpty ? fields : nil
    }
}
