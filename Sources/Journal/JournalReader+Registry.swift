package import Domain
import Expressions
import Foundation
import GRDB

extension JournalReader {
    /// Answers a question about the model registry.
    ///
    /// Fails with a refusal where a filter or an order is not understood.
    package func registry(_ query: RegistryQuery) throws -> [RegisteredModel] {
        let codec = EventCodec()
        return try read { database in
            // A journal that no engine has brought to this version yet knows none.
            guard try database.tableExists("registered_models") else { return [] }
            switch query {
            case .models:
                return try RegistryRows.models(in: database, codec: codec).filter { !$0.isDeleted }
            case .model(let name):
                let model = try RegistryRows.model(name, in: database, codec: codec)
                return model.map { $0.isDeleted ? [] : [$0] } ?? []
            case .matchingModels(let query):
                return try RegistrySearch.models(query, in: database, codec: codec)
            case .matchingVersions(let query):
                return try RegistrySearch.versions(query, in: database, codec: codec)
            }
        }
    }
}

extension JournalReader {
    /// Requests to move aliases, oldest first.
    package func promotions() throws -> [Promotion] {
        try read { database in
            // A journal that no engine has brought to this version yet knows none.
            guard try database.tableExists("promotions") else { return [] }
            return try PromotionRows.all(in: database, codec: EventCodec())
        }
    }
}

/// Finds registered models and their versions by filters.
private enum RegistrySearch {
    static func models(
        _ query: RegistryPage,
        in database: Database,
        codec: EventCodec
    ) throws -> [RegisteredModel] {
        let search = try RowSearch(filter: query.filter, order: query.order, in: .models)
        let conditions = ["NOT json_extract(m.json, '$.isDeleted')"] + search.conditions
        let names = try String.fetchAll(
            database,
            sql: """
                SELECT m.name FROM registered_models m
                WHERE \(conditions.joined(separator: " AND "))
                ORDER BY \(search.order) LIMIT ? OFFSET ?
                """,
            arguments: StatementArguments(
                search.arguments + search.orderArguments + [query.limit, query.offset]
            )
        )
        return try names.compactMap { name in
            try RegistryRows.model(ModelName(name), in: database, codec: codec)
        }
    }

    /// Each model with the one version that was found, in the order of these.
    static func versions(
        _ query: RegistryPage,
        in database: Database,
        codec: EventCodec
    ) throws -> [RegisteredModel] {
        let search = try RowSearch(filter: query.filter, order: query.order, in: .modelVersions)
        let conditions = ["1"] + search.conditions
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT m.json AS model, v.json AS version
                FROM model_versions v JOIN registered_models m ON m.name = v.model
                WHERE \(conditions.joined(separator: " AND "))
                ORDER BY \(search.order) LIMIT ? OFFSET ?
                """,
            arguments: StatementArguments(
                search.arguments + search.orderArguments + [query.limit, query.offset]
            )
        )
        return try rows.map { row in
            var model = try codec.value(RegisteredModel.self, of: row["model"])
            model.versions = [try codec.value(ModelVersion.self, of: row["version"])]
            return model
        }
    }
}

extension SearchTable {
    /// Registered models, as rows `m` of `registered_models`.
    fileprivate static var models: SearchTable {
        SearchTable(
            grammar: .models,
            order: "m.name",
            source: { subject in
                switch subject {
                case .tag(let key): registryTag(key, of: "m.json")
                case .attribute("name"): .column("m.name")
                case .attribute("creation_timestamp"):
                    .column("json_extract(m.json, '$.createdAt')")
                case .attribute: .column("json_extract(m.json, '$.updatedAt')")
                case .metric, .parameter, .dataset: .nowhere
                }
            }
        )
    }

    /// Versions of models, as rows `v` of `model_versions`.
    fileprivate static var modelVersions: SearchTable {
        SearchTable(
            grammar: .modelVersions,
            order: "json_extract(v.json, '$.updatedAt') DESC, v.model, v.number DESC",
            source: { subject in
                switch subject {
                case .tag(let key): registryTag(key, of: "v.json")
                case .attribute(let name): .column(versionColumn(name))
                case .metric, .parameter, .dataset: .nowhere
                }
            }
        )
    }

    private static func versionColumn(_ name: String) -> String {
        switch name {
        case "name": "v.model"
        case "version_number": "v.number"
        case "run_id": "coalesce(json_extract(v.json, '$.run'), '')"
        case "source_path": "json_extract(v.json, '$.source')"
        case "creation_timestamp": "json_extract(v.json, '$.createdAt')"
        case "last_updated_timestamp": "json_extract(v.json, '$.updatedAt')"
        default: preconditionFailure("No attribute of model versions: \(name).")
        }
    }

    private static func registryTag(_ key: String, of json: String) -> Source {
        let rows = "json_each(\(json), '$.tags') t WHERE json_extract(t.value, '$.key') = ?"
        // Clients ask for what is no prompt, and mean also what nobody marked so.
        if key == "mlflow.prompt.is_prompt" {
            return .column(
                """
                coalesce((SELECT json_extract(t.value, '$.value')
                FROM json_each(\(json), '$.tags') t
                WHERE json_extract(t.value, '$.key') = 'mlflow.prompt.is_prompt'), '')
                """
            )
        }
        return .rows(rows, value: "json_extract(t.value, '$.value')", [key])
    }
}
