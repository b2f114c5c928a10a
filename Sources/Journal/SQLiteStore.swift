package import Domain
import Foundation
import GRDB
import Glibc

/// The journal in a SQLite file; one writer, used on the engine's thread.
package final class SQLiteStore: EventStore {
    private let queue: DatabaseQueue
    private let path: String
    private let codec = EventCodec()
    private var synchronous: Durability = .told
    /// An I/O error came; what was written before it may not be on the disk either.
    private var isDoubtful = false

    /// Opens the journal at `path`, making or upgrading it.
    ///
    /// Fails with ``JournalError``; a journal of a newer Pitwall is left untouched.
    package init(path: String, steps: [String] = Schema.steps) throws {
        self.path = path
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.label = "journal"
            try NewJournal.make(at: path, steps: steps)
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { database in
                try Schema.migrate(database, path: path, steps: steps)
            }
            try queue.inDatabase { database in
                try database.execute(sql: "PRAGMA journal_mode = WAL")
                try Self.setSynchronous(.told, in: database)
            }
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        }
    }

    package func load() throws -> LiveState {
        try reading { database in
            let position =
                try Int64.fetchOne(database, sql: "SELECT max(position) FROM events") ?? 0
            let headers = try String.fetchAll(
                database,
                sql: "SELECT json FROM runs WHERE is_open = 1 ORDER BY pipeline, number"
            )
            let runs = try headers.map { json in
                try RunRows.run(from: json, in: database, codec: codec)
            }
            let controls = try String.fetchAll(
                database,
                sql: "SELECT json FROM controls ORDER BY pipeline"
            )
            return LiveState(
                position: Position(position),
                runs: runs,
                controls: try controls.map { try codec.value(PipelineControl.self, of: $0) },
                experiments: try TrackingRows.experiments(in: database, codec: codec),
                models: try RegistryRows.models(in: database, codec: codec),
                promotions: try PromotionRows.all(in: database, codec: codec)
            )
        }
    }

    package func run(_ id: RunID) throws -> Run? {
        try reading { database in
            try RunRows.run(id, in: database, codec: codec)?.run
        }
    }

    package func trackedRun(_ id: TrackedRunID) throws -> TrackedRun? {
        try reading { database in
            try TrackingRows.run(id, in: database, codec: codec)
        }
    }

    package func loggedModel(_ id: LoggedModelID) throws -> LoggedModel? {
        try reading { database in
            try ModelRows.model(id, in: database, codec: codec)
        }
    }

    /// What cannot be read is said as what it is: a damaged journal.
    private func reading<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try queue.inDatabase(body)
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        } catch is DecodingError {
            throw JournalError(unreadableIn: path)
        }
    }

    package func append(_ commit: Commit) throws {
        do {
            if isDoubtful { try renew() }
            try queue.inDatabase { database in
                if synchronous != commit.durability {
                    try Self.setSynchronous(commit.durability, in: database)
                    synchronous = commit.durability
                }
                try database.inTransaction {
                    try insert(commit, in: database)
                    return .commit
                }
            }
        } catch let error as DatabaseError {
            if error.resultCode == .SQLITE_IOERR { isDoubtful = true }
            throw JournalError(error, path: path)
        }
    }

    /// Brings what is in the log into the file itself, and leaves no log.
    func gather() throws {
        try queue.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
    }

    /// Writes down anew, and reads, all that was ever acknowledged.
    ///
    /// After a flush that failed the kernel takes what it could not write for written, so that the
    /// next flush succeeds without it. All that is in the log is therefore moved into the file,
    /// which is flushed, and the log begins anew, also without the commit that failed.
    private func renew() throws {
        try queue.inDatabase { database in
            try Self.setSynchronous(.told, in: database)
            synchronous = .told
            let isBusy = try Int.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
            guard isBusy == 0 else {
                throw JournalError(
                    .unusable,
                    "'\(path)' is being read, so it cannot be written anew after an I/O error yet."
                )
            }
            let findings = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
            guard findings == "ok" else {
                throw JournalError(
                    .damaged,
                    "'\(path)' was damaged by an I/O error: \(findings ?? "it cannot be read")."
                        + " Running stages go on; 'pitwall doctor' says what can be read."
                )
            }
        }
        isDoubtful = false
    }

    /// GRDB and SQLite each have an own opinion of `synchronous`; what counts is what reads back.
    private static func setSynchronous(_ durability: Durability, in database: Database) throws {
        let value = durability == .told ? 2 : 1
        try database.execute(sql: "PRAGMA synchronous = \(value)")
        let read = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        guard read == value else {
            throw JournalError(.unusable, "SQLite does not take 'synchronous = \(value)'.")
        }
    }

    private func insert(_ commit: Commit, in database: Database) throws {
        let runs = Dictionary(commit.runs.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        let insertion = try database.cachedStatement(
            sql: """
                INSERT INTO events (position, at, kind, version, subject, actor, json)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        )
        var touched: [RunID: Set<StageName>] = [:]
        for entry in commit.entries {
            let row = try codec.row(of: entry.event)
            try insertion.execute(arguments: [
                entry.position.number, entry.at.timeIntervalSince1970, row.kind, row.version,
                row.subject, entry.actor.stored, row.json,
            ])
            if let (run, stages) = entry.event.touchedStages {
                touched[run, default: []].formUnion(stages)
            }
            if let id = entry.event.touchedRun, let run = runs[id] {
                try writeHeader(of: run, at: entry.position, in: database)
            }
            try insertAttempt(of: entry, in: database)
        }
        for (id, stages) in touched {
            guard let run = runs[id] else { continue }
            try writeStages(stages, of: run, in: database)
        }
        for control in commit.controls {
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO controls (pipeline, json) VALUES (?, ?)"
            ).execute(arguments: [control.name.text, try codec.json(of: control)])
        }
        try TrackingRows.write(commit, in: database, codec: codec)
        try RegistryRows.write(commit, in: database, codec: codec)
        try ModelRows.write(commit, in: database, codec: codec)
        try PromotionRows.write(commit, in: database, codec: codec)
    }

    private func writeHeader(of run: Run, at position: Position, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO runs (pipeline, number, is_open, position, json)
                VALUES (?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            run.id.pipeline.text, run.id.number, run.end == nil, position.number,
            try codec.json(of: RunHeader(run)),
        ])
    }

    private func writeStages(
        _ names: Set<StageName>,
        of run: Run,
        in database: Database
    ) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO stage_runs (pipeline, number, stage, json)
                VALUES (?, ?, ?, ?)
                """
        )
        for position in names.compactMap({ run.position(of: $0) }).sorted() {
            let stage = run.stages[position]
            try statement.execute(arguments: [
                run.id.pipeline.text, run.id.number, stage.stage.text, try codec.json(of: stage),
            ])
        }
    }

    private func insertAttempt(of entry: JournalEntry, in database: Database) throws {
        guard case .attemptEnded(let attempt, let report) = entry.event else { return }
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO attempts
                    (pipeline, number, stage, attempt, ended, seconds, succeeded)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            attempt.run.pipeline.text, attempt.run.number, attempt.stage.text, attempt.number,
            report.endedAt.timeIntervalSince1970,
            max(0, report.endedAt.timeIntervalSince(report.startedAt)),
            report.status.isSuccess,
        ])
    }
}

extension Actor {
    /// The form in the journal's rows.
    var stored: String {
        switch self {
        case .person(let name): "person:" + name
        case .engine: "engine:"
        }
    }

    init(stored text: String) {
        self = text.hasPrefix("person:") ? .person(String(text.dropFirst(7))) : .engine
    }
}

extension JournalError {
    /// A row that SQLite gives and nobody can read.
    init(unreadableIn path: String) {
        self.init(
            .damaged,
            "'\(path)' is damaged (a row of it cannot be read). Nothing was changed; "
                + "'pitwall doctor --repair' keeps what can be read."
        )
    }

    init(_ error: DatabaseError, path: String) {
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(
                .damaged,
                "'\(path)' is damaged (\(error.message ?? "not a database")). Nothing was changed; "
                    + "'pitwall doctor --repair' keeps what can be read."
            )
        case .SQLITE_FULL:
            self.init(
                .unusable,
                (DiskRoom(ofFile: path)?.words ?? "The disk of '\(path)' is full.")
                    + " Running stages go on, and Pitwall does once there is room.",
                errorNumber: ENOSPC
            )
        default:
            self.init(
                .unusable,
                "'\(path)' cannot be used: \(error.message ?? "SQLite error")"
                    + " (\(error.extendedResultCode.rawValue)).",
                errorNumber: Self.errorNumber(of: error.resultCode, path: path)
            )
        }
    }

    /// The system's number for what SQLite says, as far as that tells.
    private static func errorNumber(of code: ResultCode, path: String) -> Int32 {
        switch code {
        case .SQLITE_READONLY: EROFS
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: EACCES
        case .SQLITE_NOMEM: ENOMEM
        case .SQLITE_BUSY, .SQLITE_LOCKED: EBUSY
        // Files beside the journal that have no room fail so.
        default: DiskRoom(ofFile: path)?.isFull == true ? ENOSPC : EIO
        }
    }
}
