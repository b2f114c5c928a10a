package import Domain
import Foundation
import GRDB
import Synchronization

/// Short read-only looks at a journal, from any process that may read the file.
package final class JournalReader: Sendable {
    let queue: DatabaseQueue
    private let path: String
    private let openRuns = Mutex(OpenRuns())

    /// Opens a journal that exists.
    package init(path: String) throws {
        self.path = path
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(2)
            configuration.label = "journal reader"
            queue = try DatabaseQueue(path: path, configuration: configuration)
            _ = try queue.read { try Schema.refuseNewer($0, path: path) }
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        }
    }

    /// The newest position.
    package func position() throws -> Position {
        try read { database in
            Position(try Int64.fetchOne(database, sql: "SELECT max(position) FROM events") ?? 0)
        }
    }

    /// A pipeline's breakpoints, undo list and open run.
    package func control(of pipeline: PipelineName) throws -> PipelineControl {
        try read { database in
            let json = try String.fetchOne(
                database,
                sql: "SELECT json FROM controls WHERE pipeline = ?",
                arguments: [pipeline.text]
            )
            guard let json else { return PipelineControl(name: pipeline) }
            return try EventCodec().value(PipelineControl.self, of: json)
        }
    }

    /// A run with its stages' usual durations.
    package func run(_ id: RunID) throws -> RunSnapshot? {
        try read { database in
            // Reads come one after the other; the lock has nobody to wait for.
            try openRuns.withLock { runs in
                try runs.snapshot(of: id, in: database, codec: EventCodec())
            }
        }
    }

    /// The newest runs of a pipeline, newest first.
    package func runs(of pipeline: PipelineName, limit: Int) throws -> [RunSnapshot] {
        let numbers = try read { database in
            try Int.fetchAll(
                database,
                sql: "SELECT number FROM runs WHERE pipeline = ? ORDER BY number DESC LIMIT ?",
                arguments: [pipeline.text, limit]
            )
        }
        return try numbers.compactMap { try run(RunID(pipeline, $0)) }
    }

    /// The runs that are not over, also of pipelines that are no more.
    package func unfinishedRuns() throws -> [RunSnapshot] {
        let rows = try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT pipeline, number FROM runs WHERE is_open = 1 ORDER BY pipeline, number"
            )
        }
        let ids = rows.map { RunID(PipelineName($0["pipeline"]), $0["number"]) }
        return try ids.compactMap { try run($0) }
    }

    /// The pipelines that have runs, by name.
    package func pipelines() throws -> [PipelineName] {
        try read { database in
            try String.fetchAll(
                database,
                sql: "SELECT DISTINCT pipeline FROM runs ORDER BY pipeline"
            )
            .map { PipelineName($0) }
        }
    }

    /// The pipeline of the newest run that a file defined; nil where there is none.
    package func lastPipeline(definedIn file: ProjectPath) throws -> PipelineName? {
        try read { database in
            try String.fetchOne(
                database,
                sql: """
                    SELECT pipeline FROM runs WHERE json_extract(json, '$.definition.file') = ?
                    ORDER BY position DESC LIMIT 1
                    """,
                arguments: [file.text]
            ).map { PipelineName($0) }
        }
    }

    /// Whether a pipeline's newest run ended well, and each stage of it that was tried was done.
    ///
    /// No stage is read to find that out, so that it takes little time in a large run.
    package func isNewestDoneThroughout(of pipeline: PipelineName) throws -> Bool {
        try read { try RunRows.isNewestDoneThroughout(of: pipeline, in: $0) }
    }

    /// Entries, newest first; those of an unknown kind are left out.
    package func activity(_ query: ActivityQuery) throws -> [JournalEntry] {
        var conditions = ["position < ?"]
        var arguments: [any DatabaseValueConvertible] = [query.before?.number ?? Int64.max]
        if let after = query.after {
            conditions.append("position > ?")
            arguments.append(after.number)
        }
        if query.topic == .models { conditions.append("subject GLOB 'model:*'") }
        if let run = query.run {
            conditions.append("subject = ?")
            arguments.append(run.description)
        } else if let pipeline = query.pipeline {
            conditions.append("(subject = ? OR subject GLOB ?)")
            arguments += [pipeline.text, pipeline.globbed + "/*"]
        }
        arguments.append(query.limit)
        let sql = """
            SELECT position, at, kind, version, actor, json FROM events
            WHERE \(conditions.joined(separator: " AND ")) ORDER BY position DESC LIMIT ?
            """
        let codec = EventCodec()
        return try read { database in
            let rows = try Row.fetchAll(database, sql: sql, arguments: .init(arguments))
            return try rows.compactMap { row in
                let event = try codec.event(
                    kind: row["kind"],
                    version: row["version"],
                    json: row["json"]
                )
                guard let event else { return nil }
                return JournalEntry(
                    position: Position(row["position"]),
                    at: Date(timeIntervalSince1970: row["at"]),
                    actor: Actor(stored: row["actor"]),
                    event: event
                )
            }
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try queue.read(body)
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        } catch is DecodingError {
            throw JournalError(unreadableIn: path)
        }
    }
}

extension PipelineName {
    /// The name with SQLite's GLOB characters taken literally.
    fileprivate var globbed: String {
        text.map { "*?[".contains($0) ? "[\($0)]" : String($0) }.joined()
    }
}
