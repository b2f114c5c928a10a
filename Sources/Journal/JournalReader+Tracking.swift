package import Domain
import Foundation
import GRDB

extension JournalReader {
    /// Answers a question about experiments, tracked runs and logged models.
    ///
    /// `series` reads the metric points, where there are some. Fails with a refusal where a
    /// filter or an order is not understood.
    package func tracking(
        _ query: TrackingQuery,
        series: SeriesReader? = nil
    ) throws -> TrackingAnswer {
        let hasTables = try read { try $0.tableExists("experiments") }
        // A journal that no engine has brought to this version yet knows none.
        guard hasTables else { return .nothing(for: query) }
        let codec = EventCodec()
        switch query {
        case .experiments:
            let all = try experiments().values
            return .experiments(all.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) })
        case .matchingExperiments(let query):
            return .experiments(
                try read { try ExperimentSearch.experiments(query, in: $0, codec: codec) }
            )
        case .run(let id):
            let run = try read { try TrackingRows.run(id, in: $0, codec: codec) }
            return .run(try snapshots(of: run.map { [$0] } ?? [], series).first)
        case .runs(let query):
            return .runs(try snapshots(of: try page(query, series, counts: false).runs, series))
        case .page(let query):
            let (runs, total) = try page(query, series, counts: true)
            return .page(TrackedRunPage(runs: try snapshots(of: runs, series), total: total))
        case .place(let find):
            if let series { try attach(series.path) }
            let list = try TrackedRunList(find.list, hasSeries: series != nil)
            return .place(try read { try list.place(find, in: $0) })
        case .history(let query): return .history(try series?.history(query) ?? [])
        case .curve(let query): return .history(try series?.curve(query) ?? [])
        // They lie beside the journal; whoever reads the project knows where.
        case .files: return .nothing(for: query)
        case .datasets(let runs):
            return .datasets(try read { try UseRows.datasets(of: runs, in: $0, codec: codec) })
        case .model(let id):
            let model = try read { try ModelRows.model(id, in: $0, codec: codec) }
            return .model(try snapshots(of: model.map { [$0] } ?? [], series).first)
        case .models(let query):
            if let series { try attach(series.path) }
            let hasSeries = try series?.hasModels() ?? false
            let models = try read { database in
                try ModelRows.models(query, in: database, codec: codec, hasSeries: hasSeries)
            }
            return .models(try snapshots(of: models, series))
        }
    }

    /// Runs of a list; where it counts, how many there are in all.
    private func page(
        _ query: TrackedRunQuery,
        _ series: SeriesReader?,
        counts: Bool
    ) throws -> (runs: [TrackedRun], total: Int) {
        if let series { try attach(series.path) }
        let list = try TrackedRunList(query, hasSeries: series != nil)
        return try read { database in
            let runs = try TrackingRows.runs(of: list, query, in: database, codec: EventCodec())
            return (runs, counts ? try list.count(in: database) : 0)
        }
    }

    /// The models with what was measured of them.
    private func snapshots(
        of models: [LoggedModel],
        _ series: SeriesReader?
    ) throws -> [LoggedModelSnapshot] {
        guard !models.isEmpty else { return [] }
        let metrics = try series?.metrics(of: models.map(\.id)) ?? [:]
        return models.map { LoggedModelSnapshot(model: $0, metrics: metrics[$0.id] ?? []) }
    }

    private func experiments() throws -> [ExperimentID: Experiment] {
        try read { database in
            let stored = try TrackingRows.experiments(in: database, codec: EventCodec())
            return TrackingState(experiments: stored).experiments
        }
    }

    /// The runs with the newest points of their metrics.
    private func snapshots(
        of runs: [TrackedRun],
        _ series: SeriesReader?
    ) throws -> [TrackedRunSnapshot] {
        guard !runs.isEmpty else { return [] }
        let experiments = try experiments()
        let metrics = try series?.latest(of: runs.map(\.id)) ?? [:]
        return runs.compactMap { run in
            experiments[run.experiment].map { experiment in
                TrackedRunSnapshot(
                    run: run,
                    experimentName: experiment.name,
                    isDeleted: run.isDeleted(in: experiment),
                    metrics: metrics[run.id] ?? []
                )
            }
        }
    }

    /// Has the metric points at hand under the name `points`.
    private func attach(_ series: String) throws {
        do {
            // Outside of a transaction, in which nothing can be attached.
            try queue.inDatabase { database in
                let names = try String.fetchAll(
                    database,
                    sql: "SELECT name FROM pragma_database_list"
                )
                if names.contains("points") { return }
                try database.execute(sql: "ATTACH DATABASE ? AS points", arguments: [series])
            }
        } catch let error as DatabaseError {
            throw JournalError(error, path: series)
        }
    }
}

extension TrackingAnswer {
    /// What a project answers in which nothing was tracked yet.
    package static func nothing(for query: TrackingQuery) -> TrackingAnswer {
        switch query {
        case .experiments: .experiments([.first])
        case .matchingExperiments(let query):
            .experiments(query.filter.isEmpty && query.view != .deleted ? [.first] : [])
        case .files: .files(.none)
        case .run: .run(nil)
        case .runs: .runs([])
        case .page: .page(TrackedRunPage(runs: [], total: 0))
        case .place: .place(nil)
        case .history, .curve: .history([])
        case .datasets: .datasets([])
        case .model: .model(nil)
        case .models: .models([])
        }
    }
}
