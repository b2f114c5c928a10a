import Domain
import GRDB

/// Registered models and their versions as rows.
enum RegistryRows {
    // MARK: - Writing

    /// Writes what a commit's events touch, as it stands after them.
    static func write(_ commit: Commit, in database: Database, codec: EventCodec) throws {
        guard !commit.models.isEmpty else { return }
        var touched = TouchedVersions()
        for entry in commit.entries {
            if case .registry(let event) = entry.event { touched.add(event) }
        }
        for model in commit.models {
            var header = model
            header.versions = []
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO registered_models (name, json) VALUES (?, ?)"
            ).execute(arguments: [model.name.text, try codec.json(of: header)])
            if touched.whole.contains(model.name) {
                try database.cachedStatement(sql: "DELETE FROM model_versions WHERE model = ?")
                    .execute(arguments: [model.name.text])
                for version in model.versions {
                    try write(version, version.number, of: model.name, database, codec)
                }
                continue
            }
            for number in touched.numbers[model.name, default: []].sorted() {
                try write(model.version(number), number, of: model.name, database, codec)
            }
        }
    }

    private static func write(
        _ version: ModelVersion?,
        _ number: Int,
        of model: ModelName,
        _ database: Database,
        _ codec: EventCodec
    ) throws {
        guard let version else {
            return try database.cachedStatement(
                sql: "DELETE FROM model_versions WHERE model = ? AND number = ?"
            ).execute(arguments: [model.text, number])
        }
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO model_versions (model, number, json) VALUES (?, ?, ?)"
        ).execute(arguments: [model.text, number, try codec.json(of: version)])
    }

    // MARK: - Reading

    /// All models with their versions, also those kept for their numbers, in the order of names.
    static func models(in database: Database, codec: EventCodec) throws -> [RegisteredModel] {
        try String.fetchAll(
            database,
            sql: "SELECT json FROM registered_models ORDER BY name"
        ).map { try complete(try codec.value(RegisteredModel.self, of: $0), database, codec) }
    }

    static func model(
        _ name: ModelName,
        in database: Database,
        codec: EventCodec
    ) throws -> RegisteredModel? {
        try String.fetchOne(
            database,
            sql: "SELECT json FROM registered_models WHERE name = ?",
            arguments: [name.text]
        ).map { try complete(try codec.value(RegisteredModel.self, of: $0), database, codec) }
    }

    private static func complete(
        _ model: RegisteredModel,
        _ database: Database,
        _ codec: EventCodec
    ) throws -> RegisteredModel {
        var model = model
        model.versions = try String.fetchAll(
            database,
            sql: "SELECT json FROM model_versions WHERE model = ? ORDER BY number",
            arguments: [model.name.text]
        ).map { try codec.value(ModelVersion.self, of: $0) }
        return model
    }
}

/// The versions that events may have changed.
private struct TouchedVersions {
    /// Models of which all versions came or went.
    var whole: Set<ModelName> = []
    var numbers: [ModelName: Set<Int>] = [:]

    mutating func add(_ event: RegistryEvent) {
        switch event {
        case .modelRenamed, .modelDeleted, .modelCreated: whole.formUnion(event.models)
        default:
            if let id = event.version { numbers[id.model, default: []].insert(id.number) }
        }
    }
}
