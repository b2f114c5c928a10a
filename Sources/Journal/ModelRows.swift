import Domain
import Expressions
import GRDB

/// Logged models as rows.
enum ModelRows {
    // MARK: - Writing

    /// Writes the models that a commit's events touch, as they stand after them.
    static func write(_ commit: Commit, in database: Database, codec: EventCodec) throws {
        guard !commit.loggedModels.isEmpty else { return }
        var touched: [LoggedModelID: TouchedKeys] = [:]
        for entry in commit.entries {
            guard case .tracking(let event) = entry.event, let id = event.model else { continue }
            touched[id, default: TouchedKeys()].add(event)
        }
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO logged_models
                    (id, experiment, name, type, source, status, created, updated, is_deleted, json)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        for model in commit.loggedModels {
            var header = model
            header.parameters = KeyedTexts()
            header.tags = KeyedTexts()
            try statement.execute(arguments: [
                model.id.text, model.experiment.text, model.name, model.type, model.source?.text,
                model.status.rawValue, model.createdAt, model.updatedAt, model.isDeleted,
                try codec.json(of: header),
            ])
            let keys = touched[model.id] ?? TouchedKeys()
            try keys.write(model.parameters, model.tags, of: model.id.text, in: database)
        }
    }

    // MARK: - Reading

    static func model(
        _ id: LoggedModelID,
        in database: Database,
        codec: EventCodec
    ) throws -> LoggedModel? {
        guard try database.tableExists("logged_models") else { return nil }
        let statement = try database.cachedStatement(
            sql: "SELECT json FROM logged_models WHERE id = ?"
        )
        guard let json = try String.fetchOne(statement, arguments: [id.text]) else { return nil }
        return try complete([json], in: database, codec: codec).first
    }

    /// A page of models; `hasSeries` says whether there are metric points in the database
    /// `points`.
    static func models(
        _ query: LoggedModelQuery,
        in database: Database,
        codec: EventCodec,
        hasSeries: Bool
    ) throws -> [LoggedModel] {
        guard try database.tableExists("logged_models") else { return [] }
        let search = try RowSearch(query, hasSeries: hasSeries)
        var conditions = ["NOT m.is_deleted"] + search.conditions
        var arguments = search.arguments
        if let experiments = query.experiments {
            conditions.append("m.experiment IN (SELECT value FROM json_each(?))")
            arguments.append(try codec.json(of: experiments))
        }
        arguments += search.orderArguments + [query.limit, query.offset]
        let rows = try String.fetchAll(
            database,
            sql: """
                SELECT m.json FROM logged_models m
                WHERE \(conditions.joined(separator: " AND "))
                ORDER BY \(search.order) LIMIT ? OFFSET ?
                """,
            arguments: StatementArguments(arguments)
        )
        return try complete(rows, in: database, codec: codec)
    }

    /// The models of rows with their parameters and tags.
    private static func complete(
        _ rows: [String],
        in database: Database,
        codec: EventCodec
    ) throws -> [LoggedModel] {
        var models = try rows.map { try codec.value(LoggedModel.self, of: $0) }
        let places = Dictionary(
            models.enumerated().map { ($1.id.text, $0) },
            uniquingKeysWith: { $1 }
        )
        let ids = try codec.json(of: models.map(\.id))
        try TrackingRows.readEntries(of: ids, in: database) { id, kind, key, value in
            guard let place = places[id] else { return }
            if kind == TrackingRows.parameter {
                models[place].parameters[key] = value
            } else {
                models[place].tags[key] = value
            }
        }
        return models
    }
}

extension RowSearch {
    /// A search for logged models, as rows `m` of `logged_models`.
    fileprivate init(_ query: LoggedModelQuery, hasSeries: Bool) throws(Refusal) {
        let table = SearchTable.models(hasSeries: hasSeries, of: query.datasets)
        do throws(ExpressionError) {
            let filter = try Filter(query.filter, of: table.grammar)
            var orders: [(order: FilterOrder, source: SearchTable.Source)] = []
            for order in query.order {
                let subject = try table.grammar.subject(plain: order.field)
                let datasets = order.dataset.map { [$0] } ?? []
                let source = SearchTable.models(hasSeries: hasSeries, of: datasets).source(subject)
                let isAscending = order.isAscending
                orders.append((FilterOrder(subject: subject, isAscending: isAscending), source))
            }
            self.init(filter, orders, in: table)
            let hasMetric = filter.clauses.contains { clause in
                if case .metric = clause.subject { true } else { false }
            }
            guard !query.datasets.isEmpty, !hasMetric else { return }
            add(SearchTable.measured(hasSeries: hasSeries, on: query.datasets))
        } catch {
            throw Refusal(.badInput, error.description)
        }
    }
}
