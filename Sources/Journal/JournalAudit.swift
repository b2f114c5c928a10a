package import Domain
import Foundation
import GRDB

/// What a look at every row of a journal found.
package struct JournalAudit: Hashable, Sendable {
    /// The last entry before which all can be read.
    package let soundUntil: Position
    /// What cannot be read, in SQLite's words or ours.
    package private(set) var damage: [String]
    /// Runs and pipelines that stand otherwise than their events make them.
    package let differences: [String]

    package var isWell: Bool { damage.isEmpty && differences.isEmpty }
}

extension JournalAudit {
    /// What is named of each kind of finding; more of the same says no more.
    private static let limit = 10

    /// Reads all of a journal, and rebuilds its projections from its events.
    ///
    /// Takes about 20 microseconds an event. Fails with ``JournalError`` where the journal is a
    /// newer Pitwall's or cannot be opened at all.
    package init(path: String) throws {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            configuration.label = "journal audit"
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            // One snapshot: an engine may write meanwhile.
            self = try queue.read { database in
                try Schema.refuseNewer(database, path: path)
                return try JournalAudit(of: database)
            }
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        }
    }

    private init(of database: Database) throws {
        damage = try Self.check(database)
        var rebuild = Rebuild()
        let trouble = try SoundEntries.read(database) { entries in
            for entry in entries { rebuild.apply(entry) }
        }
        if let trouble { damage.append(trouble) }
        soundUntil = rebuild.position
        // What is damaged is rebuilt anyway.
        guard damage.isEmpty else {
            differences = []
            return
        }
        do {
            differences = try Self.differences(from: rebuild, database)
        } catch is DecodingError {
            differences = ["A row that follows from the events cannot be read."]
        }
    }

    /// What SQLite itself finds.
    private static func check(_ database: Database) throws -> [String] {
        do {
            let lines = try String.fetchAll(database, sql: "PRAGMA integrity_check(\(limit))")
            return lines == ["ok"] ? [] : lines.map { "SQLite: \($0)." }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            return ["SQLite: \(error.message ?? "the file is damaged")."]
        }
    }

    private static func differences(
        from rebuild: Rebuild,
        _ database: Database
    ) throws -> [String] {
        let codec = EventCodec()
        var found: [String] = []
        let stored = try Int.fetchOne(database, sql: "SELECT count(*) FROM runs") ?? 0
        if stored != rebuild.runs.count {
            found.append("There are \(stored) runs; the events open \(rebuild.runs.count).")
        }
        for (id, run) in rebuild.runs.sorted(by: { $0.key < $1.key }) {
            guard found.count < limit else { return found }
            let row = try RunRows.run(id, in: database, codec: codec)?.run
            if let row, try isAlike(codec.json(of: row), codec.json(of: run)) { continue }
            found.append("Run \(id) stands otherwise than its events say.")
        }
        for (name, control) in rebuild.controls.sorted(by: { $0.key < $1.key }) {
            guard found.count < limit else { return found }
            let json = try String.fetchOne(
                database,
                sql: "SELECT json FROM controls WHERE pipeline = ?",
                arguments: [name.text]
            )
            let made = try codec.json(of: control)
            let plain = try codec.json(of: PipelineControl(name: name))
            if try isAlike(json ?? plain, made) { continue }
            found.append("Pipeline '\(name)' stands otherwise than its events say.")
        }
        return found + (try trackingDifferences(from: rebuild.tracking, database))
            + (try registryDifferences(from: rebuild.registry, database))
            + (try promotionDifferences(from: rebuild.promotions, database))
    }

    private static func trackingDifferences(
        from tracking: TrackingState,
        _ database: Database
    ) throws -> [String] {
        guard try database.tableExists("experiments") else { return [] }
        let codec = EventCodec()
        let stored = TrackingState(
            experiments: try TrackingRows.experiments(in: database, codec: codec)
        )
        var found: [String] = []
        if stored.experiments != tracking.experiments {
            found.append("The experiments stand otherwise than their events say.")
        }
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM tracked_runs") ?? 0
        if count != tracking.runs.count {
            found.append("There are \(count) tracked runs; the events make \(tracking.runs.count).")
        }
        for (id, run) in tracking.runs.sorted(by: { $0.key < $1.key }) {
            guard found.count < limit else { return found }
            if try TrackingRows.run(id, in: database, codec: codec) == run { continue }
            found.append("Tracked run \(id) stands otherwise than its events say.")
        }
        guard try database.tableExists("logged_models") else { return found }
        return found + (try modelDifferences(from: tracking, database))
    }

    private static func modelDifferences(
        from tracking: TrackingState,
        _ database: Database
    ) throws -> [String] {
        var found: [String] = []
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM logged_models") ?? 0
        if count != tracking.models.count {
            found.append(
                "There are \(count) logged models; the events make \(tracking.models.count)."
            )
        }
        let codec = EventCodec()
        for (id, model) in tracking.models.sorted(by: { $0.key < $1.key }) {
            guard found.count < limit else { return found }
            if try ModelRows.model(id, in: database, codec: codec) == model { continue }
            found.append("Logged model \(id) stands otherwise than its events say.")
        }
        return found
    }

    private static func registryDifferences(
        from registry: RegistryState,
        _ database: Database
    ) throws -> [String] {
        guard try database.tableExists("registered_models") else { return [] }
        let stored = RegistryState(try RegistryRows.models(in: database, codec: EventCodec()))
        let names = Set(stored.models.keys).union(registry.models.keys).sorted()
        let different = names.filter { stored.models[$0] != registry.models[$0] }
        return different.prefix(limit).map { name in
            "Model '\(name)' stands otherwise than its events say."
        }
    }

    private static func promotionDifferences(
        from promotions: PromotionState,
        _ database: Database
    ) throws -> [String] {
        guard try database.tableExists("promotions") else { return [] }
        let codec = EventCodec()
        let stored = PromotionState(try PromotionRows.all(in: database, codec: codec)).promotions
        let ids = Set(stored.keys).union(promotions.promotions.keys).sorted()
        let different = try ids.filter { id in
            guard let row = stored[id], let made = promotions.promotions[id] else { return true }
            return try !isAlike(codec.json(of: row), codec.json(of: made))
        }
        return different.prefix(limit).map { "The \($0) stands otherwise than its events say." }
    }

    /// Whether two rows say the same; times may differ by what a written one is rounded.
    private static func isAlike(_ left: String, _ right: String) throws -> Bool {
        if left == right { return true }
        let options = JSONSerialization.ReadingOptions.fragmentsAllowed
        return isAlike(
            try JSONSerialization.jsonObject(with: Data(left.utf8), options: options),
            try JSONSerialization.jsonObject(with: Data(right.utf8), options: options)
        )
    }

    private static func isAlike(_ left: Any, _ right: Any) -> Bool {
        switch (left, right) {
        case (let left as [String: Any], let right as [String: Any]):
            left.count == right.count
                && left.allSatisfy { key, value in right[key].map { isAlike(value, $0) } ?? false }
        case (let left as [Any], let right as [Any]):
            left.count == right.count && zip(left, right).allSatisfy { isAlike($0, $1) }
        case (let left as String, let right as String): left == right
        case (let left as NSNumber, let right as NSNumber):
            abs(left.doubleValue - right.doubleValue) < 1e-4
        default: left is NSNull && right is NSNull
        }
    }
}

/// A journal's entries up to the first that cannot be read.
enum SoundEntries {
    private static let page = 1_000

    /// Gives the entries to `body`, oldest first, some at a time.
    ///
    /// Returns what is wrong with the first that is not sound; nil where all are.
    static func read(
        _ database: Database,
        _ body: ([JournalEntry]) throws -> Void
    ) throws -> String? {
        let codec = EventCodec()
        var next: Int64 = 1
        while true {
            let rows: [Row]
            do {
                rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT position, at, kind, version, actor, json FROM events
                        WHERE position >= ? ORDER BY position LIMIT ?
                        """,
                    arguments: [next, page]
                )
            } catch let error as DatabaseError {
                return try readSingly(database, codec, from: next, body)
                    ?? "Entries cannot be read: \(error.message ?? "SQLite error")."
            }
            var entries: [JournalEntry] = []
            for row in rows {
                guard let entry = entry(row, codec, at: next) else {
                    try body(entries)
                    return "Entry \(next) cannot be read."
                }
                entries.append(entry)
                next += 1
            }
            try body(entries)
            guard rows.count == page else { return nil }
        }
    }

    /// The same, an entry at a time, where a page could not be read as a whole.
    private static func readSingly(
        _ database: Database,
        _ codec: EventCodec,
        from first: Int64,
        _ body: ([JournalEntry]) throws -> Void
    ) throws -> String? {
        for next in first..<first + Int64(page) {
            let row = try? Row.fetchOne(
                database,
                sql: """
                    SELECT position, at, kind, version, actor, json FROM events
                    WHERE position = ?
                    """,
                arguments: [next]
            )
            guard let row, let entry = entry(row, codec, at: next) else {
                return "Entry \(next) cannot be read."
            }
            try body([entry])
        }
        return nil
    }

    /// The entry of a row, where it is whole and stands in its place.
    private static func entry(_ row: Row, _ codec: EventCodec, at wanted: Int64) -> JournalEntry? {
        let position: Int64 = row["position"]
        guard position == wanted,
            let event = try? codec.event(
                kind: row["kind"],
                version: row["version"],
                json: row["json"]
            )
        else { return nil }
        return JournalEntry(
            position: Position(position),
            at: Date(timeIntervalSince1970: row["at"]),
            actor: Actor(stored: row["actor"]),
            event: event
        )
    }
}
