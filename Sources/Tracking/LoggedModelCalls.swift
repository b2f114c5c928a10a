import Domain
import Foundation

/// `logged-models…`
extension TrackingService {
    func createLoggedModel(_ call: Call) async throws(TrackingError) -> JSONValue {
        let (fields, attempt) = (call.fields, call.attempt)
        let experiment = try fields.experiment()
        let name = try fields.text("name").flatMap { $0.isEmpty ? nil : $0 }
        if let name { try EntryRules.checkModelName(name) }
        var parameters: [KeyedTexts.Entry] = []
        for item in try fields.objects("params") {
            parameters.append(try item.modelEntry("Parameter", EntryRules.longestParameter))
        }
        try EntryRules.checkUnique(parameters)
        let tags = try fields.modelTags()
        let type = try fields.text("model_type").flatMap { $0.isEmpty ? nil : $0 }
        let source = try fields.text("source_run_id").flatMap { $0.isEmpty ? nil : $0 }
        let unique = parameters
        let model = try await once(call, prefix: "m-") {
            (id) async throws(TrackingError) -> LoggedModelSnapshot? in
            let creation = LoggedModelCreation(
                id: LoggedModelID(id),
                experiment: experiment,
                name: name ?? RunNames.name(of: id),
                type: type,
                source: source.map { TrackedRunID($0) },
                parameters: unique,
                tags: tags,
                attempt: attempt
            )
            try await send(.createModel(creation))
            let model = try await loggedModel(creation.id)
            return model.metrics.isEmpty ? model : nil
        }
        return ["model": model.json]
    }

    func getLoggedModel(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.loggedModel()
        let model = try await loggedModel(id)
        let isWanted = try call.fields.text("allow_deleted")?.lowercased() == "true"
        guard !model.model.isDeleted || isWanted else { throw .noModel(id) }
        return ["model": model.json]
    }

    func finishLoggedModel(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.loggedModel()
        let words = LoggedModelStatus.words
        guard let word = try call.fields.choice("status", of: words, first: 1),
            let place = words.firstIndex(of: word)
        else { throw .missing("status") }
        try await send(.finishModel(id, LoggedModelStatus.allCases[place]))
        return ["model": try await loggedModel(id).json]
    }

    func deleteLoggedModel(_ call: Call) async throws(TrackingError) -> JSONValue {
        try await send(.deleteModel(try call.fields.loggedModel()))
        return [:]
    }

    func tagLoggedModel(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.loggedModel()
        let tags = try call.fields.modelTags()
        try await send(.annotateModel(id, parameters: [], tags: tags))
        return [:]
    }

    func untagLoggedModel(_ call: Call) async throws(TrackingError) -> JSONValue {
        let key = TrackingKey(try call.fields.requiredText("tag_key"))
        try await send(.untagModel(try call.fields.loggedModel(), key))
        return [:]
    }

    func addParameters(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.loggedModel()
        var parameters: [KeyedTexts.Entry] = []
        for item in try call.fields.objects("params") {
            parameters.append(try item.modelEntry("Parameter", EntryRules.longestParameter))
        }
        try EntryRules.checkUnique(parameters)
        try await send(.annotateModel(id, parameters: parameters, tags: []))
        return [:]
    }

    func searchLoggedModels(_ call: Call) async throws(TrackingError) -> JSONValue {
        let (limit, offset) = try call.fields.page(usual: 100, most: EntryRules.search)
        var datasets: [DatasetName] = []
        for item in try call.fields.objects("datasets") {
            guard let dataset = try item.datasetName() else {
                throw TrackingError(
                    .invalidParameterValue,
                    "`dataset_name` in the `datasets` clause must be specified."
                )
            }
            datasets.append(dataset)
        }
        var order: [LoggedModelQuery.Order] = []
        for item in try call.fields.objects("order_by") { order.append(try item.modelOrder()) }
        // One more than asked for says whether there are more.
        let query = LoggedModelQuery(
            experiments: try call.fields.texts("experiment_ids").map { ExperimentID($0) },
            filter: try call.fields.text("filter") ?? "",
            datasets: datasets,
            order: order,
            limit: limit + 1,
            offset: offset
        )
        let found = try await read { try $0.loggedModels(query) }
        return .page(
            "models",
            found.prefix(limit).map(\.json),
            next: found.count > limit ? offset + limit : nil
        )
    }

    /// A model that is there, deleted or not.
    func loggedModel(
        _ id: LoggedModelID
    ) async throws(TrackingError) -> LoggedModelSnapshot {
        guard let model = try await read({ try $0.loggedModel(id) }) else { throw .noModel(id) }
        return model
    }
}

extension TrackingError {
    static func noModel(_ id: LoggedModelID) -> TrackingError {
        TrackingError(.resourceDoesNotExist, "Logged model with ID '\(id)' not found.")
    }
}

extension EntryRules {
    private static let longestModelName = 500
    /// Of a logged model; what clients note there of its versions grows with them.
    static let longestModelTag = 100_000

    fileprivate static func checkModelName(_ name: String) throws(TrackingError) {
        guard !name.contains(where: { "/:.%\"'".contains($0) }) else {
            throw TrackingError(
                .invalidParameterValue,
                "Invalid model name ('\(name)') provided. Model name must be a non-empty string "
                    + "and cannot contain the following characters: / : . % \" '"
            )
        }
        _ = try value(name, "Model name", longestModelName)
    }

    fileprivate static func checkUnique(
        _ parameters: [KeyedTexts.Entry]
    ) throws(TrackingError) {
        guard Set(parameters.map(\.key)).count == parameters.count else {
            throw TrackingError(
                .invalidParameterValue,
                "Duplicate parameter keys have been submitted."
            )
        }
    }
}

extension Fields {
    /// The field as a parameter or tag of a logged model, whose keys may be any text.
    fileprivate func modelEntry(
        _ kind: String,
        _ limit: Int
    ) throws(TrackingError) -> KeyedTexts.Entry {
        let key = try EntryRules.value(try requiredText("key"), kind, EntryRules.longestKey)
        return KeyedTexts.Entry(
            TrackingKey(key),
            try EntryRules.value(try text("value") ?? "", kind, limit)
        )
    }

    fileprivate func modelTags() throws(TrackingError) -> [KeyedTexts.Entry] {
        var tags: [KeyedTexts.Entry] = []
        for item in try objects("tags") {
            tags.append(try item.modelEntry("Tag", EntryRules.longestModelTag))
        }
        return tags
    }

    fileprivate func modelOrder() throws(TrackingError) -> LoggedModelQuery.Order {
        let dataset = try datasetName()
        if dataset == nil, let digest = try text("dataset_digest"), !digest.isEmpty {
            throw TrackingError(
                .invalidParameterValue,
                "`dataset_digest` can only be specified if `dataset_name` is also specified."
            )
        }
        return LoggedModelQuery.Order(
            field: try requiredText("field_name"),
            isAscending: try flag("ascending") ?? true,
            dataset: dataset
        )
    }
}

extension LoggedModelStatus {
    /// As MLflow names and numbers them, from 1, in the order of the cases.
    static let words = [
        "LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED",
    ]

    fileprivate var word: String {
        switch self {
        case .pending: Self.words[0]
        case .ready: Self.words[1]
        case .failed: Self.words[2]
        }
    }
}

extension LoggedModelSnapshot {
    var json: JSONValue {
        var info: [String: JSONValue] = [
            "experiment_id": .text(model.experiment.text),
            "model_id": .text(model.id.text),
            "name": .text(model.name),
            "artifact_uri": .text(model.artifactLocation),
            "creation_timestamp_ms": .integer(model.createdAt),
            "last_updated_timestamp_ms": .integer(model.updatedAt),
            "status": .text(model.status.word),
        ]
        if let type = model.type { info["model_type"] = .text(type) }
        if let source = model.source { info["source_run_id"] = .text(source.text) }
        if !model.tags.entries.isEmpty { info["tags"] = model.tags.json }
        var data: [String: JSONValue] = [:]
        if !model.parameters.entries.isEmpty { data["params"] = model.parameters.json }
        if !metrics.isEmpty { data["metrics"] = .list(metrics.map(\.json)) }
        return ["info": .object(info), "data": .object(data)]
    }
}

extension ModelMetric {
    fileprivate var json: JSONValue {
        var fields: [String: JSONValue] = [
            "key": .text(point.key.text), "value": .number(point.value),
            "timestamp": .integer(point.timestamp), "step": .integer(point.step),
            "model_id": .text(model.text), "run_id": .text(run.text),
        ]
        if let dataset {
            fields["dataset_name"] = .text(dataset.name)
            if let digest = dataset.digest { fields["dataset_digest"] = .text(digest) }
        }
        return .object(fields)
    }
}
