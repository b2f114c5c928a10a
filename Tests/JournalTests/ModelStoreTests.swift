import Domain
import Foundation
import Journal
import Testing

@Suite("Logged models in the journal")
struct ModelStoreTests {
    private static let run = TrackedRunID("r1")

    private static func dataset(_ name: String, _ digest: String) -> DatasetInput {
        DatasetInput(
            Dataset(
                name: name,
                digest: digest,
                sourceType: "local",
                source: "{}",
                schema: name == "loans" ? "[\"é\"]" : nil
            ),
            tags: [.init("mlflow.data.context", digest == "1" ? "training" : "eval")]
        )
    }

    private static func model(
        _ id: LoggedModelID,
        _ name: String,
        _ type: String? = nil
    ) -> TrackingCommand {
        .createModel(
            LoggedModelCreation(
                id: id,
                experiment: .default,
                name: name,
                type: type,
                source: type == nil ? nil : run,
                parameters: [.init("depth", id == "m-1" ? "3" : "9")],
                tags: id == "m-2" ? [.init("kind", "toy")] : []
            )
        )
    }

    private static let commands: [TrackingCommand] = [
        .createRun(
            TrackedRunCreation(
                id: run,
                experiment: .default,
                name: "first",
                user: "ana",
                startedAt: 5
            )
        ), .addInputs(run, datasets: [dataset("loans", "1")], models: ["m-9"]),
        model("m-1", "forest", "classifier"), .addOutputs(run, [ModelOutput("m-1", step: 4)]),
        .addInputs(run, datasets: [dataset("iris", "2")], models: []),
        .addOutputs(run, [ModelOutput("m-2")]), model("m-2", "tree"), .finishModel("m-1", .ready),
        .annotateModel("m-2", parameters: [], tags: [.init("gone", "soon")]),
        .untagModel("m-2", "gone"), model("m-3", "gone"), .deleteModel("m-3"),
    ]

    private static let points: [ModelMetric] = [
        metric("m-1", "auc", 0.5, step: 1, DatasetName(name: "loans", digest: "1")),
        metric("m-1", "auc", 0.7, step: 2, DatasetName(name: "iris", digest: "2")),
        metric("m-2", "auc", 0.6, step: 1), metric("m-2", "loss", .nan, step: 1),
    ]

    private static func metric(
        _ model: LoggedModelID,
        _ key: TrackingKey,
        _ value: Double,
        step: Int64,
        _ dataset: DatasetName? = nil
    ) -> ModelMetric {
        ModelMetric(
            model: model,
            point: MetricPoint(key: key, value: value, timestamp: step, step: step),
            run: run,
            dataset: dataset
        )
    }

    /// Carries the commands out, `count` of them in a commit; `seen` looks after each.
    private static func write(
        to store: any EventStore,
        together count: Int = 1,
        _ seen: (TrackingState) throws -> Void = { _ in }
    ) throws {
        var state = TrackingState()
        var position = try store.load().position
        for start in stride(from: 0, to: commands.count, by: count) {
            var entries: [JournalEntry] = []
            for offset in start..<min(start + count, commands.count) {
                let time = Date(timeIntervalSince1970: Double(offset))
                for event in try state.decide(commands[offset]) {
                    state.apply(event, at: time)
                    position = Position(position.number + 1)
                    entries.append(
                        JournalEntry(
                            position: position,
                            at: time,
                            actor: .engine,
                            event: .tracking(event)
                        )
                    )
                }
            }
            try store.append(
                Commit(
                    entries: entries,
                    runs: [],
                    controls: [],
                    trackedRuns: Set(entries.compactMap(\.event.trackedRun)).compactMap {
                        state.runs[$0]
                    },
                    loggedModels: Set(entries.compactMap(\.event.loggedModel)).compactMap {
                        state.models[$0]
                    },
                    durability: .told
                )
            )
            try seen(state)
        }
    }

    @Test("what was written is found again after each step", arguments: StoreForm.allCases)
    func found(form: StoreForm) throws {
        for count in [1, 5, 100] {
            try form.withStore { store, reopen in
                try Self.write(to: store, together: count) { state in
                    let again = try reopen()
                    #expect(try again.trackedRun(Self.run) == state.runs[Self.run])
                    for id in ["m-1", "m-2", "m-3", "m-4"] as [LoggedModelID] {
                        #expect(try again.loggedModel(id) == state.models[id])
                    }
                }
            }
        }
    }

    @Test("an audit rebuilds models and what runs use, also after a repair")
    func audited() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        try Self.write(to: SQLiteStore(path: path))
        #expect(try JournalAudit(path: path).isWell)
        _ = try JournalRepair.repair(path: path, stamp: "now")
        #expect(try JournalAudit(path: path).isWell)
        let store = try SQLiteStore(path: path)
        var other = try #require(try store.loggedModel("m-1"))
        other.status = .failed
        let next = Position(try store.load().position.number + 1)
        let entry = JournalEntry(
            position: next,
            at: Date(timeIntervalSince1970: 100),
            actor: .engine,
            event: .tracking(.modelUntagged("m-2", "none"))
        )
        try store.append(
            Commit(
                entries: [entry],
                runs: [],
                controls: [],
                loggedModels: [other],
                durability: .told
            )
        )
        let found = try JournalAudit(path: path).differences
        #expect(found.contains("Logged model m-1 stands otherwise than its events say."))
    }

    @Test("a reader gives the descriptions of a run's datasets in their order")
    func described() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        try Self.write(to: SQLiteStore(path: path))
        let answer = try JournalReader(path: path).tracking(.datasets([Self.run, "r2"]))
        let datasets = [Self.dataset("loans", "1").dataset, Self.dataset("iris", "2").dataset]
        #expect(answer == .datasets([RunDatasets(run: Self.run, datasets: datasets)]))
    }

    @Test("a journal without models is read as one that has none")
    func older() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        _ = try SQLiteStore(path: path, steps: Array(Schema.steps.prefix(2)))
        let reader = try JournalReader(path: path)
        #expect(try reader.tracking(.model("m-1")) == .model(nil))
        #expect(try reader.tracking(.models(LoggedModelQuery(limit: 5))) == .models([]))
        #expect(try reader.tracking(.datasets([Self.run])) == .datasets([]))
    }

    // MARK: - Searches

    private static func ids(_ query: LoggedModelQuery, hasSeries: Bool = true) throws -> String {
        let folder = try TemporaryFolder()
        let (path, series) = (folder.path + "/journal.db", folder.path + "/series.db")
        try write(to: SQLiteStore(path: path))
        try SeriesStore(path: series).append([], models: points)
        let reader = hasSeries ? try SeriesReader(path: series) : nil
        let answer = try JournalReader(path: path).tracking(.models(query), series: reader)
        guard case .models(let models) = answer else { return "?" }
        return models.map(\.model.id.text).joined(separator: " ")
    }

    @Test(
        "a filter keeps the models that match, newest first",
        arguments: [
            ("", "m-2 m-1"), ("name = 'forest'", "m-1"), ("name LIKE '%e%'", "m-2 m-1"),
            ("model_id IN ('m-1')", "m-1"), ("model_type = 'classifier'", "m-1"),
            ("model_type != 'classifier'", ""), ("source_run_id = 'r1'", "m-1"),
            ("status = 'READY'", "m-1"), ("status = 'LOGGED_MODEL_PENDING'", "m-2"),
            ("params.depth = '9'", "m-2"), ("params.depth IN ('3', '9')", "m-2 m-1"),
            ("tags.kind IS NULL", "m-1"), ("tags.kind = 'toy'", "m-2"),
            ("metrics.auc > 0.55", "m-2 m-1"), ("metrics.auc < 0.55", "m-1"),
            ("metrics.loss > 0", ""), ("creation_timestamp < 3000", "m-1"),
            ("last_updated_timestamp_ms >= 8000", "m-2"),
        ]
    )
    func filtered(filter: String, ids: String) throws {
        #expect(try Self.ids(LoggedModelQuery(filter: filter, limit: 10)) == ids)
    }

    @Test("metrics may have to be of one of some datasets")
    func ofDatasets() throws {
        func ids(_ filter: String, _ datasets: [DatasetName]) throws -> String {
            try Self.ids(LoggedModelQuery(filter: filter, datasets: datasets, limit: 10))
        }
        #expect(try ids("", [DatasetName(name: "iris")]) == "m-1")
        #expect(try ids("metrics.auc > 0.6", [DatasetName(name: "iris")]) == "m-1")
        #expect(try ids("metrics.auc > 0.6", [DatasetName(name: "loans")]) == "")
        #expect(try ids("", [DatasetName(name: "iris", digest: "9")]) == "")
    }

    @Test(
        "an order is kept, with what is missing last",
        arguments: [
            ("metrics.auc", true, nil, "m-2 m-1"), ("metrics.auc", false, nil, "m-1 m-2"),
            ("metrics.auc", true, DatasetName(name: "loans"), "m-1 m-2"),
            ("metrics.none", true, nil, "m-2 m-1"), ("name", true, nil, "m-1 m-2"),
            ("model_type", false, nil, "m-1 m-2"), ("creation_time", true, nil, "m-1 m-2"),
        ] as [(String, Bool, DatasetName?, String)]
    )
    func ordered(field: String, isAscending: Bool, dataset: DatasetName?, ids: String) throws {
        let order = LoggedModelQuery.Order(
            field: field,
            isAscending: isAscending,
            dataset: dataset
        )
        #expect(try Self.ids(LoggedModelQuery(order: [order], limit: 10)) == ids)
    }

    @Test("without a single metric a search for one finds nothing")
    func noSeries() throws {
        let query = LoggedModelQuery(filter: "metrics.auc > 0", limit: 10)
        #expect(try Self.ids(query, hasSeries: false).isEmpty)
        let measured = LoggedModelQuery(datasets: [DatasetName(name: "iris")], limit: 10)
        #expect(try Self.ids(measured, hasSeries: false).isEmpty)
    }

    @Test("a model's points are kept once, and given newest first with what they were measured on")
    func measured() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/series.db"
        for _ in 0..<2 { try SeriesStore(path: path).append([], models: Self.points) }
        let found = try SeriesReader(path: path).metrics(of: ["m-1", "m-2", "m-3"])
        #expect(found["m-1"] == [Self.points[1], Self.points[0]])
        #expect(found["m-2"]?.map(\.point.key) == ["auc", "loss"])
        #expect(found["m-3"] == nil)
    }
}
