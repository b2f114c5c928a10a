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
        let name = named ?? tagged
        let (fields, now, attempt) = (call.fields, now().milliseconds, call.attempt)
        let allTags = tags
        let run = try await once(call) {
            (id) async throws(TrackingError) -> TrackedRunSnapshot? in
            let creation = TrackedRunCreation(
                id: TrackedRunID(id),
                experiment: try fields.text("experiment_id").map { ExperimentID($0) } ?? .default,
                name: try EntryRules.value(
                    name ?? RunNames.name(of: id),
                    "Run name",
                    EntryRules.longestTag
                ),
                user: try fields.text("user_id") ?? "",
                startedAt: try fields.integer("start_time") ?? now,
                tags: allTags,
                attempt: attempt
            )
            try await send(.createRun(creation))
            let run = try await self.run(creation.id)
            return run.metrics.isEmpty ? run : nil
        }
        return ["run": run.json()]
    }

    func getRun(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.run()
        let run = try await run(id)
        guard !run.run.uses.datasets.isEmpty else { return ["run": run.json()] }
        let datasets = try await read { try $0.datasets(of: [id]) }
        return ["run": run.json(datasets.first?.datasets ?? [])]
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
        let (found, datasets) = try await read { reading in
            let runs = try reading.trackedRuns(query)
            let users = runs.filter { !$0.run.uses.datasets.isEmpty }.map(\.run.id)
            let all = users.isEmpty ? [] : try reading.datasets(of: users)
            return (runs, Dictionary(all.map { ($0.run, $0.datasets) }) { first, _ in first })
        }
        return .page(
            "runs",
            found.prefix(limit).map { $0.json(datasets[$0.run.id] ?? []) },
            next: found.count > limit ? offset + limit : nil
        )
    }

    func logMetric(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.run()
        let point = try call.fields.metric()
        let model = try call.fields.modelMetric(point, of: id)
        _ = try await activeRun(id)
        try await record([point], models: model.map { [$0] } ?? [], of: id)
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
        var models: [ModelMetric] = []
        for item in try call.fields.objects("metrics") {
            let point = try item.metric()
            points.append(point)
            if let model = try item.modelMetric(point, of: id) { models.append(model) }
        }
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
        try await record(points, models: models, of: id)
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

    /// The run with the descriptions of the datasets it uses, in their order.
    func json(_ datasets: [Dataset] = []) -> JSONValue {
        var data: [String: JSONValue] = [:]
        if !metrics.isEmpty { data["metrics"] = .list(metrics.map(\.json)) }
        if !run.parameters.entries.isEmpty { data["params"] = run.parameters.json }
        if !run.tags.entries.isEmpty { data["tags"] = run.tags.json }
        return [
            "info": info, "data": .object(data), "inputs": run.uses.inputs(datasets),
            "outputs": run.uses.made,
        ]
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

/// Names for runs and models that were given none.
enum RunNames {
    private static let first = [
        "amber", "bold", "brisk", "calm", "clear", "dapper", "eager", "fair", "gentle", "keen",
        "lively", "lucid", "mellow", "nimble", "plain", "quiet", "rapid", "sly", "steady", "swift",
    ]
    private static let second = [
        "badger", "crane", "dolphin", "falcon", "finch", "gecko", "heron", "ibex", "jay", "lynx",
        "marten", "newt", "otter", "owl", "panda", "raven", "seal", "stoat", "tern", "wren",
    ]

    /// The name that an id of at least 16 hexadecimal digits has.
    static func name(of id: String) -> String {
        var number = UInt64(id.suffix(16), radix: 16) ?? 0
        func next(_ count: Int) -> Int {
            defer { number /= UInt64(count) }
            return Int(number % UInt64(count))
        }
        let words = [first[next(first.count)], second[next(second.count)]]
        return words.joined(separator: "-") + "-\(100 + next(900))"
    }
}
