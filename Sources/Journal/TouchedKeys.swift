import Domain
import GRDB

/// The parameters and tags of a run or a model that events may have changed.
struct TouchedKeys {
    private var parameters: Set<TrackingKey> = []
    private var tags: Set<TrackingKey> = []

    mutating func add(_ event: TrackingEvent) {
        switch event {
        case .runCreated(let creation):
            tags.formUnion(creation.tags.map(\.key))
            tags.insert(TrackedRun.nameTag)
        case .runUpdated: tags.insert(TrackedRun.nameTag)
        case .modelCreated(let creation):
            parameters.formUnion(creation.parameters.map(\.key))
            tags.formUnion(creation.tags.map(\.key))
        case .runAnnotated(_, let parameters, let tags),
            .modelAnnotated(_, let parameters, let tags):
            self.parameters.formUnion(parameters.map(\.key))
            self.tags.formUnion(tags.map(\.key))
        case .runUntagged(_, let key), .modelUntagged(_, let key): tags.insert(key)
        default: break
        }
    }

    /// Writes these of a thing as they stand now.
    func write(
        _ parameters: KeyedTexts,
        _ tags: KeyedTexts,
        of id: String,
        in database: Database
    ) throws {
        for key in self.parameters.sorted() {
            try Self.write(parameters[key], key, TrackingRows.parameter, of: id, in: database)
        }
        for key in self.tags.sorted() {
            try Self.write(tags[key], key, TrackingRows.tag, of: id, in: database)
        }
    }

    private static func write(
        _ value: String?,
        _ key: TrackingKey,
        _ kind: Int,
        of id: String,
        in database: Database
    ) throws {
        guard let value else {
            return try database.cachedStatement(
                sql: "DELETE FROM tracked_entries WHERE run = ? AND kind = ? AND key = ?"
            ).execute(arguments: [id, kind, key.text])
        }
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO tracked_entries (run, kind, key, value)
                VALUES (?, ?, ?, ?)
                """
        ).execute(arguments: [id, kind, key.text, value])
    }
}
