import Domain
import Foundation

/// `experiments/…`
extension TrackingService {
    func createExperiment(_ call: Call) async throws(TrackingError) -> JSONValue {
        let name = try EntryRules.experimentName(try call.fields.requiredText("name"))
        if let location = try call.fields.text("artifact_location"), !location.isEmpty {
            throw TrackingError(
                .invalidParameterValue,
                "Artifacts of this server lie where it keeps them: leave 'artifact_location' out."
            )
        }
        let tags = try call.fields.tags(EntryRules.longestExperimentTag)
        // Clients take it for a number; so many digits are hardly drawn twice.
        let id = ExperimentID.fresh()
        try await send(.createExperiment(id, name: name, tags: tags))
        return ["experiment_id": .text(id.text)]
    }

    func getExperiment(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.experiment()
        let all = try await read { try $0.experiments() }
        guard let experiment = all.first(where: { $0.id == id }) else {
            throw TrackingError(.resourceDoesNotExist, "No Experiment with id=\(id) exists")
        }
        return ["experiment": experiment.json]
    }

    func getExperimentByName(_ call: Call) async throws(TrackingError) -> JSONValue {
        let name = try call.fields.requiredText("experiment_name")
        let all = try await read { try $0.experiments() }
        guard let found = all.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
            throw TrackingError(
                .resourceDoesNotExist,
                "Could not find experiment with name '\(name)'"
            )
        }
        return ["experiment": found.json]
    }

    func searchExperiments(_ call: Call) async throws(TrackingError) -> JSONValue {
        let (limit, offset) = try call.fields.page(usual: 1_000, most: EntryRules.search)
        // One more than asked for says whether there are more.
        let query = ExperimentQuery(
            view: try call.fields.view("view_type"),
            filter: try call.fields.text("filter") ?? "",
            order: try call.fields.texts("order_by"),
            limit: limit + 1,
            offset: offset
        )
        let found = try await read { try $0.experiments(query) }
        return .page(
            "experiments",
            found.prefix(limit).map(\.json),
            next: found.count > limit ? offset + limit : nil
        )
    }

    func updateExperiment(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.experiment()
        if let name = try call.fields.text("new_name") {
            try await send(.renameExperiment(id, try EntryRules.experimentName(name)))
        }
        return [:]
    }

    func deleteExperiment(_ call: Call) async throws(TrackingError) -> JSONValue {
        try await send(.deleteExperiment(try call.fields.experiment()))
        return [:]
    }

    func restoreExperiment(_ call: Call) async throws(TrackingError) -> JSONValue {
        try await send(.restoreExperiment(try call.fields.experiment()))
        return [:]
    }

    func setExperimentTag(_ call: Call) async throws(TrackingError) -> JSONValue {
        let tag = try call.fields.tag(EntryRules.longestExperimentTag)
        try await send(.tagExperiment(try call.fields.experiment(), tag))
        return [:]
    }

    func deleteExperimentTag(_ call: Call) async throws(TrackingError) -> JSONValue {
        let key = try EntryRules.key(try call.fields.requiredText("key"), "Tag")
        try await send(.untagExperiment(try call.fields.experiment(), key))
        return [:]
    }
}

extension ExperimentID {
    static func fresh() -> ExperimentID {
        var generator = SystemRandomness()
        let digits = UInt64.random(in: least...most, using: &generator)
        return ExperimentID(String(digits))
    }

    private static let least: UInt64 = 100_000_000_000_000_000
    private static let most: UInt64 = 999_999_999_999_999_999
}

extension Experiment {
    var json: JSONValue {
        [
            "experiment_id": .text(id.text),
            "name": .text(name),
            "artifact_location": .text("mlflow-artifacts:/\(id)"),
            "lifecycle_stage": .text(isDeleted ? "deleted" : "active"),
            "creation_time": .integer(createdAt),
            "last_update_time": .integer(updatedAt),
            "tags": tags.json,
        ]
    }
}

extension KeyedTexts {
    var json: JSONValue {
        .list(entries.map { ["key": .text($0.key.text), "value": .text($0.value)] })
    }
}

extension JSONValue {
    /// A page of a list, which is left out where it is empty; nil for the last one.
    static func page(_ name: String, _ items: [JSONValue], next: Int?) -> JSONValue {
        var fields: [String: JSONValue] = [:]
        if !items.isEmpty { fields[name] = .list(items) }
        if let next { fields["next_page_token"] = .text("o\(next)") }
        return .object(fields)
    }
}
