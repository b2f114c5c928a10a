import Domain
import Foundation
import GRDB

/// Runs read back from their rows.
enum RunRows {
    static func run(
        _ id: RunID,
        in database: Database,
        codec: EventCodec
    ) throws -> (run: Run, position: Position)? {
        let json = try String.fetchOne(
            database,
            sql: "SELECT json FROM runs WHERE pipeline = ? AND number = ?",
            arguments: [id.pipeline.text, id.number]
        )
        guard let json, let position = try position(of: id, in: database) else { return nil }
        return (try run(from: json, in: database, codec: codec), position)
    }

    /// The position of a run's last event; nil where there is no such run.
    static func position(of id: RunID, in database: Database) throws -> Position? {
        let statement = try database.cachedStatement(
            sql: "SELECT max(position) FROM events WHERE subject = ?"
        )
        return try Int64.fetchOne(statement, arguments: [id.description]).map { Position($0) }
    }

    /// The text in a stage's row that says that it was never tried.
    static let untried = "\"attempts\":[]"
    /// The text in a stage's row that says that it was done.
    static let done = "\"phase\":{\"ended\":{\"_0\":{\"done\":{}}}}"

    /// Whether the newest run ended well, with no stage that was tried but not done.
    static func isNewestDoneThroughout(
        of pipeline: PipelineName,
        in database: Database
    ) throws -> Bool {
        let newest = try Row.fetchOne(
            database,
            sql: """
                SELECT number, json_extract(json, '$.end') AS end FROM runs WHERE pipeline = ?
                ORDER BY number DESC LIMIT 1
                """,
            arguments: [pipeline.text]
        )
        guard let newest, let end: String = newest["end"], end == Status.done.rawValue else {
            return false
        }
        let number: Int = newest["number"]
        let other = try Int.fetchOne(
            database,
            sql: """
                SELECT 1 FROM stage_runs WHERE pipeline = ? AND number = ?
                AND instr(json, ?) = 0 AND instr(json, ?) = 0 LIMIT 1
                """,
            arguments: [pipeline.text, number, untried, done]
        )
        return other == nil
    }

    /// The rows of a run's events after a position, in order.
    static func events(
        of id: RunID,
        after position: Position,
        in database: Database
    ) throws -> [Row] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT kind, version, json FROM events WHERE subject = ? AND position > ?
                ORDER BY position
                """
        )
        return try Row.fetchAll(statement, arguments: [id.description, position.number])
    }

    /// A stage of a run; nil where it has no row.
    static func stage(
        _ name: StageName,
        of id: RunID,
        in database: Database,
        codec: EventCodec
    ) throws -> StageRun? {
        let statement = try database.cachedStatement(
            sql: "SELECT json FROM stage_runs WHERE pipeline = ? AND number = ? AND stage = ?"
        )
        let arguments: StatementArguments = [id.pipeline.text, id.number, name.text]
        return try String.fetchOne(statement, arguments: arguments)
            .map { try codec.value(StageRun.self, of: $0) }
    }

    static func run(from json: String, in database: Database, codec: EventCodec) throws -> Run {
        let header = try codec.value(RunHeader.self, of: json)
        let rows = try String.fetchAll(
            database,
            sql: "SELECT json FROM stage_runs WHERE pipeline = ? AND number = ?",
            arguments: [header.id.pipeline.text, header.id.number]
        )
        // One list is read faster than its items one by one.
        let list = "[\(rows.joined(separator: ","))]"
        return header.run(with: try codec.value([StageRun].self, of: list))
    }
}
