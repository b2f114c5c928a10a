import Domain
import Foundation

/// `runs/…`
extension TrackingService {
    func createRun(_ call: Call) async throws(TrackingError) -> JSONValue {
        var tags = try call.fields.tags()
        let tagged = tags.last { $0.key == TrackedRun.nameTag }?.value
        let named = try call.fields.text("run_name").flatMap { $0.isEmpty ? nil : $0 }
        if let named, let tagged, !named.utf8.elementsEqual(tagged.utf8) {
            throw TrackingError(
                .invalidParameterValue,
                "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with "
                    + "different values (run_name='\(named)', mlflow.runName='\(tagged)')."
            )
        }
        if let attempt = call.attempt {
            tags += [
                KeyedTexts.Entry("pitwall.run", attempt.run.description),
                KeyedTexts.Entry("pitwall.stage", attempt.stage.text),
                KeyedTexts.Entry("pitwall.attempt", String(attempt.number)),
            ]
        }
        let creation = TrackedRunCreation(
            id: .fresh(),
            experiment: try call.fields.text("experiment_id").map { ExperimentID($0) } ?? .default,
            name: try EntryRules.value(
                named ?? tagged ?? RunNames.fresh(),
                "Run name",
                EntryRules.longestTag
            ),
            user: try call.fields.text("user_id") ?? "",
            startedAt: try call.fields.integer("start_time") ?? now().milliseconds,
            tags: tags,
            attempt: call.attempt
        )
        try await send(.createRun(creation))
        return ["run": try await run(creation.id).json]
    }

    func getRun(_ call: Call) async throws(TrackingError) -> JSONValue {
        ["run": try await run(try call.fields.run()).json]
    }

    func updateRun(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.run()
        let words = TrackedRunStatus.words
        let update = TrackedRunUpdate(
            status: try call.fields.choice("status", of: words, first: 1)
                .flatMap { TrackedRunStatus(rawValue: $0.lowercased()) },
            endedAt: try call.fields.integer("end_time"),
            name: try call.fields.text("run_name").flatMap { $0.isEmpty ? nil : $0 }
        )
        try await send(.updateRun(id, update))
        return ["run_info": try await run(id).info]
    }

    func searchRuns(_ call: Call) async throws(TrackingError) -> JSONValue {
        let (limit, offset) = try call.fields.page(usual: 1_000, most: EntryRules.search)
        var experiments: [ExperimentID] = []
        for text in try call.fields.texts("experiment_ids") {
            experiments.append(ExperimentID(text))
        }
        // One more than asked for says whether there are more.
        let query = TrackedRunQuery(
            experiments: experiments,
            view: try call.fields.view("run_view_type"),
            filter: try call.fields.text("filter") ?? "",
            order: try call.fields.texts("order_by"),
            limit: limit + 1,
            offset: offset
        )
        let found = try await read { try $0.trackedRuns(query) }
        return .page(
            "runs",
            found.prefix(limit).map(\.json),
            next: found.count > limit ? offset + limit : nil
        )
    }

    func logMetric(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.run()
        let point = try call.fields.metric()
        _ = try await activeRun(id)
        try await record([point], of: id)
        return [:]
    }

    func logParameter(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.run()
        let entry = try call.fields.parameter()
        try await send(.annotateRun(id, parameters: [entry], tags: []))
        return [:]
    }

    func setTag(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.run()
        try await send(.annotateRun(id, parameters: [], tags: [try call.fields.tag()]))
        return [:]
    }

    func deleteTag(_ call: Call) async throws(TrackingError) -> JSONValue {
        let key = try EntryRules.key(try call.fields.requiredText("key"), "Tag")
        try await send(.untagRun(try call.fields.run(), key))
        return [:]
    }

    /// Parameters and tags first: they may be refused, and points that were added stay.
    func logBatch(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.run()
        var points: [MetricPoint] = []
        for item in try call.fields.objects("metrics") { points.append(try item.metric()) }
        var parameters: [KeyedTexts.Entry] = []
        for item in try call.fields.objects("params") { parameters.append(try item.parameter()) }
        let tags = try call.fields.tags()
        guard points.count + parameters.count + tags.count <= EntryRules.batch else {
            throw TrackingError(
                .invalidParameterValue,
                "A batch logging request can contain at most \(EntryRules.batch) metrics, params "
                    + "and tags together."
            )
        }
        guard Set(parameters.map(\.key)).count == parameters.count else {
            throw TrackingError(
                .invalidParameterValue,
                "Duplicate parameter keys have been submitted."
            )
        }
        if parameters.isEmpty, tags.isEmpty {
            _ = try await activeRun(id)
        } else {
            try await send(.annotateRun(id, parameters: parameters, tags: tags))
        }
        try await record(points, of: id)
        return [:]
    }

    func deleteRun(_ call: Call) async throws(TrackingError) -> JSONValue {
        try await send(.deleteRun(try call.fields.run()))
        return [:]
    }

    func restoreRun(_ call: Call) async throws(TrackingError) -> JSONValue {
        try await send(.restoreRun(try call.fields.run()))
        return [:]
    }

    func metricHistory(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.run()
        let key = TrackingKey(try call.fields.requiredText("metric_key"))
        let (limit, offset) = try call.fields.page(usual: 25_000, most: 25_000)
        _ = try await run(id)
        let query = MetricQuery(run: id, key: key, limit: limit + 1, offset: offset)
        let points = try await read { try $0.metricHistory(query) }
        return .page(
            "metrics",
            points.prefix(limit).map(\.json),
            next: points.count > limit ? offset + limit : nil
        )
    }
}

extension TrackedRunStatus {
    /// As MLflow names and numbers them, from 1.
    static let words = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]
}

extension MetricPoint {
    var json: JSONValue {
        [
            "key": .text(key.text), "value": .number(value), "timestamp": .integer(timestamp),
            "step": .integer(step),
        ]
    }
}

extension TrackedRunSnapshot {
    var artifactURI: String { "mlflow-artifacts:/\(run.experiment)/\(run.id)/artifacts" }

    var info: JSONValue {
        var fields: [String: JSONValue] = [
            "run_id": .text(run.id.text),
            "run_uuid": .text(run.id.text),
            "run_name": .text(run.name),
            "experiment_id": .text(run.experiment.text),
            "user_id": .text(run.user),
            "status": .text(run.status.rawValue.uppercased()),
            "start_time": .integer(run.startedAt),
            "artifact_uri": .text(artifactURI),
            "lifecycle_stage": .text(isDeleted ? "deleted" : "active"),
        ]
        if let end = run.endedAt { fields["end_time"] = .integer(end) }
        return .object(fields)
    }

    var json: JSONValue {
        var data: [String: JSONValue] = [:]
        if !metrics.isEmpty { data["metrics"] = .list(metrics.map(\.json)) }
        if !run.parameters.entries.isEmpty { data["params"] = run.parameters.json }
        if !run.tags.entries.isEmpty { data["tags"] = run.tags.json }
        return ["info": info, "data": .object(data), "inputs": [:], "outputs": [:]]
    }
}

extension TrackedRunID {
    static func fresh() -> TrackedRunID {
        var generator = SystemRandomness()
        let digits = (0..<2).map { _ in
            let half = String(UInt64.random(in: 0...UInt64.max, using: &generator), radix: 16)
            return String(repeating: "0", count: 16 - half.count) + half
        }
        return TrackedRunID(digits.joined())
    }
}

/// Names for runs that were given none.
enum RunNames {
    private static let first = [
        "amber", "bold", "brisk", "calm", "clear", "dapper", "eager", "fair", "gentle", "keen",
        "lively", "lucid", "mellow", "nimble", "plain", "quiet", "rapid", "sly", "steady", "swift",
    ]
    private static let second = [
        "badger", "crane", "dolphin", "falcon", "finch", "gecko", "heron", "ibex", "jay", "lynx",
        "marten", "newt", "otter", "owl", "panda", "raven", "seal", "stoat", "tern", "wren",
    ]

    static func fresh() -> String {
        var generator = SystemRandomness()
        let words = [first, second].compactMap { $0.randomElement(using: &generator) }
        let number = Int.random(in: 100...999, using: &generator)
        return words.joined(separator: "-") + "-\(number)"
    }
}
