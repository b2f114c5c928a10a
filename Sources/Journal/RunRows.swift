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
        let row = try Row.fetchOne(
            database,
            sql: "SELECT json, position FROM runs WHERE pipeline = ? AND number = ?",
            arguments: [id.pipeline.text, id.number]
        )
        guard let row else { return nil }
        return (
            try run(from: row["json"], in: database, codec: codec), Position(row["position"])
        )
    }

    static func run(from json: String, in database: Database, codec: EventCodec) throws -> Run {
        let header = try codec.value(RunHeader.self, of: json)
        let rows = try String.fetchAll(
            database,
            sql: "SELECT json FROM stage_runs WHERE pipeline = ? AND number = ?",
            arguments: [header.id.pipeline.text, header.id.number]
        )
        return header.run(with: try rows.map { try codec.value(StageRun.self, of: $0) })
    }
}
