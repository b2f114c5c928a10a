import Domain
import Foundation

/// `runs/log-inputs`, `runs/outputs` and `runs/log-model`
extension TrackingService {
    func logInputs(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.run()
        var datasets: [DatasetInput] = []
        for item in try call.fields.objects("datasets") {
            datasets.append(try item.datasetInput())
        }
        var models: [LoggedModelID] = []
        for item in try call.fields.objects("models") { models.append(try item.loggedModel()) }
        try await send(.addInputs(id, datasets: datasets, models: models))
        return [:]
    }

    func logOutputs(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.run()
        var outputs: [ModelOutput] = []
        for item in try call.fields.objects("models") {
            let step = try item.integer("step") ?? 0
            outputs.append(ModelOutput(try item.loggedModel(), step: step))
        }
        try await send(.addOutputs(id, outputs))
        return [:]
    }

    /// What clients before MLflow 3 tell of a model among the run's artifacts: it is noted in the
    /// tag that they look for it in, as long as there is room.
    func logModel(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.run()
        let text = try call.fields.requiredText("model_json")
        guard let model = try? JSONValue(parsing: Data(text.utf8)), case .object(let fields) = model
        else {
            throw TrackingError(
                .invalidParameterValue,
                "Malformed model info. The text of 'model_json' is not a valid JSON object."
            )
        }
        let missing = Self.modelFields.filter { fields[$0] == nil }
        guard missing.isEmpty else {
            throw TrackingError(
                .invalidParameterValue,
                "Model json is missing mandatory fields: \(missing.joined(separator: ", "))."
            )
        }
        let run = try await activeRun(id)
        var models: [JSONValue] = []
        let noted = run.run.tags[Self.modelsTag].map { Data($0.utf8) }
        if let noted, case .list(let list) = try? JSONValue(parsing: noted) { models = list }
        guard !models.contains(model) else { return [:] }
        let list = String(decoding: JSONValue.list(models + [model]).bytes, as: UTF8.self)
        guard list.unicodeScalars.count <= EntryRules.longestTag else { return [:] }
        let tag = KeyedTexts.Entry(Self.modelsTag, list)
        try await send(.annotateRun(id, parameters: [], tags: [tag]))
        return [:]
    }

    private static let modelsTag: TrackingKey = "mlflow.log-model.history"
    private static let modelFields = ["artifact_path", "flavors", "utc_time_created", "run_id"]
}

extension Fields {
    func loggedModel() throws(TrackingError) -> LoggedModelID {
        LoggedModelID(try requiredText("model_id"))
    }

    /// The field as a dataset that a run uses.
    fileprivate func datasetInput() throws(TrackingError) -> DatasetInput {
        guard let dataset = try object("dataset") else { throw .missing("dataset") }
        var tags: [KeyedTexts.Entry] = []
        for item in try objects("tags") {
            let key = try item.text("key", upTo: DatasetLimits.tagKey)
            let value = try item.text("value", upTo: DatasetLimits.tagValue)
            tags.append(KeyedTexts.Entry(TrackingKey(key), value))
        }
        return DatasetInput(
            Dataset(
                name: try dataset.text("name", upTo: DatasetLimits.name),
                digest: try dataset.text("digest", upTo: DatasetLimits.digest),
                sourceType: try dataset.requiredText("source_type"),
                source: try dataset.text("source", upTo: DatasetLimits.source),
                schema: try dataset.optionalText("schema", upTo: DatasetLimits.schema),
                profile: try dataset.optionalText("profile", upTo: DatasetLimits.profile)
            ),
            tags: tags
        )
    }

    private func optionalText(
        _ name: String,
        upTo limit: Int
    ) throws(TrackingError) -> String? {
        guard let text = try text(name) else { return nil }
        guard text.unicodeScalars.count <= limit else {
            throw TrackingError(
                .invalidParameterValue,
                "'\(name)' exceeds the maximum length of \(limit) characters."
            )
        }
        return text
    }

    private func text(_ name: String, upTo limit: Int) throws(TrackingError) -> String {
        guard let text = try optionalText(name, upTo: limit) else { throw .missing(name) }
        return text
    }

    /// What a point was measured of, where it names a logged model.
    func modelMetric(
        _ point: MetricPoint,
        of run: TrackedRunID
    ) throws(TrackingError) -> ModelMetric? {
        guard let model = try text("model_id"), !model.isEmpty else { return nil }
        return ModelMetric(
            model: LoggedModelID(model),
            point: point,
            run: run,
            dataset: try datasetName()
        )
    }

    /// The dataset that is named by `dataset_name` and, where wanted, `dataset_digest`.
    func datasetName() throws(TrackingError) -> DatasetName? {
        let name = try optionalText("dataset_name", upTo: DatasetLimits.name) ?? ""
        let digest = try optionalText("dataset_digest", upTo: DatasetLimits.digest) ?? ""
        return name.isEmpty ? nil : DatasetName(name: name, digest: digest.isEmpty ? nil : digest)
    }
}

/// What datasets may be, in characters; these are MLflow's bounds.
private enum DatasetLimits {
    static let name = 500
    static let digest = 36
    static let source = 65_535
    static let schema = 1_048_575
    static let profile = 16_777_215
    static let tagKey = 255
    static let tagValue = 500
}

extension RunUses {
    /// The inputs with the descriptions of datasets, in their order.
    func inputs(_ described: [Dataset]) -> JSONValue {
        var fields: [String: JSONValue] = [:]
        let uses = zip(datasets, described).map { use, dataset -> JSONValue in
            ["tags": use.tags.json, "dataset": dataset.json]
        }
        if !uses.isEmpty { fields["dataset_inputs"] = .list(uses) }
        if !models.isEmpty {
            fields["model_inputs"] = .list(models.map { ["model_id": .text($0.text)] })
        }
        return .object(fields)
    }

    var made: JSONValue {
        let made = outputs
        guard !made.isEmpty else { return [:] }
        return [
            "model_outputs": .list(
                made.map { ["model_id": .text($0.model.text), "step": .integer($0.step)] }
            )
        ]
    }
}

extension Dataset {
    fileprivate var json: JSONValue {
        var fields: [String: JSONValue] = [
            "name": .text(name), "digest": .text(digest), "source_type": .text(sourceType),
            "source": .text(source),
        ]
        if let schema { fields["schema"] = .text(schema) }
        if let profile { fields["profile"] = .text(profile) }
        return .object(fields)
    }
}
